/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-executor-private.h"
#include "bg-task-manager-private.h"
#include "bg-task-private.h"

#include <glib/gi18n-lib.h>

/* The ways in. */

static gboolean
start_check (BgTaskManager *self,
             const char    *group,
             GError       **error)
{
  if (group == NULL || g_utf8_validate (group, -1, NULL))
    return TRUE;
  g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT, _("The name of the group is not valid UTF-8"));
  return FALSE;
}

static gboolean
find_chosen_lane (BgEngine  *engine,
                  guint     *lane,
                  GError   **error)
{
  g_autoptr (BgExecutor) executor = NULL;
  BgLane *found;

  bg_engine_lock (engine);
  g_set_object (&executor, engine->default_executor);
  bg_engine_unlock (engine);
  if (executor == NULL)
    return TRUE;
  found = bg_executor_join (executor, engine, error);
  *lane = found != NULL ? found->index : 0;
  return found != NULL;
}

/* Where what does not say where is to run. */
static inline gboolean
find_default_lane (BgEngine  *engine,
                   guint     *lane,
                   GError   **error)
{
  *lane = BG_LANE_THREADS;
  return G_LIKELY (__atomic_load_n (&engine->default_executor, __ATOMIC_RELAXED) == NULL)
         || find_chosen_lane (engine, lane, error);
}

static gboolean
find_lane (BgEngine  *engine,
           BgTask    *task,
           guint     *lane,
           GError   **error)
{
  BgExecutor *executor = bg_task_get_executor (task);
  BgLane *found;

  *lane = BG_LANE_HOME;
  if (executor != NULL && bg_task_is_home_kind (task))
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                           _("The task begins by itself in the main loop, so it cannot have an executor"));
      return FALSE;
    }
  if (bg_task_is_home_kind (task))
    return TRUE;
  if (executor == NULL)
    return find_default_lane (engine, lane, error);
  found = bg_executor_join (executor, engine, error);
  *lane = found != NULL ? found->index : 0;
  return found != NULL;
}

/* Since 1970. */
static gint64
get_microseconds (GDateTime *time)
{
  return g_date_time_to_unix (time) * G_TIME_SPAN_SECOND + g_date_time_get_microsecond (time);
}

static BgNodeTerms
get_terms (BgTaskExtra *extra)
{
  return (BgNodeTerms) {
    .delay = extra->delay,
    .deadline = extra->deadline,
    .time_limit = extra->time_limit,
    .not_before = extra->not_before != NULL ? get_microseconds (extra->not_before) : 0,
    .resources = extra->resources != NULL ? (const char *const *) extra->resources->pdata : NULL,
    .conditions = extra->conditions != NULL ? (BgCondition *const *) extra->conditions->pdata : NULL,
    .n_conditions = extra->conditions != NULL ? extra->conditions->len : 0,
    .at_shut_down = extra->at_shut_down,
    .unique_key = extra->unique_key,
    .uniqueness = extra->uniqueness,
  };
}

static guint64
add_task (BgTaskManager *self,
          BgTask        *task,
          GError       **error)
{
  BgEngine *engine = bg_task_manager_get_engine (self);
  BgTaskPrivate *priv = bg_task_get_private (task);
  BgTaskExtra *extra = bg_task_get_extra (task);
  BgNodeTerms terms;
  BgNodeSpec spec = {
    .task = task,
    .priority = g_atomic_int_get (&priv->priority),
    .task_class = priv->task_class,
    .group = priv->group,
  };

  if (extra != NULL)
    {
      terms = get_terms (extra);
      spec.terms = &terms;
      spec.upstream_ids = (const guint64 *) (gpointer) extra->upstream_ids->data;
      spec.n_upstream_ids = extra->upstream_ids->len;
    }
  return find_lane (engine, task, &spec.lane, error) ? bg_engine_add (engine, &spec, error) : 0;
}

