/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-worker-pool-private.h"

#include "bg-worker-config-private.h"
#include "core/bg-error.h"

#include <glib/gi18n-lib.h>

/* How a pool is configured, started, and brought to its end. */

/* How long workers that are asked to give up have for it, in ms. */
#define PATIENCE 5000

static gint64
get_grace (BgWorkerPool *self)
{
  return self->config != NULL ? (gint64) (bg_worker_config_get_grace (self->config) * 1000) : 0;
}

static void
dismiss (BgWorkerPool *self,
         const char   *queue)
{
  BgQueueConsumer *consumer = g_hash_table_lookup (self->consumers, queue);

  if (consumer == NULL)
    return;
  if (self->has_started && !bg_queue_consumer_has_ended (consumer))
    {
      g_ptr_array_add (self->leaving, g_object_ref (consumer));
      bg_queue_consumer_drain (consumer, get_grace (self), PATIENCE);
    }
  g_hash_table_remove (self->consumers, queue);
}

/* Those that are new, or have changed. NULL if one of them cannot be made. */
static GHashTable *
make_consumers (BgWorkerPool    *self,
                BgWorkerConfig  *config,
                GError         **error)
{
  g_autoptr (GHashTable) made = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  g_auto (GStrv) queues = bg_worker_config_list_queues (config);

  for (guint i = 0; queues[i] != NULL; i++)
    {
      g_autoptr (GVariant) settings = bg_worker_config_lookup_queue (config, queues[i]);
      BgQueueConsumer *consumer;

      if (g_hash_table_contains (self->consumers, queues[i])
          && bg_worker_config_is_same (self->config, config, queues[i]))
        continue;
      consumer = bg_worker_pool_make_consumer (self, queues[i], settings, error);
      if (consumer == NULL)
        return NULL;
      g_hash_table_insert (made, g_strdup (queues[i]), consumer);
    }
  return g_steal_pointer (&made);
}

static void
dismiss_unwanted (BgWorkerPool   *self,
                  BgWorkerConfig *config)
{
  g_auto (GStrv) wanted = bg_worker_config_list_queues (config);
  g_autoptr (GList) queues = g_hash_table_get_keys (self->consumers);

  for (GList *l = queues; l != NULL; l = l->next)
    if (!g_strv_contains ((const char *const *) wanted, l->data))
      {
        g_autofree char *queue = g_strdup (l->data);

        dismiss (self, queue);
      }
}

static void
exchange (BgWorkerPool   *self,
          BgWorkerConfig *config,
          GHashTable     *made)
{
  GHashTableIter iter;
  gpointer queue, consumer;

  self->is_configuring = TRUE;
  dismiss_unwanted (self, config);
  g_hash_table_iter_init (&iter, made);
  while (g_hash_table_iter_next (&iter, &queue, &consumer))
    {
      dismiss (self, queue);
      g_hash_table_insert (self->consumers, g_strdup (queue), g_object_ref (consumer));
      if (self->has_started)
        bg_queue_consumer_start (consumer);
    }
  self->is_configuring = FALSE;
}

/**
 * bg_worker_pool_configure:
 * @self: a pool
 * @config: which workers do the tasks of which queues
 * @error: return location for an error
 *
 * Takes in a configuration, with [method@WorkerConfig.apply].
 *
 * While the pool runs, queues that are not asked for any more, and those for which something has changed, are drained
 * as they were set, and the new ones are begun at once. If something is wrong, everything stays as it was. A pool that
 * was told to end is not configured any more.
 *
 * Returns: `TRUE`, or `FALSE` if a worker is missing, something does not go together, or the pool ends
 */
