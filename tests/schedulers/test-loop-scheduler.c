/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "schedulers-test.h"

static BgLoopScheduler *
make_scheduler (SchedulersFixture *fixture)
{
  BgLoopScheduler *scheduler = bg_loop_scheduler_new ();

  bg_task_scheduler_set_func (BG_TASK_SCHEDULER (scheduler), schedulers_body, fixture, NULL);
  g_signal_connect (scheduler, "failed", G_CALLBACK (schedulers_failed_cb), fixture);
  return scheduler;
}

static gboolean
nothing_runs (gpointer manager)
{
  return bg_task_manager_get_n_running (manager) == 0;
}

static void
test_until_it_returns_false (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgLoopScheduler) scheduler = make_scheduler (fixture);

  g_test_summary ("A12.2, A12.3: it is called again and again in one task, until it returns FALSE; the slot is back");
  fixture->stops_at = 1000;
  schedulers_start (fixture, scheduler);
  schedulers_await_rest (fixture, scheduler);
  g_assert_cmpuint (fixture->n_calls, ==, 1000);
  g_assert_cmpuint (bg_task_scheduler_get_n_runs (BG_TASK_SCHEDULER (scheduler)), ==, 1);
  bg_test_run_until (fixture->context, nothing_runs, fixture->manager);
  g_assert_cmpuint (fixture->n_failed, ==, 0);
}

static void
test_failures_go_on (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgLoopScheduler) scheduler = make_scheduler (fixture);
  g_autoptr (CoreWatch) watch = core_watch_new (fixture->manager);

  g_test_summary ("A12.3: a failure is seen, and it goes on");
  fixture->n_failing = 3;
  fixture->stops_at = 10;
  schedulers_start (fixture, scheduler);
  schedulers_await_rest (fixture, scheduler);
  g_assert_cmpuint (fixture->n_calls, ==, 10);
  g_assert_cmpuint (fixture->n_failed, ==, 3);
  g_assert_cmpuint (watch->n_failed, ==, 3);
  g_assert_cmpuint (bg_task_scheduler_get_n_runs (BG_TASK_SCHEDULER (scheduler)), ==, 4);
}

static gboolean
wait_for_cancellation (BgTask        *task,
                       GCancellable  *cancellable,
                       gpointer       user_data,
                       GError       **error)
{
  SchedulersFixture *fixture = user_data;
  GPollFD fd;

  g_atomic_int_inc (&fixture->n_calls);
  bg_test_gate_pass (fixture->gate);
  g_assert_true (g_cancellable_make_pollfd (cancellable, &fd));
  g_poll (&fd, 1, -1);
  g_cancellable_release_fd (cancellable);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static void
test_stop_cancels (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgLoopScheduler) scheduler = make_scheduler (fixture);
  g_autoptr (CoreWatch) watch = core_watch_new (fixture->manager);

  g_test_summary ("A6.4, A12.3: a body that waits is told by its cancellable, and that is no failure");
  fixture->gate = bg_test_gate_new ();
  bg_test_gate_open (fixture->gate);
  bg_task_scheduler_set_func (BG_TASK_SCHEDULER (scheduler), wait_for_cancellation, fixture, NULL);
  schedulers_start (fixture, scheduler);
  schedulers_await_call (fixture, 1);
  bg_scheduler_stop (BG_SCHEDULER (scheduler), BG_SHUTDOWN_DISCARD);
  g_assert_true (bg_scheduler_is_active (BG_SCHEDULER (scheduler)));
  schedulers_await_rest (fixture, scheduler);
  g_assert_cmpuint (fixture->n_calls, ==, 1);
  g_assert_cmpuint (fixture->n_failed, ==, 0);
  core_assert_log (watch, "/1");
}

static void
test_drain_lets_the_call_end (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgLoopScheduler) scheduler = make_scheduler (fixture);
  g_autoptr (CoreWatch) watch = core_watch_new (fixture->manager);

  g_test_summary ("A drain lets the call that is under way come to its end, and makes no other");
  fixture->gate = bg_test_gate_new ();
  schedulers_start (fixture, scheduler);
  schedulers_await_call (fixture, 1);
  bg_scheduler_stop (BG_SCHEDULER (scheduler), BG_SHUTDOWN_DRAIN);
  bg_test_gate_open (fixture->gate);
  schedulers_await_rest (fixture, scheduler);
  g_assert_cmpuint (fixture->n_calls, ==, 1);
  core_assert_log (watch, "+1");
}

static gboolean
hold (BgTask        *task,
      GCancellable  *cancellable,
      gpointer       user_data,
      GError       **error)
{
  SchedulersFixture *fixture = user_data;

  g_atomic_int_inc (&fixture->n_calls);
  g_main_context_wakeup (fixture->context);
  bg_task_hold (task);
  return TRUE;
}

static void
test_held (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgLoopScheduler) scheduler = make_scheduler (fixture);

  g_test_summary ("A body that holds is not called again before its outcome is there");
  bg_task_scheduler_set_func (BG_TASK_SCHEDULER (scheduler), hold, fixture, NULL);
  schedulers_start (fixture, scheduler);
  for (guint i = 1; i < 4; i++)
    {
      g_autoptr (BgTask) task = NULL;

      bg_test_run_until_count (fixture->context, &fixture->n_calls, i);
      bg_test_drain (fixture->context);
      g_assert_cmpuint (fixture->n_calls, ==, i);
      task = bg_task_scheduler_dup_run (BG_TASK_SCHEDULER (scheduler));
      bg_task_return_boolean (task, i < 3);
    }
  schedulers_await_rest (fixture, scheduler);
  g_assert_cmpuint (fixture->n_calls, ==, 3);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/loop-scheduler/until-it-returns-false", test_until_it_returns_false);
  g_test_add_func ("/loop-scheduler/failures-go-on", test_failures_go_on);
  g_test_add_func ("/loop-scheduler/stop-cancels", test_stop_cancels);
  g_test_add_func ("/loop-scheduler/drain-lets-the-call-end", test_drain_lets_the_call_end);
  g_test_add_func ("/loop-scheduler/held", test_held);

  return g_test_run ();
}
