/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

G_BEGIN_DECLS

/* A transport of a store of its own, and one that shares the store of another. */
BgTransport  *durable_transport_new    (const char        *options);
BgTransport  *durable_transport_share  (BgTransport       *transport);

BgQueuedTask *durable_task_new         (int                number);
int           durable_task_get_number  (BgQueuedTask      *task);
void          durable_submit           (BgTransport       *transport,
                                        BgQueuedTask      *task);
gboolean      durable_try_submit       (BgTransport       *transport,
                                        BgQueuedTask      *task,
                                        GError           **error);
void          durable_submit_number    (BgTransport       *transport,
                                        int                number);

/* At once; NULL if there is none. */
BgLease      *durable_lease            (BgTransport       *transport);
BgLease      *durable_lease_for        (BgTransport       *transport,
                                        guint              milliseconds);
void          durable_ack              (BgLease           *lease);
void          durable_nack             (BgLease           *lease,
                                        BgNackMode         mode,
                                        gint64             delay,
                                        const char        *reason);

/* The numbers of the tasks that are ready, which are gone afterwards. */
char         *durable_drain            (BgTransport       *transport);
BgQueuedTask *durable_lookup           (BgTransport       *transport,
                                        const char        *id);
/* "scheduled ready leased done dead cancelled" */
void          durable_assert_counts    (BgTransport       *transport,
                                        const char        *counts);
gint64        durable_cancel           (BgTransport       *transport,
                                        const char        *id);

G_END_DECLS
