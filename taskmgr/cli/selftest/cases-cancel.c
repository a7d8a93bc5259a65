/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest-cases.h"

/* Tasks that are taken back. */

static gint64
cancel (Selftest     *t,
        BgQueuedTask *task)
{
  const char * const ids[] = { bg_queued_task_get_id (task), NULL };

  return bg_transport_cancel (t->transport, t->queue, ids, t->cancellable, &t->error);
}

static void
waiting_never_runs (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);

  CHECK (t, selftest_submit (t, task));
  CHECK (t, selftest_submit (t, selftest_task (t, 2)));
  CHECK (t, cancel (t, task) == 1);
  CHECK_TEXT (t, selftest_drain (t, t->queue), "2");
}

static void
waiting_is_cancelled (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);

  CHECK (t, selftest_submit (t, task));
  CHECK (t, cancel (t, task) == 1);
  CHECK (t, selftest_get_state (t, task) == BG_QUEUED_STATE_CANCELLED);
}

static void
delayed_never_runs (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);

  bg_queued_task_set_delay (task, 200);
  CHECK (t, selftest_submit (t, task));
  CHECK (t, cancel (t, task) == 1);
  CHECK (t, selftest_lease (t, 60 * 1000, 500) == NULL);
}

static void
unknown_is_not_found (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);

  CHECK (t, cancel (t, task) == 0);
  CHECK (t, selftest_submit (t, task));
  CHECK_TEXT (t, selftest_drain (t, t->queue), "1");
}

static void
holder_is_told (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);
  BgLease *lease;

  CHECK (t, selftest_submit (t, task));
  lease = selftest_lease (t, 60 * 1000, 0);
  CHECK (t, lease != NULL);
  CHECK (t, cancel (t, task) == 1);
  CHECK (t, bg_lease_extend (lease, 0, t->cancellable, &t->error));
  CHECK (t, g_cancellable_is_cancelled (bg_lease_get_cancellable (lease)));
}

static void
given_back_is_cancelled (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);
  BgLease *lease;

  CHECK (t, selftest_submit (t, task));
  lease = selftest_lease (t, 60 * 1000, 0);
  CHECK (t, lease != NULL);
  CHECK (t, cancel (t, task) == 1);
  CHECK (t, bg_lease_nack (lease, BG_NACK_RETRY, 0, NULL, t->cancellable, &t->error));
  CHECK (t, selftest_lease (t, 60 * 1000, 0) == NULL);
  CHECK (t, selftest_get_state (t, task) == BG_QUEUED_STATE_CANCELLED);
}

static void
finished_is_done (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);
  BgLease *lease;

  CHECK (t, selftest_submit (t, task));
  lease = selftest_lease (t, 60 * 1000, 0);
  CHECK (t, lease != NULL);
  CHECK (t, cancel (t, task) == 1);
  CHECK (t, bg_lease_ack (lease, NULL, t->cancellable, &t->error));
  CHECK (t, selftest_get_state (t, task) == BG_QUEUED_STATE_DONE);
}

#define LIST BG_TRANSPORT_CAPABILITIES_LIST

const SelftestCase selftest_cancel_cases[] = {
  { "cancel/what-waits-never-runs", waiting_never_runs },
  { "cancel/what-waits-is-cancelled", waiting_is_cancelled, LIST },
  { "cancel/what-is-scheduled-never-runs", delayed_never_runs, BG_TRANSPORT_CAPABILITIES_DELAY },
  { "cancel/what-is-unknown-is-not-found", unknown_is_not_found },
  { "cancel/the-holder-is-told", holder_is_told, BG_TRANSPORT_CAPABILITIES_LEASE_EXTEND },
  { "cancel/given-back-it-is-cancelled", given_back_is_cancelled, LIST },
  { "cancel/finished-it-is-done", finished_is_done, LIST },
  { NULL }
};
