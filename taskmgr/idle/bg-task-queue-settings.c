/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-queue-private.h"

/* What a queue is, and how it treats its tasks. */

/**
 * bg_task_queue_get_name: (get-property name)
 * @self: a queue
 *
 * Gets what the queue is known by in its executor.
 *
 * Returns: (transfer none) (nullable): the name
 */
const char *
bg_task_queue_get_name (BgTaskQueue *self)
{
  g_return_val_if_fail (BG_IS_TASK_QUEUE (self), NULL);

  return bg_task_queue_get_private (self)->name;
}

/**
 * bg_task_queue_get_executor: (get-property executor)
 * @self: a queue
 *
 * Gets the executor that runs the tasks.
 *
 * Returns: (transfer none) (nullable): the executor, or `NULL` if the queue is in none
 */
BgExecutor *
bg_task_queue_get_executor (BgTaskQueue *self)
{
  g_return_val_if_fail (BG_IS_TASK_QUEUE (self), NULL);

  return (BgExecutor *) bg_task_queue_get_private (self)->executor;
}

/**
 * bg_task_queue_get_length: (get-property length)
 * @self: a queue
 *
 * Gets how many tasks of the queue have not begun.
 *
 * Returns: the number of tasks
 */
guint
bg_task_queue_get_length (BgTaskQueue *self)
{
  g_return_val_if_fail (BG_IS_TASK_QUEUE (self), 0);

  return bg_task_queue_get_private (self)->length;
}

/**
 * bg_task_queue_get_managed: (get-property managed)
 * @self: a queue
 *
 * Gets whether the queue takes turns with the others of its executor.
 *
 * Returns: whether it does
 */
gboolean
bg_task_queue_get_managed (BgTaskQueue *self)
{
  g_return_val_if_fail (BG_IS_TASK_QUEUE (self), FALSE);

  return bg_task_queue_get_private (self)->managed;
}

/**
 * bg_task_queue_get_paused: (get-property paused)
 * @self: a queue
 *
 * Gets whether the queue begins no tasks for now.
 *
 * Returns: whether it is paused
 */
gboolean
bg_task_queue_get_paused (BgTaskQueue *self)
{
  g_return_val_if_fail (BG_IS_TASK_QUEUE (self), FALSE);

  return bg_task_queue_get_private (self)->paused;
}

/**
 * bg_task_queue_set_paused: (set-property paused)
 * @self: a queue
 * @paused: whether it is paused
 *
 * Sets whether the queue begins no tasks for now. Those that have begun go on.
 */
void
bg_task_queue_set_paused (BgTaskQueue *self,
                          gboolean     paused)
{
  BgTaskQueuePrivate *priv;

  g_return_if_fail (BG_IS_TASK_QUEUE (self));

  priv = bg_task_queue_get_private (self);
  if (priv->paused == (paused != FALSE))
    return;
  priv->paused = paused != FALSE;
  bg_task_queue_announce (self);
  g_object_notify (G_OBJECT (self), "paused");
}

/**
 * bg_task_queue_get_default_priority: (get-property default-priority)
 * @self: a queue
 *
 * Gets the priority of tasks that are given `BG_TASK_QUEUE_PRIORITY_DEFAULT`.
 *
 * Returns: the priority
 */
int
bg_task_queue_get_default_priority (BgTaskQueue *self)
{
  g_return_val_if_fail (BG_IS_TASK_QUEUE (self), 0);

  return bg_task_queue_get_private (self)->default_priority;
}

/**
 * bg_task_queue_set_default_priority: (set-property default-priority)
 * @self: a queue
 * @priority: the priority, larger goes first; not `BG_TASK_QUEUE_PRIORITY_DEFAULT` itself
 *
 * Sets the priority of tasks that are given `BG_TASK_QUEUE_PRIORITY_DEFAULT` from now on.
 */
void
bg_task_queue_set_default_priority (BgTaskQueue *self,
                                    int          priority)
{
  BgTaskQueuePrivate *priv;

  g_return_if_fail (BG_IS_TASK_QUEUE (self));
  g_return_if_fail (priority != BG_TASK_QUEUE_PRIORITY_DEFAULT);

  priv = bg_task_queue_get_private (self);
  if (priv->default_priority == priority)
    return;
  priv->default_priority = priority;
  g_object_notify (G_OBJECT (self), "default-priority");
}

/**
 * bg_task_queue_get_patience: (get-property patience)
 * @self: a queue
 *
 * Gets how long a task that is added waits for an idle moment until it runs anyway.
 *
 * Returns: the time in milliseconds, or 0 for as long as it takes
 */
guint
bg_task_queue_get_patience (BgTaskQueue *self)
{
  g_return_val_if_fail (BG_IS_TASK_QUEUE (self), 0);

  return bg_task_queue_get_private (self)->patience;
}

/**
 * bg_task_queue_set_patience: (set-property patience)
 * @self: a queue
 * @milliseconds: the time, or 0 for as long as it takes
 *
 * Sets how long a task that is added from now on waits for an idle moment until it runs anyway.
 *
 * For a single task, see [method@TaskQueue.set_task_patience].
 */
void
bg_task_queue_set_patience (BgTaskQueue *self,
                            guint        milliseconds)
{
  BgTaskQueuePrivate *priv;

  g_return_if_fail (BG_IS_TASK_QUEUE (self));

  priv = bg_task_queue_get_private (self);
  if (priv->patience == milliseconds)
    return;
  priv->patience = milliseconds;
  g_object_notify (G_OBJECT (self), "patience");
}
