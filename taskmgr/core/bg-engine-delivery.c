/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-engine-private.h"

#include "bg-task-private.h"

/* How one end is announced, in the home context: what is decided under the lock comes before and after the
 * handlers, and what others made goes without it. */

static void
forget_needs (BgEngine *self,
              BgNode   *node)
{
  BgNeeds *needs = g_steal_pointer (&node->cold->needs);
  BgUnique *unique = needs->unique;

  bg_engine_forget_needs (self, needs);
  if (unique != NULL)
    bg_engine_forget_unique (self, node, unique);
}

/* Under the lock: the node goes, which owns nothing. */
void
bg_engine_drop (BgEngine *self,
                BgNode   *node)
{
  self->n_in_state[node->state]--;
  bg_node_store_remove (self->nodes, node);
}

/* Under the lock: the node goes; what it owned is collected. */
void
bg_engine_retire (BgEngine  *self,
                  BgNode    *node,
                  BgRemains *remains)
{
  BgNodeCold *cold = node->cold;

  if (cold != NULL)
    {
      if (!bg_node_has_flag (node, BG_NODE_FLAG_OBJECT))
        remains->destroy = cold->destroy;
      remains->data = node->data;
      remains->task = cold->task;
      remains->outcome = cold->outcome;
      for (guint i = 0; i < cold->n_up; i++)
        {
          bg_graph_unlink_edge (&cold->up[i]);
          if (cold->up[i].outcome == NULL)
            continue;
          if (remains->upstream_outcomes == NULL)
            remains->upstream_outcomes = g_ptr_array_new ();
          g_ptr_array_add (remains->upstream_outcomes, cold->up[i].outcome);
        }
      bg_engine_free_timers (self, node);
      if (bg_node_get_needs (node) != NULL)
        forget_needs (self, node);
    }
  bg_engine_drop (self, node);
}

gboolean
bg_remains_exist (const BgRemains *remains)
{
  return remains->destroy != NULL || remains->task != NULL || remains->outcome != NULL
         || remains->upstream_outcomes != NULL || remains->announced_outcome != NULL || remains->group != NULL;
}

static void
finish_group (BgEngine *self,
              gpointer  owner,
              BgGroup  *group)
{
  if (owner != NULL && !group->silent)
    self->calls->group_finished (owner, group->name);
  bg_group_free (group);
}

void
bg_engine_clear_remains (BgEngine  *self,
                         gpointer   owner,
                         BgRemains *remains)
{
  if (remains->destroy != NULL)
    remains->destroy (remains->data);
  if (remains->task != NULL)
    bg_task_forget (remains->task);
  g_clear_object (&remains->task);
  for (guint i = 0; remains->upstream_outcomes != NULL && i < remains->upstream_outcomes->len; i++)
    bg_outcome_unref (g_ptr_array_index (remains->upstream_outcomes, i));
  g_clear_pointer (&remains->upstream_outcomes, g_ptr_array_unref);
  g_clear_pointer (&remains->outcome, bg_outcome_unref);
  g_clear_pointer (&remains->announced_outcome, bg_outcome_unref);
  if (remains->group != NULL)
    finish_group (self, owner, remains->group);
  *remains = (BgRemains) { NULL };
}

void
bg_engine_announce (BgEngine       *self,
                    gpointer        owner,
                    const BgEnding *ending)
{
  if (ending->task != NULL)
    bg_task_end (ending->task, ending->state, ending->outcome);
  if (owner != NULL)
    self->calls->ended (owner, ending);
}

/* Under the lock: how the node ends; counted and remembered. */
static void
prepare_ending (BgEngine *self,
                BgNode   *node,
                BgEnding *ending)
{
  guint8 flags = bg_node_get_flags (node);

  ending->id = bg_node_get_id (node);
  ending->task = node->cold != NULL ? node->cold->task : NULL;
  ending->group = node->cold != NULL && node->cold->group != NULL ? node->cold->group->name : NULL;
  if ((flags & BG_NODE_FLAG_STOPPED) != 0)
    {
      ending->state = BG_TASK_STATE_STOPPED;
      bg_ended_set_add (self->ended, ending->id, BG_ENDED_STOPPED);
      return;
    }
  ending->state = BG_TASK_STATE_COMPLETED;
  bg_engine_inherit (node);
  if (node->cold != NULL)
    ending->outcome = bg_node_dup_outcome (node);
  else if ((flags & BG_NODE_FLAG_RESULT) != 0)
    bg_node_get_small_result (node, &ending->small_result);
  if ((flags & BG_NODE_FLAG_FAILED) != 0)
    {
      ending->state = BG_TASK_STATE_FAILED;
      bg_ended_set_add (self->ended, ending->id, BG_ENDED_FAILED);
    }
}

/* Under the lock, after the handlers: what the end means for others. Returns the group if it is empty now. */
static BgGroup *
pass_on (BgEngine *self,
         BgNode   *node,
         BgEnding *ending)
{
  if (ending->state == BG_TASK_STATE_COMPLETED)
    bg_engine_release_dependents (self, node);
  else
    bg_engine_fail_dependents (self, node, ending->outcome);
  return bg_groups_leave (self->groups, node);
}

/* Under the lock. */
void
bg_engine_begin_delivery (BgEngine   *self,
                          BgNode     *node,
                          BgDispatch *delivery)
{
  delivery->node = node;
  delivery->announced = bg_node_has_flag (node, BG_NODE_FLAG_NOTICED);
  delivery->busy = bg_node_has_flag (node, BG_NODE_FLAG_BUSY) && !delivery->announced;
  delivery->ending = (BgEnding) { 0 };
  if ((node->state == BG_NODE_TAKEN || node->state == BG_NODE_HELD) && !delivery->busy)
    bg_engine_set_state (self, node, BG_NODE_FINISHED);
  if (!delivery->announced)
    prepare_ending (self, node, &delivery->ending);
  if (!delivery->busy)
    bg_engine_set_state (self, node, BG_NODE_ENDED);
  if (delivery->busy)
    bg_node_add_flags (node, BG_NODE_FLAG_NOTICED);
}

/* Under the lock, after the handlers. A worker may have let go of the node while they ran, in a loop in one of
 * them: then the node was left to us. */
void
bg_engine_end_delivery (BgEngine   *self,
                        BgDispatch *delivery,
                        BgRemains  *remains)
{
  BgNode *node = delivery->node;

  if (!delivery->announced)
    remains->group = pass_on (self, node, &delivery->ending);
  if (delivery->busy && node->state != BG_NODE_ENDED)
    bg_node_remove_flags (node, BG_NODE_FLAG_BUSY);
  else if (delivery->busy || !bg_node_has_flag (node, BG_NODE_FLAG_BUSY))
    bg_engine_retire (self, node, remains);
  remains->announced_outcome = delivery->ending.outcome;
  delivery->node = NULL;
}
