/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* GThreadPool. GLib gives it no way back to the main loop, so the mode says how results travel:
 *   idle    one g_idle_add() for each (the documented way)
 *   invoke  one g_main_context_invoke() for each, so at default priority
 *   batch   a locked list, and one idle source that empties it
 * It has no dependencies either: they are counted here. */

#include "../bench-glib.h"

static GThreadPool *pool;
static void (*deliver) (gpointer result);

static GMutex batch_lock;
static GPtrArray *batch;        /* batch_lock */

static const BenchGraph *graph;
static int *n_unmet;            /* atomic */

static gboolean
done_once (gpointer result)
{
  bench_done (result);
  return G_SOURCE_REMOVE;
}

static void
deliver_idle (gpointer result)
{
  g_idle_add (done_once, result);
}

static void
deliver_invoke (gpointer result)
{
  g_main_context_invoke (NULL, done_once, result);
}

static gboolean
done_batch (gpointer user_data)
{
  GPtrArray *mine;

  g_mutex_lock (&batch_lock);
  mine = batch;
  batch = g_ptr_array_new ();
  g_mutex_unlock (&batch_lock);
  for (guint i = 0; i < mine->len; i++)
    bench_done (mine->pdata[i]);
  g_ptr_array_unref (mine);
  return G_SOURCE_REMOVE;
}

static void
deliver_batch (gpointer result)
{
  gboolean is_first;

  g_mutex_lock (&batch_lock);
  is_first = batch->len == 0;
  g_ptr_array_add (batch, result);
  g_mutex_unlock (&batch_lock);
  if (is_first)
    g_idle_add (done_batch, NULL);
}

static void
push_freed (int node)
{
  for (int e = graph->succ_at[node]; e < graph->succ_at[node + 1]; e++)
    if (g_atomic_int_dec_and_test (&n_unmet[graph->succ[e]]))
      g_thread_pool_push (pool, bench_node (graph->succ[e]), NULL);
}

static void
run (gpointer arg,
     gpointer user_data)
{
  gpointer result = bench_work (arg);

  if (bench_with_results)
    deliver (result);
  else if (graph != NULL)
    push_freed (GPOINTER_TO_INT (arg) - 1);
}

static int
compare_items (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  if (bench_work != bench_work_item)
    return 0;
  return ((const BenchItem *) b)->priority - ((const BenchItem *) a)->priority;
}

static void
start (int         threads,
       const char *mode)
{
  if (g_strcmp0 (mode, "invoke") == 0)
    deliver = deliver_invoke;
  else if (g_strcmp0 (mode, "batch") == 0)
    deliver = deliver_batch;
  else
    deliver = deliver_idle;
  batch = g_ptr_array_new ();
  pool = g_thread_pool_new (run, NULL, threads != 0 ? threads : (int) g_get_num_processors (), FALSE, NULL);
  if (bench_with_priorities)
    g_thread_pool_set_sort_function (pool, compare_items, NULL);
}

static void
submit (gpointer arg)
{
  g_thread_pool_push (pool, arg, NULL);
}

static void
submit_priority (gpointer arg,
                 int      priority)
{
  g_thread_pool_push (pool, arg, NULL);
}

/* All or nothing, and nobody is told what was dropped. */
static void
cancel_all (void)
{
  g_thread_pool_free (pool, TRUE, FALSE);
}

static void
run_graph (const BenchGraph *self)
{
  n_unmet = g_new (int, self->n);
  for (int i = 0; i < self->n; i++)
    n_unmet[i] = self->pred_at[i + 1] - self->pred_at[i];
  graph = self;
  bench_graph_built ();
  for (int i = 0; i < self->n; i++)
    if (self->pred_at[i + 1] == self->pred_at[i])
      g_thread_pool_push (pool, bench_node (i), NULL);
}

int
main (int    argc,
      char **argv)
{
  static const BenchPeer peer = {
    .name = "gthreadpool",
    .start = start,
    .submit = submit,
    .submit_result = submit,
    .submit_priority = submit_priority,
    .submit_reporting = submit,
    .report = bench_glib_report,
    .cancel_all = cancel_all,
    .run_graph = run_graph,
    .loop_run = bench_glib_run,
    .loop_quit = bench_glib_quit,
    .loop_timer = bench_glib_timer,
  };

  return bench_main (&peer, argc, argv);
}
