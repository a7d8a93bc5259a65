/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* At most so many starts within any period: a window that slides. */
typedef struct
{
  guint   max_calls;            /* 0 is no limit */
  gint64  period;               /* µs */
  GArray *starts;               /* of gint64: those within the period, in µs of the monotonic clock; the oldest first */
} BgRateWindow;

void   bg_rate_window_init     (BgRateWindow *self);
void   bg_rate_window_clear    (BgRateWindow *self);
void   bg_rate_window_count    (BgRateWindow *self,
                                gint64        now);
guint  bg_rate_window_get_room (BgRateWindow *self,
                                gint64        now);
gint64 bg_rate_window_get_next (BgRateWindow *self);

G_END_DECLS
