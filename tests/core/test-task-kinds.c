/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

/* A kind of task whose work is done in a thread. */
struct _RunTask
{
  BgTask   parent_instance;
  GThread *ran_in;
  gboolean fails;
};

#define RUN_TYPE_TASK (run_task_get_type ())
G_DECLARE_FINAL_TYPE (RunTask, run_task, RUN, TASK, BgTask)
G_DEFINE_FINAL_TYPE (RunTask, run_task, BG_TYPE_TASK)

static gboolean
run_task_run (BgTask        *task,
              GCancellable  *cancellable,
              GError       **error)
{
  RunTask *self = RUN_TASK (task);

  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_RUNNING);
  g_assert_nonnull (cancellable);
  self->ran_in = g_thread_self ();
  if (self->fails)
    return core_body_fail (task, cancellable, NULL, error);
  bg_task_return_int (task, 7);
  return TRUE;
}

static void
run_task_class_init (RunTaskClass *klass)
{
  BG_TASK_CLASS (klass)->run = run_task_run;
}

static void
run_task_init (RunTask *self)
{
}

/* One that is asynchronous by nature. */
struct _StartTask
{
  BgTask        parent_instance;
  GThread      *started_in;
  guint         n_starts;
  gboolean      at_once;
  GCancellable *cancellable;
};

#define START_TYPE_TASK (start_task_get_type ())
G_DECLARE_FINAL_TYPE (StartTask, start_task, START, TASK, BgTask)
G_DEFINE_FINAL_TYPE (StartTask, start_task, BG_TYPE_TASK)

static void
start_task_start (BgTask *task)
{
  StartTask *self = START_TASK (task);

  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_RUNNING);
  self->started_in = g_thread_self ();
  self->n_starts++;
  g_set_object (&self->cancellable, bg_task_get_cancellable (task));
  g_assert_nonnull (self->cancellable);
  if (self->at_once)
    bg_task_return_string (task, "at once");
}

static void
start_task_finalize (GObject *object)
{
  g_clear_object (&START_TASK (object)->cancellable);
  G_OBJECT_CLASS (start_task_parent_class)->finalize (object);
}

static void
start_task_class_init (StartTaskClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = start_task_finalize;
  BG_TASK_CLASS (klass)->start = start_task_start;
}

static void
start_task_init (StartTask *self)
{
}

static void
set_up (CoreFixture   *fixture,
        gconstpointer  user_data)
{
  core_fixture_set_up (fixture, core_manager_new (1));
}

static void
test_run (CoreFixture   *fixture,
          gconstpointer  user_data)
{
  RunTask *task = g_object_new (RUN_TYPE_TASK, "name", "runs", NULL);

  core_add_task (fixture->manager, g_object_ref (BG_TASK (task)));
  core_watch_run (fixture->watch, 1);
  g_assert_true (task->ran_in != NULL && task->ran_in != g_thread_self ());
  g_assert_cmpint (g_value_get_int (bg_task_get_result (BG_TASK (task))), ==, 7);
  g_assert_finalize_object (task);
}

static void
test_run_fails (CoreFixture   *fixture,
                gconstpointer  user_data)
{
  RunTask *task = g_object_new (RUN_TYPE_TASK, NULL);
  g_autoptr (GError) error = NULL;

  task->fails = TRUE;
  core_add_task (fixture->manager, g_object_ref (BG_TASK (task)));
  core_watch_run (fixture->watch, 1);
  error = bg_task_dup_error (BG_TASK (task));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_finalize_object (task);
}

static void
test_no_body (CoreFixture   *fixture,
              gconstpointer  user_data)
{
  BgTask *task = g_object_new (BG_TYPE_TASK, NULL);
  g_autoptr (GError) error = NULL;

  core_add_task (fixture->manager, g_object_ref (task));
  core_watch_run (fixture->watch, 1);
  error = bg_task_dup_error (task);
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "no body"));
  g_assert_finalize_object (task);
}

static void
test_start_at_once (CoreFixture   *fixture,
                    gconstpointer  user_data)
{
  StartTask *task = g_object_new (START_TYPE_TASK, NULL);

  task->at_once = TRUE;
  core_add_task (fixture->manager, g_object_ref (BG_TASK (task)));
  g_assert_cmpuint (task->n_starts, ==, 0);
  core_watch_run (fixture->watch, 1);
  g_assert_cmpuint (task->n_starts, ==, 1);
  g_assert_true (task->started_in == g_thread_self ());
  g_assert_cmpstr (g_value_get_string (bg_task_get_result (BG_TASK (task))), ==, "at once");
  g_assert_finalize_object (task);
}

static gpointer
report_thread (gpointer data)
{
  bg_task_return_int (data, 8);
  g_object_unref (data);
  return NULL;
}

