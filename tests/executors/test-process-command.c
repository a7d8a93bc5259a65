/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "process-test.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Takes the task. */
static BgTask *
run (ProcessTest *test,
     BgTask      *task)
{
  core_add_task (test->manager, g_object_ref (task));
  core_watch_run (test->watch, 1);
  return task;
}

static BgTask *
new_shell (const char *script)
{
  const char *argv[] = { "sh", "-c", script, NULL };

  return bg_command_task_new (argv);
}

static GVariant *
get_result (BgTask *task)
{
  g_autoptr (GError) error = bg_task_dup_error (task);

  g_assert_no_error (error);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_COMPLETED);
  return g_value_get_variant (bg_task_get_result (task));
}

static void
assert_result (BgTask     *task,
               const char *expected)
{
  g_autoptr (GVariant) parsed = g_variant_ref_sink (g_variant_new_parsed (expected));
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, parsed);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      g_autoptr (GVariant) found = g_variant_lookup_value (get_result (task), name, NULL);

      g_assert_nonnull (found);
      g_assert_cmpvariant (found, value);
      g_variant_unref (value);
    }
}

static void
test_result_has_what_the_command_wrote (void)
{
  ProcessTest test;
  g_autoptr (BgTask) task = NULL;

  g_test_summary ("A8.2: run a command and report its outcome like any task.");
  process_test_set_up (&test, 1);
  task = run (&test, new_shell ("echo out; echo err >&2"));
  assert_result (task, "{'stdout': <'out\\n'>, 'stderr': <'err\\n'>, 'status': <0>, 'truncated': <false>}");
  process_test_tear_down (&test);
}

static void
test_arguments_are_not_touched_by_a_shell (void)
{
  const char *argv[] = { "printf", "%s|", "a b", "$HOME", "*", "", NULL };
  ProcessTest test;
  g_autoptr (BgTask) task = NULL;

  process_test_set_up (&test, 1);
  task = run (&test, bg_command_task_new (argv));
  assert_result (task, "{'stdout': <'a b|$HOME|*||'>}");
  process_test_tear_down (&test);
}

static void
test_input_environment_and_directory_arrive (void)
{
  const char *environment[] = { "PATH=/usr/bin:/bin", "COLOUR=blue", NULL };
  g_autoptr (GBytes) input = g_bytes_new_static ("from us\n", 8);
  ProcessTest test;
  g_autoptr (BgTask) task = new_shell ("cat; echo $COLOUR; pwd; echo ${HOME-none}");

  process_test_set_up (&test, 1);
  bg_command_task_set_input (BG_COMMAND_TASK (task), input);
  bg_command_task_set_environment (BG_COMMAND_TASK (task), environment);
  bg_command_task_set_directory (BG_COMMAND_TASK (task), "/");
  run (&test, task);
  assert_result (task, "{'stdout': <'from us\\nblue\\n/\\nnone\\n'>}");
  process_test_tear_down (&test);
}

static void
test_large_input_that_is_not_read_does_not_matter (void)
{
  g_autoptr (GBytes) input = g_bytes_new_take (g_malloc0 (4 * 1024 * 1024), 4 * 1024 * 1024);
  ProcessTest test;
  g_autoptr (BgTask) ignored = new_shell ("exec 0<&-; echo done");
  g_autoptr (BgTask) read = new_shell ("wc -c");

  process_test_set_up (&test, 1);
  bg_command_task_set_input (BG_COMMAND_TASK (ignored), input);
  bg_command_task_set_input (BG_COMMAND_TASK (read), input);
  run (&test, ignored);
  assert_result (ignored, "{'stdout': <'done\\n'>}");
  run (&test, read);
  assert_result (read, "{'stdout': <'4194304\\n'>}");
  process_test_tear_down (&test);
}

static void
test_without_input_there_is_nothing_to_read (void)
{
  ProcessTest test;
  g_autoptr (BgTask) task = NULL;

  process_test_set_up (&test, 1);
  task = run (&test, new_shell ("cat; echo end"));
  assert_result (task, "{'stdout': <'end\\n'>}");
  process_test_tear_down (&test);
}

