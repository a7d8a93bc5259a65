/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "loop-test.h"

typedef struct
{
  BgTaskManager  *manager;
  CoreWatch      *watch;
  CoreOrder      *order;
  BgTestGate     *gate;
  BgLoop         *loop;
  BgLoopExecutor *executor;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->manager = core_manager_new (2);
  self->watch = core_watch_new (self->manager);
  self->order = core_order_new ();
  self->gate = bg_test_gate_new ();
  self->loop = loop_start_new ();
  self->executor = bg_loop_executor_new (self->loop);
  bg_task_manager_start_processing (self->manager);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  core_watch_free (self->watch);
  core_end (self->manager);
  loop_end (self->loop, FALSE);
  g_assert_finalize_object (self->executor);
  g_assert_finalize_object (self->loop);
  core_order_free (self->order);
  bg_test_gate_unref (self->gate);
}

/* A body that notes its name, in the thread of the loop, and may wait at a gate. */
static gboolean
note_body (BgTask        *task,
           GCancellable  *cancellable,
           gpointer       user_data,
           GError       **error)
{
  LoopNote *note = user_data;

  g_assert_true (bg_loop_is_own_thread (note->loop));
  core_order_note (note->order, "%s", note->name);
  if (note->gate != NULL)
    bg_test_gate_pass (note->gate);
  bg_task_return_string (task, note->name);
  return TRUE;
}

static BgTask *
make_task (Fixture    *self,
           const char *name,
           BgTestGate *gate)
{
  BgTask *task = bg_task_new (note_body, loop_note_new (self->loop, self->order, name, gate), g_free);

  bg_task_set_executor (task, BG_EXECUTOR (self->executor));
  return task;
}

static guint64
add_note (Fixture    *self,
          const char *name,
          BgTestGate *gate)
{
  return core_add_task (self->manager, make_task (self, name, gate));
}

/* Does nothing at first, and goes on in the loop. */
static gboolean
hold_body (BgTask        *task,
           GCancellable  *cancellable,
           gpointer       gate,
           GError       **error)
{
  bg_task_hold (task);
  if (gate != NULL)
    bg_test_gate_pass (gate);
  return TRUE;
}

static BgTask *
add_held (Fixture    *self,
          BgTestGate *gate)
{
  BgTask *task = bg_task_new (hold_body, gate, NULL);

  bg_task_set_executor (task, BG_EXECUTOR (self->executor));
  core_add_task (self->manager, g_object_ref (task));
  return task;
}

static void
assert_failed_with_loop (BgTask *task)
{
  g_autoptr (GError) error = bg_task_dup_error (task);

  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_FAILED);
  g_assert_error (error, BG_ERROR, BG_ERROR_SHUT_DOWN);
  g_assert_nonnull (strstr (error->message, "“test” was stopped"));
}

static void
max_tasks_cb (GObject    *object,
              GParamSpec *pspec,
              guint      *n)
{
  ++*n;
}

static void
test_properties (Fixture       *self,
                 gconstpointer  data)
{
  BgLoop *loop;
  guint max_tasks, n = 0;

  g_signal_connect (self->executor, "notify::max-tasks", G_CALLBACK (max_tasks_cb), &n);
  g_object_get (self->executor, "loop", &loop, "max-tasks", &max_tasks, NULL);
  g_assert_true (loop == self->loop);
  g_assert_true (bg_loop_executor_get_loop (self->executor) == loop);
  g_object_unref (loop);
  g_assert_cmpuint (max_tasks, ==, 0);
  g_object_set (self->executor, "max-tasks", 3, NULL);
  g_assert_cmpuint (bg_loop_executor_get_max_tasks (self->executor), ==, 3);
  bg_loop_executor_set_max_tasks (self->executor, 3);
  g_assert_cmpuint (n, ==, 1);
}

static void
test_made_without_a_loop (void)
{
  g_autoptr (BgLoopExecutor) executor = g_object_new (BG_TYPE_LOOP_EXECUTOR, NULL);

  g_assert_true (BG_IS_LOOP (bg_loop_executor_get_loop (executor)));
}

static void
test_runs_in_the_loop_in_order (Fixture       *self,
                                gconstpointer  data)
{
  g_test_summary ("A7.6: the loop is chosen per task");
  add_note (self, "a", NULL);
  add_note (self, "b", NULL);
  add_note (self, "c", NULL);
  core_watch_run (self->watch, 3);
  core_assert_order (self->order, "a b c");
  core_assert_log (self->watch, "+1 +2 +3");
}

