/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-transport.h"

G_BEGIN_DECLS

/*
 * One operation on its way through the thread of a transport. Blocking and asynchronous forms differ only in who is
 * told of the end: a caller that waits, or a GTask.
 */

typedef struct _BgTransportCall BgTransportCall;

/* In the thread of the transport. FALSE: the call is not over; it waits for tasks. */
typedef gboolean (*BgTransportCallFunc) (BgTransport     *transport,
                                         BgTransportCall *call);

struct _BgTransportCall
{
  BgTransportCallFunc   func;
  GCancellable         *cancellable;    /* nullable */
  gboolean              bare;           /* does not need the store to be open */

  /* what it is about, as far as it needs that */
  char                 *queue;
  char                **strings;
  char                 *text;
  GPtrArray            *items;
  BgQueuedTask         *task;
  guint                 n;
  guint                 duration;       /* ms */
  int                   mode;
  gint64                time;

  /* what comes of it */
  gpointer              object;
  GDestroyNotify        object_destroy;
  gint64                number;
  GError               *error;

  /* who is told */
  GTask                *task_result;    /* NULL for a caller that waits */
  gboolean              over;           /* guarded by the mutex of the thread */
  gulong                cancelled_id;

  GList                 link;           /* in the queue of the thread, then among those that wait */
  gint64                wait_until;     /* µs of the boot clock */
};

BgTransportCall *bg_transport_call_new            (BgTransportCallFunc   func,
                                                   const char           *queue);
BgTransportCall *bg_transport_call_new_for_queue  (BgTransportCallFunc   func,
                                                   const char           *queue,
                                                   GError              **error);
void             bg_transport_call_free           (BgTransportCall      *self);
void             bg_transport_call_take           (BgTransportCall      *self,
                                                   gpointer              object,
                                                   GDestroyNotify        object_destroy);

/*
 * The ends of all operations. A call may be NULL: then it could not even begin, and the error is set already. All of
 * these take the call over.
 */
gboolean         bg_transport_call_run_boolean    (BgTransport          *transport,
                                                   BgTransportCall      *self,
                                                   GCancellable         *cancellable,
                                                   GError              **error);
gint64           bg_transport_call_run_number     (BgTransport          *transport,
                                                   BgTransportCall      *self,
                                                   GCancellable         *cancellable,
                                                   GError              **error);
gpointer         bg_transport_call_run_object     (BgTransport          *transport,
                                                   BgTransportCall      *self,
                                                   GCancellable         *cancellable,
                                                   GError              **error);
gboolean         bg_transport_call_run_out        (BgTransport          *transport,
                                                   BgTransportCall      *self,
                                                   gint64               *number,
                                                   GCancellable         *cancellable,
                                                   GError              **error);
void             bg_transport_call_start          (BgTransport          *transport,
                                                   BgTransportCall      *self,
                                                   GError               *error,
                                                   gpointer              tag,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean         bg_transport_call_finish_boolean (BgTransport          *transport,
                                                   GAsyncResult         *result,
                                                   gpointer              tag,
                                                   GError              **error);
gint64           bg_transport_call_finish_number  (BgTransport          *transport,
                                                   GAsyncResult         *result,
                                                   gpointer              tag,
                                                   GError              **error);
gpointer         bg_transport_call_finish_object  (BgTransport          *transport,
                                                   GAsyncResult         *result,
                                                   gpointer              tag,
                                                   GError              **error);
gboolean         bg_transport_call_finish_out     (BgTransport          *transport,
                                                   GAsyncResult         *result,
                                                   gpointer              tag,
                                                   gint64               *number,
                                                   GError              **error);

/* In the thread: FALSE with the error if the store has no such function. */
gboolean         bg_transport_call_needs          (BgTransportCall      *self,
                                                   GCallback             function);

G_END_DECLS