static void
test_huge_output_is_cut_off (void)
{
  ProcessTest test;
  g_autoptr (BgTask) task = new_shell ("head -c 100000000 /dev/zero | tr '\\0' x; echo last words >&2");

  process_test_set_up (&test, 1);
  bg_command_task_set_max_output (BG_COMMAND_TASK (task), 10);
  run (&test, task);
  assert_result (task, "{'stdout': <'xxxxxxxxxx'>, 'stderr': <'last words'>, 'truncated': <true>}");
  process_test_tear_down (&test);
}

static void
test_output_may_be_bytes (void)
{
  ProcessTest test;
  g_autoptr (BgTask) bytes = new_shell ("printf 'a\\0\\377'");
  g_autoptr (BgTask) text = new_shell ("printf 'a\\377'");

  process_test_set_up (&test, 1);
  bg_command_task_set_binary (BG_COMMAND_TASK (bytes), TRUE);
  run (&test, bytes);
  assert_result (bytes, "{'stdout': <[byte 97, 0, 255]>, 'stderr': <@ay []>}");
  run (&test, text);
  assert_result (text, "{'stdout': <'a\357\277\275'>}");
  process_test_tear_down (&test);
}

static void
test_exit_status_is_a_failure_with_the_last_words (void)
{
  ProcessTest test;
  g_autoptr (BgTask) task = NULL;
  g_autoptr (BgTask) silent = NULL;

  process_test_set_up (&test, 1);
  task = run (&test, new_shell ("echo first >&2; echo 'no such photo' >&2; exit 3"));
  process_assert_failure (task, BG_PROCESS_ERROR_EXITED, "“sh” ended with exit status 3: no such photo");
  silent = run (&test, new_shell ("exit 4"));
  process_assert_failure (silent, BG_PROCESS_ERROR_EXITED, "“sh” ended with exit status 4");
  process_test_tear_down (&test);
}

static void
test_signal_is_a_failure (void)
{
  ProcessTest test;
  g_autoptr (BgTask) crashed = NULL;
  g_autoptr (BgTask) killed = NULL;

  process_test_set_up (&test, 1);
  crashed = run (&test, new_shell ("kill -SEGV $$"));
  process_assert_failure (crashed, BG_PROCESS_ERROR_KILLED, "“sh” was killed by signal 11 (Segmentation fault)");
  killed = run (&test, new_shell ("kill -KILL $$"));
  process_assert_failure (killed, BG_PROCESS_ERROR_KILLED, "perhaps the memory ran out");
  process_test_tear_down (&test);
}

static void
test_program_that_is_not_there_is_a_failure (void)
{
  const char *argv[] = { "no-such-program-anywhere", NULL };
  g_autoptr (GBytes) input = g_bytes_new_static ("x", 1);
  ProcessTest test;
  g_autoptr (BgTask) task = bg_command_task_new (argv);
  g_autoptr (BgTask) nothing = g_object_new (BG_TYPE_COMMAND_TASK, NULL);
  g_autoptr (GError) error = NULL;

  process_test_set_up (&test, 1);
  bg_command_task_set_input (BG_COMMAND_TASK (task), input);
  run (&test, task);
  process_assert_failure (task, BG_PROCESS_ERROR_SPAWN, "no-such-program-anywhere");
  run (&test, nothing);
  error = bg_task_dup_error (nothing);
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  process_test_tear_down (&test);
}

