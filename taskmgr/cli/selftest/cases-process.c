/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest-cases.h"

#include "selftest-helper.h"

#include <signal.h>
#include <string.h>

/* Several processes, some of which die. */

/* Leases of those that die run out; where it is known at once, nobody waits for that. */
#define SHORT 1500
#define LONG (60 * 1000)

static SelftestHelper *
start_holder (Selftest *t,
              int       duration)
{
  SelftestHelper *helper = selftest_helper_start (t, "hold", t->queue, duration);
  g_autofree char *line = helper != NULL ? selftest_helper_read (helper, t) : NULL;

  return line != NULL && g_str_has_prefix (line, "held ") ? helper : NULL;
}

/* Puts the numbers that a helper says into the set, until it says that it ends; FALSE if it does not come to that. */
static gboolean
collect (Selftest       *t,
         SelftestHelper *helper,
         GHashTable     *numbers,
         guint          *n_again)
{
  for (;;)
    {
      g_autofree char *line = selftest_helper_read (helper, t);

      if (line == NULL || !(g_ascii_isdigit (line[0]) || strcmp (line, "end") == 0))
        return FALSE;
      if (line[0] == 'e')
        return TRUE;
      if (!g_hash_table_add (numbers, GINT_TO_POINTER ((int) g_ascii_strtoll (line, NULL, 10))))
        (*n_again)++;
    }
}

static void
two_holders (Selftest *t)
{
  SelftestHelper *helper;

  CHECK (t, selftest_submit_some (t, t->queue, 1));
  helper = start_holder (t, LONG);
  CHECK (t, helper != NULL);
  CHECK (t, selftest_lease (t, LONG, 0) == NULL);
  CHECK (t, selftest_helper_tell (helper, t, "ack"));
  CHECK (t, selftest_helper_says (helper, t, "done"));
  CHECK (t, selftest_lease (t, LONG, 0) == NULL);
}

static void
killed_holder (Selftest *t)
{
  SelftestHelper *helper;
  BgLease *lease;

  CHECK (t, selftest_submit_some (t, t->queue, 1));
  helper = start_holder (t, SHORT);
  CHECK (t, helper != NULL);
  selftest_helper_signal (helper, SIGKILL);
  CHECK (t, selftest_helper_wait (helper, t));
  lease = selftest_lease (t, LONG, 30 * 1000);
  CHECK (t, lease != NULL);
  CHECK (t, bg_queued_task_get_attempt (bg_lease_get_task (lease)) == 2);
  CHECK (t, bg_queued_task_get_crashes (bg_lease_get_task (lease)) == 1);
}

/* One that only came to its end, leases in hand, has not crashed. */
static void
ended_holder (Selftest *t)
{
  SelftestHelper *helper;
  BgLease *lease;

  CHECK (t, selftest_submit_some (t, t->queue, 1));
  helper = start_holder (t, SHORT);
  CHECK (t, helper != NULL);
  CHECK (t, selftest_helper_tell (helper, t, "end"));
  CHECK (t, selftest_helper_wait (helper, t));
  lease = selftest_lease (t, LONG, 30 * 1000);
  CHECK (t, lease != NULL);
  CHECK (t, bg_queued_task_get_crashes (bg_lease_get_task (lease)) == 0);
}

static void
hung_holder (Selftest *t)
{
  SelftestHelper *helper;
  BgLease *lease;

  CHECK (t, selftest_submit_some (t, t->queue, 1));
  helper = start_holder (t, SHORT);
  CHECK (t, helper != NULL);
  selftest_helper_signal (helper, SIGSTOP);
  lease = selftest_lease (t, LONG, 30 * 1000);
  CHECK (t, lease != NULL);
  CHECK (t, bg_queued_task_get_attempt (bg_lease_get_task (lease)) == 2);
  selftest_helper_signal (helper, SIGCONT);
  CHECK (t, selftest_helper_tell (helper, t, "ack"));
  CHECK (t, selftest_helper_says (helper, t, "lost"));
  CHECK (t, bg_lease_ack (lease, NULL, t->cancellable, &t->error));
}

static void
busy_holder_keeps_it (Selftest *t)
{
  SelftestHelper *helper;

  CHECK (t, selftest_submit_some (t, t->queue, 1));
  helper = start_holder (t, SHORT);
  CHECK (t, helper != NULL);
  /* Its lease is extended though its main thread does not run a loop. */
  CHECK (t, selftest_lease (t, LONG, 2 * SHORT) == NULL);
  CHECK (t, selftest_helper_tell (helper, t, "ack"));
  CHECK (t, selftest_helper_says (helper, t, "done"));
}

