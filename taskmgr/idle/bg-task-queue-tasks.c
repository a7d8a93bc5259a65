/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-queue-private.h"

/* The tasks that are in a queue, and which of them goes next.
 *
 * A task that waits for others is not offered to the executor, so that the next one is found without walking past
 * those. What becomes of tasks elsewhere is heard from their properties. */

static G_DEFINE_QUARK (bg-queued-task, queued_task)

/* Whether it is in some queue, and so begun by that alone. Under the lock of the engine. */
gboolean
bg_parked_task_is_known (BgTask *task)
{
  return g_object_get_qdata (G_OBJECT (task), queued_task_quark ()) != NULL;
}

static BgParkedTask *
get_queued (BgTask *task)
{
  return g_object_get_qdata (G_OBJECT (task), queued_task_quark ());
}

static int
compare_due (gconstpointer a,
             gconstpointer b,
             gpointer      user_data)
{
  const BgParkedTask *first = a;
  const BgParkedTask *second = b;

  return (first->due > second->due) - (first->due < second->due);
}

/* NULL if it is not in this queue. */
BgParkedTask *
bg_task_queue_find_task (BgTaskQueue *self,
                         BgTask      *task)
{
  BgParkedTask *queued = get_queued (task);

  return queued != NULL && queued->queue == self ? queued : NULL;
}

BgParkedTask *
bg_task_queue_find_name (BgTaskQueue *self,
                         const char  *name)
{
  return g_hash_table_lookup (bg_task_queue_get_private (self)->names, name);
}

/* Has it stand among those that can be begun, or not, and those that become due. */
static void
offer (BgParkedTask *self,
       gboolean      offered)
{
  BgTaskQueuePrivate *priv = bg_task_queue_get_private (self->queue);

  if (self->offered != offered)
    {
      self->offered = offered;
      if (offered)
        bg_priority_queue_add_in_order (priv->ready, self->task, self->priority, bg_task_get_id (self->task));
      else
        bg_priority_queue_remove (priv->ready, self->task);
    }
  g_clear_pointer (&self->due_iter, g_sequence_remove);
  if (offered && self->patience > 0)
    {
      self->due = self->ready_since + self->patience * G_TIME_SPAN_MILLISECOND;
      self->due_iter = g_sequence_insert_sorted (priv->due, self, compare_due, NULL);
    }
}

static void
set_state (BgParkedTask  *self,
           BgQueuedState  state)
{
  BgTaskQueuePrivate *priv = bg_task_queue_get_private (self->queue);

  if (self->state == state)
    return;
  if (self->state == BG_QUEUED_BEGUN)
    priv->length++;
  if (state == BG_QUEUED_BEGUN)
    priv->length--;
  self->state = state;
  g_hash_table_remove (priv->in_vain, self);
  if (state == BG_QUEUED_READY && priv->executor != NULL)
    self->ready_since = bg_idle_executor_get_time (priv->executor);
  offer (self, state == BG_QUEUED_READY && !self->paused);
}

/* Also if it has that priority already: to ask again for SOON is to ask again. */
void
bg_parked_task_set_priority (BgParkedTask *self,
                             int           priority)
{
  BgTaskQueuePrivate *priv = bg_task_queue_get_private (self->queue);

  self->priority = priority;
  if (self->offered)
    bg_priority_queue_update_priority (priv->ready, self->task, priority);
  bg_task_set_priority (self->task, priority);
  bg_task_queue_priority_changed (self->queue, self);
}

static void
state_changed_cb (BgTask       *task,
                  GParamSpec   *pspec,
                  BgParkedTask *self)
{
  bg_parked_task_follow (self);
}

static void
priority_changed_cb (BgTask       *task,
                     GParamSpec   *pspec,
                     BgParkedTask *self)
{
  const int priority = bg_task_get_priority (task);

  if (self->state != BG_QUEUED_BEGUN && self->priority != priority)
    bg_parked_task_set_priority (self, priority);
}

static void
free_queued_task (BgParkedTask *self)
{
  g_signal_handlers_disconnect_by_data (self->task, self);
  g_object_set_qdata (G_OBJECT (self->task), queued_task_quark (), NULL);
  g_object_unref (self->task);
  g_free (self->name);
  g_free (self);
}

/* It has a task that was added to the manager just now. */
BgParkedTask *
bg_parked_task_new (BgTaskQueue *queue,
                    BgTask      *task,
                    const char  *name)
{
  BgTaskQueuePrivate *priv = bg_task_queue_get_private (queue);
  BgParkedTask *self = g_new0 (BgParkedTask, 1);

  self->queue = queue;
  self->task = g_object_ref (task);
  self->name = g_strdup (name);
  self->priority = bg_task_get_priority (task);
  self->patience = priv->patience;
  g_object_set_qdata (G_OBJECT (task), queued_task_quark (), self);
  g_signal_connect (task, "notify::state", G_CALLBACK (state_changed_cb), self);
  g_signal_connect (task, "notify::priority", G_CALLBACK (priority_changed_cb), self);
  g_hash_table_add (priv->tasks, self);
  if (name != NULL)
    g_hash_table_insert (priv->names, self->name, self);
  priv->length++;
  return self;
}

void
bg_parked_task_lose_name (BgParkedTask *self)
{
  BgTaskQueuePrivate *priv = bg_task_queue_get_private (self->queue);

  if (self->name != NULL)
    g_hash_table_remove (priv->names, self->name);
  g_clear_pointer (&self->name, g_free);
}

/* The queue knows nothing of it any more. */
void
bg_parked_task_drop (BgParkedTask *self)
{
  BgTaskQueuePrivate *priv = bg_task_queue_get_private (self->queue);

  bg_parked_task_lose_name (self);
  offer (self, FALSE);
  if (self->state != BG_QUEUED_BEGUN)
    priv->length--;
  g_hash_table_remove (priv->in_vain, self);
  g_hash_table_remove (priv->tasks, self);
  free_queued_task (self);
}

