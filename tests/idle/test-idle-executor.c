/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "idle-test.h"

static void
test_queues_take_turns (IdleFixture   *self,
                        gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTaskQueue) b = idle_queue_new (self, "b");
  g_autoptr (BgTaskQueue) c = idle_queue_new (self, "c");

  g_test_summary ("E1.1, E1.3: A1 B1 C1 B2, also where one drains in its turn");
  idle_add (self, a, "A1", 0);
  idle_add (self, b, "B1", 0);
  idle_add (self, b, "B2", 0);
  idle_add (self, c, "C1", 0);
  idle_run_all (self);
  idle_assert_log (self, "A1 B1 C1 B2");

  for (guint i = 0; i < 3; i++)
    idle_add (self, a, "A", 0);
  idle_add (self, b, "B", 0);
  idle_add (self, c, "C", 0);
  idle_add (self, c, "C", 0);
  idle_run_all (self);
  /* A task of the same name replaces the first. */
  idle_assert_log (self, "A B C");
}

static void
test_one_task_a_moment (IdleFixture   *self,
                        gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");

  g_test_summary ("E1.5, E4.6: nothing runs before it is idle, then one task, in the thread of the main loop");
  idle_add (self, a, "A1", 0);
  idle_add (self, a, "A2", 0);
  bg_test_drain (self->context);
  idle_assert_log (self, "");
  idle_moment (self);
  idle_assert_log (self, "A1");
  bg_test_drain (self->context);
  idle_assert_log (self, "");
  idle_moment (self);
  idle_assert_log (self, "A2");
}

static void
test_is_registered_while_it_has_tasks (IdleFixture   *self,
                                       gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");

  g_test_summary ("E1.2, E2.5: for ever, and always with its name");
  for (guint i = 0; i < 3; i++)
    {
      g_assert_false (bg_task_queue_get_managed (a));
      g_assert_null (bg_idle_executor_get_queue (self->executor, "a"));
      idle_add (self, a, "A1", 0);
      idle_add (self, a, "A2", 0);
      g_assert_true (bg_task_queue_get_managed (a));
      g_assert_true (bg_idle_executor_get_queue (self->executor, "a") == a);
      g_assert_null (bg_idle_executor_get_queue (self->executor, "b"));
      idle_moment (self);
      g_assert_true (bg_task_queue_get_managed (a));
      idle_run_all (self);
      idle_assert_log (self, "A1 A2");
    }
  g_assert_false (bg_task_queue_get_managed (a));
}

