/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-process-executor-private.h"

#include "core/bg-task.h"

/**
 * BgProcessExecutor:
 *
 * Runs tasks in child processes.
 *
 * What can crash, leak, run wild or hold the lock of its language is better off in a process of its own. A
 * [class@ProcessTask] names a worker, which is a program, a C function in a module, a Python function or a JavaScript
 * file; it is registered here, started when it is needed, and kept for further requests. A [class@CommandTask] runs any
 * command.
 *
 * How many run at once is decided as in a [class@ThreadExecutor], by the *total* of what runs: up to
 * [property@ProcessExecutor:pool-size] for `BG_TASK_CLASS_LOW`, [property@ProcessExecutor:reserve-normal] more for
 * `BG_TASK_CLASS_NORMAL` and [property@ProcessExecutor:reserve-high] more than that for `BG_TASK_CLASS_HIGH`; tasks of
 * `BG_TASK_CLASS_CRITICAL` start at once, always.
 *
 * A worker that is to be stopped is asked first, told by `SIGTERM` after [property@ProcessExecutor:terminate-after],
 * and killed [property@ProcessExecutor:kill-after] later; its task keeps its place until then. One that ends before it
 * has answered, for whatever reason, fails its task, and the next task gets a new one. Children that have nothing to do
 * end after [property@ProcessExecutor:idle-timeout]. No child lives longer than the thread that the manager belongs to,
 * even if that is killed.
 *
 * ```c
 * g_autoptr (BgProcessExecutor) executor = bg_process_executor_new (4);
 * g_autoptr (BgTask) convert = bg_process_task_new ("convert", NULL);
 *
 * bg_process_executor_register_module (executor, "convert", path, "convert_photo");
 * bg_task_set_executor (convert, BG_EXECUTOR (executor));
 * bg_task_manager_add (manager, convert, error);
 * ```
 *
 * Threads: it can be made and set up in any thread. Once it is used, everything is for the context of the manager only,
 * where the signal is emitted, too.
 */

#define DEFAULT_MAX_MESSAGE_SIZE (64 * 1024 * 1024)
#define DEFAULT_IDLE_TIMEOUT 30000
#define DEFAULT_PATIENCE 2000

typedef enum
{
  PROP_POOL_SIZE = 1,
  PROP_RESERVE_NORMAL,
  PROP_RESERVE_HIGH,
  PROP_IDLE_TIMEOUT,
  PROP_TERMINATE_AFTER,
  PROP_KILL_AFTER,
  PROP_MAX_MESSAGE_SIZE,
} BgProcessExecutorProperty;

typedef enum
{
  SIGNAL_LOG_LINE,
  N_SIGNALS,
} BgProcessExecutorSignal;

struct _BgProcessExecutor
{
  GObject        parent_instance;

  BgProcessPool *pool;          /* fixed at construction; what is in it belongs to the home context */
};

static GParamSpec *props[PROP_MAX_MESSAGE_SIZE + 1];
static guint signals[N_SIGNALS];

/* How many may run, in all, for one more of the class to begin. */
static guint
get_threshold (BgProcessExecutor *self,
               BgAdmissionClass   task_class)
{
  const BgProcessSettings *settings = bg_process_pool_get_settings (self->pool);

  if (settings->pool_size == 0)
    return G_MAXUINT;
  switch (task_class)
    {
    case BG_TASK_CLASS_LOW:
      return settings->pool_size;
    case BG_TASK_CLASS_NORMAL:
      return settings->pool_size + settings->reserve_normal;
    case BG_TASK_CLASS_HIGH:
      return settings->pool_size + settings->reserve_normal + settings->reserve_high;
    case BG_TASK_CLASS_CRITICAL:
    default:
      return G_MAXUINT;
    }
}

static guint
bg_process_executor_get_room (BgExecutor       *executor,
                              BgAdmissionClass  task_class)
{
  BgProcessExecutor *self = BG_PROCESS_EXECUTOR (executor);
  guint threshold = get_threshold (self, task_class);
  guint running = bg_process_pool_count_running (self->pool);

  return threshold > running ? threshold - running : 0;
}

