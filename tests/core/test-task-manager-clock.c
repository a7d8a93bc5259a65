/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Everything that waits for a time, by a clock that the test drives. */

#include "config.h"

#include "core-test.h"

#include "core/bg-task-manager-private.h"
#include "core/bg-engine-private.h"
#include "core/bg-task-manager-private.h"

typedef struct
{
  BgTaskManager *manager;
  CoreWatch     *watch;
  BgFakeClock   *clock;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->clock = bg_fake_clock_new ();
  fixture->manager = g_object_new (BG_TYPE_TASK_MANAGER, "clock", fixture->clock, "max-threads", 1, NULL);
  fixture->watch = core_watch_new (fixture->manager);
  bg_task_manager_start_processing (fixture->manager);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  core_watch_free (fixture->watch);
  core_end (fixture->manager);
  g_object_unref (fixture->clock);
}

static void
assert_said (Fixture    *fixture,
             const char *expected)
{
  bg_test_drain (NULL);
  core_assert_log (fixture->watch, expected);
}

static void
test_stands_still (void)
{
  g_autoptr (BgFakeClock) clock = bg_fake_clock_new ();
  gint64 time = bg_fake_clock_get_time (clock);
  gint64 wall_time = bg_fake_clock_get_wall_time (clock);

  g_assert_cmpint (wall_time, ==, G_GINT64_CONSTANT (1577836800000000));
  bg_fake_clock_advance (clock, 5);
  g_assert_cmpint (bg_fake_clock_get_time (clock), ==, time + 5000);
  g_assert_cmpint (bg_fake_clock_get_wall_time (clock), ==, wall_time + 5000);
  bg_fake_clock_set_wall_time (clock, 77);
  g_assert_cmpint (bg_fake_clock_get_time (clock), ==, time + 5000);
  g_assert_cmpint (bg_fake_clock_get_wall_time (clock), ==, 77);
}

static void
test_delay (Fixture       *fixture,
            gconstpointer  user_data)
{
  BgTask *task = bg_task_new (core_body_nothing, NULL, NULL);
  g_autoptr (BgFakeClock) clock = NULL;

  g_test_summary ("A9.2: a delayed task holds no slot");
  g_object_get (fixture->manager, "clock", &clock, NULL);
  g_assert_true (clock == bg_task_manager_get_clock (fixture->manager));
  bg_task_set_delay (task, 1000);
  core_add_task (fixture->manager, task);
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+2");
  bg_fake_clock_advance (fixture->clock, 999);
  assert_said (fixture, "");
  bg_fake_clock_advance (fixture->clock, 1);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+1");
}

static void
test_deadline (Fixture       *fixture,
               gconstpointer  user_data)
{
  BgTask *task = bg_task_new (core_body_hold, NULL, NULL);

  bg_task_set_deadline (task, 1000);
  core_add_task (fixture->manager, task);
  bg_fake_clock_advance (fixture->clock, 1000);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "-1");
}

/* The main loop is as good as blocked here: it does not see that the deadline passes. */
static void
test_deadline_in_line (Fixture       *fixture,
                       gconstpointer  user_data)
{
  g_autoptr (BgTestGate) before = bg_test_gate_new ();
  g_autoptr (BgTestGate) behind = bg_test_gate_new ();
  g_autoptr (CoreOrder) order = core_order_new ();
  g_autoptr (BgTask) task = bg_task_new (core_job_body, core_job_new ("late", order, NULL), core_job_free);
  g_autoptr (GError) error = NULL;

  g_test_summary ("No body begins after its deadline, though the main loop is busy");
  bg_task_set_deadline (task, 1000);
  core_add (fixture->manager, core_work_pass, before, NULL);
  bg_test_gate_await_arrivals (before, 1);
  core_add_task (fixture->manager, g_object_ref (task));
  core_add (fixture->manager, core_work_pass, behind, NULL);
  bg_fake_clock_advance (fixture->clock, 1000);
  bg_test_gate_open (before);
  bg_test_gate_await_arrivals (behind, 1);
  bg_test_gate_open (behind);
  core_watch_run (fixture->watch, 3);
  core_assert_order (order, "");
  error = bg_task_dup_error (task);
  g_assert_error (error, BG_ERROR, BG_ERROR_TIMED_OUT);
}

