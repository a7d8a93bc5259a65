/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-manager-private.h"
#include "bg-task-private.h"

#include <glib/gi18n-lib.h>

/* Starting, stopping, changing and looking. */

static void
set_processing (BgTaskManager *self,
                gboolean       processing)
{
  BgEngine *engine = bg_task_manager_get_engine (self);
  gboolean changes;

  bg_engine_lock (engine);
  changes = engine->processing != processing
            && !(processing && engine->closed && bg_engine_is_at_rest (engine));
  if (changes)
    bg_engine_set_processing (engine, processing);
  bg_engine_unlock (engine);
  if (changes)
    bg_task_manager_changed (self, BG_MANAGER_CHANGE_PROCESSING);
}

/**
 * bg_task_manager_start_processing:
 * @self: a manager
 *
 * Starts tasks, now and whenever one is ready. Calling it again does nothing.
 */
void
bg_task_manager_start_processing (BgTaskManager *self)
{
  g_return_if_fail (BG_IS_TASK_MANAGER (self));

  set_processing (self, TRUE);
}

/**
 * bg_task_manager_pause_processing:
 * @self: a manager
 *
 * Starts no more tasks. Those that run go on, and what comes of them is announced.
 */
void
bg_task_manager_pause_processing (BgTaskManager *self)
{
  g_return_if_fail (BG_IS_TASK_MANAGER (self));

  set_processing (self, FALSE);
}

/**
 * bg_task_manager_get_processing: (get-property processing)
 * @self: a manager
 *
 * Gets whether tasks are started.
 *
 * Returns: whether they are
 */
gboolean
bg_task_manager_get_processing (BgTaskManager *self)
{
  BgEngine *engine;
  gboolean processing;

  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), FALSE);

  engine = bg_task_manager_get_engine (self);
  bg_engine_lock (engine);
  processing = engine->processing;
  bg_engine_unlock (engine);
  return processing;
}

/**
 * bg_task_manager_is_closed: (get-property closed)
 * @self: a manager
 *
 * Gets whether the manager was shut down.
 *
 * Returns: whether it was
 */
gboolean
bg_task_manager_is_closed (BgTaskManager *self)
{
  BgEngine *engine;
  gboolean closed;

  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), FALSE);

  engine = bg_task_manager_get_engine (self);
  bg_engine_lock (engine);
  closed = engine->closed;
  bg_engine_unlock (engine);
  return closed;
}

static void
close_manager (BgTaskManager *self)
{
  BgEngine *engine = bg_task_manager_get_engine (self);
  gboolean changes;

  bg_engine_lock (engine);
  changes = !engine->closed;
  engine->closed = TRUE;
  engine->lanes[BG_LANE_THREADS].closing = TRUE;
  engine->dirty_lanes |= 1u << BG_LANE_THREADS;
  bg_engine_unlock (engine);
  if (changes)
    bg_task_manager_changed (self, BG_MANAGER_CHANGE_CLOSED);
}

/**
 * bg_task_manager_shut_down:
 * @self: a manager
 *
 * Stops everything and takes no more tasks.
 *
 * It does not wait: bodies that run are told by their cancellables, and what comes of them is dropped. It
 * may be called from a handler, from a body and twice. To close a window, this is all that is needed.
 */
void
bg_task_manager_shut_down (BgTaskManager *self)
{
  g_return_if_fail (BG_IS_TASK_MANAGER (self));

  close_manager (self);
  bg_engine_stop_all (bg_task_manager_get_engine (self));
}

typedef struct
{
  GSource *timeout;
  GSource *cancelled;
} BgShutDown;

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* Takes the error. The callback may run a loop, so the task must not be found in the list any more. */
static void
end_shut_down (BgTaskManager *self,
               GTask         *task,
               GError        *error)
{
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);
  BgShutDown *shut_down = g_task_get_task_data (task);

  priv->shut_downs = g_slist_remove (priv->shut_downs, task);
  clear_source (&shut_down->timeout);
  clear_source (&shut_down->cancelled);
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  g_object_unref (task);
}

