/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest-cases.h"

/* Tasks that are given back. */

static BgLease *
take_one (Selftest *t)
{
  return selftest_submit_some (t, t->queue, 1) ? selftest_lease (t, 60 * 1000, 0) : NULL;
}

static gboolean
give_back (Selftest   *t,
           BgLease    *lease,
           BgNackMode  mode,
           gint64      delay,
           const char *reason)
{
  return bg_lease_nack (lease, mode, delay, reason, t->cancellable, &t->error);
}

static void
retry_counts (Selftest *t)
{
  BgLease *lease = take_one (t);

  CHECK (t, lease != NULL);
  CHECK (t, give_back (t, lease, BG_NACK_RETRY, 0, "the camera is off"));
  CHECK (t, bg_lease_get_state (lease) == BG_LEASE_STATE_ENDED);
  lease = selftest_lease (t, 60 * 1000, 0);
  CHECK (t, lease != NULL);
  CHECK (t, bg_queued_task_get_attempt (bg_lease_get_task (lease)) == 2);
  CHECK (t, bg_queued_task_get_crashes (bg_lease_get_task (lease)) == 0);
  CHECK_TEXT (t, bg_queued_task_get_reason (bg_lease_get_task (lease)), "the camera is off");
}

static void
retry_waits (Selftest *t)
{
  gint64 start = g_get_real_time ();
  BgLease *lease = take_one (t);

  CHECK (t, lease != NULL);
  CHECK (t, give_back (t, lease, BG_NACK_RETRY, 250, NULL));
  CHECK (t, selftest_lease (t, 60 * 1000, 0) == NULL);
  CHECK (t, selftest_lease (t, 60 * 1000, 20 * 1000) != NULL);
  CHECK (t, g_get_real_time () - start >= 250 * 1000);
}

/* The usual delay: attempt⁴ + 2 seconds, give or take a tenth. */
static void
retry_backs_off (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);
  BgQueuedTask *found;
  gint64 start = g_get_real_time ();
  BgLease *lease;

  CHECK (t, selftest_submit (t, task));
  lease = selftest_lease (t, 60 * 1000, 0);
  CHECK (t, lease != NULL);
  CHECK (t, give_back (t, lease, BG_NACK_RETRY, -1, NULL));
  found = selftest_look (t, task);
  CHECK (t, found != NULL);
  CHECK (t, bg_queued_task_get_state (found) == BG_QUEUED_STATE_SCHEDULED);
  CHECK (t, bg_queued_task_get_not_before (found) >= start + 2700 * 1000);
  CHECK (t, bg_queued_task_get_not_before (found) <= g_get_real_time () + 3300 * 1000);
}

static void
release_does_not_count (Selftest *t)
{
  BgLease *lease = take_one (t);

  for (int i = 0; i < 3; i++)
    {
      CHECK (t, lease != NULL);
      CHECK (t, bg_queued_task_get_attempt (bg_lease_get_task (lease)) == 1);
      CHECK (t, give_back (t, lease, BG_NACK_RELEASE, 0, NULL));
      lease = selftest_lease (t, 60 * 1000, 0);
    }
}

static void
released_keeps_its_place (Selftest *t)
{
  BgLease *lease;

  CHECK (t, selftest_submit_some (t, t->queue, 3));
  lease = selftest_lease (t, 60 * 1000, 0);
  CHECK (t, lease != NULL);
  CHECK (t, give_back (t, lease, BG_NACK_RELEASE, 0, NULL));
  CHECK_TEXT (t, selftest_drain (t, t->queue), "1 2 3");
}

static gboolean
is_dead (Selftest     *t,
         BgQueuedTask *task,
         const char   *reason)
{
  BgQueuedTask *found = selftest_look (t, task);

  return found != NULL && bg_queued_task_get_state (found) == BG_QUEUED_STATE_DEAD
         && g_str_has_prefix (bg_queued_task_get_reason (found), reason) && bg_queued_task_get_finished (found) != 0;
}

