/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

/* One manager with one thread that is not processing, a gate, and notes of what is notified. */
typedef struct
{
  BgTaskManager *manager;
  CoreWatch     *watch;
  BgTestGate    *gate;
  GString       *notified;
  GThread       *home;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->manager = bg_task_manager_new (1);
  fixture->watch = core_watch_new (fixture->manager);
  fixture->gate = bg_test_gate_new ();
  fixture->notified = g_string_new (NULL);
  fixture->home = g_thread_self ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  bg_test_gate_open (fixture->gate);
  core_watch_free (fixture->watch);
  core_end (fixture->manager);
  bg_test_gate_unref (fixture->gate);
  g_string_free (fixture->notified, TRUE);
}

static void
notify_cb (BgTask     *task,
           GParamSpec *pspec,
           Fixture    *fixture)
{
  g_assert_true (g_thread_self () == fixture->home);
  if (fixture->notified->len > 0)
    g_string_append_c (fixture->notified, ' ');
  g_string_append (fixture->notified, pspec->name);
}

/* One notify each of what was asked for, in one word each, sorted. */
static char *
take_notified (Fixture *fixture)
{
  g_auto (GStrv) words = g_strsplit (fixture->notified->str, " ", -1);
  guint n = g_strv_length (words);

  for (guint i = 0; i < n; i++)
    for (guint j = i + 1; j < n; j++)
      if (strcmp (words[j], words[i]) < 0)
        {
          char *other = words[i];

          words[i] = words[j];
          words[j] = other;
        }
  g_string_truncate (fixture->notified, 0);
  return g_strjoinv (" ", words);
}

#define assert_notified(expected) \
  G_STMT_START { \
    g_autofree char *names = take_notified (fixture); \
    g_assert_cmpstr (names, ==, expected); \
  } G_STMT_END

static void
run_gate (Fixture *fixture,
          guint    n)
{
  bg_task_manager_start_processing (fixture->manager);
  bg_test_gate_await_arrivals (fixture->gate, n);
  bg_test_drain (NULL);
}

static BgTask *
add (Fixture    *fixture,
     BgTaskFunc  func)
{
  BgTask *task = bg_task_new (func, fixture->gate, NULL);

  core_add_task (fixture->manager, g_object_ref (task));
  return task;
}

static void
test_states (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_autoptr (BgTask) task = add (fixture, core_body_pass);

  g_test_summary ("A10.1: where it is in its life");
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_QUEUED);
  run_gate (fixture, 1);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_RUNNING);
  g_assert_false (bg_task_is_ended (task));
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 1);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_COMPLETED);
  g_assert_true (bg_task_is_ended (task));
}

static void
watch_task (Fixture *fixture,
            BgTask  *task)
{
  g_signal_connect (task, "notify", G_CALLBACK (notify_cb), fixture);
}

/* Everything that changes is notified, once, in the home context. */
static void
test_notifications (Fixture       *fixture,
                    gconstpointer  user_data)
{
  g_autoptr (BgTask) task = bg_task_new (core_body_pass, fixture->gate, NULL);

  watch_task (fixture, task);
  core_add_task (fixture->manager, g_object_ref (task));
  bg_test_drain (NULL);
  assert_notified ("added-time id ready-time state waiting-reason");
  run_gate (fixture, 1);
  assert_notified ("start-time state waiting-reason");
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 1);
  assert_notified ("end-time result state waiting-reason");
  bg_test_drain (NULL);
  assert_notified ("");
}

static void
state_cb (BgTask     *task,
          GParamSpec *pspec,
          Fixture    *fixture)
{
  g_assert_true (g_thread_self () == fixture->home);
  g_string_append_printf (fixture->notified, "%d", (int) bg_task_get_state (task));
}

/* Most listen to one property only, as bindings do. */
static void
test_notifications_of_one_property (Fixture       *fixture,
                                    gconstpointer  user_data)
{
  g_autoptr (BgTask) task = bg_task_new (core_body_pass, fixture->gate, NULL);

  g_signal_connect (task, "notify::state", G_CALLBACK (state_cb), fixture);
  core_add_task (fixture->manager, g_object_ref (task));
  bg_test_drain (NULL);
  run_gate (fixture, 1);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 1);
  g_assert_cmpstr (fixture->notified->str, ==, "345");
}

static void
test_failure_is_notified (Fixture       *fixture,
                          gconstpointer  user_data)
{
  g_autoptr (BgTask) task = add (fixture, core_body_fail);

  bg_test_drain (NULL);
  watch_task (fixture, task);
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 1);
  g_assert_nonnull (strstr (fixture->notified->str, "error"));
  g_assert_null (strstr (fixture->notified->str, "result"));
}

