/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "idle-test.h"
#include "idle/bg-loop-idle-monitor-private.h"

#define LATE (6 * G_TIME_SPAN_MILLISECOND)

static void
count_cb (gpointer counter)
{
  ++*(guint *) counter;
}

static void
test_announces_once_per_start (void)
{
  g_autoptr (BgLoopIdleMonitor) loop_monitor = bg_loop_idle_monitor_new ();
  BgIdleMonitor *monitor = BG_IDLE_MONITOR (loop_monitor);
  guint n_idle = 0;

  g_test_summary ("E5.1, E5.2: four times on time make it idle");
  g_signal_connect_swapped (monitor, "idle", G_CALLBACK (count_cb), &n_idle);
  g_assert_false (bg_loop_idle_monitor_note (loop_monitor, 0));
  bg_idle_monitor_start (monitor);
  g_assert_true (bg_loop_idle_monitor_is_watching (loop_monitor));
  for (guint i = 0; i < 3; i++)
    g_assert_true (bg_loop_idle_monitor_note (loop_monitor, 0));
  g_assert_false (bg_idle_monitor_is_idle (monitor));
  g_assert_cmpuint (n_idle, ==, 0);
  g_assert_false (bg_loop_idle_monitor_note (loop_monitor, 0));
  g_assert_cmpuint (n_idle, ==, 1);
  g_assert_true (bg_idle_monitor_is_idle (monitor));
  g_assert_false (bg_loop_idle_monitor_is_watching (loop_monitor));
  g_assert_false (bg_loop_idle_monitor_note (loop_monitor, 0));
  g_assert_cmpuint (n_idle, ==, 1);
}

static void
test_once_too_late_begins_anew (void)
{
  g_autoptr (BgLoopIdleMonitor) loop_monitor = bg_loop_idle_monitor_new ();
  BgIdleMonitor *monitor = BG_IDLE_MONITOR (loop_monitor);
  guint n_idle = 0;

  g_test_summary ("E5.1");
  g_signal_connect_swapped (monitor, "idle", G_CALLBACK (count_cb), &n_idle);
  bg_idle_monitor_start (monitor);
  for (guint i = 0; i < 3; i++)
    bg_loop_idle_monitor_note (loop_monitor, 0);
  bg_loop_idle_monitor_note (loop_monitor, LATE);
  for (guint i = 0; i < 3; i++)
    bg_loop_idle_monitor_note (loop_monitor, LATE - 1000);
  g_assert_cmpuint (n_idle, ==, 0);
  bg_loop_idle_monitor_note (loop_monitor, 0);
  g_assert_cmpuint (n_idle, ==, 1);
}

static void
test_a_loop_without_work_is_idle (void)
{
  g_autoptr (BgLoopIdleMonitor) monitor = g_object_new (BG_TYPE_LOOP_IDLE_MONITOR, "interval", 1,
                                                        "tolerance", 60 * 1000, "n-times", 2, NULL);
  guint n_idle = 0;

  g_signal_connect_swapped (monitor, "idle", G_CALLBACK (count_cb), &n_idle);
  bg_idle_monitor_start (BG_IDLE_MONITOR (monitor));
  bg_test_run_until_count (NULL, &n_idle, 1);
  bg_test_drain (NULL);
  g_assert_cmpuint (n_idle, ==, 1);
  g_assert_false (bg_loop_idle_monitor_is_watching (monitor));
}

static void
start_again_cb (BgIdleMonitor *monitor)
{
  bg_idle_monitor_start (monitor);
}

static void
test_can_be_started_when_it_announces (void)
{
  g_autoptr (BgLoopIdleMonitor) loop_monitor = bg_loop_idle_monitor_new ();

  bg_loop_idle_monitor_set_n_times (loop_monitor, 1);
  g_signal_connect (loop_monitor, "idle", G_CALLBACK (start_again_cb), NULL);
  bg_idle_monitor_start (BG_IDLE_MONITOR (loop_monitor));
  g_assert_true (bg_loop_idle_monitor_note (loop_monitor, 0));
  g_assert_true (bg_loop_idle_monitor_is_watching (loop_monitor));
  g_assert_false (bg_idle_monitor_is_idle (BG_IDLE_MONITOR (loop_monitor)));
}

