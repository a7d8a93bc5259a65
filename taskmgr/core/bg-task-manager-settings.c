/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-manager-private.h"

/* The default manager, and settings. */

/* In the home context: tells of the properties that were changed elsewhere. */
void
bg_task_manager_notify_changes (BgTaskManager *self)
{
  static const char *const changeable[] = {
    "max-threads", "processing", "closed", "delivery-budget", "launch-warning", "launch-critical",
    "default-executor",
  };
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);
  guint changes = __atomic_exchange_n (&priv->changes, 0, __ATOMIC_ACQ_REL);

  if ((changes & BG_MANAGER_CHANGE_CLOSED) != 0)
    bg_task_manager_note_closed (self);
  for (guint i = 0; i < G_N_ELEMENTS (changeable); i++)
    if ((changes & 1u << i) != 0)
      g_object_notify (G_OBJECT (self), changeable[i]);
  if ((changes & BG_MANAGER_CHANGE_MAX_THREADS) != 0)
    g_object_notify (G_OBJECT (priv->threads), "pool-size");
}

/* From any thread: notifies in the home context, at once if that is where we are. */
void
bg_task_manager_changed (BgTaskManager    *self,
                         BgManagerChanges  changes)
{
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);

  __atomic_fetch_or (&priv->changes, (guint) changes, __ATOMIC_ACQ_REL);
  if (g_thread_self () == priv->engine->home)
    bg_task_manager_notify_changes (self);
  else
    bg_engine_wake_home (priv->engine);
}

static void
forget_default (gpointer  data,
                GObject  *where_the_object_was)
{
  *(BgTaskManager **) data = NULL;
}

/**
 * bg_task_manager_get_default:
 *
 * Gets the manager of the main thread, which is made when first asked for and has started processing.
 *
 * It is for small programs; parts of larger ones are given the manager to use. Main thread only.
 *
 * Returns: (transfer none): the default manager
 */
BgTaskManager *
bg_task_manager_get_default (void)
{
  static BgTaskManager *manager;

  if (manager == NULL)
    {
      g_main_context_push_thread_default (g_main_context_default ());
      manager = g_object_new (BG_TYPE_TASK_MANAGER, NULL);
      g_main_context_pop_thread_default (g_main_context_default ());
      g_object_weak_ref (G_OBJECT (manager), forget_default, &manager);
      bg_task_manager_start_processing (manager);
    }
  return manager;
}

/**
 * bg_task_manager_get_max_threads: (get-property max-threads)
 * @self: a manager
 *
 * Gets how many tasks run at once at most.
 *
 * Returns: the number, or 0 for unlimited
 */
guint
bg_task_manager_get_max_threads (BgTaskManager *self)
{
  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), 0);

  return (guint) g_atomic_int_get (&bg_task_manager_get_private (self)->max_threads);
}

/**
 * bg_task_manager_set_max_threads: (set-property max-threads)
 * @self: a manager
 * @max_threads: the number, or 0 for unlimited
 *
 * Sets how many tasks run at once at most.
 */
void
bg_task_manager_set_max_threads (BgTaskManager *self,
                                 guint          max_threads)
{
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);
  gboolean changes;

  g_return_if_fail (BG_IS_TASK_MANAGER (self));
  g_return_if_fail (max_threads <= BG_MAX_THREADS);

  changes = (guint) g_atomic_int_get (&priv->max_threads) != max_threads;
  g_atomic_int_set (&priv->max_threads, max_threads);
  if (!changes || priv->threads == NULL)
    return;
  BG_EXECUTOR_GET_IFACE (priv->threads)->resize (priv->threads, max_threads);
  bg_task_manager_changed (self, BG_MANAGER_CHANGE_MAX_THREADS);
}

/* Its threads were given another size, and will say so themselves. */
void
bg_task_manager_note_resized (BgTaskManager *self,
                              guint          max_threads)
{
  g_atomic_int_set (&bg_task_manager_get_private (self)->max_threads, max_threads);
  g_object_notify (G_OBJECT (self), "max-threads");
}

/**
 * bg_task_manager_get_default_executor: (get-property default-executor)
 * @self: a manager
 *
 * Gets where tasks run that do not say where. Owner's thread only.
 *
 * Returns: (transfer none): the executor
 */
BgExecutor *
bg_task_manager_get_default_executor (BgTaskManager *self)
{
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);

  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), NULL);

  return priv->engine->default_executor != NULL ? priv->engine->default_executor : priv->threads;
}

/* From any thread. */
BgExecutor *
bg_task_manager_dup_default_executor (BgTaskManager *self)
{
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);
  BgExecutor *executor;

  bg_engine_lock (priv->engine);
  executor = g_object_ref (bg_task_manager_get_default_executor (self));
  bg_engine_unlock (priv->engine);
  return executor;
}

/**
 * bg_task_manager_set_default_executor: (set-property default-executor)
 * @self: a manager
 * @executor: (nullable): an executor that serves no other manager, or `NULL` for the manager's own threads
 *
 * Sets where tasks run that do not say where. It holds for tasks that are added from then on. Owner's thread only.
 */
