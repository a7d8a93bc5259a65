/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Delays, deadlines and tasks that wait too long. The clock is not asked: what is far away is made due. */

#include "config.h"

#include "core-test.h"

#include "core/bg-engine-private.h"
#include "core/bg-task-manager-private.h"

#define NEVER G_MAXUINT

static void
set_up (CoreFixture   *fixture,
        gconstpointer  user_data)
{
  core_fixture_set_up (fixture, core_manager_new (1));
}

static BgTask *
add_timed (CoreFixture *fixture,
           BgTaskFunc   func,
           guint        delay,
           guint        deadline,
           guint64      upstream_id)
{
  BgTask *task = bg_task_new (func, fixture->gate, NULL);

  bg_task_set_delay (task, delay);
  bg_task_set_deadline (task, deadline);
  if (upstream_id != 0)
    bg_task_add_upstream (task, upstream_id);
  core_add_task (fixture->manager, g_object_ref (task));
  return task;
}

static gint64
get_next_alarm (CoreFixture *fixture)
{
  BgEngine *engine = bg_task_manager_get_engine (fixture->manager);
  gint64 next;

  bg_engine_lock (engine);
  next = bg_timers_get_next (engine->timers);
  bg_engine_unlock (engine);
  return next;
}

static void
test_delay (CoreFixture   *fixture,
            gconstpointer  user_data)
{
  g_autoptr (BgTask) task = add_timed (fixture, core_body_nothing, NEVER, 0, 0);

  /* It holds no slot: the only thread is free for others. */
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+2");
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_DELAYED);
  g_assert_cmpuint (bg_task_manager_get_n_pending (fixture->manager), ==, 1);
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, 0);
  core_make_due (fixture->manager, 1);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+1");
}

/* By the real clock, but without a look at it. */
static void
test_short_delays_come_to_pass (CoreFixture   *fixture,
                                gconstpointer  user_data)
{
  for (guint i = 1; i <= 20; i++)
    {
      g_autoptr (BgTask) task = add_timed (fixture, core_body_nothing, 21 - i, 0, 0);
    }
  core_watch_run (fixture->watch, 20);
  g_assert_cmpuint (fixture->watch->n_completed, ==, 20);
  g_assert_cmpint (get_next_alarm (fixture), ==, -1);
}

static void
test_delay_and_upstream (CoreFixture   *fixture,
                         gconstpointer  user_data)
{
  g_autoptr (BgTask) early = NULL;
  g_autoptr (BgTask) late = NULL;

  bg_task_manager_pause_processing (fixture->manager);
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  early = add_timed (fixture, core_body_nothing, NEVER, 0, 1);
  late = add_timed (fixture, core_body_nothing, NEVER, 0, 1);
  g_assert_cmpint (bg_task_get_state (early), ==, BG_TASK_STATE_BLOCKED);
  /* The time of one comes while it is blocked, that of the other after. */
  core_make_due (fixture->manager, 2);
  bg_test_drain (NULL);
  g_assert_cmpint (bg_task_get_state (early), ==, BG_TASK_STATE_BLOCKED);
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 2);
  core_assert_log (fixture->watch, "+1 +2");
  g_assert_cmpint (bg_task_get_state (late), ==, BG_TASK_STATE_DELAYED);
  core_make_due (fixture->manager, 3);
  core_watch_run (fixture->watch, 1);
}

static void
test_delayed_gets_an_upstream (CoreFixture   *fixture,
                               gconstpointer  user_data)
{
  g_autoptr (BgTask) task = NULL;

  bg_task_manager_pause_processing (fixture->manager);
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  task = add_timed (fixture, core_body_nothing, NEVER, 0, 0);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_DELAYED);
  g_assert_true (bg_task_manager_add_upstream (fixture->manager, 2, 1, NULL));
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_BLOCKED);
  core_make_due (fixture->manager, 2);
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 2);
  core_assert_log (fixture->watch, "+1 +2");
}

static void
test_delayed_is_stopped (CoreFixture   *fixture,
                         gconstpointer  user_data)
{
  g_autoptr (BgTask) task = add_timed (fixture, core_body_nothing, NEVER, NEVER, 0);

  g_assert_true (bg_task_stop (task));
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "/1");
  /* An idle manager has no alarm. */
  g_assert_cmpint (get_next_alarm (fixture), ==, -1);
}

static void
assert_timed_out (BgTask *task)
{
  g_autoptr (GError) error = bg_task_dup_error (task);

  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_FAILED);
  g_assert_error (error, BG_ERROR, BG_ERROR_TIMED_OUT);
  g_assert_cmpuint (bg_task_get_failed_upstream (task), ==, 0);
}

