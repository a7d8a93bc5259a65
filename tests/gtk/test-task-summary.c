/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bg-gtk-task-summary-private.h"

#include <math.h>

#include "bg-gtk-test-tasks.h"

typedef struct
{
  BgGtkTestTasks    tasks;
  BgGtkTaskSummary *summary;
  guint             n_changes;
} Fixture;

static void
changed_cb (BgGtkTaskSummary *summary,
            guint            *n_changes)
{
  (*n_changes)++;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  bg_gtk_test_tasks_set_up (&fixture->tasks, 2);
  fixture->summary = bg_gtk_task_summary_new (fixture->tasks.manager);
  g_signal_connect (fixture->summary, "changed", G_CALLBACK (changed_cb), &fixture->n_changes);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->summary);
  bg_gtk_test_tasks_tear_down (&fixture->tasks);
}

static void
assert_text (Fixture    *fixture,
             const char *expected)
{
  g_autofree char *text = bg_gtk_task_summary_dup_text (fixture->summary);

  g_assert_cmpstr (text, ==, expected);
}

static gboolean
has_text (Fixture    *fixture,
          const char *expected)
{
  g_autofree char *text = bg_gtk_task_summary_dup_text (fixture->summary);

  return g_str_equal (text, expected);
}

static gboolean
has_fraction (Fixture *fixture,
              double   expected)
{
  return fabs (bg_gtk_task_summary_get_fraction (fixture->summary) - expected) < 0.0001;
}

static void
test_idle (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_true (bg_gtk_task_summary_get_manager (fixture->summary) == fixture->tasks.manager);
  g_assert_true (bg_gtk_task_summary_is_idle (fixture->summary));
  g_assert_false (bg_gtk_task_summary_is_paused (fixture->summary));
  g_assert_true (has_fraction (fixture, 0.0));
  assert_text (fixture, "Nothing to do");
  bg_test_drain (NULL);
  g_assert_cmpuint (fixture->n_changes, ==, 0);
}

static void
test_no_manager (void)
{
  BgGtkTaskSummary *summary = bg_gtk_task_summary_new (NULL);
  g_autofree char *text = bg_gtk_task_summary_dup_text (summary);

  g_assert_null (bg_gtk_task_summary_get_manager (summary));
  g_assert_true (bg_gtk_task_summary_is_idle (summary));
  g_assert_false (bg_gtk_task_summary_is_paused (summary));
  g_assert_cmpuint (g_list_model_get_n_items (bg_gtk_task_summary_get_tasks (summary)), ==, 0);
  g_assert_cmpuint (bg_gtk_task_summary_get_n_failed (summary), ==, 0);
  g_assert_cmpfloat (bg_gtk_task_summary_get_fraction (summary), ==, 0.0);
  g_assert_cmpstr (text, ==, "Nothing to do");
  g_assert_finalize_object (summary);
}

static void
test_grows_once (Fixture       *fixture,
                 gconstpointer  data)
{
  BgTask *first = bg_gtk_test_tasks_hold (&fixture->tasks, "first");
  BgTask *second = bg_gtk_test_tasks_hold (&fixture->tasks, "second");

  bg_gtk_test_run_until (has_text (fixture, "2 running"));
  g_assert_true (has_fraction (fixture, 0.0));
  bg_gtk_test_tasks_settle (&fixture->tasks, first);
  bg_gtk_test_run_until (has_text (fixture, "1 running"));
  g_assert_true (has_fraction (fixture, 0.5));
  bg_gtk_test_tasks_settle (&fixture->tasks, second);
  bg_gtk_test_run_until (bg_gtk_task_summary_is_idle (fixture->summary));
  assert_text (fixture, "Nothing to do");
  g_assert_true (has_fraction (fixture, 0.0));
}

static void
test_begins_anew (Fixture       *fixture,
                  gconstpointer  data)
{
  for (guint i = 0; i < 3; i++)
    {
      BgTask *task = bg_gtk_test_tasks_hold (&fixture->tasks, "again");

      bg_gtk_test_run_until (!bg_gtk_task_summary_is_idle (fixture->summary));
      g_assert_true (has_fraction (fixture, 0.0));
      bg_gtk_test_tasks_settle (&fixture->tasks, task);
      bg_gtk_test_run_until (bg_gtk_task_summary_is_idle (fixture->summary));
    }
}