gboolean
bg_worker_pool_configure (BgWorkerPool    *self,
                          BgWorkerConfig  *config,
                          GError         **error)
{
  g_autoptr (GHashTable) made = NULL;

  g_return_val_if_fail (BG_IS_WORKER_POOL (self), FALSE);
  g_return_val_if_fail (BG_IS_WORKER_CONFIG (config), FALSE);

  if (self->ending != BG_POOL_RUNS)
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_SHUT_DOWN, _("ending; waiting for what is worked on"));
      return FALSE;
    }
  if (!bg_worker_config_apply (config, self->registry, error))
    return FALSE;
  made = make_consumers (self, config, error);
  if (made == NULL)
    return FALSE;
  exchange (self, config, made);
  if (g_set_object (&self->config, config))
    g_object_notify (G_OBJECT (self), "config");
  bg_worker_pool_end_if_over (self);
  return TRUE;
}

/**
 * bg_worker_pool_get_config: (get-property config)
 * @self: a pool
 *
 * Gets which workers do the tasks of which queues.
 *
 * Returns: (transfer none) (nullable): the configuration; `NULL` if there is none yet
 */
BgWorkerConfig *
bg_worker_pool_get_config (BgWorkerPool *self)
{
  g_return_val_if_fail (BG_IS_WORKER_POOL (self), NULL);

  return self->config;
}

/**
 * bg_worker_pool_start:
 * @self: a pool
 *
 * Begins to work on the queues.
 */
void
bg_worker_pool_start (BgWorkerPool *self)
{
  g_autoptr (GList) consumers = NULL;

  g_return_if_fail (BG_IS_WORKER_POOL (self));

  if (self->has_started)
    return;
  self->has_started = TRUE;
  consumers = g_hash_table_get_values (self->consumers);
  for (GList *l = consumers; l != NULL; l = l->next)
    bg_queue_consumer_start (l->data);
  bg_worker_pool_end_if_over (self);
}

/* Those that run and those that are leaving; owned. */
static GPtrArray *
collect_consumers (BgWorkerPool *self)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer consumer;

  for (guint i = 0; i < self->leaving->len; i++)
    g_ptr_array_add (all, g_object_ref (g_ptr_array_index (self->leaving, i)));
  g_hash_table_iter_init (&iter, self->consumers);
  while (g_hash_table_iter_next (&iter, NULL, &consumer))
    g_ptr_array_add (all, g_object_ref (consumer));
  return all;
}

/**
 * bg_worker_pool_drain:
 * @self: a pool
 *
 * Comes to an end: takes no more tasks, and waits for those that are worked on, as long as the configuration grants
 * them.
 *
 * Then their workers have five seconds for giving up, after which they are killed and the tasks are given back without
 * counting as tried. Called again, the workers are to give up at once; the third time it is as
 * [method@WorkerPool.release].
 */
void
bg_worker_pool_drain (BgWorkerPool *self)
{
  g_autoptr (GPtrArray) consumers = NULL;
  gint64 grace;

  g_return_if_fail (BG_IS_WORKER_POOL (self));

  if (self->ending == BG_POOL_GIVES_UP)
    {
      bg_worker_pool_release (self);
      return;
    }
  grace = self->ending == BG_POOL_RUNS ? get_grace (self) : 0;
  self->ending++;
  self->has_started = TRUE;
  consumers = collect_consumers (self);
  for (guint i = 0; i < consumers->len; i++)
    bg_queue_consumer_drain (g_ptr_array_index (consumers, i), grace, PATIENCE);
  bg_worker_pool_end_if_over (self);
}

/**
 * bg_worker_pool_release:
 * @self: a pool
 *
 * Comes to an end at once: kills all children, and gives back their tasks without counting them as tried.
 */
void
bg_worker_pool_release (BgWorkerPool *self)
{
  g_autoptr (GPtrArray) consumers = NULL;

  g_return_if_fail (BG_IS_WORKER_POOL (self));

  self->ending = BG_POOL_GIVES_UP;
  self->has_started = TRUE;
  consumers = collect_consumers (self);
  for (guint i = 0; i < consumers->len; i++)
    bg_queue_consumer_release (g_ptr_array_index (consumers, i));
  bg_worker_pool_end_if_over (self);
}

/**
 * bg_worker_pool_has_ended:
 * @self: a pool
 *
 * Gets whether the pool has come to its end.
 *
 * Returns: whether it has
 */
