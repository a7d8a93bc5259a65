/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "schedulers-test.h"

SchedulersFixture *
schedulers_fixture_new (void)
{
  SchedulersFixture *self = g_new0 (SchedulersFixture, 1);

  self->context = g_main_context_ref_thread_default ();
  self->clock = bg_fake_clock_new ();
  self->manager = g_object_new (BG_TYPE_TASK_MANAGER,
                                "clock", self->clock,
                                "max-threads", 4,
                                "processing", TRUE,
                                NULL);
  self->log = g_string_new (NULL);
  return self;
}

void
schedulers_fixture_free (SchedulersFixture *self)
{
  core_end (self->manager);
  bg_test_drain (self->context);
  /* A worker that is about to leave may still have it. */
  g_object_unref (self->clock);
  g_clear_pointer (&self->gate, bg_test_gate_unref);
  g_string_free (self->log, TRUE);
  g_main_context_unref (self->context);
  g_free (self);
}

gboolean
schedulers_body (BgTask        *task,
                 GCancellable  *cancellable,
                 gpointer       fixture,
                 GError       **error)
{
  SchedulersFixture *self = fixture;
  guint n;

  g_assert_cmpint (g_atomic_int_add (&self->n_inside, 1), ==, 0);
  n = (guint) g_atomic_int_add (&self->n_calls, 1) + 1;
  if (self->gate != NULL)
    bg_test_gate_pass (self->gate);
  g_atomic_int_add (&self->n_inside, -1);

  if (n <= self->n_failing)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The call %u failed", n);
      return FALSE;
    }
  return n != self->stops_at;
}

void
schedulers_start (SchedulersFixture *self,
                  gpointer           scheduler)
{
  g_autoptr (GError) error = NULL;
  gboolean started = bg_scheduler_start (scheduler, self->manager, &error);

  g_assert_no_error (error);
  g_assert_true (started);
  g_assert_true (bg_scheduler_is_active (scheduler));
}

typedef struct
{
  BgTaskScheduler *scheduler;
  guint64          n;
} Runs;

static gboolean
has_run (gpointer user_data)
{
  const Runs *runs = user_data;
  g_autoptr (BgTask) task = bg_task_scheduler_dup_run (runs->scheduler);

  return task == NULL && bg_task_scheduler_get_n_runs (runs->scheduler) >= runs->n;
}

/* Until so many runs are over and none is under way. */
void
schedulers_await_runs (SchedulersFixture *self,
                       gpointer           scheduler,
                       guint64            n)
{
  Runs runs = { scheduler, n };

  bg_test_run_until (self->context, has_run, &runs);
  g_assert_cmpuint (bg_task_scheduler_get_n_runs (scheduler), ==, n);
}

/* Until so many calls have come to the gate. */
void
schedulers_await_call (SchedulersFixture *self,
                       guint              n)
{
  bg_test_drain (self->context);
  bg_test_gate_await_arrivals (self->gate, n);
}

static gboolean
is_at_rest (gpointer scheduler)
{
  return !bg_scheduler_is_active (scheduler);
}

void
schedulers_await_rest (SchedulersFixture *self,
                       gpointer           scheduler)
{
  bg_test_run_until (self->context, is_at_rest, scheduler);
}

/* Moves the clock on; a run that begins by that comes to its end, unless there is a gate. */
void
schedulers_advance (SchedulersFixture *self,
                    gpointer           scheduler,
                    guint              milliseconds)
{
  bg_fake_clock_advance (self->clock, milliseconds);
  bg_test_drain (self->context);
  if (self->gate == NULL)
    schedulers_await_runs (self, scheduler, bg_task_scheduler_get_n_runs (scheduler));
}

void
schedulers_failed_cb (BgScheduler  *scheduler,
                      const GError *error,
                      gpointer      fixture)
{
  SchedulersFixture *self = fixture;

  g_assert_nonnull (error);
  self->n_failed++;
}

/* Takes the error. */
void
schedulers_refuse (gboolean  started,
                   GError   *error,
                   int       code)
{
  g_assert_false (started);
  g_assert_error (error, BG_ERROR, code);
  g_assert_cmpstr (error->message, !=, "");
  g_error_free (error);
}

BgTaskScheduler *
schedulers_event_new (SchedulersFixture *self)
{
  BgTaskScheduler *scheduler = BG_TASK_SCHEDULER (bg_event_scheduler_new ());

  bg_task_scheduler_set_func (scheduler, schedulers_body, self, NULL);
  g_signal_connect (scheduler, "failed", G_CALLBACK (schedulers_failed_cb), self);
  return scheduler;
}

void
schedulers_trigger (BgTaskScheduler *scheduler)
{
  g_assert_true (bg_event_scheduler_trigger (BG_EVENT_SCHEDULER (scheduler)));
}

void
schedulers_stop (SchedulersFixture *self,
                 BgTaskScheduler   *scheduler)
{
  bg_scheduler_stop (BG_SCHEDULER (scheduler), BG_SHUTDOWN_DISCARD);
  schedulers_await_rest (self, scheduler);
}
