/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest-cases.h"

/* Leases that are held. */

static void
attempt_is_counted (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);
  BgLease *lease;
  BgQueuedTask *found;

  CHECK (t, selftest_submit (t, task));
  lease = selftest_lease (t, 60 * 1000, 0);
  CHECK (t, lease != NULL);
  CHECK (t, bg_queued_task_get_attempt (bg_lease_get_task (lease)) == 1);
  CHECK (t, bg_lease_get_state (lease) == BG_LEASE_STATE_HELD);
  if ((t->capabilities & BG_TRANSPORT_CAPABILITIES_LIST) == 0)
    return;
  /* In the store, before anything is done with it. */
  found = selftest_look (t, task);
  CHECK (t, found != NULL && bg_queued_task_get_attempt (found) == 1);
  CHECK (t, bg_queued_task_get_state (found) == BG_QUEUED_STATE_LEASED);
}

/* Promise 3: one holder. */
static void
one_holder (Selftest *t)
{
  CHECK (t, selftest_submit_some (t, t->queue, 1));
  CHECK (t, selftest_lease (t, 60 * 1000, 0) != NULL);
  CHECK (t, selftest_lease (t, 60 * 1000, 0) == NULL);
  CHECK (t, bg_transport_poll_queue (t->transport, t->queue, t->cancellable, &t->error) == 0);
}

static void
one_holder_in_two_views (Selftest *t)
{
  BgTransport *other = selftest_open_another (t);
  g_autoptr (BgLease) stolen = NULL;

  CHECK (t, other != NULL);
  CHECK (t, selftest_submit_some (t, t->queue, 1));
  CHECK (t, selftest_lease (t, 60 * 1000, 0) != NULL);
  stolen = bg_transport_lease_task (other, t->queue, 0, t->cancellable, &t->error);
  CHECK (t, stolen == NULL && t->error == NULL);
}

static void
batch_of_leases (Selftest *t)
{
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) rest = NULL;

  CHECK (t, selftest_submit_some (t, t->queue, 25));
  first = selftest_reserve (t, t->queue, 10, 60 * 1000, 0);
  CHECK (t, first->len == 10);
  for (guint i = 0; i < first->len; i++)
    CHECK (t, selftest_get_number (bg_lease_get_task (first->pdata[i])) == (int) i + 1);
  rest = selftest_reserve (t, t->queue, 100, 60 * 1000, 0);
  CHECK (t, rest->len == 15);
  CHECK (t, bg_transport_ack (t->transport, first, t->cancellable, &t->error));
  CHECK (t, bg_transport_ack (t->transport, rest, t->cancellable, &t->error));
  for (guint i = 0; i < rest->len; i++)
    CHECK (t, bg_lease_get_state (rest->pdata[i]) == BG_LEASE_STATE_ENDED);
}

static void
token_grows (Selftest *t)
{
  guint64 last = 0;

  CHECK (t, selftest_submit_some (t, t->queue, 1));
  for (int i = 0; i < 4; i++)
    {
      BgLease *lease = selftest_lease (t, 60 * 1000, 0);

      CHECK (t, lease != NULL);
      CHECK (t, bg_lease_get_token (lease) > last);
      last = bg_lease_get_token (lease);
      CHECK (t, bg_lease_nack (lease, i < 2 ? BG_NACK_RETRY : BG_NACK_RELEASE, 0, NULL, t->cancellable, &t->error));
    }
}

/* Promise 4: after a confirmed acknowledgement a task never runs again. */
static void
never_again (Selftest *t)
{
  BgLease *lease;

  CHECK (t, selftest_submit_some (t, t->queue, 1));
  lease = selftest_lease (t, 100, 0);
  CHECK (t, lease != NULL);
  CHECK (t, bg_lease_ack (lease, NULL, t->cancellable, &t->error));
  CHECK (t, bg_lease_get_state (lease) == BG_LEASE_STATE_ENDED);
  /* Longer than the lease would have lasted. */
  CHECK (t, selftest_lease (t, 60 * 1000, 300) == NULL);
}

