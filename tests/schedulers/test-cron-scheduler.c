/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "schedulers-test.h"

/* The clock of the fixture stands at midnight of the first of January 2020 in UTC. */

#define SECOND 1000u
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static BgTask *
make_task (BgTaskScheduler *scheduler,
           const GValue    *item,
           gpointer         user_data)
{
  SchedulersFixture *fixture = user_data;
  g_autofree char *text = g_date_time_format (g_value_get_boxed (item), "%m-%d %H:%M:%S ");

  g_string_append (fixture->log, text);
  return bg_task_new (schedulers_body, fixture, NULL);
}

static BgCronScheduler *
make_scheduler (SchedulersFixture *fixture,
                const char        *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BgCronExpression) expression = bg_cron_expression_new (text, &error);
  BgCronScheduler *scheduler;

  g_assert_no_error (error);
  scheduler = bg_cron_scheduler_new (expression);
  bg_task_scheduler_set_task_func (BG_TASK_SCHEDULER (scheduler), make_task, fixture, NULL);
  return scheduler;
}

static void
end (SchedulersFixture *fixture,
     BgCronScheduler   *scheduler)
{
  bg_scheduler_stop (BG_SCHEDULER (scheduler), BG_SHUTDOWN_DISCARD);
  schedulers_await_rest (fixture, scheduler);
}

/* The times that there were runs for. */
static void
check_log (SchedulersFixture *fixture,
           const char        *expected)
{
  g_strchomp (fixture->log->str);
  g_assert_cmpstr (fixture->log->str, ==, expected);
  g_string_truncate (fixture->log, 0);
}

static gboolean
is_between_runs (gpointer scheduler)
{
  g_autoptr (BgTask) task = bg_task_scheduler_dup_run (scheduler);

  return task == NULL;
}

/* Until nothing is due any more. */
static void
settle (SchedulersFixture *fixture,
        BgCronScheduler   *scheduler)
{
  guint64 n;

  do
    {
      n = bg_task_scheduler_get_n_runs (BG_TASK_SCHEDULER (scheduler));
      bg_test_drain (fixture->context);
      bg_test_run_until (fixture->context, is_between_runs, scheduler);
      bg_test_drain (fixture->context);
    }
  while (n != bg_task_scheduler_get_n_runs (BG_TASK_SCHEDULER (scheduler)));
}

static void
pass (SchedulersFixture *fixture,
      BgCronScheduler   *scheduler,
      guint              milliseconds)
{
  bg_fake_clock_advance (fixture->clock, milliseconds);
  settle (fixture, scheduler);
}

/* Sets the clock, forward or back, as somebody does by hand. */
static void
jump (SchedulersFixture *fixture,
      BgCronScheduler   *scheduler,
      gint64             seconds)
{
  bg_fake_clock_set_wall_time (fixture->clock, bg_fake_clock_get_wall_time (fixture->clock) + seconds * G_USEC_PER_SEC);
  settle (fixture, scheduler);
}

static void
test_runs_at_the_times (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgCronScheduler) scheduler = make_scheduler (fixture, "*/20 * * * *; timezone=UTC");

  g_test_summary ("R5.2: it runs at the times of the expression, and at no other");
  schedulers_start (fixture, scheduler);
  settle (fixture, scheduler);
  check_log (fixture, "");
  pass (fixture, scheduler, 20 * MINUTE - 1);
  check_log (fixture, "");
  pass (fixture, scheduler, 1);
  check_log (fixture, "01-01 00:20:00");
  for (int i = 0; i < 100; i++)
    pass (fixture, scheduler, MINUTE);
  check_log (fixture, "01-01 00:40:00 01-01 01:00:00 01-01 01:20:00 01-01 01:40:00 01-01 02:00:00");
  end (fixture, scheduler);
  pass (fixture, scheduler, DAY);
  check_log (fixture, "");
}

static void
test_every_five_seconds (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgCronScheduler) scheduler = make_scheduler (fixture, "second=*/5");

  g_test_summary ("R5.2: second=*/5 runs every five seconds");
  schedulers_start (fixture, scheduler);
  for (int i = 0; i < 60; i++)
    pass (fixture, scheduler, SECOND);
  g_assert_cmpuint (fixture->n_calls, ==, 12);
  end (fixture, scheduler);
}

