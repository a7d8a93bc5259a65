/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Conditions that tasks wait for. */

#include "config.h"

#include "core-test.h"

typedef struct
{
  BgTaskManager *manager;
  CoreWatch     *watch;
  BgTestGate    *gate;
  BgCondition   *printer;
  BgCondition   *paper;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->manager = core_manager_new (8);
  fixture->watch = core_watch_new (fixture->manager);
  fixture->gate = bg_test_gate_new ();
  fixture->printer = bg_condition_new ("the printer is on", FALSE);
  fixture->paper = bg_condition_new ("there is paper", FALSE);
  bg_task_manager_start_processing (fixture->manager);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  bg_test_gate_open (fixture->gate);
  if (fixture->manager != NULL)
    {
      core_watch_free (fixture->watch);
      core_end (fixture->manager);
    }
  bg_test_drain (NULL);
  g_assert_finalize_object (fixture->printer);
  g_assert_finalize_object (fixture->paper);
  bg_test_gate_unref (fixture->gate);
}

/* A task that waits at the gate, with one or two conditions. */
static BgTask *
new_task (Fixture     *fixture,
          BgCondition *first,
          BgCondition *second)
{
  BgTask *task = bg_task_new (core_body_pass, fixture->gate, NULL);

  bg_task_add_condition (task, first);
  if (second != NULL)
    bg_task_add_condition (task, second);
  return task;
}

static BgTask *
add (Fixture     *fixture,
     BgCondition *first,
     BgCondition *second)
{
  BgTask *task = new_task (fixture, first, second);

  core_add_task (fixture->manager, g_object_ref (task));
  return task;
}

static void
settle (void)
{
  bg_test_drain (NULL);
  core_spin ();
  bg_test_drain (NULL);
}

#define assert_waits(task, expected) \
  G_STMT_START { \
    g_autofree char *reason = bg_task_dup_waiting_reason (task); \
    g_assert_cmpstr (reason, ==, expected); \
    g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_QUEUED); \
  } G_STMT_END

static void
count_cb (guint *counter)
{
  (*counter)++;
}

static void
test_properties (Fixture       *fixture,
                 gconstpointer  user_data)
{
  g_autofree char *name = NULL;
  gboolean fulfilled = TRUE;
  guint n = 0;

  g_signal_connect_swapped (fixture->printer, "notify::fulfilled", G_CALLBACK (count_cb), &n);
  g_object_get (fixture->printer, "name", &name, "fulfilled", &fulfilled, NULL);
  g_assert_cmpstr (name, ==, "the printer is on");
  g_assert_cmpstr (bg_condition_get_name (fixture->printer), ==, "the printer is on");
  g_assert_false (fulfilled);
  bg_condition_set_fulfilled (fixture->printer, FALSE);
  g_assert_cmpuint (n, ==, 0);
  bg_condition_set_fulfilled (fixture->printer, TRUE);
  bg_condition_set_fulfilled (fixture->printer, TRUE);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (bg_condition_is_fulfilled (fixture->printer));
  g_object_set (fixture->printer, "fulfilled", FALSE, NULL);
  g_assert_cmpuint (n, ==, 2);
  g_assert_false (bg_condition_is_fulfilled (fixture->printer));
  g_signal_handlers_disconnect_by_data (fixture->printer, &n);
}

static void
test_waits_until_fulfilled (Fixture       *fixture,
                            gconstpointer  user_data)
{
  g_autoptr (BgTask) waiting = add (fixture, fixture->printer, NULL);
  g_autoptr (BgTask) other = bg_task_new (core_body_nothing, NULL, NULL);

  core_add_task (fixture->manager, g_object_ref (other));
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+2");
  assert_waits (waiting, "Waiting until the printer is on");
  bg_condition_set_fulfilled (fixture->printer, TRUE);
  bg_test_gate_await_arrivals (fixture->gate, 1);

  /* What runs is not interrupted. */
  bg_condition_set_fulfilled (fixture->printer, FALSE);
  settle ();
  g_assert_cmpint (bg_task_get_state (waiting), ==, BG_TASK_STATE_RUNNING);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+1");
}

static void
test_fulfilled_before_it_is_added (Fixture       *fixture,
                                   gconstpointer  user_data)
{
  g_autoptr (BgTask) task = NULL;

  bg_condition_set_fulfilled (fixture->printer, TRUE);
  task = add (fixture, fixture->printer, NULL);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 1);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_COMPLETED);
}