/* Looks where the task is in its life. */
void
bg_parked_task_follow (BgParkedTask *self)
{
  BgTaskQueue *queue = self->queue;
  BgTaskQueuePrivate *priv = bg_task_queue_get_private (queue);
  const BgTaskState state = bg_task_get_state (self->task);

  if (bg_task_is_ended (self->task))
    bg_parked_task_drop (self);
  else if (state == BG_TASK_STATE_RUNNING)
    set_state (self, BG_QUEUED_BEGUN);
  else if (!g_hash_table_contains (priv->in_vain, self) || state != BG_TASK_STATE_QUEUED)
    set_state (self, state == BG_TASK_STATE_QUEUED ? BG_QUEUED_READY : BG_QUEUED_WAITS);
  bg_task_queue_announce (queue);
}

/* The caller announces it. */
void
bg_parked_task_set_paused (BgParkedTask *self,
                           gboolean      paused)
{
  self->paused = paused;
  offer (self, self->state == BG_QUEUED_READY && !paused);
}

void
bg_parked_task_set_patience (BgParkedTask *self,
                             guint         milliseconds)
{
  self->patience = milliseconds;
  offer (self, self->offered);
}

gboolean
bg_task_queue_is_runnable (BgTaskQueue *self)
{
  BgTaskQueuePrivate *priv = bg_task_queue_get_private (self);

  return !priv->paused && bg_priority_queue_get_length (priv->ready) > 0;
}

/* When the next task runs though nothing is idle. */
gint64
bg_task_queue_get_due (BgTaskQueue *self)
{
  BgTaskQueuePrivate *priv = bg_task_queue_get_private (self);

  if (priv->paused || g_sequence_is_empty (priv->due))
    return G_MAXINT64;
  return ((BgParkedTask *) g_sequence_get (g_sequence_get_begin_iter (priv->due)))->due;
}

/* TRUE if it runs from now on. What the manager does not begin, for whatever reason, is put aside. */
static gboolean
begin (BgTaskQueue *self,
       BgTask      *task)
{
  BgTaskQueuePrivate *priv = bg_task_queue_get_private (self);
  BgParkedTask *queued = bg_task_queue_find_task (self, task);

  offer (queued, FALSE);
  if (bg_executor_begin_task (BG_EXECUTOR (priv->executor), task))
    return TRUE;
  /* It has not got what it needs. The manager asks again when somebody has given that back. */
  set_state (queued, BG_QUEUED_WAITS);
  g_hash_table_add (priv->in_vain, queued);
  bg_executor_capacity_changed (BG_EXECUTOR (priv->executor));
  return FALSE;
}

/* Returns the task that was begun, NULL if there is none. What has changed is announced by note_begun (). */
BgTask *
bg_task_queue_begin_next (BgTaskQueue *self)
{
  BgTaskQueuePrivate *priv = bg_task_queue_get_private (self);

  while (bg_task_queue_is_runnable (self))
    {
      g_autoptr (BgTask) task = g_object_ref (bg_priority_queue_peek (priv->ready));

      if (begin (self, task))
        return g_steal_pointer (&task);
    }
  return NULL;
}

/* Likewise the one that has waited for too long. */
BgTask *
bg_task_queue_begin_due (BgTaskQueue *self)
{
  BgTaskQueuePrivate *priv = bg_task_queue_get_private (self);
  BgParkedTask *first = g_sequence_get (g_sequence_get_begin_iter (priv->due));
  g_autoptr (BgTask) task = g_object_ref (first->task);

  return begin (self, task) ? g_steal_pointer (&task) : NULL;
}

void
bg_task_queue_note_begun (BgTaskQueue *self,
                          BgTask      *task)
{
  BgParkedTask *queued = bg_task_queue_find_task (self, task);

  if (queued != NULL)
    set_state (queued, BG_QUEUED_BEGUN);
  bg_task_queue_announce (self);
}

/* Something is ready that was not. */
void
bg_task_queue_try_again (BgTaskQueue *self)
{
  BgTaskQueuePrivate *priv = bg_task_queue_get_private (self);
  g_autoptr (GList) all = g_hash_table_get_keys (priv->in_vain);

  for (GList *link = all; link != NULL; link = link->next)
    {
      BgParkedTask *queued = link->data;

      if (bg_idle_executor_is_worth_offering (priv->executor, queued->task))
        set_state (queued, BG_QUEUED_READY);
    }
  if (all != NULL)
    bg_task_queue_announce (self);
}

/* Takes tasks out first, and stops them then: what hears of that may look at the queue. */
static void
stop (BgTaskQueue *self,
      GPtrArray   *all_queued)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < all_queued->len; i++)
    {
      BgParkedTask *queued = g_ptr_array_index (all_queued, i);

      g_ptr_array_add (tasks, g_object_ref (queued->task));
      bg_parked_task_drop (queued);
    }
  bg_task_queue_announce (self);
  for (guint i = 0; i < tasks->len; i++)
    bg_task_stop (g_ptr_array_index (tasks, i));
}

void
bg_task_queue_stop_all (BgTaskQueue *self)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer queued;

  g_hash_table_iter_init (&iter, bg_task_queue_get_private (self)->tasks);
  while (g_hash_table_iter_next (&iter, &queued, NULL))
    g_ptr_array_add (all, queued);
  stop (self, all);
}

void
bg_task_queue_stop_one (BgTaskQueue  *self,
                        BgParkedTask *queued)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();

  g_ptr_array_add (one, queued);
  stop (self, one);
}
