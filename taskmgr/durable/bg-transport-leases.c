/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-transport.h"

#include "bg-lease-private.h"
#include "bg-transport-thread-private.h"

#include <glib/gi18n-lib.h>

/* What becomes of leases. */

static GPtrArray *
copy_leases (GPtrArray *leases)
{
  GPtrArray *copy = g_ptr_array_new_full (leases->len, g_object_unref);

  for (guint i = 0; i < leases->len; i++)
    g_ptr_array_add (copy, g_object_ref (leases->pdata[i]));
  return copy;
}

/* Leases that have ended are not held either: the store need not be asked. */
static void
drop_ended (BgTransportCall *call)
{
  for (guint i = call->items->len; i > 0; i--)
    if (bg_lease_get_state (call->items->pdata[i - 1]) != BG_LEASE_STATE_HELD)
      {
        g_ptr_array_remove_index (call->items, i - 1);
        call->n++;
      }
}

/* Progress and results have to be where the store finds them. A result that cannot be kept matters to who ends a
 * task. */
static gboolean
prepare_leases (BgTransportCall  *call,
                GError          **error)
{
  gboolean all = TRUE;

  drop_ended (call);
  for (guint i = 0; i < call->items->len; i++)
    all = bg_lease_prepare (call->items->pdata[i], all ? error : NULL) && all;
  return all;
}

static void
report_lost (BgTransportCall *call)
{
  guint n_lost = call->n;

  for (guint i = 0; i < call->items->len; i++)
    n_lost += bg_lease_get_state (call->items->pdata[i]) == BG_LEASE_STATE_LOST;
  if (n_lost > 0)
    g_set_error (&call->error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_LEASE_LOST,
                 g_dngettext (GETTEXT_PACKAGE, "The lease of a task is lost", "The leases of %u tasks are lost",
                              n_lost),
                 n_lost);
}

static void
note_extended (BgTransport *self,
               BgLease     *lease,
               guint        duration)
{
  BgTransportThread *thread = bg_transport_get_private (self)->thread;

  bg_transport_thread_forget (thread, lease);
  if (bg_lease_get_state (lease) != BG_LEASE_STATE_HELD)
    return;
  lease->duration = duration;
  bg_lease_set_deadline (lease, bg_transport_get_boot_time () + duration * G_GINT64_CONSTANT (1000));
  if (bg_transport_get_extends_leases (self))
    bg_transport_thread_keep (thread, lease);
}

static void
end_leases (BgTransport     *self,
            BgTransportCall *call)
{
  BgTransportThread *thread = bg_transport_get_private (self)->thread;

  for (guint i = 0; i < call->items->len; i++)
    {
      BgLease *lease = call->items->pdata[i];

      bg_transport_thread_forget (thread, lease);
      if (bg_lease_get_state (lease) == BG_LEASE_STATE_HELD)
        bg_lease_set_state (lease, BG_LEASE_STATE_ENDED);
    }
  report_lost (call);
  bg_transport_wake (self);
}

static guint
get_duration (BgTransportCall *call,
              const BgLease   *lease)
{
  return call->duration != 0 ? call->duration : lease->first_duration;
}

static gboolean
extend_some (BgTransport     *self,
             BgTransportCall *call,
             guint            duration)
{
  g_autoptr (GPtrArray) same = g_ptr_array_new ();

  for (guint i = 0; i < call->items->len; i++)
    if (get_duration (call, call->items->pdata[i]) == duration)
      g_ptr_array_add (same, call->items->pdata[i]);
  if (!BG_TRANSPORT_GET_CLASS (self)->store_extend (self, same, duration, &call->error))
    return FALSE;
  for (guint i = 0; i < same->len; i++)
    note_extended (self, same->pdata[i], duration);
  return TRUE;
}

