/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "process-test.h"

#include <signal.h>
#include <string.h>

#define N_TIMES 100

typedef struct
{
  const char *what;
  const char *arguments;
  int         code;
  const char *message;
} Death;

static const Death exited = { "exit", "{'number': <3>}", BG_PROCESS_ERROR_EXITED, "“test” ended with exit status 3" };
static const Death left = { "exit", "{'number': <0>}", BG_PROCESS_ERROR_EXITED, "“test” ended without an answer" };
static const Death aborted = { "signal", "{'number': <6>}", BG_PROCESS_ERROR_KILLED,
                               "“test” was killed by signal 6 (Aborted)" };
static const Death crashed = { "signal", "{'number': <11>}", BG_PROCESS_ERROR_KILLED,
                               "“test” was killed by signal 11 (Segmentation fault)" };
static const Death out_of_memory = { "signal", "{'number': <9>}", BG_PROCESS_ERROR_KILLED, "perhaps the memory ran out" };
static const Death garbage = { "garbage", "{'number': <3>}", BG_PROCESS_ERROR_PROTOCOL, "“test”: it has sent garbage" };
static const Death nonsense = { "nonsense", NULL, BG_PROCESS_ERROR_PROTOCOL, "“test”: it has sent garbage" };
static const Death version = { "other-version", NULL, BG_PROCESS_ERROR_PROTOCOL, "it speaks version" };
static const Death flood = { "flood", NULL, BG_PROCESS_ERROR_TOO_LARGE, "larger than the limit" };

/* The milliseconds from the death of a worker, or the end of its task if it lives, to the beginning of the task that
 * waits for its place. */
static double
measure_gap (BgTask *ended,
             BgTask *next)
{
  g_autofree char *text = bg_task_dup_text (ended);
  gint64 death = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;

  return (double) (bg_task_get_start_time (next) - (death > 0 ? death : bg_task_get_end_time (ended))) / 1000;
}

static void
test_death (gconstpointer user_data)
{
  const Death *death = user_data;
  ProcessTest test;
  double longest = 0;

  g_test_summary ("A8.4: a dying child is a failed task, whose place is free for the next one, in a new child.");
  process_test_set_up (&test, 1);
  for (int i = 0; i < N_TIMES; i++)
    {
      g_autoptr (BgTask) task = process_test_add (&test, death->what, death->arguments);
      g_autoptr (BgTask) next = process_test_add (&test, "echo", "{'value': <42>}");

      core_watch_run (test.watch, 2);
      process_assert_failure (task, death->code, death->message);
      g_assert_cmpint (g_value_get_int (bg_task_get_result (next)), ==, 42);
      longest = MAX (longest, measure_gap (task, next));
    }
  g_test_minimized_result (longest, "the place came back after at most %.3f ms", longest);
  process_test_tear_down (&test);
}

static void
test_hanging_workers_can_be_stopped (void)
{
  ProcessTest test;

  process_test_set_up (&test, 1);
  g_object_set (test.executor, "terminate-after", 0, "kill-after", 0, NULL);
  for (int i = 0; i < N_TIMES; i++)
    {
      g_autoptr (BgTask) task = process_test_add (&test, "hang", i % 2 == 0 ? NULL : "{'number': <1>}");
      g_autoptr (BgTask) next = process_test_add (&test, "echo", "{'value': <42>}");

      process_test_run_until_text (&test, task, "hanging");
      g_assert_true (bg_task_stop (task));
      core_watch_run (test.watch, 2);
      g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_STOPPED);
      g_assert_cmpint (g_value_get_int (bg_task_get_result (next)), ==, 42);
    }
  process_test_tear_down (&test);
}

static void
test_results_that_are_too_large_are_refused (void)
{
  ProcessTest test;

  g_test_summary ("The worker knows the limit and goes on.");
  process_test_set_up (&test, 1);
  bg_process_executor_set_max_message_size (test.executor, 4096);
  for (int i = 0; i < N_TIMES; i++)
    {
      g_autoptr (BgTask) task = process_test_run (&test, "huge", "{'number': <1000000>}");
      g_autoptr (BgTask) small = process_test_run (&test, "huge", "{'number': <1000>}");

      process_assert_failure (task, BG_PROCESS_ERROR_TOO_LARGE, "larger than the limit");
      g_assert_cmpuint (g_variant_get_size (g_value_get_variant (bg_task_get_result (small))), ==, 1000);
      g_assert_cmpuint (bg_process_executor_count_children (test.executor), ==, 1);
    }
  process_test_tear_down (&test);
}

static void
test_large_results_arrive (void)
{
  ProcessTest test;
  g_autoptr (BgTask) task = NULL;

  process_test_set_up (&test, 1);
  task = process_test_run (&test, "huge", "{'number': <20000000>}");
  g_assert_cmpuint (g_variant_get_size (g_value_get_variant (bg_task_get_result (task))), ==, 20000000);
  process_test_tear_down (&test);
}

