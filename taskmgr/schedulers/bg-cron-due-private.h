/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-cron-scheduler.h"

G_BEGIN_DECLS

/* Which of the times of an expression is to be seen to now. A plain struct; instants are seconds since 1970. */

typedef enum
{
  BG_CRON_DUE_FIRE,             /* at that instant */
  BG_CRON_DUE_WAIT,             /* until that instant */
  BG_CRON_DUE_NEVER,
} BgCronVerdict;

typedef struct
{
  BgCronExpression *expression;         /* owned */
  GTimeZone        *zone;               /* owned: for an expression that has none */
  BgCronMissed      missed;
  guint             max_missed;
  gint64            grace;              /* µs */
  gint64            last;               /* the last instant that was seen to */
  gint64            limited;            /* up to when what was missed was limited */
} BgCronDue;

void          bg_cron_due_init        (BgCronDue        *self,
                                       BgCronExpression *expression,
                                       gint64            last);
void          bg_cron_due_clear       (BgCronDue        *self);
BgCronVerdict bg_cron_due_take        (BgCronDue        *self,
                                       gint64            now,
                                       gint64           *instant);
GDateTime    *bg_cron_due_to_time     (const BgCronDue  *self,
                                       gint64            instant);

G_END_DECLS
