/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest-cases.h"

/* Submitting. */

static gint64
count (Selftest *t)
{
  return bg_transport_poll_queue (t->transport, t->queue, t->cancellable, &t->error);
}

static void
batch_accepted (Selftest *t)
{
  CHECK (t, selftest_submit_some (t, t->queue, 1000));
  CHECK (t, count (t) == 1000);
}

static void
empty_batch (Selftest *t)
{
  CHECK (t, selftest_submit_some (t, t->queue, 0));
  CHECK (t, count (t) == 0);
}

/* Also if only the last one is bad. */
static void
all_or_nothing (Selftest *t)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  BgQueuedTask *bad = selftest_keep (t, bg_queued_task_new ("No Such Name", NULL));

  g_ptr_array_add (tasks, selftest_task (t, 1));
  g_ptr_array_add (tasks, selftest_task (t, 2));
  g_ptr_array_add (tasks, bad);
  CHECK_REFUSED (t, bg_transport_submit (t->transport, tasks, t->cancellable, &t->error),
                 BG_TRANSPORT_ERROR_INVALID_NAME);
  CHECK (t, count (t) == 0);
}

static void
several_queues_at_once (Selftest *t)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  const char *other = selftest_add_queue (t, "other");

  g_ptr_array_add (tasks, selftest_task (t, 1));
  g_ptr_array_add (tasks, selftest_keep (t, bg_queued_task_new (other, g_variant_new_parsed ("{'n': <int64 2>}"))));
  CHECK (t, bg_transport_submit (t->transport, tasks, t->cancellable, &t->error));
  CHECK_TEXT (t, selftest_drain (t, t->queue), "1");
  CHECK_TEXT (t, selftest_drain (t, other), "2");
}

/* Promise 5: submit is idempotent by id. */
static void
same_id_is_known (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);
  BgQueuedTask *again = selftest_task (t, 1);

  bg_queued_task_set_id (again, bg_queued_task_get_id (task));
  CHECK (t, selftest_submit (t, task));
  CHECK (t, !bg_queued_task_is_duplicate (task));
  CHECK (t, selftest_submit (t, again));
  CHECK (t, bg_queued_task_is_duplicate (again));
  CHECK (t, count (t) == 1);
}

static void
same_id_is_known_while_it_runs (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);
  BgQueuedTask *again = selftest_task (t, 1);

  bg_queued_task_set_id (again, bg_queued_task_get_id (task));
  CHECK (t, selftest_submit (t, task));
  CHECK (t, selftest_lease (t, 60 * 1000, 0) != NULL);
  CHECK (t, selftest_submit (t, again));
  CHECK (t, bg_queued_task_is_duplicate (again));
  CHECK (t, selftest_lease (t, 60 * 1000, 0) == NULL);
}

static void
same_id_is_known_when_done (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);
  BgQueuedTask *again = selftest_task (t, 1);

  bg_queued_task_set_id (again, bg_queued_task_get_id (task));
  CHECK (t, selftest_submit (t, task));
  CHECK_TEXT (t, selftest_drain (t, t->queue), "1");
  CHECK (t, selftest_submit (t, again));
  CHECK (t, bg_queued_task_is_duplicate (again));
  CHECK_TEXT (t, selftest_drain (t, t->queue), "");
}

/* Those that are new are accepted, those that are known are left out. */
static void
known_ones_in_a_batch (Selftest *t)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();

  for (int i = 1; i <= 5; i++)
    g_ptr_array_add (tasks, selftest_task (t, i));
  CHECK (t, selftest_submit (t, tasks->pdata[1]));
  CHECK (t, selftest_submit (t, tasks->pdata[3]));
  CHECK (t, bg_transport_submit (t->transport, tasks, t->cancellable, &t->error));
  for (guint i = 0; i < tasks->len; i++)
    CHECK (t, bg_queued_task_is_duplicate (tasks->pdata[i]) == (i == 1 || i == 3));
  CHECK (t, count (t) == 5);
}

