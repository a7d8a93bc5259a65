/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Results that are handed over several at once. */

#include "config.h"

#include "core-test.h"

#define N_TASKS 1000

typedef struct
{
  BgTaskManager *manager;
  BgTestGate    *gate;
  GArray        *numbers;       /* in the order in which they came */
  guint          n_results;
  guint          n_calls;
  guint          n_signals;
  guint          n_freed;
  gboolean       stops;
} Fixture;

static void
take_results (BgTaskManager      *manager,
              const BgTaskResult *results,
              gsize               n_results,
              gpointer            user_data)
{
  Fixture *fixture = user_data;

  fixture->n_calls++;
  for (gsize i = 0; i < n_results; i++)
    {
      int number = G_VALUE_HOLDS_INT (&results[i].value) ? g_value_get_int (&results[i].value) : -1;

      g_assert_cmpuint (results[i].id, !=, 0);
      g_array_append_val (fixture->numbers, number);
    }
  fixture->n_results += (guint) n_results;
  if (fixture->stops)
    bg_task_manager_stop_all_tasks (manager);
}

static void
count_freed (gpointer user_data)
{
  ((Fixture *) user_data)->n_freed++;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->manager = core_manager_new (1);
  fixture->gate = bg_test_gate_new ();
  fixture->numbers = g_array_new (FALSE, FALSE, sizeof (int));
  bg_task_manager_set_results_func (fixture->manager, take_results, fixture, count_freed);
  bg_task_manager_start_processing (fixture->manager);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  bg_test_gate_open (fixture->gate);
  core_end (fixture->manager);
  g_assert_cmpuint (fixture->n_freed, ==, 1);
  g_array_unref (fixture->numbers);
  bg_test_gate_unref (fixture->gate);
}

static gboolean
return_number (gpointer       user_data,
               GCancellable  *cancellable,
               GValue        *result,
               GError       **error)
{
  g_value_init (result, G_TYPE_INT);
  g_value_set_int (result, GPOINTER_TO_INT (user_data));
  return TRUE;
}

static gboolean
run_task (BgTask        *task,
          GCancellable  *cancellable,
          gpointer       user_data,
          GError       **error)
{
  return TRUE;
}

static gboolean
return_nothing (gpointer       user_data,
                GCancellable  *cancellable,
                GValue        *result,
                GError       **error)
{
  return TRUE;
}

static gboolean
pass_gate (gpointer       user_data,
           GCancellable  *cancellable,
           GValue        *result,
           GError       **error)
{
  bg_test_gate_pass (user_data);
  return TRUE;
}

static gboolean
fail (gpointer       user_data,
      GCancellable  *cancellable,
      GValue        *result,
      GError       **error)
{
  g_set_error_literal (error, BG_ERROR, BG_ERROR_FAILED, "as told");
  return FALSE;
}

static guint64
add (Fixture    *fixture,
     BgWorkFunc  func,
     gpointer    data)
{
  return bg_task_manager_add_work (fixture->manager, func, data, NULL, 0, NULL, NULL, 0, NULL);
}

static void
count_signal_cb (Fixture *fixture)
{
  fixture->n_signals++;
}

/* All have ended, and none was handed over yet. */
static void
have_them_end (Fixture *fixture,
               guint    n)
{
  for (guint i = 0; i < n; i++)
    add (fixture, return_number, GINT_TO_POINTER ((int) i));
  add (fixture, pass_gate, fixture->gate);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  bg_test_gate_open (fixture->gate);
}

static void
test_several_at_once_in_their_order (Fixture       *fixture,
                                     gconstpointer  user_data)
{
  have_them_end (fixture, N_TASKS);
  bg_test_run_until_count (NULL, &fixture->n_results, N_TASKS + 1);

  g_assert_cmpuint (fixture->n_calls, <, N_TASKS / 2);
  for (int i = 0; i < N_TASKS; i++)
    g_assert_cmpint (g_array_index (fixture->numbers, int, i), ==, i);
  g_assert_cmpint (g_array_index (fixture->numbers, int, N_TASKS), ==, -1);
}

