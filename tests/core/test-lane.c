/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

#include "core/bg-lane-private.h"

#define N_WORKERS 3
#define N_NODES 10

/* A lane with workers that no thread stands behind. Node i has the number i + 1 and waits in that order. */
typedef struct
{
  BgLane   *lane;
  BgRunner  workers[N_WORKERS];
  BgNode    nodes[N_NODES] __attribute__ ((aligned (64)));
  GString  *recalled;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->lane = bg_lane_new (0, TRUE);
  for (guint i = 0; i < N_WORKERS; i++)
    {
      fixture->workers[i].lane = fixture->lane;
      fixture->workers[i].index = (guint16) i;
      g_ptr_array_add (fixture->lane->workers, &fixture->workers[i]);
    }
  fixture->recalled = g_string_new (NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  bg_lane_free (fixture->lane);
  g_string_free (fixture->recalled, TRUE);
}

static guint
number_of (Fixture *fixture,
           BgNode  *node)
{
  return (guint) (node - fixture->nodes) + 1;
}

static void
push (Fixture *fixture,
      guint    n)
{
  for (guint i = 0; i < n; i++)
    bg_ready_queue_push (fixture->lane->ready, &fixture->nodes[i]);
}

static guint
fill (Fixture *fixture,
      guint    worker,
      guint    most)
{
  BgNode *nodes[BG_WORKER_SLOTS];

  return bg_lane_fill (fixture->lane, &fixture->workers[worker], most, nodes);
}

/* What is ready, in order, and then what was recalled: "1 2 3". */
static char *
drain (Fixture *fixture)
{
  GString *text = g_string_new (NULL);
  BgNode *node;

  while ((node = bg_ready_queue_pop (fixture->lane->ready)) != NULL)
    g_string_append_printf (text, "%s%u", text->len > 0 ? " " : "", number_of (fixture, node));
  return g_string_free (text, FALSE);
}

static void
recall_cb (BgNode   *node,
           gpointer  user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->recalled, "%s%u", fixture->recalled->len > 0 ? " " : "",
                          number_of (fixture, node));
}

#define assert_ready(expected) \
  G_STMT_START { \
    g_autofree char *ready = drain (fixture); \
    g_assert_cmpstr (ready, ==, expected); \
  } G_STMT_END

static void
test_fill_takes_in_order (Fixture       *fixture,
                          gconstpointer  user_data)
{
  push (fixture, 5);
  g_assert_cmpuint (fill (fixture, 1, 3), ==, 3);
  for (guint slot = 0; slot < 3; slot++)
    {
      BgNode *node = bg_runner_begin (&fixture->workers[1], slot);

      g_assert_true (node == &fixture->nodes[slot]);
      g_assert_cmpuint (node->worker, ==, 1);
      g_assert_true (bg_lane_get_worker (fixture->lane, node) == &fixture->workers[1]);
      g_assert_false (bg_runner_end (&fixture->workers[1], slot));
    }
  assert_ready ("4 5");
}

static void
test_fill_takes_what_there_is (Fixture       *fixture,
                               gconstpointer  user_data)
{
  g_assert_cmpuint (fill (fixture, 0, 5), ==, 0);
  push (fixture, 2);
  g_assert_cmpuint (fill (fixture, 0, 5), ==, 2);
  g_assert_cmpuint (fill (fixture, 1, 5), ==, 0);
  g_assert_cmpuint (bg_lane_count_unbegun (fixture->lane), ==, 2);
}

static void
test_counts (Fixture       *fixture,
             gconstpointer  user_data)
{
  push (fixture, 6);
  fill (fixture, 0, 3);
  fill (fixture, 1, 3);
  g_assert_cmpuint (bg_lane_count_unbegun (fixture->lane), ==, 6);
  g_assert_cmpuint (bg_lane_count_running (fixture->lane), ==, 0);
  bg_runner_begin (&fixture->workers[0], 0);
  g_assert_cmpuint (bg_lane_count_unbegun (fixture->lane), ==, 5);
  g_assert_cmpuint (bg_lane_count_running (fixture->lane), ==, 1);
  bg_runner_begin (&fixture->workers[1], 0);
  g_assert_cmpuint (bg_lane_count_running (fixture->lane), ==, 2);
  bg_runner_end (&fixture->workers[0], 0);
  g_assert_cmpuint (bg_lane_count_running (fixture->lane), ==, 1);
  g_assert_cmpuint (bg_lane_count_unbegun (fixture->lane), ==, 4);
}

