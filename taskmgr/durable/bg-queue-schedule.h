/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "../schedulers/bg-cron-scheduler.h"
#include "bg-transport.h"

G_BEGIN_DECLS

#define BG_TYPE_QUEUE_SCHEDULE (bg_queue_schedule_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgQueueSchedule, bg_queue_schedule, BG, QUEUE_SCHEDULE, GObject)

BG_AVAILABLE_IN_ALL
BgQueueSchedule  *bg_queue_schedule_new            (const char       *name,
                                                    BgCronExpression *expression,
                                                    BgTransport      *transport,
                                                    BgQueuedTask     *task) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
const char       *bg_queue_schedule_get_name       (BgQueueSchedule  *self);
BG_AVAILABLE_IN_ALL
BgCronExpression *bg_queue_schedule_get_expression (BgQueueSchedule  *self);
BG_AVAILABLE_IN_ALL
BgTransport      *bg_queue_schedule_get_transport  (BgQueueSchedule  *self);
BG_AVAILABLE_IN_ALL
BgQueuedTask     *bg_queue_schedule_get_task       (BgQueueSchedule  *self);
BG_AVAILABLE_IN_ALL
BgFakeClock      *bg_queue_schedule_get_clock      (BgQueueSchedule  *self);
BG_AVAILABLE_IN_ALL
BgCronMissed      bg_queue_schedule_get_missed     (BgQueueSchedule  *self);
BG_AVAILABLE_IN_ALL
void              bg_queue_schedule_set_missed     (BgQueueSchedule  *self,
                                                    BgCronMissed      missed);
BG_AVAILABLE_IN_ALL
guint             bg_queue_schedule_get_max_missed (BgQueueSchedule  *self);
BG_AVAILABLE_IN_ALL
void              bg_queue_schedule_set_max_missed (BgQueueSchedule  *self,
                                                    guint             n);
BG_AVAILABLE_IN_ALL
guint             bg_queue_schedule_get_grace      (BgQueueSchedule  *self);
BG_AVAILABLE_IN_ALL
void              bg_queue_schedule_set_grace      (BgQueueSchedule  *self,
                                                    guint             milliseconds);

BG_AVAILABLE_IN_ALL
gboolean          bg_queue_schedule_start          (BgQueueSchedule  *self,
                                                    GError          **error);
BG_AVAILABLE_IN_ALL
void              bg_queue_schedule_stop           (BgQueueSchedule  *self);
BG_AVAILABLE_IN_ALL
gboolean          bg_queue_schedule_is_active      (BgQueueSchedule  *self);
BG_AVAILABLE_IN_ALL
GDateTime        *bg_queue_schedule_dup_next_time  (BgQueueSchedule  *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
