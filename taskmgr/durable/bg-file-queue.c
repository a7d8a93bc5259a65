/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE     /* renameat2 */

#include "config.h"

#include "bg-file-queue-private.h"

#include "bg-file-leases-private.h"
#include "bg-file-plant-private.h"
#include "bg-transport-error.h"

#include <glib/gi18n-lib.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

static gboolean
open_folders (BgFileQueue  *self,
              int           folder,
              gboolean      create,
              GError      **error)
{
  for (guint i = 0; i < BG_FILE_N_FOLDERS; i++)
    {
      self->folders[i] = bg_file_open_folder (folder, bg_file_folder_get_name (i), self->spool->folder_mode, create,
                                              error);
      if (self->folders[i] < 0)
        return FALSE;
    }
  return TRUE;
}

/* NULL with BG_TRANSPORT_ERROR_NOT_FOUND if there is none. */
BgFileQueue *
bg_file_queue_open (BgFileSpool  *spool,
                    const char   *name,
                    gboolean      create,
                    GError      **error)
{
  g_autoptr (BgFileQueue) self = g_new0 (BgFileQueue, 1);
  gboolean is_open;
  int folder;

  self->spool = spool;
  self->name = g_strdup (name);
  for (guint i = 0; i < BG_FILE_N_FOLDERS; i++)
    self->folders[i] = -1;
  bg_file_list_init (&self->ready);
  bg_file_list_init (&self->scheduled);
  self->blocked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->ready.left_out = self->blocked;
  self->held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) bg_file_held_free);
  self->suspects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->look_again = self->next_deadline = G_MAXINT64;
  folder = bg_file_open_folder (spool->root, name, spool->folder_mode, create, error);
  if (folder < 0)
    return NULL;
  is_open = open_folders (self, folder, create, error);
  close (folder);
  return is_open ? g_steal_pointer (&self) : NULL;
}

void
bg_file_queue_free (BgFileQueue *self)
{
  if (self == NULL)
    return;
  bg_file_list_clear (&self->ready);
  bg_file_list_clear (&self->scheduled);
  g_clear_pointer (&self->blocked, g_hash_table_unref);
  g_clear_pointer (&self->suspects, g_hash_table_unref);
  g_clear_pointer (&self->held, g_hash_table_unref);
  for (guint i = 0; i < BG_FILE_N_FOLDERS; i++)
    if (self->folders[i] >= 0)
      close (self->folders[i]);
  g_free (self->name);
  g_free (self);
}

/* Folders are bits; the last one is the one that was changed last. To sync a folder takes along all that was done
 * before its last change, if the file system has one log for everything. */
gboolean
bg_file_queue_sync (BgFileQueue  *self,
                    guint         folders,
                    BgFileFolder  last,
                    GError      **error)
{
  if (self->spool->is_one_log)
    return bg_file_sync_folder (self->folders[last], error);
  for (guint i = 0; i < BG_FILE_N_FOLDERS; i++)
    if ((folders & 1u << i) != 0 && !bg_file_sync_folder (self->folders[i], error))
      return FALSE;
  return TRUE;
}

/* Damage must neither stop the queue nor get lost. */
void
bg_file_queue_set_aside (BgFileQueue  *self,
                         BgFileFolder  folder,
                         const char   *name,
                         const char   *why)
{
  g_autofree char *shown = g_utf8_make_valid (name, -1);
  g_autofree char *target = g_strdup (name);

  for (guint i = 1;
       renameat2 (self->folders[folder], name, self->folders[BG_FILE_CORRUPT], target, RENAME_NOREPLACE) != 0; i++)
    {
      if (errno != EEXIST)
        return;
      g_free (target);
      target = g_strdup_printf ("%.200s.%u", name, i);
    }
  g_warning ("“%s” in the folder “%s” of the queue “%s” was set aside: %s", shown, bg_file_folder_get_name (folder),
             self->name, why);
}

/* A file that has more names than we gave it may be one from outside that we must not change. */
static gboolean
has_only_our_names (BgFileQueue       *self,
                    const struct stat *info,
                    const char        *id,
                    const char        *unique_key)
{
  nlink_t ours = 1;
  char hash[17];

  if (info->st_nlink == 1)
    return TRUE;
  ours += bg_file_is_inode (self->folders[BG_FILE_IDS], id, info);
  if (unique_key != NULL)
    {
      bg_file_name_hash_key (unique_key, hash);
      ours += bg_file_is_inode (self->folders[BG_FILE_KEYS], hash, info);
    }
  return info->st_nlink <= ours;
}

/* How often a file is looked at that seems to have too many names. They go while they are counted, all of them when
 * they pass to a copy. */
#define MAX_LOOKS 4

