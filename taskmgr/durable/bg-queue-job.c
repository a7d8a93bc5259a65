/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-queue-consumer-private.h"

#include "bg-child-worker-private.h"
#include "bg-lease-private.h"
#include "core/bg-error.h"

/* How long a worker whose time is over has for giving up before its task is given back without it, in ms. */
#define PATIENCE 10000

/* How often the store is told what has become of a task if it does not answer, and the ms in between. */
#define MAX_TRIES 5
#define PAUSE 1000

/* A task in the hands of a worker. */
typedef struct
{
  BgQueueConsumer *consumer;            /* owned */
  BgDelivery      *delivery;
  BgWorker        *worker;
  guint            time_limit;          /* ms, 0 for none */
  GSource         *timer;
  BgGivenUp        given_up;
  gboolean         is_settled;          /* it was given back without its worker */
} BgQueueJob;

/* An acknowledgement on its way. */
typedef struct
{
  BgQueueConsumer *consumer;            /* owned */
  BgLease         *lease;
  BgSettlement     settlement;
  GVariant        *result;              /* nullable */
  GError          *error;               /* why the task has failed; NULL if it was only released */
  guint            n_tries;
  GSourceFunc      again;
} Settling;

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
free_job (BgQueueJob *job)
{
  clear_source (&job->timer);
  g_object_unref (job->delivery);
  g_object_unref (job->worker);
  g_object_unref (job->consumer);
  g_free (job);
}

static void
free_settling (Settling *self)
{
  g_object_unref (self->consumer);
  g_object_unref (self->lease);
  bg_settlement_clear (&self->settlement);
  g_clear_pointer (&self->result, g_variant_unref);
  g_clear_error (&self->error);
  g_free (self);
}

/* What is done would be done again if it was not said. The lease is extended as long as we have it. */
static gboolean
is_worth_again (Settling     *settling,
                const GError *refused)
{
  return refused != NULL && bg_transport_error_is_transient (refused) && settling->n_tries < MAX_TRIES
         && bg_lease_get_state (settling->lease) == BG_LEASE_STATE_HELD;
}

static void
settle_later (Settling *settling)
{
  g_autoptr (GSource) timer = g_timeout_source_new (PAUSE);

  g_source_set_static_name (timer, "[taskmgr] acknowledgement");
  g_source_set_callback (timer, settling->again, settling, NULL);
  g_source_attach (timer, settling->consumer->context);
}

static void
settled_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Settling *settling = user_data;
  g_autoptr (BgQueueConsumer) self = g_object_ref (settling->consumer);
  BgQueuedTask *task = bg_lease_get_task (settling->lease);
  g_autoptr (GError) refused = NULL;

  if (settling->settlement.is_done)
    bg_lease_ack_finish (settling->lease, result, &refused);
  else
    bg_lease_nack_finish (settling->lease, result, &refused);
  if (is_worth_again (settling, refused))
    {
      settle_later (settling);
      return;
    }
  self->n_settling--;
  if (refused != NULL)
    bg_queue_consumer_report (self, task, refused);
  else if (settling->settlement.is_done || settling->error != NULL)
    bg_queue_consumer_report (self, task, settling->error);
  free_settling (settling);
  bg_queue_consumer_go_on (self);
}

static gboolean
try_to_settle (gpointer user_data)
{
  Settling *settling = user_data;
  const BgSettlement *settlement = &settling->settlement;

  settling->n_tries++;
  g_main_context_push_thread_default (settling->consumer->context);
  if (settlement->is_done)
    bg_lease_ack_async (settling->lease, settling->result, NULL, settled_cb, settling);
  else
    bg_lease_nack_async (settling->lease, settlement->mode, settlement->delay, settlement->reason, NULL, settled_cb,
                         settling);
  g_main_context_pop_thread_default (settling->consumer->context);
  return G_SOURCE_REMOVE;
}

static GError *
describe_failure (const BgSettlement *settlement,
                  const GError       *error)
{
  if (settlement->is_done || settlement->mode == BG_NACK_RELEASE)
    return NULL;
  if (error == NULL || settlement->reason != NULL)
    return g_error_new_literal (error != NULL ? error->domain : BG_ERROR, error != NULL ? error->code : BG_ERROR_FAILED,
                                settlement->reason != NULL ? settlement->reason : "requeued");
  return g_error_copy (error);
}

