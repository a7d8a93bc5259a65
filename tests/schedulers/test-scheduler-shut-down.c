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

static void
do_not_stop (SchedulersFixture *fixture)
{
  BgSchedulerList *list = bg_scheduler_list_get_for_manager (fixture->manager);
  gboolean stops = FALSE;

  g_assert_true (bg_scheduler_list_get_stop_at_shut_down (list));
  bg_scheduler_list_set_stop_at_shut_down (list, FALSE);
  g_object_get (list, "stop-at-shut-down", &stops, NULL);
  g_assert_false (stops);
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    n)
{
  *(guint *) n += 1;
}

static void
test_property (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  BgSchedulerList *list = bg_scheduler_list_get_for_manager (fixture->manager);
  guint n = 0;

  g_signal_connect (list, "notify::stop-at-shut-down", G_CALLBACK (count_cb), &n);
  g_object_set (list, "stop-at-shut-down", FALSE, NULL);
  bg_scheduler_list_set_stop_at_shut_down (list, FALSE);
  g_assert_cmpuint (n, ==, 1);
}

static void
test_not_stopped (gconstpointer user_data)
{
  BgShutdownMode mode = (BgShutdownMode) GPOINTER_TO_INT (user_data);
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);
  ShutDown shut_down = { fixture, NULL, FALSE, FALSE };

  g_test_summary ("A6.1: schedulers that are not to be stopped stay active, and rest when they are refused");
  do_not_stop (fixture);
  schedulers_start (fixture, scheduler);
  begin (&shut_down, mode, -1);
  bg_test_run_until_set (fixture->context, &shut_down.ended);
  bg_test_drain (fixture->context);
  g_assert_true (bg_task_manager_is_closed (fixture->manager));
  g_assert_true (bg_scheduler_is_active (BG_SCHEDULER (scheduler)));
  schedulers_trigger (scheduler);
  schedulers_await_rest (fixture, scheduler);
  g_assert_cmpuint (fixture->n_calls, ==, 0);
  g_assert_cmpuint (fixture->n_failed, ==, 0);
}

static void
test_not_stopped_and_gone (void)
{
  SchedulersFixture *fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);

  g_test_summary ("A6.1: they are stopped when the manager goes");
  do_not_stop (fixture);
  schedulers_start (fixture, scheduler);
  bg_task_manager_shut_down (fixture->manager);
  g_assert_true (bg_scheduler_is_active (BG_SCHEDULER (scheduler)));
  schedulers_fixture_free (fixture);
  g_assert_false (bg_scheduler_is_active (BG_SCHEDULER (scheduler)));
}

/* What a manager may be like when it is shut down. */
typedef enum
{
  STATE_NEW,
  STATE_PAUSED,
  STATE_BUSY,
  STATE_ENDED,
  N_STATES,
} State;

static void
bring_to (SchedulersFixture *fixture,
          State              state)
{
  if (state == STATE_NEW || state == STATE_PAUSED)
    bg_task_manager_pause_processing (fixture->manager);
  if (state == STATE_PAUSED || state == STATE_BUSY)
    for (guint i = 0; i < 6; i++)
      core_add (fixture->manager, core_work_nothing, NULL, NULL);
  if (state == STATE_ENDED)
    bg_task_manager_shut_down (fixture->manager);
}

static void
test_options (State          state,
              BgShutdownMode mode,
              gboolean       stops,
              int            timeout_ms)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgTaskScheduler) scheduler = schedulers_event_new (fixture);
  ShutDown shut_down = { fixture, NULL, FALSE, FALSE };

  bg_scheduler_list_set_stop_at_shut_down (bg_scheduler_list_get_for_manager (fixture->manager), stops);
  schedulers_start (fixture, scheduler);
  bring_to (fixture, state);
  begin (&shut_down, mode, timeout_ms);
  g_assert_false (shut_down.ended);
  bg_test_run_until_set (fixture->context, &shut_down.ended);
  g_assert_true (timeout_ms >= 0 || !shut_down.timed_out);
  g_assert_true (bg_task_manager_is_closed (fixture->manager));
  g_assert_true (bg_scheduler_is_active (BG_SCHEDULER (scheduler)) != stops);
  bg_scheduler_stop (BG_SCHEDULER (scheduler), BG_SHUTDOWN_DISCARD);
  core_run_to_rest (fixture->manager);
}

static void
test_every_option_in_every_state (void)
{
  g_test_summary ("A6.1: wait, stop schedulers and cancel are independent, and valid in every state");
  for (int state = 0; state < N_STATES; state++)
    for (int mode = BG_SHUTDOWN_DISCARD; mode <= BG_SHUTDOWN_DRAIN; mode++)
      for (int stops = FALSE; stops <= TRUE; stops++)
        for (int timeout_ms = -1; timeout_ms <= 0; timeout_ms++)
          test_options ((State) state, (BgShutdownMode) mode, stops, timeout_ms);
}

