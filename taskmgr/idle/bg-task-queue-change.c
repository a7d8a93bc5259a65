/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-queue-private.h"

#include <glib/gi18n-lib.h>

/* What customers do with their queues. */

/**
 * bg_task_queue_new:
 * @name: (nullable): what it is known by in its executor, where no other queue may have that name
 *
 * Makes a queue, which is to be given to an executor with [method@IdleExecutor.add_queue].
 *
 * Returns: (transfer full): a new queue
 */
BgTaskQueue *
bg_task_queue_new (const char *name)
{
  return g_object_new (BG_TYPE_TASK_QUEUE, "name", name, NULL);
}

static int
normalise (BgTaskQueue *self,
           int          priority)
{
  return priority == BG_TASK_QUEUE_PRIORITY_DEFAULT ? bg_task_queue_get_default_priority (self) : priority;
}

static guint64
add_to_manager (BgTaskQueue  *self,
                BgTask       *task,
                int           priority,
                GError      **error)
{
  BgIdleExecutor *executor = bg_task_queue_get_private (self)->executor;
  g_autoptr (BgTaskManager) manager = NULL;

  if (executor == NULL)
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                           _("The queue is in no executor yet: give it to one first"));
      return 0;
    }
  manager = bg_idle_executor_dup_manager (executor, error);
  if (manager == NULL)
    return 0;
  if (bg_task_get_id (task) == 0)
    {
      bg_task_set_executor (task, BG_EXECUTOR (executor));
      bg_task_set_priority (task, normalise (self, priority));
      /* What the executor was given directly shows before these in the manager's queue, and that is how it is
       * found. */
      bg_task_set_task_class (task, BG_TASK_CLASS_LOW);
    }
  return bg_task_manager_add (manager, task, error);
}

/**
 * bg_task_queue_add_task:
 * @self: a queue that was given to an executor
 * @task: a task that was not added yet, of a kind that has a function for a body or implements `run`
 * @priority: its priority, larger goes first; one of [enum@TaskQueuePriority] or any other
 * @name: (nullable): what it is known by in the queue, or `NULL`
 * @error: return location for an error
 *
 * Adds a task, which runs in the main loop when that is idle and its turn has come.
 *
 * If there is one of that name already, it is replaced: it is stopped if it has not begun. If it has, it goes on, and
 * does without the name.
 *
 * Whatever class the task had, it is `BG_TASK_CLASS_LOW`, because a queue knows no classes.
 *
 * Returns: the id that the manager gave the task, or 0 if it was refused
 */
guint64
bg_task_queue_add_task (BgTaskQueue  *self,
                        BgTask       *task,
                        int           priority,
                        const char   *name,
                        GError      **error)
{
  BgParkedTask *old, *queued;
  guint64 id;

  g_return_val_if_fail (BG_IS_TASK_QUEUE (self), 0);
  g_return_val_if_fail (BG_IS_TASK (task), 0);

  id = add_to_manager (self, task, priority, error);
  /* Another task may do for it that has the same key, and waits here already, or elsewhere. */
  if (id == 0 || bg_task_get_id (task) == 0)
    return id;
  if (name != NULL && !bg_task_queue_remove_task (self, name))
    {
      old = bg_task_queue_find_name (self, name);
      if (old != NULL)
        bg_parked_task_lose_name (old);
    }
  queued = bg_parked_task_new (self, task, name);
  bg_parked_task_follow (queued);
  if (bg_task_queue_find_task (self, task) != NULL)
    bg_task_queue_priority_changed (self, queued);
  return id;
}

/**
 * bg_task_queue_remove_task:
 * @self: a queue
 * @name: what the task is known by
 *
 * Takes a task out of the queue that has not begun. It ends as stopped. See [method@TaskQueue.cancel_task] for one
 * that has begun.
 *
 * Returns: whether there was such a task
 */