static void
test_limits_hold (void)
{
  ProcessTest test;
  g_autoptr (BgTask) files = new_shell ("ulimit -n");
  g_autoptr (BgTask) memory = new_shell ("ulimit -v");
  g_autoptr (BgTask) busy = new_shell ("while :; do :; done");

  process_test_set_up (&test, 1);
  bg_command_task_set_limit (BG_COMMAND_TASK (files), BG_PROCESS_LIMIT_OPEN_FILES, 20);
  bg_command_task_set_limit (BG_COMMAND_TASK (memory), BG_PROCESS_LIMIT_MEMORY, 64 * 1024 * 1024);
  bg_command_task_set_limit (BG_COMMAND_TASK (busy), BG_PROCESS_LIMIT_CPU_TIME, 1);
  g_assert_cmpuint (bg_command_task_get_limit (BG_COMMAND_TASK (busy), BG_PROCESS_LIMIT_CPU_TIME), ==, 1);
  run (&test, files);
  assert_result (files, "{'stdout': <'20\\n'>}");
  run (&test, memory);
  assert_result (memory, "{'stdout': <'65536\\n'>}");
  run (&test, busy);
  process_assert_failure (busy, BG_PROCESS_ERROR_KILLED, "was killed by signal");
  process_test_tear_down (&test);
}

/* The script tells by a pipe that it has begun; then the task is stopped. */
static void
stop_once_begun (const char *preparation,
                 guint       kill_after,
                 gboolean    in_executor)
{
  g_autofree char *dir = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (dir, "begun", NULL);
  g_autofree char *script = g_strdup_printf ("%s; : > %s; while :; do sleep 1000; done", preparation, path);
  ProcessTest test;
  g_autoptr (BgTask) task = new_shell (script);

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  process_test_set_up (&test, 1);
  bg_command_task_set_kill_after (BG_COMMAND_TASK (task), kill_after);
  if (in_executor)
    bg_task_set_executor (task, BG_EXECUTOR (test.executor));
  core_add_task (test.manager, g_object_ref (task));
  while (in_executor && bg_process_executor_count_running (test.executor) == 0)
    g_main_context_iteration (test.context, TRUE);
  /* Opening it waits for the other end. */
  close (open (path, O_RDONLY | O_CLOEXEC));
  g_assert_true (bg_task_stop (task));
  core_watch_run (test.watch, 1);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_STOPPED);
  core_run_to_rest (test.manager);
  while (bg_process_executor_count_running (test.executor) > 0)
    g_main_context_iteration (test.context, TRUE);
  process_test_tear_down (&test);
  g_unlink (path);
  g_rmdir (dir);
}

static void
test_stopped_command_is_told_to_end (void)
{
  g_test_summary ("What the command has started goes with it.");
  stop_once_begun ("true", G_MAXINT, FALSE);
  stop_once_begun ("true", G_MAXINT, TRUE);
}

static void
test_stopped_command_that_is_deaf_is_killed (void)
{
  stop_once_begun ("trap '' TERM", 1, FALSE);
  stop_once_begun ("trap '' TERM", 1, TRUE);
}

static void
test_what_a_command_leaves_behind_does_not_hold_it_up (void)
{
  ProcessTest test;
  g_autoptr (BgTask) task = NULL;
  g_autofree char *pid = NULL;
  const char *output;

  g_test_summary ("A program in the background keeps the pipes open.");
  process_test_set_up (&test, 1);
  task = run (&test, new_shell ("sleep 1000 & echo $!"));
  g_assert_true (g_variant_lookup (get_result (task), "stdout", "&s", &output));
  kill ((pid_t) g_ascii_strtoll (output, NULL, 10), SIGKILL);
  process_test_tear_down (&test);
}

static void
test_command_counts_among_the_processes (void)
{
  ProcessTest test;
  g_autoptr (BgTask) first = new_shell ("read line");
  g_autoptr (BgTask) second = new_shell ("echo second");

  process_test_set_up (&test, 1);
  bg_task_set_executor (first, BG_EXECUTOR (test.executor));
  bg_task_set_executor (second, BG_EXECUTOR (test.executor));
  core_add_task (test.manager, g_object_ref (first));
  core_add_task (test.manager, g_object_ref (second));
  while (bg_process_executor_count_running (test.executor) == 0)
    g_main_context_iteration (test.context, TRUE);
  g_assert_cmpint (bg_task_get_state (second), ==, BG_TASK_STATE_QUEUED);
  g_assert_cmpuint (bg_process_executor_count_children (test.executor), ==, 0);
  core_watch_run (test.watch, 2);
  process_assert_failure (first, BG_PROCESS_ERROR_EXITED, "exit status 1");
  assert_result (second, "{'stdout': <'second\\n'>}");
  process_test_tear_down (&test);
}

