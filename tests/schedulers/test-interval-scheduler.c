/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "schedulers-test.h"

static BgIntervalScheduler *
make_scheduler (SchedulersFixture *fixture,
                guint              interval)
{
  BgIntervalScheduler *scheduler = bg_interval_scheduler_new (interval);

  bg_task_scheduler_set_func (BG_TASK_SCHEDULER (scheduler), schedulers_body, fixture, NULL);
  return scheduler;
}

static void
end (SchedulersFixture   *fixture,
     BgIntervalScheduler *scheduler)
{
  bg_scheduler_stop (BG_SCHEDULER (scheduler), BG_SHUTDOWN_DISCARD);
  schedulers_await_rest (fixture, scheduler);
}

static void
test_between_five_and_nine (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgIntervalScheduler) scheduler = make_scheduler (fixture, 20);

  g_test_summary ("A12.8: an interval of 0.02 s gives between 5 and 9 runs in 0.1 s");
  schedulers_start (fixture, scheduler);
  schedulers_await_runs (fixture, scheduler, 1);
  for (guint i = 0; i < 10; i++)
    schedulers_advance (fixture, scheduler, 10);
  g_assert_cmpuint (fixture->n_calls, >=, 5);
  g_assert_cmpuint (fixture->n_calls, <=, 9);
  g_assert_cmpuint (fixture->n_calls, ==, 6);
  end (fixture, scheduler);
}

static void
test_first_run_comes_later (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgIntervalScheduler) scheduler = make_scheduler (fixture, 20);

  g_test_summary ("Nothing runs inside the call that starts it");
  schedulers_start (fixture, scheduler);
  g_assert_cmpuint (bg_task_scheduler_get_n_runs (BG_TASK_SCHEDULER (scheduler)), ==, 0);
  schedulers_await_runs (fixture, scheduler, 1);
  end (fixture, scheduler);
}

static void
test_missed_ticks_are_skipped (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgIntervalScheduler) scheduler = make_scheduler (fixture, 20);

  g_test_summary ("A12.6: a run that takes 50 ms has two ticks skipped, and the next one is on time");
  fixture->gate = bg_test_gate_new ();
  schedulers_start (fixture, scheduler);
  schedulers_await_call (fixture, 1);
  schedulers_advance (fixture, scheduler, 50);
  g_assert_cmpuint (bg_task_scheduler_get_n_runs (BG_TASK_SCHEDULER (scheduler)), ==, 1);

  bg_test_gate_open (fixture->gate);
  schedulers_await_runs (fixture, scheduler, 1);
  schedulers_advance (fixture, scheduler, 9);
  bg_test_drain (fixture->context);
  g_assert_cmpuint (bg_task_scheduler_get_n_runs (BG_TASK_SCHEDULER (scheduler)), ==, 1);
  schedulers_advance (fixture, scheduler, 1);
  schedulers_await_runs (fixture, scheduler, 2);
  end (fixture, scheduler);
}

static void
test_waiting_for_a_thread (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgIntervalScheduler) scheduler = make_scheduler (fixture, 20);

  g_test_summary ("A12.6: ticks while a run waits for its turn are skipped as well");
  bg_task_manager_pause_processing (fixture->manager);
  schedulers_start (fixture, scheduler);
  bg_test_drain (fixture->context);
  for (guint i = 0; i < 10; i++)
    {
      bg_fake_clock_advance (fixture->clock, 20);
      bg_test_drain (fixture->context);
    }
  g_assert_cmpuint (bg_task_scheduler_get_n_runs (BG_TASK_SCHEDULER (scheduler)), ==, 1);
  g_assert_cmpuint (bg_task_manager_get_n_pending (fixture->manager), ==, 1);

  /* The one that is due now follows, as one. */
  bg_task_manager_start_processing (fixture->manager);
  schedulers_await_runs (fixture, scheduler, 2);
  end (fixture, scheduler);
}

