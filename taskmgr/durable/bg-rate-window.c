/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-rate-window-private.h"

void
bg_rate_window_init (BgRateWindow *self)
{
  *self = (BgRateWindow) { 0, 0, g_array_new (FALSE, FALSE, sizeof (gint64)) };
}

void
bg_rate_window_clear (BgRateWindow *self)
{
  g_clear_pointer (&self->starts, g_array_unref);
}

static void
forget_old (BgRateWindow *self,
            gint64        now)
{
  guint n = 0;

  while (n < self->starts->len && g_array_index (self->starts, gint64, n) + self->period <= now)
    n++;
  g_array_remove_range (self->starts, 0, n);
}

void
bg_rate_window_count (BgRateWindow *self,
                      gint64        now)
{
  if (self->max_calls == 0)
    return;
  forget_old (self, now);
  g_array_append_val (self->starts, now);
}

/* How many may start now. */
guint
bg_rate_window_get_room (BgRateWindow *self,
                         gint64        now)
{
  if (self->max_calls == 0)
    return G_MAXUINT;
  forget_old (self, now);
  return self->starts->len < self->max_calls ? self->max_calls - self->starts->len : 0;
}

/* When there will be room, if there is none. */
gint64
bg_rate_window_get_next (BgRateWindow *self)
{
  guint n = self->starts->len;

  /* The limit may have been made smaller than what has started. */
  return n < self->max_calls || n == 0 ? 0
         : g_array_index (self->starts, gint64, n - self->max_calls) + self->period;
}