static void
test_without_waiting (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (CoreOrder) order = core_order_new ();
  ShutDown shut_down = { fixture, order, FALSE, FALSE };
  g_autoptr (BgQueueScheduler) scheduler = NULL;

  g_test_summary ("A6.2: without waiting nothing blocks, whatever runs");
  fixture->gate = bg_test_gate_new ();
  scheduler = start_queue (&shut_down, 2);
  core_add (fixture->manager, core_work_pass, fixture->gate, NULL);
  schedulers_await_call (fixture, 2);
  bg_task_manager_shut_down (fixture->manager);
  g_assert_true (bg_task_manager_is_closed (fixture->manager));
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, 2);
  bg_test_gate_open (fixture->gate);
  schedulers_await_rest (fixture, scheduler);
}

static gboolean
note_cancelled (BgTask        *task,
                GCancellable  *cancellable,
                gpointer       user_data,
                GError       **error)
{
  ShutDown *shut_down = user_data;

  bg_test_gate_pass (shut_down->fixture->gate);
  core_order_note (shut_down->order, g_cancellable_is_cancelled (cancellable) ? "cancelled" : "not");
  return TRUE;
}

static void
test_cancels (gconstpointer user_data)
{
  BgShutdownMode mode = (BgShutdownMode) GPOINTER_TO_INT (user_data);
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (CoreOrder) order = core_order_new ();
  g_autoptr (BgTaskScheduler) scheduler = BG_TASK_SCHEDULER (bg_event_scheduler_new ());
  ShutDown shut_down = { fixture, order, FALSE, FALSE };
  BgTask *task = bg_task_new (note_cancelled, &shut_down, NULL);

  g_test_summary ("A6.4: what runs for a scheduler, and what else runs, is told by its cancellable, if asked for");
  fixture->gate = bg_test_gate_new ();
  bg_task_scheduler_set_func (scheduler, note_cancelled, &shut_down, NULL);
  schedulers_start (fixture, scheduler);
  schedulers_trigger (scheduler);
  core_add_task (fixture->manager, task);
  schedulers_await_call (fixture, 2);
  begin (&shut_down, mode, -1);
  bg_test_gate_open (fixture->gate);
  bg_test_run_until_set (fixture->context, &shut_down.ended);
  core_assert_order (order, mode == BG_SHUTDOWN_DISCARD ? "cancelled cancelled" : "not not");
}

static void
test_what_waits (gconstpointer user_data)
{
  BgShutdownMode mode = (BgShutdownMode) GPOINTER_TO_INT (user_data);
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (CoreWatch) watch = core_watch_new (fixture->manager);
  g_autoptr (GError) error = NULL;
  ShutDown shut_down = { fixture, NULL, FALSE, FALSE };

  g_test_summary ("A6.5: a drain runs what waits, a discard stops it, and nothing new is accepted in either");
  bg_task_manager_pause_processing (fixture->manager);
  for (guint i = 0; i < 3; i++)
    core_add (fixture->manager, core_work_nothing, NULL, NULL);
  begin (&shut_down, mode, -1);
  g_assert_cmpuint (bg_task_manager_add_work (fixture->manager, core_work_nothing, NULL, NULL, 0, NULL, NULL, 0,
                                              &error), ==, 0);
  g_assert_error (error, BG_ERROR, BG_ERROR_SHUT_DOWN);
  bg_test_run_until_set (fixture->context, &shut_down.ended);
  g_assert_cmpuint (watch->n_completed, ==, mode == BG_SHUTDOWN_DRAIN ? 3 : 0);
  g_assert_cmpuint (watch->n_stopped, ==, mode == BG_SHUTDOWN_DRAIN ? 0 : 3);
}

#define ADD_MODES(path, func) \
  G_STMT_START { \
    g_test_add_data_func ("/scheduler-shut-down/" path "/discard", GINT_TO_POINTER (BG_SHUTDOWN_DISCARD), func); \
    g_test_add_data_func ("/scheduler-shut-down/" path "/drain", GINT_TO_POINTER (BG_SHUTDOWN_DRAIN), func); \
  } G_STMT_END

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
  g_test_add_func ("/scheduler-shut-down/property", test_property);
  ADD_MODES ("not-stopped", test_not_stopped);
  g_test_add_func ("/scheduler-shut-down/not-stopped-and-gone", test_not_stopped_and_gone);
  g_test_add_func ("/scheduler-shut-down/every-option-in-every-state", test_every_option_in_every_state);
  g_test_add_func ("/scheduler-shut-down/without-waiting", test_without_waiting);
  ADD_MODES ("cancels", test_cancels);
  ADD_MODES ("what-waits", test_what_waits);

  return g_test_run ();
}
