/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-manager.h"

#include "bg-executor-private.h"
#include "bg-task-list-model-private.h"
#include "bg-task-manager-private.h"
#include "bg-task-private.h"
#include "bg-trace-private.h"

#include <glib/gi18n-lib.h>

/* How the parts work together
 *
 *   bg_task_manager_add ─▶ engine: node ─▶ graph: does it wait for others?
 *                                    │ no, or not any more
 *                                    ▼
 *                          lane: ready queue ─▶ worker threads, or the home context
 *                                                    │ outcome
 *                                                    ▼
 *   signals, callbacks ◀─ home source ◀──────── inbox, lock-free
 *          │ after the handlers
 *          ▼
 *   engine: dependents get the result and wait for one less, or fail; the group may be finished
 *
 * The plain structs (nodes, graph, ready queue, timers, groups) know no locks and no threads. The engine puts
 * them together and guards them; it lives for as long as a worker runs. The manager is the GObject in front
 * of it, and what it holds is given up in the home context, the one that was thread-default when it was made.
 *
 * Lock order: thread executor → nothing; engine → task → GLib's own; engine → condition. Never two of a kind. Nothing
 * is called under a lock that could call back: what has to be done is collected under it, and done by
 * bg_engine_unlock () and its callers. The one question that is put to GObject under the engine's lock is whether a
 * signal has handlers.
 */

/**
 * BgTaskManager:
 *
 * Runs tasks in the background and tells the program what came of them.
 *
 * A manager holds a graph of tasks. It runs those that wait for nothing in at most
 * [property@TaskManager:max-threads] threads, the larger priority first and first in, first out among
 * equals. When a task has ended, the tasks that wait for it get its result and run in their turn.
 *
 * Tasks may be added at any time, and wait until [method@TaskManager.start_processing]. A program needs one
 * manager, which its parts share: each gives its tasks a group of its own and listens for that.
 *
 * A manager belongs to the [struct@GLib.MainContext] that was thread-default when it was made: signals and
 * callbacks happen there and user data are freed there. They are handed over in small portions, below the
 * priority of redrawing, so that a window stays smooth whatever arrives.
 *
 * ```c
 * static gboolean
 * work (BgTask *task, GCancellable *cancellable, gpointer user_data, GError **error)
 * {
 *   bg_task_return_int (task, 6 * 7);
 *   return TRUE;
 * }
 *
 * static void
 * task_completed_cb (BgTaskManager *manager, guint64 id, const char *group, const GValue *result)
 * {
 *   g_print ("The answer is %d.\n", g_value_get_int (result));
 * }
 *
 * static void
 * ask (BgTaskManager *manager)
 * {
 *   g_signal_connect (manager, "task-completed::answers", G_CALLBACK (task_completed_cb), NULL);
 *   bg_task_manager_add_task (manager, work, NULL, NULL, 0, "answers", NULL, 0, NULL);
 *   bg_task_manager_start_processing (manager);
 * }
 * ```
 *
 * Threads: all functions are safe from any thread but those with a callback, [method@TaskManager.run_async] and
 * [method@TaskManager.shut_down_async], and those that connect to it or dispose of it.
 */

typedef enum
{
  PROP_MAX_THREADS = 1,
  PROP_PROCESSING,
  PROP_CLOSED,
  PROP_N_PENDING,
  PROP_N_RUNNING,
  PROP_DELIVERY_BUDGET,
  PROP_LAUNCH_WARNING,
  PROP_LAUNCH_CRITICAL,
  PROP_DEFAULT_EXECUTOR,
  PROP_CLOCK,
} BgTaskManagerProperty;

static GParamSpec *props[PROP_CLOCK + 1];

G_DEFINE_TYPE_WITH_PRIVATE (BgTaskManager, bg_task_manager, G_TYPE_OBJECT)

#define DEFAULT_MAX_THREADS 8
#define DEFAULT_DELIVERY_BUDGET 1000
/* So many new tasks are shown to the list models in a turn. */
#define MAX_ADDED 1000

BgTaskManagerPrivate *
bg_task_manager_get_private (BgTaskManager *self)
{
  return bg_task_manager_get_instance_private (self);
}

BgEngine *
bg_task_manager_get_engine (BgTaskManager *self)
{
  return bg_task_manager_get_private (self)->engine;
}

static void
ended (gpointer        owner,
       const BgEnding *ending)
{
  BgTaskManager *self = owner;
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);

  /* Before the handlers: one of them may run a loop, in which the lists are brought up to date. */
  for (guint i = 0; i < priv->models->len; i++)
    bg_task_list_model_note_ended (g_ptr_array_index (priv->models, i), ending);
  bg_task_manager_emit_ended (self, ending);
}

