/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-scheduler-private.h"

#include "../core/bg-error.h"

#include <glib/gi18n-lib.h>

/* How a scheduler goes from run to run. */

static void
set_state (BgTaskScheduler *self,
           BgScheduling     scheduling)
{
  g_atomic_int_set (&bg_task_scheduler_get_private (self)->scheduling, (int) scheduling);
}

static gboolean
waker_dispatch (GSource     *source,
                GSourceFunc  callback,
                gpointer     user_data)
{
  g_source_set_ready_time (source, -1);
  bg_task_scheduler_advance (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
never_called (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs waker_funcs = { NULL, NULL, waker_dispatch, NULL, NULL, NULL };

static GSource *
make_waker (BgTaskScheduler *self)
{
  GSource *source = g_source_new (&waker_funcs, sizeof (GSource));

  g_source_set_static_name (source, "[taskmgr] scheduler");
  g_source_set_callback (source, never_called, g_object_ref (self), g_object_unref);
  g_source_attach (source, bg_task_scheduler_get_private (self)->context);
  return source;
}

static void
set_waker (BgTaskScheduler *self,
           GSource         *waker)
{
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (self);
  GSource *old;

  g_mutex_lock (&priv->lock);
  old = priv->waker;
  priv->waker = waker;
  g_mutex_unlock (&priv->lock);
  if (old == NULL)
    return;
  g_source_destroy (old);
  g_source_unref (old);
}

/* It comes to rest when the run that is under way is over, and begins no other. */
void
bg_task_scheduler_end (BgTaskScheduler *self)
{
  if (bg_task_scheduler_get_state (self) != BG_SCHEDULING_OFF)
    set_state (self, BG_SCHEDULING_ENDING);
}

/* From any thread: has the home context look what is to be done. FALSE if it is not active. */
gboolean
bg_task_scheduler_wake (BgTaskScheduler *self)
{
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (self);
  gboolean active;

  g_mutex_lock (&priv->lock);
  active = priv->waker != NULL;
  if (active)
    g_source_set_ready_time (priv->waker, 0);
  g_mutex_unlock (&priv->lock);
  return active;
}

/* From any thread: whether there is a run whose body has not been called yet. */
gboolean
bg_task_scheduler_awaits_run (BgTaskScheduler *self)
{
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (self);
  gboolean awaits;

  /* Without a reference, which might be the last one, and not given up at home. */
  g_mutex_lock (&priv->lock);
  awaits = priv->run != NULL && bg_task_get_state (bg_scheduler_run_get_task (priv->run)) < BG_TASK_STATE_RUNNING;
  g_mutex_unlock (&priv->lock);
  return awaits;
}

static void
set_run (BgTaskScheduler *self,
         BgSchedulerRun  *run)
{
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (self);
  BgSchedulerRun *old;

  g_mutex_lock (&priv->lock);
  old = priv->run;
  priv->run = run;
  g_mutex_unlock (&priv->lock);
  g_clear_pointer (&old, bg_scheduler_run_unref);
}

void
bg_task_scheduler_report (BgTaskScheduler *self,
                          const GError    *error)
{
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (self);
  BgSchedulerErrorFunc func = (BgSchedulerErrorFunc) priv->handle_error.func;

  if (func != NULL)
    func (self, error, priv->handle_error.user_data);
  bg_scheduler_report_failure (BG_SCHEDULER (self), error);
}

static void
come_to_rest (BgTaskScheduler *self)
{
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (self);
  g_autoptr (BgTaskScheduler) keep = g_object_ref (self);

  set_state (self, BG_SCHEDULING_OFF);
  g_clear_weak_pointer (&priv->manager);
  if (BG_TASK_SCHEDULER_GET_CLASS (self)->rest != NULL)
    BG_TASK_SCHEDULER_GET_CLASS (self)->rest (self);
  set_waker (self, NULL);
  g_object_notify (G_OBJECT (self), "active");
}

static void
begin_run (BgTaskScheduler *self,
           BgSchedulerItem *item)
{
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (self);
  g_autoptr (GError) error = NULL;
  BgSchedulerRun *run = bg_scheduler_run_begin (self, item, &error);

  if (run != NULL)
    {
      set_run (self, run);
      priv->n_runs++;
      g_object_notify (G_OBJECT (self), "n-runs");
      return;
    }
  bg_scheduler_item_clear (item);
  if (error != NULL)
    bg_task_scheduler_report (self, error);
  if (bg_task_scheduler_get_state (self) != BG_SCHEDULING_OFF)
    set_state (self, BG_SCHEDULING_ENDING);
}

/* FALSE if the last run is not over yet. */
static gboolean
finish_run (BgTaskScheduler *self)
{
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (self);

  if (priv->run == NULL)
    return TRUE;
  if (!bg_scheduler_run_is_over (priv->run))
    return FALSE;
  if (bg_scheduler_run_was_last (priv->run) && bg_task_scheduler_get_state (self) != BG_SCHEDULING_OFF)
    set_state (self, BG_SCHEDULING_ENDING);
  set_run (self, NULL);
  if (BG_TASK_SCHEDULER_GET_CLASS (self)->ended != NULL)
    BG_TASK_SCHEDULER_GET_CLASS (self)->ended (self);
  return TRUE;
}

/* The one place where is decided what comes next. */
void
bg_task_scheduler_advance (BgTaskScheduler *self)
{
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (self);
  g_autoptr (BgTaskScheduler) keep = g_object_ref (self);
  BgSchedulerItem item = BG_SCHEDULER_ITEM_INIT;
  BgScheduling scheduling;

  if (!finish_run (self) || bg_task_scheduler_get_state (self) == BG_SCHEDULING_OFF)
    return;
  if (priv->manager == NULL)
    set_state (self, BG_SCHEDULING_ENDING);
  scheduling = bg_task_scheduler_get_state (self);
  if (scheduling != BG_SCHEDULING_ENDING && BG_TASK_SCHEDULER_GET_CLASS (self)->take (self, &item))
    begin_run (self, &item);
  else if (scheduling == BG_SCHEDULING_DRAINING)
    set_state (self, BG_SCHEDULING_ENDING);
  if (bg_task_scheduler_get_state (self) == BG_SCHEDULING_ENDING && priv->run == NULL)
    come_to_rest (self);
}

static gboolean
start (BgScheduler    *scheduler,
       BgTaskManager  *manager,
       GError        **error)
{
  BgTaskScheduler *self = BG_TASK_SCHEDULER (scheduler);
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (self);

  if (priv->body.func == NULL && priv->make_task.func == NULL)
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT, _("The scheduler has nothing to run"));
      return FALSE;
    }
  if (!BG_TASK_SCHEDULER_GET_CLASS (self)->begin (self, manager, error))
    return FALSE;
  g_set_weak_pointer (&priv->manager, manager);
  set_state (self, BG_SCHEDULING_ON);
  set_waker (self, make_waker (self));
  bg_task_scheduler_wake (self);
  g_object_notify (G_OBJECT (self), "active");
  return TRUE;
}

static void
stop (BgScheduler    *scheduler,
      BgShutdownMode  mode)
{
  BgTaskScheduler *self = BG_TASK_SCHEDULER (scheduler);
  g_autoptr (BgTask) task = NULL;

  if (mode == BG_SHUTDOWN_DRAIN && bg_task_scheduler_get_state (self) != BG_SCHEDULING_ON)
    return;
  set_state (self, mode == BG_SHUTDOWN_DRAIN ? BG_SCHEDULING_DRAINING : BG_SCHEDULING_ENDING);
  if (BG_TASK_SCHEDULER_GET_CLASS (self)->drop != NULL)
    BG_TASK_SCHEDULER_GET_CLASS (self)->drop (self, mode);
  if (mode == BG_SHUTDOWN_DISCARD && (task = bg_task_scheduler_dup_run (self)) != NULL)
    bg_task_stop (task);
  /* At once where there is nothing to wait for: the manager may be about to see to its tasks. */
  bg_task_scheduler_advance (self);
}

void
bg_task_scheduler_implement (BgSchedulerInterface *iface)
{
  iface->start = start;
  iface->stop = stop;
}
