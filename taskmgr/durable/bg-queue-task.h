/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "../core/bg-task.h"

G_BEGIN_DECLS

#define BG_TYPE_QUEUE_TASK (bg_queue_task_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgQueueTask, bg_queue_task, BG, QUEUE_TASK, BgTask)

BG_AVAILABLE_IN_ALL
BgTask     *bg_queue_task_new         (const char   *queue,
                                       const char   *worker,
                                       GVariant     *payload) G_GNUC_WARN_UNUSED_RESULT;

BG_AVAILABLE_IN_ALL
const char *bg_queue_task_get_queue   (BgQueueTask  *self);
BG_AVAILABLE_IN_ALL
const char *bg_queue_task_get_worker  (BgQueueTask  *self);
BG_AVAILABLE_IN_ALL
GVariant   *bg_queue_task_get_payload (BgQueueTask  *self);
BG_AVAILABLE_IN_ALL
const char *bg_queue_task_get_key     (BgQueueTask  *self);
BG_AVAILABLE_IN_ALL
void        bg_queue_task_set_key     (BgQueueTask  *self,
                                       const char   *key);
BG_AVAILABLE_IN_ALL
char       *bg_queue_task_make_id     (const char   *key) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