static void
test_missed_once (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgCronScheduler) scheduler = make_scheduler (fixture, "0 * * * *; timezone=UTC");

  g_test_summary ("R5.6: times that pass while the computer sleeps become one run");
  schedulers_start (fixture, scheduler);
  pass (fixture, scheduler, 5 * HOUR + MINUTE);
  check_log (fixture, "01-01 05:00:00");
  pass (fixture, scheduler, HOUR);
  check_log (fixture, "01-01 06:00:00");
  end (fixture, scheduler);
}

static void
test_missed_skip (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgCronScheduler) scheduler = make_scheduler (fixture, "0 * * * *; timezone=UTC");

  g_test_summary ("R5.6: or they are left out, but for what is hardly late");
  bg_cron_scheduler_set_missed (scheduler, BG_CRON_MISSED_SKIP);
  schedulers_start (fixture, scheduler);
  pass (fixture, scheduler, 5 * HOUR + MINUTE);
  check_log (fixture, "");
  pass (fixture, scheduler, HOUR);
  check_log (fixture, "");
  pass (fixture, scheduler, 59 * MINUTE + SECOND);
  check_log (fixture, "01-01 07:00:00");
  pass (fixture, scheduler, HOUR + 1);
  check_log (fixture, "");
  end (fixture, scheduler);
}

static void
test_missed_all (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgCronScheduler) scheduler = make_scheduler (fixture, "0 * * * *; timezone=UTC");

  g_test_summary ("R5.6: or each has a run, in their order, but not without end");
  bg_cron_scheduler_set_missed (scheduler, BG_CRON_MISSED_ALL);
  bg_cron_scheduler_set_max_missed (scheduler, 3);
  schedulers_start (fixture, scheduler);
  pass (fixture, scheduler, 2 * HOUR);
  check_log (fixture, "01-01 01:00:00 01-01 02:00:00");
  pass (fixture, scheduler, 6 * HOUR);
  check_log (fixture, "01-01 06:00:00 01-01 07:00:00 01-01 08:00:00");
  pass (fixture, scheduler, HOUR);
  check_log (fixture, "01-01 09:00:00");
  end (fixture, scheduler);
}

static void
test_missed_while_it_did_not_run (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgCronScheduler) scheduler = make_scheduler (fixture, "0 * * * *; timezone=UTC");
  g_autoptr (GDateTime) last = g_date_time_new_utc (2019, 12, 31, 20, 0, 0);
  g_autoptr (GDateTime) now = NULL;

  g_test_summary ("R5.6: with the last time of another run of the program, what passed since then is missed");
  bg_cron_scheduler_set_last_time (scheduler, last);
  schedulers_start (fixture, scheduler);
  settle (fixture, scheduler);
  check_log (fixture, "01-01 00:00:00");
  now = bg_cron_scheduler_dup_last_time (scheduler);
  g_assert_cmpint (g_date_time_to_unix (now), ==, 1577836800);
  end (fixture, scheduler);

  /* Stopped and started again, it goes on from there. */
  pass (fixture, scheduler, 2 * HOUR);
  schedulers_start (fixture, scheduler);
  settle (fixture, scheduler);
  check_log (fixture, "01-01 02:00:00");
  end (fixture, scheduler);
  bg_cron_scheduler_set_last_time (scheduler, NULL);
  pass (fixture, scheduler, 2 * HOUR);
  schedulers_start (fixture, scheduler);
  settle (fixture, scheduler);
  check_log (fixture, "");
  end (fixture, scheduler);
}

static void
check_overlap (BgCronMissed  missed,
               const char   *expected)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgCronScheduler) scheduler = make_scheduler (fixture, "* * * * *; timezone=UTC");

  bg_cron_scheduler_set_missed (scheduler, missed);
  fixture->gate = bg_test_gate_new ();
  schedulers_start (fixture, scheduler);
  bg_test_drain (fixture->context);
  bg_fake_clock_advance (fixture->clock, MINUTE);
  schedulers_await_call (fixture, 1);
  for (int i = 0; i < 3; i++)
    {
      bg_fake_clock_advance (fixture->clock, MINUTE);
      bg_test_drain (fixture->context);
    }
  bg_fake_clock_advance (fixture->clock, 10 * SECOND);
  g_assert_cmpuint (bg_task_scheduler_get_n_runs (BG_TASK_SCHEDULER (scheduler)), ==, 1);
  bg_test_gate_open (fixture->gate);
  settle (fixture, scheduler);
  check_log (fixture, expected);
  end (fixture, scheduler);
}

