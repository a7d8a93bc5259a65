/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-engine-private.h"

G_BEGIN_DECLS

/* What ran where and when: written to the file that BG_TRACE names, in the Trace Event Format, and given to Sysprof
 * where that records this process. Each of the calls does what it is about as well, so that whoever runs bodies asks
 * once for each whether a trace is made. */

/* Fixed when the first manager is made. */
G_GNUC_INTERNAL extern gboolean bg_trace_enabled;

void      bg_trace_init          (void);

/* By a worker, without the lock: the body of a node. */
gboolean  bg_trace_call_function (BgEngine      *engine,
                                  BgNode        *node,
                                  GCancellable  *cancellable,
                                  GValue        *value,
                                  GError       **error);
gboolean  bg_trace_execute       (BgNode        *node,
                                  GCancellable  *cancellable,
                                  BgOutcome    **outcome);

/* In the home context, without the lock. */
void      bg_trace_start_home    (BgTask        *task);
void      bg_trace_note_turn     (gint64         start,
                                  guint          n_ends);

G_END_DECLS
