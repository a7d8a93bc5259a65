/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-engine-private.h"

#include "bg-task-private.h"

/* A task that has failed may be tried again: then it has not ended. */

/* Under the lock: whether it depends on the policy of a task that has failed if it has ended. It is a failure of its
 * own that is on its way to be announced. */
gboolean
bg_engine_could_retry (BgEngine *self,
                       BgNode   *node)
{
  const guint8 kinds = BG_NODE_FLAG_FAILED | BG_NODE_FLAG_STOPPED | BG_NODE_FLAG_NOTICED | BG_NODE_FLAG_BUSY;

  if ((bg_node_get_flags (node) & kinds) != BG_NODE_FLAG_FAILED || node->state == BG_NODE_ENDED
      || node->cold->task == NULL || node->cold->inherits || self->closed)
    return FALSE;
  if (bg_task_get_retry_policy (node->cold->task) == NULL)
    return FALSE;
  /* The time it had was for all attempts together. */
  return bg_task_get_deadline (node->cold->task) == 0 || bg_engine_is_armed (node, BG_TIMER_DEADLINE);
}

/* Under the lock: whether the policy has to be asked now, without the lock. */
gboolean
bg_engine_may_retry (BgEngine *self,
                     BgNode   *node)
{
  if (!bg_engine_could_retry (self, node))
    return FALSE;
  if (node->state == BG_NODE_TAKEN)
    bg_engine_set_state (self, node, BG_NODE_FINISHED);
  return TRUE;
}

/* Under the lock: as if it had not begun, but for what it knows of its upstreams. */
static void
reset (BgEngine *self,
       BgNode   *node,
       guint     wait)
{
  bg_engine_throw_away (self, (GDestroyNotify) bg_outcome_unref, g_steal_pointer (&node->cold->outcome));
  bg_node_remove_flags (node, BG_NODE_FLAG_FAILED);
  node->cold->body = BG_NODE_BODY_TO_COME;
  /* In this order: what is reported from now on comes too late. */
  bg_engine_set_state (self, node, BG_NODE_DELAYED);
  bg_task_reset (node->cold->task);
  bg_engine_arm (self, node, BG_TIMER_DELAY, wait);
}

/* In the home context, without the lock. FALSE if the task has ended after all. */
gboolean
bg_engine_retry (BgEngine *self,
                 BgNode   *node)
{
  g_autoptr (BgTask) task = g_object_ref (node->cold->task);
  BgRetryPolicy *policy = bg_task_get_retry_policy (task);
  guint attempt = bg_task_get_attempt (task);
  gboolean again = bg_retry_policy_allows (policy, task, attempt, ((BgOutcome *) node->cold->outcome)->error);

  bg_engine_lock (self);
  /* It may have been stopped while the program decided. */
  again &= !bg_node_has_flag (node, BG_NODE_FLAG_STOPPED) && !self->closed;
  if (again)
    reset (self, node, bg_retry_policy_draw_wait (policy, attempt));
  bg_engine_unlock (self);
  return again;
}
