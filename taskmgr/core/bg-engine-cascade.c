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

static char *
describe_reason (BgNode *node,
                 BgNode *up)
{
  g_autofree char *waiting = bg_node_describe (node);
  g_autofree char *failed = bg_node_describe (up);

  return g_strdup_printf (_("Not run: %s, because it waits for %s"), waiting, failed);
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

  if (edge != NULL)
    failure = outcome != NULL ? bg_outcome_ref (outcome) : new_stopped_outcome (node);
  while (edge != NULL)
    {
      BgEdge *next = edge->next;
      BgNode *down = edge->down;

      edge->next = NULL;
      if (down->state == BG_NODE_BLOCKED)
        {
          g_autofree char *reason = describe_reason (down, node);

          bg_graph_unlink_node (down);
          bg_engine_set_state (self, down, BG_NODE_FINISHED);
          bg_engine_set_outcome (self, down, bg_outcome_new_inherited (failure, reason));
          push_cascade (self, down);
        }
      edge = next;
    }
}
