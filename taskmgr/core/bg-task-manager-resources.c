/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-manager-private.h"

/* Named resources, of which tasks use one each while they run. */

/**
 * bg_task_manager_set_resource_limit:
 * @self: a manager
 * @name: the name of the resource
 * @limit: how many tasks may use it at once; 0 is none, `G_MAXUINT` any number
 *
 * Says how much there is of a resource, which makes it known to the manager.
 *
 * Tasks that were given it with [method@Task.add_resource] use one each while they run, wherever they run. A task that
 * needs several gets all at once, or waits without any; so tasks cannot block each other, and no thread waits. The
 * more urgent task goes first, and first in, first out among equals. One that needs several may be overtaken by
 * others that need only some of these.
 *
 * The limit may be changed at any time. If more are in use then, tasks that run are not interrupted.
 */
void
bg_task_manager_set_resource_limit (BgTaskManager *self,
                                    const char    *name,
                                    guint          limit)
{
  BgEngine *engine;
  BgResource *resource;

  g_return_if_fail (BG_IS_TASK_MANAGER (self));
  g_return_if_fail (name != NULL);

  engine = bg_task_manager_get_engine (self);
  bg_engine_lock (engine);
  resource = bg_resources_ensure (engine->resources, name);
  resource->limit = limit;
  bg_engine_offer_resource (engine, resource);
  bg_engine_unlock (engine);
}

/**
 * bg_task_manager_get_resource_limit:
 * @self: a manager
 * @name: the name of a resource
 *
 * Gets how many tasks may use a resource at once.
 *
 * Returns: the number; 0 for a resource that is not known
 */
guint
bg_task_manager_get_resource_limit (BgTaskManager *self,
                                    const char    *name)
{
  BgEngine *engine;
  BgResource *resource;
  guint limit;

  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), 0);
  g_return_val_if_fail (name != NULL, 0);

  engine = bg_task_manager_get_engine (self);
  bg_engine_lock (engine);
  resource = bg_resources_lookup (engine->resources, name);
  limit = resource != NULL ? resource->limit : 0;
  bg_engine_unlock (engine);
  return limit;
}

/**
 * bg_task_manager_get_resource_usage:
 * @self: a manager
 * @name: the name of a resource
 *
 * Gets how many tasks use a resource now.
 *
 * Returns: the number
 */
guint
bg_task_manager_get_resource_usage (BgTaskManager *self,
                                    const char    *name)
{
  BgEngine *engine;
  BgResource *resource;
  guint usage;

  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), 0);
  g_return_val_if_fail (name != NULL, 0);

  engine = bg_task_manager_get_engine (self);
  bg_engine_lock (engine);
  resource = bg_resources_lookup (engine->resources, name);
  usage = resource != NULL ? resource->n_used : 0;
  bg_engine_unlock (engine);
  return usage;
}

/**
 * bg_task_manager_set_resource_rate:
 * @self: a manager
 * @name: the name of the resource
 * @max_starts: how many tasks that use it may begin within the period; 0 for no such limit
 * @period_ms: the period, in milliseconds
 *
 * Says how often a resource may be begun to use, which makes it known to the manager.
 *
 * The period slides: at no time have more than @max_starts tasks begun in the @period_ms before.
 */
void
bg_task_manager_set_resource_rate (BgTaskManager *self,
                                   const char    *name,
                                   guint          max_starts,
                                   guint          period_ms)
{
  BgEngine *engine;
  BgResource *resource;

  g_return_if_fail (BG_IS_TASK_MANAGER (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail ((max_starts == 0) == (period_ms == 0));

  engine = bg_task_manager_get_engine (self);
  bg_engine_lock (engine);
  resource = bg_resources_ensure (engine->resources, name);
  resource->max_starts = max_starts;
  resource->period = (gint64) period_ms * 1000;
  bg_timers_disarm (engine->timers, &resource->timer);
  if (max_starts == 0)
    g_array_set_size (resource->starts, 0);
  bg_engine_offer_resource (engine, resource);
  bg_engine_unlock (engine);
}
