/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-process-executor-private.h"

/* What can be set, and counted. */

static BgProcessSettings *
get_settings (BgProcessExecutor *self)
{
  return bg_process_pool_get_settings (bg_process_executor_get_pool (self));
}

/* Returns: whether it was another one */
static gboolean
set_number (BgProcessExecutor *self,
            const char        *property,
            guint             *where,
            guint              number)
{
  if (*where == number)
    return FALSE;
  *where = number;
  g_object_notify (G_OBJECT (self), property);
  return TRUE;
}

/**
 * bg_process_executor_get_pool_size:
 * @self: an executor
 *
 * Gets how many tasks of `BG_TASK_CLASS_LOW` run at once, in all; 0 is without limit.
 *
 * Returns: the number
 */
guint
bg_process_executor_get_pool_size (BgProcessExecutor *self)
{
  g_return_val_if_fail (BG_IS_PROCESS_EXECUTOR (self), 0);

  return get_settings (self)->pool_size;
}

/**
 * bg_process_executor_set_pool_size:
 * @self: an executor
 * @pool_size: the number
 *
 * Sets how many tasks of `BG_TASK_CLASS_LOW` run at once, in all; 0 is without limit.
 */
void
bg_process_executor_set_pool_size (BgProcessExecutor *self,
                                   guint              pool_size)
{
  g_return_if_fail (BG_IS_PROCESS_EXECUTOR (self));
  g_return_if_fail (pool_size <= G_MAXINT16);

  if (set_number (self, "pool-size", &get_settings (self)->pool_size, pool_size))
    bg_process_executor_size_changed (self);
}

/**
 * bg_process_executor_get_reserve_normal:
 * @self: an executor
 *
 * Gets how many more may run where the next one is of `BG_TASK_CLASS_NORMAL` or higher.
 *
 * Returns: the number
 */
guint
bg_process_executor_get_reserve_normal (BgProcessExecutor *self)
{
  g_return_val_if_fail (BG_IS_PROCESS_EXECUTOR (self), 0);

  return get_settings (self)->reserve_normal;
}

/**
 * bg_process_executor_set_reserve_normal:
 * @self: an executor
 * @reserve: the number
 *
 * Sets how many more may run where the next one is of `BG_TASK_CLASS_NORMAL` or higher.
 */
void
bg_process_executor_set_reserve_normal (BgProcessExecutor *self,
                                        guint              reserve)
{
  g_return_if_fail (BG_IS_PROCESS_EXECUTOR (self));
  g_return_if_fail (reserve <= G_MAXINT16);

  if (set_number (self, "reserve-normal", &get_settings (self)->reserve_normal, reserve))
    bg_process_executor_size_changed (self);
}

/**
 * bg_process_executor_get_reserve_high:
 * @self: an executor
 *
 * Gets how many more may run where the next one is of `BG_TASK_CLASS_HIGH`, beyond the reserve for normal ones.
 *
 * Returns: the number
 */
guint
bg_process_executor_get_reserve_high (BgProcessExecutor *self)
{
  g_return_val_if_fail (BG_IS_PROCESS_EXECUTOR (self), 0);

  return get_settings (self)->reserve_high;
}

/**
 * bg_process_executor_set_reserve_high:
 * @self: an executor
 * @reserve: the number
 *
 * Sets how many more may run where the next one is of `BG_TASK_CLASS_HIGH`, beyond the reserve for normal ones.
 */
void
bg_process_executor_set_reserve_high (BgProcessExecutor *self,
                                      guint              reserve)
{
  g_return_if_fail (BG_IS_PROCESS_EXECUTOR (self));
  g_return_if_fail (reserve <= G_MAXINT16);

  if (set_number (self, "reserve-high", &get_settings (self)->reserve_high, reserve))
    bg_process_executor_size_changed (self);
}

/**
 * bg_process_executor_get_idle_timeout:
 * @self: an executor
 *
 * Gets how long a child process is kept that has nothing to do.
 *
 * Returns: the time, in milliseconds
 */
guint
bg_process_executor_get_idle_timeout (BgProcessExecutor *self)
{
  g_return_val_if_fail (BG_IS_PROCESS_EXECUTOR (self), 0);

  return get_settings (self)->idle_timeout;
}

/**
 * bg_process_executor_set_idle_timeout:
 * @self: an executor
 * @milliseconds: the time, in milliseconds
 *
 * Sets how long a child process is kept that has nothing to do.
 */
void
bg_process_executor_set_idle_timeout (BgProcessExecutor *self,
                                      guint              milliseconds)
{
  g_return_if_fail (BG_IS_PROCESS_EXECUTOR (self));

  if (set_number (self, "idle-timeout", &get_settings (self)->idle_timeout, milliseconds))
    bg_process_pool_review (bg_process_executor_get_pool (self));
}

