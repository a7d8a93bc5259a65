/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-queue-schedule-private.h"

#include "bg-queued-task-private.h"

#include "../core/bg-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How a schedule goes from instant to instant. It is the store that decides who fires: here is only found out what is
 * due. There is one operation at a time.
 */

/* ms */
#define FIRST_PAUSE 1000
#define MAX_PAUSE 60000

/* A clock that is as far behind what has fired was wrong, or is wrong now. */
#define MAX_BACK 86400

#define MAX_STEM 44

/* An operation that is under way. */
typedef struct
{
  BgQueueSchedule *schedule;
  GCancellable    *cancellable;         /* of the start that it belongs to */
  BgQueuedTask    *task;
  gint64           instant;             /* seconds */
  gint64           before;              /* what had been seen to before */
} Operation;

static Operation *
operation_new (BgQueueSchedule *self)
{
  Operation *operation = g_new0 (Operation, 1);

  operation->schedule = g_object_ref (self);
  operation->cancellable = g_object_ref (self->cancellable);
  self->busy = TRUE;
  return operation;
}

static void
operation_free (Operation *self)
{
  g_clear_object (&self->task);
  g_object_unref (self->cancellable);
  g_object_unref (self->schedule);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Operation, operation_free)

/* The schedule was stopped meanwhile, and perhaps started again. */
static gboolean
is_void (const Operation *operation)
{
  return operation->schedule->cancellable != operation->cancellable;
}

/* The same in all processes, such as "clean-up-20260329t010000z". */
static char *
make_id (const char *name,
         gint64      instant)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (instant);
  g_autofree char *stamp = g_date_time_format (time, "%Y%m%dt%H%M%Sz");
  g_autofree char *stem = NULL;

  if (strlen (name) <= MAX_STEM)
    stem = g_strdelimit (g_strdup (name), "_", '-');
  else
    {
      stem = g_compute_checksum_for_string (G_CHECKSUM_SHA256, name, -1);
      stem[MAX_STEM] = '\0';
    }
  return g_strdup_printf ("%s-%s", stem, stamp);
}

/* From the main loop. */
static void
look_again (BgQueueSchedule *self)
{
  self->busy = FALSE;
  bg_ticker_set (self->ticker, bg_ticker_get_time (self->ticker));
}

/* Whether it is the task that is wrong, which it will be next time too. */
static gboolean
is_hopeless (const GError *error)
{
  return g_error_matches (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_NAME)
         || g_error_matches (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_PAYLOAD)
         || g_error_matches (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_SUPPORTED)
         || g_error_matches (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_TOO_LARGE);
}

static void
pause_for_a_while (BgQueueSchedule *self)
{
  const gint64 milliseconds = MIN ((gint64) FIRST_PAUSE << MIN (self->n_pauses, 10), MAX_PAUSE);

  self->n_pauses++;
  bg_ticker_set (self->pause, bg_ticker_get_time (self->pause) + milliseconds * 1000);
}

/* A store that is away for long is told of once. */
static void
fail (BgQueueSchedule *self,
      const GError    *error)
{
  const gboolean is_new = self->n_pauses == 0;

  if (g_error_matches (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_CLOSED))
    bg_queue_schedule_end (self);
  else
    pause_for_a_while (self);
  if (is_new)
    bg_queue_schedule_report_failed (self, error);
}

static void
fired_cb (GObject      *transport,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (Operation) operation = user_data;
  BgQueueSchedule *self = operation->schedule;
  g_autoptr (GError) error = NULL;
  gboolean here = FALSE;

  if (bg_transport_fire_finish (BG_TRANSPORT (transport), result, &here, &error))
    {
      if (!is_void (operation))
        {
          self->n_pauses = 0;
          look_again (self);
        }
      bg_queue_schedule_report_fired (self, operation->instant, bg_queued_task_get_id (operation->task), here);
      return;
    }
  if (is_void (operation))
    return;
  if (is_hopeless (error))
    {
      look_again (self);
      bg_queue_schedule_report_failed (self, error);
      return;
    }
  /* By then it may be too late, or another instant may have come. */
  self->due.last = operation->before;
  fail (self, error);
}

