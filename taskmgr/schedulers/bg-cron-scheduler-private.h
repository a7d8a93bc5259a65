/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-cron-due-private.h"
#include "bg-ticker-private.h"

G_BEGIN_DECLS

struct _BgCronScheduler
{
  BgTaskScheduler   parent_instance;

  BgCronExpression *expression;
  BgCronMissed      missed;
  guint             max_missed;
  guint             grace;              /* ms */
  GDateTime        *last_time;          /* or NULL */

  /* while it is active */
  BgTicker         *ticker;
  BgCronDue         due;
};

G_END_DECLS
