/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-macros.h"

#include <glib.h>

G_BEGIN_DECLS

/* What ran where and when, as marks for Sysprof. Times are those of g_get_monotonic_time(), and the thread is that
 * which calls. */

#ifdef HAVE_SYSPROF

/* Whether this process is recorded. */
gboolean bg_trace_marks_are_wanted (void);

void     bg_trace_mark_body        (guint64     id,
                                    const char *name,
                                    const char *group,
                                    const char *state,
                                    gint64      start,
                                    gint64      end);
void     bg_trace_mark_turn        (guint       n_ends,
                                    gint64      start,
                                    gint64      end);

#else

# define bg_trace_marks_are_wanted() FALSE
# define bg_trace_mark_body(id, name, group, state, start, end) ((void) 0)
# define bg_trace_mark_turn(n_ends, start, end) ((void) 0)

#endif

G_END_DECLS
