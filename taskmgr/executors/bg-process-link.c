/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-process-link-private.h"

#include "bg-process-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHUNK_SIZE (64 * 1024)

struct _BgProcessLink
{
  /* fixed at construction */
  int              fd;
  gsize            max_size;
  GThread         *thread;
  GAsyncQueue     *requests;            /* of BgProcessRequest, or the link itself: there will be no more */

  /* the thread's */
  BgProcessParser *parser;
  guint64          last_id;
  GCancellable    *last_cancellable;

  /* atomic */
  int              is_busy;             /* somebody waits for an answer */

  GMutex           sending;
};

static void
note_request (BgProcessLink *self,
              GVariant      *body)
{
  BgProcessRequest *request = g_new0 (BgProcessRequest, 1);

  g_variant_get (body, "(ts@a{sv})", &request->id, &request->worker, &request->arguments);
  request->cancellable = g_cancellable_new ();
  self->last_id = request->id;
  g_set_object (&self->last_cancellable, request->cancellable);
  g_atomic_int_set (&self->is_busy, TRUE);
  g_async_queue_push (self->requests, request);
}

static void
note_cancel (BgProcessLink *self,
             GVariant      *body)
{
  guint64 id;

  g_variant_get (body, "(t)", &id);
  if (id == self->last_id)
    g_cancellable_cancel (self->last_cancellable);
}

/* FALSE when the parent makes no sense. */
static gboolean
parse (BgProcessLink *self)
{
  for (;;)
    {
      g_auto (BgProcessFrame) frame = { 0 };
      g_autoptr (GError) error = NULL;

      if (!bg_process_parser_pop (self->parser, &frame, &error))
        return error == NULL;
      if (frame.kind == BG_PROCESS_FRAME_REQUEST)
        note_request (self, frame.body);
      else if (frame.kind == BG_PROCESS_FRAME_CANCEL)
        note_cancel (self, frame.body);
    }
}

static gpointer
read_thread (gpointer data)
{
  BgProcessLink *self = data;
  g_autofree guint8 *chunk = g_malloc (CHUNK_SIZE);
  gboolean goes_on = TRUE;

  while (goes_on)
    {
      gssize n = recv (self->fd, chunk, CHUNK_SIZE, 0);

      if (n < 0 && errno == EINTR)
        continue;
      if (n > 0)
        bg_process_parser_push (self->parser, chunk, (gsize) n);
      goes_on = n > 0 && parse (self);
    }
  /* Nobody is left who would want an answer, and it may take for ever. */
  if (g_atomic_int_get (&self->is_busy))
    _exit (1);
  g_async_queue_push (self->requests, self);
  return NULL;
}

/* For the program that is called as a worker. What it starts in its turn is none. */
BgProcessLink *
bg_process_link_new (GError **error)
{
  const char *variable = g_getenv (BG_PROCESS_VARIABLE);
  BgProcessLink *self;
  guint64 max_size;
  int fd;

  if (variable == NULL || sscanf (variable, "%d:%" G_GUINT64_FORMAT, &fd, &max_size) != 2
      || fcntl (fd, F_SETFD, FD_CLOEXEC) != 0)
    {
      g_set_error_literal (error, BG_PROCESS_ERROR, BG_PROCESS_ERROR_PROTOCOL,
                           _("This program was not started as a worker"));
      return NULL;
    }
  g_unsetenv (BG_PROCESS_VARIABLE);
  self = g_new0 (BgProcessLink, 1);
  self->fd = fd;
  self->max_size = (gsize) max_size;
  self->requests = g_async_queue_new ();
  self->parser = bg_process_parser_new (self->max_size);
  g_mutex_init (&self->sending);
  self->thread = g_thread_new ("bg-worker", read_thread, self);
  return self;
}

/* After the last request. */
void
bg_process_link_free (BgProcessLink *self)
{
  if (self == NULL)
    return;
  g_thread_join (self->thread);
  close (self->fd);
  g_async_queue_unref (self->requests);
  bg_process_parser_free (self->parser);
  g_clear_object (&self->last_cancellable);
  g_mutex_clear (&self->sending);
  g_free (self);
}

/* Blocks. NULL: there will be no more. */
BgProcessRequest *
bg_process_link_await (BgProcessLink *self)
{
  gpointer request = g_async_queue_pop (self->requests);

  return request != self ? request : NULL;
}

static void
send_all (BgProcessLink *self,
          GBytes        *bytes)
{
  gsize size, done = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  g_mutex_lock (&self->sending);
  while (done < size)
    {
      gssize n = send (self->fd, data + done, size - done, MSG_NOSIGNAL);

      if (n < 0 && errno != EINTR)
        _exit (1);
      done += n > 0 ? (gsize) n : 0;
    }
  g_mutex_unlock (&self->sending);
}

/* From any thread. FALSE if it is too large. Takes a floating body. */
gboolean
bg_process_link_send (BgProcessLink      *self,
                      BgProcessFrameKind  kind,
                      GVariant           *body)
{
  g_autoptr (GBytes) bytes = bg_process_frame_pack (kind, body);

  if (g_bytes_get_size (bytes) - BG_PROCESS_FRAME_HEADER > self->max_size)
    return FALSE;
  send_all (self, bytes);
  return TRUE;
}

/* The answer is on its way: if the parent goes now, it may have it. */
void
bg_process_link_done (BgProcessLink *self)
{
  g_atomic_int_set (&self->is_busy, FALSE);
}

void
bg_process_request_free (BgProcessRequest *self)
{
  if (self == NULL)
    return;
  g_free (self->worker);
  g_variant_unref (self->arguments);
  g_object_unref (self->cancellable);
  g_free (self);
}
