/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-manager.h"

#include "bg-engine-private.h"
#include "bg-task-manager-private.h"

/* Under the lock: whoever wants to hear of each task has connected to the signal. */
gboolean
bg_task_manager_takes_results (gpointer owner)
{
  return bg_task_manager_get_private (owner)->results_func != NULL
         && !bg_task_manager_has_handlers (owner, BG_TASK_STATE_COMPLETED);
}

void
bg_task_manager_give_results (gpointer            owner,
                              const BgTaskResult *results,
                              guint               n_results)
{
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (owner);

  if (priv->results_func != NULL)
    priv->results_func (owner, results, n_results, priv->results_data);
}

/**
 * bg_task_manager_set_results_func:
 * @self: a manager
 * @func: (nullable) (scope notified) (closure user_data) (destroy user_data_destroy): the function; `NULL` for none
 * @user_data: data for the function
 * @user_data_destroy: how the data are freed
 *
 * Sets a function that is told of completed tasks, several at once. That costs a fraction of
 * [signal@TaskManager::task-completed], which is for those who want a word on each.
 *
 * What is told together are plain results of tasks without objects, groups and dependents, as many as the function gets
 * done in a moment. They have ended already: stopping one of them has no effect any more. All others come alone, before
 * the handlers of the signal. As soon as the signal has a handler, all come alone. Failed and stopped tasks are told by
 * their signals only.
 *
 * Only in the thread of the manager, and not from the function itself. The data are freed there, when there is another
 * function or the manager is gone.
 *
 * ```c
 * static void
 * show_results (BgTaskManager *manager, const BgTaskResult *results, gsize n_results, gpointer user_data)
 * {
 *   for (gsize i = 0; i < n_results; i++)
 *     g_print ("%d\n", g_value_get_int (&results[i].value));
 * }
 *
 * static void
 * show_from_now_on (BgTaskManager *manager)
 * {
 *   bg_task_manager_set_results_func (manager, show_results, NULL, NULL);
 * }
 * ```
 */
void
bg_task_manager_set_results_func (BgTaskManager  *self,
                                  BgResultsFunc   func,
                                  gpointer        user_data,
                                  GDestroyNotify  user_data_destroy)
{
  BgTaskManagerPrivate *priv;
  GDestroyNotify destroy;
  gpointer data;

  g_return_if_fail (BG_IS_TASK_MANAGER (self));
  g_return_if_fail (bg_task_manager_is_home (self));

  priv = bg_task_manager_get_private (self);
  bg_engine_lock (priv->engine);
  destroy = priv->results_destroy;
  data = priv->results_data;
  priv->results_func = func;
  priv->results_data = user_data;
  priv->results_destroy = user_data_destroy;
  bg_engine_unlock (priv->engine);
  if (destroy != NULL)
    destroy (data);
}
