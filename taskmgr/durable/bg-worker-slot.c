/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-worker-slot-private.h"

#include "bg-back-off-private.h"
#include "bg-delivery-private.h"
#include "bg-worker-private.h"

#include <glib/gi18n-lib.h>

#define MAX_MESSAGE_SIZE (16 * 1024 * 1024)

struct _BgWorkerSlot
{
  GMainContext             *context;
  const BgWorkerProgram    *program;
  const BgWorkerSlotEvents *events;
  GObject                  *owner;              /* which owns us */
  BgProcessChild           *child;              /* NULL between two of them */
  guint                     n_tasks;            /* that the child was given */
  guint64                   last_request;
  GTask                    *job;                /* with a BgDelivery, what it has to do */
  gboolean                  has_begun;          /* the job */
  gboolean                  is_cancelled;
  GSource                  *cancelled;
  gulong                    handler;
  BgBackOff                 back_off;
  GSource                  *timer;              /* until the next start */
  gboolean                  is_expected;        /* the child was asked to end */
  gboolean                  is_closed;          /* there will be no other one */
  GError                   *start_error;        /* why the last one could not be started; NULL if it could */
};

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static gboolean
dispatch_once (GSource     *source,
               GSourceFunc  callback,
               gpointer     user_data)
{
  g_source_set_ready_time (source, -1);
  return callback (user_data);
}

static GSourceFuncs cancelled_funcs = { .dispatch = dispatch_once };

static gboolean
cancelled_cb (gpointer user_data)
{
  BgWorkerSlot *self = user_data;

  self->is_cancelled = TRUE;
  if (self->child != NULL)
    bg_process_child_cancel (self->child, self->program->patience);
  return G_SOURCE_CONTINUE;
}

/* In the thread that cancels. */
static void
wake_cb (GCancellable *cancellable,
         GSource      *source)
{
  g_source_set_ready_time (source, 0);
}

static void
watch_job (BgWorkerSlot *self)
{
  GCancellable *cancellable = g_task_get_cancellable (self->job);

  self->has_begun = FALSE;
  self->is_cancelled = FALSE;
  if (cancellable == NULL)
    return;
  self->cancelled = g_source_new (&cancelled_funcs, sizeof (GSource));
  g_source_set_static_name (self->cancelled, "[taskmgr] a delivery is given up");
  g_source_set_callback (self->cancelled, cancelled_cb, self, NULL);
  g_source_attach (self->cancelled, self->context);
  self->handler = g_cancellable_connect (cancellable, G_CALLBACK (wake_cb), g_source_ref (self->cancelled),
                                         (GDestroyNotify) g_source_unref);
}

/* The caller owns the job then. */
static GTask *
take_job (BgWorkerSlot *self)
{
  GTask *job = g_steal_pointer (&self->job);

  if (job != NULL && self->handler != 0)
    g_cancellable_disconnect (g_task_get_cancellable (job), self->handler);
  self->handler = 0;
  clear_source (&self->cancelled);
  return job;
}

static BgDelivery *
get_delivery (GTask *job)
{
  return g_task_get_task_data (job);
}

/* What the child says becomes what the delivery says. Returns: why it has failed, NULL if it has not */
static GError *
unpack (BgDelivery     *delivery,
        BgProcessFrame *frame)
{
  g_autoptr (GVariant) outcome = NULL;
  const char *domain, *message, *traceback;
  int code;

  if (frame->kind == BG_PROCESS_FRAME_RESULT)
    {
      g_variant_get (frame->body, "(tmv)", NULL, &outcome);
      if (outcome != NULL && g_variant_is_of_type (outcome, G_VARIANT_TYPE_VARDICT))
        bg_delivery_unpack (delivery, outcome);
      return NULL;
    }
  g_variant_get (frame->body, "(t&sim&sm&s@a{sv})", NULL, &domain, &code, &message, &traceback, &outcome);
  bg_delivery_unpack (delivery, outcome);
  return g_error_new_literal (g_quark_from_string (domain[0] != '\0' ? domain : "bg-error-quark"), code,
                              message != NULL ? message : _("The worker has failed"));
}

