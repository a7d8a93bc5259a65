/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "../core/bg-engine-private.h"
#include "../core/bg-task-manager-private.h"

/* The threads that run bodies.
 *
 * A thread is made when something is ready and none is free, up to a number, and ends after it had nothing
 * to do for a while. The threads are our own: those of a GThreadPool go on to serve other pools of the
 * process, so that they could neither be named nor be given a lower priority by the kernel.
 *
 * A worker that sleeps costs a system call to wake. So nobody is woken while another worker is about to look
 * for something to do, and one that finds more than it takes wakes the next. */

#define IDLE_SECONDS 30
#define RETRY_MILLISECONDS 1000
/* A worker takes as many nodes at once as it runs in about this time, so that the lock is taken rarely for
 * the smallest of bodies and for each of the others. */
#define BATCH_MICROSECONDS 16
/* A worker that has run so many since it slept is likely to get more. */
#define BUSY_NODES 16
#define LINGER_ROUNDS 20
#define PAUSES_PER_ROUND 32

typedef struct
{
  BgEngine *engine;
  BgLane   *lane;

  /* lock of the engine */
  GCond     wake;
  guint     n_references;       /* workers, and the manager */
  guint     max_threads;        /* 0 for no limit */
  guint     n_threads;
  guint     n_idle;             /* that sleep and were not called */
  guint     n_calls;            /* sleepers that were called and have not woken up */
  guint     n_looking;          /* that are about to look for something to do */
  gboolean  lingers;            /* one is */
  gboolean  refused;            /* the last thread could not be made: wait before the next */
  gboolean  warned;
} BgThreadLane;

typedef struct
{
  BgWorker      worker;
  BgThreadLane *pool;
} BgPoolWorker;

enum
{
  PLAN_NOTHING,
  PLAN_CALL,                    /* wake a sleeper */
  PLAN_MAKE,                    /* make a thread */
};

static BgThreadLane *
get_pool (BgLane *lane)
{
  return lane->pool;
}

/* Under the lock: whether there is somebody to be woken for what is ready. */
static guint
plan (BgLane *lane)
{
  BgThreadLane *pool = get_pool (lane);

  if (lane->closing && pool->n_idle > 0)
    {
      pool->n_idle--;
      pool->n_calls++;
      pool->n_looking++;
      return PLAN_CALL;
    }
  if (!pool->engine->processing || pool->n_looking > 0 || bg_ready_queue_get_length (lane->ready) == 0)
    return PLAN_NOTHING;
  if (pool->max_threads > 0 && pool->n_threads - pool->n_idle >= pool->max_threads)
    return PLAN_NOTHING;
  if (pool->n_idle > 0)
    {
      pool->n_idle--;
      pool->n_calls++;
      pool->n_looking++;
      return PLAN_CALL;
    }
  if (pool->refused)
    return PLAN_NOTHING;
  pool->n_threads++;
  pool->n_looking++;
  pool->n_references++;
  return PLAN_MAKE;
}

static void
unref_locked (BgThreadLane *pool)
{
  BgEngine *engine = pool->engine;

  if (--pool->n_references == 0)
    pool->lane->plan = NULL;
  bg_engine_unlock (engine);
}

/* Under the lock: a free place among the workers of the lane. */
static void
enlist (BgThreadLane *pool,
        BgWorker     *worker)
{
  GPtrArray *workers = pool->lane->workers;
  guint i;

  for (i = 0; i < workers->len && g_ptr_array_index (workers, i) != NULL; i++)
    ;
  if (i == workers->len)
    g_ptr_array_add (workers, worker);
  else
    workers->pdata[i] = worker;
  worker->index = (guint16) i;
}

/* Under the lock, which is given up meanwhile: a sleeper takes long to wake, so one worker at a time stays
 * awake for a moment to see whether there is more to come. It is counted as looking, so nobody is woken. */
static void
linger (BgThreadLane *pool)
{
  if (pool->lingers || !pool->engine->processing || pool->lane->closing)
    return;
  pool->lingers = TRUE;
  bg_engine_unlock (pool->engine);
  for (guint i = 0; i < LINGER_ROUNDS && bg_ready_queue_is_empty (pool->lane->ready); i++)
    for (guint j = 0; j < PAUSES_PER_ROUND; j++)
      BG_CPU_PAUSE ();
  bg_engine_lock (pool->engine);
  pool->lingers = FALSE;
}

