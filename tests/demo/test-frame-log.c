/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-frame-log.h"

static void
test_intervals (void)
{
  g_autoptr (BrowserFrameLog) log = browser_frame_log_new ();

  g_assert_cmpint (browser_frame_log_add (log, 1000000), ==, 0);
  g_assert_cmpuint (browser_frame_log_get_n_frames (log), ==, 0);
  g_assert_cmpint (browser_frame_log_add (log, 1016000), ==, 16000);
  g_assert_cmpuint (browser_frame_log_get_n_frames (log), ==, 1);
}

static void
test_percentiles (void)
{
  g_autoptr (BrowserFrameLog) log = browser_frame_log_new ();
  gint64 now = 1;

  g_assert_cmpfloat (browser_frame_log_get_percentile (log, 50), ==, 0.0);

  browser_frame_log_add (log, now);
  for (int i = 1; i <= 101; i++)
    browser_frame_log_add (log, now += i * 1000);

  g_assert_cmpfloat (browser_frame_log_get_percentile (log, 0), ==, 1.0);
  g_assert_cmpfloat (browser_frame_log_get_percentile (log, 50), ==, 51.0);
  g_assert_cmpfloat (browser_frame_log_get_percentile (log, 95), ==, 96.0);
  g_assert_cmpfloat (browser_frame_log_get_percentile (log, 100), ==, 101.0);
}

static void
test_late (void)
{
  g_autoptr (BrowserFrameLog) log = browser_frame_log_new ();

  browser_frame_log_add (log, 1);
  browser_frame_log_add (log, 1 + BROWSER_FRAME_LATE_US);
  g_assert_cmpuint (browser_frame_log_get_n_late (log), ==, 0);
  browser_frame_log_add (log, 2 + 2 * BROWSER_FRAME_LATE_US);
  g_assert_cmpuint (browser_frame_log_get_n_late (log), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/browser/frame-log/intervals", test_intervals);
  g_test_add_func ("/browser/frame-log/percentiles", test_percentiles);
  g_test_add_func ("/browser/frame-log/late", test_late);

  return g_test_run ();
}