static void
test_is_the_default_of_a_manager (Fixture       *self,
                                  gconstpointer  data)
{
  g_test_summary ("A7.6: or per manager");
  bg_task_manager_set_default_executor (self->manager, BG_EXECUTOR (self->executor));
  core_add_task (self->manager,
                 bg_task_new (note_body, loop_note_new (self->loop, self->order, "a", NULL), g_free));
  core_watch_run (self->watch, 1);
  core_assert_order (self->order, "a");
}

/* From the pool to the loop and back. */
static void
test_dependencies_cross (Fixture       *self,
                         gconstpointer  data)
{
  guint64 first = core_add_task (self->manager, bg_task_new (core_body_nothing, NULL, NULL));
  BgTask *second = make_task (self, "second", NULL);
  BgTask *third = bg_task_new (core_body_nothing, NULL, NULL);

  bg_task_add_upstream (second, first);
  bg_task_add_upstream (third, core_add_task (self->manager, second));
  core_add_task (self->manager, third);
  core_watch_run (self->watch, 3);
  core_assert_log (self->watch, "+1 +2 +3");
}

static void
test_waits_for_the_start (Fixture       *self,
                          gconstpointer  data)
{
  BgLoop *loop = bg_loop_new ("late");
  g_autoptr (BgLoopExecutor) executor = bg_loop_executor_new (loop);
  BgTask *task = bg_task_new (note_body, loop_note_new (loop, self->order, "a", NULL), g_free);

  bg_task_set_executor (task, BG_EXECUTOR (executor));
  core_add_task (self->manager, g_object_ref (task));
  bg_test_drain (NULL);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_QUEUED);
  g_assert_true (bg_loop_start (loop, NULL));
  core_watch_run (self->watch, 1);
  core_assert_log (self->watch, "+1");
  g_object_unref (task);
  loop_end (loop, FALSE);
  g_object_unref (loop);
}

static gboolean
report_cb (gpointer task)
{
  bg_task_return_int (task, 42);
  return G_SOURCE_REMOVE;
}

/* What is held does not keep the others from running. */
static void
test_held_goes_on_in_the_loop (Fixture       *self,
                               gconstpointer  data)
{
  g_autoptr (BgTask) held = add_held (self, NULL);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_test_summary ("A7.4: put asynchronous work in the loop and get a task back");
  add_note (self, "b", NULL);
  core_watch_run (self->watch, 1);
  core_assert_log (self->watch, "+2");
  g_assert_cmpint (bg_task_get_state (held), ==, BG_TASK_STATE_RUNNING);
  g_source_set_callback (source, report_cb, held, NULL);
  g_source_attach (source, bg_loop_get_context (self->loop));
  core_watch_run (self->watch, 1);
  core_assert_log (self->watch, "+1");
  g_assert_cmpint (g_value_get_int (bg_task_get_result (held)), ==, 42);
}

static void
test_max_tasks (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr (BgTask) held = add_held (self, NULL);
  g_autoptr (BgTask) urgent = make_task (self, "urgent", NULL);

  bg_loop_executor_set_max_tasks (self->executor, 1);
  bg_test_drain (NULL);
  add_note (self, "b", NULL);
  bg_task_set_priority (urgent, 5);
  core_add_task (self->manager, g_object_ref (urgent));
  bg_test_drain (NULL);
  g_assert_cmpint (bg_task_get_state (urgent), ==, BG_TASK_STATE_QUEUED);
  core_assert_order (self->order, "");
  bg_task_return_boolean (held, TRUE);
  core_watch_run (self->watch, 3);
  core_assert_order (self->order, "urgent b");
}

static gboolean
has_begun_twice (gpointer gate)
{
  return bg_test_gate_count_arrivals (gate) == 2;
}

static void
test_held_and_tried_again (Fixture       *self,
                           gconstpointer  data)
{
  g_autoptr (BgRetryPolicy) retry = bg_retry_policy_new (2, BG_BACKOFF_CONSTANT, 0, 0, 0);
  g_autoptr (BgTask) held = bg_task_new (hold_body, self->gate, NULL);
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "as told");

  g_test_summary ("An attempt that was held gives its place back for the next one");
  bg_loop_executor_set_max_tasks (self->executor, 1);
  bg_test_gate_open (self->gate);
  bg_task_set_retry (held, retry);
  bg_task_set_executor (held, BG_EXECUTOR (self->executor));
  core_add_task (self->manager, g_object_ref (held));
  bg_test_drain (NULL);
  bg_test_gate_await_arrivals (self->gate, 1);
  bg_task_return_error (held, error);
  bg_test_run_until (NULL, has_begun_twice, self->gate);
  bg_task_return_boolean (held, TRUE);
  core_watch_run (self->watch, 1);
  core_assert_log (self->watch, "+1");
}

