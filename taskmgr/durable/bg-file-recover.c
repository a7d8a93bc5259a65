/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE     /* renameat2 */

#include "config.h"

#include "bg-file-leases-private.h"

#include "bg-file-claims-private.h"
#include "bg-file-holder-private.h"
#include "bg-file-plant-private.h"
#include "bg-queued-task-private.h"

#include <glib/gi18n-lib.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

/* Taking back what was leased: from the dead, whose locks are gone, and from those who hang, whose time is over. */

typedef struct
{
  BgFileQueue *queue;
  BgTransport *transport;
  gint64       now;         /* read before any note is */
  gint64       next;        /* when the next deadline is */
  guint        changed;     /* folders */
  GPtrArray   *names;
} Recovery;

/* How soon others' leases are looked at after something was heard of them, in µs. */
#define SCAN_DELAY (G_USEC_PER_SEC)
#define CLOSE_DELAY (50 * 1000)

static void
note_change (Recovery     *self,
             BgQueuedTask *task)
{
  self->changed |= 1u << BG_FILE_LEASED | 1u << bg_file_folder_for_state (task->state);
}

/* The step out of leased/ of a task that is not ours. */
static gboolean
leave (Recovery           *self,
       const char         *name,
       BgFileTask         *file,
       const struct stat  *claimed)
{
  BgQueuedTask *task = file->task;
  BgFileFolder folder = bg_file_folder_for_state (task->state);
  char new_name[BG_FILE_NAME_SIZE];

  bg_file_name_set_task (&file->name, task);
  bg_file_name_format (&file->name, folder, new_name);
  if (!bg_file_queue_move (self->queue, BG_FILE_LEASED, name, folder, new_name))
    return FALSE;
  if (task->state & (BG_QUEUED_STATE_DEAD | BG_QUEUED_STATE_CANCELLED))
    bg_file_claim_release_key (self->queue, task, claimed);
  note_change (self, task);
  return TRUE;
}

/* Its tokens go on from where they are; the rest of the note was for that lease. FALSE with errno. */
static gboolean
clear_note (int         fd,
            BgFileNote *note)
{
  BgFileNote cleared = { .token = note->token, .progress = note->progress };
  guint8 data[BG_FILE_NOTE_SIZE];

  memset (cleared.boot, 0xff, sizeof cleared.boot);
  g_strlcpy (cleared.text, note->text, sizeof cleared.text);
  bg_file_note_encode (&cleared, data);
  return bg_file_write_at (fd, data, sizeof data, BG_FILE_RECORD_NOTE);
}

/* The lock of the dead one was free and is ours. Whoever comes with the lock must have found our file under the
 * name. */
static gboolean
recover_dead (Recovery    *self,
              const char  *name,
              GError     **error)
{
  g_auto (BgFileTask) file = BG_FILE_TASK_INIT;
  BgFileVerdict verdict = bg_file_queue_open_task (self->queue, BG_FILE_LEASED, name, O_RDWR, &file, error);

  if (verdict == BG_FILE_GOT)
    verdict = bg_file_queue_reread (self->queue, BG_FILE_LEASED, name, &file, error);
  if (verdict != BG_FILE_GOT)
    return verdict != BG_FILE_FAILED;
  bg_transport_give_back (self->transport, file.task, BG_NACK_CRASH, 0, "its worker is gone");
  if (!clear_note (file.fd, &file.header.note))
    return bg_file_fail (error, errno, _("The file of a task could not be written"));
  if (!bg_file_task_update (file.fd, &file.header, file.task, error))
    return FALSE;
  /* The lock of the key went with its holder. Others hear that its file is gone. */
  if (leave (self, name, &file, &file.info) && file.name.serial[0] != '\0')
    bg_file_serial_break (self->queue, file.name.serial, file.header.note.serial_mark);
  return TRUE;
}

static int
write_copy (Recovery    *self,
            BgFileTask  *file,
            const char  *tmp_name,
            GError     **error)
{
  g_autoptr (GByteArray) record = bg_file_record_encode (file->task);
  BgFileSpool *spool = self->queue->spool;
  int fd = openat (self->queue->folders[BG_FILE_TMP], tmp_name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                   spool->file_mode);

  /* The lock comes before the copy can be seen in leased/, so that nobody takes it for one of a dead holder. */
  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0 && bg_file_write_at (fd, record->data, record->len, 0) &&
      clear_note (fd, &file->header.note) && fsync (fd) == 0)
    return fd;
  bg_file_fail (error, errno, _("The file of a task could not be written"));
  if (fd >= 0)
    {
      close (fd);
      unlinkat (self->queue->folders[BG_FILE_TMP], tmp_name, 0);
    }
  return -1;
}

