/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-manager-private.h"
#include "bg-task-private.h"

/* Looking at tasks. */

void
bg_task_manager_add_model (BgTaskManager *self,
                           gpointer       model)
{
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);

  g_ptr_array_add (priv->models, model);
  bg_engine_lock (priv->engine);
  priv->engine->n_models++;
  bg_engine_unlock (priv->engine);
}

void
bg_task_manager_remove_model (BgTaskManager *self,
                              gpointer       model)
{
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);

  g_ptr_array_remove (priv->models, model);
  bg_engine_lock (priv->engine);
  priv->engine->n_models--;
  bg_engine_unlock (priv->engine);
}

static BgTask *
new_task_for_ended_node (BgEngine *engine,
                         BgNode   *node)
{
  g_autoptr (BgOutcome) outcome = bg_node_dup_outcome (node);
  guint8 flags = bg_node_get_flags (node);
  BgTaskState state = (flags & BG_NODE_FLAG_STOPPED) != 0 ? BG_TASK_STATE_STOPPED
                      : (flags & BG_NODE_FLAG_FAILED) != 0 ? BG_TASK_STATE_FAILED : BG_TASK_STATE_COMPLETED;

  return bg_task_new_ended (engine, bg_node_get_id (node), state, outcome);
}

static gboolean
has_begun (BgEngine *engine,
           BgNode   *node)
{
  BgRunner *worker = bg_lane_get_worker (bg_engine_get_lane (engine, node), node);

  return node->state == BG_NODE_TAKEN && (worker == NULL || !bg_runner_has_unbegun (worker, node));
}

/* Only a worker still has it. */
static gboolean
is_past (BgNode *node)
{
  return (bg_node_get_flags (node) & (BG_NODE_FLAG_NOTICED | BG_NODE_FLAG_BUSY)) == BG_NODE_FLAG_NOTICED;
}

static BgTask *
dup_task_locked (BgEngine *engine,
                 guint64   id)
{
  BgNode *node = bg_node_store_lookup (engine->nodes, id);
  BgNodeCold *cold;

  if (node == NULL || is_past (node))
    return NULL;
  cold = bg_node_ensure_cold (node);
  if (cold->task == NULL && (node->state == BG_NODE_ENDED || bg_node_has_flag (node, BG_NODE_FLAG_NOTICED)))
    cold->task = new_task_for_ended_node (engine, node);
  else if (cold->task == NULL)
    {
      gboolean begun = has_begun (engine, node);

      __atomic_store_n (&cold->task, bg_task_new_for_node (engine, node, begun), __ATOMIC_SEQ_CST);
      if (!begun && has_begun (engine, node))
        bg_task_note_begun (cold->task);
    }
  bg_task_set_seen (cold->task, TRUE);
  return g_object_ref (cold->task);
}

/**
 * bg_task_manager_dup_task:
 * @self: a manager
 * @id: the id of a task
 *
 * Gets a task that has not ended, or whose end is being announced.
 *
 * For a task that was added without an object, one is made now.
 *
 * Returns: (transfer full) (nullable): the task, or `NULL` if it is not known or has ended
 */
BgTask *
bg_task_manager_dup_task (BgTaskManager *self,
                          guint64        id)
{
  BgEngine *engine;
  BgTask *task;

  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), NULL);

  engine = bg_task_manager_get_engine (self);
  bg_engine_lock (engine);
  task = dup_task_locked (engine, id);
  bg_engine_unlock (engine);
  return task;
}

/**
 * bg_task_manager_has_task:
 * @self: a manager
 * @id: the id of a task
 *
 * Tells whether a task waits, runs, or has an outcome that is still to be announced.
 *
 * Returns: whether it does
 */
gboolean
bg_task_manager_has_task (BgTaskManager *self,
                          guint64        id)
{
  BgEngine *engine;
  BgNode *node;
  gboolean has;

  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), FALSE);

  engine = bg_task_manager_get_engine (self);
  bg_engine_lock (engine);
  node = bg_node_store_lookup (engine->nodes, id);
  has = node != NULL && node->state != BG_NODE_ENDED
        && (bg_node_get_flags (node) & (BG_NODE_FLAG_STOPPED | BG_NODE_FLAG_NOTICED)) == 0;
  bg_engine_unlock (engine);
  return has;
}

static void
add_group (gpointer data,
           gpointer user_data)
{
  BgGroup *group = data;

  g_variant_builder_add (user_data, "{su}", group->name, group->n_members);
}

static void
add_key (gint64   key,
         gsize    n,
         gpointer user_data)
{
  GHashTable *counts = user_data;
  gpointer priority = GINT_TO_POINTER ((int) (guint32) key);
  gsize before = GPOINTER_TO_SIZE (g_hash_table_lookup (counts, priority));

  g_hash_table_insert (counts, priority, GSIZE_TO_POINTER (before + n));
}

static GVariant *
count_priorities (BgEngine *engine)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{iu}"));
  GHashTableIter iter;
  gpointer priority, n;

  for (guint i = 0; i < engine->n_lanes; i++)
    bg_ready_queue_foreach_key (engine->lanes[i]->ready, add_key, counts);
  bg_resources_foreach_key (engine->resources, add_key, counts);
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &priority, &n))
    g_variant_builder_add (&builder, "{iu}", GPOINTER_TO_INT (priority), (guint) GPOINTER_TO_SIZE (n));
  return g_variant_builder_end (&builder);
}

static GVariant *
count_states (BgEngine *engine)
{
  const gsize *n = engine->n_in_state;
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{su}"));
  gsize pending = bg_engine_count_pending (engine);

  g_variant_builder_add (&builder, "{su}", "blocked", (guint) n[BG_NODE_BLOCKED]);
  g_variant_builder_add (&builder, "{su}", "delayed", (guint) n[BG_NODE_DELAYED]);
  g_variant_builder_add (&builder, "{su}", "queued",
                         (guint) (pending - n[BG_NODE_BLOCKED] - n[BG_NODE_DELAYED]));
  g_variant_builder_add (&builder, "{su}", "running", (guint) bg_engine_count_running (engine));
  return g_variant_builder_end (&builder);
}

/**
 * bg_task_manager_snapshot:
 * @self: a manager
 *
 * Counts the tasks that have not ended, all at the same instant.
 *
 * The mapping has `states` (`a{su}`: blocked, delayed, queued, running), `groups` (`a{su}`, by name) and
 * `priorities` (`a{iu}`, of the tasks that wait for their turn).
 *
 * Returns: (transfer full): a mapping of type `a{sv}`
 */
GVariant *
bg_task_manager_snapshot (BgTaskManager *self)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  GVariantBuilder groups = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{su}"));
  BgEngine *engine;

  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), NULL);

  engine = bg_task_manager_get_engine (self);
  bg_engine_lock (engine);
  /* What workers have taken and not begun is counted where it waits. */
  bg_engine_recall (engine);
  bg_engine_touch_workers (engine);
  bg_groups_foreach (engine->groups, add_group, &groups);
  g_variant_builder_add (&builder, "{sv}", "states", count_states (engine));
  g_variant_builder_add (&builder, "{sv}", "groups", g_variant_builder_end (&groups));
  g_variant_builder_add (&builder, "{sv}", "priorities", count_priorities (engine));
  bg_engine_unlock (engine);
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}
