/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-delivery-private.h"

/**
 * BgDelivery:
 *
 * A task in the hands of a worker.
 *
 * It is what [vfunc@Worker.process] gets: the task with its payload, which attempt it is, and a token that grows with
 * every attempt, for stores that are to refuse what an earlier holder still writes. The worker reports its progress
 * and its result to it. A worker that returns `TRUE` has done the task, one that sets an error wants it tried again
 * after the usual delay. What else may become of the task it says here, and then returns either: tried again after
 * a delay of its own, at once at the tail of the queue, or never.
 *
 * When [method@Delivery.get_cancellable] is triggered, the work is to be given up: the task was cancelled or belongs to
 * somebody else now, its time is over, or the program ends.
 *
 * Deliveries are made by a [class@QueueConsumer] or another that takes leases.
 *
 * ```c
 * static gboolean
 * export_photo (BgDelivery *delivery, GCancellable *cancellable, gpointer user_data, GError **error)
 * {
 *   const char *path = NULL;
 *
 *   if (!g_variant_lookup (bg_delivery_get_payload (delivery), "path", "&s", &path))
 *     bg_delivery_reject (delivery, "The payload has no path");
 *   else
 *     bg_delivery_set_result (delivery, g_variant_new_string (path));
 *   return TRUE;
 * }
 * ```
 *
 * Threads: a delivery is for the thread that works on it; [method@Delivery.report_progress] and
 * [method@Delivery.get_cancellable] may be called in any.
 */

/* In ms: those that wait for a time come after those that never did, so it is the tail. */
#define REQUEUE_DELAY 1

struct _BgDelivery
{
  GObject              parent_instance;

  /* fixed at construction */
  BgQueuedTask        *task;
  guint64              token;
  BgLease             *lease;           /* NULL in a child */
  BgProcessWorker     *remote;          /* NULL but in a child */
  GCancellable        *cancellable;
  gulong               handler;         /* of the cancellable of the lease */

  /* the worker's, until it has returned */
  BgOutcomeOfDelivery  outcome;
};

G_DEFINE_FINAL_TYPE (BgDelivery, bg_delivery, G_TYPE_OBJECT)

static void
bg_delivery_finalize (GObject *object)
{
  BgDelivery *self = BG_DELIVERY (object);

  if (self->handler != 0)
    g_cancellable_disconnect (bg_lease_get_cancellable (self->lease), self->handler);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->lease);
  g_clear_object (&self->remote);
  g_clear_object (&self->task);
  g_clear_pointer (&self->outcome.result, g_variant_unref);
  g_free (self->outcome.reason);
  G_OBJECT_CLASS (bg_delivery_parent_class)->finalize (object);
}

static void
bg_delivery_class_init (BgDeliveryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bg_delivery_finalize;
}

static void
bg_delivery_init (BgDelivery *self)
{
}

static void
cancelled_cb (GCancellable *cancellable,
              GCancellable *ours)
{
  g_cancellable_cancel (ours);
}

/**
 * bg_delivery_new:
 * @lease: a lease that is held
 *
 * Makes a delivery of the task of a lease.
 *
 * Whoever calls this acknowledges the task, or gives it back, when the worker has returned.
 *
 * Returns: (transfer full): a new delivery
 */
BgDelivery *
bg_delivery_new (BgLease *lease)
{
  BgDelivery *self;

  g_return_val_if_fail (BG_IS_LEASE (lease), NULL);

  self = g_object_new (BG_TYPE_DELIVERY, NULL);
  self->lease = g_object_ref (lease);
  self->task = g_object_ref (bg_lease_get_task (lease));
  self->token = bg_lease_get_token (lease);
  self->cancellable = g_cancellable_new ();
  self->handler = g_cancellable_connect (bg_lease_get_cancellable (lease), G_CALLBACK (cancelled_cb),
                                         g_object_ref (self->cancellable), g_object_unref);
  return self;
}

