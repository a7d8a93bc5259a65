/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest-cases.h"

/* Tasks that were given up: put back, or deleted. */

static gboolean
kill_task (Selftest     *t,
           BgQueuedTask *task)
{
  BgLease *lease = selftest_submit (t, task) ? selftest_lease (t, 60 * 1000, 0) : NULL;

  return lease != NULL && bg_lease_nack (lease, BG_NACK_REJECT, 0, "no", t->cancellable, &t->error);
}

static gint64
redrive (Selftest     *t,
         BgQueuedTask *task)
{
  const char *ids[] = { task != NULL ? bg_queued_task_get_id (task) : NULL, NULL };

  return bg_transport_redrive (t->transport, t->queue, task != NULL ? ids : NULL, t->cancellable, &t->error);
}

static gint64
purge (Selftest      *t,
       BgQueuedState  states)
{
  return bg_transport_purge (t->transport, t->queue, states, t->cancellable, &t->error);
}

static void
all_run_again (Selftest *t)
{
  for (int i = 1; i <= 3; i++)
    CHECK (t, kill_task (t, selftest_task (t, i)));
  CHECK (t, selftest_lease (t, 60 * 1000, 0) == NULL);
  CHECK (t, redrive (t, NULL) == 3);
  CHECK_TEXT (t, selftest_drain (t, t->queue), "1 2 3");
}

static void
named_ones_run_again (Selftest *t)
{
  BgQueuedTask *first = selftest_task (t, 1);
  BgQueuedTask *second = selftest_task (t, 2);

  CHECK (t, kill_task (t, first));
  CHECK (t, kill_task (t, second));
  CHECK (t, redrive (t, second) == 1);
  CHECK (t, selftest_get_state (t, second) == BG_QUEUED_STATE_READY);
  CHECK_TEXT (t, selftest_drain (t, t->queue), "2");
  CHECK (t, selftest_get_state (t, first) == BG_QUEUED_STATE_DEAD);
}

static void
attempts_begin_again (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);
  BgLease *lease;

  bg_queued_task_set_max_attempts (task, 1);
  CHECK (t, kill_task (t, task));
  CHECK (t, redrive (t, NULL) == 1);
  lease = selftest_lease (t, 60 * 1000, 0);
  CHECK (t, lease != NULL);
  CHECK (t, bg_queued_task_get_attempt (bg_lease_get_task (lease)) == 1);
  CHECK (t, bg_queued_task_get_crashes (bg_lease_get_task (lease)) == 0);
}

static void
done_ones_run_again (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);

  CHECK (t, selftest_submit (t, task));
  CHECK_TEXT (t, selftest_drain (t, t->queue), "1");
  CHECK (t, redrive (t, NULL) == 0);
  CHECK (t, redrive (t, task) == 1);
  CHECK_TEXT (t, selftest_drain (t, t->queue), "1");
}

static void
waiting_ones_stay (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);

  CHECK (t, selftest_submit (t, task));
  CHECK (t, redrive (t, task) == 0);
  CHECK_TEXT (t, selftest_drain (t, t->queue), "1");
}

static void
purged_is_gone (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);

  CHECK (t, kill_task (t, task));
  CHECK (t, selftest_submit (t, selftest_task (t, 2)));
  CHECK (t, purge (t, BG_QUEUED_STATE_DEAD) == 1);
  CHECK_REFUSED (t, selftest_look (t, task) != NULL, BG_TRANSPORT_ERROR_NOT_FOUND);
  CHECK (t, redrive (t, NULL) == 0);
  CHECK_TEXT (t, selftest_drain (t, t->queue), "2");
}

static void
leased_is_spared (Selftest *t)
{
  BgLease *lease;

  CHECK (t, selftest_submit_some (t, t->queue, 3));
  lease = selftest_lease (t, 60 * 1000, 0);
  CHECK (t, lease != NULL);
  CHECK (t, purge (t, BG_QUEUED_STATE_READY | BG_QUEUED_STATE_LEASED) == 2);
  CHECK (t, bg_lease_ack (lease, NULL, t->cancellable, &t->error));
}

static void
refused (Selftest *t)
{
  CHECK_REFUSED (t, redrive (t, NULL) >= 0, BG_TRANSPORT_ERROR_NOT_SUPPORTED);
}

#define DEAD BG_TRANSPORT_CAPABILITIES_DEAD_LETTER
#define LIST BG_TRANSPORT_CAPABILITIES_LIST

const SelftestCase selftest_dead_cases[] = {
  { "dead/all-run-again", all_run_again, DEAD, refused },
  { "dead/those-that-are-named-run-again", named_ones_run_again, DEAD | LIST },
  { "dead/attempts-begin-again", attempts_begin_again, DEAD, refused },
  { "dead/done-ones-run-again-when-named", done_ones_run_again, DEAD | LIST },
  { "dead/waiting-ones-stay", waiting_ones_stay, DEAD, refused },
  { "purge/gone-for-ever", purged_is_gone, DEAD | LIST },
  { "purge/leased-is-spared", leased_is_spared },
  { NULL }
};
