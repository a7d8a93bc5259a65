/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-queue-task.h"
#include "bg-queued-task.h"

G_BEGIN_DECLS

BgQueuedTask *bg_queue_task_make_queued (BgQueueTask   *self);
/* Ends the task as that in the queue has ended; FALSE if it has not. */
gboolean      bg_queue_task_take        (BgQueueTask   *self,
                                         BgQueuedTask  *queued);

G_END_DECLS
