/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "process-test.h"

#include <string.h>
#include <unistd.h>

/* Whether a process in which everything was started, and has nothing to do, is left to sleep. The kernel counts how
 * often each thread has gone to sleep; one that is woken goes to sleep again. This is the one test that takes its
 * time. */

#define SECONDS 10
#define SETTLE_MILLISECONDS 200

/* The thread sanitizer has a thread of its own, which looks around ten times a second. */
#if defined (__SANITIZE_THREAD__)
# define IS_WATCHED TRUE
#else
# define IS_WATCHED FALSE
#endif

static char *
get_field (const char *status,
           const char *name)
{
  const char *start = strstr (status, name);

  g_assert_nonnull (start);
  start += strlen (name);
  return g_strstrip (g_strndup (start, strcspn (start, "\n")));
}

static void
count_thread (GHashTable *sleeps,
              const char *process,
              const char *thread)
{
  g_autofree char *path = g_build_filename ("/proc", process, "task", thread, "status", NULL);
  g_autofree char *status = NULL;
  g_autofree char *name = NULL;
  g_autofree char *n = NULL;

  /* It may have ended. */
  if (!g_file_get_contents (path, &status, NULL, NULL))
    return;
  name = get_field (status, "Name:");
  n = get_field (status, "\nvoluntary_ctxt_switches:");
  g_hash_table_insert (sleeps, g_strdup_printf ("%s/%s %s", process, thread, name),
                       GUINT_TO_POINTER ((guint) g_ascii_strtoull (n, NULL, 10)));
}

static void
count_process (GHashTable *sleeps,
               const char *process)
{
  g_autofree char *path = g_build_filename ("/proc", process, "task", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *thread;

  while (dir != NULL && (thread = g_dir_read_name (dir)) != NULL)
    count_thread (sleeps, process, thread);
}

static gboolean
is_child (const char *process)
{
  g_autofree char *path = g_build_filename ("/proc", process, "status", NULL);
  g_autofree char *status = NULL;
  g_autofree char *parent = NULL;

  if (!g_ascii_isdigit (process[0]) || !g_file_get_contents (path, &status, NULL, NULL))
    return FALSE;
  parent = get_field (status, "\nPPid:");
  return g_ascii_strtoll (parent, NULL, 10) == getpid ();
}

/* Returns: (transfer container): "process/thread name" → how often it has gone to sleep */
static GHashTable *
count_sleeps (void)
{
  GHashTable *sleeps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *own = g_strdup_printf ("%d", getpid ());
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *process;

  count_process (sleeps, own);
  while ((process = g_dir_read_name (dir)) != NULL)
    if (is_child (process))
      count_process (sleeps, process);
  return sleeps;
}

/* Returns: (transfer full): who has gone to sleep more often than before, one a line; our own thread once is nothing,
 * because it has to be woken to look */
static char *
compare_sleeps (GHashTable *before,
                GHashTable *after)
{
  g_autofree char *own = g_strdup_printf ("%d/%d ", getpid (), getpid ());
  GString *woken = g_string_new (NULL);
  GHashTableIter iter;
  gpointer who, n;

  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &who, &n))
    {
      guint times = GPOINTER_TO_UINT (n) - GPOINTER_TO_UINT (g_hash_table_lookup (before, who));

      if (times > (g_str_has_prefix (who, own) ? 1 : 0))
        g_string_append_printf (woken, "%s: %u\n", (const char *) who, times);
    }
  return g_string_free (woken, FALSE);
}

/* Lets the main loop run, and tells who was woken. */
static char *
sleep_for (guint milliseconds)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GSource) source = g_timeout_source_new (milliseconds);
  g_autoptr (GHashTable) before = NULL;
  g_autoptr (GHashTable) after = NULL;

  g_source_set_callback (source, G_SOURCE_FUNC (g_main_loop_quit), loop, NULL);
  g_source_attach (source, NULL);
  before = count_sleeps ();
  g_main_loop_run (loop);
  g_source_destroy (source);
  after = count_sleeps ();
  return compare_sleeps (before, after);
}

/* What was started may have something left to do. */
static void
settle (void)
{
  g_autofree char *woken = NULL;

  /* Threads of GLib that were used before, and end by themselves some time. */
  g_thread_pool_stop_unused_threads ();
  do
    {
      g_free (woken);
      woken = sleep_for (SETTLE_MILLISECONDS);
    }
  while (woken[0] != '\0');
}

static void
run_on (ProcessTest *test,
        gpointer     executor)
{
  BgTask *task = bg_task_new (core_body_nothing, NULL, NULL);

  bg_task_set_executor (task, executor);
  core_add_task (test->manager, task);
  core_watch_run (test->watch, 1);
}

static void
start_threads (ProcessTest *test)
{
  g_autoptr (BgThreadExecutor) threads = g_object_new (BG_TYPE_THREAD_EXECUTOR,
                                                       "name", "more", "pool-size", 3, "reserve-normal", 1,
                                                       "reserve-high", 1, "min-threads", 2, "ageing", 100, NULL);
  g_autoptr (BgExecutor) at_once = bg_inline_executor_new ();

  run_on (test, bg_task_manager_get_default_executor (test->manager));
  run_on (test, threads);
  run_on (test, at_once);
}