static void
test_adding_twice_changes_nothing (IdleFixture   *self,
                                   gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTaskQueue) other = bg_task_queue_new ("a");
  g_autoptr (BgTaskQueue) nameless = idle_queue_new (self, NULL);
  g_autoptr (BgIdleExecutor) second = bg_idle_executor_new (NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_test_summary ("E2.1; a name is for one queue");
  g_assert_true (bg_idle_executor_add_queue (self->executor, a, &error));
  g_assert_no_error (error);
  g_assert_false (bg_idle_executor_add_queue (self->executor, other, &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (bg_idle_executor_add_queue (second, a, &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);

  idle_add (self, a, "A1", 0);
  g_assert_true (bg_idle_executor_add_queue (self->executor, a, NULL));
  idle_add (self, nameless, "N1", 0);
  idle_run_all (self);
  idle_assert_log (self, "A1 N1");
}

static void
test_soon_moves_to_the_front_once (IdleFixture   *self,
                                   gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTaskQueue) b = idle_queue_new (self, "b");
  g_autoptr (BgTaskQueue) c = idle_queue_new (self, "c");

  g_test_summary ("E1.4: for tasks that are added, and for those that are given that priority");
  idle_add (self, a, "A1", 0);
  idle_add (self, a, "A2", 0);
  idle_add (self, b, "B1", 0);
  idle_add (self, b, "B2", 0);
  idle_add (self, c, "C1", 0);
  idle_add (self, c, "C2", 0);
  idle_add (self, c, "C3", BG_TASK_QUEUE_PRIORITY_SOON);
  idle_moment (self);
  idle_moment (self);
  idle_assert_log (self, "C3 A1");
  g_assert_true (bg_task_queue_update_task (c, "C2", BG_TASK_QUEUE_PRIORITY_SOON));
  idle_run_all (self);
  idle_assert_log (self, "C2 B1 A2 C1 B2");
}

static void
add_soon (IdleFixture *self,
          BgTask      *task)
{
  BgTaskQueue *a = bg_idle_executor_get_queue (self->executor, "a");

  idle_add (self, a, "A3", BG_TASK_QUEUE_PRIORITY_SOON);
}

static void
test_soon_counts_from_within_a_task (IdleFixture   *self,
                                     gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTaskQueue) b = idle_queue_new (self, "b");

  g_test_summary ("E1.4: effective at the next turn, whoever has this one");
  idle_add_task (a, idle_task_new (self, "A1", add_soon), 0, NULL);
  idle_add (self, a, "A2", 0);
  idle_add (self, b, "B1", 0);
  idle_run_all (self);
  idle_assert_log (self, "A1 A3 B1 A2");
}

static void
note_ended_cb (BgTaskManager *manager,
               guint64        id,
               const char    *group,
               gpointer       what,
               GString       *log)
{
  g_string_append_printf (log, "%s%" G_GUINT64_FORMAT, log->len > 0 ? " " : "", id);
}

static void
note_failed_cb (BgTaskManager *manager,
                guint64        id,
                const char    *group,
                const GError  *error,
                const char    *traceback,
                GString       *log)
{
  g_string_append_printf (log, "%s!%" G_GUINT64_FORMAT, log->len > 0 ? " " : "", id);
}

static void
test_failure_disturbs_nobody (IdleFixture   *self,
                              gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTaskQueue) b = idle_queue_new (self, "b");
  g_autoptr (GString) ends = g_string_new (NULL);

  g_test_summary ("E1.6, E2.7: it is reported, and the next one goes on");
  g_signal_connect (self->manager, "task-completed", G_CALLBACK (note_ended_cb), ends);
  g_signal_connect (self->manager, "task-failed", G_CALLBACK (note_failed_cb), ends);
  idle_add_task (a, idle_task_new_failing (self, "A1"), 0, NULL);
  idle_add (self, a, "A2", 0);
  idle_add_task (b, idle_task_new_failing (self, "B1"), 0, NULL);
  idle_run_all (self);
  idle_assert_log (self, "A1 B1 A2");
  g_assert_cmpstr (ends->str, ==, "!1 !3 2");
}

static void
test_watches_only_while_there_is_work (IdleFixture   *self,
                                       gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");

  g_test_summary ("E2.8");
  bg_test_drain (self->context);
  g_assert_false (self->monitor->watching);
  idle_add (self, a, "A1", 0);
  idle_add (self, a, "A2", 0);
  g_assert_true (self->monitor->watching);
  g_assert_true (bg_task_queue_remove_task (a, "A1"));
  g_assert_true (self->monitor->watching);
  bg_task_queue_set_paused (a, TRUE);
  g_assert_false (self->monitor->watching);
  bg_task_queue_set_paused (a, FALSE);
  g_assert_true (self->monitor->watching);
  bg_task_queue_pause_task (a, "A2");
  g_assert_false (self->monitor->watching);
  bg_task_queue_resume_task (a, "A2");
  idle_moment (self);
  idle_assert_log (self, "A2");
  g_assert_false (self->monitor->watching);
  g_assert_cmpint (bg_idle_executor_get_wake_time (self->executor), ==, -1);
  g_assert_cmpuint (self->monitor->n_starts, ==, 3);
}

static void
test_paused_runs_nothing_whoever_joins (IdleFixture   *self,
                                        gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTaskQueue) b = NULL;
  gboolean paused;

  g_test_summary ("E2.4");
  idle_add (self, a, "A1", 0);
  bg_idle_executor_pause (self->executor);
  g_object_get (self->executor, "paused", &paused, NULL);
  g_assert_true (paused);
  b = idle_queue_new (self, "b");
  idle_add (self, b, "B1", BG_TASK_QUEUE_PRIORITY_SOON);
  g_assert_false (self->monitor->watching);
  g_assert_false (bg_idle_executor_run (self->executor));
  idle_moment (self);
  idle_assert_log (self, "");
  bg_idle_executor_resume (self->executor);
  g_assert_false (bg_idle_executor_get_paused (self->executor));
  idle_run_all (self);
  idle_assert_log (self, "B1 A1");
}

