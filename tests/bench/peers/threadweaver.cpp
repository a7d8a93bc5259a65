// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// KDE's ThreadWeaver. Modes of results:
//   signal  a QObjectDecorator, whose done() is connected to the main thread (the documented way)
//   invoke  a queued QMetaObject::invokeMethod() at the end of the job

#include "bench-qt.h"

#include <ThreadWeaver/DependencyPolicy>
#include <ThreadWeaver/Job>
#include <ThreadWeaver/QObjectDecorator>
#include <ThreadWeaver/Queue>

#include <cstring>

using namespace ThreadWeaver;

static Queue *queue;
static QObject *receiver;
static bool with_invoke;

struct Work : Job
{
  gpointer arg;
  gpointer result = nullptr;
  int order;

  explicit Work (gpointer a, int priority = 0) : arg (a), order (priority) {}
  int priority () const override { return order; }
  void run (JobPointer, Thread *) override { result = bench_work (arg); }
};

struct InvokeWork : Work
{
  using Work::Work;

  void
  run (JobPointer, Thread *) override
  {
    gpointer r = bench_work (arg);

    QMetaObject::invokeMethod (receiver, [r] { bench_done (r); }, Qt::QueuedConnection);
  }
};

static void
start (int         threads,
       const char *mode)
{
  bench_qt_init ();
  qRegisterMetaType<ThreadWeaver::JobPointer> ("ThreadWeaver::JobPointer");
  receiver = new QObject;
  with_invoke = std::strcmp (mode, "invoke") == 0;
  queue = new Queue;
  if (threads != 0)
    queue->setMaximumNumberOfThreads (threads);
}

static void
submit (gpointer arg)
{
  queue->enqueue (JobPointer (new Work (arg)));
}

static void
submit_result (gpointer arg)
{
  if (with_invoke)
    {
      queue->enqueue (JobPointer (new InvokeWork (arg)));
      return;
    }
  auto *work = new Work (arg);
  auto *job = new QObjectDecorator (work);

  QObject::connect (job, &QObjectDecorator::done, receiver,
                    [work] (JobPointer) { bench_done (work->result); }, Qt::QueuedConnection);
  queue->enqueue (JobPointer (job));
}

static void
submit_priority (gpointer arg,
                 int      priority)
{
  queue->enqueue (JobPointer (new Work (arg, priority)));
}

static void
cancel_all ()
{
  queue->dequeue ();
}

static void
hold ()
{
  queue->suspend ();
}

static void
release ()
{
  queue->resume ();
}

static void
run_graph (const BenchGraph *graph)
{
  QVector<JobPointer> nodes (graph->n);

  for (int i = 0; i < graph->n; i++)
    {
      nodes[i] = JobPointer (new Work (bench_node (i)));
      for (int e = graph->pred_at[i]; e < graph->pred_at[i + 1]; e++)
        DependencyPolicy::instance ().addDependency (nodes[i], nodes[graph->pred[e]]);
    }
  bench_graph_built ();
  queue->enqueue (nodes);
  queue->finish ();
}

int
main (int    argc,
      char **argv)
{
  static BenchPeer peer = {};

  peer.name = "threadweaver";
  peer.start = start;
  peer.submit = submit;
  peer.submit_result = submit_result;
  peer.submit_priority = submit_priority;
  peer.cancel_all = cancel_all;
  peer.pause = hold;
  peer.resume = release;
  peer.run_graph = run_graph;
  peer.loop_run = bench_qt_run;
  peer.loop_quit = bench_qt_quit;
  peer.loop_timer = bench_qt_timer;
  return bench_main (&peer, argc, argv);
}
