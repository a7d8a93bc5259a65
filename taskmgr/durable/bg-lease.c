/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-lease-private.h"

#include "bg-payload-private.h"
#include "bg-queued-task-private.h"
#include "bg-quote-private.h"

#include <glib/gi18n-lib.h>

/**
 * BgLease:
 *
 * The right to run one attempt of a task, until a deadline.
 *
 * A lease comes from [method@Transport.lease_task] or [method@Transport.reserve], and ends in one of three ways: it is
 * acknowledged with [method@Lease.ack] when the task is done, the task is given back with [method@Lease.nack], or the
 * lease is lost. It is lost if it runs out before it is extended, and the transport extends those that it knows by
 * itself. A lease that is only dropped runs out.
 *
 * As long as a lease is held, nobody else has the task. The one that has lost it is told so: its
 * [method@Lease.get_cancellable] is cancelled, and to acknowledge it fails with `BG_TRANSPORT_ERROR_LEASE_LOST`.
 *
 * The token grows with every attempt of a task. It can be stored with whatever the task changes, so that an attempt
 * that has lost its lease without noticing changes nothing any more.
 *
 * ```c
 * static gboolean
 * serve_one (BgTransport *transport, GError **error)
 * {
 *   g_autoptr (BgLease) lease = bg_transport_lease_task (transport, "photos", -1, NULL, error);
 *
 *   if (lease == NULL)
 *     return FALSE;
 *   bg_lease_set_progress (lease, 0.5, "half of it");
 *   return bg_lease_ack (lease, g_variant_new_string ("done"), NULL, error);
 * }
 * ```
 *
 * Threads: all functions are safe from any thread. The cancellable is cancelled in the thread of the transport.
 */

G_DEFINE_FINAL_TYPE (BgLease, bg_lease, G_TYPE_OBJECT)

static void
bg_lease_finalize (GObject *object)
{
  BgLease *self = BG_LEASE (object);

  if (self->data_destroy != NULL)
    self->data_destroy (self->data);
  g_weak_ref_clear (&self->transport);
  g_clear_object (&self->task);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->result, g_variant_unref);
  g_free (self->message);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (bg_lease_parent_class)->finalize (object);
}

static void
bg_lease_class_init (BgLeaseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bg_lease_finalize;
}

static void
bg_lease_init (BgLease *self)
{
  g_mutex_init (&self->mutex);
  g_weak_ref_init (&self->transport, NULL);
  self->cancellable = g_cancellable_new ();
  self->run_until = G_MAXINT64;
  self->progress = -1;
}

void
bg_lease_set_transport (BgLease     *self,
                        BgTransport *transport,
                        guint        duration)
{
  g_weak_ref_set (&self->transport, transport);
  self->duration = duration;
  self->first_duration = duration;
}

void
bg_lease_set_data (BgLease        *self,
                   gpointer        data,
                   GDestroyNotify  data_destroy)
{
  if (self->data_destroy != NULL)
    self->data_destroy (self->data);
  self->data = data;
  self->data_destroy = data_destroy;
}

/* The result as JSON; NULL if there is none, or one that cannot be kept. */
char *
bg_lease_dup_result (BgLease *self)
{
  g_autoptr (GVariant) result = NULL;

  g_mutex_lock (&self->mutex);
  if (self->result != NULL)
    result = g_variant_ref (self->result);
  g_mutex_unlock (&self->mutex);
  return result != NULL ? bg_value_to_json (result, NULL) : NULL;
}

gboolean
bg_lease_prepare (BgLease  *self,
                  GError  **error)
{
  g_autofree char *json = NULL;
  g_autoptr (GVariant) result = NULL;

  g_mutex_lock (&self->mutex);
  if (self->progress >= 0)
    {
      bg_queued_task_replace (self->task, &self->task->message, g_steal_pointer (&self->message));
      self->task->progress = self->progress;
      self->progress = -1;
    }
  if (self->result != NULL)
    result = g_variant_ref (self->result);
  g_mutex_unlock (&self->mutex);

  if (result == NULL)
    return TRUE;
  json = bg_value_to_json (result, error);
  if (json == NULL)
    return FALSE;
  if (strlen (json) > BG_QUEUED_TASK_MAX_RESULT)
    {
      g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_TOO_LARGE,
                   _("The result of the task takes %lu bytes, and may take %d: put it into a file, and keep its name"),
                   (unsigned long) strlen (json), BG_QUEUED_TASK_MAX_RESULT);
      return FALSE;
    }
  bg_queued_task_replace (self->task, &self->task->result, g_steal_pointer (&json));
  return TRUE;
}

/**
 * bg_lease_new:
 * @task: the task
 * @token: a number that is larger than those of earlier attempts of the task
 * @deadline: when it runs out, in microseconds of [func@Transport.get_boot_time]
 *
 * Makes a lease. For those who write a transport.
 *
 * Returns: (transfer full): a new lease
 */
BgLease *
bg_lease_new (BgQueuedTask *task,
              guint64       token,
              gint64        deadline)
{
  BgLease *self;

  g_return_val_if_fail (BG_IS_QUEUED_TASK (task), NULL);

  self = g_object_new (BG_TYPE_LEASE, NULL);
  self->task = g_object_ref (task);
  self->token = token;
  self->deadline = deadline;
  if (task->time_limit > 0)
    self->run_until = bg_transport_get_boot_time () + task->time_limit * G_GINT64_CONSTANT (1000);
  return self;
}

