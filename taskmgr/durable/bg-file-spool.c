/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-file-spool-private.h"

#include "bg-file-holder-private.h"
#include "bg-file-plant-private.h"
#include "bg-transport-error.h"

#include <glib/gi18n-lib.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#define FORMAT_FILE ".format"
#define FORMAT "taskmgr 1\n"

/* Not in all headers. */
#define NFS_MAGIC 0x6969
#define CIFS_MAGIC 0xff534d42
#define SMB2_MAGIC 0xfe534d42
#define SMB_MAGIC 0x517b
#define FUSE_MAGIC 0x65735546
#define PLAN9_MAGIC 0x01021997
#define AFS_MAGIC 0x5346414f
#define KERNEL_AFS_MAGIC 0x6b414653
#define CEPH_MAGIC 0x00c36400
#define CODA_MAGIC 0x73757245
#define GFS2_MAGIC 0x01161970
#define LUSTRE_MAGIC 0x0bd00bd0
#define OCFS2_MAGIC 0x7461636f
#define EXT4_MAGIC 0xef53
#define XFS_MAGIC 0x58465342
#define TMPFS_MAGIC_NUMBER 0x01021994

static int
code_for_errno (int code)
{
  switch (code)
    {
    case ENOSPC:
    case EDQUOT:
      return BG_TRANSPORT_ERROR_NO_SPACE;
    case EACCES:
    case EPERM:
    case EROFS:
    case ELOOP:
    case ENOTDIR:
      return BG_TRANSPORT_ERROR_PERMISSION;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      return BG_TRANSPORT_ERROR_UNAVAILABLE;
    case ENOENT:
      return BG_TRANSPORT_ERROR_NOT_FOUND;
    default:
      return BG_TRANSPORT_ERROR_FAILED;
    }
}

gboolean
bg_file_fail (GError     **error,
              int          code,
              const char  *what)
{
  g_set_error (error, BG_TRANSPORT_ERROR, code_for_errno (code), "%s: %s", what, g_strerror (code));
  return FALSE;
}

/* What was made, renamed or removed in the folder is on the disk then. */
gboolean
bg_file_sync_folder (int      folder,
                     GError **error)
{
  if (BG_FILE_PLANTED (NO_FOLDER_SYNC) || fsync (folder) == 0)
    return TRUE;
  return bg_file_fail (error, errno, _("A folder could not be written to the disk"));
}

static gboolean
check_folder (int          fd,
              const char  *name,
              GError     **error)
{
  struct stat info;

  if (fstat (fd, &info) != 0)
    return bg_file_fail (error, errno, name);
  if (info.st_uid == geteuid () && (info.st_mode & (S_IWGRP | S_IWOTH)) == 0)
    return TRUE;
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_PERMISSION,
               _("The folder “%s” is not used: it belongs to somebody else, or others may write in it"), name);
  return FALSE;
}

/* A symbolic link is refused, and so is a folder that others may change. */
int
bg_file_open_folder (int          parent,
                     const char  *name,
                     mode_t       mode,
                     gboolean     create,
                     GError     **error)
{
  gboolean is_new = create && mkdirat (parent, name, mode) == 0;
  int fd = openat (parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (fd < 0)
    {
      bg_file_fail (error, errno, name);
      return -1;
    }
  /* The mask of the process may have taken rights away that were asked for, or none that were not. */
  if (is_new && (fchmod (fd, mode) != 0 || (parent >= 0 && fsync (parent) != 0)))
    bg_file_fail (error, errno, name);
  else if (check_folder (fd, name, error))
    return fd;
  close (fd);
  return -1;
}

gboolean
bg_file_is_inode (int                folder,
                  const char        *name,
                  const struct stat *file)
{
  struct stat info;

  return fstatat (folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && info.st_ino == file->st_ino &&
         info.st_dev == file->st_dev;
}

gboolean
bg_file_write_at (int         fd,
                  const void *data,
                  gsize       size,
                  gint64      offset)
{
  const guint8 *at = data;

  while (size > 0)
    {
      gssize n = pwrite (fd, at, size, offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          if (n == 0)
            errno = ENOSPC;
          return FALSE;
        }
      at += n;
      offset += n;
      size -= (gsize) n;
    }
  return TRUE;
}

/* How much there was; -1 on error. */
gssize
bg_file_read_at (int    fd,
                 void  *data,
                 gsize  size,
                 gint64 offset)
{
  gsize n_read = 0;

  while (n_read < size)
    {
      gssize n = pread (fd, (guint8 *) data + n_read, size - n_read, offset + (gint64) n_read);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return -1;
      if (n == 0)
        break;
      n_read += (gsize) n;
    }
  return (gssize) n_read;
}

gboolean
bg_file_for_each (int              folder,
                  BgFileNameFunc   func,
                  gpointer         user_data,
                  GError         **error)
{
  int fd = openat (folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;
  gboolean goes_on = TRUE;
  struct dirent *entry;

  if (dir == NULL)
    {
      bg_file_fail (error, errno, _("A folder could not be read"));
      if (fd >= 0)
        close (fd);
      return FALSE;
    }
  while (goes_on && (entry = readdir (dir)) != NULL)
    {
      if (!g_str_equal (entry->d_name, ".") && !g_str_equal (entry->d_name, ".."))
        goes_on = func (entry->d_name, entry->d_ino, user_data);
    }
  closedir (dir);
  return TRUE;
}

static void
read_boot_id (guint8 boot[16])
{
  g_autofree char *text = NULL;
  guint n = 0;

  memset (boot, 0xff, 16);
  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL))
    return;
  for (const char *at = text; n < 32 && *at != '\0'; at++)
    {
      int digit = g_ascii_xdigit_value (*at);

      if (digit < 0)
        continue;
      boot[n / 2] = (guint8) (n % 2 == 0 ? digit << 4 : boot[n / 2] | digit);
      n++;
    }
}

/* Locks and the order of what is done are not to be trusted over a network. */
static gboolean
check_file_system (BgFileSpool  *self,
                   GError      **error)
{
  static const gint64 refused[] = {
    NFS_MAGIC, CIFS_MAGIC, SMB2_MAGIC, SMB_MAGIC, FUSE_MAGIC, PLAN9_MAGIC, AFS_MAGIC, KERNEL_AFS_MAGIC, CEPH_MAGIC,
    CODA_MAGIC, GFS2_MAGIC, LUSTRE_MAGIC, OCFS2_MAGIC,
  };
  struct statfs info;

  if (fstatfs (self->root, &info) != 0)
    return bg_file_fail (error, errno, self->path);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      if (((gint64) info.f_type & 0xffffffff) == refused[i])
        {
          g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_SUPPORTED,
                       _("“%s” is on a file system of a network, or of a program; queues need a disk of this computer"),
                       self->path);
          return FALSE;
        }
    }
  self->is_one_log = info.f_type == EXT4_MAGIC || info.f_type == XFS_MAGIC || info.f_type == TMPFS_MAGIC_NUMBER;
  return TRUE;
}

