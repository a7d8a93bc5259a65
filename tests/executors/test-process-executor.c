/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "process-test.h"

#include <signal.h>
#include <string.h>

static void
assert_int (BgTask *task,
            int     expected)
{
  const GValue *result = bg_task_get_result (task);

  g_assert_true (G_VALUE_HOLDS_INT (result));
  g_assert_cmpint (g_value_get_int (result), ==, expected);
}

static void
test_results_are_those_of_any_task (void)
{
  ProcessTest test;
  g_autoptr (BgTask) number = NULL;
  g_autoptr (BgTask) text = NULL;
  g_autoptr (BgTask) mapping = NULL;
  g_autoptr (BgTask) nothing = NULL;

  g_test_summary ("A8.3, A10.6: results do not depend on where a task has run, and nobody has to tell that it has ended");
  process_test_set_up (&test, 1);
  number = process_test_run (&test, "echo", "{'value': <777>}");
  assert_int (number, 777);
  text = process_test_run (&test, "echo", "{'value': <'text'>}");
  g_assert_cmpstr (g_value_get_string (bg_task_get_result (text)), ==, "text");
  mapping = process_test_run (&test, "echo", "{'value': <{'a': <1>}>}");
  g_assert_true (G_VALUE_HOLDS_VARIANT (bg_task_get_result (mapping)));
  nothing = process_test_run (&test, "nothing", NULL);
  g_assert_cmpint (bg_task_get_state (nothing), ==, BG_TASK_STATE_COMPLETED);
  g_assert_null (bg_task_get_result (nothing));
  process_test_tear_down (&test);
}

static void
test_arguments_are_overlaid_by_upstreams (void)
{
  ProcessTest test;
  g_autoptr (BgTask) first = NULL;
  g_autoptr (BgTask) second = NULL;
  int a = 0, b = 0;

  process_test_set_up (&test, 2);
  first = process_test_add (&test, "echo", "{'value': <{'b': <2>}>}");
  second = bg_process_task_new ("test", g_variant_new_parsed ("{'a': <1>, 'b': <1>, 'what': <'everything'>}"));
  bg_task_set_executor (second, BG_EXECUTOR (test.executor));
  bg_task_add_upstream (second, bg_task_get_id (first));
  core_add_task (test.manager, g_object_ref (second));
  core_watch_run (test.watch, 2);
  g_assert_true (g_variant_lookup (g_value_get_variant (bg_task_get_result (second)), "a", "i", &a));
  g_assert_true (g_variant_lookup (g_value_get_variant (bg_task_get_result (second)), "b", "i", &b));
  g_assert_cmpint (a, ==, 1);
  g_assert_cmpint (b, ==, 2);
  process_test_tear_down (&test);
}

static void
test_child_goes_on_to_the_next_request (void)
{
  ProcessTest test;
  g_autoptr (BgTask) first = NULL;
  g_autoptr (BgTask) second = NULL;

  process_test_set_up (&test, 2);
  first = process_test_run (&test, "pid", NULL);
  second = process_test_run (&test, "pid", NULL);
  assert_int (second, g_value_get_int (bg_task_get_result (first)));
  g_assert_cmpuint (bg_process_executor_count_children (test.executor), ==, 1);
  process_test_tear_down (&test);
}

static void
test_errors_come_back (void)
{
  ProcessTest test;
  g_autoptr (BgTask) plain = NULL;
  g_autoptr (BgTask) detailed = NULL;
  g_autoptr (BgTask) silent = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) other = NULL;

  process_test_set_up (&test, 1);
  plain = process_test_run (&test, "fail", NULL);
  error = bg_task_dup_error (plain);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "There is no photo");
  detailed = process_test_run (&test, "fail-in-detail", NULL);
  other = bg_task_dup_error (detailed);
  g_assert_error (other, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  silent = process_test_run (&test, "fail-silently", NULL);
  g_clear_error (&other);
  other = bg_task_dup_error (silent);
  g_assert_error (other, BG_ERROR, BG_ERROR_FAILED);
  g_assert_cmpuint (bg_process_executor_count_children (test.executor), ==, 1);
  process_test_tear_down (&test);
}

static void
log_line_cb (BgProcessExecutor *executor,
             BgTask            *task,
             const char        *line,
             gpointer           user_data)
{
  g_assert_cmpstr (bg_process_task_get_worker (BG_PROCESS_TASK (task)), ==, "test");
  g_string_append_printf (user_data, "%s ", line);
}

