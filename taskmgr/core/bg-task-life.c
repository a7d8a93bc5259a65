/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-private.h"

#include <glib/gi18n-lib.h>

/* How the engine leads a task through its life, and what can be seen of that from outside. */

/* Nobody can have connected to an object that was made inside, before it is handed out. */
void
bg_task_set_seen (BgTask   *self,
                  gboolean  seen)
{
  __atomic_store_n (&bg_task_get_private (self)->seen, seen, __ATOMIC_RELAXED);
}

/* FALSE if somebody was first, perhaps in another thread. */
gboolean
bg_task_claim (BgTask *self)
{
  return g_atomic_int_compare_and_exchange (&bg_task_get_private (self)->claimed, FALSE, TRUE);
}

/* The manager has refused it: it may be added again. */
void
bg_task_give_back (BgTask *self)
{
  g_atomic_int_set (&bg_task_get_private (self)->claimed, FALSE);
}

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

/* The body of a task whose node has a plain function. Its node stays for as long as it runs. */
static gboolean
call_work (BgTask        *self,
           GCancellable  *cancellable,
           gpointer       user_data,
           GError       **error)
{
  BgNode *node = user_data;
  BgWorkFunc func = (BgWorkFunc) node->func;
  g_auto (GValue) result = G_VALUE_INIT;

  if (!func (node->data, cancellable, &result, error))
    return FALSE;
  g_clear_error (error);
  bg_task_return_value (self, &result);
  return TRUE;
}

/* Makes an object for a node that was added without one. */
BgTask *
bg_task_new_for_node (BgEngine *engine,
                      BgNode   *node,
                      gboolean  has_begun)
{
  BgTask *self = g_object_new (BG_TYPE_TASK, NULL);
  BgTaskPrivate *priv = bg_task_get_private (self);

  priv->engine = bg_engine_ref (engine);
  priv->id = bg_node_get_id (node);
  priv->func = call_work;
  priv->user_data = node;
  priv->claimed = TRUE;
  priv->priority = node->priority;
  priv->group = node->cold->group != NULL ? g_strdup (node->cold->group->name) : NULL;
  priv->task_class = (guint8) bg_node_get_own_class (node);
  /* What came before is not known: the times of that are 0. */
  priv->state = (int) (has_begun ? BG_TASK_STATE_RUNNING : get_public_state ((BgNodeState) node->state));
  priv->notified_state = priv->state;
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
  priv->claimed = TRUE;
  priv->state = (int) state;
  priv->notified_state = (int) state;
  priv->outcome = outcome != NULL ? bg_outcome_ref (outcome) : NULL;
  return self;
}

/* Whether the task only joins others. */
gboolean
bg_task_is_pass_through (BgTask *self)
{
  return BG_TASK_GET_CLASS (self)->start == NULL
         && bg_task_get_private (self)->kind == BG_TASK_KIND_PASS_THROUGH;
}

/* Whether the task is begun in the home context. */
gboolean
bg_task_is_home_kind (BgTask *self)
{
  return BG_TASK_GET_CLASS (self)->start != NULL || bg_task_is_pass_through (self);
}

/* From any thread, to a state that is no end. One that was stopped while its worker was about to begin stays
 * that: FALSE. */
static gboolean
change_state (BgTask      *self,
              BgTaskState  state)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  int old = g_atomic_int_get (&priv->state);

  do
    if (old == (int) state || old >= BG_TASK_STATE_COMPLETED)
      return FALSE;
  while (!__atomic_compare_exchange_n (&priv->state, &old, (int) state, FALSE,
                                       __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));

  /* The clock costs as much as all of this. What waits for nothing was added just now. */
  if (state == BG_TASK_STATE_QUEUED)
    __atomic_store_n (&priv->ready_time, old == BG_TASK_STATE_NEW ? priv->added_time : g_get_monotonic_time (),
                      __ATOMIC_RELAXED);
  else if (state == BG_TASK_STATE_RUNNING)
    __atomic_store_n (&priv->start_time, g_get_monotonic_time (), __ATOMIC_RELAXED);
  return TRUE;
}

void
bg_task_follow (BgTask      *self,
                BgNodeState  state)
{
  if (change_state (self, get_public_state (state)) && bg_task_note_state (self))
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
  if (bg_task_note_change (self, BG_TASK_CHANGE_PRIORITY))
    priv->engine->wake_home = TRUE;
}

