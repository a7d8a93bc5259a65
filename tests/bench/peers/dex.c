/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* libdex. Its thread pool has half as many workers as there are processors, and that cannot be set. Modes:
 *   fiber    a task with a result is a fiber on the pool, followed by dex_future_then() on the main scheduler (the
 *            documented way)
 *   promise  it is a plain pushed function that resolves a promise */

#include "../bench-glib.h"

#include <libdex.h>

typedef struct
{
  DexPromise *promise;
  gpointer    arg;
} Job;

static DexScheduler *pool;
static gboolean with_promises;

static void
start (int         threads,
       const char *mode)
{
  dex_init ();
  pool = dex_thread_pool_scheduler_get_default ();
  with_promises = g_strcmp0 (mode, "promise") == 0;
}

static void
run (gpointer arg)
{
  bench_work (arg);
}

static void
submit (gpointer arg)
{
  dex_scheduler_push (pool, run, arg);
}

static DexFuture *
run_fiber (gpointer arg)
{
  return dex_future_new_for_pointer (bench_work (arg));
}

static void
run_job (gpointer user_data)
{
  Job *job = user_data;
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_POINTER);
  g_value_set_pointer (&value, bench_work (job->arg));
  dex_promise_resolve (job->promise, &value);
  dex_unref (job->promise);
  g_free (job);
}

static DexFuture *
push_job (gpointer arg)
{
  Job *job = g_new (Job, 1);
  DexFuture *future;

  job->promise = dex_promise_new ();
  job->arg = arg;
  future = dex_ref (DEX_FUTURE (job->promise));
  dex_scheduler_push (pool, run_job, job);
  return future;
}

static DexFuture *
done_cb (DexFuture *future,
         gpointer   user_data)
{
  bench_done (g_value_get_pointer (dex_future_get_value (future, NULL)));
  return NULL;
}

static void
submit_result (gpointer arg)
{
  DexFuture *future = with_promises ? push_job (arg) : dex_scheduler_spawn (pool, 0, run_fiber, arg, NULL);

  dex_future_disown (dex_future_then (future, done_cb, NULL, NULL));
}

static DexFuture *
upstreams_done_cb (DexFuture *future,
                   gpointer   arg)
{
  return dex_scheduler_spawn (pool, 0, run_fiber, arg, NULL);
}

static DexFuture *
all_done_cb (DexFuture *future,
             gpointer   user_data)
{
  bench_glib_quit ();
  return NULL;
}

static DexFuture *
join (GPtrArray *futures)
{
  if (futures->len == 1)
    return dex_ref (futures->pdata[0]);
  return dex_future_allv ((DexFuture **) futures->pdata, futures->len);
}

static void
run_graph (const BenchGraph *graph)
{
  DexFuture **nodes = g_new (DexFuture *, graph->n);
  GPtrArray *upstreams = g_ptr_array_new ();

  for (int i = 0; i < graph->n; i++)
    {
      g_ptr_array_set_size (upstreams, 0);
      for (int e = graph->pred_at[i]; e < graph->pred_at[i + 1]; e++)
        g_ptr_array_add (upstreams, nodes[graph->pred[e]]);
      if (upstreams->len == 0)
        nodes[i] = dex_scheduler_spawn (pool, 0, run_fiber, bench_node (i), NULL);
      else
        nodes[i] = dex_future_then (join (upstreams), upstreams_done_cb, bench_node (i), NULL);
    }
  bench_graph_built ();
  dex_future_disown (dex_future_finally (dex_future_allv (nodes, graph->n), all_done_cb, NULL, NULL));
  bench_glib_run ();
}

int
main (int    argc,
      char **argv)
{
  static const BenchPeer peer = {
    .name = "libdex",
    .start = start,
    .submit = submit,
    .submit_result = submit_result,
    .run_graph = run_graph,
    .loop_run = bench_glib_run,
    .loop_quit = bench_glib_quit,
    .loop_timer = bench_glib_timer,
  };

  return bench_main (&peer, argc, argv);
}