static void
test_late_report (Fixture       *fixture,
                  gconstpointer  user_data)
{
  g_autoptr (BgTask) task = bg_task_new (core_body_hold, NULL, NULL);
  g_autoptr (BgRetryPolicy) retry = bg_retry_policy_new (2, BG_BACKOFF_CONSTANT, 50, 0, 0);
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "told to give up");

  g_test_summary ("What an attempt reports after its time was up is not the outcome of the next one");
  bg_task_set_time_limit (task, 100);
  bg_task_set_retry (task, retry);
  core_add_task (fixture->manager, g_object_ref (task));
  /* It is held when the one thread does something else. */
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+2");
  bg_fake_clock_advance (fixture->clock, 100);
  assert_said (fixture, "");
  g_assert_cmpuint (bg_task_get_attempt (task), ==, 2);
  bg_task_return_error (task, error);
  bg_fake_clock_advance (fixture->clock, 50);
  bg_test_drain (NULL);
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+3");
  bg_task_return_boolean (task, TRUE);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+1");
}

/* It counts from when the task begins, unlike the deadline. */
static void
test_time_limit (Fixture       *fixture,
                 gconstpointer  user_data)
{
  g_autoptr (BgTask) task = bg_task_new (core_body_hold, NULL, NULL);
  g_autoptr (GError) error = NULL;

  bg_task_set_delay (task, 500);
  bg_task_set_time_limit (task, 1000);
  core_add_task (fixture->manager, g_object_ref (task));
  bg_fake_clock_advance (fixture->clock, 5000);
  /* Nobody is told when a body begins, unless he watches. */
  while (bg_task_get_state (task) != BG_TASK_STATE_RUNNING)
    {
      g_main_context_iteration (NULL, FALSE);
      g_thread_yield ();
    }
  bg_fake_clock_advance (fixture->clock, 999);
  assert_said (fixture, "");
  bg_fake_clock_advance (fixture->clock, 1);
  core_watch_run (fixture->watch, 1);
  error = bg_task_dup_error (task);
  g_assert_error (error, BG_ERROR, BG_ERROR_TIMED_OUT);
  g_assert_cmpstr (error->message, ==, "The task ran for longer than it may");
}

static void
test_time_limit_of_a_body (Fixture       *fixture,
                           gconstpointer  user_data)
{
  g_autoptr (BgTestGate) gate = bg_test_gate_new ();
  g_autoptr (GCancellable) cancellable = NULL;
  g_autoptr (BgTask) task = bg_task_new (core_body_pass, gate, NULL);

  bg_task_set_time_limit (task, 1000);
  core_add_task (fixture->manager, g_object_ref (task));
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  bg_test_gate_await_arrivals (gate, 1);
  cancellable = g_object_ref (bg_task_get_cancellable (task));
  bg_fake_clock_advance (fixture->clock, 1000);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "-1");
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  bg_test_gate_open (gate);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+2");
}

static void
test_in_time (Fixture       *fixture,
              gconstpointer  user_data)
{
  BgTask *task = bg_task_new (core_body_nothing, NULL, NULL);

  bg_task_set_time_limit (task, 1000);
  core_add_task (fixture->manager, task);
  core_watch_run (fixture->watch, 1);
  bg_fake_clock_advance (fixture->clock, 1000);
  assert_said (fixture, "+1");
}

static void
add_at (Fixture    *fixture,
        const char *when,
        guint       delay)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (when, NULL);
  g_autoptr (GDateTime) set = NULL;
  BgTask *task = bg_task_new (core_body_nothing, NULL, NULL);

  bg_task_set_not_before (task, time);
  bg_task_set_delay (task, delay);
  g_object_get (task, "not-before", &set, NULL);
  g_assert_true (set == time);
  g_assert_true (bg_task_get_not_before (task) == time);
  core_add_task (fixture->manager, task);
}

static void
test_not_before (Fixture       *fixture,
                 gconstpointer  user_data)
{
  add_at (fixture, "2020-01-01T00:00:10Z", 0);
  bg_fake_clock_advance (fixture->clock, 9999);
  assert_said (fixture, "");
  bg_fake_clock_advance (fixture->clock, 1);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+1");

  /* In the past. */
  add_at (fixture, "2019-01-01T00:00:00Z", 0);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+2");
}

static void
test_not_before_when_the_clock_is_set (Fixture       *fixture,
                                       gconstpointer  user_data)
{
  gint64 now = bg_fake_clock_get_wall_time (fixture->clock);

  add_at (fixture, "2020-01-01T01:00:00Z", 0);
  bg_fake_clock_set_wall_time (fixture->clock, now - 3600 * G_TIME_SPAN_SECOND);
  bg_fake_clock_advance (fixture->clock, 3600 * 1000);
  assert_said (fixture, "");
  bg_fake_clock_set_wall_time (fixture->clock, now + 3600 * G_TIME_SPAN_SECOND);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+1");
}

