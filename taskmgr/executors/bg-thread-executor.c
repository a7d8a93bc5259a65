/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-thread-executor-private.h"

#include "bg-thread-lane-private.h"
#include "core/bg-executor-private.h"
#include "core/bg-task-manager-private.h"

#include <glib/gi18n-lib.h>

/**
 * BgThreadExecutor:
 *
 * Runs tasks in threads.
 *
 * Every manager has one, of the size [property@TaskManager:max-threads]; it can be had with
 * [method@TaskManager.get_default_executor]. Another one is a second pool, with a queue of its own: for work that may
 * block for long, say, and should not keep other tasks waiting.
 *
 * How many bodies run at once depends on the class of the tasks. A task is admitted while fewer bodies run, *in all*,
 * than its class allows: [property@ThreadExecutor:pool-size] for `BG_TASK_CLASS_LOW`, beyond that
 * [property@ThreadExecutor:reserve-normal] for `BG_TASK_CLASS_NORMAL`, and beyond both
 * [property@ThreadExecutor:reserve-high] for `BG_TASK_CLASS_HIGH`. With 20, 5 and 5 there are at most 20, 25 and 30.
 * A task of `BG_TASK_CLASS_CRITICAL` starts at once, on a thread beyond all of these if it must.
 *
 * A class goes before all lower ones, strictly: low tasks wait for as long as there are others, for ever if there are
 * always others. Where that must not be, [property@ThreadExecutor:ageing] has tasks count as of a higher class the
 * longer they have waited.
 *
 * Threads are made when they are needed, are called after the executor, and end after half a minute without work.
 *
 * ```c
 * static gboolean
 * reserve_threads (BgTaskManager *manager, GError **error)
 * {
 *   BgThreadExecutor *threads = BG_THREAD_EXECUTOR (bg_task_manager_get_default_executor (manager));
 *
 *   return bg_thread_executor_configure (threads, 20, 5, 5, 0, 0, error);
 * }
 * ```
 *
 * Threads: all functions are safe from any thread but [method@ThreadExecutor.configure] and
 * [method@ThreadExecutor.set_ageing], which are for the owner's.
 */

#define DEFAULT_POOL_SIZE 8
#define MAX_THREADS 4096

struct _BgThreadExecutor
{
  GObject       parent_instance;

  /* fixed at construction */
  char         *name;

  /* lock */
  GMutex        lock;
  BgPoolSizes   sizes;
  BgThreadLane *threads;        /* NULL while no manager uses it */
  BgEngine     *engine;         /* owned, as long */
};

typedef enum
{
  PROP_NAME = 1,
  PROP_POOL_SIZE,
  PROP_RESERVE_NORMAL,
  PROP_RESERVE_HIGH,
  PROP_MIN_THREADS,
  PROP_MAX_THREADS,
  PROP_AGEING,
} BgThreadExecutorProperty;

static GParamSpec *props[PROP_AGEING + 1];

static guint
add_up (guint pool_size,
        guint reserve)
{
  return pool_size == 0 ? G_MAXUINT : pool_size + reserve;
}

static BgThreadLimits
get_limits (const BgPoolSizes *sizes)
{
  const guint most = add_up (sizes->pool_size, sizes->reserve_normal + sizes->reserve_high);

  return (BgThreadLimits) {
    .of_class = {
      [BG_TASK_CLASS_LOW] = add_up (sizes->pool_size, 0),
      [BG_TASK_CLASS_NORMAL] = add_up (sizes->pool_size, sizes->reserve_normal),
      [BG_TASK_CLASS_HIGH] = most,
      [BG_TASK_CLASS_CRITICAL] = G_MAXUINT,
    },
    .min_threads = sizes->min_threads,
    .max_threads = sizes->max_threads > 0 ? sizes->max_threads : most,
    .ageing = sizes->ageing,
  };
}

static void
bg_thread_executor_attach (BgExecutor *executor,
                           gpointer    engine,
                           gpointer    lane)
{
  BgThreadExecutor *self = BG_THREAD_EXECUTOR (executor);
  BgThreadLimits limits;

  g_mutex_lock (&self->lock);
  limits = get_limits (&self->sizes);
  self->engine = bg_engine_ref (engine);
  self->threads = bg_thread_lane_attach (engine, lane, self->name, &limits);
  g_mutex_unlock (&self->lock);
}

