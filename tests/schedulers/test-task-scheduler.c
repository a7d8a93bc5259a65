/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "schedulers-test.h"

/* What all kinds have in common, tried with one that is triggered. */

static void
test_runs_are_tasks (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);
  g_autoptr (CoreWatch) watch = core_watch_new (fixture->manager);
  g_autoptr (BgTask) task = NULL;

  g_test_summary ("A12.1: a run has the name, class, priority and group of its scheduler, and the manager tells of it");
  bg_task_scheduler_set_name (scheduler, "look");
  bg_task_scheduler_set_task_class (scheduler, BG_TASK_CLASS_HIGH);
  bg_task_scheduler_set_priority (scheduler, 7);
  bg_task_scheduler_set_group (scheduler, "looks");
  bg_task_manager_pause_processing (fixture->manager);
  schedulers_start (fixture, scheduler);
  g_assert_null (bg_task_scheduler_dup_run (scheduler));
  schedulers_trigger (scheduler);
  bg_test_drain (fixture->context);
  task = bg_task_scheduler_dup_run (scheduler);
  g_assert_cmpstr (bg_task_get_name (task), ==, "look");
  g_assert_cmpint (bg_task_get_task_class (task), ==, BG_TASK_CLASS_HIGH);
  g_assert_cmpint (bg_task_get_priority (task), ==, 7);
  g_assert_cmpstr (bg_task_get_group (task), ==, "looks");
  bg_task_manager_start_processing (fixture->manager);
  schedulers_await_runs (fixture, scheduler, 1);
  bg_test_drain (fixture->context);
  core_assert_log (watch, "+1 =looks");
  schedulers_stop (fixture, scheduler);
}

static void
test_slot_only_while_it_runs (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);

  g_test_summary ("A12.2: between runs no slot is taken");
  schedulers_start (fixture, scheduler);
  schedulers_trigger (scheduler);
  schedulers_await_runs (fixture, scheduler, 1);
  core_run_to_rest (fixture->manager);
  g_assert_true (bg_scheduler_is_active (BG_SCHEDULER (scheduler)));
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, 0);
  schedulers_stop (fixture, scheduler);
}

static void
error_cb (BgTaskScheduler *scheduler,
          const GError    *error,
          gpointer         user_data)
{
  SchedulersFixture *fixture = user_data;

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_string_append_printf (fixture->log, "%s before %u; ", error->message, fixture->n_failed);
}

static void
test_failures (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);
  g_autoptr (CoreWatch) watch = core_watch_new (fixture->manager);

  g_test_summary ("A12.1, A12.3: the handler and the signal are given the error, and it goes on");
  bg_task_scheduler_set_error_func (scheduler, error_cb, fixture, NULL);
  fixture->n_failing = 2;
  schedulers_start (fixture, scheduler);
  for (guint i = 1; i <= 3; i++)
    {
      schedulers_trigger (scheduler);
      schedulers_await_runs (fixture, scheduler, i);
    }
  g_assert_cmpuint (fixture->n_failed, ==, 2);
  g_assert_cmpstr (fixture->log->str, ==, "The call 1 failed before 0; The call 2 failed before 1; ");
  g_assert_cmpuint (watch->n_failed, ==, 2);
  g_assert_cmpuint (watch->n_completed, ==, 1);
  schedulers_stop (fixture, scheduler);
}

static void
stop_cb (BgTaskScheduler *scheduler,
         const GError    *error,
         gpointer         user_data)
{
  bg_scheduler_stop (BG_SCHEDULER (scheduler), BG_SHUTDOWN_DISCARD);
}

static void
test_stopped_by_the_handler (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);

  g_test_summary ("A12.3: a handler may stop the scheduler");
  bg_task_scheduler_set_error_func (scheduler, stop_cb, NULL, NULL);
  fixture->n_failing = 1;
  schedulers_start (fixture, scheduler);
  schedulers_trigger (scheduler);
  schedulers_await_rest (fixture, scheduler);
  g_assert_cmpuint (fixture->n_failed, ==, 1);
}

static void
test_false_stops (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);
  g_autoptr (CoreWatch) watch = core_watch_new (fixture->manager);

  g_test_summary ("A12.2: a body that returns FALSE stops it, and that is no failure");
  fixture->stops_at = 2;
  schedulers_start (fixture, scheduler);
  schedulers_trigger (scheduler);
  schedulers_await_runs (fixture, scheduler, 1);
  schedulers_trigger (scheduler);
  schedulers_await_rest (fixture, scheduler);
  g_assert_cmpuint (fixture->n_failed, ==, 0);
  core_assert_log (watch, "+1 +2");
  core_run_to_rest (fixture->manager);
}