static gboolean
progress_body (BgTask        *task,
               GCancellable  *cancellable,
               gpointer       user_data,
               GError       **error)
{
  for (guint i = 1; i <= 1000; i++)
    {
      g_autofree char *text = g_strdup_printf ("step %u", i);

      bg_task_report_progress (task, i / 2000.0, text);
    }
  bg_test_gate_pass (user_data);
  return TRUE;
}

static void
test_progress_is_coalesced (Fixture       *fixture,
                            gconstpointer  user_data)
{
  g_autoptr (BgTask) task = add (fixture, progress_body);
  g_autofree char *text = NULL;

  bg_test_drain (NULL);
  bg_task_manager_start_processing (fixture->manager);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  watch_task (fixture, task);
  bg_test_drain (NULL);
  text = bg_task_dup_text (task);
  g_assert_cmpstr (text, ==, "step 1000");
  g_assert_cmpfloat (bg_task_get_fraction (task), ==, 0.5);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_RUNNING);
  g_assert_nonnull (strstr (fixture->notified->str, "fraction"));
  g_assert_null (strstr (strstr (fixture->notified->str, "fraction") + 1, "fraction"));
  g_assert_nonnull (strstr (fixture->notified->str, "text"));
}

static void
test_progress_keeps_its_bounds (Fixture       *fixture,
                                gconstpointer  user_data)
{
  g_autoptr (BgTask) task = bg_task_new (core_body_hold, NULL, NULL);
  g_autofree char *text = NULL;

  bg_task_report_progress (task, -1, NULL);
  g_assert_cmpfloat (bg_task_get_fraction (task), ==, 0);
  bg_task_report_progress (task, 7, "x");
  g_assert_cmpfloat (bg_task_get_fraction (task), ==, 1);
  bg_task_report_progress (task, 0.5, NULL);
  text = bg_task_dup_text (task);
  g_assert_null (text);
}

/* What was reported last is notified before the end is; after it nothing changes any more. */
static void
test_progress_ends_with_the_task (Fixture       *fixture,
                                  gconstpointer  user_data)
{
  g_autoptr (BgTask) task = add (fixture, core_body_hold);

  bg_task_manager_start_processing (fixture->manager);
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_watch_run (fixture->watch, 1);
  bg_task_report_progress (task, 0.75, "nearly");
  watch_task (fixture, task);
  bg_task_return_int (task, 1);
  core_watch_run (fixture->watch, 1);
  assert_notified ("end-time fraction result state text waiting-reason");

  bg_task_report_progress (task, 0.9, "too late");
  bg_test_drain (NULL);
  assert_notified ("");
  g_assert_cmpfloat (bg_task_get_fraction (task), ==, 0.75);
}

static char *
get_reason (BgTask *task)
{
  char *reason = bg_task_dup_waiting_reason (task);

  return reason != NULL ? reason : g_strdup ("none");
}

#define assert_reason(task, expected) \
  G_STMT_START { \
    g_autofree char *reason = get_reason (task); \
    g_assert_cmpstr (reason, ==, expected); \
  } G_STMT_END

static void
test_waiting_reasons (Fixture       *fixture,
                      gconstpointer  user_data)
{
  g_autoptr (BgTask) first = bg_task_new (core_body_pass, fixture->gate, NULL);
  g_autoptr (BgTask) second = bg_task_new (core_body_nothing, NULL, NULL);
  g_autoptr (BgTask) third = bg_task_new (core_body_nothing, NULL, NULL);
  g_autoptr (BgTask) delayed = bg_task_new (core_body_nothing, NULL, NULL);

  assert_reason (first, "Not added to a task manager yet");
  bg_task_set_name (first, "Read");
  core_add_task (fixture->manager, g_object_ref (first));
  assert_reason (first, "Processing is paused");
  bg_task_add_upstream (second, 1);
  core_add_task (fixture->manager, g_object_ref (second));
  assert_reason (second, "Waiting for task 1 “Read”");
  bg_task_add_upstream (third, 2);
  core_add_task (fixture->manager, g_object_ref (third));
  assert_reason (third, "Waiting for task 2");
  bg_task_set_delay (delayed, G_MAXUINT);
  core_add_task (fixture->manager, g_object_ref (delayed));
  assert_reason (delayed, "Waiting for its time to come");

  run_gate (fixture, 1);
  assert_reason (first, "none");
  core_make_due (fixture->manager, 4);
  bg_test_drain (NULL);
  assert_reason (delayed, "Waiting for its turn");
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 4);
  assert_reason (third, "none");
}

