/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli-screen.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* Only what every terminal of the last forty years knows: the other screen, home, clear to the end of the line and
 * of the screen, bold, a cursor that hides. */
#define ENTER "\033[?1049h\033[?25l"
#define LEAVE "\033[?25h\033[?1049l"
#define HOME "\033[H"
#define CLEAR_LINE "\033[K"
#define CLEAR_REST "\033[J"
#define BOLD "\033[1m"
#define PLAIN "\033[0m"

struct _CliScreen
{
  struct termios  before;       /* as the terminal is to be left */
  guint           n_rows;
  guint           n_columns;
  guint           row;          /* where the next line goes */
  GString        *frame;        /* written in one go, so that it does not flicker */
  GPtrArray      *sources;
  CliScreenFunc   redraw;
  CliScreenFunc   quit;
  gpointer        user_data;
};

static void
measure (CliScreen *self)
{
  struct winsize size;

  self->n_rows = 24;
  self->n_columns = 80;
  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
    return;
  self->n_rows = size.ws_row;
  self->n_columns = size.ws_col;
}

/* A terminal that is gone takes nothing; the keyboard tells of it. */
static void
write_all (const char *text,
           gsize       length)
{
  while (length > 0)
    {
      gssize n = write (STDOUT_FILENO, text, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return;
      text += n;
      length -= (gsize) n;
    }
}

static gboolean
resized_cb (gpointer data)
{
  CliScreen *self = data;

  measure (self);
  self->redraw (self->user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
stopped_cb (gpointer data)
{
  CliScreen *self = data;

  self->quit (self->user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
key_cb (int           fd,
        GIOCondition  condition,
        gpointer      data)
{
  CliScreen *self = data;
  char keys[64];
  gssize n = read (fd, keys, sizeof keys);

  if (n < 0 && errno == EINTR)
    return G_SOURCE_CONTINUE;
  if (n <= 0)
    {
      self->quit (self->user_data);
      return G_SOURCE_REMOVE;
    }
  for (gssize i = 0; i < n; i++)
    if (keys[i] == 'q' || keys[i] == 'Q')
      {
        self->quit (self->user_data);
        return G_SOURCE_CONTINUE;
      }
  self->redraw (self->user_data);
  return G_SOURCE_CONTINUE;
}

static void
take_source (CliScreen   *self,
             GSource     *source,
             GSourceFunc  func)
{
  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, NULL);
  g_ptr_array_add (self->sources, source);
}

static void
watch (CliScreen *self)
{
  self->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) g_source_unref);
  take_source (self, g_unix_fd_source_new (STDIN_FILENO, G_IO_IN | G_IO_HUP), G_SOURCE_FUNC (key_cb));
  take_source (self, g_unix_signal_source_new (SIGWINCH), resized_cb);
  take_source (self, g_unix_signal_source_new (SIGINT), stopped_cb);
  take_source (self, g_unix_signal_source_new (SIGTERM), stopped_cb);
  take_source (self, g_unix_signal_source_new (SIGHUP), stopped_cb);
}

/* Takes the terminal over. @redraw is called when its size has changed or any key was hit, @quit for “q” and for
 * signals that say so. */
CliScreen *
cli_screen_open (CliScreenFunc   redraw,
                 CliScreenFunc   quit,
                 gpointer        user_data,
                 GError        **error)
{
  CliScreen *self = g_new0 (CliScreen, 1);
  struct termios raw;

  if (tcgetattr (STDIN_FILENO, &self->before) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
      g_free (self);
      return NULL;
    }
  raw = self->before;
  raw.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
  /* Stopped, it would leave the terminal as it is. */
  raw.c_cc[VSUSP] = _POSIX_VDISABLE;
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  tcsetattr (STDIN_FILENO, TCSANOW, &raw);

  self->redraw = redraw;
  self->quit = quit;
  self->user_data = user_data;
  self->frame = g_string_new (NULL);
  measure (self);
  watch (self);
  write_all (ENTER, strlen (ENTER));
  return self;
}

/* Leaves the terminal as it was. */
void
cli_screen_close (CliScreen *self)
{
  for (guint i = 0; i < self->sources->len; i++)
    g_source_destroy (self->sources->pdata[i]);
  g_ptr_array_unref (self->sources);
  write_all (LEAVE, strlen (LEAVE));
  tcsetattr (STDIN_FILENO, TCSANOW, &self->before);
  g_string_free (self->frame, TRUE);
  g_free (self);
}

guint
cli_screen_get_n_rows (CliScreen *self)
{
  return self->n_rows;
}

void
cli_screen_begin (CliScreen *self)
{
  self->row = 0;
  g_string_assign (self->frame, HOME);
}

/* Puts a line below the one before; what does not fit is cut off. The first one is bold. */
void
cli_screen_put (CliScreen  *self,
                const char *line)
{
  const char *end = line;

  if (self->row >= self->n_rows)
    return;
  for (guint i = 0; i < self->n_columns && *end != '\0'; i++)
    end = g_utf8_next_char (end);
  if (self->row > 0)
    g_string_append (self->frame, "\r\n");
  else
    g_string_append (self->frame, BOLD);
  g_string_append_len (self->frame, line, end - line);
  g_string_append (self->frame, self->row > 0 ? CLEAR_LINE : PLAIN CLEAR_LINE);
  self->row++;
}

void
cli_screen_end (CliScreen *self)
{
  if (self->row < self->n_rows)
    g_string_append (self->frame, CLEAR_REST);
  write_all (self->frame->str, self->frame->len);
}
