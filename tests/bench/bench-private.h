/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What the workloads share among themselves. */

#pragma once

#include "bench.h"

/* Samples, in no unit. */
typedef GArray BenchSamples;

extern const BenchPeer *bench_peer;

/* The machine: clock, memory, chance. */
void          bench_calibrate         (void);
void          bench_spin              (long              nanoseconds);
long          bench_resident          (void);
double        bench_processor_time    (void);
guint64       bench_random            (guint64          *state);
BenchSamples *bench_samples_new       (void);
void          bench_samples_add       (BenchSamples     *samples,
                                       double            value);
double        bench_samples_percentile (BenchSamples    *samples,
                                       double            percent);

/* Counting what ran. */
void          bench_count_one         (void);
long          bench_counted           (void);
void          bench_wait_counted      (long              n);

/* Holding workers back. */
void          bench_gate_close        (void);
void          bench_gate_open         (void);
void          bench_gate_pass         (void);
void          bench_gate_await        (void);
void          bench_hold              (void);
void          bench_release           (void);

/* Graphs. */
void          bench_graph_begin       (BenchGraph       *self,
                                       int               n,
                                       int               max_edges);
void          bench_graph_edge        (BenchGraph       *self,
                                       int               from,
                                       int               to);
void          bench_graph_end         (BenchGraph       *self);
void          bench_graph_chain       (BenchGraph       *self,
                                       int               n);
void          bench_graph_diamonds    (BenchGraph       *self,
                                       int               count);
void          bench_graph_wavefront   (BenchGraph       *self,
                                       int               side);

/* One line of JSON. */
void          bench_line_begin        (void);
void          bench_line_number       (const char       *key,
                                       double            value);
void          bench_line_end          (void);

/* What several workloads need. */
gpointer      bench_work_empty        (gpointer          arg);
gpointer      bench_work_gated        (gpointer          arg);
void          bench_warm              (void);
void          bench_expect_results    (long              n);
gint64        bench_await_results     (void);
void          bench_loop_for          (gint64            nanoseconds);

/* The workloads. */
void          bench_empty             (long              n);
void          bench_results           (long              n);
void          bench_graphs            (char              shape,
                                       long              n);
void          bench_priorities        (long              n);
void          bench_cancelling        (long              n);
void          bench_memory            (long              n);
void          bench_frames            (long              n,
                                       long              callback_ns);
void          bench_latency           (long              n);
void          bench_idle              (void);

/* The workloads with a window, which are in the programs made with GTK only; NULL in the others. */
extern void (*const bench_window) (char kind,
                                   long n);
