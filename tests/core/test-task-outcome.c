/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

/* One manager with one thread, and one task that is looked at. */
typedef struct
{
  BgTaskManager *manager;
  CoreWatch     *watch;
  BgTask        *task;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->manager = core_manager_new (1);
  fixture->watch = core_watch_new (fixture->manager);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  if (fixture->task != NULL)
    g_assert_finalize_object (fixture->task);
  core_watch_free (fixture->watch);
  core_end (fixture->manager);
}

static void
run (Fixture    *fixture,
     BgTaskFunc  func,
     gpointer    user_data)
{
  fixture->task = bg_task_new (func, user_data, NULL);
  core_add_task (fixture->manager, g_object_ref (fixture->task));
  core_watch_run (fixture->watch, 1);
}

static gboolean
return_kind (BgTask        *task,
             GCancellable  *cancellable,
             gpointer       user_data,
             GError       **error)
{
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  GValue value = G_VALUE_INIT;

  switch (GPOINTER_TO_INT (user_data))
    {
    case 0:
      bg_task_return_pointer (task, &return_kind);
      break;
    case 1:
      bg_task_return_object (task, object);
      break;
    case 2:
      bg_task_return_boolean (task, TRUE);
      break;
    case 3:
      bg_task_return_int (task, G_MININT);
      break;
    case 4:
      bg_task_return_int64 (task, G_MAXINT64);
      break;
    case 5:
      bg_task_return_double (task, 0.25);
      break;
    case 6:
      bg_task_return_string (task, "text");
      break;
    case 7:
      bg_task_return_variant (task, g_variant_new_string ("variant"));
      break;
    case 8:
      g_value_init (&value, G_TYPE_STRV);
      g_value_take_boxed (&value, g_strsplit ("a b", " ", -1));
      bg_task_return_value (task, &value);
      g_value_unset (&value);
      break;
    case 9:
      bg_task_return_value (task, NULL);
      break;
    default:
      bg_task_return_value (task, &value);
      break;
    }
  return TRUE;
}

static void
check_kind (BgTask *task,
            int     kind)
{
  const GValue *result = bg_task_get_result (task);

  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_COMPLETED);
  if (kind >= 9)
    {
      g_assert_null (result);
      return;
    }
  g_assert_nonnull (result);
  switch (kind)
    {
    case 0:
      g_assert_true (g_value_get_pointer (result) == &return_kind);
      break;
    case 1:
      g_assert_cmpuint (G_OBJECT (g_value_get_object (result))->ref_count, ==, 1);
      break;
    case 2:
      g_assert_true (g_value_get_boolean (result));
      break;
    case 3:
      g_assert_cmpint (g_value_get_int (result), ==, G_MININT);
      break;
    case 4:
      g_assert_cmpint (g_value_get_int64 (result), ==, G_MAXINT64);
      break;
    case 5:
      g_assert_cmpfloat (g_value_get_double (result), ==, 0.25);
      break;
    case 6:
      g_assert_cmpstr (g_value_get_string (result), ==, "text");
      break;
    case 7:
      g_assert_cmpstr (g_variant_get_string (g_value_get_variant (result), NULL), ==, "variant");
      break;
    default:
      g_assert_cmpuint (g_strv_length (g_value_get_boxed (result)), ==, 2);
    }
}

static void
compare_result_cb (BgTaskManager *manager,
                   guint64        id,
                   const char    *group,
                   const GValue  *result,
                   gpointer       user_data)
{
  g_autoptr (BgTask) task = bg_task_manager_dup_task (manager, id);
  const GValue *own = bg_task_get_result (task);
  g_autofree char *said = g_strdup_value_contents (result);
  g_autofree char *kept = own != NULL ? g_strdup_value_contents (own) : g_strdup ("NULL");

  g_assert_cmpstr (said, ==, kept);
  if (own == NULL)
    g_assert_true (G_VALUE_HOLDS_POINTER (result) && g_value_get_pointer (result) == NULL);
  (*(guint *) user_data)++;
}

