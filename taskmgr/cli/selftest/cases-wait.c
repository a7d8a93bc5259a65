/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest-cases.h"

/* Waiting for tasks. */

static void
lease_async (Selftest      *t,
             GAsyncResult **answer)
{
  bg_transport_lease_task_async (t->transport, t->queue, -1, t->cancellable, selftest_answer_cb, answer);
}

static BgLease *
finish (Selftest      *t,
        GAsyncResult **answer)
{
  BgLease *lease = bg_transport_lease_task_finish (t->transport, *answer, &t->error);

  return lease != NULL ? selftest_keep (t, lease) : NULL;
}

static void
until_a_task_comes (Selftest *t)
{
  GAsyncResult **answer = selftest_make_answer (t);
  BgLease *lease;

  lease_async (t, answer);
  CHECK (t, selftest_submit_some (t, t->queue, 1));
  CHECK (t, selftest_await (t, answer));
  lease = finish (t, answer);
  CHECK (t, lease != NULL);
}

static void
for_one_of_another_view (Selftest *t)
{
  GAsyncResult **answer = selftest_make_answer (t);
  BgTransport *other = selftest_open_another (t);
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();

  CHECK (t, other != NULL);
  lease_async (t, answer);
  g_ptr_array_add (tasks, selftest_task (t, 1));
  CHECK (t, bg_transport_submit (other, tasks, t->cancellable, &t->error));
  CHECK (t, selftest_await (t, answer));
  CHECK (t, finish (t, answer) != NULL);
}

static void
for_one_that_is_given_back (Selftest *t)
{
  GAsyncResult **answer = selftest_make_answer (t);
  BgLease *lease;

  CHECK (t, selftest_submit_some (t, t->queue, 1));
  lease = selftest_lease (t, 60 * 1000, 0);
  CHECK (t, lease != NULL);
  lease_async (t, answer);
  CHECK (t, bg_lease_nack (lease, BG_NACK_RELEASE, 0, NULL, t->cancellable, &t->error));
  CHECK (t, selftest_await (t, answer));
  CHECK (t, finish (t, answer) != NULL);
}

static void
first_come_first_served (Selftest *t)
{
  GAsyncResult **first = selftest_make_answer (t);
  GAsyncResult **second = selftest_make_answer (t);
  BgLease *lease;

  lease_async (t, first);
  lease_async (t, second);
  CHECK (t, selftest_submit_some (t, t->queue, 2));
  CHECK (t, selftest_await (t, first) && selftest_await (t, second));
  lease = finish (t, first);
  CHECK (t, lease != NULL && selftest_get_number (bg_lease_get_task (lease)) == 1);
  lease = finish (t, second);
  CHECK (t, lease != NULL && selftest_get_number (bg_lease_get_task (lease)) == 2);
}

static void
in_vain (Selftest *t)
{
  gint64 start = g_get_monotonic_time ();

  CHECK (t, selftest_lease (t, 60 * 1000, 200) == NULL);
  CHECK (t, g_get_monotonic_time () - start >= 200 * 1000);
}

static void
until_cancelled (Selftest *t)
{
  GAsyncResult **answer = selftest_make_answer (t);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (BgLease) lease = NULL;
  gboolean told;

  bg_transport_lease_task_async (t->transport, t->queue, -1, cancellable, selftest_answer_cb, answer);
  g_cancellable_cancel (cancellable);
  CHECK (t, selftest_await (t, answer));
  lease = bg_transport_lease_task_finish (t->transport, *answer, &t->error);
  told = g_error_matches (t->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  CHECK (t, lease == NULL && told);
  /* Nobody is left who would take it. */
  CHECK (t, selftest_submit_some (t, t->queue, 1));
  CHECK_TEXT (t, selftest_drain (t, t->queue), "1");
}

static void
others_are_not_held_up (Selftest *t)
{
  GAsyncResult **answer = selftest_make_answer (t);

  lease_async (t, answer);
  CHECK (t, bg_transport_poll_queue (t->transport, t->queue, t->cancellable, &t->error) == 0);
  CHECK (t, selftest_submit_some (t, selftest_add_queue (t, "other"), 1));
  CHECK (t, *answer == NULL);
}

const SelftestCase selftest_wait_cases[] = {
  { "wait/until-a-task-comes", until_a_task_comes },
  { "wait/for-one-that-others-submit", for_one_of_another_view, BG_TRANSPORT_CAPABILITIES_MULTI_PROCESS },
  { "wait/for-one-that-is-given-back", for_one_that_is_given_back },
  { "wait/first-come-first-served", first_come_first_served },
  { "wait/in-vain", in_vain },
  { "wait/until-cancelled", until_cancelled },
  { "wait/others-are-not-held-up", others_are_not_held_up },
  { NULL }
};