static void
bg_thread_executor_detach (BgExecutor *executor)
{
  BgThreadExecutor *self = BG_THREAD_EXECUTOR (executor);
  g_autoptr (BgEngine) engine = NULL;
  BgThreadLane *threads;

  g_mutex_lock (&self->lock);
  threads = g_steal_pointer (&self->threads);
  engine = g_steal_pointer (&self->engine);
  g_mutex_unlock (&self->lock);
  if (threads != NULL)
    bg_thread_lane_detach (threads);
}

/* Returns: whether anything has changed */
gboolean
bg_thread_executor_set_sizes (BgThreadExecutor  *self,
                              const BgPoolSizes *sizes)
{
  BgThreadLimits limits = get_limits (sizes);
  g_autoptr (BgEngine) engine = NULL;       /* which keeps the threads */
  BgThreadLane *threads;
  gboolean changes;

  g_mutex_lock (&self->lock);
  changes = memcmp (&self->sizes, sizes, sizeof *sizes) != 0;
  self->sizes = *sizes;
  threads = self->threads;
  engine = threads != NULL ? bg_engine_ref (self->engine) : NULL;
  g_mutex_unlock (&self->lock);
  if (changes && threads != NULL)
    bg_thread_lane_set_limits (threads, &limits);
  return changes;
}

BgPoolSizes
bg_thread_executor_get_sizes (BgThreadExecutor *self)
{
  BgPoolSizes sizes;

  g_mutex_lock (&self->lock);
  sizes = self->sizes;
  g_mutex_unlock (&self->lock);
  return sizes;
}

/* The manager was told how many threads to use. It gives the notification. */
static void
bg_thread_executor_resize (BgExecutor *executor,
                           guint       pool_size)
{
  BgThreadExecutor *self = BG_THREAD_EXECUTOR (executor);
  BgPoolSizes sizes = bg_thread_executor_get_sizes (self);
  guint most = add_up (pool_size, sizes.reserve_normal + sizes.reserve_high);

  sizes.pool_size = pool_size;
  if (sizes.max_threads > 0)
    sizes.max_threads = MAX (sizes.max_threads, MIN (most, MAX_THREADS));
  sizes.min_threads = MIN (sizes.min_threads, get_limits (&sizes).max_threads);
  bg_thread_executor_set_sizes (self, &sizes);
}

static void
bg_thread_executor_iface_init (BgExecutorInterface *iface)
{
  iface->attach = bg_thread_executor_attach;
  iface->detach = bg_thread_executor_detach;
  iface->resize = bg_thread_executor_resize;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BgThreadExecutor, bg_thread_executor, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BG_TYPE_EXECUTOR, bg_thread_executor_iface_init))

static void
bg_thread_executor_finalize (GObject *object)
{
  BgThreadExecutor *self = BG_THREAD_EXECUTOR (object);

  g_free (self->name);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (bg_thread_executor_parent_class)->finalize (object);
}

