/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-scheduler.h"

/* Waiting until a scheduler has come to rest. */

/* With a manager it is started again. */
typedef struct
{
  BgTaskManager *manager;       /* owned, or NULL */
  gulong         notified;
  GSource       *cancelled;
} BgRest;

static void
free_rest (gpointer data)
{
  BgRest *rest = data;

  g_clear_object (&rest->manager);
  g_free (rest);
}

/* Takes the error and the reference. */
static void
end_rest (GTask  *task,
          GError *error)
{
  BgRest *rest = g_task_get_task_data (task);

  g_clear_signal_handler (&rest->notified, g_task_get_source_object (task));
  if (rest->cancelled != NULL)
    g_source_destroy (rest->cancelled);
  g_clear_pointer (&rest->cancelled, g_source_unref);
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  g_object_unref (task);
}

static void
active_changed_cb (BgScheduler *self,
                   GParamSpec  *pspec,
                   gpointer     user_data)
{
  BgRest *rest = g_task_get_task_data (user_data);
  GError *error = NULL;

  if (bg_scheduler_is_active (self))
    return;
  if (rest->manager != NULL)
    {
      /* Starting it is told as well, and is not to bring us here again. */
      g_clear_signal_handler (&rest->notified, self);
      bg_scheduler_start (self, rest->manager, &error);
    }
  end_rest (user_data, error);
}

static gboolean
rest_cancelled_cb (GCancellable *cancellable,
                   gpointer      user_data)
{
  GError *error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  end_rest (user_data, error);
  return G_SOURCE_REMOVE;
}

static GTask *
begin_rest (BgScheduler         *self,
            BgTaskManager       *manager,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  BgRest *rest = g_new0 (BgRest, 1);

  g_set_object (&rest->manager, manager);
  g_task_set_task_data (task, rest, free_rest);
  g_task_set_check_cancellable (task, FALSE);
  if (cancellable != NULL)
    {
      rest->cancelled = g_cancellable_source_new (cancellable);
      g_task_attach_source (task, rest->cancelled, G_SOURCE_FUNC (rest_cancelled_cb));
    }
  return task;
}

static void
stop_and_rest (BgScheduler    *self,
               BgShutdownMode  mode,
               GTask          *task)
{
  BgRest *rest = g_task_get_task_data (task);

  bg_scheduler_stop (self, mode);
  if (bg_scheduler_is_active (self))
    rest->notified = g_signal_connect (self, "notify::active", G_CALLBACK (active_changed_cb), task);
  else
    active_changed_cb (self, NULL, task);
}

/**
 * bg_scheduler_stop_async:
 * @self: a scheduler
 * @mode: what becomes of work that was asked for
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async) (closure user_data): called when it has come to rest
 * @user_data: data for @callback
 *
 * Stops it like [method@Scheduler.stop], and tells when it has come to rest: nothing of it runs any more.
 */
void
bg_scheduler_stop_async (BgScheduler         *self,
                         BgShutdownMode       mode,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (BG_IS_SCHEDULER (self));

  task = begin_rest (self, NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, bg_scheduler_stop_async);
  g_task_set_name (task, "[taskmgr] stop a scheduler");
  stop_and_rest (self, mode, task);
}

/**
 * bg_scheduler_stop_finish:
 * @self: a scheduler
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Gets whether it has come to rest, and was not given up waiting for.
 *
 * Returns: whether it has
 */
gboolean
bg_scheduler_stop_finish (BgScheduler   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (BG_IS_SCHEDULER (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * bg_scheduler_restart_async:
 * @self: a scheduler
 * @manager: who is to run its work
 * @mode: what becomes of work that was asked for
 * @cancellable: (nullable): gives up waiting; then it is not started
 * @callback: (scope async) (closure user_data): called when it was started again
 * @user_data: data for @callback
 *
 * Stops it, and starts it as soon as it has come to rest.
 */
void
bg_scheduler_restart_async (BgScheduler         *self,
                            BgTaskManager       *manager,
                            BgShutdownMode       mode,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (BG_IS_SCHEDULER (self));
  g_return_if_fail (BG_IS_TASK_MANAGER (manager));

  task = begin_rest (self, manager, cancellable, callback, user_data);
  g_task_set_source_tag (task, bg_scheduler_restart_async);
  g_task_set_name (task, "[taskmgr] restart a scheduler");
  stop_and_rest (self, mode, task);
}

/**
 * bg_scheduler_restart_finish:
 * @self: a scheduler
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Gets whether it was started again.
 *
 * Returns: whether it was
 */
gboolean
bg_scheduler_restart_finish (BgScheduler   *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (BG_IS_SCHEDULER (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
