/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task.h"

#include "bg-enum-types.h"
#include "bg-executor.h"
#include "bg-task-private.h"

#include <glib/gi18n-lib.h>

/**
 * BgTask:
 *
 * One piece of work, with its outcome.
 *
 * A task has a body, which [class@TaskManager] runs in a worker thread, and properties that say what may
 * run when: its priority, its group and the tasks it waits for. What it is may be changed until it is
 * added; then it belongs to its manager, goes through the states of [enum@TaskState], and ends once. After
 * that it never changes again and can be kept for as long as you like.
 *
 * The body reports with [method@Task.return_value] and its relatives, which may be called from any thread.
 * Properties are notified in the context of the manager only, so that they can be bound to widgets.
 *
 * Derive from it to make a kind of task: implement `run` for work that is done in a worker thread, or
 * `start` for work that is asynchronous by nature and is begun in the context of the manager.
 *
 * Where you only want a plain function to be run, [method@TaskManager.add_work] costs less.
 *
 * ```c
 * static gboolean
 * count_words (BgTask *task, GCancellable *cancellable, gpointer user_data, GError **error)
 * {
 *   g_autofree char *text = NULL;
 *   g_auto (GStrv) words = NULL;
 *
 *   if (!g_file_load_contents (user_data, cancellable, &text, NULL, NULL, error))
 *     return FALSE;
 *   words = g_strsplit_set (text, " \n", -1);
 *   bg_task_return_int (task, (int) g_strv_length (words));
 *   return TRUE;
 * }
 * ```
 *
 * Threads: setters are for whoever made the task, before it is added. The priority, [method@Task.stop] and
 * everything that a body needs are safe from any thread; so are all getters.
 */

typedef enum
{
  PROP_NAME = 1,
  PROP_GROUP,
  PROP_PRIORITY,
  PROP_TASK_CLASS,
  PROP_DELAY,
  PROP_DEADLINE,
  PROP_TIME_LIMIT,
  PROP_NOT_BEFORE,
  PROP_AT_SHUT_DOWN,
  PROP_EXECUTOR,
  PROP_RETRY,
  PROP_ATTEMPT,
  PROP_ID,
  PROP_STATE,
  PROP_FRACTION,
  PROP_TEXT,
  PROP_WAITING_REASON,
  PROP_RESULT,
  PROP_ERROR,
  PROP_ADDED_TIME,
  PROP_READY_TIME,
  PROP_START_TIME,
  PROP_END_TIME,
} BgTaskProperty;

static GParamSpec *props[PROP_END_TIME + 1];

G_DEFINE_TYPE_WITH_PRIVATE (BgTask, bg_task, G_TYPE_OBJECT)

BgTaskPrivate *
bg_task_get_private (BgTask *self)
{
  return bg_task_get_instance_private (self);
}

static void
clear_value (gpointer data)
{
  g_value_unset (data);
  g_free (data);
}

/* From any thread: NULL if there is none. */
BgTaskExtra *
bg_task_get_extra (BgTask *self)
{
  return __atomic_load_n (&bg_task_get_private (self)->extra, __ATOMIC_ACQUIRE);
}

/* By whoever made the task, or under its lock once it was added. */
BgTaskExtra *
bg_task_ensure_extra (BgTask *self)
{
  BgTaskExtra *extra = bg_task_get_extra (self);

  if (extra != NULL)
    return extra;
  extra = g_new0 (BgTaskExtra, 1);
  extra->upstream_ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  extra->arguments = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, clear_value);
  __atomic_store_n (&bg_task_get_private (self)->extra, extra, __ATOMIC_RELEASE);
  return extra;
}

void
bg_task_free_inputs (gpointer inputs)
{
  GArray *array = inputs;

  for (guint i = 0; i < array->len; i++)
    bg_outcome_unref (g_array_index (array, BgTaskInput, i).outcome);
  g_array_unref (array);
}

static void
free_extra (BgTaskExtra *extra)
{
  g_clear_pointer (&extra->inputs, bg_task_free_inputs);
  g_clear_object (&extra->executor);
  g_clear_pointer (&extra->not_before, g_date_time_unref);
  g_free (extra->unique_key);
  g_clear_pointer (&extra->resources, g_ptr_array_unref);
  g_clear_pointer (&extra->conditions, g_ptr_array_unref);
  g_clear_pointer (&extra->retry, bg_retry_policy_unref);
  g_array_unref (extra->upstream_ids);
  g_hash_table_unref (extra->arguments);
  g_clear_pointer (&extra->merged, g_hash_table_unref);
  g_slist_free_full (extra->late, (GDestroyNotify) bg_outcome_unref);
  g_free (extra->text);
  g_free (extra);
}

