/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-queued-task-private.h"

/* The getters and setters of tasks. */

static gboolean
replace (char       **text,
         const char  *with)
{
  char *copy;

  if (g_strcmp0 (*text, with) == 0)
    return FALSE;
  /* Before the old one goes, of which it may be a part. */
  copy = g_strdup (with);
  g_free (*text);
  *text = copy;
  return TRUE;
}

/**
 * bg_queued_task_get_id:
 * @self: a task of a queue
 *
 * Gets what the task is known by.
 *
 * Returns: the id
 */
const char *
bg_queued_task_get_id (BgQueuedTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUED_TASK (self), NULL);

  return self->id;
}

/**
 * bg_queued_task_set_id:
 * @self: a task that was not submitted yet
 * @id: up to 64 lower-case letters, digits and hyphens
 *
 * Sets what the task is known by.
 *
 * The id that it was made with is different from all others. Another one makes sense if it says where the task comes
 * from, so that this is not submitted twice.
 */
void
bg_queued_task_set_id (BgQueuedTask *self,
                       const char   *id)
{
  g_return_if_fail (BG_IS_QUEUED_TASK (self));
  g_return_if_fail (id != NULL && bg_queued_task_is_id (id));

  if (replace (&self->id, id))
    g_object_notify (G_OBJECT (self), "id");
}

/**
 * bg_queued_task_get_queue:
 * @self: a task of a queue
 *
 * Gets the queue.
 *
 * Returns: (nullable): the name of the queue
 */
const char *
bg_queued_task_get_queue (BgQueuedTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUED_TASK (self), NULL);

  return self->queue;
}

/**
 * bg_queued_task_get_worker:
 * @self: a task of a queue
 *
 * Gets the name of the worker that is to do it.
 *
 * Returns: (nullable): the name, or `NULL` for the worker that the queue has
 */
const char *
bg_queued_task_get_worker (BgQueuedTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUED_TASK (self), NULL);

  return self->worker;
}

/**
 * bg_queued_task_set_worker:
 * @self: a task that was not submitted yet
 * @worker: (nullable): a name, or `NULL` for the worker that the queue has
 *
 * Sets the name of the worker that is to do it.
 */
void
bg_queued_task_set_worker (BgQueuedTask *self,
                           const char   *worker)
{
  g_return_if_fail (BG_IS_QUEUED_TASK (self));
  g_return_if_fail (worker == NULL || g_utf8_validate (worker, -1, NULL));

  if (replace (&self->worker, worker))
    g_object_notify (G_OBJECT (self), "worker");
}

/**
 * bg_queued_task_get_priority:
 * @self: a task of a queue
 *
 * Gets how urgent it is.
 *
 * Returns: the priority, from 0 to 9
 */
int
bg_queued_task_get_priority (BgQueuedTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUED_TASK (self), 0);

  return self->priority;
}

/**
 * bg_queued_task_set_priority:
 * @self: a task that was not submitted yet
 * @priority: from 0 to 9; 4 is usual
 *
 * Sets how urgent it is.
 *
 * Tasks of a higher priority come first.
 */
void
bg_queued_task_set_priority (BgQueuedTask *self,
                             int           priority)
{
  g_return_if_fail (BG_IS_QUEUED_TASK (self));
  g_return_if_fail (priority >= 0 && priority <= BG_QUEUED_TASK_MAX_PRIORITY);

  if (self->priority == priority)
    return;
  self->priority = priority;
  g_object_notify (G_OBJECT (self), "priority");
}

/**
 * bg_queued_task_get_not_before:
 * @self: a task of a queue
 *
 * Gets the time before which nobody gets it.
 *
 * Returns: the time in microseconds since 1970; 0 for at once
 */
gint64
bg_queued_task_get_not_before (BgQueuedTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUED_TASK (self), 0);

  return self->not_before;
}

/**
 * bg_queued_task_set_not_before:
 * @self: a task that was not submitted yet
 * @unix_time: microseconds since 1970; 0 for at once
 *
 * Sets the time before which nobody gets it.
 *
 * This is for times of the day. For a while from now there is [method@QueuedTask.set_delay].
 */
void
bg_queued_task_set_not_before (BgQueuedTask *self,
                               gint64        unix_time)
{
  g_return_if_fail (BG_IS_QUEUED_TASK (self));
  g_return_if_fail (unix_time >= 0);

  if (self->not_before == unix_time)
    return;
  self->not_before = unix_time;
  g_object_notify (G_OBJECT (self), "not-before");
}

