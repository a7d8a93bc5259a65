/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-queue-schedule-private.h"

#include "bg-queue-name-private.h"

#include "../core/bg-error.h"

#include <glib/gi18n-lib.h>

/* What a schedule is asked for and told. */

/**
 * bg_queue_schedule_get_name: (get-property name)
 * @self: a schedule
 *
 * Gets what the store knows it by.
 *
 * Returns: (nullable): the name
 */
const char *
bg_queue_schedule_get_name (BgQueueSchedule *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_SCHEDULE (self), NULL);

  return self->name;
}

/**
 * bg_queue_schedule_get_expression: (get-property expression)
 * @self: a schedule
 *
 * Gets at which times it fires.
 *
 * Returns: (transfer none) (nullable): the expression
 */
BgCronExpression *
bg_queue_schedule_get_expression (BgQueueSchedule *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_SCHEDULE (self), NULL);

  return self->expression;
}

/**
 * bg_queue_schedule_get_transport: (get-property transport)
 * @self: a schedule
 *
 * Gets where the tasks are submitted.
 *
 * Returns: (transfer none) (nullable): the transport
 */
BgTransport *
bg_queue_schedule_get_transport (BgQueueSchedule *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_SCHEDULE (self), NULL);

  return self->transport;
}

/**
 * bg_queue_schedule_get_task: (get-property task)
 * @self: a schedule
 *
 * Gets what the tasks are like. It is a copy of what was given, and is not to be changed.
 *
 * Returns: (transfer none) (nullable): a task
 */
BgQueuedTask *
bg_queue_schedule_get_task (BgQueueSchedule *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_SCHEDULE (self), NULL);

  return self->task;
}

/**
 * bg_queue_schedule_get_clock: (get-property clock)
 * @self: a schedule
 *
 * Gets the clock that it goes by.
 *
 * Returns: (transfer none) (nullable): a clock, or `NULL` for that of the computer
 */
BgFakeClock *
bg_queue_schedule_get_clock (BgQueueSchedule *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_SCHEDULE (self), NULL);

  return self->clock;
}

/**
 * bg_queue_schedule_get_missed: (get-property missed)
 * @self: a schedule
 *
 * Gets what becomes of times that were missed.
 *
 * Returns: what becomes of them
 */
BgCronMissed
bg_queue_schedule_get_missed (BgQueueSchedule *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_SCHEDULE (self), BG_CRON_MISSED_ONCE);

  return self->missed;
}

/**
 * bg_queue_schedule_set_missed: (set-property missed)
 * @self: a schedule
 * @missed: what becomes of times that were missed
 *
 * Sets what becomes of times that were missed, from the next start on.
 */
void
bg_queue_schedule_set_missed (BgQueueSchedule *self,
                              BgCronMissed     missed)
{
  g_return_if_fail (BG_IS_QUEUE_SCHEDULE (self));
  g_return_if_fail (missed <= BG_CRON_MISSED_ALL);

  if (self->missed == missed)
    return;
  self->missed = missed;
  g_object_notify (G_OBJECT (self), "missed");
}

/**
 * bg_queue_schedule_get_max_missed: (get-property max-missed)
 * @self: a schedule
 *
 * Gets how many times that were missed have a task of their own.
 *
 * Returns: a number, at least 1
 */
guint
bg_queue_schedule_get_max_missed (BgQueueSchedule *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_SCHEDULE (self), 0);

  return self->max_missed;
}

/**
 * bg_queue_schedule_set_max_missed: (set-property max-missed)
 * @self: a schedule
 * @n: a number, at least 1
 *
 * Sets how many times that were missed have a task of their own, from the next start on.
 */
void
bg_queue_schedule_set_max_missed (BgQueueSchedule *self,
                                  guint            n)
{
  g_return_if_fail (BG_IS_QUEUE_SCHEDULE (self));
  g_return_if_fail (n > 0);

  if (self->max_missed == n)
    return;
  self->max_missed = n;
  g_object_notify (G_OBJECT (self), "max-missed");
}