gboolean
bg_worker_pool_has_ended (BgWorkerPool *self)
{
  g_return_val_if_fail (BG_IS_WORKER_POOL (self), FALSE);

  return self->has_ended;
}

/**
 * bg_worker_pool_count_done:
 * @self: a pool
 *
 * Counts the tasks that were done and acknowledged.
 *
 * Returns: the number of tasks
 */
guint64
bg_worker_pool_count_done (BgWorkerPool *self)
{
  g_autoptr (GPtrArray) consumers = NULL;
  guint64 n;

  g_return_val_if_fail (BG_IS_WORKER_POOL (self), 0);

  consumers = collect_consumers (self);
  n = self->n_done;
  for (guint i = 0; i < consumers->len; i++)
    n += bg_queue_consumer_count_done (g_ptr_array_index (consumers, i));
  return n;
}

/**
 * bg_worker_pool_count_failed:
 * @self: a pool
 *
 * Counts the attempts that have failed.
 *
 * Returns: the number of attempts
 */
guint64
bg_worker_pool_count_failed (BgWorkerPool *self)
{
  g_autoptr (GPtrArray) consumers = NULL;
  guint64 n;

  g_return_val_if_fail (BG_IS_WORKER_POOL (self), 0);

  consumers = collect_consumers (self);
  n = self->n_failed;
  for (guint i = 0; i < consumers->len; i++)
    n += bg_queue_consumer_count_failed (g_ptr_array_index (consumers, i));
  return n;
}

/**
 * bg_worker_pool_new:
 * @transport: where the tasks are taken from
 * @registry: where the workers are looked for
 *
 * Makes a pool, which does nothing until it is configured and started.
 *
 * Returns: (transfer full): a new pool
 */
BgWorkerPool *
bg_worker_pool_new (BgTransport      *transport,
                    BgWorkerRegistry *registry)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (transport), NULL);
  g_return_val_if_fail (BG_IS_WORKER_REGISTRY (registry), NULL);

  return g_object_new (BG_TYPE_WORKER_POOL, "transport", transport, "registry", registry, NULL);
}

/**
 * bg_worker_pool_get_halts_when_empty: (get-property halts-when-empty)
 * @self: a pool
 *
 * Gets whether the pool ends when no task is ready in any queue.
 *
 * Returns: whether it ends
 */
gboolean
bg_worker_pool_get_halts_when_empty (BgWorkerPool *self)
{
  g_return_val_if_fail (BG_IS_WORKER_POOL (self), FALSE);

  return self->halts_when_empty;
}

/**
 * bg_worker_pool_set_halts_when_empty: (set-property halts-when-empty)
 * @self: a pool that was not configured yet
 * @halts_when_empty: whether it ends
 *
 * Sets whether the pool ends when no task is ready in any queue.
 */
void
bg_worker_pool_set_halts_when_empty (BgWorkerPool *self,
                                     gboolean      halts_when_empty)
{
  g_return_if_fail (BG_IS_WORKER_POOL (self));

  if (self->halts_when_empty == !!halts_when_empty)
    return;
  self->halts_when_empty = !!halts_when_empty;
  g_object_notify (G_OBJECT (self), "halts-when-empty");
}

/**
 * bg_worker_pool_get_quiet: (get-property quiet)
 * @self: a pool
 *
 * Gets whether nothing is logged.
 *
 * Returns: whether nothing is
 */
gboolean
bg_worker_pool_get_quiet (BgWorkerPool *self)
{
  g_return_val_if_fail (BG_IS_WORKER_POOL (self), FALSE);

  return self->quiet;
}

/**
 * bg_worker_pool_set_quiet: (set-property quiet)
 * @self: a pool
 * @quiet: whether nothing is logged
 *
 * Sets whether nothing is logged.
 */
void
bg_worker_pool_set_quiet (BgWorkerPool *self,
                          gboolean      quiet)
{
  g_return_if_fail (BG_IS_WORKER_POOL (self));

  if (self->quiet == !!quiet)
    return;
  self->quiet = !!quiet;
  g_object_notify (G_OBJECT (self), "quiet");
}
