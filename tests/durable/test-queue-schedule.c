/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-test.h"
#include "durable-test.h"

#include <string.h>

/* Schedules that submit tasks to a queue. The clock stands at midnight of the first of January 2020 in UTC. */

#define HOUR (3600u * 1000)

typedef struct
{
  BgTransport  *transport;
  BgQueuedTask *task;
  BgFakeClock  *clock;
  GString      *fired;          /* what was fired here, and in parentheses what others fired */
  guint         n_seen;
  guint         n_failed;
  GError       *error;          /* the last one */
} Fixture;

static Fixture *
fixture_new (void)
{
  Fixture *self = g_new0 (Fixture, 1);

  self->transport = durable_transport_new ("");
  self->task = durable_task_new (7);
  self->clock = bg_fake_clock_new ();
  self->fired = g_string_new (NULL);
  return self;
}

static void
fixture_free (Fixture *self)
{
  bg_test_drain (NULL);
  g_object_unref (self->transport);
  g_object_unref (self->task);
  g_object_unref (self->clock);
  g_string_free (self->fired, TRUE);
  g_clear_error (&self->error);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

static void
fired_cb (BgQueueSchedule *schedule,
          GDateTime       *time,
          const char      *id,
          gboolean         here,
          gpointer         user_data)
{
  Fixture *self = user_data;
  g_autofree char *text = g_date_time_format (time, "%d %H:%M");

  g_assert_true (g_str_has_prefix (id, "clean-up-2"));
  g_string_append_printf (self->fired, here ? "%s%s" : "%s(%s)", self->fired->len > 0 ? " " : "", text);
  self->n_seen++;
}

static void
failed_cb (BgQueueSchedule *schedule,
           const GError    *error,
           gpointer         user_data)
{
  Fixture *self = user_data;

  self->n_failed++;
  g_clear_error (&self->error);
  self->error = g_error_copy (error);
}

static BgQueueSchedule *
make_schedule (Fixture     *self,
               const char  *text,
               BgTransport *transport)
{
  g_autoptr (BgCronExpression) expression = bg_cron_expression_new (text, NULL);
  BgQueueSchedule *schedule;

  g_assert_nonnull (expression);
  schedule = g_object_new (BG_TYPE_QUEUE_SCHEDULE,
                           "name", "clean_up",
                           "expression", expression,
                           "transport", transport,
                           "task", self->task,
                           "clock", self->clock,
                           NULL);
  g_signal_connect (schedule, "fired", G_CALLBACK (fired_cb), self);
  g_signal_connect (schedule, "failed", G_CALLBACK (failed_cb), self);
  return schedule;
}

/* It has asked the store for what was fired, and found out what comes next. */
static gboolean
knows_next (gpointer schedule)
{
  g_autoptr (GDateTime) next = bg_queue_schedule_dup_next_time (schedule);

  return next != NULL;
}

static void
start (BgQueueSchedule *schedule)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (bg_queue_schedule_start (schedule, &error));
  g_assert_no_error (error);
  bg_test_run_until (NULL, knows_next, schedule);
  bg_test_drain (NULL);
}

static void
await_seen (Fixture *self,
            guint    n)
{
  bg_test_run_until_count (NULL, &self->n_seen, n);
  bg_test_drain (NULL);
  g_assert_cmpuint (self->n_seen, ==, n);
}

static void
pass (Fixture *self,
      guint    milliseconds,
      guint    n_seen)
{
  bg_fake_clock_advance (self->clock, milliseconds);
  await_seen (self, n_seen);
}

static void
check_fired (Fixture    *self,
             const char *expected)
{
  g_assert_cmpstr (self->fired->str, ==, expected);
  g_string_truncate (self->fired, 0);
}

static gint64
count_tasks (Fixture *self)
{
  return bg_transport_poll_queue (self->transport, "photos", NULL, NULL);
}

static void
test_fires (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (BgQueueSchedule) schedule = make_schedule (self, "0 * * * *; timezone=UTC", self->transport);
  g_autoptr (BgQueuedTask) found = NULL;

  g_test_summary ("R5.4, R5.5: each time is a task with the payload that was asked for, and an id of its own");
  start (schedule);
  pass (self, HOUR - 1, 0);
  pass (self, 1, 1);
  pass (self, HOUR, 2);
  check_fired (self, "01 01:00 01 02:00");
  g_assert_cmpint (count_tasks (self), ==, 2);
  found = durable_lookup (self->transport, "clean-up-20200101t020000z");
  g_assert_nonnull (found);
  g_assert_cmpint (durable_task_get_number (found), ==, 7);
  g_assert_cmpstr (bg_queued_task_get_queue (found), ==, "photos");
}

