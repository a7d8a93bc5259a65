/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Tasks that are tried again. */

#include "config.h"

#include "core-test.h"

typedef struct
{
  BgTaskManager *manager;
  CoreWatch     *watch;
  guint          n_good;        /* which attempt succeeds */
  guint          n_called;      /* atomic */
  guint          last_attempt;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->manager = core_manager_new (2);
  fixture->watch = core_watch_new (fixture->manager);
  fixture->n_good = G_MAXUINT;
  bg_task_manager_start_processing (fixture->manager);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  core_watch_free (fixture->watch);
  core_end (fixture->manager);
}

static gboolean
try_body (BgTask        *task,
          GCancellable  *cancellable,
          gpointer       user_data,
          GError       **error)
{
  Fixture *fixture = user_data;
  guint attempt = bg_task_get_attempt (task);

  g_assert_false (g_cancellable_is_cancelled (cancellable));
  bg_task_report_progress (task, 0.5, "half");
  g_atomic_int_inc (&fixture->n_called);
  g_atomic_int_set (&fixture->last_attempt, attempt);
  if (attempt >= fixture->n_good)
    {
      bg_task_return_int (task, (int) attempt);
      return TRUE;
    }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, "attempt %u", attempt);
  return FALSE;
}

static BgTask *
new_task (Fixture *fixture,
          guint    max_attempts,
          guint    delay)
{
  g_autoptr (BgRetryPolicy) retry = bg_retry_policy_new (max_attempts, BG_BACKOFF_CONSTANT, delay, 0, 0);
  BgTask *task = bg_task_new (try_body, fixture, NULL);

  bg_task_set_retry (task, retry);
  bg_task_set_group (task, "g");
  return task;
}

static void
test_succeeds_at_last (Fixture       *fixture,
                       gconstpointer  user_data)
{
  g_autoptr (BgTask) task = new_task (fixture, 5, 0);

  fixture->n_good = 3;
  g_assert_cmpuint (bg_task_get_attempt (task), ==, 1);
  core_add_task (fixture->manager, g_object_ref (task));
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+1 =g");
  g_assert_cmpuint (fixture->n_called, ==, 3);
  g_assert_cmpuint (bg_task_get_attempt (task), ==, 3);
  g_assert_cmpint (g_value_get_int (bg_task_get_result (task)), ==, 3);
}

static void
test_fails_in_the_end (Fixture       *fixture,
                       gconstpointer  user_data)
{
  g_autoptr (BgTask) task = new_task (fixture, 4, 0);
  g_autoptr (GError) error = NULL;
  guint64 id;

  bg_task_manager_pause_processing (fixture->manager);
  id = core_add_task (fixture->manager, g_object_ref (task));
  core_add_after (fixture->manager, core_work_nothing, NULL, NULL, id);
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 2);
  g_assert_cmpuint (fixture->watch->n_failed, ==, 2);
  g_assert_cmpuint (fixture->n_called, ==, 4);
  error = bg_task_dup_error (task);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_cmpstr (error->message, ==, "attempt 4");
}

static gboolean
is_delayed (gpointer task)
{
  return bg_task_get_state (task) == BG_TASK_STATE_DELAYED;
}

/* Waits until the next attempt, which is an hour away. */
static BgTask *
await_delay (Fixture *fixture,
             guint    deadline)
{
  BgTask *task = new_task (fixture, 3, 3600 * 1000);

  bg_task_set_deadline (task, deadline);
  core_add_task (fixture->manager, g_object_ref (task));
  bg_test_run_until (NULL, is_delayed, task);
  return task;
}

static void
test_holds_nothing_while_it_waits (Fixture       *fixture,
                                   gconstpointer  user_data)
{
  g_autoptr (BgTask) task = await_delay (fixture, 0);
  g_autofree char *text = NULL;

  bg_test_drain (NULL);
  core_assert_log (fixture->watch, "");
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, 0);
  g_assert_cmpuint (bg_task_manager_get_n_pending (fixture->manager), ==, 1);
  g_assert_cmpfloat (bg_task_get_fraction (task), ==, 0);
  text = bg_task_dup_text (task);
  g_assert_null (text);
  g_assert_null (bg_task_get_cancellable (task));

  fixture->n_good = 2;
  core_make_due (fixture->manager, 1);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+1 =g");
}

static void
test_stop_while_it_waits (Fixture       *fixture,
                          gconstpointer  user_data)
{
  g_autoptr (BgTask) task = await_delay (fixture, 0);

  g_assert_true (bg_task_stop (task));
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "/1 =g");
  g_assert_cmpuint (fixture->n_called, ==, 1);
}

static void
test_deadline_is_for_all_attempts (Fixture       *fixture,
                                   gconstpointer  user_data)
{
  g_autoptr (BgTask) task = await_delay (fixture, 1800 * 1000);
  g_autoptr (GError) error = NULL;

  core_make_due (fixture->manager, 1);
  core_watch_run (fixture->watch, 1);
  error = bg_task_dup_error (task);
  g_assert_nonnull (error);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_FAILED);
  g_assert_cmpuint (fixture->watch->n_failed, ==, 1);
}

static gboolean
decide (BgTask       *task,
        const GError *error,
        gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (g_thread_self () == fixture->watch->home);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  return bg_task_get_attempt (task) < 2;
}

static void
test_asks_whether_the_error_is_worth_it (Fixture       *fixture,
                                         gconstpointer  user_data)
{
  g_autoptr (BgRetryPolicy) retry = NULL;
  BgTask *task = new_task (fixture, 1, 0);

  retry = bg_retry_policy_new_for_errors (9, BG_BACKOFF_CONSTANT, 0, 0, 0, decide, fixture, NULL);
  bg_task_set_retry (task, retry);
  core_add_task (fixture->manager, task);
  core_watch_run (fixture->watch, 1);
  g_assert_cmpuint (fixture->watch->n_failed, ==, 1);
  g_assert_cmpuint (fixture->n_called, ==, 2);
}

