/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-transport.h"

#include "bg-lease-private.h"
#include "bg-queue-name-private.h"
#include "bg-queued-task-private.h"
#include "bg-transport-thread-private.h"

#include <glib/gi18n-lib.h>

/* Taking tasks. */

#define N_LEASES_AT_MOST 10000

/* In ms: longer than anybody waits, and µs of it can be added to any time. */
#define MAX_WAIT (G_MAXINT64 / 4000)

static void
hand_out (BgTransport *self,
          GPtrArray   *leases,
          guint        duration)
{
  BgTransportThread *thread = bg_transport_get_private (self)->thread;
  gboolean extends = bg_transport_get_extends_leases (self) && BG_TRANSPORT_GET_CLASS (self)->store_extend != NULL;

  for (guint i = 0; i < leases->len; i++)
    {
      bg_lease_set_transport (leases->pdata[i], self, duration);
      if (extends)
        bg_transport_thread_keep (thread, leases->pdata[i]);
    }
}

/* FALSE if there is nothing, and the caller wants to wait. */
static gboolean
do_reserve (BgTransport     *self,
            BgTransportCall *call)
{
  gint64 next_change = G_MAXINT64;
  const char * const *queues = (const char * const *) call->strings;
  g_autoptr (GPtrArray) leases = BG_TRANSPORT_GET_CLASS (self)->store_reserve (self, queues,
                                                                               call->n, call->duration, &next_change,
                                                                               &call->error);

  if (leases == NULL)
    return TRUE;
  if (leases->len == 0 && bg_transport_get_boot_time () < call->wait_until)
    {
      bg_transport_thread_park (bg_transport_get_private (self)->thread, call, next_change);
      return FALSE;
    }
  hand_out (self, leases, call->duration);
  if (call->mode)
    {
      if (leases->len > 0)
        bg_transport_call_take (call, g_object_ref (leases->pdata[0]), g_object_unref);
    }
  else
    {
      bg_transport_call_take (call, g_steal_pointer (&leases), (GDestroyNotify) g_ptr_array_unref);
    }
  return TRUE;
}

static gint64
end_of_wait (gint64 wait)
{
  if (wait < 0)
    return G_MAXINT64;
  return wait == 0 ? 0 : bg_transport_get_boot_time () + MIN (wait, MAX_WAIT) * 1000;
}

/* Each once, or a store would find the same task twice. */
static char **
copy_names (const char * const *queues)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; queues[i] != NULL; i++)
    if (!g_ptr_array_find_with_equal_func (names, queues[i], g_str_equal, NULL))
      g_ptr_array_add (names, (char *) queues[i]);
  g_ptr_array_add (names, NULL);
  return g_strdupv ((char **) names->pdata);
}

static BgTransportCall *
reserve_call (BgTransport         *self,
              const char * const  *queues,
              guint                max,
              guint                duration,
              gint64               wait,
              GError             **error)
{
  BgTransportCall *call;

  for (guint i = 0; queues[i] != NULL; i++)
    if (!bg_queue_name_check (_("queue"), queues[i], error))
      return NULL;
  call = bg_transport_call_new (do_reserve, NULL);
  call->strings = copy_names (queues);
  call->n = CLAMP (max, 1, N_LEASES_AT_MOST);
  call->duration = duration != 0 ? duration : bg_transport_get_lease_duration (self);
  call->wait_until = end_of_wait (wait);
  return call;
}

/**
 * bg_transport_reserve:
 * @self: a transport
 * @queues: (array zero-terminated=1): names of queues
 * @max: how many tasks at most
 * @duration: for how many milliseconds they are leased; 0 for [property@Transport:lease-duration]
 * @wait: how many milliseconds to wait if there is none; 0 for not at all, -1 without limit
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Takes tasks out of queues for a time, the foremost first: those of higher priority, then those that were due first,
 * then those that were submitted first. The attempt is counted before.
 *
 * As long as a lease lasts, no other gets the task. It ends with [method@Lease.ack], with [method@Lease.nack], or when
 * its time has run out.
 *
 * From any thread; it blocks.
 *
 * Returns: (transfer container) (element-type BgLease) (nullable): the leases, none if none was ready in time;
 *   `NULL` on error
 */
GPtrArray *
bg_transport_reserve (BgTransport         *self,
                      const char * const  *queues,
                      guint                max,
                      guint                duration,
                      gint64               wait,
                      GCancellable        *cancellable,
                      GError             **error)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), NULL);
  g_return_val_if_fail (queues != NULL, NULL);

  return bg_transport_call_run_object (self, reserve_call (self, queues, max, duration, wait, error), cancellable,
                                       error);
}

/**
 * bg_transport_reserve_async:
 * @self: a transport
 * @queues: (array zero-terminated=1): names of queues
 * @max: how many tasks at most
 * @duration: for how many milliseconds they are leased; 0 for [property@Transport:lease-duration]
 * @wait: how many milliseconds to wait if there is none; 0 for not at all, -1 without limit
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when there are some, or the time is over
 * @user_data: data for the callback
 *
 * Takes tasks out of queues for a time, see [method@Transport.reserve].
 */
void
bg_transport_reserve_async (BgTransport         *self,
                            const char * const  *queues,
                            guint                max,
                            guint                duration,
                            gint64               wait,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  BgTransportCall *call;
  GError *error = NULL;

  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (queues != NULL);

  call = reserve_call (self, queues, max, duration, wait, &error);
  bg_transport_call_start (self, call, error, bg_transport_reserve_async, cancellable, callback, user_data);
}

/**
 * bg_transport_reserve_finish:
 * @self: a transport
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Transport.reserve_async].
 *
 * Returns: (transfer container) (element-type BgLease) (nullable): the leases, none if none was ready in time;
 *   `NULL` on error
 */