/* Promise 1: accepted means kept, also when who submitted it is killed. */
static void
killed_submitter (Selftest *t)
{
  SelftestHelper *helper = selftest_helper_start (t, "submit", t->queue, 1000);
  int n_accepted = 0;

  CHECK (t, helper != NULL);
  while (n_accepted < 10)
    {
      g_autofree char *line = selftest_helper_read (helper, t);

      CHECK (t, line != NULL && g_ascii_isdigit (line[0]));
      n_accepted = (int) g_ascii_strtoll (line, NULL, 10);
    }
  selftest_helper_signal (helper, SIGKILL);
  CHECK (t, selftest_helper_wait (helper, t));
  for (;;)
    {
      /* What it still said was accepted, too. */
      g_autofree char *line = selftest_helper_read (helper, t);

      if (line == NULL || !g_ascii_isdigit (line[0]))
        break;
      n_accepted = (int) g_ascii_strtoll (line, NULL, 10);
    }
  CHECK (t, bg_transport_poll_queue (t->transport, t->queue, t->cancellable, &t->error) >= n_accepted);
}

static void
each_task_once (Selftest *t)
{
  SelftestHelper *helpers[3];
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);
  guint n_again = 0;

  CHECK (t, selftest_submit_some (t, t->queue, 150));
  for (gsize i = 0; i < G_N_ELEMENTS (helpers); i++)
    CHECK (t, (helpers[i] = selftest_helper_start (t, "drain", t->queue, 0)) != NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (helpers); i++)
    CHECK (t, collect (t, helpers[i], numbers, &n_again));
  CHECK (t, g_hash_table_size (numbers) == 150);
  CHECK (t, n_again == 0);
}

static gboolean
collect_ten (Selftest       *t,
             SelftestHelper *helper,
             GHashTable     *numbers)
{
  for (int i = 0; i < 10; i++)
    {
      g_autofree char *line = selftest_helper_read (helper, t);

      if (line == NULL || !g_hash_table_add (numbers, GINT_TO_POINTER ((int) g_ascii_strtoll (line, NULL, 10))))
        return FALSE;
    }
  return TRUE;
}

static void
killed_worker_loses_nothing (Selftest *t)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);
  SelftestHelper *first;
  SelftestHelper *second;
  guint n_again = 0;

  CHECK (t, selftest_submit_some (t, t->queue, 100));
  first = selftest_helper_start (t, "drain", t->queue, 0);
  CHECK (t, first != NULL);
  CHECK (t, collect_ten (t, first, numbers));
  selftest_helper_signal (first, SIGKILL);
  CHECK (t, selftest_helper_wait (first, t));
  /* What it has said since; then it stops in mid-run, but for a very fast one. */
  collect (t, first, numbers, &n_again);
  g_clear_error (&t->error);
  second = selftest_helper_start (t, "drain", t->queue, 2 * SHORT);
  CHECK (t, second != NULL);
  CHECK (t, collect (t, second, numbers, &n_again));
  CHECK (t, g_hash_table_size (numbers) == 100);
  CHECK (t, n_again <= 1);
}

static void
each_instant_once (Selftest *t)
{
  SelftestHelper *helpers[3];
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);
  guint n_again = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (helpers); i++)
    CHECK (t, (helpers[i] = selftest_helper_start (t, "fire", t->queue, 50)) != NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (helpers); i++)
    CHECK (t, collect (t, helpers[i], numbers, &n_again));
  CHECK (t, n_again == 0);
  CHECK (t, bg_transport_poll_queue (t->transport, t->queue, t->cancellable, &t->error)
            == (gint64) g_hash_table_size (numbers));
}

static void
woken_by_another (Selftest *t)
{
  SelftestHelper *helper = selftest_helper_start (t, "hold", t->queue, LONG);
  g_autofree char *line = NULL;

  /* It waits for what comes now. */
  CHECK (t, helper != NULL);
  CHECK (t, selftest_submit_some (t, t->queue, 1));
  line = selftest_helper_read (helper, t);
  CHECK (t, line != NULL && g_str_has_prefix (line, "held "));
  CHECK (t, selftest_helper_tell (helper, t, "ack"));
  CHECK (t, selftest_helper_says (helper, t, "done"));
}

#define MANY BG_TRANSPORT_CAPABILITIES_MULTI_PROCESS
#define EXTEND BG_TRANSPORT_CAPABILITIES_LEASE_EXTEND

const SelftestCase selftest_process_cases[] = {
  { "processes/one-holder", two_holders, MANY },
  { "processes/a-killed-holder-is-noticed", killed_holder, MANY },
  { "processes/a-holder-that-ended-has-not-crashed", ended_holder, MANY },
  { "processes/a-hung-holder-loses-it", hung_holder, MANY | EXTEND },
  { "processes/a-busy-holder-keeps-it", busy_holder_keeps_it, MANY | EXTEND },
  { "processes/accepted-means-kept", killed_submitter, MANY },
  { "processes/each-task-once", each_task_once, MANY },
  { "processes/a-killed-worker-loses-nothing", killed_worker_loses_nothing, MANY },
  { "processes/each-instant-once", each_instant_once, MANY },
  { "processes/woken-by-another", woken_by_another, MANY },
  { NULL }
};
