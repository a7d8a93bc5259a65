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
    bg_engine_dequeue (self, node);
  else
    bg_engine_give_back_needs (self, node);
  bg_graph_unlink_node (node);
  bg_engine_set_state (self, node, BG_NODE_FINISHED);
  bg_engine_send_home (self, node);
}

/* The body runs on, and keeps its place, but its outcome is settled: that is announced at once. */
static void
abandon (BgEngine *self,
         BgNode   *node)
{
  bg_node_add_flags (node, BG_NODE_FLAG_BUSY);
  g_ptr_array_add (self->notices, node);
  self->wake_home = TRUE;
}

/* The executor that has the task is to hear of it, in the home context. */
static void
end_held (BgEngine *self,
          BgNode   *node)
{
  BgTask *task = node->cold->task;

  bg_task_request_cancel (task, self->to_cancel);
  if (bg_engine_get_lane (self, node)->executor != NULL)
    {
      BgStopped stopped = { bg_engine_get_lane (self, node), g_object_ref (task) };

      g_array_append_val (self->to_stop, stopped);
      self->wake_home = TRUE;
    }
  if (node->cold->body == BG_NODE_BODY_RUNS)
    abandon (self, node);
  else
    withdraw (self, node);
}

static gboolean
end_taken (BgEngine  *self,
           BgNode    *node,
           BgOutcome *outcome)
{
  BgRunner *worker;

  if (bg_node_has_flag (node, BG_NODE_FLAG_NOTICED))
    return FALSE;
  /* One whose time was up can still be stopped, until that is announced. */
  if (bg_node_has_flag (node, BG_NODE_FLAG_BUSY))
    return outcome == NULL;
  worker = bg_lane_get_worker (bg_engine_get_lane (self, node), node);
  if (worker != NULL && bg_runner_claim (worker, node))
    withdraw (self, node);
  else if (worker != NULL && bg_runner_mark_stopped (worker, node))
    {
      g_ptr_array_add (self->to_cancel, g_object_ref (worker->cancellable));
      abandon (self, node);
    }
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
        if (bg_node_has_flag (node, BG_NODE_FLAG_NOTICED))
          ends = FALSE;
        else if (bg_node_has_flag (node, BG_NODE_FLAG_BUSY))
          ends = outcome == NULL;
        else
          end_held (self, node);
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
  gboolean  silent;             /* nobody would hear of those that are stopped */
} StopAll;

/* Waits in a queue, and nothing hangs on it: no object, group or data, and no dependents. */
static gboolean
waits_alone (BgNode *node)
{
  return node->state == BG_NODE_QUEUED && node->cold == NULL && node->down == NULL && bg_node_get_flags (node) == 0;
}

/* What nobody hears of needs no way home. */
static void
stop_one_of_all (BgNode   *node,
                 gpointer  user_data)
{
  StopAll *all = user_data;
  BgEngine *self = all->engine;

  if (!all->silent || !waits_alone (node))
    {
      all->n += bg_engine_end_early (self, node, NULL);
      return;
    }
  bg_engine_dequeue (self, node);
  bg_ended_set_add (self->ended, bg_node_get_id (node), BG_ENDED_STOPPED);
  bg_engine_drop (self, node);
  all->n++;
}

guint
bg_engine_stop_all (BgEngine *self)
{
  StopAll all = { self, 0, FALSE };

  bg_engine_lock (self);
  all.silent = self->n_models == 0 && self->owner_unowned != NULL
               && !self->calls->is_heard (self->owner_unowned, BG_TASK_STATE_STOPPED);
  bg_groups_silence_all (self->groups);
  bg_node_store_foreach (self->nodes, stop_one_of_all, &all);
  /* The numbers have changed. */
  self->wake_home = TRUE;
  bg_engine_unlock (self);
  return all.n;
}

static void
keep_until_it_has_run (BgNode   *node,
                       gpointer  user_data)
{
  if (node->cold != NULL && node->cold->at_shut_down == BG_AT_SHUT_DOWN_FINISH)
    bg_graph_collect (node, TRUE, FALSE, user_data);
}

/* Whether the body runs, or has run and the outcome is to come. */
static gboolean
has_begun (BgEngine *self,
           BgNode   *node)
{
  BgRunner *worker = bg_lane_get_worker (bg_engine_get_lane (self, node), node);

  return node->state == BG_NODE_HELD
         || (node->state == BG_NODE_TAKEN && worker != NULL && !bg_runner_has_unbegun (worker, node));
}

static void
stop_unless_kept (BgNode   *node,
                  gpointer  user_data)
{
  BgEngine *self = user_data;

  if (bg_node_has_flag (node, BG_NODE_FLAG_MARKED))
    return;
  if (node->cold != NULL && node->cold->at_shut_down == BG_AT_SHUT_DOWN_CONTINUE && has_begun (self, node))
    return;
  bg_engine_end_early (self, node, NULL);
}

/* When the manager is shut down: tasks may have said that they are to go on. */
void
bg_engine_stop_for_good (BgEngine *self)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();

  bg_engine_lock (self);
  bg_groups_silence_all (self->groups);
  bg_node_store_foreach (self->nodes, keep_until_it_has_run, kept);
  bg_node_store_foreach (self->nodes, stop_unless_kept, self);
  bg_graph_unmark (kept);
  if (kept->len > 0 && !self->processing)
    bg_engine_set_processing (self, TRUE);
  bg_engine_unlock (self);
}

static gboolean
set_priority_locked (BgEngine *self,
                     BgNode   *node,
                     int       priority)
{
  if (node->state == BG_NODE_TAKEN)
    bg_engine_recall (self);
  if (node->state >= BG_NODE_TAKEN)
    return FALSE;
  if (node->priority == priority)
    return TRUE;
  if (node->state == BG_NODE_QUEUED)
    {
      bg_engine_dequeue (self, node);
      node->priority = priority;
      /* It may have been set aside before: somebody looks again. */
      bg_engine_enqueue (self, node);
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
  bg_engine_touch_workers (self);
  bg_engine_unlock (self);
  return waits;
}