static void
bg_thread_executor_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  BgThreadExecutor *self = BG_THREAD_EXECUTOR (object);

  switch ((BgThreadExecutorProperty) prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, bg_thread_executor_get_name (self));
      break;
    case PROP_POOL_SIZE:
      g_value_set_uint (value, bg_thread_executor_get_pool_size (self));
      break;
    case PROP_RESERVE_NORMAL:
      g_value_set_uint (value, bg_thread_executor_get_reserve_normal (self));
      break;
    case PROP_RESERVE_HIGH:
      g_value_set_uint (value, bg_thread_executor_get_reserve_high (self));
      break;
    case PROP_MIN_THREADS:
      g_value_set_uint (value, bg_thread_executor_get_min_threads (self));
      break;
    case PROP_MAX_THREADS:
      g_value_set_uint (value, bg_thread_executor_get_max_threads (self));
      break;
    case PROP_AGEING:
      g_value_set_uint (value, bg_thread_executor_get_ageing (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* Most are set when it is made; what belongs together is changed together, by configure (). */
static void
bg_thread_executor_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  BgThreadExecutor *self = BG_THREAD_EXECUTOR (object);

  switch ((BgThreadExecutorProperty) prop_id)
    {
    case PROP_NAME:
      self->name = g_value_dup_string (value);
      break;
    case PROP_POOL_SIZE:
      self->sizes.pool_size = g_value_get_uint (value);
      break;
    case PROP_RESERVE_NORMAL:
      self->sizes.reserve_normal = g_value_get_uint (value);
      break;
    case PROP_RESERVE_HIGH:
      self->sizes.reserve_high = g_value_get_uint (value);
      break;
    case PROP_MIN_THREADS:
      self->sizes.min_threads = g_value_get_uint (value);
      break;
    case PROP_MAX_THREADS:
      self->sizes.max_threads = g_value_get_uint (value);
      break;
    case PROP_AGEING:
      bg_thread_executor_set_ageing (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
check_sizes (const BgPoolSizes  *sizes,
             GError            **error)
{
  const guint64 most = (guint64) sizes->pool_size + sizes->reserve_normal + sizes->reserve_high;

  if (most > MAX_THREADS || sizes->max_threads > MAX_THREADS)
    {
      g_set_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                   _("A pool and its reserves can have %u threads"), MAX_THREADS);
      return FALSE;
    }
  if (sizes->max_threads > 0 && sizes->max_threads < most)
    {
      g_set_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                   _("At most %u threads are too few for the pool and its reserves, which have %u"),
                   sizes->max_threads, (guint) most);
      return FALSE;
    }
  if (sizes->min_threads > get_limits (sizes).max_threads)
    {
      g_set_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                   _("At least %u threads are more than the %u that there may be"),
                   sizes->min_threads, get_limits (sizes).max_threads);
      return FALSE;
    }
  return TRUE;
}

static void
bg_thread_executor_constructed (GObject *object)
{
  BgThreadExecutor *self = BG_THREAD_EXECUTOR (object);
  g_autoptr (GError) error = NULL;

  G_OBJECT_CLASS (bg_thread_executor_parent_class)->constructed (object);
  if (check_sizes (&self->sizes, &error))
    return;
  g_critical ("%s", error->message);
  self->sizes = (BgPoolSizes) { .pool_size = DEFAULT_POOL_SIZE, .ageing = self->sizes.ageing };
}

static void
describe_threads (GParamFlags flags)
{
  /**
   * BgThreadExecutor:min-threads: (getter get_min_threads)
   *
   * How many threads are made before they are needed, and kept while there is nothing to do.
   */
  props[PROP_MIN_THREADS] = g_param_spec_uint ("min-threads", NULL, NULL, 0, MAX_THREADS, 0, flags);

  /**
   * BgThreadExecutor:max-threads: (getter get_max_threads)
   *
   * How many threads are kept at most when there is less to do; 0 is as many as the pool and its reserves have.
   * Critical tasks get more than that if they need them.
   */
  props[PROP_MAX_THREADS] = g_param_spec_uint ("max-threads", NULL, NULL, 0, MAX_THREADS, 0, flags);
}

static void
describe_ageing (void)
{
  /**
   * BgThreadExecutor:ageing: (getter get_ageing) (setter set_ageing)
   *
   * After how many milliseconds a task that waits for its turn counts one class higher; 0 is never.
   *
   * It holds for its place in the queue as well as for whether it is admitted, and leaves
   * [property@Task:task-class] as it is. A low task that has waited for so long counts as normal, then as high, and
   * then goes before all others that are high. So every task gets its turn, unless critical tasks alone, which run in
   * any number, are always more than the pool and its reserves have threads. What counts is the time for which it is
   * ready, including what it waits for resources and conditions, but not for upstream tasks or a delay. As every time
   * of a manager, it is kept by its main loop.
   */
  props[PROP_AGEING] = g_param_spec_uint ("ageing", NULL, NULL, 0, G_MAXUINT, 0,
                                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_EXPLICIT_NOTIFY
                                          | G_PARAM_STATIC_STRINGS);
}

static void
bg_thread_executor_class_init (BgThreadExecutorClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = bg_thread_executor_constructed;
  object_class->finalize = bg_thread_executor_finalize;
  object_class->get_property = bg_thread_executor_get_property;
  object_class->set_property = bg_thread_executor_set_property;

  /**
   * BgThreadExecutor:name: (getter get_name)
   *
   * What its threads are called, followed by a number. Of the whole, debuggers show 15 bytes.
   */
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "bg-pool", flags);

  /**
   * BgThreadExecutor:pool-size: (getter get_pool_size)
   *
   * How many bodies run at once before reserves are used; 0 is unlimited.
   */
  props[PROP_POOL_SIZE] = g_param_spec_uint ("pool-size", NULL, NULL, 0, MAX_THREADS, DEFAULT_POOL_SIZE, flags);

  /**
   * BgThreadExecutor:reserve-normal: (getter get_reserve_normal)
   *
   * How many more may run if they are of class normal or higher.
   */
  props[PROP_RESERVE_NORMAL] = g_param_spec_uint ("reserve-normal", NULL, NULL, 0, MAX_THREADS, 0, flags);

  /**
   * BgThreadExecutor:reserve-high: (getter get_reserve_high)
   *
   * How many more, beyond [property@ThreadExecutor:reserve-normal], may run if they are of class high.
   */
  props[PROP_RESERVE_HIGH] = g_param_spec_uint ("reserve-high", NULL, NULL, 0, MAX_THREADS, 0, flags);

  describe_threads (flags);
  describe_ageing ();
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
bg_thread_executor_init (BgThreadExecutor *self)
{
  g_mutex_init (&self->lock);
}

/**
 * bg_thread_executor_new:
 * @name: what the threads are called
 * @pool_size: how many bodies run at once; 0 is unlimited
 *
 * Makes a pool of threads without reserves.
 *
 * Returns: (transfer full): a new executor
 */
BgThreadExecutor *
bg_thread_executor_new (const char *name,
                        guint       pool_size)
{
  g_return_val_if_fail (name != NULL, NULL);

  return g_object_new (BG_TYPE_THREAD_EXECUTOR, "name", name, "pool-size", pool_size, NULL);
}

/* For managers, which know the type as an interface only. */
BgExecutor *
bg_task_manager_make_threads (guint pool_size)
{
  return g_object_new (BG_TYPE_THREAD_EXECUTOR, "pool-size", pool_size, NULL);
}

static void
notify_sizes (BgThreadExecutor  *self,
              const BgPoolSizes *old,
              const BgPoolSizes *new)
{
  const gboolean changes[] = {
    [PROP_POOL_SIZE] = old->pool_size != new->pool_size,
    [PROP_RESERVE_NORMAL] = old->reserve_normal != new->reserve_normal,
    [PROP_RESERVE_HIGH] = old->reserve_high != new->reserve_high,
    [PROP_MIN_THREADS] = old->min_threads != new->min_threads,
    [PROP_MAX_THREADS] = old->max_threads != new->max_threads,
  };

  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = PROP_POOL_SIZE; i < G_N_ELEMENTS (changes); i++)
    if (changes[i])
      g_object_notify_by_pspec (G_OBJECT (self), props[i]);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * bg_thread_executor_configure:
 * @self: an executor
 * @pool_size: how many bodies run at once before reserves are used; 0 is unlimited
 * @reserve_normal: how many more may run if they are of class normal or higher
 * @reserve_high: how many more than that if they are of class high
 * @min_threads: how many threads are kept while there is nothing to do
 * @max_threads: how many are kept at most; 0 for as many as the pool and its reserves have
 * @error: return location for an error
 *
 * Changes the sizes, which have to fit each other. Owner's thread only.
 *
 * More take effect at once. Fewer do when bodies that run have returned; none is interrupted. It is refused with
 * `BG_ERROR_INVALID_ARGUMENT` if @max_threads is less than the pool and its reserves, or than @min_threads.
 *
 * Returns: whether they were accepted
 */
gboolean
bg_thread_executor_configure (BgThreadExecutor  *self,
                              guint              pool_size,
                              guint              reserve_normal,
                              guint              reserve_high,
                              guint              min_threads,
                              guint              max_threads,
                              GError           **error)
{
  BgPoolSizes sizes = { pool_size, reserve_normal, reserve_high, min_threads, max_threads, 0 };
  BgPoolSizes old;

  g_return_val_if_fail (BG_IS_THREAD_EXECUTOR (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (!check_sizes (&sizes, error))
    return FALSE;
  old = bg_thread_executor_get_sizes (self);
  sizes.ageing = old.ageing;
  if (!bg_thread_executor_set_sizes (self, &sizes))
    return TRUE;
  if (old.pool_size != pool_size)
    bg_executor_note_resized (BG_EXECUTOR (self), pool_size);
  notify_sizes (self, &old, &sizes);
  return TRUE;
}

/**
 * bg_thread_executor_get_name: (get-property name)
 * @self: an executor
 *
 * Gets what its threads are called.
 *
 * Returns: (transfer none): the name
 */
const char *
bg_thread_executor_get_name (BgThreadExecutor *self)
{
  g_return_val_if_fail (BG_IS_THREAD_EXECUTOR (self), NULL);

  return self->name;
}