static gboolean
stop_and_go_on (BgTask       *task,
                const GError *error,
                gpointer      user_data)
{
  g_assert_true (bg_task_stop (task));
  return TRUE;
}

static void
test_upstream_that_is_tried_again (Fixture       *fixture,
                                   gconstpointer  user_data)
{
  g_autoptr (GError) error = NULL;
  guint64 first, second;

  g_test_summary ("A task may wait for one whose first attempt has failed: that has not ended");
  fixture->n_good = 2;
  first = core_add_task (fixture->manager, new_task (fixture, 2, 0));
  while (bg_task_manager_get_n_running (fixture->manager) > 0 || g_atomic_int_get (&fixture->n_called) == 0)
    g_thread_yield ();
  second = bg_task_manager_add_task (fixture->manager, core_body_nothing, NULL, NULL, 0, NULL, &first, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (second, ==, 2);
  core_watch_run (fixture->watch, 2);
  core_assert_log (fixture->watch, "+1 =g +2");
}

static void
test_stop_while_it_is_decided (Fixture       *fixture,
                               gconstpointer  user_data)
{
  g_autoptr (BgRetryPolicy) retry = NULL;
  BgTask *task = new_task (fixture, 1, 0);

  retry = bg_retry_policy_new_for_errors (9, BG_BACKOFF_CONSTANT, 0, 0, 0, stop_and_go_on, NULL, NULL);
  bg_task_set_retry (task, retry);
  core_add_task (fixture->manager, task);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "/1 =g");
}

static void
test_inherited_failure_is_not_retried (Fixture       *fixture,
                                       gconstpointer  user_data)
{
  BgTask *task = new_task (fixture, 5, 0);

  bg_task_manager_pause_processing (fixture->manager);
  bg_task_add_upstream (task, core_add (fixture->manager, core_work_fail, NULL, NULL));
  core_add_task (fixture->manager, task);
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 2);
  g_assert_cmpuint (fixture->watch->n_failed, ==, 2);
  g_assert_cmpuint (fixture->n_called, ==, 0);
}

static void
test_discard_ends_it (Fixture       *fixture,
                      gconstpointer  user_data)
{
  g_autoptr (BgTask) task = await_delay (fixture, 0);

  bg_task_manager_shut_down (fixture->manager);
  bg_test_drain (NULL);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_STOPPED);
}

static void
test_gives_resources_back (Fixture       *fixture,
                           gconstpointer  user_data)
{
  BgTask *task = new_task (fixture, 3, 3600 * 1000);

  bg_task_manager_set_resource_limit (fixture->manager, "disk", 1);
  bg_task_add_resource (task, "disk");
  core_add_task (fixture->manager, g_object_ref (task));
  bg_test_run_until (NULL, is_delayed, task);
  g_assert_cmpuint (bg_task_manager_get_resource_usage (fixture->manager, "disk"), ==, 0);
  g_object_unref (task);
}

static void
test_in_an_executor (Fixture       *fixture,
                     gconstpointer  user_data)
{
  g_autoptr (BgExecutor) executor = bg_inline_executor_new ();
  BgTask *task = new_task (fixture, 5, 0);

  fixture->n_good = 4;
  bg_task_set_executor (task, executor);
  core_add_task (fixture->manager, task);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+1 =g");
  g_assert_cmpuint (fixture->n_called, ==, 4);
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    user_data)
{
  *(guint *) user_data += 1;
}

static void
test_properties (Fixture       *fixture,
                 gconstpointer  user_data)
{
  g_autoptr (BgTask) task = new_task (fixture, 2, 0);
  g_autoptr (BgRetryPolicy) retry = NULL;
  guint n = 0, attempt = 0;

  g_object_get (task, "retry", &retry, "attempt", &attempt, NULL);
  g_assert_true (retry == bg_task_get_retry (task));
  g_assert_cmpuint (attempt, ==, 1);
  g_signal_connect (task, "notify::retry", G_CALLBACK (count_cb), &n);
  bg_task_set_retry (task, retry);
  g_object_set (task, "retry", NULL, NULL);
  g_assert_cmpuint (n, ==, 1);
  g_object_set (task, "retry", retry, NULL);

  n = 0;
  g_signal_connect (task, "notify::attempt", G_CALLBACK (count_cb), &n);
  core_add_task (fixture->manager, g_object_ref (task));
  core_watch_run (fixture->watch, 1);
  bg_test_drain (NULL);
  g_assert_cmpuint (n, ==, 1);
}

#define ADD(path, func) g_test_add ("/task/retry/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("succeeds-at-last", test_succeeds_at_last);
  ADD ("fails-in-the-end", test_fails_in_the_end);
  ADD ("upstream-that-is-tried-again", test_upstream_that_is_tried_again);
  ADD ("holds-nothing-while-it-waits", test_holds_nothing_while_it_waits);
  ADD ("stop-while-it-waits", test_stop_while_it_waits);
  ADD ("deadline-is-for-all-attempts", test_deadline_is_for_all_attempts);
  ADD ("asks-whether-the-error-is-worth-it", test_asks_whether_the_error_is_worth_it);
  ADD ("stop-while-it-is-decided", test_stop_while_it_is_decided);
  ADD ("inherited-failure-is-not-retried", test_inherited_failure_is_not_retried);
  ADD ("discard-ends-it", test_discard_ends_it);
  ADD ("gives-resources-back", test_gives_resources_back);
  ADD ("in-an-executor", test_in_an_executor);
  ADD ("properties", test_properties);
  return g_test_run ();
}
