/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-engine-private.h"

#include "bg-task-private.h"
#include "bg-trace-private.h"

/* Everything that the program is to hear of passes through here, in the home context: one source, below
 * redraw, that hands over what has arrived for as long as its budget lasts and then lets others go first. */

/* GTK redraws at G_PRIORITY_HIGH_IDLE + 20. */
#define HOME_PRIORITY G_PRIORITY_DEFAULT_IDLE
/* Nodes that nobody hears of are retired in batches, under one lock. */
#define MAX_QUIET 64
/* What is left to be freed goes a few at a time. */
#define MAX_TRASH 16
/* The clock is read after so many ends at the latest, and after each one while these take longer than that. */
#define MAX_UNCLOCKED 16
#define CLOCK_MICROSECONDS 50

/* What arrived next: first the dependents of what has failed, then the inbox. */
static BgNode *
peek_arrival (BgEngine *self)
{
  if (self->cascade != NULL)
    return self->cascade;
  if (self->arrived == NULL)
    self->arrived = bg_inbox_take (&self->inbox);
  return self->arrived;
}

static void
drop_arrival (BgEngine *self,
              BgNode   *node)
{
  if (node != self->cascade)
    {
      self->arrived = node->next;
      return;
    }
  self->cascade = node->next;
  if (self->cascade == NULL)
    self->cascade_last = NULL;
}

/* Without the lock. Announces the end of a node that a worker still has. */
static void
deliver_notice (BgEngine *self,
                gpointer  owner,
                BgNode   *node)
{
  BgDispatch delivery;
  BgRemains remains = { NULL };

  bg_engine_lock (self);
  bg_engine_begin_delivery (self, node, &delivery);
  bg_engine_unlock (self);
  bg_engine_announce (self, owner, &delivery.ending);
  bg_engine_lock (self);
  bg_engine_end_delivery (self, &delivery, &remains);
  bg_engine_unlock (self);
  bg_engine_clear_remains (self, owner, &remains);
}

/* Under the lock: what is left of the last heap goes before the next one. */
static gboolean
has_trash (BgEngine *self)
{
  if (self->emptying == NULL && self->trash->len > 0)
    {
      self->emptying = self->trash;
      self->trash = g_ptr_array_new ();
    }
  return self->emptying != NULL;
}

/* A loop in what is called may go on with the heap, and take it away. */
static void
empty_trash (BgEngine *self)
{
  for (guint i = 0; i < MAX_TRASH && self->emptying != NULL; i++)
    {
      BgTrash *item = g_ptr_array_index (self->emptying, self->n_emptied++);

      if (self->n_emptied == self->emptying->len)
        {
          g_clear_pointer (&self->emptying, g_ptr_array_unref);
          self->n_emptied = 0;
        }
      item->destroy (item->data);
      g_free (item);
    }
}

/* Odd jobs that come before the next node. */
typedef struct
{
  gboolean  rang;
  gboolean  has_trash;
  BgNode   *notice;
  BgLate    late;               /* its id is 0 if there is none */
  BgStopped stopped;            /* its task is NULL if there is none */
  gboolean  drains;             /* the executors are to hear that nothing more will come */
} BgChores;

/* Under the lock. */
static gboolean
take_chores (BgEngine *self,
             BgChores *chores)
{
  chores->rang = bg_engine_ring_timers (self);
  /* One at a time: the others are not to wait for a loop in a handler. */
  if (self->notices->len > 0)
    chores->notice = g_ptr_array_steal_index (self->notices, 0);
  if (self->to_stop->len > 0)
    {
      chores->stopped = g_array_index (self->to_stop, BgStopped, self->to_stop->len - 1);
      g_array_set_size (self->to_stop, self->to_stop->len - 1);
    }
  chores->drains = bg_engine_must_drain (self);
  chores->has_trash = has_trash (self);
  return bg_engine_take_late (self, &chores->late) || chores->rang || chores->notice != NULL
         || chores->stopped.task != NULL || chores->drains || chores->has_trash;
}

