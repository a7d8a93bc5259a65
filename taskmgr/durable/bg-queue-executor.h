/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "../core/bg-executor.h"
#include "bg-queue-task.h"
#include "bg-transport.h"

G_BEGIN_DECLS

#define BG_TYPE_QUEUE_EXECUTOR (bg_queue_executor_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgQueueExecutor, bg_queue_executor, BG, QUEUE_EXECUTOR, GObject)

BG_AVAILABLE_IN_ALL
BgQueueExecutor *bg_queue_executor_new           (BgTransport      *transport) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
BgTransport     *bg_queue_executor_get_transport (BgQueueExecutor  *self);
BG_AVAILABLE_IN_ALL
guint            bg_queue_executor_count_running (BgQueueExecutor  *self);

G_END_DECLS
