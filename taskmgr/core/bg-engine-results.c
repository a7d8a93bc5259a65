/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-engine-private.h"

/* How long the function may take for what it is given at once, in µs. */
#define BATCH_MICROSECONDS 250

/* Under the lock: whether the node completed, and nothing is to be done for it but to tell its result. */
static gboolean
is_single (BgNode *node)
{
  return node->state == BG_NODE_TAKEN && node->cold == NULL && node->down == NULL
         && (bg_node_get_flags (node) & (guint8) ~BG_NODE_FLAG_RESULT) == 0;
}

/* Under the lock. Others are announced alone. */
gboolean
bg_engine_can_gather (const BgResults *results,
                      BgNode          *node)
{
  return results->n < results->max && is_single (node);
}

/* Under the lock: takes the result of a node that has arrived; then the node is gone. */
void
bg_engine_gather_result (BgEngine  *self,
                         BgResults *results,
                         BgNode    *node)
{
  BgTaskResult *result = &results->results[results->n];

  *result = (BgTaskResult) { .id = bg_node_get_id (node) };
  if (bg_node_has_flag (node, BG_NODE_FLAG_RESULT))
    bg_node_get_small_result (node, &result->value);
  else
    g_value_init (&result->value, G_TYPE_POINTER);
  results->n++;
  bg_engine_drop (self, node);
}

/* Without the lock. A function that takes its time gets fewer at once, so that frames are drawn in between. */
void
bg_engine_hand_results_over (BgEngine  *self,
                             gpointer   owner,
                             BgResults *results)
{
  gint64 start = g_get_monotonic_time (), passed;

  self->calls->results (owner, results->results, results->n);
  passed = MAX (g_get_monotonic_time () - start, 1);
  results->max = (guint) CLAMP (results->n * BATCH_MICROSECONDS / passed, 1, MIN (results->max * 2, BG_MAX_RESULTS));
  results->n = 0;
}
