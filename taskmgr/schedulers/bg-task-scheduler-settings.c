/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-scheduler-private.h"

/* What a scheduler runs, and how. */

static gboolean
is_off (BgTaskScheduler *self)
{
  return bg_task_scheduler_get_state (self) == BG_SCHEDULING_OFF;
}

/**
 * bg_task_scheduler_set_func: (skip)
 * @self: a scheduler that is not active
 * @func: (nullable): the body of each run
 * @user_data: data for @func
 * @user_data_destroy: (nullable): frees @user_data
 *
 * Sets what it runs: a function that is called in a worker thread, or where the executor says.
 *
 * It returns `TRUE`, or sets the error and returns `FALSE`: then the run has failed, and the scheduler goes on. If it
 * returns `FALSE` without an error, the scheduler stops. It may go on asynchronously after [method@Task.hold].
 */
void
bg_task_scheduler_set_func (BgTaskScheduler *self,
                            BgTaskFunc       func,
                            gpointer         user_data,
                            GDestroyNotify   user_data_destroy)
{
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (self);

  g_return_if_fail (BG_IS_TASK_SCHEDULER (self));
  g_return_if_fail (is_off (self));

  bg_task_scheduler_clear_call (self, &priv->make_task);
  bg_task_scheduler_clear_call (self, &priv->body);
  priv->body = (BgSchedulerCall) { G_CALLBACK (func), user_data, user_data_destroy };
}

/**
 * bg_task_scheduler_set_task_func:
 * @self: a scheduler that is not active
 * @func: (nullable) (scope notified) (closure user_data) (destroy user_data_destroy): makes the task of each run
 * @user_data: data for @func
 * @user_data_destroy: (nullable): frees @user_data
 *
 * Sets what it runs: tasks of any kind, one for each run.
 *
 * The function is called in the context of the manager when a run is due. What the scheduler has by way of name,
 * class, priority, group and executor is for these tasks, too. If the result of one is the boolean `FALSE`, the
 * scheduler stops; it stops as well when a task is refused by the manager, or none was made.
 */
void
bg_task_scheduler_set_task_func (BgTaskScheduler     *self,
                                 BgSchedulerTaskFunc  func,
                                 gpointer             user_data,
                                 GDestroyNotify       user_data_destroy)
{
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (self);

  g_return_if_fail (BG_IS_TASK_SCHEDULER (self));
  g_return_if_fail (is_off (self));

  bg_task_scheduler_clear_call (self, &priv->body);
  bg_task_scheduler_clear_call (self, &priv->make_task);
  priv->make_task = (BgSchedulerCall) { G_CALLBACK (func), user_data, user_data_destroy };
}

/**
 * bg_task_scheduler_set_error_func:
 * @self: a scheduler that is not active
 * @func: (nullable) (scope notified) (closure user_data) (destroy user_data_destroy): is told of runs that failed
 * @user_data: data for @func
 * @user_data_destroy: (nullable): frees @user_data
 *
 * Sets what is called when a run has failed, before [signal@Scheduler::failed] is emitted. It may stop the scheduler.
 */
void
bg_task_scheduler_set_error_func (BgTaskScheduler      *self,
                                  BgSchedulerErrorFunc  func,
                                  gpointer              user_data,
                                  GDestroyNotify        user_data_destroy)
{
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (self);

  g_return_if_fail (BG_IS_TASK_SCHEDULER (self));
  g_return_if_fail (is_off (self));

  bg_task_scheduler_clear_call (self, &priv->handle_error);
  priv->handle_error = (BgSchedulerCall) { G_CALLBACK (func), user_data, user_data_destroy };
}

static gboolean
replace (char       **text,
         const char  *with)
{
  char *copy;

  if (g_strcmp0 (*text, with) == 0)
    return FALSE;
  /* Before the old one goes, of which it may be a part. */
  copy = g_strdup (with);
  g_free (*text);
  *text = copy;
  return TRUE;
}

/**
 * bg_task_scheduler_get_name:
 * @self: a scheduler
 *
 * Gets what it is called.
 *
 * Returns: (nullable): the name
 */
const char *
bg_task_scheduler_get_name (BgTaskScheduler *self)
{
  g_return_val_if_fail (BG_IS_TASK_SCHEDULER (self), NULL);

  return bg_task_scheduler_get_private (self)->name;
}

/**
 * bg_task_scheduler_set_name:
 * @self: a scheduler
 * @name: (nullable): what it is called
 *
 * Sets what it is called, and its runs from then on.
 */
void
bg_task_scheduler_set_name (BgTaskScheduler *self,
                            const char      *name)
{
  g_return_if_fail (BG_IS_TASK_SCHEDULER (self));

  if (replace (&bg_task_scheduler_get_private (self)->name, name))
    g_object_notify (G_OBJECT (self), "name");
}

/**
 * bg_task_scheduler_get_task_class: (get-property task-class)
 * @self: a scheduler
 *
 * Gets how urgently its runs are admitted to a pool.
 *
 * Returns: the class
 */
