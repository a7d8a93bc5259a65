/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-idle-executor-private.h"
#include "bg-task-queue-private.h"

#include "../core/bg-fake-clock.h"

G_BEGIN_DECLS

/* All in the context of the manager. */
struct _BgIdleExecutor
{
  GObject        parent_instance;

  GWeakRef       manager;       /* until it is used with one */
  BgIdleMonitor *monitor;       /* fixed at construction, owned */
  gulong         idle_handler;
  GSource       *source;        /* where turns are taken */
  BgFakeClock   *clock;         /* that of the manager, owned; NULL for that of the computer */
  gulong         clock_handler;
  guint          budget;        /* µs */

  GHashTable    *queues;        /* name → the queue that was given that name, not owned */
  GSList        *nameless;      /* those that have none, not owned */
  GQueue         turns;         /* of BgTaskQueue, owned; NULL stands for what was given directly */
  GList         *direct;        /* where that stands */

  gboolean       knows_manager;
  gboolean       paused;
  gboolean       watching;      /* waits for the monitor */
  gboolean       is_idle;       /* the monitor has spoken */
  gboolean       in_vain;       /* waits to be asked by the manager */
  gboolean       was_asked;     /* by the manager, since the row was empty */
  gboolean       may_be_due;    /* a queue has a task that runs at some time though nothing is idle */
};

/* bg-idle-executor-direct.c */
void     bg_idle_executor_look_for_direct (BgIdleExecutor *self);
BgTask  *bg_idle_executor_begin_direct    (BgIdleExecutor *self);

/* bg-idle-executor-turns.c */
void  bg_idle_executor_attach     (BgIdleExecutor *self);
void  bg_idle_executor_detach     (BgIdleExecutor *self);
void  bg_idle_executor_look       (BgIdleExecutor *self);
void  bg_idle_executor_update     (BgIdleExecutor *self);
void  bg_idle_executor_set_paused (BgIdleExecutor *self,
                                   gboolean        paused);

G_END_DECLS