/**
 * bg_process_executor_get_terminate_after:
 * @self: an executor
 *
 * Gets how long a worker that is asked to give up has for it, before it is told to end by `SIGTERM`.
 *
 * Returns: the time, in milliseconds
 */
guint
bg_process_executor_get_terminate_after (BgProcessExecutor *self)
{
  g_return_val_if_fail (BG_IS_PROCESS_EXECUTOR (self), 0);

  return get_settings (self)->patience.to_terminate;
}

/**
 * bg_process_executor_set_terminate_after:
 * @self: an executor
 * @milliseconds: the time, in milliseconds
 *
 * Sets how long a worker that is asked to give up has for it, before it is told to end by `SIGTERM`.
 */
void
bg_process_executor_set_terminate_after (BgProcessExecutor *self,
                                         guint              milliseconds)
{
  g_return_if_fail (BG_IS_PROCESS_EXECUTOR (self));

  set_number (self, "terminate-after", &get_settings (self)->patience.to_terminate, milliseconds);
}

/**
 * bg_process_executor_get_kill_after:
 * @self: an executor
 *
 * Gets how long a child process that is told to end has for it, before it is killed.
 *
 * Returns: the time, in milliseconds
 */
guint
bg_process_executor_get_kill_after (BgProcessExecutor *self)
{
  g_return_val_if_fail (BG_IS_PROCESS_EXECUTOR (self), 0);

  return get_settings (self)->patience.to_kill;
}

/**
 * bg_process_executor_set_kill_after:
 * @self: an executor
 * @milliseconds: the time, in milliseconds
 *
 * Sets how long a child process that is told to end has for it, before it is killed.
 */
void
bg_process_executor_set_kill_after (BgProcessExecutor *self,
                                    guint              milliseconds)
{
  g_return_if_fail (BG_IS_PROCESS_EXECUTOR (self));

  set_number (self, "kill-after", &get_settings (self)->patience.to_kill, milliseconds);
}

/**
 * bg_process_executor_get_max_message_size:
 * @self: an executor
 *
 * Gets how large the arguments or the result of a task may be.
 *
 * Returns: the limit, in bytes
 */
guint
bg_process_executor_get_max_message_size (BgProcessExecutor *self)
{
  g_return_val_if_fail (BG_IS_PROCESS_EXECUTOR (self), 0);

  return get_settings (self)->max_size;
}

/**
 * bg_process_executor_set_max_message_size:
 * @self: an executor
 * @n_bytes: the limit, in bytes
 *
 * Sets how large the arguments or the result of a task may be.
 */
void
bg_process_executor_set_max_message_size (BgProcessExecutor *self,
                                          guint              n_bytes)
{
  g_return_if_fail (BG_IS_PROCESS_EXECUTOR (self));
  g_return_if_fail (n_bytes <= G_MAXINT);

  set_number (self, "max-message-size", &get_settings (self)->max_size, n_bytes);
}

/**
 * bg_process_executor_get_limit:
 * @self: an executor
 * @limit: what is limited
 *
 * Gets how much of something a worker may use.
 *
 * Returns: the limit, or 0 for none of its own
 */
guint64
bg_process_executor_get_limit (BgProcessExecutor *self,
                               BgProcessLimit     limit)
{
  g_return_val_if_fail (BG_IS_PROCESS_EXECUTOR (self), 0);
  g_return_val_if_fail ((guint) limit < BG_PROCESS_N_LIMITS, 0);

  return get_settings (self)->limits[limit];
}

/**
 * bg_process_executor_set_limit:
 * @self: an executor
 * @limit: what is limited
 * @value: the limit, or 0 for none of its own
 *
 * Sets how much of something a worker may use; commands have limits of their own.
 *
 * It holds for child processes that are started from now on.
 */
void
bg_process_executor_set_limit (BgProcessExecutor *self,
                               BgProcessLimit     limit,
                               guint64            value)
{
  g_return_if_fail (BG_IS_PROCESS_EXECUTOR (self));
  g_return_if_fail ((guint) limit < BG_PROCESS_N_LIMITS);

  get_settings (self)->limits[limit] = value;
}

/**
 * bg_process_executor_count_running:
 * @self: an executor
 *
 * Counts the tasks that have a place, whether they run or were stopped and have not given it back yet.
 *
 * Returns: the number
 */
guint
bg_process_executor_count_running (BgProcessExecutor *self)
{
  g_return_val_if_fail (BG_IS_PROCESS_EXECUTOR (self), 0);

  return bg_process_pool_count_running (bg_process_executor_get_pool (self));
}

/**
 * bg_process_executor_count_children:
 * @self: an executor
 *
 * Counts the child processes that are workers, whether they have something to do or not.
 *
 * Returns: the number
 */
guint
bg_process_executor_count_children (BgProcessExecutor *self)
{
  g_return_val_if_fail (BG_IS_PROCESS_EXECUTOR (self), 0);

  return bg_process_pool_count_children (bg_process_executor_get_pool (self));
}