/* Under the lock. TRUE if the worker was called, FALSE if it was not for too long. */
static gboolean
sleep_until_called (BgThreadLane *pool)
{
  gint64 end = g_get_monotonic_time () + IDLE_SECONDS * G_TIME_SPAN_SECOND;

  pool->n_looking--;
  pool->n_idle++;
  while (pool->n_calls == 0)
    if (!g_cond_wait_until (&pool->wake, &pool->engine->lock, end) && pool->n_calls == 0)
      {
        pool->n_idle--;
        pool->n_looking++;
        return FALSE;
      }
  pool->n_calls--;
  return TRUE;
}

static void
note_taken (BgThreadLane *pool,
            BgNode      **nodes,
            guint         n)
{
  for (guint i = 0; i < n; i++)
    bg_engine_set_state (pool->engine, nodes[i], BG_NODE_TAKEN);
}

/* Under the lock. What a worker takes lies with it until it has run what it took before. So it leaves enough
 * for as many others as there may be: as long as something is queued, they are called. */
static gsize
get_share (BgThreadLane *pool,
           BgWorker     *worker,
           gsize         queued)
{
  gsize n_threads = MAX (pool->max_threads, pool->n_threads);

  return pool->max_threads > 0 ? MIN (worker->appetite, queued / (2 * n_threads) + 1) : 1;
}

/* Under the lock: what can be had for the worker. */
static guint
fill (BgThreadLane *pool,
      BgWorker     *worker)
{
  BgNode *nodes[BG_WORKER_SLOTS];
  BgLane *lane = pool->lane;
  gsize queued = bg_ready_queue_get_length (lane->ready);
  gsize most = get_share (pool, worker, queued);
  guint n;

  if (!pool->engine->processing)
    return 0;
  if (lane->n_taken > worker->n_spare)
    {
      /* What other workers took and cannot begin yet came first. */
      bg_engine_recall (pool->engine);
      most = get_share (pool, worker, bg_ready_queue_get_length (lane->ready));
    }
  n = bg_lane_fill (lane, worker, (guint) CLAMP (most, 1, BG_WORKER_SLOTS), nodes);
  note_taken (pool, nodes, n);
  return n;
}

static gboolean
must_leave (BgThreadLane *pool)
{
  return pool->max_threads > 0 && pool->n_threads - pool->n_idle > pool->max_threads;
}

/* Returns how many slots are filled; 0 if the worker has to leave. It looks, and so is counted. */
static guint
take (BgThreadLane *pool,
      BgWorker     *worker)
{
  gboolean lingered = FALSE;
  guint n = 0;

  while (!must_leave (pool) && (n = fill (pool, worker)) == 0)
    {
      if (pool->lane->closing)
        break;
      if (!lingered && worker->n_since_sleep >= BUSY_NODES)
        {
          linger (pool);
          lingered = TRUE;
          continue;
        }
      /* Waiting gives up the lock without doing what is to be done after it. */
      if (bg_engine_flush (pool->engine))
        continue;
      lingered = FALSE;
      worker->n_since_sleep = 0;
      if (!sleep_until_called (pool))
        break;
    }
  worker->n_since_sleep += n;
  pool->n_looking--;
  /* More than we take: somebody else may want it. */
  if (bg_ready_queue_get_length (pool->lane->ready) > 0 || pool->lane->closing)
    pool->engine->dirty_lanes |= 1u << BG_LANE_THREADS;
  return n;
}

static void
adapt_appetite (BgWorker *worker,
                guint     n,
                gint64    elapsed)
{
  if (elapsed * 2 < BATCH_MICROSECONDS && n == worker->appetite)
    worker->appetite = MIN (worker->appetite * 2, BG_WORKER_SLOTS);
  else if (elapsed > BATCH_MICROSECONDS)
    worker->appetite = (guint) CLAMP (n * BATCH_MICROSECONDS / elapsed, 1, BG_WORKER_SLOTS);
}

static void
work (BgThreadLane *pool,
      BgWorker     *worker)
{
  guint n;

  bg_engine_lock (pool->engine);
  while ((n = take (pool, worker)) > 0)
    {
      gint64 start;

      bg_engine_unlock (pool->engine);
      start = g_get_monotonic_time ();
      bg_engine_run (pool->engine, worker, n);
      adapt_appetite (worker, n, g_get_monotonic_time () - start);
      pool->n_looking++;
    }
  worker->n = 0;
  pool->lane->workers->pdata[worker->index] = NULL;
  pool->lane->n_taken -= worker->n_spare;
  pool->n_threads--;
}

static gpointer
worker_thread (gpointer data)
{
  BgPoolWorker *self = data;
  BgThreadLane *pool = self->pool;
  BgEngine *engine = pool->engine;

  work (pool, &self->worker);
  unref_locked (pool);
  /* A body may have left something in it, and what that does when it goes is not for under the lock. */
  g_object_unref (self->worker.cancellable);
  g_free (self);
  bg_engine_unref (engine);
  return NULL;
}

