/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Tasks that do the same. */

#include "config.h"

#include "core-test.h"

static void
set_up (CoreFixture   *fixture,
        gconstpointer  user_data)
{
  core_fixture_set_up (fixture, core_manager_new (4));
  bg_task_manager_start_processing (fixture->manager);
}

static guint64
add (CoreFixture  *fixture,
     const char   *key,
     BgUniqueness  uniqueness)
{
  BgTask *task = bg_task_new (core_body_pass, fixture->gate, NULL);

  bg_task_set_unique (task, key, uniqueness);
  g_assert_cmpstr (bg_task_get_unique_key (task), ==, key);
  return core_add_task (fixture->manager, task);
}

static void
test_keep (CoreFixture   *fixture,
           gconstpointer  user_data)
{
  bg_task_manager_pause_processing (fixture->manager);
  g_assert_cmpuint (add (fixture, "a", BG_UNIQUENESS_KEEP), ==, 1);
  g_assert_cmpuint (add (fixture, "a", BG_UNIQUENESS_KEEP), ==, 1);
  g_assert_cmpuint (add (fixture, "b", BG_UNIQUENESS_KEEP), ==, 2);
  bg_task_manager_start_processing (fixture->manager);
  bg_test_gate_await_arrivals (fixture->gate, 2);
  g_assert_cmpuint (add (fixture, "a", BG_UNIQUENESS_KEEP), ==, 1);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 2);
  g_assert_cmpuint (add (fixture, "a", BG_UNIQUENESS_KEEP), ==, 3);
  core_watch_run (fixture->watch, 1);
}

static void
test_refused_one_is_new_again (CoreFixture   *fixture,
                               gconstpointer  user_data)
{
  g_autoptr (BgTask) task = bg_task_new (core_body_pass, fixture->gate, NULL);

  bg_task_set_unique (task, "a", BG_UNIQUENESS_KEEP);
  add (fixture, "a", BG_UNIQUENESS_KEEP);
  g_assert_cmpuint (core_add_task (fixture->manager, g_object_ref (task)), ==, 1);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_NEW);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 1);
  g_assert_cmpuint (core_add_task (fixture->manager, g_object_ref (task)), ==, 2);
  core_watch_run (fixture->watch, 1);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_COMPLETED);
}

static void
test_replace (CoreFixture   *fixture,
              gconstpointer  user_data)
{
  add (fixture, "a", BG_UNIQUENESS_REPLACE);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  g_assert_cmpuint (add (fixture, "a", BG_UNIQUENESS_REPLACE), ==, 2);
  g_assert_cmpuint (add (fixture, "a", BG_UNIQUENESS_REPLACE), ==, 3);
  core_watch_run (fixture->watch, 2);
  /* The body of the first has not returned, and the two never run at the same time. */
  g_assert_cmpuint (bg_test_gate_count_arrivals (fixture->gate), ==, 1);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 1);
  g_assert_cmpuint (fixture->watch->n_stopped, ==, 2);
  g_assert_cmpuint (fixture->watch->n_completed, ==, 1);
}

static void
test_coalesce (CoreFixture   *fixture,
               gconstpointer  user_data)
{
  g_autoptr (BgTask) waiting = NULL;
  g_autofree char *reason = NULL;

  g_test_summary ("at most one runs and one waits, and the last request gets a run that sees it");
  g_assert_cmpuint (add (fixture, "a", BG_UNIQUENESS_COALESCE), ==, 1);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (add (fixture, "a", BG_UNIQUENESS_COALESCE), ==, 2);
  core_spin ();
  waiting = bg_task_manager_dup_task (fixture->manager, 2);
  reason = bg_task_dup_waiting_reason (waiting);
  g_assert_cmpstr (reason, ==, "Waiting for another task that does the same");
  g_assert_cmpuint (bg_test_gate_count_arrivals (fixture->gate), ==, 1);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 2);
  core_assert_log (fixture->watch, "+1 +2");
}

static void
test_stopped_one_does_for_nobody (CoreFixture   *fixture,
                                  gconstpointer  user_data)
{
  bg_task_manager_pause_processing (fixture->manager);
  add (fixture, "a", BG_UNIQUENESS_COALESCE);
  g_assert_true (bg_task_manager_stop_task (fixture->manager, 1, FALSE, FALSE));
  g_assert_cmpuint (add (fixture, "a", BG_UNIQUENESS_COALESCE), ==, 2);
  g_assert_cmpuint (add (fixture, "a", BG_UNIQUENESS_KEEP), ==, 2);
  bg_test_gate_open (fixture->gate);
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 2);
  core_assert_log (fixture->watch, "/1 +2");
}

static gboolean
pass_and_fail (BgTask        *task,
               GCancellable  *cancellable,
               gpointer       gate,
               GError       **error)
{
  bg_test_gate_pass (gate);
  return FALSE;
}

