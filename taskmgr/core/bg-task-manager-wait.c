/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-manager-private.h"
#include "bg-task-private.h"

#include <glib/gi18n-lib.h>

/* Waiting for tasks, in the order in which they are asked for. */

/* Counted: each task that has not ended has a reference, and may outlast the wait. */
typedef struct
{
  GTask     *result;            /* owned; NULL once it was returned */
  GPtrArray *tasks;             /* owned, in the order asked for */
  guint      n_left;            /* that have not ended */
  GSource   *timeout;
} BgWait;

static void
clear_wait (gpointer data)
{
  BgWait *wait = data;

  g_ptr_array_unref (wait->tasks);
}

/* Takes the error. Nothing of the manager is kept from now on. */
static void
end_wait (BgWait *wait,
          GError *error)
{
  g_autoptr (GTask) result = g_steal_pointer (&wait->result);

  if (wait->timeout != NULL)
    g_source_destroy (wait->timeout);
  g_clear_pointer (&wait->timeout, g_source_unref);
  if (error != NULL)
    g_task_return_error (result, error);
  else
    g_task_return_pointer (result, g_ptr_array_ref (wait->tasks), (GDestroyNotify) g_ptr_array_unref);
}

/* Returns: (transfer full) (nullable) */
static GPtrArray *
find_tasks (BgTaskManager  *self,
            const guint64  *ids,
            gsize           n_ids,
            GError        **error)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_full ((guint) n_ids, g_object_unref);

  for (gsize i = 0; i < n_ids; i++)
    {
      BgTask *task = bg_task_manager_dup_task (self, ids[i]);

      if (task == NULL)
        {
          g_set_error (error, BG_ERROR, BG_ERROR_UNKNOWN_TASK,
                       _("There is no task %llu to wait for: it is not known, or has ended before"),
                       (unsigned long long) ids[i]);
          return NULL;
        }
      g_ptr_array_add (tasks, task);
    }
  return g_steal_pointer (&tasks);
}

static void
task_ended_cb (GObject      *object,
               GAsyncResult *ended,
               gpointer      user_data)
{
  BgWait *wait = user_data;

  wait->n_left--;
  if (wait->n_left == 0 && wait->result != NULL)
    end_wait (wait, NULL);
  g_rc_box_release_full (wait, clear_wait);
}

static gboolean
timed_out_cb (gpointer user_data)
{
  BgWait *wait = user_data;

  end_wait (wait, g_error_new (BG_ERROR, BG_ERROR_TIMED_OUT, _("%u of %u tasks had not ended when the time was up"),
                               wait->n_left, wait->tasks->len));
  return G_SOURCE_REMOVE;
}

static void
watch (BgWait *wait,
       BgTask *task)
{
  if (bg_task_is_ended (task))
    return;
  wait->n_left++;
  bg_task_add_waiter (task, g_task_new (task, NULL, task_ended_cb, g_rc_box_acquire (wait)));
}

static void
set_timeout (BgWait *wait,
             guint   milliseconds)
{
  wait->timeout = g_timeout_source_new (milliseconds);
  g_source_set_static_name (wait->timeout, "[taskmgr] wait");
  g_source_set_callback (wait->timeout, timed_out_cb, wait, NULL);
  g_source_attach (wait->timeout, g_task_get_context (wait->result));
}

/**
 * bg_task_manager_wait_async:
 * @self: a manager
 * @ids: (array length=n_ids): the ids of tasks that have not ended
 * @n_ids: how many there are
 * @timeout_ms: how many milliseconds to wait at most; 0 only looks, -1 waits for any time
 * @callback: (scope async) (closure user_data): called when all have ended, or the time is up
 * @user_data: data for @callback
 *
 * Waits until tasks have ended. Whatever they end by counts. Owner's thread only.
 */
void
bg_task_manager_wait_async (BgTaskManager       *self,
                            const guint64       *ids,
                            gsize                n_ids,
                            int                  timeout_ms,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) result = NULL;
  GError *error = NULL;
  GPtrArray *tasks;
  BgWait *wait;

  g_return_if_fail (BG_IS_TASK_MANAGER (self));
  g_return_if_fail (ids != NULL || n_ids == 0);
  g_return_if_fail (timeout_ms >= -1);
  g_return_if_fail (bg_task_manager_is_home (self));

  result = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (result, bg_task_manager_wait_async);
  g_task_set_name (result, "[taskmgr] wait");
  tasks = find_tasks (self, ids, n_ids, &error);
  if (tasks == NULL)
    {
      g_task_return_error (result, error);
      return;
    }
  wait = g_rc_box_new0 (BgWait);
  wait->tasks = tasks;
  wait->result = g_steal_pointer (&result);
  for (guint i = 0; i < tasks->len; i++)
    watch (wait, g_ptr_array_index (tasks, i));
  if (wait->n_left == 0)
    end_wait (wait, NULL);
  else if (timeout_ms == 0)
    timed_out_cb (wait);
  else if (timeout_ms > 0)
    set_timeout (wait, (guint) timeout_ms);
  g_rc_box_release_full (wait, clear_wait);
}

/**
 * bg_task_manager_wait_finish:
 * @self: a manager
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Gets the tasks that were waited for.
 *
 * It fails with `BG_ERROR_TIMED_OUT` if some had not ended when the time was up, and with `BG_ERROR_UNKNOWN_TASK` if
 * one was not known, or had ended before.
 *
 * Returns: (transfer container) (element-type BgTask): the tasks in the order in which they were asked for, all ended
 */
GPtrArray *
bg_task_manager_wait_finish (BgTaskManager  *self,
                             GAsyncResult   *result,
                             GError        **error)
{
  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_set_object ((GAsyncResult **) user_data, result);
}

/**
 * bg_task_manager_wait:
 * @self: a manager
 * @ids: (array length=n_ids): the ids of tasks that have not ended
 * @n_ids: how many there are
 * @timeout_ms: how many milliseconds to wait at most; 0 only looks, -1 waits for any time
 * @error: return location for an error
 *
 * Waits until tasks have ended, while the main loop goes on. Owner's thread only.
 *
 * The main loop is run meanwhile, so that windows stay alive and signals are emitted. In a program with a main loop
 * [method@TaskManager.wait_async] is better; this is for scripts and tests. It fails like
 * [method@TaskManager.wait_finish].
 *
 * Returns: (transfer container) (element-type BgTask): the tasks in the order in which they were asked for, all ended
 */
GPtrArray *
bg_task_manager_wait (BgTaskManager  *self,
                      const guint64  *ids,
                      gsize           n_ids,
                      int             timeout_ms,
                      GError        **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  GMainContext *context;

  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), NULL);
  g_return_val_if_fail (ids != NULL || n_ids == 0, NULL);
  g_return_val_if_fail (timeout_ms >= -1, NULL);
  g_return_val_if_fail (bg_task_manager_is_home (self), NULL);

  context = bg_task_manager_get_engine (self)->context;
  g_main_context_push_thread_default (context);
  bg_task_manager_wait_async (self, ids, n_ids, timeout_ms, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  return bg_task_manager_wait_finish (self, result, error);
}
