/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-loop-executor.h"

#include "bg-loop-jobs-private.h"
#include "../core/bg-executor.h"

/**
 * BgLoopExecutor:
 *
 * Runs tasks in the thread of a [class@Loop], one body after the other.
 *
 * It is for tasks that share something that only one thread may touch, and for those whose work is asynchronous:
 * a body that calls [method@Task.hold] before it returns goes on in the loop, where the next body runs meanwhile,
 * and reports from there. For work that keeps a processor busy take a [class@ThreadExecutor].
 *
 * Tasks are given to the loop as soon as they are ready, and run in that order. What is more urgent can overtake only
 * what has not been given: with [property@LoopExecutor:max-tasks] at 1 the loop is given the most urgent task, and
 * the next one when that has ended.
 *
 * Until the loop was started its tasks wait. When it stops, those that have not ended fail with
 * `BG_ERROR_SHUT_DOWN`: what was given is run before, unless the loop was told to cancel, and what is held ends with
 * the loop. Tasks that get ready afterwards fail at once, until the loop is started again.
 *
 * An executor serves one manager, and has to be made in its context. Its properties are for that context only.
 *
 * ```c
 * static void
 * run_in_loop (BgTaskManager *manager, BgLoop *loop, BgTask *task)
 * {
 *   g_autoptr (BgLoopExecutor) executor = bg_loop_executor_new (loop);
 *   g_autoptr (GError) error = NULL;
 *
 *   bg_task_set_executor (task, BG_EXECUTOR (executor));
 *   if (bg_task_manager_add (manager, task, &error) == 0)
 *     g_printerr ("%s\n", error->message);
 * }
 * ```
 */

typedef enum
{
  PROP_LOOP = 1,
  PROP_MAX_TASKS,
} BgLoopExecutorProperty;

struct _BgLoopExecutor
{
  GObject     parent_instance;

  /* fixed at construction */
  BgLoop     *loop;
  BgLoopJobs *jobs;

  /* home context */
  guint       max_tasks;
};

static GParamSpec *props[PROP_MAX_TASKS + 1];

static void bg_loop_executor_executor_init (BgExecutorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BgLoopExecutor, bg_loop_executor, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BG_TYPE_EXECUTOR, bg_loop_executor_executor_init))

static guint
bg_loop_executor_get_room (BgExecutor       *executor,
                           BgAdmissionClass  task_class)
{
  BgLoopExecutor *self = BG_LOOP_EXECUTOR (executor);
  guint n = bg_loop_jobs_get_count (self->jobs);

  if (!bg_loop_core_was_started (bg_loop_get_core (self->loop)))
    return 0;
  /* What a stopped loop is given fails, and takes no room. */
  if (self->max_tasks == 0 || !bg_loop_is_running (self->loop))
    return G_MAXUINT;
  return self->max_tasks - MIN (n, self->max_tasks);
}

static void
bg_loop_executor_submit (BgExecutor *executor,
                         BgTask     *task)
{
  bg_loop_jobs_submit (BG_LOOP_EXECUTOR (executor)->jobs, task);
}

static void
bg_loop_executor_executor_init (BgExecutorInterface *iface)
{
  iface->get_room = bg_loop_executor_get_room;
  iface->submit = bg_loop_executor_submit;
}

static void
room_changed (gpointer owner)
{
  bg_executor_capacity_changed (owner);
}

static void
bg_loop_executor_constructed (GObject *object)
{
  BgLoopExecutor *self = BG_LOOP_EXECUTOR (object);

  G_OBJECT_CLASS (bg_loop_executor_parent_class)->constructed (object);
  if (self->loop == NULL)
    self->loop = g_object_new (BG_TYPE_LOOP, NULL);
  self->jobs = bg_loop_jobs_new (bg_loop_get_core (self->loop), self, room_changed);
  g_signal_connect_object (self->loop, "notify::running", G_CALLBACK (room_changed), self, G_CONNECT_SWAPPED);
}