static gboolean
write_format (BgFileSpool  *self,
              GError      **error)
{
  int fd = openat (self->root, FORMAT_FILE, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK,
                   self->file_mode);
  gboolean is_written = fd >= 0 && bg_file_write_at (fd, FORMAT, strlen (FORMAT), 0) && fsync (fd) == 0;

  if (!is_written)
    bg_file_fail (error, errno, self->path);
  if (fd >= 0)
    close (fd);
  return is_written && bg_file_sync_folder (self->root, error);
}

/* Two that open a new folder at once write the same. Without being asked to nobody makes a spool of a folder that is
 * something else. */
static gboolean
check_format (BgFileSpool  *self,
              gboolean      create,
              GError      **error)
{
  char text[64] = "";
  int fd = openat (self->root, FORMAT_FILE, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  gssize n;

  if (fd < 0 && errno == ENOENT && create)
    return write_format (self, error);
  if (fd < 0)
    return bg_file_fail (error, errno, self->path);
  n = bg_file_read_at (fd, text, sizeof text - 1, 0);
  close (fd);
  if (n == 0)
    return create ? write_format (self, error) : bg_file_fail (error, ENOENT, self->path);
  if (n > 0 && g_str_equal (text, FORMAT))
    return TRUE;
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_SCHEMA,
               _("The queues in “%s” were made by another version"), self->path);
  return FALSE;
}

BgFileSpool *
bg_file_spool_new (const char *path)
{
  BgFileSpool *self = g_new0 (BgFileSpool, 1);

  self->path = g_strdup (path);
  self->root = -1;
  self->holder_fd = -1;
  self->holders = -1;
  self->folder_mode = 0700;
  self->file_mode = 0600;
  self->syncs_ends = TRUE;
  return self;
}

void
bg_file_spool_free (BgFileSpool *self)
{
  if (self == NULL)
    return;
  bg_file_spool_close (self);
  g_free (self->path);
  g_free (self);
}

/* A folder that was just made is only there for good when the one above it is on the disk. */
static gboolean
open_root (BgFileSpool  *self,
           gboolean      create,
           GError      **error)
{
  g_autofree char *above = g_path_get_dirname (self->path);
  int fd;

  if (create)
    g_mkdir_with_parents (above, 0700);
  self->root = bg_file_open_folder (AT_FDCWD, self->path, self->folder_mode, create, error);
  if (self->root < 0 || !create)
    return self->root >= 0;
  fd = open (above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return TRUE;
  fsync (fd);
  close (fd);
  return TRUE;
}

gboolean
bg_file_spool_open (BgFileSpool  *self,
                    gboolean      create,
                    GError      **error)
{
  self->owner = geteuid ();
  if (!open_root (self, create, error))
    return FALSE;
  read_boot_id (self->boot);
  if (check_file_system (self, error) && check_format (self, create, error) && bg_file_holder_begin (self, error))
    return TRUE;
  bg_file_spool_close (self);
  return FALSE;
}

void
bg_file_spool_close (BgFileSpool *self)
{
  bg_file_holder_end (self);
  if (self->root >= 0)
    close (self->root);
  self->root = -1;
}