void
bg_task_manager_set_default_executor (BgTaskManager *self,
                                      BgExecutor    *executor)
{
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);
  gpointer old;

  g_return_if_fail (BG_IS_TASK_MANAGER (self));
  g_return_if_fail (executor == NULL || BG_IS_EXECUTOR (executor));

  if (executor == priv->threads)
    executor = NULL;
  if (priv->engine->default_executor == executor)
    return;
  bg_engine_lock (priv->engine);
  old = priv->engine->default_executor;
  priv->engine->default_executor = executor != NULL ? g_object_ref (executor) : NULL;
  bg_engine_unlock (priv->engine);
  g_clear_object (&old);
  bg_task_manager_changed (self, BG_MANAGER_CHANGE_DEFAULT_EXECUTOR);
}

/**
 * bg_task_manager_get_clock: (get-property clock)
 * @self: a manager
 *
 * Gets by which clock tasks wait.
 *
 * Returns: (transfer none) (nullable): the clock, or `NULL` for that of the computer
 */
BgFakeClock *
bg_task_manager_get_clock (BgTaskManager *self)
{
  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), NULL);

  return bg_task_manager_get_engine (self)->clock;
}

/**
 * bg_task_manager_get_delivery_budget: (get-property delivery-budget)
 * @self: a manager
 *
 * Gets for how long outcomes are handed over before other sources go first.
 *
 * Returns: the time in microseconds
 */
guint
bg_task_manager_get_delivery_budget (BgTaskManager *self)
{
  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), 0);

  return __atomic_load_n (&bg_task_manager_get_engine (self)->delivery_budget, __ATOMIC_RELAXED);
}

/**
 * bg_task_manager_set_delivery_budget: (set-property delivery-budget)
 * @self: a manager
 * @microseconds: the time, at least 1
 *
 * Sets for how long outcomes are handed over before other sources go first.
 */
void
bg_task_manager_set_delivery_budget (BgTaskManager *self,
                                     guint          microseconds)
{
  BgEngine *engine;

  g_return_if_fail (BG_IS_TASK_MANAGER (self));
  g_return_if_fail (microseconds > 0);

  engine = bg_task_manager_get_engine (self);
  if (__atomic_exchange_n (&engine->delivery_budget, microseconds, __ATOMIC_RELAXED) != microseconds)
    bg_task_manager_changed (self, BG_MANAGER_CHANGE_DELIVERY_BUDGET);
}

static guint
get_launch_limit (BgTaskManager *self,
                  guint          which)
{
  BgEngine *engine = bg_task_manager_get_engine (self);
  guint limit;

  bg_engine_lock (engine);
  limit = engine->launch_limits[which];
  bg_engine_unlock (engine);
  return limit;
}

static gboolean
set_launch_limit (BgTaskManager *self,
                  guint          which,
                  guint          milliseconds)
{
  BgEngine *engine = bg_task_manager_get_engine (self);
  gboolean changes;

  bg_engine_lock (engine);
  changes = engine->launch_limits[which] != milliseconds;
  engine->launch_limits[which] = milliseconds;
  if (milliseconds > 0)
    engine->watches_launches = engine->times_waiting = TRUE;
  bg_engine_unlock (engine);
  return changes;
}

/**
 * bg_task_manager_get_launch_warning: (get-property launch-warning)
 * @self: a manager
 *
 * Gets after how long a task that waits for its turn is reported.
 *
 * Returns: the time in milliseconds, or 0 for never
 */
guint
bg_task_manager_get_launch_warning (BgTaskManager *self)
{
  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), 0);

  return get_launch_limit (self, 0);
}

/**
 * bg_task_manager_set_launch_warning: (set-property launch-warning)
 * @self: a manager
 * @milliseconds: the time, or 0 for never
 *
 * Sets after how long a task that waits for its turn is reported.
 */
void
bg_task_manager_set_launch_warning (BgTaskManager *self,
                                    guint          milliseconds)
{
  g_return_if_fail (BG_IS_TASK_MANAGER (self));

  if (set_launch_limit (self, 0, milliseconds))
    bg_task_manager_changed (self, BG_MANAGER_CHANGE_LAUNCH_WARNING);
}

/**
 * bg_task_manager_get_launch_critical: (get-property launch-critical)
 * @self: a manager
 *
 * Gets after how long a task that waits for its turn is reported urgently.
 *
 * Returns: the time in milliseconds, or 0 for never
 */
guint
bg_task_manager_get_launch_critical (BgTaskManager *self)
{
  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), 0);

  return get_launch_limit (self, 1);
}

/**
 * bg_task_manager_set_launch_critical: (set-property launch-critical)
 * @self: a manager
 * @milliseconds: the time, or 0 for never
 *
 * Sets after how long a task that waits for its turn is reported urgently.
 */
void
bg_task_manager_set_launch_critical (BgTaskManager *self,
                                     guint          milliseconds)
{
  g_return_if_fail (BG_IS_TASK_MANAGER (self));

  if (set_launch_limit (self, 1, milliseconds))
    bg_task_manager_changed (self, BG_MANAGER_CHANGE_LAUNCH_CRITICAL);
}
