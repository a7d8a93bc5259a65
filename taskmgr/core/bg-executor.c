/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-executor-private.h"

#include "bg-task-manager-private.h"
#include "bg-task-private.h"

#include <glib/gi18n-lib.h>

/**
 * BgExecutor:
 *
 * A place where tasks run.
 *
 * A manager decides which task is next, and an executor runs it. Each executor has a queue of its own in the
 * manager, so one that is full holds up nobody else. A task says where it is to run with
 * [method@Task.set_executor]; those that do not say run in the [property@TaskManager:default-executor], which is a
 * [class@ThreadExecutor].
 *
 * To run tasks somewhere else, implement `submit` and, where there is room for so many only, `get_room`. When room
 * was made, [method@Executor.capacity_changed] has to be called. An executor that wants to choose among the tasks
 * itself says that it has no room, and begins them with [method@Executor.begin_task].
 *
 * This one runs one task at a time, in the main loop:
 *
 * ```c
 * static gboolean busy;
 *
 * static guint
 * get_room (BgExecutor *executor, BgAdmissionClass task_class)
 * {
 *   return busy ? 0 : 1;
 * }
 *
 * static void
 * submit (BgExecutor *executor, BgTask *task)
 * {
 *   busy = TRUE;
 *   bg_task_run_body (task);
 *   busy = FALSE;
 *   bg_executor_capacity_changed (executor);
 * }
 *
 * static void
 * executor_iface_init (BgExecutorInterface *iface)
 * {
 *   iface->get_room = get_room;
 *   iface->submit = submit;
 * }
 * ```
 *
 * An executor serves one manager, the one that it was first used with, for as long as that lives.
 *
 * Threads: [method@Executor.capacity_changed] and [method@Task.run_body] are safe from any thread; what is implemented
 * is called in the context of the manager.
 */

G_DEFINE_INTERFACE (BgExecutor, bg_executor, G_TYPE_OBJECT)

/* Whom it serves: on the object, because an interface has no fields. */
typedef struct
{
  BgEngine *engine;             /* owned */
  BgLane   *lane;
} BgExecutorLink;

static G_DEFINE_QUARK (bg-executor-link, link)

static guint
bg_executor_real_get_room (BgExecutor       *self,
                           BgAdmissionClass  task_class)
{
  return G_MAXUINT;
}

static void
bg_executor_real_submit (BgExecutor *self,
                         BgTask     *task)
{
  bg_task_run_body (task);
}

static void
bg_executor_real_stop (BgExecutor *self,
                       BgTask     *task)
{
}

static void
bg_executor_real_drain (BgExecutor *self)
{
}

static void
bg_executor_default_init (BgExecutorInterface *iface)
{
  iface->get_room = bg_executor_real_get_room;
  iface->submit = bg_executor_real_submit;
  iface->stop = bg_executor_real_stop;
  iface->drain = bg_executor_real_drain;
}

static void
free_link (gpointer data)
{
  BgExecutorLink *link = data;

  bg_engine_unref (link->engine);
  g_free (link);
}

static gpointer
copy_link (gpointer data,
           gpointer user_data)
{
  BgExecutorLink *link = data;
  BgExecutorLink *copy;

  if (link == NULL)
    return NULL;
  copy = g_new (BgExecutorLink, 1);
  *copy = (BgExecutorLink) { bg_engine_ref (link->engine), link->lane };
  return copy;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgExecutorLink, free_link)

/* Another thread may be taking it away. */
static BgExecutorLink *
dup_link (BgExecutor *self)
{
  return g_object_dup_qdata (G_OBJECT (self), link_quark (), copy_link, NULL);
}

static BgLane *
add_lane (BgExecutor  *self,
          BgEngine    *engine,
          GError     **error)
{
  BgExecutorInterface *iface = BG_EXECUTOR_GET_IFACE (self);
  BgLane *lane;

  bg_engine_lock (engine);
  lane = bg_engine_add_lane (engine, iface->attach != NULL);
  if (lane != NULL)
    lane->executor = g_object_ref (self);
  bg_engine_unlock (engine);
  if (lane == NULL)
    g_set_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                 _("A task manager can have %d executors, and this would be one more"), BG_MAX_LANES);
  return lane;
}