static void
test_not_before_and_delay (Fixture       *fixture,
                           gconstpointer  user_data)
{
  add_at (fixture, "2020-01-01T00:00:10Z", 20000);
  bg_fake_clock_advance (fixture->clock, 10000);
  assert_said (fixture, "");
  bg_fake_clock_advance (fixture->clock, 10000);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+1");
}

static void
test_launch_limits (Fixture       *fixture,
                    gconstpointer  user_data)
{
  g_autoptr (BgTestGate) gate = bg_test_gate_new ();

  g_test_summary ("A5.1-A5.3: warning, then critical, once each, while the task still waits for its turn");
  bg_task_manager_set_launch_warning (fixture->manager, 5000);
  bg_task_manager_set_launch_critical (fixture->manager, 10000);
  core_add (fixture->manager, core_work_pass, gate, NULL);
  bg_test_gate_await_arrivals (gate, 1);
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  bg_fake_clock_advance (fixture->clock, 4999);
  assert_said (fixture, "");
  bg_fake_clock_advance (fixture->clock, 1);
  assert_said (fixture, "~2");
  bg_fake_clock_advance (fixture->clock, 5000);
  assert_said (fixture, "~~2");
  bg_fake_clock_advance (fixture->clock, 50000);
  assert_said (fixture, "");
  bg_test_gate_open (gate);
  core_watch_run (fixture->watch, 2);
}

static void
note_delay_cb (BgTaskManager *manager,
               guint64        id,
               const char    *group,
               gboolean       critical,
               gpointer       user_data)
{
  g_string_append (user_data, critical ? "!" : "?");
}

/* Of two tasks one has the only thread. */
static void
test_launch_limits_by_default (void)
{
  g_autoptr (BgFakeClock) clock = bg_fake_clock_new ();
  g_autoptr (BgTestGate) gate = bg_test_gate_new ();
  g_autoptr (GString) heard = g_string_new (NULL);
  BgTaskManager *manager = g_object_new (BG_TYPE_TASK_MANAGER, "clock", clock, "max-threads", 1, NULL);

  g_test_summary ("A5.2: 5 s and 10 s, where somebody listens");
  g_signal_connect (manager, "task-delayed", G_CALLBACK (note_delay_cb), heard);
  bg_task_manager_start_processing (manager);
  core_add (manager, core_work_pass, gate, NULL);
  bg_test_gate_await_arrivals (gate, 1);
  core_add (manager, core_work_nothing, NULL, NULL);
  for (int seconds = 0; seconds < 20; seconds++)
    {
      bg_fake_clock_advance (clock, 1000);
      bg_test_drain (NULL);
      g_string_append_c (heard, '.');
    }
  g_assert_cmpstr (heard->str, ==, "....?.....!...........");
  bg_test_gate_open (gate);
  core_run_to_rest (manager);
  g_signal_handlers_disconnect_by_data (manager, heard);
  core_end (manager);
}

static gboolean
keeps_times (BgTaskManager *manager)
{
  BgEngine *engine = bg_task_manager_get_engine (manager);
  gboolean keeps;

  bg_engine_lock (engine);
  keeps = engine->times_waiting;
  bg_engine_unlock (engine);
  return keeps;
}

static void
test_late_listener (void)
{
  g_autoptr (GString) heard = g_string_new (NULL);
  BgTaskManager *manager = bg_task_manager_new (1);

  g_test_summary ("times are kept from when somebody is seen to listen");
  bg_task_manager_start_processing (manager);
  core_add (manager, core_work_nothing, NULL, NULL);
  core_run_to_rest (manager);
  g_assert_false (keeps_times (manager));
  g_signal_connect (manager, "task-delayed", G_CALLBACK (note_delay_cb), heard);
  core_add (manager, core_work_nothing, NULL, NULL);
  core_run_to_rest (manager);
  g_assert_true (keeps_times (manager));
  g_signal_handlers_disconnect_by_data (manager, heard);
  core_end (manager);
}

