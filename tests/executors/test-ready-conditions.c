/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The ready-made conditions, with the monitors that there are; services that say something else are in
 * test-conditions.py. */

#include "config.h"

#include <taskmgr.h>

#include "bg-test.h"

static void
count_cb (guint *counter)
{
  (*counter)++;
}

static void
test_network (void)
{
  GNetworkMonitor *monitor = g_network_monitor_get_default ();
  BgCondition *any = bg_network_condition_new (FALSE);
  BgNetworkCondition *cheap = BG_NETWORK_CONDITION (bg_network_condition_new (TRUE));
  gboolean not_metered = FALSE;

  g_assert_true (bg_network_condition_is_not_metered (cheap));
  g_assert_false (bg_network_condition_is_not_metered (BG_NETWORK_CONDITION (any)));
  g_object_get (cheap, "not-metered", &not_metered, NULL);
  g_assert_true (not_metered);
  g_assert_cmpstr (bg_condition_get_name (any), ==, "there is a network");
  g_assert_cmpstr (bg_condition_get_name (BG_CONDITION (cheap)), ==, "there is a network that is not metered");
  g_assert_cmpint (bg_condition_is_fulfilled (any), ==, g_network_monitor_get_network_available (monitor));
  g_assert_finalize_object (any);
  g_assert_finalize_object (cheap);
}

static void
test_power (void)
{
  g_autoptr (GPowerProfileMonitor) monitor = g_power_profile_monitor_dup_default ();
  BgPowerCondition *condition = BG_POWER_CONDITION (bg_power_condition_new ());

  g_assert_cmpstr (bg_condition_get_name (BG_CONDITION (condition)), ==, "the power saver is off");
  g_assert_cmpint (bg_condition_is_fulfilled (BG_CONDITION (condition)), !=,
                   g_power_profile_monitor_get_power_saver_enabled (monitor));
  g_assert_finalize_object (condition);
}

static gboolean
is_fulfilled (gpointer condition)
{
  return bg_condition_is_fulfilled (condition);
}

static void
test_memory (void)
{
  g_autoptr (GMemoryMonitor) monitor = g_memory_monitor_dup_default ();
  BgMemoryCondition *condition = BG_MEMORY_CONDITION (bg_memory_condition_new ());
  guint quiet_time = 0, n = 0;

  g_assert_cmpstr (bg_condition_get_name (BG_CONDITION (condition)), ==, "there is enough memory");
  g_signal_connect_swapped (condition, "notify::quiet-time", G_CALLBACK (count_cb), &n);
  g_assert_cmpuint (bg_memory_condition_get_quiet_time (condition), ==, 30000);
  bg_memory_condition_set_quiet_time (condition, 600000);
  g_object_set (condition, "quiet-time", 600000, NULL);
  g_object_get (condition, "quiet-time", &quiet_time, NULL);
  g_assert_cmpuint (quiet_time, ==, 600000);
  g_assert_cmpuint (n, ==, 1);

  g_assert_true (is_fulfilled (condition));
  g_signal_emit_by_name (monitor, "low-memory-warning", G_MEMORY_MONITOR_WARNING_LEVEL_LOW);
  bg_test_drain (NULL);
  g_assert_false (is_fulfilled (condition));

  /* Another warning begins the quiet time anew. */
  bg_memory_condition_set_quiet_time (condition, 1);
  g_signal_emit_by_name (monitor, "low-memory-warning", G_MEMORY_MONITOR_WARNING_LEVEL_CRITICAL);
  g_assert_false (is_fulfilled (condition));
  bg_test_run_until (NULL, is_fulfilled, condition);

  /* It goes while memory is low. */
  g_signal_emit_by_name (monitor, "low-memory-warning", G_MEMORY_MONITOR_WARNING_LEVEL_LOW);
  g_assert_finalize_object (condition);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ready-conditions/network", test_network);
  g_test_add_func ("/ready-conditions/power", test_power);
  g_test_add_func ("/ready-conditions/memory", test_memory);

  return g_test_run ();
}
