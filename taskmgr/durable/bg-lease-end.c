/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-lease-private.h"

#include <glib/gi18n-lib.h>

/* The ends of one lease: what the transport does with many, done with an array of one. */

typedef gboolean (*FinishFunc) (BgTransport   *transport,
                                GAsyncResult  *result,
                                GError       **error);

static BgTransport *
get_transport (BgLease  *self,
               GError  **error)
{
  BgTransport *transport = g_weak_ref_get (&self->transport);

  if (transport == NULL)
    g_set_error_literal (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_CLOSED,
                         _("The transport that gave the lease is gone"));
  return transport;
}

static GPtrArray *
make_array (BgLease *self)
{
  GPtrArray *leases = g_ptr_array_new_full (1, g_object_unref);

  g_ptr_array_add (leases, g_object_ref (self));
  return leases;
}

/* Returns: (nullable): who is told of the end; NULL if there is no transport, of which he was told */
static GTask *
begin (BgLease              *self,
       gpointer              tag,
       GAsyncReadyCallback   callback,
       gpointer              user_data,
       BgTransport         **transport)
{
  /* Without the cancellable, so that nothing but the transport decides how it ended. */
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, tag);
  g_task_set_name (task, "[taskmgr] lease");
  *transport = get_transport (self, &error);
  if (*transport != NULL)
    return g_steal_pointer (&task);
  g_task_return_error (task, error);
  return NULL;
}