/* Those of one duration in one go; there is mostly only one. */
static gboolean
do_extend (BgTransport     *self,
           BgTransportCall *call)
{
  g_autoptr (GHashTable) durations = g_hash_table_new (NULL, NULL);

  prepare_leases (call, NULL);
  if (!bg_transport_call_needs (call, G_CALLBACK (BG_TRANSPORT_GET_CLASS (self)->store_extend)))
    return TRUE;
  for (guint i = 0; i < call->items->len; i++)
    {
      guint duration = get_duration (call, call->items->pdata[i]);

      if (g_hash_table_add (durations, GUINT_TO_POINTER (duration)) && !extend_some (self, call, duration))
        return TRUE;
    }
  report_lost (call);
  return TRUE;
}

static BgTransportCall *
extend_call (GPtrArray *leases,
             guint      duration)
{
  BgTransportCall *call = bg_transport_call_new (do_extend, NULL);

  call->items = copy_leases (leases);
  call->duration = duration;
  return call;
}

/**
 * bg_transport_extend:
 * @self: a transport
 * @leases: (element-type BgLease): leases of this transport
 * @duration: for how many milliseconds from now; 0 for as long as at first
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Has leases last longer, and stores the progress of their tasks. If a task was cancelled meanwhile, its cancellable
 * is triggered.
 *
 * If some of them were lost the others are done nevertheless, and the error is `BG_TRANSPORT_ERROR_LEASE_LOST`;
 * [method@Lease.get_state] tells which.
 *
 * From any thread; it blocks.
 *
 * Returns: whether all of them were extended
 */
gboolean
bg_transport_extend (BgTransport  *self,
                     GPtrArray    *leases,
                     guint         duration,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), FALSE);
  g_return_val_if_fail (leases != NULL, FALSE);

  return bg_transport_call_run_boolean (self, extend_call (leases, duration), cancellable, error);
}

/**
 * bg_transport_extend_async:
 * @self: a transport
 * @leases: (element-type BgLease): leases of this transport
 * @duration: for how many milliseconds from now; 0 for as long as at first
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is over
 * @user_data: data for the callback
 *
 * Has leases last longer, see [method@Transport.extend].
 */
void
bg_transport_extend_async (BgTransport        *self,
                           GPtrArray          *leases,
                           guint               duration,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  BgTransportCall *call;

  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (leases != NULL);

  call = extend_call (leases, duration);
  bg_transport_call_start (self, call, NULL, bg_transport_extend_async, cancellable, callback, user_data);
}

/**
 * bg_transport_extend_finish:
 * @self: a transport
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Transport.extend_async].
 *
 * Returns: whether all of them were extended
 */
gboolean
bg_transport_extend_finish (BgTransport  *self,
                            GAsyncResult *result,
                            GError      **error)
{
  return bg_transport_call_finish_boolean (self, result, bg_transport_extend_async, error);
}

static gboolean
do_ack (BgTransport     *self,
        BgTransportCall *call)
{
  if (prepare_leases (call, &call->error) &&
      BG_TRANSPORT_GET_CLASS (self)->store_ack (self, call->items, &call->error))
    end_leases (self, call);
  return TRUE;
}

static BgTransportCall *
ack_call (GPtrArray *leases)
{
  BgTransportCall *call = bg_transport_call_new (do_ack, NULL);

  call->items = copy_leases (leases);
  return call;
}

/**
 * bg_transport_ack:
 * @self: a transport
 * @leases: (element-type BgLease): leases of this transport
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Says that tasks are done. Their results are kept for [property@Transport:retention] seconds.
 *
 * If some of them were lost the others are done nevertheless, and the error is `BG_TRANSPORT_ERROR_LEASE_LOST`;
 * [method@Lease.get_state] tells which.
 *
 * From any thread; it blocks.
 *
 * Returns: whether all of them were acknowledged
 */
gboolean
bg_transport_ack (BgTransport  *self,
                  GPtrArray    *leases,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), FALSE);
  g_return_val_if_fail (leases != NULL, FALSE);

  return bg_transport_call_run_boolean (self, ack_call (leases), cancellable, error);
}