static void
rejected_is_dead (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);
  BgLease *lease;

  CHECK (t, selftest_submit (t, task));
  lease = selftest_lease (t, 60 * 1000, 0);
  CHECK (t, lease != NULL);
  CHECK (t, give_back (t, lease, BG_NACK_REJECT, 0, "no such album"));
  CHECK (t, selftest_lease (t, 60 * 1000, 0) == NULL);
  CHECK (t, is_dead (t, task, "rejected: no such album"));
}

static void
used_up_is_dead (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);

  bg_queued_task_set_max_attempts (task, 2);
  CHECK (t, selftest_submit (t, task));
  for (int i = 0; i < 2; i++)
    {
      BgLease *lease = selftest_lease (t, 60 * 1000, 0);

      CHECK (t, lease != NULL);
      CHECK (t, give_back (t, lease, BG_NACK_RETRY, 0, "again and again"));
    }
  CHECK (t, selftest_lease (t, 60 * 1000, 0) == NULL);
  CHECK (t, is_dead (t, task, "attempts: again and again"));
}

static void
crashes_are_counted (Selftest *t)
{
  BgLease *lease = take_one (t);

  CHECK (t, lease != NULL);
  CHECK (t, give_back (t, lease, BG_NACK_CRASH, 0, "signal 11"));
  lease = selftest_lease (t, 60 * 1000, 0);
  CHECK (t, lease != NULL);
  CHECK (t, bg_queued_task_get_attempt (bg_lease_get_task (lease)) == 2);
  CHECK (t, bg_queued_task_get_crashes (bg_lease_get_task (lease)) == 1);
}

static void
crashed_is_dead (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);

  bg_transport_set_max_crashes (t->transport, 2);
  CHECK (t, selftest_submit (t, task));
  for (int i = 0; i < 2; i++)
    {
      BgLease *lease = selftest_lease (t, 60 * 1000, 0);

      CHECK (t, lease != NULL);
      CHECK (t, give_back (t, lease, BG_NACK_CRASH, 0, "signal 11"));
    }
  CHECK (t, selftest_lease (t, 60 * 1000, 0) == NULL);
  CHECK (t, is_dead (t, task, "crashed: signal 11"));
}

static void
batch_given_back (Selftest *t)
{
  g_autoptr (GPtrArray) leases = NULL;

  CHECK (t, selftest_submit_some (t, t->queue, 3));
  leases = selftest_reserve (t, t->queue, 3, 60 * 1000, 0);
  CHECK (t, leases->len == 3);
  CHECK (t, bg_transport_nack (t->transport, leases, BG_NACK_RELEASE, 0, NULL, t->cancellable, &t->error));
  CHECK_TEXT (t, selftest_drain (t, t->queue), "1 2 3");
}

#define SEEN_DEAD (BG_TRANSPORT_CAPABILITIES_DEAD_LETTER | BG_TRANSPORT_CAPABILITIES_LIST)

const SelftestCase selftest_nack_cases[] = {
  { "back/a-retry-counts", retry_counts },
  { "back/a-retry-waits", retry_waits, BG_TRANSPORT_CAPABILITIES_DELAY },
  { "back/a-retry-backs-off", retry_backs_off, BG_TRANSPORT_CAPABILITIES_DELAY | BG_TRANSPORT_CAPABILITIES_LIST },
  { "back/released-does-not-count", release_does_not_count },
  { "back/released-keeps-its-place", released_keeps_its_place },
  { "back/rejected-is-dead", rejected_is_dead, SEEN_DEAD },
  { "back/used-up-is-dead", used_up_is_dead, SEEN_DEAD },
  { "back/crashes-are-counted-apart", crashes_are_counted },
  { "back/crashed-too-often-is-dead", crashed_is_dead, SEEN_DEAD },
  { "back/a-batch-is-given-back", batch_given_back },
  { NULL }
};
