/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-private.h"

#include <glib/gi18n-lib.h>

/* How the engine leads a task through its life, and what can be seen of that from outside. */

void
bg_task_set_added (BgTask   *self,
                   BgEngine *engine,
                   guint64   id)
{
  BgTaskPrivate *priv = bg_task_get_private (self);

  priv->engine = bg_engine_ref (engine);
  priv->added_time = g_get_monotonic_time ();
  __atomic_store_n (&priv->id, id, __ATOMIC_RELEASE);
}

/* Makes an object for a node that was added without one. */
BgTask *
bg_task_new_for_node (BgEngine *engine,
                      BgNode   *node)
{
  BgTask *self = g_object_new (BG_TYPE_TASK, NULL);
  BgTaskPrivate *priv = bg_task_get_private (self);

  priv->engine = bg_engine_ref (engine);
  priv->id = bg_node_get_id (node);
  priv->priority = node->priority;
  priv->group = node->cold->group != NULL ? g_strdup (node->cold->group->name) : NULL;
  priv->task_class = node->cold->task_class;
  bg_task_follow (self, (BgNodeState) node->state);
  return self;
}

/* Makes an object for a task that has ended. */
BgTask *
bg_task_new_ended (BgEngine    *engine,
                   guint64      id,
                   BgTaskState  state,
                   BgOutcome   *outcome)
{
  BgTask *self = g_object_new (BG_TYPE_TASK, NULL);
  BgTaskPrivate *priv = bg_task_get_private (self);

  priv->engine = bg_engine_ref (engine);
  priv->id = id;
  priv->state = (int) state;
  priv->notified_state = (int) state;
  priv->outcome = outcome != NULL ? bg_outcome_ref (outcome) : NULL;
  return self;
}

/* Whether the task is begun in the home context. */
gboolean
bg_task_is_home_kind (BgTask *self)
{
  return bg_task_get_private (self)->kind == BG_TASK_KIND_PASS_THROUGH
         || BG_TASK_GET_CLASS (self)->start != NULL;
}

static gboolean
is_watched (BgTask *self)
{
  static gsize notify_id;

  if (g_once_init_enter (&notify_id))
    g_once_init_leave (&notify_id, g_signal_lookup ("notify", G_TYPE_OBJECT));
  return g_signal_has_handler_pending (self, (guint) notify_id, 0, TRUE);
}

/* From any thread: the changes are notified in the home context. TRUE if that has to be woken. */
static gboolean
mark_changed (BgTask        *self,
              BgTaskChanges  changes)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  int old = __atomic_fetch_or (&priv->changes, (int) changes | BG_TASK_CHANGE_QUEUED, __ATOMIC_ACQ_REL);
  BgTask *head;

  if ((old & BG_TASK_CHANGE_QUEUED) != 0)
    return FALSE;

  g_object_ref (self);
  head = __atomic_load_n (&priv->engine->changed_tasks, __ATOMIC_RELAXED);
  do
    priv->next_changed = head;
  while (!__atomic_compare_exchange_n (&priv->engine->changed_tasks, &head, self, TRUE,
                                       __ATOMIC_ACQ_REL, __ATOMIC_RELAXED));
  return head == NULL;
}

/* From any thread, without the lock of the engine. */
void
bg_task_mark_changed (BgTask        *self,
                      BgTaskChanges  changes)
{
  if (mark_changed (self, changes))
    bg_engine_wake_home (bg_task_get_private (self)->engine);
}

static BgTaskState
get_public_state (BgNodeState state)
{
  switch (state)
    {
    case BG_NODE_BLOCKED:
      return BG_TASK_STATE_BLOCKED;
    case BG_NODE_DELAYED:
      return BG_TASK_STATE_DELAYED;
    case BG_NODE_HELD:
      return BG_TASK_STATE_RUNNING;
    case BG_NODE_QUEUED:
    case BG_NODE_TAKEN:
    case BG_NODE_NEW:
    case BG_NODE_FINISHED:
    case BG_NODE_ENDED:
    default:
      return BG_TASK_STATE_QUEUED;
    }
}

