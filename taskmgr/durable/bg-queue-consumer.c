/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-queue-consumer-private.h"

/**
 * BgQueueConsumer:
 *
 * Gives the tasks of one queue to a worker as they come.
 *
 * It leases as many tasks as there are free places, has the worker do them, and acknowledges those that are done. A
 * task whose worker sets an error is tried again after a while; a task that names another worker is given to that
 * one, if it is found in [property@QueueConsumer:registry], and goes to the dead with the reason `no-worker`
 * otherwise. Whatever goes wrong, the consumer goes on.
 *
 * For a program that does nothing else there is [class@WorkerPool], with child processes, settings and signals; for
 * what is in a queue just now [func@process_queue].
 *
 * ```c
 * static BgQueueConsumer *
 * begin_to_greet (BgTransport *transport, BgWorkerFunc greet)
 * {
 *   g_autoptr (BgWorker) worker = bg_worker_new_for_func ("greet", greet, NULL, NULL);
 *   BgQueueConsumer *consumer = bg_queue_consumer_new (transport, "greetings", worker);
 *
 *   bg_queue_consumer_set_concurrency (consumer, 4);
 *   bg_queue_consumer_start (consumer);
 *   return consumer;
 * }
 * ```
 *
 * A consumer that is to be gone is drained or released first. One that nobody holds any more takes no more tasks.
 *
 * Threads: a consumer belongs to the context that was thread-default when it was made. Everything is for that context
 * only, and the signals are emitted there.
 */

typedef enum
{
  PROP_TRANSPORT = 1,
  PROP_QUEUE,
  PROP_WORKER,
  PROP_REGISTRY,
  PROP_CONCURRENCY,
  PROP_HALTS_WHEN_EMPTY,
  PROP_TIME_LIMIT,
} BgQueueConsumerProperty;

typedef enum
{
  SIGNAL_TASK_DONE,
  SIGNAL_TASK_FAILED,
  SIGNAL_STORE_FAILED,
  SIGNAL_ENDED,
  N_SIGNALS,
} BgQueueConsumerSignal;

static GParamSpec *props[PROP_TIME_LIMIT + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BgQueueConsumer, bg_queue_consumer, G_TYPE_OBJECT)

static void
bg_queue_consumer_constructed (GObject *object)
{
  BgQueueConsumer *self = BG_QUEUE_CONSUMER (object);

  G_OBJECT_CLASS (bg_queue_consumer_parent_class)->constructed (object);
  self->context = g_main_context_ref_thread_default ();
  if (self->worker != NULL)
    g_signal_connect_object (self->worker, "room-changed", G_CALLBACK (bg_queue_consumer_go_on), self,
                             G_CONNECT_SWAPPED);
}

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
bg_queue_consumer_dispose (GObject *object)
{
  BgQueueConsumer *self = BG_QUEUE_CONSUMER (object);

  clear_source (&self->timer);
  clear_source (&self->end_timer);
  if (self->reserving != NULL)
    g_cancellable_cancel (self->reserving);
  g_hash_table_remove_all (self->workers);
  g_clear_object (&self->registry);
  G_OBJECT_CLASS (bg_queue_consumer_parent_class)->dispose (object);
}

static void
bg_queue_consumer_finalize (GObject *object)
{
  BgQueueConsumer *self = BG_QUEUE_CONSUMER (object);

  g_clear_object (&self->worker);
  g_clear_object (&self->transport);
  g_clear_object (&self->reserving);
  g_hash_table_unref (self->workers);
  g_ptr_array_unref (self->jobs);
  bg_rate_window_clear (&self->rate);
  g_main_context_unref (self->context);
  g_free (self->queue);
  G_OBJECT_CLASS (bg_queue_consumer_parent_class)->finalize (object);
}

