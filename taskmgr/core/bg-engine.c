/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-engine-private.h"

#include "bg-task-private.h"

#include <glib/gi18n-lib.h>

#define LOCK_ATTEMPTS 30
#define PAUSES_PER_ATTEMPT 40

BgEngine *
bg_engine_new (gpointer             owner,
               const BgEngineCalls *calls)
{
  BgEngine *self = g_new0 (BgEngine, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  g_weak_ref_init (&self->owner, owner);
  self->owner_unowned = owner;
  self->calls = calls;
  self->context = g_main_context_ref_thread_default ();
  self->home = g_thread_self ();
  self->nodes = bg_node_store_new ();
  self->groups = bg_groups_new ();
  self->timers = bg_timers_new ();
  self->wall_timers = bg_timers_new ();
  self->ended = bg_ended_set_new ();
  self->resources = bg_resources_new ();
  self->uniques = g_hash_table_new (g_str_hash, g_str_equal);
  self->notices = g_ptr_array_new ();
  self->trash = g_ptr_array_new ();
  self->to_cancel = g_ptr_array_new ();
  self->late = g_array_new (FALSE, FALSE, sizeof (BgLate));
  self->launch_limits[0] = BG_DEFAULT_LAUNCH_WARNING;
  self->launch_limits[1] = BG_DEFAULT_LAUNCH_CRITICAL;
  self->added = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->to_stop = g_array_new (FALSE, FALSE, sizeof (BgStopped));
  bg_engine_add_lane (self, TRUE);
  bg_engine_add_lane (self, FALSE);
  bg_engine_attach (self);
  return self;
}

BgEngine *
bg_engine_ref (BgEngine *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/* What came too late for the home context, which is gone. */
static void
empty_trash (GPtrArray *trash,
             guint      from)
{
  for (guint i = from; trash != NULL && i < trash->len; i++)
    {
      BgTrash *item = g_ptr_array_index (trash, i);

      item->destroy (item->data);
      g_free (item);
    }
}

static gboolean
destroy_cb (gpointer user_data)
{
  BgTrash *trash = user_data;

  trash->destroy (trash->data);
  return G_SOURCE_REMOVE;
}

/* Long after the manager has gone, a task that somebody kept goes as well. */
static void
send_trash (BgEngine *self,
            BgTrash  *trash)
{
  GSource *source = g_idle_source_new ();

  g_source_set_static_name (source, "[taskmgr] release");
  g_source_set_callback (source, destroy_cb, trash, g_free);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

/* What the program gave us it gets back in the home context, whoever lets go of the engine. */
static void
give_back (BgEngine *self,
           gpointer  object)
{
  BgTrash *trash;

  if (object == NULL)
    return;
  if (g_thread_self () == self->home)
    {
      g_object_unref (object);
      return;
    }
  trash = g_new (BgTrash, 1);
  *trash = (BgTrash) { g_object_unref, object };
  send_trash (self, trash);
}

void
bg_engine_unref (BgEngine *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  empty_trash (self->emptying, self->n_emptied);
  empty_trash (self->trash, 0);
  g_clear_pointer (&self->emptying, g_ptr_array_unref);
  for (guint i = 0; i < self->n_lanes; i++)
    {
      give_back (self, g_steal_pointer (&self->lanes[i]->executor));
      bg_lane_free (self->lanes[i]);
    }
  g_array_unref (self->to_stop);
  g_array_unref (self->added);
  g_array_unref (self->late);
  g_ptr_array_unref (self->to_cancel);
  g_ptr_array_unref (self->trash);
  g_ptr_array_unref (self->notices);
  bg_ended_set_free (self->ended);
  bg_timers_free (self->timers);
  bg_timers_free (self->wall_timers);
  bg_groups_free (self->groups);
  bg_node_store_free (self->nodes);
  g_hash_table_unref (self->uniques);
  bg_resources_free (self->resources);
  bg_alarm_free (self->alarm);
  bg_alarm_free (self->wall_alarm);
  give_back (self, self->clock);
  g_source_unref (self->source);
  g_main_context_unref (self->context);
  g_weak_ref_clear (&self->owner);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* The lock is held for a fraction of a microsecond, and to sleep for it costs several, on both sides: so it is
 * worth a few attempts before. */
void
bg_engine_lock (BgEngine *self)
{
  for (guint i = 0; i < LOCK_ATTEMPTS; i++)
    {
      if (g_mutex_trylock (&self->lock))
        return;
      for (guint j = 0; j < PAUSES_PER_ATTEMPT; j++)
        BG_CPU_PAUSE ();
    }
  g_mutex_lock (&self->lock);
}

static void
cancel_all (GPtrArray *cancellables)
{
  for (guint i = 0; i < cancellables->len; i++)
    g_cancellable_cancel (g_ptr_array_index (cancellables, i));
  g_ptr_array_unref (cancellables);
}

typedef struct
{
  BgLane *lane;
  guint   plan;
} BgWake;

/* Under the lock: who is to be woken for what. */
static guint
plan_wakes (BgEngine *self,
            BgWake   *wakes)
{
  guint n = 0;

  /* To look at one may give something to do to another. */
  while (self->dirty_lanes != 0 && n < BG_MAX_LANES)
    {
      BgLane *lane = self->lanes[__builtin_ctzll (self->dirty_lanes)];

      self->dirty_lanes &= self->dirty_lanes - 1;
      if (!lane->has_workers)
        {
          self->home_lanes |= (guint64) 1 << lane->index;
          self->wake_home = TRUE;
        }
      else if (lane->plan != NULL && (wakes[n].plan = lane->plan (lane)) > 0)
        wakes[n++].lane = lane;
    }
  self->wake_home |= self->dirty_lanes != 0;
  return n;
}

/* Unlocks, and then does what was decided under the lock: wakes whoever has something to do, and cancels. */
void
bg_engine_unlock (BgEngine *self)
{
  BgWake wakes[BG_MAX_LANES];
  guint n_wakes = self->dirty_lanes != 0 ? plan_wakes (self, wakes) : 0;
  gboolean wake_home = self->wake_home;
  GPtrArray *cancellables = NULL;

  self->wake_home = FALSE;
  if (G_UNLIKELY (self->to_cancel->len > 0))
    {
      cancellables = self->to_cancel;
      self->to_cancel = g_ptr_array_new ();
      g_ptr_array_set_free_func (cancellables, g_object_unref);
    }
  g_mutex_unlock (&self->lock);

  for (guint i = 0; i < n_wakes; i++)
    wakes[i].lane->wake (wakes[i].lane, wakes[i].plan);
  if (wake_home)
    bg_engine_wake_home (self);
  if (G_UNLIKELY (cancellables != NULL))
    cancel_all (cancellables);
}

/* Under the lock, which is given up for it: does what would be done after unlocking. FALSE if that is nothing. */
gboolean
bg_engine_flush (BgEngine *self)
{
  if (!self->wake_home && self->dirty_lanes == 0 && self->to_cancel->len == 0)
    return FALSE;
  bg_engine_unlock (self);
  bg_engine_lock (self);
  return TRUE;
}

/* From any thread. The first call after the home context has looked wakes it, the others cost an addition. */
void
bg_engine_wake_home (BgEngine *self)
{
  if (__atomic_fetch_add (&self->awake, 1, __ATOMIC_SEQ_CST) == 0)
    g_source_set_ready_time (self->source, 0);
}

/* Under the lock: every change of state is counted here, and the object in front is told. */
void
bg_engine_set_state (BgEngine    *self,
                     BgNode      *node,
                     BgNodeState  state)
{
  /* One that a worker has taken may wait for its turn with it. */
  if (node->cold != NULL && node->cold->timers != NULL)
    bg_engine_keep_time (self, node, state);
  self->n_in_state[node->state]--;
  bg_node_set_state (node, state);
  self->n_in_state[state]++;
  if (node->cold != NULL && node->cold->task != NULL && state < BG_NODE_FINISHED)
    bg_task_follow (node->cold->task, state);
}

static void
put_back (BgNode   *node,
          gpointer  user_data)
{
  bg_engine_give_back_needs (user_data, node);
  bg_engine_set_state (user_data, node, BG_NODE_QUEUED);
  bg_engine_arm_ageing (user_data, node);
}

/* Under the lock: nothing that has not begun stays with the workers of a lane. */
void
bg_engine_recall_lane (BgEngine *self,
                       BgLane   *lane)
{
  if (lane->has_workers)
    bg_lane_recall (lane, put_back, self);
}

void
bg_engine_recall (BgEngine *self)
{
  for (guint i = 0; i < self->n_lanes; i++)
    bg_engine_recall_lane (self, self->lanes[i]);
}

/* Under the lock, or before anybody else knows the engine. NULL if there are too many. */
BgLane *
bg_engine_add_lane (BgEngine *self,
                    gboolean  has_workers)
{
  BgLane *lane;

  if (self->n_lanes == BG_MAX_LANES)
    return NULL;
  lane = bg_lane_new (self->n_lanes, has_workers);
  if (has_workers)
    self->worker_lanes |= (guint64) 1 << lane->index;
  self->lanes[self->n_lanes++] = lane;
  return lane;
}

/* Under the lock, before the node becomes ready: what was taken and not begun must not run before something more
 * urgent. */
void
bg_engine_recall_for (BgEngine *self,
                      BgLane   *lane,
                      BgNode   *node)
{
  if (lane->n_taken > 0 && bg_ready_queue_key (node) > lane->taken_key)
    bg_engine_recall_lane (self, lane);
}

/* Under the lock: behind its equals. */
void
bg_engine_enqueue (BgEngine *self,
                   BgNode   *node)
{
  BgLane *lane = bg_engine_get_lane (self, node);

  bg_engine_recall_for (self, lane, node);
  bg_ready_queue_push (lane->ready, node);
  self->dirty_lanes |= (guint64) 1 << lane->index;
}

static void
watch_launch (BgEngine *self,
              BgNode   *node)
{
  for (int i = 0; i < 2; i++)
    if (self->launch_limits[i] > 0)
      bg_engine_arm (self, node, (BgTimerKind) (BG_TIMER_LAUNCH_WARNING + i), self->launch_limits[i]);
}

static void
watch_if_waiting (BgNode   *node,
                  gpointer  user_data)
{
  if (node->state == BG_NODE_QUEUED)
    watch_launch (user_data, node);
}

/* Under the lock: somebody could hear of tasks that wait for long. Until then they need no timers. */
void
bg_engine_watch_launches (BgEngine *self)
{
  if (self->watches_launches)
    return;
  self->watches_launches = self->times_waiting = TRUE;
  bg_node_store_foreach (self->nodes, watch_if_waiting, self);
}

static void
time_waiting (BgEngine *self,
              BgNode   *node)
{
  if (self->watches_launches)
    watch_launch (self, node);
  bg_engine_begin_ageing (self, node);
}

/* Under the lock: the node waits for nothing any more but its turn. */
void
bg_engine_make_ready (BgEngine *self,
                      BgNode   *node)
{
  if (G_UNLIKELY (self->times_waiting))
    time_waiting (self, node);
  bg_engine_set_state (self, node, BG_NODE_QUEUED);
  bg_engine_enqueue (self, node);
}

/* Under the lock: a finished node goes to the home context in its turn. */
void
bg_engine_send_home (BgEngine *self,
                     BgNode   *node)
{
  if (bg_inbox_push (&self->inbox, node, node))
    self->wake_home = TRUE;
}

/* Under the lock: has data destroyed in the home context, later. */
void
bg_engine_throw_away (BgEngine       *self,
                      GDestroyNotify  destroy,
                      gpointer        data)
{
  BgTrash *trash = g_new (BgTrash, 1);

  *trash = (BgTrash) { destroy, data };
  g_ptr_array_add (self->trash, trash);
  self->wake_home = TRUE;
}

/* From any thread: has data destroyed in the home context, at once if that is where we are. */
void
bg_engine_discard (BgEngine       *self,
                   GDestroyNotify  destroy,
                   gpointer        data)
{
  BgTrash *trash;
  gboolean over;

  if (destroy == NULL)
    return;
  if (g_thread_self () == self->home)
    {
      destroy (data);
      return;
    }

  trash = g_new (BgTrash, 1);
  *trash = (BgTrash) { destroy, data };
  bg_engine_lock (self);
  over = self->over;
  if (!over)
    {
      g_ptr_array_add (self->trash, trash);
      self->wake_home = TRUE;
    }
  bg_engine_unlock (self);
  if (over)
    send_trash (self, trash);
}

/* Under the lock. */
void
bg_engine_set_processing (BgEngine *self,
                          gboolean  processing)
{
  self->processing = processing;
  if (processing)
    self->dirty_lanes = ~(guint64) 0 >> (64 - self->n_lanes);
  else
    bg_engine_recall (self);
}


/* Under the lock: bodies that run, and tasks that are held. */
gsize
bg_engine_count_running (BgEngine *self)
{
  gsize running = self->n_in_state[BG_NODE_HELD];

  for (guint i = 0; i < self->n_lanes; i++)
    running += bg_lane_count_running (self->lanes[i]);
  return running;
}

/* Under the lock: tasks that have not begun. */
gsize
bg_engine_count_pending (BgEngine *self)
{
  gsize taken = self->n_in_state[BG_NODE_TAKEN];
  gsize pending = self->n_in_state[BG_NODE_BLOCKED] + self->n_in_state[BG_NODE_DELAYED]
                  + self->n_in_state[BG_NODE_QUEUED];

  /* Of those with the workers, only the ones still in their slots unbegun are pending. */
  for (guint i = 0; taken > 0 && i < self->n_lanes; i++)
    pending += bg_lane_count_unbegun (self->lanes[i]);
  return pending;
}

/* Under the lock: the task as people know it. */
char *
bg_node_describe (BgNode *node)
{
  unsigned long long id = bg_node_get_id (node);
  const char *name = node->cold != NULL && node->cold->task != NULL ? bg_task_get_name (node->cold->task) : NULL;

  if (name != NULL)
    return g_strdup_printf (_("task %llu “%s”"), id, name);
  return g_strdup_printf (_("task %llu"), id);
}

/* Under the lock: nothing is left that could still end. */
gboolean
bg_engine_is_at_rest (BgEngine *self)
{
  return bg_node_store_get_n_live (self->nodes) == 0;
}