static void
test_progress_and_lines_come_back (void)
{
  ProcessTest test;
  g_autoptr (BgTask) task = NULL;
  g_autoptr (GString) lines = g_string_new (NULL);

  process_test_set_up (&test, 1);
  g_signal_connect (test.executor, "log-line", G_CALLBACK (log_line_cb), lines);
  task = process_test_run (&test, "talk", NULL);
  g_assert_cmpstr (lines->str, ==, "one two ");
  g_assert_cmpfloat (bg_task_get_fraction (task), ==, 0.75);
  process_test_tear_down (&test);
}

static void
test_worker_that_listens_is_kept_when_its_task_is_stopped (void)
{
  ProcessTest test;
  g_autoptr (BgTask) before = NULL;
  g_autoptr (BgTask) stopped = NULL;
  g_autoptr (BgTask) after = NULL;

  g_test_summary ("The request to cancel is the first step of three.");
  process_test_set_up (&test, 1);
  bg_process_executor_set_terminate_after (test.executor, G_MAXINT);
  before = process_test_run (&test, "pid", NULL);
  stopped = process_test_add (&test, "wait", NULL);
  process_test_run_until_text (&test, stopped, "waiting");
  g_assert_true (bg_task_stop (stopped));
  after = process_test_add (&test, "pid", NULL);
  core_watch_run (test.watch, 2);
  g_assert_cmpint (bg_task_get_state (stopped), ==, BG_TASK_STATE_STOPPED);
  assert_int (after, g_value_get_int (bg_task_get_result (before)));
  process_test_tear_down (&test);
}

/* Stops a task whose worker does not listen, and has another one run in its place. */
static void
stop_one_that_hangs (const char *arguments,
                     guint       terminate_after,
                     guint       kill_after)
{
  ProcessTest test;
  g_autoptr (BgTask) before = NULL;
  g_autoptr (BgTask) stopped = NULL;
  g_autoptr (BgTask) after = NULL;

  process_test_set_up (&test, 1);
  g_object_set (test.executor, "terminate-after", terminate_after, "kill-after", kill_after, NULL);
  before = process_test_run (&test, "pid", NULL);
  stopped = process_test_add (&test, "hang", arguments);
  process_test_run_until_text (&test, stopped, "hanging");
  after = process_test_add (&test, "pid", NULL);
  g_assert_true (bg_task_stop (stopped));
  core_watch_run (test.watch, 2);
  g_assert_cmpint (bg_task_get_state (stopped), ==, BG_TASK_STATE_STOPPED);
  g_assert_cmpint (g_value_get_int (bg_task_get_result (after)), !=, g_value_get_int (bg_task_get_result (before)));
  process_test_tear_down (&test);
}

static void
test_worker_that_does_not_listen_is_told_to_end (void)
{
  g_test_summary ("The second step: SIGTERM. The third one is out of reach.");
  stop_one_that_hangs (NULL, 1, G_MAXINT);
}

static void
test_worker_that_is_deaf_is_killed (void)
{
  g_test_summary ("The third step: SIGKILL.");
  stop_one_that_hangs ("{'number': <1>}", 1, 1);
}

static void
test_deadline_ends_what_hangs (void)
{
  ProcessTest test;
  g_autoptr (BgTask) task = NULL;
  g_autoptr (GError) error = NULL;

  process_test_set_up (&test, 1);
  bg_process_executor_set_terminate_after (test.executor, 0);
  task = bg_process_task_new ("test", g_variant_new_parsed ("{'what': <'hang'>}"));
  bg_task_set_executor (task, BG_EXECUTOR (test.executor));
  bg_task_set_deadline (task, 100000);
  core_add_task (test.manager, g_object_ref (task));
  process_test_run_until_text (&test, task, "hanging");
  core_make_due (test.manager, bg_task_get_id (task));
  core_watch_run (test.watch, 1);
  error = bg_task_dup_error (task);
  g_assert_error (error, BG_ERROR, BG_ERROR_TIMED_OUT);
  /* It keeps what the manager has made to tell the time. */
  g_clear_object (&task);
  process_test_tear_down (&test);
}

