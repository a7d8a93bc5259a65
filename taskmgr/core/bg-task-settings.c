/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-executor.h"
#include "bg-task-private.h"

/* What a task is, set before it is added. */

static gboolean
is_new (BgTask *self)
{
  return bg_task_get_id (self) == 0;
}

/**
 * bg_task_get_name: (get-property name)
 * @self: a task
 *
 * Gets what the task is called.
 *
 * Returns: (transfer none) (nullable): the name
 */
const char *
bg_task_get_name (BgTask *self)
{
  g_return_val_if_fail (BG_IS_TASK (self), NULL);

  return bg_task_get_private (self)->name;
}

/**
 * bg_task_set_name: (set-property name)
 * @self: a task that was not added yet
 * @name: (nullable): the name
 *
 * Sets what the task is called.
 */
void
bg_task_set_name (BgTask     *self,
                  const char *name)
{
  BgTaskPrivate *priv = bg_task_get_private (self);

  g_return_if_fail (BG_IS_TASK (self));
  g_return_if_fail (is_new (self));

  if (g_strcmp0 (priv->name, name) == 0)
    return;
  g_free (priv->name);
  priv->name = g_strdup (name);
  g_object_notify (G_OBJECT (self), "name");
}

/**
 * bg_task_get_priority: (get-property priority)
 * @self: a task
 *
 * Gets how soon the task runs.
 *
 * Returns: the priority; larger goes first
 */
int
bg_task_get_priority (BgTask *self)
{
  g_return_val_if_fail (BG_IS_TASK (self), 0);

  return g_atomic_int_get (&bg_task_get_private (self)->priority);
}

/**
 * bg_task_set_priority: (set-property priority)
 * @self: a task
 * @priority: the priority; larger goes first
 *
 * Sets how soon the task runs. This may be done for as long as it waits, from any thread; a task that has
 * begun keeps the priority it had.
 */
void
bg_task_set_priority (BgTask *self,
                      int     priority)
{
  BgTaskPrivate *priv = bg_task_get_private (self);

  g_return_if_fail (BG_IS_TASK (self));

  if (g_atomic_int_get (&priv->priority) == priority)
    return;
  if (!is_new (self))
    {
      bg_engine_set_priority (priv->engine, priv->id, priority);
      return;
    }
  g_atomic_int_set (&priv->priority, priority);
  g_object_notify (G_OBJECT (self), "priority");
}

/**
 * bg_task_get_task_class: (get-property task-class)
 * @self: a task
 *
 * Gets how urgently the task is admitted.
 *
 * Returns: the class
 */
BgAdmissionClass
bg_task_get_task_class (BgTask *self)
{
  g_return_val_if_fail (BG_IS_TASK (self), BG_TASK_CLASS_NORMAL);

  return (BgAdmissionClass) bg_task_get_private (self)->task_class;
}

/**
 * bg_task_set_task_class: (set-property task-class)
 * @self: a task that was not added yet
 * @task_class: the class
 *
 * Sets how urgently the task is admitted.
 */
void
bg_task_set_task_class (BgTask           *self,
                        BgAdmissionClass  task_class)
{
  BgTaskPrivate *priv = bg_task_get_private (self);

  g_return_if_fail (BG_IS_TASK (self));
  g_return_if_fail (is_new (self));
  g_return_if_fail (task_class <= BG_TASK_CLASS_CRITICAL);

  if (priv->task_class == task_class)
    return;
  priv->task_class = (guint8) task_class;
  g_object_notify (G_OBJECT (self), "task-class");
}

/**
 * bg_task_get_group: (get-property group)
 * @self: a task
 *
 * Gets the group that the task belongs to.
 *
 * Returns: (transfer none) (nullable): the name of the group, or `NULL` for none
 */
const char *
bg_task_get_group (BgTask *self)
{
  g_return_val_if_fail (BG_IS_TASK (self), NULL);

  return bg_task_get_private (self)->group;
}

/**
 * bg_task_set_group: (set-property group)
 * @self: a task that was not added yet
 * @group: (nullable): the name of the group, or `NULL` for none
 *
 * Sets the group that the task belongs to.
 */
void
bg_task_set_group (BgTask     *self,
                   const char *group)
{
  BgTaskPrivate *priv = bg_task_get_private (self);

  g_return_if_fail (BG_IS_TASK (self));
  g_return_if_fail (is_new (self));

  if (g_strcmp0 (priv->group, group) == 0)
    return;
  g_free (priv->group);
  priv->group = g_strdup (group);
  g_object_notify (G_OBJECT (self), "group");
}

