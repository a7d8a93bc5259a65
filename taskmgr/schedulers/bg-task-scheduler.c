/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-scheduler-private.h"

#include "bg-enum-types.h"

/**
 * BgTaskScheduler:
 *
 * What the schedulers of the library have in common: they run a function again and again, each time as a task.
 *
 * A run is a task like any other. It takes a thread only while it runs, has the name, class, priority and group that
 * the scheduler has, and the manager tells what came of it. The next one begins after the last one has ended: runs of a
 * scheduler never overlap, also where a body goes on with [method@Task.hold].
 *
 * The same rules hold for all kinds:
 *
 * - A run that fails is reported to the function of [method@TaskScheduler.set_error_func] and by
 *   [signal@Scheduler::failed], and the scheduler goes on.
 * - A body that returns `FALSE` without an error stops the scheduler, and so does a task whose result is the boolean
 *   `FALSE`. What was asked for and has not begun stays for when it is started again.
 * - A run that was stopped is not reported.
 *
 * From C the body is given by [method@TaskScheduler.set_func]. In other languages, or where the work is asynchronous by
 * nature or done by another kind of task, [method@TaskScheduler.set_task_func] makes a task for each run.
 *
 * Threads: as [iface@Scheduler]. User data are freed in the context of the manager.
 */

typedef enum
{
  PROP_NAME = 1,
  PROP_ACTIVE,
  PROP_TASK_CLASS,
  PROP_PRIORITY,
  PROP_GROUP,
  PROP_EXECUTOR,
  PROP_N_RUNS,
} BgTaskSchedulerProperty;

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (BgTaskScheduler, bg_task_scheduler, G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (BgTaskScheduler)
                                  G_IMPLEMENT_INTERFACE (BG_TYPE_SCHEDULER, bg_task_scheduler_implement))

BgTaskSchedulerPrivate *
bg_task_scheduler_get_private (BgTaskScheduler *self)
{
  return bg_task_scheduler_get_instance_private (self);
}

BgScheduling
bg_task_scheduler_get_state (BgTaskScheduler *self)
{
  return (BgScheduling) g_atomic_int_get (&bg_task_scheduler_get_private (self)->scheduling);
}

static gboolean
is_home (BgTaskScheduler *self)
{
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (self);

  return g_thread_self () == priv->home || g_main_context_is_owner (priv->context);
}

typedef struct
{
  GDestroyNotify destroy;
  gpointer       data;
} BgReleased;

static gboolean
release_cb (gpointer user_data)
{
  const BgReleased *released = user_data;

  released->destroy (released->data);
  return G_SOURCE_REMOVE;
}

/* Frees something of the user's, in the home context. */
void
bg_task_scheduler_release (BgTaskScheduler *self,
                           GDestroyNotify   destroy,
                           gpointer         data)
{
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (self);
  g_autoptr (GSource) source = NULL;
  BgReleased *released;

  if (is_home (self))
    {
      destroy (data);
      return;
    }
  released = g_new (BgReleased, 1);
  *released = (BgReleased) { destroy, data };
  source = g_idle_source_new ();
  g_source_set_static_name (source, "[taskmgr] release");
  g_source_set_callback (source, release_cb, released, g_free);
  g_source_attach (source, priv->context);
}

void
bg_task_scheduler_clear_call (BgTaskScheduler *self,
                              BgSchedulerCall *call)
{
  BgSchedulerCall cleared = *call;

  *call = (BgSchedulerCall) { NULL, NULL, NULL };
  if (cleared.user_data_destroy != NULL)
    bg_task_scheduler_release (self, cleared.user_data_destroy, cleared.user_data);
}

static void
bg_task_scheduler_finalize (GObject *object)
{
  BgTaskScheduler *self = BG_TASK_SCHEDULER (object);
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (self);

  bg_task_scheduler_clear_call (self, &priv->body);
  bg_task_scheduler_clear_call (self, &priv->make_task);
  bg_task_scheduler_clear_call (self, &priv->handle_error);
  g_clear_weak_pointer (&priv->manager);
  g_clear_object (&priv->executor);
  g_main_context_unref (priv->context);
  g_mutex_clear (&priv->lock);
  g_free (priv->name);
  g_free (priv->group);
  G_OBJECT_CLASS (bg_task_scheduler_parent_class)->finalize (object);
}

