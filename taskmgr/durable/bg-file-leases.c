/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE

#include "config.h"

#include "bg-file-leases-private.h"

#include "bg-file-claims-private.h"
#include "bg-file-plant-private.h"

#include <glib/gi18n-lib.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

/* The leases that we have. */

/* Not the wall clock: that can be set. It counts from the start of the computer, so a deadline goes with the id of
 * it. */
gint64
bg_file_lease_clock (void)
{
  return BG_FILE_PLANTED (WALL_CLOCK) ? g_get_real_time () : bg_transport_get_boot_time ();
}

void
bg_file_held_free (BgFileHeld *self)
{
  if (self->serial_fd >= 0)
    close (self->serial_fd);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->name);
  g_free (self);
}

static gboolean
write_note (int               fd,
            const BgFileNote *note)
{
  guint8 data[BG_FILE_NOTE_SIZE];

  bg_file_note_encode (note, data);
  return bg_file_write_at (fd, data, sizeof data, BG_FILE_RECORD_NOTE);
}

static BgFileHeld *
make_held (BgFileQueue *queue,
           BgFileTask  *file,
           const char  *name,
           int          serial_fd)
{
  BgFileHeld *held = g_new0 (BgFileHeld, 1);

  held->name = g_strdup (name);
  held->fd = file->fd;
  held->serial_fd = serial_fd;
  held->info = file->info;
  held->parts = file->name;
  held->header = file->header;
  held->deadline = file->header.note.deadline;
  file->fd = -1;
  g_hash_table_replace (queue->held, g_strdup (name), held);
  queue->next_deadline = MIN (queue->next_deadline, held->deadline);
  return held;
}

/* The note is written before the file gets its name in leased/: there is none there without a deadline. */
static BgFileVerdict
note_lease (BgFileTask  *file,
            const guint8 boot[16],
            gint64       deadline,
            GError     **error)
{
  BgFileNote *note = &file->header.note;

  memcpy (note->boot, boot, 16);
  note->deadline = deadline;
  /* It grows with every attempt. If a power cut has taken the last one from us the time is still later than it. */
  note->token = MAX (note->token + 1, (guint64) g_get_real_time ());
  note->progress = 0;
  note->text[0] = '\0';
  if (write_note (file->fd, note))
    return BG_FILE_GOT;
  bg_file_fail (error, errno, _("The file of a task could not be written"));
  return BG_FILE_FAILED;
}

static BgFileVerdict
move_to_leased (BgFileQueue *queue,
                const char  *name,
                const char  *leased_name,
                BgFileTask  *file,
                GError     **error)
{
  if (!bg_file_queue_move (queue, BG_FILE_READY, name, BG_FILE_LEASED, leased_name))
    {
      if (errno == ENOENT)
        return BG_FILE_GONE;
      bg_file_fail (error, errno, _("A task could not be leased"));
      return BG_FILE_FAILED;
    }
  if (BG_FILE_PLANTED (RENAME_FIRST))
    flock (file->fd, LOCK_EX | LOCK_NB);
  /* The name was that of our file when we looked. If another came to it in the last moment it goes back. */
  if (bg_file_is_inode (queue->folders[BG_FILE_LEASED], leased_name, &file->info))
    return BG_FILE_GOT;
  bg_file_queue_move (queue, BG_FILE_LEASED, leased_name, BG_FILE_READY, name);
  return BG_FILE_GONE;
}

/* Makes a lease of a task in ready/ that is locked and read. */
BgFileVerdict
bg_file_lease_take (BgFileQueue  *queue,
                    const char   *name,
                    BgFileTask   *file,
                    gint64        deadline,
                    BgFileHeld  **held,
                    GError      **error)
{
  char leased_name[BG_FILE_NAME_SIZE];
  char *serial = file->name.serial;
  BgFileVerdict verdict = BG_FILE_GOT;
  int serial_fd = -1;

  if (serial[0] != '\0')
    verdict = bg_file_serial_lock (queue, serial, &serial_fd, &file->header.note.serial_mark);
  if (verdict != BG_FILE_GOT)
    return verdict;
  verdict = note_lease (file, queue->spool->boot, deadline, error);
  if (verdict == BG_FILE_GOT)
    {
      file->name.attempt++;
      bg_file_name_format (&file->name, BG_FILE_LEASED, leased_name);
      verdict = move_to_leased (queue, name, leased_name, file, error);
    }
  if (verdict != BG_FILE_GOT)
    {
      if (serial_fd >= 0)
        bg_file_serial_unlock (queue, serial, serial_fd);
      return verdict;
    }
  file->task->attempt = file->name.attempt;
  file->task->state = BG_QUEUED_STATE_LEASED;
  *held = make_held (queue, file, leased_name, serial_fd);
  return BG_FILE_GOT;
}

/* A lease that has run out is lost even if nobody has seen it yet. */
BgFileVerdict
bg_file_lease_check (BgFileQueue *queue,
                     BgFileHeld  *held)
{
  if (BG_FILE_PLANTED (BLIND_ACK))
    return BG_FILE_GOT;
  if (bg_file_lease_clock () >= held->deadline)
    return BG_FILE_GONE;
  return bg_file_is_inode (queue->folders[BG_FILE_LEASED], held->name, &held->info) ? BG_FILE_GOT : BG_FILE_GONE;
}