static void
test_runs_do_not_overlap (void)
{
  g_test_summary ("R5.6: times that come during a run are missed, by the same rules");
  check_overlap (BG_CRON_MISSED_ONCE, "01-01 00:01:00 01-01 00:04:00");
  check_overlap (BG_CRON_MISSED_SKIP, "01-01 00:01:00");
  check_overlap (BG_CRON_MISSED_ALL, "01-01 00:01:00 01-01 00:02:00 01-01 00:03:00 01-01 00:04:00");
}

static void
test_clock_put_back (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgCronScheduler) scheduler = make_scheduler (fixture, "*/30 * * * *; timezone=UTC");

  g_test_summary ("R5.7: a clock that is put back by an hour has nothing done twice");
  schedulers_start (fixture, scheduler);
  pass (fixture, scheduler, 30 * MINUTE);
  pass (fixture, scheduler, 40 * MINUTE);
  check_log (fixture, "01-01 00:30:00 01-01 01:00:00");
  jump (fixture, scheduler, -3600);
  for (int i = 0; i < 79; i++)
    pass (fixture, scheduler, MINUTE);
  check_log (fixture, "");
  pass (fixture, scheduler, MINUTE);
  check_log (fixture, "01-01 01:30:00");
  end (fixture, scheduler);
}

static void
test_clock_put_forward (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgCronScheduler) scheduler = make_scheduler (fixture, "*/30 * * * *; timezone=UTC");

  g_test_summary ("R5.7: one that is put forward by an hour has what was passed over missed");
  schedulers_start (fixture, scheduler);
  pass (fixture, scheduler, 10 * MINUTE);
  jump (fixture, scheduler, 3600);
  check_log (fixture, "01-01 01:00:00");
  pass (fixture, scheduler, 20 * MINUTE);
  check_log (fixture, "01-01 01:30:00");
  jump (fixture, scheduler, 60);
  jump (fixture, scheduler, -60);
  jump (fixture, scheduler, 60);
  check_log (fixture, "");
  end (fixture, scheduler);
}

static void
test_clock_was_wrong (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgCronScheduler) scheduler = make_scheduler (fixture, "0 0 * * *; timezone=UTC");

  g_test_summary ("R5.7: one that is put back by years was wrong before, and is believed now");
  schedulers_start (fixture, scheduler);
  jump (fixture, scheduler, 5 * 366 * 86400);
  g_string_truncate (fixture->log, 0);
  jump (fixture, scheduler, -5 * 366 * 86400 + 3600);
  check_log (fixture, "");
  pass (fixture, scheduler, 23 * HOUR);
  check_log (fixture, "01-02 00:00:00");
  end (fixture, scheduler);
}

/* From an instant on, minute by minute for some hours. */
static void
check_change (const char *text,
              gint64      from,
              guint       hours,
              const char *expected)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgCronScheduler) scheduler = make_scheduler (fixture, text);

  bg_fake_clock_set_wall_time (fixture->clock, from * G_USEC_PER_SEC);
  schedulers_start (fixture, scheduler);
  for (guint i = 0; i < hours * 6; i++)
    pass (fixture, scheduler, 10 * MINUTE);
  check_log (fixture, expected);
  end (fixture, scheduler);
}

static void
test_summer_time (void)
{
  g_test_summary ("R5.7: when summer time begins nothing is lost, and when it ends nothing is doubled");
  /* In 2026 in Berlin: 29 March 2:00 to 3:00, and 25 October 3:00 to 2:00, both at 1:00 UTC. */
  check_change ("30 2 * * *; timezone=Europe/Berlin", 1774746000 - 7200, 28, "03-29 03:00:00 03-30 02:30:00");
  check_change ("30 2 * * *; timezone=Europe/Berlin", 1792890000 - 7200, 28, "10-25 02:30:00 10-26 02:30:00");
  check_change ("30 * * * *; timezone=Europe/Berlin", 1792890000 - 3600, 3,
                "10-25 02:30:00 10-25 02:30:00 10-25 03:30:00");
}

