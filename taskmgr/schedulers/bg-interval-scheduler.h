/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-task-scheduler.h"

G_BEGIN_DECLS

#define BG_TYPE_INTERVAL_SCHEDULER (bg_interval_scheduler_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgIntervalScheduler, bg_interval_scheduler, BG, INTERVAL_SCHEDULER, BgTaskScheduler)

BG_AVAILABLE_IN_ALL
BgIntervalScheduler *bg_interval_scheduler_new              (guint                interval) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
guint                bg_interval_scheduler_get_interval     (BgIntervalScheduler *self);
BG_AVAILABLE_IN_ALL
void                 bg_interval_scheduler_set_interval     (BgIntervalScheduler *self,
                                                             guint                milliseconds);
BG_AVAILABLE_IN_ALL
guint                bg_interval_scheduler_get_delay        (BgIntervalScheduler *self);
BG_AVAILABLE_IN_ALL
void                 bg_interval_scheduler_set_delay        (BgIntervalScheduler *self,
                                                             guint                milliseconds);
BG_AVAILABLE_IN_ALL
guint                bg_interval_scheduler_get_delay_before (BgIntervalScheduler *self);
BG_AVAILABLE_IN_ALL
void                 bg_interval_scheduler_set_delay_before (BgIntervalScheduler *self,
                                                             guint                milliseconds);

G_END_DECLS