static void
test_results_go_on_to_dependents (void)
{
  ProcessTest test;
  g_autoptr (BgTask) first = new_shell ("printf x");
  g_autoptr (BgTask) join = bg_task_new_pass_through ();

  process_test_set_up (&test, 1);
  bg_task_add_upstream (join, core_add_task (test.manager, g_object_ref (first)));
  core_add_task (test.manager, g_object_ref (join));
  core_watch_run (test.watch, 2);
  assert_result (join, "{'stdout': <'x'>, 'status': <0>}");
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
  const char *argv[] = { "a", "b", NULL };
  const char *environment[] = { "A=1", NULL };
  g_autoptr (GBytes) input = g_bytes_new_static ("i", 1);
  g_autoptr (BgCommandTask) task = BG_COMMAND_TASK (bg_command_task_new (argv));
  guint n_notified = 0;

  g_signal_connect_swapped (task, "notify", G_CALLBACK (count_cb), &n_notified);
  for (int i = 0; i < 2; i++)
    {
      g_object_set (task, "input", input, "environment", environment, "directory", "/tmp", "max-output", 5,
                    "binary", TRUE, "kill-after", 6, NULL);
      g_assert_cmpuint (n_notified, ==, 6);
    }
  g_assert_cmpstr (bg_command_task_get_argv (task)[1], ==, "b");
  g_assert_true (bg_command_task_get_input (task) == input);
  g_assert_cmpstr (bg_command_task_get_environment (task)[0], ==, "A=1");
  g_assert_cmpstr (bg_command_task_get_directory (task), ==, "/tmp");
  g_assert_cmpuint (bg_command_task_get_max_output (task), ==, 5);
  g_assert_true (bg_command_task_get_binary (task));
  g_assert_cmpuint (bg_command_task_get_kill_after (task), ==, 6);
  bg_command_task_set_binary (task, FALSE);
  g_assert_cmpuint (n_notified, ==, 7);
}

static void
add_tests (void)
{
  g_test_add_func ("/process-command/result", test_result_has_what_the_command_wrote);
  g_test_add_func ("/process-command/arguments", test_arguments_are_not_touched_by_a_shell);
  g_test_add_func ("/process-command/input-environment-directory", test_input_environment_and_directory_arrive);
  g_test_add_func ("/process-command/input/large", test_large_input_that_is_not_read_does_not_matter);
  g_test_add_func ("/process-command/input/none", test_without_input_there_is_nothing_to_read);
  g_test_add_func ("/process-command/output/huge", test_huge_output_is_cut_off);
  g_test_add_func ("/process-command/output/binary", test_output_may_be_bytes);
  g_test_add_func ("/process-command/failure/exit-status", test_exit_status_is_a_failure_with_the_last_words);
  g_test_add_func ("/process-command/failure/signal", test_signal_is_a_failure);
  g_test_add_func ("/process-command/failure/not-there", test_program_that_is_not_there_is_a_failure);
  g_test_add_func ("/process-command/limits", test_limits_hold);
  g_test_add_func ("/process-command/stop", test_stopped_command_is_told_to_end);
  g_test_add_func ("/process-command/stop/deaf", test_stopped_command_that_is_deaf_is_killed);
  g_test_add_func ("/process-command/left-behind", test_what_a_command_leaves_behind_does_not_hold_it_up);
  g_test_add_func ("/process-command/in-the-executor", test_command_counts_among_the_processes);
  g_test_add_func ("/process-command/dependents", test_results_go_on_to_dependents);
  g_test_add_func ("/process-command/properties", test_properties);
}

int
main (int    argc,
      char **argv)
{
  return process_test_main (argc, argv, add_tests);
}
