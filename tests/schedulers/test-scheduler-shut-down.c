/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "schedulers-test.h"

/* What becomes of schedulers when their manager is shut down. */

typedef struct
{
  SchedulersFixture *fixture;
  CoreOrder         *order;
  int                ended;
  gboolean           timed_out;
} ShutDown;

static void
shut_down_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  ShutDown *shut_down = user_data;
  g_autoptr (GError) error = NULL;

  bg_task_manager_shut_down_finish (BG_TASK_MANAGER (source), result, &error);
  shut_down->timed_out = g_error_matches (error, BG_ERROR, BG_ERROR_TIMED_OUT);
  g_assert_true (error == NULL || shut_down->timed_out);
  g_atomic_int_set (&shut_down->ended, TRUE);
}

static void
begin (ShutDown       *shut_down,
       BgShutdownMode  mode,
       int             timeout_ms)
{
  bg_task_manager_shut_down_async (shut_down->fixture->manager, mode, timeout_ms, NULL, shut_down_cb, shut_down);
}

static gboolean
note_item (BgTask        *task,
           GCancellable  *cancellable,
           gpointer       user_data,
           GError       **error)
{
  ShutDown *shut_down = user_data;

  core_order_note (shut_down->order, "item%d", g_value_get_int (bg_task_get_argument (task, "item")));
  return schedulers_body (task, cancellable, shut_down->fixture, error);
}

static BgQueueScheduler *
start_queue (ShutDown *shut_down,
             int       n_items)
{
  BgQueueScheduler *scheduler = bg_queue_scheduler_new ();

  bg_task_scheduler_set_func (BG_TASK_SCHEDULER (scheduler), note_item, shut_down, NULL);
  for (int i = 1; i <= n_items; i++)
    {
      g_auto (GValue) item = G_VALUE_INIT;

      g_value_init (&item, G_TYPE_INT);
      g_value_set_int (&item, i);
      g_assert_true (bg_queue_scheduler_push (scheduler, &item, NULL));
    }
  schedulers_start (shut_down->fixture, scheduler);
  return scheduler;
}

static gboolean
note_task (BgTask        *task,
           GCancellable  *cancellable,
           gpointer       user_data,
           GError       **error)
{
  core_order_note (user_data, "task");
  return TRUE;
}

static void
note_stopped_cb (BgScheduler *scheduler,
                 GParamSpec  *pspec,
                 gpointer     order)
{
  if (!bg_scheduler_is_active (scheduler))
    core_order_note (order, "stopped");
}

static void
test_before_the_tasks (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (CoreOrder) order = core_order_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);
  ShutDown shut_down = { fixture, order, FALSE, FALSE };

  g_test_summary ("A6.3: schedulers are stopped first, then the tasks that wait are run");
  bg_task_manager_pause_processing (fixture->manager);
  g_signal_connect (scheduler, "notify::active", G_CALLBACK (note_stopped_cb), order);
  schedulers_start (fixture, scheduler);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (bg_task_manager_add_task (fixture->manager, note_task, order, NULL, 0, NULL, NULL, 0, NULL), !=, 0);
  begin (&shut_down, BG_SHUTDOWN_DRAIN, -1);
  bg_test_run_until_set (fixture->context, &shut_down.ended);
  core_assert_order (order, "stopped task task task");
}

static void
test_drain (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (CoreOrder) order = core_order_new ();
  ShutDown shut_down = { fixture, order, FALSE, FALSE };
  g_autoptr (BgQueueScheduler) scheduler = NULL;

  g_test_summary ("A6.3, A12.4: a drain runs the items of a queue, and closes the manager after that");
  fixture->gate = bg_test_gate_new ();
  scheduler = start_queue (&shut_down, 4);
  schedulers_await_call (fixture, 1);
  begin (&shut_down, BG_SHUTDOWN_DRAIN, -1);
  g_assert_true (bg_scheduler_is_active (BG_SCHEDULER (scheduler)));
  bg_test_gate_open (fixture->gate);
  bg_test_run_until_set (fixture->context, &shut_down.ended);
  g_assert_false (shut_down.timed_out);
  g_assert_false (bg_scheduler_is_active (BG_SCHEDULER (scheduler)));
  g_assert_true (bg_task_manager_is_closed (fixture->manager));
  core_assert_order (order, "item1 item2 item3 item4");
}

static void
test_discard (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (CoreOrder) order = core_order_new ();
  ShutDown shut_down = { fixture, order, FALSE, FALSE };
  g_autoptr (BgQueueScheduler) scheduler = NULL;

  g_test_summary ("A6.3: a discard drops what waits, and is over when the body has returned");
  fixture->gate = bg_test_gate_new ();
  scheduler = start_queue (&shut_down, 4);
  schedulers_await_call (fixture, 1);
  begin (&shut_down, BG_SHUTDOWN_DISCARD, -1);
  g_assert_true (bg_task_manager_is_closed (fixture->manager));
  g_assert_cmpuint (bg_queue_scheduler_get_length (scheduler), ==, 0);
  bg_test_gate_open (fixture->gate);
  bg_test_run_until_set (fixture->context, &shut_down.ended);
  schedulers_await_rest (fixture, scheduler);
  core_assert_order (order, "item1");
}

static void
test_drain_that_takes_too_long (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (CoreOrder) order = core_order_new ();
  ShutDown shut_down = { fixture, order, FALSE, FALSE };
  g_autoptr (BgQueueScheduler) scheduler = NULL;

  g_test_summary ("A6.2: when the time is up, the queue is discarded as well");
  fixture->gate = bg_test_gate_new ();
  scheduler = start_queue (&shut_down, 4);
  schedulers_await_call (fixture, 1);
  begin (&shut_down, BG_SHUTDOWN_DRAIN, 0);
  bg_test_run_until_set (fixture->context, &shut_down.ended);
  g_assert_true (shut_down.timed_out);
  g_assert_true (bg_task_manager_is_closed (fixture->manager));
  g_assert_cmpuint (bg_queue_scheduler_get_length (scheduler), ==, 0);
  bg_test_gate_open (fixture->gate);
  schedulers_await_rest (fixture, scheduler);
  core_assert_order (order, "item1");
}

static gpointer
shut_down_thread (gpointer manager)
{
  bg_task_manager_shut_down (manager);
  return NULL;
}

static void
test_from_another_thread (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);

  g_test_summary ("A6.3: a manager that another thread shuts down stops its schedulers from the main loop");
  schedulers_start (fixture, scheduler);
  g_thread_join (g_thread_new ("closer", shut_down_thread, fixture->manager));
  g_assert_true (bg_scheduler_is_active (BG_SCHEDULER (scheduler)));
  schedulers_await_rest (fixture, scheduler);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/scheduler-shut-down/before-the-tasks", test_before_the_tasks);
  g_test_add_func ("/scheduler-shut-down/drain", test_drain);
  g_test_add_func ("/scheduler-shut-down/discard", test_discard);
  g_test_add_func ("/scheduler-shut-down/drain-that-takes-too-long", test_drain_that_takes_too_long);
  g_test_add_func ("/scheduler-shut-down/from-another-thread", test_from_another_thread);

  return g_test_run ();
}
