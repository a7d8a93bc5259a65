/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest-cases.h"

#include <string.h>

/* Leases that run out. They are short here, and nobody extends them. */

#define SHORT 100

static BgLease *
lose_lease (Selftest *t)
{
  BgLease *lease;

  bg_transport_set_extends_leases (t->transport, FALSE);
  if (!selftest_submit_some (t, t->queue, 1))
    return NULL;
  lease = selftest_lease (t, SHORT, 0);
  return lease;
}

static void
runs_out (Selftest *t)
{
  BgLease *old = lose_lease (t);
  BgLease *lease;
  BgQueuedTask *task;

  CHECK (t, old != NULL);
  lease = selftest_lease (t, 60 * 1000, 20 * 1000);
  CHECK (t, lease != NULL);
  task = bg_lease_get_task (lease);
  CHECK (t, bg_queued_task_get_attempt (task) == 2);
  CHECK (t, bg_queued_task_get_crashes (task) == 1);
  CHECK (t, bg_lease_get_token (lease) > bg_lease_get_token (old));
}

/* Promise 3: a holder that lost its lease is told so. */
static void
old_holder_cannot_ack (Selftest *t)
{
  BgLease *old = lose_lease (t);
  BgLease *lease;

  CHECK (t, old != NULL);
  lease = selftest_lease (t, 60 * 1000, 20 * 1000);
  CHECK (t, lease != NULL);
  CHECK_REFUSED (t, bg_lease_ack (old, NULL, t->cancellable, &t->error), BG_TRANSPORT_ERROR_LEASE_LOST);
  CHECK (t, bg_lease_get_state (old) == BG_LEASE_STATE_LOST);
  CHECK (t, bg_lease_ack (lease, NULL, t->cancellable, &t->error));
}

static void
old_holder_cannot_nack (Selftest *t)
{
  BgLease *old = lose_lease (t);
  BgLease *lease;

  CHECK (t, old != NULL);
  lease = selftest_lease (t, 60 * 1000, 20 * 1000);
  CHECK (t, lease != NULL);
  CHECK_REFUSED (t, bg_lease_nack (old, BG_NACK_REJECT, 0, "no", t->cancellable, &t->error),
                 BG_TRANSPORT_ERROR_LEASE_LOST);
  CHECK (t, bg_lease_ack (lease, NULL, t->cancellable, &t->error));
}

static void
old_holder_cannot_extend (Selftest *t)
{
  BgLease *old = lose_lease (t);

  CHECK (t, old != NULL);
  CHECK (t, selftest_lease (t, 60 * 1000, 20 * 1000) != NULL);
  CHECK_REFUSED (t, bg_lease_extend (old, 60 * 1000, t->cancellable, &t->error), BG_TRANSPORT_ERROR_LEASE_LOST);
  CHECK (t, g_cancellable_is_cancelled (bg_lease_get_cancellable (old)));
}

/* Also while nobody else has the task yet. */
static void
never_revived (Selftest *t)
{
  BgLease *old = lose_lease (t);

  CHECK (t, old != NULL);
  /* Waits for nothing, for as long as the lease lasts. */
  g_ptr_array_unref (selftest_reserve (t, selftest_add_queue (t, "empty"), 1, 0, 3 * SHORT));
  CHECK_REFUSED (t, bg_lease_extend (old, 60 * 1000, t->cancellable, &t->error), BG_TRANSPORT_ERROR_LEASE_LOST);
}

static void
rest_of_a_batch_is_done (Selftest *t)
{
  g_autoptr (GPtrArray) leases = NULL;
  g_autoptr (GPtrArray) both = g_ptr_array_new ();
  BgLease *lost;

  CHECK (t, selftest_submit_some (t, t->queue, 2));
  leases = selftest_reserve (t, t->queue, 2, 60 * 1000, 0);
  CHECK (t, leases->len == 2);
  lost = leases->pdata[0];
  CHECK (t, bg_lease_nack (lost, BG_NACK_RELEASE, 0, NULL, t->cancellable, &t->error));
  g_ptr_array_add (both, lost);
  g_ptr_array_add (both, leases->pdata[1]);
  CHECK_REFUSED (t, bg_transport_ack (t->transport, both, t->cancellable, &t->error), BG_TRANSPORT_ERROR_LEASE_LOST);
  CHECK (t, bg_lease_get_state (both->pdata[1]) == BG_LEASE_STATE_ENDED);
  CHECK_TEXT (t, selftest_drain (t, t->queue), "1");
}

static void
three_crashes_and_dead (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);
  BgQueuedTask *found;

  bg_transport_set_extends_leases (t->transport, FALSE);
  CHECK (t, selftest_submit (t, task));
  for (guint i = 0; i < bg_transport_get_max_crashes (t->transport); i++)
    CHECK (t, selftest_lease (t, SHORT, 20 * 1000) != NULL);
  CHECK (t, selftest_lease (t, SHORT, 5 * SHORT) == NULL);
  found = selftest_look (t, task);
  CHECK (t, found != NULL && bg_queued_task_get_state (found) == BG_QUEUED_STATE_DEAD);
  CHECK (t, g_str_has_prefix (bg_queued_task_get_reason (found), "crashed"));
}

static void
lost_cb (BgTransport *transport,
         BgLease     *lease,
         gpointer     user_data)
{
  BgLease **lost = user_data;

  *lost = lease;
}

static void
signal_tells (Selftest *t)
{
  BgLease *old = lose_lease (t);
  BgLease *told = NULL;
  gulong id;

  CHECK (t, old != NULL);
  CHECK (t, selftest_lease (t, 60 * 1000, 20 * 1000) != NULL);
  id = g_signal_connect (t->transport, "lease-lost", G_CALLBACK (lost_cb), &told);
  CHECK_REFUSED (t, bg_lease_ack (old, NULL, t->cancellable, &t->error), BG_TRANSPORT_ERROR_LEASE_LOST);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_signal_handler_disconnect (t->transport, id);
  CHECK (t, told == old);
}

/* A lease is not extended beyond the time that an attempt may take. */
static void
time_limit_holds (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);
  BgLease *lease;

  bg_queued_task_set_time_limit (task, 300);
  CHECK (t, selftest_submit (t, task));
  CHECK (t, selftest_lease (t, 300, 0) != NULL);
  lease = selftest_lease (t, 60 * 1000, 20 * 1000);
  CHECK (t, lease != NULL);
  CHECK (t, bg_queued_task_get_attempt (bg_lease_get_task (lease)) == 2);
}

#define EXTEND BG_TRANSPORT_CAPABILITIES_LEASE_EXTEND

const SelftestCase selftest_lost_cases[] = {
  { "lost/a-lease-runs-out", runs_out, EXTEND },
  { "lost/the-old-holder-cannot-acknowledge", old_holder_cannot_ack, EXTEND },
  { "lost/the-old-holder-cannot-give-back", old_holder_cannot_nack, EXTEND },
  { "lost/the-old-holder-cannot-extend", old_holder_cannot_extend, EXTEND },
  { "lost/never-revived", never_revived, EXTEND },
  { "lost/the-rest-of-a-batch-is-done", rest_of_a_batch_is_done },
  { "lost/a-signal-tells", signal_tells, EXTEND },
  { "lost/the-time-limit-holds", time_limit_holds, EXTEND },
  { "lost/three-crashes-and-dead", three_crashes_and_dead,
    EXTEND | BG_TRANSPORT_CAPABILITIES_DEAD_LETTER | BG_TRANSPORT_CAPABILITIES_LIST },
  { NULL }
};
