/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest-cases.h"

/* Results and progress. */

static BgLease *
take (Selftest     *t,
      BgQueuedTask *task)
{
  return selftest_submit (t, task) ? selftest_lease (t, 60 * 1000, 0) : NULL;
}

/* Whether the store has kept this; NULL for nothing. */
static gboolean
has_result (Selftest     *t,
            BgQueuedTask *task,
            GVariant     *expected)
{
  BgQueuedTask *found = selftest_look (t, task);
  g_autoptr (GVariant) result = found != NULL ? bg_queued_task_get_result (found) : NULL;

  return found != NULL && (expected == NULL ? result == NULL : result != NULL && g_variant_equal (result, expected));
}

static void
result_is_kept (Selftest *t)
{
  g_autoptr (GVariant) result = g_variant_ref_sink (g_variant_new_parsed ("{'faces': <int64 3>, 'sharp': <true>}"));
  BgQueuedTask *task = selftest_task (t, 1);
  BgLease *lease = take (t, task);
  BgQueuedTask *found;

  CHECK (t, lease != NULL);
  CHECK (t, bg_lease_ack (lease, result, t->cancellable, &t->error));
  found = selftest_look (t, task);
  CHECK (t, found != NULL && bg_queued_task_get_state (found) == BG_QUEUED_STATE_DONE);
  CHECK (t, bg_queued_task_get_finished (found) != 0);
  CHECK (t, has_result (t, task, result));
}

static void
plain_result_is_kept (Selftest *t)
{
  g_autoptr (GVariant) result = g_variant_ref_sink (g_variant_new_string ("done well"));
  BgQueuedTask *task = selftest_task (t, 1);
  BgLease *lease = take (t, task);

  CHECK (t, lease != NULL);
  CHECK (t, bg_lease_ack (lease, result, t->cancellable, &t->error));
  CHECK (t, has_result (t, task, result));
}

static void
no_result_is_none (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);
  BgLease *lease = take (t, task);

  CHECK (t, lease != NULL);
  CHECK (t, bg_lease_ack (lease, NULL, t->cancellable, &t->error));
  CHECK (t, has_result (t, task, NULL));
}

static void
results_of_a_batch (Selftest *t)
{
  g_autoptr (GPtrArray) leases = NULL;

  CHECK (t, selftest_submit_some (t, t->queue, 3));
  leases = selftest_reserve (t, t->queue, 3, 60 * 1000, 0);
  CHECK (t, leases->len == 3);
  for (guint i = 0; i < leases->len; i++)
    bg_lease_set_result (leases->pdata[i], g_variant_new_int64 (i * 10));
  CHECK (t, bg_transport_ack (t->transport, leases, t->cancellable, &t->error));
  for (guint i = 0; i < leases->len; i++)
    {
      g_autoptr (GVariant) expected = g_variant_ref_sink (g_variant_new_int64 (i * 10));

      CHECK (t, has_result (t, bg_lease_get_task (leases->pdata[i]), expected));
    }
}

static void
large_result_is_refused (Selftest *t)
{
  g_autofree char *text = g_strnfill (64 * 1024, 'x');
  g_autoptr (GVariant) result = g_variant_ref_sink (g_variant_new_string (text));
  BgLease *lease = take (t, selftest_task (t, 1));

  CHECK (t, lease != NULL);
  CHECK_REFUSED (t, bg_lease_ack (lease, result, t->cancellable, &t->error), BG_TRANSPORT_ERROR_TOO_LARGE);
  /* The task is still ours, and can be done with a smaller one. */
  CHECK (t, bg_lease_get_state (lease) == BG_LEASE_STATE_HELD);
  bg_lease_set_result (lease, NULL);
  CHECK (t, bg_lease_ack (lease, NULL, t->cancellable, &t->error));
}

static void
progress_is_seen (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);
  BgLease *lease = take (t, task);
  BgQueuedTask *found;

  CHECK (t, lease != NULL);
  bg_lease_set_progress (lease, 0.25, "first of four");
  CHECK (t, bg_lease_extend (lease, 0, t->cancellable, &t->error));
  found = selftest_look (t, task);
  CHECK (t, found != NULL);
  CHECK (t, ABS (bg_queued_task_get_progress (found) - 0.25) < 0.01);
  CHECK_TEXT (t, bg_queued_task_get_message (found), "first of four");
}

static void
forgotten_in_time (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);

  bg_transport_set_retention (t->transport, 0);
  CHECK (t, selftest_submit (t, task));
  CHECK_TEXT (t, selftest_drain (t, t->queue), "1");
  CHECK (t, selftest_submit (t, selftest_task (t, 2)));
  CHECK_TEXT (t, selftest_drain (t, t->queue), "2");
  CHECK (t, selftest_lease (t, 60 * 1000, 1100) == NULL);
  CHECK_REFUSED (t, selftest_look (t, task) != NULL, BG_TRANSPORT_ERROR_NOT_FOUND);
}

#define LIST BG_TRANSPORT_CAPABILITIES_LIST

const SelftestCase selftest_result_cases[] = {
  { "result/is-kept", result_is_kept, LIST },
  { "result/may-be-any-value", plain_result_is_kept, LIST },
  { "result/none-is-none", no_result_is_none, LIST },
  { "result/each-of-a-batch", results_of_a_batch, LIST },
  { "result/beyond-the-limit-is-refused", large_result_is_refused },
  { "result/forgotten-in-time", forgotten_in_time, LIST },
  { "progress/is-seen-by-others", progress_is_seen, LIST | BG_TRANSPORT_CAPABILITIES_LEASE_EXTEND },
  { NULL }
};
