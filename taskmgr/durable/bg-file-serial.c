/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-file-leases-private.h"

#include "bg-file-holder-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

/* Of the tasks with a serial key one runs at a time: its holder has a lock on the file of that key. The file is removed
 * at the end, so a lock counts only if the file still has its name when the lock was got. */

/* Inodes are used again, but not at the same instant. Nothing changes the file while it has its name. */
static guint64
make_mark (const struct stat *info)
{
  return (guint64) info->st_ino << 32 ^ (guint64) info->st_ctim.tv_sec << 30 ^ (guint64) info->st_ctim.tv_nsec;
}

/* Whoever removes the file has this lock on it, which flock () does not see, so that one that came in its place is not
 * removed with it. FALSE if another has the lock: that one removes the file. */
static gboolean
remove_file (int                folder,
             const char        *key,
             int                fd,
             const struct stat *info)
{
  if (!bg_file_try_lock (fd))
    return FALSE;
  return !bg_file_is_inode (folder, key, info) || unlinkat (folder, key, 0) == 0;
}

static int
open_file (BgFileQueue *queue,
           const char  *key,
           gboolean    *is_new)
{
  const int flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  int folder = queue->folders[BG_FILE_SERIAL];

  while (TRUE)
    {
      int fd = openat (folder, key, flags | O_CREAT | O_EXCL, queue->spool->file_mode);

      *is_new = fd >= 0;
      if (fd >= 0 || errno != EEXIST)
        return fd;
      fd = openat (folder, key, flags);
      if (fd >= 0 || errno != ENOENT)
        return fd;
    }
}

/* A file that is found without a lock was left by a dead one. It is replaced and not used, so that a mark is that of
 * one lease: who is slow to take back the task of the dead one must not take the file for the one that it knew. */
BgFileVerdict
bg_file_serial_lock (BgFileQueue *queue,
                     const char  *key,
                     int         *fd,
                     guint64     *mark)
{
  int folder = queue->folders[BG_FILE_SERIAL];
  gboolean goes_on = TRUE, is_new;
  struct stat info;

  while (goes_on)
    {
      *fd = open_file (queue, key, &is_new);
      if (*fd < 0)
        return BG_FILE_FAILED;
      goes_on = fstat (*fd, &info) == 0 && flock (*fd, LOCK_EX | LOCK_NB) == 0;
      if (goes_on && is_new && bg_file_is_inode (folder, key, &info))
        {
          *mark = make_mark (&info);
          return BG_FILE_GOT;
        }
      goes_on = goes_on && remove_file (folder, key, *fd, &info);
      close (*fd);
    }
  *fd = -1;
  return BG_FILE_LOCKED;
}

void
bg_file_serial_unlock (BgFileQueue *queue,
                       const char  *key,
                       int          fd)
{
  struct stat info;

  /* It is another's by now if the lease ran out, and was broken. */
  if (fstat (fd, &info) == 0)
    remove_file (queue->folders[BG_FILE_SERIAL], key, fd, &info);
  close (fd);
}

/* Called by the one who has moved the task of a holder away that hangs or has died. */
void
bg_file_serial_break (BgFileQueue *queue,
                      const char  *key,
                      guint64      mark)
{
  int folder = queue->folders[BG_FILE_SERIAL];
  int fd = openat (folder, key, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  struct stat info;

  if (fd < 0)
    return;
  if (fstat (fd, &info) == 0 && make_mark (&info) == mark)
    remove_file (folder, key, fd, &info);
  close (fd);
}