static void
change_state (BgTask      *self,
              BgTaskState  state)
{
  BgTaskPrivate *priv = bg_task_get_private (self);

  if (state == BG_TASK_STATE_QUEUED && priv->ready_time == 0)
    __atomic_store_n (&priv->ready_time, g_get_monotonic_time (), __ATOMIC_RELAXED);
  if (state == BG_TASK_STATE_RUNNING && priv->start_time == 0)
    __atomic_store_n (&priv->start_time, g_get_monotonic_time (), __ATOMIC_RELAXED);
  g_atomic_int_set (&priv->state, (int) state);
}

void
bg_task_follow (BgTask      *self,
                BgNodeState  state)
{
  BgTaskState public_state = get_public_state (state);

  if (bg_task_get_state (self) == public_state || bg_task_is_ended (self))
    return;
  change_state (self, public_state);
  if (is_watched (self) && mark_changed (self, BG_TASK_CHANGE_STATE))
    bg_task_get_private (self)->engine->wake_home = TRUE;
}

void
bg_task_priority_changed (BgTask *self,
                          int     priority)
{
  BgTaskPrivate *priv = bg_task_get_private (self);

  if (g_atomic_int_get (&priv->priority) == priority)
    return;
  g_atomic_int_set (&priv->priority, priority);
  if (mark_changed (self, BG_TASK_CHANGE_PRIORITY))
    priv->engine->wake_home = TRUE;
}

void
bg_task_request_cancel (BgTask    *self,
                        GPtrArray *cancellables)
{
  BgTaskPrivate *priv = bg_task_get_private (self);

  g_mutex_lock (&priv->lock);
  if (priv->cancellable != NULL)
    g_ptr_array_add (cancellables, g_object_ref (priv->cancellable));
  g_mutex_unlock (&priv->lock);
}

static void
begin (BgTask       *self,
       GCancellable *cancellable)
{
  BgTaskPrivate *priv = bg_task_get_private (self);

  g_mutex_lock (&priv->lock);
  g_set_object (&priv->cancellable, cancellable);
  g_mutex_unlock (&priv->lock);
  change_state (self, BG_TASK_STATE_RUNNING);
  if (is_watched (self))
    bg_task_mark_changed (self, BG_TASK_CHANGE_STATE);
}

/* Runs the body. TRUE if that settled the outcome, FALSE if the task is held. */
gboolean
bg_task_execute (BgTask        *self,
                 GCancellable  *cancellable,
                 BgOutcome    **outcome)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  g_autoptr (GError) error = NULL;
  gboolean finished;

  begin (self, cancellable);
  if (!BG_TASK_GET_CLASS (self)->run (self, cancellable, &error))
    bg_task_return_failure (self, error, NULL);

  g_mutex_lock (&priv->lock);
  finished = priv->reported || !priv->held;
  if (finished && !bg_task_is_ended (self))
    {
      *outcome = g_steal_pointer (&priv->outcome);
      priv->reported = TRUE;
      g_clear_object (&priv->cancellable);
    }
  g_mutex_unlock (&priv->lock);
  return finished;
}

/* From now on a report ends the task. */
void
bg_task_body_returned (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  BgOutcome *outcome = NULL;
  gboolean reported;

  g_mutex_lock (&priv->lock);
  priv->body_returned = TRUE;
  reported = priv->reported && !bg_task_is_ended (self);
  if (reported)
    outcome = g_steal_pointer (&priv->outcome);
  g_mutex_unlock (&priv->lock);
  if (reported)
    bg_engine_finish_held (priv->engine, priv->id, outcome);
}

/* Begins a task that needs no thread. */
void
bg_task_start_home (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  g_autoptr (BgTask) keep = g_object_ref (self);
  g_autoptr (GCancellable) cancellable = NULL;
  g_autoptr (GVariant) mapping = NULL;
  g_autoptr (GError) error = NULL;

  if (priv->kind != BG_TASK_KIND_PASS_THROUGH)
    {
      cancellable = g_cancellable_new ();
      begin (self, cancellable);
    }
  bg_task_body_returned (self);
  if (BG_TASK_GET_CLASS (self)->start != NULL)
    {
      BG_TASK_GET_CLASS (self)->start (self);
      return;
    }

  mapping = bg_task_merge (self, &error);
  if (mapping != NULL)
    bg_task_return_variant (self, mapping);
  else
    bg_task_return_error (self, error);
}