static void
test_starting_twice (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);
  g_autoptr (BgTaskScheduler) empty = BG_TASK_SCHEDULER (bg_loop_scheduler_new ());
  GError *error = NULL;
  gboolean started;

  g_test_summary ("A12.7: starting twice returns FALSE");
  schedulers_start (fixture, scheduler);
  started = bg_scheduler_start (BG_SCHEDULER (scheduler), fixture->manager, &error);
  schedulers_refuse (started, g_steal_pointer (&error), BG_ERROR_TOO_LATE);
  schedulers_stop (fixture, scheduler);
  schedulers_start (fixture, scheduler);
  schedulers_stop (fixture, scheduler);

  started = bg_scheduler_start (BG_SCHEDULER (empty), fixture->manager, &error);
  schedulers_refuse (started, g_steal_pointer (&error), BG_ERROR_INVALID_ARGUMENT);
}

static void
test_after_shut_down (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);
  GError *error = NULL;
  gboolean started;

  g_test_summary ("A1.2: after the manager was shut down it is refused with an error");
  bg_task_manager_shut_down (fixture->manager);
  started = bg_scheduler_start (BG_SCHEDULER (scheduler), fixture->manager, &error);
  schedulers_refuse (started, g_steal_pointer (&error), BG_ERROR_SHUT_DOWN);
  started = bg_scheduler_register (BG_SCHEDULER (scheduler), fixture->manager, &error);
  schedulers_refuse (started, g_steal_pointer (&error), BG_ERROR_SHUT_DOWN);
}

static void
stopped_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  SchedulersFixture *fixture = user_data;
  g_autoptr (GError) error = NULL;
  gboolean stopped = bg_scheduler_stop_finish (BG_SCHEDULER (source), result, &error);

  g_assert_true (stopped == (error == NULL));
  g_string_append_printf (fixture->log, "%s inside %d; ", error != NULL ? "given up" : "stopped",
                          g_atomic_int_get (&fixture->n_inside));
}

static void
await_log (SchedulersFixture *fixture,
           const char        *expected)
{
  while (fixture->log->len < strlen (expected))
    g_main_context_iteration (fixture->context, TRUE);
  g_assert_cmpstr (fixture->log->str, ==, expected);
  g_string_truncate (fixture->log, 0);
}

static void
test_stop_waits (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_test_summary ("A12.7: who stops it can wait until nothing of it runs any more, and give that up");
  bg_scheduler_stop_async (BG_SCHEDULER (scheduler), BG_SHUTDOWN_DISCARD, NULL, stopped_cb, fixture);
  g_assert_cmpstr (fixture->log->str, ==, "");
  await_log (fixture, "stopped inside 0; ");

  fixture->gate = bg_test_gate_new ();
  schedulers_start (fixture, scheduler);
  schedulers_trigger (scheduler);
  schedulers_await_call (fixture, 1);
  bg_scheduler_stop_async (BG_SCHEDULER (scheduler), BG_SHUTDOWN_DISCARD, cancellable, stopped_cb, fixture);
  bg_test_drain (fixture->context);
  g_assert_true (bg_scheduler_is_active (BG_SCHEDULER (scheduler)));
  g_cancellable_cancel (cancellable);
  await_log (fixture, "given up inside 1; ");
  bg_scheduler_stop_async (BG_SCHEDULER (scheduler), BG_SHUTDOWN_DISCARD, NULL, stopped_cb, fixture);
  bg_test_gate_open (fixture->gate);
  await_log (fixture, "stopped inside 0; ");
}

static void
restarted_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  SchedulersFixture *fixture = user_data;
  g_autoptr (GError) error = NULL;

  g_assert_true (bg_scheduler_restart_finish (BG_SCHEDULER (source), result, &error));
  g_assert_no_error (error);
  g_string_append_printf (fixture->log, "restarted inside %d; ", g_atomic_int_get (&fixture->n_inside));
}

static void
test_restart (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);

  g_test_summary ("A12.7: a restart waits for a body that was stopped, so that runs do not overlap");
  fixture->gate = bg_test_gate_new ();
  schedulers_start (fixture, scheduler);
  schedulers_trigger (scheduler);
  schedulers_await_call (fixture, 1);
  bg_scheduler_restart_async (BG_SCHEDULER (scheduler), fixture->manager, BG_SHUTDOWN_DISCARD, NULL,
                              restarted_cb, fixture);
  bg_test_drain (fixture->context);
  g_assert_cmpstr (fixture->log->str, ==, "");
  bg_test_gate_open (fixture->gate);
  await_log (fixture, "restarted inside 0; ");
  g_assert_true (bg_scheduler_is_active (BG_SCHEDULER (scheduler)));
  schedulers_trigger (scheduler);
  schedulers_await_runs (fixture, scheduler, 2);
  schedulers_stop (fixture, scheduler);
}

