/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-engine-private.h"

#include "bg-executor-private.h"
#include "bg-task-private.h"
#include "bg-trace-private.h"

/* What begins in the home context: kinds that are asynchronous by nature, joins, and whatever executors take
 * that have no workers of their own. */

/* Under the lock: the node is about to begin, in the hands of the home context or of an executor. */
static void
begin_home (BgEngine *self,
            BgNode   *node)
{
  BgNodeCold *cold = bg_node_ensure_cold (node);

  /* Executors deal in objects. */
  if (cold->task == NULL)
    cold->task = bg_task_new_for_node (self, node, FALSE);
  bg_engine_set_state (self, node, BG_NODE_TAKEN);
  bg_engine_set_state (self, node, BG_NODE_HELD);
  bg_task_prepare_home (cold->task);
}

/* Under the lock: the first in line begins. */
static BgNode *
take_first (BgEngine *self,
            BgLane   *lane)
{
  BgNode *node = bg_engine_peek (self, lane);

  if (node == NULL)
    return NULL;
  bg_ready_queue_pop (lane->ready);
  bg_engine_take_needs (self, node);
  begin_home (self, node);
  return node;
}

/* Under the lock: whether something waits that the executor has not said to have no room for. */
static gboolean
is_worth_asking (BgEngine *self,
                 BgLane   *lane)
{
  BgNode *node = bg_engine_peek (self, lane);

  return node != NULL && lane->executor != NULL && bg_node_get_class (node) > lane->refused_class;
}

/* Of the lanes, as bits: those behind the one that was last, or all if there are none. */
static guint64
take_turns (BgEngine *self,
            guint64   lanes)
{
  guint64 behind = lanes & ~((((guint64) 1 << self->last_lane) << 1) - 1);

  return behind != 0 ? behind : lanes;
}

/* Under the lock. FALSE if there is nothing to begin. The lanes take turns, so that none waits until another is
 * empty. */
gboolean
bg_engine_find_start (BgEngine *self,
                      BgStart  *start)
{
  while (self->processing && self->home_lanes != 0)
    {
      BgLane *lane = self->lanes[__builtin_ctzll (take_turns (self, self->home_lanes))];

      self->last_lane = lane->index;
      if (lane->index == BG_LANE_HOME)
        start->node = take_first (self, lane);
      else if (is_worth_asking (self, lane))
        start->asking = lane;
      if (start->node != NULL || start->asking != NULL)
        return TRUE;
      self->home_lanes &= ~((guint64) 1 << lane->index);
    }
  return FALSE;
}

/* Without the lock: asks the executor whether it takes the first in line. */
static BgNode *
ask (BgEngine *self,
     BgLane   *lane)
{
  BgNode *node, *first;
  guint room, n_changes;
  int task_class = 0;

  bg_engine_lock (self);
  n_changes = lane->n_changes;
  first = bg_engine_peek (self, lane);
  if (first != NULL)
    task_class = bg_node_get_class (first);
  bg_engine_unlock (self);
  if (first == NULL)
    return NULL;

  room = BG_EXECUTOR_GET_IFACE (lane->executor)->get_room (lane->executor, (BgAdmissionClass) task_class);

  bg_engine_lock (self);
  node = bg_engine_peek (self, lane);
  if (room == 0 && n_changes == lane->n_changes)
    lane->refused_class = MAX (lane->refused_class, task_class);
  /* A less urgent one may be the first now, and has not been asked for. */
  if (room > 0 && node != NULL && bg_node_get_class (node) >= task_class && self->processing)
    node = take_first (self, lane);
  else
    node = NULL;
  bg_engine_unlock (self);
  return node;
}

static void
submit (BgLane *lane,
        BgNode *node)
{
  g_autoptr (BgTask) task = g_object_ref (node->cold->task);

  /* Whatever is reported from now on ends the task, unless the body is called before. */
  bg_task_body_returned (task);
  BG_EXECUTOR_GET_IFACE (lane->executor)->submit (lane->executor, task);
}

/* Without the lock. TRUE if others should go first now: what a program does in the main loop takes as long as
 * it takes. */
gboolean
bg_engine_begin_start (BgEngine      *self,
                       const BgStart *start)
{
  BgNode *node = start->node;
  gboolean yields;

  if (start->asking != NULL)
    {
      node = ask (self, start->asking);
      if (node != NULL)
        submit (start->asking, node);
      return node != NULL;
    }

  yields = !bg_task_is_pass_through (node->cold->task);
  if (G_UNLIKELY (bg_trace_enabled))
    bg_trace_start_home (node->cold->task);
  else
    bg_task_start_home (node->cold->task);
  return yields;
}

