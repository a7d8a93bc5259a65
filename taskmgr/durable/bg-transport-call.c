/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-transport-call-private.h"

#include "bg-queue-name-private.h"
#include "bg-transport-thread-private.h"

#include <glib/gi18n-lib.h>

BgTransportCall *
bg_transport_call_new (BgTransportCallFunc  func,
                       const char          *queue)
{
  BgTransportCall *self = g_new0 (BgTransportCall, 1);

  self->func = func;
  self->queue = g_strdup (queue);
  return self;
}

/* Returns: (nullable): a call; NULL if no queue can have that name */
BgTransportCall *
bg_transport_call_new_for_queue (BgTransportCallFunc   func,
                                 const char           *queue,
                                 GError              **error)
{
  return bg_queue_name_check (_("queue"), queue, error) ? bg_transport_call_new (func, queue) : NULL;
}

void
bg_transport_call_free (BgTransportCall *self)
{
  if (self->object != NULL && self->object_destroy != NULL)
    self->object_destroy (self->object);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->task);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_strfreev (self->strings);
  g_free (self->queue);
  g_free (self->text);
  g_free (self);
}

/* What has come of it. */
void
bg_transport_call_take (BgTransportCall *self,
                        gpointer         object,
                        GDestroyNotify   object_destroy)
{
  self->object = object;
  self->object_destroy = object_destroy;
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      thread)
{
  bg_transport_thread_wake (thread);
}

/* Whoever waits for tasks in the thread has to be told that it need not. */
static void
watch_cancellable (BgTransportCall   *self,
                   BgTransportThread *thread,
                   GCancellable      *cancellable)
{
  if (cancellable == NULL)
    return;
  self->cancellable = g_object_ref (cancellable);
  self->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), thread, NULL);
}

static gboolean
run (BgTransport      *transport,
     BgTransportCall  *self,
     GCancellable     *cancellable,
     GError          **error)
{
  BgTransportThread *thread = bg_transport_get_private (transport)->thread;

  if (self == NULL)
    return FALSE;
  watch_cancellable (self, thread, cancellable);
  bg_transport_thread_push (thread, self);
  bg_transport_thread_wait (thread, self);
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

gboolean
bg_transport_call_run_boolean (BgTransport      *transport,
                               BgTransportCall  *self,
                               GCancellable     *cancellable,
                               GError          **error)
{
  gboolean succeeds = run (transport, self, cancellable, error);

  g_clear_pointer (&self, bg_transport_call_free);
  return succeeds;
}

/* -1 for an error */
gint64
bg_transport_call_run_number (BgTransport      *transport,
                              BgTransportCall  *self,
                              GCancellable     *cancellable,
                              GError          **error)
{
  gint64 number = run (transport, self, cancellable, error) ? self->number : -1;

  g_clear_pointer (&self, bg_transport_call_free);
  return number;
}

gpointer
bg_transport_call_run_object (BgTransport      *transport,
                              BgTransportCall  *self,
                              GCancellable     *cancellable,
                              GError          **error)
{
  gpointer object = run (transport, self, cancellable, error) ? g_steal_pointer (&self->object) : NULL;

  g_clear_pointer (&self, bg_transport_call_free);
  return object;
}

gboolean
bg_transport_call_run_out (BgTransport      *transport,
                           BgTransportCall  *self,
                           gint64           *number,
                           GCancellable     *cancellable,
                           GError          **error)
{
  gboolean succeeds = run (transport, self, cancellable, error);

  if (succeeds)
    *number = self->number;
  g_clear_pointer (&self, bg_transport_call_free);
  return succeeds;
}

static void
free_call_cb (gpointer data)
{
  bg_transport_call_free (data);
}

void
bg_transport_call_start (BgTransport         *transport,
                         BgTransportCall     *self,
                         GError              *error,
                         gpointer             tag,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  BgTransportThread *thread = bg_transport_get_private (transport)->thread;

  if (self == NULL)
    {
      g_task_report_error (transport, callback, user_data, tag, error);
      return;
    }
  /* The cancellable is looked at when the call is executed: what has happened then counts. */
  self->task_result = g_task_new (transport, NULL, callback, user_data);
  g_task_set_source_tag (self->task_result, tag);
  g_task_set_name (self->task_result, "[taskmgr] transport");
  g_task_set_task_data (self->task_result, self, free_call_cb);
  watch_cancellable (self, thread, cancellable);
  bg_transport_thread_push (thread, self);
}

static BgTransportCall *
finish (BgTransport   *transport,
        GAsyncResult  *result,
        gpointer       tag,
        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, transport), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_task_get_task_data (G_TASK (result));
}

gboolean
bg_transport_call_finish_boolean (BgTransport   *transport,
                                  GAsyncResult  *result,
                                  gpointer       tag,
                                  GError       **error)
{
  return finish (transport, result, tag, error) != NULL;
}

gint64
bg_transport_call_finish_number (BgTransport   *transport,
                                 GAsyncResult  *result,
                                 gpointer       tag,
                                 GError       **error)
{
  BgTransportCall *self = finish (transport, result, tag, error);

  return self != NULL ? self->number : -1;
}

gpointer
bg_transport_call_finish_object (BgTransport   *transport,
                                 GAsyncResult  *result,
                                 gpointer       tag,
                                 GError       **error)
{
  BgTransportCall *self = finish (transport, result, tag, error);

  return self != NULL ? g_steal_pointer (&self->object) : NULL;
}

gboolean
bg_transport_call_finish_out (BgTransport   *transport,
                              GAsyncResult  *result,
                              gpointer       tag,
                              gint64        *number,
                              GError       **error)
{
  BgTransportCall *self = finish (transport, result, tag, error);

  if (self != NULL)
    *number = self->number;
  return self != NULL;
}

gboolean
bg_transport_call_needs (BgTransportCall *self,
                         GCallback        function)
{
  if (function != NULL)
    return TRUE;
  g_set_error_literal (&self->error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_SUPPORTED,
                       _("This store cannot do that"));
  return FALSE;
}
