/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

#include "core/bg-inbox-private.h"

static void
test_oldest_first (void)
{
  BgInbox inbox = { NULL };
  BgNode nodes[5] = { { NULL } };
  BgNode *node;

  g_assert_true (bg_inbox_is_empty (&inbox));
  g_assert_null (bg_inbox_take (&inbox));
  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (bg_inbox_push (&inbox, &nodes[i], &nodes[i]), ==, i == 0);
  g_assert_false (bg_inbox_is_empty (&inbox));

  node = bg_inbox_take (&inbox);
  g_assert_true (bg_inbox_is_empty (&inbox));
  for (guint i = 0; i < 5; i++)
    {
      g_assert_true (node == &nodes[i]);
      node = node->next;
    }
  g_assert_null (node);
}

static void
test_first_push_after_a_take_tells (void)
{
  BgInbox inbox = { NULL };
  BgNode nodes[3] = { { NULL } };

  g_assert_true (bg_inbox_push (&inbox, &nodes[0], &nodes[0]));
  g_assert_false (bg_inbox_push (&inbox, &nodes[1], &nodes[1]));
  g_assert_true (bg_inbox_take (&inbox) == &nodes[0]);
  g_assert_true (bg_inbox_push (&inbox, &nodes[2], &nodes[2]));
  g_assert_true (bg_inbox_take (&inbox) == &nodes[2]);
}

/* A chain is linked from its newest to its oldest. */
static void
test_chain (void)
{
  BgInbox inbox = { NULL };
  BgNode nodes[4] = { { NULL } };
  BgNode *node;

  bg_inbox_push (&inbox, &nodes[0], &nodes[0]);
  nodes[3].next = &nodes[2];
  nodes[2].next = &nodes[1];
  g_assert_false (bg_inbox_push (&inbox, &nodes[3], &nodes[1]));
  node = bg_inbox_take (&inbox);
  for (guint i = 0; i < 4; i++, node = node->next)
    g_assert_true (node == &nodes[i]);
  g_assert_null (node);
}

#define N_THREADS 4

typedef struct
{
  BgInbox  inbox;
  GMutex   mutex;
  GCond    arrived;
  gboolean awake;               /* mutex */
  guint    n_wakes;             /* mutex */
  guint    n_pushes;
  BgNode  *nodes[N_THREADS];
} Shared;

typedef struct
{
  Shared *shared;
  guint   which;
} Pusher;

static void
push_one (Shared *shared,
          BgNode *node)
{
  if (!bg_inbox_push (&shared->inbox, node, node))
    return;
  g_mutex_lock (&shared->mutex);
  shared->awake = TRUE;
  shared->n_wakes++;
  g_cond_signal (&shared->arrived);
  g_mutex_unlock (&shared->mutex);
}

static gpointer
push_thread (gpointer data)
{
  Pusher *pusher = data;
  Shared *shared = pusher->shared;

  for (guint i = 0; i < shared->n_pushes; i++)
    push_one (shared, &shared->nodes[pusher->which][i]);
  return NULL;
}

static void
wait_for_news (Shared *shared)
{
  g_mutex_lock (&shared->mutex);
  while (!shared->awake)
    g_cond_wait (&shared->arrived, &shared->mutex);
  shared->awake = FALSE;
  g_mutex_unlock (&shared->mutex);
}

/* Whoever finds the inbox empty wakes; nothing else does. If one wake-up is missing this never ends. */
static void
take_all (Shared *shared)
{
  guint seen[N_THREADS] = { 0 };
  guint n = 0;

  while (n < N_THREADS * shared->n_pushes)
    {
      wait_for_news (shared);
      for (BgNode *node = bg_inbox_take (&shared->inbox), *next; node != NULL; node = next)
        {
          guint which = (guint) node->priority;

          next = node->next;
          g_assert_true (node == &shared->nodes[which][seen[which]]);
          seen[which]++;
          n++;
        }
    }
}

static void
test_many_threads (void)
{
  Shared shared = { .n_pushes = core_count (100000, 1000000) };
  GThread *threads[N_THREADS];
  Pusher pushers[N_THREADS];

  g_mutex_init (&shared.mutex);
  g_cond_init (&shared.arrived);
  for (guint i = 0; i < N_THREADS; i++)
    {
      shared.nodes[i] = g_new0 (BgNode, shared.n_pushes);
      for (guint j = 0; j < shared.n_pushes; j++)
        shared.nodes[i][j].priority = (int) i;
      pushers[i] = (Pusher) { &shared, i };
    }
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("pusher", push_thread, &pushers[i]);
  take_all (&shared);
  g_assert_true (bg_inbox_is_empty (&shared.inbox));
  for (guint i = 0; i < N_THREADS; i++)
    {
      g_thread_join (threads[i]);
      g_free (shared.nodes[i]);
    }
  g_test_message ("%u wake-ups for %u nodes", shared.n_wakes, N_THREADS * shared.n_pushes);
  g_mutex_clear (&shared.mutex);
  g_cond_clear (&shared.arrived);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inbox/order/oldest-first", test_oldest_first);
  g_test_add_func ("/inbox/wake/first-push-after-a-take", test_first_push_after_a_take_tells);
  g_test_add_func ("/inbox/order/chain", test_chain);
  g_test_add_func ("/inbox/threads/nothing-is-lost-and-each-in-order", test_many_threads);
  return g_test_run ();
}
