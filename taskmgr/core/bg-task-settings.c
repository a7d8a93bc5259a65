/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

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
 * Sets how long after it was added the task must have ended.
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
 * bg_task_add_upstream:
 * @self: a task that was not added yet
 * @upstream_id: the id of a task of the same manager
 *
 * Has the task wait until another one has completed. Whether that is possible is told when it is added.
 */
void
bg_task_add_upstream (BgTask  *self,
                      guint64  upstream_id)
{
  g_return_if_fail (BG_IS_TASK (self));
  g_return_if_fail (is_new (self));

  g_array_append_val (bg_task_ensure_extra (self)->upstream_ids, upstream_id);
}
