/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-histogram.h"
#include "browser-palette.h"
#include "browser-test.h"

static void
test_histogram (void)
{
  g_autoptr (GdkPixbuf) pixbuf = browser_test_pixbuf_new (31, 17, 0xff0080ff);
  BrowserHistogram histogram;

  browser_histogram_compute (&histogram, pixbuf);

  for (int bin = 0; bin < BROWSER_HISTOGRAM_BINS; bin++)
    {
      g_assert_cmpfloat (histogram.channels[0][bin], ==, bin == BROWSER_HISTOGRAM_BINS - 1);
      g_assert_cmpfloat (histogram.channels[1][bin], ==, bin == 0);
      g_assert_cmpfloat (histogram.channels[2][bin], ==, bin == BROWSER_HISTOGRAM_BINS / 2);
    }
}

static void
test_one_color (void)
{
  g_autoptr (GdkPixbuf) pixbuf = browser_test_pixbuf_new (10, 10, 0x336699ff);
  BrowserPalette palette;

  browser_palette_compute (&palette, pixbuf);

  g_assert_cmpuint (palette.n_colors, ==, 1);
  g_assert_cmpfloat_with_epsilon (palette.colors[0].red, 0.2, 0.01);
  g_assert_cmpfloat_with_epsilon (palette.colors[0].green, 0.4, 0.01);
  g_assert_cmpfloat_with_epsilon (palette.colors[0].blue, 0.6, 0.01);
}

/* The larger area comes first, and a colour that hardly differs is not named again. */
static void
test_order (void)
{
  g_autoptr (GdkPixbuf) pixbuf = browser_test_pixbuf_new (10, 10, 0x00ff00ff);
  g_autoptr (GdkPixbuf) part = gdk_pixbuf_new_subpixbuf (pixbuf, 0, 0, 10, 3);
  g_autoptr (GdkPixbuf) similar = gdk_pixbuf_new_subpixbuf (pixbuf, 0, 3, 10, 1);
  BrowserPalette palette;

  gdk_pixbuf_fill (part, 0xff0000ff);
  gdk_pixbuf_fill (similar, 0xee0000ff);
  browser_palette_compute (&palette, pixbuf);

  g_assert_cmpuint (palette.n_colors, ==, 2);
  g_assert_cmpfloat (palette.colors[0].green, ==, 1.0);
  g_assert_cmpfloat (palette.colors[1].red, ==, 1.0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/browser/histogram/counts-per-channel", test_histogram);
  g_test_add_func ("/browser/palette/one-color", test_one_color);
  g_test_add_func ("/browser/palette/order", test_order);

  return g_test_run ();
}
