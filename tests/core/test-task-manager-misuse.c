/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

/* What a program must not do is said loudly, and not done. */

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
}

static gpointer
run_here (gpointer manager)
{
  g_autoptr (BgTask) task = bg_task_new (core_body_nothing, NULL, NULL);

  bg_task_manager_run_async (manager, task, NULL, ended_cb, NULL);
  return NULL;
}

static gpointer
shut_down_here (gpointer manager)
{
  bg_task_manager_shut_down_async (manager, BG_SHUTDOWN_DRAIN, -1, NULL, ended_cb, NULL);
  return NULL;
}

/* What calls back does so in the context of the manager, and is asked for there. */
static void
test_asked_for_elsewhere (gconstpointer user_data)
{
  g_autoptr (BgTaskManager) manager = NULL;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_failed ();
      g_test_trap_assert_stderr ("*CRITICAL*_async: assertion*home*");
      return;
    }
  manager = core_manager_new (1);
  g_thread_join (g_thread_new ("elsewhere", (GThreadFunc) user_data, manager));
}

/* Too many threads are none that is asked for: it stays at what is usual. */
static void
test_too_many_threads (void)
{
  BgTaskManager *manager;

  g_test_expect_message ("GLib-GObject", G_LOG_LEVEL_WARNING, "*out of range*max-threads*");
  manager = g_object_new (BG_TYPE_TASK_MANAGER, "max-threads", 99999, NULL);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (bg_task_manager_get_max_threads (manager), ==, 8);

  g_test_expect_message ("GLib-GObject", G_LOG_LEVEL_WARNING, "*out of range*max-threads*");
  g_object_set (manager, "max-threads", G_MAXUINT, NULL);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (bg_task_manager_get_max_threads (manager), ==, 8);
  core_end (manager);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/task-manager/misuse/asked-for-elsewhere/run", run_here, test_asked_for_elsewhere);
  g_test_add_data_func ("/task-manager/misuse/asked-for-elsewhere/shut-down", shut_down_here,
                        test_asked_for_elsewhere);
  g_test_add_func ("/task-manager/misuse/too-many-threads", test_too_many_threads);
  return g_test_run ();
}
