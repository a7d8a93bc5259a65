/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-interval-scheduler.h"

#include "bg-task-scheduler-private.h"
#include "bg-ticker-private.h"

#include "../core/bg-error.h"

#include <glib/gi18n-lib.h>

/**
 * BgIntervalScheduler:
 *
 * Runs something at intervals.
 *
 * With [property@IntervalScheduler:interval] it runs at a fixed rate: at once, and then each time so many milliseconds
 * later, however long the runs take. Times that pass while a run is under way, or waits for a thread, are skipped:
 * there is never a second run at once, and never a burst of runs to catch up. With [property@IntervalScheduler:delay]
 * so many milliseconds pass between the end of a run and the beginning of the next. One excludes the other. With
 * [property@IntervalScheduler:delay-before] each run begins that much after its time has come. With none of them it
 * runs once a second.
 *
 * The times are those at which a run is added to the manager; it begins when it is its turn. Between the runs there is
 * one timer and no thread. Time goes by the [property@TaskManager:clock] of the manager, also while the computer
 * sleeps: a run whose time comes then begins when it wakes up.
 *
 * ```c
 * static gboolean
 * look_for_mail (BgTask *task, GCancellable *cancellable, gpointer user_data, GError **error)
 * {
 *   return g_file_query_exists (user_data, cancellable);
 * }
 *
 * static gboolean
 * look_each_minute (BgTaskManager *manager, GFile *mailbox, GError **error)
 * {
 *   g_autoptr (BgIntervalScheduler) scheduler = bg_interval_scheduler_new (60 * 1000);
 *
 *   bg_task_scheduler_set_func (BG_TASK_SCHEDULER (scheduler), look_for_mail, g_object_ref (mailbox), g_object_unref);
 *   return bg_scheduler_start (BG_SCHEDULER (scheduler), manager, error);
 * }
 * ```
 */

struct _BgIntervalScheduler
{
  BgTaskScheduler  parent_instance;

  /* ms; 0 for none */
  guint            interval;
  guint            delay;
  guint            delay_before;

  /* while it is active; µs */
  BgTicker        *ticker;
  gint64           rate;        /* 0 for delays */
  gint64           pause;       /* between runs */
  gint64           due;
};

typedef enum
{
  PROP_INTERVAL = 1,
  PROP_DELAY,
  PROP_DELAY_BEFORE,
} BgIntervalSchedulerProperty;

#define DEFAULT_INTERVAL 1000

G_DEFINE_FINAL_TYPE (BgIntervalScheduler, bg_interval_scheduler, BG_TYPE_TASK_SCHEDULER)

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
  BgIntervalScheduler *self = BG_INTERVAL_SCHEDULER (scheduler);

  if (self->interval != 0 && self->delay != 0)
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                           _("A scheduler has either an interval or a delay between its runs, not both"));
      return FALSE;
    }
  if (self->interval != 0 && self->delay_before >= self->interval)
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                           _("The delay before a run must be shorter than the interval"));
      return FALSE;
    }
  self->rate = self->interval * G_GINT64_CONSTANT (1000);
  self->pause = (self->delay + (gint64) self->delay_before) * 1000;
  if (self->rate == 0 && self->pause == 0)
    self->rate = DEFAULT_INTERVAL * G_GINT64_CONSTANT (1000);
  self->ticker = bg_ticker_new (bg_task_scheduler_get_private (scheduler)->context,
                                bg_task_manager_get_clock (manager), tick_cb, self);
  self->due = bg_ticker_get_time (self->ticker) + self->delay_before * G_GINT64_CONSTANT (1000);
  return TRUE;
}

static gboolean
take (BgTaskScheduler *scheduler,
      gpointer         item)
{
  BgIntervalScheduler *self = BG_INTERVAL_SCHEDULER (scheduler);

  if (bg_task_scheduler_get_state (scheduler) != BG_SCHEDULING_ON)
    return FALSE;
  if (bg_ticker_get_time (self->ticker) >= self->due)
    return TRUE;
  bg_ticker_set (self->ticker, self->due);
  return FALSE;
}