static void
bg_queue_consumer_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  BgQueueConsumer *self = BG_QUEUE_CONSUMER (object);

  switch ((BgQueueConsumerProperty) prop_id)
    {
    case PROP_TRANSPORT:
      g_value_set_object (value, bg_queue_consumer_get_transport (self));
      break;
    case PROP_QUEUE:
      g_value_set_string (value, bg_queue_consumer_get_queue (self));
      break;
    case PROP_WORKER:
      g_value_set_object (value, bg_queue_consumer_get_worker (self));
      break;
    case PROP_REGISTRY:
      g_value_set_object (value, bg_queue_consumer_get_registry (self));
      break;
    case PROP_CONCURRENCY:
      g_value_set_uint (value, bg_queue_consumer_get_concurrency (self));
      break;
    case PROP_HALTS_WHEN_EMPTY:
      g_value_set_boolean (value, bg_queue_consumer_get_halts_when_empty (self));
      break;
    case PROP_TIME_LIMIT:
      g_value_set_uint (value, bg_queue_consumer_get_time_limit (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_queue_consumer_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  BgQueueConsumer *self = BG_QUEUE_CONSUMER (object);

  switch ((BgQueueConsumerProperty) prop_id)
    {
    case PROP_TRANSPORT:
      self->transport = g_value_dup_object (value);
      break;
    case PROP_QUEUE:
      self->queue = g_value_dup_string (value);
      break;
    case PROP_WORKER:
      self->worker = g_value_dup_object (value);
      break;
    case PROP_REGISTRY:
      bg_queue_consumer_set_registry (self, g_value_get_object (value));
      break;
    case PROP_CONCURRENCY:
      bg_queue_consumer_set_concurrency (self, g_value_get_uint (value));
      break;
    case PROP_HALTS_WHEN_EMPTY:
      bg_queue_consumer_set_halts_when_empty (self, g_value_get_boolean (value));
      break;
    case PROP_TIME_LIMIT:
      bg_queue_consumer_set_time_limit (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags identity = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags setting = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  /**
   * BgQueueConsumer:transport: (getter get_transport)
   *
   * Where the tasks are taken from.
   */
  props[PROP_TRANSPORT] = g_param_spec_object ("transport", NULL, NULL, BG_TYPE_TRANSPORT, identity);

  /**
   * BgQueueConsumer:queue: (getter get_queue)
   *
   * The name of the queue.
   */
  props[PROP_QUEUE] = g_param_spec_string ("queue", NULL, NULL, NULL, identity);

  /**
   * BgQueueConsumer:worker: (getter get_worker)
   *
   * The worker for tasks that do not name another one.
   */
  props[PROP_WORKER] = g_param_spec_object ("worker", NULL, NULL, BG_TYPE_WORKER, identity);

  /**
   * BgQueueConsumer:registry: (getter get_registry) (setter set_registry)
   *
   * Where workers are looked for that tasks name.
   */
  props[PROP_REGISTRY] = g_param_spec_object ("registry", NULL, NULL, BG_TYPE_WORKER_REGISTRY, setting);

  /**
   * BgQueueConsumer:concurrency: (getter get_concurrency) (setter set_concurrency)
   *
   * How many tasks are worked on at once.
   */
  props[PROP_CONCURRENCY] = g_param_spec_uint ("concurrency", NULL, NULL, 1, G_MAXINT16, 1, setting);

  /**
   * BgQueueConsumer:halts-when-empty: (getter get_halts_when_empty) (setter set_halts_when_empty)
   *
   * Whether the consumer ends when no task is ready in the queue and none is worked on.
   */
  props[PROP_HALTS_WHEN_EMPTY] = g_param_spec_boolean ("halts-when-empty", NULL, NULL, FALSE, setting);

  /**
   * BgQueueConsumer:time-limit: (getter get_time_limit) (setter set_time_limit)
   *
   * How long a task may be worked on, in milliseconds; 0 is without limit.
   *
   * Then it is to be given up, and is tried again after a while. If the task has a limit too, the shorter one holds.
   */
  props[PROP_TIME_LIMIT] = g_param_spec_uint ("time-limit", NULL, NULL, 0, G_MAXUINT, 0, setting);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
bg_queue_consumer_class_init (BgQueueConsumerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = bg_queue_consumer_constructed;
  object_class->dispose = bg_queue_consumer_dispose;
  object_class->finalize = bg_queue_consumer_finalize;
  object_class->get_property = bg_queue_consumer_get_property;
  object_class->set_property = bg_queue_consumer_set_property;
  install_properties (object_class);

  /**
   * BgQueueConsumer::task-done:
   * @self: a consumer
   * @task: the task, as it was when it was delivered
   *
   * Emitted when a task was done and acknowledged.
   */
  signals[SIGNAL_TASK_DONE] = g_signal_new ("task-done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 1, BG_TYPE_QUEUED_TASK);

  /**
   * BgQueueConsumer::task-failed:
   * @self: a consumer
   * @task: the task, as it was when it was delivered
   * @error: what went wrong
   *
   * Emitted when an attempt has failed, or could not be acknowledged.
   *
   * The task is tried again, or has gone to the dead.
   */
  signals[SIGNAL_TASK_FAILED] = g_signal_new ("task-failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                              NULL, NULL, G_TYPE_NONE, 2, BG_TYPE_QUEUED_TASK, G_TYPE_ERROR);

  /**
   * BgQueueConsumer::store-failed:
   * @self: a consumer
   * @error: what went wrong
   *
   * Emitted when no tasks could be taken. It is tried again after a while.
   */
  signals[SIGNAL_STORE_FAILED] = g_signal_new ("store-failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                               NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);

  /**
   * BgQueueConsumer::ended:
   * @self: a consumer
   *
   * Emitted when the consumer has come to its end, and its worker has no child processes any more.
   */
  signals[SIGNAL_ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);
}

static void
bg_queue_consumer_init (BgQueueConsumer *self)
{
  self->concurrency = 1;
  self->jobs = g_ptr_array_new_with_free_func (bg_queue_consumer_free_job);
  self->workers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  bg_rate_window_init (&self->rate);
}

/* One more has ended, well if there is no error. */
void
bg_queue_consumer_report (BgQueueConsumer *self,
                          BgQueuedTask    *task,
                          const GError    *error)
{
  if (error == NULL)
    {
      self->n_done++;
      g_signal_emit (self, signals[SIGNAL_TASK_DONE], 0, task);
      return;
    }
  self->n_failed++;
  g_signal_emit (self, signals[SIGNAL_TASK_FAILED], 0, task, error);
}

/**
 * bg_queue_consumer_new:
 * @transport: where the tasks are taken from
 * @queue: the name of the queue
 * @worker: what does them
 *
 * Makes a consumer, which does nothing until it is started.
 *
 * Returns: (transfer full): a new consumer
 */
BgQueueConsumer *
bg_queue_consumer_new (BgTransport *transport,
                       const char  *queue,
                       BgWorker    *worker)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (transport), NULL);
  g_return_val_if_fail (queue != NULL, NULL);
  g_return_val_if_fail (BG_IS_WORKER (worker), NULL);

  return g_object_new (BG_TYPE_QUEUE_CONSUMER, "transport", transport, "queue", queue, "worker", worker, NULL);
}
