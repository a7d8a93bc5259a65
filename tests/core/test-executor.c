/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What somebody else's executor can count on. */

#include "config.h"

#include "core-executor.h"

typedef CoreExecutorFixture Fixture;

static void
test_runs_a_body (Fixture       *fixture,
                  gconstpointer  user_data)
{
  guint n = 0;

  fixture->executor->runs = TRUE;
  core_executor_add (fixture, core_body_nothing, &n, "a");
  g_assert_cmpuint (fixture->watch->n_ended, ==, 0);
  g_assert_cmpstr (fixture->executor->log->str, ==, "");
  core_assert_submitted (fixture, "+a");
  core_assert_log (fixture->watch, "+1");
}

static void
test_reports_without_a_body (Fixture       *fixture,
                             gconstpointer  user_data)
{
  g_autoptr (BgTask) task = g_object_ref (core_executor_new_task (fixture, core_body_fail, NULL, "a"));

  core_add_task (fixture->manager, task);
  core_assert_submitted (fixture, "+a");
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, 1);
  bg_task_return_int (core_executor_get_task (fixture, 0), 7);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+1");
  g_assert_cmpint (g_value_get_int (bg_task_get_result (task)), ==, 7);
  g_assert_true (bg_task_run_body (task));
}

static gpointer
run_thread (gpointer task)
{
  return GINT_TO_POINTER (bg_task_run_body (task));
}

static void
test_runs_a_body_in_a_thread (Fixture       *fixture,
                              gconstpointer  user_data)
{
  core_executor_add (fixture, core_body_fail, NULL, "a");
  core_assert_submitted (fixture, "+a");
  g_assert_true (g_thread_join (g_thread_new ("runs", run_thread, core_executor_get_task (fixture, 0))));
  core_watch_run (fixture->watch, 1);
  g_assert_cmpuint (fixture->watch->n_failed, ==, 1);
}

static gboolean
hold_and_count (BgTask        *task,
                GCancellable  *cancellable,
                gpointer       user_data,
                GError       **error)
{
  *(guint *) user_data += 1;
  bg_task_hold (task);
  return TRUE;
}

static void
test_a_body_may_hold (Fixture       *fixture,
                      gconstpointer  user_data)
{
  guint n = 0;

  core_executor_add (fixture, hold_and_count, &n, "a");
  core_assert_submitted (fixture, "+a");
  g_assert_false (bg_task_run_body (core_executor_get_task (fixture, 0)));
  bg_task_run_body (core_executor_get_task (fixture, 0));
  g_assert_cmpuint (n, ==, 1);
  bg_task_return_boolean (core_executor_get_task (fixture, 0), TRUE);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+1");
}

static void
test_submits_the_most_urgent_while_there_is_room (Fixture       *fixture,
                                                  gconstpointer  user_data)
{
  for (guint i = 0; i < 4; i++)
    fixture->executor->room[i] = 1;
  for (int i = 0; i < 3; i++)
    {
      char name[] = { (char) ('a' + i), '\0' };
      BgTask *task = core_executor_new_task (fixture, core_body_nothing, NULL, name);

      bg_task_set_priority (task, i);
      core_add_task (fixture->manager, task);
    }
  core_assert_submitted (fixture, "+c");
  g_assert_cmpuint (fixture->executor->n_asked, ==, 2);

  /* It is asked again when it says so, or for a higher class. */
  bg_task_run_body (core_executor_get_task (fixture, 0));
  core_watch_run (fixture->watch, 1);
  g_ptr_array_set_size (fixture->executor->tasks, 0);
  core_assert_submitted (fixture, "");
  bg_executor_capacity_changed (BG_EXECUTOR (fixture->executor));
  core_assert_submitted (fixture, "+b");
}

