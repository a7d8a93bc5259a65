/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "loop-test.h"

static BgLoop *
start (BgLoops    *loops,
       const char *name)
{
  g_autoptr (GError) error = NULL;
  BgLoop *loop = bg_loops_start (loops, name, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (bg_loop_get_name (loop), ==, name);
  g_assert_true (bg_loop_is_running (loop));
  return loop;
}

static void
assert_names (BgLoops    *loops,
              const char *expected)
{
  g_auto (GStrv) names = bg_loops_dup_names (loops);
  g_autofree char *joined = g_strjoinv (" ", names);

  g_assert_cmpstr (joined, ==, expected);
}

static void
end (BgTaskManager *manager)
{
  BgLoops *loops = g_object_ref (bg_loops_get_for_manager (manager));
  g_autoptr (GError) error = NULL;

  core_end (manager);
  g_assert_true (bg_loops_wait (loops, -1, &error));
  g_assert_no_error (error);
  bg_test_drain (NULL);
  g_assert_finalize_object (loops);
}

static void
test_names (void)
{
  BgTaskManager *manager = core_manager_new (1);
  BgLoops *loops = bg_loops_get_for_manager (manager);
  g_autoptr (BgLoop) namesake = bg_loop_new ("io");
  g_autoptr (GError) error = NULL;
  BgLoop *io, *network;

  g_test_summary ("A7.1: a duplicate name is an error; A7.2: look up by name");
  g_assert_true (bg_loops_get_for_manager (manager) == loops);
  assert_names (loops, "");
  g_assert_null (bg_loops_get_loop (loops, "io"));
  io = start (loops, "io");
  network = start (loops, "network");
  assert_names (loops, "io network");
  g_assert_true (bg_loops_get_loop (loops, "io") == io);
  g_assert_true (bg_loops_get_loop (loops, "network") == network);

  g_assert_false (bg_loops_add (loops, namesake, &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_null (bg_loops_start (loops, "io", &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);

  g_assert_true (bg_loops_remove (loops, "io"));
  g_assert_false (bg_loops_remove (loops, "io"));
  g_assert_true (bg_loops_add (loops, namesake, NULL));
  g_assert_true (bg_loops_get_loop (loops, "io") == namesake);
  end (manager);
}

static void
test_default (void)
{
  BgTaskManager *manager = core_manager_new (1);
  BgLoops *loops = bg_loops_get_for_manager (manager);
  g_autoptr (GError) error = NULL;

  g_test_summary ("A7.2: set the default; without a name it is the default that is meant");
  g_assert_null (bg_loops_get_default (loops));
  g_assert_null (bg_loops_get_loop (loops, NULL));
  g_assert_null (bg_loops_get_executor (loops, NULL, &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);

  start (loops, "a");
  start (loops, "b");
  g_assert_cmpstr (bg_loops_get_default (loops), ==, "a");
  g_assert_true (bg_loops_set_default (loops, "b", &error));
  g_assert_cmpstr (bg_loops_get_default (loops), ==, "b");
  g_assert_true (bg_loops_get_loop (loops, NULL) == bg_loops_get_loop (loops, "b"));
  g_assert_false (bg_loops_set_default (loops, "c", &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (bg_loops_get_default (loops), ==, "b");

  g_assert_true (bg_loops_remove (loops, "b"));
  g_assert_cmpstr (bg_loops_get_default (loops), ==, "a");
  g_assert_true (bg_loops_remove (loops, "a"));
  g_assert_null (bg_loops_get_default (loops));
  end (manager);
}

static gboolean
own_thread_body (BgTask        *task,
                 GCancellable  *cancellable,
                 gpointer       loop,
                 GError       **error)
{
  bg_task_return_boolean (task, bg_loop_is_own_thread (loop));
  return TRUE;
}

static void
add_to_loop (BgTaskManager *manager,
             const char    *name,
             BgTaskFunc     func,
             gpointer       user_data)
{
  g_autoptr (GError) error = NULL;
  BgLoopExecutor *executor = bg_loops_get_executor (bg_loops_get_for_manager (manager), name, &error);
  BgTask *task = bg_task_new (func, user_data, NULL);

  g_assert_no_error (error);
  bg_task_set_executor (task, BG_EXECUTOR (executor));
  core_add_task (manager, task);
}

static void
own_thread_cb (BgTaskManager *manager,
               guint64        id,
               const char    *group,
               const GValue  *result,
               guint         *n)
{
  g_assert_true (g_value_get_boolean (result));
  ++*n;
}

static void
test_executors (void)
{
  BgTaskManager *manager = core_manager_new (1);
  BgLoops *loops = bg_loops_get_for_manager (manager);
  BgLoop *a = start (loops, "a");
  BgLoop *b = start (loops, "b");
  guint n = 0;

  g_test_summary ("A7.6: the loop of a task by its name, or the default one");
  g_assert_true (bg_loops_get_executor (loops, "b", NULL) == bg_loops_get_executor (loops, "b", NULL));
  g_assert_true (bg_loop_executor_get_loop (bg_loops_get_executor (loops, NULL, NULL)) == a);
  g_signal_connect (manager, "task-completed", G_CALLBACK (own_thread_cb), &n);
  add_to_loop (manager, NULL, own_thread_body, a);
  add_to_loop (manager, "a", own_thread_body, a);
  add_to_loop (manager, "b", own_thread_body, b);
  bg_task_manager_start_processing (manager);
  bg_test_run_until_count (NULL, &n, 3);
  end (manager);
}

static void
test_stopped_together (void)
{
  BgTaskManager *manager = core_manager_new (1);
  BgLoops *loops = bg_loops_get_for_manager (manager);
  g_autoptr (CoreOrder) order = core_order_new ();
  g_autoptr (BgTestGate) gate = bg_test_gate_new ();
  g_autoptr (GError) error = NULL;
  BgLoop *a = start (loops, "a");

  start (loops, "b");
  loop_invoke (a, order, "first", gate);
  loop_invoke (a, order, "second", NULL);
  bg_test_gate_await_arrivals (gate, 1);
  bg_loops_stop (loops, TRUE);
  g_assert_false (bg_loops_wait (loops, 0, &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_TIMED_OUT);
  g_assert_false (bg_loops_wait (loops, 1, NULL));
  bg_test_gate_open (gate);
  g_assert_true (bg_loops_wait (loops, G_MAXINT, NULL));
  g_assert_false (bg_loop_is_running (a));
  end (manager);
}

static void
stopped_cb (BgLoop     *loop,
            GParamSpec *pspec,
            int        *stopped)
{
  *stopped = !bg_loop_is_running (loop);
}

/* Whatever was added is run before, in the loops as well. */
static void
test_stopped_after_draining (void)
{
  BgTaskManager *manager = core_manager_new (1);
  CoreWatch *watch = core_watch_new (manager);
  BgLoops *loops = bg_loops_get_for_manager (manager);
  BgLoop *loop = start (loops, "a");
  g_autoptr (BgTestGate) gate = bg_test_gate_new ();
  g_autoptr (GError) error = NULL;
  int stopped = 0;

  g_test_summary ("A7.2: all are stopped at shut-down");
  g_signal_connect (loop, "notify::running", G_CALLBACK (stopped_cb), &stopped);
  bg_test_drain (NULL);
  add_to_loop (manager, "a", core_body_pass, gate);
  add_to_loop (manager, "a", core_body_nothing, NULL);
  bg_task_manager_start_processing (manager);
  bg_task_manager_shut_down_async (manager, BG_SHUTDOWN_DRAIN, -1, NULL, NULL, NULL);
  bg_test_drain (NULL);
  g_assert_true (bg_loop_is_running (loop));
  bg_test_gate_open (gate);
  core_watch_run (watch, 2);
  core_assert_log (watch, "+1 +2");
  bg_test_run_until_set (NULL, &stopped);

  g_assert_null (bg_loops_start (loops, "late", &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_SHUT_DOWN);
  core_watch_free (watch);
  end (manager);
}

static void
test_stopped_with_the_manager (void)
{
  BgTaskManager *manager = core_manager_new (1);
  g_autoptr (BgLoop) loop = g_object_ref (start (bg_loops_get_for_manager (manager), "a"));
  g_autoptr (BgLoop) other = bg_loop_new ("other");
  int stopped = 0;

  g_test_summary ("A7.2: all are stopped at shut-down");
  g_signal_connect (loop, "notify::running", G_CALLBACK (stopped_cb), &stopped);
  bg_test_drain (NULL);
  bg_task_manager_shut_down (manager);
  bg_test_run_until_set (NULL, &stopped);
  core_end (manager);

  /* One that was shut down before it was asked for its loops. */
  manager = core_manager_new (1);
  bg_task_manager_shut_down (manager);
  g_assert_false (bg_loops_add (bg_loops_get_for_manager (manager), other, NULL));
  end (manager);
}

static void
test_stopped_without_a_manager (void)
{
  BgTaskManager *manager = core_manager_new (1);
  g_autoptr (BgLoop) loop = g_object_ref (start (bg_loops_get_for_manager (manager), "a"));

  core_end (manager);
  g_assert_true (bg_loop_wait (loop, -1, NULL));
  bg_test_drain (NULL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loops/names", test_names);
  g_test_add_func ("/loops/default", test_default);
  g_test_add_func ("/loops/executors", test_executors);
  g_test_add_func ("/loops/stopped-together", test_stopped_together);
  g_test_add_func ("/loops/stopped-after-draining", test_stopped_after_draining);
  g_test_add_func ("/loops/stopped-with-the-manager", test_stopped_with_the_manager);
  g_test_add_func ("/loops/stopped-without-a-manager", test_stopped_without_a_manager);
  return g_test_run ();
}
