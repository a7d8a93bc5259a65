/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-idle-executor-struct-private.h"

#include "../core/bg-executor-private.h"
#include "../core/bg-resources-private.h"
#include "../core/bg-task-manager-private.h"

/* What only the manager knows of the tasks that wait for the executor.
 *
 * Those that were given the executor directly are not announced to it. The manager asks it for room when one is
 * ready, and the first in the manager's queue is one of them if there is any, because those of the queues are of the
 * lowest class. */

/* The first in the manager's queue if that is in no queue of ours, or 0. */
static guint64
find_direct (BgIdleExecutor *self)
{
  g_autoptr (BgTaskManager) manager = bg_executor_dup_manager (BG_EXECUTOR (self));
  BgEngine *engine;
  BgLane *lane;
  BgNode *node;
  guint64 id = 0;

  if (manager == NULL)
    return 0;
  engine = bg_task_manager_get_engine (manager);
  lane = bg_executor_join (BG_EXECUTOR (self), engine, NULL);
  bg_engine_lock (engine);
  node = bg_engine_peek (engine, lane);
  if (node != NULL
      && (node->cold == NULL || node->cold->task == NULL || !bg_parked_task_is_known (node->cold->task)))
    id = bg_node_get_id (node);
  bg_engine_unlock (engine);
  return id;
}

/* Under the lock of the engine: whether nothing keeps it from beginning, such as a resource that others use. */
static gboolean
is_free_to_begin (BgEngine *engine,
                  BgNode   *node)
{
  BgNeeds *needs = bg_node_get_needs (node);

  return node->state == BG_NODE_QUEUED
         && (needs == NULL
             || (needs->waits_for == NULL && bg_needs_find_lack (needs, bg_engine_get_time (engine)) == NULL));
}

/* Whether there is some use in offering a task again that was offered in vain. */
gboolean
bg_idle_executor_is_worth_offering (BgIdleExecutor *self,
                                    BgTask         *task)
{
  g_autoptr (BgTaskManager) manager = bg_executor_dup_manager (BG_EXECUTOR (self));
  BgEngine *engine;
  BgNode *node;
  gboolean is_worth;

  if (manager == NULL)
    return FALSE;
  engine = bg_task_manager_get_engine (manager);
  bg_engine_lock (engine);
  node = bg_node_store_lookup (engine->nodes, bg_task_get_id (task));
  is_worth = node != NULL && is_free_to_begin (engine, node);
  bg_engine_unlock (engine);
  return is_worth;
}

/* Has it stand in the row if there is one. */
void
bg_idle_executor_look_for_direct (BgIdleExecutor *self)
{
  if (self->direct != NULL || find_direct (self) == 0)
    return;
  g_queue_push_tail (&self->turns, NULL);
  self->direct = self->turns.tail;
}

BgTask *
bg_idle_executor_begin_direct (BgIdleExecutor *self)
{
  g_autoptr (BgTaskManager) manager = bg_executor_dup_manager (BG_EXECUTOR (self));
  const guint64 id = find_direct (self);
  g_autoptr (BgTask) task = id != 0 ? bg_task_manager_dup_task (manager, id) : NULL;

  if (task != NULL && bg_executor_begin_task (BG_EXECUTOR (self), task))
    return g_steal_pointer (&task);
  g_queue_delete_link (&self->turns, g_steal_pointer (&self->direct));
  /* Otherwise the next one of the same class would not be mentioned. */
  bg_executor_capacity_changed (BG_EXECUTOR (self));
  return NULL;
}
