/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-process-output-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Read in one turn of the main loop. */
#define CHUNK_SIZE (64 * 1024)
/* Enough for the last line, also of what was dropped. */
#define TAIL_SIZE 512

struct _BgProcessOutput
{
  int         fd;
  GSource    *source;
  gsize       max_size;
  GByteArray *bytes;
  gboolean    is_truncated;
  GString    *tail;
};

static void
stop_reading (BgProcessOutput *self)
{
  if (self->source == NULL)
    return;
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_close (self->fd, NULL);
}

static void
keep (BgProcessOutput *self,
      const char      *chunk,
      gsize            size)
{
  gsize kept = MIN (size, self->max_size - self->bytes->len);
  gsize last = MIN (size, TAIL_SIZE);

  g_byte_array_append (self->bytes, (const guint8 *) chunk, (guint) kept);
  self->is_truncated |= kept < size;
  g_string_append_len (self->tail, chunk + size - last, (gssize) last);
  if (self->tail->len > TAIL_SIZE)
    g_string_erase (self->tail, 0, (gssize) (self->tail->len - TAIL_SIZE));
}

/* How much was read, 0 if there is nothing. */
static gsize
read_some (BgProcessOutput *self)
{
  char chunk[CHUNK_SIZE];
  gssize n;

  do
    n = read (self->fd, chunk, sizeof chunk);
  while (n < 0 && errno == EINTR);
  if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
    return 0;
  if (n <= 0)
    {
      stop_reading (self);
      return 0;
    }
  keep (self, chunk, (gsize) n);
  return (gsize) n;
}

static gboolean
readable_cb (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  read_some (user_data);
  return G_SOURCE_CONTINUE;
}

/* The child's end is to be given to it, or closed. */
BgProcessOutput *
bg_process_output_new (GMainContext  *context,
                       gsize          max_size,
                       int           *child_fd,
                       GError       **error)
{
  BgProcessOutput *self;
  int fds[2];

  if (!g_unix_open_pipe (fds, FD_CLOEXEC, error))
    return NULL;
  g_unix_set_fd_nonblocking (fds[0], TRUE, NULL);
  self = g_new0 (BgProcessOutput, 1);
  self->fd = fds[0];
  self->max_size = max_size;
  self->bytes = g_byte_array_new ();
  self->tail = g_string_new (NULL);
  self->source = g_unix_fd_source_new (self->fd, G_IO_IN);
  g_source_set_priority (self->source, G_PRIORITY_DEFAULT_IDLE);
  g_source_set_static_name (self->source, "[taskmgr] output of a command");
  g_source_set_callback (self->source, G_SOURCE_FUNC (readable_cb), self, NULL);
  g_source_attach (self->source, context);
  *child_fd = fds[1];
  return self;
}

void
bg_process_output_free (BgProcessOutput *self)
{
  if (self == NULL)
    return;
  stop_reading (self);
  g_byte_array_unref (self->bytes);
  g_string_free (self->tail, TRUE);
  g_free (self);
}

/* The program has ended. Something that it has started may still hold the pipe, and write into it for ever, so only
 * what is there now is read. */
void
bg_process_output_finish (BgProcessOutput *self)
{
  int there = 0;
  gsize n = 1;

  if (self->source == NULL)
    return;
  if (ioctl (self->fd, FIONREAD, &there) != 0)
    there = 0;
  for (gssize left = there; left > 0 && n > 0; left -= (gssize) n)
    n = read_some (self);
  stop_reading (self);
}

gboolean
bg_process_output_is_truncated (BgProcessOutput *self)
{
  return self->is_truncated;
}

/* A floating string, or bytes. */
GVariant *
bg_process_output_pack (BgProcessOutput *self,
                        gboolean         is_binary)
{
  if (is_binary)
    return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, self->bytes->data, self->bytes->len, 1);
  return g_variant_new_take_string (bg_process_output_dup_text (self));
}

/* With what is no UTF-8 replaced. */
char *
bg_process_output_dup_text (BgProcessOutput *self)
{
  return g_utf8_make_valid (self->bytes->len > 0 ? (const char *) self->bytes->data : "", self->bytes->len);
}

/* The last line. */
char *
bg_process_output_dup_last (BgProcessOutput *self)
{
  g_autofree char *text = g_utf8_make_valid (self->tail->str, (gssize) self->tail->len);
  const char *line;

  g_strchomp (text);
  line = strrchr (text, '\n');
  return g_strdup (line != NULL ? line + 1 : text);
}
