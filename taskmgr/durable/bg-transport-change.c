/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-transport.h"

#include "bg-queue-name-private.h"
#include "bg-queued-task-private.h"
#include "bg-transport-thread-private.h"

#include <glib/gi18n-lib.h>

/* Changing what queues hold, and the instants of schedules. */

static BgTransportCall *
ids_call (BgTransportCallFunc  func,
          const char          *queue,
          const char * const  *ids,
          GError             **error)
{
  BgTransportCall *call = bg_transport_call_new_for_queue (func, queue, error);

  if (call != NULL)
    call->strings = g_strdupv ((char **) ids);
  return call;
}

static gboolean
do_cancel (BgTransport     *self,
           BgTransportCall *call)
{
  BgTransportClass *klass = BG_TRANSPORT_GET_CLASS (self);

  if (bg_transport_call_needs (call, G_CALLBACK (klass->store_cancel)))
    call->number = klass->store_cancel (self, call->queue, (const char * const *) call->strings, &call->error);
  bg_transport_wake (self);
  return TRUE;
}

/**
 * bg_transport_cancel:
 * @self: a transport
 * @queue: the name of a queue
 * @ids: (array zero-terminated=1): ids of tasks
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Takes tasks back. Those that wait never run; they are known as cancelled for a while. Those that a worker has go
 * on until their lease is extended the next time: then [method@Lease.get_cancellable] is triggered. Those that have
 * ended stay as they are.
 *
 * From any thread; it blocks.
 *
 * Returns: how many were taken back or are about to be; -1 on error
 */
gint64
bg_transport_cancel (BgTransport        *self,
                     const char         *queue,
                     const char * const *ids,
                     GCancellable       *cancellable,
                     GError            **error)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), -1);
  g_return_val_if_fail (queue != NULL, -1);
  g_return_val_if_fail (ids != NULL, -1);

  return bg_transport_call_run_number (self, ids_call (do_cancel, queue, ids, error), cancellable, error);
}

/**
 * bg_transport_cancel_async:
 * @self: a transport
 * @queue: the name of a queue
 * @ids: (array zero-terminated=1): ids of tasks
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is over
 * @user_data: data for the callback
 *
 * Takes tasks back, see [method@Transport.cancel].
 */
void
bg_transport_cancel_async (BgTransport        *self,
                           const char         *queue,
                           const char * const *ids,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  BgTransportCall *call;
  GError *error = NULL;

  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (queue != NULL);
  g_return_if_fail (ids != NULL);

  call = ids_call (do_cancel, queue, ids, &error);
  bg_transport_call_start (self, call, error, bg_transport_cancel_async, cancellable, callback, user_data);
}

/**
 * bg_transport_cancel_finish:
 * @self: a transport
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Transport.cancel_async].
 *
 * Returns: how many were taken back or are about to be; -1 on error
 */
gint64
bg_transport_cancel_finish (BgTransport  *self,
                            GAsyncResult *result,
                            GError      **error)
{
  return bg_transport_call_finish_number (self, result, bg_transport_cancel_async, error);
}

static gboolean
do_redrive (BgTransport     *self,
            BgTransportCall *call)
{
  BgTransportClass *klass = BG_TRANSPORT_GET_CLASS (self);

  if (bg_transport_call_needs (call, G_CALLBACK (klass->store_redrive)))
    call->number = klass->store_redrive (self, call->queue, (const char * const *) call->strings, &call->error);
  bg_transport_wake (self);
  return TRUE;
}

/**
 * bg_transport_redrive:
 * @self: a transport
 * @queue: the name of a queue
 * @ids: (nullable) (array zero-terminated=1): ids of tasks; `NULL` for all that are dead
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Puts tasks back that have ended, with all their attempts before them: those that are dead, and those of the ids
 * that are done. What was cancelled stays so.
 *
 * From any thread; it blocks.
 *
 * Returns: how many; -1 on error
 */
gint64
bg_transport_redrive (BgTransport        *self,
                      const char         *queue,
                      const char * const *ids,
                      GCancellable       *cancellable,
                      GError            **error)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), -1);
  g_return_val_if_fail (queue != NULL, -1);

  return bg_transport_call_run_number (self, ids_call (do_redrive, queue, ids, error), cancellable, error);
}

/**
 * bg_transport_redrive_async:
 * @self: a transport
 * @queue: the name of a queue
 * @ids: (nullable) (array zero-terminated=1): ids of tasks; `NULL` for all that are dead
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is over
 * @user_data: data for the callback
 *
 * Puts tasks back, see [method@Transport.redrive].
 */