static void
test_claim (Fixture       *fixture,
            gconstpointer  user_data)
{
  BgRunner *worker = &fixture->workers[0];

  push (fixture, 3);
  fill (fixture, 0, 3);
  g_assert_true (bg_runner_holds (worker, &fixture->nodes[1]));
  g_assert_true (bg_runner_claim (worker, &fixture->nodes[1]));
  g_assert_false (bg_runner_holds (worker, &fixture->nodes[1]));
  g_assert_false (bg_runner_claim (worker, &fixture->nodes[1]));
  g_assert_false (bg_runner_claim (&fixture->workers[1], &fixture->nodes[0]));

  g_assert_true (bg_runner_begin (worker, 0) == &fixture->nodes[0]);
  g_assert_false (bg_runner_claim (worker, &fixture->nodes[0]));
  g_assert_null (bg_runner_begin (worker, 1));
  g_assert_true (bg_runner_begin (worker, 2) == &fixture->nodes[2]);
}

static void
test_mark_stopped (Fixture       *fixture,
                   gconstpointer  user_data)
{
  BgRunner *worker = &fixture->workers[0];

  push (fixture, 2);
  fill (fixture, 0, 2);
  bg_runner_begin (worker, 0);
  g_assert_true (bg_runner_mark_stopped (worker, &fixture->nodes[0]));
  g_assert_true (bg_runner_holds (worker, &fixture->nodes[0]));
  g_assert_false (bg_runner_claim (worker, &fixture->nodes[0]));
  g_assert_cmpuint (bg_lane_count_running (fixture->lane), ==, 1);
  g_assert_true (bg_runner_end (worker, 0));
  g_assert_false (bg_runner_mark_stopped (worker, &fixture->nodes[0]));

  bg_runner_begin (worker, 1);
  g_assert_false (bg_runner_end (worker, 1));
  g_assert_false (bg_runner_holds (worker, &fixture->nodes[1]));
}

static void
test_recall_puts_back_in_order (Fixture       *fixture,
                                gconstpointer  user_data)
{
  push (fixture, 10);
  fill (fixture, 0, 3);
  fill (fixture, 2, 2);
  fill (fixture, 1, 4);
  bg_runner_begin (&fixture->workers[0], 0);
  bg_runner_begin (&fixture->workers[1], 0);
  bg_runner_begin (&fixture->workers[2], 0);
  bg_lane_recall (fixture->lane, recall_cb, fixture);
  g_assert_cmpstr (fixture->recalled->str, ==, "9 8 7 5 3 2");
  g_assert_cmpuint (bg_lane_count_unbegun (fixture->lane), ==, 0);
  g_assert_cmpuint (bg_lane_count_running (fixture->lane), ==, 3);
  assert_ready ("2 3 5 7 8 9 10");
}

/* A worker that took first may take again before the others have let go. */
static void
test_recall_after_a_second_take (Fixture       *fixture,
                                 gconstpointer  user_data)
{
  push (fixture, 9);
  fill (fixture, 0, 3);
  fill (fixture, 1, 3);
  for (guint slot = 0; slot < 3; slot++)
    {
      bg_runner_begin (&fixture->workers[0], slot);
      bg_runner_end (&fixture->workers[0], slot);
    }
  fill (fixture, 0, 3);
  bg_runner_begin (&fixture->workers[0], 0);
  bg_runner_begin (&fixture->workers[1], 0);
  bg_lane_recall (fixture->lane, recall_cb, fixture);
  assert_ready ("5 6 8 9");
}

static void
test_recall_by_priority (Fixture       *fixture,
                         gconstpointer  user_data)
{
  for (guint i = 0; i < 6; i++)
    fixture->nodes[i].priority = i < 3 ? 1 : 0;
  push (fixture, 6);
  fill (fixture, 0, 5);
  bg_runner_begin (&fixture->workers[0], 0);
  fixture->nodes[8].priority = 5;
  fixture->nodes[9].priority = 1;
  bg_ready_queue_push (fixture->lane->ready, &fixture->nodes[8]);
  bg_ready_queue_push (fixture->lane->ready, &fixture->nodes[9]);
  bg_lane_recall (fixture->lane, recall_cb, fixture);
  assert_ready ("9 2 3 10 4 5 6");
}

static void
test_recall_again_finds_nothing (Fixture       *fixture,
                                 gconstpointer  user_data)
{
  push (fixture, 4);
  fill (fixture, 0, 4);
  bg_runner_begin (&fixture->workers[0], 0);
  bg_lane_recall (fixture->lane, recall_cb, fixture);
  g_string_truncate (fixture->recalled, 0);
  bg_lane_recall (fixture->lane, recall_cb, fixture);
  g_assert_cmpstr (fixture->recalled->str, ==, "");
  g_assert_cmpuint (fixture->lane->n_taken, ==, 0);
  assert_ready ("2 3 4");
}

