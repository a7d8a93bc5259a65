/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-queue-schedule.h"

#include "../schedulers/bg-cron-due-private.h"
#include "../schedulers/bg-ticker-private.h"

G_BEGIN_DECLS

struct _BgQueueSchedule
{
  GObject           parent_instance;

  /* fixed at construction */
  char             *name;
  BgCronExpression *expression;
  BgTransport      *transport;
  BgQueuedTask     *task;               /* a copy, of which the tasks are copies */
  BgFakeClock      *clock;              /* or NULL */
  GMainContext     *context;

  /* home context */
  BgCronMissed      missed;
  guint             max_missed;
  guint             grace;              /* ms */

  /* home context, while it is active */
  GCancellable     *cancellable;        /* NULL while it is not */
  BgTicker         *ticker;             /* for the next time */
  BgTicker         *pause;              /* after a failure */
  guint             n_pauses;           /* in a row */
  gboolean          busy;               /* an operation is under way, or waits to be tried again */
  BgCronDue         due;
};

/* bg-queue-schedule-run.c */
void     bg_queue_schedule_begin         (BgQueueSchedule *self);
void     bg_queue_schedule_end           (BgQueueSchedule *self);
gboolean bg_queue_schedule_abandon       (BgQueueSchedule *self);

/* bg-queue-schedule.c */
void     bg_queue_schedule_report_fired  (BgQueueSchedule *self,
                                          gint64           instant,
                                          const char      *id,
                                          gboolean         here);
void     bg_queue_schedule_report_failed (BgQueueSchedule *self,
                                          const GError    *error);

G_END_DECLS
