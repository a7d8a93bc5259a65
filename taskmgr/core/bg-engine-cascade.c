/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-engine-private.h"

#include <glib/gi18n-lib.h>

/* What becomes of those who waited for a task that did not complete. */

static void
push_cascade (BgEngine *self,
              BgNode   *node)
{
  node->next = NULL;
  if (self->cascade_last != NULL)
    self->cascade_last->next = node;
  else
    self->cascade = node;
  self->cascade_last = node;
}

static BgOutcome *
new_stopped_outcome (BgNode *node)
{
  guint64 id = bg_node_get_id (node);
  GError *error = g_error_new (BG_ERROR, BG_ERROR_UPSTREAM_STOPPED,
                               _("Task %llu, which had to come first, was stopped"),
                               (unsigned long long) id);

  return bg_outcome_new_error (error, id, NULL);
}

/* Under the lock: a node that has its upstream's outcome gets one of its own made of that. It is made when it is
 * announced, because that many nodes fail at once. */
void
bg_engine_inherit (BgNode *node)
{
  BgNodeCold *cold = node->cold;
  g_autoptr (BgOutcome) upstream = NULL;
  g_autofree char *waiting = NULL;
  g_autofree char *reason = NULL;

  if (cold == NULL || !cold->inherits)
    return;
  upstream = g_steal_pointer (&cold->outcome);
  waiting = bg_node_describe (node);
  reason = g_strdup_printf (_("Not run: %s, because it waits for %s"), waiting, upstream->task);
  cold->outcome = bg_outcome_new_inherited (upstream, reason);
  cold->inherits = FALSE;
}

/* Under the lock: whatever waited for a task that did not complete fails in its turn, after the others at
 * the same distance from the root. */
void
bg_engine_fail_dependents (BgEngine  *self,
                           BgNode    *node,
                           BgOutcome *outcome)
{
  BgEdge *edge = bg_graph_take_edges (node);
  g_autoptr (BgOutcome) failure = NULL;

  if (edge == NULL)
    return;
  failure = outcome != NULL ? bg_outcome_ref (outcome) : new_stopped_outcome (node);
  if (failure->task == NULL)
    failure->task = bg_node_describe (node);
  while (edge != NULL)
    {
      BgEdge *next = edge->next;
      BgNode *down = edge->down;

      edge->next = NULL;
      if (down->state == BG_NODE_BLOCKED)
        {
          bg_graph_unlink_node (down);
          bg_engine_set_state (self, down, BG_NODE_FINISHED);
          bg_engine_set_outcome (self, down, bg_outcome_ref (failure));
          down->cold->inherits = TRUE;
          push_cascade (self, down);
        }
      edge = next;
    }
}
