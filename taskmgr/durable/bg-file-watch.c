/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-file-watch-private.h"

#include "bg-file-leases-private.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/inotify.h>
#include <unistd.h>

struct _BgFileWatch
{
  BgTransport *transport;     /* not owned */
  int          fd;
  GSource     *source;
  GHashTable  *targets;       /* from watch descriptors to Target */
};

typedef struct
{
  BgFileQueue  *queue;        /* not owned: watches are let go before queues */
  BgFileFolder  folder;
} Target;

/* How long after a lease of somebody else was heard of it is looked at, in µs. */
#define SCAN_DELAY G_USEC_PER_SEC

static gboolean
source_cb (int          fd,
           GIOCondition condition,
           gpointer     user_data)
{
  BgFileWatch *self = user_data;

  if (bg_file_watch_read (self))
    bg_transport_wake (self->transport);
  return G_SOURCE_CONTINUE;
}

/* NULL if there are no more of them to be had. */
BgFileWatch *
bg_file_watch_new (BgTransport *transport)
{
  int fd = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  BgFileWatch *self;

  if (fd < 0)
    return NULL;
  self = g_new0 (BgFileWatch, 1);
  self->transport = transport;
  self->fd = fd;
  self->targets = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->source = g_unix_fd_source_new (fd, G_IO_IN);
  g_source_set_static_name (self->source, "[taskmgr] folders of queues");
  g_source_set_callback (self->source, G_SOURCE_FUNC (source_cb), self, NULL);
  g_source_attach (self->source, bg_transport_get_context (transport));
  return self;
}

void
bg_file_watch_free (BgFileWatch *self)
{
  if (self == NULL)
    return;
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_hash_table_unref (self->targets);
  close (self->fd);
  g_free (self);
}

/* By the descriptor: the path may lead elsewhere by now. */
static gboolean
add_folder (BgFileWatch  *self,
            BgFileQueue  *queue,
            BgFileFolder  folder,
            guint32       mask)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", queue->folders[folder]);
  int watch = inotify_add_watch (self->fd, path, mask | IN_ONLYDIR);
  Target *target;

  if (watch < 0)
    return FALSE;
  target = g_new (Target, 1);
  target->queue = queue;
  target->folder = folder;
  g_hash_table_replace (self->targets, GINT_TO_POINTER (watch), target);
  return TRUE;
}

/* A lease whose file is closed may be one of a holder that has died; the key of one that has ended is free. */
gboolean
bg_file_watch_add (BgFileWatch *self,
                   BgFileQueue *queue)
{
  return add_folder (self, queue, BG_FILE_READY, IN_MOVED_TO) &&
         add_folder (self, queue, BG_FILE_SCHEDULED, IN_MOVED_TO) &&
         add_folder (self, queue, BG_FILE_LEASED, IN_MOVED_TO | IN_CLOSE_WRITE) &&
         add_folder (self, queue, BG_FILE_SERIAL, IN_DELETE);
}

static gboolean
note_leased (BgFileQueue *queue,
             const char  *name,
             gboolean     is_closed)
{
  gint64 due;

  if (g_hash_table_contains (queue->held, name))
    return FALSE;
  if (is_closed)
    return g_hash_table_add (queue->suspects, g_strdup (name));
  due = bg_file_lease_clock () + SCAN_DELAY;
  if (queue->scan_due <= due)
    return FALSE;
  queue->scan_due = due;
  return TRUE;
}

/* TRUE if those who wait should look. */
static gboolean
handle (const Target *target,
        guint32       mask,
        const char   *name)
{
  BgFileQueue *queue = target->queue;

  switch (target->folder)
    {
    case BG_FILE_READY:
      bg_file_list_add (&queue->ready, name);
      return TRUE;
    case BG_FILE_SCHEDULED:
      bg_file_list_add (&queue->scheduled, name);
      return TRUE;
    case BG_FILE_LEASED:
      return note_leased (queue, name, (mask & IN_CLOSE_WRITE) != 0);
    default:
      if (!g_hash_table_remove (queue->blocked, name))
        return FALSE;
      bg_file_list_forget (&queue->ready);
      return TRUE;
    }
}

/* Too much has happened at once, and was not kept. */
static void
forget_all (BgFileWatch *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->targets);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BgFileQueue *queue = ((Target *) value)->queue;

      bg_file_list_forget (&queue->ready);
      bg_file_list_forget (&queue->scheduled);
      g_hash_table_remove_all (queue->blocked);
      queue->scan_due = 0;
    }
}

/* Takes in what has happened until now. TRUE if something may be ready that was not. */
gboolean
bg_file_watch_read (BgFileWatch *self)
{
  union
  {
    struct inotify_event event;
    char                 bytes[16 * 1024];
  } buffer;
  gboolean matters = FALSE;
  gssize n;

  while ((n = read (self->fd, &buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR))
    {
      for (gssize at = 0; at < n;)
        {
          const struct inotify_event *event = (const struct inotify_event *) (const void *) (buffer.bytes + at);
          const Target *target = g_hash_table_lookup (self->targets, GINT_TO_POINTER (event->wd));

          if ((event->mask & IN_Q_OVERFLOW) != 0)
            {
              forget_all (self);
              matters = TRUE;
            }
          else if (target != NULL && event->len > 0)
            {
              matters |= handle (target, event->mask, event->name);
            }
          at += (gssize) (sizeof *event + event->len);
        }
    }
  return matters;
}