static void
test_stops_at_the_end (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgCronScheduler) scheduler = make_scheduler (fixture, "@hourly; timezone=UTC; end_date=2020-01-01 02:00");

  g_test_summary ("R5.3: when no time is left it comes to rest");
  schedulers_start (fixture, scheduler);
  pass (fixture, scheduler, HOUR);
  g_assert_true (bg_scheduler_is_active (BG_SCHEDULER (scheduler)));
  pass (fixture, scheduler, HOUR);
  schedulers_await_rest (fixture, scheduler);
  check_log (fixture, "01-01 01:00:00 01-01 02:00:00");

  schedulers_start (fixture, scheduler);
  schedulers_await_rest (fixture, scheduler);
  check_log (fixture, "");
}

static void
test_next_time (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgCronScheduler) scheduler = make_scheduler (fixture, "@hourly; timezone=UTC");
  g_autoptr (GDateTime) next = NULL;

  g_assert_null (bg_cron_scheduler_dup_next_time (scheduler));
  schedulers_start (fixture, scheduler);
  settle (fixture, scheduler);
  next = bg_cron_scheduler_dup_next_time (scheduler);
  g_assert_cmpint (g_date_time_to_unix (next), ==, 1577836800 + 3600);
  end (fixture, scheduler);
}

static gboolean
look_at_item (BgTask        *task,
              GCancellable  *cancellable,
              gpointer       user_data,
              GError       **error)
{
  const GValue *item = bg_task_get_argument (task, "item");

  g_assert_nonnull (item);
  *(gint64 *) user_data = g_date_time_to_unix (g_value_get_boxed (item));
  return FALSE;
}

static void
test_item (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgCronScheduler) scheduler = make_scheduler (fixture, "@hourly");
  gint64 instant = 0;

  g_test_summary ("R5.5: a body is told the time that it runs for, and stops the scheduler as others do");
  bg_task_scheduler_set_func (BG_TASK_SCHEDULER (scheduler), look_at_item, &instant, NULL);
  schedulers_start (fixture, scheduler);
  bg_test_drain (fixture->context);
  bg_fake_clock_advance (fixture->clock, HOUR);
  schedulers_await_rest (fixture, scheduler);
  g_assert_cmpint (instant, ==, 1577836800 + 3600);
}

static void
test_without_an_expression (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgCronScheduler) scheduler = bg_cron_scheduler_new (NULL);
  GError *error = NULL;
  gboolean started;

  bg_task_scheduler_set_func (BG_TASK_SCHEDULER (scheduler), schedulers_body, fixture, NULL);
  started = bg_scheduler_start (BG_SCHEDULER (scheduler), fixture->manager, &error);
  schedulers_refuse (started, error, BG_ERROR_INVALID_ARGUMENT);
  g_assert_false (bg_scheduler_is_active (BG_SCHEDULER (scheduler)));
}

static void
test_two_do_not_meet (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgCronScheduler) one = make_scheduler (fixture, "0 1 * * *; timezone=UTC");
  g_autoptr (BgCronScheduler) other = make_scheduler (fixture, "0 2 * * *; timezone=UTC");

  g_test_summary ("R5.4: two schedules for the same work have nothing to do with each other");
  bg_task_scheduler_set_name (BG_TASK_SCHEDULER (one), "same");
  bg_task_scheduler_set_name (BG_TASK_SCHEDULER (other), "same");
  schedulers_start (fixture, one);
  schedulers_start (fixture, other);
  settle (fixture, one);
  pass (fixture, one, HOUR);
  bg_fake_clock_advance (fixture->clock, HOUR);
  settle (fixture, other);
  check_log (fixture, "01-01 01:00:00 01-01 02:00:00");
  end (fixture, one);
  end (fixture, other);
}

