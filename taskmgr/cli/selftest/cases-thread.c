/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest-cases.h"

/* One transport, many threads. */

#define N_THREADS 4
#define N_TASKS 50

typedef struct
{
  Selftest   *t;
  const char *queue;
  GArray     *numbers;    /* of int */
  gboolean    failed;
} Hand;

static gboolean
submit_number (Hand *hand,
               int   number)
{
  GVariantDict payload;
  g_autoptr (GVariant) value = NULL;

  g_variant_dict_init (&payload, NULL);
  g_variant_dict_insert (&payload, "n", "x", (gint64) number);
  value = g_variant_ref_sink (g_variant_dict_end (&payload));
  return bg_transport_submit_task (hand->t->transport, hand->queue, value, hand->t->cancellable, NULL);
}

static gpointer
submit_thread (gpointer data)
{
  Hand *hand = data;

  for (guint i = 0; i < hand->numbers->len && !hand->failed; i++)
    hand->failed = !submit_number (hand, g_array_index (hand->numbers, int, i));
  return NULL;
}

static gpointer
work_thread (gpointer data)
{
  Hand *hand = data;

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BgLease) lease = bg_transport_lease_task (hand->t->transport, hand->queue, 0, hand->t->cancellable,
                                                           &error);
      int number;

      if (lease == NULL)
        {
          hand->failed = error != NULL;
          return NULL;
        }
      number = selftest_get_number (bg_lease_get_task (lease));
      g_array_append_val (hand->numbers, number);
      if (!bg_lease_ack (lease, NULL, hand->t->cancellable, NULL))
        hand->failed = TRUE;
    }
}

/* Returns whether none of the threads failed. */
static gboolean
run_threads (Hand        *hands,
             GThreadFunc  func)
{
  GThread *threads[N_THREADS];
  gboolean failed = FALSE;

  for (int i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("selftest", func, &hands[i]);
  for (int i = 0; i < N_THREADS; i++)
    {
      g_thread_join (threads[i]);
      failed |= hands[i].failed;
    }
  return !failed;
}

static void
make_hands (Selftest *t,
            Hand     *hands)
{
  for (int i = 0; i < N_THREADS; i++)
    hands[i] = (Hand) { t, t->queue, g_array_new (FALSE, FALSE, sizeof (int)), FALSE };
}

static void
clear_hands (Hand *hands)
{
  for (int i = 0; i < N_THREADS; i++)
    g_array_unref (hands[i].numbers);
}

/* How many different numbers there are; -1 if one is there twice. */
static int
count_different (Hand *hands)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (int i = 0; i < N_THREADS; i++)
    for (guint j = 0; j < hands[i].numbers->len; j++)
      if (!g_hash_table_add (seen, GINT_TO_POINTER (g_array_index (hands[i].numbers, int, j))))
        return -1;
  return (int) g_hash_table_size (seen);
}

static void
all_may_submit (Selftest *t)
{
  Hand hands[N_THREADS];
  gboolean fine;

  make_hands (t, hands);
  for (int number = 1; number <= N_THREADS * N_TASKS; number++)
    g_array_append_val (hands[number % N_THREADS].numbers, number);
  fine = run_threads (hands, submit_thread);
  clear_hands (hands);
  CHECK (t, fine);
  CHECK (t, bg_transport_poll_queue (t->transport, t->queue, t->cancellable, &t->error) == N_THREADS * N_TASKS);
}

static void
each_task_once (Selftest *t)
{
  Hand hands[N_THREADS];
  gboolean fine;
  int n_different;

  CHECK (t, selftest_submit_some (t, t->queue, N_THREADS * N_TASKS));
  make_hands (t, hands);
  fine = run_threads (hands, work_thread);
  n_different = count_different (hands);
  clear_hands (hands);
  CHECK (t, fine);
  CHECK (t, n_different == N_THREADS * N_TASKS);
}

static void
answers_come_home (Selftest *t)
{
  GAsyncResult **answer = selftest_make_answer (t);
  g_autoptr (GMainContext) elsewhere = g_main_context_new ();

  /* Asked from a context of its own, it answers there and nowhere else. */
  g_main_context_push_thread_default (elsewhere);
  bg_transport_poll_queue_async (t->transport, t->queue, t->cancellable, selftest_answer_cb, answer);
  while (*answer == NULL && !g_cancellable_is_cancelled (t->cancellable))
    g_main_context_iteration (elsewhere, TRUE);
  g_main_context_pop_thread_default (elsewhere);
  CHECK (t, *answer != NULL);
  CHECK (t, bg_transport_poll_queue_finish (t->transport, *answer, &t->error) == 0);
}

const SelftestCase selftest_thread_cases[] = {
  { "threads/all-may-submit", all_may_submit },
  { "threads/each-task-once", each_task_once },
  { "threads/answers-come-where-they-were-asked-for", answers_come_home },
  { NULL }
};
