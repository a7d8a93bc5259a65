/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-delivery.h"
#include "executors/bg-process-worker.h"

G_BEGIN_DECLS

/* What the worker wants to become of the task, other than what its return value says. */
typedef enum
{
  BG_VERDICT_NONE,
  BG_VERDICT_RETRY,
  BG_VERDICT_REJECT,
  BG_VERDICT_RELEASE,                   /* it was not tried */
  BG_VERDICT_CRASH,                     /* it has killed its worker */
} BgVerdict;

typedef struct
{
  BgVerdict  verdict;
  gint64     delay;                     /* ms; negative for the usual one */
  char      *reason;                    /* nullable */
  GVariant  *result;                    /* nullable */
  gboolean   ends_worker;
} BgOutcomeOfDelivery;

/* In a child, without a lease: what is reported goes to the parent. */
BgDelivery                *bg_delivery_new_remote   (BgQueuedTask     *task,
                                                     guint64           token,
                                                     BgProcessWorker  *remote,
                                                     GCancellable     *cancellable);
BgLease                   *bg_delivery_get_lease    (BgDelivery       *self);
const BgOutcomeOfDelivery *bg_delivery_get_outcome  (BgDelivery       *self);
void                       bg_delivery_give_verdict (BgDelivery       *self,
                                                     BgVerdict         verdict,
                                                     gint64            delay,
                                                     const char       *reason);

/* From a child to its parent and back. */
GVariant                  *bg_delivery_pack         (BgDelivery       *self);
void                       bg_delivery_unpack       (BgDelivery       *self,
                                                     GVariant         *outcome);

G_END_DECLS
