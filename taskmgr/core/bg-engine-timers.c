/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-engine-private.h"

#include <glib/gi18n-lib.h>

/* What happens to tasks because time passes. All of this is under the lock, unless it says otherwise. */

/* From any thread: by which timers go, in microseconds. */
gint64
bg_engine_get_time (BgEngine *self)
{
  return self->clock != NULL ? bg_fake_clock_get_time (self->clock) : bg_alarm_get_boot_time ();
}

static gint64
get_wall_time (BgEngine *self)
{
  return self->clock != NULL ? bg_fake_clock_get_wall_time (self->clock) : g_get_real_time ();
}

static BgNodeTimers *
ensure_timers (BgNode *node)
{
  BgNodeCold *cold = bg_node_ensure_cold (node);
  BgNodeTimers *timers = cold->timers;

  if (timers != NULL)
    return timers;
  timers = g_new (BgNodeTimers, 1);
  timers->time_limit = 0;
  for (int kind = 0; kind < BG_N_TIMERS; kind++)
    timers->of[kind] = (BgTimer) { .at = BG_TIMER_UNARMED, .kind = kind, .owner = node };
  cold->timers = timers;
  return timers;
}

void
bg_engine_arm (BgEngine    *self,
               BgNode      *node,
               BgTimerKind  kind,
               guint        milliseconds)
{
  BgTimer *timer = &ensure_timers (node)->of[kind];

  bg_timers_disarm (self->timers, timer);
  bg_timers_arm (self->timers, timer, bg_engine_get_time (self) + (gint64) milliseconds * 1000);
  /* Whoever is home sets the one alarm. */
  if (bg_timers_get_next (self->timers) == timer->due)
    self->wake_home = TRUE;
}

/* At a time since 1970, in microseconds. */
void
bg_engine_arm_not_before (BgEngine *self,
                          BgNode   *node,
                          gint64    at)
{
  bg_timers_arm (self->wall_timers, &ensure_timers (node)->of[BG_TIMER_NOT_BEFORE], at);
  self->wake_home = TRUE;
}

void
bg_engine_set_time_limit (BgNode *node,
                          guint   milliseconds)
{
  ensure_timers (node)->time_limit = milliseconds;
}

gboolean
bg_engine_is_armed (BgNode      *node,
                    BgTimerKind  kind)
{
  BgNodeTimers *timers = node->cold != NULL ? node->cold->timers : NULL;

  return timers != NULL && timers->of[kind].at != BG_TIMER_UNARMED;
}

/* Whether it has to wait for a time. */
gboolean
bg_engine_is_delayed (BgNode *node)
{
  return bg_engine_is_armed (node, BG_TIMER_DELAY) || bg_engine_is_armed (node, BG_TIMER_NOT_BEFORE);
}

void
bg_engine_disarm (BgEngine    *self,
                  BgNode      *node,
                  BgTimerKind  kind)
{
  if (bg_engine_is_armed (node, kind))
    bg_timers_disarm (kind == BG_TIMER_NOT_BEFORE ? self->wall_timers : self->timers,
                      &((BgNodeTimers *) node->cold->timers)->of[kind]);
}

/* Under the lock: the state of a node is about to change, so other timers count. */
void
bg_engine_keep_time (BgEngine    *self,
                     BgNode      *node,
                     BgNodeState  state)
{
  BgNodeTimers *timers = node->cold->timers;

  /* One that a worker has taken may wait for its turn with it. */
  if (state != BG_NODE_QUEUED && state != BG_NODE_TAKEN)
    {
      bg_engine_disarm (self, node, BG_TIMER_LAUNCH_WARNING);
      bg_engine_disarm (self, node, BG_TIMER_LAUNCH_CRITICAL);
    }
  if (state != BG_NODE_QUEUED)
    bg_engine_disarm (self, node, BG_TIMER_AGEING);
  if (state == BG_NODE_TAKEN && timers->time_limit > 0)
    bg_engine_arm (self, node, BG_TIMER_TIME_LIMIT, timers->time_limit);
  else if (state != BG_NODE_HELD)
    bg_engine_disarm (self, node, BG_TIMER_TIME_LIMIT);
}

void
bg_engine_free_timers (BgEngine *self,
                       BgNode   *node)
{
  if (node->cold == NULL || node->cold->timers == NULL)
    return;
  for (int kind = 0; kind < BG_N_TIMERS; kind++)
    bg_engine_disarm (self, node, (BgTimerKind) kind);
  g_clear_pointer (&node->cold->timers, g_free);
}

/* So many at a time, before others go first. */
#define MAX_RINGS 32

static void
note_late (BgEngine *self,
           BgNode   *node,
           gboolean  critical)
{
  BgLate late = { bg_node_get_id (node), critical };

  g_array_append_val (self->late, late);
}

static void
time_out (BgEngine   *self,
          BgNode     *node,
          const char *message)
{
  GError *error = g_error_new_literal (BG_ERROR, BG_ERROR_TIMED_OUT, message);

  bg_engine_end_early (self, node, bg_outcome_new_error (error, bg_node_get_id (node), NULL));
}

static void
miss_deadline (BgEngine *self,
               BgNode   *node)
{
  time_out (self, node, _("The task did not end before its deadline"));
}