static void
test_once_among_many (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  BgTransport *transports[5];
  BgQueueSchedule *schedules[5];

  g_test_summary ("R5.1: however many have the schedule, each time is fired once");
  for (int i = 0; i < 5; i++)
    {
      transports[i] = durable_transport_share (self->transport);
      schedules[i] = make_schedule (self, "0 * * * *; timezone=UTC", transports[i]);
      start (schedules[i]);
    }
  for (guint i = 1; i <= 24; i++)
    pass (self, HOUR, 5 * i);
  g_assert_cmpint (count_tasks (self), ==, 24);
  for (int i = 0; i < 5; i++)
    {
      g_object_unref (schedules[i]);
      g_object_unref (transports[i]);
    }
}

static void
test_another_takes_over (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (BgQueueSchedule) first = make_schedule (self, "0 * * * *; timezone=UTC", self->transport);
  g_autoptr (BgQueueSchedule) second = make_schedule (self, "0 * * * *; timezone=UTC", self->transport);

  g_test_summary ("R5.1: when one stops another goes on, and nothing is lost or doubled");
  start (first);
  pass (self, HOUR, 1);
  bg_queue_schedule_stop (first);
  g_assert_false (bg_queue_schedule_is_active (first));
  start (second);
  pass (self, HOUR, 2);
  check_fired (self, "01 01:00 01 02:00");
  g_assert_cmpint (count_tasks (self), ==, 2);
}

static void
check_missed (BgCronMissed  missed,
              guint         n_seen,
              const char   *expected)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (BgQueueSchedule) schedule = make_schedule (self, "0 * * * *; timezone=UTC", self->transport);

  bg_queue_schedule_set_missed (schedule, missed);
  bg_queue_schedule_set_max_missed (schedule, 3);
  start (schedule);
  pass (self, HOUR, 1);
  bg_queue_schedule_stop (schedule);
  bg_fake_clock_advance (self->clock, 5 * HOUR + 60000);
  start (schedule);
  await_seen (self, 1 + n_seen);
  check_fired (self, expected);
  g_assert_cmpint (count_tasks (self), ==, 1 + n_seen);
}

static void
test_missed (void)
{
  g_test_summary ("R5.6: what passed while no process ran is known from the store");
  check_missed (BG_CRON_MISSED_ONCE, 1, "01 01:00 01 06:00");
  check_missed (BG_CRON_MISSED_SKIP, 0, "01 01:00");
  check_missed (BG_CRON_MISSED_ALL, 3, "01 01:00 01 04:00 01 05:00 01 06:00");
}

static void
jump (Fixture *self,
      int      hours)
{
  bg_fake_clock_set_wall_time (self->clock, bg_fake_clock_get_wall_time (self->clock) + hours * G_TIME_SPAN_HOUR);
}

static void
test_clock_jumps (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (BgQueueSchedule) schedule = make_schedule (self, "0 * * * *; timezone=UTC", self->transport);

  g_test_summary ("R5.7: a clock that is put back has nothing fired twice, not by another process either");
  start (schedule);
  pass (self, HOUR, 1);
  pass (self, HOUR, 2);
  jump (self, -1);
  await_seen (self, 2);
  bg_queue_schedule_stop (schedule);
  start (schedule);
  pass (self, HOUR, 2);
  pass (self, HOUR, 3);
  jump (self, 3);
  await_seen (self, 4);
  check_fired (self, "01 01:00 01 02:00 01 03:00 01 06:00");
  g_assert_cmpint (count_tasks (self), ==, 4);
}

static void
test_wrong_clock_is_told (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (BgQueueSchedule) schedule = make_schedule (self, "0 0 * * *; timezone=UTC", self->transport);
  gboolean fired = FALSE;

  g_test_summary ("R5.7: where something was fired years ahead, that is said");
  g_assert_true (bg_transport_fire (self->transport, "clean_up", G_GINT64_CONSTANT (1893456000) * G_USEC_PER_SEC, self->task,
                                    &fired, NULL, NULL));
  g_assert_true (fired);
  start (schedule);
  g_assert_cmpuint (self->n_failed, ==, 1);
  g_assert_nonnull (strstr (self->error->message, "2030-01-01 00:00:00 UTC"));
  pass (self, 24 * HOUR, 1);
  check_fired (self, "(02 00:00)");
}