/**
 * bg_task_get_delay: (get-property delay)
 * @self: a task
 *
 * Gets how long after it was added the task may start.
 *
 * Returns: the delay in milliseconds
 */
guint
bg_task_get_delay (BgTask *self)
{
  BgTaskExtra *extra;

  g_return_val_if_fail (BG_IS_TASK (self), 0);

  extra = bg_task_get_extra (self);
  return extra != NULL ? extra->delay : 0;
}

/**
 * bg_task_set_delay: (set-property delay)
 * @self: a task that was not added yet
 * @milliseconds: the delay
 *
 * Sets how long after it was added the task may start.
 */
void
bg_task_set_delay (BgTask *self,
                   guint   milliseconds)
{
  g_return_if_fail (BG_IS_TASK (self));
  g_return_if_fail (is_new (self));

  if (bg_task_get_delay (self) == milliseconds)
    return;
  bg_task_ensure_extra (self)->delay = milliseconds;
  g_object_notify (G_OBJECT (self), "delay");
}

/**
 * bg_task_get_deadline: (get-property deadline)
 * @self: a task
 *
 * Gets how long after it was added the task must have ended.
 *
 * Returns: the time in milliseconds, or 0 for no deadline
 */
guint
bg_task_get_deadline (BgTask *self)
{
  BgTaskExtra *extra;

  g_return_val_if_fail (BG_IS_TASK (self), 0);

  extra = bg_task_get_extra (self);
  return extra != NULL ? extra->deadline : 0;
}

/**
 * bg_task_set_deadline: (set-property deadline)
 * @self: a task that was not added yet
 * @milliseconds: the time, or 0 for no deadline
 *
 * Sets how long after it was added the task must have ended. Its body does not begin once that has passed.
 */
void
bg_task_set_deadline (BgTask *self,
                      guint   milliseconds)
{
  g_return_if_fail (BG_IS_TASK (self));
  g_return_if_fail (is_new (self));

  if (bg_task_get_deadline (self) == milliseconds)
    return;
  bg_task_ensure_extra (self)->deadline = milliseconds;
  g_object_notify (G_OBJECT (self), "deadline");
}

/**
 * bg_task_get_time_limit: (get-property time-limit)
 * @self: a task
 *
 * Gets for how long the task may run.
 *
 * Returns: the time in milliseconds, or 0 for any time
 */
guint
bg_task_get_time_limit (BgTask *self)
{
  BgTaskExtra *extra;

  g_return_val_if_fail (BG_IS_TASK (self), 0);

  extra = bg_task_get_extra (self);
  return extra != NULL ? extra->time_limit : 0;
}

/**
 * bg_task_set_time_limit: (set-property time-limit)
 * @self: a task that was not added yet
 * @milliseconds: the time, or 0 for any time
 *
 * Sets for how long the task may run. What it waits before does not count, and each attempt of a task that is tried
 * again has that long; one whose body has not returned when the time is up is not tried again.
 */
void
bg_task_set_time_limit (BgTask *self,
                        guint   milliseconds)
{
  g_return_if_fail (BG_IS_TASK (self));
  g_return_if_fail (is_new (self));

  if (bg_task_get_time_limit (self) == milliseconds)
    return;
  bg_task_ensure_extra (self)->time_limit = milliseconds;
  g_object_notify (G_OBJECT (self), "time-limit");
}

/**
 * bg_task_get_not_before: (get-property not-before)
 * @self: a task
 *
 * Gets the date and time of day before which the task does not begin.
 *
 * Returns: (transfer none) (nullable): the time, or `NULL` if it begins at any time
 */
GDateTime *
bg_task_get_not_before (BgTask *self)
{
  BgTaskExtra *extra;

  g_return_val_if_fail (BG_IS_TASK (self), NULL);

  extra = bg_task_get_extra (self);
  return extra != NULL ? extra->not_before : NULL;
}

/**
 * bg_task_set_not_before: (set-property not-before)
 * @self: a task that was not added yet
 * @time: (nullable): the time, or `NULL`
 *
 * Sets the date and time of day before which the task does not begin.
 */
void
bg_task_set_not_before (BgTask    *self,
                        GDateTime *time)
{
  BgTaskExtra *extra;

  g_return_if_fail (BG_IS_TASK (self));
  g_return_if_fail (is_new (self));

  if (bg_task_get_not_before (self) == time)
    return;
  extra = bg_task_ensure_extra (self);
  g_clear_pointer (&extra->not_before, g_date_time_unref);
  extra->not_before = time != NULL ? g_date_time_ref (time) : NULL;
  g_object_notify (G_OBJECT (self), "not-before");
}