/* Under the lock, from any thread: nothing begins after its deadline, though the home context may be too busy to see
 * that it has passed. TRUE if the node has ended by that. */
gboolean
bg_engine_end_overdue (BgEngine *self,
                       BgNode   *node)
{
  BgNodeTimers *timers = node->cold != NULL ? node->cold->timers : NULL;
  BgTimer *deadline = timers != NULL ? &timers->of[BG_TIMER_DEADLINE] : NULL;

  if (deadline == NULL || deadline->at == BG_TIMER_UNARMED || deadline->due > bg_engine_get_time (self))
    return FALSE;
  bg_timers_disarm (self->timers, deadline);
  miss_deadline (self, node);
  return TRUE;
}

static void
ring (BgEngine *self,
      BgTimer  *timer)
{
  BgNode *node = timer->owner;

  switch ((BgTimerKind) timer->kind)
    {
    case BG_TIMER_DELAY:
    case BG_TIMER_NOT_BEFORE:
      if (node->state == BG_NODE_DELAYED && !bg_engine_is_delayed (node))
        bg_engine_make_ready (self, node);
      break;
    case BG_TIMER_DEADLINE:
      miss_deadline (self, node);
      break;
    case BG_TIMER_TIME_LIMIT:
      time_out (self, node, _("The task ran for longer than it may"));
      break;
    case BG_TIMER_LAUNCH_WARNING:
    case BG_TIMER_LAUNCH_CRITICAL:
      note_late (self, node, timer->kind == BG_TIMER_LAUNCH_CRITICAL);
      break;
    case BG_TIMER_AGEING:
      bg_engine_age (self, node, timer->due);
      break;
    case BG_TIMER_RESOURCE:
    case BG_N_TIMERS:
    default:
      break;
    }
}

static guint
ring_due (BgEngine *self,
          BgTimers *timers,
          gint64    now)
{
  BgTimer *timer;
  guint n = 0;

  for (; n < MAX_RINGS && (timer = bg_timers_pop_due (timers, now)) != NULL; n++)
    if (timer->kind == BG_TIMER_RESOURCE)
      bg_engine_offer_resource (self, timer->owner);
    else
      ring (self, timer);
  return n;
}

/* In the home context, under the lock. TRUE if some were due; there may be more. */
gboolean
bg_engine_ring_timers (BgEngine *self)
{
  guint n = 0;

  if (bg_timers_get_next (self->timers) >= 0)
    n += ring_due (self, self->timers, bg_engine_get_time (self));
  if (bg_timers_get_next (self->wall_timers) >= 0)
    n += ring_due (self, self->wall_timers, get_wall_time (self));
  return n > 0;
}

/* In the home context, before it goes to sleep: it is woken when the next timer is due. */
void
bg_engine_set_alarms (BgEngine *self)
{
  gint64 next, wall_next;

  bg_engine_lock (self);
  next = bg_timers_get_next (self->timers);
  wall_next = bg_timers_get_next (self->wall_timers);
  bg_engine_unlock (self);
  if (self->clock != NULL)
    return;
  bg_alarm_set (self->alarm, next);
  bg_alarm_set (self->wall_alarm, wall_next);
}

void
bg_engine_clear_alarms (BgEngine *self)
{
  bg_alarm_clear (self->alarm);
  bg_alarm_clear (self->wall_alarm);
}

/* Before anything is added. */
void
bg_engine_set_clock (BgEngine    *self,
                     BgFakeClock *clock)
{
  self->clock = g_object_ref (clock);
  self->clock_handler = g_signal_connect_swapped (clock, "changed", G_CALLBACK (bg_engine_wake_home), self);
}

/* In the home context, when there is no owner any more. Threads may read the clock still. */
void
bg_engine_leave_clock (BgEngine *self)
{
  if (self->clock != NULL)
    g_clear_signal_handler (&self->clock_handler, self->clock);
}

/* Under the lock: the next that was noted. FALSE if there is none. */
gboolean
bg_engine_take_late (BgEngine *self,
                     BgLate   *late)
{
  if (self->late->len == 0)
    return FALSE;
  *late = g_array_index (self->late, BgLate, self->n_late_taken);
  if (++self->n_late_taken == self->late->len)
    {
      g_array_set_size (self->late, 0);
      self->n_late_taken = 0;
    }
  return TRUE;
}

static gboolean
is_waiting (BgEngine *self,
            BgNode   *node)
{
  BgRunner *worker = NULL;

  if (node->state == BG_NODE_TAKEN)
    worker = bg_lane_get_worker (bg_engine_get_lane (self, node), node);
  return node->state == BG_NODE_QUEUED || (worker != NULL && bg_runner_has_unbegun (worker, node));
}

/* In the home context, without the lock: tells of a task that still waits, though it should not. */
void
bg_engine_report_late (BgEngine     *self,
                       gpointer      owner,
                       const BgLate *late)
{
  g_autofree char *group = NULL;
  BgNode *node;
  gboolean waits;

  if (owner == NULL)
    return;
  bg_engine_lock (self);
  node = bg_node_store_lookup (self->nodes, late->id);
  waits = node != NULL && is_waiting (self, node);
  if (waits && node->cold->group != NULL)
    group = g_strdup (node->cold->group->name);
  bg_engine_unlock (self);
  if (waits)
    self->calls->delayed (owner, late->id, group, late->critical);
}