static void
test_store_is_full (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (BgQueueSchedule) schedule = make_schedule (self, "0 * * * *; timezone=UTC", self->transport);
  g_autofree char *drained = NULL;

  g_test_summary ("What the store refuses for now is tried again, and told of once");
  bg_transport_set_max_length (self->transport, 1);
  durable_submit_number (self->transport, 1);
  start (schedule);
  bg_fake_clock_advance (self->clock, HOUR);
  bg_test_run_until_count (NULL, &self->n_failed, 1);
  g_assert_error (self->error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_FULL);
  for (int i = 0; i < 5; i++)
    {
      bg_fake_clock_advance (self->clock, 100 * 1000);
      bg_test_drain (NULL);
    }
  drained = durable_drain (self->transport);
  g_assert_cmpstr (drained, ==, "1");
  /* The pause in which it was found to be full may just have begun. */
  while (self->n_seen == 0)
    {
      bg_fake_clock_advance (self->clock, 1000);
      bg_test_drain (NULL);
    }
  g_assert_cmpuint (self->n_failed, ==, 1);
  check_fired (self, "01 01:00");
  g_assert_cmpint (count_tasks (self), ==, 1);
}

static void
test_task_is_wrong (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (BgQueuedTask) task = bg_queued_task_new ("No queue", NULL);
  g_autoptr (BgQueueSchedule) schedule = NULL;

  g_test_summary ("A task that is refused for good is told of each time, and the schedule goes on");
  g_set_object (&self->task, task);
  schedule = make_schedule (self, "0 * * * *; timezone=UTC", self->transport);
  start (schedule);
  for (guint i = 1; i <= 2; i++)
    {
      bg_fake_clock_advance (self->clock, HOUR);
      bg_test_run_until_count (NULL, &self->n_failed, i);
      bg_test_drain (NULL);
      g_assert_error (self->error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_NAME);
    }
  g_assert_true (bg_queue_schedule_is_active (schedule));
}

static gboolean
is_at_rest (gpointer schedule)
{
  return !bg_queue_schedule_is_active (schedule);
}

static void
test_ends (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (BgQueueSchedule) schedule = make_schedule (self, "0 * * * *; timezone=UTC; end_date=2020-01-01 02:00",
                                                        self->transport);

  g_test_summary ("R5.3: after its last time it is not active any more");
  start (schedule);
  pass (self, HOUR, 1);
  pass (self, HOUR, 2);
  bg_test_run_until (NULL, is_at_rest, schedule);
  g_assert_null (bg_queue_schedule_dup_next_time (schedule));
  bg_queue_schedule_stop (schedule);
}

static void
test_closed_transport (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (BgQueueSchedule) schedule = make_schedule (self, "0 * * * *", self->transport);

  g_test_summary ("Nothing comes of one whose transport is closed");
  g_assert_true (bg_transport_close (self->transport, NULL, NULL));
  g_assert_true (bg_queue_schedule_start (schedule, NULL));
  bg_test_run_until (NULL, is_at_rest, schedule);
  g_assert_cmpuint (self->n_failed, ==, 1);
  g_assert_error (self->error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_CLOSED);
}

static void
test_stopped_at_once (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  BgQueueSchedule *schedule = make_schedule (self, "0 * * * *; timezone=UTC", self->transport);

  g_test_summary ("It can be stopped, started and dropped while the store is asked");
  for (int i = 0; i < 3; i++)
    {
      g_assert_true (bg_queue_schedule_start (schedule, NULL));
      bg_queue_schedule_stop (schedule);
    }
  start (schedule);
  bg_fake_clock_advance (self->clock, HOUR);
  g_object_unref (schedule);
  bg_test_drain (NULL);
  g_assert_cmpuint (self->n_failed, ==, 0);
}

static void
check_refused (BgQueueSchedule *schedule,
               GQuark           domain,
               int              code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (bg_queue_schedule_start (schedule, &error));
  g_assert_error (error, domain, code);
}