static void
bg_process_executor_submit (BgExecutor *executor,
                            BgTask     *task)
{
  bg_process_pool_submit (BG_PROCESS_EXECUTOR (executor)->pool, task);
}

static void
bg_process_executor_stop (BgExecutor *executor,
                          BgTask     *task)
{
  bg_process_pool_stop (BG_PROCESS_EXECUTOR (executor)->pool, task);
}

static void
bg_process_executor_drain (BgExecutor *executor)
{
  bg_process_pool_drain (BG_PROCESS_EXECUTOR (executor)->pool);
}

static void
bg_process_executor_executor_init (BgExecutorInterface *iface)
{
  iface->get_room = bg_process_executor_get_room;
  iface->submit = bg_process_executor_submit;
  iface->stop = bg_process_executor_stop;
  iface->drain = bg_process_executor_drain;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BgProcessExecutor, bg_process_executor, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BG_TYPE_EXECUTOR, bg_process_executor_executor_init))

static void
freed_cb (gpointer user_data)
{
  bg_executor_capacity_changed (user_data);
}

static void
logged_cb (BgTask     *task,
           const char *line,
           gpointer    user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_LOG_LINE], 0, task, line);
}

static const BgProcessPoolEvents pool_events = { freed_cb, logged_cb };

static void
bg_process_executor_finalize (GObject *object)
{
  bg_process_pool_free (BG_PROCESS_EXECUTOR (object)->pool);
  G_OBJECT_CLASS (bg_process_executor_parent_class)->finalize (object);
}

static guint
get_number (BgProcessExecutor         *self,
            BgProcessExecutorProperty  which)
{
  switch (which)
    {
    case PROP_POOL_SIZE:
      return bg_process_executor_get_pool_size (self);
    case PROP_RESERVE_NORMAL:
      return bg_process_executor_get_reserve_normal (self);
    case PROP_RESERVE_HIGH:
      return bg_process_executor_get_reserve_high (self);
    case PROP_IDLE_TIMEOUT:
      return bg_process_executor_get_idle_timeout (self);
    case PROP_TERMINATE_AFTER:
      return bg_process_executor_get_terminate_after (self);
    case PROP_KILL_AFTER:
      return bg_process_executor_get_kill_after (self);
    case PROP_MAX_MESSAGE_SIZE:
    default:
      return bg_process_executor_get_max_message_size (self);
    }
}

static void
bg_process_executor_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  g_value_set_uint (value, get_number (BG_PROCESS_EXECUTOR (object), (BgProcessExecutorProperty) prop_id));
}