BgAdmissionClass
bg_task_scheduler_get_task_class (BgTaskScheduler *self)
{
  g_return_val_if_fail (BG_IS_TASK_SCHEDULER (self), BG_TASK_CLASS_NORMAL);

  return bg_task_scheduler_get_private (self)->task_class;
}

/**
 * bg_task_scheduler_set_task_class: (set-property task-class)
 * @self: a scheduler
 * @task_class: the class
 *
 * Sets how urgently its runs are admitted to a pool, from then on.
 */
void
bg_task_scheduler_set_task_class (BgTaskScheduler  *self,
                                  BgAdmissionClass  task_class)
{
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (self);

  g_return_if_fail (BG_IS_TASK_SCHEDULER (self));

  if (priv->task_class == task_class)
    return;
  priv->task_class = task_class;
  g_object_notify (G_OBJECT (self), "task-class");
}

/**
 * bg_task_scheduler_get_priority: (get-property priority)
 * @self: a scheduler
 *
 * Gets how soon its runs run.
 *
 * Returns: the priority; larger goes first
 */
int
bg_task_scheduler_get_priority (BgTaskScheduler *self)
{
  g_return_val_if_fail (BG_IS_TASK_SCHEDULER (self), 0);

  return bg_task_scheduler_get_private (self)->priority;
}

/**
 * bg_task_scheduler_set_priority: (set-property priority)
 * @self: a scheduler
 * @priority: how soon its runs run; larger goes first
 *
 * Sets how soon its runs run, from then on.
 */
void
bg_task_scheduler_set_priority (BgTaskScheduler *self,
                                int              priority)
{
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (self);

  g_return_if_fail (BG_IS_TASK_SCHEDULER (self));

  if (priv->priority == priority)
    return;
  priv->priority = priority;
  g_object_notify (G_OBJECT (self), "priority");
}

/**
 * bg_task_scheduler_get_group: (get-property group)
 * @self: a scheduler
 *
 * Gets the group that its runs belong to.
 *
 * Returns: (nullable): the group
 */
const char *
bg_task_scheduler_get_group (BgTaskScheduler *self)
{
  g_return_val_if_fail (BG_IS_TASK_SCHEDULER (self), NULL);

  return bg_task_scheduler_get_private (self)->group;
}

/**
 * bg_task_scheduler_set_group: (set-property group)
 * @self: a scheduler
 * @group: (nullable): a group
 *
 * Sets the group that its runs belong to, from then on.
 */
void
bg_task_scheduler_set_group (BgTaskScheduler *self,
                             const char      *group)
{
  g_return_if_fail (BG_IS_TASK_SCHEDULER (self));

  if (replace (&bg_task_scheduler_get_private (self)->group, group))
    g_object_notify (G_OBJECT (self), "group");
}

/**
 * bg_task_scheduler_get_executor: (get-property executor)
 * @self: a scheduler
 *
 * Gets where its runs run.
 *
 * Returns: (transfer none) (nullable): the executor, or `NULL` for the default of the manager
 */
BgExecutor *
bg_task_scheduler_get_executor (BgTaskScheduler *self)
{
  g_return_val_if_fail (BG_IS_TASK_SCHEDULER (self), NULL);

  return bg_task_scheduler_get_private (self)->executor;
}

/**
 * bg_task_scheduler_set_executor: (set-property executor)
 * @self: a scheduler
 * @executor: (nullable): an executor of the same manager, or `NULL` for the default of the manager
 *
 * Sets where its runs run, from then on.
 */
void
bg_task_scheduler_set_executor (BgTaskScheduler *self,
                                BgExecutor      *executor)
{
  g_return_if_fail (BG_IS_TASK_SCHEDULER (self));
  g_return_if_fail (executor == NULL || BG_IS_EXECUTOR (executor));

  if (g_set_object (&bg_task_scheduler_get_private (self)->executor, executor))
    g_object_notify (G_OBJECT (self), "executor");
}

/**
 * bg_task_scheduler_dup_run:
 * @self: a scheduler
 *
 * Gets the task of the run that is under way. It may be called from any thread.
 *
 * Returns: (transfer full) (nullable): the task, or `NULL` if there is none
 */
BgTask *
bg_task_scheduler_dup_run (BgTaskScheduler *self)
{
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (self);
  BgTask *task = NULL;

  g_return_val_if_fail (BG_IS_TASK_SCHEDULER (self), NULL);

  g_mutex_lock (&priv->lock);
  if (priv->run != NULL)
    task = g_object_ref (bg_scheduler_run_get_task (priv->run));
  g_mutex_unlock (&priv->lock);
  return task;
}

/**
 * bg_task_scheduler_get_n_runs: (get-property n-runs)
 * @self: a scheduler
 *
 * Gets how many runs it has begun.
 *
 * Returns: the number
 */
guint64
bg_task_scheduler_get_n_runs (BgTaskScheduler *self)
{
  g_return_val_if_fail (BG_IS_TASK_SCHEDULER (self), 0);

  return bg_task_scheduler_get_private (self)->n_runs;
}