/* Wherever it is: blocked, delayed, queued, held. */
static void
test_deadline_of_a_waiting_task (CoreFixture   *fixture,
                                 gconstpointer  user_data)
{
  BgTask *tasks[4];

  core_add (fixture->manager, core_work_pass, fixture->gate, NULL);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  tasks[0] = add_timed (fixture, core_body_nothing, 0, NEVER, 1);
  tasks[1] = add_timed (fixture, core_body_nothing, NEVER, NEVER, 0);
  tasks[2] = add_timed (fixture, core_body_nothing, 0, NEVER, 0);
  core_add_after (fixture->manager, core_work_nothing, NULL, NULL, 4);
  for (guint64 id = 2; id <= 4; id++)
    core_make_due (fixture->manager, id);
  core_watch_run (fixture->watch, 4);
  for (guint i = 0; i < 3; i++)
    assert_timed_out (tasks[i]);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 1);
  tasks[3] = add_timed (fixture, core_body_hold, 0, NEVER, 0);
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_watch_run (fixture->watch, 1);
  core_make_due (fixture->manager, 6);
  core_watch_run (fixture->watch, 1);
  assert_timed_out (tasks[3]);
  g_assert_cmpint (get_next_alarm (fixture), ==, -1);
  for (guint i = 0; i < 4; i++)
    g_assert_finalize_object (tasks[i]);
}

static gboolean
outlive_body (BgTask        *task,
              GCancellable  *cancellable,
              gpointer       gate,
              GError       **error)
{
  bg_test_gate_pass (gate);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  bg_task_return_int (task, 1);
  return TRUE;
}

/* The body is told, keeps its slot, and cannot change its mind. */
static void
test_deadline_of_a_running_task (CoreFixture   *fixture,
                                 gconstpointer  user_data)
{
  g_autoptr (BgTask) task = add_timed (fixture, outlive_body, 0, NEVER, 0);

  core_add_after (fixture->manager, core_work_nothing, NULL, NULL, 1);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  core_make_due (fixture->manager, 1);
  core_watch_run (fixture->watch, 2);
  core_assert_log (fixture->watch, "-1 -2");
  assert_timed_out (task);
  g_assert_false (bg_task_manager_has_task (fixture->manager, 1));
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, 1);
  g_assert_false (bg_task_stop (task));
  bg_test_gate_open (fixture->gate);
  core_run_to_rest (fixture->manager);
  core_assert_log (fixture->watch, "");
  assert_timed_out (task);
  g_assert_null (bg_task_get_result (task));
}

static void
test_deadline_not_reached (CoreFixture   *fixture,
                           gconstpointer  user_data)
{
  g_autoptr (BgTask) task = add_timed (fixture, core_body_nothing, 0, NEVER, 0);

  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+1");
  g_assert_cmpint (get_next_alarm (fixture), ==, -1);
}

static void
stop_other_cb (BgTaskManager *manager,
               guint64        id,
               const char    *group,
               const GError  *error,
               const char    *traceback,
               gpointer       user_data)
{
  g_assert_true (bg_task_manager_stop_task (manager, 3 - id, FALSE, FALSE));
}

/* Both are out of time; the handler of the first stops the second, of which nothing more is heard then. */
static void
test_stopped_when_its_time_is_up (CoreFixture   *fixture,
                                  gconstpointer  user_data)
{
  BgTaskFunc func = GPOINTER_TO_INT (user_data) ? core_body_pass : core_body_hold;
  g_autoptr (BgTask) first = NULL;
  g_autoptr (BgTask) second = NULL;

  bg_task_manager_set_max_threads (fixture->manager, 2);
  g_signal_connect (fixture->manager, "task-failed", G_CALLBACK (stop_other_cb), NULL);
  first = add_timed (fixture, func, 0, NEVER, 0);
  second = add_timed (fixture, func, 0, NEVER, 0);
  if (func == core_body_pass)
    bg_test_gate_await_arrivals (fixture->gate, 2);
  else
    while (bg_task_manager_get_n_running (fixture->manager) < 2)
      g_main_context_iteration (NULL, FALSE);
  core_make_due (fixture->manager, 1);
  core_make_due (fixture->manager, 2);
  core_watch_run (fixture->watch, 2);
  g_assert_cmpuint (fixture->watch->n_failed, ==, 1);
  g_assert_cmpuint (fixture->watch->n_stopped, ==, 1);
}

