/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-engine-private.h"

#include "bg-task-private.h"

/* Under the lock: takes a node that has not begun out of wherever it waits. */
static void
withdraw (BgEngine *self,
          BgNode   *node)
{
  if (node->state == BG_NODE_QUEUED)
    {
      guint lane = node->cold != NULL ? node->cold->lane : BG_LANE_THREADS;

      bg_ready_queue_remove (self->lanes[lane].ready, node);
    }
  bg_graph_unlink_node (node);
  bg_engine_set_state (self, node, BG_NODE_FINISHED);
  bg_engine_send_home (self, node);
}

/* The body runs on, and keeps its worker, but its outcome is settled: that is announced at once. */
static void
abandon (BgEngine *self,
         BgNode   *node,
         BgWorker *worker)
{
  bg_node_add_flags (node, BG_NODE_FLAG_BUSY);
  g_ptr_array_add (self->to_cancel, g_object_ref (worker->cancellable));
  g_ptr_array_add (self->notices, node);
  self->wake_home = TRUE;
}

static gboolean
end_taken (BgEngine  *self,
           BgNode    *node,
           BgOutcome *outcome)
{
  BgLane *lane = &self->lanes[BG_LANE_THREADS];
  BgWorker *worker = NULL;

  if (bg_node_has_flag (node, BG_NODE_FLAG_NOTICED))
    return FALSE;
  /* One whose time was up can still be stopped, until that is announced. */
  if (bg_node_has_flag (node, BG_NODE_FLAG_BUSY))
    return outcome == NULL;
  if (node->cold == NULL || node->cold->lane == BG_LANE_THREADS)
    worker = bg_lane_get_worker (lane, node);
  if (worker != NULL && bg_worker_claim (worker, node))
    withdraw (self, node);
  else if (worker != NULL && bg_worker_mark_stopped (worker, node))
    abandon (self, node, worker);
  else if (outcome != NULL)
    return FALSE;
  return TRUE;
}

/* Under the lock: ends a task before its body does, with the outcome, which is taken, or as stopped where
 * that is NULL. FALSE if it has ended already. */
gboolean
bg_engine_end_early (BgEngine  *self,
                     BgNode    *node,
                     BgOutcome *outcome)
{
  gboolean ends = !bg_node_has_flag (node, BG_NODE_FLAG_STOPPED);

  if (ends)
    switch ((BgNodeState) node->state)
      {
      case BG_NODE_BLOCKED:
      case BG_NODE_DELAYED:
      case BG_NODE_QUEUED:
        withdraw (self, node);
        break;
      case BG_NODE_TAKEN:
        ends = end_taken (self, node, outcome);
        break;
      case BG_NODE_HELD:
        bg_task_request_cancel (node->cold->task, self->to_cancel);
        withdraw (self, node);
        break;
      case BG_NODE_FINISHED:
        /* On its way home: it can still be stopped, but not be given another outcome. */
        ends = outcome == NULL;
        break;
      case BG_NODE_NEW:
      case BG_NODE_ENDED:
      default:
        ends = FALSE;
        break;
      }

  if (!ends)
    g_clear_pointer (&outcome, bg_outcome_unref);
  else if (outcome != NULL)
    bg_engine_set_outcome (self, node, outcome);
  else
    bg_node_add_flags (node, BG_NODE_FLAG_STOPPED);
  if (ends && node->cold != NULL && node->cold->task != NULL)
    bg_task_settle (node->cold->task);
  return ends;
}

static guint
stop_collected (BgEngine  *self,
                GPtrArray *nodes)
{
  guint n = 0;

  bg_graph_unmark (nodes);
  for (guint i = 0; i < nodes->len; i++)
    n += bg_engine_end_early (self, g_ptr_array_index (nodes, i), NULL);
  return n;
}

gboolean
bg_engine_stop (BgEngine *self,
                guint64   id,
                gboolean  upstream,
                gboolean  downstream)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new ();
  BgNode *node;
  guint n = 0;

  bg_engine_lock (self);
  node = bg_node_store_lookup (self->nodes, id);
  if (node != NULL && node->state != BG_NODE_ENDED && !bg_node_has_flag (node, BG_NODE_FLAG_STOPPED))
    {
      bg_graph_collect (node, upstream, downstream, nodes);
      n = stop_collected (self, nodes);
    }
  bg_engine_unlock (self);
  return n > 0;
}

/* The group itself ends without a word; others that are hurt by it end as usual. */
guint
bg_engine_stop_group (BgEngine   *self,
                      const char *name,
                      gboolean    upstream,
                      gboolean    downstream)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new ();
  BgGroup *group;
  guint n = 0;

  bg_engine_lock (self);
  group = bg_groups_lookup (self->groups, name);
  if (group != NULL)
    {
      for (BgNode *node = group->members; node != NULL; node = node->cold->group_next)
        bg_graph_collect (node, upstream, downstream, nodes);
      n = stop_collected (self, nodes);
      bg_groups_silence (self->groups, group);
    }
  bg_engine_unlock (self);
  return n;
}

typedef struct
{
  BgEngine *engine;
  guint     n;
} StopAll;

static void
stop_one_of_all (BgNode   *node,
                 gpointer  user_data)
{
  StopAll *all = user_data;

  all->n += bg_engine_end_early (all->engine, node, NULL);
}

guint
bg_engine_stop_all (BgEngine *self)
{
  StopAll all = { self, 0 };

  bg_engine_lock (self);
  bg_groups_silence_all (self->groups);
  bg_node_store_foreach (self->nodes, stop_one_of_all, &all);
  bg_engine_unlock (self);
  return all.n;
}

static gboolean
set_priority_locked (BgEngine *self,
                     BgNode   *node,
                     int       priority)
{
  guint lane = node->cold != NULL ? node->cold->lane : BG_LANE_THREADS;

  if (node->state == BG_NODE_TAKEN)
    bg_engine_recall (self);
  if (node->state >= BG_NODE_TAKEN)
    return FALSE;
  if (node->priority == priority)
    return TRUE;
  if (node->state == BG_NODE_QUEUED)
    {
      bg_ready_queue_remove (self->lanes[lane].ready, node);
      node->priority = priority;
      if (self->lanes[lane].n_taken > 0 && bg_ready_queue_key (node) > self->lanes[lane].taken_key)
        bg_engine_recall (self);
      bg_ready_queue_push (self->lanes[lane].ready, node);
    }
  node->priority = priority;
  return TRUE;
}

/* FALSE if the task is not known, or does not wait any more. */
gboolean
bg_engine_set_priority (BgEngine *self,
                        guint64   id,
                        int       priority)
{
  BgNode *node;
  gboolean waits;

  bg_engine_lock (self);
  node = bg_node_store_lookup (self->nodes, id);
  waits = node != NULL && set_priority_locked (self, node, priority);
  if (waits && node->cold != NULL && node->cold->task != NULL)
    bg_task_priority_changed (node->cold->task, priority);
  self->dirty_lanes |= 1u << BG_LANE_THREADS;
  bg_engine_unlock (self);
  return waits;
}
