/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-idle-executor-struct-private.h"

#include "bg-loop-idle-monitor.h"

#include <glib/gi18n-lib.h>

/**
 * BgIdleExecutor:
 *
 * Runs tasks in the main loop, while the user does nothing.
 *
 * Some work can be done nowhere else: widgets are made in the thread of the main loop, and in some languages all
 * functions run there. Where it is not urgent, this executor does it bit by bit in moments when nobody minds. It
 * waits until its [iface@IdleMonitor] says that such a moment has come, runs one task, and waits for the next
 * moment; with a [property@IdleExecutor:budget], for as many tasks as fit into that time. The shorter the tasks, the
 * better: a body that takes long holds up the main loop like any other callback.
 *
 * Each part of a program gives it a [class@TaskQueue] of its own. The queues take turns: the one at the front runs
 * one task, its most urgent one, and goes to the back. A queue with a task that is to be done soon moves to the front,
 * once. Tasks that are given the executor with [method@Task.set_executor] take turns with the queues as if they were
 * in one.
 *
 * A task that fails is reported like any other, and disturbs nobody. Bodies that go on by themselves after
 * [method@Task.hold] do not keep the next one waiting.
 *
 * While there is nothing that it could do, the executor asks for nothing and wakes nobody. If there never is an idle
 * moment, a task waits for as long as its [property@TaskQueue:patience] says, and then runs anyway. A manager that is
 * shut down, and is to run what it has, does not wait for idle moments either.
 *
 * Threads: it is for the context of its manager only, and all its tasks run there.
 *
 * ```c
 * g_autoptr (BgIdleExecutor) executor = bg_idle_executor_new (manager, NULL);
 *
 * bg_task_set_executor (task, BG_EXECUTOR (executor));
 * bg_task_manager_add (manager, task, error);
 * ```
 */

typedef enum
{
  PROP_MANAGER = 1,
  PROP_MONITOR,
  PROP_PAUSED,
  PROP_BUDGET,
} BgIdleExecutorProperty;

static GParamSpec *props[PROP_BUDGET + 1];

static void bg_idle_executor_iface_init (BgExecutorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BgIdleExecutor, bg_idle_executor, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BG_TYPE_EXECUTOR, bg_idle_executor_iface_init))

/* There always is room for what it chooses itself, and none for what it is given. To be asked means that something
 * is ready that it may not know of. */
static guint
bg_idle_executor_get_room (BgExecutor       *executor,
                           BgAdmissionClass  task_class)
{
  bg_idle_executor_look (BG_IDLE_EXECUTOR (executor));
  return 0;
}

static void
bg_idle_executor_iface_init (BgExecutorInterface *iface)
{
  iface->get_room = bg_idle_executor_get_room;
}

static void
bg_idle_executor_constructed (GObject *object)
{
  BgIdleExecutor *self = BG_IDLE_EXECUTOR (object);

  G_OBJECT_CLASS (bg_idle_executor_parent_class)->constructed (object);

  if (self->monitor == NULL)
    self->monitor = BG_IDLE_MONITOR (bg_loop_idle_monitor_new ());
  bg_idle_executor_attach (self);
}

static void
bg_idle_executor_dispose (GObject *object)
{
  BgIdleExecutor *self = BG_IDLE_EXECUTOR (object);

  bg_idle_executor_detach (self);
  g_clear_object (&self->monitor);
  G_OBJECT_CLASS (bg_idle_executor_parent_class)->dispose (object);
}

static void
bg_idle_executor_finalize (GObject *object)
{
  BgIdleExecutor *self = BG_IDLE_EXECUTOR (object);

  g_hash_table_unref (self->queues);
  g_weak_ref_clear (&self->manager);
  G_OBJECT_CLASS (bg_idle_executor_parent_class)->finalize (object);
}

