/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-condition.h"
#include "bg-task-private.h"

#include <glib/gi18n-lib.h>

/* What can be seen of a task from outside, from any thread. */

/**
 * bg_task_get_id: (get-property id)
 * @self: a task
 *
 * Gets the id that the manager gave the task. Ids start at 1 and are never used twice by a manager.
 *
 * Returns: the id, or 0 before the task was added
 */
guint64
bg_task_get_id (BgTask *self)
{
  g_return_val_if_fail (BG_IS_TASK (self), 0);

  return __atomic_load_n (&bg_task_get_private (self)->id, __ATOMIC_ACQUIRE);
}

/**
 * bg_task_dup_manager:
 * @self: a task
 *
 * Gets the manager that the task was added to.
 *
 * Returns: (transfer full) (nullable): the manager, or `NULL` if there is none or it is gone
 */
BgTaskManager *
bg_task_dup_manager (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);

  g_return_val_if_fail (BG_IS_TASK (self), NULL);

  return bg_task_get_id (self) != 0 ? g_weak_ref_get (&priv->engine->owner) : NULL;
}

/**
 * bg_task_get_state: (get-property state)
 * @self: a task
 *
 * Gets where the task is in its life.
 *
 * Returns: the state
 */
BgTaskState
bg_task_get_state (BgTask *self)
{
  g_return_val_if_fail (BG_IS_TASK (self), BG_TASK_STATE_NEW);

  return (BgTaskState) g_atomic_int_get (&bg_task_get_private (self)->state);
}

/**
 * bg_task_is_ended:
 * @self: a task
 *
 * Tells whether the task has completed, failed or was stopped.
 *
 * Returns: whether it has ended
 */
gboolean
bg_task_is_ended (BgTask *self)
{
  return bg_task_get_state (self) >= BG_TASK_STATE_COMPLETED;
}

/**
 * bg_task_get_fraction: (get-property fraction)
 * @self: a task
 *
 * Gets how much of the work is done.
 *
 * Returns: from 0 to 1
 */
double
bg_task_get_fraction (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  BgTaskExtra *extra;
  double fraction;

  g_return_val_if_fail (BG_IS_TASK (self), 0);

  g_mutex_lock (&priv->lock);
  extra = bg_task_get_extra (self);
  fraction = extra != NULL ? extra->fraction : 0;
  g_mutex_unlock (&priv->lock);
  return fraction;
}

/**
 * bg_task_dup_text: (get-property text)
 * @self: a task
 *
 * Gets what the task does at the moment.
 *
 * Returns: (transfer full) (nullable): the text
 */
char *
bg_task_dup_text (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  BgTaskExtra *extra;
  char *text;

  g_return_val_if_fail (BG_IS_TASK (self), NULL);

  g_mutex_lock (&priv->lock);
  extra = bg_task_get_extra (self);
  text = extra != NULL ? g_strdup (extra->text) : NULL;
  g_mutex_unlock (&priv->lock);
  return text;
}

static char *
describe_first_upstream (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  g_autofree char *upstream = NULL;
  BgNode *node;

  bg_engine_lock (priv->engine);
  node = bg_node_store_lookup (priv->engine->nodes, priv->id);
  for (guint i = 0; node != NULL && node->cold != NULL && i < node->cold->n_up; i++)
    if (node->cold->up[i].up != NULL)
      {
        upstream = bg_node_describe (node->cold->up[i].up);
        break;
      }
  bg_engine_unlock (priv->engine);
  return upstream != NULL ? g_strdup_printf (_("Waiting for %s"), upstream) : NULL;
}

static char *
describe_lack (const BgResource *resource)
{
  if (resource->condition != NULL)
    return g_strdup_printf (_("Waiting until %s"), bg_condition_get_name (resource->condition));
  if (*resource->name == '\001')
    return g_strdup (_("Waiting for another task that does the same"));
  if (resource->limit == 0)
    return g_strdup_printf (_("Waiting until “%s” is available"), resource->name);
  if (resource->n_used >= resource->limit)
    return g_strdup_printf (_("Waiting for “%s”, which is in use (%u of %u)"), resource->name, resource->n_used,
                            resource->limit);
  return g_strdup_printf (_("Waiting until “%s” may be used again"), resource->name);
}

/* Conditions are worth mentioning before anybody has looked whether it could begin: they may take long. */
static const BgResource *
find_lack (const BgNeeds *needs)
{
  for (guint i = 0; i < needs->n; i++)
    if (needs->of[i]->condition != NULL && needs->of[i]->limit == 0)
      return needs->of[i];
  return needs->waits_for;
}

static char *
describe_queue (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  char *reason = NULL;
  const BgResource *lack = NULL;
  BgNode *node;

  bg_engine_lock (priv->engine);
  node = bg_node_store_lookup (priv->engine->nodes, priv->id);
  if (node != NULL && bg_node_get_needs (node) != NULL)
    lack = find_lack (bg_node_get_needs (node));
  if (!priv->engine->processing)
    reason = g_strdup (_("Processing is paused"));
  else if (lack != NULL)
    reason = describe_lack (lack);
  bg_engine_unlock (priv->engine);
  return reason != NULL ? reason : g_strdup (_("Waiting for its turn"));
}

