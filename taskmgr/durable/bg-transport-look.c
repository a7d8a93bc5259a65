/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-transport.h"

#include "bg-queued-task-private.h"
#include "bg-transport-thread-private.h"

#include <glib/gi18n-lib.h>

/* Looking into queues. */

static BgQueueStats *
count (BgTransport     *self,
       BgTransportCall *call)
{
  BgTransportClass *klass = BG_TRANSPORT_GET_CLASS (self);

  if (!bg_transport_call_needs (call, G_CALLBACK (klass->store_stats)))
    return NULL;
  return klass->store_stats (self, call->queue, &call->error);
}

static gboolean
do_poll_queue (BgTransport     *self,
               BgTransportCall *call)
{
  g_autoptr (BgQueueStats) stats = count (self, call);

  if (stats != NULL)
    call->number = (gint64) (stats->scheduled + stats->ready);
  return TRUE;
}

/**
 * bg_transport_poll_queue:
 * @self: a transport
 * @queue: the name of a queue
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Counts the tasks that wait in a queue, for their time or for a worker. A queue that nobody has heard of has 0.
 *
 * From any thread; it blocks.
 *
 * Returns: the number; -1 on error
 */
gint64
bg_transport_poll_queue (BgTransport  *self,
                         const char   *queue,
                         GCancellable *cancellable,
                         GError      **error)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), -1);
  g_return_val_if_fail (queue != NULL, -1);

  return bg_transport_call_run_number (self, bg_transport_call_new_for_queue (do_poll_queue, queue, error), cancellable,
                                       error);
}

/**
 * bg_transport_poll_queue_async:
 * @self: a transport
 * @queue: the name of a queue
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is over
 * @user_data: data for the callback
 *
 * Counts the tasks that wait in a queue, see [method@Transport.poll_queue].
 */
void
bg_transport_poll_queue_async (BgTransport        *self,
                               const char         *queue,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  BgTransportCall *call;
  GError *error = NULL;

  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (queue != NULL);

  call = bg_transport_call_new_for_queue (do_poll_queue, queue, &error);
  bg_transport_call_start (self, call, error, bg_transport_poll_queue_async, cancellable, callback, user_data);
}

/**
 * bg_transport_poll_queue_finish:
 * @self: a transport
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Transport.poll_queue_async].
 *
 * Returns: the number; -1 on error
 */
gint64
bg_transport_poll_queue_finish (BgTransport  *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return bg_transport_call_finish_number (self, result, bg_transport_poll_queue_async, error);
}

static gboolean
do_stats (BgTransport     *self,
          BgTransportCall *call)
{
  bg_transport_call_take (call, count (self, call), (GDestroyNotify) bg_queue_stats_free);
  return TRUE;
}

/**
 * bg_transport_stats:
 * @self: a transport
 * @queue: the name of a queue
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Counts the tasks of a queue by their states. A queue that nobody has heard of has none.
 *
 * From any thread; it blocks.
 *
 * Returns: (transfer full): the numbers; `NULL` on error
 */
BgQueueStats *
bg_transport_stats (BgTransport  *self,
                    const char   *queue,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), NULL);
  g_return_val_if_fail (queue != NULL, NULL);

  return bg_transport_call_run_object (self, bg_transport_call_new_for_queue (do_stats, queue, error), cancellable,
                                       error);
}

/**
 * bg_transport_stats_async:
 * @self: a transport
 * @queue: the name of a queue
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is over
 * @user_data: data for the callback
 *
 * Counts the tasks of a queue, see [method@Transport.stats].
 */
void
bg_transport_stats_async (BgTransport        *self,
                          const char         *queue,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  BgTransportCall *call;
  GError *error = NULL;

  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (queue != NULL);

  call = bg_transport_call_new_for_queue (do_stats, queue, &error);
  bg_transport_call_start (self, call, error, bg_transport_stats_async, cancellable, callback, user_data);
}

/**
 * bg_transport_stats_finish:
 * @self: a transport
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Transport.stats_async].
 *
 * Returns: (transfer full): the numbers; `NULL` on error
 */
BgQueueStats *
bg_transport_stats_finish (BgTransport  *self,
                           GAsyncResult *result,
                           GError      **error)
{
  return bg_transport_call_finish_object (self, result, bg_transport_stats_async, error);
}

static gboolean
do_list_queues (BgTransport     *self,
                BgTransportCall *call)
{
  BgTransportClass *klass = BG_TRANSPORT_GET_CLASS (self);

  if (bg_transport_call_needs (call, G_CALLBACK (klass->store_list_queues)))
    bg_transport_call_take (call, klass->store_list_queues (self, &call->error), (GDestroyNotify) g_strfreev);
  return TRUE;
}

/**
 * bg_transport_list_queues:
 * @self: a transport
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Gets the names of the queues that hold something, sorted.
 *
 * From any thread; it blocks.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names; `NULL` on error
 */
char **
bg_transport_list_queues (BgTransport  *self,
                          GCancellable *cancellable,
                          GError      **error)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), NULL);

  return bg_transport_call_run_object (self, bg_transport_call_new (do_list_queues, NULL), cancellable, error);
}

/**
 * bg_transport_list_queues_async:
 * @self: a transport
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is over
 * @user_data: data for the callback
 *
 * Gets the names of the queues, see [method@Transport.list_queues].
 */
void
bg_transport_list_queues_async (BgTransport        *self,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_return_if_fail (BG_IS_TRANSPORT (self));

  bg_transport_call_start (self, bg_transport_call_new (do_list_queues, NULL), NULL, bg_transport_list_queues_async,
                           cancellable, callback, user_data);
}

/**
 * bg_transport_list_queues_finish:
 * @self: a transport
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Transport.list_queues_async].
 *
 * Returns: (transfer full) (array zero-terminated=1): the names; `NULL` on error
 */
