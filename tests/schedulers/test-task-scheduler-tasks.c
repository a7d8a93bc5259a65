/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "schedulers-test.h"

/* What schedulers run: tasks that are made for each run, their data, and where they run. */

static BgTask *
make_task (BgTaskScheduler *scheduler,
           const GValue    *item,
           gpointer         user_data)
{
  SchedulersFixture *fixture = user_data;

  g_assert_true (G_VALUE_HOLDS_POINTER (item));
  switch (bg_task_scheduler_get_n_runs (scheduler))
    {
    case 0:
      return bg_task_new (schedulers_body, fixture, NULL);
    case 1:
      return bg_task_new_pass_through ();
    default:
      return NULL;
    }
}

static void
test_tasks_of_any_kind (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);

  g_test_summary ("A task is made for each run; where none is made it stops, and that is a failure");
  bg_task_scheduler_set_task_func (scheduler, make_task, fixture, NULL);
  schedulers_start (fixture, scheduler);
  schedulers_trigger (scheduler);
  schedulers_await_runs (fixture, scheduler, 1);
  g_assert_cmpuint (fixture->n_calls, ==, 1);
  schedulers_trigger (scheduler);
  schedulers_await_runs (fixture, scheduler, 2);
  g_assert_cmpuint (fixture->n_failed, ==, 0);
  schedulers_trigger (scheduler);
  schedulers_await_rest (fixture, scheduler);
  g_assert_cmpuint (fixture->n_failed, ==, 1);
  g_assert_cmpuint (bg_task_scheduler_get_n_runs (scheduler), ==, 2);
}

static BgTask *
stop_and_make_task (BgTaskScheduler *scheduler,
                    const GValue    *item,
                    gpointer         user_data)
{
  bg_scheduler_stop (BG_SCHEDULER (scheduler), BG_SHUTDOWN_DISCARD);
  return bg_task_new_pass_through ();
}

static void
test_stopped_while_it_is_made (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);

  g_test_summary ("A scheduler that is stopped by the function that makes the task rests, and can be started again");
  bg_task_scheduler_set_task_func (scheduler, stop_and_make_task, fixture, NULL);
  for (guint i = 0; i < 2; i++)
    {
      schedulers_start (fixture, scheduler);
      schedulers_trigger (scheduler);
      schedulers_await_rest (fixture, scheduler);
    }
  g_assert_cmpuint (bg_task_scheduler_get_n_runs (scheduler), ==, 0);
  g_assert_cmpuint (fixture->n_failed, ==, 0);
}

static BgTask *
make_unique_task (BgTaskScheduler *scheduler,
                  const GValue    *item,
                  gpointer         user_data)
{
  BgTask *task = bg_task_new_pass_through ();

  bg_task_set_unique (task, "key", BG_UNIQUENESS_KEEP);
  return task;
}

static void
test_task_that_another_does_for (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);
  g_autoptr (BgTask) other = make_unique_task (NULL, NULL, NULL);

  g_test_summary ("A run whose task has the key of one that waits is over with that one, and that is no failure");
  bg_task_set_delay (other, G_MAXINT);
  core_add_task (fixture->manager, g_object_ref (other));
  bg_task_scheduler_set_task_func (scheduler, make_unique_task, fixture, NULL);
  schedulers_start (fixture, scheduler);
  schedulers_trigger (scheduler);
  bg_test_drain (fixture->context);
  bg_task_manager_stop_task (fixture->manager, bg_task_get_id (other), FALSE, FALSE);
  schedulers_await_runs (fixture, scheduler, 1);
  g_assert_true (bg_scheduler_is_active (BG_SCHEDULER (scheduler)));
  g_assert_cmpuint (fixture->n_failed, ==, 0);
  schedulers_trigger (scheduler);
  schedulers_await_runs (fixture, scheduler, 2);
}

static void
test_stopped_task_of_any_kind (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);

  g_test_summary ("A12.6: the body of a task that was made elsewhere is waited for, too");
  fixture->gate = bg_test_gate_new ();
  bg_task_scheduler_set_task_func (scheduler, make_task, fixture, NULL);
  schedulers_start (fixture, scheduler);
  schedulers_trigger (scheduler);
  schedulers_await_call (fixture, 1);
  bg_scheduler_stop (BG_SCHEDULER (scheduler), BG_SHUTDOWN_DISCARD);
  bg_test_drain (fixture->context);
  g_assert_true (bg_scheduler_is_active (BG_SCHEDULER (scheduler)));
  bg_test_gate_open (fixture->gate);
  schedulers_await_rest (fixture, scheduler);
  g_assert_cmpint (fixture->n_inside, ==, 0);
}

