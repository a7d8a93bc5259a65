/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-scheduler-private.h"

#include "../core/bg-task-private.h"

#include <glib/gi18n-lib.h>

/* One run of a scheduler: a task, and the item that it was given.
 *
 * It is over when the task has ended and its body does not run any more. Those are two events: a task that is
 * stopped ends before its body has returned. The second one is told by the task when it frees what belongs to
 * its function, so the run takes that place.
 */
struct _BgSchedulerRun
{
  guint            n_refs;      /* home context */
  BgTaskScheduler *scheduler;   /* owned */
  BgTask          *task;        /* owned */
  BgSchedulerItem  item;
  BgSchedulerCall  body;        /* what the task had before; the destroy function is NULL if the data are not its own */
  gboolean         repeats;

  /* the body, and when that does not run any more, the home context */
  gboolean         stops;       /* the scheduler is to stop */

  /* home context */
  gboolean         ended;
  gboolean         gone;
};

void
bg_scheduler_item_clear (BgSchedulerItem *self)
{
  if (self->destroy != NULL)
    self->destroy (g_value_get_pointer (&self->value));
  self->destroy = NULL;
  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);
}

void
bg_scheduler_run_unref (BgSchedulerRun *self)
{
  if (--self->n_refs > 0)
    return;
  bg_scheduler_item_clear (&self->item);
  g_object_unref (self->task);
  g_object_unref (self->scheduler);
  g_free (self);
}

BgTask *
bg_scheduler_run_get_task (BgSchedulerRun *self)
{
  return self->task;
}

gboolean
bg_scheduler_run_is_over (BgSchedulerRun *self)
{
  return self->ended && self->gone;
}

/* Of one that is over: whether it was the last one. */
gboolean
bg_scheduler_run_was_last (BgSchedulerRun *self)
{
  return self->stops;
}

/* Whether the outcome was reported, or comes later. */
static gboolean
has_outcome (BgTask *task)
{
  BgTaskPrivate *priv = bg_task_get_private (task);
  gboolean has;

  g_mutex_lock (&priv->lock);
  has = priv->reported || priv->held;
  g_mutex_unlock (&priv->lock);
  return has;
}

/* By the worker: FALSE without an error stops the scheduler. */
static gboolean
call_body (BgTask        *task,
           GCancellable  *cancellable,
           gpointer       user_data,
           GError       **error)
{
  BgSchedulerRun *self = user_data;
  BgTaskFunc func = (BgTaskFunc) self->body.func;
  GError *reason = NULL;
  gboolean goes_on;

  do
    goes_on = func (task, cancellable, self->body.user_data, &reason);
  while (goes_on && self->repeats && bg_task_scheduler_get_state (self->scheduler) == BG_SCHEDULING_ON
         && !g_cancellable_is_cancelled (cancellable) && !has_outcome (task));

  if (goes_on)
    {
      g_clear_error (&reason);
      return TRUE;
    }
  if (reason == NULL)
    {
      self->stops = TRUE;
      return TRUE;
    }
  g_propagate_error (error, reason);
  return FALSE;
}

/* In the home context: the body does not run any more, and will not. */
static void
body_gone (gpointer data)
{
  BgSchedulerRun *self = data;

  if (self->body.user_data_destroy != NULL)
    self->body.user_data_destroy (self->body.user_data);
  self->gone = TRUE;
  bg_task_scheduler_wake (self->scheduler);
  bg_scheduler_run_unref (self);
}

/* Takes the place of what the task calls and frees. */
static void
take_place (BgSchedulerRun *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self->task);

  self->body = (BgSchedulerCall) { G_CALLBACK (priv->func), priv->user_data, priv->user_data_destroy };
  priv->func = priv->func != NULL ? call_body : NULL;
  priv->user_data = self;
  priv->user_data_destroy = body_gone;
  self->n_refs++;
}

/* Gives it back to a task that was refused. */
static void
leave_place (BgSchedulerRun *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self->task);

  if (priv->user_data != self || priv->user_data_destroy != body_gone)
    return;
  priv->func = (BgTaskFunc) self->body.func;
  priv->user_data = self->body.user_data;
  priv->user_data_destroy = self->body.user_data_destroy;
  bg_scheduler_run_unref (self);
}

