/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "idle-test.h"

static void
pass_time (IdleFixture *self,
           guint        milliseconds)
{
  bg_fake_clock_advance (self->clock, milliseconds);
  bg_test_drain (self->context);
}

static void
take_3_ms (IdleFixture *self,
           BgTask      *task)
{
  bg_fake_clock_advance (self->clock, 3);
}

static void
add_long (IdleFixture *self,
          BgTaskQueue *queue,
          const char  *name)
{
  idle_add_task (queue, idle_task_new (self, name, take_3_ms), 0, name);
}

static void
test_runs_as_many_as_the_budget_allows (IdleFixture   *self,
                                        gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTaskQueue) b = idle_queue_new (self, "b");
  guint budget;

  g_test_summary ("E5.3: 5 ms are two tasks of 3 ms; without a budget it is one");
  add_long (self, a, "A1");
  add_long (self, a, "A2");
  add_long (self, a, "A3");
  add_long (self, b, "B1");
  idle_moment (self);
  idle_assert_log (self, "A1");
  bg_idle_executor_set_budget (self->executor, 5000);
  g_object_get (self->executor, "budget", &budget, NULL);
  g_assert_cmpuint (budget, ==, 5000);
  g_assert_cmpuint (bg_idle_executor_get_budget (self->executor), ==, 5000);
  idle_moment (self);
  idle_assert_log (self, "B1 A2");
  g_assert_true (self->monitor->watching);
  idle_moment (self);
  idle_assert_log (self, "A3");
  g_assert_false (self->monitor->watching);
}

static void
become_busy (IdleFixture *self,
             BgTask      *task)
{
  self->monitor->idle = FALSE;
}

static void
test_the_budget_ends_with_the_moment (IdleFixture   *self,
                                      gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");

  g_test_summary ("E5.3: in between, the monitor is asked");
  bg_idle_executor_set_budget (self->executor, 5000);
  idle_add_task (a, idle_task_new (self, "A1", become_busy), 0, NULL);
  idle_add (self, a, "A2", 0);
  idle_moment (self);
  idle_assert_log (self, "A1");
  g_assert_true (self->monitor->watching);
}

static void
test_runs_anyway_when_patience_is_at_an_end (IdleFixture   *self,
                                             gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTaskQueue) b = idle_queue_new (self, "b");

  g_test_summary ("E5.3: though it never is idle");
  idle_add (self, a, "A1", 0);
  bg_task_queue_set_patience (a, 100);
  idle_add (self, a, "A2", 0);
  idle_add (self, a, "A3", 0);
  idle_add (self, b, "B1", 0);
  g_assert_false (bg_task_queue_set_task_patience (b, "unknown", 50));
  g_assert_true (bg_task_queue_set_task_patience (b, "B1", 50));
  g_assert_true (bg_task_queue_set_task_patience (a, "A3", 0));
  pass_time (self, 49);
  idle_assert_log (self, "");
  pass_time (self, 1);
  idle_assert_log (self, "B1");
  pass_time (self, 50);
  idle_assert_log (self, "A2");
  pass_time (self, 24 * 3600 * 1000);
  idle_assert_log (self, "");
  g_assert_cmpint (bg_idle_executor_get_wake_time (self->executor), ==, -1);
  idle_run_all (self);
  idle_assert_log (self, "A1 A3");
}

static void
test_wakes_for_the_first_that_is_due (IdleFixture   *self,
                                      gconstpointer  data)
{
  g_autoptr (BgTaskManager) manager = bg_task_manager_new (1);
  g_autoptr (BgIdleExecutor) executor = bg_idle_executor_new (manager, BG_IDLE_MONITOR (self->monitor));
  g_autoptr (BgTaskQueue) a = bg_task_queue_new ("a");
  gint64 wake_time;

  g_test_summary ("E2.8, E5.3: by the real clock, while there is one that has patience");
  bg_task_manager_start_processing (manager);
  bg_idle_executor_add_queue (executor, a, NULL);
  idle_add (self, a, "A1", 0);
  g_assert_cmpint (bg_idle_executor_get_wake_time (executor), ==, -1);
  bg_task_queue_set_patience (a, 3600 * 1000);
  idle_add (self, a, "A2", 0);
  wake_time = bg_idle_executor_get_wake_time (executor) - g_get_monotonic_time ();
  g_assert_cmpint (wake_time, >, 0);
  g_assert_cmpint (wake_time, <=, G_TIME_SPAN_HOUR);
  bg_task_queue_remove_task (a, "A2");
  g_assert_cmpint (bg_idle_executor_get_wake_time (executor), ==, -1);

  bg_task_queue_set_task_patience (a, "A1", 1);
  while (self->log->len == 0)
    g_main_context_iteration (self->context, TRUE);
  idle_assert_log (self, "A1");
  g_assert_cmpint (bg_idle_executor_get_wake_time (executor), ==, -1);
}

static void
test_patience_does_not_overrule_a_pause (IdleFixture   *self,
                                         gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");

  g_test_summary ("E2.4, E4.4: but when that is over, nothing is waited for");
  bg_task_queue_set_patience (a, 10);
  idle_add (self, a, "A1", 0);
  idle_add (self, a, "A2", 0);
  idle_add (self, a, "A3", 0);
  bg_idle_executor_pause (self->executor);
  pass_time (self, 20);
  idle_assert_log (self, "");
  bg_task_queue_pause_task (a, "A1");
  bg_idle_executor_resume (self->executor);
  bg_task_queue_set_paused (a, TRUE);
  pass_time (self, 0);
  idle_assert_log (self, "");
  bg_task_queue_set_paused (a, FALSE);
  pass_time (self, 0);
  idle_assert_log (self, "A2 A3");
  bg_task_queue_resume_task (a, "A1");
  pass_time (self, 0);
  idle_assert_log (self, "A1");
}

static void
test_patience_begins_when_it_is_ready (IdleFixture   *self,
                                       gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  BgTask *dependent = idle_task_new (self, "A2", NULL);
  guint64 id;

  g_test_summary ("E5.3: what waits for others is not impatient");
  id = idle_add (self, a, "A1", 0);
  bg_task_queue_set_patience (a, 10);
  bg_task_add_upstream (dependent, id);
  idle_add_task (a, dependent, 0, NULL);
  pass_time (self, 20);
  idle_assert_log (self, "");
  idle_moment (self);
  idle_assert_log (self, "A1");
  pass_time (self, 9);
  idle_assert_log (self, "");
  pass_time (self, 1);
  idle_assert_log (self, "A2");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  IDLE_TEST ("/idle-executor/runs-as-many-as-the-budget-allows", test_runs_as_many_as_the_budget_allows);
  IDLE_TEST ("/idle-executor/the-budget-ends-with-the-moment", test_the_budget_ends_with_the_moment);
  IDLE_TEST ("/idle-executor/runs-anyway-when-patience-is-at-an-end", test_runs_anyway_when_patience_is_at_an_end);
  IDLE_TEST ("/idle-executor/wakes-for-the-first-that-is-due", test_wakes_for_the_first_that_is_due);
  IDLE_TEST ("/idle-executor/patience-does-not-overrule-a-pause", test_patience_does_not_overrule_a_pause);
  IDLE_TEST ("/idle-executor/patience-begins-when-it-is-ready", test_patience_begins_when_it_is_ready);
  return g_test_run ();
}