/* Two threads may be the first to use it. */
static gboolean
set_link (BgExecutor *self,
          BgEngine   *engine,
          BgLane     *lane)
{
  BgExecutorLink *link = g_new (BgExecutorLink, 1);

  *link = (BgExecutorLink) { bg_engine_ref (engine), lane };
  if (g_object_replace_qdata (G_OBJECT (self), link_quark (), NULL, link, free_link, NULL))
    return TRUE;
  free_link (link);
  return FALSE;
}

/* From any thread: where its tasks wait. NULL if it cannot serve the engine. */
BgLane *
bg_executor_join (BgExecutor  *self,
                  BgEngine    *engine,
                  GError     **error)
{
  g_autoptr (BgExecutorLink) link = dup_link (self);
  BgLane *lane;

  if (link != NULL && link->engine == engine)
    return link->lane;
  if (link != NULL)
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                           _("The executor serves another task manager; make one of its own for this one"));
      return NULL;
    }
  lane = add_lane (self, engine, error);
  if (lane == NULL)
    return NULL;
  if (!set_link (self, engine, lane))
    return bg_executor_join (self, engine, error);
  if (BG_EXECUTOR_GET_IFACE (self)->attach != NULL)
    BG_EXECUTOR_GET_IFACE (self)->attach (self, engine, lane);
  return lane;
}

/* The threads that every manager has. */
void
bg_executor_join_as_own (BgExecutor *self,
                         BgEngine   *engine)
{
  BgLane *lane = engine->lanes[BG_LANE_THREADS];

  lane->executor = g_object_ref (self);
  set_link (self, engine, lane);
  BG_EXECUTOR_GET_IFACE (self)->attach (self, engine, lane);
}

/* The manager is gone: another one may use it. */
void
bg_executor_leave (BgExecutor *self)
{
  if (BG_EXECUTOR_GET_IFACE (self)->detach != NULL)
    BG_EXECUTOR_GET_IFACE (self)->detach (self);
  g_object_set_qdata (G_OBJECT (self), link_quark (), NULL);
}

/* From any thread: it is told that its size was set. */
void
bg_executor_note_resized (BgExecutor *self,
                          guint       pool_size)
{
  g_autoptr (BgExecutorLink) link = dup_link (self);
  g_autoptr (BgTaskManager) manager = bg_executor_dup_manager (self);

  if (manager != NULL && link->lane->index == BG_LANE_THREADS)
    bg_task_manager_note_resized (manager, pool_size);
}

/**
 * bg_executor_capacity_changed:
 * @self: an executor
 *
 * Says that there may be room for more tasks. The executor is asked for it soon, if a task waits.
 *
 * It does nothing where no manager uses the executor.
 */
void
bg_executor_capacity_changed (BgExecutor *self)
{
  g_autoptr (BgExecutorLink) link = NULL;

  g_return_if_fail (BG_IS_EXECUTOR (self));

  link = dup_link (self);
  if (link == NULL)
    return;
  bg_engine_lock (link->engine);
  link->lane->refused_class = -1;
  link->lane->n_changes++;
  link->engine->dirty_lanes |= (guint64) 1 << link->lane->index;
  bg_engine_unlock (link->engine);
}

/**
 * bg_executor_begin_task:
 * @self: an executor
 * @task: a task that was added with this executor
 *
 * Begins a task that the executor has chosen itself: it runs from now on, as if it had been submitted.
 *
 * In the context of the manager only.
 *
 * Returns: whether it begins; `FALSE` if it is not ready, has begun or has ended, or if the manager does not
 *   start tasks
 */
gboolean
bg_executor_begin_task (BgExecutor *self,
                        BgTask     *task)
{
  g_autoptr (BgExecutorLink) link = NULL;

  g_return_val_if_fail (BG_IS_EXECUTOR (self), FALSE);
  g_return_val_if_fail (BG_IS_TASK (task), FALSE);

  link = dup_link (self);
  if (link == NULL || !bg_engine_begin_chosen (link->engine, link->lane, bg_task_get_id (task)))
    return FALSE;
  bg_task_body_returned (task);
  return TRUE;
}

/**
 * bg_executor_dup_manager:
 * @self: an executor
 *
 * Gets the manager that the executor serves.
 *
 * Returns: (transfer full) (nullable): the manager, or `NULL` if none has used it, or if that is gone
 */
BgTaskManager *
bg_executor_dup_manager (BgExecutor *self)
{
  g_autoptr (BgExecutorLink) link = NULL;

  g_return_val_if_fail (BG_IS_EXECUTOR (self), NULL);

  link = dup_link (self);
  return link != NULL ? g_weak_ref_get (&link->engine->owner) : NULL;
}
