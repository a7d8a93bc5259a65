/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

/* What tests of programs count on: one thread, one order, and an end. */
static void
test_order_is_always_the_same (void)
{
  g_autoptr (BgExecutor) executor = bg_inline_executor_new ();
  BgTaskManager *manager = core_manager_new (8);
  CoreWatch *watch = core_watch_new (manager);
  CoreOrder *order = core_order_new ();
  CoreJob *jobs[] = { core_job_new ("a", order, NULL), core_job_new ("b", order, NULL), core_job_new ("c", order, NULL) };

  g_assert_true (BG_IS_INLINE_EXECUTOR (executor));
  bg_task_manager_set_default_executor (manager, executor);
  bg_task_manager_start_processing (manager);
  for (int i = 0; i < 3; i++)
    core_add_job (manager, jobs[i], i == 1 ? 5 : 0);
  core_assert_order (order, "");
  bg_test_drain (NULL);
  core_assert_order (order, "b a c");
  core_assert_log (watch, "+2 +1 +3");

  core_watch_free (watch);
  core_end (manager);
  core_order_free (order);
  g_assert_finalize_object (g_steal_pointer (&executor));
}

static gboolean
check_thread (BgTask        *task,
              GCancellable  *cancellable,
              gpointer       home,
              GError       **error)
{
  g_assert_true (g_thread_self () == home);
  bg_task_return_int (task, 1);
  return TRUE;
}

static void
test_bodies_run_in_the_owners_thread (void)
{
  g_autoptr (BgExecutor) executor = bg_inline_executor_new ();
  BgInlineExecutor *same = BG_INLINE_EXECUTOR (executor);
  BgTaskManager *manager = core_manager_new (8);
  CoreWatch *watch = core_watch_new (manager);
  guint64 first, last;

  bg_task_manager_set_default_executor (manager, BG_EXECUTOR (same));
  bg_task_manager_start_processing (manager);
  first = bg_task_manager_add_task (manager, check_thread, g_thread_self (), NULL, 0, "g", NULL, 0, NULL);
  last = bg_task_manager_add_task (manager, check_thread, g_thread_self (), NULL, 0, "g", &first, 1, NULL);
  g_assert_cmpuint (last, ==, 2);
  bg_test_drain (NULL);
  core_assert_log (watch, "+1 +2 =g");
  core_watch_free (watch);
  core_end (manager);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inline-executor/order-is-always-the-same", test_order_is_always_the_same);
  g_test_add_func ("/inline-executor/bodies-run-in-the-owners-thread", test_bodies_run_in_the_owners_thread);
  return g_test_run ();
}