/**
 * bg_task_manager_add:
 * @self: a manager
 * @task: a task that was not added to any manager before
 * @error: return location for an error
 *
 * Adds a task.
 *
 * It runs when it is its turn, though nothing runs before [method@TaskManager.start_processing]. The
 * manager keeps it alive until it has ended.
 *
 * It is refused with `BG_ERROR_SHUT_DOWN`, `BG_ERROR_FOREIGN_TASK` if it was added before, and where it
 * would wait for a task that it cannot wait for: `BG_ERROR_UNKNOWN_TASK`, `BG_ERROR_SELF_DEPENDENCY`,
 * `BG_ERROR_UPSTREAM_FAILED`, `BG_ERROR_UPSTREAM_STOPPED`. It is refused with `BG_ERROR_INVALID_ARGUMENT` if its
 * executor serves another manager, or if it needs a resource that the manager does not know. Then nothing is changed.
 *
 * Where another task does for it, as [method@Task.set_unique] says, it is not added, and the id is that of the other
 * one.
 *
 * Returns: the id of the task, or 0 if it was refused
 */
guint64
bg_task_manager_add (BgTaskManager  *self,
                     BgTask         *task,
                     GError        **error)
{
  guint64 id = 0;

  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), 0);
  g_return_val_if_fail (BG_IS_TASK (task), 0);
  g_return_val_if_fail (error == NULL || *error == NULL, 0);

  if (!bg_task_claim (task))
    {
      g_set_error (error, BG_ERROR, BG_ERROR_FOREIGN_TASK,
                   _("The task was added before, as task %llu"), (unsigned long long) bg_task_get_id (task));
      return 0;
    }
  if (start_check (self, bg_task_get_group (task), error))
    id = add_task (self, task, error);
  if (id == 0 || bg_task_get_id (task) == 0)
    bg_task_give_back (task);
  return id;
}

static guint64
add_made_task (BgTaskManager  *self,
               BgTask         *task,
               int             priority,
               const char     *group,
               const guint64  *upstream_ids,
               gsize           n_upstream_ids,
               GError        **error)
{
  BgTaskPrivate *priv = bg_task_get_private (task);

  bg_task_set_seen (task, FALSE);
  priv->priority = priority;
  priv->group = g_strdup (group);
  if (n_upstream_ids > 0)
    g_array_append_vals (bg_task_ensure_extra (task)->upstream_ids, upstream_ids, (guint) n_upstream_ids);
  return bg_task_manager_add (self, task, error);
}

/**
 * bg_task_manager_add_task:
 * @self: a manager
 * @func: (scope notified) (closure user_data) (destroy user_data_destroy): the body
 * @user_data: data for @func
 * @user_data_destroy: (nullable): frees @user_data, in the context of the manager, once, whatever happens
 * @priority: how soon it runs; larger goes first
 * @group: (nullable): the group it belongs to
 * @upstream_ids: (array length=n_upstream_ids) (nullable): the tasks that must have completed before
 * @n_upstream_ids: how many there are
 * @error: return location for an error
 *
 * Adds a task that calls a function in a worker thread.
 *
 * It is refused like by [method@TaskManager.add].
 *
 * Returns: the id of the task, or 0 if it was refused
 */
guint64
bg_task_manager_add_task (BgTaskManager   *self,
                          BgTaskFunc       func,
                          gpointer         user_data,
                          GDestroyNotify   user_data_destroy,
                          int              priority,
                          const char      *group,
                          const guint64   *upstream_ids,
                          gsize            n_upstream_ids,
                          GError         **error)
{
  g_autoptr (BgTask) task = NULL;
  guint64 id;

  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), 0);
  g_return_val_if_fail (func != NULL, 0);
  g_return_val_if_fail (upstream_ids != NULL || n_upstream_ids == 0, 0);

  task = bg_task_new (func, user_data, user_data_destroy);
  id = add_made_task (self, task, priority, group, upstream_ids, n_upstream_ids, error);
  if (id == 0)
    {
      BgTaskPrivate *priv = bg_task_get_private (task);

      bg_engine_discard (bg_task_manager_get_engine (self), g_steal_pointer (&priv->user_data_destroy), user_data);
    }
  return id;
}

static void
set_arguments (BgTask   *task,
               GVariant *arguments)
{
  GVariantIter iter;
  const char *name;
  GVariant *variant;

  g_variant_iter_init (&iter, arguments);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &variant))
    {
      g_auto (GValue) value = G_VALUE_INIT;

      bg_task_unpack_variant (variant, &value);
      bg_task_set_argument (task, name, &value);
      g_variant_unref (variant);
    }
}

