/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-cron-scheduler-private.h"

/* What it is asked for and told. */

/**
 * bg_cron_scheduler_get_expression: (get-property expression)
 * @self: a scheduler
 *
 * Gets at which times it runs.
 *
 * Returns: (transfer none) (nullable): the expression
 */
BgCronExpression *
bg_cron_scheduler_get_expression (BgCronScheduler *self)
{
  g_return_val_if_fail (BG_IS_CRON_SCHEDULER (self), NULL);

  return self->expression;
}

/**
 * bg_cron_scheduler_set_expression: (set-property expression)
 * @self: a scheduler
 * @expression: (nullable): the times
 *
 * Sets at which times it runs, from the next start on.
 */
void
bg_cron_scheduler_set_expression (BgCronScheduler  *self,
                                  BgCronExpression *expression)
{
  g_return_if_fail (BG_IS_CRON_SCHEDULER (self));

  if (self->expression == expression)
    return;
  g_clear_pointer (&self->expression, bg_cron_expression_unref);
  if (expression != NULL)
    self->expression = bg_cron_expression_ref (expression);
  g_object_notify (G_OBJECT (self), "expression");
}

/**
 * bg_cron_scheduler_get_missed: (get-property missed)
 * @self: a scheduler
 *
 * Gets what becomes of times that were missed.
 *
 * Returns: what becomes of them
 */
BgCronMissed
bg_cron_scheduler_get_missed (BgCronScheduler *self)
{
  g_return_val_if_fail (BG_IS_CRON_SCHEDULER (self), BG_CRON_MISSED_ONCE);

  return self->missed;
}

/**
 * bg_cron_scheduler_set_missed: (set-property missed)
 * @self: a scheduler
 * @missed: what becomes of times that were missed
 *
 * Sets what becomes of times that were missed, from the next start on.
 */
void
bg_cron_scheduler_set_missed (BgCronScheduler *self,
                              BgCronMissed     missed)
{
  g_return_if_fail (BG_IS_CRON_SCHEDULER (self));
  g_return_if_fail (missed <= BG_CRON_MISSED_ALL);

  if (self->missed == missed)
    return;
  self->missed = missed;
  g_object_notify (G_OBJECT (self), "missed");
}

/**
 * bg_cron_scheduler_get_max_missed: (get-property max-missed)
 * @self: a scheduler
 *
 * Gets how many times that were missed have a run of their own.
 *
 * Returns: a number, at least 1
 */
guint
bg_cron_scheduler_get_max_missed (BgCronScheduler *self)
{
  g_return_val_if_fail (BG_IS_CRON_SCHEDULER (self), 0);

  return self->max_missed;
}

/**
 * bg_cron_scheduler_set_max_missed: (set-property max-missed)
 * @self: a scheduler
 * @n: a number, at least 1
 *
 * Sets how many times that were missed have a run of their own, from the next start on.
 */
void
bg_cron_scheduler_set_max_missed (BgCronScheduler *self,
                                  guint            n)
{
  g_return_if_fail (BG_IS_CRON_SCHEDULER (self));
  g_return_if_fail (n > 0);

  if (self->max_missed == n)
    return;
  self->max_missed = n;
  g_object_notify (G_OBJECT (self), "max-missed");
}

/**
 * bg_cron_scheduler_get_grace: (get-property grace)
 * @self: a scheduler
 *
 * Gets how late a run may be, where times that were missed are skipped.
 *
 * Returns: milliseconds
 */
guint
bg_cron_scheduler_get_grace (BgCronScheduler *self)
{
  g_return_val_if_fail (BG_IS_CRON_SCHEDULER (self), 0);

  return self->grace;
}

/**
 * bg_cron_scheduler_set_grace: (set-property grace)
 * @self: a scheduler
 * @milliseconds: how late
 *
 * Sets how late a run may be, where times that were missed are skipped, from the next start on.
 */
void
bg_cron_scheduler_set_grace (BgCronScheduler *self,
                             guint            milliseconds)
{
  g_return_if_fail (BG_IS_CRON_SCHEDULER (self));

  if (self->grace == milliseconds)
    return;
  self->grace = milliseconds;
  g_object_notify (G_OBJECT (self), "grace");
}

/**
 * bg_cron_scheduler_dup_last_time: (get-property last-time)
 * @self: a scheduler
 *
 * Gets the last time that it has seen to. For a run that is under way it is the time that this is for.
 *
 * Returns: (transfer full) (nullable): a time, or `NULL` if there was none yet
 */
GDateTime *
bg_cron_scheduler_dup_last_time (BgCronScheduler *self)
{
  g_return_val_if_fail (BG_IS_CRON_SCHEDULER (self), NULL);

  return self->last_time != NULL ? g_date_time_ref (self->last_time) : NULL;
}

/**
 * bg_cron_scheduler_set_last_time: (set-property last-time)
 * @self: a scheduler
 * @time: (nullable): a time, or `NULL` for none
 *
 * Sets the last time that it has seen to, from the next start on.
 */
void
bg_cron_scheduler_set_last_time (BgCronScheduler *self,
                                 GDateTime       *time)
{
  g_return_if_fail (BG_IS_CRON_SCHEDULER (self));

  if (time == self->last_time || (time != NULL && self->last_time != NULL && g_date_time_equal (time, self->last_time)))
    return;
  g_clear_pointer (&self->last_time, g_date_time_unref);
  if (time != NULL)
    self->last_time = g_date_time_ref (time);
  g_object_notify (G_OBJECT (self), "last-time");
}

/**
 * bg_cron_scheduler_dup_next_time:
 * @self: a scheduler
 *
 * Finds the time that comes next by the clock, without those that were missed.
 *
 * Returns: (transfer full) (nullable): a time, or `NULL` if it is not active, or there is none
 */
GDateTime *
bg_cron_scheduler_dup_next_time (BgCronScheduler *self)
{
  g_autoptr (GDateTime) time = NULL;

  g_return_val_if_fail (BG_IS_CRON_SCHEDULER (self), NULL);

  if (self->ticker == NULL)
    return NULL;
  time = bg_cron_due_to_time (&self->due, MAX (bg_ticker_get_time (self->ticker) / G_USEC_PER_SEC, self->due.last));
  return bg_cron_expression_next_after (self->due.expression, time);
}
