/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Waiting for one task or many. */

#include "config.h"

#include "core-test.h"

typedef struct
{
  BgTaskManager *manager;
  CoreWatch     *watch;
  BgTestGate    *gate;
  GPtrArray     *tasks;         /* by the last asynchronous wait */
  GError        *error;
  guint          n_done;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->manager = core_manager_new (2);
  fixture->watch = core_watch_new (fixture->manager);
  fixture->gate = bg_test_gate_new ();
  bg_task_manager_start_processing (fixture->manager);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  bg_test_gate_open (fixture->gate);
  g_clear_pointer (&fixture->tasks, g_ptr_array_unref);
  g_clear_error (&fixture->error);
  core_watch_free (fixture->watch);
  core_end (fixture->manager);
  bg_test_gate_unref (fixture->gate);
}

static gboolean
return_number (BgTask        *task,
               GCancellable  *cancellable,
               gpointer       number,
               GError       **error)
{
  bg_task_return_int (task, GPOINTER_TO_INT (number));
  return TRUE;
}

static int
get_number (GPtrArray *tasks,
            guint      i)
{
  return g_value_get_int (bg_task_get_result (g_ptr_array_index (tasks, i)));
}

static void
test_results_in_the_order_asked_for (Fixture       *fixture,
                                     gconstpointer  user_data)
{
  g_autoptr (GPtrArray) tasks = NULL;
  g_autoptr (GError) error = NULL;
  guint64 ids[5];

  g_test_summary ("A10.4: results in the given order, and the owner's loop goes on");
  for (int i = 0; i < 5; i++)
    ids[i] = bg_task_manager_add_task (fixture->manager, return_number, GINT_TO_POINTER (i), NULL, i, NULL, NULL, 0, NULL);
  tasks = bg_task_manager_wait (fixture->manager, ids, 5, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tasks->len, ==, 5);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (get_number (tasks, i), ==, (int) i);
  g_assert_cmpuint (fixture->watch->n_completed, ==, 5);
}

static void
test_zero_polls (Fixture       *fixture,
                 gconstpointer  user_data)
{
  guint64 id = core_add (fixture->manager, core_work_pass, fixture->gate, NULL);
  g_autoptr (GPtrArray) tasks = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("A10.4: a timeout of 0 looks, and does not wait for ever");
  tasks = bg_task_manager_wait (fixture->manager, &id, 1, 0, &error);
  g_assert_null (tasks);
  g_assert_error (error, BG_ERROR, BG_ERROR_TIMED_OUT);
  g_assert_cmpstr (error->message, ==, "1 of 1 tasks had not ended when the time was up");
  g_clear_error (&error);
  tasks = bg_task_manager_wait (fixture->manager, &id, 1, 1, &error);
  g_assert_error (error, BG_ERROR, BG_ERROR_TIMED_OUT);
}

static void
test_every_end_counts (Fixture       *fixture,
                       gconstpointer  user_data)
{
  g_autoptr (GPtrArray) tasks = NULL;
  g_autoptr (GError) error = NULL;
  guint64 ids[3];

  ids[0] = core_add (fixture->manager, core_work_fail, NULL, NULL);
  ids[1] = core_add (fixture->manager, core_work_pass, fixture->gate, NULL);
  ids[2] = core_add (fixture->manager, core_work_nothing, NULL, NULL);
  bg_task_manager_stop_task (fixture->manager, ids[1], FALSE, FALSE);
  tasks = bg_task_manager_wait (fixture->manager, ids, 3, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (bg_task_get_state (g_ptr_array_index (tasks, 0)), ==, BG_TASK_STATE_FAILED);
  g_assert_cmpint (bg_task_get_state (g_ptr_array_index (tasks, 1)), ==, BG_TASK_STATE_STOPPED);
  g_assert_cmpint (bg_task_get_state (g_ptr_array_index (tasks, 2)), ==, BG_TASK_STATE_COMPLETED);
}

static void
test_unknown_and_none (Fixture       *fixture,
                       gconstpointer  user_data)
{
  const guint64 id = 99;
  g_autoptr (GPtrArray) tasks = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (bg_task_manager_wait (fixture->manager, &id, 1, -1, &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_UNKNOWN_TASK);
  g_clear_error (&error);
  tasks = bg_task_manager_wait (fixture->manager, NULL, 0, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tasks->len, ==, 0);
}

static void
waited_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Fixture *fixture = user_data;

  fixture->tasks = bg_task_manager_wait_finish (BG_TASK_MANAGER (object), result, &fixture->error);
  fixture->n_done++;
}

static void
test_async (Fixture       *fixture,
            gconstpointer  user_data)
{
  guint64 ids[2];

  ids[0] = core_add (fixture->manager, core_work_pass, fixture->gate, NULL);
  ids[1] = core_add (fixture->manager, core_work_nothing, NULL, NULL);
  bg_task_manager_wait_async (fixture->manager, ids, 2, 3600 * 1000, waited_cb, fixture);
  core_watch_run (fixture->watch, 1);
  g_assert_cmpuint (fixture->n_done, ==, 0);
  bg_test_gate_open (fixture->gate);
  bg_test_run_until_count (NULL, &fixture->n_done, 1);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->tasks->len, ==, 2);
}

static void
test_async_poll (Fixture       *fixture,
                 gconstpointer  user_data)
{
  guint64 id = core_add (fixture->manager, core_work_pass, fixture->gate, NULL);

  bg_task_manager_wait_async (fixture->manager, &id, 1, 0, waited_cb, fixture);
  g_assert_cmpuint (fixture->n_done, ==, 0);
  bg_test_run_until_count (NULL, &fixture->n_done, 1);
  g_assert_error (fixture->error, BG_ERROR, BG_ERROR_TIMED_OUT);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 1);
  g_assert_cmpuint (fixture->n_done, ==, 1);
}

#define ADD(path, func) g_test_add ("/task-manager/wait/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("results-in-the-order-asked-for", test_results_in_the_order_asked_for);
  ADD ("zero-polls", test_zero_polls);
  ADD ("every-end-counts", test_every_end_counts);
  ADD ("unknown-and-none", test_unknown_and_none);
  ADD ("async", test_async);
  ADD ("async-poll", test_async_poll);
  return g_test_run ();
}