static void
do_chores (BgEngine *self,
           gpointer  owner,
           BgChores *chores)
{
  if (chores->has_trash)
    empty_trash (self);
  if (chores->late.id != 0)
    bg_engine_report_late (self, owner, &chores->late);
  if (chores->stopped.task != NULL)
    bg_engine_tell_stopped (&chores->stopped);
  if (chores->drains)
    bg_engine_drain_executors (self);
  if (chores->notice != NULL)
    deliver_notice (self, owner, chores->notice);
}

/* One turn of handing over. It is on the stack, because a handler may run a loop in which there are others. */
typedef struct
{
  BgEngine   *engine;
  gpointer    owner;
  gboolean    heard;            /* somebody listened for completions when we last asked */
  gboolean    stops_heard;      /* likewise for what is stopped */
  gint64      end;
  guint       n_unclocked;      /* ends announced since the clock was read */
  guint       clock_every;
  gint64      clock;
  guint       n_announced;
  BgDispatch  delivery;
  BgResults   results;
} BgTurn;

/* Under the lock. Whether anybody listens is asked again only while nobody does. */
static gboolean
is_heard (BgTurn      *turn,
          BgTaskState  state)
{
  BgEngine *self = turn->engine;
  gboolean *heard = state == BG_TASK_STATE_STOPPED ? &turn->stops_heard : &turn->heard;

  if (!*heard)
    *heard = self->n_models > 0 || (turn->owner != NULL && self->calls->is_heard (turn->owner, state));
  return *heard;
}

/* Under the lock: whether nothing has to be done for the end of a node but to tell whoever listens. */
static gboolean
is_plain (BgNode *node)
{
  const BgNodeCold *cold = node->cold;
  guint8 flags = bg_node_get_flags (node) & (guint8) ~BG_NODE_FLAG_RESULT;

  if (cold != NULL && (cold->task != NULL || cold->group != NULL || cold->destroy != NULL))
    return FALSE;
  return node->state == BG_NODE_TAKEN ? flags == 0 : flags == BG_NODE_FLAG_STOPPED;
}

static void
retire_plain (BgEngine  *self,
              BgNode    *node,
              BgRemains *remains)
{
  if (node->state == BG_NODE_TAKEN)
    bg_engine_release_dependents (self, node);
  else
    {
      bg_ended_set_add (self->ended, bg_node_get_id (node), BG_ENDED_STOPPED);
      bg_engine_fail_dependents (self, node, NULL);
    }
  bg_engine_retire (self, node, remains);
}

/* Under the lock: gives up what nobody hears of and nobody counts on, until that leaves something to be done.
 * One end is like the next, so it is asked once who listens. */
static void
retire_quiet (BgTurn    *turn,
              BgRemains *remains)
{
  BgEngine *self = turn->engine;
  BgNode *node = peek_arrival (self);
  guint8 state;

  if (node == NULL || !is_plain (node))
    return;
  state = node->state;
  if (is_heard (turn, state == BG_NODE_TAKEN ? BG_TASK_STATE_COMPLETED : BG_TASK_STATE_STOPPED))
    return;
  for (guint i = 0; i < MAX_QUIET && node != NULL && node->state == state && is_plain (node); i++)
    {
      drop_arrival (self, node);
      retire_plain (self, node, remains);
      if (bg_remains_exist (remains))
        return;
      node = peek_arrival (self);
    }
}

/* Under the lock: the results of what ended, as long as one is like the next. */
static gboolean
gather_results (BgTurn *turn)
{
  BgEngine *self = turn->engine;
  BgNode *node = peek_arrival (self);

  if (node == NULL || turn->owner == NULL || self->n_models > 0 || !self->calls->takes_results (turn->owner))
    return FALSE;
  while (node != NULL && bg_engine_can_gather (&turn->results, node))
    {
      drop_arrival (self, node);
      bg_engine_gather_result (self, &turn->results, node);
      node = peek_arrival (self);
    }
  return turn->results.n > 0;
}