/* It takes no thread: the one that there is runs another task meanwhile. */
static void
test_start_and_report_from_a_thread (CoreFixture   *fixture,
                                     gconstpointer  user_data)
{
  StartTask *task = g_object_new (START_TYPE_TASK, NULL);

  core_add_task (fixture->manager, g_object_ref (BG_TASK (task)));
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+2");
  while (task->n_starts == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (bg_task_get_state (BG_TASK (task)), ==, BG_TASK_STATE_RUNNING);
  g_thread_unref (g_thread_new ("reporter", report_thread, g_object_ref (task)));
  core_watch_run (fixture->watch, 1);
  g_assert_cmpint (g_value_get_int (bg_task_get_result (BG_TASK (task))), ==, 8);
  g_object_unref (task);
}

static void
test_start_is_stopped (CoreFixture   *fixture,
                       gconstpointer  user_data)
{
  StartTask *task = g_object_new (START_TYPE_TASK, NULL);

  core_add_task (fixture->manager, g_object_ref (BG_TASK (task)));
  while (task->n_starts == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (g_cancellable_is_cancelled (task->cancellable));
  g_assert_true (bg_task_stop (BG_TASK (task)));
  g_assert_true (g_cancellable_is_cancelled (task->cancellable));
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "/1");
  bg_task_return_int (BG_TASK (task), 1);
  core_run_to_rest (fixture->manager);
  core_assert_log (fixture->watch, "");
  g_assert_finalize_object (task);
}

static void
test_start_is_stopped_before (CoreFixture   *fixture,
                              gconstpointer  user_data)
{
  StartTask *task = g_object_new (START_TYPE_TASK, NULL);

  core_add_task (fixture->manager, g_object_ref (BG_TASK (task)));
  g_assert_true (bg_task_stop (BG_TASK (task)));
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "/1");
  g_assert_cmpuint (task->n_starts, ==, 0);
  g_assert_finalize_object (task);
}

static void
test_start_waits_for_processing (CoreFixture   *fixture,
                                 gconstpointer  user_data)
{
  StartTask *task = g_object_new (START_TYPE_TASK, NULL);

  task->at_once = TRUE;
  bg_task_manager_pause_processing (fixture->manager);
  core_add_task (fixture->manager, g_object_ref (BG_TASK (task)));
  bg_test_drain (NULL);
  g_assert_cmpuint (task->n_starts, ==, 0);
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 1);
  g_assert_finalize_object (task);
}

static void
test_start_order (CoreFixture   *fixture,
                  gconstpointer  user_data)
{
  static const int priorities[] = { 0, 2, 10, 1, -1, -100 };

  bg_task_manager_pause_processing (fixture->manager);
  for (guint i = 0; i < G_N_ELEMENTS (priorities); i++)
    {
      StartTask *task = g_object_new (START_TYPE_TASK, "priority", priorities[i], NULL);

      task->at_once = TRUE;
      core_add_task (fixture->manager, BG_TASK (task));
    }
  g_assert_true (bg_task_manager_set_task_priority (fixture->manager, 5, 5));
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, G_N_ELEMENTS (priorities));
  core_assert_log (fixture->watch, "+3 +5 +2 +4 +1 +6");
}

/* A thread stops what the loop is about to begin: either it is not begun, or its cancellable tells. */
static gpointer
stop_thread (gpointer data)
{
  core_spin ();
  bg_task_stop (data);
  g_object_unref (data);
  return NULL;
}

static void
test_start_races_with_stop (CoreFixture   *fixture,
                            gconstpointer  user_data)
{
  for (guint i = core_count (300, 5000); i > 0; i--)
    {
      StartTask *task = g_object_new (START_TYPE_TASK, NULL);
      GThread *thread;

      core_add_task (fixture->manager, g_object_ref (BG_TASK (task)));
      thread = g_thread_new ("stopper", stop_thread, g_object_ref (task));
      core_watch_run (fixture->watch, 1);
      g_thread_join (thread);
      g_assert_cmpint (bg_task_get_state (BG_TASK (task)), ==, BG_TASK_STATE_STOPPED);
      if (task->n_starts > 0)
        g_assert_true (g_cancellable_is_cancelled (task->cancellable));
      g_assert_finalize_object (task);
    }
  g_assert_cmpuint (fixture->watch->n_completed, ==, 0);
}

#define ADD(path, func) g_test_add (path, CoreFixture, NULL, set_up, func, core_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/task/run/in-a-thread", test_run);
  ADD ("/task/run/fails", test_run_fails);
  ADD ("/task/run/missing", test_no_body);
  ADD ("/task/start/at-once", test_start_at_once);
  ADD ("/task/start/reported-from-a-thread", test_start_and_report_from_a_thread);
  ADD ("/task/start/stopped", test_start_is_stopped);
  ADD ("/task/start/stopped-before", test_start_is_stopped_before);
  ADD ("/task/start/waits-for-processing", test_start_waits_for_processing);
  ADD ("/task/start/by-priority", test_start_order);
  ADD ("/task/start/races-with-stop", test_start_races_with_stop);
  return g_test_run ();
}
