/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-transport-private.h"

G_BEGIN_DECLS

/*
 * The one thread of a transport: it executes the calls in their order, lets those wait that found no task, and keeps
 * the leases alive. It holds no reference on the transport: that ends it, from whatever thread.
 */

BgTransportThread *bg_transport_thread_new         (BgTransport       *transport);
void               bg_transport_thread_shut        (BgTransportThread *self);
void               bg_transport_thread_free        (BgTransportThread *self);
GMainContext      *bg_transport_thread_get_context (BgTransportThread *self);

/* From any thread. */
void               bg_transport_thread_push        (BgTransportThread *self,
                                                    BgTransportCall   *call);
void               bg_transport_thread_wait        (BgTransportThread *self,
                                                    BgTransportCall   *call);
void               bg_transport_thread_wake        (BgTransportThread *self);

/* In the thread. */
gboolean           bg_transport_thread_open        (BgTransportThread *self,
                                                    gboolean           create,
                                                    GCancellable      *cancellable,
                                                    GError           **error);
void               bg_transport_thread_close       (BgTransportThread *self,
                                                    gboolean           tells);
void               bg_transport_thread_park        (BgTransportThread *self,
                                                    BgTransportCall   *call,
                                                    gint64             next_change);
void               bg_transport_thread_keep        (BgTransportThread *self,
                                                    BgLease           *lease);
void               bg_transport_thread_forget      (BgTransportThread *self,
                                                    BgLease           *lease);

G_END_DECLS