/* What there is to do next; at most one of these. */
typedef struct
{
  gboolean  has_remains;
  gboolean  has_results;
  gboolean  has_chores;
  BgChores  chores;
  BgNode   *announcing;
  gboolean  has_failed;         /* it may be tried again */
  gboolean  has_start;
  BgStart   start;
} BgNext;

/* Under the lock. */
static void
find_next (BgTurn    *turn,
           BgNext    *next,
           BgRemains *remains)
{
  BgEngine *self = turn->engine;

  next->has_chores = take_chores (self, &next->chores);
  if (next->has_chores)
    return;
  next->has_results = gather_results (turn);
  if (next->has_results)
    return;
  retire_quiet (turn, remains);
  next->has_remains = bg_remains_exist (remains);
  if (next->has_remains)
    return;
  next->announcing = peek_arrival (self);
  if (next->announcing == NULL)
    {
      next->has_start = bg_engine_find_start (self, &next->start);
      return;
    }
  drop_arrival (self, next->announcing);
  next->has_failed = bg_engine_may_retry (self, next->announcing);
  if (!next->has_failed)
    bg_engine_begin_delivery (self, next->announcing, &turn->delivery);
}

/* Without the lock. */
static void
announce (BgTurn   *turn,
          BgNode   *node,
          gboolean  has_failed)
{
  BgEngine *self = turn->engine;

  if (has_failed)
    {
      if (bg_engine_retry (self, node))
        return;
      bg_engine_lock (self);
      bg_engine_begin_delivery (self, node, &turn->delivery);
      bg_engine_unlock (self);
    }
  if (turn->delivery.announced)
    return;
  turn->n_announced++;
  bg_engine_announce (self, turn->owner, &turn->delivery.ending);
}

/* Finishes what was announced last, and does what comes next. FALSE if there is nothing to do. */
static gboolean
step (BgTurn *turn)
{
  BgEngine *self = turn->engine;
  BgRemains remains = { NULL };
  BgNext next = { 0 };

  bg_engine_lock (self);
  if (turn->delivery.node != NULL)
    bg_engine_end_delivery (self, &turn->delivery, &remains);
  if (bg_remains_exist (&remains))
    {
      bg_engine_unlock (self);
      bg_engine_clear_remains (self, turn->owner, &remains);
      bg_engine_lock (self);
    }
  find_next (turn, &next, &remains);
  bg_engine_unlock (self);

  if (next.has_remains)
    bg_engine_clear_remains (self, turn->owner, &remains);
  else if (next.has_chores)
    {
      turn->n_announced += next.chores.notice != NULL;
      do_chores (self, turn->owner, &next.chores);
    }
  else if (next.has_results)
    {
      turn->n_announced += turn->results.n;
      bg_engine_hand_results_over (self, turn->owner, &turn->results);
    }
  else if (next.has_start && bg_engine_begin_start (self, &next.start))
    turn->end = 0;
  else if (next.announcing != NULL)
    announce (turn, next.announcing, next.has_failed);
  return next.has_remains || next.has_chores || next.has_results || next.announcing != NULL || next.has_start;
}

/* The clock costs as much as a small handler, so it is read less often while handlers are quick. */
static gboolean
has_time (BgTurn *turn)
{
  gint64 now;

  if (turn->end == 0)
    return FALSE;
  if (++turn->n_unclocked < turn->clock_every)
    return TRUE;
  now = g_get_monotonic_time ();
  turn->clock_every = now - turn->clock < CLOCK_MICROSECONDS ? MIN (turn->clock_every * 2, MAX_UNCLOCKED) : 1;
  turn->clock = now;
  turn->n_unclocked = 0;
  return now < turn->end;
}

