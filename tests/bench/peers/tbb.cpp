// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// oneTBB. Its default on N processors is N - 1 workers, and whichever thread waits. Modes of work without results:
//   arena  task_arena::enqueue
//   group  task_group::run, and a wait in which the caller helps
// Those of results are in bench-drain.h.

#include "bench-drain.h"

#include <cstring>
#include <memory>
#include <tbb/tbb.h>
#include <vector>

static const int n_levels = 3;

static std::unique_ptr<tbb::global_control> control;
static std::unique_ptr<tbb::task_arena> arena;
static std::unique_ptr<tbb::task_group> group;
static std::unique_ptr<tbb::task_arena> levels[n_levels];
static bool grouped;

static void
make_levels (int threads)
{
  const tbb::task_arena::priority priorities[n_levels] = {
    tbb::task_arena::priority::low, tbb::task_arena::priority::normal, tbb::task_arena::priority::high
  };

  for (int i = 0; i < n_levels; i++)
    levels[i] = std::make_unique<tbb::task_arena> (threads != 0 ? threads + 1 : 2, 1, priorities[i]);
}

static void
start (int         threads,
       const char *mode)
{
  grouped = std::strcmp (mode, "group") == 0;
  bench_drain_init (mode);
  // The limit counts the calling thread too.
  if (threads != 0)
    {
      control = std::make_unique<tbb::global_control> (tbb::global_control::max_allowed_parallelism, threads + 1);
      arena = std::make_unique<tbb::task_arena> (threads + 1, 1);
    }
  else
    arena = std::make_unique<tbb::task_arena> ();
  group = std::make_unique<tbb::task_group> ();
  if (bench_with_priorities)
    make_levels (threads);
}

static void
submit_cancellable (gpointer arg)
{
  arena->execute ([=] { group->run ([=] { bench_work (arg); }); });
}

static void
submit (gpointer arg)
{
  if (grouped)
    submit_cancellable (arg);
  else
    arena->enqueue ([=] { bench_work (arg); });
}

static void
submit_result (gpointer arg)
{
  arena->enqueue ([=] { bench_drain_push (bench_work (arg)); });
}

// It has three levels only.
static void
submit_priority (gpointer arg,
                 int      priority)
{
  BenchItem *item = static_cast<BenchItem *> (arg);

  item->priority = priority >= 667 ? 2 : priority >= 334 ? 1 : 0;
  levels[item->priority]->enqueue ([=] { bench_work (arg); });
}

static void
cancel_all ()
{
  group->cancel ();
}

static void
cancel_drain (long)
{
  arena->execute ([] { group->wait (); });
}

static void
wait_all ()
{
  if (grouped)
    arena->execute ([] { group->wait (); });
}

using Message = tbb::flow::continue_msg;
using Node = tbb::flow::continue_node<Message>;

static void
run_graph (const BenchGraph *graph)
{
  arena->execute ([=] {
    tbb::flow::graph flow;
    std::vector<std::unique_ptr<Node>> nodes (graph->n);

    for (int i = 0; i < graph->n; i++)
      {
        nodes[i] = std::make_unique<Node> (flow, [i] (const Message &) { bench_work (bench_node (i)); });
        for (int e = graph->pred_at[i]; e < graph->pred_at[i + 1]; e++)
          tbb::flow::make_edge (*nodes[graph->pred[e]], *nodes[i]);
      }
    bench_graph_built ();
    for (int i = 0; i < graph->n; i++)
      if (graph->pred_at[i + 1] == graph->pred_at[i])
        nodes[i]->try_put (Message ());
    flow.wait_for_all ();
  });
}

int
main (int    argc,
      char **argv)
{
  static BenchPeer peer = {};

  peer.name = "tbb";
  peer.start = start;
  peer.submit = submit;
  peer.submit_result = submit_result;
  peer.submit_priority = submit_priority;
  peer.submit_cancellable = submit_cancellable;
  peer.cancel_all = cancel_all;
  peer.cancel_drain = cancel_drain;
  peer.wait_all = wait_all;
  peer.run_graph = run_graph;
  peer.loop_run = bench_glib_run;
  peer.loop_quit = bench_glib_quit;
  peer.loop_timer = bench_glib_timer;
  return bench_main (&peer, argc, argv);
}
