/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The workloads, the same for every library. A program that puts them to one is a single file that fills in a BenchPeer
 * and calls bench_main(); docs/performance.md tells what each workload does. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Node i runs after the nodes pred[pred_at[i]] to pred[pred_at[i + 1] - 1], which all have smaller numbers. succ and
 * succ_at are the same edges seen from the other end. */
typedef struct
{
  int  n;
  int  n_edges;
  int *pred_at;
  int *pred;
  int *succ_at;
  int *succ;
} BenchGraph;

/* What a task with a priority is given. */
typedef struct
{
  int priority;
  int order;
} BenchItem;

/* Is given the time and returns when to be called next, both in nanoseconds, or 0 to stop. */
typedef gint64 (*BenchTick) (gint64 now);

/* What a library offers, NULL where it has no such feature. */
typedef struct
{
  const char *name;
  /* Makes the pool; threads is 0 for the library's own default. */
  void (*start)              (int         threads,
                              const char *mode);
  /* Has a worker call bench_work (arg), nothing more. */
  void (*submit)             (gpointer    arg);
  /* Has a worker call bench_work (arg), and the main loop call bench_done() with what that returned. */
  void (*submit_result)      (gpointer    arg);
  /* Like submit; arg is a BenchItem, and the one with the larger number goes first. */
  void (*submit_priority)    (gpointer    arg,
                              int         priority);
  /* Like submit_result, and bench_work (arg) may call report (), which has the main loop call bench_progressed(). */
  void (*submit_reporting)   (gpointer    arg);
  void (*report)             (double      fraction);
  /* Like submit, for tasks that cancel_all drops. */
  void (*submit_cancellable) (gpointer    arg);
  void (*cancel_all)         (void);
  /* Returns when the library is rid of the n cancelled tasks; optional. */
  void (*cancel_drain)       (long        n);
  /* Has bench_work (bench_node (i)) called for each node in an order that honours the edges. Calls bench_graph_built()
   * between building and running where these are apart. */
  void (*run_graph)          (const BenchGraph *graph);
  /* Hold queued tasks back and let them go; without these a workload keeps the workers busy in their first tasks. */
  void (*pause)              (void);
  void (*resume)             (void);
  /* Blocks until every submitted task ran; optional. */
  void (*wait_all)           (void);
  /* The main loop. */
  void (*loop_run)           (void);
  void (*loop_quit)          (void);
  void (*loop_timer)         (gint64      at,
                              BenchTick   tick);
} BenchPeer;

/* What the tasks of the workload do, and what becomes of their results. */
extern gpointer (*bench_work) (gpointer arg);
extern void     (*bench_done) (gpointer result);
extern void     (*bench_progressed) (double fraction);

/* Known before start(). */
extern gboolean bench_with_results;
extern gboolean bench_with_priorities;
extern gboolean bench_with_dependencies;

static inline gpointer
bench_node (int i)
{
  return GINT_TO_POINTER (i + 1);
}

gint64   bench_now         (void);
void     bench_graph_built (void);
gpointer bench_work_item   (gpointer          arg);
int      bench_main        (const BenchPeer  *peer,
                            int               argc,
                            char            **argv);

G_END_DECLS
