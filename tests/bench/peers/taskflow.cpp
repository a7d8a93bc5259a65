// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// Taskflow: silent_async() for tasks alone, a taskflow for graphs. It has neither priorities nor a way back to a main
// loop, and cancels taskflows only. Modes of results are in bench-drain.h.

#include "bench-drain.h"

#include <memory>
#include <taskflow/taskflow.hpp>
#include <thread>
#include <vector>

static std::unique_ptr<tf::Executor> executor;

static void
start (int         threads,
       const char *mode)
{
  bench_drain_init (mode);
  executor = std::make_unique<tf::Executor> (threads != 0 ? threads : std::thread::hardware_concurrency ());
}

static void
submit (gpointer arg)
{
  executor->silent_async ([=] { bench_work (arg); });
}

static void
submit_result (gpointer arg)
{
  executor->silent_async ([=] { bench_drain_push (bench_work (arg)); });
}

static void
run_graph (const BenchGraph *graph)
{
  tf::Taskflow flow;
  std::vector<tf::Task> nodes (graph->n);

  for (int i = 0; i < graph->n; i++)
    {
      nodes[i] = flow.emplace ([i] { bench_work (bench_node (i)); });
      for (int e = graph->pred_at[i]; e < graph->pred_at[i + 1]; e++)
        nodes[graph->pred[e]].precede (nodes[i]);
    }
  bench_graph_built ();
  executor->run (flow).wait ();
}

int
main (int    argc,
      char **argv)
{
  static BenchPeer peer = {};

  peer.name = "taskflow";
  peer.start = start;
  peer.submit = submit;
  peer.submit_result = submit_result;
  peer.run_graph = run_graph;
  peer.loop_run = bench_glib_run;
  peer.loop_quit = bench_glib_quit;
  peer.loop_timer = bench_glib_timer;
  return bench_main (&peer, argc, argv);
}