static void
test_asks_again_for_a_higher_class (Fixture       *fixture,
                                    gconstpointer  user_data)
{
  BgTask *urgent = core_executor_new_task (fixture, core_body_nothing, NULL, "urgent");

  fixture->executor->room[BG_TASK_CLASS_NORMAL] = 0;
  core_executor_add (fixture, core_body_nothing, NULL, "a");
  core_assert_submitted (fixture, "");
  bg_task_set_task_class (urgent, BG_TASK_CLASS_CRITICAL);
  core_add_task (fixture->manager, urgent);
  core_assert_submitted (fixture, "+urgent");
}

static void
test_a_full_one_holds_up_nobody (Fixture       *fixture,
                                 gconstpointer  user_data)
{
  fixture->executor->room[BG_TASK_CLASS_NORMAL] = 0;
  core_executor_add (fixture, core_body_nothing, NULL, "a");
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+2");
  core_assert_submitted (fixture, "");
}

static void
test_dependencies_cross (Fixture       *fixture,
                         gconstpointer  user_data)
{
  BgTask *task = core_executor_new_task (fixture, core_body_nothing, NULL, "a");
  guint64 first = core_add (fixture->manager, core_work_nothing, NULL, NULL), second;

  fixture->executor->runs = TRUE;
  bg_task_add_upstream (task, first);
  second = core_add_task (fixture->manager, task);
  core_add_after (fixture->manager, core_work_nothing, NULL, NULL, second);
  core_watch_run (fixture->watch, 3);
  core_assert_log (fixture->watch, "+1 +2 +3");
}

static void
test_runs_plain_functions (Fixture       *fixture,
                           gconstpointer  user_data)
{
  guint n = 0;

  fixture->executor->runs = TRUE;
  bg_task_manager_set_default_executor (fixture->manager, BG_EXECUTOR (fixture->executor));
  core_add (fixture->manager, core_work_count, &n, "group");
  core_add (fixture->manager, core_work_fail, NULL, "group");
  core_watch_run (fixture->watch, 2);
  bg_test_drain (NULL);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (fixture->watch->n_completed, ==, 1);
  g_assert_cmpuint (fixture->watch->n_failed, ==, 1);
  g_assert_cmpuint (fixture->watch->n_finished, ==, 1);
  g_assert_true (bg_task_manager_get_default_executor (fixture->manager) == BG_EXECUTOR (fixture->executor));

  bg_task_manager_set_default_executor (fixture->manager, NULL);
  g_assert_true (BG_IS_THREAD_EXECUTOR (bg_task_manager_get_default_executor (fixture->manager)));
}

static void
test_begins_what_it_chooses (Fixture       *fixture,
                             gconstpointer  user_data)
{
  g_autoptr (BgTask) chosen = NULL;
  g_autoptr (BgTask) blocked = NULL;
  BgExecutor *executor = BG_EXECUTOR (fixture->executor);

  fixture->executor->room[BG_TASK_CLASS_NORMAL] = 0;
  core_executor_add (fixture, core_body_nothing, NULL, "a");
  chosen = g_object_ref (core_executor_new_task (fixture, core_body_nothing, NULL, "b"));
  core_add_task (fixture->manager, chosen);
  blocked = g_object_ref (core_executor_new_task (fixture, core_body_nothing, NULL, "c"));
  bg_task_add_upstream (blocked, 2);
  core_add_task (fixture->manager, blocked);
  bg_test_drain (NULL);

  g_assert_false (bg_executor_begin_task (executor, blocked));
  bg_task_manager_pause_processing (fixture->manager);
  g_assert_false (bg_executor_begin_task (executor, chosen));
  bg_task_manager_start_processing (fixture->manager);
  g_assert_true (bg_executor_begin_task (executor, chosen));
  g_assert_false (bg_executor_begin_task (executor, chosen));
  g_assert_true (bg_task_run_body (chosen));
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+2");
  g_assert_true (bg_executor_begin_task (executor, blocked));
  bg_task_return_int (blocked, 1);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+3");
  core_assert_submitted (fixture, "");
}