static void
test_deadline_in_the_loop (Fixture       *self,
                           gconstpointer  data)
{
  g_autoptr (BgFakeClock) clock = bg_fake_clock_new ();
  g_autoptr (BgTaskManager) manager = g_object_new (BG_TYPE_TASK_MANAGER, "clock", clock, "processing", TRUE, NULL);
  g_autoptr (BgLoopExecutor) executor = bg_loop_executor_new (self->loop);
  g_autoptr (BgTestGate) behind = bg_test_gate_new ();
  g_autoptr (BgTask) first = make_task (self, "first", self->gate);
  g_autoptr (BgTask) late = make_task (self, "late", NULL);

  g_test_summary ("What waits in the loop does not begin after its deadline, though nobody has seen that pass");
  bg_task_set_executor (first, BG_EXECUTOR (executor));
  bg_task_set_executor (late, BG_EXECUTOR (executor));
  bg_task_set_deadline (late, 1000);
  core_add_task (manager, g_object_ref (first));
  core_add_task (manager, g_object_ref (late));
  bg_test_drain (NULL);
  bg_test_gate_await_arrivals (self->gate, 1);
  loop_invoke (self->loop, self->order, "behind", behind);
  bg_fake_clock_advance (clock, 1000);
  bg_test_gate_open (self->gate);
  bg_test_gate_await_arrivals (behind, 1);
  bg_test_gate_open (behind);
  while (!bg_task_is_ended (late))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (bg_task_get_state (late), ==, BG_TASK_STATE_FAILED);
  while (!bg_task_is_ended (first))
    g_main_context_iteration (NULL, TRUE);
  loop_end (self->loop, FALSE);
  self->loop = loop_start_new ();
  core_assert_order (self->order, "first behind -behind");
  core_end (g_steal_pointer (&manager));
}

static void
test_stopped_tasks (Fixture       *self,
                    gconstpointer  data)
{
  g_autoptr (BgTask) held = add_held (self, self->gate);
  g_autoptr (BgTask) queued = NULL;

  bg_loop_executor_set_max_tasks (self->executor, 2);
  queued = make_task (self, "queued", NULL);
  core_add_task (self->manager, g_object_ref (queued));
  add_note (self, "third", NULL);
  bg_test_drain (NULL);
  bg_test_gate_await_arrivals (self->gate, 1);
  g_assert_true (bg_task_manager_stop_task (self->manager, bg_task_get_id (queued), FALSE, FALSE));
  bg_test_gate_open (self->gate);
  g_assert_true (bg_task_manager_stop_task (self->manager, bg_task_get_id (held), FALSE, FALSE));
  core_watch_run (self->watch, 3);
  core_assert_order (self->order, "third");
  g_assert_cmpuint (self->watch->n_stopped, ==, 2);
}

static void
asked_cb (GCancellable *cancellable,
          gpointer      gate)
{
  bg_test_gate_open (gate);
}

/* Returns when it is cancelled. */
static gboolean
await_cancel_body (BgTask        *task,
                   GCancellable  *cancellable,
                   gpointer       gate,
                   GError       **error)
{
  g_autoptr (BgTestGate) asked = bg_test_gate_new ();
  gulong handler = g_cancellable_connect (cancellable, G_CALLBACK (asked_cb), asked, NULL);

  bg_test_gate_pass (gate);
  bg_test_gate_pass (asked);
  g_cancellable_disconnect (cancellable, handler);
  return TRUE;
}

static BgTask *
add_waiting (Fixture *self)
{
  BgTask *task = bg_task_new (await_cancel_body, self->gate, NULL);

  bg_test_gate_open (self->gate);
  bg_task_set_executor (task, BG_EXECUTOR (self->executor));
  core_add_task (self->manager, g_object_ref (task));
  bg_test_drain (NULL);
  bg_test_gate_await_arrivals (self->gate, 1);
  return task;
}

