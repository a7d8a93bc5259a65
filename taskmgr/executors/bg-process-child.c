/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-process-child-private.h"

#include <glib/gi18n-lib.h>
#include <signal.h>

/* With one that has closed its end and still runs. */
static const BgProcessPatience when_mute = { 500, 500 };

struct _BgProcessChild
{
  grefcount                   ref_count;
  GMainContext               *context;
  char                       *name;
  gsize                       max_size;
  GSubprocess                *process;
  GPid                        pid;              /* 0 if it had ended at once */
  BgProcessChannel           *channel;          /* NULL once it is gone */
  const BgProcessChildEvents *events;           /* NULL once nobody wants to know */
  gpointer                    user_data;
  guint64                     request;          /* 0 is none */
  GVariant                   *arguments;        /* of the request, until it has begun */
  gboolean                    has_answered;     /* any request */
  gint64                      since;            /* when it began to have none */
  gboolean                    is_ending;        /* takes no more requests */
  gboolean                    has_ended;
  GError                     *complaint;        /* why we have killed it */
  BgProcessPatience           patience;
  int                         next_signal;
  GSource                    *timer;
};

static void
stop_timer (BgProcessChild *self)
{
  if (self->timer == NULL)
    return;
  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static gboolean
dispatch_timer (GSource     *source,
                GSourceFunc  callback,
                gpointer     user_data)
{
  g_source_set_ready_time (source, -1);
  return callback (user_data);
}

static GSourceFuncs timer_funcs = { .dispatch = dispatch_timer };

static void
expect_within (BgProcessChild *self,
               guint           milliseconds)
{
  g_source_set_ready_time (self->timer, g_get_monotonic_time () + milliseconds * (gint64) 1000);
}

static gboolean
patience_over_cb (gpointer user_data)
{
  BgProcessChild *self = user_data;
  int number = self->next_signal;

  self->is_ending = TRUE;
  self->next_signal = SIGKILL;
  if (number != SIGKILL)
    expect_within (self, self->patience.to_kill);
  bg_process_signal (self->process, number);
  return G_SOURCE_CONTINUE;
}

/* First it is asked, then told, then killed. */
static void
lose_patience (BgProcessChild    *self,
               BgProcessPatience  patience)
{
  if (self->timer != NULL || self->next_signal == SIGKILL)
    return;
  self->patience = patience;
  self->next_signal = SIGTERM;
  self->timer = g_source_new (&timer_funcs, sizeof (GSource));
  g_source_set_static_name (self->timer, "[taskmgr] patience with a child");
  g_source_set_callback (self->timer, patience_over_cb, self, NULL);
  expect_within (self, patience.to_terminate);
  g_source_attach (self->timer, self->context);
}

static void
kill_now (BgProcessChild *self,
          const GError   *complaint)
{
  if (self->complaint == NULL)
    self->complaint = g_error_new (complaint->domain, complaint->code, "“%s”: %s", self->name, complaint->message);
  stop_timer (self);
  self->is_ending = TRUE;
  self->next_signal = SIGKILL;
  if (!self->has_ended)
    bg_process_signal (self->process, SIGKILL);
}

static void
answered (BgProcessChild *self)
{
  self->request = 0;
  self->has_answered = TRUE;
  self->since = g_get_monotonic_time ();
  /* It has come back after all. */
  if (!self->is_ending)
    {
      stop_timer (self);
      self->next_signal = 0;
    }
}

static void
said (BgProcessFrame *frame,
      const GError   *error,
      gpointer        user_data)
{
  g_autoptr (BgProcessChild) self = bg_process_child_ref (user_data);
  g_autoptr (GVariant) id = NULL;

  if (frame == NULL)
    {
      /* When it goes by itself, there will be a status that says more. */
      self->is_ending = TRUE;
      if (error != NULL)
        kill_now (self, error);
      else
        lose_patience (self, when_mute);
      return;
    }
  id = g_variant_get_child_value (frame->body, 0);
  if (self->request == 0 || g_variant_get_uint64 (id) != self->request)
    return;
  /* Whatever it says, it has the request. */
  g_clear_pointer (&self->arguments, g_variant_unref);
  if (frame->kind == BG_PROCESS_FRAME_RESULT || frame->kind == BG_PROCESS_FRAME_ERROR)
    answered (self);
  if (self->events != NULL)
    self->events->said (self, frame, self->user_data);
}

static GError *
describe_end (BgProcessChild *self)
{
  GError *reason;

  if (self->complaint != NULL)
    return g_steal_pointer (&self->complaint);
  reason = bg_process_describe_status (self->process, self->name, NULL);
  if (reason == NULL && self->request != 0)
    reason = g_error_new (BG_PROCESS_ERROR, BG_PROCESS_ERROR_EXITED, _("“%s” ended without an answer"), self->name);
  return reason;
}

static void
exited_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (BgProcessChild) self = user_data;
  g_autoptr (GError) reason = NULL;

  g_subprocess_wait_finish (self->process, result, NULL);
  bg_process_collect (self->pid);
  stop_timer (self);
  self->is_ending = TRUE;
  self->has_ended = TRUE;
  self->next_signal = SIGKILL;
  /* It may have answered just before. */
  if (self->channel != NULL)
    bg_process_channel_drain (self->channel);
  stop_timer (self);
  g_clear_pointer (&self->channel, bg_process_channel_free);
  reason = describe_end (self);
  if (self->events != NULL)
    self->events->ended (self, reason, self->user_data);
  self->events = NULL;
}

