/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-cron-expression.h"
#include "bg-task-scheduler.h"

G_BEGIN_DECLS

/**
 * BgCronMissed:
 * @BG_CRON_MISSED_ONCE: one run for all of them, as soon as can be
 * @BG_CRON_MISSED_SKIP: no run, but for what is hardly late
 * @BG_CRON_MISSED_ALL: a run for each of them, one after the other
 *
 * What becomes of the times of a schedule that have passed before they could be seen to.
 */
typedef enum
{
  BG_CRON_MISSED_ONCE,
  BG_CRON_MISSED_SKIP,
  BG_CRON_MISSED_ALL,
} BgCronMissed;

#define BG_TYPE_CRON_SCHEDULER (bg_cron_scheduler_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgCronScheduler, bg_cron_scheduler, BG, CRON_SCHEDULER, BgTaskScheduler)

BG_AVAILABLE_IN_ALL
BgCronScheduler  *bg_cron_scheduler_new            (BgCronExpression *expression) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
BgCronExpression *bg_cron_scheduler_get_expression (BgCronScheduler  *self);
BG_AVAILABLE_IN_ALL
void              bg_cron_scheduler_set_expression (BgCronScheduler  *self,
                                                    BgCronExpression *expression);
BG_AVAILABLE_IN_ALL
BgCronMissed      bg_cron_scheduler_get_missed     (BgCronScheduler  *self);
BG_AVAILABLE_IN_ALL
void              bg_cron_scheduler_set_missed     (BgCronScheduler  *self,
                                                    BgCronMissed      missed);
BG_AVAILABLE_IN_ALL
guint             bg_cron_scheduler_get_max_missed (BgCronScheduler  *self);
BG_AVAILABLE_IN_ALL
void              bg_cron_scheduler_set_max_missed (BgCronScheduler  *self,
                                                    guint             n);
BG_AVAILABLE_IN_ALL
guint             bg_cron_scheduler_get_grace      (BgCronScheduler  *self);
BG_AVAILABLE_IN_ALL
void              bg_cron_scheduler_set_grace      (BgCronScheduler  *self,
                                                    guint             milliseconds);
BG_AVAILABLE_IN_ALL
GDateTime        *bg_cron_scheduler_dup_last_time  (BgCronScheduler  *self) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
void              bg_cron_scheduler_set_last_time  (BgCronScheduler  *self,
                                                    GDateTime        *time);
BG_AVAILABLE_IN_ALL
GDateTime        *bg_cron_scheduler_dup_next_time  (BgCronScheduler  *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