static void
finish_waiter (BgTask      *self,
               GTask       *waiter,
               BgTaskState  state)
{
  if (state == BG_TASK_STATE_COMPLETED)
    g_task_return_boolean (waiter, TRUE);
  else if (state == BG_TASK_STATE_FAILED)
    g_task_return_error (waiter, bg_task_dup_error (self));
  else
    g_task_return_new_error (waiter, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The task was stopped"));
  g_object_unref (waiter);
}

/* The one place where an object learns how its task ended. */
void
bg_task_end (BgTask      *self,
             BgTaskState  state,
             BgOutcome   *outcome)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  GObject *object = G_OBJECT (self);
  BgOutcome *dropped;
  GSList *waiters = priv->extra != NULL ? g_steal_pointer (&priv->extra->waiters) : NULL;

  g_assert (!bg_task_is_ended (self));

  /* What a stopped body reported before it returned is dropped. */
  g_mutex_lock (&priv->lock);
  priv->reported = TRUE;
  g_clear_object (&priv->cancellable);
  g_atomic_int_set (&priv->state, (int) state);
  dropped = priv->outcome;
  __atomic_store_n (&priv->outcome, outcome != NULL ? bg_outcome_ref (outcome) : NULL, __ATOMIC_RELEASE);
  g_mutex_unlock (&priv->lock);
  g_clear_pointer (&dropped, bg_outcome_unref);

  __atomic_store_n (&priv->end_time, g_get_monotonic_time (), __ATOMIC_RELAXED);
  priv->notified_state = (int) state;

  g_object_freeze_notify (object);
  g_object_notify (object, "state");
  g_object_notify (object, "waiting-reason");
  g_object_notify (object, "end-time");
  if (state == BG_TASK_STATE_COMPLETED)
    g_object_notify (object, "result");
  else if (state == BG_TASK_STATE_FAILED)
    g_object_notify (object, "error");
  g_object_thaw_notify (object);

  while (waiters != NULL)
    {
      finish_waiter (self, waiters->data, state);
      waiters = g_slist_delete_link (waiters, waiters);
    }
}

/* The task has ended, and its body will not be called or does not run any more. */
void
bg_task_forget (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  GDestroyNotify destroy = g_steal_pointer (&priv->user_data_destroy);

  priv->func = NULL;
  if (destroy != NULL)
    destroy (priv->user_data);
}

/* Takes the waiter. */
void
bg_task_add_waiter (BgTask *self,
                    GTask  *waiter)
{
  BgTaskExtra *extra = bg_task_ensure_extra (self);

  extra->waiters = g_slist_append (extra->waiters, waiter);
}

static void
notify_changes (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  GObject *object = G_OBJECT (self);
  int changes = __atomic_exchange_n (&priv->changes, 0, __ATOMIC_ACQ_REL);
  int state = g_atomic_int_get (&priv->state);

  g_object_freeze_notify (object);
  if ((changes & BG_TASK_CHANGE_PRIORITY) != 0)
    g_object_notify (object, "priority");
  if ((changes & BG_TASK_CHANGE_PROGRESS) != 0)
    {
      g_object_notify (object, "fraction");
      g_object_notify (object, "text");
    }
  if (priv->notified_state != state)
    {
      priv->notified_state = state;
      g_object_notify (object, "state");
      g_object_notify (object, "waiting-reason");
      g_object_notify (object, state == BG_TASK_STATE_RUNNING ? "start-time" : "ready-time");
    }
  g_object_thaw_notify (object);
}

/* In the home context: notifies everything that has changed since the last time, the latest only. */
void
bg_task_notify_changes (BgEngine *engine)
{
  BgTask *task = __atomic_exchange_n (&engine->changed_tasks, NULL, __ATOMIC_ACQUIRE);

  while (task != NULL)
    {
      BgTask *next = bg_task_get_private (task)->next_changed;

      notify_changes (task);
      g_object_unref (task);
      task = next;
    }
}