static gboolean
start (BgProcessChild  *self,
       BgProcessSpawn  *spawn,
       GError         **error)
{
  g_autofree char *value = g_strdup_printf ("%d:%" G_GSIZE_FORMAT, BG_PROCESS_FD, self->max_size);

  self->channel = bg_process_channel_new (self->context, self->max_size, said, self, &spawn->channel_fd, error);
  if (self->channel == NULL)
    return FALSE;
  spawn->variable = BG_PROCESS_VARIABLE;
  spawn->value = value;
  self->process = bg_process_spawn (spawn, error);
  if (self->process == NULL)
    return FALSE;
  self->pid = bg_process_get_pid (self->process);

  g_main_context_push_thread_default (self->context);
  g_subprocess_wait_async (self->process, NULL, exited_cb, bg_process_child_ref (self));
  g_main_context_pop_thread_default (self->context);
  return TRUE;
}

BgProcessChild *
bg_process_child_new (GMainContext                *context,
                      const char                  *name,
                      BgProcessSpawn              *spawn,
                      gsize                        max_size,
                      const BgProcessChildEvents  *events,
                      gpointer                     user_data,
                      GError                     **error)
{
  g_autoptr (BgProcessChild) self = g_new0 (BgProcessChild, 1);

  g_ref_count_init (&self->ref_count);
  self->context = g_main_context_ref (context);
  self->name = g_strdup (name);
  self->max_size = max_size;
  self->since = g_get_monotonic_time ();
  if (!start (self, spawn, error))
    return NULL;
  self->events = events;
  self->user_data = user_data;
  return g_steal_pointer (&self);
}

BgProcessChild *
bg_process_child_ref (BgProcessChild *self)
{
  g_ref_count_inc (&self->ref_count);
  return self;
}

void
bg_process_child_unref (BgProcessChild *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;
  stop_timer (self);
  bg_process_channel_free (self->channel);
  g_clear_object (&self->process);
  g_clear_error (&self->complaint);
  g_clear_pointer (&self->arguments, g_variant_unref);
  g_main_context_unref (self->context);
  g_free (self->name);
  g_free (self);
}

const char *
bg_process_child_get_name (BgProcessChild *self)
{
  return self->name;
}

/* Whether it takes a request. */
gboolean
bg_process_child_is_free (BgProcessChild *self)
{
  return self->request == 0 && !self->is_ending;
}

/* Since when it has nothing to do, in µs of the monotonic clock. */
gint64
bg_process_child_get_since (BgProcessChild *self)
{
  return self->since;
}

/* The arguments of a request that crossed the end of a child, which was all right until then. One that has never
 * answered would never do. */
GVariant *
bg_process_child_get_missed (BgProcessChild *self)
{
  return self->has_answered ? self->arguments : NULL;
}

gboolean
bg_process_child_request (BgProcessChild  *self,
                          guint64          id,
                          GVariant        *arguments,
                          GError         **error)
{
  g_autoptr (GBytes) bytes = NULL;

  g_assert (bg_process_child_is_free (self));

  bytes = bg_process_frame_pack (BG_PROCESS_FRAME_REQUEST,
                                 g_variant_new ("(ts@a{sv})", id, self->name, arguments));
  if (g_bytes_get_size (bytes) - BG_PROCESS_FRAME_HEADER > self->max_size)
    {
      g_set_error (error, BG_PROCESS_ERROR, BG_PROCESS_ERROR_TOO_LARGE,
                   _("The arguments for “%s” are larger than the limit for a message"), self->name);
      return FALSE;
    }
  self->request = id;
  self->arguments = g_variant_ref (arguments);
  bg_process_channel_send (self->channel, bytes);
  return TRUE;
}

/* Asks it to give up its request, and does not wait forever. */
void
bg_process_child_cancel (BgProcessChild    *self,
                         BgProcessPatience  patience)
{
  g_autoptr (GBytes) bytes = NULL;

  if (self->request == 0 || self->channel == NULL)
    return;
  bytes = bg_process_frame_pack (BG_PROCESS_FRAME_CANCEL, g_variant_new ("(t)", self->request));
  bg_process_channel_send (self->channel, bytes);
  lose_patience (self, patience);
}

/* Lets it go: it is to end by itself. */
void
bg_process_child_finish (BgProcessChild    *self,
                         BgProcessPatience  patience)
{
  if (self->is_ending)
    return;
  self->is_ending = TRUE;
  if (self->channel != NULL)
    bg_process_channel_finish (self->channel);
  lose_patience (self, patience);
}

/* Nobody will ever want to know of it again. One that has something to do is killed at once; the others see that
 * there is nothing to come. */
void
bg_process_child_abandon (BgProcessChild *self)
{
  self->events = NULL;
  self->is_ending = TRUE;
  g_clear_pointer (&self->channel, bg_process_channel_free);
  if (self->has_ended)
    return;
  if (self->request == 0)
    {
      lose_patience (self, when_mute);
      return;
    }
  self->next_signal = SIGKILL;
  stop_timer (self);
  bg_process_signal (self->process, SIGKILL);
}
