/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bg-gtk-test-tasks.h"

/* Begins to process at once. */
void
bg_gtk_test_tasks_set_up (BgGtkTestTasks *self,
                          guint           max_threads)
{
  self->manager = bg_task_manager_new (max_threads);
  self->gate = bg_test_gate_new ();
  self->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  self->n_held = 0;
  bg_test_gate_open (self->gate);
  bg_task_manager_start_processing (self->manager);
}

static void
ended_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  gboolean *ended = user_data;

  bg_task_manager_shut_down_finish (BG_TASK_MANAGER (object), result, NULL);
  *ended = TRUE;
}

/* Nothing may hold the manager any more. */
void
bg_gtk_test_tasks_tear_down (BgGtkTestTasks *self)
{
  gboolean ended = FALSE;

  g_ptr_array_unref (self->tasks);
  bg_task_manager_shut_down_async (self->manager, BG_SHUTDOWN_DISCARD, -1, NULL, ended_cb, &ended);
  bg_gtk_test_run_until (ended);
  bg_test_drain (NULL);
  g_assert_finalize_object (self->manager);
  bg_test_gate_unref (self->gate);
}

static gboolean
hold_func (BgTask        *task,
           GCancellable  *cancellable,
           gpointer       user_data,
           GError       **error)
{
  bg_task_hold (task);
  bg_test_gate_pass (user_data);
  return TRUE;
}

static gboolean
fail_func (BgTask        *task,
           GCancellable  *cancellable,
           gpointer       user_data,
           GError       **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, user_data);
  return FALSE;
}

/* Takes the task. */
static BgTask *
add (BgGtkTestTasks *self,
     BgTask         *task,
     const char     *name)
{
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (self->tasks, task);
  bg_task_set_name (task, name);
  bg_task_manager_add (self->manager, task, &error);
  g_assert_no_error (error);
  return task;
}

/* Adds a task that runs until the test says how it ends, and waits until it does run. */
BgTask *
bg_gtk_test_tasks_hold (BgGtkTestTasks *self,
                        const char     *name)
{
  BgTask *task = bg_gtk_test_tasks_queue (self, name);

  bg_test_gate_await_arrivals (self->gate, ++self->n_held);
  bg_test_drain (NULL);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_RUNNING);
  return task;
}

/* Adds a task that will be held as soon as there is a thread for it. */
BgTask *
bg_gtk_test_tasks_queue (BgGtkTestTasks *self,
                         const char     *name)
{
  BgTask *task = bg_task_new (hold_func, bg_test_gate_ref (self->gate),
                              (GDestroyNotify) bg_test_gate_unref);

  return add (self, task, name);
}

BgTask *
bg_gtk_test_tasks_queue_after (BgGtkTestTasks *self,
                               const char     *name,
                               BgTask         *upstream)
{
  BgTask *task = bg_task_new (hold_func, bg_test_gate_ref (self->gate),
                              (GDestroyNotify) bg_test_gate_unref);

  bg_task_add_upstream (task, bg_task_get_id (upstream));
  return add (self, task, name);
}

/* Adds a task that fails, and waits until everybody has been told. */
BgTask *
bg_gtk_test_tasks_fail (BgGtkTestTasks *self,
                        const char     *name,
                        const char     *message)
{
  BgTask *task = bg_task_new (fail_func, g_strdup (message), g_free);

  add (self, task, name);
  bg_gtk_test_run_until (bg_task_is_ended (task));
  bg_test_drain (NULL);
  return task;
}

/* Ends a task that is held, and waits until everybody has been told. */
void
bg_gtk_test_tasks_settle (BgGtkTestTasks *self,
                          BgTask         *task)
{
  bg_task_return_boolean (task, TRUE);
  bg_gtk_test_run_until (bg_task_is_ended (task));
  bg_test_drain (NULL);
}