static void
test_rate (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autofree char *reason = NULL;
  g_autoptr (BgTask) task = NULL;

  g_test_summary ("at no time have more begun than may within the period before");
  bg_task_manager_set_resource_rate (fixture->manager, "net", 2, 1000);
  for (guint i = 0; i < 5; i++)
    {
      task = bg_task_new (core_body_nothing, NULL, NULL);
      bg_task_add_resource (task, "net");
      core_add_task (fixture->manager, g_object_ref (task));
      if (i == 0)
        {
          core_watch_run (fixture->watch, 1);
          bg_fake_clock_advance (fixture->clock, 400);
        }
      if (i < 4)
        g_clear_object (&task);
    }
  core_watch_run (fixture->watch, 1);
  assert_said (fixture, "+1 +2");
  while (bg_task_manager_get_n_running (fixture->manager) > 0)
    g_thread_yield ();
  core_spin ();
  bg_fake_clock_advance (fixture->clock, 599);
  assert_said (fixture, "");
  reason = bg_task_dup_waiting_reason (task);
  g_assert_cmpstr (reason, ==, "Waiting until “net” may be used again");

  /* The first is out of the period, the second is not. */
  bg_fake_clock_advance (fixture->clock, 1);
  core_watch_run (fixture->watch, 1);
  assert_said (fixture, "+3");
  bg_fake_clock_advance (fixture->clock, 399);
  assert_said (fixture, "");
  bg_fake_clock_advance (fixture->clock, 1);
  core_watch_run (fixture->watch, 1);
  assert_said (fixture, "+4");
  bg_task_manager_set_resource_rate (fixture->manager, "net", 0, 0);
  core_watch_run (fixture->watch, 1);
  assert_said (fixture, "+5");
}

static void
gone_cb (gpointer  data,
         GObject  *clock)
{
  *(GThread **) data = g_thread_self ();
}

static gpointer
unref_thread (gpointer engine)
{
  bg_engine_unref (engine);
  return NULL;
}

static void
test_let_go_at_home (void)
{
  BgFakeClock *clock = bg_fake_clock_new ();
  BgTaskManager *manager = g_object_new (BG_TYPE_TASK_MANAGER, "clock", clock, NULL);
  BgEngine *engine = bg_engine_ref (bg_task_manager_get_engine (manager));
  GThread *thread = NULL;

  g_test_summary ("A thread that ends long after the manager does not take the clock with it");
  g_object_unref (manager);
  bg_test_drain (NULL);
  g_object_weak_ref (G_OBJECT (clock), gone_cb, &thread);
  g_object_unref (clock);
  g_thread_join (g_thread_new ("last", unref_thread, engine));
  g_assert_null (thread);
  bg_test_drain (NULL);
  g_assert_true (thread == g_thread_self ());
}

#define ADD(path, func) g_test_add ("/task-manager/clock/" path, Fixture, NULL, set_up, func, tear_down)

static void
test_rate_while_others_run (Fixture       *fixture,
                            gconstpointer  user_data)
{
  g_autoptr (BgTestGate) gate = bg_test_gate_new ();

  g_test_summary ("the next one begins in time, also where the one before has not ended");
  bg_task_manager_set_max_threads (fixture->manager, 3);
  bg_task_manager_set_resource_rate (fixture->manager, "net", 1, 1000);
  for (guint i = 0; i < 3; i++)
    {
      BgTask *task = bg_task_new (core_body_pass, gate, NULL);

      bg_task_add_resource (task, "net");
      core_add_task (fixture->manager, task);
    }
  for (guint i = 1; i <= 3; i++)
    {
      bg_test_gate_await_arrivals (gate, i);
      bg_fake_clock_advance (fixture->clock, 1000);
      bg_test_drain (NULL);
    }
  bg_test_gate_open (gate);
  core_watch_run (fixture->watch, 3);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fake-clock/stands-still", test_stands_still);
  ADD ("delay", test_delay);
  ADD ("deadline", test_deadline);
  ADD ("deadline-in-line", test_deadline_in_line);
  ADD ("late-report", test_late_report);
  ADD ("time-limit", test_time_limit);
  ADD ("time-limit-of-a-body", test_time_limit_of_a_body);
  ADD ("in-time", test_in_time);
  ADD ("not-before", test_not_before);
  ADD ("not-before-when-the-clock-is-set", test_not_before_when_the_clock_is_set);
  ADD ("not-before-and-delay", test_not_before_and_delay);
  ADD ("launch-limits", test_launch_limits);
  g_test_add_func ("/task-manager/clock/launch-limits-by-default", test_launch_limits_by_default);
  g_test_add_func ("/task-manager/clock/late-listener", test_late_listener);
  ADD ("rate", test_rate);
  ADD ("rate-while-others-run", test_rate_while_others_run);
  g_test_add_func ("/task-manager/clock/let-go-at-home", test_let_go_at_home);
  return g_test_run ();
}