/**
 * bg_task_manager_add_pass_through_task:
 * @self: a manager
 * @arguments: (nullable): a mapping of type `a{sv}`; a floating reference is taken
 * @priority: how soon it runs; larger goes first
 * @group: (nullable): the group it belongs to
 * @upstream_ids: (array length=n_upstream_ids) (nullable): the tasks that must have completed before
 * @n_upstream_ids: how many there are
 * @error: return location for an error
 *
 * Adds a task that joins others and takes no thread.
 *
 * Its result is @arguments, overlaid by the mappings that its upstreams returned, in declared order. It is
 * refused like by [method@TaskManager.add].
 *
 * Returns: the id of the task, or 0 if it was refused
 */
guint64
bg_task_manager_add_pass_through_task (BgTaskManager  *self,
                                       GVariant       *arguments,
                                       int             priority,
                                       const char     *group,
                                       const guint64  *upstream_ids,
                                       gsize           n_upstream_ids,
                                       GError        **error)
{
  g_autoptr (BgTask) task = NULL;
  g_autoptr (GVariant) own = arguments != NULL ? g_variant_ref_sink (arguments) : NULL;

  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), 0);
  g_return_val_if_fail (upstream_ids != NULL || n_upstream_ids == 0, 0);
  g_return_val_if_fail (own == NULL || g_variant_is_of_type (own, G_VARIANT_TYPE_VARDICT), 0);

  task = bg_task_new_pass_through ();
  if (own != NULL)
    set_arguments (task, own);
  return add_made_task (self, task, priority, group, upstream_ids, n_upstream_ids, error);
}

/**
 * bg_task_manager_add_work: (skip)
 * @self: a manager
 * @func: (scope notified) (closure user_data) (destroy user_data_destroy): a function
 * @user_data: data for @func
 * @user_data_destroy: (nullable): frees @user_data, in the context of the manager, once, whatever happens
 * @priority: how soon it runs; larger goes first
 * @group: (nullable): the group it belongs to
 * @upstream_ids: (array length=n_upstream_ids) (nullable): the tasks that must have completed before
 * @n_upstream_ids: how many there are
 * @error: return location for an error
 *
 * Adds a plain function, at the least cost: no object is made for it.
 *
 * Otherwise it is a task like any other, with an id, signals and dependents. Where nobody listens to the
 * signals of the manager, the tasks that wait for it start without the home context having a say.
 *
 * It is refused like by [method@TaskManager.add].
 *
 * Returns: the id of the task, or 0 if it was refused
 */
guint64
bg_task_manager_add_work (BgTaskManager   *self,
                          BgWorkFunc       func,
                          gpointer         user_data,
                          GDestroyNotify   user_data_destroy,
                          int              priority,
                          const char      *group,
                          const guint64   *upstream_ids,
                          gsize            n_upstream_ids,
                          GError         **error)
{
  BgEngine *engine;
  guint64 id = 0;
  guint lane;

  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), 0);
  g_return_val_if_fail (func != NULL, 0);
  g_return_val_if_fail (upstream_ids != NULL || n_upstream_ids == 0, 0);

  engine = bg_task_manager_get_engine (self);
  if (start_check (self, group, error) && find_default_lane (engine, &lane, error))
    {
      const BgNodeSpec spec = {
        .func = func,
        .data = user_data,
        .destroy = user_data_destroy,
        .priority = priority,
        .task_class = BG_TASK_CLASS_NORMAL,
        .lane = lane,
        .group = group,
        .upstream_ids = upstream_ids,
        .n_upstream_ids = n_upstream_ids,
      };

      id = bg_engine_add (engine, &spec, error);
    }
  if (id == 0)
    bg_engine_discard (engine, user_data_destroy, user_data);
  return id;
}

