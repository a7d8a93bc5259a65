/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-lease.h"

G_BEGIN_DECLS

#define BG_TYPE_DELIVERY (bg_delivery_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgDelivery, bg_delivery, BG, DELIVERY, GObject)

BG_AVAILABLE_IN_ALL
BgDelivery   *bg_delivery_new             (BgLease      *lease) G_GNUC_WARN_UNUSED_RESULT;

/* What there is to do. */
BG_AVAILABLE_IN_ALL
BgQueuedTask *bg_delivery_get_task        (BgDelivery   *self);
BG_AVAILABLE_IN_ALL
GVariant     *bg_delivery_get_payload     (BgDelivery   *self);
BG_AVAILABLE_IN_ALL
guint         bg_delivery_get_attempt     (BgDelivery   *self);
BG_AVAILABLE_IN_ALL
guint64       bg_delivery_get_token       (BgDelivery   *self);
BG_AVAILABLE_IN_ALL
GCancellable *bg_delivery_get_cancellable (BgDelivery   *self);

/* What there is to say of it. */
BG_AVAILABLE_IN_ALL
void          bg_delivery_report_progress (BgDelivery   *self,
                                           double        fraction,
                                           const char   *message);
BG_AVAILABLE_IN_ALL
void          bg_delivery_set_result      (BgDelivery   *self,
                                           GVariant     *result);
BG_AVAILABLE_IN_ALL
void          bg_delivery_retry_in        (BgDelivery   *self,
                                           gint64        milliseconds,
                                           const char   *reason);
BG_AVAILABLE_IN_ALL
void          bg_delivery_requeue         (BgDelivery   *self);
BG_AVAILABLE_IN_ALL
void          bg_delivery_reject          (BgDelivery   *self,
                                           const char   *reason);
BG_AVAILABLE_IN_ALL
void          bg_delivery_end_worker      (BgDelivery   *self);

G_END_DECLS
