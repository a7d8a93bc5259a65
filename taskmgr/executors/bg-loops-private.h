/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-loops.h"

G_BEGIN_DECLS

typedef struct
{
  BgLoop         *loop;
  BgLoopExecutor *executor;     /* nullable */
} BgLoopsEntry;

struct _BgLoops
{
  GObject        parent_instance;

  BgTaskManager *manager;       /* unowned; it owns us */
  GPtrArray     *entries;
  BgLoopsEntry  *preferred;     /* nullable */
  gboolean       stopped;       /* the manager has ended */
};

BgLoopsEntry *bg_loops_find (BgLoops     *self,
                             const char  *name);

G_END_DECLS
