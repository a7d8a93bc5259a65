/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "idle-test.h"

/* Idle work among all the other tasks of its manager. */

static void
test_what_waits_holds_up_nobody (IdleFixture   *self,
                                 gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTaskQueue) b = idle_queue_new (self, "b");
  BgTask *urgent = idle_task_new (self, "A1", NULL);
  guint64 id;

  g_test_summary ("E1.7: the next task is found without walking past those that wait");
  id = idle_add (self, b, "B1", 0);
  idle_add (self, b, "B2", 0);
  bg_task_add_upstream (urgent, id);
  idle_add_task (a, urgent, BG_TASK_QUEUE_PRIORITY_SOON, "A1");
  idle_add (self, a, "A2", 0);
  g_assert_cmpuint (bg_task_queue_get_length (a), ==, 2);
  idle_run_all (self);
  idle_assert_log (self, "A2 B1 A1 B2");
}

static void
test_nothing_is_watched_for_while_all_wait (IdleFixture   *self,
                                            gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTask) upstream = bg_task_new_pass_through ();
  BgTask *task = idle_task_new (self, "A1", NULL);

  g_test_summary ("E2.8");
  bg_task_manager_pause_processing (self->manager);
  bg_task_add_upstream (task, bg_task_manager_add (self->manager, upstream, NULL));
  idle_add_task (a, task, 0, "A1");
  bg_test_drain (self->context);
  g_assert_true (bg_task_queue_get_managed (a));
  g_assert_false (self->monitor->watching);
  bg_task_manager_start_processing (self->manager);
  bg_test_run_until_set (self->context, &self->monitor->watching);
  idle_run_all (self);
  idle_assert_log (self, "A1");
}

static void
test_nothing_runs_while_the_manager_pauses (IdleFixture   *self,
                                            gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");

  g_test_summary ("S2.2, E2.8: and it is not looked for again and again");
  bg_task_manager_pause_processing (self->manager);
  idle_add (self, a, "A1", 0);
  idle_moment (self);
  idle_assert_log (self, "");
  g_assert_false (bg_idle_executor_run (self->executor));
  g_assert_false (self->monitor->watching);
  bg_task_manager_start_processing (self->manager);
  bg_test_drain (self->context);
  g_assert_true (self->monitor->watching);
  idle_run_all (self);
  idle_assert_log (self, "A1");
}

static void
take_result_cb (BgTaskManager *manager,
                guint64        id,
                const char    *group,
                const GValue  *result,
                IdleFixture   *self)
{
  if (G_VALUE_HOLDS_STRING (result))
    g_string_append_printf (self->log, " =%s", g_value_get_string (result));
}

static gboolean
work (BgTask        *task,
      GCancellable  *cancellable,
      gpointer       user_data,
      GError       **error)
{
  gsize n_ids;
  const guint64 *ids = bg_task_get_upstream_ids (task, &n_ids);

  g_assert_true (g_thread_self () != ((IdleFixture *) user_data)->home);
  if (n_ids > 0)
    bg_task_return_value (task, bg_task_get_upstream_result (task, ids[0]));
  else
    bg_task_return_string (task, "thread");
  return TRUE;
}

static gboolean
has_completed (gpointer task)
{
  return bg_task_get_state (task) == BG_TASK_STATE_COMPLETED;
}

static void
test_dependencies_cross_executors (IdleFixture   *self,
                                   gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTask) before = bg_task_new (work, self, NULL);
  g_autoptr (BgTask) after = bg_task_new (work, self, NULL);
  g_autoptr (BgTask) idle = idle_task_new (self, "A1", NULL);

  g_test_summary ("From a thread to the main loop and back");
  g_signal_connect (self->manager, "task-completed", G_CALLBACK (take_result_cb), self);
  bg_task_add_upstream (idle, bg_task_manager_add (self->manager, before, NULL));
  idle_add_task (a, g_object_ref (idle), 0, NULL);
  bg_task_add_upstream (after, bg_task_get_id (idle));
  g_assert_cmpuint (bg_task_manager_add (self->manager, after, NULL), !=, 0);
  bg_test_run_until_set (self->context, &self->monitor->watching);
  idle_moment (self);
  bg_test_run_until (self->context, has_completed, after);
  bg_test_drain (self->context);
  idle_assert_log (self, " =thread A1 =A1 =A1");
}

/* Takes the task. */
static void
add_directly (IdleFixture *self,
              BgTask      *task)
{
  g_autoptr (GError) error = NULL;

  bg_task_set_executor (task, BG_EXECUTOR (self->executor));
  bg_task_manager_add (self->manager, task, &error);
  g_assert_no_error (error);
  g_object_unref (task);
}

