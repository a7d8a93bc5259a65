/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest-cases.h"

/* Promise 6: order, and when tasks are ready. */

static BgQueuedTask *
with_priority (Selftest *t,
               int       number,
               int       priority)
{
  BgQueuedTask *task = selftest_task (t, number);

  bg_queued_task_set_priority (task, priority);
  return task;
}

static BgQueuedTask *
with_delay (Selftest *t,
            int       number,
            gint64    delay)
{
  BgQueuedTask *task = selftest_task (t, number);

  bg_queued_task_set_delay (task, delay);
  return task;
}

static void
priority_first (Selftest *t)
{
  static const int priorities[] = { 4, 0, 9, 5, 9, 1, 4 };

  for (int i = 0; i < (int) G_N_ELEMENTS (priorities); i++)
    CHECK (t, selftest_submit (t, with_priority (t, i + 1, priorities[i])));
  CHECK_TEXT (t, selftest_drain (t, t->queue), "3 5 4 1 7 6 2");
}

static void
late_priority_overtakes (Selftest *t)
{
  CHECK (t, selftest_submit_some (t, t->queue, 2));
  CHECK (t, selftest_lease (t, 60 * 1000, 0) != NULL);
  CHECK (t, selftest_submit (t, with_priority (t, 3, 8)));
  CHECK_TEXT (t, selftest_drain (t, t->queue), "3 2");
}

static void
priority_refused (Selftest *t)
{
  CHECK_REFUSED (t, selftest_submit (t, with_priority (t, 1, 9)), BG_TRANSPORT_ERROR_NOT_SUPPORTED);
}

static void
submission_order (Selftest *t)
{
  CHECK (t, selftest_submit_some (t, t->queue, 6));
  CHECK (t, selftest_submit (t, selftest_task (t, 7)));
  CHECK_TEXT (t, selftest_drain (t, t->queue), "1 2 3 4 5 6 7");
}

static void
earlier_time_first (Selftest *t)
{
  gint64 now = g_get_real_time ();

  for (int i = 1; i <= 4; i++)
    {
      BgQueuedTask *task = selftest_task (t, i);

      bg_queued_task_set_not_before (task, now - i * 10 * G_USEC_PER_SEC);
      CHECK (t, selftest_submit (t, task));
    }
  CHECK_TEXT (t, selftest_drain (t, t->queue), "4 3 2 1");
}

static void
never_early (Selftest *t)
{
  gint64 start = g_get_real_time ();

  CHECK (t, selftest_submit (t, with_delay (t, 1, 250)));
  CHECK (t, selftest_lease (t, 60 * 1000, 0) == NULL);
  CHECK (t, bg_transport_poll_queue (t->transport, t->queue, t->cancellable, &t->error) == 1);
  CHECK (t, selftest_lease (t, 60 * 1000, 20 * 1000) != NULL);
  CHECK (t, g_get_real_time () - start >= 250 * 1000);
}

static void
ready_ones_do_not_wait (Selftest *t)
{
  CHECK (t, selftest_submit (t, with_delay (t, 1, 60 * 60 * 1000)));
  CHECK (t, selftest_submit (t, selftest_task (t, 2)));
  CHECK_TEXT (t, selftest_drain (t, t->queue), "2");
}

static void
delay_refused (Selftest *t)
{
  CHECK_REFUSED (t, selftest_submit (t, with_delay (t, 1, 1000)), BG_TRANSPORT_ERROR_NOT_SUPPORTED);
}

static void
expired_is_dead (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);
  BgQueuedTask *found;

  bg_queued_task_set_expires (task, g_get_real_time () - G_USEC_PER_SEC);
  CHECK (t, selftest_submit (t, task));
  CHECK (t, selftest_lease (t, 60 * 1000, 0) == NULL);
  found = selftest_look (t, task);
  CHECK (t, found != NULL);
  CHECK (t, bg_queued_task_get_state (found) == BG_QUEUED_STATE_DEAD);
  CHECK_TEXT (t, bg_queued_task_get_reason (found), "expired");
}

static void
not_expired_runs (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);

  bg_queued_task_set_expires (task, g_get_real_time () + 3600 * (gint64) G_USEC_PER_SEC);
  CHECK (t, selftest_submit (t, task));
  CHECK_TEXT (t, selftest_drain (t, t->queue), "1");
}

static void
foremost_of_several_queues (Selftest *t)
{
  const char *other = selftest_add_queue (t, "other");
  const char * const queues[] = { t->queue, other, NULL };
  g_autoptr (GPtrArray) leases = NULL;

  CHECK (t, selftest_submit_some (t, t->queue, 2));
  CHECK (t, selftest_submit_some (t, other, 2));
  leases = bg_transport_reserve (t->transport, queues, 10, 60 * 1000, 0, t->cancellable, &t->error);
  CHECK (t, leases != NULL && leases->len == 4);
  for (guint i = 0; i < leases->len; i++)
    selftest_keep (t, g_object_ref (leases->pdata[i]));
}

const SelftestCase selftest_order_cases[] = {
  { "order/submission-order", submission_order },
  { "order/higher-priority-first", priority_first, BG_TRANSPORT_CAPABILITIES_PRIORITY, priority_refused },
  { "order/a-late-one-overtakes-by-priority", late_priority_overtakes, BG_TRANSPORT_CAPABILITIES_PRIORITY,
    priority_refused },
  { "order/then-the-earlier-time-first", earlier_time_first, BG_TRANSPORT_CAPABILITIES_DELAY },
  { "order/several-queues", foremost_of_several_queues },
  { "delay/never-early", never_early, BG_TRANSPORT_CAPABILITIES_DELAY, delay_refused },
  { "delay/those-that-are-ready-do-not-wait", ready_ones_do_not_wait, BG_TRANSPORT_CAPABILITIES_DELAY, delay_refused },
  { "expiry/too-late-is-dead", expired_is_dead,
    BG_TRANSPORT_CAPABILITIES_DEAD_LETTER | BG_TRANSPORT_CAPABILITIES_LIST },
  { "expiry/in-time-runs", not_expired_runs },
  { NULL }
};
