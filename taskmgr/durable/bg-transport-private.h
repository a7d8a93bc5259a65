/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-transport-call-private.h"

G_BEGIN_DECLS

#define BG_TRANSPORT_DEFAULT_MAX_PAYLOAD    (1024 * 1024)
#define BG_TRANSPORT_DEFAULT_MAX_LENGTH     1000000
#define BG_TRANSPORT_DEFAULT_RETENTION      (24 * 60 * 60)
#define BG_TRANSPORT_DEFAULT_LEASE_DURATION (60 * 1000)
#define BG_TRANSPORT_DEFAULT_POLL_INTERVAL  500
#define BG_TRANSPORT_DEFAULT_MAX_CRASHES    3

typedef struct _BgTransportThread BgTransportThread;

/* What the base class knows of a transport. */
typedef struct
{
  GMainContext            *home;             /* signals are emitted here */
  char                    *name;             /* the URI without secrets; nullable until it is set */
  BgTransportThread       *thread;

  /* guarded by the mutex */
  GMutex                   mutex;
  BgTransportCapabilities  capabilities;
  BgDurability             durability;
  BgTransportState         state;
  gint64                   lost_since;       /* µs of the boot clock; 0 while there is a connection */

  /* settings, atomic */
  guint                    max_payload;      /* bytes */
  guint                    max_length;       /* tasks of a queue; 0 for no limit */
  guint                    retention;        /* s */
  guint                    lease_duration;   /* ms */
  guint                    poll_interval;    /* ms */
  guint                    max_crashes;
  int                      extends_leases;
} BgTransportPrivate;

BgTransportPrivate *bg_transport_get_private     (BgTransport      *self);
void                bg_transport_set_name        (BgTransport      *self,
                                                  const char       *name);
void                bg_transport_set_state       (BgTransport      *self,
                                                  BgTransportState  state);
void                bg_transport_tell_state      (BgTransport      *self);

/* Before a task is stored: in the thread of the caller, and in that of the transport. */
gboolean            bg_transport_check_task      (BgTransport      *self,
                                                  BgQueuedTask     *task,
                                                  GError          **error);
gboolean            bg_transport_prepare         (BgTransport      *self,
                                                  BgQueuedTask     *task,
                                                  GError          **error);

/* Told in the home context. */
void                bg_transport_emit_lease_lost (BgTransport      *self,
                                                  BgLease          *lease);

/* Delay of the next attempt in milliseconds, when the one that failed was the attempt given. */
gint64              bg_transport_get_retry_delay (guint             attempt);

G_END_DECLS
