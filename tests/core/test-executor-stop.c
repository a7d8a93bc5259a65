/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Tasks that end while an executor has them. */

#include "config.h"

#include "core-executor.h"

typedef CoreExecutorFixture Fixture;

static gpointer
run_thread (gpointer task)
{
  return GINT_TO_POINTER (bg_task_run_body (task));
}

static void
test_stop_before_it_begins (Fixture       *fixture,
                            gconstpointer  user_data)
{
  fixture->executor->room[BG_TASK_CLASS_NORMAL] = 0;
  core_executor_add (fixture, core_body_nothing, NULL, "a");
  bg_test_drain (NULL);
  g_assert_true (bg_task_manager_stop_task (fixture->manager, 1, FALSE, FALSE));
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "/1");
  core_assert_submitted (fixture, "");
}

static void
test_stop_tells_the_executor (Fixture       *fixture,
                              gconstpointer  user_data)
{
  g_autoptr (GCancellable) cancellable = NULL;

  core_executor_add (fixture, core_body_nothing, NULL, "a");
  core_assert_submitted (fixture, "+a");
  cancellable = g_object_ref (bg_task_get_cancellable (core_executor_get_task (fixture, 0)));
  g_assert_true (bg_task_manager_stop_task (fixture->manager, 1, FALSE, FALSE));
  g_assert_cmpstr (fixture->executor->log->str, ==, "");
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  core_assert_submitted (fixture, "-a");
  core_assert_log (fixture->watch, "/1");

  /* What comes too late is dropped. */
  bg_task_return_int (core_executor_get_task (fixture, 0), 1);
  g_assert_true (bg_task_run_body (core_executor_get_task (fixture, 0)));
  bg_test_drain (NULL);
  core_assert_log (fixture->watch, "");
}

typedef struct
{
  BgTestGate *gate;
  int         freed;
} Guarded;

static gboolean
guarded_body (BgTask        *task,
              GCancellable  *cancellable,
              gpointer       user_data,
              GError       **error)
{
  Guarded *guarded = user_data;

  bg_test_gate_pass (guarded->gate);
  g_assert_false (g_atomic_int_get (&guarded->freed));
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  return TRUE;
}

static void
free_guarded (gpointer data)
{
  g_atomic_int_set (&((Guarded *) data)->freed, TRUE);
}

/* Its data are not freed under the feet of a body that runs on. */
static void
test_stop_while_the_body_runs (Fixture       *fixture,
                               gconstpointer  user_data)
{
  g_autoptr (BgTestGate) gate = bg_test_gate_new ();
  Guarded guarded = { gate, FALSE };
  BgTask *task = bg_task_new (guarded_body, &guarded, free_guarded);
  GThread *thread;

  bg_task_set_name (task, "a");
  bg_task_set_executor (task, BG_EXECUTOR (fixture->executor));
  core_add_task (fixture->manager, task);
  core_assert_submitted (fixture, "+a");
  thread = g_thread_new ("runs", run_thread, core_executor_get_task (fixture, 0));
  bg_test_gate_await_arrivals (gate, 1);
  g_assert_true (bg_task_manager_stop_task (fixture->manager, 1, FALSE, FALSE));
  g_assert_false (bg_task_manager_stop_task (fixture->manager, 1, FALSE, FALSE));
  core_assert_submitted (fixture, "-a");
  core_assert_log (fixture->watch, "/1");
  g_assert_false (guarded.freed);

  bg_test_gate_open (gate);
  g_assert_true (g_thread_join (thread));
  bg_test_run_until_set (NULL, &guarded.freed);
  core_assert_log (fixture->watch, "");
}

static void
test_deadline_while_it_runs (Fixture       *fixture,
                             gconstpointer  user_data)
{
  BgTask *task = core_executor_new_task (fixture, core_body_hold, NULL, "a");

  bg_task_set_deadline (task, 3600 * 1000);
  core_add_task (fixture->manager, task);
  core_assert_submitted (fixture, "+a");
  core_make_due (fixture->manager, 1);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "-1");
  core_assert_submitted (fixture, "-a");
}

#define ADD(path, func) \
  g_test_add ("/executor/" path, Fixture, NULL, core_executor_set_up, func, core_executor_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("stop-before-it-begins", test_stop_before_it_begins);
  ADD ("stop-tells-the-executor", test_stop_tells_the_executor);
  ADD ("stop-while-the-body-runs", test_stop_while_the_body_runs);
  ADD ("deadline-while-it-runs", test_deadline_while_it_runs);
  return g_test_run ();
}
