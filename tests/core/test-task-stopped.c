/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

/* What is heard of a task after it was stopped, while its body runs on: nothing, but that it was stopped. */

typedef struct
{
  BgTaskManager *manager;       /* of one thread */
  CoreWatch     *watch;
  BgTestGate    *gate;
  BgTestGate    *later;
  guint          n_told;        /* of progress */
  guint          n_cancelled;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->manager = core_manager_new (1);
  fixture->watch = core_watch_new (fixture->manager);
  fixture->gate = bg_test_gate_new ();
  fixture->later = bg_test_gate_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  bg_test_gate_open (fixture->gate);
  bg_test_gate_open (fixture->later);
  core_watch_free (fixture->watch);
  core_end (fixture->manager);
  bg_test_gate_unref (fixture->gate);
  bg_test_gate_unref (fixture->later);
}

static gboolean
report_twice (BgTask        *task,
              GCancellable  *cancellable,
              gpointer       user_data,
              GError       **error)
{
  Fixture *fixture = user_data;

  bg_task_report_progress (task, 0.25, "before");
  bg_test_gate_pass (fixture->gate);
  bg_task_report_progress (task, 0.75, "after");
  bg_test_gate_pass (fixture->later);
  return TRUE;
}

static void
told_cb (BgTask     *task,
         GParamSpec *pspec,
         Fixture    *fixture)
{
  fixture->n_told++;
}

static BgTask *
add_listened_to (Fixture    *fixture,
                 BgTaskFunc  func)
{
  BgTask *task = bg_task_new (func, fixture, NULL);

  g_signal_connect (task, "notify::fraction", G_CALLBACK (told_cb), fixture);
  g_signal_connect (task, "notify::text", G_CALLBACK (told_cb), fixture);
  core_add_task (fixture->manager, g_object_ref (task));
  return task;
}

static void
test_no_progress_while_running (Fixture       *fixture,
                                gconstpointer  user_data)
{
  g_autoptr (BgTask) task = add_listened_to (fixture, report_twice);

  bg_test_gate_await_arrivals (fixture->gate, 1);
  g_assert_true (bg_task_stop (task));
  bg_test_gate_open (fixture->gate);
  bg_test_gate_await_arrivals (fixture->later, 1);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "/1");
  bg_test_gate_open (fixture->later);
  core_run_to_rest (fixture->manager);
  core_assert_log (fixture->watch, "");
  g_assert_cmpuint (fixture->n_told, ==, 0);
}

static gboolean
hold_and_report (BgTask        *task,
                 GCancellable  *cancellable,
                 gpointer       user_data,
                 GError       **error)
{
  bg_task_hold (task);
  bg_task_report_progress (task, 0.25, "before");
  return TRUE;
}

static void
test_no_progress_while_held (Fixture       *fixture,
                             gconstpointer  user_data)
{
  g_autoptr (BgTask) task = add_listened_to (fixture, hold_and_report);

  while (fixture->n_told < 2)
    g_main_context_iteration (NULL, TRUE);
  bg_task_report_progress (task, 0.5, "pending");
  g_assert_true (bg_task_stop (task));
  bg_task_report_progress (task, 0.75, "after");
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "/1");
  g_assert_cmpuint (fixture->n_told, ==, 2);
}

static void
cancelled_cb (GCancellable *cancellable,
              Fixture      *fixture)
{
  g_atomic_int_inc ((int *) &fixture->n_cancelled);
}

static gboolean
leave_a_handler (BgTask        *task,
                 GCancellable  *cancellable,
                 gpointer       user_data,
                 GError       **error)
{
  g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), user_data, NULL);
  return TRUE;
}

/* What one task has left on its cancellable is not called when the next one is stopped. */
static void
test_handler_left_behind (Fixture       *fixture,
                          gconstpointer  user_data)
{
  guint64 id;

  core_add_task (fixture->manager, bg_task_new (leave_a_handler, fixture, NULL));
  core_watch_run (fixture->watch, 1);
  id = core_add_task (fixture->manager, bg_task_new (core_body_pass, fixture->gate, NULL));
  bg_test_gate_await_arrivals (fixture->gate, 1);
  g_assert_true (bg_task_manager_stop_task (fixture->manager, id, FALSE, FALSE));
  g_assert_cmpuint (fixture->n_cancelled, ==, 0);
  bg_test_gate_open (fixture->gate);
  core_run_to_rest (fixture->manager);
  core_assert_log (fixture->watch, "+1 /2");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/task/stopped/no-progress/while-running", Fixture, NULL, set_up,
              test_no_progress_while_running, tear_down);
  g_test_add ("/task/stopped/no-progress/while-held", Fixture, NULL, set_up,
              test_no_progress_while_held, tear_down);
  g_test_add ("/task/stopped/handler-left-behind", Fixture, NULL, set_up,
              test_handler_left_behind, tear_down);
  return g_test_run ();
}