static void
test_results (Fixture       *fixture,
              gconstpointer  user_data)
{
  guint n = 0;

  g_signal_connect (fixture->manager, "task-completed", G_CALLBACK (compare_result_cb), &n);
  for (int kind = 0; kind <= 10; kind++)
    {
      run (fixture, return_kind, GINT_TO_POINTER (kind));
      g_assert_cmpuint (n, ==, (guint) kind + 1);
      check_kind (fixture->task, kind);
      g_assert_finalize_object (g_steal_pointer (&fixture->task));
    }
  g_signal_handlers_disconnect_by_data (fixture->manager, &n);
}

static gboolean
return_empty (BgTask        *task,
              GCancellable  *cancellable,
              gpointer       user_data,
              GError       **error)
{
  switch (GPOINTER_TO_INT (user_data))
    {
    case 0:
      bg_task_return_object (task, NULL);
      break;
    case 1:
      bg_task_return_string (task, NULL);
      break;
    default:
      bg_task_return_variant (task, NULL);
      break;
    }
  return TRUE;
}

static void
test_empty_results (Fixture       *fixture,
                    gconstpointer  user_data)
{
  const GType types[] = { G_TYPE_OBJECT, G_TYPE_STRING, G_TYPE_VARIANT };

  for (int kind = 0; kind < 3; kind++)
    {
      run (fixture, return_empty, GINT_TO_POINTER (kind));
      g_assert_true (G_VALUE_HOLDS (bg_task_get_result (fixture->task), types[kind]));
      g_assert_finalize_object (g_steal_pointer (&fixture->task));
    }
}

static void
test_failure (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autoptr (GError) error = NULL;

  run (fixture, core_body_fail, NULL);
  g_assert_cmpint (bg_task_get_state (fixture->task), ==, BG_TASK_STATE_FAILED);
  g_assert_true (bg_task_is_ended (fixture->task));
  error = bg_task_dup_error (fixture->task);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "it broke");
  g_assert_null (bg_task_get_result (fixture->task));
  g_assert_cmpuint (bg_task_get_failed_upstream (fixture->task), ==, 0);
}

static gboolean
misbehave (BgTask        *task,
           GCancellable  *cancellable,
           gpointer       user_data,
           GError       **error)
{
  g_autoptr (GError) empty = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "");

  switch (GPOINTER_TO_INT (user_data))
    {
    case 0:                     /* FALSE without an error */
      return FALSE;
    case 1:                     /* an empty message */
      g_propagate_error (error, g_steal_pointer (&empty));
      return FALSE;
    case 2:                     /* likewise, reported */
      bg_task_return_error (task, empty);
      return TRUE;
    case 3:                     /* no error at all */
      bg_task_return_failure (task, NULL, NULL);
      return TRUE;
    case 4:                     /* TRUE with an error */
      g_propagate_error (error, g_steal_pointer (&empty));
      return TRUE;
    default:
      return TRUE;
    }
}

static void
test_every_failure_says_something (Fixture       *fixture,
                                   gconstpointer  user_data)
{
  const BgTaskState states[] = {
    BG_TASK_STATE_FAILED, BG_TASK_STATE_FAILED, BG_TASK_STATE_FAILED, BG_TASK_STATE_FAILED,
    BG_TASK_STATE_COMPLETED, BG_TASK_STATE_COMPLETED,
  };

  for (guint kind = 0; kind < G_N_ELEMENTS (states); kind++)
    {
      g_autoptr (GError) error = NULL;

      run (fixture, misbehave, GUINT_TO_POINTER (kind));
      g_assert_cmpint (bg_task_get_state (fixture->task), ==, states[kind]);
      error = bg_task_dup_error (fixture->task);
      if (kind == 0 || kind == 3)
        g_assert_error (error, BG_ERROR, BG_ERROR_FAILED);
      else if (kind < 4)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
      else
        g_assert_no_error (error);
      if (error != NULL)
        g_assert_cmpuint (strlen (error->message), >, 10);
      g_assert_finalize_object (g_steal_pointer (&fixture->task));
    }
}