static void
ended_once (Selftest *t)
{
  BgLease *lease;

  CHECK (t, selftest_submit_some (t, t->queue, 1));
  lease = selftest_lease (t, 60 * 1000, 0);
  CHECK (t, lease != NULL);
  CHECK (t, bg_lease_ack (lease, NULL, t->cancellable, &t->error));
  CHECK_REFUSED (t, bg_lease_ack (lease, NULL, t->cancellable, &t->error), BG_TRANSPORT_ERROR_LEASE_LOST);
  CHECK_REFUSED (t, bg_lease_nack (lease, BG_NACK_RETRY, 0, NULL, t->cancellable, &t->error),
                 BG_TRANSPORT_ERROR_LEASE_LOST);
  CHECK (t, selftest_lease (t, 60 * 1000, 0) == NULL);
}

static void
extended_lasts (Selftest *t)
{
  BgLease *lease;
  gint64 deadline;

  bg_transport_set_extends_leases (t->transport, FALSE);
  CHECK (t, selftest_submit_some (t, t->queue, 1));
  lease = selftest_lease (t, 1000, 0);
  CHECK (t, lease != NULL);
  deadline = bg_lease_get_deadline (lease);
  CHECK (t, bg_lease_extend (lease, 60 * 1000, t->cancellable, &t->error));
  CHECK (t, bg_lease_get_deadline (lease) > deadline + 30 * G_USEC_PER_SEC);
  CHECK (t, selftest_lease (t, 60 * 1000, 1300) == NULL);
  CHECK (t, bg_lease_ack (lease, NULL, t->cancellable, &t->error));
}

static void
extended_by_itself (Selftest *t)
{
  BgLease *lease;

  CHECK (t, selftest_submit_some (t, t->queue, 1));
  lease = selftest_lease (t, 900, 0);
  CHECK (t, lease != NULL);
  CHECK (t, selftest_lease (t, 60 * 1000, 2000) == NULL);
  CHECK (t, bg_lease_get_state (lease) == BG_LEASE_STATE_HELD);
  CHECK (t, bg_lease_ack (lease, NULL, t->cancellable, &t->error));
}

static void
extend_refused (Selftest *t)
{
  BgLease *lease;

  CHECK (t, selftest_submit_some (t, t->queue, 1));
  lease = selftest_lease (t, 60 * 1000, 0);
  CHECK (t, lease != NULL);
  CHECK_REFUSED (t, bg_lease_extend (lease, 1000, t->cancellable, &t->error), BG_TRANSPORT_ERROR_NOT_SUPPORTED);
}

static void
extended_in_a_batch (Selftest *t)
{
  g_autoptr (GPtrArray) leases = NULL;
  gint64 soon;

  bg_transport_set_extends_leases (t->transport, FALSE);
  CHECK (t, selftest_submit_some (t, t->queue, 5));
  leases = selftest_reserve (t, t->queue, 5, 5 * 1000, 0);
  CHECK (t, leases->len == 5);
  soon = bg_lease_get_deadline (leases->pdata[0]);
  CHECK (t, bg_transport_extend (t->transport, leases, 60 * 1000, t->cancellable, &t->error));
  for (guint i = 0; i < leases->len; i++)
    CHECK (t, bg_lease_get_deadline (leases->pdata[i]) > soon + 30 * G_USEC_PER_SEC);
}

#define EXTEND BG_TRANSPORT_CAPABILITIES_LEASE_EXTEND

const SelftestCase selftest_lease_cases[] = {
  { "lease/the-attempt-is-counted-when-it-is-given", attempt_is_counted },
  { "lease/one-holder", one_holder },
  { "lease/one-holder-in-two-views", one_holder_in_two_views, BG_TRANSPORT_CAPABILITIES_MULTI_PROCESS },
  { "lease/a-batch-in-order", batch_of_leases },
  { "lease/the-token-grows-with-every-attempt", token_grows },
  { "lease/never-again-after-the-acknowledgement", never_again, BG_TRANSPORT_CAPABILITIES_CONFIRMED_ACK },
  { "lease/ends-once", ended_once },
  { "lease/extended-it-lasts", extended_lasts, EXTEND, extend_refused },
  { "lease/extended-by-itself", extended_by_itself, EXTEND, extend_refused },
  { "lease/extended-in-a-batch", extended_in_a_batch, EXTEND, extend_refused },
  { NULL }
};
