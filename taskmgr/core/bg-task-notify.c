/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-private.h"

/* How news of a task, which come from any thread, are notified in the home context: the latest only, once a
 * turn. */

#define TASKS_PER_CLOCK 16

/* A handler for one property counts as well, and so does a kind of task that looks itself. */
static gboolean
is_watched (BgTask *self)
{
  static gsize notify_id;

  /* To look takes GLib's lock of all signals. */
  if (!__atomic_load_n (&bg_task_get_private (self)->seen, __ATOMIC_RELAXED))
    return FALSE;
  if (g_once_init_enter (&notify_id))
    g_once_init_leave (&notify_id, g_signal_lookup ("notify", G_TYPE_OBJECT));
  return G_OBJECT_GET_CLASS (self)->notify != NULL
         || g_signal_handler_find (self, G_SIGNAL_MATCH_ID, (guint) notify_id, 0, NULL, NULL, NULL) != 0;
}

/* From any thread. TRUE if the home context has to be woken. */
gboolean
bg_task_note_change (BgTask        *self,
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

/* From any thread: the state has changed. Where nobody watches, nobody needs to be told later. */
gboolean
bg_task_note_state (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);

  if (is_watched (self))
    return bg_task_note_change (self, BG_TASK_CHANGE_STATE);
  g_atomic_int_set (&priv->notified_state, g_atomic_int_get (&priv->state));
  return FALSE;
}

/* From any thread: why it waits has changed, though the state has not. */
gboolean
bg_task_note_reason (BgTask *self)
{
  return is_watched (self) && bg_task_note_change (self, BG_TASK_CHANGE_REASON);
}

static void
notify_state (BgTask *self,
              int     before,
              int     state)
{
  GObject *object = G_OBJECT (self);

  if (before == BG_TASK_STATE_NEW)
    {
      g_object_notify (object, "id");
      g_object_notify (object, "added-time");
    }
  g_object_notify (object, "state");
  g_object_notify (object, "waiting-reason");
  if (before < BG_TASK_STATE_QUEUED && bg_task_get_ready_time (self) > 0)
    g_object_notify (object, "ready-time");
  if (before < BG_TASK_STATE_RUNNING && bg_task_get_start_time (self) > 0)
    g_object_notify (object, "start-time");
  if (state >= BG_TASK_STATE_COMPLETED)
    g_object_notify (object, "end-time");
  if (state == BG_TASK_STATE_COMPLETED)
    g_object_notify (object, "result");
  else if (state == BG_TASK_STATE_FAILED)
    g_object_notify (object, "error");
}

static void
notify (BgTask *self,
        int     changes)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  GObject *object = G_OBJECT (self);
  int state = g_atomic_int_get (&priv->state);
  int before = __atomic_exchange_n (&priv->notified_state, state, __ATOMIC_ACQ_REL);

  if (!is_watched (self))
    return;
  g_object_freeze_notify (object);
  if ((changes & BG_TASK_CHANGE_ATTEMPT) != 0)
    g_object_notify (object, "attempt");
  if ((changes & BG_TASK_CHANGE_PRIORITY) != 0)
    g_object_notify (object, "priority");
  if ((changes & BG_TASK_CHANGE_PROGRESS) != 0)
    {
      g_object_notify (object, "fraction");
      g_object_notify (object, "text");
    }
  if (before != state)
    notify_state (self, before, state);
  else if ((changes & BG_TASK_CHANGE_REASON) != 0)
    g_object_notify (object, "waiting-reason");
  g_object_thaw_notify (object);
}

/* In the home context: notifies all news of one task now; it stays in the list of those that have some. */
void
bg_task_notify (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);

  notify (self, __atomic_fetch_and (&priv->changes, BG_TASK_CHANGE_QUEUED, __ATOMIC_ACQ_REL));
}

/* What was noted first. A handler may run a loop, which takes the next one. */
static BgTask *
take_changed (BgEngine *engine,
              gboolean *took_all)
{
  BgTask *task = engine->telling;

  /* What is noted meanwhile is for the next turn, or there would be no end. */
  if (task == NULL && !*took_all)
    {
      task = __atomic_exchange_n (&engine->changed_tasks, NULL, __ATOMIC_ACQUIRE);
      *took_all = TRUE;
    }
  engine->telling = task != NULL ? bg_task_get_private (task)->next_changed : NULL;
  return task;
}

/* In the home context: notifies what has changed since the last time, for as long as there is time. TRUE if
 * something is left. */
gboolean
bg_task_notify_changes (BgEngine *engine,
                        gint64    end)
{
  gboolean took_all = FALSE;
  BgTask *task;

  for (guint n = 1; (task = take_changed (engine, &took_all)) != NULL; n++)
    {
      notify (task, __atomic_exchange_n (&bg_task_get_private (task)->changes, 0, __ATOMIC_ACQ_REL));
      g_object_unref (task);
      if (n % TASKS_PER_CLOCK == 0 && g_get_monotonic_time () >= end)
        break;
    }
  return engine->telling != NULL;
}
