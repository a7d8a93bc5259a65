/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The workloads that fill the queue: w1, w2, w4, w5 and w6. */

#include "config.h"

#include "bench-private.h"

#define N_WARM     64
#define PRIORITIES 1000
#define AFTERWARDS (100 * 1000 * 1000)

/* Results, in the main loop. */
static long n_results;
static long n_expected;
static gint64 last_result_at;

/* What w4 ran, in order. */
static BenchItem **ran_items;
static long n_ran_items;        /* atomic */

gpointer
bench_work_empty (gpointer arg)
{
  bench_count_one ();
  return arg;
}

gpointer
bench_work_gated (gpointer arg)
{
  bench_gate_pass ();
  bench_count_one ();
  return arg;
}

gpointer
bench_work_item (gpointer arg)
{
  long at;

  bench_gate_pass ();
  at = __atomic_fetch_add (&n_ran_items, 1, __ATOMIC_RELAXED);
  ran_items[at] = arg;
  bench_count_one ();
  return arg;
}

static void
count_result (gpointer result)
{
  if (++n_results < n_expected)
    return;
  last_result_at = bench_now ();
  bench_peer->loop_quit ();
}

/* From now on so many results are counted. */
void
bench_expect_results (long n)
{
  bench_done = count_result;
  n_results = 0;
  n_expected = n;
}

/* Runs the main loop until all came, and tells when the last did. Some libraries deliver before the loop runs. */
gint64
bench_await_results (void)
{
  if (n_results < n_expected)
    bench_peer->loop_run ();
  return last_result_at;
}

/* Lets the pool make its threads before anything is timed. */
void
bench_warm (void)
{
  long before = bench_counted ();

  bench_work = bench_work_empty;
  bench_expect_results (N_WARM);
  for (int i = 0; i < N_WARM; i++)
    if (bench_with_results)
      bench_peer->submit_result (bench_node (i));
    else
      bench_peer->submit (bench_node (i));
  if (bench_with_results)
    bench_await_results ();
  else if (bench_peer->wait_all != NULL)
    bench_peer->wait_all ();
  bench_wait_counted (before + N_WARM);
}

/* w1: empty tasks that nobody waits for. */
void
bench_empty (long n)
{
  gint64 begin;
  gint64 submitted;
  gint64 end;
  long before;

  bench_warm ();
  before = bench_counted ();
  begin = bench_now ();
  for (long i = 0; i < n; i++)
    bench_peer->submit (bench_node ((int) i));
  submitted = bench_now ();
  if (bench_peer->wait_all != NULL)
    bench_peer->wait_all ();
  bench_wait_counted (before + n);
  end = bench_now ();
  bench_line_begin ();
  bench_line_number ("tasks_per_s", (double) n * 1e9 / (double) (end - begin));
  bench_line_number ("submit_ns", (double) (submitted - begin) / (double) n);
  bench_line_end ();
}

/* w2: the same, with a result that the main loop gets. */
void
bench_results (long n)
{
  gint64 begin;
  gint64 submitted;
  gint64 end;

  bench_warm ();
  bench_expect_results (n);
  begin = bench_now ();
  for (long i = 0; i < n; i++)
    bench_peer->submit_result (bench_node ((int) i));
  submitted = bench_now ();
  end = bench_await_results ();
  bench_line_begin ();
  bench_line_number ("tasks_per_s", (double) n * 1e9 / (double) (end - begin));
  bench_line_number ("submit_ns", (double) (submitted - begin) / (double) n);
  bench_line_end ();
}

static BenchItem *
make_items (long n)
{
  BenchItem *items = g_new (BenchItem, n + 1);
  guint64 seed = 42;

  for (long i = 0; i < n; i++)
    {
      items[i].priority = (int) (bench_random (&seed) % PRIORITIES);
      items[i].order = (int) i;
    }
  items[n].priority = PRIORITIES;
  items[n].order = -1;
  ran_items = g_new0 (BenchItem *, n + 1);
  return items;
}

/* Neighbours that ran in the wrong order. */
static void
report_order (void)
{
  long inverted = 0;
  long unstable = 0;

  for (long i = 1; i < n_ran_items; i++)
    {
      const BenchItem *a = ran_items[i - 1];
      const BenchItem *b = ran_items[i];

      inverted += a->priority < b->priority;
      unstable += a->priority == b->priority && a->order > b->order;
    }
  bench_line_number ("inverted", (double) inverted);
  bench_line_number ("unstable", (double) unstable);
}

/* w4: random priorities, one worker. */
void
bench_priorities (long n)
{
  BenchItem *items = make_items (n);
  gboolean at_gate = bench_peer->pause == NULL;
  gint64 begin;
  gint64 pushed;
  gint64 end;
  long before;

  bench_warm ();
  before = bench_counted ();
  bench_work = bench_work_item;
  bench_hold ();
  if (at_gate)
    {
      bench_peer->submit_priority (&items[n], PRIORITIES);
      bench_gate_await ();
    }
  begin = bench_now ();
  for (long i = 0; i < n; i++)
    bench_peer->submit_priority (&items[i], items[i].priority);
  pushed = bench_now ();
  bench_release ();
  bench_wait_counted (before + n + at_gate);
  end = bench_now ();
  bench_line_begin ();
  bench_line_number ("tasks_per_s", (double) n * 1e9 / (double) (end - begin));
  bench_line_number ("push_ns", (double) (pushed - begin) / (double) n);
  bench_line_number ("pop_ns", (double) (end - pushed) / (double) n);
  report_order ();
  bench_line_end ();
}

/* w5: all are cancelled while they wait. */
void
bench_cancelling (long n)
{
  void (*submit) (gpointer arg) = bench_peer->submit_cancellable != NULL ? bench_peer->submit_cancellable
                                                                         : bench_peer->submit;
  gint64 begin;
  gint64 cancelled;
  gint64 end;
  long before;

  bench_warm ();
  before = bench_counted ();
  bench_work = bench_work_gated;
  bench_hold ();
  for (long i = 0; i < n; i++)
    submit (bench_node ((int) i));
  begin = bench_now ();
  bench_peer->cancel_all ();
  cancelled = bench_now ();
  bench_release ();
  if (bench_peer->cancel_drain != NULL)
    bench_peer->cancel_drain (n);
  end = bench_now ();
  bench_loop_for (AFTERWARDS);
  bench_line_begin ();
  bench_line_number ("cancel_ns", (double) (cancelled - begin) / (double) n);
  bench_line_number ("drained_ns", (double) (end - begin) / (double) n);
  bench_line_number ("ran_anyway", (double) (bench_counted () - before));
  bench_line_end ();
}

/* w6: the memory that a waiting task takes; w6r: one with a result. */
void
bench_memory (long n)
{
  long before;
  long after;

  bench_warm ();
  bench_work = bench_work_gated;
  bench_hold ();
  before = bench_resident ();
  for (long i = 0; i < n; i++)
    if (bench_with_results)
      bench_peer->submit_result (bench_node ((int) i));
    else
      bench_peer->submit (bench_node ((int) i));
  after = bench_resident ();
  bench_line_begin ();
  bench_line_number ("bytes_per_task", (double) (after - before) / (double) n);
  bench_line_end ();
}
