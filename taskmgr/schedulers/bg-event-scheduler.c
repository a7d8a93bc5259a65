/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-event-scheduler.h"

#include "bg-task-scheduler-private.h"

/**
 * BgEventScheduler:
 *
 * Runs something when it is triggered.
 *
 * After each [method@EventScheduler.trigger] there is a run that begins later than that, and so sees whatever was done
 * before it. Triggers during a run become one further run, however many they are; triggers before the body of a run was
 * called are served by that run.
 *
 * ```c
 * static void
 * contents_changed_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer user_data)
 * {
 *   bg_event_scheduler_trigger (user_data);
 * }
 *
 * static gboolean
 * follow (BgTaskManager *manager, GFileMonitor *monitor, BgTaskFunc read_again, GError **error)
 * {
 *   g_autoptr (BgEventScheduler) scheduler = bg_event_scheduler_new ();
 *
 *   bg_task_scheduler_set_func (BG_TASK_SCHEDULER (scheduler), read_again, NULL, NULL);
 *   g_signal_connect_object (monitor, "changed", G_CALLBACK (contents_changed_cb), scheduler, 0);
 *   return bg_scheduler_start (BG_SCHEDULER (scheduler), manager, error);
 * }
 * ```
 *
 * Threads: as [class@TaskScheduler], but [method@EventScheduler.trigger] is safe from any thread.
 */

struct _BgEventScheduler
{
  BgTaskScheduler parent_instance;

  int             triggered;    /* atomic */
};

G_DEFINE_FINAL_TYPE (BgEventScheduler, bg_event_scheduler, BG_TYPE_TASK_SCHEDULER)

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
  return g_atomic_int_exchange (&BG_EVENT_SCHEDULER (scheduler)->triggered, FALSE);
}

static void
drop (BgTaskScheduler *scheduler,
      BgShutdownMode   mode)
{
  if (mode == BG_SHUTDOWN_DISCARD)
    g_atomic_int_set (&BG_EVENT_SCHEDULER (scheduler)->triggered, FALSE);
}

static void
bg_event_scheduler_class_init (BgEventSchedulerClass *klass)
{
  BgTaskSchedulerClass *scheduler_class = BG_TASK_SCHEDULER_CLASS (klass);

  scheduler_class->begin = begin;
  scheduler_class->take = take;
  scheduler_class->drop = drop;
}

static void
bg_event_scheduler_init (BgEventScheduler *self)
{
}

/**
 * bg_event_scheduler_new:
 *
 * Makes a scheduler that runs something when it is triggered.
 *
 * It belongs to the thread-default main context of the caller.
 *
 * Returns: (transfer full): a new scheduler
 */
BgEventScheduler *
bg_event_scheduler_new (void)
{
  return g_object_new (BG_TYPE_EVENT_SCHEDULER, NULL);
}

/**
 * bg_event_scheduler_trigger:
 * @self: a scheduler
 *
 * Has a run follow. It may be called from any thread.
 *
 * Nothing follows where the scheduler is not active.
 *
 * Returns: whether the scheduler is active
 */
gboolean
bg_event_scheduler_trigger (BgEventScheduler *self)
{
  BgTaskScheduler *scheduler = BG_TASK_SCHEDULER (self);

  g_return_val_if_fail (BG_IS_EVENT_SCHEDULER (self), FALSE);

  if (bg_task_scheduler_get_state (scheduler) != BG_SCHEDULING_ON)
    return FALSE;
  if (bg_task_scheduler_awaits_run (scheduler))
    return TRUE;
  g_atomic_int_set (&self->triggered, TRUE);
  return bg_task_scheduler_wake (scheduler);
}