static BgTask *
return_same_task (BgTaskScheduler *scheduler,
                  const GValue    *item,
                  gpointer         task)
{
  return g_object_ref (task);
}

static void
test_refused_task (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);
  g_autoptr (BgTask) task = bg_task_new (schedulers_body, fixture, NULL);

  g_test_summary ("A task that the manager refuses is a failure, and stops the scheduler");
  bg_task_add_upstream (task, 77);
  bg_task_scheduler_set_task_func (scheduler, return_same_task, task, NULL);
  schedulers_start (fixture, scheduler);
  schedulers_trigger (scheduler);
  schedulers_await_rest (fixture, scheduler);
  g_assert_cmpuint (fixture->n_failed, ==, 1);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_NEW);
  g_assert_cmpuint (fixture->n_calls, ==, 0);
}

static void
test_task_that_was_added (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);
  g_autoptr (BgTask) task = bg_task_new (schedulers_body, fixture, NULL);

  g_test_summary ("A task can be run once only");
  bg_task_scheduler_set_task_func (scheduler, return_same_task, task, NULL);
  schedulers_start (fixture, scheduler);
  schedulers_trigger (scheduler);
  schedulers_await_runs (fixture, scheduler, 1);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_COMPLETED);
  schedulers_trigger (scheduler);
  schedulers_await_rest (fixture, scheduler);
  g_assert_cmpuint (fixture->n_failed, ==, 1);
  g_assert_cmpuint (fixture->n_calls, ==, 1);
}

static guint n_freed;
static GThread *home;

static void
free_data (gpointer data)
{
  g_assert_true (g_thread_self () == home);
  n_freed++;
}

static BgTask *
make_task_with_data (BgTaskScheduler *scheduler,
                     const GValue    *item,
                     gpointer         user_data)
{
  return bg_task_new (schedulers_body, user_data, free_data);
}

static void
test_data_of_a_made_task (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);

  g_test_summary ("What belongs to a task that was made for a run is freed as ever");
  n_freed = 0;
  home = g_thread_self ();
  bg_task_scheduler_set_task_func (scheduler, make_task_with_data, fixture, NULL);
  schedulers_start (fixture, scheduler);
  schedulers_trigger (scheduler);
  schedulers_await_runs (fixture, scheduler, 1);
  g_assert_cmpuint (n_freed, ==, 1);
  schedulers_stop (fixture, scheduler);
}

static void
ignore_cb (BgTaskScheduler *scheduler,
           const GError    *error,
           gpointer         user_data)
{
}

static gpointer
unref (gpointer object)
{
  g_object_unref (object);
  return NULL;
}

static void
test_data_are_freed_at_home (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  BgTaskScheduler *scheduler = schedulers_event_new (fixture);

  g_test_summary ("A12.1: data are freed once, in the home context, whoever drops the last reference");
  n_freed = 0;
  home = g_thread_self ();
  bg_task_scheduler_set_func (scheduler, schedulers_body, fixture, free_data);
  bg_task_scheduler_set_task_func (scheduler, make_task, fixture, free_data);
  g_assert_cmpuint (n_freed, ==, 1);
  bg_task_scheduler_set_func (scheduler, schedulers_body, fixture, free_data);
  g_assert_cmpuint (n_freed, ==, 2);
  bg_task_scheduler_set_error_func (scheduler, ignore_cb, fixture, free_data);
  g_thread_join (g_thread_new ("last", unref, scheduler));
  bg_test_run_until_count (fixture->context, &n_freed, 4);
}

static gboolean
look_where (BgTask        *task,
            GCancellable  *cancellable,
            gpointer       user_data,
            GError       **error)
{
  g_assert_true (g_thread_self () == home);
  return schedulers_body (task, cancellable, user_data, error);
}

