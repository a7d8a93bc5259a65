/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-file-transport-private.h"

#include "bg-file-clean-private.h"
#include "bg-queue-name-private.h"
#include "bg-transport-error.h"

#include <glib/gi18n-lib.h>

#include <fcntl.h>
#include <sys/stat.h>

/* filesys:/path. Everything is in the files: several processes use one folder at once without knowing of each other,
 * and what is in memory here only saves reading. How tasks are kept is told in bg-file-queue-private.h,
 * bg-file-names-private.h, and bg-file-record-private.h. */

G_DEFINE_FINAL_TYPE (BgFileTransport, bg_file_transport, BG_TYPE_TRANSPORT)

/* Leases reach the disk soon, not at once: the death of the holder is seen in any case, and only a power cut within
 * this time, in ms, forgets that a task was tried. */
#define LATE_SYNC 20

static gboolean
refuse_option (const char  *option,
               const char  *value,
               GError     **error)
{
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_URI, _("“%s” is not possible for the option “%s”"),
               value, option);
  return FALSE;
}

/* An octal mode in which at least we, and at most we, may write. */
static gboolean
take_mode (GHashTable  *options,
           const char  *option,
           mode_t       needed,
           mode_t      *mode,
           GError     **error)
{
  const char *value = g_hash_table_lookup (options, option);
  guint64 number;

  if (value == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (value, 8, 0, 0777, &number, NULL) || (number & needed) != needed ||
      (number & (S_IWGRP | S_IWOTH)) != 0)
    return refuse_option (option, value, error);
  *mode = (mode_t) number;
  g_hash_table_remove (options, option);
  return TRUE;
}

static gboolean
take_sync (GHashTable   *options,
           BgFileSpool  *spool,
           GError      **error)
{
  const char *value = g_hash_table_lookup (options, "sync");

  if (value == NULL)
    return TRUE;
  if (!g_str_equal (value, "submit") && !g_str_equal (value, "full"))
    return refuse_option ("sync", value, error);
  spool->syncs_ends = g_str_equal (value, "full");
  g_hash_table_remove (options, "sync");
  return TRUE;
}

static gboolean
bg_file_transport_configure (BgTransport  *transport,
                             GUri         *uri,
                             GHashTable   *options,
                             GError      **error)
{
  BgFileTransport *self = BG_FILE_TRANSPORT (transport);
  g_autofree char *path = g_strdup (g_uri_get_path (uri));
  const char *host = g_uri_get_host (uri);

  if (path[0] != '/' || (host != NULL && host[0] != '\0') || g_uri_get_user (uri) != NULL)
    {
      g_set_error_literal (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_URI,
                           _("Queues in files are filesys:/ and the path of a folder"));
      return FALSE;
    }
  /* A link with a slash behind it would be followed. */
  for (gsize length = strlen (path); length > 1 && path[length - 1] == '/'; length--)
    path[length - 1] = '\0';
  self->spool = bg_file_spool_new (path);
  return take_mode (options, "mode", S_IRWXU, &self->spool->folder_mode, error) &&
         take_mode (options, "file_mode", S_IRUSR | S_IWUSR, &self->spool->file_mode, error) &&
         take_sync (options, self->spool, error);
}

static gboolean
collect_queue (const char *name,
               ino_t       inode,
               gpointer    user_data)
{
  if (bg_queue_name_check ("queue", name, NULL))
    g_ptr_array_add (user_data, g_strdup (name));
  return TRUE;
}

/* Opened for this one use: a spool may have more queues than a process may have open folders. FALSE if there may be
 * something left. */
