/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-process-queue.h"

#include "bg-child-worker-private.h"
#include "bg-delivery-private.h"
#include "bg-settlement-private.h"
#include "bg-worker-private.h"
#include "bg-worker-registry-private.h"

#include <glib/gi18n-lib.h>

/* As often a worker may give back in a row what it has not tried. */
#define MAX_REFUSALS 3

/* A queue that is being emptied, in a context of its own. */
typedef struct
{
  GMainContext *context;
  BgTransport  *transport;
  const char   *queue;
  BgWorker     *worker;
  GCancellable *cancellable;            /* nullable */
  gint64        n_done;
  gint64        linger_until;           /* µs of the monotonic clock: until then something may come back */
  guint         n_refusals;             /* in a row */
  GError       *refusal;                /* the last one; NULL if it has tried something since */
  gboolean      has_ended;              /* the worker, as it says */
} Drain;

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static gboolean
process (Drain       *self,
         BgDelivery  *delivery,
         GError     **error)
{
  GCancellable *cancellable = bg_delivery_get_cancellable (delivery);
  g_autoptr (GAsyncResult) result = NULL;

  if (!bg_worker_is_async (self->worker))
    return bg_worker_process (self->worker, delivery, cancellable, error);
  bg_worker_process_async (self->worker, delivery, cancellable, ended_cb, &result);
  while (result == NULL)
    g_main_context_iteration (self->context, TRUE);
  return bg_worker_process_finish (self->worker, result, error);
}

static void
cancelled_cb (GCancellable *cancellable,
              GCancellable *of_delivery)
{
  g_cancellable_cancel (of_delivery);
}

/* A worker that cannot be started gives everything back, and would do so for ever. One that only has no room now will
 * have it again. */
static void
count_refusal (Drain        *self,
               BgDelivery   *delivery,
               const GError *error)
{
  gboolean is_refusal = error != NULL && bg_delivery_get_outcome (delivery)->verdict == BG_VERDICT_RELEASE;

  if (is_refusal && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY))
    return;
  self->n_refusals = is_refusal ? self->n_refusals + 1 : 0;
  g_clear_error (&self->refusal);
  self->refusal = is_refusal ? g_error_copy (error) : NULL;
}

static BgSettlement
work (Drain     *self,
      BgLease   *lease,
      GVariant **result)
{
  g_autoptr (BgDelivery) delivery = bg_delivery_new (lease);
  g_autoptr (GError) error = NULL;
  gulong handler = 0;
  BgSettlement settlement;
  BgGivenUp given_up;

  if (self->cancellable != NULL)
    handler = g_cancellable_connect (self->cancellable, G_CALLBACK (cancelled_cb),
                                     g_object_ref (bg_delivery_get_cancellable (delivery)), g_object_unref);
  process (self, delivery, &error);
  if (self->cancellable != NULL)
    g_cancellable_disconnect (self->cancellable, handler);
  count_refusal (self, delivery, error);
  self->has_ended = bg_delivery_get_outcome (delivery)->ends_worker;
  given_up = g_cancellable_is_cancelled (self->cancellable) ? BG_GIVEN_UP_FOR_END : BG_GIVEN_UP_NOT;
  settlement = bg_settlement_decide (delivery, given_up, 0, error);
  if (settlement.is_done && bg_delivery_get_outcome (delivery)->result != NULL)
    *result = g_variant_ref (bg_delivery_get_outcome (delivery)->result);
  return settlement;
}

/* What cannot be acknowledged is somebody else's business now, or is tried again when its lease has run out. */
static void
do_one (Drain   *self,
        BgLease *lease)
{
  const char *name = bg_queued_task_get_worker (bg_lease_get_task (lease));
  g_auto (BgSettlement) settlement = { FALSE, BG_NACK_REJECT, 0, NULL };
  g_autoptr (GVariant) result = NULL;

  if (name == NULL || g_str_equal (name, bg_worker_get_name (self->worker)))
    settlement = work (self, lease, &result);
  else
    settlement.reason = g_strdup_printf ("no-worker: %s", name);
  self->linger_until = MAX (self->linger_until,
                            g_get_monotonic_time () + bg_settlement_get_linger (&settlement) * 1000);
  if (!settlement.is_done)
    bg_lease_nack (lease, settlement.mode, settlement.delay, settlement.reason, NULL, NULL);
  else if (bg_lease_ack (lease, result, NULL, NULL))
    self->n_done++;
}

static gboolean
drain (Drain   *self,
       GError **error)
{
  for (;;)
    {
      g_autoptr (GError) local_error = NULL;
      gint64 linger = (self->linger_until - g_get_monotonic_time ()) / 1000;
      g_autoptr (BgLease) lease = bg_transport_lease_task (self->transport, self->queue, MAX (linger, 0),
                                                           self->cancellable, &local_error);

      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (lease == NULL)
        return TRUE;
      do_one (self, lease);
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      if (self->has_ended)
        return TRUE;
      if (self->n_refusals >= MAX_REFUSALS)
        {
          g_propagate_error (error, g_steal_pointer (&self->refusal));
          return FALSE;
        }
    }
}