static void
test_recall_leaves_the_claimed (Fixture       *fixture,
                                gconstpointer  user_data)
{
  push (fixture, 4);
  fill (fixture, 0, 4);
  bg_runner_claim (&fixture->workers[0], &fixture->nodes[2]);
  bg_runner_begin (&fixture->workers[0], 0);
  bg_lane_recall (fixture->lane, recall_cb, fixture);
  assert_ready ("2 4");
}

static void
test_worker_that_left (Fixture       *fixture,
                       gconstpointer  user_data)
{
  push (fixture, 1);
  fill (fixture, 1, 1);
  fixture->lane->workers->pdata[1] = NULL;
  g_assert_null (bg_lane_get_worker (fixture->lane, &fixture->nodes[0]));
  fixture->nodes[0].worker = 700;
  g_assert_null (bg_lane_get_worker (fixture->lane, &fixture->nodes[0]));
  g_assert_cmpuint (bg_lane_count_running (fixture->lane), ==, 0);
  g_assert_cmpuint (bg_lane_count_unbegun (fixture->lane), ==, 0);
}

/* One thread begins and ends what another one claims or stops: each node goes one way, and one way only. */
typedef struct
{
  BgRunner   worker;
  BgLane    *lane;
  BgNode     nodes[BG_WORKER_SLOTS] __attribute__ ((aligned (64)));
  guint      n_begun;
  guint      n_stopped;
  BgTestGate *gate;
} Race;

static gpointer
worker_thread (gpointer data)
{
  Race *race = data;

  bg_test_gate_pass (race->gate);
  for (guint slot = 0; slot < BG_WORKER_SLOTS; slot++)
    {
      BgNode *node = bg_runner_begin (&race->worker, slot);

      if (node == NULL)
        continue;
      g_assert_true (node == &race->nodes[slot]);
      race->n_begun++;
      race->n_stopped += bg_runner_end (&race->worker, slot) ? 1 : 0;
    }
  return NULL;
}

static void
run_race (Race *race)
{
  BgNode *nodes[BG_WORKER_SLOTS];
  GThread *thread;
  guint n_claimed = 0;
  guint n_marked = 0;

  race->gate = bg_test_gate_new ();
  race->n_begun = race->n_stopped = 0;
  for (guint i = 0; i < BG_WORKER_SLOTS; i++)
    bg_ready_queue_push (race->lane->ready, &race->nodes[i]);
  g_assert_cmpuint (bg_lane_fill (race->lane, &race->worker, BG_WORKER_SLOTS, nodes), ==, BG_WORKER_SLOTS);
  thread = g_thread_new ("worker", worker_thread, race);
  bg_test_gate_await_arrivals (race->gate, 1);
  bg_test_gate_open (race->gate);
  for (guint i = BG_WORKER_SLOTS; i > 0; i--)
    {
      if (bg_runner_claim (&race->worker, &race->nodes[i - 1]))
        n_claimed++;
      else if (bg_runner_mark_stopped (&race->worker, &race->nodes[i - 1]))
        n_marked++;
    }
  g_thread_join (thread);
  g_assert_cmpuint (race->n_begun + n_claimed, ==, BG_WORKER_SLOTS);
  g_assert_cmpuint (race->n_stopped, ==, n_marked);
  bg_test_gate_unref (race->gate);
}

static void
test_race (void)
{
  g_autofree Race *race = g_aligned_alloc0 (1, sizeof (Race), 64);

  race->lane = bg_lane_new (0, TRUE);
  g_ptr_array_add (race->lane->workers, &race->worker);
  for (guint i = core_count (300, 5000); i > 0; i--)
    run_race (race);
  bg_lane_free (race->lane);
  g_aligned_free (g_steal_pointer (&race));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/lane/fill/in-order", test_fill_takes_in_order);
  ADD ("/lane/fill/what-there-is", test_fill_takes_what_there_is);
  ADD ("/lane/count/begun-and-not", test_counts);
  ADD ("/lane/claim/until-it-begins", test_claim);
  ADD ("/lane/mark-stopped/until-it-ends", test_mark_stopped);
  ADD ("/lane/recall/in-order", test_recall_puts_back_in_order);
  ADD ("/lane/recall/after-a-second-take", test_recall_after_a_second_take);
  ADD ("/lane/recall/by-priority", test_recall_by_priority);
  ADD ("/lane/recall/again-finds-nothing", test_recall_again_finds_nothing);
  ADD ("/lane/recall/not-what-was-claimed", test_recall_leaves_the_claimed);
  ADD ("/lane/worker/that-left", test_worker_that_left);
  g_test_add_func ("/lane/race/one-way-for-each", test_race);
  return g_test_run ();
}