static gboolean
is_at_rest (BgTaskManager *self)
{
  BgEngine *engine = bg_task_manager_get_engine (self);
  gboolean at_rest;

  bg_engine_lock (engine);
  at_rest = bg_engine_is_at_rest (engine);
  bg_engine_unlock (engine);
  return at_rest;
}

static gboolean
shut_down_timed_out_cb (gpointer user_data)
{
  BgTaskManager *self = g_task_get_source_object (user_data);
  GError *error = NULL;

  if (!is_at_rest (self))
    error = g_error_new_literal (BG_ERROR, BG_ERROR_TIMED_OUT,
                                 _("Some tasks had not ended when the time was up"));
  bg_task_manager_shut_down (self);
  end_shut_down (self, user_data, error);
  return G_SOURCE_REMOVE;
}

static gboolean
shut_down_cancelled_cb (GCancellable *cancellable,
                        gpointer      user_data)
{
  BgTaskManager *self = g_task_get_source_object (user_data);
  GError *error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  bg_task_manager_shut_down (self);
  end_shut_down (self, user_data, error);
  return G_SOURCE_REMOVE;
}

/* In the home context, when there was news: whoever waits for the end is told. */
void
bg_task_manager_check_shut_downs (BgTaskManager *self)
{
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);

  while (priv->shut_downs != NULL && is_at_rest (self))
    end_shut_down (self, priv->shut_downs->data, NULL);
}

void
bg_task_manager_give_up_shut_downs (BgTaskManager *self)
{
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);

  while (priv->shut_downs != NULL)
    end_shut_down (self, priv->shut_downs->data,
                   g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The task manager is gone")));
}

/**
 * bg_task_manager_shut_down_async:
 * @self: a manager
 * @mode: whether to stop the tasks, or to run them all
 * @timeout_ms: how many milliseconds that may take, or -1
 * @cancellable: (nullable): gives up waiting, and stops what is left
 * @callback: (scope async) (closure user_data): called when nothing runs any more
 * @user_data: data for @callback
 *
 * Takes no more tasks, and tells when the last one has ended and every body has returned.
 *
 * When the time is up, what is left is stopped. With `BG_SHUTDOWN_DRAIN` processing is started if it was
 * paused. Owner's thread only.
 */
void
bg_task_manager_shut_down_async (BgTaskManager       *self,
                                 BgShutdownMode       mode,
                                 int                  timeout_ms,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);
  BgShutDown *shut_down;
  GTask *task;

  g_return_if_fail (BG_IS_TASK_MANAGER (self));
  g_return_if_fail (timeout_ms >= -1);
  g_return_if_fail (bg_task_manager_is_home (self));

  if (mode == BG_SHUTDOWN_DRAIN)
    bg_task_manager_start_processing (self);
  close_manager (self);
  if (mode == BG_SHUTDOWN_DISCARD)
    bg_engine_stop_all (priv->engine);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bg_task_manager_shut_down_async);
  g_task_set_name (task, "[taskmgr] shut down");
  g_task_set_check_cancellable (task, FALSE);
  shut_down = g_new0 (BgShutDown, 1);
  g_task_set_task_data (task, shut_down, g_free);
  if (timeout_ms >= 0)
    {
      shut_down->timeout = g_timeout_source_new ((guint) timeout_ms);
      g_task_attach_source (task, shut_down->timeout, shut_down_timed_out_cb);
    }
  if (cancellable != NULL)
    {
      shut_down->cancelled = g_cancellable_source_new (cancellable);
      g_task_attach_source (task, shut_down->cancelled, G_SOURCE_FUNC (shut_down_cancelled_cb));
    }
  priv->shut_downs = g_slist_append (priv->shut_downs, task);
  bg_engine_wake_home (priv->engine);
}

/**
 * bg_task_manager_shut_down_finish:
 * @self: a manager
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Gets whether everything has ended: `BG_ERROR_TIMED_OUT` tells that the time was up before.
 *
 * Returns: whether everything has ended
 */