static void
test_pause_holds_tasks_back (Fixture       *fixture,
                             gconstpointer  user_data)
{
  bg_task_manager_pause_processing (fixture->manager);
  core_executor_add (fixture, core_body_nothing, NULL, "a");
  core_assert_submitted (fixture, "");
  bg_task_manager_start_processing (fixture->manager);
  core_assert_submitted (fixture, "+a");
}

static void
test_drains_after_the_last (Fixture       *fixture,
                            gconstpointer  user_data)
{
  fixture->executor->room[BG_TASK_CLASS_NORMAL] = 1;
  core_executor_add (fixture, core_body_nothing, NULL, "a");
  core_executor_add (fixture, core_body_nothing, NULL, "b");
  core_assert_submitted (fixture, "+a");
  bg_task_manager_shut_down_async (fixture->manager, BG_SHUTDOWN_DRAIN, -1, NULL, NULL, NULL);
  core_assert_submitted (fixture, "");
  bg_task_run_body (core_executor_get_task (fixture, 0));
  g_ptr_array_set_size (fixture->executor->tasks, 0);
  bg_executor_capacity_changed (BG_EXECUTOR (fixture->executor));
  core_assert_submitted (fixture, "+b drain");
  bg_task_run_body (core_executor_get_task (fixture, 0));
  core_watch_run (fixture->watch, 2);
  core_assert_log (fixture->watch, "+1 +2");
}

static void
test_drains_when_there_is_nothing_left (Fixture       *fixture,
                                        gconstpointer  user_data)
{
  fixture->executor->runs = TRUE;
  core_executor_add (fixture, core_body_nothing, NULL, "a");
  core_watch_run (fixture->watch, 1);
  bg_task_manager_shut_down (fixture->manager);
  core_assert_submitted (fixture, "+a drain");
}

static void
test_serves_one_manager (Fixture       *fixture,
                         gconstpointer  user_data)
{
  g_autoptr (BgTaskManager) other = core_manager_new (1);
  g_autoptr (BgTaskManager) served = NULL;
  g_autoptr (BgTask) task = core_executor_new_task (fixture, core_body_nothing, NULL, "b");
  g_autoptr (GError) error = NULL;

  g_assert_null (bg_executor_dup_manager (BG_EXECUTOR (fixture->executor)));
  core_executor_add (fixture, core_body_nothing, NULL, "a");
  served = bg_executor_dup_manager (BG_EXECUTOR (fixture->executor));
  g_assert_true (served == fixture->manager);
  g_assert_cmpuint (bg_task_manager_add (other, task, &error), ==, 0);
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "serves another task manager"));
}

static void
test_is_free_when_its_manager_is_gone (Fixture       *fixture,
                                       gconstpointer  user_data)
{
  BgTaskManager *next = core_manager_new (1);
  BgTask *task;

  core_executor_add (fixture, core_body_nothing, NULL, "a");
  core_assert_submitted (fixture, "+a");
  g_clear_pointer (&fixture->watch, core_watch_free);
  core_end (g_steal_pointer (&fixture->manager));
  bg_test_drain (NULL);
  g_assert_null (bg_executor_dup_manager (BG_EXECUTOR (fixture->executor)));
  core_assert_submitted (fixture, "-a drain");
  bg_executor_capacity_changed (BG_EXECUTOR (fixture->executor));
  g_ptr_array_set_size (fixture->executor->tasks, 0);

  task = core_executor_new_task (fixture, core_body_nothing, NULL, "b");
  core_add_task (next, task);
  bg_task_manager_start_processing (next);
  core_assert_submitted (fixture, "+b");
  bg_task_run_body (core_executor_get_task (fixture, 0));
  core_end (next);
}

static void
test_kinds_of_the_main_loop_have_none (Fixture       *fixture,
                                       gconstpointer  user_data)
{
  g_autoptr (BgTask) task = bg_task_new_pass_through ();
  g_autoptr (GError) error = NULL;

  bg_task_set_executor (task, BG_EXECUTOR (fixture->executor));
  g_assert_cmpuint (bg_task_manager_add (fixture->manager, task, &error), ==, 0);
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
}

