/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-cron-calendar-private.h"

G_BEGIN_DECLS

/* When the clock on the wall shows what a schedule allows. Instants are seconds since 1970 in UTC. */

gint64 bg_cron_instant_next     (const BgCronCalendar *calendar,
                                 GTimeZone            *zone,
                                 gint64                after);
gint64 bg_cron_instant_previous (const BgCronCalendar *calendar,
                                 GTimeZone            *zone,
                                 gint64                before);
gint64 bg_cron_instant_of       (GTimeZone            *zone,
                                 gint64                local);

G_END_DECLS
