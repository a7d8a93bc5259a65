/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The workloads in which the main loop runs beside the workers: w7, w8 and w9. */

#include "config.h"

#include "bench-private.h"

#include <sys/resource.h>

#define MILLISECOND G_GINT64_CONSTANT (1000000)
#define SECOND      G_GINT64_CONSTANT (1000000000)
#define FRAME       G_GINT64_CONSTANT (8333333)
#define LEAD_FRAMES 12

/* The frame clock of w7. */
static struct
{
  BenchSamples *late;
  gint64 due;
  gint64 opened;
  gint64 finished;
  long callback_ns;
  long n_lead;
  long n_frames;
  long n_missed;
  long n_tasks;
  long n_done;
} frames;

/* The times of a task of w8. */
typedef struct
{
  gint64 submitted;
  gint64 started;
  gint64 ended;
  gint64 delivered;
} Stamp;

static Stamp *stamps;
static long n_stamps;
static long next_stamp;

static gpointer
work_5us (gpointer arg)
{
  bench_gate_pass ();
  bench_spin (5000);
  return arg;
}

static void
done_spins (gpointer result)
{
  bench_spin (frames.callback_ns);
  if (++frames.n_done == frames.n_tasks)
    frames.finished = bench_now ();
}

static void
open_frames (void)
{
  frames.opened = bench_now ();
  bench_release ();
  if (frames.n_tasks == 0)
    frames.finished = frames.opened + SECOND;
}

/* A frame that comes after several due times answers for all of them. */
static gint64
frame_cb (gint64 now)
{
  gint64 due = frames.due;

  for (; due <= now; due += FRAME)
    if (frames.opened != 0 && due >= frames.opened)
      {
        frames.n_frames++;
        frames.n_missed += now - due > FRAME;
        bench_samples_add (frames.late, (double) (now - due) / 1e6);
      }
  frames.due = due;
  if (frames.opened == 0 && ++frames.n_lead >= LEAD_FRAMES)
    open_frames ();
  if (frames.finished == 0 || now < frames.finished)
    return due;
  bench_peer->loop_quit ();
  return 0;
}

/* w7: frames while results arrive. */
void
bench_frames (long n,
              long callback_ns)
{
  bench_calibrate ();
  bench_warm ();
  bench_work = work_5us;
  bench_done = done_spins;
  frames.late = bench_samples_new ();
  frames.callback_ns = callback_ns;
  frames.n_tasks = n;
  bench_hold ();
  for (long i = 0; i < n; i++)
    bench_peer->submit_result (bench_node ((int) i));
  frames.due = bench_now () + FRAME;
  bench_peer->loop_timer (frames.due, frame_cb);
  bench_peer->loop_run ();
  bench_line_begin ();
  bench_line_number ("late_p50_ms", bench_samples_percentile (frames.late, 50));
  bench_line_number ("late_p99_ms", bench_samples_percentile (frames.late, 99));
  bench_line_number ("late_max_ms", bench_samples_percentile (frames.late, 100));
  bench_line_number ("frames", (double) frames.n_frames);
  bench_line_number ("missed", (double) frames.n_missed);
  bench_line_number ("total_ms", (double) (frames.finished - frames.opened) / 1e6);
  bench_line_end ();
}

static gpointer
work_stamp (gpointer arg)
{
  Stamp *stamp = arg;

  stamp->started = bench_now ();
  stamp->ended = bench_now ();
  return arg;
}

static void
done_stamp (gpointer result)
{
  ((Stamp *) result)->delivered = bench_now ();
}

static gint64
submit_cb (gint64 now)
{
  Stamp *stamp;

  if (next_stamp == n_stamps)
    {
      bench_peer->loop_quit ();
      return 0;
    }
  stamp = &stamps[next_stamp++];
  stamp->submitted = bench_now ();
  bench_peer->submit_result (stamp);
  return bench_now () + MILLISECOND;
}

static void
report_stamps (void)
{
  BenchSamples *start = bench_samples_new ();
  BenchSamples *back = bench_samples_new ();

  for (long i = 0; i < n_stamps - 1; i++)
    if (stamps[i].delivered != 0)
      {
        bench_samples_add (start, (double) (stamps[i].started - stamps[i].submitted) / 1e3);
        bench_samples_add (back, (double) (stamps[i].delivered - stamps[i].ended) / 1e3);
      }
  bench_line_begin ();
  bench_line_number ("start_p50_us", bench_samples_percentile (start, 50));
  bench_line_number ("start_p99_us", bench_samples_percentile (start, 99));
  bench_line_number ("start_max_us", bench_samples_percentile (start, 100));
  bench_line_number ("back_p50_us", bench_samples_percentile (back, 50));
  bench_line_number ("back_p99_us", bench_samples_percentile (back, 99));
  bench_line_end ();
}

/* w8: a task every millisecond, in a pool that has nothing else to do. */
void
bench_latency (long n)
{
  bench_warm ();
  bench_work = work_stamp;
  bench_done = done_stamp;
  stamps = g_new0 (Stamp, n);
  n_stamps = n;
  bench_peer->loop_timer (bench_now () + 10 * MILLISECOND, submit_cb);
  bench_peer->loop_run ();
  report_stamps ();
}

static gint64
quit_cb (gint64 now)
{
  bench_peer->loop_quit ();
  return 0;
}

/* Runs the main loop for so long. */
void
bench_loop_for (gint64 nanoseconds)
{
  bench_peer->loop_timer (bench_now () + nanoseconds, quit_cb);
  bench_peer->loop_run ();
}

/* w9: nothing at all. */
void
bench_idle (void)
{
  struct rusage before;
  struct rusage after;
  double processor_time;

  bench_warm ();
  bench_loop_for (300 * MILLISECOND);
  getrusage (RUSAGE_SELF, &before);
  processor_time = bench_processor_time ();
  bench_loop_for (5 * SECOND);
  processor_time = bench_processor_time () - processor_time;
  getrusage (RUSAGE_SELF, &after);
  bench_line_begin ();
  bench_line_number ("switches", (double) (after.ru_nvcsw - before.ru_nvcsw));
  bench_line_number ("cpu_ms", processor_time);
  bench_line_end ();
}