static void
settle (BgQueueConsumer    *self,
        BgLease            *lease,
        const BgSettlement *settlement,
        GVariant           *result,
        const GError       *error)
{
  Settling *settling = g_new0 (Settling, 1);

  settling->consumer = g_object_ref (self);
  settling->lease = g_object_ref (lease);
  settling->settlement = *settlement;
  settling->settlement.reason = g_strdup (settlement->reason);
  settling->result = result != NULL ? g_variant_ref_sink (result) : NULL;
  settling->again = try_to_settle;
  settling->error = describe_failure (settlement, error);
  self->linger_until = MAX (self->linger_until, g_get_monotonic_time () + bg_settlement_get_linger (settlement) * 1000);
  self->n_settling++;
  try_to_settle (settling);
}

/* The transport, too, stops what has taken too long, and may do so a moment before our timer. */
static gboolean
is_time_over (BgQueueJob *job)
{
  BgLease *lease = bg_delivery_get_lease (job->delivery);

  return job->given_up == BG_GIVEN_UP_NOT && bg_lease_get_state (lease) == BG_LEASE_STATE_HELD
         && lease->run_until <= bg_transport_get_boot_time ();
}

static void
settle_job (BgQueueJob   *job,
            const GError *error)
{
  BgDelivery *delivery = job->is_settled ? NULL : job->delivery;
  BgGivenUp given_up = is_time_over (job) ? BG_GIVEN_UP_FOR_TIME : job->given_up;
  g_auto (BgSettlement) settlement = bg_settlement_decide (delivery, given_up, job->time_limit, error);

  settle (job->consumer, bg_delivery_get_lease (job->delivery), &settlement,
          settlement.is_done ? bg_delivery_get_outcome (delivery)->result : NULL, error);
}

static void
processed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  BgQueueJob *job = user_data;
  g_autoptr (BgQueueConsumer) self = g_object_ref (job->consumer);
  gboolean ends_worker;
  g_autoptr (GError) error = NULL;

  bg_worker_process_finish (job->worker, result, &error);
  ends_worker = bg_delivery_get_outcome (job->delivery)->ends_worker;
  if (!job->is_settled)
    settle_job (job, error);
  /* Those in children come to their end one by one. */
  if (ends_worker && !BG_IS_CHILD_WORKER (job->worker))
    bg_queue_consumer_stop (self);
  g_ptr_array_remove_fast (self->jobs, job);
  bg_queue_consumer_go_on (self);
}

/* Its worker does not come back: the task does not wait for that. */
static gboolean
patience_over_cb (gpointer user_data)
{
  BgQueueJob *job = user_data;
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "");

  clear_source (&job->timer);
  job->is_settled = TRUE;
  settle_job (job, error);
  return G_SOURCE_REMOVE;
}

static void
set_timer (BgQueueJob  *job,
           guint        milliseconds,
           GSourceFunc  func)
{
  clear_source (&job->timer);
  job->timer = g_timeout_source_new (milliseconds);
  g_source_set_static_name (job->timer, "[taskmgr] time limit of a delivery");
  g_source_set_callback (job->timer, func, job, NULL);
  g_source_attach (job->timer, job->consumer->context);
}

static gboolean
time_over_cb (gpointer user_data)
{
  BgQueueJob *job = user_data;

  set_timer (job, PATIENCE, patience_over_cb);
  job->given_up = BG_GIVEN_UP_FOR_TIME;
  g_cancellable_cancel (bg_delivery_get_cancellable (job->delivery));
  return G_SOURCE_REMOVE;
}

