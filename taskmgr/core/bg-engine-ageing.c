/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-engine-private.h"

/* Tasks that rise while they wait for their turn. All of this is under the lock.
 *
 * Each step is one class, up to high: critical tasks run beyond all limits, and would be no limit any more if others
 * became such. The last step is to the head of class high, because a priority in that class could keep it waiting
 * for ever. So whatever goes before a task is older than it, but for so many steps, and the task gets its turn.
 *
 * Each task that waits in such a lane has a timer. That keeps workers from taking several at once, so none that could
 * rise lies with a worker. */

static gboolean
can_rise (BgNode *node)
{
  return node->cold == NULL || (!node->cold->goes_first && node->cold->task_class != BG_TASK_CLASS_CRITICAL);
}

/* The next step is due in the time of one, if there is one. */
void
bg_engine_arm_ageing (BgEngine *self,
                      BgNode   *node)
{
  guint step = bg_engine_get_lane (self, node)->ageing;

  if (step > 0 && can_rise (node))
    bg_engine_arm (self, node, BG_TIMER_AGEING, step);
}

/* It begins to wait: what it gained when it waited before an earlier attempt does not count. */
void
bg_engine_begin_ageing (BgEngine *self,
                        BgNode   *node)
{
  if (node->cold != NULL && node->cold->n_risen > 0)
    {
      node->cold->task_class = node->cold->own_class;
      node->cold->n_risen = 0;
      node->cold->goes_first = FALSE;
    }
  bg_engine_arm_ageing (self, node);
}

static void
rise (BgNodeCold *cold)
{
  if (cold->n_risen == 0)
    cold->own_class = cold->task_class;
  cold->n_risen++;
  if (cold->task_class < BG_TASK_CLASS_HIGH)
    cold->task_class++;
  else
    cold->goes_first = TRUE;
}

/* A step was due then. */
void
bg_engine_age (BgEngine *self,
               BgNode   *node,
               gint64    due)
{
  BgLane *lane = bg_engine_get_lane (self, node);
  BgNodeTimers *timers = node->cold->timers;

  if (lane->ageing == 0 || node->state != BG_NODE_QUEUED)
    return;
  bg_engine_dequeue (self, node);
  rise (node->cold);
  bg_engine_enqueue (self, node);
  if (can_rise (node))
    bg_timers_arm (self->timers, &timers->of[BG_TIMER_AGEING], due + (gint64) lane->ageing * 1000);
}

typedef struct
{
  BgEngine *engine;
  BgLane   *lane;
} BgAgeing;

static void
begin_one (BgNode   *node,
           gpointer  user_data)
{
  BgAgeing *ageing = user_data;

  if (node->state == BG_NODE_QUEUED && bg_engine_get_lane (ageing->engine, node) == ageing->lane)
    bg_engine_arm_ageing (ageing->engine, node);
}

/* In milliseconds a step; 0 for never. */
void
bg_engine_set_ageing (BgEngine *self,
                      BgLane   *lane,
                      guint     step)
{
  BgAgeing ageing = { self, lane };
  gboolean begins = lane->ageing == 0 && step > 0;

  lane->ageing = step;
  if (!begins)
    return;
  self->times_waiting = TRUE;
  bg_node_store_foreach (self->nodes, begin_one, &ageing);
}
