/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE

#include "config.h"

#include "bg-file-holder-private.h"

#include "bg-transport-error.h"

#include <glib/gi18n-lib.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

#define HOLDERS ".holders"

gboolean
bg_file_try_lock (int fd)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1 };

  return fcntl (fd, F_OFD_SETLK, &lock) == 0;
}

static void
make_holder_name (char name[17])
{
  guint64 number;

  if (getrandom (&number, sizeof number, 0) != (gssize) sizeof number)
    number = (guint64) g_get_real_time () << 16 ^ (guint64) getpid () << 40 ^ g_random_int ();
  g_snprintf (name, 17, "%016" G_GINT64_MODIFIER "x", number);
}

gboolean
bg_file_holder_begin (BgFileSpool  *spool,
                      GError      **error)
{
  struct stat info;

  spool->holders = bg_file_open_folder (spool->root, HOLDERS, spool->folder_mode, TRUE, error);
  if (spool->holders < 0)
    return FALSE;
  while (TRUE)
    {
      make_holder_name (spool->holder);
      spool->holder_fd = openat (spool->holders, spool->holder, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                 spool->file_mode);
      if (spool->holder_fd < 0)
        return bg_file_fail (error, errno, spool->path);
      /* Another may have taken it for the file of a dead one before it was locked. */
      if (bg_file_try_lock (spool->holder_fd) && fstat (spool->holder_fd, &info) == 0 && info.st_nlink == 1)
        return TRUE;
      close (spool->holder_fd);
    }
}

void
bg_file_holder_end (BgFileSpool *spool)
{
  if (spool->holder_fd >= 0)
    {
      unlinkat (spool->holders, spool->holder, 0);
      close (spool->holder_fd);
    }
  if (spool->holders >= 0)
    close (spool->holders);
  spool->holder_fd = spool->holders = -1;
}

/* A name for what is being written; the suffix may be empty. */
void
bg_file_holder_make_name (BgFileSpool *spool,
                          const char  *suffix,
                          char        *name)
{
  g_snprintf (name, 64, "%s.%u%s", spool->holder, ++spool->n_files, suffix);
}

/* Held while something in tmp/ is on its way to become a task. */
gboolean
bg_file_holder_lock (BgFileSpool  *spool,
                     GError      **error)
{
  int result;

  do
    result = flock (spool->holder_fd, LOCK_EX);
  while (result != 0 && errno == EINTR);
  return result == 0 || bg_file_fail (error, errno, spool->path);
}

void
bg_file_holder_unlock (BgFileSpool *spool)
{
  flock (spool->holder_fd, LOCK_UN);
}

/* Whose a file in tmp/ is. */
gboolean
bg_file_holder_of (const char *name,
                   char        holder[17])
{
  if (strlen (name) < 18 || name[16] != '.' || strspn (name, "0123456789abcdef") != 16)
    return FALSE;
  g_strlcpy (holder, name, 17);
  return TRUE;
}

/* -1 if there is none. */
int
bg_file_holder_open (BgFileSpool *spool,
                     const char  *holder)
{
  return openat (spool->holders, holder, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
}

/* -1 if it lives, or there is none. The one who gets it cleans up after it and removes it; others see it as alive so
 * long. */
int
bg_file_holder_open_dead (BgFileSpool *spool,
                          const char  *holder)
{
  int fd = bg_file_holder_open (spool, holder);
  struct stat info;

  if (fd < 0)
    return -1;
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && bg_file_try_lock (fd) &&
      bg_file_is_inode (spool->holders, holder, &info))
    return fd;
  close (fd);
  return -1;
}
