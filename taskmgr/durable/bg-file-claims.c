/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE     /* F_OFD_SETLKW */

#include "config.h"

#include "bg-file-claims-private.h"

#include "bg-file-clean-private.h"
#include "bg-file-find-private.h"
#include "bg-file-holder-private.h"
#include "bg-transport-error.h"

#include <glib/gi18n-lib.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* How often a claim is looked at again that others change at the same time. */
#define MAX_TRIES 1000

/* Who removes a claim has this lock on its file, so that a claim that came in its place is not removed with it. It is
 * held for the time of one look and one removal. */
static gboolean
lock_claim (int fd)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 1, .l_len = 1 };
  int result;

  do
    result = fcntl (fd, F_OFD_SETLKW, &lock);
  while (result != 0 && errno == EINTR);
  return result == 0;
}

static int
open_claim (BgFileQueue  *queue,
            BgFileFolder  folder,
            const char   *name)
{
  return openat (queue->folders[folder], name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

static void
remove_claim (BgFileQueue       *queue,
              BgFileFolder       folder,
              const char        *name,
              int                fd,
              const struct stat *info)
{
  if (lock_claim (fd) && bg_file_is_inode (queue->folders[folder], name, info))
    unlinkat (queue->folders[folder], name, 0);
}

/* Removes the claim of a task that has ended or is forgotten, if it is this file's. */
void
bg_file_claim_release (BgFileQueue       *queue,
                       BgFileFolder       folder,
                       const char        *name,
                       const struct stat *file)
{
  int fd;

  if (!bg_file_is_inode (queue->folders[folder], name, file))
    return;
  fd = open_claim (queue, folder, name);
  if (fd < 0)
    return;
  remove_claim (queue, folder, name, fd, file);
  close (fd);
}

void
bg_file_claim_release_key (BgFileQueue       *queue,
                           BgQueuedTask      *task,
                           const struct stat *file)
{
  char hash[17];

  if (task->unique_key == NULL)
    return;
  bg_file_name_hash_key (task->unique_key, hash);
  bg_file_claim_release (queue, BG_FILE_KEYS, hash, file);
}

/* The task of a claim; NULL if it cannot be read. */
static BgQueuedTask *
read_task (int fd)
{
  g_autofree guint8 *data = NULL;
  BgFileHeader header;
  struct stat info;
  gssize n;

  if (fstat (fd, &info) != 0 || info.st_size > (off_t) BG_FILE_RECORD_MAX_BODY)
    return NULL;
  data = g_try_malloc ((gsize) info.st_size + 1);
  n = data != NULL ? bg_file_read_at (fd, data, (gsize) info.st_size, 0) : -1;
  return n >= 0 ? bg_file_record_decode (data, (gsize) n, TRUE, &header, NULL) : NULL;
}

/* Whether the file of an id has a place beside its claims. One without was copied when its holder hung, or is the copy
 * of one who died over that, or is forgotten. */
static gboolean
has_place (BgFileQueue       *queue,
           int                fd,
           const struct stat *info)
{
  g_autoptr (BgQueuedTask) task = NULL;
  char hash[17];

  if (info->st_nlink != 2)
    return info->st_nlink > 2;
  task = read_task (fd);
  if (task == NULL || task->unique_key == NULL)
    return TRUE;
  bg_file_name_hash_key (task->unique_key, hash);
  return !bg_file_is_inode (queue->folders[BG_FILE_KEYS], hash, info);
}

/* Whether the task of a claim that is not being submitted is there. */
static BgFileClaim
judge (BgFileQueue        *queue,
       BgFileFolder        folder,
       const char         *name,
       int                 fd,
       const struct stat  *info,
       GError            **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (BgQueuedTask) task = NULL;
  BgFileFolder where;

  if (folder == BG_FILE_IDS && has_place (queue, fd, info))
    return BG_FILE_CLAIM_TAKEN;
  if (folder == BG_FILE_KEYS)
    task = read_task (fd);
  if (folder == BG_FILE_KEYS && task == NULL)
    return BG_FILE_CLAIM_FREE;
  if (folder == BG_FILE_IDS)
    where = bg_file_find_id (queue, name, BG_FILE_ALL_FOLDERS, NULL, &failed);
  else
    where = bg_file_find_id (queue, task->id, BG_FILE_LIVE_FOLDERS, NULL, &failed);
  if (failed == NULL)
    return where != BG_FILE_N_STATES ? BG_FILE_CLAIM_TAKEN : BG_FILE_CLAIM_FREE;
  g_propagate_error (error, g_steal_pointer (&failed));
  return BG_FILE_CLAIM_FAILED;
}

/* Whether the id or key is taken for good. If its task is just being submitted this waits for the end of that, which is
 * the only time that one process waits for another. The claim of a task that is gone is removed. */
BgFileClaim
bg_file_claim_look (BgFileQueue   *queue,
                    BgFileFolder   folder,
                    const char    *name,
                    GError       **error)
{
  for (guint i = 0; i < MAX_TRIES; i++)
    {
      BgFileClaim claim = BG_FILE_CLAIM_FREE;
      struct stat info;
      int fd = open_claim (queue, folder, name);

      if (fd < 0 && errno == ENOENT)
        return BG_FILE_CLAIM_FREE;
      if (fd < 0 || fstat (fd, &info) != 0 || !S_ISREG (info.st_mode))
        {
          bg_file_queue_set_aside (queue, folder, name, "it is no file");
          if (fd >= 0)
            close (fd);
          continue;
        }
      /* When the submitter has ended the claim is looked at anew. */
      if (info.st_nlink == 1 || !bg_file_clean_inode (queue, info.st_ino))
        {
          claim = judge (queue, folder, name, fd, &info, error);
          if (claim == BG_FILE_CLAIM_FREE)
            remove_claim (queue, folder, name, fd, &info);
        }
      close (fd);
      if (claim != BG_FILE_CLAIM_FREE)
        return claim;
    }
  g_set_error_literal (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_UNAVAILABLE,
                       _("Others change this task at the same time"));
  return BG_FILE_CLAIM_FAILED;
}

/* Gives a file a second name, unless another has it. */
BgFileClaim
bg_file_claim_make (BgFileQueue   *queue,
                    BgFileFolder   folder,
                    const char    *name,
                    BgFileFolder   from,
                    const char    *from_name,
                    GError       **error)
{
  BgFileClaim claim = BG_FILE_CLAIM_FREE;

  while (claim == BG_FILE_CLAIM_FREE)
    {
      if (linkat (queue->folders[from], from_name, queue->folders[folder], name, 0) == 0)
        return BG_FILE_CLAIM_FREE;
      if (errno != EEXIST)
        {
          bg_file_fail (error, errno, _("A task could not be submitted"));
          return BG_FILE_CLAIM_FAILED;
        }
      claim = bg_file_claim_look (queue, folder, name, error);
    }
  return claim;
}

/* Makes an id the name of the task's file again, which is locked by us, if it is that of another one that the task had
 * before it was copied. */
BgFileClaim
bg_file_claim_renew_id (BgFileQueue        *queue,
                        const char         *id,
                        BgFileFolder        from,
                        const char         *from_name,
                        const struct stat  *file,
                        GError            **error)
{
  struct stat info;
  int fd;

  if (bg_file_is_inode (queue->folders[BG_FILE_IDS], id, file))
    return BG_FILE_CLAIM_FREE;
  fd = open_claim (queue, BG_FILE_IDS, id);
  if (fd >= 0)
    {
      if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode))
        remove_claim (queue, BG_FILE_IDS, id, fd, &info);
      close (fd);
    }
  return bg_file_claim_make (queue, BG_FILE_IDS, id, from, from_name, error);
}

