/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Counting what ran, and the gate.
 *
 * Each thread counts on a cache line of its own, so that counting costs the tasks next to nothing. Who waits for a
 * number says so: then threads add up all counters now and then, and after each task once the end is near. The thread
 * that waits takes no time from the workers meanwhile. */

#include "config.h"

#include "bench-private.h"

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_THREADS 4096
#define STRIDE      64

typedef struct
{
  long count;
  char padding[120];
} Counter;

static Counter counters[MAX_THREADS];
static int n_counters;
static __thread Counter *own_counter;

static GMutex count_lock;
static GCond count_reached;
static long goal;               /* atomic; 0 when nobody waits */
static int end_is_near;         /* atomic */
static int order;               /* atomic; only added to, so that threads follow each other */

static GMutex gate_lock;
static GCond gate_changed;
static int gate_closed;         /* atomic, written under the lock */
static guint n_at_gate;

long
bench_counted (void)
{
  int n = __atomic_load_n (&n_counters, __ATOMIC_ACQUIRE);
  long sum = 0;

  for (int i = 0; i < MIN (n, MAX_THREADS); i++)
    sum += __atomic_load_n (&counters[i].count, __ATOMIC_ACQUIRE);
  return sum;
}

/* Makes what was stored before known to all threads, and what they stored known here, at no cost to them. */
static void
fence_all_threads (void)
{
  static gsize registered;

  if (g_once_init_enter (&registered))
    {
      long result = syscall (SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0);

      if (result != 0)
        g_error ("this kernel cannot do membarrier()");
      g_once_init_leave (&registered, 1);
    }
  syscall (SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
}

/* More tasks than can end without any thread looking. */
static long
near_end (void)
{
  return STRIDE * (__atomic_load_n (&n_counters, __ATOMIC_ACQUIRE) + 16);
}

static long
look_ahead (long target)
{
  long left = target - bench_counted ();

  if (left > 0 && left <= near_end () && !__atomic_load_n (&end_is_near, __ATOMIC_ACQUIRE))
    {
      __atomic_store_n (&end_is_near, TRUE, __ATOMIC_SEQ_CST);
      fence_all_threads ();
      left = target - bench_counted ();
    }
  return left;
}

static void
look (const Counter *own,
      long           target)
{
  if (!__atomic_load_n (&end_is_near, __ATOMIC_ACQUIRE) && own->count % STRIDE != 0)
    return;
  __atomic_fetch_add (&order, 1, __ATOMIC_SEQ_CST);
  if (look_ahead (target) > 0)
    return;
  g_mutex_lock (&count_lock);
  g_cond_broadcast (&count_reached);
  g_mutex_unlock (&count_lock);
}

void
bench_count_one (void)
{
  long target;

  if (G_UNLIKELY (own_counter == NULL))
    own_counter = &counters[__atomic_fetch_add (&n_counters, 1, __ATOMIC_RELEASE) % MAX_THREADS];
  __atomic_store_n (&own_counter->count, own_counter->count + 1, __ATOMIC_RELEASE);
  __atomic_signal_fence (__ATOMIC_SEQ_CST);
  target = __atomic_load_n (&goal, __ATOMIC_RELAXED);
  if (G_UNLIKELY (target != 0))
    look (own_counter, target);
}

/* Blocks until so many were counted. */
void
bench_wait_counted (long n)
{
  __atomic_store_n (&end_is_near, FALSE, __ATOMIC_SEQ_CST);
  __atomic_store_n (&goal, n, __ATOMIC_SEQ_CST);
  fence_all_threads ();
  look_ahead (n);
  g_mutex_lock (&count_lock);
  while (bench_counted () < n)
    g_cond_wait (&count_reached, &count_lock);
  __atomic_store_n (&goal, 0, __ATOMIC_SEQ_CST);
  g_mutex_unlock (&count_lock);
}

void
bench_gate_close (void)
{
  __atomic_store_n (&gate_closed, TRUE, __ATOMIC_RELEASE);
}

void
bench_gate_open (void)
{
  g_mutex_lock (&gate_lock);
  __atomic_store_n (&gate_closed, FALSE, __ATOMIC_RELEASE);
  g_cond_broadcast (&gate_changed);
  g_mutex_unlock (&gate_lock);
}

/* In a task. */
void
bench_gate_pass (void)
{
  if (!__atomic_load_n (&gate_closed, __ATOMIC_ACQUIRE))
    return;
  g_mutex_lock (&gate_lock);
  n_at_gate++;
  g_cond_broadcast (&gate_changed);
  while (gate_closed)
    g_cond_wait (&gate_changed, &gate_lock);
  g_mutex_unlock (&gate_lock);
}

/* Blocks until a task stands at the gate. */
void
bench_gate_await (void)
{
  g_mutex_lock (&gate_lock);
  while (n_at_gate == 0)
    g_cond_wait (&gate_changed, &gate_lock);
  g_mutex_unlock (&gate_lock);
}

/* Lets no task begin, or none get further than the gate. */
void
bench_hold (void)
{
  if (bench_peer->pause != NULL)
    bench_peer->pause ();
  else
    bench_gate_close ();
}

void
bench_release (void)
{
  if (bench_peer->resume != NULL)
    bench_peer->resume ();
  else
    bench_gate_open ();
}
