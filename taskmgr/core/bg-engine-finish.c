/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-engine-private.h"

#include "bg-error-private.h"
#include "bg-task-private.h"
#include "bg-trace-private.h"

/* Under the lock, or by the only one who has the node: what it leaves behind. Takes the outcome; the first
 * one stays, so that a body that was timed out cannot change its mind. */
void
bg_engine_set_outcome (BgEngine  *self,
                       BgNode    *node,
                       BgOutcome *outcome)
{
  BgNodeCold *cold;

  if (outcome == NULL)
    return;
  cold = bg_node_ensure_cold (node);
  if (cold->outcome != NULL)
    {
      bg_engine_throw_away (self, (GDestroyNotify) bg_outcome_unref, outcome);
      return;
    }
  cold->outcome = outcome;
  if (outcome->error != NULL)
    bg_node_add_flags (node, BG_NODE_FLAG_FAILED);
}

/* Under the lock: the tasks that waited for a completed one get what it left, and wait for one less. */
void
bg_engine_release_dependents (BgEngine *self,
                              BgNode   *node)
{
  BgEdge *edge = bg_graph_take_edges (node);
  g_autoptr (BgOutcome) outcome = edge != NULL ? bg_node_dup_outcome (node) : NULL;

  while (edge != NULL)
    {
      BgEdge *next = edge->next;
      BgNode *down = edge->down;

      if (next != NULL)
        __builtin_prefetch (next->down);
      edge->next = NULL;
      edge->outcome = outcome != NULL ? bg_outcome_ref (outcome) : NULL;
      if (--down->cold->n_waiting == 0)
        {
          if (bg_engine_is_delayed (down))
            bg_engine_set_state (self, down, BG_NODE_DELAYED);
          else
            bg_engine_make_ready (self, down);
        }
      edge = next;
    }
}

static gboolean
is_in_transit (BgEngine *self,
               BgNode   *node)
{
  BgLane *lane = bg_engine_get_lane (self, node);
  BgRunner *worker;

  if (node->state == BG_NODE_FINISHED)
    return TRUE;
  if (node->state != BG_NODE_TAKEN || !lane->has_workers)
    return FALSE;
  worker = bg_lane_get_worker (lane, node);
  return worker == NULL || !bg_runner_holds (worker, node);
}

/* Under the lock: if the node has completed and nobody is to hear of that first, lets go of its dependents
 * now. Otherwise the home context does, after the handlers have run. */
void
bg_engine_settle (BgEngine *self,
                  BgNode   *node)
{
  if (node->down == NULL || node->state < BG_NODE_TAKEN
      || (bg_node_get_flags (node) & (BG_NODE_FLAG_FAILED | BG_NODE_FLAG_STOPPED)) != 0)
    return;
  if (node->cold != NULL && node->cold->task != NULL)
    return;
  if (!is_in_transit (self, node))
    return;
  if (self->owner_unowned == NULL || self->calls->is_heard (self->owner_unowned, BG_TASK_STATE_COMPLETED))
    return;
  bg_engine_release_dependents (self, node);
}

static void
renew_cancellable (BgRunner *worker)
{
  g_object_unref (worker->cancellable);
  worker->cancellable = g_cancellable_new ();
}

/* By the worker, between bodies: handlers that one has left are not to be called for another. It takes GLib's
 * lock of all signals, so it is done once for what was taken together, and not for plain functions, which are
 * trusted to take theirs away. */
static void
check_handlers (BgEngine *self,
                BgRunner *worker)
{
  static gsize cancelled_id;

  if (!worker->ran_object)
    return;
  worker->ran_object = FALSE;
  if (g_once_init_enter (&cancelled_id))
    g_once_init_leave (&cancelled_id, g_signal_lookup ("cancelled", G_TYPE_CANCELLABLE));
  if (g_signal_handler_find (worker->cancellable, G_SIGNAL_MATCH_ID, (guint) cancelled_id, 0,
                             NULL, NULL, NULL) == 0)
    return;
  bg_engine_lock (self);
  renew_cancellable (worker);
  bg_engine_unlock (self);
}

/* By the worker: the body has returned. After the node is in the inbox it must not be touched. Returns with
 * the lock held if that was needed and @keep_lock says so, to save the next one who wants it a round. */
static gboolean
leave (BgEngine  *self,
       BgRunner  *worker,
       guint      slot,
       BgNode    *node,
       BgOutcome *outcome,
       gboolean   keep_lock)
{
  gboolean stopped, kept;

  if (outcome != NULL)
    {
      bg_engine_lock (self);
      bg_engine_set_outcome (self, node, outcome);
      bg_engine_unlock (self);
    }

  stopped = bg_runner_end (worker, slot);
  /* One that was triggered, or that the body kept, is not for the next task. */
  kept = stopped || G_OBJECT (worker->cancellable)->ref_count > 1;
  if (kept || __atomic_load_n (&node->down, __ATOMIC_SEQ_CST) != NULL || G_UNLIKELY (bg_node_get_needs (node) != NULL))
    {
      bg_engine_lock (self);
      bg_engine_give_back_needs (self, node);
      if (kept)
        renew_cancellable (worker);
      bg_engine_settle (self, node);
      bg_engine_send_home (self, node);
      if (keep_lock)
        return TRUE;
      bg_engine_unlock (self);
    }
  else if (bg_inbox_push (&self->inbox, node, node))
    bg_engine_wake_home (self);
  return FALSE;
}

