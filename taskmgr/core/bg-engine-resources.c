/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-engine-private.h"

#include "bg-resources-private.h"
#include "bg-task-private.h"

#include <glib/gi18n-lib.h>

/* Who may begin, as far as named resources go. All of this is under the lock.
 *
 * A task that cannot have what it needs is set aside when it has become the first in line, and waits with the
 * resource that it lacks. When some of that is free again, the most urgent of each lane is called back, to the
 * head of its equals, and looks again. So a full lane keeps nobody in another from a resource, and everybody is
 * looked at once for each time that there was something for him. */

static void
note_reason (BgEngine *self,
             BgNode   *node)
{
  if (node->cold->task != NULL && bg_task_note_reason (node->cold->task))
    self->wake_home = TRUE;
}

/* Somebody waits until it was used less often: he has to look then. */
static void
arm_resource (BgEngine   *self,
              BgResource *resource)
{
  gint64 due;

  if (resource->timer.at != BG_TIMER_UNARMED || resource->starts->len == 0)
    return;
  due = g_array_index (resource->starts, gint64, 0) + resource->period;
  resource->timer.kind = BG_TIMER_RESOURCE;
  bg_timers_arm (self->timers, &resource->timer, due);
  self->wake_home = TRUE;
}

static gboolean
is_waited_for (BgResource *resource)
{
  for (guint lane = 0; lane < resource->waiting->len; lane++)
    {
      BgReadyQueue *queue = g_ptr_array_index (resource->waiting, lane);

      if (queue != NULL && !bg_ready_queue_is_empty (queue))
        return TRUE;
    }
  return FALSE;
}

/* Some of it may be free: as many are called in each lane. */
void
bg_engine_offer_resource (BgEngine   *self,
                          BgResource *resource)
{
  guint n_free = bg_resource_count_free (resource, bg_engine_get_time (self));
  BgNode *node;

  for (guint lane = 0; n_free > 0 && lane < resource->waiting->len; lane++)
    while ((node = bg_resource_call (resource, lane, n_free)) != NULL)
      {
        bg_engine_recall_for (self, self->lanes[lane], node);
        bg_ready_queue_push_behind (self->lanes[lane]->ready, node, bg_needs_go_before);
        note_reason (self, node);
        /* An executor that chooses itself looks again. */
        self->lanes[lane]->refused_class = -1;
        self->dirty_lanes |= (guint64) 1 << lane;
      }
  if (resource->max_starts > 0 && is_waited_for (resource))
    arm_resource (self, resource);
}

static void
offer_all (BgEngine *self,
           BgNeeds  *needs)
{
  for (guint i = 0; i < needs->n; i++)
    bg_engine_offer_resource (self, needs->of[i]);
}

static void
set_aside (BgEngine   *self,
           BgLane     *lane,
           BgNode     *node,
           BgResource *lack)
{
  BgResource *called_by = bg_node_get_needs (node)->called_by;

  bg_needs_answer_call (bg_node_get_needs (node));
  bg_resource_set_aside (lack, node, lane->index, ++self->n_set_aside);
  note_reason (self, node);
  arm_resource (self, lack);
  /* Somebody else may have what it was called for. */
  if (called_by != NULL && called_by != lack)
    bg_engine_offer_resource (self, called_by);
}

/* Whether a node that is queued may begin, though it may not be the first. If not it waits elsewhere from now on, or
 * has ended. */
gboolean
bg_engine_can_begin (BgEngine *self,
                     BgNode   *node)
{
  BgLane *lane = bg_engine_get_lane (self, node);
  BgNeeds *needs = bg_node_get_needs (node);
  BgResource *lack;

  if (bg_engine_end_overdue (self, node))
    return FALSE;
  if (needs == NULL || needs->waits_for != NULL)
    return needs == NULL;
  lack = bg_needs_find_lack (needs, bg_engine_get_time (self));
  if (lack == NULL)
    return TRUE;
  bg_ready_queue_remove (lane->ready, node);
  set_aside (self, lane, node, lack);
  return FALSE;
}

/* Returns: (nullable): the first in line that may begin; those before it do not wait in the line any more */
BgNode *
bg_engine_find_first (BgEngine *self,
                      BgLane   *lane)
{
  BgNode *node;

  while ((node = bg_ready_queue_peek (lane->ready)) != NULL)
    if (!bg_node_has_terms (node) || bg_engine_can_begin (self, node))
      break;
  return node;
}

/* A node begins that can have what it needs. */
void
bg_engine_take_needs (BgEngine *self,
                      BgNode   *node)
{
  BgNeeds *needs = bg_node_get_needs (node);

  if (needs == NULL)
    return;
  bg_needs_answer_call (needs);
  bg_needs_take (needs, bg_engine_get_time (self));
  /* When others were passed over, it may not have been known until when: this start is what they wait for. */
  for (guint i = 0; i < needs->n; i++)
    if (needs->of[i]->max_starts > 0 && is_waited_for (needs->of[i]))
      arm_resource (self, needs->of[i]);
}

/* The node has ended, or will not begin yet. */
void
bg_engine_give_back_needs (BgEngine *self,
                           BgNode   *node)
{
  BgNeeds *needs = bg_node_get_needs (node);

  if (needs == NULL || !needs->taken)
    return;
  bg_needs_give_back (needs);
  offer_all (self, needs);
}

/* Takes a queued node out of where it waits. */
void
bg_engine_dequeue (BgEngine *self,
                   BgNode   *node)
{
  BgLane *lane = bg_engine_get_lane (self, node);
  BgNeeds *needs = bg_node_get_needs (node);

  if (needs != NULL && needs->waits_for != NULL)
    {
      bg_resource_withdraw (needs->waits_for, node, lane->index);
      return;
    }
  bg_ready_queue_remove (lane->ready, node);
  if (needs != NULL)
    {
      bg_needs_answer_call (needs);
      offer_all (self, needs);
    }
}

static BgResource *
find_resource (BgEngine    *self,
               const char  *name,
               GError     **error)
{
  BgResource *resource = bg_resources_lookup (self->resources, name);

  if (resource == NULL)
    g_set_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                 _("This task manager knows no resource “%s”: say first how much of it there is"), name);
  return resource;
}

static gboolean
has_resource (BgResource **resources,
              guint        n,
              BgResource  *resource)
{
  for (guint i = 0; i < n; i++)
    if (resources[i] == resource)
      return TRUE;
  return FALSE;
}

/* Returns: (transfer full) (nullable): the needs of a node that is to be added */
BgNeeds *
bg_engine_find_needs (BgEngine           *self,
                      const char *const  *names,
                      GError            **error)
{
  const guint n_names = g_strv_length ((char **) names);
  g_autofree BgResource **resources = g_new (BgResource *, n_names);
  guint n = 0;

  for (guint i = 0; i < n_names; i++)
    {
      BgResource *resource = find_resource (self, names[i], error);

      if (resource == NULL)
        return NULL;
      if (!has_resource (resources, n, resource))
        resources[n++] = resource;
    }
  return bg_needs_new (resources, n);
}
