/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-frame-log.h"

BrowserFrameLog *
browser_frame_log_new (void)
{
  BrowserFrameLog *self = g_new0 (BrowserFrameLog, 1);

  self->intervals = g_array_new (FALSE, FALSE, sizeof (gint64));

  return self;
}

void
browser_frame_log_free (BrowserFrameLog *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->intervals);
  g_free (self);
}

/* Notes a frame, and returns how long after the one before it came; 0 for the first. */
gint64
browser_frame_log_add (BrowserFrameLog *self,
                       gint64           now)
{
  gint64 interval = self->last > 0 ? now - self->last : 0;

  if (self->last > 0)
    g_array_append_val (self->intervals, interval);
  self->last = now;

  return interval;
}

guint
browser_frame_log_get_n_frames (const BrowserFrameLog *self)
{
  return self->intervals->len;
}

guint
browser_frame_log_get_n_late (const BrowserFrameLog *self)
{
  guint n_late = 0;

  for (guint i = 0; i < self->intervals->len; i++)
    if (g_array_index (self->intervals, gint64, i) > BROWSER_FRAME_LATE_US)
      n_late++;

  return n_late;
}

static int
compare_intervals (gconstpointer a,
                   gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return (left > right) - (left < right);
}

/* The interval, in milliseconds, that the given share of all is not longer than; 100 is the
 * worst. */
double
browser_frame_log_get_percentile (const BrowserFrameLog *self,
                                  double                 percent)
{
  g_autoptr (GArray) sorted = g_array_copy (self->intervals);
  guint i;

  if (sorted->len == 0)
    return 0.0;

  g_array_sort (sorted, compare_intervals);
  i = (guint) (percent / 100.0 * (sorted->len - 1) + 0.5);

  return (double) g_array_index (sorted, gint64, MIN (i, sorted->len - 1)) / 1000.0;
}
