/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-settlement-private.h"

#include "bg-payload-private.h"
#include "bg-queued-task-private.h"

/* What is put back for a moment only is waited for by those who empty a queue, and a little longer; in ms. */
#define LONGEST_LINGER 1000
#define LINGER_MORE 100

static BgSettlement
give_back (BgNackMode  mode,
           gint64      delay,
           const char *reason)
{
  return (BgSettlement) { FALSE, mode, delay, g_strdup (reason) };
}

static BgSettlement
decide_by_error (BgGivenUp     given_up,
                 guint         time_limit,
                 const GError *error)
{
  gboolean was_cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  BgSettlement self;

  if (was_cancelled && given_up == BG_GIVEN_UP_FOR_END)
    return give_back (BG_NACK_RELEASE, 0, NULL);
  if (was_cancelled && given_up == BG_GIVEN_UP_FOR_TIME)
    {
      self = give_back (BG_NACK_RETRY, -1, NULL);
      self.reason = g_strdup_printf ("timed out after %.3f s", time_limit / 1000.0);
      return self;
    }
  return give_back (BG_NACK_RETRY, -1, error->message);
}

/* The work is done, and would be no better if it was done again: so who looks for the result finds out why there is
 * none. */
static BgSettlement
decide_by_result (GVariant *result)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = result != NULL ? bg_value_to_json (result, &error) : NULL;
  g_autofree char *reason = NULL;

  if (error != NULL)
    reason = g_strdup_printf ("result: %s", error->message);
  else if (json != NULL && strlen (json) > BG_QUEUED_TASK_MAX_RESULT)
    reason = g_strdup_printf ("result: %" G_GSIZE_FORMAT " bytes are too many", strlen (json));
  return reason != NULL ? give_back (BG_NACK_REJECT, 0, reason) : (BgSettlement) { TRUE, BG_NACK_RETRY, 0, NULL };
}

/* The error is NULL if the worker has succeeded; the delivery if it has not returned, as it may still write to that. */
BgSettlement
bg_settlement_decide (BgDelivery   *delivery,
                      BgGivenUp     given_up,
                      guint         time_limit,
                      const GError *error)
{
  const BgOutcomeOfDelivery *outcome;

  if (delivery == NULL)
    return decide_by_error (given_up, time_limit, error);
  outcome = bg_delivery_get_outcome (delivery);
  switch (outcome->verdict)
    {
    case BG_VERDICT_RETRY:
      return give_back (BG_NACK_RETRY, outcome->delay < 0 ? -1 : outcome->delay,
                        outcome->reason != NULL || error == NULL ? outcome->reason : error->message);
    case BG_VERDICT_REJECT:
      return give_back (BG_NACK_REJECT, 0, outcome->reason);
    case BG_VERDICT_RELEASE:
      return give_back (BG_NACK_RELEASE, outcome->delay, outcome->reason);
    case BG_VERDICT_CRASH:
      return give_back (BG_NACK_CRASH, 0, outcome->reason);
    case BG_VERDICT_NONE:
    default:
      if (error != NULL)
        return decide_by_error (given_up, time_limit, error);
      return decide_by_result (outcome->result);
    }
}

gint64
bg_settlement_get_linger (const BgSettlement *self)
{
  if (self->is_done || self->delay <= 0 || self->delay > LONGEST_LINGER)
    return 0;
  return self->delay + LINGER_MORE;
}

void
bg_settlement_clear (BgSettlement *self)
{
  g_clear_pointer (&self->reason, g_free);
}