static void
test_short_deadlines_come_to_pass (CoreFixture   *fixture,
                                   gconstpointer  user_data)
{
  g_autoptr (BgTask) running = add_timed (fixture, core_body_pass, 0, 5, 0);
  g_autoptr (BgTask) queued = add_timed (fixture, core_body_nothing, 0, 1, 0);
  g_autoptr (BgTask) delayed = add_timed (fixture, core_body_nothing, NEVER, 3, 0);

  core_watch_run (fixture->watch, 3);
  g_assert_cmpuint (fixture->watch->n_failed, ==, 3);
  assert_timed_out (running);
  assert_timed_out (queued);
  assert_timed_out (delayed);
}

static void
set_launch_limits (CoreFixture *fixture)
{
  bg_task_manager_set_launch_warning (fixture->manager, NEVER);
  bg_task_manager_set_launch_critical (fixture->manager, NEVER);
}

/* Tasks that wait for their turn too long are reported while they wait, once for each limit. */
static void
test_late_tasks_are_reported (CoreFixture   *fixture,
                              gconstpointer  user_data)
{
  set_launch_limits (fixture);
  core_add (fixture->manager, core_work_pass, fixture->gate, NULL);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_add_after (fixture->manager, core_work_nothing, NULL, NULL, 2);
  core_make_due (fixture->manager, 2);
  core_make_due (fixture->manager, 3);
  bg_test_drain (NULL);
  core_assert_log (fixture->watch, "~2 ~~2");
  /* Being blocked is not waiting for a turn. */
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 3);
  core_assert_log (fixture->watch, "+1 +2 +3");
  g_assert_cmpint (get_next_alarm (fixture), ==, -1);
}

static void
test_delay_is_not_lateness (CoreFixture   *fixture,
                            gconstpointer  user_data)
{
  g_autoptr (BgTask) task = NULL;

  set_launch_limits (fixture);
  core_add (fixture->manager, core_work_pass, fixture->gate, NULL);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  task = add_timed (fixture, core_body_nothing, NEVER, 0, 0);
  core_make_due (fixture->manager, 2);
  bg_test_drain (NULL);
  core_assert_log (fixture->watch, "");
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_QUEUED);
  core_make_due (fixture->manager, 2);
  bg_test_drain (NULL);
  core_assert_log (fixture->watch, "~2 ~~2");
}

/* What a busy worker has taken to itself still waits. */
static void
test_late_in_the_hands_of_a_worker (CoreFixture   *fixture,
                                    gconstpointer  user_data)
{
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_watch_run (fixture->watch, 1);
  core_make_greedy (fixture->manager);
  set_launch_limits (fixture);
  bg_task_manager_pause_processing (fixture->manager);
  core_add (fixture->manager, core_work_pass, fixture->gate, NULL);
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  bg_task_manager_start_processing (fixture->manager);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  core_make_due (fixture->manager, 3);
  bg_test_drain (NULL);
  core_assert_log (fixture->watch, "+1 ~3 ~~3");
}

#define ADD(path, data, func) g_test_add ("/task-manager/timing/" path, CoreFixture, data, set_up, func, core_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("delay/holds-no-slot", NULL, test_delay);
  ADD ("delay/comes-to-pass", NULL, test_short_delays_come_to_pass);
  ADD ("delay/and-upstream", NULL, test_delay_and_upstream);
  ADD ("delay/then-an-upstream", NULL, test_delayed_gets_an_upstream);
  ADD ("delay/stopped", NULL, test_delayed_is_stopped);
  ADD ("deadline/while-it-waits", NULL, test_deadline_of_a_waiting_task);
  ADD ("deadline/while-it-runs", NULL, test_deadline_of_a_running_task);
  ADD ("deadline/not-reached", NULL, test_deadline_not_reached);
  ADD ("deadline/stopped-while-held", GINT_TO_POINTER (FALSE), test_stopped_when_its_time_is_up);
  ADD ("deadline/stopped-while-running", GINT_TO_POINTER (TRUE), test_stopped_when_its_time_is_up);
  ADD ("deadline/comes-to-pass", NULL, test_short_deadlines_come_to_pass);
  ADD ("late/is-reported", NULL, test_late_tasks_are_reported);
  ADD ("late/delay-does-not-count", NULL, test_delay_is_not_lateness);
  ADD ("late/in-the-hands-of-a-worker", NULL, test_late_in_the_hands_of_a_worker);
  return g_test_run ();
}
