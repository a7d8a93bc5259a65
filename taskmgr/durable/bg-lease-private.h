/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-lease.h"
#include "bg-transport.h"

G_BEGIN_DECLS

struct _BgLease
{
  GObject         parent_instance;

  BgQueuedTask   *task;
  GWeakRef        transport;       /* set when it is handed out */
  guint64         token;
  gint64          deadline;        /* µs of the boot clock */
  guint           duration;        /* ms, as it was asked for the last time */
  guint           first_duration;  /* ms, as it was asked for when it was handed out */
  gint64          run_until;       /* µs of the boot clock, by the time limit of the task; G_MAXINT64 for no limit */
  GCancellable   *cancellable;
  GVariant       *result;          /* nullable */

  GMutex          mutex;           /* guards what the transport's thread and others share: state, deadline, and these */
  BgLeaseState    state;
  double          progress;        /* -1 if nothing new is known */
  char           *message;         /* nullable; goes with it */

  /* of the transport that gave it */
  gpointer        data;
  GDestroyNotify  data_destroy;
};

void     bg_lease_set_transport (BgLease        *self,
                                 BgTransport    *transport,
                                 guint           duration);
void     bg_lease_set_data      (BgLease        *self,
                                 gpointer        data,
                                 GDestroyNotify  data_destroy);
char    *bg_lease_dup_result    (BgLease        *self);

/* In the thread of the transport, before the store is told of the lease: puts the progress, and the result as JSON,
 * into the task, where stores find them. FALSE if the result cannot be kept. */
gboolean bg_lease_prepare       (BgLease        *self,
                                 GError        **error);

G_END_DECLS