gboolean
bg_task_manager_shut_down_finish (BgTaskManager  *self,
                                  GAsyncResult   *result,
                                  GError        **error)
{
  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * bg_task_manager_set_task_priority:
 * @self: a manager
 * @id: the id of a task
 * @priority: how soon it runs; larger goes first
 *
 * Changes the priority of a task that waits. It goes behind those that have that priority already.
 *
 * Returns: whether the task is known and waits
 */
gboolean
bg_task_manager_set_task_priority (BgTaskManager *self,
                                   guint64        id,
                                   int            priority)
{
  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), FALSE);

  return bg_engine_set_priority (bg_task_manager_get_engine (self), id, priority);
}

/**
 * bg_task_manager_stop_task:
 * @self: a manager
 * @id: the id of a task
 * @stop_upstream: whether to stop the tasks that it waits for
 * @stop_downstream: whether to stop the tasks that wait for it
 *
 * Stops a task.
 *
 * After that nothing more is heard of it but one [signal@TaskManager::task-stopped]. A task that waits will
 * not run; one that runs is told by its cancellable, keeps its thread until its body returns, and what comes
 * of it is dropped.
 *
 * With the flags the tasks around it are stopped as well, and the tasks around those: each flag is applied
 * at every step. With both, everything that is connected to the task goes, a sibling that only shares an
 * upstream with it too. Tasks that wait for a stopped one and are not stopped themselves fail with
 * `BG_ERROR_UPSTREAM_STOPPED`.
 *
 * Returns: whether the task was waiting or running
 */
gboolean
bg_task_manager_stop_task (BgTaskManager *self,
                           guint64        id,
                           gboolean       stop_upstream,
                           gboolean       stop_downstream)
{
  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), FALSE);

  return bg_engine_stop (bg_task_manager_get_engine (self), id, stop_upstream, stop_downstream);
}

/**
 * bg_task_manager_stop_task_group:
 * @self: a manager
 * @group: the name of a group
 * @stop_upstream: whether to stop the tasks that they wait for
 * @stop_downstream: whether to stop the tasks that wait for them
 *
 * Stops all tasks of a group, like [method@TaskManager.stop_task] does with one.
 *
 * The group does not finish. Other groups that lose tasks by it do when they are empty.
 *
 * Returns: how many tasks were stopped
 */
guint
bg_task_manager_stop_task_group (BgTaskManager *self,
                                 const char    *group,
                                 gboolean       stop_upstream,
                                 gboolean       stop_downstream)
{
  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), 0);
  g_return_val_if_fail (group != NULL, 0);

  return bg_engine_stop_group (bg_task_manager_get_engine (self), group, stop_upstream, stop_downstream);
}

/**
 * bg_task_manager_stop_all_tasks:
 * @self: a manager
 *
 * Stops all tasks. No group finishes by it. The manager goes on and takes new tasks.
 *
 * Returns: how many tasks were stopped
 */
guint
bg_task_manager_stop_all_tasks (BgTaskManager *self)
{
  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), 0);

  return bg_engine_stop_all (bg_task_manager_get_engine (self));
}

/**
 * bg_task_manager_get_n_pending: (get-property n-pending)
 * @self: a manager
 *
 * Gets how many tasks have not begun.
 *
 * Returns: the number
 */
guint
bg_task_manager_get_n_pending (BgTaskManager *self)
{
  BgEngine *engine;
  gsize n;

  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), 0);

  engine = bg_task_manager_get_engine (self);
  bg_engine_lock (engine);
  n = bg_engine_count_pending (engine);
  bg_engine_unlock (engine);
  return (guint) MIN (n, G_MAXUINT);
}

/**
 * bg_task_manager_get_n_running: (get-property n-running)
 * @self: a manager
 *
 * Gets how many tasks run, those that were stopped and have not returned included.
 *
 * Returns: the number
 */
guint
bg_task_manager_get_n_running (BgTaskManager *self)
{
  BgEngine *engine;
  gsize n;

  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), 0);

  engine = bg_task_manager_get_engine (self);
  bg_engine_lock (engine);
  n = bg_engine_count_running (engine);
  bg_engine_unlock (engine);
  return (guint) MIN (n, G_MAXUINT);
}