static void
test_late_answer_is_not_for_the_next_attempt (void)
{
  ProcessTest test;
  g_autoptr (BgRetryPolicy) retry = bg_retry_policy_new (2, BG_BACKOFF_CONSTANT, 0, 0, 0);
  g_autoptr (BgTask) task = bg_process_task_new ("test", g_variant_new_parsed ("{'what': <'wait'>}"));

  g_test_summary ("The first attempt runs out of time, and its worker answers when the second one runs.");
  process_test_set_up (&test, 2);
  bg_process_executor_set_terminate_after (test.executor, G_MAXINT);
  bg_task_set_executor (task, BG_EXECUTOR (test.executor));
  bg_task_set_time_limit (task, 1000000);
  bg_task_set_retry (task, retry);
  core_add_task (test.manager, g_object_ref (task));
  process_test_run_until_text (&test, task, "waiting");
  core_make_due (test.manager, bg_task_get_id (task));
  while (bg_process_executor_count_children (test.executor) < 2)
    g_main_context_iteration (test.context, TRUE);
  while (bg_process_executor_count_running (test.executor) > 1)
    g_main_context_iteration (test.context, TRUE);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_RUNNING);
  g_assert_cmpuint (bg_task_get_attempt (task), ==, 2);
  bg_task_stop (task);
  core_watch_run (test.watch, 1);
  g_clear_object (&task);
  process_test_tear_down (&test);
}

static void
test_attempts_each_have_a_child (void)
{
  ProcessTest test;
  g_autoptr (BgRetryPolicy) retry = bg_retry_policy_new (3, BG_BACKOFF_CONSTANT, 0, 0, 0);
  g_autoptr (BgTask) task = bg_process_task_new ("test", g_variant_new_parsed ("{'what': <'exit'>, 'number': <5>}"));

  process_test_set_up (&test, 1);
  bg_task_set_executor (task, BG_EXECUTOR (test.executor));
  bg_task_set_retry (task, retry);
  core_add_task (test.manager, g_object_ref (task));
  core_watch_run (test.watch, 1);
  process_assert_failure (task, BG_PROCESS_ERROR_EXITED, "“test” ended with exit status 5");
  g_assert_cmpuint (bg_task_get_attempt (task), ==, 3);
  g_clear_object (&task);
  process_test_tear_down (&test);
}

static BgTask *
add_of_class (ProcessTest      *test,
              BgAdmissionClass  task_class)
{
  g_autoptr (BgTask) task = bg_process_task_new ("test", g_variant_new_parsed ("{'what': <'wait'>}"));

  bg_task_set_executor (task, BG_EXECUTOR (test->executor));
  bg_task_set_task_class (task, task_class);
  core_add_task (test->manager, g_object_ref (task));
  return g_steal_pointer (&task);
}

static void
run_until_running (ProcessTest *test,
                   guint        n)
{
  while (bg_process_executor_count_running (test->executor) < n)
    g_main_context_iteration (test->context, TRUE);
  bg_test_drain (test->context);
  g_assert_cmpuint (bg_process_executor_count_running (test->executor), ==, n);
}

static void
add_many (ProcessTest      *test,
          guint             n,
          BgAdmissionClass  task_class)
{
  while (n-- > 0)
    g_object_unref (add_of_class (test, task_class));
}

static void
test_classes_have_reserves (void)
{
  ProcessTest test;

  g_test_summary ("A8.1, A3: thresholds on the total of what runs, as in the pool of threads.");
  process_test_set_up (&test, 4);
  g_object_set (test.executor, "reserve-normal", 1, "reserve-high", 2, NULL);
  add_many (&test, 8, BG_TASK_CLASS_LOW);
  run_until_running (&test, 4);
  add_many (&test, 8, BG_TASK_CLASS_NORMAL);
  run_until_running (&test, 5);
  add_many (&test, 8, BG_TASK_CLASS_HIGH);
  run_until_running (&test, 7);
  add_many (&test, 2, BG_TASK_CLASS_CRITICAL);
  run_until_running (&test, 9);
  g_assert_cmpuint (bg_process_executor_count_children (test.executor), ==, 9);
  bg_process_executor_set_reserve_high (test.executor, 5);
  run_until_running (&test, 10);
  bg_task_manager_stop_all_tasks (test.manager);
  core_run_to_rest (test.manager);
  while (bg_process_executor_count_running (test.executor) > 0)
    g_main_context_iteration (test.context, TRUE);
  process_test_tear_down (&test);
}

static void
test_pool_may_be_unlimited (void)
{
  ProcessTest test;

  process_test_set_up (&test, 0);
  add_many (&test, 12, BG_TASK_CLASS_LOW);
  run_until_running (&test, 12);
  bg_task_manager_stop_all_tasks (test.manager);
  while (bg_process_executor_count_running (test.executor) > 0)
    g_main_context_iteration (test.context, TRUE);
  process_test_tear_down (&test);
}