static void
bg_task_scheduler_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  BgTaskScheduler *self = BG_TASK_SCHEDULER (object);

  switch ((BgTaskSchedulerProperty) prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, bg_task_scheduler_get_name (self));
      break;
    case PROP_ACTIVE:
      g_value_set_boolean (value, bg_task_scheduler_get_state (self) != BG_SCHEDULING_OFF);
      break;
    case PROP_TASK_CLASS:
      g_value_set_enum (value, (int) bg_task_scheduler_get_task_class (self));
      break;
    case PROP_PRIORITY:
      g_value_set_int (value, bg_task_scheduler_get_priority (self));
      break;
    case PROP_GROUP:
      g_value_set_string (value, bg_task_scheduler_get_group (self));
      break;
    case PROP_EXECUTOR:
      g_value_set_object (value, bg_task_scheduler_get_executor (self));
      break;
    case PROP_N_RUNS:
      g_value_set_uint64 (value, bg_task_scheduler_get_n_runs (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_task_scheduler_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  BgTaskScheduler *self = BG_TASK_SCHEDULER (object);

  switch ((BgTaskSchedulerProperty) prop_id)
    {
    case PROP_NAME:
      bg_task_scheduler_set_name (self, g_value_get_string (value));
      break;
    case PROP_TASK_CLASS:
      bg_task_scheduler_set_task_class (self, (BgAdmissionClass) g_value_get_enum (value));
      break;
    case PROP_PRIORITY:
      bg_task_scheduler_set_priority (self, g_value_get_int (value));
      break;
    case PROP_GROUP:
      bg_task_scheduler_set_group (self, g_value_get_string (value));
      break;
    case PROP_EXECUTOR:
      bg_task_scheduler_set_executor (self, g_value_get_object (value));
      break;
    case PROP_ACTIVE:
    case PROP_N_RUNS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_task_scheduler_class_init (BgTaskSchedulerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = bg_task_scheduler_finalize;
  object_class->get_property = bg_task_scheduler_get_property;
  object_class->set_property = bg_task_scheduler_set_property;

  g_object_class_override_property (object_class, PROP_NAME, "name");
  g_object_class_override_property (object_class, PROP_ACTIVE, "active");

  /**
   * BgTaskScheduler:task-class: (getter get_task_class) (setter set_task_class)
   *
   * How urgently its runs are admitted to a pool.
   */
  g_object_class_install_property (object_class, PROP_TASK_CLASS,
                                   g_param_spec_enum ("task-class", NULL, NULL, BG_TYPE_ADMISSION_CLASS,
                                                      BG_TASK_CLASS_NORMAL, writable));

  /**
   * BgTaskScheduler:priority: (getter get_priority) (setter set_priority)
   *
   * How soon its runs run; larger goes first.
   */
  g_object_class_install_property (object_class, PROP_PRIORITY,
                                   g_param_spec_int ("priority", NULL, NULL, G_MININT, G_MAXINT, 0, writable));

  /**
   * BgTaskScheduler:group: (getter get_group) (setter set_group)
   *
   * The group that its runs belong to.
   */
  g_object_class_install_property (object_class, PROP_GROUP,
                                   g_param_spec_string ("group", NULL, NULL, NULL, writable));

  /**
   * BgTaskScheduler:executor: (getter get_executor) (setter set_executor)
   *
   * Where its runs run; `NULL` for the default of the manager.
   */
  g_object_class_install_property (object_class, PROP_EXECUTOR,
                                   g_param_spec_object ("executor", NULL, NULL, BG_TYPE_EXECUTOR, writable));

  /**
   * BgTaskScheduler:n-runs: (getter get_n_runs)
   *
   * How many runs it has begun.
   */
  g_object_class_install_property (object_class, PROP_N_RUNS,
                                   g_param_spec_uint64 ("n-runs", NULL, NULL, 0, G_MAXUINT64, 0, readable));
}

static void
bg_task_scheduler_init (BgTaskScheduler *self)
{
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (self);

  g_mutex_init (&priv->lock);
  priv->task_class = BG_TASK_CLASS_NORMAL;
  priv->context = g_main_context_ref_thread_default ();
  priv->home = g_thread_self ();
}