static gboolean
try_again_cb (gpointer user_data)
{
  BgThreadLane *pool = user_data;

  bg_engine_lock (pool->engine);
  pool->refused = FALSE;
  pool->engine->dirty_lanes |= 1u << BG_LANE_THREADS;
  bg_engine_unlock (pool->engine);
  return G_SOURCE_REMOVE;
}

static void
unref_cb (gpointer user_data)
{
  BgThreadLane *pool = user_data;
  g_autoptr (BgEngine) engine = pool->engine;

  bg_engine_lock (engine);
  unref_locked (pool);
}

/* With no thread at all nobody would look for what is ready: somebody has to, when things may be better. The
 * worker's references to the pool and the engine are the source's now. */
static void
try_again_later (BgThreadLane *pool)
{
  GSource *source = g_timeout_source_new (RETRY_MILLISECONDS);

  g_source_set_static_name (source, "[taskmgr] retry thread");
  g_source_set_callback (source, try_again_cb, pool, unref_cb);
  g_source_attach (source, pool->engine->context);
  g_source_unref (source);
}

static void
give_up (BgThreadLane *pool,
         BgPoolWorker *worker,
         GError       *error)
{
  gboolean refused, warned;
  guint left;

  bg_engine_lock (pool->engine);
  pool->lane->workers->pdata[worker->worker.index] = NULL;
  pool->n_threads--;
  pool->n_looking--;
  left = pool->n_threads;
  refused = pool->refused;
  pool->refused = TRUE;
  warned = pool->warned;
  pool->warned = TRUE;
  bg_engine_unlock (pool->engine);

  if (refused)
    unref_cb (pool);
  else
    try_again_later (pool);
  g_object_unref (worker->worker.cancellable);
  g_free (worker);
  if (!warned)
    g_warning ("A worker thread cannot be started, going on with %u: %s", left, error->message);
}

static void
make_worker (BgThreadLane *pool)
{
  BgPoolWorker *worker = g_new0 (BgPoolWorker, 1);
  BgEngine *engine = bg_engine_ref (pool->engine);
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;
  GThread *thread;

  worker->pool = pool;
  worker->worker.lane = pool->lane;
  worker->worker.appetite = 1;
  worker->worker.cancellable = g_cancellable_new ();
  bg_engine_lock (engine);
  enlist (pool, &worker->worker);
  bg_engine_unlock (engine);

  name = g_strdup_printf ("bg-pool-%u", worker->worker.index + 1);
  thread = g_thread_try_new (name, worker_thread, worker, &error);
  if (thread != NULL)
    {
      g_thread_unref (thread);
      return;
    }
  give_up (pool, worker, error);
}

static void
wake (BgLane *lane,
      guint   what)
{
  BgThreadLane *pool = get_pool (lane);

  if (what == PLAN_CALL)
    g_cond_signal (&pool->wake);
  else
    make_worker (pool);
}

/* With the engine, when nobody is left who could be about to wake somebody. */
static void
free_pool (gpointer data)
{
  BgThreadLane *pool = data;

  g_cond_clear (&pool->wake);
  g_free (pool);
}

gpointer
bg_thread_lane_attach (BgEngine *engine,
                       BgLane   *lane,
                       guint     max_threads)
{
  BgThreadLane *pool = g_new0 (BgThreadLane, 1);

  pool->engine = engine;
  pool->lane = lane;
  pool->n_references = 1;
  pool->max_threads = max_threads;
  g_cond_init (&pool->wake);
  lane->pool = pool;
  lane->free_pool = free_pool;
  lane->plan = plan;
  lane->wake = wake;
  return pool;
}

/* Workers that run go on, and leave when nothing is ready; the rest leave now. */
void
bg_thread_lane_detach (gpointer data)
{
  BgThreadLane *pool = data;

  bg_engine_lock (pool->engine);
  pool->lane->closing = TRUE;
  pool->n_calls += pool->n_idle;
  pool->n_looking += pool->n_idle;
  pool->n_idle = 0;
  g_cond_broadcast (&pool->wake);
  unref_locked (pool);
}

/* Under the lock. */
void
bg_thread_lane_set_max (gpointer data,
                        guint    max_threads)
{
  BgThreadLane *pool = data;

  pool->max_threads = max_threads;
  /* Others may be there now for what lies with a worker. */
  bg_engine_recall (pool->engine);
  pool->engine->dirty_lanes |= 1u << BG_LANE_THREADS;
}