/* Hands over what has arrived until there is no more or the time is up. TRUE if there is more. */
static gboolean
run_turn (BgEngine *self,
          gpointer  owner)
{
  BgTurn turn = { .engine = self, .owner = owner, .clock_every = 1, .clock = g_get_monotonic_time (),
                  .results.max = 1 };
  BgRemains remains = { NULL };
  gint64 start = turn.clock;
  gboolean more, more_news;

  turn.end = turn.clock + __atomic_load_n (&self->delivery_budget, __ATOMIC_RELAXED);
  /* News must not keep ends from being announced. */
  more_news = bg_task_notify_changes (self, (turn.clock + turn.end) / 2);
  while ((more = step (&turn)) && has_time (&turn))
    ;
  if (turn.delivery.node != NULL)
    {
      bg_engine_lock (self);
      bg_engine_end_delivery (self, &turn.delivery, &remains);
      bg_engine_unlock (self);
      bg_engine_clear_remains (self, owner, &remains);
    }
  if (owner != NULL)
    self->calls->turn_ended (owner);
  if (G_UNLIKELY (bg_trace_enabled))
    bg_trace_note_turn (start, turn.n_announced);
  return more || more_news;
}

/* The manager is gone and so is everything it had. */
static gboolean
is_over (BgEngine *self)
{
  gboolean over;

  bg_engine_lock (self);
  over = self->owner_unowned == NULL && bg_engine_is_at_rest (self) && self->trash->len == 0
         && self->emptying == NULL && self->telling == NULL
         && __atomic_load_n (&self->changed_tasks, __ATOMIC_SEQ_CST) == NULL;
  self->over = over;
  bg_engine_unlock (self);
  return over;
}

/* In this order: whoever wakes us after we have looked either finds us awake, and then we see that it did,
 * or sets the ready time after us. */
static void
go_to_sleep (BgEngine *self,
             int       seen)
{
  bg_engine_set_alarms (self);
  g_source_set_ready_time (self->source, -1);
  if (!__atomic_compare_exchange_n (&self->awake, &seen, 0, FALSE, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
    g_source_set_ready_time (self->source, 0);
}

/* The source stays ready while it is dispatched, so that a nested loop in a handler delivers the rest. */
static gboolean
home_source_dispatch (GSource     *source,
                      GSourceFunc  callback,
                      gpointer     user_data)
{
  BgEngine *self = user_data;
  guint turn = ++self->n_turns;
  int seen = __atomic_load_n (&self->awake, __ATOMIC_SEQ_CST);
  gpointer owner = g_weak_ref_get (&self->owner);
  gboolean more;

  bg_engine_clear_alarms (self);
  g_source_set_ready_time (source, 0);
  more = run_turn (self, owner);
  if (owner != NULL)
    g_object_unref (owner);
  if (is_over (self))
    {
      bg_engine_release_executors (self);
      return G_SOURCE_REMOVE;
    }

  /* A nested turn has counted and slept on its own terms: look again rather than reason about it. */
  if (more || turn != self->n_turns)
    g_source_set_ready_time (source, 0);
  else
    go_to_sleep (self, seen);
  return G_SOURCE_CONTINUE;
}

static void
home_is_gone (gpointer user_data)
{
  bg_engine_unref (user_data);
}

static gboolean
never_called (gpointer user_data)
{
  g_assert_not_reached ();
}

/* The context keeps the engine until there is nothing more to come. */
void
bg_engine_attach (BgEngine *self)
{
  static GSourceFuncs funcs = { .dispatch = home_source_dispatch };

  self->source = g_source_new (&funcs, sizeof (GSource));
  g_source_set_static_name (self->source, "[taskmgr] inbox");
  g_source_set_priority (self->source, HOME_PRIORITY);
  g_source_set_can_recurse (self->source, TRUE);
  self->alarm = bg_alarm_new (self->source, FALSE);
  self->wall_alarm = bg_alarm_new (self->source, TRUE);
  g_source_set_callback (self->source, never_called, bg_engine_ref (self), home_is_gone);
  g_source_attach (self->source, self->context);
}