static gboolean
is_delayed (gpointer task)
{
  return bg_task_get_state (task) == BG_TASK_STATE_DELAYED;
}

/* It waits again, though another one with its key has run since. */
static void
test_one_that_is_tried_again (CoreFixture   *fixture,
                              gconstpointer  user_data)
{
  g_autoptr (BgRetryPolicy) retry = bg_retry_policy_new (2, BG_BACKOFF_CONSTANT, 3600 * 1000, 0, 0);
  g_autoptr (BgTestGate) first = bg_test_gate_new ();
  g_autoptr (BgTask) task = bg_task_new (pass_and_fail, first, NULL);

  bg_task_set_retry (task, retry);
  bg_task_set_unique (task, "a", BG_UNIQUENESS_KEEP);
  core_add_task (fixture->manager, g_object_ref (task));
  bg_test_gate_await_arrivals (first, 1);
  g_assert_cmpuint (add (fixture, "a", BG_UNIQUENESS_COALESCE), ==, 2);
  bg_test_gate_open (first);
  bg_test_run_until (NULL, is_delayed, task);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 1);
  g_assert_cmpuint (add (fixture, "a", BG_UNIQUENESS_KEEP), ==, 1);
  g_assert_cmpuint (add (fixture, "a", BG_UNIQUENESS_COALESCE), ==, 1);
  g_assert_cmpuint (add (fixture, "a", BG_UNIQUENESS_REPLACE), >, 1);
  bg_test_drain (NULL);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_STOPPED);
}

static void
test_with_a_resource (CoreFixture   *fixture,
                      gconstpointer  user_data)
{
  bg_task_manager_set_resource_limit (fixture->manager, "disk", 1);
  for (guint i = 0; i < 3; i++)
    {
      BgTask *task = bg_task_new (core_body_pass, fixture->gate, NULL);

      bg_task_add_resource (task, "disk");
      bg_task_set_unique (task, i < 2 ? "a" : "b", BG_UNIQUENESS_COALESCE);
      core_add_task (fixture->manager, task);
      bg_test_gate_await_arrivals (fixture->gate, 1);
    }
  core_spin ();
  g_assert_cmpuint (bg_test_gate_count_arrivals (fixture->gate), ==, 1);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 3);
  g_assert_cmpuint (fixture->watch->n_completed, ==, 3);
}

/* It has failed, but its body runs on. */
static void
test_one_whose_time_is_up_does_for_nobody (CoreFixture   *fixture,
                                           gconstpointer  user_data)
{
  BgTask *task = bg_task_new (core_body_pass, fixture->gate, NULL);

  bg_task_set_unique (task, "a", BG_UNIQUENESS_KEEP);
  bg_task_set_deadline (task, G_MAXUINT);
  core_add_task (fixture->manager, task);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  core_make_due (fixture->manager, 1);
  core_watch_run (fixture->watch, 1);
  g_assert_cmpuint (fixture->watch->n_failed, ==, 1);
  g_assert_cmpuint (add (fixture, "a", BG_UNIQUENESS_KEEP), ==, 2);
  g_assert_cmpuint (bg_test_gate_count_arrivals (fixture->gate), ==, 1);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 1);
  g_assert_cmpuint (fixture->watch->n_completed, ==, 1);
}

static void
ran_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      n)
{
  g_autoptr (GError) error = NULL;

  bg_task_manager_run_finish (BG_TASK_MANAGER (object), result, &error);
  g_assert_no_error (error);
  *(guint *) n += 1;
}

static void
test_run_async_waits_for_the_other (CoreFixture   *fixture,
                                    gconstpointer  user_data)
{
  g_autoptr (BgTask) task = bg_task_new (core_body_nothing, NULL, NULL);
  guint n = 0;

  add (fixture, "a", BG_UNIQUENESS_KEEP);
  bg_task_set_unique (task, "a", BG_UNIQUENESS_KEEP);
  bg_task_manager_run_async (fixture->manager, task, NULL, ran_cb, &n);
  bg_test_drain (NULL);
  g_assert_cmpuint (n, ==, 0);
  bg_test_gate_open (fixture->gate);
  bg_test_run_until_count (NULL, &n, 1);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+1");
}

#define ADD(path, func) g_test_add ("/task/unique/" path, CoreFixture, NULL, set_up, func, core_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("keep", test_keep);
  ADD ("refused-one-is-new-again", test_refused_one_is_new_again);
  ADD ("replace", test_replace);
  ADD ("coalesce", test_coalesce);
  ADD ("stopped-one-does-for-nobody", test_stopped_one_does_for_nobody);
  ADD ("one-whose-time-is-up-does-for-nobody", test_one_whose_time_is_up_does_for_nobody);
  ADD ("one-that-is-tried-again", test_one_that_is_tried_again);
  ADD ("with-a-resource", test_with_a_resource);
  ADD ("run-async-waits-for-the-other", test_run_async_waits_for_the_other);
  return g_test_run ();
}