static BgTask *
make_task (BgTaskScheduler        *scheduler,
           const BgSchedulerItem  *item,
           GError                **error)
{
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (scheduler);
  BgSchedulerTaskFunc func = (BgSchedulerTaskFunc) priv->make_task.func;
  GValue none = G_VALUE_INIT;
  BgTask *task;

  if (func == NULL)
    return bg_task_new ((BgTaskFunc) priv->body.func, priv->body.user_data, NULL);
  g_value_init (&none, G_TYPE_POINTER);
  task = func (scheduler, G_IS_VALUE (&item->value) ? &item->value : &none, priv->make_task.user_data);
  if (task == NULL)
    g_set_error_literal (error, BG_ERROR, BG_ERROR_FAILED, _("No task was made for a run of the scheduler"));
  else if (bg_task_get_id (task) != 0)
    {
      g_set_error (error, BG_ERROR, BG_ERROR_FOREIGN_TASK,
                   _("The task was added before, as task %llu"), (unsigned long long) bg_task_get_id (task));
      g_clear_object (&task);
    }
  return task;
}

/* What the scheduler says is for all of its runs, but where the task knows better. */
static void
set_up (BgSchedulerRun *self)
{
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (self->scheduler);

  if (bg_task_get_name (self->task) == NULL)
    bg_task_set_name (self->task, priv->name);
  if (priv->task_class != BG_TASK_CLASS_NORMAL)
    bg_task_set_task_class (self->task, priv->task_class);
  if (priv->priority != 0)
    bg_task_set_priority (self->task, priv->priority);
  if (priv->group != NULL)
    bg_task_set_group (self->task, priv->group);
  if (priv->executor != NULL)
    bg_task_set_executor (self->task, priv->executor);
  if (G_IS_VALUE (&self->item.value) && bg_task_get_argument (self->task, "item") == NULL)
    bg_task_set_argument (self->task, "item", &self->item.value);
}

/* Without an error, or as stopped: another task has done for it that has the same key. */
static void
not_added (BgSchedulerRun *self,
           const GError   *error)
{
  leave_place (self);
  self->gone = TRUE;
  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* That the manager takes no more is no failure. */
  if (!g_error_matches (error, BG_ERROR, BG_ERROR_SHUT_DOWN))
    bg_task_scheduler_report (self->scheduler, error);
  self->stops = TRUE;
}

/* JavaScript has it as a variant. */
static gboolean
is_false (const GValue *value)
{
  GVariant *variant;

  if (value == NULL)
    return FALSE;
  if (G_VALUE_HOLDS_BOOLEAN (value))
    return !g_value_get_boolean (value);
  if (!G_VALUE_HOLDS_VARIANT (value))
    return FALSE;
  variant = g_value_get_variant (value);
  return variant != NULL && g_variant_is_of_type (variant, G_VARIANT_TYPE_BOOLEAN) && !g_variant_get_boolean (variant);
}

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  BgSchedulerRun *self = user_data;
  g_autoptr (GError) error = NULL;
  const GValue *value = bg_task_manager_run_finish (BG_TASK_MANAGER (source), result, &error);

  self->ended = TRUE;
  if (bg_task_get_id (self->task) == 0)
    not_added (self, error);
  else if (bg_task_get_state (self->task) == BG_TASK_STATE_FAILED)
    bg_task_scheduler_report (self->scheduler, error);
  else if (is_false (value))
    self->stops = TRUE;
  bg_task_scheduler_advance (self->scheduler);
  bg_scheduler_run_unref (self);
}

/* Adds the task of a run, and takes the item. The task ends later, never from here. */
BgSchedulerRun *
bg_scheduler_run_begin (BgTaskScheduler  *scheduler,
                        BgSchedulerItem  *item,
                        GError          **error)
{
  BgTaskSchedulerPrivate *priv = bg_task_scheduler_get_private (scheduler);
  BgTask *task = make_task (scheduler, item, error);
  BgSchedulerRun *self;

  /* The program may have stopped the scheduler meanwhile. */
  if (task != NULL && priv->manager == NULL)
    g_clear_object (&task);
  if (task == NULL)
    return NULL;
  self = g_new0 (BgSchedulerRun, 1);
  self->n_refs = 2;
  self->scheduler = g_object_ref (scheduler);
  self->task = task;
  self->item = *item;
  *item = (BgSchedulerItem) BG_SCHEDULER_ITEM_INIT;
  self->repeats = BG_TASK_SCHEDULER_GET_CLASS (scheduler)->repeats;
  set_up (self);
  take_place (self);

  g_main_context_push_thread_default (priv->context);
  bg_task_manager_run_async (priv->manager, task, NULL, ended_cb, self);
  g_main_context_pop_thread_default (priv->context);
  return self;
}