BgDelivery *
bg_delivery_new_remote (BgQueuedTask    *task,
                        guint64          token,
                        BgProcessWorker *remote,
                        GCancellable    *cancellable)
{
  BgDelivery *self = g_object_new (BG_TYPE_DELIVERY, NULL);

  self->task = g_object_ref (task);
  self->token = token;
  self->remote = g_object_ref (remote);
  self->cancellable = g_object_ref (cancellable);
  return self;
}

/* Returns: NULL in a child */
BgLease *
bg_delivery_get_lease (BgDelivery *self)
{
  return self->lease;
}

const BgOutcomeOfDelivery *
bg_delivery_get_outcome (BgDelivery *self)
{
  return &self->outcome;
}

/* The last one counts. */
void
bg_delivery_give_verdict (BgDelivery *self,
                          BgVerdict   verdict,
                          gint64      delay,
                          const char *reason)
{
  g_autofree char *old = g_steal_pointer (&self->outcome.reason);

  self->outcome.verdict = verdict;
  self->outcome.delay = delay;
  self->outcome.reason = g_strdup (reason);
}

GVariant *
bg_delivery_pack (BgDelivery *self)
{
  GVariantDict dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "verdict", "i", self->outcome.verdict);
  g_variant_dict_insert (&dict, "delay", "x", self->outcome.delay);
  g_variant_dict_insert (&dict, "ends-worker", "b", self->outcome.ends_worker);
  if (self->outcome.reason != NULL)
    g_variant_dict_insert (&dict, "reason", "s", self->outcome.reason);
  if (self->outcome.result != NULL)
    g_variant_dict_insert (&dict, "result", "v", self->outcome.result);
  return g_variant_dict_end (&dict);
}

void
bg_delivery_unpack (BgDelivery *self,
                    GVariant   *outcome)
{
  g_autoptr (GVariant) result = NULL;
  const char *reason = NULL;
  gboolean ends_worker = FALSE;
  int verdict = BG_VERDICT_NONE;
  gint64 delay = 0;

  g_variant_lookup (outcome, "verdict", "i", &verdict);
  g_variant_lookup (outcome, "delay", "x", &delay);
  g_variant_lookup (outcome, "reason", "&s", &reason);
  /* Only what a worker can say: the other verdicts are for us to give. */
  if (verdict == BG_VERDICT_RETRY || verdict == BG_VERDICT_REJECT)
    bg_delivery_give_verdict (self, (BgVerdict) verdict, delay, reason);
  if (g_variant_lookup (outcome, "ends-worker", "b", &ends_worker) && ends_worker)
    bg_delivery_end_worker (self);
  if (g_variant_lookup (outcome, "result", "v", &result))
    bg_delivery_set_result (self, result);
}

/**
 * bg_delivery_get_task:
 * @self: a delivery
 *
 * Gets the task as it was when it was delivered.
 *
 * Returns: (transfer none): the task
 */
BgQueuedTask *
bg_delivery_get_task (BgDelivery *self)
{
  g_return_val_if_fail (BG_IS_DELIVERY (self), NULL);

  return self->task;
}

/**
 * bg_delivery_get_payload:
 * @self: a delivery
 *
 * Gets what was submitted, a mapping.
 *
 * Returns: (transfer none): the payload of the task
 */
GVariant *
bg_delivery_get_payload (BgDelivery *self)
{
  g_return_val_if_fail (BG_IS_DELIVERY (self), NULL);

  return bg_queued_task_get_payload (self->task);
}

/**
 * bg_delivery_get_attempt:
 * @self: a delivery
 *
 * Gets the how-manieth attempt this is, from 1 on.
 *
 * Returns: the attempt
 */
guint
bg_delivery_get_attempt (BgDelivery *self)
{
  g_return_val_if_fail (BG_IS_DELIVERY (self), 0);

  return bg_queued_task_get_attempt (self->task);
}

