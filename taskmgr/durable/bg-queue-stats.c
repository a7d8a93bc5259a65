/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-queue-stats.h"

G_DEFINE_BOXED_TYPE (BgQueueStats, bg_queue_stats, bg_queue_stats_copy, bg_queue_stats_free)

/**
 * bg_queue_stats_new:
 *
 * Makes the numbers of an empty queue, for a transport to fill in.
 *
 * ```c
 * static BgQueueStats *
 * count (guint64 n_ready)
 * {
 *   BgQueueStats *stats = bg_queue_stats_new ();
 *
 *   stats->ready = n_ready;
 *   return stats;
 * }
 * ```
 *
 * Returns: (transfer full): new numbers, all 0, and exact
 */
BgQueueStats *
bg_queue_stats_new (void)
{
  BgQueueStats *self = g_new0 (BgQueueStats, 1);

  self->exact = TRUE;
  return self;
}

/**
 * bg_queue_stats_copy:
 * @self: numbers of a queue
 *
 * Copies the numbers.
 *
 * Returns: (transfer full): a copy
 */
BgQueueStats *
bg_queue_stats_copy (const BgQueueStats *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_memdup2 (self, sizeof (BgQueueStats));
}

/**
 * bg_queue_stats_free:
 * @self: (transfer full) (nullable): numbers of a queue
 *
 * Frees the numbers.
 */
void
bg_queue_stats_free (BgQueueStats *self)
{
  g_free (self);
}