static void
test_several_at_the_same_time (Fixture       *fixture,
                               gconstpointer  user_data)
{
  g_autoptr (BgTask) task = add (fixture, fixture->printer, fixture->paper);

  settle ();
  assert_waits (task, "Waiting until the printer is on");
  bg_condition_set_fulfilled (fixture->printer, TRUE);
  settle ();
  assert_waits (task, "Waiting until there is paper");
  bg_condition_set_fulfilled (fixture->printer, FALSE);
  bg_condition_set_fulfilled (fixture->paper, TRUE);
  settle ();
  assert_waits (task, "Waiting until the printer is on");
  g_assert_cmpuint (bg_test_gate_count_arrivals (fixture->gate), ==, 0);
  bg_condition_set_fulfilled (fixture->printer, TRUE);
  bg_test_gate_await_arrivals (fixture->gate, 1);
}

static void
test_many_go_at_once (Fixture       *fixture,
                      gconstpointer  user_data)
{
  for (guint i = 0; i < 5; i++)
    g_object_unref (add (fixture, fixture->printer, i % 2 == 0 ? fixture->paper : NULL));
  bg_condition_set_fulfilled (fixture->paper, TRUE);
  settle ();
  g_assert_cmpuint (bg_test_gate_count_arrivals (fixture->gate), ==, 0);
  bg_condition_set_fulfilled (fixture->printer, TRUE);
  bg_test_gate_await_arrivals (fixture->gate, 5);
}

/* It keeps nobody from a resource meanwhile. */
static void
test_with_a_resource (Fixture       *fixture,
                      gconstpointer  user_data)
{
  g_autoptr (BgTask) first = new_task (fixture, fixture->printer, NULL);
  g_autoptr (BgTask) second = bg_task_new (core_body_pass, fixture->gate, NULL);

  bg_task_manager_set_resource_limit (fixture->manager, "disk", 1);
  bg_task_add_resource (first, "disk");
  bg_task_add_resource (second, "disk");
  core_add_task (fixture->manager, g_object_ref (first));
  core_add_task (fixture->manager, g_object_ref (second));
  bg_test_gate_await_arrivals (fixture->gate, 1);
  g_assert_cmpint (bg_task_get_state (second), ==, BG_TASK_STATE_RUNNING);
  assert_waits (first, "Waiting until the printer is on");
  bg_condition_set_fulfilled (fixture->printer, TRUE);
  settle ();
  assert_waits (first, "Waiting for “disk”, which is in use (1 of 1)");
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 2);
  core_assert_log (fixture->watch, "+2 +1");
}

static void
test_reason_is_notified (Fixture       *fixture,
                         gconstpointer  user_data)
{
  g_autoptr (BgTask) task = new_task (fixture, fixture->printer, fixture->paper);
  guint n = 0, seen;

  g_signal_connect_swapped (task, "notify::waiting-reason", G_CALLBACK (count_cb), &n);
  core_add_task (fixture->manager, g_object_ref (task));
  settle ();
  assert_waits (task, "Waiting until the printer is on");
  g_assert_cmpuint (n, >, 0);
  seen = n;
  bg_condition_set_fulfilled (fixture->printer, TRUE);
  bg_test_run_until_count (NULL, &n, seen + 1);
  settle ();
  assert_waits (task, "Waiting until there is paper");
  g_signal_handlers_disconnect_by_data (task, &n);
}

/* Also when all threads are busy, so that nobody has looked. */
static void
test_reason_behind_others (Fixture       *fixture,
                           gconstpointer  user_data)
{
  g_autoptr (BgTask) task = NULL;

  bg_task_manager_set_max_threads (fixture->manager, 1);
  core_add (fixture->manager, core_work_pass, fixture->gate, NULL);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  task = add (fixture, fixture->printer, NULL);
  assert_waits (task, "Waiting until the printer is on");
  bg_task_manager_pause_processing (fixture->manager);
  assert_waits (task, "Processing is paused");
}

static void
test_stopped_while_waiting (Fixture       *fixture,
                            gconstpointer  user_data)
{
  g_autoptr (BgTask) first = add (fixture, fixture->printer, fixture->paper);
  g_autoptr (BgTask) second = add (fixture, fixture->printer, NULL);

  settle ();
  g_assert_true (bg_task_stop (first));
  core_watch_run (fixture->watch, 1);
  bg_condition_set_fulfilled (fixture->printer, TRUE);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "/1 +2");
  g_assert_cmpint (bg_task_get_state (second), ==, BG_TASK_STATE_COMPLETED);
}