static void
test_fixed_rate (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgIntervalScheduler) scheduler = make_scheduler (fixture, 20);

  g_test_summary ("A12.6: at a fixed rate, what a run takes does not move the next one");
  fixture->gate = bg_test_gate_new ();
  schedulers_start (fixture, scheduler);
  schedulers_await_call (fixture, 1);
  schedulers_advance (fixture, scheduler, 15);
  bg_test_gate_open (fixture->gate);
  schedulers_await_runs (fixture, scheduler, 1);
  schedulers_advance (fixture, scheduler, 5);
  schedulers_await_runs (fixture, scheduler, 2);
  end (fixture, scheduler);
}

static void
test_fixed_delay (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgIntervalScheduler) scheduler = make_scheduler (fixture, 0);

  g_test_summary ("A12.6: with a delay, the time between runs is counted from the end of one");
  bg_interval_scheduler_set_delay (scheduler, 20);
  fixture->gate = bg_test_gate_new ();
  schedulers_start (fixture, scheduler);
  schedulers_await_call (fixture, 1);
  schedulers_advance (fixture, scheduler, 15);
  bg_test_gate_open (fixture->gate);
  schedulers_await_runs (fixture, scheduler, 1);
  schedulers_advance (fixture, scheduler, 19);
  bg_test_drain (fixture->context);
  g_assert_cmpuint (bg_task_scheduler_get_n_runs (BG_TASK_SCHEDULER (scheduler)), ==, 1);
  schedulers_advance (fixture, scheduler, 1);
  schedulers_await_runs (fixture, scheduler, 2);
  end (fixture, scheduler);
}

static void
test_delay_before (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgIntervalScheduler) scheduler = make_scheduler (fixture, 20);

  g_test_summary ("A12.6: with a delay before, the first run waits as well");
  bg_interval_scheduler_set_delay_before (scheduler, 5);
  schedulers_start (fixture, scheduler);
  bg_test_drain (fixture->context);
  g_assert_cmpuint (bg_task_scheduler_get_n_runs (BG_TASK_SCHEDULER (scheduler)), ==, 0);
  schedulers_advance (fixture, scheduler, 5);
  schedulers_await_runs (fixture, scheduler, 1);
  schedulers_advance (fixture, scheduler, 19);
  g_assert_cmpuint (fixture->n_calls, ==, 1);
  schedulers_advance (fixture, scheduler, 1);
  g_assert_cmpuint (fixture->n_calls, ==, 2);
  end (fixture, scheduler);

  /* Alone, it is between runs too. */
  bg_interval_scheduler_set_interval (scheduler, 0);
  schedulers_start (fixture, scheduler);
  bg_test_drain (fixture->context);
  g_assert_cmpuint (fixture->n_calls, ==, 2);
  for (guint i = 3; i < 6; i++)
    {
      schedulers_advance (fixture, scheduler, 5);
      g_assert_cmpuint (fixture->n_calls, ==, i);
    }
  end (fixture, scheduler);
}

static void
test_contradictions_are_refused (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgIntervalScheduler) scheduler = make_scheduler (fixture, 20);
  GError *error = NULL;
  gboolean started;

  g_test_summary ("A12.6: an interval and a delay exclude each other");
  bg_interval_scheduler_set_delay (scheduler, 20);
  started = bg_scheduler_start (BG_SCHEDULER (scheduler), fixture->manager, &error);
  schedulers_refuse (started, g_steal_pointer (&error), BG_ERROR_INVALID_ARGUMENT);
  g_assert_false (bg_scheduler_is_active (BG_SCHEDULER (scheduler)));

  bg_interval_scheduler_set_delay (scheduler, 0);
  bg_interval_scheduler_set_delay_before (scheduler, 20);
  started = bg_scheduler_start (BG_SCHEDULER (scheduler), fixture->manager, &error);
  schedulers_refuse (started, g_steal_pointer (&error), BG_ERROR_INVALID_ARGUMENT);

  bg_interval_scheduler_set_delay_before (scheduler, 19);
  schedulers_start (fixture, scheduler);
  end (fixture, scheduler);
}

static void
test_default (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgIntervalScheduler) scheduler = make_scheduler (fixture, 0);

  g_test_summary ("A12.6: without any setting it runs once a second");
  schedulers_start (fixture, scheduler);
  schedulers_await_runs (fixture, scheduler, 1);
  schedulers_advance (fixture, scheduler, 999);
  g_assert_cmpuint (fixture->n_calls, ==, 1);
  schedulers_advance (fixture, scheduler, 1);
  g_assert_cmpuint (fixture->n_calls, ==, 2);
  end (fixture, scheduler);
}