static void
test_tasks_in_no_queue_take_turns_as_well (IdleFixture   *self,
                                           gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  BgTask *low = idle_task_new (self, "low", NULL);

  g_test_summary ("E1.3: as if they were in a queue of their own");
  idle_add (self, a, "A1", 0);
  idle_add (self, a, "A2", 0);
  idle_add (self, a, "A3", 0);
  add_directly (self, idle_task_new (self, "1", NULL));
  add_directly (self, idle_task_new (self, "2", NULL));
  idle_run_all (self);
  idle_assert_log (self, "A1 1 A2 2 A3");

  add_directly (self, idle_task_new (self, "3", NULL));
  idle_run_all (self);
  idle_assert_log (self, "3");
  g_assert_false (self->monitor->watching);

  bg_task_queue_set_paused (a, TRUE);
  idle_add (self, a, "A4", 0);
  add_directly (self, idle_task_new (self, "4", NULL));
  add_directly (self, idle_task_new_failing (self, "5"));
  add_directly (self, idle_task_new (self, "6", NULL));
  idle_run_all (self);
  idle_assert_log (self, "4 5 6");
  g_assert_false (self->monitor->watching);
  bg_task_queue_set_paused (a, FALSE);

  bg_task_set_task_class (low, BG_TASK_CLASS_LOW);
  bg_task_set_priority (low, 1);
  add_directly (self, low);
  idle_run_all (self);
  idle_assert_log (self, "A4 low");
}

static void
test_is_a_default_executor (IdleFixture   *self,
                            gconstpointer  data)
{
  g_autoptr (BgTask) task = idle_task_new (self, "1", NULL);

  bg_task_manager_set_default_executor (self->manager, BG_EXECUTOR (self->executor));
  g_assert_cmpuint (bg_task_manager_add (self->manager, task, NULL), !=, 0);
  idle_run_all (self);
  idle_assert_log (self, "1");
  bg_task_manager_set_default_executor (self->manager, NULL);
}

static void
test_failure_cascades_into_queues (IdleFixture   *self,
                                   gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTask) dependent = idle_task_new (self, "A2", NULL);

  bg_task_add_upstream (dependent, idle_add_task (a, idle_task_new_failing (self, "A1"), 0, "A1"));
  idle_add_task (a, g_object_ref (dependent), 0, "A2");
  idle_run_all (self);
  idle_assert_log (self, "A1");
  g_assert_cmpint (bg_task_get_state (dependent), ==, BG_TASK_STATE_FAILED);
  g_assert_cmpuint (bg_task_queue_get_length (a), ==, 0);
  g_assert_false (bg_task_queue_get_managed (a));
}

static gboolean
use_disk (BgTask        *task,
          GCancellable  *cancellable,
          gpointer       gate,
          GError       **error)
{
  bg_test_gate_pass (gate);
  return TRUE;
}

static void
test_what_lacks_a_resource_holds_up_nobody (IdleFixture   *self,
                                            gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTestGate) gate = bg_test_gate_new ();
  g_autoptr (BgTask) user = bg_task_new (use_disk, gate, NULL);
  BgTask *task = idle_task_new (self, "A1", NULL);

  g_test_summary ("E2.8: and is not looked at again and again");
  bg_task_manager_set_resource_limit (self->manager, "disk", 1);
  bg_task_add_resource (user, "disk");
  bg_task_add_resource (task, "disk");
  bg_task_manager_add (self->manager, user, NULL);
  bg_test_gate_await_arrivals (gate, 1);
  idle_add_task (a, task, 1, "A1");
  idle_add (self, a, "A2", 0);
  idle_run_all (self);
  idle_assert_log (self, "A2");
  g_assert_true (bg_task_queue_get_managed (a));
  g_assert_false (self->monitor->watching);
  bg_test_gate_open (gate);
  bg_test_run_until_set (self->context, &self->monitor->watching);
  idle_run_all (self);
  idle_assert_log (self, "A1");
  g_assert_cmpuint (bg_task_manager_get_resource_usage (self->manager, "disk"), ==, 0);
}

static gboolean
fail_twice (BgTask        *task,
            GCancellable  *cancellable,
            gpointer       user_data,
            GError       **error)
{
  IdleFixture *self = user_data;

  g_string_append_printf (self->log, "%s%u", self->log->len > 0 ? " " : "", bg_task_get_attempt (task));
  if (bg_task_get_attempt (task) == 3)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "not yet");
  return FALSE;
}