/* An object may be made for a node at any time, by somebody who holds the lock. We look for one after we have
 * begun, and that one looks whether we have begun after the object is made. */
static void
tell_object (BgNode *node)
{
  BgNodeCold *cold = __atomic_load_n (&node->cold, __ATOMIC_SEQ_CST);
  BgTask *task = cold != NULL ? __atomic_load_n (&cold->task, __ATOMIC_SEQ_CST) : NULL;

  if (task != NULL)
    bg_task_note_begun (task);
}

static gboolean
run_function (BgEngine *self,
              BgRunner *worker,
              guint     slot,
              BgNode   *node,
              gboolean  keep_lock)
{
  BgWorkFunc func = node->func;
  GValue value = G_VALUE_INIT;
  GError *error = NULL;
  BgOutcome *outcome = NULL;
  gboolean completed;

  tell_object (node);
  if (G_UNLIKELY (bg_trace_enabled))
    completed = bg_trace_call_function (self, node, worker->cancellable, &value, &error);
  else
    completed = func (node->data, worker->cancellable, &value, &error);
  if (!completed)
    {
      if (G_IS_VALUE (&value))
        g_value_unset (&value);
      outcome = bg_outcome_new_error (bg_error_explain (error), bg_node_get_id (node), NULL);
    }
  else
    {
      g_clear_error (&error);
      if (G_IS_VALUE (&value) && !bg_node_take_small_result (node, &value))
        outcome = bg_outcome_new_take_value (&value);
    }
  return leave (self, worker, slot, node, outcome, keep_lock);
}

/* The body returned, the outcome comes later: the node stays where it is, and the worker goes on. Without the
 * lock the node may be stopped and given up at any time, and the task with it. */
static void
hold (BgEngine *self,
      BgRunner *worker,
      guint     slot,
      BgNode   *node)
{
  g_autoptr (BgTask) task = g_object_ref (node->data);
  gboolean stopped;

  bg_engine_lock (self);
  stopped = bg_runner_end (worker, slot);
  renew_cancellable (worker);
  if (!stopped)
    bg_engine_set_state (self, node, BG_NODE_HELD);
  else
    bg_engine_give_back_needs (self, node);
  bg_engine_unlock (self);

  if (stopped)
    {
      if (bg_inbox_push (&self->inbox, node, node))
        bg_engine_wake_home (self);
    }
  else
    bg_task_body_returned (task);
}

static gboolean
run_object (BgEngine *self,
            BgRunner *worker,
            guint     slot,
            BgNode   *node,
            gboolean  keep_lock)
{
  BgOutcome *outcome = NULL;
  gboolean finished;

  worker->ran_object = TRUE;
  if (G_UNLIKELY (bg_trace_enabled))
    finished = bg_trace_execute (node, worker->cancellable, &outcome);
  else
    finished = bg_task_execute (node->data, worker->cancellable, &outcome);
  if (finished)
    return leave (self, worker, slot, node, outcome, keep_lock);
  hold (self, worker, slot, node);
  return FALSE;
}

/* By the worker: runs what lies in its slots and was not claimed back. Returns with the lock held. */
void
bg_engine_run (BgEngine *self,
               BgRunner *worker,
               guint     n)
{
  gboolean locked = FALSE;

  check_handlers (self, worker);
  for (guint slot = 0; slot < n; slot++)
    {
      BgNode *node = bg_runner_begin (worker, slot);
      gboolean last = slot + 1 == n;

      if (node == NULL)
        continue;
      if (__atomic_load_n (&self->counts_watched, __ATOMIC_SEQ_CST))
        bg_engine_wake_home (self);
      if (bg_node_has_flag (node, BG_NODE_FLAG_OBJECT))
        locked = run_object (self, worker, slot, node, last);
      else
        locked = run_function (self, worker, slot, node, last);
    }
  if (!locked)
    bg_engine_lock (self);
}

/* From any thread: a task that was held has an outcome, which is taken. */
void
bg_engine_finish_held (BgEngine  *self,
                       guint64    id,
                       BgOutcome *outcome)
{
  BgNode *node;

  bg_engine_lock (self);
  node = bg_node_store_lookup (self->nodes, id);
  if (node != NULL && node->state == BG_NODE_HELD && !bg_node_has_flag (node, BG_NODE_FLAG_STOPPED))
    {
      bg_engine_set_outcome (self, node, g_steal_pointer (&outcome));
      bg_engine_set_state (self, node, BG_NODE_FINISHED);
      bg_engine_give_back_needs (self, node);
      bg_engine_send_home (self, node);
    }
  bg_engine_unlock (self);
  if (outcome != NULL)
    bg_engine_discard (self, (GDestroyNotify) bg_outcome_unref, outcome);
}