/* What is lost on the way back is sent again by who submits: a thousand times. */
static void
repeated_thousand_times (Selftest *t)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();

  for (int i = 1; i <= 10; i++)
    g_ptr_array_add (tasks, selftest_task (t, i));
  for (int i = 0; i < 100; i++)
    CHECK (t, bg_transport_submit (t->transport, tasks, t->cancellable, &t->error));
  CHECK_TEXT (t, selftest_drain (t, t->queue), "1 2 3 4 5 6 7 8 9 10");
}

static void
ids_are_different (Selftest *t)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (int i = 0; i < 1000; i++)
    CHECK (t, g_hash_table_add (ids, (gpointer) bg_queued_task_get_id (selftest_task (t, i))));
}

/* Promise 7: bounded. */
static void
full_refuses (Selftest *t)
{
  bg_transport_set_max_length (t->transport, 3);
  CHECK (t, selftest_submit_some (t, t->queue, 3));
  CHECK_REFUSED (t, selftest_submit (t, selftest_task (t, 4)), BG_TRANSPORT_ERROR_FULL);
  CHECK (t, count (t) == 3);
  CHECK_TEXT (t, selftest_drain (t, t->queue), "1 2 3");
  CHECK (t, selftest_submit (t, selftest_task (t, 5)));
}

static void
full_counts_what_runs (Selftest *t)
{
  bg_transport_set_max_length (t->transport, 2);
  CHECK (t, selftest_submit_some (t, t->queue, 2));
  CHECK (t, selftest_lease (t, 60 * 1000, 0) != NULL);
  CHECK_REFUSED (t, selftest_submit (t, selftest_task (t, 3)), BG_TRANSPORT_ERROR_FULL);
}

static void
full_refuses_the_whole_batch (Selftest *t)
{
  bg_transport_set_max_length (t->transport, 3);
  CHECK_REFUSED (t, selftest_submit_some (t, t->queue, 4), BG_TRANSPORT_ERROR_FULL);
  CHECK (t, count (t) == 0);
}

static void
settings_come_back (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);
  BgQueuedTask *got;
  BgLease *lease;

  bg_queued_task_set_worker (task, "painter");
  bg_queued_task_set_max_attempts (task, 7);
  bg_queued_task_set_time_limit (task, 90 * 1000);
  CHECK (t, selftest_submit (t, task));
  lease = selftest_lease (t, 0, 0);
  CHECK (t, lease != NULL);
  got = bg_lease_get_task (lease);
  CHECK_TEXT (t, bg_queued_task_get_id (got), bg_queued_task_get_id (task));
  CHECK_TEXT (t, bg_queued_task_get_queue (got), t->queue);
  CHECK_TEXT (t, bg_queued_task_get_worker (got), "painter");
  CHECK (t, bg_queued_task_get_max_attempts (got) == 7);
  CHECK (t, bg_queued_task_get_time_limit (got) == 90 * 1000);
  CHECK (t, ABS (bg_queued_task_get_submitted (got) - g_get_real_time ()) < 3600 * G_GINT64_CONSTANT (1000000));
}

#define DEDUP BG_TRANSPORT_CAPABILITIES_DEDUP

const SelftestCase selftest_submit_cases[] = {
  { "submit/a-batch-is-accepted", batch_accepted },
  { "submit/an-empty-batch-is-fine", empty_batch },
  { "submit/all-or-nothing", all_or_nothing },
  { "submit/several-queues-at-once", several_queues_at_once },
  { "submit/the-settings-come-back", settings_come_back },
  { "submit/ids-are-different", ids_are_different },
  { "submit/the-same-id-is-known", same_id_is_known, DEDUP },
  { "submit/the-same-id-is-known-while-it-runs", same_id_is_known_while_it_runs, DEDUP },
  { "submit/the-same-id-is-known-when-done", same_id_is_known_when_done, DEDUP },
  { "submit/known-ones-are-left-out-of-a-batch", known_ones_in_a_batch, DEDUP },
  { "submit/repeated-a-thousand-times", repeated_thousand_times, DEDUP },
  { "submit/a-full-queue-refuses", full_refuses },
  { "submit/what-runs-counts-as-well", full_counts_what_runs },
  { "submit/a-full-queue-refuses-the-whole-batch", full_refuses_the_whole_batch },
  { NULL }
};