/**
 * bg_task_manager_add_upstream:
 * @self: a manager
 * @id: the id of a task that has not begun
 * @upstream_id: the id of the task that it has to wait for as well
 * @error: return location for an error
 *
 * Has a task that was added already wait for another one.
 *
 * It is refused where that cannot be: beside the reasons given for [method@TaskManager.add], with
 * `BG_ERROR_TOO_LATE` if the task has begun, and with `BG_ERROR_CYCLE` if the other one waits for it; the
 * message names the circle.
 *
 * Returns: whether it waits
 */
gboolean
bg_task_manager_add_upstream (BgTaskManager  *self,
                              guint64         id,
                              guint64         upstream_id,
                              GError        **error)
{
  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), FALSE);

  return bg_engine_add_upstream (bg_task_manager_get_engine (self), id, upstream_id, error);
}

static void
run_cancelled_cb (GCancellable *cancellable,
                  gpointer      user_data)
{
  bg_task_stop (user_data);
}

typedef struct
{
  BgTask       *task;
  GCancellable *cancellable;
  gulong        handler;
} BgRun;

static void
free_run (BgRun *run)
{
  g_cancellable_disconnect (run->cancellable, run->handler);
  g_clear_object (&run->cancellable);
  g_object_unref (run->task);
  g_free (run);
}

/**
 * bg_task_manager_run_async:
 * @self: a manager
 * @task: a task that was not added to any manager before
 * @cancellable: (nullable): stops the task
 * @callback: (scope async) (closure user_data): called when the task has ended
 * @user_data: data for @callback
 *
 * Adds a task, and calls back when it has ended.
 *
 * It is called in the context of the manager. Owner's thread only.
 */
void
bg_task_manager_run_async (BgTaskManager       *self,
                           BgTask              *task,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (BgTask) same = NULL;
  g_autoptr (GTask) result = NULL;
  GError *error = NULL;
  guint64 id;
  BgRun *run;

  g_return_if_fail (BG_IS_TASK_MANAGER (self));
  g_return_if_fail (BG_IS_TASK (task));
  g_return_if_fail (bg_task_manager_is_home (self));

  result = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (result, bg_task_manager_run_async);
  g_task_set_name (result, "[taskmgr] run");
  g_task_set_check_cancellable (result, FALSE);

  if (g_task_return_error_if_cancelled (result))
    return;
  id = bg_task_manager_add (self, task, &error);
  if (id == 0)
    {
      g_task_return_error (result, error);
      return;
    }
  /* Another one may do for it. */
  if (bg_task_get_id (task) == 0)
    task = same = bg_task_manager_dup_task (self, id);

  run = g_new0 (BgRun, 1);
  run->task = g_object_ref (task);
  g_task_set_task_data (result, run, (GDestroyNotify) free_run);
  bg_task_add_waiter (task, g_object_ref (result));
  if (cancellable == NULL)
    return;
  run->cancellable = g_object_ref (cancellable);
  run->handler = g_cancellable_connect (cancellable, G_CALLBACK (run_cancelled_cb), g_object_ref (task),
                                        g_object_unref);
}

/**
 * bg_task_manager_run_finish:
 * @self: a manager
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Gets what the task returned.
 *
 * Where it has failed @error is why, and where it was stopped `G_IO_ERROR_CANCELLED`.
 *
 * Returns: (transfer none) (nullable): the result of the task, which lives as long as @result does, or
 *   `NULL` if there is none
 */
const GValue *
bg_task_manager_run_finish (BgTaskManager  *self,
                            GAsyncResult   *result,
                            GError        **error)
{
  BgRun *run;

  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  run = g_task_get_task_data (G_TASK (result));
  return bg_task_get_result (run->task);
}

/**
 * bg_task_manager_next_group_id:
 * @self: a manager
 *
 * Makes up a name for a group that nobody else has chosen.
 *
 * Returns: (transfer full): the name
 */
char *
bg_task_manager_next_group_id (BgTaskManager *self)
{
  guint64 n;

  g_return_val_if_fail (BG_IS_TASK_MANAGER (self), NULL);

  n = __atomic_add_fetch (&bg_task_manager_get_private (self)->n_group_ids, 1, __ATOMIC_RELAXED);
  /* A control character keeps it apart from whatever a program would call a group. */
  return g_strdup_printf ("\001group-%" G_GUINT64_FORMAT, n);
}