static void
test_large_arguments (void)
{
  const gsize size = 8 * 1024 * 1024;
  ProcessTest test;
  g_autoptr (BgTask) task = NULL;
  g_autoptr (BgTask) refused = NULL;
  g_autoptr (GBytes) data = g_bytes_new_take (g_malloc0 (size), size);
  GVariantDict dict;

  process_test_set_up (&test, 1);
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "what", "s", "everything");
  g_variant_dict_insert_value (&dict, "data", g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, data, TRUE));
  task = bg_process_task_new ("test", g_variant_dict_end (&dict));
  refused = bg_process_task_new ("test", bg_process_task_get_arguments (BG_PROCESS_TASK (task)));
  bg_task_set_executor (task, BG_EXECUTOR (test.executor));
  core_add_task (test.manager, g_object_ref (task));
  core_watch_run (test.watch, 1);
  g_assert_cmpvariant (g_value_get_variant (bg_task_get_result (task)),
                       bg_process_task_get_arguments (BG_PROCESS_TASK (task)));

  bg_process_executor_set_max_message_size (test.executor, 4096);
  bg_process_executor_set_idle_timeout (test.executor, 0);
  bg_task_set_executor (refused, BG_EXECUTOR (test.executor));
  core_add_task (test.manager, g_object_ref (refused));
  core_watch_run (test.watch, 1);
  process_assert_failure (refused, BG_PROCESS_ERROR_TOO_LARGE, "The arguments for “test”");
  process_test_tear_down (&test);
}

static void
test_what_was_said_before_the_end_counts (void)
{
  ProcessTest test;

  process_test_set_up (&test, 1);
  for (int i = 0; i < N_TIMES; i++)
    {
      g_autoptr (BgTask) task = process_test_run (&test, "answer-and-exit", NULL);

      g_assert_cmpstr (g_value_get_string (bg_task_get_result (task)), ==, "last words");
    }
  process_test_tear_down (&test);
}

static void
test_child_that_falls_silent_is_ended (void)
{
  ProcessTest test;
  g_autoptr (BgTask) task = NULL;

  process_test_set_up (&test, 1);
  task = process_test_run (&test, "mute", NULL);
  process_assert_failure (task, BG_PROCESS_ERROR_KILLED, "“test” was killed by signal 15");
  process_test_tear_down (&test);
}

/* Sanitizers need a lot of address space themselves. */
#if defined (__SANITIZE_ADDRESS__) || defined (__SANITIZE_THREAD__)
# define IS_SANITIZED TRUE
#else
# define IS_SANITIZED FALSE
#endif

static void
test_memory_is_limited (void)
{
  ProcessTest test;
  g_autoptr (BgTask) task = NULL;

  process_test_set_up (&test, 1);
  bg_process_executor_set_limit (test.executor, BG_PROCESS_LIMIT_MEMORY, 512 * 1024 * 1024);
  g_assert_cmpuint (bg_process_executor_get_limit (test.executor, BG_PROCESS_LIMIT_MEMORY), ==, 512 * 1024 * 1024);
  task = process_test_run (&test, "eat", NULL);
  process_assert_failure (task, BG_PROCESS_ERROR_KILLED, "“test” was killed by signal 6 (Aborted)");
  process_test_tear_down (&test);
}

static void
test_many_die_at_once (void)
{
  const Death *deaths[] = { &exited, &left, &aborted, &crashed, &out_of_memory, &garbage, &flood };
  ProcessTest test;
  BgTask *tasks[N_TIMES];

  process_test_set_up (&test, 8);
  for (int i = 0; i < N_TIMES; i++)
    {
      const Death *death = deaths[i % (int) G_N_ELEMENTS (deaths)];

      tasks[i] = process_test_add (&test, death->what, death->arguments);
    }
  core_watch_run (test.watch, N_TIMES);
  for (int i = 0; i < N_TIMES; i++)
    {
      const Death *death = deaths[i % (int) G_N_ELEMENTS (deaths)];

      process_assert_failure (tasks[i], death->code, death->message);
      g_object_unref (tasks[i]);
    }
  process_test_tear_down (&test);
}

static void
add_tests (void)
{
  g_test_add_data_func ("/process-deaths/exit", &exited, test_death);
  g_test_add_data_func ("/process-deaths/exit-without-answer", &left, test_death);
  g_test_add_data_func ("/process-deaths/abort", &aborted, test_death);
  g_test_add_data_func ("/process-deaths/segfault", &crashed, test_death);
  g_test_add_data_func ("/process-deaths/out-of-memory", &out_of_memory, test_death);
  g_test_add_data_func ("/process-deaths/garbage", &garbage, test_death);
  g_test_add_data_func ("/process-deaths/nonsense", &nonsense, test_death);
  g_test_add_data_func ("/process-deaths/other-version", &version, test_death);
  g_test_add_data_func ("/process-deaths/huge-output", &flood, test_death);
  g_test_add_func ("/process-deaths/hang", test_hanging_workers_can_be_stopped);
  g_test_add_func ("/process-deaths/huge-result", test_results_that_are_too_large_are_refused);
  g_test_add_func ("/process-deaths/large-result", test_large_results_arrive);
  g_test_add_func ("/process-deaths/large-arguments", test_large_arguments);
  g_test_add_func ("/process-deaths/last-words", test_what_was_said_before_the_end_counts);
  g_test_add_func ("/process-deaths/mute", test_child_that_falls_silent_is_ended);
  if (!IS_SANITIZED)
    g_test_add_func ("/process-deaths/memory-limit", test_memory_is_limited);
  g_test_add_func ("/process-deaths/at-once", test_many_die_at_once);
}

int
main (int    argc,
      char **argv)
{
  return process_test_main (argc, argv, add_tests);
}
