/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Graphs of tasks, and the workload that runs them. */

#include "config.h"

#include "bench-private.h"

/* The graph that runs. */
static const BenchGraph *graph;
static char *node_ran;          /* atomic */
static int n_wrong;             /* atomic */
static gint64 built_at;

void
bench_graph_begin (BenchGraph *self,
                   int         n,
                   int         max_edges)
{
  self->n = n;
  self->n_edges = 0;
  self->pred_at = g_new0 (int, n + 1);
  self->succ_at = g_new0 (int, n + 2);    /* one more while edges are added */
  self->pred = g_new (int, max_edges + 1);
  self->succ = g_new (int, max_edges + 1);
}

/* Edges are added in the order of the nodes that they lead to. */
void
bench_graph_edge (BenchGraph *self,
                  int         from,
                  int         to)
{
  self->pred[self->n_edges++] = from;
  self->pred_at[to + 1] = self->n_edges;
  self->succ_at[from + 2]++;
}

void
bench_graph_end (BenchGraph *self)
{
  for (int i = 0; i < self->n; i++)
    {
      self->pred_at[i + 1] = MAX (self->pred_at[i + 1], self->pred_at[i]);
      self->succ_at[i + 2] += self->succ_at[i + 1];
    }
  for (int i = 0; i < self->n; i++)
    for (int e = self->pred_at[i]; e < self->pred_at[i + 1]; e++)
      self->succ[self->succ_at[self->pred[e] + 1]++] = i;
}

void
bench_graph_chain (BenchGraph *self,
                   int         n)
{
  bench_graph_begin (self, n, n);
  for (int i = 1; i < n; i++)
    bench_graph_edge (self, i - 1, i);
  bench_graph_end (self);
}

/* One task, a hundred after it, and one after these. */
void
bench_graph_diamonds (BenchGraph *self,
                      int         count)
{
  const int width = 100;
  const int size = width + 2;

  bench_graph_begin (self, count * size, count * width * 2);
  for (int first = 0; first < count * size; first += size)
    {
      for (int i = 1; i <= width; i++)
        bench_graph_edge (self, first, first + i);
      for (int i = 1; i <= width; i++)
        bench_graph_edge (self, first + i, first + size - 1);
    }
  bench_graph_end (self);
}

/* Each task waits for its neighbours above and to the left. */
void
bench_graph_wavefront (BenchGraph *self,
                       int         side)
{
  bench_graph_begin (self, side * side, 2 * side * side);
  for (int i = 0; i < side * side; i++)
    {
      if (i >= side)
        bench_graph_edge (self, i - side, i);
      if (i % side != 0)
        bench_graph_edge (self, i - 1, i);
    }
  bench_graph_end (self);
}

void
bench_graph_built (void)
{
  built_at = bench_now ();
}

static gpointer
work_node (gpointer arg)
{
  int i = GPOINTER_TO_INT (arg) - 1;

  for (int e = graph->pred_at[i]; e < graph->pred_at[i + 1]; e++)
    if (!__atomic_load_n (&node_ran[graph->pred[e]], __ATOMIC_ACQUIRE))
      __atomic_add_fetch (&n_wrong, 1, __ATOMIC_RELAXED);
  __atomic_store_n (&node_ran[i], TRUE, __ATOMIC_RELEASE);
  bench_count_one ();
  return arg;
}

/* w3: dependencies. */
void
bench_graphs (char shape,
              long n)
{
  BenchGraph shaped;
  gint64 begin;
  gint64 end;
  long before;

  if (shape == 'a')
    bench_graph_chain (&shaped, (int) n);
  else if (shape == 'b')
    bench_graph_diamonds (&shaped, (int) n);
  else
    bench_graph_wavefront (&shaped, (int) n);
  bench_warm ();
  graph = &shaped;
  node_ran = g_new0 (char, shaped.n);
  bench_work = work_node;
  before = bench_counted ();
  begin = bench_now ();
  bench_peer->run_graph (&shaped);
  bench_wait_counted (before + shaped.n);
  end = bench_now ();
  bench_line_begin ();
  bench_line_number ("tasks_per_s", shaped.n * 1e9 / (double) (end - begin));
  bench_line_number ("tasks", shaped.n);
  if (built_at != 0)
    bench_line_number ("run_tasks_per_s", shaped.n * 1e9 / (double) (end - built_at));
  bench_line_number ("wrong", n_wrong);
  bench_line_end ();
}
