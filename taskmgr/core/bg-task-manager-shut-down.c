/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-manager-private.h"

#include <glib/gi18n-lib.h>

/* The end of a manager. */

static void
close_manager (BgTaskManager *self)
{
  BgEngine *engine = bg_task_manager_get_engine (self);
  gboolean changes;

  bg_engine_lock (engine);
  changes = !engine->closed;
  engine->closed = TRUE;
  for (guint i = 0; i < engine->n_lanes; i++)
    engine->lanes[i]->closing = TRUE;
  /* The executors are to hear of it. */
  engine->wake_home = TRUE;
  bg_engine_touch_workers (engine);
  bg_engine_unlock (engine);
  if (changes)
    bg_task_manager_changed (self, BG_MANAGER_CHANGE_CLOSED);
}

/* Whoever feeds the manager hears of it first; once for each mode. */
static void
announce_closing (BgTaskManager  *self,
                  BgShutdownMode  mode)
{
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);
  guint said = 1u << mode;

  if ((priv->closings & (said | 1u << BG_SHUTDOWN_DISCARD)) != 0)
    return;
  priv->closings |= said;
  bg_task_manager_emit_closing (self, mode);
}

/* In the home context: it was closed by another thread. */
void
bg_task_manager_note_closed (BgTaskManager *self)
{
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);

  /* A drain that closes the manager has said so before, unless somebody still held it open. */
  if (priv->closings == 0 || priv->n_holds > 0)
    announce_closing (self, BG_SHUTDOWN_DISCARD);
}

/**
 * bg_task_manager_shut_down:
 * @self: a manager
 *
 * Stops everything and takes no more tasks.
 *
 * It does not wait: bodies that run are told by their cancellables, and what comes of them is dropped. It
 * may be called from a handler, from a body and twice. To close a window, this is all that is needed. What tasks say by
 * [method@Task.set_at_shut_down] is kept.
 */
void
bg_task_manager_shut_down (BgTaskManager *self)
{
  g_return_if_fail (BG_IS_TASK_MANAGER (self));

  if (bg_task_manager_is_home (self))
    announce_closing (self, BG_SHUTDOWN_DISCARD);
  close_manager (self);
  bg_engine_stop_for_good (bg_task_manager_get_engine (self));
}

/* In the home context: the manager is to be drained, and somebody still has something to add to it. */
void
bg_task_manager_hold_open (BgTaskManager *self)
{
  bg_task_manager_get_private (self)->n_holds++;
}

void
bg_task_manager_release_open (BgTaskManager *self)
{
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);

  if (--priv->n_holds > 0 || (priv->closings & 1u << BG_SHUTDOWN_DRAIN) == 0)
    return;
  close_manager (self);
  bg_engine_wake_home (priv->engine);
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
  at_rest = engine->closed && bg_engine_is_at_rest (engine);
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

  announce_closing (self, mode);
  if (mode == BG_SHUTDOWN_DISCARD)
    bg_task_manager_shut_down (self);
  else
    {
      bg_task_manager_start_processing (self);
      if (priv->n_holds == 0)
        close_manager (self);
    }

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
