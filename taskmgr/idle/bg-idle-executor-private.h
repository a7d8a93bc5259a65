/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "../core/bg-error.h"
#include "bg-idle-executor.h"

G_BEGIN_DECLS

/* Called by its queues. */
BgTaskManager *bg_idle_executor_dup_manager   (BgIdleExecutor  *self,
                                               GError         **error) G_GNUC_WARN_UNUSED_RESULT;
gint64         bg_idle_executor_get_time      (BgIdleExecutor  *self);
void           bg_idle_executor_follow        (BgIdleExecutor  *self,
                                               BgTaskQueue     *queue);
void           bg_idle_executor_move_to_front (BgIdleExecutor  *self,
                                               BgTaskQueue     *queue);
gboolean       bg_idle_executor_is_worth_offering (BgIdleExecutor *self,
                                                   BgTask         *task);
void           bg_idle_executor_forget        (BgIdleExecutor  *self,
                                               BgTaskQueue     *queue);

/* For tests: when it wakes the loop, in microseconds of the monotonic clock, or -1. */
gint64         bg_idle_executor_get_wake_time (BgIdleExecutor  *self);

G_END_DECLS