static void
bg_loop_executor_finalize (GObject *object)
{
  BgLoopExecutor *self = BG_LOOP_EXECUTOR (object);

  bg_loop_jobs_unref (self->jobs);
  g_object_unref (self->loop);
  G_OBJECT_CLASS (bg_loop_executor_parent_class)->finalize (object);
}

static void
bg_loop_executor_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  BgLoopExecutor *self = BG_LOOP_EXECUTOR (object);

  switch ((BgLoopExecutorProperty) prop_id)
    {
    case PROP_LOOP:
      g_value_set_object (value, bg_loop_executor_get_loop (self));
      break;
    case PROP_MAX_TASKS:
      g_value_set_uint (value, bg_loop_executor_get_max_tasks (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_loop_executor_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  BgLoopExecutor *self = BG_LOOP_EXECUTOR (object);

  switch ((BgLoopExecutorProperty) prop_id)
    {
    case PROP_LOOP:
      self->loop = g_value_dup_object (value);
      break;
    case PROP_MAX_TASKS:
      bg_loop_executor_set_max_tasks (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_loop_executor_class_init (BgLoopExecutorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = bg_loop_executor_constructed;
  object_class->finalize = bg_loop_executor_finalize;
  object_class->get_property = bg_loop_executor_get_property;
  object_class->set_property = bg_loop_executor_set_property;

  /**
   * BgLoopExecutor:loop: (getter get_loop)
   *
   * The loop in whose thread the tasks run.
   */
  props[PROP_LOOP] = g_param_spec_object ("loop", NULL, NULL, BG_TYPE_LOOP,
                                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * BgLoopExecutor:max-tasks: (getter get_max_tasks) (setter set_max_tasks)
   *
   * How many tasks the loop has at once at most, those that are held included; 0 is unlimited.
   *
   * Fewer take effect when tasks have ended; none is taken back.
   */
  props[PROP_MAX_TASKS] = g_param_spec_uint ("max-tasks", NULL, NULL, 0, G_MAXUINT, 0,
                                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
bg_loop_executor_init (BgLoopExecutor *self)
{
}

/**
 * bg_loop_executor_new:
 * @loop: the loop
 *
 * Makes an executor that runs tasks in the thread of a loop.
 *
 * The loop is started and stopped by whoever has it.
 *
 * Returns: (transfer full): a new executor
 */
BgLoopExecutor *
bg_loop_executor_new (BgLoop *loop)
{
  g_return_val_if_fail (BG_IS_LOOP (loop), NULL);

  return g_object_new (BG_TYPE_LOOP_EXECUTOR, "loop", loop, NULL);
}

/**
 * bg_loop_executor_get_loop:
 * @self: an executor
 *
 * Gets the loop in whose thread the tasks run.
 *
 * Returns: (transfer none): the loop
 */
BgLoop *
bg_loop_executor_get_loop (BgLoopExecutor *self)
{
  g_return_val_if_fail (BG_IS_LOOP_EXECUTOR (self), NULL);

  return self->loop;
}

/**
 * bg_loop_executor_get_max_tasks:
 * @self: an executor
 *
 * Gets how many tasks the loop has at once at most, those that are held included; 0 is unlimited.
 *
 * Returns: the number
 */
guint
bg_loop_executor_get_max_tasks (BgLoopExecutor *self)
{
  g_return_val_if_fail (BG_IS_LOOP_EXECUTOR (self), 0);

  return self->max_tasks;
}

/**
 * bg_loop_executor_set_max_tasks:
 * @self: an executor
 * @max_tasks: the number
 *
 * Sets how many tasks the loop has at once at most, those that are held included; 0 is unlimited.
 *
 * Fewer take effect when tasks have ended; none is taken back.
 */
void
bg_loop_executor_set_max_tasks (BgLoopExecutor *self,
                                guint           max_tasks)
{
  g_return_if_fail (BG_IS_LOOP_EXECUTOR (self));

  if (self->max_tasks == max_tasks)
    return;
  self->max_tasks = max_tasks;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MAX_TASKS]);
  bg_executor_capacity_changed (BG_EXECUTOR (self));
}