/**
 * bg_task_dup_waiting_reason: (get-property waiting-reason)
 * @self: a task
 *
 * Gets why the task does not run yet.
 *
 * Returns: (transfer full) (nullable): the reason for people to read, or `NULL` if it does not wait
 */
char *
bg_task_dup_waiting_reason (BgTask *self)
{
  g_return_val_if_fail (BG_IS_TASK (self), NULL);

  switch (bg_task_get_state (self))
    {
    case BG_TASK_STATE_NEW:
      return g_strdup (_("Not added to a task manager yet"));
    case BG_TASK_STATE_BLOCKED:
      return describe_first_upstream (self);
    case BG_TASK_STATE_DELAYED:
      return g_strdup (_("Waiting for its time to come"));
    case BG_TASK_STATE_QUEUED:
      return describe_queue (self);
    case BG_TASK_STATE_RUNNING:
    case BG_TASK_STATE_COMPLETED:
    case BG_TASK_STATE_FAILED:
    case BG_TASK_STATE_STOPPED:
    default:
      return NULL;
    }
}

static BgOutcome *
get_outcome (BgTask *self)
{
  return !bg_task_is_ended (self) ? NULL : __atomic_load_n (&bg_task_get_private (self)->outcome, __ATOMIC_ACQUIRE);
}

/**
 * bg_task_get_result: (get-property result)
 * @self: a task
 *
 * Gets what the task returned. Once it is there it never changes.
 *
 * Returns: (transfer none) (nullable): the result, or `NULL` if there is none
 */
const GValue *
bg_task_get_result (BgTask *self)
{
  BgOutcome *outcome;

  g_return_val_if_fail (BG_IS_TASK (self), NULL);

  outcome = get_outcome (self);
  return outcome != NULL && G_IS_VALUE (&outcome->value) ? &outcome->value : NULL;
}

/**
 * bg_task_dup_error: (get-property error)
 * @self: a task
 *
 * Gets why the task failed.
 *
 * Returns: (transfer full) (nullable): the error, or `NULL` if the task has not failed
 */
GError *
bg_task_dup_error (BgTask *self)
{
  BgOutcome *outcome;

  g_return_val_if_fail (BG_IS_TASK (self), NULL);

  outcome = get_outcome (self);
  return outcome != NULL && outcome->error != NULL ? g_error_copy (outcome->error) : NULL;
}

/**
 * bg_task_get_failed_upstream:
 * @self: a task
 *
 * Gets which task failed first, where this one was not run because of it.
 *
 * Returns: the id of that task, or 0 if this one has not failed, or failed by itself
 */
guint64
bg_task_get_failed_upstream (BgTask *self)
{
  BgOutcome *outcome;

  g_return_val_if_fail (BG_IS_TASK (self), 0);

  outcome = get_outcome (self);
  return outcome != NULL && outcome->root != NULL ? outcome->root_id : 0;
}

/**
 * bg_task_get_added_time: (get-property added-time)
 * @self: a task
 *
 * Gets when the task was added.
 *
 * Returns: the monotonic time in microseconds, or 0
 */
gint64
bg_task_get_added_time (BgTask *self)
{
  g_return_val_if_fail (BG_IS_TASK (self), 0);

  return __atomic_load_n (&bg_task_get_private (self)->added_time, __ATOMIC_RELAXED);
}

/**
 * bg_task_get_ready_time: (get-property ready-time)
 * @self: a task
 *
 * Gets when the task had nothing to wait for any more but its turn.
 *
 * Returns: the monotonic time in microseconds, or 0
 */
gint64
bg_task_get_ready_time (BgTask *self)
{
  g_return_val_if_fail (BG_IS_TASK (self), 0);

  return __atomic_load_n (&bg_task_get_private (self)->ready_time, __ATOMIC_RELAXED);
}

/**
 * bg_task_get_start_time: (get-property start-time)
 * @self: a task
 *
 * Gets when the body was called.
 *
 * Returns: the monotonic time in microseconds, or 0
 */
gint64
bg_task_get_start_time (BgTask *self)
{
  g_return_val_if_fail (BG_IS_TASK (self), 0);

  return __atomic_load_n (&bg_task_get_private (self)->start_time, __ATOMIC_RELAXED);
}

/**
 * bg_task_get_end_time: (get-property end-time)
 * @self: a task
 *
 * Gets when the task ended.
 *
 * Returns: the monotonic time in microseconds, or 0
 */
gint64
bg_task_get_end_time (BgTask *self)
{
  g_return_val_if_fail (BG_IS_TASK (self), 0);

  return __atomic_load_n (&bg_task_get_private (self)->end_time, __ATOMIC_RELAXED);
}

/**
 * bg_task_stop:
 * @self: a task
 *
 * Stops the task, and nothing else.
 *
 * See [method@TaskManager.stop_task], which can take the tasks before and after it along.
 *
 * Returns: whether the task was waiting or running
 */
gboolean
bg_task_stop (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);

  g_return_val_if_fail (BG_IS_TASK (self), FALSE);

  return bg_task_get_id (self) != 0 && bg_engine_stop (priv->engine, priv->id, FALSE, FALSE);
}