void
bg_transport_redrive_async (BgTransport        *self,
                            const char         *queue,
                            const char * const *ids,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  BgTransportCall *call;
  GError *error = NULL;

  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (queue != NULL);

  call = ids_call (do_redrive, queue, ids, &error);
  bg_transport_call_start (self, call, error, bg_transport_redrive_async, cancellable, callback, user_data);
}

/**
 * bg_transport_redrive_finish:
 * @self: a transport
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Transport.redrive_async].
 *
 * Returns: how many; -1 on error
 */
gint64
bg_transport_redrive_finish (BgTransport  *self,
                             GAsyncResult *result,
                             GError      **error)
{
  return bg_transport_call_finish_number (self, result, bg_transport_redrive_async, error);
}

static gboolean
do_purge (BgTransport     *self,
          BgTransportCall *call)
{
  BgTransportClass *klass = BG_TRANSPORT_GET_CLASS (self);

  if (bg_transport_call_needs (call, G_CALLBACK (klass->store_purge)))
    call->number = klass->store_purge (self, call->queue, (BgQueuedState) (call->mode & ~BG_QUEUED_STATE_LEASED),
                                       &call->error);
  return TRUE;
}

static BgTransportCall *
purge_call (const char   *queue,
            BgQueuedState states,
            GError      **error)
{
  BgTransportCall *call = bg_transport_call_new_for_queue (do_purge, queue, error);

  if (call != NULL)
    call->mode = (int) states;
  return call;
}

/**
 * bg_transport_purge:
 * @self: a transport
 * @queue: the name of a queue
 * @states: the states of the tasks that are meant
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Deletes the tasks of a queue in some states for good. Tasks that a worker has are not deleted.
 *
 * From any thread; it blocks.
 *
 * Returns: how many; -1 on error
 */
gint64
bg_transport_purge (BgTransport  *self,
                    const char   *queue,
                    BgQueuedState states,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), -1);
  g_return_val_if_fail (queue != NULL, -1);

  return bg_transport_call_run_number (self, purge_call (queue, states, error), cancellable, error);
}

/**
 * bg_transport_purge_async:
 * @self: a transport
 * @queue: the name of a queue
 * @states: the states of the tasks that are meant
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is over
 * @user_data: data for the callback
 *
 * Deletes tasks, see [method@Transport.purge].
 */
void
bg_transport_purge_async (BgTransport        *self,
                          const char         *queue,
                          BgQueuedState       states,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  BgTransportCall *call;
  GError *error = NULL;

  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (queue != NULL);

  call = purge_call (queue, states, &error);
  bg_transport_call_start (self, call, error, bg_transport_purge_async, cancellable, callback, user_data);
}

/**
 * bg_transport_purge_finish:
 * @self: a transport
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Transport.purge_async].
 *
 * Returns: how many; -1 on error
 */
gint64
bg_transport_purge_finish (BgTransport  *self,
                           GAsyncResult *result,
                           GError      **error)
{
  return bg_transport_call_finish_number (self, result, bg_transport_purge_async, error);
}

static gboolean
do_get_fired (BgTransport     *self,
              BgTransportCall *call)
{
  BgTransportClass *klass = BG_TRANSPORT_GET_CLASS (self);

  if (bg_transport_call_needs (call, G_CALLBACK (klass->store_get_fired)))
    klass->store_get_fired (self, call->queue, &call->number, &call->error);
  return TRUE;
}

static BgTransportCall *
get_fired_call (const char *schedule,
                GError    **error)
{
  BgTransportCall *call;

  if (!bg_queue_name_check (_("schedule"), schedule, error))
    return NULL;
  call = bg_transport_call_new (do_get_fired, schedule);
  call->number = G_MININT64;
  return call;
}

/**
 * bg_transport_get_fired:
 * @self: a transport
 * @schedule: the name of a schedule
 * @instant: (out): microseconds since 1970; `G_MININT64` if it has never fired
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Gets the latest instant for which a schedule has fired.
 *
 * From any thread; it blocks.
 *
 * Returns: whether it is known
 */
gboolean
bg_transport_get_fired (BgTransport  *self,
                        const char   *schedule,
                        gint64       *instant,
                        GCancellable *cancellable,
                        GError      **error)
{
  BgTransportCall *call;

  g_return_val_if_fail (BG_IS_TRANSPORT (self), FALSE);
  g_return_val_if_fail (schedule != NULL, FALSE);

  call = get_fired_call (schedule, error);
  return bg_transport_call_run_out (self, call, instant, cancellable, error);
}

/**
 * bg_transport_get_fired_async:
 * @self: a transport
 * @schedule: the name of a schedule
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is over
 * @user_data: data for the callback
 *
 * Gets when a schedule has fired, see [method@Transport.get_fired].
 */