/* How it ends has been decided, and will be announced. */
void
bg_task_settle (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);

  g_mutex_lock (&priv->lock);
  priv->settled = TRUE;
  __atomic_fetch_and (&priv->changes, ~BG_TASK_CHANGE_PROGRESS, __ATOMIC_ACQ_REL);
  g_mutex_unlock (&priv->lock);
}

/* It will be tried again, from the start. */
void
bg_task_reset (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  BgTaskExtra *extra = bg_task_get_extra (self);
  gpointer cancellable, outcome;

  g_mutex_lock (&priv->lock);
  outcome = g_steal_pointer (&priv->outcome);
  priv->reported = FALSE;
  priv->held = FALSE;
  priv->body_returned = FALSE;
  cancellable = g_steal_pointer (&priv->cancellable);
  extra->fraction = 0;
  g_clear_pointer (&extra->text, g_free);
  __atomic_fetch_add (&extra->n_failures, 1, __ATOMIC_RELAXED);
  g_mutex_unlock (&priv->lock);
  if (cancellable != NULL)
    bg_engine_throw_away (priv->engine, g_object_unref, cancellable);
  if (outcome != NULL)
    bg_engine_throw_away (priv->engine, (GDestroyNotify) bg_outcome_unref, outcome);
  if (bg_task_note_change (self, BG_TASK_CHANGE_ATTEMPT | BG_TASK_CHANGE_PROGRESS))
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

/* From any thread: the body is called now. */
void
bg_task_note_begun (BgTask *self)
{
  if (change_state (self, BG_TASK_STATE_RUNNING) && bg_task_note_state (self))
    bg_engine_wake_home (bg_task_get_private (self)->engine);
}

/* A task that begins in the home context may be stopped by a thread just before. */
void
bg_task_prepare_home (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);

  if (priv->kind == BG_TASK_KIND_PASS_THROUGH)
    return;
  g_mutex_lock (&priv->lock);
  priv->cancellable = g_cancellable_new ();
  g_mutex_unlock (&priv->lock);
}

/* Begins a task that needs no thread. */
void
bg_task_start_home (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  g_autoptr (BgTask) keep = g_object_ref (self);
  g_autoptr (GVariant) mapping = NULL;
  g_autoptr (GError) error = NULL;

  if (g_cancellable_is_cancelled (priv->cancellable))
    return;
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

/* Under the lock of the task: takes an outcome that does not count. The body may have what is in it as well, in a
 * thread of its own, and is not to be the last. */
void
bg_task_keep_late (BgTask    *self,
                   BgOutcome *outcome)
{
  BgTaskExtra *extra;

  if (outcome == NULL)
    return;
  extra = bg_task_ensure_extra (self);
  extra->late = g_slist_prepend (extra->late, outcome);
}

static void
drop_late (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  GSList *late;

  if (bg_task_get_extra (self) == NULL)
    return;
  g_mutex_lock (&priv->lock);
  late = g_steal_pointer (&priv->extra->late);
  g_mutex_unlock (&priv->lock);
  g_slist_free_full (late, (GDestroyNotify) bg_outcome_unref);
}

/* The one place where an object learns how its task ended. A body that runs on keeps its cancellable. */
void
bg_task_end (BgTask      *self,
             BgTaskState  state,
             BgOutcome   *outcome)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  BgTaskExtra *extra = bg_task_get_extra (self);
  GSList *waiters = extra != NULL ? g_steal_pointer (&extra->waiters) : NULL;

  g_assert (!bg_task_is_ended (self));

  /* What a stopped body reported before it returned is dropped. Whoever sees the end sees the outcome. */
  __atomic_store_n (&priv->end_time, g_get_monotonic_time (), __ATOMIC_RELAXED);
  g_mutex_lock (&priv->lock);
  priv->reported = TRUE;
  bg_task_keep_late (self, priv->outcome);
  __atomic_store_n (&priv->outcome, outcome != NULL ? bg_outcome_ref (outcome) : NULL, __ATOMIC_RELEASE);
  g_atomic_int_set (&priv->state, (int) state);
  g_mutex_unlock (&priv->lock);

  bg_task_notify (self);
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
  drop_late (self);
}

/* Takes the waiter. */
void
bg_task_add_waiter (BgTask *self,
                    GTask  *waiter)
{
  BgTaskExtra *extra = bg_task_ensure_extra (self);

  extra->waiters = g_slist_append (extra->waiters, waiter);
}