/* Somebody cancelled the old file while we copied it. */
static void
carry_cancel (int old,
              int copy)
{
  guint8 flag = 0;

  if (bg_file_read_at (old, &flag, 1, BG_FILE_RECORD_CANCEL) == 1 && flag == 1)
    bg_file_write_at (copy, &flag, 1, BG_FILE_RECORD_CANCEL);
}

/* Who meets a name of the copy while that is in tmp/ takes it for a task that is being submitted, and waits. The names
 * are passed on before the place: the old file without names is a task still, but names without the place would make
 * the id count as known for ever. */
static gboolean
put_copy (Recovery   *self,
          const char *name,
          BgFileTask *file,
          const char *tmp_name)
{
  int tmp = self->queue->folders[BG_FILE_TMP], leased = self->queue->folders[BG_FILE_LEASED];
  gboolean is_put;
  int lock;

  if (!bg_file_holder_lock (self->queue->spool, NULL))
    return FALSE;
  is_put = bg_file_claims_pass_on (self->queue, file->task, &file->info, tmp_name, &lock) &&
           bg_file_is_inode (leased, name, &file->info) &&
           renameat2 (tmp, tmp_name, leased, name, RENAME_EXCHANGE) == 0;
  bg_file_holder_unlock (self->queue->spool);
  if (lock >= 0)
    close (lock);
  return is_put;
}

/* The holder hangs: it has its lock still, and may wake up at any moment. So its task goes on as another file, which
 * takes the place of the old one in one step. If two do this at once the name holds one copy or the other, both of
 * which say the same, and one of them moves it on. The holder finds no file under its name, or another one. */
static gboolean
recover_late (Recovery    *self,
              const char  *name,
              BgFileTask  *file,
              GError     **error)
{
  struct stat info;
  char tmp_name[64];
  int copy;

  bg_transport_give_back (self->transport, file->task, BG_NACK_CRASH, 0, "its lease ran out");
  file->task->cancel_asked = FALSE;
  bg_file_holder_make_name (self->queue->spool, "", tmp_name);
  copy = write_copy (self, file, tmp_name, error);
  if (copy < 0)
    return FALSE;
  if (fstat (copy, &info) == 0 && put_copy (self, name, file, tmp_name))
    {
      carry_cancel (file->fd, copy);
      if (leave (self, name, file, &info) && file->name.serial[0] != '\0')
        bg_file_serial_break (self->queue, file->name.serial, file->header.note.serial_mark);
    }
  else
    {
      self->next = MIN (self->next, self->now + SCAN_DELAY);
    }
  unlinkat (self->queue->folders[BG_FILE_TMP], tmp_name, 0);
  close (copy);
  return TRUE;
}

/* It is locked, so its holder lives, in this run of the computer. */
static gboolean
check_deadline (Recovery    *self,
                const char  *name,
                BgFileTask  *file,
                GError     **error)
{
  guint8 start[BG_FILE_RECORD_START];
  gboolean is_read = bg_file_read_at (file->fd, start, sizeof start, 0) == (gssize) sizeof start;
  BgFileNote note = { 0 };
  BgFileVerdict verdict;

  /* It may be read while it is written, or somebody is just taking it back. */
  if (!is_read || !bg_file_note_decode (&note, start + BG_FILE_RECORD_NOTE) ||
      memcmp (note.boot, self->queue->spool->boot, 16) != 0)
    {
      self->next = MIN (self->next, self->now + SCAN_DELAY);
      return TRUE;
    }
  if (note.deadline > self->now)
    {
      self->next = MIN (self->next, note.deadline);
      return TRUE;
    }
  verdict = bg_file_queue_reread (self->queue, BG_FILE_LEASED, name, file, error);
  return verdict == BG_FILE_GOT ? recover_late (self, name, file, error) : verdict != BG_FILE_FAILED;
}