static void
test_stopping_a_task_cancels_its_body (Fixture       *self,
                                       gconstpointer  data)
{
  g_autoptr (BgTask) task = add_waiting (self);

  bg_task_stop (task);
  core_watch_run (self->watch, 1);
  core_assert_log (self->watch, "/1");
}

static void
test_loop_stops_and_cancels (Fixture       *self,
                             gconstpointer  data)
{
  g_autoptr (BgTask) running = add_waiting (self);
  g_autoptr (BgTask) left = make_task (self, "left", NULL);

  core_add_task (self->manager, g_object_ref (left));
  bg_test_drain (NULL);
  bg_loop_stop (self->loop, TRUE);
  core_watch_run (self->watch, 2);
  assert_failed_with_loop (running);
  assert_failed_with_loop (left);
  core_assert_order (self->order, "");
}

static void
test_loop_stops (Fixture       *self,
                 gconstpointer  data)
{
  g_autoptr (BgTask) held = add_held (self, self->gate);
  g_autoptr (BgTask) waiting = NULL;
  g_autoptr (BgTask) late = NULL;

  bg_loop_executor_set_max_tasks (self->executor, 2);
  add_note (self, "left", NULL);
  waiting = make_task (self, "waiting", NULL);
  core_add_task (self->manager, g_object_ref (waiting));
  bg_test_drain (NULL);
  bg_test_gate_await_arrivals (self->gate, 1);
  bg_loop_stop (self->loop, FALSE);
  bg_test_gate_open (self->gate);
  core_watch_run (self->watch, 3);
  core_assert_order (self->order, "left");
  assert_failed_with_loop (held);
  assert_failed_with_loop (waiting);

  late = make_task (self, "late", NULL);
  core_add_task (self->manager, g_object_ref (late));
  core_watch_run (self->watch, 1);
  assert_failed_with_loop (late);

  g_assert_true (bg_loop_wait (self->loop, -1, NULL));
  g_assert_true (bg_loop_start (self->loop, NULL));
  add_note (self, "again", NULL);
  core_watch_run (self->watch, 1);
  core_assert_order (self->order, "again");
}

/* The end of the loop comes to a task that was received at home, and waits. */
static void
test_held_ends_with_the_loop (Fixture       *self,
                              gconstpointer  data)
{
  g_autoptr (BgTask) held = add_held (self, NULL);

  add_note (self, "a", NULL);
  core_watch_run (self->watch, 1);
  loop_end (self->loop, FALSE);
  core_watch_run (self->watch, 1);
  assert_failed_with_loop (held);
}

/* The manager goes while a body of its runs. */
static void
test_manager_goes (Fixture       *self,
                   gconstpointer  data)
{
  BgTaskManager *manager = core_manager_new (1);
  BgLoopExecutor *executor = bg_loop_executor_new (self->loop);
  BgTask *task = bg_task_new (core_body_pass, self->gate, NULL);

  bg_task_set_executor (task, BG_EXECUTOR (executor));
  bg_task_manager_start_processing (manager);
  core_add_task (manager, task);
  bg_test_drain (NULL);
  bg_test_gate_await_arrivals (self->gate, 1);
  g_object_unref (manager);
  g_object_unref (executor);
  bg_test_drain (NULL);
  bg_test_gate_open (self->gate);
  loop_end (self->loop, FALSE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) \
  g_test_add ("/loop-executor/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("properties", test_properties);
  g_test_add_func ("/loop-executor/made-without-a-loop", test_made_without_a_loop);
  ADD ("runs-in-the-loop-in-order", test_runs_in_the_loop_in_order);
  ADD ("is-the-default-of-a-manager", test_is_the_default_of_a_manager);
  ADD ("dependencies-cross", test_dependencies_cross);
  ADD ("waits-for-the-start", test_waits_for_the_start);
  ADD ("held-goes-on-in-the-loop", test_held_goes_on_in_the_loop);
  ADD ("max-tasks", test_max_tasks);
  ADD ("held-and-tried-again", test_held_and_tried_again);
  ADD ("deadline-in-the-loop", test_deadline_in_the_loop);
  ADD ("stopped-tasks", test_stopped_tasks);
  ADD ("stopping-a-task-cancels-its-body", test_stopping_a_task_cancels_its_body);
  ADD ("loop-stops-and-cancels", test_loop_stops_and_cancels);
  ADD ("loop-stops", test_loop_stops);
  ADD ("held-ends-with-the-loop", test_held_ends_with_the_loop);
  ADD ("manager-goes", test_manager_goes);
#undef ADD
  return g_test_run ();
}