static void
test_progress_of_few (Fixture       *fixture,
                      gconstpointer  data)
{
  BgTask *first = bg_gtk_test_tasks_hold (&fixture->tasks, "first");
  BgTask *second = bg_gtk_test_tasks_hold (&fixture->tasks, "second");
  guint n_before;

  bg_test_drain (NULL);
  n_before = fixture->n_changes;
  bg_task_report_progress (first, 0.5, NULL);
  bg_gtk_test_run_until (fixture->n_changes > n_before);
  g_assert_true (has_fraction (fixture, 0.25));
  bg_gtk_test_tasks_settle (&fixture->tasks, first);
  bg_task_report_progress (second, 0.5, NULL);
  bg_gtk_test_run_until (has_fraction (fixture, 0.75));
  bg_gtk_test_tasks_settle (&fixture->tasks, second);
}

static void
test_many (Fixture       *fixture,
           gconstpointer  data)
{
  BgTask *first = bg_gtk_test_tasks_hold (&fixture->tasks, "first");
  BgTask *last;
  GListModel *tasks = bg_gtk_task_summary_get_tasks (fixture->summary);
  guint n_before;

  g_test_summary ("Of many tasks only the first few are listened to");

  for (guint i = 0; i < 998; i++)
    bg_gtk_test_tasks_queue_after (&fixture->tasks, "waiting", first);
  last = bg_gtk_test_tasks_hold (&fixture->tasks, "last");
  bg_gtk_test_run_until (g_list_model_get_n_items (tasks) == 1000);
  bg_test_drain (NULL);
  assert_text (fixture, "2 running, 998 waiting");
  g_assert_true (has_fraction (fixture, 0.0));

  n_before = fixture->n_changes;
  bg_task_report_progress (last, 0.9, NULL);
  bg_test_drain (NULL);
  g_assert_cmpuint (fixture->n_changes, ==, n_before);
  bg_task_report_progress (first, 0.9, NULL);
  bg_gtk_test_run_until (fixture->n_changes > n_before);
  g_assert_true (has_fraction (fixture, 0.0009));

  bg_task_manager_stop_all_tasks (fixture->tasks.manager);
  bg_gtk_test_run_until (bg_gtk_task_summary_is_idle (fixture->summary));
}

static void
test_paused (Fixture       *fixture,
             gconstpointer  data)
{
  BgTask *task;

  bg_task_manager_pause_processing (fixture->tasks.manager);
  bg_test_drain (NULL);
  g_assert_false (bg_gtk_task_summary_is_paused (fixture->summary));
  task = bg_gtk_test_tasks_queue (&fixture->tasks, "waiting");
  bg_gtk_test_run_until (has_text (fixture, "Paused, 1 waiting"));
  g_assert_true (bg_gtk_task_summary_is_paused (fixture->summary));

  bg_task_manager_start_processing (fixture->tasks.manager);
  bg_test_gate_await_arrivals (fixture->tasks.gate, 1);
  assert_text (fixture, "1 running");
  g_assert_false (bg_gtk_task_summary_is_paused (fixture->summary));
  bg_gtk_test_tasks_settle (&fixture->tasks, task);
}

static void
test_failures (Fixture       *fixture,
               gconstpointer  data)
{
  bg_gtk_test_tasks_fail (&fixture->tasks, "failing", "no luck");
  bg_gtk_test_run_until (has_text (fixture, "1 failed"));
  g_assert_cmpuint (bg_gtk_task_summary_get_n_failed (fixture->summary), ==, 1);
  bg_gtk_failure_list_clear (bg_gtk_task_summary_get_failures (fixture->summary));
  assert_text (fixture, "Nothing to do");
}

static void
test_of_busy_manager (Fixture       *fixture,
                      gconstpointer  data)
{
  BgTask *task = bg_gtk_test_tasks_hold (&fixture->tasks, "running");
  BgGtkTaskSummary *late = bg_gtk_task_summary_new (fixture->tasks.manager);
  g_autofree char *text = bg_gtk_task_summary_dup_text (late);

  g_assert_false (bg_gtk_task_summary_is_idle (late));
  g_assert_cmpstr (text, ==, "1 running");
  g_assert_finalize_object (late);
  bg_gtk_test_tasks_settle (&fixture->tasks, task);
}

static void
add (const char *path,
     void      (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/task-summary/no-manager", test_no_manager);
  add ("/task-summary/idle", test_idle);
  add ("/task-summary/fraction/grows-once", test_grows_once);
  add ("/task-summary/fraction/begins-anew", test_begins_anew);
  add ("/task-summary/fraction/progress-of-few", test_progress_of_few);
  add ("/task-summary/fraction/many", test_many);
  add ("/task-summary/text/paused", test_paused);
  add ("/task-summary/text/failures", test_failures);
  add ("/task-summary/of-busy-manager", test_of_busy_manager);

  return g_test_run ();
}
