/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-loop-scheduler.h"

#include "bg-task-scheduler-private.h"

/**
 * BgLoopScheduler:
 *
 * Runs something all the time: as soon as it has returned it is called again.
 *
 * A body that is given by [method@TaskScheduler.set_func] is called again and again in one task, which keeps its thread
 * until the scheduler is stopped or the body fails; then there is a new task. It is meant for a body that waits for
 * something itself, with its cancellable, and does not return before that. One that returns at once keeps a core busy.
 * With [method@TaskScheduler.set_task_func], or where the body reports a result or is held, each call is a task of its
 * own.
 *
 * [class@EventScheduler], [class@QueueScheduler] and [class@IntervalScheduler] need no thread while there is nothing to
 * do.
 */

struct _BgLoopScheduler
{
  BgTaskScheduler parent_instance;
};

G_DEFINE_FINAL_TYPE (BgLoopScheduler, bg_loop_scheduler, BG_TYPE_TASK_SCHEDULER)

static gboolean
begin (BgTaskScheduler  *scheduler,
       BgTaskManager    *manager,
       GError          **error)
{
  return TRUE;
}

static gboolean
take (BgTaskScheduler *scheduler,
      gpointer         item)
{
  return bg_task_scheduler_get_state (scheduler) == BG_SCHEDULING_ON;
}

static void
bg_loop_scheduler_class_init (BgLoopSchedulerClass *klass)
{
  BgTaskSchedulerClass *scheduler_class = BG_TASK_SCHEDULER_CLASS (klass);

  scheduler_class->begin = begin;
  scheduler_class->take = take;
  scheduler_class->repeats = TRUE;
}

static void
bg_loop_scheduler_init (BgLoopScheduler *self)
{
}

/**
 * bg_loop_scheduler_new:
 *
 * Makes a scheduler that runs something all the time.
 *
 * It belongs to the thread-default main context of the caller.
 *
 * Returns: (transfer full): a new scheduler
 */
BgLoopScheduler *
bg_loop_scheduler_new (void)
{
  return g_object_new (BG_TYPE_LOOP_SCHEDULER, NULL);
}