/* Nothing ticks during a run; the times that have passed are left out here. */
static void
ended (BgTaskScheduler *scheduler)
{
  BgIntervalScheduler *self = BG_INTERVAL_SCHEDULER (scheduler);
  gint64 now, late;

  if (self->ticker == NULL)
    return;
  now = bg_ticker_get_time (self->ticker);
  if (self->rate == 0)
    {
      self->due = now + self->pause;
      return;
    }
  self->due += self->rate;
  late = now - self->due;
  if (late > 0)
    self->due += (late + self->rate - 1) / self->rate * self->rate;
}

static void
drop (BgTaskScheduler *scheduler,
      BgShutdownMode   mode)
{
  bg_ticker_set (BG_INTERVAL_SCHEDULER (scheduler)->ticker, -1);
}

static void
rest (BgTaskScheduler *scheduler)
{
  g_clear_pointer (&BG_INTERVAL_SCHEDULER (scheduler)->ticker, bg_ticker_free);
}

static void
bg_interval_scheduler_finalize (GObject *object)
{
  BgIntervalScheduler *self = BG_INTERVAL_SCHEDULER (object);

  g_clear_pointer (&self->ticker, bg_ticker_free);
  G_OBJECT_CLASS (bg_interval_scheduler_parent_class)->finalize (object);
}