static void
test_alone_beside_a_handler (Fixture       *fixture,
                             gconstpointer  user_data)
{
  g_signal_connect_swapped (fixture->manager, "task-completed", G_CALLBACK (count_signal_cb), fixture);
  have_them_end (fixture, 100);
  bg_test_run_until_count (NULL, &fixture->n_results, 101);

  g_assert_cmpuint (fixture->n_calls, ==, 101);
  bg_test_run_until_count (NULL, &fixture->n_signals, 101);
}

typedef struct
{
  Fixture *fixture;
  guint    n_results_at_start;
} Dependent;

/* In a worker: the results of the upstream have been told. */
static gboolean
note_results (gpointer       user_data,
              GCancellable  *cancellable,
              GValue        *result,
              GError       **error)
{
  Dependent *self = user_data;

  self->n_results_at_start = self->fixture->n_results;
  return TRUE;
}

static void
test_before_dependents_start (Fixture       *fixture,
                              gconstpointer  user_data)
{
  Dependent dependent = { .fixture = fixture };
  guint64 upstream = add (fixture, return_number, GINT_TO_POINTER (7));

  bg_task_manager_add_work (fixture->manager, note_results, &dependent, NULL, 0, NULL, &upstream, 1, NULL);
  bg_test_run_until_count (NULL, &fixture->n_results, 2);
  g_assert_cmpuint (dependent.n_results_at_start, ==, 1);
}

static void
test_groups_and_objects_too (Fixture       *fixture,
                             gconstpointer  user_data)
{
  BgTask *task = bg_task_new (run_task, NULL, NULL);

  bg_task_manager_add_work (fixture->manager, return_number, GINT_TO_POINTER (1), NULL, 0, "letters", NULL, 0, NULL);
  g_assert_cmpuint (bg_task_manager_add (fixture->manager, task, NULL), !=, 0);
  add (fixture, return_nothing, NULL);
  bg_test_run_until_count (NULL, &fixture->n_results, 3);
  g_object_unref (task);
}

static void
test_failures_by_their_signal (Fixture       *fixture,
                               gconstpointer  user_data)
{
  g_signal_connect_swapped (fixture->manager, "task-failed", G_CALLBACK (count_signal_cb), fixture);
  add (fixture, return_nothing, NULL);
  add (fixture, fail, NULL);
  add (fixture, return_nothing, NULL);
  bg_test_run_until_count (NULL, &fixture->n_results, 2);
  bg_test_run_until_count (NULL, &fixture->n_signals, 1);
  g_assert_cmpuint (fixture->n_results, ==, 2);
}

/* What is stopped from the function arrives no more, but for what it was given already. */
static void
test_stopping_from_the_function (Fixture       *fixture,
                                 gconstpointer  user_data)
{
  guint n_calls;

  fixture->stops = TRUE;
  have_them_end (fixture, N_TASKS);
  bg_test_run_until_count (NULL, &fixture->n_results, 1);
  bg_test_drain (NULL);
  n_calls = fixture->n_calls;
  g_assert_cmpuint (n_calls, ==, 1);
  g_assert_cmpuint (fixture->n_results, <, N_TASKS);
}

static void
test_another_function (Fixture       *fixture,
                       gconstpointer  user_data)
{
  bg_task_manager_set_results_func (fixture->manager, NULL, NULL, NULL);
  g_assert_cmpuint (fixture->n_freed, ==, 1);
  fixture->n_freed = 0;
  bg_task_manager_set_results_func (fixture->manager, take_results, fixture, count_freed);
  add (fixture, return_nothing, NULL);
  bg_test_run_until_count (NULL, &fixture->n_results, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/task-manager/results" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/several-at-once-in-their-order", test_several_at_once_in_their_order);
  ADD ("/alone-beside-a-handler", test_alone_beside_a_handler);
  ADD ("/before-dependents-start", test_before_dependents_start);
  ADD ("/groups-and-objects-too", test_groups_and_objects_too);
  ADD ("/failures-by-their-signal", test_failures_by_their_signal);
  ADD ("/stopping-from-the-function", test_stopping_from_the_function);
  ADD ("/another-function", test_another_function);
#undef ADD

  return g_test_run ();
}
