/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-queue-private.h"

#include "bg-enum-types.h"

/**
 * BgTaskQueue:
 *
 * One customer of an idle executor, with the tasks that it would like to see done.
 *
 * Every part of a program that has work for idle moments makes a queue of its own and gives it to the
 * [class@IdleExecutor] once, with [method@IdleExecutor.add_queue]. From then on it talks to its queue only. The queue
 * enters the executor when it has a task and leaves it when it has none, by itself and as often as that happens;
 * [property@TaskQueue:managed] says where it is. Within the executor the queues take turns, so that none starves,
 * however many tasks another one has.
 *
 * Within the queue, larger priorities go first, and first in, first out among equals. A task that is to be done
 * [enum@TaskQueuePriority] `SOON` in addition moves the queue to the front of the executor, once. The classes of tasks
 * play no role: there is no pool to be admitted to. A task that waits for others, or for its delay, holds up no
 * other.
 *
 * The tasks belong to the manager that the executor serves like all others: they have ids, results and failures, and
 * any task may wait for them. Besides, they can have a name in their queue, by which they can be replaced, removed and
 * changed for as long as they have not ended. A task that is added with a name that is taken replaces the other one,
 * which is stopped if it has not begun.
 *
 * Derive from it to do more than stop a task when it is cancelled, or to pause what has begun.
 *
 * ```c
 * g_autoptr (BgIdleExecutor) executor = bg_idle_executor_new (manager, NULL);
 * g_autoptr (BgTaskQueue) pages = bg_task_queue_new ("pages");
 *
 * bg_idle_executor_add_queue (executor, pages, NULL);
 * bg_task_queue_add_task (pages, task, BG_TASK_QUEUE_PRIORITY_SOMETIME, "settings", error);
 *
 * // When the pointer comes near the button for them.
 * bg_task_queue_update_task (pages, "settings", BG_TASK_QUEUE_PRIORITY_SOON);
 * ```
 *
 * Threads: queues are for the context of the manager, where the tasks run as well.
 */

typedef enum
{
  PROP_NAME = 1,
  PROP_EXECUTOR,
  PROP_LENGTH,
  PROP_MANAGED,
  PROP_PAUSED,
  PROP_DEFAULT_PRIORITY,
  PROP_PATIENCE,
} BgTaskQueueProperty;

enum
{
  PRIORITY_CHANGED,
  N_SIGNALS
};

static GParamSpec *props[PROP_PATIENCE + 1];
static guint signals[N_SIGNALS];

G_DEFINE_TYPE_WITH_PRIVATE (BgTaskQueue, bg_task_queue, G_TYPE_OBJECT)

BgTaskQueuePrivate *
bg_task_queue_get_private (BgTaskQueue *self)
{
  return bg_task_queue_get_instance_private (self);
}

/* Tells of all that has changed. Whoever hears it may do anything with the queue. */
void
bg_task_queue_announce (BgTaskQueue *self)
{
  BgTaskQueuePrivate *priv = bg_task_queue_get_private (self);
  g_autoptr (BgTaskQueue) keep = g_object_ref (self);

  if (priv->executor != NULL)
    bg_idle_executor_follow (priv->executor, self);
  if (priv->notified_length == priv->length)
    return;
  priv->notified_length = priv->length;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LENGTH]);
}

void
bg_task_queue_priority_changed (BgTaskQueue  *self,
                                BgParkedTask *queued)
{
  BgTaskQueuePrivate *priv = bg_task_queue_get_private (self);
  g_autoptr (BgTask) task = g_object_ref (queued->task);
  g_autofree char *name = g_strdup (queued->name);
  const int priority = queued->priority;

  if (priority >= BG_TASK_QUEUE_PRIORITY_SOON && priv->executor != NULL)
    bg_idle_executor_move_to_front (priv->executor, self);
  g_signal_emit (self, signals[PRIORITY_CHANGED], 0, task, name, priority);
}