static void
bg_process_executor_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  BgProcessExecutor *self = BG_PROCESS_EXECUTOR (object);
  guint number = g_value_get_uint (value);

  switch ((BgProcessExecutorProperty) prop_id)
    {
    case PROP_POOL_SIZE:
      bg_process_executor_set_pool_size (self, number);
      break;
    case PROP_RESERVE_NORMAL:
      bg_process_executor_set_reserve_normal (self, number);
      break;
    case PROP_RESERVE_HIGH:
      bg_process_executor_set_reserve_high (self, number);
      break;
    case PROP_IDLE_TIMEOUT:
      bg_process_executor_set_idle_timeout (self, number);
      break;
    case PROP_TERMINATE_AFTER:
      bg_process_executor_set_terminate_after (self, number);
      break;
    case PROP_KILL_AFTER:
      bg_process_executor_set_kill_after (self, number);
      break;
    case PROP_MAX_MESSAGE_SIZE:
      bg_process_executor_set_max_message_size (self, number);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static GParamSpec *
number_property (const char *name,
                 guint       most,
                 guint       usual)
{
  return g_param_spec_uint (name, NULL, NULL, 0, most, usual,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
}

static void
bg_process_executor_class_init (BgProcessExecutorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = bg_process_executor_finalize;
  object_class->get_property = bg_process_executor_get_property;
  object_class->set_property = bg_process_executor_set_property;

  /**
   * BgProcessExecutor:pool-size: (getter get_pool_size) (setter set_pool_size)
   *
   * How many tasks of `BG_TASK_CLASS_LOW` run at once, in all; 0 is without limit.
   */
  props[PROP_POOL_SIZE] = number_property ("pool-size", G_MAXINT16, g_get_num_processors ());

  /**
   * BgProcessExecutor:reserve-normal: (getter get_reserve_normal) (setter set_reserve_normal)
   *
   * How many more may run where the next one is of `BG_TASK_CLASS_NORMAL` or higher.
   */
  props[PROP_RESERVE_NORMAL] = number_property ("reserve-normal", G_MAXINT16, 0);

  /**
   * BgProcessExecutor:reserve-high: (getter get_reserve_high) (setter set_reserve_high)
   *
   * How many more may run where the next one is of `BG_TASK_CLASS_HIGH`, beyond the reserve for normal ones.
   */
  props[PROP_RESERVE_HIGH] = number_property ("reserve-high", G_MAXINT16, 0);

  /**
   * BgProcessExecutor:idle-timeout: (getter get_idle_timeout) (setter set_idle_timeout)
   *
   * How long a child process is kept that has nothing to do, in milliseconds.
   */
  props[PROP_IDLE_TIMEOUT] = number_property ("idle-timeout", G_MAXUINT, DEFAULT_IDLE_TIMEOUT);

  /**
   * BgProcessExecutor:terminate-after: (getter get_terminate_after) (setter set_terminate_after)
   *
   * How long a worker that is asked to give up has for it, in milliseconds, before it is told to end by `SIGTERM`.
   */
  props[PROP_TERMINATE_AFTER] = number_property ("terminate-after", G_MAXUINT, DEFAULT_PATIENCE);

  /**
   * BgProcessExecutor:kill-after: (getter get_kill_after) (setter set_kill_after)
   *
   * How long a child process that is told to end has for it, in milliseconds, before it is killed.
   */
  props[PROP_KILL_AFTER] = number_property ("kill-after", G_MAXUINT, DEFAULT_PATIENCE);

  /**
   * BgProcessExecutor:max-message-size: (getter get_max_message_size) (setter set_max_message_size)
   *
   * How large the arguments or the result of a task may be, in bytes.
   *
   * It holds for child processes that are started from now on.
   */
  props[PROP_MAX_MESSAGE_SIZE] = number_property ("max-message-size", G_MAXINT, DEFAULT_MAX_MESSAGE_SIZE);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  /**
   * BgProcessExecutor::log-line:
   * @self: an executor
   * @task: the task whose worker speaks
   * @line: what it says
   *
   * Emitted when a worker has something to say, with [method@ProcessWorker.log].
   */
  signals[SIGNAL_LOG_LINE] = g_signal_new ("log-line", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 2, BG_TYPE_TASK, G_TYPE_STRING);
}

static void
bg_process_executor_init (BgProcessExecutor *self)
{
  BgProcessSettings *settings;

  self->pool = bg_process_pool_new (&pool_events, G_OBJECT (self));
  settings = bg_process_pool_get_settings (self->pool);
  settings->idle_timeout = DEFAULT_IDLE_TIMEOUT;
  settings->patience = (BgProcessPatience) { DEFAULT_PATIENCE, DEFAULT_PATIENCE };
  settings->max_size = DEFAULT_MAX_MESSAGE_SIZE;
  settings->pool_size = g_get_num_processors ();
  settings->max_children = settings->pool_size;
}

void
bg_process_executor_size_changed (BgProcessExecutor *self)
{
  guint most = get_threshold (self, BG_TASK_CLASS_HIGH);

  bg_process_pool_get_settings (self->pool)->max_children = most == G_MAXUINT ? 0 : most;
  bg_executor_capacity_changed (BG_EXECUTOR (self));
}

BgProcessPool *
bg_process_executor_get_pool (BgProcessExecutor *self)
{
  return self->pool;
}

/**
 * bg_process_executor_new:
 * @pool_size: how many tasks run at once, 0 for no limit
 *
 * Makes an executor that runs tasks in child processes.
 *
 * Returns: (transfer full): a new executor
 */
BgProcessExecutor *
bg_process_executor_new (guint pool_size)
{
  return g_object_new (BG_TYPE_PROCESS_EXECUTOR, "pool-size", pool_size, NULL);
}