static void
test_run_takes_one_turn_now (IdleFixture   *self,
                             gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTaskQueue) b = idle_queue_new (self, "b");

  g_test_summary ("E2.6: nothing happens where there is nothing");
  g_assert_false (bg_idle_executor_run (self->executor));
  idle_add (self, a, "A1", 0);
  idle_add (self, b, "B1", 0);
  bg_test_drain (self->context);
  g_assert_true (bg_idle_executor_run (self->executor));
  idle_assert_log (self, "A1");
  g_assert_true (bg_idle_executor_run (self->executor));
  idle_assert_log (self, "B1");
  g_assert_false (bg_idle_executor_run (self->executor));
  g_assert_false (self->monitor->watching);
}

static void
remove_both (IdleFixture *self,
             BgTask      *task)
{
  g_assert_true (bg_idle_executor_remove_queue (self->executor, "a"));
  g_assert_true (bg_idle_executor_remove_queue (self->executor, "c"));
}

static void
test_queues_are_removed_from_within_a_task (IdleFixture   *self,
                                            gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTaskQueue) b = idle_queue_new (self, "b");
  g_autoptr (BgTaskQueue) c = idle_queue_new (self, "c");
  g_autoptr (BgTask) rest = idle_task_new (self, "A2", NULL);

  g_test_summary ("E2.2: its own and others, at any moment");
  idle_add_task (a, idle_task_new (self, "A1", remove_both), 0, NULL);
  idle_add_task (a, g_object_ref (rest), 0, NULL);
  idle_add (self, b, "B1", 0);
  idle_add (self, c, "C1", 0);
  idle_run_all (self);
  idle_assert_log (self, "A1 B1");
  g_assert_cmpint (bg_task_get_state (rest), ==, BG_TASK_STATE_STOPPED);
  g_assert_false (bg_task_queue_get_managed (a));
  g_assert_null (bg_task_queue_get_executor (a));
  g_assert_false (bg_idle_executor_remove_queue (self->executor, "a"));
}

static void
test_cleared_queues_come_back (IdleFixture   *self,
                               gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTaskQueue) nameless = idle_queue_new (self, NULL);

  g_test_summary ("E2.3");
  idle_add (self, a, "A1", 0);
  idle_add (self, nameless, "N1", 0);
  bg_idle_executor_clear (self->executor);
  g_assert_false (bg_task_queue_get_managed (a));
  g_assert_cmpuint (bg_task_queue_get_length (a), ==, 0);
  g_assert_false (self->monitor->watching);
  idle_add (self, a, "A2", 0);
  idle_add (self, nameless, "N2", 0);
  g_assert_true (bg_task_queue_get_managed (a));
  idle_run_all (self);
  idle_assert_log (self, "A2 N2");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  IDLE_TEST ("/idle-executor/queues-take-turns", test_queues_take_turns);
  IDLE_TEST ("/idle-executor/one-task-a-moment", test_one_task_a_moment);
  IDLE_TEST ("/idle-executor/is-registered-while-it-has-tasks", test_is_registered_while_it_has_tasks);
  IDLE_TEST ("/idle-executor/adding-twice-changes-nothing", test_adding_twice_changes_nothing);
  IDLE_TEST ("/idle-executor/soon-moves-to-the-front-once", test_soon_moves_to_the_front_once);
  IDLE_TEST ("/idle-executor/soon-counts-from-within-a-task", test_soon_counts_from_within_a_task);
  IDLE_TEST ("/idle-executor/failure-disturbs-nobody", test_failure_disturbs_nobody);
  IDLE_TEST ("/idle-executor/watches-only-while-there-is-work", test_watches_only_while_there_is_work);
  IDLE_TEST ("/idle-executor/paused-runs-nothing-whoever-joins", test_paused_runs_nothing_whoever_joins);
  IDLE_TEST ("/idle-executor/run-takes-one-turn-now", test_run_takes_one_turn_now);
  IDLE_TEST ("/idle-executor/queues-are-removed-from-within-a-task", test_queues_are_removed_from_within_a_task);
  IDLE_TEST ("/idle-executor/cleared-queues-come-back", test_cleared_queues_come_back);
  return g_test_run ();
}