/* Whether the caller may do what only the owner's thread may. */
gboolean
bg_task_manager_is_home (BgTaskManager *self)
{
  BgEngine *engine = bg_task_manager_get_engine (self);

  return g_thread_self () == engine->home || g_main_context_is_owner (engine->context);
}

/* A handler for one property counts as well as one for all. */
static gboolean
is_watched (BgTaskManager *self)
{
  const guint notify_id = g_signal_lookup ("notify", G_TYPE_OBJECT);

  return G_OBJECT_GET_CLASS (self)->notify != NULL
         || g_signal_handler_find (self, G_SIGNAL_MATCH_ID, notify_id, 0, NULL, NULL, NULL) != 0;
}

static void
notify_counts (BgTaskManager *self)
{
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);
  guint pending, running;

  /* In this order, so that a worker that begins after we have looked wakes us. */
  __atomic_store_n (&priv->engine->counts_watched, is_watched (self), __ATOMIC_SEQ_CST);
  pending = bg_task_manager_get_n_pending (self);
  running = bg_task_manager_get_n_running (self);

  if (priv->notified_pending != pending)
    {
      priv->notified_pending = pending;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_PENDING]);
    }
  if (priv->notified_running != running)
    {
      priv->notified_running = running;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_RUNNING]);
    }
}

static gpointer
ref_model (gconstpointer model,
           gpointer      user_data)
{
  return g_object_ref ((gpointer) model);
}

/* Some of what was added, and the rest in the next turns. */
static GArray *
take_added (BgEngine *engine)
{
  GArray *some = NULL;
  guint n;

  bg_engine_lock (engine);
  n = MIN (engine->added->len - engine->n_added_taken, MAX_ADDED);
  if (n > 0)
    {
      some = g_array_sized_new (FALSE, FALSE, sizeof (guint64), n);
      g_array_append_vals (some, &g_array_index (engine->added, guint64, engine->n_added_taken), n);
      engine->n_added_taken += n;
    }
  if (engine->n_added_taken < engine->added->len)
    engine->wake_home = TRUE;
  else
    {
      g_array_set_size (engine->added, 0);
      engine->n_added_taken = 0;
    }
  bg_engine_unlock (engine);
  return some;
}

/* Handlers may come at any time, and GObject does not tell. */
static void
listen_for_delays (BgTaskManager *self)
{
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);

  if (priv->hears_delays || !bg_task_manager_hears_delays (self))
    return;
  priv->hears_delays = TRUE;
  bg_engine_lock (priv->engine);
  bg_engine_watch_launches (priv->engine);
  bg_engine_unlock (priv->engine);
}

static void
turn_ended (gpointer owner)
{
  BgTaskManager *self = owner;
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);
  g_autoptr (GArray) added = take_added (priv->engine);
  g_autoptr (GPtrArray) models = NULL;

  /* Their handlers may let lists go, and make new ones. */
  models = g_ptr_array_copy (priv->models, ref_model, NULL);
  g_ptr_array_set_free_func (models, g_object_unref);
  for (guint i = 0; i < models->len; i++)
    bg_task_list_model_update (g_ptr_array_index (models, i), added);
  bg_task_manager_check_shut_downs (self);
  bg_task_manager_notify_changes (self);
  notify_counts (self);
  listen_for_delays (self);
}

static const BgEngineCalls calls =
{
  bg_task_manager_is_heard,
  ended,
  bg_task_manager_emit_delayed,
  bg_task_manager_emit_group_finished,
  bg_task_manager_takes_results,
  bg_task_manager_give_results,
  turn_ended,
};

static void
bg_task_manager_constructed (GObject *object)
{
  BgTaskManager *self = BG_TASK_MANAGER (object);
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);

  G_OBJECT_CLASS (bg_task_manager_parent_class)->constructed (object);
  priv->threads = bg_task_manager_make_threads (priv->max_threads);
  bg_executor_join_as_own (priv->threads, priv->engine);
  if (priv->starts_processing)
    bg_task_manager_start_processing (self);
}

/* They stay with the engine until nothing is left that they could do. */
static void
leave_executors (BgEngine *engine)
{
  gpointer default_executor;

  for (guint i = 0; i < engine->n_lanes; i++)
    if (engine->lanes[i]->executor != NULL)
      bg_executor_leave (engine->lanes[i]->executor);
  bg_engine_lock (engine);
  default_executor = g_steal_pointer (&engine->default_executor);
  bg_engine_unlock (engine);
  g_clear_object (&default_executor);
}