static void
test_is_shared (void)
{
  g_autoptr (IdleTestMonitor) test_monitor = g_object_new (IDLE_TYPE_TEST_MONITOR, NULL);
  BgIdleMonitor *monitor = BG_IDLE_MONITOR (test_monitor);

  g_test_summary ("E2.8, E5.2: what one takes back does not stop what another waits for");
  bg_idle_monitor_stop (monitor);
  bg_idle_monitor_start (monitor);
  bg_idle_monitor_start (monitor);
  g_assert_cmpuint (test_monitor->n_starts, ==, 1);
  bg_idle_monitor_stop (monitor);
  g_assert_true (test_monitor->watching);
  bg_idle_monitor_stop (monitor);
  g_assert_false (test_monitor->watching);
  bg_idle_monitor_start (monitor);
  bg_idle_monitor_start (monitor);
  test_monitor->watching = FALSE;
  g_signal_emit_by_name (monitor, "idle");
  bg_idle_monitor_stop (monitor);
  bg_idle_monitor_start (monitor);
  g_assert_true (test_monitor->watching);
  g_assert_cmpuint (test_monitor->n_starts, ==, 3);
}

static void
test_wakes_nobody_when_stopped (void)
{
  g_autoptr (BgLoopIdleMonitor) monitor = bg_loop_idle_monitor_new ();

  g_test_summary ("E2.8");
  g_assert_false (bg_loop_idle_monitor_is_watching (monitor));
  bg_idle_monitor_start (BG_IDLE_MONITOR (monitor));
  bg_idle_monitor_stop (BG_IDLE_MONITOR (monitor));
  g_assert_false (bg_loop_idle_monitor_is_watching (monitor));
  bg_idle_monitor_start (BG_IDLE_MONITOR (monitor));
}

static void
test_properties (void)
{
  BgLoopIdleMonitor *monitor = bg_loop_idle_monitor_new ();
  guint n_notified = 0;
  guint interval, tolerance, n_times;

  g_test_summary ("E5.1: tunable, with defaults");
  g_object_get (monitor, "interval", &interval, "tolerance", &tolerance, "n-times", &n_times, NULL);
  g_assert_cmpuint (interval, ==, 10);
  g_assert_cmpuint (tolerance, ==, 5);
  g_assert_cmpuint (n_times, ==, 4);
  g_signal_connect_swapped (monitor, "notify", G_CALLBACK (count_cb), &n_notified);
  for (guint i = 0; i < 2; i++)
    {
      bg_loop_idle_monitor_set_interval (monitor, 20);
      bg_loop_idle_monitor_set_tolerance (monitor, 2);
      bg_loop_idle_monitor_set_n_times (monitor, 8);
    }
  g_assert_cmpuint (n_notified, ==, 3);
  g_assert_cmpuint (bg_loop_idle_monitor_get_interval (monitor), ==, 20);
  g_assert_cmpuint (bg_loop_idle_monitor_get_tolerance (monitor), ==, 2);
  g_assert_cmpuint (bg_loop_idle_monitor_get_n_times (monitor), ==, 8);
  g_assert_finalize_object (monitor);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/idle-monitor/announces-once-per-start", test_announces_once_per_start);
  g_test_add_func ("/idle-monitor/once-too-late-begins-anew", test_once_too_late_begins_anew);
  g_test_add_func ("/idle-monitor/a-loop-without-work-is-idle", test_a_loop_without_work_is_idle);
  g_test_add_func ("/idle-monitor/can-be-started-when-it-announces", test_can_be_started_when_it_announces);
  g_test_add_func ("/idle-monitor/is-shared", test_is_shared);
  g_test_add_func ("/idle-monitor/wakes-nobody-when-stopped", test_wakes_nobody_when_stopped);
  g_test_add_func ("/idle-monitor/properties", test_properties);
  return g_test_run ();
}
