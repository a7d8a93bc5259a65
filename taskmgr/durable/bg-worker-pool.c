/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-worker-pool-private.h"

#include "bg-child-worker-private.h"
#include "bg-worker-config-private.h"
#include "bg-worker-log-private.h"
#include "bg-worker-registry-private.h"

#include <glib/gi18n-lib.h>

/**
 * BgWorkerPool:
 *
 * Works on the queues of a configuration, in child processes.
 *
 * For each queue there are as many children as are set, which have been started when the first task comes and are
 * watched: one that dies, in whatever way, is started again, and the task that it had is tried again with the way it
 * died as the reason; after three deaths the task is dead. After three deaths of one child within ten seconds, with
 * no task answered in between, there is a pause before it is started again, from one second on, up to a minute. A
 * child is not started again if its worker has said so, with [method@Delivery.end_worker]; that its process ended
 * with status 0 says nothing. Children never live longer than the thread that the pool belongs to, even if that is
 * killed, and know nothing of the store.
 *
 * Workers that are compiled in ([method@WorkerRegistry.add]) run in threads of this process.
 *
 * A program makes a pool, configures it and calls [method@WorkerPool.run]; `taskmgr workers` is such a program. One
 * that has a main loop of its own calls [method@WorkerPool.start], and later [method@WorkerPool.drain].
 *
 * ```c
 * static gboolean
 * work (BgTransport *transport, GError **error)
 * {
 *   g_autoptr (BgWorkerConfig) config = bg_worker_config_new ();
 *   g_autoptr (BgWorkerRegistry) registry = bg_worker_registry_new ();
 *   g_autoptr (BgWorkerPool) pool = bg_worker_pool_new (transport, registry);
 *
 *   return bg_worker_config_load_file (config, "/etc/photos.conf", error)
 *          && bg_worker_pool_configure (pool, config, error)
 *          && bg_worker_pool_run (pool, error);
 * }
 * ```
 *
 * Threads: a pool belongs to the context that was thread-default when it was made. Everything is for that context
 * only.
 */

/* How long workers that are asked to give up have for it, in ms. */
#define PATIENCE 5000

typedef enum
{
  PROP_TRANSPORT = 1,
  PROP_REGISTRY,
  PROP_CONFIG,
  PROP_HALTS_WHEN_EMPTY,
  PROP_QUIET,
} BgWorkerPoolProperty;

typedef enum
{
  SIGNAL_TASK_DONE,
  SIGNAL_TASK_FAILED,
  SIGNAL_ENDED,
  N_SIGNALS,
} BgWorkerPoolSignal;

static GParamSpec *props[PROP_QUIET + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BgWorkerPool, bg_worker_pool, G_TYPE_OBJECT)

static void
log_line (BgWorkerPool    *self,
          gboolean         is_trouble,
          BgQueueConsumer *consumer,
          BgQueuedTask    *task,
          const char      *text)
{
  if (self->logs && !self->quiet)
    bg_worker_log (is_trouble, bg_queue_consumer_get_queue (consumer),
                   bg_worker_get_name (bg_queue_consumer_get_worker (consumer)), task, text);
}

static void
task_done_cb (BgQueueConsumer *consumer,
              BgQueuedTask    *task,
              BgWorkerPool    *self)
{
  log_line (self, FALSE, consumer, task, _("done"));
  g_signal_emit (self, signals[SIGNAL_TASK_DONE], 0, task);
}

static void
task_failed_cb (BgQueueConsumer *consumer,
                BgQueuedTask    *task,
                const GError    *error,
                BgWorkerPool    *self)
{
  g_autofree char *text = g_strdup_printf (_("attempt %u has failed: %s"), bg_queued_task_get_attempt (task),
                                           error->message);

  log_line (self, TRUE, consumer, task, text);
  g_signal_emit (self, signals[SIGNAL_TASK_FAILED], 0, task, error);
}

static void
store_failed_cb (BgQueueConsumer *consumer,
                 const GError    *error,
                 BgWorkerPool    *self)
{
  log_line (self, TRUE, consumer, NULL, error->message);
}

static void
complained_cb (BgWorker     *worker,
               const char   *text,
               BgWorkerPool *self)
{
  if (self->logs && !self->quiet)
    bg_worker_log (TRUE, NULL, bg_worker_get_name (worker), NULL, text);
}