static gboolean
report_twice (BgTask        *task,
              GCancellable  *cancellable,
              gpointer       user_data,
              GError       **error)
{
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);

  g_test_expect_message ("taskmgr", G_LOG_LEVEL_MESSAGE, "Task 1*outcome already*");
  if (GPOINTER_TO_INT (user_data) == 2)
    {
      bg_task_return_int (task, 1);
      return core_body_fail (task, cancellable, NULL, error);
    }
  if (GPOINTER_TO_INT (user_data) == 1)
    bg_task_return_failure (task, NULL, "first");
  else
    bg_task_return_int (task, 1);
  bg_task_return_object (task, object);
  g_test_assert_expected_messages ();
  return TRUE;
}

static void
test_first_outcome_counts (Fixture       *fixture,
                           gconstpointer  user_data)
{
  int kind = GPOINTER_TO_INT (user_data);

  g_test_summary ("A9.6: a second outcome changes nothing, and is complained of");
  run (fixture, report_twice, (gpointer) user_data);
  g_test_assert_expected_messages ();
  if (kind == 1)
    g_assert_cmpint (bg_task_get_state (fixture->task), ==, BG_TASK_STATE_FAILED);
  else
    g_assert_cmpint (g_value_get_int (bg_task_get_result (fixture->task)), ==, 1);
}

static void
traceback_cb (BgTaskManager  *manager,
              guint64         id,
              const char     *group,
              const GError   *error,
              const char     *traceback,
              char          **text)
{
  g_free (*text);
  *text = g_strdup (traceback);
}

static gboolean
fail_somewhere (BgTask        *task,
                GCancellable  *cancellable,
                gpointer       user_data,
                GError       **error)
{
  g_autoptr (GError) why = g_error_new_literal (BG_ERROR, BG_ERROR_SCRIPT, "ZeroDivisionError");

  bg_task_return_failure (task, why, user_data);
  return TRUE;
}

static void
test_traceback (Fixture       *fixture,
                gconstpointer  user_data)
{
  g_autofree char *text = NULL;

  g_signal_connect (fixture->manager, "task-failed", G_CALLBACK (traceback_cb), &text);
  run (fixture, fail_somewhere, (gpointer) "line 7, in divide");
  g_assert_cmpstr (text, ==, "line 7, in divide");
  g_assert_finalize_object (g_steal_pointer (&fixture->task));
  run (fixture, fail_somewhere, NULL);
  g_assert_cmpstr (text, ==, "Task 2 failed: ZeroDivisionError");
  g_signal_handlers_disconnect_by_data (fixture->manager, &text);
}

static void
test_hold_and_report_later (Fixture       *fixture,
                            gconstpointer  user_data)
{
  fixture->task = bg_task_new (core_body_hold, NULL, NULL);
  core_add_task (fixture->manager, g_object_ref (fixture->task));
  /* The only thread is free for another one meanwhile. */
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+2");
  g_assert_cmpint (bg_task_get_state (fixture->task), ==, BG_TASK_STATE_RUNNING);
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, 1);

  bg_task_return_string (fixture->task, "late");
  g_assert_cmpint (bg_task_get_state (fixture->task), ==, BG_TASK_STATE_RUNNING);
  g_assert_null (bg_task_get_result (fixture->task));
  core_watch_run (fixture->watch, 1);
  g_assert_cmpstr (g_value_get_string (bg_task_get_result (fixture->task)), ==, "late");
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, 0);
}

static gpointer
report_thread (gpointer data)
{
  bg_task_return_int (data, 42);
  g_object_unref (data);
  return NULL;
}

