/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-transport.h"

#include "bg-payload-private.h"
#include "bg-queue-name-private.h"
#include "bg-queued-task-private.h"
#include "bg-transport-thread-private.h"

#include <glib/gi18n-lib.h>

/* Opening, closing, submitting and taking tasks. */

static gboolean
do_open (BgTransport     *self,
         BgTransportCall *call)
{
  bg_transport_thread_open (bg_transport_get_private (self)->thread, call->mode, call->cancellable, &call->error);
  return TRUE;
}

static BgTransportCall *
open_call (gboolean create)
{
  BgTransportCall *call = bg_transport_call_new (do_open, NULL);

  call->bare = TRUE;
  call->mode = create;
  return call;
}

/**
 * bg_transport_open:
 * @self: a transport
 * @create: whether what is missing in the store is made
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Connects to the store. This is only needed to learn of errors early, or to have nothing made: the first operation
 * opens it too, and makes what is missing.
 *
 * From any thread; it blocks.
 *
 * Returns: whether it is open
 */
gboolean
bg_transport_open (BgTransport   *self,
                   gboolean       create,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), FALSE);

  return bg_transport_call_run_boolean (self, open_call (create), cancellable, error);
}

/**
 * bg_transport_open_async:
 * @self: a transport
 * @create: whether what is missing in the store is made
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is open or has failed
 * @user_data: data for the callback
 *
 * Connects to the store, see [method@Transport.open].
 */
void
bg_transport_open_async (BgTransport         *self,
                         gboolean             create,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (BG_IS_TRANSPORT (self));

  bg_transport_call_start (self, open_call (create), NULL, bg_transport_open_async, cancellable, callback, user_data);
}

/**
 * bg_transport_open_finish:
 * @self: a transport
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Transport.open_async].
 *
 * Returns: whether it is open
 */
gboolean
bg_transport_open_finish (BgTransport   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return bg_transport_call_finish_boolean (self, result, bg_transport_open_async, error);
}

static gboolean
do_close (BgTransport     *self,
          BgTransportCall *call)
{
  bg_transport_thread_close (bg_transport_get_private (self)->thread, TRUE);
  bg_transport_tell_state (self);
  return TRUE;
}

static BgTransportCall *
close_call (void)
{
  BgTransportCall *call = bg_transport_call_new (do_close, NULL);

  call->bare = TRUE;
  return call;
}

/**
 * bg_transport_close:
 * @self: a transport
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Lets go of the store, when the operations before are over. Those who wait for tasks, and all operations afterwards,
 * get `BG_TRANSPORT_ERROR_CLOSED`. Leases that are held are lost, which cancels what [method@Lease.get_cancellable]
 * gets, and their tasks are given back. Closing again does nothing.
 *
 * From any thread; it blocks.
 *
 * Returns: whether it is closed
 */
gboolean
bg_transport_close (BgTransport   *self,
                    GCancellable  *cancellable,
                    GError       **error)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), FALSE);

  return bg_transport_call_run_boolean (self, close_call (), cancellable, error);
}

/**
 * bg_transport_close_async:
 * @self: a transport
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is closed
 * @user_data: data for the callback
 *
 * Lets go of the store, see [method@Transport.close].
 */
void
bg_transport_close_async (BgTransport         *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_return_if_fail (BG_IS_TRANSPORT (self));

  bg_transport_call_start (self, close_call (), NULL, bg_transport_close_async, cancellable, callback, user_data);
}

/**
 * bg_transport_close_finish:
 * @self: a transport
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Transport.close_async].
 *
 * Returns: whether it is closed
 */
gboolean
bg_transport_close_finish (BgTransport   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return bg_transport_call_finish_boolean (self, result, bg_transport_close_async, error);
}

static gboolean
check_capability (BgTransport              *self,
                  gboolean                  needed,
                  BgTransportCapabilities   capability,
                  const char               *what,
                  GError                  **error)
{
  if (!needed || (bg_transport_get_capabilities (self) & capability) != 0)
    return TRUE;
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_SUPPORTED, _("This store knows no %s"), what);
  return FALSE;
}

/* What the store cannot do is not done in a weaker way. */
static gboolean
check_wishes (BgTransport   *self,
              BgQueuedTask  *task,
              GError       **error)
{
  return check_capability (self, task->priority != BG_QUEUED_TASK_DEFAULT_PRIORITY, BG_TRANSPORT_CAPABILITIES_PRIORITY,
                           _("priorities"), error) &&
         check_capability (self, task->not_before != 0, BG_TRANSPORT_CAPABILITIES_DELAY, _("delays"), error) &&
         check_capability (self, task->unique_key != NULL, BG_TRANSPORT_CAPABILITIES_UNIQUE_KEY, _("unique keys"),
                           error) &&
         check_capability (self, task->serial_key != NULL, BG_TRANSPORT_CAPABILITIES_SERIAL_KEY, _("serial keys"),
                           error);
}

gboolean
bg_transport_prepare (BgTransport   *self,
                      BgQueuedTask  *task,
                      GError       **error)
{
  if (!check_wishes (self, task, error))
    return FALSE;
  task->submitted = g_get_real_time ();
  task->finished = 0;
  task->attempt = 0;
  task->crashes = 0;
  task->duplicate = FALSE;
  task->state = task->not_before > task->submitted ? BG_QUEUED_STATE_SCHEDULED : BG_QUEUED_STATE_READY;
  return TRUE;
}

static gboolean
do_submit (BgTransport     *self,
           BgTransportCall *call)
{
  for (guint i = 0; i < call->items->len; i++)
    if (!bg_transport_prepare (self, call->items->pdata[i], &call->error))
      return TRUE;
  if (call->items->len > 0 &&
      BG_TRANSPORT_GET_CLASS (self)->store_submit (self, call->items, &call->error))
    bg_transport_wake (self);
  return TRUE;
}