static void
logged_cb (BgWorker     *worker,
           BgQueuedTask *task,
           const char   *line,
           BgWorkerPool *self)
{
  if (self->logs && !self->quiet)
    bg_worker_log (FALSE, bg_queued_task_get_queue (task), bg_worker_get_name (worker), task, line);
}

/* When nothing is left that could do something. */
void
bg_worker_pool_end_if_over (BgWorkerPool *self)
{
  GHashTableIter iter;
  gpointer consumer;

  if (self->has_ended || !self->has_started || self->is_configuring || self->leaving->len > 0)
    return;
  g_hash_table_iter_init (&iter, self->consumers);
  while (g_hash_table_iter_next (&iter, NULL, &consumer))
    if (!bg_queue_consumer_has_ended (consumer))
      return;
  self->has_ended = TRUE;
  g_signal_emit (self, signals[SIGNAL_ENDED], 0);
}

static void
consumer_ended_cb (BgQueueConsumer *consumer,
                   BgWorkerPool    *self)
{
  g_autoptr (BgWorkerPool) kept = g_object_ref (self);
  guint index;

  if (g_ptr_array_find (self->leaving, consumer, &index))
    {
      self->n_done += bg_queue_consumer_count_done (consumer);
      self->n_failed += bg_queue_consumer_count_failed (consumer);
      g_ptr_array_remove_index_fast (self->leaving, index);
    }
  bg_worker_pool_end_if_over (self);
}

static void
bg_worker_pool_dispose (GObject *object)
{
  BgWorkerPool *self = BG_WORKER_POOL (object);

  g_hash_table_remove_all (self->consumers);
  g_ptr_array_set_size (self->leaving, 0);
  g_clear_object (&self->config);
  G_OBJECT_CLASS (bg_worker_pool_parent_class)->dispose (object);
}

static void
bg_worker_pool_finalize (GObject *object)
{
  BgWorkerPool *self = BG_WORKER_POOL (object);

  g_hash_table_unref (self->consumers);
  g_ptr_array_unref (self->leaving);
  g_clear_object (&self->transport);
  g_clear_object (&self->registry);
  g_main_context_unref (self->context);
  G_OBJECT_CLASS (bg_worker_pool_parent_class)->finalize (object);
}