/**
 * bg_task_get_at_shut_down: (get-property at-shut-down)
 * @self: a task
 *
 * Gets what becomes of the task when its manager is shut down.
 *
 * Returns: what
 */
BgAtShutDown
bg_task_get_at_shut_down (BgTask *self)
{
  BgTaskExtra *extra;

  g_return_val_if_fail (BG_IS_TASK (self), BG_AT_SHUT_DOWN_STOP);

  extra = bg_task_get_extra (self);
  return extra != NULL ? extra->at_shut_down : BG_AT_SHUT_DOWN_STOP;
}

/**
 * bg_task_set_at_shut_down: (set-property at-shut-down)
 * @self: a task that was not added yet
 * @at_shut_down: what
 *
 * Sets what becomes of the task when its manager is shut down. When the manager goes without having been shut down,
 * everything is stopped.
 */
void
bg_task_set_at_shut_down (BgTask       *self,
                          BgAtShutDown  at_shut_down)
{
  g_return_if_fail (BG_IS_TASK (self));
  g_return_if_fail (is_new (self));
  g_return_if_fail (at_shut_down <= BG_AT_SHUT_DOWN_FINISH);

  if (bg_task_get_at_shut_down (self) == at_shut_down)
    return;
  bg_task_ensure_extra (self)->at_shut_down = at_shut_down;
  g_object_notify (G_OBJECT (self), "at-shut-down");
}

/**
 * bg_task_get_executor: (get-property executor)
 * @self: a task
 *
 * Gets where the task is to run.
 *
 * Returns: (transfer none) (nullable): the executor, or `NULL` for the default of the manager
 */
BgExecutor *
bg_task_get_executor (BgTask *self)
{
  BgTaskExtra *extra;

  g_return_val_if_fail (BG_IS_TASK (self), NULL);

  extra = bg_task_get_extra (self);
  return extra != NULL ? extra->executor : NULL;
}

/**
 * bg_task_set_executor: (set-property executor)
 * @self: a task that was not added yet
 * @executor: (nullable): an executor that serves no other manager, or `NULL` for the default of the manager
 *
 * Sets where the task is to run. Kinds that begin by themselves in the main loop cannot have an executor.
 */
void
bg_task_set_executor (BgTask     *self,
                      BgExecutor *executor)
{
  g_return_if_fail (BG_IS_TASK (self));
  g_return_if_fail (is_new (self));
  g_return_if_fail (executor == NULL || BG_IS_EXECUTOR (executor));

  if (bg_task_get_executor (self) == executor)
    return;
  g_set_object (&bg_task_ensure_extra (self)->executor, executor);
  g_object_notify (G_OBJECT (self), "executor");
}

/**
 * bg_task_get_retry: (get-property retry)
 * @self: a task
 *
 * Gets when the task is tried again after it has failed.
 *
 * Returns: (transfer none) (nullable): the policy, or `NULL` if it is not
 */
BgRetryPolicy *
bg_task_get_retry (BgTask *self)
{
  g_return_val_if_fail (BG_IS_TASK (self), NULL);

  return bg_task_get_retry_policy (self);
}

/* Without a check, for under the lock. */
BgRetryPolicy *
bg_task_get_retry_policy (BgTask *self)
{
  BgTaskExtra *extra = bg_task_get_extra (self);

  return extra != NULL ? extra->retry : NULL;
}

/**
 * bg_task_set_retry: (set-property retry)
 * @self: a task that was not added yet
 * @retry: (nullable): a policy, or `NULL`
 *
 * Sets when the task is tried again after it has failed.
 */
void
bg_task_set_retry (BgTask        *self,
                   BgRetryPolicy *retry)
{
  BgTaskExtra *extra;

  g_return_if_fail (BG_IS_TASK (self));
  g_return_if_fail (is_new (self));

  if (bg_task_get_retry (self) == retry)
    return;
  extra = bg_task_ensure_extra (self);
  g_clear_pointer (&extra->retry, bg_retry_policy_unref);
  extra->retry = retry != NULL ? bg_retry_policy_ref (retry) : NULL;
  g_object_notify (G_OBJECT (self), "retry");
}

/**
 * bg_task_get_attempt: (get-property attempt)
 * @self: a task
 *
 * Gets which attempt this is.
 *
 * Returns: the number; the first is 1
 */
guint
bg_task_get_attempt (BgTask *self)
{
  BgTaskExtra *extra;

  g_return_val_if_fail (BG_IS_TASK (self), 1);

  extra = bg_task_get_extra (self);
  return extra != NULL ? __atomic_load_n (&extra->n_failures, __ATOMIC_RELAXED) + 1 : 1;
}
