/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest-cases.h"

#include <string.h>

/* Looking at what there is. */

#define ALL_STATES \
  (BG_QUEUED_STATE_SCHEDULED | BG_QUEUED_STATE_READY | BG_QUEUED_STATE_LEASED | BG_QUEUED_STATE_DONE | \
   BG_QUEUED_STATE_DEAD | BG_QUEUED_STATE_CANCELLED)

/* One task in each state; the numbers are those of the bits. */
static gboolean
fill (Selftest *t)
{
  BgQueuedTask *scheduled = selftest_task (t, 0);
  BgQueuedTask *cancelled = selftest_task (t, 5);
  const char * const ids[] = { bg_queued_task_get_id (cancelled), NULL };
  BgLease *lease;

  if (!selftest_submit (t, selftest_task (t, 3)) || strcmp (selftest_drain (t, t->queue), "3") != 0)
    return FALSE;
  if (!selftest_submit (t, selftest_task (t, 4)))
    return FALSE;
  lease = selftest_lease (t, 60 * 1000, 0);
  if (lease == NULL || !bg_lease_nack (lease, BG_NACK_REJECT, 0, "no", t->cancellable, &t->error))
    return FALSE;
  if (!selftest_submit (t, selftest_task (t, 2)) || selftest_lease (t, 60 * 1000, 0) == NULL)
    return FALSE;
  bg_queued_task_set_delay (scheduled, 60 * 60 * 1000);
  return selftest_submit (t, selftest_task (t, 1)) && selftest_submit (t, cancelled)
         && bg_transport_cancel (t->transport, t->queue, ids, t->cancellable, &t->error) == 1
         && selftest_submit (t, scheduled);
}

static GPtrArray *
list (Selftest      *t,
      BgQueuedState  states,
      const char    *after,
      guint          max)
{
  return bg_transport_list (t->transport, t->queue, states, after, max, t->cancellable, &t->error);
}

static void
each_state_is_counted (Selftest *t)
{
  BgQueueStats stats;

  CHECK (t, fill (t));
  stats = selftest_count (t);
  CHECK (t, stats.exact);
  CHECK (t, stats.scheduled == 1 && stats.ready == 1 && stats.leased == 1);
  CHECK (t, stats.done == 1 && stats.dead == 1 && stats.cancelled == 1);
  CHECK (t, stats.oldest != 0 && stats.oldest <= g_get_real_time ());
}

static void
empty_is_counted (Selftest *t)
{
  BgQueueStats stats = selftest_count (t);

  CHECK (t, stats.scheduled + stats.ready + stats.leased + stats.done + stats.dead + stats.cancelled == 0);
  CHECK (t, stats.oldest == 0);
}

static void
not_exact_is_told (Selftest *t)
{
  CHECK (t, selftest_submit_some (t, t->queue, 1));
  CHECK (t, !selftest_count (t).exact);
}

static void
listed_by_state (Selftest *t)
{
  CHECK (t, fill (t));
  for (int i = 0; i < 6; i++)
    {
      g_autoptr (GPtrArray) tasks = list (t, (BgQueuedState) (1 << i), NULL, 100);

      CHECK (t, tasks != NULL && tasks->len == 1);
      CHECK (t, selftest_get_number (tasks->pdata[0]) == i);
      CHECK (t, bg_queued_task_get_state (tasks->pdata[0]) == (BgQueuedState) (1 << i));
    }
}

static void
listed_together (Selftest *t)
{
  g_autoptr (GPtrArray) tasks = NULL;

  CHECK (t, fill (t));
  tasks = list (t, ALL_STATES, NULL, 100);
  CHECK (t, tasks != NULL && tasks->len == 6);
}

static void
listed_in_pages (Selftest *t)
{
  g_autofree char *after = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  CHECK (t, selftest_submit_some (t, t->queue, 23));
  for (int page = 0; page < 3; page++)
    {
      g_autoptr (GPtrArray) tasks = list (t, BG_QUEUED_STATE_READY, after, 10);

      CHECK (t, tasks != NULL && tasks->len == (page < 2 ? 10 : 3));
      for (guint i = 0; i < tasks->len; i++)
        CHECK (t, g_hash_table_add (seen, GINT_TO_POINTER (selftest_get_number (tasks->pdata[i]))));
      g_free (after);
      after = g_strdup (bg_queued_task_get_id (tasks->pdata[tasks->len - 1]));
    }
  CHECK (t, g_hash_table_size (seen) == 23);
}

static void
listed_in_order (Selftest *t)
{
  g_autoptr (GPtrArray) tasks = NULL;

  CHECK (t, selftest_submit_some (t, t->queue, 9));
  tasks = list (t, BG_QUEUED_STATE_READY, NULL, 100);
  CHECK (t, tasks != NULL && tasks->len == 9);
  for (guint i = 0; i < tasks->len; i++)
    CHECK (t, selftest_get_number (tasks->pdata[i]) == (int) i + 1);
}

static void
queues_are_listed (Selftest *t)
{
  const char *other = selftest_add_queue (t, "a");
  g_auto (GStrv) queues = NULL;

  CHECK (t, selftest_submit_some (t, t->queue, 1));
  CHECK (t, selftest_submit_some (t, other, 1));
  queues = bg_transport_list_queues (t->transport, t->cancellable, &t->error);
  CHECK (t, queues != NULL);
  CHECK (t, g_strv_contains ((const char * const *) queues, t->queue));
  CHECK (t, g_strv_contains ((const char * const *) queues, other));
  for (gsize i = 1; queues[i] != NULL; i++)
    CHECK (t, strcmp (queues[i - 1], queues[i]) < 0);
}

static void
unknown_is_none (Selftest *t)
{
  g_autoptr (GPtrArray) tasks = list (t, ALL_STATES, NULL, 100);

  CHECK (t, tasks != NULL && tasks->len == 0);
  CHECK_REFUSED (t, selftest_look (t, selftest_task (t, 1)) != NULL, BG_TRANSPORT_ERROR_NOT_FOUND);
}

static void
list_refused (Selftest *t)
{
  g_autoptr (GPtrArray) tasks = list (t, ALL_STATES, NULL, 100);

  CHECK_REFUSED (t, tasks != NULL, BG_TRANSPORT_ERROR_NOT_SUPPORTED);
  CHECK_REFUSED (t, selftest_look (t, selftest_task (t, 1)) != NULL, BG_TRANSPORT_ERROR_NOT_SUPPORTED);
}

#define LIST BG_TRANSPORT_CAPABILITIES_LIST
#define ALL (LIST | BG_TRANSPORT_CAPABILITIES_DEAD_LETTER | BG_TRANSPORT_CAPABILITIES_DELAY)

const SelftestCase selftest_look_cases[] = {
  { "stats/each-state-is-counted", each_state_is_counted, BG_TRANSPORT_CAPABILITIES_EXACT_STATS | ALL, NULL },
  { "stats/an-empty-queue-is-counted", empty_is_counted },
  { "stats/what-is-not-exact-is-told", empty_is_counted, BG_TRANSPORT_CAPABILITIES_EXACT_STATS, not_exact_is_told },
  { "list/by-state", listed_by_state, ALL },
  { "list/all-together", listed_together, ALL },
  { "list/in-pages", listed_in_pages, LIST, list_refused },
  { "list/in-order", listed_in_order, LIST, list_refused },
  { "list/queues-in-order", queues_are_listed, LIST },
  { "list/what-is-unknown-is-none", unknown_is_none, LIST, list_refused },
  { NULL }
};