static gboolean
hold_for_thread (BgTask        *task,
                 GCancellable  *cancellable,
                 gpointer       user_data,
                 GError       **error)
{
  bg_task_hold (task);
  g_thread_unref (g_thread_new ("reporter", report_thread, g_object_ref (task)));
  return TRUE;
}

/* The report may come before the body has returned, in between, or after. */
static void
test_hold_reported_by_a_thread (Fixture       *fixture,
                                gconstpointer  user_data)
{
  for (guint i = core_count (200, 5000); i > 0; i--)
    {
      g_autoptr (BgTask) task = bg_task_new (hold_for_thread, NULL, NULL);

      core_add_task (fixture->manager, g_object_ref (task));
      core_watch_run (fixture->watch, 1);
      g_assert_cmpint (g_value_get_int (bg_task_get_result (task)), ==, 42);
    }
}

static gboolean
report_and_hold (BgTask        *task,
                 GCancellable  *cancellable,
                 gpointer       user_data,
                 GError       **error)
{
  if (GPOINTER_TO_INT (user_data) == 0)
    bg_task_return_int (task, 1);
  bg_task_hold (task);
  if (GPOINTER_TO_INT (user_data) == 1)
    bg_task_return_int (task, 1);
  return GPOINTER_TO_INT (user_data) != 2;
}

/* A body that both reports and holds has reported; one that holds and fails has failed. */
static void
test_hold_does_not_outweigh_an_outcome (Fixture       *fixture,
                                        gconstpointer  user_data)
{
  for (int kind = 0; kind < 3; kind++)
    {
      run (fixture, report_and_hold, GINT_TO_POINTER (kind));
      g_assert_cmpint (bg_task_get_state (fixture->task), ==,
                       kind == 2 ? BG_TASK_STATE_FAILED : BG_TASK_STATE_COMPLETED);
      g_assert_finalize_object (g_steal_pointer (&fixture->task));
    }
}

static void
test_held_reports_twice (Fixture       *fixture,
                         gconstpointer  user_data)
{
  fixture->task = bg_task_new (core_body_hold, NULL, NULL);
  core_add_task (fixture->manager, g_object_ref (fixture->task));
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_watch_run (fixture->watch, 1);
  bg_task_return_int (fixture->task, 1);
  g_test_expect_message ("taskmgr", G_LOG_LEVEL_MESSAGE, "Task 1*outcome already*");
  bg_task_return_string (fixture->task, "second");
  g_test_assert_expected_messages ();
  core_watch_run (fixture->watch, 1);
  g_assert_cmpint (g_value_get_int (bg_task_get_result (fixture->task)), ==, 1);
  /* After the end nobody is interested. */
  bg_task_return_int (fixture->task, 3);
  g_assert_cmpint (g_value_get_int (bg_task_get_result (fixture->task)), ==, 1);
}

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/task/result/of-every-kind", NULL, test_results);
  ADD ("/task/result/empty-of-every-kind", NULL, test_empty_results);
  ADD ("/task/failure/keeps-the-error", NULL, test_failure);
  ADD ("/task/failure/always-says-something", NULL, test_every_failure_says_something);
  ADD ("/task/failure/traceback", NULL, test_traceback);
  ADD ("/task/second-outcome/result-after-result", GINT_TO_POINTER (0), test_first_outcome_counts);
  ADD ("/task/second-outcome/result-after-error", GINT_TO_POINTER (1), test_first_outcome_counts);
  ADD ("/task/second-outcome/failure-after-result", GINT_TO_POINTER (2), test_first_outcome_counts);
  ADD ("/task/hold/reported-later", NULL, test_hold_and_report_later);
  ADD ("/task/hold/reported-by-a-thread", NULL, test_hold_reported_by_a_thread);
  ADD ("/task/hold/does-not-outweigh-an-outcome", NULL, test_hold_does_not_outweigh_an_outcome);
  ADD ("/task/hold/reported-twice", NULL, test_held_reports_twice);
  return g_test_run ();
}