static void
test_idle_children_end_after_a_while (void)
{
  ProcessTest test;
  g_autoptr (BgTask) task = NULL;

  process_test_set_up (&test, 1);
  task = process_test_run (&test, "nothing", NULL);
  g_assert_cmpuint (bg_process_executor_count_children (test.executor), ==, 1);
  bg_process_executor_set_idle_timeout (test.executor, 1);
  while (bg_process_executor_count_children (test.executor) > 0)
    g_main_context_iteration (test.context, TRUE);
  process_test_tear_down (&test);
}

static void
test_idle_children_make_room_for_other_workers (void)
{
  const char *argv[] = { "/proc/self/exe", NULL };
  ProcessTest test;
  g_autoptr (BgTask) first = NULL;
  g_autoptr (BgTask) second = NULL;

  process_test_set_up (&test, 1);
  bg_process_executor_register (test.executor, "other", argv);
  first = process_test_run (&test, "pid", NULL);
  second = bg_process_task_new ("other", g_variant_new_parsed ("{'what': <'name'>}"));
  bg_task_set_executor (second, BG_EXECUTOR (test.executor));
  core_add_task (test.manager, g_object_ref (second));
  core_watch_run (test.watch, 1);
  g_assert_cmpstr (g_value_get_string (bg_task_get_result (second)), ==, "other");
  while (bg_process_executor_count_children (test.executor) > 1)
    g_main_context_iteration (test.context, TRUE);
  process_test_tear_down (&test);
}

static void
test_child_that_went_while_idle_fails_nothing (void)
{
  ProcessTest test;

  g_test_summary ("The request may cross the end of the child.");
  process_test_set_up (&test, 1);
  for (int i = 0; i < 50; i++)
    {
      g_autoptr (BgTask) first = process_test_run (&test, "pid", NULL);
      g_autoptr (BgTask) second = NULL;

      kill (g_value_get_int (bg_task_get_result (first)), SIGKILL);
      second = process_test_run (&test, "echo", "{'value': <1>}");
      assert_int (second, 1);
    }
  process_test_tear_down (&test);
}

static void
shut_down_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_assert_true (bg_task_manager_shut_down_finish (BG_TASK_MANAGER (source), result, NULL));
  *(int *) user_data = TRUE;
}

static void
test_draining_lets_idle_children_go (void)
{
  ProcessTest test;
  g_autoptr (BgTask) first = NULL;
  g_autoptr (BgTask) second = NULL;
  int ended = FALSE;

  process_test_set_up (&test, 2);
  first = process_test_run (&test, "nothing", NULL);
  second = process_test_add (&test, "echo", "{'value': <1>}");
  bg_task_manager_shut_down_async (test.manager, BG_SHUTDOWN_DRAIN, -1, NULL, shut_down_cb, &ended);
  bg_test_run_until_set (test.context, &ended);
  assert_int (second, 1);
  process_test_await_none ();
  process_test_tear_down (&test);
}

static void
test_another_manager_may_use_it_afterwards (void)
{
  ProcessTest test;
  g_autoptr (BgTask) first = NULL;
  g_autoptr (BgTask) second = NULL;

  process_test_set_up (&test, 1);
  first = process_test_run (&test, "pid", NULL);
  g_clear_pointer (&test.watch, core_watch_free);
  core_end (test.manager);
  test.manager = core_manager_new (1);
  test.watch = core_watch_new (test.manager);
  second = process_test_run (&test, "echo", "{'value': <1>}");
  assert_int (second, 1);
  process_test_tear_down (&test);
}

