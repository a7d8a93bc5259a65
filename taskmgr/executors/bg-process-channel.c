/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-process-channel-private.h"

#include "bg-process-error.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/socket.h>

/* Read in one turn of the main loop. */
#define CHUNK_SIZE (64 * 1024)

struct _BgProcessChannel
{
  GMainContext         *context;
  int                   fd;
  GSource              *reading;        /* NULL when nothing more will come */
  GSource              *writing;        /* NULL unless something waits to be written */
  GQueue                waiting;        /* of GBytes */
  gsize                 written;        /* of the first one */
  gboolean              finishes;       /* no more will be sent */
  gboolean              is_reading;
  gboolean              is_given_up;    /* to be freed once it has read */
  BgProcessParser      *parser;
  BgProcessChannelFunc  func;
  gpointer              user_data;
};

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static GSource *
watch (BgProcessChannel  *self,
       GIOCondition       condition,
       GUnixFDSourceFunc  func,
       const char        *name)
{
  GSource *source = g_unix_fd_source_new (self->fd, condition);

  /* Below what draws, as everything that comes home. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT_IDLE);
  g_source_set_static_name (source, name);
  g_source_set_callback (source, G_SOURCE_FUNC (func), self, NULL);
  g_source_attach (source, self->context);
  return source;
}

static void
close_reading (BgProcessChannel *self,
               const GError     *error)
{
  clear_source (&self->reading);
  self->func (NULL, error, self->user_data);
}

/* FALSE when nothing more will come. */
static gboolean
parse (BgProcessChannel *self)
{
  for (;;)
    {
      g_auto (BgProcessFrame) frame = { 0 };
      g_autoptr (GError) error = NULL;

      if (self->reading != NULL && bg_process_parser_pop (self->parser, &frame, &error))
        {
          self->func (&frame, NULL, self->user_data);
          continue;
        }
      if (error != NULL)
        close_reading (self, error);
      return self->reading != NULL;
    }
}

static void
free_channel (BgProcessChannel *self)
{
  bg_process_parser_free (self->parser);
  g_close (self->fd, NULL);
  g_main_context_unref (self->context);
  g_free (self);
}

/* FALSE when there is nothing to read at the moment, or ever. */
static gboolean
read_some (BgProcessChannel *self)
{
  guint8 chunk[CHUNK_SIZE];
  gssize n;

  do
    n = recv (self->fd, chunk, sizeof chunk, MSG_DONTWAIT);
  while (n < 0 && errno == EINTR);
  if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
    return FALSE;
  if (n <= 0)
    {
      close_reading (self, NULL);
      return FALSE;
    }
  bg_process_parser_push (self->parser, chunk, (gsize) n);
  return parse (self);
}

/* Whoever is told of a frame may give the channel up. */
static void
read_while (BgProcessChannel *self,
            gboolean          more)
{
  gboolean is_first = !self->is_reading;

  self->is_reading = TRUE;
  while (self->reading != NULL && read_some (self) && more)
    continue;
  if (!is_first)
    return;
  self->is_reading = FALSE;
  if (self->is_given_up)
    free_channel (self);
}

static gboolean
readable_cb (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  read_while (user_data, FALSE);
  return G_SOURCE_CONTINUE;
}

/* FALSE when the socket is full. What nobody will read any more is dropped: reading tells of that. */
static gboolean
write_first (BgProcessChannel *self)
{
  GBytes *bytes = g_queue_peek_head (&self->waiting);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  gssize n;

  do
    n = send (self->fd, data + self->written, size - self->written, MSG_DONTWAIT | MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);
  if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
    return FALSE;
  self->written += n > 0 ? (gsize) n : size - self->written;
  if (self->written == size)
    {
      g_bytes_unref (g_queue_pop_head (&self->waiting));
      self->written = 0;
    }
  return TRUE;
}

static gboolean
write_all (BgProcessChannel *self)
{
  while (!g_queue_is_empty (&self->waiting))
    if (!write_first (self))
      return FALSE;
  if (self->finishes)
    shutdown (self->fd, SHUT_WR);
  return TRUE;
}

static gboolean
writable_cb (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  BgProcessChannel *self = user_data;

  if (write_all (self))
    clear_source (&self->writing);
  return G_SOURCE_CONTINUE;
}

static void
write_what_waits (BgProcessChannel *self)
{
  if (self->writing == NULL && !write_all (self))
    self->writing = watch (self, G_IO_OUT, writable_cb, "[taskmgr] to a child");
}

/* The child's end is to be given to it, or closed. */
BgProcessChannel *
bg_process_channel_new (GMainContext          *context,
                        gsize                  max_size,
                        BgProcessChannelFunc   func,
                        gpointer               user_data,
                        int                   *child_fd,
                        GError               **error)
{
  BgProcessChannel *self;
  int fds[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
    {
      g_set_error (error, BG_PROCESS_ERROR, BG_PROCESS_ERROR_SPAWN,
                   _("There is no way to speak to a child process: %s"), g_strerror (errno));
      return NULL;
    }
  self = g_new0 (BgProcessChannel, 1);
  self->context = g_main_context_ref (context);
  self->fd = fds[0];
  self->parser = bg_process_parser_new (max_size);
  self->func = func;
  self->user_data = user_data;
  self->reading = watch (self, G_IO_IN, readable_cb, "[taskmgr] from a child");
  g_queue_init (&self->waiting);
  *child_fd = fds[1];
  return self;
}

void
bg_process_channel_free (BgProcessChannel *self)
{
  if (self == NULL)
    return;
  clear_source (&self->reading);
  clear_source (&self->writing);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) g_bytes_unref);
  if (self->is_reading)
    self->is_given_up = TRUE;
  else
    free_channel (self);
}

void
bg_process_channel_send (BgProcessChannel *self,
                         GBytes           *bytes)
{
  if (self->finishes || self->is_given_up)
    return;
  g_queue_push_tail (&self->waiting, g_bytes_ref (bytes));
  write_what_waits (self);
}

/* Nothing more will be sent: the other end sees the end of the file once it has read what was. */
void
bg_process_channel_finish (BgProcessChannel *self)
{
  if (self->finishes)
    return;
  self->finishes = TRUE;
  write_what_waits (self);
}

/* Reads what is there. Somebody else may still hold the other end open, so nothing is waited for. */
void
bg_process_channel_drain (BgProcessChannel *self)
{
  read_while (self, TRUE);
}