/**
 * bg_process_queue:
 * @transport: where the tasks are
 * @queue: the name of a queue
 * @worker: what does them
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Does all the tasks that are ready in a queue, one after the other, in the thread that calls.
 *
 * A task whose worker sets an error is tried again after a while, though not by this call, and the next task is done.
 * Tasks that name another worker go to the dead with the reason `no-worker`. When it is cancelled, the task that is
 * worked on is given back. A worker that says that it has come to its end does no more of them, and one that cannot be
 * started is an error.
 *
 * From any thread; it blocks. In JavaScript it can be used with workers that override [vfunc@Worker.process].
 *
 * Returns: how many tasks were done, or -1 with an error of the transport, or of a worker that cannot be started
 */
gint64
bg_process_queue (BgTransport   *transport,
                  const char    *queue,
                  BgWorker      *worker,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_autoptr (GMainContext) context = NULL;
  Drain self = { NULL, transport, queue, worker, cancellable, .n_done = 0 };
  gboolean succeeded;

  g_return_val_if_fail (BG_IS_TRANSPORT (transport), -1);
  g_return_val_if_fail (queue != NULL, -1);
  g_return_val_if_fail (BG_IS_WORKER (worker), -1);

  context = g_main_context_new ();
  self.context = context;
  g_main_context_push_thread_default (context);
  succeeded = drain (&self, error);
  if (BG_IS_CHILD_WORKER (worker))
    bg_child_worker_finish (BG_CHILD_WORKER (worker), context);
  g_main_context_pop_thread_default (context);
  g_clear_error (&self.refusal);
  return succeeded ? self.n_done : -1;
}

/* The queues that the worker is set for, or the one that is asked for. */
static char **
find_queues (BgWorkerConfig  *config,
             const char      *worker,
             const char      *queue,
             GError         **error)
{
  g_auto (GStrv) queues = config != NULL ? bg_worker_config_list_queues (config) : NULL;
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);

  if (queue != NULL)
    g_ptr_array_add (found, g_strdup (queue));
  for (guint i = 0; queue == NULL && queues != NULL && queues[i] != NULL; i++)
    {
      g_autoptr (GVariant) settings = bg_worker_config_lookup_queue (config, queues[i]);
      const char *name = NULL;

      if (g_variant_lookup (settings, "worker", "&s", &name) && g_str_equal (name, worker))
        g_ptr_array_add (found, g_strdup (queues[i]));
    }
  if (found->len == 0)
    {
      g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND,
                   _("No queue is set for the worker “%s”, and none is given"), worker);
      return NULL;
    }
  g_ptr_array_add (found, NULL);
  return (char **) g_ptr_array_steal (found, NULL);
}

static char *
find_worker (BgWorkerConfig  *config,
             const char      *queue,
             GError         **error)
{
  g_autoptr (GVariant) settings = config != NULL ? bg_worker_config_lookup_queue (config, queue) : NULL;
  char *name = NULL;

  if (settings != NULL && g_variant_lookup (settings, "worker", "s", &name))
    return name;
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND,
               _("No worker is set for the queue “%s”, and none is given"), queue);
  return NULL;
}

/**
 * bg_run_worker:
 * @transport: where the tasks are
 * @config: (nullable): settings, for what is not given here
 * @registry: where the worker is looked for
 * @worker: (nullable): the name of a worker, or `NULL` for the one that is set for @queue
 * @queue: (nullable): the name of a queue, or `NULL` for all that @worker is set for
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Has a worker do all the tasks that are ready, see [func@process_queue].
 *
 * Either @worker or @queue may be `NULL`. That nothing is set for the other one, and that there is no such worker, are
 * `BG_TRANSPORT_ERROR_NOT_FOUND`.
 *
 * From any thread; it blocks.
 *
 * Returns: how many tasks were done, or -1 with an error
 */
gint64
bg_run_worker (BgTransport       *transport,
               BgWorkerConfig    *config,
               BgWorkerRegistry  *registry,
               const char        *worker,
               const char        *queue,
               GCancellable      *cancellable,
               GError           **error)
{
  g_autofree char *name = NULL;
  g_auto (GStrv) queues = NULL;
  gint64 n_done = 0;

  g_return_val_if_fail (BG_IS_TRANSPORT (transport), -1);
  g_return_val_if_fail (BG_IS_WORKER_REGISTRY (registry), -1);
  g_return_val_if_fail (worker != NULL || queue != NULL, -1);

  name = worker != NULL ? g_strdup (worker) : find_worker (config, queue, error);
  queues = name != NULL ? find_queues (config, name, queue, error) : NULL;
  for (guint i = 0; queues != NULL && queues[i] != NULL; i++)
    {
      g_autoptr (BgWorker) found = bg_worker_registry_lookup (registry, name, error);
      gint64 n = found != NULL ? bg_process_queue (transport, queues[i], found, cancellable, error) : -1;

      if (n < 0)
        return -1;
      n_done += n;
    }
  return queues != NULL ? n_done : -1;
}
