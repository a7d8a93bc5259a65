/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-cron-scheduler-private.h"

#include "bg-enum-types.h"
#include "bg-task-scheduler-private.h"

#include "../core/bg-error.h"

#include <glib/gi18n-lib.h>

/**
 * BgCronScheduler:
 *
 * Runs something at the times of day and on the dates that a [struct@CronExpression] allows.
 *
 * It is for programs that run anyhow: while the program does not, nothing is done. A program that is to be started at
 * certain times is a matter for the cron of the system.
 *
 * Each time has one run at most. If a run is under way or waits for a thread when the next time comes, if the program
 * was busy, the computer slept, or its clock was put forward, times have been missed: [property@CronScheduler:missed]
 * says what becomes of these. If the clock is put back, what has been seen to is not done again; nor is it when summer
 * time ends. If it is put back by more than a day, it was wrong before, and the times are those that it shows now.
 *
 * A run can be given the time that it is for: it is the argument `item` of its task, a [struct@GLib.DateTime], and
 * [method@CronScheduler.dup_last_time] tells it too. A program that keeps that time, and sets it before the next start,
 * has times that passed while it did not run count as missed.
 *
 * Times go by the [property@TaskManager:clock] of the manager, in the time zone of the expression, or if it has none in
 * that of the computer. Between the runs there is one timer and no thread. The scheduler stops when no time is left.
 *
 * ```c
 * static gboolean
 * back_up (BgTask *task, GCancellable *cancellable, gpointer user_data, GError **error)
 * {
 *   return g_file_copy (user_data, g_object_get_data (user_data, "copy"), G_FILE_COPY_OVERWRITE, cancellable,
 *                       NULL, NULL, error);
 * }
 *
 * static gboolean
 * back_up_each_night (BgTaskManager *manager, GFile *photos, GError **error)
 * {
 *   g_autoptr (BgCronExpression) nightly = bg_cron_expression_new ("30 3 * * *", error);
 *   g_autoptr (BgCronScheduler) scheduler = NULL;
 *
 *   if (nightly == NULL)
 *     return FALSE;
 *   scheduler = bg_cron_scheduler_new (nightly);
 *   bg_task_scheduler_set_func (BG_TASK_SCHEDULER (scheduler), back_up, g_object_ref (photos), g_object_unref);
 *   return bg_scheduler_start (BG_SCHEDULER (scheduler), manager, error);
 * }
 * ```
 */

typedef enum
{
  PROP_EXPRESSION = 1,
  PROP_MISSED,
  PROP_MAX_MISSED,
  PROP_GRACE,
  PROP_LAST_TIME,
} BgCronSchedulerProperty;

#define DEFAULT_MAX_MISSED 100
#define DEFAULT_GRACE 1000

G_DEFINE_FINAL_TYPE (BgCronScheduler, bg_cron_scheduler, BG_TYPE_TASK_SCHEDULER)

static void
tick_cb (gpointer user_data)
{
  bg_task_scheduler_advance (user_data);
}

static gboolean
begin (BgTaskScheduler  *scheduler,
       BgTaskManager    *manager,
       GError          **error)
{
  BgCronScheduler *self = BG_CRON_SCHEDULER (scheduler);
  gint64 last;

  if (self->expression == NULL)
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT, _("The scheduler has no expression"));
      return FALSE;
    }
  self->ticker = bg_ticker_new_wall (bg_task_scheduler_get_private (scheduler)->context,
                                     bg_task_manager_get_clock (manager), tick_cb, self);
  last = bg_ticker_get_time (self->ticker) / G_USEC_PER_SEC;
  if (self->last_time != NULL)
    last = g_date_time_to_unix (self->last_time);
  bg_cron_due_init (&self->due, self->expression, last);
  self->due.missed = self->missed;
  self->due.max_missed = self->max_missed;
  self->due.grace = self->grace * G_GINT64_CONSTANT (1000);
  return TRUE;
}

/* What was left out has been seen to as well. */
static void
note_last_time (BgCronScheduler *self,
                gint64           before)
{
  g_autoptr (GDateTime) time = NULL;

  if (self->due.last == before)
    return;
  time = bg_cron_due_to_time (&self->due, self->due.last);
  bg_cron_scheduler_set_last_time (self, time);
}

static gboolean
take (BgTaskScheduler *scheduler,
      gpointer         item)
{
  BgCronScheduler *self = BG_CRON_SCHEDULER (scheduler);
  BgSchedulerItem *taken = item;
  const gint64 last = self->due.last;
  BgCronVerdict verdict;
  gint64 instant;

  if (bg_task_scheduler_get_state (scheduler) != BG_SCHEDULING_ON)
    return FALSE;
  verdict = bg_cron_due_take (&self->due, bg_ticker_get_time (self->ticker), &instant);
  note_last_time (self, last);
  switch (verdict)
    {
    case BG_CRON_DUE_FIRE:
      g_value_init (&taken->value, G_TYPE_DATE_TIME);
      g_value_take_boxed (&taken->value, bg_cron_due_to_time (&self->due, instant));
      return TRUE;
    case BG_CRON_DUE_WAIT:
      bg_ticker_set (self->ticker, instant * G_USEC_PER_SEC);
      return FALSE;
    case BG_CRON_DUE_NEVER:
    default:
      bg_task_scheduler_end (scheduler);
      return FALSE;
    }
}

static void
drop (BgTaskScheduler *scheduler,
      BgShutdownMode   mode)
{
  bg_ticker_set (BG_CRON_SCHEDULER (scheduler)->ticker, -1);
}

