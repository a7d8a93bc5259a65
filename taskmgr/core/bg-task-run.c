/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-private.h"

/* How a body is run, and what becomes of what it reported. */

static void
begin (BgTask       *self,
       GCancellable *cancellable)
{
  BgTaskPrivate *priv = bg_task_get_private (self);

  g_mutex_lock (&priv->lock);
  g_set_object (&priv->cancellable, cancellable);
  g_mutex_unlock (&priv->lock);
  bg_task_note_begun (self);
}

/* Runs the body. TRUE if that settled the outcome, FALSE if the task is held. */
gboolean
bg_task_execute (BgTask        *self,
                 GCancellable  *cancellable,
                 BgOutcome    **outcome)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  g_autoptr (GError) error = NULL;
  gboolean finished;

  begin (self, cancellable);
  bg_task_set_seen (self, TRUE);
  if (!BG_TASK_GET_CLASS (self)->run (self, cancellable, &error))
    bg_task_return_failure (self, error, NULL);

  g_mutex_lock (&priv->lock);
  finished = priv->reported || !priv->held;
  if (finished && !bg_task_is_ended (self))
    {
      *outcome = g_steal_pointer (&priv->outcome);
      priv->reported = TRUE;
    }
  if (finished)
    g_clear_object (&priv->cancellable);
  g_mutex_unlock (&priv->lock);
  return finished;
}

/* From now on a report ends the task. */
void
bg_task_body_returned (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  BgOutcome *outcome = NULL;
  gboolean reported;

  g_mutex_lock (&priv->lock);
  priv->body_returned = TRUE;
  reported = priv->reported && !bg_task_is_ended (self);
  if (reported)
    outcome = g_steal_pointer (&priv->outcome);
  g_mutex_unlock (&priv->lock);
  if (reported)
    bg_engine_finish_held (priv->engine, priv->id, outcome);
}

/* The body is to be called by whoever has the task. FALSE if it has ended, or was called before. */
static gboolean
begin_body (BgTask        *self,
            GCancellable **cancellable)
{
  BgTaskPrivate *priv = bg_task_get_private (self);

  if (!bg_engine_begin_body (priv->engine, priv->id))
    return FALSE;
  g_mutex_lock (&priv->lock);
  priv->body_returned = FALSE;
  g_set_object (cancellable, priv->cancellable);
  g_mutex_unlock (&priv->lock);
  return TRUE;
}

/**
 * bg_task_run_body:
 * @self: a task that was submitted to an executor, or begun by it
 *
 * Runs the body of a task here and now, in the thread that calls this, and reports what comes of it.
 *
 * It is for those who implement a [iface@Executor], and to be called once for a task. Where the task has ended
 * meanwhile, because it was stopped for example, the body is not called.
 *
 * Returns: whether the task has ended; `FALSE` if its body has called [method@Task.hold], and the outcome is still
 *   to come
 */
gboolean
bg_task_run_body (BgTask *self)
{
  BgTaskPrivate *priv;
  g_autoptr (BgTask) keep = NULL;
  g_autoptr (GCancellable) cancellable = NULL;
  BgOutcome *outcome = NULL;
  gboolean finished;

  g_return_val_if_fail (BG_IS_TASK (self), TRUE);
  g_return_val_if_fail (bg_task_get_id (self) != 0, TRUE);

  priv = bg_task_get_private (self);
  keep = g_object_ref (self);
  if (!begin_body (self, &cancellable))
    return TRUE;
  finished = bg_task_execute (self, cancellable, &outcome);
  if (bg_engine_end_body (priv->engine, priv->id, finished, outcome))
    return TRUE;
  bg_task_body_returned (self);
  return FALSE;
}