static void
bg_interval_scheduler_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  BgIntervalScheduler *self = BG_INTERVAL_SCHEDULER (object);

  switch ((BgIntervalSchedulerProperty) prop_id)
    {
    case PROP_INTERVAL:
      g_value_set_uint (value, bg_interval_scheduler_get_interval (self));
      break;
    case PROP_DELAY:
      g_value_set_uint (value, bg_interval_scheduler_get_delay (self));
      break;
    case PROP_DELAY_BEFORE:
      g_value_set_uint (value, bg_interval_scheduler_get_delay_before (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_interval_scheduler_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  BgIntervalScheduler *self = BG_INTERVAL_SCHEDULER (object);

  switch ((BgIntervalSchedulerProperty) prop_id)
    {
    case PROP_INTERVAL:
      bg_interval_scheduler_set_interval (self, g_value_get_uint (value));
      break;
    case PROP_DELAY:
      bg_interval_scheduler_set_delay (self, g_value_get_uint (value));
      break;
    case PROP_DELAY_BEFORE:
      bg_interval_scheduler_set_delay_before (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_interval_scheduler_class_init (BgIntervalSchedulerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  BgTaskSchedulerClass *scheduler_class = BG_TASK_SCHEDULER_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = bg_interval_scheduler_finalize;
  object_class->get_property = bg_interval_scheduler_get_property;
  object_class->set_property = bg_interval_scheduler_set_property;
  scheduler_class->begin = begin;
  scheduler_class->take = take;
  scheduler_class->ended = ended;
  scheduler_class->drop = drop;
  scheduler_class->rest = rest;

  /**
   * BgIntervalScheduler:interval: (getter get_interval) (setter set_interval)
   *
   * How many milliseconds there are from the time of one run to the time of the next; 0 for none.
   *
   * It holds from the next start on.
   */
  g_object_class_install_property (object_class, PROP_INTERVAL,
                                   g_param_spec_uint ("interval", NULL, NULL, 0, G_MAXUINT, 0, flags));

  /**
   * BgIntervalScheduler:delay: (getter get_delay) (setter set_delay)
   *
   * How many milliseconds there are from the end of one run to the time of the next; 0 for none.
   *
   * It holds from the next start on.
   */
  g_object_class_install_property (object_class, PROP_DELAY,
                                   g_param_spec_uint ("delay", NULL, NULL, 0, G_MAXUINT, 0, flags));

  /**
   * BgIntervalScheduler:delay-before: (getter get_delay_before) (setter set_delay_before)
   *
   * How many milliseconds after its time each run begins, the first one too.
   *
   * It holds from the next start on, and must be shorter than the interval where there is one.
   */
  g_object_class_install_property (object_class, PROP_DELAY_BEFORE,
                                   g_param_spec_uint ("delay-before", NULL, NULL, 0, G_MAXUINT, 0, flags));
}

static void
bg_interval_scheduler_init (BgIntervalScheduler *self)
{
}

/**
 * bg_interval_scheduler_new:
 * @interval: how many milliseconds there are from one run to the next, or 0 where a delay is set afterwards
 *
 * Makes a scheduler that runs something at intervals.
 *
 * It belongs to the thread-default main context of the caller.
 *
 * Returns: (transfer full): a new scheduler
 */
BgIntervalScheduler *
bg_interval_scheduler_new (guint interval)
{
  return g_object_new (BG_TYPE_INTERVAL_SCHEDULER, "interval", interval, NULL);
}

/**
 * bg_interval_scheduler_get_interval: (get-property interval)
 * @self: a scheduler
 *
 * Gets how far the times of runs are apart.
 *
 * Returns: milliseconds, or 0 for none
 */
guint
bg_interval_scheduler_get_interval (BgIntervalScheduler *self)
{
  g_return_val_if_fail (BG_IS_INTERVAL_SCHEDULER (self), 0);

  return self->interval;
}

/**
 * bg_interval_scheduler_set_interval: (set-property interval)
 * @self: a scheduler
 * @milliseconds: how far the times of runs are apart, or 0 for none
 *
 * Sets how far the times of runs are apart, from the next start on.
 */
void
bg_interval_scheduler_set_interval (BgIntervalScheduler *self,
                                    guint                milliseconds)
{
  g_return_if_fail (BG_IS_INTERVAL_SCHEDULER (self));

  if (self->interval == milliseconds)
    return;
  self->interval = milliseconds;
  g_object_notify (G_OBJECT (self), "interval");
}

/**
 * bg_interval_scheduler_get_delay: (get-property delay)
 * @self: a scheduler
 *
 * Gets how long it waits between the end of a run and the next one.
 *
 * Returns: milliseconds, or 0 for none
 */
guint
bg_interval_scheduler_get_delay (BgIntervalScheduler *self)
{
  g_return_val_if_fail (BG_IS_INTERVAL_SCHEDULER (self), 0);

  return self->delay;
}

/**
 * bg_interval_scheduler_set_delay: (set-property delay)
 * @self: a scheduler
 * @milliseconds: how long it waits, or 0 for none
 *
 * Sets how long it waits between the end of a run and the next one, from the next start on.
 */
void
bg_interval_scheduler_set_delay (BgIntervalScheduler *self,
                                 guint                milliseconds)
{
  g_return_if_fail (BG_IS_INTERVAL_SCHEDULER (self));

  if (self->delay == milliseconds)
    return;
  self->delay = milliseconds;
  g_object_notify (G_OBJECT (self), "delay");
}

/**
 * bg_interval_scheduler_get_delay_before: (get-property delay-before)
 * @self: a scheduler
 *
 * Gets how long after its time each run begins.
 *
 * Returns: milliseconds
 */
guint
bg_interval_scheduler_get_delay_before (BgIntervalScheduler *self)
{
  g_return_val_if_fail (BG_IS_INTERVAL_SCHEDULER (self), 0);

  return self->delay_before;
}

/**
 * bg_interval_scheduler_set_delay_before: (set-property delay-before)
 * @self: a scheduler
 * @milliseconds: how long after its time each run begins
 *
 * Sets how long after its time each run begins, from the next start on.
 */
void
bg_interval_scheduler_set_delay_before (BgIntervalScheduler *self,
                                        guint                milliseconds)
{
  g_return_if_fail (BG_IS_INTERVAL_SCHEDULER (self));

  if (self->delay_before == milliseconds)
    return;
  self->delay_before = milliseconds;
  g_object_notify (G_OBJECT (self), "delay-before");
}