static const char *
find_fault (BgFileQueue *self,
            BgFileTask  *file)
{
  if (!S_ISREG (file->info.st_mode))
    return "it is no file";
  if (file->info.st_uid != self->spool->owner)
    return "it belongs to somebody else";
  /* One name more may be that of the unique key, which is known when it was read. */
  if (file->info.st_nlink > 3 ||
      (file->info.st_nlink == 3 && !bg_file_is_inode (self->folders[BG_FILE_IDS], file->name.id, &file->info)) ||
      (file->info.st_nlink == 2 && !has_only_our_names (self, &file->info, file->name.id, NULL)))
    return "it has other names";
  if (file->info.st_size > (off_t) BG_FILE_RECORD_START + BG_FILE_RECORD_MAX_BODY + 2 * BG_FILE_RECORD_MAX_HEAD)
    return "it is too large";
  return NULL;
}

static BgFileVerdict
refuse (BgFileQueue  *self,
        BgFileFolder  folder,
        const char   *name,
        const char   *why)
{
  bg_file_queue_set_aside (self, folder, name, why);
  return BG_FILE_DAMAGED;
}

static BgFileVerdict
note_failure (int      code,
              GError **error)
{
  if (code == ENOENT)
    return BG_FILE_GONE;
  bg_file_fail (error, code, _("The file of a task could not be opened"));
  return BG_FILE_FAILED;
}

static BgFileVerdict
check_named (BgFileQueue   *self,
             BgFileFolder   folder,
             const char    *name,
             BgFileTask    *file,
             GError       **error)
{
  const char *fault = NULL;

  for (guint i = 0; i < MAX_LOOKS; i++)
    {
      if (fstatat (self->folders[folder], name, &file->info, AT_SYMLINK_NOFOLLOW) != 0)
        return note_failure (errno, error);
      fault = find_fault (self, file);
      if (fault == NULL)
        return BG_FILE_GOT;
    }
  return refuse (self, folder, name, fault);
}