static void
bg_task_finalize (GObject *object)
{
  BgTask *self = BG_TASK (object);
  BgTaskPrivate *priv = bg_task_get_private (self);
  BgEngine *engine = priv->engine;

  if (priv->user_data_destroy != NULL)
    priv->user_data_destroy (priv->user_data);
  if (engine != NULL)
    {
      /* The last reference may be dropped by a worker, and what a task holds belongs to the home context. */
      if (priv->outcome != NULL)
        bg_engine_discard (engine, (GDestroyNotify) bg_outcome_unref, priv->outcome);
      if (priv->extra != NULL)
        bg_engine_discard (engine, (GDestroyNotify) free_extra, priv->extra);
      bg_engine_unref (engine);
    }
  else
    {
      g_clear_pointer (&priv->outcome, bg_outcome_unref);
      g_clear_pointer (&priv->extra, free_extra);
    }
  g_clear_object (&priv->cancellable);
  g_free (priv->name);
  g_free (priv->group);
  g_mutex_clear (&priv->lock);
  G_OBJECT_CLASS (bg_task_parent_class)->finalize (object);
}

static gint64
get_time (BgTask         *self,
          BgTaskProperty  which)
{
  if (which == PROP_ADDED_TIME)
    return bg_task_get_added_time (self);
  if (which == PROP_READY_TIME)
    return bg_task_get_ready_time (self);
  return which == PROP_START_TIME ? bg_task_get_start_time (self) : bg_task_get_end_time (self);
}

/* What it is. FALSE if the property says what became of it. */
static gboolean
get_setting (BgTask         *self,
             BgTaskProperty  property,
             GValue         *value)
{
  if (property == PROP_NAME)
    g_value_set_string (value, bg_task_get_name (self));
  else if (property == PROP_GROUP)
    g_value_set_string (value, bg_task_get_group (self));
  else if (property == PROP_PRIORITY)
    g_value_set_int (value, bg_task_get_priority (self));
  else if (property == PROP_TASK_CLASS)
    g_value_set_enum (value, (int) bg_task_get_task_class (self));
  else if (property == PROP_DELAY)
    g_value_set_uint (value, bg_task_get_delay (self));
  else if (property == PROP_DEADLINE)
    g_value_set_uint (value, bg_task_get_deadline (self));
  else if (property == PROP_TIME_LIMIT)
    g_value_set_uint (value, bg_task_get_time_limit (self));
  else if (property == PROP_NOT_BEFORE)
    g_value_set_boxed (value, bg_task_get_not_before (self));
  else if (property == PROP_AT_SHUT_DOWN)
    g_value_set_enum (value, (int) bg_task_get_at_shut_down (self));
  else if (property == PROP_EXECUTOR)
    g_value_set_object (value, bg_task_get_executor (self));
  else if (property == PROP_RETRY)
    g_value_set_boxed (value, bg_task_get_retry (self));
  else
    return FALSE;
  return TRUE;
}

