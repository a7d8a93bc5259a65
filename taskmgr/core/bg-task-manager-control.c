/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-manager-private.h"
#include "bg-task-private.h"

/* Starting, stopping, changing and looking. */

static void
set_processing (BgTaskManager *self,
                gboolean       processing)
{
  BgEngine *engine = bg_task_manager_get_engine (self);
  gboolean hears_delays = processing && bg_task_manager_hears_delays (self);
  gboolean changes;

  bg_engine_lock (engine);
  if (hears_delays)
    bg_engine_watch_launches (engine);
  changes = engine->processing != processing
            && !(processing && engine->closed && bg_engine_is_at_rest (engine));
  if (changes)
    bg_engine_set_processing (engine, processing);
  bg_engine_unlock (engine);
  if (changes)
    bg_task_manager_changed (self, BG_MANAGER_CHANGE_PROCESSING);
}

/**
 * bg_task_manager_start_processing:
 * @self: a manager
 *
 * Starts tasks, now and whenever one is ready. Calling it again does nothing.
 */
void
bg_task_manager_start_processing (BgTaskManager *self)
{
  g_return_if_fail (BG_IS_TASK_MANAGER (self));

  set_processing (self, TRUE);
}

/**
 * bg_task_manager_pause_processing:
 * @self: a manager
 *
 * Starts no more tasks. Those that run go on, and what comes of them is announced.
 */
void
bg_task_manager_pause_processing (BgTaskManager *self)
{
  g_return_if_fail (BG_IS_TASK_MANAGER (self));

  set_processing (self, FALSE);
}

/**
 * bg_task_manager_get_processing: (get-property processing)
 * @self: a manager
 *
 * Gets whether tasks are started.
 *
 * Returns: whether they are
 */
gboolean
bg_task_manager_get_processing (BgTaskManager *self)
{
  BgEngine *engine;
  gboolean processing;

  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), FALSE);

  engine = bg_task_manager_get_engine (self);
  bg_engine_lock (engine);
  processing = engine->processing;
  bg_engine_unlock (engine);
  return processing;
}

/**
 * bg_task_manager_is_closed: (get-property closed)
 * @self: a manager
 *
 * Gets whether the manager was shut down.
 *
 * Returns: whether it was
 */
gboolean
bg_task_manager_is_closed (BgTaskManager *self)
{
  BgEngine *engine;
  gboolean closed;

  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), FALSE);

  engine = bg_task_manager_get_engine (self);
  bg_engine_lock (engine);
  closed = engine->closed;
  bg_engine_unlock (engine);
  return closed;
}

/**
 * bg_task_manager_set_task_priority:
 * @self: a manager
 * @id: the id of a task
 * @priority: how soon it runs; larger goes first
 *
 * Changes the priority of a task that waits. It goes behind those that have that priority already.
 *
 * Returns: whether the task is known and waits
 */
gboolean
bg_task_manager_set_task_priority (BgTaskManager *self,
                                   guint64        id,
                                   int            priority)
{
  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), FALSE);

  return bg_engine_set_priority (bg_task_manager_get_engine (self), id, priority);
}

/**
 * bg_task_manager_stop_task:
 * @self: a manager
 * @id: the id of a task
 * @stop_upstream: whether to stop the tasks that it waits for
 * @stop_downstream: whether to stop the tasks that wait for it
 *
 * Stops a task.
 *
 * After that nothing more is heard of it but one [signal@TaskManager::task-stopped]. A task that waits will
 * not run; one that runs is told by its cancellable, keeps its thread until its body returns, and what comes
 * of it is dropped.
 *
 * With the flags the tasks around it are stopped as well, and the tasks around those: each flag is applied
 * at every step. With both, everything that is connected to the task goes, a sibling that only shares an
 * upstream with it too. Tasks that wait for a stopped one and are not stopped themselves fail with
 * `BG_ERROR_UPSTREAM_STOPPED`.
 *
 * Returns: whether the task was waiting or running
 */
gboolean
bg_task_manager_stop_task (BgTaskManager *self,
                           guint64        id,
                           gboolean       stop_upstream,
                           gboolean       stop_downstream)
{
  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), FALSE);

  return bg_engine_stop (bg_task_manager_get_engine (self), id, stop_upstream, stop_downstream);
}

/**
 * bg_task_manager_stop_task_group:
 * @self: a manager
 * @group: the name of a group
 * @stop_upstream: whether to stop the tasks that they wait for
 * @stop_downstream: whether to stop the tasks that wait for them
 *
 * Stops all tasks of a group, like [method@TaskManager.stop_task] does with one.
 *
 * The group does not finish. Other groups that lose tasks by it do when they are empty.
 *
 * Returns: how many tasks were stopped
 */
guint
bg_task_manager_stop_task_group (BgTaskManager *self,
                                 const char    *group,
                                 gboolean       stop_upstream,
                                 gboolean       stop_downstream)
{
  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), 0);
  g_return_val_if_fail (group != NULL, 0);

  return bg_engine_stop_group (bg_task_manager_get_engine (self), group, stop_upstream, stop_downstream);
}

/**
 * bg_task_manager_stop_all_tasks:
 * @self: a manager
 *
 * Stops all tasks. No group finishes by it. The manager goes on and takes new tasks.
 *
 * Returns: how many tasks were stopped
 */
guint
bg_task_manager_stop_all_tasks (BgTaskManager *self)
{
  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), 0);

  return bg_engine_stop_all (bg_task_manager_get_engine (self));
}

/**
 * bg_task_manager_get_n_pending: (get-property n-pending)
 * @self: a manager
 *
 * Gets how many tasks have not begun.
 *
 * Returns: the number
 */
guint
bg_task_manager_get_n_pending (BgTaskManager *self)
{
  BgEngine *engine;
  gsize n;

  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), 0);

  engine = bg_task_manager_get_engine (self);
  bg_engine_lock (engine);
  n = bg_engine_count_pending (engine);
  bg_engine_unlock (engine);
  return (guint) MIN (n, G_MAXUINT);
}

/**
 * bg_task_manager_get_n_running: (get-property n-running)
 * @self: a manager
 *
 * Gets how many tasks run, those that were stopped and have not returned included.
 *
 * Returns: the number
 */
guint
bg_task_manager_get_n_running (BgTaskManager *self)
{
  BgEngine *engine;
  gsize n;

  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), 0);

  engine = bg_task_manager_get_engine (self);
  bg_engine_lock (engine);
  n = bg_engine_count_running (engine);
  bg_engine_unlock (engine);
  return (guint) MIN (n, G_MAXUINT);
}