static void
fire (BgQueueSchedule *self,
      gint64           instant,
      gint64           before)
{
  g_autofree char *id = make_id (self->name, instant);
  Operation *operation = operation_new (self);

  operation->instant = instant;
  operation->before = before;
  operation->task = bg_queued_task_copy (self->task);
  bg_queued_task_set_id (operation->task, id);
  g_main_context_push_thread_default (self->context);
  bg_transport_fire_async (self->transport, self->name, instant * G_USEC_PER_SEC, operation->task, self->cancellable,
                           fired_cb, operation);
  g_main_context_pop_thread_default (self->context);
}

/* When a time has come, or the clock was set. */
static void
look_cb (gpointer user_data)
{
  g_autoptr (BgQueueSchedule) self = g_object_ref (user_data);
  const gint64 before = self->due.last;
  gint64 instant;

  if (self->busy)
    return;
  switch (bg_cron_due_take (&self->due, bg_ticker_get_time (self->ticker), &instant))
    {
    case BG_CRON_DUE_FIRE:
      fire (self, instant, before);
      break;
    case BG_CRON_DUE_WAIT:
      bg_ticker_set (self->ticker, instant * G_USEC_PER_SEC);
      break;
    case BG_CRON_DUE_NEVER:
    default:
      bg_queue_schedule_end (self);
    }
}

/* Nothing fires until the clock has come there, and that should be known. */
static void
warn_of_future (BgQueueSchedule *self,
                gint64           last)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (last);
  g_autofree char *text = time != NULL ? g_date_time_format (time, "%F %T") : NULL;
  g_autoptr (GError) error = NULL;

  error = g_error_new (BG_ERROR, BG_ERROR_FAILED,
                       _("The schedule has fired for %s UTC, when the clock was wrong, and will not fire before"),
                       text != NULL ? text : "?");
  bg_queue_schedule_report_failed (self, error);
}

/* The store knows which instant was the last one; at first none was. */
static void
asked_cb (GObject      *transport,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (Operation) operation = user_data;
  BgQueueSchedule *self = operation->schedule;
  g_autoptr (GError) error = NULL;
  gint64 now, last, fired = G_MININT64;
  const gboolean known = bg_transport_get_fired_finish (BG_TRANSPORT (transport), result, &fired, &error);

  if (is_void (operation))
    return;
  if (!known)
    {
      fail (self, error);
      return;
    }
  self->n_pauses = 0;
  now = bg_ticker_get_time (self->ticker) / G_USEC_PER_SEC;
  last = fired != G_MININT64 ? fired / G_USEC_PER_SEC : now;
  bg_cron_due_init (&self->due, self->expression, last);
  self->due.missed = self->missed;
  self->due.max_missed = self->max_missed;
  self->due.grace = self->grace * G_GINT64_CONSTANT (1000);
  look_again (self);
  if (last > now + MAX_BACK)
    warn_of_future (self, last);
}

static void
ask (BgQueueSchedule *self)
{
  Operation *operation = operation_new (self);

  g_main_context_push_thread_default (self->context);
  bg_transport_get_fired_async (self->transport, self->name, self->cancellable, asked_cb, operation);
  g_main_context_pop_thread_default (self->context);
}

static void
resume_cb (gpointer user_data)
{
  BgQueueSchedule *self = user_data;

  if (self->due.expression != NULL)
    look_again (self);
  else
    ask (self);
}

void
bg_queue_schedule_begin (BgQueueSchedule *self)
{
  self->cancellable = g_cancellable_new ();
  self->ticker = bg_ticker_new_wall (self->context, self->clock, look_cb, self);
  self->pause = bg_ticker_new (self->context, self->clock, resume_cb, self);
  self->n_pauses = 0;
  ask (self);
  g_object_notify (G_OBJECT (self), "active");
}

/* FALSE if it is not active. Nobody is told. */
gboolean
bg_queue_schedule_abandon (BgQueueSchedule *self)
{
  g_autoptr (GCancellable) cancellable = g_steal_pointer (&self->cancellable);

  if (cancellable == NULL)
    return FALSE;
  g_clear_pointer (&self->ticker, bg_ticker_free);
  g_clear_pointer (&self->pause, bg_ticker_free);
  bg_cron_due_clear (&self->due);
  g_cancellable_cancel (cancellable);
  return TRUE;
}

void
bg_queue_schedule_end (BgQueueSchedule *self)
{
  if (bg_queue_schedule_abandon (self))
    g_object_notify (G_OBJECT (self), "active");
}