gboolean
bg_task_queue_remove_task (BgTaskQueue *self,
                           const char  *name)
{
  g_autoptr (BgTask) task = NULL;
  BgParkedTask *queued;

  g_return_val_if_fail (BG_IS_TASK_QUEUE (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  queued = bg_task_queue_find_name (self, name);
  if (queued == NULL || queued->state == BG_QUEUED_BEGUN)
    return FALSE;
  task = g_object_ref (queued->task);
  bg_parked_task_drop (queued);
  bg_task_stop (task);
  bg_task_queue_announce (self);
  return TRUE;
}

/**
 * bg_task_queue_update_task:
 * @self: a queue
 * @name: what the task is known by
 * @priority: its new priority, larger goes first; one of [enum@TaskQueuePriority] or any other
 *
 * Changes the priority of a task that has not begun. It counts from the next turn on.
 *
 * Returns: whether there was such a task
 */
gboolean
bg_task_queue_update_task (BgTaskQueue *self,
                           const char  *name,
                           int          priority)
{
  BgParkedTask *queued;

  g_return_val_if_fail (BG_IS_TASK_QUEUE (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  queued = bg_task_queue_find_name (self, name);
  if (queued == NULL || queued->state == BG_QUEUED_BEGUN)
    return FALSE;
  bg_parked_task_set_priority (queued, normalise (self, priority));
  return TRUE;
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  const guint64 first = bg_task_get_id (*(BgTask *const *) a);
  const guint64 second = bg_task_get_id (*(BgTask *const *) b);

  return (first > second) - (first < second);
}

/* In the order in which they were added. */
static GPtrArray *
list_tasks (BgTaskQueue *self)
{
  GPtrArray *tasks = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer queued;

  g_hash_table_iter_init (&iter, bg_task_queue_get_private (self)->tasks);
  while (g_hash_table_iter_next (&iter, &queued, NULL))
    if (((BgParkedTask *) queued)->state != BG_QUEUED_BEGUN)
      g_ptr_array_add (tasks, g_object_ref (((BgParkedTask *) queued)->task));
  g_ptr_array_sort (tasks, compare_ids);
  return tasks;
}

/**
 * bg_task_queue_update_matching:
 * @self: a queue
 * @priority: their new priority, larger goes first; one of [enum@TaskQueuePriority] or any other
 * @filter: (scope call) (closure user_data): says which tasks are meant
 * @user_data: data for @filter
 *
 * Changes the priority of all tasks that have not begun and that a function chooses, as when the user has gone
 * elsewhere.
 *
 * Returns: how many tasks were chosen
 */
guint
bg_task_queue_update_matching (BgTaskQueue           *self,
                               int                    priority,
                               BgTaskQueueFilterFunc  filter,
                               gpointer               user_data)
{
  g_autoptr (GPtrArray) tasks = NULL;
  guint n = 0;

  g_return_val_if_fail (BG_IS_TASK_QUEUE (self), 0);
  g_return_val_if_fail (filter != NULL, 0);

  tasks = list_tasks (self);
  for (guint i = 0; i < tasks->len; i++)
    {
      BgTask *task = g_ptr_array_index (tasks, i);
      BgParkedTask *queued = bg_task_queue_find_task (self, task);

      /* What the filter and those who hear of the change do, may have been the end of it. */
      if (queued == NULL || !filter (task, queued->name, user_data))
        continue;
      queued = bg_task_queue_find_task (self, task);
      if (queued == NULL)
        continue;
      bg_parked_task_set_priority (queued, normalise (self, priority));
      n++;
    }
  return n;
}

static gboolean
has_prefix (BgTask     *task,
            const char *name,
            gpointer    prefix)
{
  return prefix == NULL || (name != NULL && g_str_has_prefix (name, prefix));
}

/**
 * bg_task_queue_update_all:
 * @self: a queue
 * @prefix: (nullable): what the names of the tasks begin with, or `NULL` for all tasks
 * @priority: their new priority, larger goes first; one of [enum@TaskQueuePriority] or any other
 *
 * Changes the priority of all tasks that have not begun and have a name that begins like this.
 *
 * Returns: how many tasks there were
 */
guint
bg_task_queue_update_all (BgTaskQueue *self,
                          const char  *prefix,
                          int          priority)
{
  return bg_task_queue_update_matching (self, priority, has_prefix, (gpointer) prefix);
}

/**
 * bg_task_queue_cancel_task:
 * @self: a queue
 * @name: (nullable): what the task is known by, or `NULL` for all tasks of the queue
 *
 * Stops a task, whether it has begun or not, and forgets it.
 *
 * Returns: whether there was such a task
 */
gboolean
bg_task_queue_cancel_task (BgTaskQueue *self,
                           const char  *name)
{
  g_return_val_if_fail (BG_IS_TASK_QUEUE (self), FALSE);

  return BG_TASK_QUEUE_GET_CLASS (self)->cancel_task (self, name);
}

/**
 * bg_task_queue_pause_task:
 * @self: a queue
 * @name: (nullable): what the task is known by, or `NULL` to pause the queue
 *
 * Has a task not begin until it is resumed. Others go before it meanwhile.
 *
 * Returns: whether there was such a task
 */
gboolean
bg_task_queue_pause_task (BgTaskQueue *self,
                          const char  *name)
{
  g_return_val_if_fail (BG_IS_TASK_QUEUE (self), FALSE);

  return BG_TASK_QUEUE_GET_CLASS (self)->pause_task (self, name);
}

/**
 * bg_task_queue_resume_task:
 * @self: a queue
 * @name: (nullable): what the task is known by, or `NULL` to resume the queue
 *
 * Lets a task begin again that was paused.
 *
 * A task that was paused by itself stays paused when the queue is resumed.
 *
 * Returns: whether there was such a task
 */
gboolean
bg_task_queue_resume_task (BgTaskQueue *self,
                           const char  *name)
{
  g_return_val_if_fail (BG_IS_TASK_QUEUE (self), FALSE);

  return BG_TASK_QUEUE_GET_CLASS (self)->resume_task (self, name);
}

/**
 * bg_task_queue_get_task:
 * @self: a queue
 * @name: what the task is known by
 *
 * Finds a task that has not ended.
 *
 * Returns: (transfer none) (nullable): the task, or `NULL` if there is none of that name
 */
BgTask *
bg_task_queue_get_task (BgTaskQueue *self,
                        const char  *name)
{
  BgParkedTask *queued;

  g_return_val_if_fail (BG_IS_TASK_QUEUE (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  queued = bg_task_queue_find_name (self, name);
  return queued != NULL ? queued->task : NULL;
}

/**
 * bg_task_queue_set_task_patience:
 * @self: a queue
 * @name: what the task is known by
 * @milliseconds: how long it waits, from when it was ready, or 0 for as long as it takes
 *
 * Sets how long a task waits for an idle moment until it runs anyway, from when it had nothing else to wait for.
 *
 * Returns: whether there was such a task
 */
gboolean
bg_task_queue_set_task_patience (BgTaskQueue *self,
                                 const char  *name,
                                 guint        milliseconds)
{
  BgParkedTask *queued;

  g_return_val_if_fail (BG_IS_TASK_QUEUE (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  queued = bg_task_queue_find_name (self, name);
  if (queued == NULL)
    return FALSE;
  bg_parked_task_set_patience (queued, milliseconds);
  bg_task_queue_announce (self);
  return TRUE;
}