/**
 * bg_lease_set_state:
 * @self: a lease
 * @state: what has become of it
 *
 * Ends the lease, or says that it is lost, which cancels its cancellable. For those who write a transport. Does nothing
 * if the lease has ended or was lost before.
 */
void
bg_lease_set_state (BgLease      *self,
                    BgLeaseState  state)
{
  gboolean is_lost;

  g_return_if_fail (BG_IS_LEASE (self));

  g_mutex_lock (&self->mutex);
  is_lost = self->state == BG_LEASE_STATE_HELD && state == BG_LEASE_STATE_LOST;
  if (self->state == BG_LEASE_STATE_HELD)
    self->state = state;
  g_mutex_unlock (&self->mutex);

  if (is_lost)
    g_cancellable_cancel (self->cancellable);
}

/**
 * bg_lease_set_deadline:
 * @self: a lease
 * @deadline: when it runs out, in microseconds of [func@Transport.get_boot_time]
 *
 * Says that the lease was extended. For those who write a transport.
 */
void
bg_lease_set_deadline (BgLease *self,
                       gint64   deadline)
{
  g_return_if_fail (BG_IS_LEASE (self));

  g_mutex_lock (&self->mutex);
  self->deadline = deadline;
  g_mutex_unlock (&self->mutex);
}

/**
 * bg_lease_get_task:
 * @self: a lease
 *
 * Gets the task.
 *
 * Returns: (transfer none): the task
 */
BgQueuedTask *
bg_lease_get_task (BgLease *self)
{
  g_return_val_if_fail (BG_IS_LEASE (self), NULL);

  return self->task;
}

/**
 * bg_lease_get_token:
 * @self: a lease
 *
 * Gets the number that is larger than those of earlier attempts of the task.
 *
 * Returns: the token
 */
guint64
bg_lease_get_token (BgLease *self)
{
  g_return_val_if_fail (BG_IS_LEASE (self), 0);

  return self->token;
}

/**
 * bg_lease_get_deadline:
 * @self: a lease
 *
 * Gets when it runs out if it is not extended.
 *
 * Returns: microseconds of [func@Transport.get_boot_time]
 */
gint64
bg_lease_get_deadline (BgLease *self)
{
  gint64 deadline;

  g_return_val_if_fail (BG_IS_LEASE (self), 0);

  g_mutex_lock (&self->mutex);
  deadline = self->deadline;
  g_mutex_unlock (&self->mutex);
  return deadline;
}

/**
 * bg_lease_get_state:
 * @self: a lease
 *
 * Gets what is known to have become of it.
 *
 * Returns: the state
 */
BgLeaseState
bg_lease_get_state (BgLease *self)
{
  BgLeaseState state;

  g_return_val_if_fail (BG_IS_LEASE (self), BG_LEASE_STATE_LOST);

  g_mutex_lock (&self->mutex);
  state = self->state;
  g_mutex_unlock (&self->mutex);
  return state;
}

/**
 * bg_lease_get_cancellable:
 * @self: a lease
 *
 * Gets what tells whoever runs the task to stop: it is cancelled when the lease is lost, when the task has taken longer
 * than its time limit, or when it was cancelled in the queue; in the thread of the transport.
 *
 * Returns: (transfer none): the cancellable
 */
GCancellable *
bg_lease_get_cancellable (BgLease *self)
{
  g_return_val_if_fail (BG_IS_LEASE (self), NULL);

  return self->cancellable;
}

/**
 * bg_lease_get_result:
 * @self: a lease
 *
 * Gets what the task is going to be acknowledged with.
 *
 * Returns: (transfer none) (nullable): the result
 */
GVariant *
bg_lease_get_result (BgLease *self)
{
  g_return_val_if_fail (BG_IS_LEASE (self), NULL);

  return self->result;
}

/**
 * bg_lease_set_result:
 * @self: a lease
 * @result: (nullable): any value that can be written as JSON, 64 KiB at most
 *
 * Sets what the task is going to be acknowledged with. If @result is floating, it is consumed.
 *
 * A result that cannot be kept is refused when the task is acknowledged. Once it is, the result is fixed.
 */
void
bg_lease_set_result (BgLease  *self,
                     GVariant *result)
{
  g_autoptr (GVariant) old = NULL;

  g_return_if_fail (BG_IS_LEASE (self));

  if (result != NULL)
    g_variant_ref_sink (result);
  g_mutex_lock (&self->mutex);
  old = g_steal_pointer (&self->result);
  self->result = result;
  g_mutex_unlock (&self->mutex);
}

/**
 * bg_lease_set_progress:
 * @self: a lease
 * @fraction: how much of the task is done, from 0 to 1
 * @message: (nullable): what is to be said of it; 4 KiB are kept
 *
 * Sets what the store is told of the progress of the task when the lease is extended, ended, or given back.
 */
void
bg_lease_set_progress (BgLease    *self,
                       double      fraction,
                       const char *message)
{
  char *old;

  g_return_if_fail (BG_IS_LEASE (self));
  g_return_if_fail (fraction >= 0.0 && fraction <= 1.0);

  g_mutex_lock (&self->mutex);
  old = self->message;
  self->progress = fraction;
  self->message = message != NULL ? bg_shorten (message) : NULL;
  g_mutex_unlock (&self->mutex);
  g_free (old);
}