static void
test_times (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_test_summary ("A10.1: when it was added, when it was ready, and when it has begun");
  gint64 before = g_get_monotonic_time ();
  g_autoptr (BgTask) first = add (fixture, core_body_pass);
  g_autoptr (BgTask) second = bg_task_new (core_body_nothing, NULL, NULL);

  bg_task_add_upstream (second, 1);
  core_add_task (fixture->manager, g_object_ref (second));
  g_assert_cmpint (bg_task_get_added_time (first), >=, before);
  g_assert_cmpint (bg_task_get_ready_time (first), >=, bg_task_get_added_time (first));
  g_assert_cmpint (bg_task_get_start_time (first), ==, 0);
  g_assert_cmpint (bg_task_get_added_time (second), >=, bg_task_get_added_time (first));
  g_assert_cmpint (bg_task_get_ready_time (second), ==, 0);
  run_gate (fixture, 1);
  g_assert_cmpint (bg_task_get_start_time (first), >=, bg_task_get_ready_time (first));
  g_assert_cmpint (bg_task_get_end_time (first), ==, 0);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 2);
  g_assert_cmpint (bg_task_get_end_time (first), >=, bg_task_get_start_time (first));
  g_assert_cmpint (bg_task_get_ready_time (second), >=, bg_task_get_end_time (first));
  g_assert_cmpint (bg_task_get_start_time (second), >=, bg_task_get_ready_time (second));
  g_assert_cmpint (bg_task_get_end_time (second), >=, bg_task_get_start_time (second));
}

static gboolean
ask_after_stop_body (BgTask        *task,
                     GCancellable  *cancellable,
                     gpointer       user_data,
                     GError       **error)
{
  g_assert_true (bg_task_get_cancellable (task) == cancellable);
  g_assert_false (g_cancellable_is_cancelled (cancellable));
  bg_test_gate_pass (user_data);
  /* A body may ask the task instead of keeping what it was given. */
  g_assert_true (bg_task_get_cancellable (task) == cancellable);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static void
test_stopped_while_it_runs (Fixture       *fixture,
                            gconstpointer  user_data)
{
  g_autoptr (BgTask) task = add (fixture, ask_after_stop_body);

  run_gate (fixture, 1);
  g_assert_true (bg_task_stop (task));
  g_assert_false (bg_task_stop (task));
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "/1");
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_STOPPED);
  bg_test_gate_open (fixture->gate);
  core_run_to_rest (fixture->manager);
  core_assert_log (fixture->watch, "");
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_STOPPED);
  g_assert_null (bg_task_dup_error (task));
  g_assert_null (bg_task_get_result (task));
}

static void
test_stopped_while_held (Fixture       *fixture,
                         gconstpointer  user_data)
{
  g_autoptr (BgTask) task = add (fixture, core_body_hold);
  g_autoptr (GCancellable) cancellable = NULL;

  bg_task_manager_start_processing (fixture->manager);
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_watch_run (fixture->watch, 1);
  cancellable = g_object_ref (bg_task_get_cancellable (task));
  g_assert_true (bg_task_stop (task));
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  /* A report that comes after the stop, but before the loop knows of it, is dropped. */
  bg_task_return_int (task, 5);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+2 /1");
  g_assert_null (bg_task_get_result (task));
  bg_task_return_int (task, 6);
  core_run_to_rest (fixture->manager);
  core_assert_log (fixture->watch, "");
}

static void
test_priority_is_changed_while_it_waits (Fixture       *fixture,
                                         gconstpointer  user_data)
{
  g_autoptr (BgTask) task = add (fixture, core_body_pass);

  bg_test_drain (NULL);
  watch_task (fixture, task);
  bg_task_set_priority (task, 9);
  bg_task_set_priority (task, 9);
  bg_test_drain (NULL);
  assert_notified ("priority");
  g_assert_cmpint (bg_task_get_priority (task), ==, 9);
  g_assert_true (bg_task_manager_set_task_priority (fixture->manager, 1, 10));
  bg_test_drain (NULL);
  assert_notified ("priority");
  g_assert_cmpint (bg_task_get_priority (task), ==, 10);

  run_gate (fixture, 1);
  g_string_truncate (fixture->notified, 0);
  bg_task_set_priority (task, 11);
  g_assert_false (bg_task_manager_set_task_priority (fixture->manager, 1, 12));
  bg_test_drain (NULL);
  assert_notified ("");
  g_assert_cmpint (bg_task_get_priority (task), ==, 10);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/task/life/states", test_states);
  ADD ("/task/notify/each-change-once", test_notifications);
  ADD ("/task/notify/of-one-property", test_notifications_of_one_property);
  ADD ("/task/notify/failure", test_failure_is_notified);
  ADD ("/task/progress/is-coalesced", test_progress_is_coalesced);
  ADD ("/task/progress/keeps-its-bounds", test_progress_keeps_its_bounds);
  ADD ("/task/progress/ends-with-the-task", test_progress_ends_with_the_task);
  ADD ("/task/waiting-reason/each", test_waiting_reasons);
  ADD ("/task/times/in-order", test_times);
  ADD ("/task/stop/while-it-runs", test_stopped_while_it_runs);
  ADD ("/task/stop/while-held", test_stopped_while_held);
  ADD ("/task/priority/while-it-waits", test_priority_is_changed_while_it_waits);
  return g_test_run ();
}