/**
 * bg_delivery_get_token:
 * @self: a delivery
 *
 * Gets a number that is larger with every attempt of the task.
 *
 * A store that remembers the largest one it has seen with a task can refuse what an earlier attempt still writes.
 *
 * Returns: the token of the lease
 */
guint64
bg_delivery_get_token (BgDelivery *self)
{
  g_return_val_if_fail (BG_IS_DELIVERY (self), 0);

  return self->token;
}

/**
 * bg_delivery_get_cancellable:
 * @self: a delivery
 *
 * Gets what is triggered when the work is to be given up, possibly in another thread.
 *
 * Returns: (transfer none): a cancellable
 */
GCancellable *
bg_delivery_get_cancellable (BgDelivery *self)
{
  g_return_val_if_fail (BG_IS_DELIVERY (self), NULL);

  return self->cancellable;
}

/**
 * bg_delivery_report_progress:
 * @self: a delivery
 * @fraction: how much is done, from 0 to 1
 * @message: (nullable): what is being done, for people to read
 *
 * Reports how far the work is.
 *
 * It is stored when the lease is extended, so others see it now and then, not at once.
 */
void
bg_delivery_report_progress (BgDelivery *self,
                             double      fraction,
                             const char *message)
{
  g_return_if_fail (BG_IS_DELIVERY (self));

  if (self->lease != NULL)
    bg_lease_set_progress (self->lease, fraction, message);
  else
    bg_process_worker_report_progress (self->remote, fraction, message);
}

/**
 * bg_delivery_set_result:
 * @self: a delivery
 * @result: (nullable): any value that can be written as JSON; a floating reference is taken
 *
 * Sets what is kept with the task once it is done.
 */
void
bg_delivery_set_result (BgDelivery *self,
                        GVariant   *result)
{
  g_autoptr (GVariant) old = NULL;

  g_return_if_fail (BG_IS_DELIVERY (self));

  old = g_steal_pointer (&self->outcome.result);
  self->outcome.result = result != NULL ? g_variant_ref_sink (result) : NULL;
}

/**
 * bg_delivery_retry_in:
 * @self: a delivery
 * @milliseconds: after how long; negative for the usual delay
 * @reason: (nullable): why, for people to read
 *
 * Has the task tried again later, whatever the worker returns.
 *
 * The attempt counts: when the last one is used up, the task goes to the dead.
 */
void
bg_delivery_retry_in (BgDelivery *self,
                      gint64      milliseconds,
                      const char *reason)
{
  g_return_if_fail (BG_IS_DELIVERY (self));

  bg_delivery_give_verdict (self, BG_VERDICT_RETRY, milliseconds, reason);
}

/**
 * bg_delivery_requeue:
 * @self: a delivery
 *
 * Puts the task at the tail of its queue again, whatever the worker returns.
 *
 * The attempt counts: when the last one is used up, the task goes to the dead.
 */
void
bg_delivery_requeue (BgDelivery *self)
{
  bg_delivery_retry_in (self, REQUEUE_DELAY, "requeued");
}

/**
 * bg_delivery_reject:
 * @self: a delivery
 * @reason: why, for people to read
 *
 * Has the task never tried again, whatever the worker returns: it goes to the dead.
 */
void
bg_delivery_reject (BgDelivery *self,
                    const char *reason)
{
  g_return_if_fail (BG_IS_DELIVERY (self));
  g_return_if_fail (reason != NULL);

  bg_delivery_give_verdict (self, BG_VERDICT_REJECT, 0, reason);
}

/**
 * bg_delivery_end_worker:
 * @self: a delivery
 *
 * Has the worker get no more tasks after this one: it has come to its end.
 *
 * That is how a worker ends that is not to be started again. One whose process just exits, with whatever status, is.
 */
void
bg_delivery_end_worker (BgDelivery *self)
{
  g_return_if_fail (BG_IS_DELIVERY (self));

  self->outcome.ends_worker = TRUE;
}