static void
test_executor (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);
  g_autoptr (BgExecutor) executor = bg_inline_executor_new ();
  g_autoptr (BgExecutor) same = NULL;

  g_test_summary ("A12.1: runs take place where the executor says");
  home = g_thread_self ();
  g_assert_null (bg_task_scheduler_get_executor (scheduler));
  bg_task_scheduler_set_executor (scheduler, executor);
  g_object_get (scheduler, "executor", &same, NULL);
  g_assert_true (same == executor && bg_task_scheduler_get_executor (scheduler) == executor);
  bg_task_scheduler_set_func (scheduler, look_where, fixture, NULL);
  schedulers_start (fixture, scheduler);
  schedulers_trigger (scheduler);
  bg_test_drain (fixture->context);
  g_assert_cmpuint (fixture->n_calls, ==, 1);
  schedulers_stop (fixture, scheduler);
}

typedef struct
{
  SchedulersFixture *fixture;
  BgLoop            *loop;
  BgTask            *task;      /* owned */
} OnLoop;

static gboolean
go_on_cb (gpointer user_data)
{
  OnLoop *on_loop = user_data;

  g_assert_true (bg_loop_is_own_thread (on_loop->loop));
  g_assert_cmpint (g_atomic_int_add (&on_loop->fixture->n_inside, -1), ==, 1);
  bg_task_return_boolean (on_loop->task, on_loop->fixture->n_calls < 4);
  g_clear_object (&on_loop->task);
  return G_SOURCE_REMOVE;
}

/* Begins in the thread of the loop, and goes on there in a later turn. */
static gboolean
begin_on_loop (BgTask        *task,
               GCancellable  *cancellable,
               gpointer       user_data,
               GError       **error)
{
  OnLoop *on_loop = user_data;
  g_autoptr (GSource) source = g_idle_source_new ();

  g_assert_true (bg_loop_is_own_thread (on_loop->loop));
  g_assert_cmpint (g_atomic_int_add (&on_loop->fixture->n_inside, 1), ==, 0);
  g_atomic_int_inc (&on_loop->fixture->n_calls);
  on_loop->task = g_object_ref (task);
  bg_task_hold (task);
  g_source_set_callback (source, go_on_cb, on_loop, NULL);
  g_source_attach (source, bg_loop_get_context (on_loop->loop));
  return TRUE;
}

static void
test_asynchronous_on_a_loop (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgIntervalScheduler) scheduler = bg_interval_scheduler_new (20);
  g_autoptr (BgLoop) loop = bg_loop_new ("schedules");
  g_autoptr (BgLoopExecutor) executor = bg_loop_executor_new (loop);
  OnLoop on_loop = { fixture, loop, NULL };

  g_test_summary ("A11.1, A12.6: asynchronous runs on a loop do not overlap, and stop the scheduler like others");
  g_assert_true (bg_loop_start (loop, NULL));
  bg_task_scheduler_set_executor (BG_TASK_SCHEDULER (scheduler), BG_EXECUTOR (executor));
  bg_task_scheduler_set_func (BG_TASK_SCHEDULER (scheduler), begin_on_loop, &on_loop, NULL);
  schedulers_start (fixture, scheduler);
  for (guint i = 1; i <= 3; i++)
    {
      schedulers_await_runs (fixture, scheduler, i);
      schedulers_advance (fixture, scheduler, 20);
    }
  schedulers_await_rest (fixture, scheduler);
  g_assert_cmpuint (fixture->n_calls, ==, 4);
  core_run_to_rest (fixture->manager);
  bg_loop_stop (loop, FALSE);
  g_assert_true (bg_loop_wait (loop, -1, NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/task-scheduler-tasks/tasks-of-any-kind", test_tasks_of_any_kind);
  g_test_add_func ("/task-scheduler-tasks/stopped-while-it-is-made", test_stopped_while_it_is_made);
  g_test_add_func ("/task-scheduler-tasks/task-that-another-does-for", test_task_that_another_does_for);
  g_test_add_func ("/task-scheduler-tasks/stopped-task-of-any-kind", test_stopped_task_of_any_kind);
  g_test_add_func ("/task-scheduler-tasks/refused-task", test_refused_task);
  g_test_add_func ("/task-scheduler-tasks/task-that-was-added", test_task_that_was_added);
  g_test_add_func ("/task-scheduler-tasks/data-of-a-made-task", test_data_of_a_made_task);
  g_test_add_func ("/task-scheduler-tasks/data-are-freed-at-home", test_data_are_freed_at_home);
  g_test_add_func ("/task-scheduler-tasks/executor", test_executor);
  g_test_add_func ("/task-scheduler-tasks/asynchronous-on-a-loop", test_asynchronous_on_a_loop);

  return g_test_run ();
}