/* It is asked only when nothing else is waited for. */
static void
test_dependents_of_what_waits (Fixture       *fixture,
                               gconstpointer  user_data)
{
  g_autoptr (BgTask) first = add (fixture, fixture->printer, NULL);
  g_autoptr (BgTask) join = bg_task_new_pass_through ();

  bg_task_add_upstream (join, bg_task_get_id (first));
  bg_task_add_condition (join, fixture->paper);
  core_add_task (fixture->manager, g_object_ref (join));
  g_assert_cmpint (bg_task_get_state (join), ==, BG_TASK_STATE_BLOCKED);
  bg_test_gate_open (fixture->gate);
  bg_condition_set_fulfilled (fixture->printer, TRUE);
  core_watch_run (fixture->watch, 1);
  settle ();
  assert_waits (join, "Waiting until there is paper");
  bg_condition_set_fulfilled (fixture->paper, TRUE);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+1 +2");
}

static void
test_in_other_executors (Fixture       *fixture,
                         gconstpointer  user_data)
{
  g_autoptr (BgThreadExecutor) threads = bg_thread_executor_new ("other", 1);
  g_autoptr (BgExecutor) inline_one = bg_inline_executor_new ();

  bg_test_gate_open (fixture->gate);
  for (guint i = 0; i < 4; i++)
    {
      BgTask *task = new_task (fixture, fixture->printer, NULL);

      bg_task_set_executor (task, i % 2 == 0 ? BG_EXECUTOR (threads) : inline_one);
      core_add_task (fixture->manager, task);
    }
  settle ();
  g_assert_cmpuint (fixture->watch->n_completed, ==, 0);
  bg_condition_set_fulfilled (fixture->printer, TRUE);
  core_watch_run (fixture->watch, 4);
  g_assert_cmpuint (fixture->watch->n_completed, ==, 4);
}

static gboolean
fail_once (BgTask        *task,
           GCancellable  *cancellable,
           gpointer       condition,
           GError       **error)
{
  if (bg_task_get_attempt (task) > 1)
    return TRUE;
  bg_condition_set_fulfilled (condition, FALSE);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "The printer was switched off");
  return FALSE;
}

static void
test_another_attempt_waits_again (Fixture       *fixture,
                                  gconstpointer  user_data)
{
  g_autoptr (BgTask) task = bg_task_new (fail_once, fixture->printer, NULL);
  g_autoptr (BgRetryPolicy) retry = bg_retry_policy_new (2, BG_BACKOFF_CONSTANT, 0, 0, 0);
  guint n = 0;

  bg_condition_set_fulfilled (fixture->printer, TRUE);
  bg_task_set_retry (task, retry);
  bg_task_add_condition (task, fixture->printer);
  g_signal_connect_swapped (task, "notify::attempt", G_CALLBACK (count_cb), &n);
  core_add_task (fixture->manager, g_object_ref (task));
  bg_test_run_until_count (NULL, &n, 1);
  settle ();
  assert_waits (task, "Waiting until the printer is on");
  bg_condition_set_fulfilled (fixture->printer, TRUE);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+1");
  g_signal_handlers_disconnect_by_data (task, &n);
}

typedef struct
{
  BgCondition *condition;
  GThread     *home;
  guint        n_notified;
} Toggle;

static gpointer
toggle_thread (gpointer user_data)
{
  for (guint i = 0; i < 1001; i++)
    bg_condition_set_fulfilled (user_data, i % 2 == 0);
  return NULL;
}

static void
notified_cb (BgCondition *condition,
             GParamSpec  *pspec,
             Toggle      *toggle)
{
  g_assert_true (g_thread_self () == toggle->home);
  toggle->n_notified++;
}

static void
test_changes_from_another_thread (Fixture       *fixture,
                                  gconstpointer  user_data)
{
  Toggle toggle = { fixture->printer, g_thread_self (), 0 };
  guint counter = 0;
  GThread *thread;

  g_signal_connect (fixture->printer, "notify::fulfilled", G_CALLBACK (notified_cb), &toggle);
  thread = g_thread_new ("toggle", toggle_thread, fixture->printer);
  for (guint i = 0; i < 500; i++)
    {
      BgTask *task = bg_task_new (core_body_nothing, &counter, NULL);

      bg_task_add_condition (task, fixture->printer);
      core_add_task (fixture->manager, task);
    }
  core_watch_run (fixture->watch, 500);
  g_thread_join (thread);
  bg_test_run_until_count (NULL, &toggle.n_notified, 1);
  bg_test_drain (NULL);
  g_assert_true (bg_condition_is_fulfilled (fixture->printer));
  g_signal_handlers_disconnect_by_data (fixture->printer, &toggle);
}