/* From any thread: has a task begin that waits in the lane, whether it is the first or not. */
gboolean
bg_engine_begin_chosen (BgEngine *self,
                        BgLane   *lane,
                        guint64   id)
{
  BgNode *node;
  gboolean begins;

  bg_engine_lock (self);
  node = bg_node_store_lookup (self->nodes, id);
  begins = self->processing && node != NULL && node->state == BG_NODE_QUEUED
           && bg_engine_get_lane (self, node) == lane && bg_engine_can_begin (self, node);
  if (begins)
    {
      bg_ready_queue_remove (lane->ready, node);
      bg_engine_take_needs (self, node);
      begin_home (self, node);
    }
  bg_engine_unlock (self);
  return begins;
}

/* From any thread: an executor is about to call the body. FALSE if the task has ended. */
gboolean
bg_engine_begin_body (BgEngine *self,
                      guint64   id)
{
  BgNode *node;
  gboolean begins;

  bg_engine_lock (self);
  node = bg_node_store_lookup (self->nodes, id);
  begins = node != NULL && node->state == BG_NODE_HELD
           && node->cold->body == BG_NODE_BODY_TO_COME
           && !bg_node_has_flag (node, BG_NODE_FLAG_STOPPED)
           && !bg_engine_end_overdue (self, node);
  if (begins)
    node->cold->body = BG_NODE_BODY_RUNS;
  bg_engine_unlock (self);
  return begins;
}

/* From any thread: the body has returned. The outcome is taken, if that is known now. TRUE if the task has
 * ended. */
gboolean
bg_engine_end_body (BgEngine  *self,
                    guint64    id,
                    gboolean   finished,
                    BgOutcome *outcome)
{
  BgNode *node;
  guint8 flags;
  gboolean ended;

  bg_engine_lock (self);
  node = bg_node_store_lookup (self->nodes, id);
  node->cold->body = BG_NODE_BODY_RETURNED;
  flags = bg_node_get_flags (node);
  if (finished || (flags & (BG_NODE_FLAG_BUSY | BG_NODE_FLAG_NOTICED)) != 0)
    bg_engine_give_back_needs (self, node);
  ended = finished || (flags & (BG_NODE_FLAG_BUSY | BG_NODE_FLAG_NOTICED)) != 0;
  if ((flags & (BG_NODE_FLAG_BUSY | BG_NODE_FLAG_NOTICED)) != 0)
    bg_engine_send_home (self, node);
  else if (finished)
    {
      bg_engine_set_outcome (self, node, g_steal_pointer (&outcome));
      bg_engine_set_state (self, node, BG_NODE_FINISHED);
      bg_engine_send_home (self, node);
    }
  bg_engine_unlock (self);
  if (outcome != NULL)
    bg_engine_discard (self, (GDestroyNotify) bg_outcome_unref, outcome);
  return ended;
}

/* Without the lock. Takes the task. */
void
bg_engine_tell_stopped (BgStopped *stopped)
{
  g_autoptr (BgTask) task = g_steal_pointer (&stopped->task);
  BgExecutor *executor = stopped->lane->executor;

  BG_EXECUTOR_GET_IFACE (executor)->stop (executor, task);
}

/* Under the lock: nothing more will come, and the executors have not heard of it. */
gboolean
bg_engine_must_drain (BgEngine *self)
{
  gboolean over = self->closed && !self->drained && self->n_lanes > BG_LANE_FIRST_OTHER
                  && (self->owner_unowned == NULL || bg_engine_count_pending (self) == 0);

  if (over)
    self->drained = TRUE;
  return over;
}

/* Without the lock. */
void
bg_engine_drain_executors (BgEngine *self)
{
  for (guint i = BG_LANE_FIRST_OTHER; i < self->n_lanes; i++)
    BG_EXECUTOR_GET_IFACE (self->lanes[i]->executor)->drain (self->lanes[i]->executor);
}

/* Without the lock, when nothing is left that they could do. */
void
bg_engine_release_executors (BgEngine *self)
{
  for (guint i = 0; i < self->n_lanes; i++)
    g_clear_object (&self->lanes[i]->executor);
}