/* It has not got to the task, or the task has killed it. */
static void
fail_job (BgWorkerSlot *self,
          const GError *reason)
{
  g_autoptr (GTask) job = take_job (self);
  gboolean was_cancelled = self->is_cancelled;

  self->is_cancelled = FALSE;
  if (job == NULL)
    return;
  if (was_cancelled)
    {
      g_task_return_new_error (job, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", reason->message);
      return;
    }
  bg_delivery_give_verdict (get_delivery (job), self->has_begun ? BG_VERDICT_CRASH : BG_VERDICT_RELEASE, 0,
                            reason->message);
  g_task_return_error (job, g_error_copy (reason));
}

static void
retire_child (BgWorkerSlot *self)
{
  self->is_expected = TRUE;
  bg_process_child_finish (self->child, self->program->patience);
}

/* There will be no more jobs. The child ends once it has done what it does. */
void
bg_worker_slot_close (BgWorkerSlot *self)
{
  self->is_closed = TRUE;
  clear_source (&self->timer);
  if (self->child != NULL && self->job == NULL)
    retire_child (self);
}

static void
answer (BgWorkerSlot   *self,
        BgProcessFrame *frame)
{
  g_autoptr (GTask) job = take_job (self);
  g_autoptr (GError) error = NULL;

  self->is_cancelled = FALSE;
  if (job == NULL)
    return;
  /* What does its work is not broken, even if some tasks kill it. */
  self->back_off = (BgBackOff) { 0 };
  error = unpack (get_delivery (job), frame);
  /* First, or it might be given another task. */
  if (bg_delivery_get_outcome (get_delivery (job))->ends_worker)
    bg_worker_slot_close (self);
  else if (self->program->max_tasks > 0 && self->n_tasks >= self->program->max_tasks)
    retire_child (self);
  if (error == NULL)
    g_task_return_boolean (job, TRUE);
  else
    g_task_return_error (job, g_steal_pointer (&error));
}

static void
said_cb (BgProcessChild *child,
         BgProcessFrame *frame,
         gpointer        user_data)
{
  BgWorkerSlot *self = user_data;
  g_autoptr (GObject) owner = g_object_ref (self->owner);
  const char *text;
  double fraction;

  switch (frame->kind)
    {
    case BG_PROCESS_FRAME_RESULT:
    case BG_PROCESS_FRAME_ERROR:
      answer (self, frame);
      self->events->changed (self, self->owner);
      return;
    case BG_PROCESS_FRAME_BEGUN:
      self->has_begun = TRUE;
      return;
    case BG_PROCESS_FRAME_PROGRESS:
      g_variant_get (frame->body, "(tdm&s)", NULL, &fraction, &text);
      if (self->job != NULL)
        bg_delivery_report_progress (get_delivery (self->job), fraction, text);
      return;
    case BG_PROCESS_FRAME_LOG:
      g_variant_get (frame->body, "(t&s)", NULL, &text);
      if (self->job != NULL)
        self->events->logged (self, self->job, text, self->owner);
      return;
    case BG_PROCESS_FRAME_NONE:
    case BG_PROCESS_FRAME_REQUEST:
    case BG_PROCESS_FRAME_CANCEL:
    default:
      return;
    }
}

static gboolean
start_again_cb (gpointer user_data)
{
  BgWorkerSlot *self = user_data;

  clear_source (&self->timer);
  bg_worker_slot_start (self);
  self->events->changed (self, self->owner);
  return G_SOURCE_REMOVE;
}

/* Returns: whether it is to be started again now. */
static gboolean
count_death (BgWorkerSlot *self,
             const GError *reason)
{
  guint pause = bg_back_off_count (&self->back_off, g_get_monotonic_time ());
  g_autofree char *text = NULL;

  if (pause == 0)
    {
      self->events->complained (self, reason->message, self->owner);
      return TRUE;
    }
  self->timer = g_timeout_source_new (pause);
  g_source_set_static_name (self->timer, "[taskmgr] a worker is started again");
  g_source_set_callback (self->timer, start_again_cb, self, NULL);
  g_source_attach (self->timer, self->context);
  /* Translators: %s is a whole sentence without a full stop. */
  text = g_strdup_printf (_("%s; it is started again in %u seconds"), reason->message, pause / 1000);
  self->events->complained (self, text, self->owner);
  return FALSE;
}

static void
ended_cb (BgProcessChild *child,
          const GError   *reason,
          gpointer        user_data)
{
  BgWorkerSlot *self = user_data;
  g_autoptr (GObject) owner = g_object_ref (self->owner);
  g_autoptr (BgProcessChild) gone = g_steal_pointer (&self->child);
  g_autoptr (GError) silent = NULL;
  gboolean is_expected = self->is_expected || self->is_closed || self->is_cancelled;

  if (reason == NULL && !is_expected)
    {
      silent = g_error_new (BG_PROCESS_ERROR, BG_PROCESS_ERROR_EXITED,
                            _("“%s” ended without having been asked to"), self->program->name);
      reason = silent;
    }
  if (is_expected || count_death (self, reason))
    bg_worker_slot_start (self);
  if (reason != NULL)
    fail_job (self, reason);
  self->is_cancelled = FALSE;
  self->events->changed (self, self->owner);
}

static const BgProcessChildEvents child_events = { said_cb, ended_cb };

static gboolean
start (BgWorkerSlot  *self,
       GError       **error)
{
  BgProcessSpawn how = { .argv = (const char *const *) self->program->argv,
                         .environment = (const char *const *) self->program->environment,
                         .limits = self->program->limits,
                         .input_fd = -1, .output_fd = -1, .error_fd = -1, .channel_fd = -1 };

  self->n_tasks = 0;
  self->is_expected = FALSE;
  self->child = bg_process_child_new (self->context, self->program->name, &how, MAX_MESSAGE_SIZE, &child_events, self,
                                      error);
  return self->child != NULL;
}

/* The program is used as long as this lives. */
BgWorkerSlot *
bg_worker_slot_new (GMainContext             *context,
                    const BgWorkerProgram    *program,
                    const BgWorkerSlotEvents *events,
                    GObject                  *owner)
{
  BgWorkerSlot *self = g_new0 (BgWorkerSlot, 1);

  self->context = g_main_context_ref (context);
  self->program = program;
  self->events = events;
  self->owner = owner;
  return self;
}

/* What it still does is killed, and nobody is told. */
void
bg_worker_slot_free (BgWorkerSlot *self)
{
  g_autoptr (GTask) job = NULL;

  if (self == NULL)
    return;
  job = take_job (self);
  if (job != NULL)
    {
      bg_delivery_give_verdict (get_delivery (job), BG_VERDICT_RELEASE, 0, NULL);
      g_task_return_new_error (job, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The worker is gone"));
    }
  clear_source (&self->timer);
  if (self->child != NULL)
    bg_process_child_abandon (self->child);
  g_clear_pointer (&self->child, bg_process_child_unref);
  g_clear_error (&self->start_error);
  g_main_context_unref (self->context);
  g_free (self);
}

/* So that a child is there when it is needed. */
void
bg_worker_slot_start (BgWorkerSlot *self)
{
  if (self->is_closed || self->child != NULL || self->timer != NULL)
    return;
  g_clear_error (&self->start_error);
  /* What cannot be started is tried again at once, but not often. */
  while (!start (self, &self->start_error) && count_death (self, self->start_error))
    g_clear_error (&self->start_error);
}

/* Returns: (nullable): why there is no child */
const GError *
bg_worker_slot_get_error (BgWorkerSlot *self)
{
  return self->start_error;
}

gboolean
bg_worker_slot_is_free (BgWorkerSlot *self)
{
  return !self->is_closed && self->job == NULL && self->timer == NULL
         && (self->child == NULL || bg_process_child_is_free (self->child));
}

/* It was closed, and its child is gone. */
gboolean
bg_worker_slot_has_ended (BgWorkerSlot *self)
{
  return self->is_closed && self->child == NULL;
}

/* The job has its delivery as its data; it is returned when the child has answered, or is gone. */
void
bg_worker_slot_process (BgWorkerSlot *self,
                        GTask        *job)
{
  g_autoptr (GVariant) request = bg_worker_pack_request (get_delivery (job));
  g_autoptr (GError) error = NULL;

  g_assert (bg_worker_slot_is_free (self));

  bg_worker_slot_start (self);
  if (self->child == NULL)
    {
      bg_delivery_give_verdict (get_delivery (job), BG_VERDICT_RELEASE, 0, NULL);
      g_task_return_new_error (job, BG_PROCESS_ERROR, BG_PROCESS_ERROR_SPAWN, _("“%s” cannot be started"),
                               self->program->name);
      return;
    }
  if (!bg_process_child_request (self->child, ++self->last_request, request, &error))
    {
      bg_delivery_reject (get_delivery (job), error->message);
      g_task_return_error (job, g_steal_pointer (&error));
      return;
    }
  self->n_tasks++;
  self->job = g_object_ref (job);
  watch_job (self);
}