void
bg_transport_get_fired_async (BgTransport        *self,
                              const char         *schedule,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  BgTransportCall *call;
  GError *error = NULL;

  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (schedule != NULL);

  call = get_fired_call (schedule, &error);
  bg_transport_call_start (self, call, error, bg_transport_get_fired_async, cancellable, callback, user_data);
}

/**
 * bg_transport_get_fired_finish:
 * @self: a transport
 * @result: the result that the callback was given
 * @instant: (out): microseconds since 1970; `G_MININT64` if it has never fired
 * @error: return location for an error
 *
 * Ends [method@Transport.get_fired_async].
 *
 * Returns: whether it is known
 */
gboolean
bg_transport_get_fired_finish (BgTransport  *self,
                               GAsyncResult *result,
                               gint64       *instant,
                               GError      **error)
{
  return bg_transport_call_finish_out (self, result, bg_transport_get_fired_async, instant, error);
}

static gboolean
do_fire (BgTransport     *self,
         BgTransportCall *call)
{
  BgTransportClass *klass = BG_TRANSPORT_GET_CLASS (self);
  gboolean fired = FALSE;

  if (!bg_transport_call_needs (call, G_CALLBACK (klass->store_fire)) ||
      !bg_transport_prepare (self, call->task, &call->error))
    return TRUE;
  if (klass->store_fire (self, call->queue, call->time, call->task, &fired, &call->error) && fired)
    bg_transport_wake (self);
  call->number = fired;
  return TRUE;
}

static BgTransportCall *
fire_call (BgTransport  *self,
           const char   *schedule,
           gint64        instant,
           BgQueuedTask *task,
           GError      **error)
{
  BgTransportCall *call;

  if (!bg_queue_name_check (_("schedule"), schedule, error) || !bg_transport_check_task (self, task, error))
    return NULL;
  call = bg_transport_call_new (do_fire, schedule);
  call->time = instant;
  call->task = g_object_ref (task);
  return call;
}

/**
 * bg_transport_fire:
 * @self: a transport
 * @schedule: the name of a schedule
 * @instant: the instant, in microseconds since 1970
 * @task: the task of this instant
 * @fired: (out) (optional): whether it has fired
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Submits the task of an instant of a schedule, unless the schedule has fired for this or a later instant before,
 * here or elsewhere. However many processes try, the task is submitted once.
 *
 * From any thread; it blocks.
 *
 * Returns: `FALSE` on error
 */
gboolean
bg_transport_fire (BgTransport  *self,
                   const char   *schedule,
                   gint64        instant,
                   BgQueuedTask *task,
                   gboolean     *fired,
                   GCancellable *cancellable,
                   GError      **error)
{
  BgTransportCall *call;
  gint64 number = FALSE;
  gboolean succeeds;

  g_return_val_if_fail (BG_IS_TRANSPORT (self), FALSE);
  g_return_val_if_fail (schedule != NULL, FALSE);
  g_return_val_if_fail (BG_IS_QUEUED_TASK (task), FALSE);

  call = fire_call (self, schedule, instant, task, error);
  succeeds = bg_transport_call_run_out (self, call, &number, cancellable, error);
  if (fired != NULL)
    *fired = number != FALSE;
  return succeeds;
}

/**
 * bg_transport_fire_async:
 * @self: a transport
 * @schedule: the name of a schedule
 * @instant: the instant, in microseconds since 1970
 * @task: the task of this instant
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is over
 * @user_data: data for the callback
 *
 * Submits the task of an instant of a schedule, see [method@Transport.fire].
 */
void
bg_transport_fire_async (BgTransport        *self,
                         const char         *schedule,
                         gint64              instant,
                         BgQueuedTask       *task,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  BgTransportCall *call;
  GError *error = NULL;

  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (schedule != NULL);
  g_return_if_fail (BG_IS_QUEUED_TASK (task));

  call = fire_call (self, schedule, instant, task, &error);
  bg_transport_call_start (self, call, error, bg_transport_fire_async, cancellable, callback, user_data);
}

/**
 * bg_transport_fire_finish:
 * @self: a transport
 * @result: the result that the callback was given
 * @fired: (out) (optional): whether it has fired
 * @error: return location for an error
 *
 * Ends [method@Transport.fire_async].
 *
 * Returns: `FALSE` on error
 */
gboolean
bg_transport_fire_finish (BgTransport  *self,
                          GAsyncResult *result,
                          gboolean     *fired,
                          GError      **error)
{
  gint64 number = FALSE;
  gboolean succeeds = bg_transport_call_finish_out (self, result, bg_transport_fire_async, &number, error);

  if (fired != NULL)
    *fired = number != FALSE;
  return succeeds;
}