static gboolean
clean_queue (BgFileTransport *self,
             const char      *name,
             GPtrArray       *dead)
{
  g_autoptr (BgFileQueue) queue = NULL;
  g_autoptr (GError) error = NULL;
  struct stat info;

  /* What is no folder is no queue. */
  if (fstatat (self->spool->root, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISDIR (info.st_mode))
    return TRUE;
  queue = bg_file_queue_open (self->spool, name, FALSE, &error);
  if (queue == NULL)
    return g_error_matches (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND);
  bg_file_clean_queue (queue, dead);
  return TRUE;
}

/* Once somebody has died: the others are alive, and need not look. The files that show whose the remains are stay until
 * all queues are clean. */
static void
clean_up (BgFileTransport *self)
{
  g_autoptr (GPtrArray) dead = bg_file_clean_find (self->spool);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  gboolean is_clean;

  if (dead->len == 0)
    return;
  is_clean = bg_file_for_each (self->spool->root, collect_queue, names, NULL);
  for (guint i = 0; i < names->len; i++)
    is_clean = clean_queue (self, names->pdata[i], dead) && is_clean;
  if (is_clean)
    bg_file_clean_end (self->spool, dead);
}

static gboolean
bg_file_transport_store_open (BgTransport   *transport,
                              gboolean       create,
                              GCancellable  *cancellable,
                              GError       **error)
{
  BgFileTransport *self = BG_FILE_TRANSPORT (transport);

  if (!bg_file_spool_open (self->spool, create, error))
    return FALSE;
  self->watch = bg_file_watch_new (transport);
  self->due = bg_file_due_new (transport);
  clean_up (self);
  bg_transport_announce (transport,
                         BG_TRANSPORT_CAPABILITIES_PRIORITY |
                           BG_TRANSPORT_CAPABILITIES_DELAY |
                           BG_TRANSPORT_CAPABILITIES_DEDUP |
                           BG_TRANSPORT_CAPABILITIES_CONFIRMED_ACK |
                           BG_TRANSPORT_CAPABILITIES_LEASE_EXTEND |
                           BG_TRANSPORT_CAPABILITIES_UNIQUE_KEY |
                           BG_TRANSPORT_CAPABILITIES_SERIAL_KEY |
                           (self->watch != NULL ? BG_TRANSPORT_CAPABILITIES_PUSH_WAKEUP : 0) |
                           BG_TRANSPORT_CAPABILITIES_DEAD_LETTER |
                           BG_TRANSPORT_CAPABILITIES_LIST |
                           BG_TRANSPORT_CAPABILITIES_EXACT_STATS |
                           BG_TRANSPORT_CAPABILITIES_MULTI_PROCESS,
                         BG_DURABILITY_SYNC);
  return TRUE;
}

static void
drop_late_sync (BgFileTransport *self)
{
  if (self->late_sync != NULL)
    g_source_destroy (self->late_sync);
  g_clear_pointer (&self->late_sync, g_source_unref);
}

static void
sync_leases (BgFileTransport *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->queues);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BgFileQueue *queue = value;

      if (queue->is_unsynced)
        bg_file_queue_sync (queue, 1u << BG_FILE_LEASED | 1u << BG_FILE_READY, BG_FILE_LEASED, NULL);
      queue->is_unsynced = FALSE;
    }
}

static gboolean
late_sync_cb (gpointer user_data)
{
  BgFileTransport *self = user_data;

  sync_leases (self);
  drop_late_sync (self);
  return G_SOURCE_REMOVE;
}

/* Whatever is synced before does this too, on most file systems. */
void
bg_file_transport_sync_soon (BgFileTransport *self)
{
  if (self->late_sync != NULL || !self->spool->syncs_ends)
    return;
  self->late_sync = g_timeout_source_new (LATE_SYNC);
  g_source_set_static_name (self->late_sync, "[taskmgr] leases to the disk");
  g_source_set_callback (self->late_sync, late_sync_cb, self, NULL);
  g_source_attach (self->late_sync, bg_transport_get_context (BG_TRANSPORT (self)));
}

static void
bg_file_transport_store_close (BgTransport *transport)
{
  BgFileTransport *self = BG_FILE_TRANSPORT (transport);

  /* Otherwise they would count as those of one that has died. */
  bg_file_transport_release_all (self);
  drop_late_sync (self);
  sync_leases (self);
  g_clear_pointer (&self->due, bg_file_due_free);
  g_clear_pointer (&self->watch, bg_file_watch_free);
  g_hash_table_remove_all (self->queues);
  bg_file_spool_close (self->spool);
}

/* NULL with BG_TRANSPORT_ERROR_NOT_FOUND if there is none. */
BgFileQueue *
bg_file_transport_get_queue (BgFileTransport  *self,
                             const char       *name,
                             gboolean          create,
                             GError          **error)
{
  BgFileQueue *queue = g_hash_table_lookup (self->queues, name);

  if (queue != NULL)
    return queue;
  queue = bg_file_queue_open (self->spool, name, create, error);
  if (queue != NULL)
    g_hash_table_insert (self->queues, queue->name, queue);
  return queue;
}

/* Before the folders are read: what comes after that is heard of. */
void
bg_file_transport_watch (BgFileTransport *self,
                         BgFileQueue     *queue)
{
  if (!queue->is_watched && self->watch != NULL)
    queue->is_watched = bg_file_watch_add (self->watch, queue);
}

static void
bg_file_transport_finalize (GObject *object)
{
  BgFileTransport *self = BG_FILE_TRANSPORT (object);

  g_clear_pointer (&self->due, bg_file_due_free);
  g_clear_pointer (&self->watch, bg_file_watch_free);
  g_clear_pointer (&self->queues, g_hash_table_unref);
  g_clear_pointer (&self->spool, bg_file_spool_free);
  G_OBJECT_CLASS (bg_file_transport_parent_class)->finalize (object);
}

static void
bg_file_transport_class_init (BgFileTransportClass *klass)
{
  BgTransportClass *transport_class = BG_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = bg_file_transport_finalize;
  transport_class->configure = bg_file_transport_configure;
  transport_class->store_open = bg_file_transport_store_open;
  transport_class->store_close = bg_file_transport_store_close;
  bg_file_transport_implement_submit (transport_class);
  bg_file_transport_implement_reserve (transport_class);
  bg_file_transport_implement_end (transport_class);
  bg_file_transport_implement_look (transport_class);
  bg_file_transport_implement_change (transport_class);
}

static void
bg_file_transport_init (BgFileTransport *self)
{
  self->queues = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) bg_file_queue_free);
}
