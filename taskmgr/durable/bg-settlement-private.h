/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-delivery-private.h"
#include "bg-worker.h"

G_BEGIN_DECLS

/* What is to become of a task whose worker has returned: the one table for all who take leases. */
typedef struct
{
  gboolean    is_done;
  BgNackMode  mode;             /* if it is not */
  gint64      delay;
  char       *reason;           /* nullable */
} BgSettlement;

/* Why the cancellable of a delivery was triggered, if we did it. */
typedef enum
{
  BG_GIVEN_UP_NOT,
  BG_GIVEN_UP_FOR_TIME,
  BG_GIVEN_UP_FOR_END,
} BgGivenUp;

BgSettlement bg_settlement_decide (BgDelivery   *delivery,
                                   BgGivenUp     given_up,
                                   guint         time_limit,
                                   const GError *error);
/* For how long a queue that seems to be empty is not, because of this; in ms. */
gint64       bg_settlement_get_linger (const BgSettlement *self);
void         bg_settlement_clear      (BgSettlement       *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BgSettlement, bg_settlement_clear)

G_END_DECLS