char **
bg_transport_list_queues_finish (BgTransport  *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return bg_transport_call_finish_object (self, result, bg_transport_list_queues_async, error);
}

static gboolean
do_list (BgTransport     *self,
         BgTransportCall *call)
{
  BgTransportClass *klass = BG_TRANSPORT_GET_CLASS (self);

  if (bg_transport_call_needs (call, G_CALLBACK (klass->store_list)))
    bg_transport_call_take (call,
                            klass->store_list (self, call->queue, (BgQueuedState) call->mode, call->text, call->n,
                                               &call->error),
                            (GDestroyNotify) g_ptr_array_unref);
  return TRUE;
}

static BgTransportCall *
list_call (const char   *queue,
           BgQueuedState states,
           const char   *after,
           guint         max,
           GError      **error)
{
  BgTransportCall *call = bg_transport_call_new_for_queue (do_list, queue, error);

  if (call == NULL)
    return NULL;
  call->mode = (int) states;
  call->text = g_strdup (after);
  call->n = max;
  return call;
}

/**
 * bg_transport_list:
 * @self: a transport
 * @queue: the name of a queue
 * @states: the states of the tasks that are meant
 * @after: (nullable): the id of the last task of the page before
 * @max: how many tasks at most
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Gets tasks of a queue, in the order in which they would be taken, a page at a time.
 *
 * From any thread; it blocks.
 *
 * Returns: (transfer container) (element-type BgQueuedTask): the tasks; `NULL` on error
 */
GPtrArray *
bg_transport_list (BgTransport  *self,
                   const char   *queue,
                   BgQueuedState states,
                   const char   *after,
                   guint         max,
                   GCancellable *cancellable,
                   GError      **error)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), NULL);
  g_return_val_if_fail (queue != NULL, NULL);

  return bg_transport_call_run_object (self, list_call (queue, states, after, max, error), cancellable, error);
}

/**
 * bg_transport_list_async:
 * @self: a transport
 * @queue: the name of a queue
 * @states: the states of the tasks that are meant
 * @after: (nullable): the id of the last task of the page before
 * @max: how many tasks at most
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is over
 * @user_data: data for the callback
 *
 * Gets tasks of a queue, see [method@Transport.list].
 */
void
bg_transport_list_async (BgTransport        *self,
                         const char         *queue,
                         BgQueuedState       states,
                         const char         *after,
                         guint               max,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  BgTransportCall *call;
  GError *error = NULL;

  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (queue != NULL);

  call = list_call (queue, states, after, max, &error);
  bg_transport_call_start (self, call, error, bg_transport_list_async, cancellable, callback, user_data);
}

/**
 * bg_transport_list_finish:
 * @self: a transport
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Transport.list_async].
 *
 * Returns: (transfer container) (element-type BgQueuedTask): the tasks; `NULL` on error
 */
GPtrArray *
bg_transport_list_finish (BgTransport  *self,
                          GAsyncResult *result,
                          GError      **error)
{
  return bg_transport_call_finish_object (self, result, bg_transport_list_async, error);
}

static gboolean
do_lookup (BgTransport     *self,
           BgTransportCall *call)
{
  BgTransportClass *klass = BG_TRANSPORT_GET_CLASS (self);

  if (bg_transport_call_needs (call, G_CALLBACK (klass->store_lookup)))
    bg_transport_call_take (call, klass->store_lookup (self, call->queue, call->text, &call->error), g_object_unref);
  if (call->object == NULL && call->error == NULL)
    g_set_error (&call->error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND,
                 _("There is no task “%s” in the queue “%s”"), call->text, call->queue);
  return TRUE;
}

static BgTransportCall *
lookup_call (const char *queue,
             const char *id,
             GError    **error)
{
  BgTransportCall *call = bg_transport_call_new_for_queue (do_lookup, queue, error);

  if (call != NULL)
    call->text = g_strdup (id);
  return call;
}

/**
 * bg_transport_lookup:
 * @self: a transport
 * @queue: the name of a queue
 * @id: the id of a task
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Gets one task, with all that is known of it: its state, progress, result.
 *
 * From any thread; it blocks.
 *
 * Returns: (transfer full): the task; `NULL` on error, `BG_TRANSPORT_ERROR_NOT_FOUND` if there is none
 */
BgQueuedTask *
bg_transport_lookup (BgTransport  *self,
                     const char   *queue,
                     const char   *id,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), NULL);
  g_return_val_if_fail (queue != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return bg_transport_call_run_object (self, lookup_call (queue, id, error), cancellable, error);
}

/**
 * bg_transport_lookup_async:
 * @self: a transport
 * @queue: the name of a queue
 * @id: the id of a task
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is over
 * @user_data: data for the callback
 *
 * Gets one task, see [method@Transport.lookup].
 */
void
bg_transport_lookup_async (BgTransport        *self,
                           const char         *queue,
                           const char         *id,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  BgTransportCall *call;
  GError *error = NULL;

  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (queue != NULL);
  g_return_if_fail (id != NULL);

  call = lookup_call (queue, id, &error);
  bg_transport_call_start (self, call, error, bg_transport_lookup_async, cancellable, callback, user_data);
}

/**
 * bg_transport_lookup_finish:
 * @self: a transport
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Transport.lookup_async].
 *
 * Returns: (transfer full): the task; `NULL` on error, `BG_TRANSPORT_ERROR_NOT_FOUND` if there is none
 */
BgQueuedTask *
bg_transport_lookup_finish (BgTransport  *self,
                            GAsyncResult *result,
                            GError      **error)
{
  return bg_transport_call_finish_object (self, result, bg_transport_lookup_async, error);
}