/* It is looked at before it is opened: to open a device may already do something, and to open a pipe may wait. */
BgFileVerdict
bg_file_queue_open_task (BgFileQueue   *self,
                         BgFileFolder   folder,
                         const char    *name,
                         int            access,
                         BgFileTask    *file,
                         GError       **error)
{
  struct stat before;
  BgFileVerdict verdict;

  if (!bg_file_name_parse (&file->name, folder, name))
    return refuse (self, folder, name, "it has not the name of a task");
  verdict = check_named (self, folder, name, file, error);
  if (verdict != BG_FILE_GOT)
    return verdict;
  before = file->info;
  file->fd = openat (self->folders[folder], name, access | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (file->fd < 0)
    return errno == ELOOP || errno == ENXIO ? refuse (self, folder, name, "it is no file")
                                            : note_failure (errno, error);
  if (fstat (file->fd, &file->info) != 0)
    return note_failure (errno, error);
  return file->info.st_ino == before.st_ino && file->info.st_dev == before.st_dev ? BG_FILE_GOT : BG_FILE_GONE;
}

/* What the name and the note say is newer than the record. */
static void
complete_task (BgFileTask   *file,
               BgFileFolder  folder)
{
  BgQueuedTask *task = file->task;

  task->state = bg_file_folder_get_state (folder);
  task->attempt = file->name.attempt;
  task->crashes = file->name.crashes;
  task->cancel_asked = file->header.is_cancelled;
  /* What was acknowledged without a result is not written again. */
  if (folder >= BG_FILE_DONE)
    task->finished = file->name.time;
  if (folder != BG_FILE_LEASED || bg_file_note_is_empty (&file->header.note))
    return;
  task->progress = file->header.note.progress;
  g_free (task->message);
  task->message = file->header.note.text[0] != '\0' ? g_strdup (file->header.note.text) : NULL;
}

static gboolean
fits_its_name (BgFileQueue *self,
               BgFileTask  *file)
{
  BgFileName name = file->name;
  BgQueuedTask *task = file->task;
  gboolean are_ours = has_only_our_names (self, &file->info, name.id, task->unique_key);

  for (guint i = 1; !are_ours && i < MAX_LOOKS && fstat (file->fd, &file->info) == 0; i++)
    are_ours = has_only_our_names (self, &file->info, name.id, task->unique_key);
  name.serial[0] = '\0';
  if (task->serial_key != NULL)
    bg_file_name_hash_key (task->serial_key, name.serial);
  return g_str_equal (task->id, name.id) && g_str_equal (name.serial, file->name.serial) &&
         g_str_equal (task->queue, self->name) && task->priority == name.priority && are_ours;
}

/* Most tasks fit into this, and are read in one go. */
#define READ_SIZE 4096

static gboolean
read_record (BgFileQueue   *self,
             BgFileFolder   folder,
             BgFileTask    *file,
             GError       **error)
{
  gsize size = (gsize) file->info.st_size;
  guint8 start[READ_SIZE];
  g_autofree guint8 *rest = NULL;
  const guint8 *data = start;
  gssize n = bg_file_read_at (file->fd, start, MIN (size, sizeof start), 0);

  /* The header before the rest, so that nothing is allocated for a large file that is none of ours. */
  if (n < 0 || !bg_file_record_read_header (start, (gsize) n, &file->header, error))
    return n < 0 ? bg_file_fail (error, errno, _("The file of a task could not be read")) : FALSE;
  if (size > sizeof start)
    {
      size = MIN (size, bg_file_record_get_update (&file->header) + BG_FILE_RECORD_MAX_HEAD + 64);
      data = rest = g_try_malloc (size);
      n = rest != NULL ? bg_file_read_at (file->fd, rest, size, 0) : -1;
      if (n < 0)
        return bg_file_fail (error, rest != NULL ? errno : ENOMEM, _("The file of a task could not be read"));
    }
  file->task = bg_file_record_decode (data, (gsize) n, folder == BG_FILE_LEASED, &file->header, error);
  if (file->task == NULL)
    return FALSE;
  if (fits_its_name (self, file))
    {
      complete_task (file, folder);
      return TRUE;
    }
  g_set_error_literal (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_CORRUPT,
                       _("It is not the task that it seems to be"));
  return FALSE;
}

static BgFileVerdict
lock_file (BgFileQueue   *self,
           BgFileFolder   folder,
           const char    *name,
           BgFileTask    *file,
           GError       **error)
{
  if (BG_FILE_PLANTED (RENAME_FIRST))
    return BG_FILE_GOT;
  if (flock (file->fd, LOCK_EX | LOCK_NB) != 0)
    {
      if (errno == EWOULDBLOCK)
        return BG_FILE_LOCKED;
      return note_failure (errno, error);
    }
  /* Until it was locked others could do with it what they liked, and the name may be another file's by now. */
  return bg_file_is_inode (self->folders[folder], name, &file->info) ? BG_FILE_GOT : BG_FILE_GONE;
}

/* Reads the task of a file that is open and locked. */
BgFileVerdict
bg_file_queue_reread (BgFileQueue   *self,
                      BgFileFolder   folder,
                      const char    *name,
                      BgFileTask    *file,
                      GError       **error)
{
  g_autoptr (GError) refused = NULL;

  /* Another may have changed it, and its names, before it was locked. */
  if (fstat (file->fd, &file->info) != 0)
    return note_failure (errno, error);
  if (read_record (self, folder, file, &refused))
    return BG_FILE_GOT;
  if (g_error_matches (refused, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_CORRUPT))
    return refuse (self, folder, name, refused->message);
  g_propagate_error (error, g_steal_pointer (&refused));
  return BG_FILE_FAILED;
}

/* Opens the task, takes its lock, and reads it. What is damaged is set aside: with the lock it cannot just be half
 * written. */
BgFileVerdict
bg_file_queue_lock_task (BgFileQueue   *self,
                         BgFileFolder   folder,
                         const char    *name,
                         BgFileTask    *file,
                         GError       **error)
{
  BgFileVerdict verdict = bg_file_queue_open_task (self, folder, name, O_RDWR, file, error);

  if (verdict == BG_FILE_GOT)
    verdict = lock_file (self, folder, name, file, error);
  return verdict == BG_FILE_GOT ? bg_file_queue_reread (self, folder, name, file, error) : verdict;
}

/* Reads the task without a lock. It may be half written then: that is no reason to set it aside. */
BgFileVerdict
bg_file_queue_read_task (BgFileQueue   *self,
                         BgFileFolder   folder,
                         const char    *name,
                         BgFileTask    *file,
                         GError       **error)
{
  g_autoptr (GError) refused = NULL;
  BgFileVerdict verdict = bg_file_queue_open_task (self, folder, name, O_RDONLY, file, error);

  if (verdict != BG_FILE_GOT || read_record (self, folder, file, &refused))
    return verdict;
  if (g_error_matches (refused, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_CORRUPT))
    return BG_FILE_DAMAGED;
  g_propagate_error (error, g_steal_pointer (&refused));
  return BG_FILE_FAILED;
}

/* One step. FALSE with errno; ENOENT if somebody was faster. */
gboolean
bg_file_queue_move (BgFileQueue  *self,
                    BgFileFolder  from,
                    const char   *from_name,
                    BgFileFolder  to,
                    const char   *to_name)
{
  return renameat2 (self->folders[from], from_name, self->folders[to], to_name, RENAME_NOREPLACE) == 0;
}

/* Writes what has changed behind the record, in place of an older update. Only while the task is leased or locked; it
 * must be on the disk before the task is moved to where an update that is torn would be damage. */
gboolean
bg_file_task_update (int                  fd,
                     const BgFileHeader  *header,
                     BgQueuedTask        *task,
                     GError             **error)
{
  g_autoptr (GByteArray) update = bg_file_record_encode_update (task);
  gint64 offset = (gint64) bg_file_record_get_update (header);
  int code;

  if (ftruncate (fd, offset) == 0 && bg_file_write_at (fd, update->data, update->len, offset) &&
      (BG_FILE_PLANTED (NO_FILE_SYNC) || fdatasync (fd) == 0))
    return TRUE;
  /* Half an update would be damage, and the task be set aside for it. */
  code = errno;
  if (ftruncate (fd, offset) != 0)
    g_debug ("The update of a task stays half written: %s", g_strerror (errno));
  return bg_file_fail (error, code, _("The file of a task could not be written"));
}

void
bg_file_task_clear (BgFileTask *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  g_clear_object (&self->task);
}