/**
 * bg_queued_task_set_delay:
 * @self: a task that was not submitted yet
 * @milliseconds: how long from now
 *
 * Sets for how long nobody gets it.
 */
void
bg_queued_task_set_delay (BgQueuedTask *self,
                          gint64        milliseconds)
{
  g_return_if_fail (milliseconds >= 0 && milliseconds <= G_MAXINT64 / 2000);

  bg_queued_task_set_not_before (self, milliseconds > 0 ? g_get_real_time () + milliseconds * 1000 : 0);
}

/**
 * bg_queued_task_get_expires:
 * @self: a task of a queue
 *
 * Gets the time after which nobody gets it any more.
 *
 * Returns: the time in microseconds since 1970; 0 for never
 */
gint64
bg_queued_task_get_expires (BgQueuedTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUED_TASK (self), 0);

  return self->expires;
}

/**
 * bg_queued_task_set_expires:
 * @self: a task that was not submitted yet
 * @unix_time: microseconds since 1970; 0 for never
 *
 * Sets the time after which nobody gets it any more.
 *
 * A task that was not begun by then is dead, with the reason `expired`.
 */
void
bg_queued_task_set_expires (BgQueuedTask *self,
                            gint64        unix_time)
{
  g_return_if_fail (BG_IS_QUEUED_TASK (self));
  g_return_if_fail (unix_time >= 0);

  if (self->expires == unix_time)
    return;
  self->expires = unix_time;
  g_object_notify (G_OBJECT (self), "expires");
}

/**
 * bg_queued_task_get_max_attempts:
 * @self: a task of a queue
 *
 * Gets how often it is tried at most.
 *
 * Returns: the number of attempts
 */
guint
bg_queued_task_get_max_attempts (BgQueuedTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUED_TASK (self), 0);

  return self->max_attempts;
}

/**
 * bg_queued_task_set_max_attempts:
 * @self: a task that was not submitted yet
 * @max_attempts: at least 1; 25 is usual
 *
 * Sets how often it is tried at most.
 */
void
bg_queued_task_set_max_attempts (BgQueuedTask *self,
                                 guint         max_attempts)
{
  g_return_if_fail (BG_IS_QUEUED_TASK (self));
  g_return_if_fail (max_attempts >= 1);

  if (self->max_attempts == max_attempts)
    return;
  self->max_attempts = max_attempts;
  g_object_notify (G_OBJECT (self), "max-attempts");
}

/**
 * bg_queued_task_get_time_limit:
 * @self: a task of a queue
 *
 * Gets how long one attempt may take.
 *
 * Returns: milliseconds; 0 for no limit
 */
guint
bg_queued_task_get_time_limit (BgQueuedTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUED_TASK (self), 0);

  return self->time_limit;
}

/**
 * bg_queued_task_set_time_limit:
 * @self: a task that was not submitted yet
 * @milliseconds: the limit; 0 for none
 *
 * Sets how long one attempt may take.
 *
 * After that the lease of the attempt is not extended any more, and its cancellable is cancelled.
 */
void
bg_queued_task_set_time_limit (BgQueuedTask *self,
                               guint         milliseconds)
{
  g_return_if_fail (BG_IS_QUEUED_TASK (self));

  if (self->time_limit == milliseconds)
    return;
  self->time_limit = milliseconds;
  g_object_notify (G_OBJECT (self), "time-limit");
}

/**
 * bg_queued_task_get_unique_key:
 * @self: a task of a queue
 *
 * Gets the key of which one task waits or runs.
 *
 * Returns: (nullable): the key
 */
const char *
bg_queued_task_get_unique_key (BgQueuedTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUED_TASK (self), NULL);

  return self->unique_key;
}

/**
 * bg_queued_task_set_unique_key:
 * @self: a task that was not submitted yet
 * @key: (nullable): any text, of 1 KiB at most
 *
 * Sets the key of which one task waits or runs.
 *
 * While a task of the queue with the same key waits or runs, this one is left out when it is submitted, and is a
 * duplicate.
 */
void
bg_queued_task_set_unique_key (BgQueuedTask *self,
                               const char   *key)
{
  g_return_if_fail (BG_IS_QUEUED_TASK (self));
  g_return_if_fail (key == NULL || g_utf8_validate (key, -1, NULL));

  if (replace (&self->unique_key, key))
    g_object_notify (G_OBJECT (self), "unique-key");
}

