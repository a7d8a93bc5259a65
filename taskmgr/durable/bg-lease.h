/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-queued-task.h"

G_BEGIN_DECLS

/**
 * BgLeaseState:
 * @BG_LEASE_STATE_HELD: the task is ours
 * @BG_LEASE_STATE_ENDED: the task was acknowledged, or given back
 * @BG_LEASE_STATE_LOST: the time ran out, or another has the task now
 *
 * What has become of a lease.
 */
typedef enum
{
  BG_LEASE_STATE_HELD,
  BG_LEASE_STATE_ENDED,
  BG_LEASE_STATE_LOST,
} BgLeaseState;

/**
 * BgNackMode:
 * @BG_NACK_RETRY: the attempt has failed; the task is tried again after a while, until its attempts are used up
 * @BG_NACK_RELEASE: the task was not tried; the attempt does not count
 * @BG_NACK_REJECT: the task makes no sense; it goes to the dead
 * @BG_NACK_CRASH: the attempt has killed its worker; three of these and the task is dead
 *
 * How a task that is not done is given back.
 */
typedef enum
{
  BG_NACK_RETRY,
  BG_NACK_RELEASE,
  BG_NACK_REJECT,
  BG_NACK_CRASH,
} BgNackMode;

#define BG_TYPE_LEASE (bg_lease_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgLease, bg_lease, BG, LEASE, GObject)

/* For transports. */
BG_AVAILABLE_IN_ALL
BgLease      *bg_lease_new             (BgQueuedTask         *task,
                                        guint64               token,
                                        gint64                deadline) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
void          bg_lease_set_state       (BgLease              *self,
                                        BgLeaseState          state);
BG_AVAILABLE_IN_ALL
void          bg_lease_set_deadline    (BgLease              *self,
                                        gint64                deadline);

BG_AVAILABLE_IN_ALL
BgQueuedTask *bg_lease_get_task        (BgLease              *self);
BG_AVAILABLE_IN_ALL
guint64       bg_lease_get_token       (BgLease              *self);
BG_AVAILABLE_IN_ALL
gint64        bg_lease_get_deadline    (BgLease              *self);
BG_AVAILABLE_IN_ALL
BgLeaseState  bg_lease_get_state       (BgLease              *self);
BG_AVAILABLE_IN_ALL
GCancellable *bg_lease_get_cancellable (BgLease              *self);

/* What the next acknowledgement or extension takes along. */
BG_AVAILABLE_IN_ALL
GVariant     *bg_lease_get_result      (BgLease              *self);
BG_AVAILABLE_IN_ALL
void          bg_lease_set_result      (BgLease              *self,
                                        GVariant             *result);
BG_AVAILABLE_IN_ALL
void          bg_lease_set_progress    (BgLease              *self,
                                        double                fraction,
                                        const char           *message);

/* The ends of one lease. */
BG_AVAILABLE_IN_ALL
gboolean      bg_lease_ack             (BgLease              *self,
                                        GVariant             *result,
                                        GCancellable         *cancellable,
                                        GError              **error);
BG_AVAILABLE_IN_ALL
void          bg_lease_ack_async       (BgLease              *self,
                                        GVariant             *result,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
BG_AVAILABLE_IN_ALL
gboolean      bg_lease_ack_finish      (BgLease              *self,
                                        GAsyncResult         *result,
                                        GError              **error);
BG_AVAILABLE_IN_ALL
gboolean      bg_lease_nack            (BgLease              *self,
                                        BgNackMode            mode,
                                        gint64                delay,
                                        const char           *reason,
                                        GCancellable         *cancellable,
                                        GError              **error);
BG_AVAILABLE_IN_ALL
void          bg_lease_nack_async      (BgLease              *self,
                                        BgNackMode            mode,
                                        gint64                delay,
                                        const char           *reason,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
BG_AVAILABLE_IN_ALL
gboolean      bg_lease_nack_finish     (BgLease              *self,
                                        GAsyncResult         *result,
                                        GError              **error);
BG_AVAILABLE_IN_ALL
gboolean      bg_lease_extend          (BgLease              *self,
                                        guint                 duration,
                                        GCancellable         *cancellable,
                                        GError              **error);
BG_AVAILABLE_IN_ALL
void          bg_lease_extend_async    (BgLease              *self,
                                        guint                 duration,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
BG_AVAILABLE_IN_ALL
gboolean      bg_lease_extend_finish   (BgLease              *self,
                                        GAsyncResult         *result,
                                        GError              **error);

G_END_DECLS
