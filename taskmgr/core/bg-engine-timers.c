/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-engine-private.h"

#include <glib/gi18n-lib.h>

/* What happens to tasks because time passes. All of this is under the lock, unless it says otherwise. */

static BgNodeTimers *
ensure_timers (BgNode *node)
{
  BgNodeCold *cold = bg_node_ensure_cold (node);
  BgNodeTimers *timers = cold->timers;

  if (timers != NULL)
    return timers;
  timers = g_new (BgNodeTimers, 1);
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
  bg_timers_arm (self->timers, timer, g_get_monotonic_time () + (gint64) milliseconds * 1000);
  /* Whoever is home sets the one alarm. */
  if (bg_timers_get_next (self->timers) == timer->due)
    self->wake_home = TRUE;
}

gboolean
bg_engine_is_armed (BgNode      *node,
                    BgTimerKind  kind)
{
  BgNodeTimers *timers = node->cold != NULL ? node->cold->timers : NULL;

  return timers != NULL && timers->of[kind].at != BG_TIMER_UNARMED;
}

void
bg_engine_disarm (BgEngine    *self,
                  BgNode      *node,
                  BgTimerKind  kind)
{
  if (bg_engine_is_armed (node, kind))
    bg_timers_disarm (self->timers, &((BgNodeTimers *) node->cold->timers)->of[kind]);
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
ring (BgEngine *self,
      BgTimer  *timer)
{
  BgNode *node = timer->owner;
  GError *error;

  switch ((BgTimerKind) timer->kind)
    {
    case BG_TIMER_DELAY:
      if (node->state == BG_NODE_DELAYED)
        bg_engine_make_ready (self, node);
      break;
    case BG_TIMER_DEADLINE:
      error = g_error_new_literal (BG_ERROR, BG_ERROR_TIMED_OUT, _("The task did not end before its deadline"));
      bg_engine_end_early (self, node, bg_outcome_new_error (error, bg_node_get_id (node), NULL));
      break;
    case BG_TIMER_LAUNCH_WARNING:
    case BG_TIMER_LAUNCH_CRITICAL:
      note_late (self, node, timer->kind == BG_TIMER_LAUNCH_CRITICAL);
      break;
    case BG_N_TIMERS:
    default:
      break;
    }
}

/* In the home context, under the lock. TRUE if some were due; there may be more. */
gboolean
bg_engine_ring_timers (BgEngine *self)
{
  BgTimer *timer;
  gint64 now;
  guint n = 0;

  if (bg_timers_get_next (self->timers) < 0)
    return FALSE;
  now = g_get_monotonic_time ();
  for (; n < MAX_RINGS && (timer = bg_timers_pop_due (self->timers, now)) != NULL; n++)
    ring (self, timer);
  return n > 0;
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
  BgWorker *worker = NULL;

  if (node->state == BG_NODE_TAKEN)
    worker = bg_lane_get_worker (&self->lanes[BG_LANE_THREADS], node);
  return node->state == BG_NODE_QUEUED || (worker != NULL && bg_worker_has_unbegun (worker, node));
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