/**
 * bg_queued_task_get_serial_key:
 * @self: a task of a queue
 *
 * Gets the key of which one task runs at a time.
 *
 * Returns: (nullable): the key
 */
const char *
bg_queued_task_get_serial_key (BgQueuedTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUED_TASK (self), NULL);

  return self->serial_key;
}

/**
 * bg_queued_task_set_serial_key:
 * @self: a task that was not submitted yet
 * @key: (nullable): any text, of 1 KiB at most
 *
 * Sets the key of which one task runs at a time.
 *
 * While a task of the queue with the same key runs, this one waits.
 */
void
bg_queued_task_set_serial_key (BgQueuedTask *self,
                               const char   *key)
{
  g_return_if_fail (BG_IS_QUEUED_TASK (self));
  g_return_if_fail (key == NULL || g_utf8_validate (key, -1, NULL));

  if (replace (&self->serial_key, key))
    g_object_notify (G_OBJECT (self), "serial-key");
}

/**
 * bg_queued_task_is_duplicate:
 * @self: a task of a queue
 *
 * Gets whether the store knew the task already when it was submitted, by its id or by its unique key.
 *
 * Returns: whether it was left out
 */
gboolean
bg_queued_task_is_duplicate (BgQueuedTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUED_TASK (self), FALSE);

  return self->duplicate;
}

/**
 * bg_queued_task_set_duplicate:
 * @self: a task that is being submitted
 * @duplicate: whether it is left out
 *
 * Says that the store knows the task already. Only transports call this, in their thread; nothing is notified.
 */
void
bg_queued_task_set_duplicate (BgQueuedTask *self,
                              gboolean      duplicate)
{
  g_return_if_fail (BG_IS_QUEUED_TASK (self));

  self->duplicate = duplicate;
}

/**
 * bg_queued_task_get_state:
 * @self: a task of a queue
 *
 * Gets where it is in its life.
 *
 * Returns: the state
 */
BgQueuedState
bg_queued_task_get_state (BgQueuedTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUED_TASK (self), BG_QUEUED_STATE_READY);

  return self->state;
}

/**
 * bg_queued_task_get_attempt:
 * @self: a task of a queue
 *
 * Gets how often it was tried, with the attempt that is under way.
 *
 * Returns: the number of attempts
 */
guint
bg_queued_task_get_attempt (BgQueuedTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUED_TASK (self), 0);

  return self->attempt;
}

/**
 * bg_queued_task_get_crashes:
 * @self: a task of a queue
 *
 * Gets how often it has taken its worker along.
 *
 * Returns: the number of crashes
 */
guint
bg_queued_task_get_crashes (BgQueuedTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUED_TASK (self), 0);

  return self->crashes;
}

/**
 * bg_queued_task_get_progress:
 * @self: a task of a queue
 *
 * Gets how much of it is done.
 *
 * Returns: from 0 to 1
 */
double
bg_queued_task_get_progress (BgQueuedTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUED_TASK (self), 0.0);

  return self->progress;
}

/**
 * bg_queued_task_get_message:
 * @self: a task of a queue
 *
 * Gets what the worker says of its progress.
 *
 * Returns: (nullable): a text
 */
const char *
bg_queued_task_get_message (BgQueuedTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUED_TASK (self), NULL);

  return self->message;
}

/**
 * bg_queued_task_get_reason:
 * @self: a task of a queue
 *
 * Gets why the last attempt has failed, or why the task was given up.
 *
 * Returns: (nullable): a text
 */
const char *
bg_queued_task_get_reason (BgQueuedTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUED_TASK (self), NULL);

  return self->reason;
}

/**
 * bg_queued_task_get_submitted:
 * @self: a task of a queue
 *
 * Gets when the store has accepted it.
 *
 * Returns: microseconds since 1970
 */
gint64
bg_queued_task_get_submitted (BgQueuedTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUED_TASK (self), 0);

  return self->submitted;
}

/**
 * bg_queued_task_get_finished:
 * @self: a task of a queue
 *
 * Gets when it has ended.
 *
 * Returns: microseconds since 1970; 0 while it has not
 */
gint64
bg_queued_task_get_finished (BgQueuedTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUED_TASK (self), 0);

  return self->finished;
}