static void
test_system_clock (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgCronExpression) expression = bg_cron_expression_new ("* * * * * *", NULL);
  g_autoptr (BgCronScheduler) scheduler = bg_cron_scheduler_new (expression);
  BgTaskManager *manager = core_manager_new (1);

  g_test_summary ("With the clock of the computer it runs by itself");
  fixture->stops_at = 1;
  bg_task_scheduler_set_func (BG_TASK_SCHEDULER (scheduler), schedulers_body, fixture, NULL);
  g_assert_true (bg_scheduler_start (BG_SCHEDULER (scheduler), manager, NULL));
  schedulers_await_rest (fixture, scheduler);
  g_assert_cmpuint (fixture->n_calls, ==, 1);
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
test_properties (void)
{
  g_autoptr (BgCronExpression) daily = bg_cron_expression_new ("@daily", NULL);
  g_autoptr (BgCronExpression) expression = NULL;
  g_autoptr (GDateTime) time = g_date_time_new_utc (2026, 1, 1, 0, 0, 0);
  g_autoptr (GDateTime) same = g_date_time_new_utc (2026, 1, 1, 0, 0, 0);
  g_autoptr (GDateTime) found = NULL;
  BgCronScheduler *scheduler = bg_cron_scheduler_new (NULL);
  guint n = 0;
  guint max_missed, grace;
  BgCronMissed missed;

  g_signal_connect (scheduler, "notify", G_CALLBACK (count_cb), &n);
  g_object_get (scheduler, "missed", &missed, "max-missed", &max_missed, "grace", &grace, NULL);
  g_assert_cmpint (missed, ==, BG_CRON_MISSED_ONCE);
  g_assert_cmpuint (max_missed, ==, 100);
  g_assert_cmpuint (grace, ==, 1000);

  g_object_set (scheduler, "expression", daily, "missed", BG_CRON_MISSED_ALL, "max-missed", 7, "grace", 8,
                "last-time", time, NULL);
  g_assert_cmpuint (n, ==, 5);
  g_assert_true (bg_cron_scheduler_get_expression (scheduler) == daily);
  g_assert_cmpint (bg_cron_scheduler_get_missed (scheduler), ==, BG_CRON_MISSED_ALL);
  g_assert_cmpuint (bg_cron_scheduler_get_max_missed (scheduler), ==, 7);
  g_assert_cmpuint (bg_cron_scheduler_get_grace (scheduler), ==, 8);
  g_object_get (scheduler, "expression", &expression, "last-time", &found, NULL);
  g_assert_true (expression == daily);
  g_assert_true (g_date_time_equal (found, time));

  bg_cron_scheduler_set_expression (scheduler, daily);
  bg_cron_scheduler_set_missed (scheduler, BG_CRON_MISSED_ALL);
  bg_cron_scheduler_set_max_missed (scheduler, 7);
  bg_cron_scheduler_set_grace (scheduler, 8);
  bg_cron_scheduler_set_last_time (scheduler, same);
  g_assert_cmpuint (n, ==, 5);
  g_assert_finalize_object (scheduler);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cron-scheduler/runs-at-the-times", test_runs_at_the_times);
  g_test_add_func ("/cron-scheduler/every-five-seconds", test_every_five_seconds);
  g_test_add_func ("/cron-scheduler/missed-once", test_missed_once);
  g_test_add_func ("/cron-scheduler/missed-skip", test_missed_skip);
  g_test_add_func ("/cron-scheduler/missed-all", test_missed_all);
  g_test_add_func ("/cron-scheduler/missed-while-it-did-not-run", test_missed_while_it_did_not_run);
  g_test_add_func ("/cron-scheduler/runs-do-not-overlap", test_runs_do_not_overlap);
  g_test_add_func ("/cron-scheduler/clock-put-back", test_clock_put_back);
  g_test_add_func ("/cron-scheduler/clock-put-forward", test_clock_put_forward);
  g_test_add_func ("/cron-scheduler/clock-was-wrong", test_clock_was_wrong);
  g_test_add_func ("/cron-scheduler/summer-time", test_summer_time);
  g_test_add_func ("/cron-scheduler/stops-at-the-end", test_stops_at_the_end);
  g_test_add_func ("/cron-scheduler/next-time", test_next_time);
  g_test_add_func ("/cron-scheduler/item", test_item);
  g_test_add_func ("/cron-scheduler/without-an-expression", test_without_an_expression);
  g_test_add_func ("/cron-scheduler/two-do-not-meet", test_two_do_not_meet);
  g_test_add_func ("/cron-scheduler/system-clock", test_system_clock);
  g_test_add_func ("/cron-scheduler/properties", test_properties);

  return g_test_run ();
}
