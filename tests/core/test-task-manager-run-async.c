/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

/* A manager of one thread, and what the callback was told. */
typedef struct
{
  BgTaskManager *manager;
  CoreWatch     *watch;
  BgTestGate    *gate;
  GThread       *home;
  guint          n_called;
  GAsyncResult  *result;
  const GValue  *value;
  GError        *error;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->manager = core_manager_new (1);
  fixture->watch = core_watch_new (fixture->manager);
  fixture->gate = bg_test_gate_new ();
  fixture->home = g_thread_self ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  bg_test_gate_open (fixture->gate);
  g_clear_object (&fixture->result);
  g_clear_error (&fixture->error);
  core_run_to_rest (fixture->manager);
  core_watch_free (fixture->watch);
  core_end (fixture->manager);
  bg_test_gate_unref (fixture->gate);
}

static void
called_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (g_thread_self () == fixture->home);
  g_set_object (&fixture->result, result);
  g_clear_error (&fixture->error);
  fixture->value = bg_task_manager_run_finish (BG_TASK_MANAGER (source), result, &fixture->error);
  fixture->n_called++;
}

static BgTask *
run (Fixture      *fixture,
     BgTaskFunc    func,
     gpointer      user_data,
     GCancellable *cancellable)
{
  BgTask *task = bg_task_new (func, user_data, NULL);

  bg_task_manager_run_async (fixture->manager, task, cancellable, called_cb, fixture);
  g_assert_cmpuint (fixture->n_called, ==, 0);
  return task;
}

static void
wait_for_call (Fixture *fixture)
{
  bg_test_run_until_count (NULL, &fixture->n_called, 1);
}

static gboolean
string_body (BgTask        *task,
             GCancellable  *cancellable,
             gpointer       user_data,
             GError       **error)
{
  bg_task_return_string (task, "result");
  return TRUE;
}

static void
test_result (Fixture       *fixture,
             gconstpointer  user_data)
{
  BgTask *task = run (fixture, string_body, NULL, NULL);

  /* The value lives as long as the GAsyncResult, whoever else gives up. */
  g_object_unref (task);
  wait_for_call (fixture);
  bg_test_drain (NULL);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (g_value_get_string (fixture->value), ==, "result");
  core_assert_log (fixture->watch, "+1");
}

static void
test_no_result (Fixture       *fixture,
                gconstpointer  user_data)
{
  g_autoptr (BgTask) task = run (fixture, core_body_nothing, NULL, NULL);

  wait_for_call (fixture);
  g_assert_no_error (fixture->error);
  g_assert_null (fixture->value);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_COMPLETED);
}

static void
test_failure (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autoptr (BgTask) task = run (fixture, core_body_fail, NULL, NULL);

  wait_for_call (fixture);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_null (fixture->value);
}

static void
test_stopped (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autoptr (BgTask) task = run (fixture, core_body_pass, fixture->gate, NULL);

  bg_test_gate_await_arrivals (fixture->gate, 1);
  g_assert_true (bg_task_stop (task));
  wait_for_call (fixture);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  core_assert_log (fixture->watch, "/1");
}

static gboolean
wait_for_cancel_body (BgTask        *task,
                      GCancellable  *cancellable,
                      gpointer       gate,
                      GError       **error)
{
  bg_test_gate_pass (gate);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  return TRUE;
}

static void
test_cancelled_while_it_runs (Fixture       *fixture,
                              gconstpointer  user_data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (BgTask) task = run (fixture, wait_for_cancel_body, fixture->gate, cancellable);

  bg_test_gate_await_arrivals (fixture->gate, 1);
  g_cancellable_cancel (cancellable);
  g_assert_cmpuint (fixture->n_called, ==, 0);
  bg_test_gate_open (fixture->gate);
  wait_for_call (fixture);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  core_assert_log (fixture->watch, "/1");
}

static void
test_cancelled_while_it_waits (Fixture       *fixture,
                               gconstpointer  user_data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (BgTask) task = NULL;

  bg_task_manager_pause_processing (fixture->manager);
  task = run (fixture, core_body_nothing, NULL, cancellable);
  g_cancellable_cancel (cancellable);
  wait_for_call (fixture);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_STOPPED);
}

static void
test_cancelled_before (Fixture       *fixture,
                       gconstpointer  user_data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (BgTask) task = NULL;

  g_cancellable_cancel (cancellable);
  task = run (fixture, core_body_nothing, NULL, cancellable);
  wait_for_call (fixture);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (bg_task_get_id (task), ==, 0);
  core_assert_log (fixture->watch, "");
}

/* It was too late: the result is there. */
static void
test_cancelled_after_the_end (Fixture       *fixture,
                              gconstpointer  user_data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (BgTask) task = run (fixture, string_body, NULL, cancellable);

  wait_for_call (fixture);
  g_cancellable_cancel (cancellable);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->n_called, ==, 1);
}

static gpointer
cancel_thread (gpointer data)
{
  core_spin ();
  g_cancellable_cancel (data);
  g_object_unref (data);
  return NULL;
}

