/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "../core/bg-engine-private.h"

G_BEGIN_DECLS

/* The threads that take nodes from a lane. */

typedef struct _BgThreadLane BgThreadLane;

typedef struct
{
  guint of_class[BG_TASK_CLASS_CRITICAL + 1];   /* how many bodies run at most, of any class, after one of this began */
  guint min_threads;            /* that are kept, even while there is nothing to do */
  guint max_threads;            /* more are not kept */
  guint ageing;                 /* ms after which a task counts one class higher, or 0 */
} BgThreadLimits;

BgThreadLane *bg_thread_lane_attach     (BgEngine             *engine,
                                         BgLane               *lane,
                                         const char           *name,
                                         const BgThreadLimits *limits);
void          bg_thread_lane_detach     (BgThreadLane         *pool);
void          bg_thread_lane_set_limits (BgThreadLane         *pool,
                                         const BgThreadLimits *limits);

G_END_DECLS
