/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-histogram.h"

#include <math.h>

static void
count_row (guint         counts[3][BROWSER_HISTOGRAM_BINS],
           const guchar *pixel,
           int           width,
           int           n_channels)
{
  for (int x = 0; x < width; x++, pixel += n_channels)
    for (int channel = 0; channel < 3; channel++)
      counts[channel][pixel[channel] * BROWSER_HISTOGRAM_BINS / 256]++;
}

/*
 * Counts the pixels. The columns are square roots of the counts: else a single flat area, a clear
 * sky for one, would press all the rest to the ground.
 */
void
browser_histogram_compute (BrowserHistogram *self,
                           GdkPixbuf        *pixbuf)
{
  guint counts[3][BROWSER_HISTOGRAM_BINS] = { { 0 } };
  const guchar *pixels = gdk_pixbuf_read_pixels (pixbuf);
  int height = gdk_pixbuf_get_height (pixbuf);
  guint highest = 1;

  for (int y = 0; y < height; y++)
    count_row (counts, pixels + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixbuf),
               gdk_pixbuf_get_width (pixbuf), gdk_pixbuf_get_n_channels (pixbuf));

  for (int channel = 0; channel < 3; channel++)
    for (int bin = 0; bin < BROWSER_HISTOGRAM_BINS; bin++)
      highest = MAX (highest, counts[channel][bin]);

  for (int channel = 0; channel < 3; channel++)
    for (int bin = 0; bin < BROWSER_HISTOGRAM_BINS; bin++)
      self->channels[channel][bin] =
        sqrtf ((float) counts[channel][bin] / (float) highest);
}