static void
deliver (GObject      *transport,
         GAsyncResult *result,
         gpointer      user_data,
         FinishFunc    finish)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (finish (BG_TRANSPORT (transport), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
finish (BgLease       *self,
        GAsyncResult  *result,
        gpointer       tag,
        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * bg_lease_ack:
 * @self: a lease
 * @result: (nullable): what to keep of it: any value that can be written as JSON, 64 KiB at most. `NULL` for what
 *   [method@Lease.set_result] has set
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Says that the task is done.
 *
 * The result is kept as long as the task is known. If @result is floating, it is consumed.
 *
 * A lease that was lost is an error, `BG_TRANSPORT_ERROR_LEASE_LOST`: another may have the task now. With
 * `BG_TRANSPORT_ERROR_OUTCOME_UNKNOWN` it may run again, or not. A result that is too large is
 * `BG_TRANSPORT_ERROR_TOO_LARGE`, and the lease is still held.
 *
 * From any thread; it blocks.
 *
 * Returns: whether it was acknowledged
 */
gboolean
bg_lease_ack (BgLease       *self,
              GVariant      *result,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr (BgTransport) transport = NULL;
  g_autoptr (GPtrArray) leases = NULL;

  g_return_val_if_fail (BG_IS_LEASE (self), FALSE);

  if (result != NULL)
    bg_lease_set_result (self, result);
  transport = get_transport (self, error);
  if (transport == NULL)
    return FALSE;
  leases = make_array (self);
  return bg_transport_ack (transport, leases, cancellable, error);
}

static void
ack_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  deliver (object, result, user_data, bg_transport_ack_finish);
}

/**
 * bg_lease_ack_async:
 * @self: a lease
 * @result: (nullable): what to keep of it: any value that can be written as JSON, 64 KiB at most. `NULL` for what
 *   [method@Lease.set_result] has set
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is over
 * @user_data: data for the callback
 *
 * Says that the task is done, see [method@Lease.ack].
 */
void
bg_lease_ack_async (BgLease             *self,
                    GVariant            *result,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr (BgTransport) transport = NULL;
  g_autoptr (GPtrArray) leases = NULL;
  GTask *task;

  g_return_if_fail (BG_IS_LEASE (self));

  if (result != NULL)
    bg_lease_set_result (self, result);
  task = begin (self, bg_lease_ack_async, callback, user_data, &transport);
  leases = make_array (self);
  if (task != NULL)
    bg_transport_ack_async (transport, leases, cancellable, ack_cb, task);
}

/**
 * bg_lease_ack_finish:
 * @self: a lease
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Lease.ack_async].
 *
 * Returns: whether it was acknowledged
 */
gboolean
bg_lease_ack_finish (BgLease       *self,
                     GAsyncResult  *result,
                     GError       **error)
{
  return finish (self, result, bg_lease_ack_async, error);
}

/**
 * bg_lease_nack:
 * @self: a lease
 * @mode: what has happened
 * @delay: milliseconds until the task is tried again, -1 for the usual delay, which grows with the attempts
 * @reason: (nullable): what to keep of it
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Gives the task back, as it is not done.
 *
 * A lease that was lost is an error, `BG_TRANSPORT_ERROR_LEASE_LOST`.
 *
 * From any thread; it blocks.
 *
 * Returns: whether it was given back
 */
gboolean
bg_lease_nack (BgLease       *self,
               BgNackMode     mode,
               gint64         delay,
               const char    *reason,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr (BgTransport) transport = NULL;
  g_autoptr (GPtrArray) leases = NULL;

  g_return_val_if_fail (BG_IS_LEASE (self), FALSE);

  transport = get_transport (self, error);
  if (transport == NULL)
    return FALSE;
  leases = make_array (self);
  return bg_transport_nack (transport, leases, mode, delay, reason, cancellable, error);
}

static void
nack_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  deliver (object, result, user_data, bg_transport_nack_finish);
}

/**
 * bg_lease_nack_async:
 * @self: a lease
 * @mode: what has happened
 * @delay: milliseconds until the task is tried again, -1 for the usual delay, which grows with the attempts
 * @reason: (nullable): what to keep of it
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is over
 * @user_data: data for the callback
 *
 * Gives the task back, as it is not done, see [method@Lease.nack].
 */
void
bg_lease_nack_async (BgLease             *self,
                     BgNackMode           mode,
                     gint64               delay,
                     const char          *reason,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr (BgTransport) transport = NULL;
  g_autoptr (GPtrArray) leases = NULL;
  GTask *task;

  g_return_if_fail (BG_IS_LEASE (self));

  task = begin (self, bg_lease_nack_async, callback, user_data, &transport);
  leases = make_array (self);
  if (task != NULL)
    bg_transport_nack_async (transport, leases, mode, delay, reason, cancellable, nack_cb, task);
}

/**
 * bg_lease_nack_finish:
 * @self: a lease
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Lease.nack_async].
 *
 * Returns: whether it was given back
 */
gboolean
bg_lease_nack_finish (BgLease       *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  return finish (self, result, bg_lease_nack_async, error);
}

/**
 * bg_lease_extend:
 * @self: a lease
 * @duration: for how many milliseconds from now; 0 for as long as at first
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Has the lease last longer, and stores the progress of the task.
 *
 * A lease that was lost is an error, `BG_TRANSPORT_ERROR_LEASE_LOST`. A task that was cancelled meanwhile has its
 * [method@Lease.get_cancellable] cancelled.
 *
 * From any thread; it blocks.
 *
 * Returns: whether it was extended
 */
gboolean
bg_lease_extend (BgLease       *self,
                 guint          duration,
                 GCancellable  *cancellable,
                 GError       **error)
{
  g_autoptr (BgTransport) transport = NULL;
  g_autoptr (GPtrArray) leases = NULL;

  g_return_val_if_fail (BG_IS_LEASE (self), FALSE);

  transport = get_transport (self, error);
  if (transport == NULL)
    return FALSE;
  leases = make_array (self);
  return bg_transport_extend (transport, leases, duration, cancellable, error);
}

static void
extend_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  deliver (object, result, user_data, bg_transport_extend_finish);
}

/**
 * bg_lease_extend_async:
 * @self: a lease
 * @duration: for how many milliseconds from now; 0 for as long as at first
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is over
 * @user_data: data for the callback
 *
 * Has the lease last longer, and stores the progress of the task, see [method@Lease.extend].
 */
void
bg_lease_extend_async (BgLease             *self,
                       guint                duration,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (BgTransport) transport = NULL;
  g_autoptr (GPtrArray) leases = NULL;
  GTask *task;

  g_return_if_fail (BG_IS_LEASE (self));

  task = begin (self, bg_lease_extend_async, callback, user_data, &transport);
  leases = make_array (self);
  if (task != NULL)
    bg_transport_extend_async (transport, leases, duration, cancellable, extend_cb, task);
}

/**
 * bg_lease_extend_finish:
 * @self: a lease
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Lease.extend_async].
 *
 * Returns: whether it was extended
 */
gboolean
bg_lease_extend_finish (BgLease       *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  return finish (self, result, bg_lease_extend_async, error);
}
