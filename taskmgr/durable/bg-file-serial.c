/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-file-leases-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

/* Of the tasks with a serial key one runs at a time: its holder has a lock on the file of that key. The file is removed
 * at the end by whoever has the lock, so a lock counts only if the file still has its name when the lock was got. */

/* Inodes are used again, but not at the same instant. Nothing changes the file while it has its name. */
static guint64
make_mark (const struct stat *info)
{
  return (guint64) info->st_ino << 32 ^ (guint64) info->st_ctim.tv_sec << 30 ^ (guint64) info->st_ctim.tv_nsec;
}

BgFileVerdict
bg_file_serial_lock (BgFileQueue *queue,
                     const char  *key,
                     int         *fd,
                     guint64     *mark)
{
  int folder = queue->folders[BG_FILE_SERIAL];
  struct stat info;

  while (TRUE)
    {
      *fd = openat (folder, key, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
                    queue->spool->file_mode);
      if (*fd < 0)
        return BG_FILE_FAILED;
      if (fstat (*fd, &info) != 0 || flock (*fd, LOCK_EX | LOCK_NB) != 0)
        {
          close (*fd);
          *fd = -1;
          return BG_FILE_LOCKED;
        }
      if (bg_file_is_inode (folder, key, &info))
        {
          *mark = make_mark (&info);
          return BG_FILE_GOT;
        }
      close (*fd);
    }
}

void
bg_file_serial_unlock (BgFileQueue *queue,
                       const char  *key,
                       int          fd)
{
  struct stat info;

  /* It is another's by now if the lease ran out, and was broken. */
  if (fstat (fd, &info) == 0 && bg_file_is_inode (queue->folders[BG_FILE_SERIAL], key, &info))
    unlinkat (queue->folders[BG_FILE_SERIAL], key, 0);
  close (fd);
}

/* Called by the one who has moved the task of a holder away that hangs: nobody but the two
 * removes this file. */
void
bg_file_serial_break (BgFileQueue *queue,
                      const char  *key,
                      guint64      mark)
{
  struct stat info;

  if (fstatat (queue->folders[BG_FILE_SERIAL], key, &info, AT_SYMLINK_NOFOLLOW) == 0 && make_mark (&info) == mark)
    unlinkat (queue->folders[BG_FILE_SERIAL], key, 0);
}