static void
test_attempts_come_back_into_the_queue (IdleFixture   *self,
                                        gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgRetryPolicy) policy = bg_retry_policy_new (3, BG_BACKOFF_CONSTANT, 0, 0, 0);
  g_autoptr (BgTask) task = bg_task_new (fail_twice, self, NULL);

  g_test_summary ("E4.3: a name is forgotten when the last attempt has ended");
  bg_task_set_retry (task, policy);
  idle_add_task (a, g_object_ref (task), 0, "A1");
  while (!bg_task_is_ended (task))
    {
      g_assert_true (bg_task_queue_get_task (a, "A1") == task);
      bg_test_run_until_set (self->context, &self->monitor->watching);
      idle_moment (self);
    }
  idle_assert_log (self, "1 2 3");
  g_assert_null (bg_task_queue_get_task (a, "A1"));
  g_assert_false (bg_task_queue_get_managed (a));
}

static void
shut_down_cb (GObject      *manager,
              GAsyncResult *result,
              gpointer      is_down)
{
  g_autoptr (GError) error = NULL;

  bg_task_manager_shut_down_finish (BG_TASK_MANAGER (manager), result, &error);
  g_assert_no_error (error);
  *(gboolean *) is_down = TRUE;
}

static void
test_draining_waits_for_no_idle_moment (IdleFixture   *self,
                                        gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  gboolean is_down = FALSE;

  idle_add (self, a, "A1", 0);
  idle_add (self, a, "A2", 0);
  bg_test_drain (self->context);
  g_assert_true (self->monitor->watching);
  bg_task_manager_shut_down_async (self->manager, BG_SHUTDOWN_DRAIN, -1, NULL, shut_down_cb, &is_down);
  bg_test_run_until_set (self->context, &is_down);
  idle_assert_log (self, "A1 A2");
  g_assert_false (self->monitor->watching);
}

static void
test_outlives_its_manager (IdleFixture   *self,
                           gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = NULL;
  g_autoptr (BgTaskManager) manager = bg_task_manager_new (1);
  g_autoptr (BgIdleExecutor) executor = bg_idle_executor_new (manager, BG_IDLE_MONITOR (self->monitor));
  BgTask *task = idle_task_new (self, "A1", NULL);

  a = bg_task_queue_new ("a");
  bg_idle_executor_add_queue (executor, a, NULL);
  idle_add_task (a, task, 0, NULL);
  g_clear_object (&manager);
  bg_test_drain (self->context);
  idle_run_all (self);
  g_assert_false (bg_idle_executor_run (executor));
  idle_assert_log (self, "");
  g_assert_false (self->monitor->watching);
}

static void
test_queues_outlive_their_executor (IdleFixture   *self,
                                    gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = bg_task_queue_new ("a");
  g_autoptr (BgTaskQueue) b = bg_task_queue_new (NULL);
  BgIdleExecutor *executor = bg_idle_executor_new (NULL, NULL);

  g_assert_true (BG_IS_LOOP_IDLE_MONITOR (bg_idle_executor_get_monitor (executor)));
  bg_idle_executor_add_queue (executor, a, NULL);
  bg_idle_executor_add_queue (executor, b, NULL);
  g_assert_finalize_object (executor);
  g_assert_null (bg_task_queue_get_executor (a));
  g_assert_null (bg_task_queue_get_executor (b));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  IDLE_TEST ("/idle-executor/what-waits-holds-up-nobody", test_what_waits_holds_up_nobody);
  IDLE_TEST ("/idle-executor/nothing-is-watched-for-while-all-wait", test_nothing_is_watched_for_while_all_wait);
  IDLE_TEST ("/idle-executor/nothing-runs-while-the-manager-pauses", test_nothing_runs_while_the_manager_pauses);
  IDLE_TEST ("/idle-executor/dependencies-cross-executors", test_dependencies_cross_executors);
  IDLE_TEST ("/idle-executor/tasks-in-no-queue-take-turns-as-well", test_tasks_in_no_queue_take_turns_as_well);
  IDLE_TEST ("/idle-executor/is-a-default-executor", test_is_a_default_executor);
  IDLE_TEST ("/idle-executor/failure-cascades-into-queues", test_failure_cascades_into_queues);
  IDLE_TEST ("/idle-executor/what-lacks-a-resource-holds-up-nobody", test_what_lacks_a_resource_holds_up_nobody);
  IDLE_TEST ("/idle-executor/attempts-come-back-into-the-queue", test_attempts_come_back_into_the_queue);
  IDLE_TEST ("/idle-executor/draining-waits-for-no-idle-moment", test_draining_waits_for_no_idle_moment);
  IDLE_TEST ("/idle-executor/outlives-its-manager", test_outlives_its_manager);
  IDLE_TEST ("/idle-executor/queues-outlive-their-executor", test_queues_outlive_their_executor);
  return g_test_run ();
}