static void
test_settings_hold_from_the_next_start (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgIntervalScheduler) scheduler = make_scheduler (fixture, 20);

  g_test_summary ("A12.1: the settings can be others at each start");
  schedulers_start (fixture, scheduler);
  schedulers_await_runs (fixture, scheduler, 1);
  bg_interval_scheduler_set_interval (scheduler, 50);
  schedulers_advance (fixture, scheduler, 20);
  g_assert_cmpuint (fixture->n_calls, ==, 2);
  end (fixture, scheduler);

  schedulers_start (fixture, scheduler);
  schedulers_await_runs (fixture, scheduler, 3);
  schedulers_advance (fixture, scheduler, 49);
  g_assert_cmpuint (fixture->n_calls, ==, 3);
  schedulers_advance (fixture, scheduler, 1);
  g_assert_cmpuint (fixture->n_calls, ==, 4);
  end (fixture, scheduler);
}

static void
test_system_clock (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgIntervalScheduler) scheduler = make_scheduler (fixture, 1);
  BgTaskManager *manager = core_manager_new (1);

  g_test_summary ("With the clock of the computer it ticks by itself");
  fixture->stops_at = 5;
  g_assert_true (bg_scheduler_start (BG_SCHEDULER (scheduler), manager, NULL));
  schedulers_await_rest (fixture, scheduler);
  g_assert_cmpuint (fixture->n_calls, ==, 5);
  core_end (manager);
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    user_data)
{
  (*(guint *) user_data)++;
}

static void
check_property (BgIntervalScheduler *scheduler,
                const char          *name,
                void               (*set) (BgIntervalScheduler *, guint),
                guint              (*get) (BgIntervalScheduler *))
{
  g_autofree char *signal = g_strconcat ("notify::", name, NULL);
  guint notified = 0;
  guint value;

  g_signal_connect (scheduler, signal, G_CALLBACK (count_cb), &notified);
  g_object_get (scheduler, name, &value, NULL);
  g_assert_cmpuint (value, ==, 0);
  set (scheduler, 7);
  g_assert_cmpuint (get (scheduler), ==, 7);
  g_assert_cmpuint (notified, ==, 1);
  g_object_set (scheduler, name, 8, NULL);
  g_assert_cmpuint (get (scheduler), ==, 8);
  g_assert_cmpuint (notified, ==, 2);
  set (scheduler, 8);
  g_assert_cmpuint (notified, ==, 2);
}

static void
test_properties (void)
{
  BgIntervalScheduler *scheduler = bg_interval_scheduler_new (0);

  check_property (scheduler, "interval", bg_interval_scheduler_set_interval, bg_interval_scheduler_get_interval);
  check_property (scheduler, "delay", bg_interval_scheduler_set_delay, bg_interval_scheduler_get_delay);
  check_property (scheduler, "delay-before", bg_interval_scheduler_set_delay_before,
                  bg_interval_scheduler_get_delay_before);
  g_assert_finalize_object (scheduler);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/interval-scheduler/between-five-and-nine", test_between_five_and_nine);
  g_test_add_func ("/interval-scheduler/first-run-comes-later", test_first_run_comes_later);
  g_test_add_func ("/interval-scheduler/missed-ticks-are-skipped", test_missed_ticks_are_skipped);
  g_test_add_func ("/interval-scheduler/waiting-for-a-thread", test_waiting_for_a_thread);
  g_test_add_func ("/interval-scheduler/fixed-rate", test_fixed_rate);
  g_test_add_func ("/interval-scheduler/fixed-delay", test_fixed_delay);
  g_test_add_func ("/interval-scheduler/delay-before", test_delay_before);
  g_test_add_func ("/interval-scheduler/contradictions-are-refused", test_contradictions_are_refused);
  g_test_add_func ("/interval-scheduler/default", test_default);
  g_test_add_func ("/interval-scheduler/settings-hold-from-the-next-start", test_settings_hold_from_the_next_start);
  g_test_add_func ("/interval-scheduler/system-clock", test_system_clock);
  g_test_add_func ("/interval-scheduler/properties", test_properties);

  return g_test_run ();
}
