/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-thread-lane-private.h"

/* The threads that run bodies.
 *
 * A thread is made when something is ready that is admitted and none is free, and ends after it had nothing
 * to do for a while. A task is admitted while fewer bodies run in all than the limit of its class. The threads are
 * our own: those of a GThreadPool go on to serve other pools of the process, so that they could neither be named nor
 * be given a lower priority by the kernel.
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

struct _BgThreadLane
{
  BgEngine *engine;
  BgLane   *lane;

  /* lock of the engine */
  GCond     wake;
  guint     n_references;       /* workers, and the executor */
  BgThreadLimits limits;
  char     *name;               /* fixed at construction */
  guint     n_threads;
  guint     n_idle;             /* that sleep and were not called */
  guint     n_calls;            /* sleepers that were called and have not woken up */
  guint     n_looking;          /* that are about to look for something to do */
  gboolean  lingers;            /* one is */
  gboolean  refused;            /* the last thread could not be made: wait before the next */
  gboolean  warned;
};

typedef struct
{
  BgRunner      worker;
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

/* Under the lock: the first in line if one more body of its class may run, else NULL. */
static BgNode *
find_admitted (BgThreadLane *pool)
{
  BgNode *first = bg_engine_peek (pool->engine, pool->lane);
  guint n_busy = pool->n_threads - pool->n_idle - pool->n_looking;

  return first != NULL && n_busy < pool->limits.of_class[bg_node_get_class (first)] ? first : NULL;
}

static guint
call_sleeper (BgThreadLane *pool)
{
  pool->n_idle--;
  pool->n_calls++;
  pool->n_looking++;
  return PLAN_CALL;
}

static guint
make_thread (BgThreadLane *pool)
{
  pool->n_threads++;
  pool->n_looking++;
  pool->n_references++;
  return PLAN_MAKE;
}

/* Under the lock: whether a thread is to be made before there is something to do for it. */
static gboolean
lacks_threads (BgThreadLane *pool)
{
  return pool->n_threads < pool->limits.min_threads && pool->engine->processing && !pool->refused
         && !pool->lane->closing;
}

/* Under the lock: whether there is somebody to be woken for what is ready. */
static guint
plan (BgLane *lane)
{
  BgThreadLane *pool = get_pool (lane);

  if (lane->closing && pool->n_idle > 0)
    return call_sleeper (pool);
  if (!pool->engine->processing)
    return PLAN_NOTHING;
  if (lacks_threads (pool))
    return make_thread (pool);
  if (pool->n_looking > 0 || find_admitted (pool) == NULL)
    return PLAN_NOTHING;
  if (pool->n_idle > 0)
    return call_sleeper (pool);
  return pool->refused ? PLAN_NOTHING : make_thread (pool);
}

/* Under the lock: there may be something to do for somebody. */
static void
touch (BgThreadLane *pool)
{
  pool->engine->dirty_lanes |= (guint64) 1 << pool->lane->index;
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
        BgRunner     *worker)
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
    if (pool->n_threads <= pool->limits.min_threads)
      g_cond_wait (&pool->wake, &pool->engine->lock);
    else if (!g_cond_wait_until (&pool->wake, &pool->engine->lock, end) && pool->n_calls == 0
             && pool->n_threads > pool->limits.min_threads)
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
 * for as many others as there may be: as long as something is queued, they are called. Where the limits differ
 * it takes one at a time, because another one may be admitted by then. */
static guint
get_share (BgThreadLane *pool,
           BgRunner     *worker,
           BgNode       *first)
{
  const guint *limits = pool->limits.of_class;
  gsize queued = bg_ready_queue_get_length (pool->lane->ready);
  gsize n_threads = MAX (limits[BG_TASK_CLASS_HIGH], pool->n_threads);

  if (limits[BG_TASK_CLASS_LOW] != limits[BG_TASK_CLASS_HIGH] || limits[BG_TASK_CLASS_LOW] == G_MAXUINT
      || bg_node_get_class (first) == BG_TASK_CLASS_CRITICAL)
    return 1;
  return (guint) CLAMP (MIN (worker->appetite, queued / (2 * n_threads) + 1), 1, BG_WORKER_SLOTS);
}

/* Under the lock: what can be had for the worker. */
static guint
fill (BgThreadLane *pool,
      BgRunner     *worker)
{
  BgNode *nodes[BG_WORKER_SLOTS];
  BgLane *lane = pool->lane;
  BgNode *first;
  guint n;

  if (!pool->engine->processing)
    return 0;
  /* What other workers took and cannot begin yet came first. */
  if (lane->n_taken > worker->n_spare)
    bg_engine_recall_lane (pool->engine, lane);
  first = find_admitted (pool);
  n = bg_lane_fill (lane, worker, first != NULL ? get_share (pool, worker, first) : 0, nodes);
  if (n > 0)
    bg_engine_take_needs (pool->engine, nodes[0]);
  note_taken (pool, nodes, n);
  return n;
}

/* Under the lock: whether there are more threads than are kept. */
static gboolean
is_surplus (BgThreadLane *pool)
{
  return pool->n_threads > pool->limits.max_threads;
}

/* Returns how many slots are filled; 0 if the worker has to leave. It looks, and so is counted. */
static guint
take (BgThreadLane *pool,
      BgRunner     *worker)
{
  gboolean lingered = FALSE;
  guint n = 0;

  while ((n = fill (pool, worker)) == 0)
    {
      if (pool->lane->closing || is_surplus (pool))
        break;
      if (!lingered && bg_ready_queue_is_empty (pool->lane->ready) && worker->n_since_sleep >= BUSY_NODES)
        {
          linger (pool);
          lingered = TRUE;
          continue;
        }
      if (lacks_threads (pool))
        touch (pool);
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
    touch (pool);
  return n;
}

static void
adapt_appetite (BgRunner *worker,
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
      BgRunner     *worker)
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
  touch (pool);
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

  name = g_strdup_printf ("%s-%u", pool->name, worker->worker.index + 1);
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
  g_free (pool->name);
  g_free (pool);
}

BgThreadLane *
bg_thread_lane_attach (BgEngine             *engine,
                       BgLane               *lane,
                       const char           *name,
                       const BgThreadLimits *limits)
{
  BgThreadLane *pool = g_new0 (BgThreadLane, 1);

  pool->engine = engine;
  pool->lane = lane;
  pool->n_references = 1;
  pool->limits = *limits;
  pool->name = g_strdup (name);
  g_cond_init (&pool->wake);
  bg_engine_lock (engine);
  lane->pool = pool;
  lane->free_pool = free_pool;
  lane->wake = wake;
  lane->plan = plan;
  bg_engine_set_ageing (engine, lane, limits->ageing);
  touch (pool);
  bg_engine_unlock (engine);
  return pool;
}

/* Workers that run go on, and leave when nothing is ready; the rest leave now. */
void
bg_thread_lane_detach (BgThreadLane *pool)
{
  bg_engine_lock (pool->engine);
  pool->lane->closing = TRUE;
  pool->n_calls += pool->n_idle;
  pool->n_looking += pool->n_idle;
  pool->n_idle = 0;
  g_cond_broadcast (&pool->wake);
  unref_locked (pool);
}

void
bg_thread_lane_set_limits (BgThreadLane         *pool,
                           const BgThreadLimits *limits)
{
  bg_engine_lock (pool->engine);
  pool->limits = *limits;
  bg_engine_set_ageing (pool->engine, pool->lane, limits->ageing);
  /* Others may be there now for what lies with a worker. */
  bg_engine_recall_lane (pool->engine, pool->lane);
  touch (pool);
  /* Those that were to stay may end now. */
  g_cond_broadcast (&pool->wake);
  bg_engine_unlock (pool->engine);
}
