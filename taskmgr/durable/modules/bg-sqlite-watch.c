/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-sqlite-watch-private.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Who has committed something that others wait for touches the database file, and inotify tells of its new time.
 *
 * One may be killed between its commit and the touch, and programs that submit with SQL of their own touch nothing. So
 * the log is watched too. But it is written before the commit takes effect, so that there may be nothing to be seen
 * yet: after a first sign of life another look follows a little later. Until then the log is not watched: writes of
 * one's own, however many, are no more than four looks in a second.
 */

#define SECOND_LOOK (250 * 1000)    /* µs */

struct _BgSqliteWatch
{
  char        *log_path;
  int          fd;
  GSource     *source;
  GSourceFunc  func;
  gpointer     user_data;
};

/* Until it is written once. */
static gboolean
watch_log (BgSqliteWatch *self)
{
  return inotify_add_watch (self->fd, self->log_path, IN_MODIFY | IN_ONESHOT) >= 0;
}

/* Whether the log has changed; what else there is to be read is of the database itself. */
static gboolean
take_events (BgSqliteWatch *self,
             gboolean      *touched)
{
  char buffer[4096] __attribute__ ((aligned (__alignof__ (struct inotify_event))));
  gboolean logged = FALSE;
  gssize n;

  *touched = FALSE;
  while ((n = read (self->fd, buffer, sizeof buffer)) > 0)
    for (gssize at = 0; at < n;)
      {
        const struct inotify_event *event = (const struct inotify_event *) (gconstpointer) (buffer + at);

        if ((event->mask & IN_MODIFY) != 0)
          logged = TRUE;
        else if ((event->mask & IN_IGNORED) == 0)
          *touched = TRUE;
        at += (gssize) (sizeof *event + event->len);
      }
  return logged;
}

static gboolean
dispatch (GSource     *source,
          GSourceFunc  callback,
          gpointer     user_data)
{
  BgSqliteWatch *self = user_data;
  gint64 ready_time = g_source_get_ready_time (source);
  gboolean touched, logged = take_events (self, &touched);
  gboolean is_second = ready_time >= 0 && ready_time <= g_source_get_time (source);

  /* Watched again before the look: what is written after it is noticed. */
  if (is_second)
    {
      g_source_set_ready_time (source, -1);
      watch_log (self);
    }
  else if (logged)
    {
      g_source_set_ready_time (source, g_source_get_time (source) + SECOND_LOOK);
    }
  return touched || is_second ? self->func (self->user_data) : G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = { NULL, NULL, dispatch, NULL, NULL, NULL };

static gboolean
never_called (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

BgSqliteWatch *
bg_sqlite_watch_new (const char   *path,
                     GMainContext *context,
                     GSourceFunc   func,
                     gpointer      user_data)
{
  g_autoptr (BgSqliteWatch) self = g_new0 (BgSqliteWatch, 1);

  self->log_path = g_strconcat (path, "-wal", NULL);
  self->func = func;
  self->user_data = user_data;
  self->fd = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  if (self->fd < 0 || inotify_add_watch (self->fd, path, IN_ATTRIB) < 0 || !watch_log (self))
    return NULL;
  self->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_static_name (self->source, "[taskmgr] sqlite watch");
  g_source_set_callback (self->source, never_called, self, NULL);
  g_source_add_unix_fd (self->source, self->fd, G_IO_IN);
  g_source_attach (self->source, context);
  return g_steal_pointer (&self);
}

void
bg_sqlite_watch_free (BgSqliteWatch *self)
{
  if (self == NULL)
    return;
  if (self->source != NULL)
    {
      g_source_destroy (self->source);
      g_source_unref (self->source);
    }
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->log_path);
  g_free (self);
}

/* By its name: to open and close the file would drop the locks of this process on it. */
void
bg_sqlite_watch_tell (const char *path)
{
  utimensat (AT_FDCWD, path, NULL, AT_SYMLINK_NOFOLLOW);
}