void
bg_task_queue_set_executor (BgTaskQueue    *self,
                            BgIdleExecutor *executor)
{
  BgTaskQueuePrivate *priv = bg_task_queue_get_private (self);

  if (priv->executor == executor)
    return;
  priv->executor = executor;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXECUTOR]);
}

void
bg_task_queue_set_managed (BgTaskQueue *self,
                           gboolean     managed)
{
  bg_task_queue_get_private (self)->managed = managed;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MANAGED]);
}

static gboolean
bg_task_queue_real_cancel_task (BgTaskQueue *self,
                                const char  *name)
{
  BgParkedTask *queued;

  if (name == NULL)
    {
      bg_task_queue_stop_all (self);
      return TRUE;
    }
  queued = bg_task_queue_find_name (self, name);
  if (queued == NULL)
    return FALSE;
  bg_task_queue_stop_one (self, queued);
  return TRUE;
}

static gboolean
set_task_paused (BgTaskQueue *self,
                 const char  *name,
                 gboolean     paused)
{
  BgParkedTask *queued;

  if (name == NULL)
    {
      bg_task_queue_set_paused (self, paused);
      return TRUE;
    }
  queued = bg_task_queue_find_name (self, name);
  if (queued == NULL)
    return FALSE;
  bg_parked_task_set_paused (queued, paused);
  bg_task_queue_announce (self);
  return TRUE;
}

static gboolean
bg_task_queue_real_pause_task (BgTaskQueue *self,
                               const char  *name)
{
  return set_task_paused (self, name, TRUE);
}

static gboolean
bg_task_queue_real_resume_task (BgTaskQueue *self,
                                const char  *name)
{
  return set_task_paused (self, name, FALSE);
}

static void
bg_task_queue_dispose (GObject *object)
{
  BgTaskQueue *self = BG_TASK_QUEUE (object);
  BgTaskQueuePrivate *priv = bg_task_queue_get_private (self);
  g_autoptr (GList) all = g_hash_table_get_keys (priv->tasks);

  if (priv->executor != NULL)
    bg_idle_executor_forget (priv->executor, self);
  for (GList *link = all; link != NULL; link = link->next)
    bg_parked_task_drop (link->data);

  G_OBJECT_CLASS (bg_task_queue_parent_class)->dispose (object);
}

static void
bg_task_queue_finalize (GObject *object)
{
  BgTaskQueuePrivate *priv = bg_task_queue_get_private (BG_TASK_QUEUE (object));

  g_hash_table_unref (priv->tasks);
  g_hash_table_unref (priv->in_vain);
  g_hash_table_unref (priv->names);
  g_object_unref (priv->ready);
  g_sequence_free (priv->due);
  g_free (priv->name);
  G_OBJECT_CLASS (bg_task_queue_parent_class)->finalize (object);
}