/**
 * bg_transport_ack_async:
 * @self: a transport
 * @leases: (element-type BgLease): leases of this transport
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is over
 * @user_data: data for the callback
 *
 * Says that tasks are done, see [method@Transport.ack].
 */
void
bg_transport_ack_async (BgTransport        *self,
                        GPtrArray          *leases,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  BgTransportCall *call;

  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (leases != NULL);

  call = ack_call (leases);
  bg_transport_call_start (self, call, NULL, bg_transport_ack_async, cancellable, callback, user_data);
}

/**
 * bg_transport_ack_finish:
 * @self: a transport
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Transport.ack_async].
 *
 * Returns: whether all of them were acknowledged
 */
gboolean
bg_transport_ack_finish (BgTransport  *self,
                         GAsyncResult *result,
                         GError      **error)
{
  return bg_transport_call_finish_boolean (self, result, bg_transport_ack_async, error);
}

static gboolean
do_nack (BgTransport     *self,
         BgTransportCall *call)
{
  prepare_leases (call, NULL);
  if (BG_TRANSPORT_GET_CLASS (self)->store_nack (self, call->items, (BgNackMode) call->mode, call->time, call->text,
                                                 &call->error))
    end_leases (self, call);
  return TRUE;
}

static BgTransportCall *
nack_call (GPtrArray  *leases,
           BgNackMode  mode,
           gint64      delay,
           const char *reason)
{
  BgTransportCall *call = bg_transport_call_new (do_nack, NULL);

  call->items = copy_leases (leases);
  call->mode = (int) mode;
  call->time = delay;
  call->text = g_strdup (reason);
  return call;
}

/**
 * bg_transport_nack:
 * @self: a transport
 * @leases: (element-type BgLease): leases of this transport
 * @mode: how
 * @delay: milliseconds until the tasks are ready again; -1 for the usual time
 * @reason: (nullable): why, for those who look into the queue
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Gives tasks back that are not done. The usual delay before a task is tried again is attempt⁴ + 2 seconds, give or
 * take a tenth, and a day at most.
 *
 * If some of them were lost the others are done nevertheless, and the error is `BG_TRANSPORT_ERROR_LEASE_LOST`;
 * [method@Lease.get_state] tells which.
 *
 * From any thread; it blocks.
 *
 * Returns: whether all of them were given back
 */
gboolean
bg_transport_nack (BgTransport  *self,
                   GPtrArray    *leases,
                   BgNackMode    mode,
                   gint64        delay,
                   const char   *reason,
                   GCancellable *cancellable,
                   GError      **error)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), FALSE);
  g_return_val_if_fail (leases != NULL, FALSE);

  return bg_transport_call_run_boolean (self, nack_call (leases, mode, delay, reason), cancellable, error);
}

/**
 * bg_transport_nack_async:
 * @self: a transport
 * @leases: (element-type BgLease): leases of this transport
 * @mode: how
 * @delay: milliseconds until the tasks are ready again; -1 for the usual time
 * @reason: (nullable): why, for those who look into the queue
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is over
 * @user_data: data for the callback
 *
 * Gives tasks back, see [method@Transport.nack].
 */
void
bg_transport_nack_async (BgTransport        *self,
                         GPtrArray          *leases,
                         BgNackMode          mode,
                         gint64              delay,
                         const char         *reason,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  BgTransportCall *call;

  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (leases != NULL);

  call = nack_call (leases, mode, delay, reason);
  bg_transport_call_start (self, call, NULL, bg_transport_nack_async, cancellable, callback, user_data);
}

/**
 * bg_transport_nack_finish:
 * @self: a transport
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Transport.nack_async].
 *
 * Returns: whether all of them were given back
 */
gboolean
bg_transport_nack_finish (BgTransport  *self,
                          GAsyncResult *result,
                          GError      **error)
{
  return bg_transport_call_finish_boolean (self, result, bg_transport_nack_async, error);
}
