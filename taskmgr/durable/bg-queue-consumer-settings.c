/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-queue-consumer-private.h"

/**
 * bg_queue_consumer_get_transport: (get-property transport)
 * @self: a consumer
 *
 * Gets where the tasks are taken from.
 *
 * Returns: (transfer none): the transport
 */
BgTransport *
bg_queue_consumer_get_transport (BgQueueConsumer *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_CONSUMER (self), NULL);

  return self->transport;
}

/**
 * bg_queue_consumer_get_queue: (get-property queue)
 * @self: a consumer
 *
 * Gets the name of the queue.
 *
 * Returns: (transfer none): the name
 */
const char *
bg_queue_consumer_get_queue (BgQueueConsumer *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_CONSUMER (self), NULL);

  return self->queue;
}

/**
 * bg_queue_consumer_get_worker: (get-property worker)
 * @self: a consumer
 *
 * Gets the worker for tasks that do not name another one.
 *
 * Returns: (transfer none): the worker
 */
BgWorker *
bg_queue_consumer_get_worker (BgQueueConsumer *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_CONSUMER (self), NULL);

  return self->worker;
}

/**
 * bg_queue_consumer_get_registry: (get-property registry)
 * @self: a consumer
 *
 * Gets where workers are looked for that tasks name.
 *
 * Returns: (transfer none) (nullable): the registry
 */
BgWorkerRegistry *
bg_queue_consumer_get_registry (BgQueueConsumer *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_CONSUMER (self), NULL);

  return self->registry;
}

/**
 * bg_queue_consumer_set_registry: (set-property registry)
 * @self: a consumer
 * @registry: (nullable): a registry
 *
 * Sets where workers are looked for that tasks name.
 */
void
bg_queue_consumer_set_registry (BgQueueConsumer *self,
                                BgWorkerRegistry *registry)
{
  g_return_if_fail (BG_IS_QUEUE_CONSUMER (self));

  if (g_set_object (&self->registry, registry))
    g_object_notify (G_OBJECT (self), "registry");
}

/**
 * bg_queue_consumer_get_concurrency: (get-property concurrency)
 * @self: a consumer
 *
 * Gets how many tasks are worked on at once.
 *
 * Returns: the number of tasks
 */
guint
bg_queue_consumer_get_concurrency (BgQueueConsumer *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_CONSUMER (self), 0);

  return self->concurrency;
}

/**
 * bg_queue_consumer_set_concurrency: (set-property concurrency)
 * @self: a consumer
 * @concurrency: the number of tasks, 1 at least
 *
 * Sets how many tasks are worked on at once.
 */
void
bg_queue_consumer_set_concurrency (BgQueueConsumer *self,
                                   guint            concurrency)
{
  g_return_if_fail (BG_IS_QUEUE_CONSUMER (self));
  g_return_if_fail (concurrency > 0);

  if (self->concurrency == concurrency)
    return;
  self->concurrency = concurrency;
  g_object_notify (G_OBJECT (self), "concurrency");
  bg_queue_consumer_go_on (self);
}

/**
 * bg_queue_consumer_get_halts_when_empty: (get-property halts-when-empty)
 * @self: a consumer
 *
 * Gets whether the consumer ends when no task is ready.
 *
 * Returns: whether it ends
 */
gboolean
bg_queue_consumer_get_halts_when_empty (BgQueueConsumer *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_CONSUMER (self), FALSE);

  return self->halts_when_empty;
}

/**
 * bg_queue_consumer_set_halts_when_empty: (set-property halts-when-empty)
 * @self: a consumer
 * @halts_when_empty: whether it ends
 *
 * Sets whether the consumer ends when no task is ready.
 */
void
bg_queue_consumer_set_halts_when_empty (BgQueueConsumer *self,
                                        gboolean         halts_when_empty)
{
  g_return_if_fail (BG_IS_QUEUE_CONSUMER (self));

  if (self->halts_when_empty == !!halts_when_empty)
    return;
  self->halts_when_empty = !!halts_when_empty;
  g_object_notify (G_OBJECT (self), "halts-when-empty");
}

/**
 * bg_queue_consumer_get_time_limit: (get-property time-limit)
 * @self: a consumer
 *
 * Gets how long a task may be worked on.
 *
 * Returns: milliseconds, 0 without limit
 */
guint
bg_queue_consumer_get_time_limit (BgQueueConsumer *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_CONSUMER (self), 0);

  return self->time_limit;
}

/**
 * bg_queue_consumer_set_time_limit: (set-property time-limit)
 * @self: a consumer
 * @milliseconds: the limit, 0 for none
 *
 * Sets how long a task may be worked on. It holds for tasks that are begun from now on.
 */
void
bg_queue_consumer_set_time_limit (BgQueueConsumer *self,
                                  guint            milliseconds)
{
  g_return_if_fail (BG_IS_QUEUE_CONSUMER (self));

  if (self->time_limit == milliseconds)
    return;
  self->time_limit = milliseconds;
  g_object_notify (G_OBJECT (self), "time-limit");
}

/**
 * bg_queue_consumer_set_rate:
 * @self: a consumer
 * @max_calls: how many tasks may be begun within @period, 0 for any number
 * @period: seconds
 *
 * Sets how often tasks are begun: within any @period no more than @max_calls.
 *
 * What counts are tasks that a worker was given, not how often the queue was looked into.
 */
void
bg_queue_consumer_set_rate (BgQueueConsumer *self,
                            guint            max_calls,
                            double           period)
{
  g_return_if_fail (BG_IS_QUEUE_CONSUMER (self));
  g_return_if_fail (max_calls == 0 || period > 0);

  self->rate.max_calls = max_calls;
  self->rate.period = (gint64) (period * G_USEC_PER_SEC);
  bg_queue_consumer_go_on (self);
}

/**
 * bg_queue_consumer_has_ended:
 * @self: a consumer
 *
 * Gets whether the consumer has come to its end.
 *
 * Returns: whether it has
 */
gboolean
bg_queue_consumer_has_ended (BgQueueConsumer *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_CONSUMER (self), FALSE);

  return self->state == BG_CONSUMER_ENDED;
}

/**
 * bg_queue_consumer_count_running:
 * @self: a consumer
 *
 * Counts the tasks that are worked on.
 *
 * Returns: the number of tasks
 */
guint
bg_queue_consumer_count_running (BgQueueConsumer *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_CONSUMER (self), 0);

  return self->jobs->len;
}

/**
 * bg_queue_consumer_count_done:
 * @self: a consumer
 *
 * Counts the tasks that were done and acknowledged.
 *
 * Returns: the number of tasks
 */
guint64
bg_queue_consumer_count_done (BgQueueConsumer *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_CONSUMER (self), 0);

  return self->n_done;
}

/**
 * bg_queue_consumer_count_failed:
 * @self: a consumer
 *
 * Counts the attempts that have failed.
 *
 * Returns: the number of tasks
 */
guint64
bg_queue_consumer_count_failed (BgQueueConsumer *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_CONSUMER (self), 0);

  return self->n_failed;
}
