/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest-cases.h"

/* The three calls that are often enough. */

static gboolean
put (Selftest   *t,
     const char *queue,
     int         number)
{
  GVariantDict payload;
  g_autoptr (GVariant) value = NULL;

  g_variant_dict_init (&payload, NULL);
  g_variant_dict_insert (&payload, "n", "x", (gint64) number);
  value = g_variant_ref_sink (g_variant_dict_end (&payload));
  return bg_transport_submit_task (t->transport, queue, value, t->cancellable, &t->error);
}

/* 0 for an empty queue, -1 for an error. */
static gint64
get (Selftest   *t,
     const char *queue)
{
  g_autoptr (GVariant) payload = bg_transport_get_task (t->transport, queue, t->cancellable, &t->error);
  gint64 number = -1;

  if (payload == NULL)
    return t->error == NULL ? 0 : -1;
  g_variant_lookup (payload, "n", "x", &number);
  return number;
}

static gint64
count (Selftest   *t,
       const char *queue)
{
  return bg_transport_poll_queue (t->transport, queue, t->cancellable, &t->error);
}

static void
first_in_first_out (Selftest *t)
{
  for (int i = 1; i <= 12; i++)
    CHECK (t, put (t, t->queue, i));
  for (int i = 1; i <= 12; i++)
    CHECK (t, get (t, t->queue) == i);
  CHECK (t, get (t, t->queue) == 0);
}

static void
queues_are_independent (Selftest *t)
{
  const char *other = selftest_add_queue (t, "other");

  CHECK (t, put (t, t->queue, 1));
  CHECK (t, put (t, other, 2));
  CHECK (t, get (t, other) == 2);
  CHECK (t, get (t, other) == 0);
  CHECK (t, get (t, t->queue) == 1);
}

static void
counts (Selftest *t)
{
  for (int i = 1; i <= 5; i++)
    CHECK (t, put (t, t->queue, i));
  CHECK (t, count (t, t->queue) == 5);
  CHECK (t, get (t, t->queue) == 1);
  CHECK (t, count (t, t->queue) == 4);
}

static void
unknown_queue_is_empty (Selftest *t)
{
  CHECK (t, count (t, t->queue) == 0);
  CHECK (t, get (t, t->queue) == 0);
}

static void
drained_and_used_again (Selftest *t)
{
  for (int round = 0; round < 3; round++)
    {
      for (int i = 1; i <= 11; i++)
        CHECK (t, put (t, t->queue, i));
      for (int i = 1; i <= 11; i++)
        CHECK (t, get (t, t->queue) == i);
      CHECK (t, count (t, t->queue) == 0);
    }
}

static void
asynchronous (Selftest *t)
{
  GAsyncResult **put_answer = selftest_make_answer (t);
  GAsyncResult **count_answer = selftest_make_answer (t);
  GAsyncResult **get_answer = selftest_make_answer (t);
  g_autoptr (GVariant) payload = g_variant_ref_sink (g_variant_new_parsed ("{'n': <int64 7>}"));
  g_autoptr (GVariant) got = NULL;

  /* Begun at once, they happen one after the other. */
  bg_transport_submit_task_async (t->transport, t->queue, payload, t->cancellable, selftest_answer_cb, put_answer);
  bg_transport_poll_queue_async (t->transport, t->queue, t->cancellable, selftest_answer_cb, count_answer);
  bg_transport_get_task_async (t->transport, t->queue, t->cancellable, selftest_answer_cb, get_answer);
  CHECK (t, selftest_await (t, put_answer) && selftest_await (t, count_answer) && selftest_await (t, get_answer));
  CHECK (t, bg_transport_submit_task_finish (t->transport, *put_answer, &t->error));
  CHECK (t, bg_transport_poll_queue_finish (t->transport, *count_answer, &t->error) == 1);
  got = bg_transport_get_task_finish (t->transport, *get_answer, &t->error);
  CHECK (t, got != NULL && g_variant_equal (got, payload));
}

static void
cancelled_changes_nothing (Selftest *t)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GVariant) payload = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
  gboolean done;
  gboolean told;

  g_cancellable_cancel (cancelled);
  done = bg_transport_submit_task (t->transport, t->queue, payload, cancelled, &t->error);
  told = g_error_matches (t->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  CHECK (t, !done && told);
  CHECK (t, count (t, t->queue) == 0);
}

const SelftestCase selftest_simple_cases[] = {
  { "simple/first-in-first-out", first_in_first_out },
  { "simple/queues-are-independent", queues_are_independent },
  { "simple/counts-what-waits", counts },
  { "simple/an-unknown-queue-is-empty", unknown_queue_is_empty },
  { "simple/drained-and-used-again", drained_and_used_again },
  { "simple/asynchronous-too", asynchronous },
  { "simple/cancelled-changes-nothing", cancelled_changes_nothing },
  { NULL }
};
