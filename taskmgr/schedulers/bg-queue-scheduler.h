/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-task-scheduler.h"

G_BEGIN_DECLS

#define BG_TYPE_QUEUE_SCHEDULER (bg_queue_scheduler_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgQueueScheduler, bg_queue_scheduler, BG, QUEUE_SCHEDULER, BgTaskScheduler)

BG_AVAILABLE_IN_ALL
BgQueueScheduler *bg_queue_scheduler_new          (void) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
gboolean          bg_queue_scheduler_push         (BgQueueScheduler  *self,
                                                   const GValue      *item,
                                                   GError           **error);
BG_AVAILABLE_IN_ALL
void              bg_queue_scheduler_push_object  (BgQueueScheduler  *self,
                                                   gpointer           item);
BG_AVAILABLE_IN_ALL
void              bg_queue_scheduler_push_pointer (BgQueueScheduler  *self,
                                                   gpointer           item,
                                                   GDestroyNotify     item_destroy);
BG_AVAILABLE_IN_ALL
guint             bg_queue_scheduler_get_length   (BgQueueScheduler  *self);
BG_AVAILABLE_IN_ALL
void              bg_queue_scheduler_clear        (BgQueueScheduler  *self);

G_END_DECLS