static void
test_serves_two_managers (Fixture       *fixture,
                          gconstpointer  user_data)
{
  BgTaskManager *other = core_manager_new (1);
  CoreWatch *watch = core_watch_new (other);

  bg_task_manager_start_processing (other);
  bg_test_gate_open (fixture->gate);
  g_object_unref (add (fixture, fixture->printer, NULL));
  core_add_task (other, new_task (fixture, fixture->printer, NULL));
  settle ();
  bg_condition_set_fulfilled (fixture->printer, TRUE);
  core_watch_run (fixture->watch, 1);
  core_watch_run (watch, 1);
  core_watch_free (watch);
  core_end (other);
}

/* The manager goes, and the condition is ours alone again. */
static void
test_outlives_the_manager (Fixture       *fixture,
                           gconstpointer  user_data)
{
  g_autoptr (BgTask) task = add (fixture, fixture->printer, NULL);

  settle ();
  core_watch_free (fixture->watch);
  core_end (g_steal_pointer (&fixture->manager));
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_STOPPED);
  bg_condition_set_fulfilled (fixture->printer, TRUE);
}

static void
test_is_let_go_with_its_tasks (Fixture       *fixture,
                               gconstpointer  user_data)
{
  BgCondition *once = bg_condition_new ("it is so", TRUE);

  bg_test_gate_open (fixture->gate);
  core_add_task (fixture->manager, new_task (fixture, once, once));
  core_watch_run (fixture->watch, 1);
  settle ();
  g_assert_finalize_object (once);
}

static void
test_refused_task_leaves_nothing (Fixture       *fixture,
                                  gconstpointer  user_data)
{
  g_autoptr (BgTask) task = new_task (fixture, fixture->printer, NULL);
  g_autoptr (GError) error = NULL;

  bg_task_add_resource (task, "tape");
  g_assert_cmpuint (bg_task_manager_add (fixture->manager, task, &error), ==, 0);
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  bg_condition_set_fulfilled (fixture->printer, TRUE);
}

static void
test_unique_task_that_another_does_for (Fixture       *fixture,
                                        gconstpointer  user_data)
{
  g_autoptr (BgTask) first = new_task (fixture, fixture->printer, NULL);
  g_autoptr (BgTask) second = new_task (fixture, fixture->printer, NULL);

  bg_task_set_unique (first, "print", BG_UNIQUENESS_KEEP);
  bg_task_set_unique (second, "print", BG_UNIQUENESS_KEEP);
  g_assert_cmpuint (core_add_task (fixture->manager, g_object_ref (first)), ==, 1);
  g_assert_cmpuint (bg_task_manager_add (fixture->manager, second, NULL), ==, 1);
  settle ();
  assert_waits (first, "Waiting until the printer is on");
  bg_test_gate_open (fixture->gate);
  bg_condition_set_fulfilled (fixture->printer, TRUE);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+1");
}

#define ADD(path, func) g_test_add ("/condition/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("properties", test_properties);
  ADD ("waits-until-fulfilled", test_waits_until_fulfilled);
  ADD ("fulfilled-before-it-is-added", test_fulfilled_before_it_is_added);
  ADD ("several-at-the-same-time", test_several_at_the_same_time);
  ADD ("many-go-at-once", test_many_go_at_once);
  ADD ("with-a-resource", test_with_a_resource);
  ADD ("reason-is-notified", test_reason_is_notified);
  ADD ("reason-behind-others", test_reason_behind_others);
  ADD ("stopped-while-waiting", test_stopped_while_waiting);
  ADD ("dependents-of-what-waits", test_dependents_of_what_waits);
  ADD ("in-other-executors", test_in_other_executors);
  ADD ("another-attempt-waits-again", test_another_attempt_waits_again);
  ADD ("changes-from-another-thread", test_changes_from_another_thread);
  ADD ("serves-two-managers", test_serves_two_managers);
  ADD ("outlives-the-manager", test_outlives_the_manager);
  ADD ("is-let-go-with-its-tasks", test_is_let_go_with_its_tasks);
  ADD ("refused-task-leaves-nothing", test_refused_task_leaves_nothing);
  ADD ("unique-task-that-another-does-for", test_unique_task_that_another_does_for);

  return g_test_run ();
}