static void
start_loops (ProcessTest *test)
{
  BgLoops *loops = bg_loops_get_for_manager (test->manager);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (bg_loops_start (loops, "one", &error));
  g_assert_nonnull (bg_loops_start (loops, "two", &error));
  run_on (test, bg_loops_get_executor (loops, "one", &error));
  run_on (test, bg_loops_get_executor (loops, "two", &error));
  g_assert_no_error (error);
}

/* One queue that has become empty, and one that may not run. */
static BgIdleExecutor *
start_idle (ProcessTest *test)
{
  g_autoptr (BgLoopIdleMonitor) monitor = bg_loop_idle_monitor_new ();
  BgIdleExecutor *idle = bg_idle_executor_new (test->manager, BG_IDLE_MONITOR (monitor));
  g_autoptr (BgTaskQueue) empty = bg_task_queue_new ("empty");
  g_autoptr (BgTaskQueue) paused = bg_task_queue_new ("paused");
  g_autoptr (BgTask) runs = bg_task_new (core_body_nothing, NULL, NULL);
  g_autoptr (BgTask) waits = bg_task_new (core_body_nothing, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (bg_idle_executor_add_queue (idle, empty, &error));
  g_assert_true (bg_idle_executor_add_queue (idle, paused, &error));
  bg_task_queue_set_paused (paused, TRUE);
  g_assert_cmpuint (bg_task_queue_add_task (paused, waits, 0, "waits", &error), !=, 0);
  g_assert_cmpuint (bg_task_queue_add_task (empty, runs, 0, "runs", &error), !=, 0);
  core_watch_run (test->watch, 1);
  g_assert_no_error (error);
  return idle;
}

static void
start_scheduler (ProcessTest     *test,
                 BgTaskScheduler *scheduler,
                 BgTaskFunc       func,
                 gpointer         user_data)
{
  g_autoptr (GError) error = NULL;

  bg_task_scheduler_set_func (scheduler, func, user_data, NULL);
  g_assert_true (bg_scheduler_start (BG_SCHEDULER (scheduler), test->manager, &error));
  g_assert_no_error (error);
  g_object_unref (scheduler);
}

static void
start_schedulers (ProcessTest *test,
                  BgTestGate  *gate)
{
  start_scheduler (test, BG_TASK_SCHEDULER (bg_event_scheduler_new ()), core_body_nothing, NULL);
  start_scheduler (test, BG_TASK_SCHEDULER (bg_queue_scheduler_new ()), core_body_nothing, NULL);
  start_scheduler (test, BG_TASK_SCHEDULER (bg_interval_scheduler_new (3600 * 1000)), core_body_nothing, NULL);
  start_scheduler (test, BG_TASK_SCHEDULER (bg_loop_scheduler_new ()), core_body_pass, gate);
  /* The first run of the interval. */
  core_watch_run (test->watch, 1);
  bg_test_gate_await_arrivals (gate, 1);
}

/* What has to wait for something else than a thread. */
static void
add_waiting (ProcessTest *test)
{
  BgTask *delayed = bg_task_new (core_body_nothing, NULL, NULL);
  BgTask *dependent = bg_task_new (core_body_nothing, NULL, NULL);
  BgTask *held = bg_task_new (core_body_hold, NULL, NULL);

  bg_task_set_delay (delayed, 3600 * 1000);
  bg_task_add_upstream (dependent, core_add_task (test->manager, delayed));
  core_add_task (test->manager, dependent);
  bg_task_set_deadline (held, 3600 * 1000);
  core_add_task (test->manager, held);
}

static void
test_ten_seconds (void)
{
  ProcessTest test;
  g_autoptr (BgTestGate) gate = bg_test_gate_new ();
  g_autoptr (BgIdleExecutor) idle = NULL;
  g_autoptr (BgTask) echo = NULL;
  g_autofree char *woken = NULL;

  g_test_summary ("E2.8, A4.1, X13: with every executor started and nothing to do, nobody is woken in ten seconds");
  process_test_set_up (&test, 1);
  start_threads (&test);
  start_loops (&test);
  idle = start_idle (&test);
  start_schedulers (&test, gate);
  add_waiting (&test);
  echo = process_test_run (&test, "echo", "{'value': <777>}");
  g_assert_cmpuint (bg_process_executor_count_children (test.executor), ==, 1);

  settle ();
  woken = sleep_for (SECONDS * 1000);
  g_assert_cmpstr (woken, ==, "");

  bg_test_gate_open (gate);
  bg_task_manager_shut_down (test.manager);
  core_run_to_rest (test.manager);
  g_clear_object (&idle);
  g_clear_object (&echo);
  g_assert_true (bg_loops_wait (bg_loops_get_for_manager (test.manager), -1, NULL));
  process_test_tear_down (&test);
}

static void
add_tests (void)
{
  if (!IS_WATCHED)
    g_test_add_func ("/no-wake-ups/ten-seconds", test_ten_seconds);
}

int
main (int    argc,
      char **argv)
{
  return process_test_main (argc, argv, add_tests);
}