static void
test_what_cannot_run_in_a_process_fails (void)
{
  ProcessTest test;
  g_autoptr (BgTask) function = bg_task_new (core_body_nothing, NULL, NULL);
  g_autoptr (BgTask) unknown = bg_process_task_new ("unknown", NULL);
  g_autoptr (BgTask) elsewhere = bg_process_task_new ("test", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) other = NULL;

  process_test_set_up (&test, 1);
  bg_task_set_executor (function, BG_EXECUTOR (test.executor));
  bg_task_set_executor (unknown, BG_EXECUTOR (test.executor));
  core_add_task (test.manager, g_object_ref (function));
  core_add_task (test.manager, g_object_ref (unknown));
  core_add_task (test.manager, g_object_ref (elsewhere));
  core_watch_run (test.watch, 3);
  error = bg_task_dup_error (function);
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  process_assert_failure (unknown, BG_PROCESS_ERROR_UNKNOWN_WORKER, "“unknown”");
  other = bg_task_dup_error (elsewhere);
  g_assert_error (other, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  process_test_tear_down (&test);
}

static void
test_program_that_is_not_there_fails_its_tasks (void)
{
  const char *argv[] = { "/no/such/program", NULL };
  ProcessTest test;
  g_autoptr (BgTask) task = NULL;

  process_test_set_up (&test, 1);
  bg_process_executor_register (test.executor, "test", argv);
  task = process_test_run (&test, "nothing", NULL);
  process_assert_failure (task, BG_PROCESS_ERROR_SPAWN, "/no/such/program");
  process_test_tear_down (&test);
}

static void
count_cb (guint *counter)
{
  (*counter)++;
}

static void
test_properties (void)
{
  g_autoptr (BgProcessExecutor) executor = bg_process_executor_new (3);
  guint n_notified = 0;

  g_signal_connect_swapped (executor, "notify", G_CALLBACK (count_cb), &n_notified);
  for (int i = 0; i < 2; i++)
    {
      g_object_set (executor, "pool-size", 1, "reserve-normal", 2, "reserve-high", 3, "idle-timeout", 4,
                    "terminate-after", 5, "kill-after", 6, "max-message-size", 7, NULL);
      g_assert_cmpuint (n_notified, ==, 7);
    }
  g_assert_cmpuint (bg_process_executor_get_pool_size (executor), ==, 1);
  g_assert_cmpuint (bg_process_executor_get_reserve_normal (executor), ==, 2);
  g_assert_cmpuint (bg_process_executor_get_reserve_high (executor), ==, 3);
  g_assert_cmpuint (bg_process_executor_get_idle_timeout (executor), ==, 4);
  g_assert_cmpuint (bg_process_executor_get_terminate_after (executor), ==, 5);
  g_assert_cmpuint (bg_process_executor_get_kill_after (executor), ==, 6);
  g_assert_cmpuint (bg_process_executor_get_max_message_size (executor), ==, 7);
  bg_process_executor_set_pool_size (executor, 2);
  bg_process_executor_set_reserve_normal (executor, 3);
  bg_process_executor_set_kill_after (executor, 7);
  bg_process_executor_set_max_message_size (executor, 8);
  g_assert_cmpuint (n_notified, ==, 11);
}

static void
add_tests (void)
{
  g_test_add_func ("/process-executor/results", test_results_are_those_of_any_task);
  g_test_add_func ("/process-executor/arguments", test_arguments_are_overlaid_by_upstreams);
  g_test_add_func ("/process-executor/next-request", test_child_goes_on_to_the_next_request);
  g_test_add_func ("/process-executor/errors", test_errors_come_back);
  g_test_add_func ("/process-executor/progress-and-lines", test_progress_and_lines_come_back);
  g_test_add_func ("/process-executor/stop/listens", test_worker_that_listens_is_kept_when_its_task_is_stopped);
  g_test_add_func ("/process-executor/stop/does-not-listen", test_worker_that_does_not_listen_is_told_to_end);
  g_test_add_func ("/process-executor/stop/deaf", test_worker_that_is_deaf_is_killed);
  g_test_add_func ("/process-executor/deadline", test_deadline_ends_what_hangs);
  g_test_add_func ("/process-executor/retry", test_attempts_each_have_a_child);
  g_test_add_func ("/process-executor/retry/late-answer", test_late_answer_is_not_for_the_next_attempt);
  g_test_add_func ("/process-executor/classes", test_classes_have_reserves);
  g_test_add_func ("/process-executor/unlimited", test_pool_may_be_unlimited);
  g_test_add_func ("/process-executor/idle/timeout", test_idle_children_end_after_a_while);
  g_test_add_func ("/process-executor/idle/room", test_idle_children_make_room_for_other_workers);
  g_test_add_func ("/process-executor/idle/killed", test_child_that_went_while_idle_fails_nothing);
  g_test_add_func ("/process-executor/drain", test_draining_lets_idle_children_go);
  g_test_add_func ("/process-executor/another-manager", test_another_manager_may_use_it_afterwards);
  g_test_add_func ("/process-executor/refused", test_what_cannot_run_in_a_process_fails);
  g_test_add_func ("/process-executor/not-there", test_program_that_is_not_there_fails_its_tasks);
  g_test_add_func ("/process-executor/properties", test_properties);
}

int
main (int    argc,
      char **argv)
{
  return process_test_main (argc, argv, add_tests);
}
