/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include <glib-object.h>

#include "../core/bg-macros.h"

G_BEGIN_DECLS

#define BG_TYPE_QUEUE_STATS (bg_queue_stats_get_type ())

typedef struct _BgQueueStats BgQueueStats;

/**
 * BgQueueStats:
 * @scheduled: tasks that wait for their time
 * @ready: tasks that wait for a worker
 * @leased: tasks that a worker has
 * @done: tasks that were acknowledged and are still known
 * @dead: tasks that were given up
 * @cancelled: tasks that were taken back and are still known
 * @oldest: when the task that has waited longest became ready, in microseconds since 1970; 0 without one
 * @exact: whether the numbers are exact
 *
 * How many tasks a queue holds.
 */
struct _BgQueueStats
{
  guint64  scheduled;
  guint64  ready;
  guint64  leased;
  guint64  done;
  guint64  dead;
  guint64  cancelled;
  gint64   oldest;
  gboolean exact;
};

BG_AVAILABLE_IN_ALL
GType         bg_queue_stats_get_type (void) G_GNUC_CONST;
BG_AVAILABLE_IN_ALL
BgQueueStats *bg_queue_stats_new      (void) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
BgQueueStats *bg_queue_stats_copy     (const BgQueueStats *self) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
void          bg_queue_stats_free     (BgQueueStats       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgQueueStats, bg_queue_stats_free)

G_END_DECLS