static void
test_run_stopped_by_others (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);

  g_test_summary ("A run that somebody stops is not reported, and the next one waits for its body");
  fixture->gate = bg_test_gate_new ();
  schedulers_start (fixture, scheduler);
  schedulers_trigger (scheduler);
  schedulers_await_call (fixture, 1);
  bg_task_manager_stop_all_tasks (fixture->manager);
  schedulers_trigger (scheduler);
  bg_test_drain (fixture->context);
  g_assert_cmpuint (bg_task_scheduler_get_n_runs (scheduler), ==, 1);
  bg_test_gate_open (fixture->gate);
  schedulers_await_runs (fixture, scheduler, 2);
  g_assert_cmpuint (fixture->n_calls, ==, 2);
  g_assert_cmpuint (fixture->n_failed, ==, 0);
  schedulers_stop (fixture, scheduler);
}

static gboolean
hold (BgTask        *task,
      GCancellable  *cancellable,
      gpointer       user_data,
      GError       **error)
{
  SchedulersFixture *fixture = user_data;

  bg_task_hold (task);
  g_atomic_int_inc (&fixture->n_calls);
  g_main_context_wakeup (fixture->context);
  return TRUE;
}

static void
test_held (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "later");

  g_test_summary ("A12.6: no run begins before the outcome of one that is held is there");
  bg_task_scheduler_set_func (scheduler, hold, fixture, NULL);
  schedulers_start (fixture, scheduler);
  for (guint i = 1; i <= 3; i++)
    {
      g_autoptr (BgTask) task = NULL;

      schedulers_trigger (scheduler);
      bg_test_run_until_count (fixture->context, &fixture->n_calls, i);
      schedulers_trigger (scheduler);
      bg_test_drain (fixture->context);
      g_assert_cmpuint (bg_task_scheduler_get_n_runs (scheduler), ==, i);
      task = bg_task_scheduler_dup_run (scheduler);
      if (i == 2)
        bg_task_return_error (task, error);
      else
        bg_task_return_boolean (task, i != 3);
    }
  schedulers_await_rest (fixture, scheduler);
  g_assert_cmpuint (fixture->n_failed, ==, 1);
}

static void
test_manager_gone (void)
{
  SchedulersFixture *fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);

  g_test_summary ("A manager that goes stops its schedulers; they do not keep it");
  schedulers_start (fixture, scheduler);
  schedulers_trigger (scheduler);
  schedulers_await_runs (fixture, scheduler, 1);
  schedulers_fixture_free (fixture);
  g_assert_false (bg_scheduler_is_active (BG_SCHEDULER (scheduler)));
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    user_data)
{
  (*(guint *) user_data)++;
}

static void
test_properties (void)
{
  BgTaskScheduler *scheduler = BG_TASK_SCHEDULER (bg_loop_scheduler_new ());
  g_autofree char *name = NULL;
  g_autofree char *group = NULL;
  BgAdmissionClass task_class;
  guint notified = 0;
  guint64 n_runs;
  int priority;

  g_signal_connect (scheduler, "notify", G_CALLBACK (count_cb), &notified);
  g_object_set (scheduler, "name", "n", "group", "g", "task-class", BG_TASK_CLASS_LOW, "priority", -3, NULL);
  g_assert_cmpuint (notified, ==, 4);
  bg_task_scheduler_set_name (scheduler, "n");
  bg_task_scheduler_set_group (scheduler, "g");
  bg_task_scheduler_set_task_class (scheduler, BG_TASK_CLASS_LOW);
  bg_task_scheduler_set_priority (scheduler, -3);
  g_assert_cmpuint (notified, ==, 4);
  g_object_get (scheduler, "name", &name, "group", &group, "task-class", &task_class, "priority", &priority,
                "n-runs", &n_runs, NULL);
  g_assert_cmpstr (name, ==, bg_task_scheduler_get_name (scheduler));
  g_assert_cmpstr (group, ==, bg_task_scheduler_get_group (scheduler));
  g_assert_cmpint (task_class, ==, bg_task_scheduler_get_task_class (scheduler));
  g_assert_cmpint (priority, ==, bg_task_scheduler_get_priority (scheduler));
  g_assert_cmpuint (n_runs, ==, 0);
  g_assert_finalize_object (scheduler);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/task-scheduler/runs-are-tasks", test_runs_are_tasks);
  g_test_add_func ("/task-scheduler/slot-only-while-it-runs", test_slot_only_while_it_runs);
  g_test_add_func ("/task-scheduler/failures", test_failures);
  g_test_add_func ("/task-scheduler/stopped-by-the-handler", test_stopped_by_the_handler);
  g_test_add_func ("/task-scheduler/false-stops", test_false_stops);
  g_test_add_func ("/task-scheduler/starting-twice", test_starting_twice);
  g_test_add_func ("/task-scheduler/after-shut-down", test_after_shut_down);
  g_test_add_func ("/task-scheduler/stop-waits", test_stop_waits);
  g_test_add_func ("/task-scheduler/restart", test_restart);
  g_test_add_func ("/task-scheduler/run-stopped-by-others", test_run_stopped_by_others);
  g_test_add_func ("/task-scheduler/held", test_held);
  g_test_add_func ("/task-scheduler/manager-gone", test_manager_gone);
  g_test_add_func ("/task-scheduler/properties", test_properties);

  return g_test_run ();
}