/* What the task names, or the worker of the queue. */
static BgWorker *
find_worker (BgQueueConsumer *self,
             const char      *name)
{
  BgWorker *worker;

  if (name == NULL || g_str_equal (name, bg_worker_get_name (self->worker)))
    return self->worker;
  worker = g_hash_table_lookup (self->workers, name);
  if (worker != NULL || self->registry == NULL)
    return worker;
  worker = bg_worker_registry_lookup (self->registry, name, NULL);
  if (worker == NULL)
    return NULL;
  g_signal_connect_object (worker, "room-changed", G_CALLBACK (bg_queue_consumer_go_on), self, G_CONNECT_SWAPPED);
  g_hash_table_insert (self->workers, g_strdup (name), worker);
  if (BG_IS_CHILD_WORKER (worker))
    bg_child_worker_set_size (BG_CHILD_WORKER (worker), self->concurrency);
  return worker;
}

static void
refuse (BgQueueConsumer *self,
        BgLease         *lease)
{
  const char *name = bg_queued_task_get_worker (bg_lease_get_task (lease));
  g_auto (BgSettlement) settlement = { FALSE, BG_NACK_REJECT, 0, NULL };

  settlement.reason = g_strdup_printf ("no-worker: %s", name);
  settle (self, lease, &settlement, NULL, NULL);
}

static guint
get_time_limit (BgQueueConsumer *self,
                BgQueuedTask    *task)
{
  guint of_task = bg_queued_task_get_time_limit (task);

  if (of_task == 0 || self->time_limit == 0)
    return MAX (of_task, self->time_limit);
  return MIN (of_task, self->time_limit);
}

void
bg_queue_consumer_begin_job (BgQueueConsumer *self,
                             BgLease         *lease)
{
  BgQueuedTask *task = bg_lease_get_task (lease);
  BgWorker *worker = find_worker (self, bg_queued_task_get_worker (task));
  BgQueueJob *job;

  if (worker == NULL)
    {
      refuse (self, lease);
      return;
    }
  job = g_new0 (BgQueueJob, 1);
  job->consumer = g_object_ref (self);
  job->worker = g_object_ref (worker);
  job->delivery = bg_delivery_new (lease);
  job->time_limit = get_time_limit (self, task);
  g_ptr_array_add (self->jobs, job);
  bg_rate_window_count (&self->rate, g_get_monotonic_time ());
  if (job->time_limit > 0)
    set_timer (job, job->time_limit, time_over_cb);
  g_main_context_push_thread_default (self->context);
  bg_worker_process_async (worker, job->delivery, bg_delivery_get_cancellable (job->delivery), processed_cb, job);
  g_main_context_pop_thread_default (self->context);
}

/* Has them all give up; their tasks do not count as tried. */
void
bg_queue_consumer_give_up (BgQueueConsumer *self)
{
  g_autoptr (GPtrArray) deliveries = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->jobs->len; i++)
    {
      BgQueueJob *job = g_ptr_array_index (self->jobs, i);

      job->given_up = BG_GIVEN_UP_FOR_END;
      g_ptr_array_add (deliveries, g_object_ref (job->delivery));
    }
  for (guint i = 0; i < deliveries->len; i++)
    g_cancellable_cancel (bg_delivery_get_cancellable (g_ptr_array_index (deliveries, i)));
}

/* Gives all tasks back whose workers have not returned. */
void
bg_queue_consumer_settle_all (BgQueueConsumer *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "");

  for (guint i = 0; i < self->jobs->len; i++)
    {
      BgQueueJob *job = g_ptr_array_index (self->jobs, i);

      clear_source (&job->timer);
      if (job->is_settled)
        continue;
      job->is_settled = TRUE;
      job->given_up = BG_GIVEN_UP_FOR_END;
      settle_job (job, error);
    }
}

/* Gives a task back that no worker was given. */
void
bg_queue_consumer_return (BgQueueConsumer *self,
                          BgLease         *lease)
{
  const BgSettlement settlement = { FALSE, BG_NACK_RELEASE, 0, NULL };

  settle (self, lease, &settlement, NULL, NULL);
}

gboolean
bg_queue_consumer_has_jobs (BgQueueConsumer *self)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      const BgQueueJob *job = g_ptr_array_index (self->jobs, i);

      if (!job->is_settled)
        return TRUE;
    }
  return FALSE;
}

void
bg_queue_consumer_free_job (gpointer job)
{
  free_job (job);
}