static gboolean
check_key (const char  *key,
           GError     **error)
{
  if (key == NULL || strlen (key) <= BG_QUEUED_TASK_MAX_KEY)
    return TRUE;
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_TOO_LARGE, _("The key has %lu bytes, %u are allowed"),
               (unsigned long) strlen (key), BG_QUEUED_TASK_MAX_KEY);
  return FALSE;
}

gboolean
bg_transport_check_task (BgTransport   *self,
                         BgQueuedTask  *task,
                         GError       **error)
{
  if (!bg_queue_name_check (_("queue"), task->queue, error))
    return FALSE;
  if (task->worker != NULL && !bg_queue_name_check (_("worker"), task->worker, error))
    return FALSE;
  if (!check_key (task->unique_key, error) || !check_key (task->serial_key, error))
    return FALSE;
  if (task->json == NULL)
    task->json = bg_payload_to_json (task->payload, error);
  if (task->json == NULL)
    return FALSE;
  if (strlen (task->json) <= bg_transport_get_max_payload (self))
    return TRUE;
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_TOO_LARGE,
               _("The payload has %lu bytes, %u are allowed"), (unsigned long) strlen (task->json),
               bg_transport_get_max_payload (self));
  return FALSE;
}

static BgTransportCall *
submit_call (BgTransport  *self,
             GPtrArray    *tasks,
             GError      **error)
{
  BgTransportCall *call;

  for (guint i = 0; i < tasks->len; i++)
    if (!bg_transport_check_task (self, tasks->pdata[i], error))
      return NULL;
  call = bg_transport_call_new (do_submit, NULL);
  call->items = g_ptr_array_new_full (tasks->len, g_object_unref);
  for (guint i = 0; i < tasks->len; i++)
    g_ptr_array_add (call->items, g_object_ref (tasks->pdata[i]));
  return call;
}

/**
 * bg_transport_submit:
 * @self: a transport
 * @tasks: (element-type BgQueuedTask): tasks
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Stores tasks in their queues, all of them or none. When it returns `TRUE` they are as safe as
 * [property@Transport:durability] says.
 *
 * A task that is known already by its id, or whose unique key is in use, is left out;
 * [method@QueuedTask.is_duplicate] tells so. The tasks must not be changed afterwards.
 *
 * From any thread; it blocks.
 *
 * Returns: whether they were accepted
 */
gboolean
bg_transport_submit (BgTransport   *self,
                     GPtrArray     *tasks,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), FALSE);
  g_return_val_if_fail (tasks != NULL, FALSE);

  return bg_transport_call_run_boolean (self, submit_call (self, tasks, error), cancellable, error);
}

/**
 * bg_transport_submit_async:
 * @self: a transport
 * @tasks: (element-type BgQueuedTask): tasks
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when they are stored or it has failed
 * @user_data: data for the callback
 *
 * Stores tasks in their queues, see [method@Transport.submit].
 */
void
bg_transport_submit_async (BgTransport         *self,
                           GPtrArray           *tasks,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  BgTransportCall *call;
  GError *error = NULL;

  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (tasks != NULL);

  call = submit_call (self, tasks, &error);
  bg_transport_call_start (self, call, error, bg_transport_submit_async, cancellable, callback, user_data);
}

/**
 * bg_transport_submit_finish:
 * @self: a transport
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Transport.submit_async].
 *
 * Returns: whether they were accepted
 */
gboolean
bg_transport_submit_finish (BgTransport   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return bg_transport_call_finish_boolean (self, result, bg_transport_submit_async, error);
}

static BgTransportCall *
submit_task_call (BgTransport  *self,
                  const char   *queue,
                  GVariant     *payload,
                  GError      **error)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (tasks, bg_queued_task_new (queue, payload));
  return submit_call (self, tasks, error);
}

/**
 * bg_transport_submit_task:
 * @self: a transport
 * @queue: the name of a queue; it is made if there is none
 * @payload: (nullable): an `a{sv}`; `NULL` for an empty one. A floating reference is taken over
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Stores a task in a queue.
 *
 * From any thread; it blocks.
 *
 * Returns: whether it was accepted
 */
gboolean
bg_transport_submit_task (BgTransport   *self,
                          const char    *queue,
                          GVariant      *payload,
                          GCancellable  *cancellable,
                          GError       **error)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), FALSE);
  g_return_val_if_fail (queue != NULL, FALSE);

  return bg_transport_call_run_boolean (self, submit_task_call (self, queue, payload, error), cancellable, error);
}

/**
 * bg_transport_submit_task_async:
 * @self: a transport
 * @queue: the name of a queue; it is made if there is none
 * @payload: (nullable): an `a{sv}`; `NULL` for an empty one. A floating reference is taken over
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is stored or that has failed
 * @user_data: data for the callback
 *
 * Stores a task in a queue, see [method@Transport.submit_task].
 */
void
bg_transport_submit_task_async (BgTransport         *self,
                                const char          *queue,
                                GVariant            *payload,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  BgTransportCall *call;
  GError *error = NULL;

  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (queue != NULL);

  call = submit_task_call (self, queue, payload, &error);
  bg_transport_call_start (self, call, error, bg_transport_submit_task_async, cancellable, callback, user_data);
}

/**
 * bg_transport_submit_task_finish:
 * @self: a transport
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Transport.submit_task_async].
 *
 * Returns: whether it was accepted
 */
gboolean
bg_transport_submit_task_finish (BgTransport   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return bg_transport_call_finish_boolean (self, result, bg_transport_submit_task_async, error);
}