static void
bg_task_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  BgTask *self = BG_TASK (object);

  if (get_setting (self, (BgTaskProperty) prop_id, value))
    return;
  switch (prop_id)
    {
    case PROP_ATTEMPT:
      g_value_set_uint (value, bg_task_get_attempt (self));
      break;
    case PROP_ID:
      g_value_set_uint64 (value, bg_task_get_id (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, (int) bg_task_get_state (self));
      break;
    case PROP_FRACTION:
      g_value_set_double (value, bg_task_get_fraction (self));
      break;
    case PROP_TEXT:
      g_value_take_string (value, bg_task_dup_text (self));
      break;
    case PROP_WAITING_REASON:
      g_value_take_string (value, bg_task_dup_waiting_reason (self));
      break;
    case PROP_RESULT:
      g_value_set_boxed (value, bg_task_get_result (self));
      break;
    case PROP_ERROR:
      g_value_take_boxed (value, bg_task_dup_error (self));
      break;
    case PROP_ADDED_TIME:
    case PROP_READY_TIME:
    case PROP_START_TIME:
    case PROP_END_TIME:
      g_value_set_int64 (value, get_time (self, (BgTaskProperty) prop_id));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_task_set_property (GObject      *object,
                      guint         prop_id,
                      const GValue *value,
                      GParamSpec   *pspec)
{
  BgTask *self = BG_TASK (object);

  switch ((BgTaskProperty) prop_id)
    {
    case PROP_NAME:
      bg_task_set_name (self, g_value_get_string (value));
      break;
    case PROP_GROUP:
      bg_task_set_group (self, g_value_get_string (value));
      break;
    case PROP_PRIORITY:
      bg_task_set_priority (self, g_value_get_int (value));
      break;
    case PROP_TASK_CLASS:
      bg_task_set_task_class (self, (BgAdmissionClass) g_value_get_enum (value));
      break;
    case PROP_DELAY:
      bg_task_set_delay (self, g_value_get_uint (value));
      break;
    case PROP_DEADLINE:
      bg_task_set_deadline (self, g_value_get_uint (value));
      break;
    case PROP_TIME_LIMIT:
      bg_task_set_time_limit (self, g_value_get_uint (value));
      break;
    case PROP_NOT_BEFORE:
      bg_task_set_not_before (self, g_value_get_boxed (value));
      break;
    case PROP_AT_SHUT_DOWN:
      bg_task_set_at_shut_down (self, (BgAtShutDown) g_value_get_enum (value));
      break;
    case PROP_EXECUTOR:
      bg_task_set_executor (self, g_value_get_object (value));
      break;
    case PROP_RETRY:
      bg_task_set_retry (self, g_value_get_boxed (value));
      break;
    case PROP_ATTEMPT:
    case PROP_ID:
    case PROP_STATE:
    case PROP_FRACTION:
    case PROP_TEXT:
    case PROP_WAITING_REASON:
    case PROP_RESULT:
    case PROP_ERROR:
    case PROP_ADDED_TIME:
    case PROP_READY_TIME:
    case PROP_START_TIME:
    case PROP_END_TIME:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static GParamSpec *
time_property (const char *name)
{
  return g_param_spec_int64 (name, NULL, NULL, 0, G_MAXINT64, 0,
                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
bg_task_class_init (BgTaskClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = bg_task_finalize;
  object_class->get_property = bg_task_get_property;
  object_class->set_property = bg_task_set_property;
  klass->run = bg_task_call_func;

  /**
   * BgTask:name: (getter get_name) (setter set_name)
   *
   * What the task is called, for people to read.
   */
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, writable);

  /**
   * BgTask:group: (getter get_group) (setter set_group)
   *
   * The group that the task belongs to, or `NULL` for none.
   */
  props[PROP_GROUP] = g_param_spec_string ("group", NULL, NULL, NULL, writable);

  /**
   * BgTask:priority: (getter get_priority) (setter set_priority)
   *
   * How soon the task runs: larger goes first. This is the other way round than GLib's priorities of sources.
   */
  props[PROP_PRIORITY] = g_param_spec_int ("priority", NULL, NULL, G_MININT, G_MAXINT, 0, writable);

  /**
   * BgTask:task-class: (getter get_task_class) (setter set_task_class)
   *
   * How urgently the task is admitted; it decides before the priority does.
   */
  props[PROP_TASK_CLASS] = g_param_spec_enum ("task-class", NULL, NULL, BG_TYPE_ADMISSION_CLASS,
                                              BG_TASK_CLASS_NORMAL, writable);

  /**
   * BgTask:delay: (getter get_delay) (setter set_delay)
   *
   * How many milliseconds after it was added the task may start. It takes no thread meanwhile.
   */
  props[PROP_DELAY] = g_param_spec_uint ("delay", NULL, NULL, 0, G_MAXUINT, 0, writable);

  /**
   * BgTask:deadline: (getter get_deadline) (setter set_deadline)
   *
   * How many milliseconds after it was added the task must have ended, or 0. A task that has not fails
   * with `BG_ERROR_TIMED_OUT`.
   */
  props[PROP_DEADLINE] = g_param_spec_uint ("deadline", NULL, NULL, 0, G_MAXUINT, 0, writable);

  /**
   * BgTask:time-limit: (getter get_time_limit) (setter set_time_limit)
   *
   * For how many milliseconds the task may run, or 0. One that runs for longer fails with `BG_ERROR_TIMED_OUT`, and its
   * cancellable is triggered.
   */
  props[PROP_TIME_LIMIT] = g_param_spec_uint ("time-limit", NULL, NULL, 0, G_MAXUINT, 0, writable);

  /**
   * BgTask:not-before: (getter get_not_before) (setter set_not_before)
   *
   * The date and time of day before which the task does not begin, or `NULL`. If the clock of the computer is set, it
   * is what that says which counts.
   */
  props[PROP_NOT_BEFORE] = g_param_spec_boxed ("not-before", NULL, NULL, G_TYPE_DATE_TIME, writable);

  /**
   * BgTask:at-shut-down: (getter get_at_shut_down) (setter set_at_shut_down)
   *
   * What becomes of the task when its manager is shut down.
   */
  props[PROP_AT_SHUT_DOWN] = g_param_spec_enum ("at-shut-down", NULL, NULL, BG_TYPE_AT_SHUT_DOWN, BG_AT_SHUT_DOWN_STOP,
                                                writable);

  /**
   * BgTask:executor: (getter get_executor) (setter set_executor)
   *
   * Where the task is to run, or `NULL` for the default of the manager.
   */
  props[PROP_EXECUTOR] = g_param_spec_object ("executor", NULL, NULL, BG_TYPE_EXECUTOR, writable);

  /**
   * BgTask:retry: (getter get_retry) (setter set_retry)
   *
   * When the task is tried again after it has failed, or `NULL` for never.
   */
  props[PROP_RETRY] = g_param_spec_boxed ("retry", NULL, NULL, BG_TYPE_RETRY_POLICY, writable);

  /**
   * BgTask:attempt: (getter get_attempt)
   *
   * Which attempt this is; the first is 1.
   */
  props[PROP_ATTEMPT] = g_param_spec_uint ("attempt", NULL, NULL, 1, G_MAXUINT, 1, readable);

  /**
   * BgTask:id: (getter get_id)
   *
   * The id that the manager gave the task, or 0 before it was added.
   */
  props[PROP_ID] = g_param_spec_uint64 ("id", NULL, NULL, 0, G_MAXUINT64, 0, readable);

  /**
   * BgTask:state: (getter get_state)
   *
   * Where the task is in its life.
   */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, BG_TYPE_TASK_STATE,
                                         BG_TASK_STATE_NEW, readable);

  /**
   * BgTask:fraction: (getter get_fraction)
   *
   * How much of the work is done, from 0 to 1, as reported by the body.
   */
  props[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, readable);

  /**
   * BgTask:text:
   *
   * What the task does at the moment, as reported by the body.
   */
  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, readable);

  /**
   * BgTask:waiting-reason:
   *
   * Why the task does not run yet, for people to read, or `NULL` if it does not wait.
   */
  props[PROP_WAITING_REASON] = g_param_spec_string ("waiting-reason", NULL, NULL, NULL, readable);

  /**
   * BgTask:result: (getter get_result)
   *
   * What the task returned.
   */
  props[PROP_RESULT] = g_param_spec_boxed ("result", NULL, NULL, G_TYPE_VALUE, readable);

  /**
   * BgTask:error:
   *
   * Why the task failed.
   */
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, readable);

  /**
   * BgTask:added-time: (getter get_added_time)
   *
   * When the task was added, in microseconds of the monotonic clock, or 0.
   */
  props[PROP_ADDED_TIME] = time_property ("added-time");

  /**
   * BgTask:ready-time: (getter get_ready_time)
   *
   * When the task had nothing to wait for any more but its turn, in microseconds of the monotonic clock, or 0.
   */
  props[PROP_READY_TIME] = time_property ("ready-time");

  /**
   * BgTask:start-time: (getter get_start_time)
   *
   * When the body was called, in microseconds of the monotonic clock, or 0.
   */
  props[PROP_START_TIME] = time_property ("start-time");

  /**
   * BgTask:end-time: (getter get_end_time)
   *
   * When the task ended, in microseconds of the monotonic clock, or 0.
   */
  props[PROP_END_TIME] = time_property ("end-time");

  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
bg_task_init (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);

  g_mutex_init (&priv->lock);
  priv->seen = TRUE;
  priv->task_class = BG_TASK_CLASS_NORMAL;
}

/**
 * bg_task_new:
 * @func: (scope notified) (closure user_data) (destroy user_data_destroy): the body
 * @user_data: data for @func
 * @user_data_destroy: (nullable): frees @user_data, in the context of the manager, when the task has ended
 *
 * Makes a task that calls a function in a worker thread.
 *
 * Returns: (transfer full): a new task
 */
BgTask *
bg_task_new (BgTaskFunc     func,
             gpointer       user_data,
             GDestroyNotify user_data_destroy)
{
  BgTask *self;
  BgTaskPrivate *priv;

  g_return_val_if_fail (func != NULL, NULL);

  self = g_object_new (BG_TYPE_TASK, NULL);
  priv = bg_task_get_private (self);
  priv->func = func;
  priv->user_data = user_data;
  priv->user_data_destroy = user_data_destroy;
  return self;
}

/**
 * bg_task_new_pass_through:
 *
 * Makes a task that does nothing but join others.
 *
 * It takes no thread. Its result is a mapping: its own arguments, overlaid by the mappings that its
 * upstreams returned, in the order in which they were declared.
 *
 * Returns: (transfer full): a new task
 */
BgTask *
bg_task_new_pass_through (void)
{
  BgTask *self = g_object_new (BG_TYPE_TASK, NULL);

  bg_task_get_private (self)->kind = BG_TASK_KIND_PASS_THROUGH;
  return self;
}
