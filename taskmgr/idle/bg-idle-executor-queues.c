/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-idle-executor-struct-private.h"

#include <glib/gi18n-lib.h>

/* The queues that an executor was given, whether they have tasks or not. */

gint64
bg_idle_executor_get_wake_time (BgIdleExecutor *self)
{
  return g_source_get_ready_time (self->source);
}

/* A queue is not to be found here any more. */
void
bg_idle_executor_forget (BgIdleExecutor *self,
                         BgTaskQueue    *queue)
{
  const char *name = bg_task_queue_get_name (queue);
  BgTaskQueuePrivate *priv = bg_task_queue_get_private (queue);

  if (name != NULL)
    g_hash_table_remove (self->queues, name);
  else
    self->nameless = g_slist_remove (self->nameless, queue);
  if (priv->turn != NULL)
    {
      g_queue_delete_link (&self->turns, g_steal_pointer (&priv->turn));
      bg_task_queue_set_managed (queue, FALSE);
      g_object_unref (queue);
    }
  bg_task_queue_set_executor (queue, NULL);
}

/* Also those that only stop what has begun. */
static void
cancel_all (BgTaskQueue *queue)
{
  if (g_hash_table_size (bg_task_queue_get_private (queue)->tasks) == 0)
    return;
  bg_task_queue_cancel_task (queue, NULL);
  /* Whoever has overridden that may have left something. */
  bg_task_queue_stop_all (queue);
}

/**
 * bg_idle_executor_add_queue:
 * @self: an executor
 * @queue: a queue
 * @error: return location for an error
 *
 * Takes a queue, which from now on enters and leaves the executor by itself: it takes turns with the others while it
 * has tasks. It is not kept alive without.
 *
 * To add a queue again changes nothing.
 *
 * Returns: `TRUE`, or `FALSE` if there is another one of that name, or if the queue is in another executor
 */
gboolean
bg_idle_executor_add_queue (BgIdleExecutor  *self,
                            BgTaskQueue     *queue,
                            GError         **error)
{
  const char *name;
  BgExecutor *executor;

  g_return_val_if_fail (BG_IS_IDLE_EXECUTOR (self), FALSE);
  g_return_val_if_fail (BG_IS_TASK_QUEUE (queue), FALSE);

  name = bg_task_queue_get_name (queue);
  executor = bg_task_queue_get_executor (queue);
  if (executor == BG_EXECUTOR (self))
    return TRUE;
  if (executor != NULL)
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                           _("The queue is in another executor: remove it from there first"));
      return FALSE;
    }
  if (name != NULL && g_hash_table_contains (self->queues, name))
    {
      g_set_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                   _("There is a queue of the name “%s” already"), name);
      return FALSE;
    }
  if (name != NULL)
    g_hash_table_insert (self->queues, (gpointer) name, queue);
  else
    self->nameless = g_slist_prepend (self->nameless, queue);
  bg_task_queue_set_executor (queue, self);
  return TRUE;
}

/**
 * bg_idle_executor_remove_queue:
 * @self: an executor
 * @name: the name of the queue
 *
 * Gives a queue up: its tasks are cancelled, and it takes none until it is added again.
 *
 * Returns: whether there was such a queue
 */
gboolean
bg_idle_executor_remove_queue (BgIdleExecutor *self,
                               const char     *name)
{
  g_autoptr (BgTaskQueue) queue = NULL;

  g_return_val_if_fail (BG_IS_IDLE_EXECUTOR (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  if (!g_set_object (&queue, g_hash_table_lookup (self->queues, name)))
    return FALSE;
  cancel_all (queue);
  if (bg_task_queue_get_executor (queue) == BG_EXECUTOR (self))
    bg_idle_executor_forget (self, queue);
  bg_idle_executor_update (self);
  return TRUE;
}

/**
 * bg_idle_executor_get_queue:
 * @self: an executor
 * @name: the name of the queue
 *
 * Finds a queue among those that take turns, which are those that have tasks.
 *
 * Returns: (transfer none) (nullable): the queue, or `NULL` if there is none of that name, or if it has no tasks
 */
BgTaskQueue *
bg_idle_executor_get_queue (BgIdleExecutor *self,
                            const char     *name)
{
  BgTaskQueue *queue;

  g_return_val_if_fail (BG_IS_IDLE_EXECUTOR (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  queue = g_hash_table_lookup (self->queues, name);
  return queue != NULL && bg_task_queue_get_managed (queue) ? queue : NULL;
}

static gpointer
ref_queue (gconstpointer queue,
           gpointer      user_data)
{
  return g_object_ref ((gpointer) queue);
}

/**
 * bg_idle_executor_clear:
 * @self: an executor
 *
 * Cancels the tasks of all queues. The queues stay with the executor, and enter it again with their next task.
 */
void
bg_idle_executor_clear (BgIdleExecutor *self)
{
  g_autoptr (GList) named = NULL;
  g_autolist (BgTaskQueue) queues = NULL;
  g_autoslist (BgTaskQueue) nameless = NULL;

  g_return_if_fail (BG_IS_IDLE_EXECUTOR (self));

  named = g_hash_table_get_values (self->queues);
  queues = g_list_copy_deep (named, ref_queue, NULL);
  nameless = g_slist_copy_deep (self->nameless, ref_queue, NULL);
  for (GList *link = queues; link != NULL; link = link->next)
    cancel_all (link->data);
  for (GSList *link = nameless; link != NULL; link = link->next)
    cancel_all (link->data);
}

void
bg_idle_executor_set_paused (BgIdleExecutor *self,
                             gboolean        paused)
{
  if (self->paused == (paused != FALSE))
    return;
  self->paused = paused != FALSE;
  bg_idle_executor_update (self);
  g_object_notify (G_OBJECT (self), "paused");
}