static void
bg_task_queue_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  BgTaskQueue *self = BG_TASK_QUEUE (object);

  switch ((BgTaskQueueProperty) prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, bg_task_queue_get_name (self));
      break;
    case PROP_EXECUTOR:
      g_value_set_object (value, bg_task_queue_get_executor (self));
      break;
    case PROP_LENGTH:
      g_value_set_uint (value, bg_task_queue_get_length (self));
      break;
    case PROP_MANAGED:
      g_value_set_boolean (value, bg_task_queue_get_managed (self));
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, bg_task_queue_get_paused (self));
      break;
    case PROP_DEFAULT_PRIORITY:
      g_value_set_int (value, bg_task_queue_get_default_priority (self));
      break;
    case PROP_PATIENCE:
      g_value_set_uint (value, bg_task_queue_get_patience (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_task_queue_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  BgTaskQueue *self = BG_TASK_QUEUE (object);

  switch ((BgTaskQueueProperty) prop_id)
    {
    case PROP_NAME:
      bg_task_queue_get_private (self)->name = g_value_dup_string (value);
      break;
    case PROP_PAUSED:
      bg_task_queue_set_paused (self, g_value_get_boolean (value));
      break;
    case PROP_DEFAULT_PRIORITY:
      bg_task_queue_set_default_priority (self, g_value_get_int (value));
      break;
    case PROP_PATIENCE:
      bg_task_queue_set_patience (self, g_value_get_uint (value));
      break;
    case PROP_EXECUTOR:
    case PROP_LENGTH:
    case PROP_MANAGED:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_task_queue_class_init (BgTaskQueueClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bg_task_queue_dispose;
  object_class->finalize = bg_task_queue_finalize;
  object_class->get_property = bg_task_queue_get_property;
  object_class->set_property = bg_task_queue_set_property;
  klass->cancel_task = bg_task_queue_real_cancel_task;
  klass->pause_task = bg_task_queue_real_pause_task;
  klass->resume_task = bg_task_queue_real_resume_task;

  /**
   * BgTaskQueue:name: (getter get_name)
   *
   * What the queue is known by in its executor, or `NULL` if it is not to be found there.
   */
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL,
                                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * BgTaskQueue:executor: (getter get_executor)
   *
   * The executor that runs the tasks, once the queue was given to one.
   */
  props[PROP_EXECUTOR] = g_param_spec_object ("executor", NULL, NULL, BG_TYPE_EXECUTOR, readable);

  /**
   * BgTaskQueue:length: (getter get_length)
   *
   * How many tasks of the queue have not begun.
   */
  props[PROP_LENGTH] = g_param_spec_uint ("length", NULL, NULL, 0, G_MAXUINT, 0, readable);

  /**
   * BgTaskQueue:managed: (getter get_managed)
   *
   * Whether the queue takes turns with the others of its executor, which it does while it has tasks that have not
   * begun.
   */
  props[PROP_MANAGED] = g_param_spec_boolean ("managed", NULL, NULL, FALSE, readable);

  /**
   * BgTaskQueue:paused: (getter get_paused) (setter set_paused)
   *
   * Whether the queue begins no tasks for now. Those that have begun go on.
   */
  props[PROP_PAUSED] = g_param_spec_boolean ("paused", NULL, NULL, FALSE, writable);

  /**
   * BgTaskQueue:default-priority: (getter get_default_priority) (setter set_default_priority)
   *
   * The priority of tasks that are given `BG_TASK_QUEUE_PRIORITY_DEFAULT`.
   */
  props[PROP_DEFAULT_PRIORITY] = g_param_spec_int ("default-priority", NULL, NULL, G_MININT + 1, G_MAXINT,
                                                   BG_TASK_QUEUE_PRIORITY_SOMETIME, writable);

  /**
   * BgTaskQueue:patience: (getter get_patience) (setter set_patience)
   *
   * How many milliseconds a task that is added waits for an idle moment until it runs anyway, or 0 for as long as
   * it takes.
   */
  props[PROP_PATIENCE] = g_param_spec_uint ("patience", NULL, NULL, 0, G_MAXUINT, 0, writable);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  /**
   * BgTaskQueue::priority-changed:
   * @self: the queue
   * @task: the task
   * @name: (nullable): what the task is known by in the queue
   * @priority: its priority, which is never `BG_TASK_QUEUE_PRIORITY_DEFAULT`
   *
   * Emitted when a task was added, or was given another priority.
   */
  signals[PRIORITY_CHANGED] =
    g_signal_new ("priority-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 3, BG_TYPE_TASK, G_TYPE_STRING, G_TYPE_INT);
}

static void
bg_task_queue_init (BgTaskQueue *self)
{
  BgTaskQueuePrivate *priv = bg_task_queue_get_private (self);

  priv->default_priority = BG_TASK_QUEUE_PRIORITY_SOMETIME;
  priv->tasks = g_hash_table_new (NULL, NULL);
  priv->in_vain = g_hash_table_new (NULL, NULL);
  priv->names = g_hash_table_new (g_str_hash, g_str_equal);
  priv->ready = bg_priority_queue_new ();
  priv->due = g_sequence_new (NULL);
}