/**
 * bg_queue_schedule_get_grace: (get-property grace)
 * @self: a schedule
 *
 * Gets how late a time may be, where times that were missed are skipped.
 *
 * Returns: milliseconds
 */
guint
bg_queue_schedule_get_grace (BgQueueSchedule *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_SCHEDULE (self), 0);

  return self->grace;
}

/**
 * bg_queue_schedule_set_grace: (set-property grace)
 * @self: a schedule
 * @milliseconds: how late
 *
 * Sets how late a time may be, where times that were missed are skipped, from the next start on.
 */
void
bg_queue_schedule_set_grace (BgQueueSchedule *self,
                             guint            milliseconds)
{
  g_return_if_fail (BG_IS_QUEUE_SCHEDULE (self));

  if (self->grace == milliseconds)
    return;
  self->grace = milliseconds;
  g_object_notify (G_OBJECT (self), "grace");
}

/**
 * bg_queue_schedule_start:
 * @self: a schedule that is not active
 * @error: return location for an error
 *
 * Starts it.
 *
 * It is refused with `BG_TRANSPORT_ERROR_INVALID_NAME` if its name breaks the rule for names, with `BG_ERROR_TOO_LATE`
 * while it is active, and with `BG_ERROR_INVALID_ARGUMENT` if it was made without a name, an expression, a transport or
 * a task.
 *
 * Returns: whether it was started
 */
gboolean
bg_queue_schedule_start (BgQueueSchedule  *self,
                         GError          **error)
{
  g_return_val_if_fail (BG_IS_QUEUE_SCHEDULE (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (self->name == NULL || self->expression == NULL || self->transport == NULL || self->task == NULL)
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                           _("A schedule needs a name, an expression, a transport and a task"));
      return FALSE;
    }
  if (!bg_queue_name_check (_("schedule"), self->name, error))
    return FALSE;
  if (bg_queue_schedule_is_active (self))
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_TOO_LATE, _("The schedule was started and has not stopped yet"));
      return FALSE;
    }
  bg_queue_schedule_begin (self);
  return TRUE;
}

/**
 * bg_queue_schedule_stop:
 * @self: a schedule
 *
 * Stops it. To stop one that is not active does nothing.
 *
 * What was submitted stays in the queue. Whether a time that was just about to be fired is, or is missed, is known by
 * the store when it is started again.
 */
void
bg_queue_schedule_stop (BgQueueSchedule *self)
{
  g_return_if_fail (BG_IS_QUEUE_SCHEDULE (self));

  bg_queue_schedule_end (self);
}

/**
 * bg_queue_schedule_is_active: (get-property active)
 * @self: a schedule
 *
 * Gets whether it was started, and neither was stopped nor has come to its last time.
 *
 * Returns: whether it is active
 */
gboolean
bg_queue_schedule_is_active (BgQueueSchedule *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_SCHEDULE (self), FALSE);

  return self->cancellable != NULL;
}

/**
 * bg_queue_schedule_dup_next_time:
 * @self: a schedule
 *
 * Finds the time that comes next by the clock, without those that were missed.
 *
 * Returns: (transfer full) (nullable): a time, or `NULL` if it is not active, has not heard from the store yet, or
 *   there is none
 */
GDateTime *
bg_queue_schedule_dup_next_time (BgQueueSchedule *self)
{
  g_autoptr (GDateTime) time = NULL;

  g_return_val_if_fail (BG_IS_QUEUE_SCHEDULE (self), NULL);

  if (self->due.expression == NULL)
    return NULL;
  time = bg_cron_due_to_time (&self->due, MAX (bg_ticker_get_time (self->ticker) / G_USEC_PER_SEC, self->due.last));
  return bg_cron_expression_next_after (self->due.expression, time);
}
