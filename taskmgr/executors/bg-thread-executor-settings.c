/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-thread-executor-private.h"

/* What a pool of threads can be asked, and told by itself. */

/**
 * bg_thread_executor_get_pool_size: (get-property pool-size)
 * @self: an executor
 *
 * Gets how many bodies run at once before reserves are used.
 *
 * Returns: the number, or 0 for unlimited
 */
guint
bg_thread_executor_get_pool_size (BgThreadExecutor *self)
{
  g_return_val_if_fail (BG_IS_THREAD_EXECUTOR (self), 0);

  return bg_thread_executor_get_sizes (self).pool_size;
}

/**
 * bg_thread_executor_get_reserve_normal: (get-property reserve-normal)
 * @self: an executor
 *
 * Gets how many more may run if they are of class normal or higher.
 *
 * Returns: the number
 */
guint
bg_thread_executor_get_reserve_normal (BgThreadExecutor *self)
{
  g_return_val_if_fail (BG_IS_THREAD_EXECUTOR (self), 0);

  return bg_thread_executor_get_sizes (self).reserve_normal;
}

/**
 * bg_thread_executor_get_reserve_high: (get-property reserve-high)
 * @self: an executor
 *
 * Gets how many more, beyond that, may run if they are of class high.
 *
 * Returns: the number
 */
guint
bg_thread_executor_get_reserve_high (BgThreadExecutor *self)
{
  g_return_val_if_fail (BG_IS_THREAD_EXECUTOR (self), 0);

  return bg_thread_executor_get_sizes (self).reserve_high;
}

/**
 * bg_thread_executor_get_min_threads: (get-property min-threads)
 * @self: an executor
 *
 * Gets how many threads are kept while there is nothing to do.
 *
 * Returns: the number
 */
guint
bg_thread_executor_get_min_threads (BgThreadExecutor *self)
{
  g_return_val_if_fail (BG_IS_THREAD_EXECUTOR (self), 0);

  return bg_thread_executor_get_sizes (self).min_threads;
}

/**
 * bg_thread_executor_get_max_threads: (get-property max-threads)
 * @self: an executor
 *
 * Gets how many threads are kept at most.
 *
 * Returns: the number, or 0 for as many as the pool and its reserves have
 */
guint
bg_thread_executor_get_max_threads (BgThreadExecutor *self)
{
  g_return_val_if_fail (BG_IS_THREAD_EXECUTOR (self), 0);

  return bg_thread_executor_get_sizes (self).max_threads;
}

/**
 * bg_thread_executor_get_ageing: (get-property ageing)
 * @self: an executor
 *
 * Gets after how long a task that waits for its turn counts one class higher.
 *
 * Returns: the time in milliseconds, or 0 for never
 */
guint
bg_thread_executor_get_ageing (BgThreadExecutor *self)
{
  g_return_val_if_fail (BG_IS_THREAD_EXECUTOR (self), 0);

  return bg_thread_executor_get_sizes (self).ageing;
}

/**
 * bg_thread_executor_set_ageing: (set-property ageing)
 * @self: an executor
 * @milliseconds: the time, or 0 for never
 *
 * Sets after how long a task that waits for its turn counts one class higher. Owner's thread only.
 *
 * Tasks that wait already begin to age now if none did, and go on in the new pace after their next step if they did;
 * with 0 they stay what they have become.
 */
void
bg_thread_executor_set_ageing (BgThreadExecutor *self,
                               guint             milliseconds)
{
  BgPoolSizes sizes;

  g_return_if_fail (BG_IS_THREAD_EXECUTOR (self));

  sizes = bg_thread_executor_get_sizes (self);
  sizes.ageing = milliseconds;
  if (bg_thread_executor_set_sizes (self, &sizes))
    g_object_notify (G_OBJECT (self), "ageing");
}