/* Opened for reading only: others hear of it when a file in leased/ is closed after it could be written. */
static gboolean
check_one (Recovery    *self,
           const char  *name,
           GError     **error)
{
  g_auto (BgFileTask) file = BG_FILE_TASK_INIT;
  BgFileVerdict verdict = bg_file_queue_open_task (self->queue, BG_FILE_LEASED, name, O_RDONLY, &file, error);

  if (verdict != BG_FILE_GOT)
    return verdict != BG_FILE_FAILED;
  if (flock (file.fd, LOCK_EX | LOCK_NB) != 0)
    return check_deadline (self, name, &file, error);
  if (!bg_file_is_inode (self->queue->folders[BG_FILE_LEASED], name, &file.info))
    return TRUE;
  return recover_dead (self, name, error);
}

static gboolean
collect (const char *name,
         ino_t       inode,
         gpointer    user_data)
{
  Recovery *self = user_data;

  if (!g_hash_table_contains (self->queue->held, name))
    g_ptr_array_add (self->names, g_strdup (name));
  return TRUE;
}

static gboolean
check_names (Recovery  *self,
             GError   **error)
{
  for (guint i = 0; i < self->names->len; i++)
    if (!check_one (self, self->names->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* Closing a file is told before its locks are dropped, so one that is locked still is looked at again soon. */
static gboolean
check_suspects (Recovery  *self,
                GError   **error)
{
  g_autoptr (GHashTable) suspects = g_steal_pointer (&self->queue->suspects);
  GHashTableIter iter;
  gpointer name;

  self->queue->suspects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_iter_init (&iter, suspects);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    collect (name, 0, self);
  if (self->names->len > 0)
    self->next = MIN (self->next, self->now + CLOSE_DELAY);
  return check_names (self, error);
}

static gboolean
scan (Recovery  *self,
      GError   **error)
{
  g_ptr_array_set_size (self->names, 0);
  self->next = G_MAXINT64;
  return bg_file_for_each (self->queue->folders[BG_FILE_LEASED], collect, self, error) && check_names (self, error);
}

/* One of ours has run out: we have its lock, and need no copy. */
static gboolean
recover_own (Recovery    *self,
             BgFileHeld  *held,
             GError     **error)
{
  g_auto (BgFileTask) file = { .fd = held->fd, .name = held->parts };
  BgFileVerdict verdict = BG_FILE_GONE;
  gboolean fine = TRUE;

  held->fd = -1;
  if (bg_file_is_inode (self->queue->folders[BG_FILE_LEASED], held->name, &held->info))
    verdict = bg_file_queue_reread (self->queue, BG_FILE_LEASED, held->name, &file, error);
  if (verdict == BG_FILE_FAILED)
    return FALSE;
  if (verdict == BG_FILE_GOT)
    {
      bg_transport_give_back (self->transport, file.task, BG_NACK_CRASH, 0, "its lease ran out");
      fine = bg_file_task_update (file.fd, &file.header, file.task, error);
      if (fine)
        leave (self, held->name, &file, &file.info);
    }
  if (held->serial_fd >= 0)
    {
      bg_file_serial_unlock (self->queue, held->parts.serial, held->serial_fd);
      held->serial_fd = -1;
    }
  return fine;
}

static gboolean
check_own (Recovery  *self,
           GError   **error)
{
  GHashTableIter iter;
  gpointer value;

  self->queue->next_deadline = G_MAXINT64;
  g_hash_table_iter_init (&iter, self->queue->held);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BgFileHeld *held = value;
      gboolean fine;

      if (held->deadline > self->now)
        {
          self->queue->next_deadline = MIN (self->queue->next_deadline, held->deadline);
          continue;
        }
      fine = recover_own (self, held, error);
      g_hash_table_iter_remove (&iter);
      /* There may be others behind it, whose deadlines were not looked at. */
      if (!fine)
        {
          self->queue->next_deadline = self->now + SCAN_DELAY;
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
bg_file_leases_recover (BgFileQueue  *queue,
                        BgTransport  *transport,
                        guint        *changed,
                        GError      **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  Recovery self = { queue, transport, bg_file_lease_clock (), queue->scan_due, 0, names };
  gboolean fine = TRUE;

  if (queue->next_deadline <= self.now)
    fine = check_own (&self, error);
  if (fine && g_hash_table_size (queue->suspects) > 0)
    fine = check_suspects (&self, error);
  if (fine && queue->scan_due <= self.now)
    fine = scan (&self, error);
  queue->scan_due = fine ? self.next : self.now + SCAN_DELAY;
  *changed |= self.changed;
  return fine;
}