/* One step leads from the old file to the copy, so that the name is always there. */
static gboolean
pass_on (BgFileQueue       *queue,
         BgFileFolder       folder,
         const char        *name,
         const struct stat *old,
         const char        *copy_name)
{
  int tmp = queue->folders[BG_FILE_TMP];
  gboolean is_passed;
  char link_name[64];

  if (!bg_file_is_inode (queue->folders[folder], name, old))
    return TRUE;
  bg_file_holder_make_name (queue->spool, "", link_name);
  is_passed = linkat (tmp, copy_name, tmp, link_name, 0) == 0 &&
              renameat (tmp, link_name, queue->folders[folder], name) == 0;
  if (!is_passed)
    unlinkat (tmp, link_name, 0);
  return is_passed;
}

/* Gives the names of the old file of a task to a copy in tmp/ that is about to take its place. One of those who copy it
 * at once does this, the one who gets the lock; it is to be closed when the copy has the place. The key goes first: a
 * file with the name of its key, but not with that of its id, would seem to be one from outside. FALSE if another has
 * the lock, or the disk is full.
 *
 * Whoever dies over this leaves names of a file without a place. They count as taken as long as the task is there, and
 * are removed when it is looked for in vain. */
gboolean
bg_file_claims_pass_on (BgFileQueue       *queue,
                        BgQueuedTask      *task,
                        const struct stat *old,
                        const char        *copy_name,
                        int               *lock)
{
  char hash[17];

  *lock = -1;
  /* A copy of one whose names are lost already has none. */
  if (!bg_file_is_inode (queue->folders[BG_FILE_IDS], task->id, old))
    return TRUE;
  *lock = open_claim (queue, BG_FILE_IDS, task->id);
  /* The other lock keeps the holder, if it wakes up, from removing the key so that it becomes another task's. */
  if (*lock < 0 || !bg_file_try_lock (*lock) || !lock_claim (*lock) ||
      !bg_file_is_inode (queue->folders[BG_FILE_IDS], task->id, old))
    return FALSE;
  if (task->unique_key != NULL)
    {
      bg_file_name_hash_key (task->unique_key, hash);
      if (!pass_on (queue, BG_FILE_KEYS, hash, old, copy_name))
        return FALSE;
    }
  return pass_on (queue, BG_FILE_IDS, task->id, old, copy_name);
}