static void
bg_idle_executor_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  BgIdleExecutor *self = BG_IDLE_EXECUTOR (object);

  switch ((BgIdleExecutorProperty) prop_id)
    {
    case PROP_MANAGER:
      g_value_take_object (value, bg_idle_executor_dup_manager (self, NULL));
      break;
    case PROP_MONITOR:
      g_value_set_object (value, bg_idle_executor_get_monitor (self));
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, bg_idle_executor_get_paused (self));
      break;
    case PROP_BUDGET:
      g_value_set_uint (value, bg_idle_executor_get_budget (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_idle_executor_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  BgIdleExecutor *self = BG_IDLE_EXECUTOR (object);

  switch ((BgIdleExecutorProperty) prop_id)
    {
    case PROP_MANAGER:
      g_weak_ref_set (&self->manager, g_value_get_object (value));
      break;
    case PROP_MONITOR:
      self->monitor = g_value_dup_object (value);
      break;
    case PROP_BUDGET:
      bg_idle_executor_set_budget (self, g_value_get_uint (value));
      break;
    case PROP_PAUSED:
      bg_idle_executor_set_paused (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_idle_executor_class_init (BgIdleExecutorClass *klass)
{
  const GParamFlags at_construction = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = bg_idle_executor_constructed;
  object_class->dispose = bg_idle_executor_dispose;
  object_class->finalize = bg_idle_executor_finalize;
  object_class->get_property = bg_idle_executor_get_property;
  object_class->set_property = bg_idle_executor_set_property;

  /**
   * BgIdleExecutor:manager:
   *
   * The manager that the tasks of the queues are added to.
   *
   * If none is given, it is the one that the executor is first used with. It is not kept alive.
   */
  props[PROP_MANAGER] = g_param_spec_object ("manager", NULL, NULL, BG_TYPE_TASK_MANAGER, at_construction);

  /**
   * BgIdleExecutor:monitor: (getter get_monitor)
   *
   * Who says what an idle moment is.
   *
   * If none is given, it is a [class@LoopIdleMonitor].
   */
  props[PROP_MONITOR] = g_param_spec_object ("monitor", NULL, NULL, BG_TYPE_IDLE_MONITOR, at_construction);

  /**
   * BgIdleExecutor:paused: (getter get_paused)
   *
   * Whether no tasks are begun for now, whoever has some.
   */
  props[PROP_PAUSED] = g_param_spec_boolean ("paused", NULL, NULL, FALSE, writable);

  /**
   * BgIdleExecutor:budget: (getter get_budget) (setter set_budget)
   *
   * For how many microseconds of an idle moment tasks are begun; 0 is for one task only.
   *
   * A task that was begun in time is not interrupted. In between, the monitor is asked whether it still is idle.
   */
  props[PROP_BUDGET] = g_param_spec_uint ("budget", NULL, NULL, 0, G_MAXUINT, 0, writable);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
bg_idle_executor_init (BgIdleExecutor *self)
{
  g_weak_ref_init (&self->manager, NULL);
  self->queues = g_hash_table_new (g_str_hash, g_str_equal);
}

/**
 * bg_idle_executor_new:
 * @manager: (nullable): the manager that the tasks of its queues are added to, or `NULL` for the one that it is first
 *   used with
 * @monitor: (nullable): who says what an idle moment is, or `NULL` for a [class@LoopIdleMonitor]
 *
 * Makes an executor for the main context that is thread-default, which has to be that of the manager.
 *
 * Returns: (transfer full): a new executor
 */
BgIdleExecutor *
bg_idle_executor_new (BgTaskManager *manager,
                      BgIdleMonitor *monitor)
{
  g_return_val_if_fail (manager == NULL || BG_IS_TASK_MANAGER (manager), NULL);
  g_return_val_if_fail (monitor == NULL || BG_IS_IDLE_MONITOR (monitor), NULL);

  return g_object_new (BG_TYPE_IDLE_EXECUTOR, "manager", manager, "monitor", monitor, NULL);
}

/* NULL and an error if it serves none. */
BgTaskManager *
bg_idle_executor_dup_manager (BgIdleExecutor  *self,
                              GError         **error)
{
  BgTaskManager *manager = bg_executor_dup_manager (BG_EXECUTOR (self));

  if (manager == NULL)
    manager = g_weak_ref_get (&self->manager);
  if (manager == NULL)
    g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                         _("The executor serves no task manager: make it with one"));
  return manager;
}

/**
 * bg_idle_executor_pause:
 * @self: an executor
 *
 * Begins no tasks from now on, whatever queues there are and come. What has begun goes on.
 */
void
bg_idle_executor_pause (BgIdleExecutor *self)
{
  g_return_if_fail (BG_IS_IDLE_EXECUTOR (self));

  bg_idle_executor_set_paused (self, TRUE);
}

/**
 * bg_idle_executor_resume:
 * @self: an executor
 *
 * Begins tasks again after [method@IdleExecutor.pause].
 */
void
bg_idle_executor_resume (BgIdleExecutor *self)
{
  g_return_if_fail (BG_IS_IDLE_EXECUTOR (self));

  bg_idle_executor_set_paused (self, FALSE);
}

/**
 * bg_idle_executor_get_paused: (get-property paused)
 * @self: an executor
 *
 * Gets whether no tasks are begun for now.
 *
 * Returns: whether it is paused
 */
gboolean
bg_idle_executor_get_paused (BgIdleExecutor *self)
{
  g_return_val_if_fail (BG_IS_IDLE_EXECUTOR (self), FALSE);

  return self->paused;
}

/**
 * bg_idle_executor_get_monitor: (get-property monitor)
 * @self: an executor
 *
 * Gets who says what an idle moment is.
 *
 * Returns: (transfer none): the monitor
 */
BgIdleMonitor *
bg_idle_executor_get_monitor (BgIdleExecutor *self)
{
  g_return_val_if_fail (BG_IS_IDLE_EXECUTOR (self), NULL);

  return self->monitor;
}

/**
 * bg_idle_executor_get_budget: (get-property budget)
 * @self: an executor
 *
 * Gets for how long of an idle moment tasks are begun.
 *
 * Returns: the time in microseconds, or 0 for one task
 */
guint
bg_idle_executor_get_budget (BgIdleExecutor *self)
{
  g_return_val_if_fail (BG_IS_IDLE_EXECUTOR (self), 0);

  return self->budget;
}

/**
 * bg_idle_executor_set_budget: (set-property budget)
 * @self: an executor
 * @microseconds: the time, or 0 for one task
 *
 * Sets for how long of an idle moment tasks are begun.
 */
void
bg_idle_executor_set_budget (BgIdleExecutor *self,
                             guint           microseconds)
{
  g_return_if_fail (BG_IS_IDLE_EXECUTOR (self));

  if (self->budget == microseconds)
    return;
  self->budget = microseconds;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUDGET]);
}