/* A cancellation from a thread and the end of the body meet: one call, of one kind or the other. */
static void
test_cancel_races (Fixture       *fixture,
                   gconstpointer  user_data)
{
  for (guint i = core_count (300, 5000); i > 0; i--)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (BgTask) task = run (fixture, string_body, NULL, cancellable);
      GThread *thread = g_thread_new ("canceller", cancel_thread, g_object_ref (cancellable));

      wait_for_call (fixture);
      if (fixture->error == NULL)
        g_assert_cmpstr (g_value_get_string (fixture->value), ==, "result");
      else
        g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_thread_join (thread);
      g_assert_cmpuint (fixture->n_called, ==, 1);
      fixture->n_called = 0;
    }
}

static void
test_refused (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autoptr (BgTask) task = bg_task_new (core_body_nothing, NULL, NULL);

  bg_task_add_upstream (task, 17);
  bg_task_manager_run_async (fixture->manager, task, NULL, called_cb, fixture);
  g_assert_cmpuint (fixture->n_called, ==, 0);
  wait_for_call (fixture);
  g_assert_error (fixture->error, BG_ERROR, BG_ERROR_UNKNOWN_TASK);
}

static void
test_refused_after_shut_down (Fixture       *fixture,
                              gconstpointer  user_data)
{
  g_autoptr (BgTask) task = NULL;

  bg_task_manager_shut_down (fixture->manager);
  task = run (fixture, core_body_nothing, NULL, NULL);
  wait_for_call (fixture);
  g_assert_error (fixture->error, BG_ERROR, BG_ERROR_SHUT_DOWN);
}

static void
test_upstream_fails (Fixture       *fixture,
                     gconstpointer  user_data)
{
  g_autoptr (BgTask) task = bg_task_new (core_body_nothing, NULL, NULL);

  bg_task_manager_pause_processing (fixture->manager);
  bg_task_add_upstream (task, core_add (fixture->manager, core_work_fail, NULL, NULL));
  bg_task_manager_run_async (fixture->manager, task, NULL, called_cb, fixture);
  bg_task_manager_start_processing (fixture->manager);
  wait_for_call (fixture);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpuint (bg_task_get_failed_upstream (task), ==, 1);
}

static void
test_without_callback (Fixture       *fixture,
                       gconstpointer  user_data)
{
  BgTask *task = bg_task_new (string_body, NULL, NULL);

  bg_task_manager_run_async (fixture->manager, task, NULL, NULL, NULL);
  core_watch_run (fixture->watch, 1);
  g_assert_finalize_object (task);
}

static void
run_next_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (BgTask) task = bg_task_new (string_body, NULL, NULL);

  g_assert_nonnull (bg_task_manager_run_finish (BG_TASK_MANAGER (source), result, NULL));
  if (++fixture->n_called < 100)
    bg_task_manager_run_async (fixture->manager, task, NULL, run_next_cb, fixture);
}

static void
test_one_after_the_other (Fixture       *fixture,
                          gconstpointer  user_data)
{
  g_autoptr (BgTask) task = bg_task_new (string_body, NULL, NULL);

  bg_task_manager_run_async (fixture->manager, task, NULL, run_next_cb, fixture);
  bg_test_run_until_count (NULL, &fixture->n_called, 100);
}

/* Nobody listens but the callback, which keeps the manager as long as it is to come. */
static void
test_keeps_the_manager (void)
{
  Fixture fixture = { .manager = core_manager_new (1), .gate = bg_test_gate_new (), .home = g_thread_self () };
  BgTaskManager *manager = fixture.manager;
  BgTask *task = run (&fixture, string_body, NULL, NULL);

  g_object_add_weak_pointer (G_OBJECT (manager), (gpointer *) &manager);
  g_object_unref (fixture.manager);
  g_assert_nonnull (manager);
  bg_test_run_until_count (NULL, &fixture.n_called, 1);
  g_assert_cmpstr (g_value_get_string (fixture.value), ==, "result");
  g_clear_object (&fixture.result);
  g_object_unref (task);
  while (manager != NULL)
    g_main_context_iteration (NULL, TRUE);
  bg_test_gate_unref (fixture.gate);
}

#define ADD(path, func) g_test_add ("/task-manager/run-async/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("result", test_result);
  ADD ("no-result", test_no_result);
  ADD ("failure", test_failure);
  ADD ("stopped", test_stopped);
  ADD ("cancelled/while-it-runs", test_cancelled_while_it_runs);
  ADD ("cancelled/while-it-waits", test_cancelled_while_it_waits);
  ADD ("cancelled/before", test_cancelled_before);
  ADD ("cancelled/after-the-end", test_cancelled_after_the_end);
  ADD ("cancelled/races", test_cancel_races);
  ADD ("refused/unknown-upstream", test_refused);
  ADD ("refused/after-shut-down", test_refused_after_shut_down);
  ADD ("upstream-fails", test_upstream_fails);
  ADD ("without-callback", test_without_callback);
  ADD ("one-after-the-other", test_one_after_the_other);
  g_test_add_func ("/task-manager/run-async/keeps-the-manager", test_keeps_the_manager);
  return g_test_run ();
}