static void
test_refuses_too_many (Fixture       *fixture,
                       gconstpointer  user_data)
{
  g_autoptr (GPtrArray) executors = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  guint64 id;

  do
    {
      CoreExecutor *executor = g_object_new (CORE_TYPE_EXECUTOR, NULL);
      g_autoptr (BgTask) task = bg_task_new (core_body_nothing, NULL, NULL);

      g_ptr_array_add (executors, executor);
      bg_task_set_executor (task, BG_EXECUTOR (executor));
      id = bg_task_manager_add (fixture->manager, task, &error);
    }
  while (id != 0 && executors->len < 1000);
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  g_assert_cmpuint (executors->len, ==, 63);
  bg_task_manager_stop_all_tasks (fixture->manager);
  bg_test_drain (NULL);
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    user_data)
{
  *(guint *) user_data += 1;
}

static void
test_properties (Fixture       *fixture,
                 gconstpointer  user_data)
{
  g_autoptr (BgTask) task = g_object_new (BG_TYPE_TASK, "executor", fixture->executor, NULL);
  g_autoptr (BgExecutor) executor = NULL;
  guint n = 0;

  g_signal_connect (task, "notify::executor", G_CALLBACK (count_cb), &n);
  g_assert_true (bg_task_get_executor (task) == BG_EXECUTOR (fixture->executor));
  bg_task_set_executor (task, BG_EXECUTOR (fixture->executor));
  g_assert_cmpuint (n, ==, 0);
  bg_task_set_executor (task, NULL);
  g_object_get (task, "executor", &executor, NULL);
  g_assert_null (executor);
  g_assert_cmpuint (n, ==, 1);

  n = 0;
  g_signal_connect (fixture->manager, "notify::default-executor", G_CALLBACK (count_cb), &n);
  g_object_set (fixture->manager, "default-executor", fixture->executor, NULL);
  bg_task_manager_set_default_executor (fixture->manager, BG_EXECUTOR (fixture->executor));
  g_object_get (fixture->manager, "default-executor", &executor, NULL);
  g_assert_true (executor == BG_EXECUTOR (fixture->executor));
  g_assert_cmpuint (n, ==, 1);
}

#define ADD(path, func) \
  g_test_add ("/executor/" path, Fixture, NULL, core_executor_set_up, func, core_executor_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("properties", test_properties);
  ADD ("runs-a-body", test_runs_a_body);
  ADD ("reports-without-a-body", test_reports_without_a_body);
  ADD ("runs-a-body-in-a-thread", test_runs_a_body_in_a_thread);
  ADD ("a-body-may-hold", test_a_body_may_hold);
  ADD ("submits-the-most-urgent-while-there-is-room", test_submits_the_most_urgent_while_there_is_room);
  ADD ("asks-again-for-a-higher-class", test_asks_again_for_a_higher_class);
  ADD ("a-full-one-holds-up-nobody", test_a_full_one_holds_up_nobody);
  ADD ("dependencies-cross", test_dependencies_cross);
  ADD ("runs-plain-functions", test_runs_plain_functions);
  ADD ("begins-what-it-chooses", test_begins_what_it_chooses);
  ADD ("pause-holds-tasks-back", test_pause_holds_tasks_back);
  ADD ("drains-after-the-last", test_drains_after_the_last);
  ADD ("drains-when-there-is-nothing-left", test_drains_when_there_is_nothing_left);
  ADD ("serves-one-manager", test_serves_one_manager);
  ADD ("is-free-when-its-manager-is-gone", test_is_free_when_its_manager_is_gone);
  ADD ("kinds-of-the-main-loop-have-none", test_kinds_of_the_main_loop_have_none);
  ADD ("refuses-too-many", test_refuses_too_many);
  return g_test_run ();
}