GPtrArray *
bg_transport_reserve_finish (BgTransport   *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return bg_transport_call_finish_object (self, result, bg_transport_reserve_async, error);
}

static BgTransportCall *
lease_task_call (BgTransport  *self,
                 const char   *queue,
                 gint64        wait,
                 GError      **error)
{
  const char * const queues[] = { queue, NULL };
  BgTransportCall *call = reserve_call (self, queues, 1, 0, wait, error);

  if (call != NULL)
    call->mode = TRUE;
  return call;
}

/**
 * bg_transport_lease_task:
 * @self: a transport
 * @queue: the name of a queue
 * @wait: how many milliseconds to wait if there is none; 0 for not at all, -1 without limit
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Takes one task out of a queue for a time, see [method@Transport.reserve].
 *
 * From any thread; it blocks.
 *
 * Returns: (transfer full) (nullable): a lease; `NULL` without an error if there was no task in time
 */
BgLease *
bg_transport_lease_task (BgTransport   *self,
                         const char    *queue,
                         gint64         wait,
                         GCancellable  *cancellable,
                         GError       **error)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), NULL);
  g_return_val_if_fail (queue != NULL, NULL);

  return bg_transport_call_run_object (self, lease_task_call (self, queue, wait, error), cancellable, error);
}

/**
 * bg_transport_lease_task_async:
 * @self: a transport
 * @queue: the name of a queue
 * @wait: how many milliseconds to wait if there is none; 0 for not at all, -1 without limit
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when there is one, or the time is over
 * @user_data: data for the callback
 *
 * Takes one task out of a queue for a time, see [method@Transport.lease_task].
 */
void
bg_transport_lease_task_async (BgTransport         *self,
                               const char          *queue,
                               gint64               wait,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  BgTransportCall *call;
  GError *error = NULL;

  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (queue != NULL);

  call = lease_task_call (self, queue, wait, &error);
  bg_transport_call_start (self, call, error, bg_transport_lease_task_async, cancellable, callback, user_data);
}

/**
 * bg_transport_lease_task_finish:
 * @self: a transport
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Transport.lease_task_async].
 *
 * Returns: (transfer full) (nullable): a lease; `NULL` without an error if there was no task in time
 */
BgLease *
bg_transport_lease_task_finish (BgTransport   *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  return bg_transport_call_finish_object (self, result, bg_transport_lease_task_async, error);
}

/* What is got is gone: acknowledged before it was done. */
static gboolean
do_get_task (BgTransport     *self,
             BgTransportCall *call)
{
  BgTransportClass *klass = BG_TRANSPORT_GET_CLASS (self);
  gint64 next_change = G_MAXINT64;
  g_autoptr (GPtrArray) leases = klass->store_reserve (self, (const char * const *) call->strings, 1, call->duration,
                                                       &next_change, &call->error);
  GVariant *payload;
  BgLease *lease;

  if (leases == NULL || leases->len == 0)
    return TRUE;
  lease = leases->pdata[0];
  if (klass->store_ack (self, leases, &call->error) && bg_lease_get_state (lease) == BG_LEASE_STATE_HELD)
    {
      bg_lease_set_state (lease, BG_LEASE_STATE_ENDED);
      payload = bg_queued_task_get_payload (bg_lease_get_task (lease));
      if (payload != NULL)
        bg_transport_call_take (call, g_variant_ref (payload), (GDestroyNotify) g_variant_unref);
      else
        g_set_error_literal (&call->error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_CORRUPT,
                             _("The payload of a task is damaged"));
    }
  bg_transport_wake (self);
  return TRUE;
}

static BgTransportCall *
get_task_call (BgTransport  *self,
               const char   *queue,
               GError      **error)
{
  const char * const queues[] = { queue, NULL };
  BgTransportCall *call = reserve_call (self, queues, 1, 0, 0, error);

  if (call != NULL)
    call->func = do_get_task;
  return call;
}

/**
 * bg_transport_get_task:
 * @self: a transport
 * @queue: the name of a queue
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Takes the foremost task out of a queue for good. If the program dies before its work is done, the task is lost; those
 * who do not want that use [method@Transport.lease_task].
 *
 * From any thread; it blocks, but does not wait for a task.
 *
 * Returns: (transfer full) (nullable): the payload, an `a{sv}`; `NULL` without an error if the queue is empty
 */
GVariant *
bg_transport_get_task (BgTransport   *self,
                       const char    *queue,
                       GCancellable  *cancellable,
                       GError       **error)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), NULL);
  g_return_val_if_fail (queue != NULL, NULL);

  return bg_transport_call_run_object (self, get_task_call (self, queue, error), cancellable, error);
}

/**
 * bg_transport_get_task_async:
 * @self: a transport
 * @queue: the name of a queue
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is known
 * @user_data: data for the callback
 *
 * Takes the foremost task out of a queue for good, see [method@Transport.get_task].
 */
void
bg_transport_get_task_async (BgTransport         *self,
                             const char          *queue,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  BgTransportCall *call;
  GError *error = NULL;

  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (queue != NULL);

  call = get_task_call (self, queue, &error);
  bg_transport_call_start (self, call, error, bg_transport_get_task_async, cancellable, callback, user_data);
}

/**
 * bg_transport_get_task_finish:
 * @self: a transport
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Transport.get_task_async].
 *
 * Returns: (transfer full) (nullable): the payload, an `a{sv}`; `NULL` without an error if the queue is empty
 */
GVariant *
bg_transport_get_task_finish (BgTransport   *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  return bg_transport_call_finish_object (self, result, bg_transport_get_task_async, error);
}