static void
bg_task_manager_dispose (GObject *object)
{
  BgTaskManager *self = BG_TASK_MANAGER (object);
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);

  bg_task_manager_shut_down (self);
  bg_engine_stop_all (priv->engine);
  bg_task_manager_give_up_shut_downs (self);
  bg_engine_lock (priv->engine);
  priv->engine->owner_unowned = NULL;
  priv->engine->wake_home = TRUE;
  bg_engine_unlock (priv->engine);
  leave_executors (priv->engine);
  bg_engine_leave_clock (priv->engine);
  G_OBJECT_CLASS (bg_task_manager_parent_class)->dispose (object);
}

static void
bg_task_manager_finalize (GObject *object)
{
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (BG_TASK_MANAGER (object));

  g_clear_object (&priv->threads);
  if (priv->results_destroy != NULL)
    priv->results_destroy (priv->results_data);
  g_ptr_array_unref (priv->models);
  bg_engine_unref (priv->engine);
  G_OBJECT_CLASS (bg_task_manager_parent_class)->finalize (object);
}

static void
bg_task_manager_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  BgTaskManager *self = BG_TASK_MANAGER (object);

  switch ((BgTaskManagerProperty) prop_id)
    {
    case PROP_MAX_THREADS:
      g_value_set_uint (value, bg_task_manager_get_max_threads (self));
      break;
    case PROP_PROCESSING:
      g_value_set_boolean (value, bg_task_manager_get_processing (self));
      break;
    case PROP_CLOSED:
      g_value_set_boolean (value, bg_task_manager_is_closed (self));
      break;
    case PROP_N_PENDING:
      g_value_set_uint (value, bg_task_manager_get_n_pending (self));
      break;
    case PROP_N_RUNNING:
      g_value_set_uint (value, bg_task_manager_get_n_running (self));
      break;
    case PROP_DELIVERY_BUDGET:
      g_value_set_uint (value, bg_task_manager_get_delivery_budget (self));
      break;
    case PROP_LAUNCH_WARNING:
      g_value_set_uint (value, bg_task_manager_get_launch_warning (self));
      break;
    case PROP_LAUNCH_CRITICAL:
      g_value_set_uint (value, bg_task_manager_get_launch_critical (self));
      break;
    case PROP_DEFAULT_EXECUTOR:
      g_value_take_object (value, bg_task_manager_dup_default_executor (self));
      break;
    case PROP_CLOCK:
      g_value_set_object (value, bg_task_manager_get_clock (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_task_manager_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  BgTaskManager *self = BG_TASK_MANAGER (object);
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);

  switch ((BgTaskManagerProperty) prop_id)
    {
    case PROP_MAX_THREADS:
      bg_task_manager_set_max_threads (self, g_value_get_uint (value));
      break;
    case PROP_PROCESSING:
      if (priv->threads == NULL)
        priv->starts_processing = g_value_get_boolean (value);
      else if (g_value_get_boolean (value))
        bg_task_manager_start_processing (self);
      else
        bg_task_manager_pause_processing (self);
      break;
    case PROP_DELIVERY_BUDGET:
      bg_task_manager_set_delivery_budget (self, g_value_get_uint (value));
      break;
    case PROP_LAUNCH_WARNING:
      bg_task_manager_set_launch_warning (self, g_value_get_uint (value));
      break;
    case PROP_LAUNCH_CRITICAL:
      bg_task_manager_set_launch_critical (self, g_value_get_uint (value));
      break;
    case PROP_DEFAULT_EXECUTOR:
      bg_task_manager_set_default_executor (self, g_value_get_object (value));
      break;
    case PROP_CLOCK:
      if (g_value_get_object (value) != NULL)
        bg_engine_set_clock (priv->engine, g_value_get_object (value));
      break;
    case PROP_CLOSED:
    case PROP_N_PENDING:
    case PROP_N_RUNNING:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
describe_counts (void)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  /**
   * BgTaskManager:n-pending: (getter get_n_pending)
   *
   * How many tasks have not begun. It is notified at most once a turn of the main loop.
   */
  props[PROP_N_PENDING] = g_param_spec_uint ("n-pending", NULL, NULL, 0, G_MAXUINT, 0, readable);

  /**
   * BgTaskManager:n-running: (getter get_n_running)
   *
   * How many tasks run. It is notified at most once a turn of the main loop.
   */
  props[PROP_N_RUNNING] = g_param_spec_uint ("n-running", NULL, NULL, 0, G_MAXUINT, 0, readable);
}

static void
describe_limits (void)
{
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  /**
   * BgTaskManager:delivery-budget: (getter get_delivery_budget) (setter set_delivery_budget)
   *
   * For how many microseconds outcomes are handed over before other sources of the main loop go first.
   */
  props[PROP_DELIVERY_BUDGET] = g_param_spec_uint ("delivery-budget", NULL, NULL, 1, G_MAXUINT,
                                                   DEFAULT_DELIVERY_BUDGET, writable | G_PARAM_CONSTRUCT);

  /**
   * BgTaskManager:launch-warning: (getter get_launch_warning) (setter set_launch_warning)
   *
   * After how many milliseconds of waiting for its turn a task is reported by
   * [signal@TaskManager::task-delayed]; 0 is never.
   *
   * Time spent waiting for other tasks, or for the delay of the task, does not count; time spent waiting for a
   * resource or a condition does. It holds for tasks that become ready from then on.
   *
   * Times are only kept while somebody could hear of them. Whether the signal has handlers is looked at when processing
   * starts, and whenever something was announced; a limit that is set holds at once.
   */
  props[PROP_LAUNCH_WARNING] = g_param_spec_uint ("launch-warning", NULL, NULL, 0, G_MAXUINT,
                                                   BG_DEFAULT_LAUNCH_WARNING, writable);

  /**
   * BgTaskManager:launch-critical: (getter get_launch_critical) (setter set_launch_critical)
   *
   * After how many milliseconds of waiting for its turn a task is reported urgently by
   * [signal@TaskManager::task-delayed]; 0 is never.
   */
  props[PROP_LAUNCH_CRITICAL] = g_param_spec_uint ("launch-critical", NULL, NULL, 0, G_MAXUINT,
                                                    BG_DEFAULT_LAUNCH_CRITICAL, writable);
}

static void
describe_places (void)
{
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags fixed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  /**
   * BgTaskManager:default-executor: (getter get_default_executor) (setter set_default_executor)
   *
   * Where tasks run that do not say where. At first these are threads of the manager's own, a
   * [class@ThreadExecutor].
   */
  props[PROP_DEFAULT_EXECUTOR] = g_param_spec_object ("default-executor", NULL, NULL, BG_TYPE_EXECUTOR, writable);

  /**
   * BgTaskManager:clock: (getter get_clock)
   *
   * By which clock tasks wait, or `NULL` for that of the computer. It is for tests.
   */
  props[PROP_CLOCK] = g_param_spec_object ("clock", NULL, NULL, BG_TYPE_FAKE_CLOCK, fixed);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  /**
   * BgTaskManager:max-threads: (getter get_max_threads) (setter set_max_threads)
   *
   * How many tasks run at once at most; 0 is unlimited.
   *
   * More take effect at once. Fewer do when tasks that run have ended; none is interrupted.
   */
  props[PROP_MAX_THREADS] = g_param_spec_uint ("max-threads", NULL, NULL, 0, BG_MAX_THREADS,
                                               DEFAULT_MAX_THREADS, writable | G_PARAM_CONSTRUCT);

  /**
   * BgTaskManager:processing: (getter get_processing)
   *
   * Whether tasks are started.
   */
  props[PROP_PROCESSING] = g_param_spec_boolean ("processing", NULL, NULL, FALSE,
                                                 writable | G_PARAM_CONSTRUCT);

  /**
   * BgTaskManager:closed: (getter is_closed)
   *
   * Whether the manager was shut down and takes no more tasks.
   */
  props[PROP_CLOSED] = g_param_spec_boolean ("closed", NULL, NULL, FALSE, readable);

  describe_counts ();
  describe_places ();
  describe_limits ();
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
bg_task_manager_class_init (BgTaskManagerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  /* Whatever the library says, it says after this. */
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  bg_trace_init ();

  object_class->constructed = bg_task_manager_constructed;
  object_class->dispose = bg_task_manager_dispose;
  object_class->finalize = bg_task_manager_finalize;
  object_class->get_property = bg_task_manager_get_property;
  object_class->set_property = bg_task_manager_set_property;
  install_properties (object_class);
  bg_task_manager_install_signals (G_TYPE_FROM_CLASS (klass));
}

static void
bg_task_manager_init (BgTaskManager *self)
{
  BgTaskManagerPrivate *priv = bg_task_manager_get_private (self);

  priv->engine = bg_engine_new (self, &calls);
  /* GObject warns of nonsense and then leaves things as they are. */
  priv->max_threads = DEFAULT_MAX_THREADS;
  priv->models = g_ptr_array_new ();
}

/**
 * bg_task_manager_new:
 * @max_threads: how many tasks run at once at most; 0 is unlimited
 *
 * Makes a manager that belongs to the thread-default main context of the caller.
 *
 * Nothing runs before [method@TaskManager.start_processing].
 *
 * Returns: (transfer full): a new manager
 */
BgTaskManager *
bg_task_manager_new (guint max_threads)
{
  g_return_val_if_fail (max_threads <= BG_MAX_THREADS, NULL);

  return g_object_new (BG_TYPE_TASK_MANAGER, "max-threads", max_threads, NULL);
}
