/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-cron-field-private.h"

G_BEGIN_DECLS

/* Which dates and times of day a schedule allows, where no clock is ever put forward or back. A plain struct.
 *
 * Times are seconds since the beginning of 1970, as the wall clock shows it.
 */
typedef struct
{
  BgCronField fields[BG_CRON_N_UNITS];
  gboolean    either;           /* the day of the month will do, or that of the week */
} BgCronCalendar;

#define BG_CRON_NEVER G_MININT64

void   bg_cron_calendar_clear (BgCronCalendar       *self);
gint64 bg_cron_calendar_seek  (const BgCronCalendar *self,
                               gint64                from,
                               int                   direction);

G_END_DECLS
