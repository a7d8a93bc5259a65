/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The machine: clock, memory, chance. */

#include "config.h"

#include "bench-private.h"

#include <stdio.h>
#include <time.h>

/* So many steps of the loop below are a nanosecond of processor time. */
static double steps_per_ns;

static gint64
read_clock (clockid_t id)
{
  struct timespec time;

  clock_gettime (id, &time);
  return time.tv_sec * G_GINT64_CONSTANT (1000000000) + time.tv_nsec;
}

gint64
bench_now (void)
{
  return read_clock (CLOCK_MONOTONIC);
}

/* In milliseconds, of all threads. */
double
bench_processor_time (void)
{
  return (double) read_clock (CLOCK_PROCESS_CPUTIME_ID) / 1e6;
}

static void
spin_steps (long steps)
{
  guint64 x = (guint64) steps;

  for (long i = 0; i < steps; i++)
    {
      x = x * G_GUINT64_CONSTANT (6364136223846793005) + 1;
      __asm__ volatile ("" : "+r" (x));
    }
}

void
bench_calibrate (void)
{
  const long steps = 100000;

  for (int i = 0; i < 50; i++)
    {
      gint64 begin = bench_now ();

      spin_steps (steps);
      steps_per_ns = MAX (steps_per_ns, (double) steps / (double) (bench_now () - begin));
    }
}

/* Keeps the processor busy for so long. It counts steps and does not look at the clock, so a task that was preempted
 * still does all of its work. */
void
bench_spin (long nanoseconds)
{
  spin_steps ((long) ((double) nanoseconds * steps_per_ns));
}

/* The bytes of memory that the process keeps. */
long
bench_resident (void)
{
  char line[256];
  long kib = 0;
  FILE *file = fopen ("/proc/self/smaps_rollup", "r");

  while (file != NULL && fgets (line, sizeof line, file) != NULL)
    if (sscanf (line, "Rss: %ld", &kib) == 1)
      break;
  if (file != NULL)
    fclose (file);
  return kib * 1024;
}

guint64
bench_random (guint64 *state)
{
  guint64 x = *state;

  x ^= x << 13;
  x ^= x >> 7;
  x ^= x << 17;
  *state = x;
  return x;
}

BenchSamples *
bench_samples_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (double));
}

void
bench_samples_add (BenchSamples *samples,
                   double        value)
{
  g_array_append_val (samples, value);
}

static int
compare_samples (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return x < y ? -1 : x > y;
}

/* -1 if there are none. */
double
bench_samples_percentile (BenchSamples *samples,
                          double        percent)
{
  guint i;

  if (samples->len == 0)
    return -1;
  g_array_sort (samples, compare_samples);
  i = (guint) (percent / 100 * samples->len);
  return g_array_index (samples, double, MIN (i, samples->len - 1));
}