static void
rest (BgTaskScheduler *scheduler)
{
  BgCronScheduler *self = BG_CRON_SCHEDULER (scheduler);

  g_clear_pointer (&self->ticker, bg_ticker_free);
  bg_cron_due_clear (&self->due);
}

static void
bg_cron_scheduler_finalize (GObject *object)
{
  BgCronScheduler *self = BG_CRON_SCHEDULER (object);

  g_clear_pointer (&self->ticker, bg_ticker_free);
  bg_cron_due_clear (&self->due);
  g_clear_pointer (&self->expression, bg_cron_expression_unref);
  g_clear_pointer (&self->last_time, g_date_time_unref);
  G_OBJECT_CLASS (bg_cron_scheduler_parent_class)->finalize (object);
}

static void
bg_cron_scheduler_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  BgCronScheduler *self = BG_CRON_SCHEDULER (object);

  switch ((BgCronSchedulerProperty) prop_id)
    {
    case PROP_EXPRESSION:
      g_value_set_boxed (value, bg_cron_scheduler_get_expression (self));
      break;
    case PROP_MISSED:
      g_value_set_enum (value, (int) bg_cron_scheduler_get_missed (self));
      break;
    case PROP_MAX_MISSED:
      g_value_set_uint (value, bg_cron_scheduler_get_max_missed (self));
      break;
    case PROP_GRACE:
      g_value_set_uint (value, bg_cron_scheduler_get_grace (self));
      break;
    case PROP_LAST_TIME:
      g_value_take_boxed (value, bg_cron_scheduler_dup_last_time (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_cron_scheduler_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  BgCronScheduler *self = BG_CRON_SCHEDULER (object);

  switch ((BgCronSchedulerProperty) prop_id)
    {
    case PROP_EXPRESSION:
      bg_cron_scheduler_set_expression (self, g_value_get_boxed (value));
      break;
    case PROP_MISSED:
      bg_cron_scheduler_set_missed (self, (BgCronMissed) g_value_get_enum (value));
      break;
    case PROP_MAX_MISSED:
      bg_cron_scheduler_set_max_missed (self, g_value_get_uint (value));
      break;
    case PROP_GRACE:
      bg_cron_scheduler_set_grace (self, g_value_get_uint (value));
      break;
    case PROP_LAST_TIME:
      bg_cron_scheduler_set_last_time (self, g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_cron_scheduler_class_init (BgCronSchedulerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  BgTaskSchedulerClass *scheduler_class = BG_TASK_SCHEDULER_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = bg_cron_scheduler_finalize;
  object_class->get_property = bg_cron_scheduler_get_property;
  object_class->set_property = bg_cron_scheduler_set_property;
  scheduler_class->begin = begin;
  scheduler_class->take = take;
  scheduler_class->drop = drop;
  scheduler_class->rest = rest;

  /**
   * BgCronScheduler:expression: (getter get_expression) (setter set_expression)
   *
   * At which times it runs.
   *
   * It holds from the next start on.
   */
  g_object_class_install_property (object_class, PROP_EXPRESSION,
                                   g_param_spec_boxed ("expression", NULL, NULL, BG_TYPE_CRON_EXPRESSION, flags));

  /**
   * BgCronScheduler:missed: (getter get_missed) (setter set_missed)
   *
   * What becomes of times that have passed before they could be seen to.
   *
   * It holds from the next start on.
   */
  g_object_class_install_property (object_class, PROP_MISSED,
                                   g_param_spec_enum ("missed", NULL, NULL, BG_TYPE_CRON_MISSED, BG_CRON_MISSED_ONCE,
                                                      flags));

  /**
   * BgCronScheduler:max-missed: (getter get_max_missed) (setter set_max_missed)
   *
   * How many times that were missed have a run of their own with `BG_CRON_MISSED_ALL`; the latest ones do.
   *
   * It holds from the next start on.
   */
  g_object_class_install_property (object_class, PROP_MAX_MISSED,
                                   g_param_spec_uint ("max-missed", NULL, NULL, 1, G_MAXUINT, DEFAULT_MAX_MISSED,
                                                      flags));

  /**
   * BgCronScheduler:grace: (getter get_grace) (setter set_grace)
   *
   * How many milliseconds late a run may be with `BG_CRON_MISSED_SKIP`.
   *
   * It holds from the next start on.
   */
  g_object_class_install_property (object_class, PROP_GRACE,
                                   g_param_spec_uint ("grace", NULL, NULL, 0, G_MAXUINT, DEFAULT_GRACE, flags));

  /**
   * BgCronScheduler:last-time: (getter dup_last_time) (setter set_last_time)
   *
   * The last time that it has seen to, by a run or by leaving it out; `NULL` if there was none yet.
   *
   * What is set holds from the next start on: times since then are missed. With `NULL` it begins with the time that
   * comes after the start.
   */
  g_object_class_install_property (object_class, PROP_LAST_TIME,
                                   g_param_spec_boxed ("last-time", NULL, NULL, G_TYPE_DATE_TIME, flags));
}

static void
bg_cron_scheduler_init (BgCronScheduler *self)
{
  self->max_missed = DEFAULT_MAX_MISSED;
  self->grace = DEFAULT_GRACE;
}

/**
 * bg_cron_scheduler_new:
 * @expression: (nullable): the times, or `NULL` where they are set afterwards
 *
 * Makes a scheduler that runs something at certain times of day and on certain dates.
 *
 * It belongs to the thread-default main context of the caller.
 *
 * Returns: (transfer full): a new scheduler
 */
BgCronScheduler *
bg_cron_scheduler_new (BgCronExpression *expression)
{
  return g_object_new (BG_TYPE_CRON_SCHEDULER, "expression", expression, NULL);
}