static void
test_refused (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (BgQueueSchedule) schedule = make_schedule (self, "0 * * * *", self->transport);
  g_autoptr (BgQueueSchedule) empty = g_object_new (BG_TYPE_QUEUE_SCHEDULE, NULL);
  g_autoptr (BgQueueSchedule) named = bg_queue_schedule_new ("Clean up", bg_queue_schedule_get_expression (schedule),
                                                             self->transport, self->task);

  start (schedule);
  check_refused (schedule, BG_ERROR, BG_ERROR_TOO_LATE);
  check_refused (empty, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  check_refused (named, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_NAME);
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
  g_autoptr (Fixture) self = fixture_new ();
  BgQueueSchedule *schedule = make_schedule (self, "@daily", self->transport);
  g_autofree char *name = NULL;
  guint n = 0;
  guint max_missed, grace;
  gboolean active;
  BgCronMissed missed;

  g_signal_connect (schedule, "notify", G_CALLBACK (count_cb), &n);
  g_object_get (schedule, "name", &name, "missed", &missed, "max-missed", &max_missed, "grace", &grace,
                "active", &active, NULL);
  g_assert_cmpstr (name, ==, "clean_up");
  g_assert_cmpint (missed, ==, BG_CRON_MISSED_ONCE);
  g_assert_cmpuint (max_missed, ==, 100);
  g_assert_cmpuint (grace, ==, 1000);
  g_assert_false (active);
  g_assert_cmpstr (bg_queue_schedule_get_name (schedule), ==, "clean_up");
  g_assert_true (bg_queue_schedule_get_transport (schedule) == self->transport);
  g_assert_true (bg_queue_schedule_get_clock (schedule) == self->clock);
  g_assert_cmpint (durable_task_get_number (bg_queue_schedule_get_task (schedule)), ==, 7);

  g_object_set (schedule, "missed", BG_CRON_MISSED_SKIP, "max-missed", 7, "grace", 8, NULL);
  bg_queue_schedule_set_missed (schedule, BG_CRON_MISSED_SKIP);
  bg_queue_schedule_set_max_missed (schedule, 7);
  bg_queue_schedule_set_grace (schedule, 8);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpint (bg_queue_schedule_get_missed (schedule), ==, BG_CRON_MISSED_SKIP);
  g_assert_cmpuint (bg_queue_schedule_get_max_missed (schedule), ==, 7);
  g_assert_cmpuint (bg_queue_schedule_get_grace (schedule), ==, 8);
  g_assert_finalize_object (schedule);
}

static void
test_long_name (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autofree char *name = g_strnfill (64, 'a');
  g_autoptr (BgCronExpression) expression = bg_cron_expression_new ("* * * * * *", NULL);
  g_autoptr (BgQueueSchedule) schedule = bg_queue_schedule_new (name, expression, self->transport, self->task);

  g_test_summary ("With the clock of the computer, and a name that is longer than an id may be");
  g_signal_connect_swapped (schedule, "fired", G_CALLBACK (g_atomic_int_inc), &self->n_seen);
  start (schedule);
  bg_test_run_until_count (NULL, &self->n_seen, 1);
  bg_queue_schedule_stop (schedule);
  g_assert_cmpint (count_tasks (self), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/queue-schedule/fires", test_fires);
  g_test_add_func ("/queue-schedule/once-among-many", test_once_among_many);
  g_test_add_func ("/queue-schedule/another-takes-over", test_another_takes_over);
  g_test_add_func ("/queue-schedule/missed", test_missed);
  g_test_add_func ("/queue-schedule/clock-jumps", test_clock_jumps);
  g_test_add_func ("/queue-schedule/wrong-clock-is-told", test_wrong_clock_is_told);
  g_test_add_func ("/queue-schedule/store-is-full", test_store_is_full);
  g_test_add_func ("/queue-schedule/task-is-wrong", test_task_is_wrong);
  g_test_add_func ("/queue-schedule/ends", test_ends);
  g_test_add_func ("/queue-schedule/closed-transport", test_closed_transport);
  g_test_add_func ("/queue-schedule/stopped-at-once", test_stopped_at_once);
  g_test_add_func ("/queue-schedule/refused", test_refused);
  g_test_add_func ("/queue-schedule/properties", test_properties);
  g_test_add_func ("/queue-schedule/long-name", test_long_name);

  return g_test_run ();
}