static void
bg_worker_pool_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  BgWorkerPool *self = BG_WORKER_POOL (object);

  switch ((BgWorkerPoolProperty) prop_id)
    {
    case PROP_TRANSPORT:
      g_value_set_object (value, self->transport);
      break;
    case PROP_REGISTRY:
      g_value_set_object (value, self->registry);
      break;
    case PROP_CONFIG:
      g_value_set_object (value, bg_worker_pool_get_config (self));
      break;
    case PROP_HALTS_WHEN_EMPTY:
      g_value_set_boolean (value, bg_worker_pool_get_halts_when_empty (self));
      break;
    case PROP_QUIET:
      g_value_set_boolean (value, bg_worker_pool_get_quiet (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_worker_pool_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  BgWorkerPool *self = BG_WORKER_POOL (object);

  switch ((BgWorkerPoolProperty) prop_id)
    {
    case PROP_TRANSPORT:
      self->transport = g_value_dup_object (value);
      break;
    case PROP_REGISTRY:
      self->registry = g_value_dup_object (value);
      break;
    case PROP_CONFIG:
    case PROP_HALTS_WHEN_EMPTY:
      bg_worker_pool_set_halts_when_empty (self, g_value_get_boolean (value));
      break;
    case PROP_QUIET:
      bg_worker_pool_set_quiet (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_worker_pool_class_init (BgWorkerPoolClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags identity = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags setting = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = bg_worker_pool_dispose;
  object_class->finalize = bg_worker_pool_finalize;
  object_class->get_property = bg_worker_pool_get_property;
  object_class->set_property = bg_worker_pool_set_property;

  /**
   * BgWorkerPool:transport:
   *
   * Where the tasks are taken from.
   */
  props[PROP_TRANSPORT] = g_param_spec_object ("transport", NULL, NULL, BG_TYPE_TRANSPORT, identity);

  /**
   * BgWorkerPool:registry:
   *
   * Where the workers are looked for.
   */
  props[PROP_REGISTRY] = g_param_spec_object ("registry", NULL, NULL, BG_TYPE_WORKER_REGISTRY, identity);

  /**
   * BgWorkerPool:config: (getter get_config)
   *
   * Which workers do the tasks of which queues. It changes with [method@WorkerPool.configure], and when
   * [method@WorkerPool.run] has read it again.
   */
  props[PROP_CONFIG] = g_param_spec_object ("config", NULL, NULL, BG_TYPE_WORKER_CONFIG,
                                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * BgWorkerPool:halts-when-empty: (getter get_halts_when_empty) (setter set_halts_when_empty)
   *
   * Whether the pool ends when no task is ready in any queue and none is worked on.
   */
  props[PROP_HALTS_WHEN_EMPTY] = g_param_spec_boolean ("halts-when-empty", NULL, NULL, FALSE, setting);

  /**
   * BgWorkerPool:quiet: (getter get_quiet) (setter set_quiet)
   *
   * Whether [method@WorkerPool.run] logs nothing.
   */
  props[PROP_QUIET] = g_param_spec_boolean ("quiet", NULL, NULL, FALSE, setting);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  /**
   * BgWorkerPool::task-done:
   * @self: a pool
   * @task: the task, as it was when it was delivered
   *
   * Emitted when a task was done and acknowledged.
   */
  signals[SIGNAL_TASK_DONE] = g_signal_new ("task-done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 1, BG_TYPE_QUEUED_TASK);

  /**
   * BgWorkerPool::task-failed:
   * @self: a pool
   * @task: the task, as it was when it was delivered
   * @error: what went wrong
   *
   * Emitted when an attempt has failed, or could not be acknowledged.
   */
  signals[SIGNAL_TASK_FAILED] = g_signal_new ("task-failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                              NULL, NULL, G_TYPE_NONE, 2, BG_TYPE_QUEUED_TASK, G_TYPE_ERROR);

  /**
   * BgWorkerPool::ended:
   * @self: a pool
   *
   * Emitted when all is done that the pool was to do, and there are no children any more.
   */
  signals[SIGNAL_ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);
}

static void
bg_worker_pool_init (BgWorkerPool *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->consumers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->leaving = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
set_up_consumer (BgQueueConsumer *consumer,
                 GVariant        *settings)
{
  guint64 processes = 1, max_calls = 0;
  double period = 1, time_limit = 0;

  g_variant_lookup (settings, "processes", "t", &processes);
  g_variant_lookup (settings, "rate_max_calls", "t", &max_calls);
  g_variant_lookup (settings, "rate_period", "d", &period);
  g_variant_lookup (settings, "time_limit", "d", &time_limit);
  bg_queue_consumer_set_concurrency (consumer, (guint) MIN (processes, G_MAXINT16));
  bg_queue_consumer_set_rate (consumer, (guint) MIN (max_calls, G_MAXUINT), period);
  bg_queue_consumer_set_time_limit (consumer, (guint) MIN (time_limit * 1000, G_MAXUINT));
}

BgQueueConsumer *
bg_worker_pool_make_consumer (BgWorkerPool  *self,
                              const char    *queue,
                              GVariant      *settings,
                              GError       **error)
{
  g_autoptr (BgWorker) worker = NULL;
  BgQueueConsumer *consumer;
  const char *name = "";

  g_variant_lookup (settings, "worker", "&s", &name);
  worker = bg_worker_registry_isolate (self->registry, name, error);
  if (worker == NULL)
    return NULL;
  consumer = bg_queue_consumer_new (self->transport, queue, worker);
  bg_queue_consumer_set_registry (consumer, self->registry);
  bg_queue_consumer_set_halts_when_empty (consumer, self->halts_when_empty);
  set_up_consumer (consumer, settings);
  g_signal_connect_object (consumer, "task-done", G_CALLBACK (task_done_cb), self, 0);
  g_signal_connect_object (consumer, "task-failed", G_CALLBACK (task_failed_cb), self, 0);
  g_signal_connect_object (consumer, "store-failed", G_CALLBACK (store_failed_cb), self, 0);
  g_signal_connect_object (consumer, "ended", G_CALLBACK (consumer_ended_cb), self, 0);
  if (BG_IS_CHILD_WORKER (worker))
    {
      g_signal_connect_object (worker, "complained", G_CALLBACK (complained_cb), self, 0);
      g_signal_connect_object (worker, "logged", G_CALLBACK (logged_cb), self, 0);
    }
  return consumer;
}
