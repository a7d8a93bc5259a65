/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-condition.h"
#include "bg-task-private.h"

/* What a task waits for, said before it is added. */

static gboolean
is_new (BgTask *self)
{
  return bg_task_get_id (self) == 0;
}

/**
 * bg_task_set_unique:
 * @self: a task that was not added yet
 * @key: (nullable): what the task does, as all tasks of the manager that do the same call it; `NULL` for nothing
 * @uniqueness: what becomes of it if one with the same key waits or runs
 *
 * Says that the task does the same as others with that key. They never run at the same time.
 *
 * Where one that is there already does for the new one, the new one is not added: [method@TaskManager.add] returns the
 * id of the other one.
 */
void
bg_task_set_unique (BgTask       *self,
                    const char   *key,
                    BgUniqueness  uniqueness)
{
  BgTaskExtra *extra;

  g_return_if_fail (BG_IS_TASK (self));
  g_return_if_fail (is_new (self));
  g_return_if_fail (uniqueness <= BG_UNIQUENESS_COALESCE);

  extra = bg_task_ensure_extra (self);
  g_free (extra->unique_key);
  extra->unique_key = g_strdup (key);
  extra->uniqueness = uniqueness;
}

/**
 * bg_task_get_unique_key:
 * @self: a task
 *
 * Gets what the task does, as others that do the same call it.
 *
 * Returns: (transfer none) (nullable): the key, or `NULL` if there is none
 */
const char *
bg_task_get_unique_key (BgTask *self)
{
  BgTaskExtra *extra;

  g_return_val_if_fail (BG_IS_TASK (self), NULL);

  extra = bg_task_get_extra (self);
  return extra != NULL ? extra->unique_key : NULL;
}

/**
 * bg_task_add_resource:
 * @self: a task that was not added yet
 * @name: the name of a resource that its manager knows
 *
 * Has the task use a resource while it runs; it begins when there is some left. To give it the same name again
 * changes nothing. How much there is is said with [method@TaskManager.set_resource_limit].
 */
void
bg_task_add_resource (BgTask     *self,
                      const char *name)
{
  BgTaskExtra *extra;

  g_return_if_fail (BG_IS_TASK (self));
  g_return_if_fail (is_new (self));
  g_return_if_fail (name != NULL);

  extra = bg_task_ensure_extra (self);
  if (extra->resources == NULL)
    {
      extra->resources = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (extra->resources, NULL);
    }
  g_ptr_array_insert (extra->resources, (int) extra->resources->len - 1, g_strdup (name));
}

/**
 * bg_task_add_condition:
 * @self: a task that was not added yet
 * @condition: what has to be so
 *
 * Has the task wait until a condition is fulfilled, and all others that it was given at the same time. To give it the
 * same again changes nothing. The task holds the condition.
 *
 * While the task waits for it, it is queued; [property@Task:waiting-reason] says what is waited for. That time counts
 * for [property@TaskManager:launch-warning], and for the [property@Task:deadline].
 */
void
bg_task_add_condition (BgTask      *self,
                       BgCondition *condition)
{
  BgTaskExtra *extra;

  g_return_if_fail (BG_IS_TASK (self));
  g_return_if_fail (is_new (self));
  g_return_if_fail (BG_IS_CONDITION (condition));

  extra = bg_task_ensure_extra (self);
  if (extra->conditions == NULL)
    extra->conditions = g_ptr_array_new_with_free_func (g_object_unref);
  if (!g_ptr_array_find (extra->conditions, condition, NULL))
    g_ptr_array_add (extra->conditions, g_object_ref (condition));
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
