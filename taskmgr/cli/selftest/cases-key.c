/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest-cases.h"

/* Unique and serial keys. */

static BgQueuedTask *
with_unique_key (Selftest   *t,
                 int         number,
                 const char *key)
{
  BgQueuedTask *task = selftest_task (t, number);

  bg_queued_task_set_unique_key (task, key);
  return task;
}

static BgQueuedTask *
with_serial_key (Selftest   *t,
                 int         number,
                 const char *key)
{
  BgQueuedTask *task = selftest_task (t, number);

  bg_queued_task_set_serial_key (task, key);
  return task;
}

static void
one_waits (Selftest *t)
{
  BgQueuedTask *second = with_unique_key (t, 2, "album 7");

  CHECK (t, selftest_submit (t, with_unique_key (t, 1, "album 7")));
  CHECK (t, selftest_submit (t, second));
  CHECK (t, bg_queued_task_is_duplicate (second));
  CHECK (t, selftest_submit (t, with_unique_key (t, 3, "album 8")));
  CHECK_TEXT (t, selftest_drain (t, t->queue), "1 3");
}

static void
one_runs (Selftest *t)
{
  BgQueuedTask *second = with_unique_key (t, 2, "album 7");

  CHECK (t, selftest_submit (t, with_unique_key (t, 1, "album 7")));
  CHECK (t, selftest_lease (t, 60 * 1000, 0) != NULL);
  CHECK (t, selftest_submit (t, second));
  CHECK (t, bg_queued_task_is_duplicate (second));
}

static void
one_after_the_other_is_fine (Selftest *t)
{
  BgQueuedTask *second = with_unique_key (t, 2, "album 7");

  CHECK (t, selftest_submit (t, with_unique_key (t, 1, "album 7")));
  CHECK_TEXT (t, selftest_drain (t, t->queue), "1");
  CHECK (t, selftest_submit (t, second));
  CHECK (t, !bg_queued_task_is_duplicate (second));
  CHECK_TEXT (t, selftest_drain (t, t->queue), "2");
}

static void
twice_in_one_batch (Selftest *t)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();

  for (int i = 1; i <= 3; i++)
    g_ptr_array_add (tasks, with_unique_key (t, i, "album 7"));
  CHECK (t, bg_transport_submit (t->transport, tasks, t->cancellable, &t->error));
  CHECK_TEXT (t, selftest_drain (t, t->queue), "1");
}

static void
other_queue_is_another_matter (Selftest *t)
{
  const char *other = selftest_add_queue (t, "other");
  BgQueuedTask *second = selftest_keep (t, bg_queued_task_new (other, NULL));

  bg_queued_task_set_unique_key (second, "album 7");
  CHECK (t, selftest_submit (t, with_unique_key (t, 1, "album 7")));
  CHECK (t, selftest_submit (t, second));
  CHECK (t, !bg_queued_task_is_duplicate (second));
}

static void
unique_refused (Selftest *t)
{
  CHECK_REFUSED (t, selftest_submit (t, with_unique_key (t, 1, "album 7")), BG_TRANSPORT_ERROR_NOT_SUPPORTED);
}

static void
one_at_a_time (Selftest *t)
{
  BgLease *first;
  BgLease *second;

  for (int i = 1; i <= 3; i++)
    CHECK (t, selftest_submit (t, with_serial_key (t, i, "printer")));
  first = selftest_lease (t, 60 * 1000, 0);
  CHECK (t, first != NULL);
  CHECK (t, selftest_lease (t, 60 * 1000, 0) == NULL);
  CHECK (t, bg_lease_ack (first, NULL, t->cancellable, &t->error));
  second = selftest_lease (t, 60 * 1000, 0);
  CHECK (t, second != NULL);
  CHECK (t, selftest_get_number (bg_lease_get_task (second)) == 2);
}

static void
one_of_a_batch (Selftest *t)
{
  g_autoptr (GPtrArray) leases = NULL;

  for (int i = 1; i <= 3; i++)
    CHECK (t, selftest_submit (t, with_serial_key (t, i, "printer")));
  leases = selftest_reserve (t, t->queue, 10, 60 * 1000, 0);
  CHECK (t, leases->len == 1);
}

static void
others_go_on (Selftest *t)
{
  CHECK (t, selftest_submit (t, with_serial_key (t, 1, "printer")));
  CHECK (t, selftest_submit (t, with_serial_key (t, 2, "printer")));
  CHECK (t, selftest_submit (t, with_serial_key (t, 3, "scanner")));
  CHECK (t, selftest_submit (t, selftest_task (t, 4)));
  CHECK (t, selftest_lease (t, 60 * 1000, 0) != NULL);
  CHECK_TEXT (t, selftest_drain (t, t->queue), "3 4");
}

static void
free_when_the_lease_ends (Selftest *t)
{
  BgLease *lease;

  bg_transport_set_extends_leases (t->transport, FALSE);
  CHECK (t, selftest_submit (t, with_serial_key (t, 1, "printer")));
  CHECK (t, selftest_submit (t, with_serial_key (t, 2, "printer")));
  CHECK (t, selftest_lease (t, 100, 0) != NULL);
  lease = selftest_lease (t, 60 * 1000, 20 * 1000);
  CHECK (t, lease != NULL);
  CHECK (t, selftest_lease (t, 60 * 1000, 0) == NULL);
}

static void
serial_refused (Selftest *t)
{
  CHECK_REFUSED (t, selftest_submit (t, with_serial_key (t, 1, "printer")), BG_TRANSPORT_ERROR_NOT_SUPPORTED);
}

#define UNIQUE BG_TRANSPORT_CAPABILITIES_UNIQUE_KEY
#define SERIAL BG_TRANSPORT_CAPABILITIES_SERIAL_KEY

const SelftestCase selftest_key_cases[] = {
  { "unique/one-waits", one_waits, UNIQUE, unique_refused },
  { "unique/one-runs", one_runs, UNIQUE, unique_refused },
  { "unique/one-after-the-other-is-fine", one_after_the_other_is_fine, UNIQUE, unique_refused },
  { "unique/one-of-a-batch", twice_in_one_batch, UNIQUE, unique_refused },
  { "unique/another-queue-is-another-matter", other_queue_is_another_matter, UNIQUE, unique_refused },
  { "serial/one-at-a-time", one_at_a_time, SERIAL, serial_refused },
  { "serial/one-of-a-batch", one_of_a_batch, SERIAL, serial_refused },
  { "serial/others-go-on", others_go_on, SERIAL, serial_refused },
  { "serial/free-when-the-lease-ends", free_when_the_lease_ends, SERIAL | BG_TRANSPORT_CAPABILITIES_LEASE_EXTEND,
    serial_refused },
  { NULL }
};