gboolean
bg_file_lease_is_cancelled (BgFileHeld *held)
{
  guint8 flag = 0;

  return bg_file_read_at (held->fd, &flag, 1, BG_FILE_RECORD_CANCEL) == 1 && flag == 1;
}

/* FALSE if it is lost. Others look at the clock first and at the note after that. So if the new note was there before
 * the old deadline, all of them see it; if it was late, one may have seen the old one, and the lease counts as lost. */
gboolean
bg_file_lease_extend (BgFileQueue  *queue,
                      BgFileHeld   *held,
                      BgQueuedTask *task,
                      gint64        deadline)
{
  BgFileNote *note = &held->header.note;

  if (bg_file_lease_check (queue, held) != BG_FILE_GOT)
    return FALSE;
  note->deadline = deadline;
  note->progress = CLAMP (task->progress, 0.0, 1.0);
  g_strlcpy (note->text, task->message != NULL ? task->message : "", sizeof note->text);
  if (!g_utf8_validate (note->text, -1, NULL))
    {
      const char *end;

      g_utf8_validate (note->text, -1, &end);
      note->text[end - note->text] = '\0';
    }
  if (!write_note (held->fd, note) || bg_file_lease_check (queue, held) != BG_FILE_GOT)
    return FALSE;
  held->deadline = deadline;
  return TRUE;
}

/* A copy that somebody who took us for hanging has put in the place of our file, just before we moved that away: it is
 * what counts now, has the names, and gets what we have written. */
static void
mend_copy (BgFileQueue  *queue,
           BgFileFolder  folder,
           const char   *name,
           BgQueuedTask *task,
           struct stat  *info)
{
  g_auto (BgFileTask) file = BG_FILE_TASK_INIT;

  if (bg_file_queue_open_task (queue, folder, name, O_RDWR, &file, NULL) == BG_FILE_GOT &&
      bg_file_queue_reread (queue, folder, name, &file, NULL) == BG_FILE_GOT)
    {
      *info = file.info;
      bg_file_task_update (file.fd, &file.header, task, NULL);
    }
}

static void
release_serial (BgFileQueue *queue,
                BgFileHeld  *held)
{
  if (held->serial_fd >= 0)
    bg_file_serial_unlock (queue, held->parts.serial, held->serial_fd);
  held->serial_fd = -1;
}

#if BG_FILE_PLANTED (BLIND_ACK)
/* The bug: whatever file the task has by now, of whomever. */
static BgFileVerdict
leave_blindly (BgFileQueue  *queue,
               BgFileFolder  folder,
               const char   *id,
               const char   *name)
{
  char found[BG_FILE_NAME_SIZE];
  BgFileFolder where = bg_file_find_id (queue, id, BG_FILE_LIVE_FOLDERS, found, NULL);

  if (where != BG_FILE_N_STATES)
    bg_file_queue_move (queue, where, found, folder, name);
  return BG_FILE_GOT;
}
#endif

/* The step out of leased/. Of the holder and all who think that it is dead or hangs, one succeeds. */
static BgFileVerdict
leave (BgFileQueue  *queue,
       BgFileHeld   *held,
       BgQueuedTask *task,
       GError      **error)
{
  BgFileFolder folder = bg_file_folder_for_state (task->state);
  struct stat info = held->info;
  char name[BG_FILE_NAME_SIZE];

  bg_file_name_set_task (&held->parts, task);
  bg_file_name_format (&held->parts, folder, name);
#if BG_FILE_PLANTED (BLIND_ACK)
  return leave_blindly (queue, folder, task->id, name);
#endif
  if (!bg_file_queue_move (queue, BG_FILE_LEASED, held->name, folder, name))
    {
      if (errno == ENOENT)
        return BG_FILE_GONE;
      bg_file_fail (error, errno, _("A task could not be moved to where it belongs"));
      return BG_FILE_FAILED;
    }
  if (!bg_file_is_inode (queue->folders[folder], name, &held->info))
    mend_copy (queue, folder, name, task, &info);
  if (bg_file_folder_get_state (folder) & (BG_QUEUED_STATE_DONE | BG_QUEUED_STATE_DEAD | BG_QUEUED_STATE_CANCELLED))
    bg_file_claim_release_key (queue, task, &info);
  release_serial (queue, held);
  return BG_FILE_GOT;
}

/* Ends a lease that was not lost: moves the task to where its state belongs, with what has changed if that is to be
 * written. */
BgFileVerdict
bg_file_lease_end (BgFileQueue   *queue,
                   BgFileHeld    *held,
                   BgQueuedTask  *task,
                   gboolean       writes,
                   GError       **error)
{
  if (writes && !bg_file_task_update (held->fd, &held->header, task, error))
    return BG_FILE_FAILED;
  return leave (queue, held, task, error);
}

/* Ends a lease of a task that is done, and of which no record can be kept. */
BgFileVerdict
bg_file_lease_forget (BgFileQueue  *queue,
                      BgFileHeld   *held,
                      BgQueuedTask *task)
{
  if (unlinkat (queue->folders[BG_FILE_LEASED], held->name, 0) != 0)
    return errno == ENOENT ? BG_FILE_GONE : BG_FILE_FAILED;
  bg_file_claim_release_key (queue, task, &held->info);
  bg_file_claim_release (queue, BG_FILE_IDS, task->id, &held->info);
  release_serial (queue, held);
  return BG_FILE_GOT;
}
