/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-sqlite-place-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* File systems on which locks and shared memory do not reach all who use the file, as linux/magic.h and their manuals
 * number them. */
static const guint32 network[] = {
  0x6969,        /* NFS */
  0x517b,        /* SMB */
  0xff534d42,    /* CIFS */
  0xfe534d42,    /* SMB2 */
  0x65735546,    /* FUSE, sshfs for one */
  0x01021997,    /* 9P */
  0x00c36400,    /* Ceph */
  0x5346414f,    /* AFS */
  0x73757245,    /* Coda */
  0x0bd00bd0,    /* Lustre */
  0x7461636f,    /* OCFS2 */
  0x01161970,    /* GFS2 */
  0x786f4256,    /* shared folders of VirtualBox */
};

#define TMPFS 0x01021994
#define RAMFS 0x858458f6

BgTransportError
bg_sqlite_place_get_code (int number)
{
  switch (number)
    {
    case EACCES:
    case EPERM:
    case EROFS:
    case ELOOP:
      return BG_TRANSPORT_ERROR_PERMISSION;
    case ENOENT:
    case ENOTDIR:
      return BG_TRANSPORT_ERROR_NOT_FOUND;
    case ENOSPC:
    case EDQUOT:
      return BG_TRANSPORT_ERROR_NO_SPACE;
    case EMFILE:
    case ENFILE:
      return BG_TRANSPORT_ERROR_UNAVAILABLE;
    default:
      return BG_TRANSPORT_ERROR_FAILED;
    }
}

static gboolean
fail_errno (const char  *path,
            GError     **error)
{
  int number = errno;

  g_set_error (error, BG_TRANSPORT_ERROR, bg_sqlite_place_get_code (number), "%s: %s", path, g_strerror (number));
  return FALSE;
}

static gboolean
refuse (const char  *path,
        const char  *why,
        GError     **error)
{
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_PERMISSION, "%s: %s", path, why);
  return FALSE;
}

static gboolean
is_foreign (const struct stat *info)
{
  return info->st_uid != 0 && info->st_uid != geteuid () && geteuid () != 0;
}

static gboolean
check_folder (const char  *folder,
              GError     **error)
{
  struct stat info;
  struct statfs system;

  if (stat (folder, &info) != 0 || statfs (folder, &system) != 0)
    return fail_errno (folder, error);
  if (!S_ISDIR (info.st_mode))
    return refuse (folder, _("This is not a folder"), error);
  if (is_foreign (&info))
    return refuse (folder, _("The folder belongs to somebody else"), error);
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return refuse (folder, _("Others may write to the folder; the database needs one that is yours alone"), error);
  for (gsize i = 0; i < G_N_ELEMENTS (network); i++)
    if ((guint32) system.f_type == network[i])
      {
        g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_SUPPORTED,
                     _("%s is on a file system of the network, where locks cannot be relied upon"), folder);
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_file (const char         *path,
            const struct stat  *info,
            GError            **error)
{
  if (S_ISLNK (info->st_mode))
    return refuse (path, _("This is a symbolic link; name the file itself"), error);
  if (!S_ISREG (info->st_mode))
    return refuse (path, _("This is not a file"), error);
  if (is_foreign (info))
    return refuse (path, _("The file belongs to somebody else"), error);
  if ((info->st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return refuse (path, _("Others may write to the file"), error);
  if (info->st_nlink != 1)
    return refuse (path, _("The file has another name too, under which it could be changed"), error);
  return TRUE;
}

/* The name of the new file must survive a power cut too. */
static gboolean
sync_folder (const char  *folder,
             GError     **error)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (!synced)
    fail_errno (folder, error);
  if (fd >= 0)
    close (fd);
  return synced;
}

/* Without a descriptor: to close one would drop the locks that another connection of this process has on the file. */
static gboolean
make_file (const char  *folder,
           const char  *path,
           GError     **error)
{
  if (mknod (path, S_IFREG | 0600, 0) != 0 && errno != EEXIST)
    return fail_errno (path, error);
  return sync_folder (folder, error);
}

static gboolean
prepare_file (const char  *folder,
              const char  *path,
              gboolean     create,
              GError     **error)
{
  struct stat info;

  if (lstat (path, &info) == 0)
    return check_file (path, &info, error);
  if (errno != ENOENT || !create)
    return fail_errno (path, error);
  if (!make_file (folder, path, error))
    return FALSE;
  if (lstat (path, &info) != 0)
    return fail_errno (path, error);
  return check_file (path, &info, error);
}

static gboolean
make_folder (const char  *folder,
             GError     **error)
{
  g_autofree char *parent = NULL;

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return TRUE;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail_errno (folder, error);
  parent = g_path_get_dirname (folder);
  return sync_folder (parent, error);
}

char *
bg_sqlite_place_prepare (const char  *path,
                         gboolean     create,
                         GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *whole = NULL;
  char *real;

  if (create && !make_folder (folder, error))
    return NULL;
  /* The folder may be reached by links, whose owner could send us elsewhere only if the folder were not checked
   * after. */
  real = realpath (folder, NULL);
  if (real == NULL)
    {
      fail_errno (folder, error);
      return NULL;
    }
  whole = g_build_filename (real, name, NULL);
  if (!check_folder (real, error) || !prepare_file (real, whole, create, error))
    g_clear_pointer (&whole, g_free);
  free (real);
  return g_steal_pointer (&whole);
}

/* Whether what is stored there is gone when the computer is switched off. */
gboolean
bg_sqlite_place_is_volatile (const char *path)
{
  struct statfs system;

  return statfs (path, &system) == 0 && (system.f_type == TMPFS || (guint32) system.f_type == RAMFS);
}

gboolean
bg_sqlite_place_get_room (const char *path,
                          guint64    *free_bytes,
                          guint64    *all_bytes)
{
  struct statfs system;

  if (statfs (path, &system) != 0)
    return FALSE;
  *free_bytes = (guint64) system.f_bavail * (guint64) system.f_bsize;
  *all_bytes = (guint64) system.f_blocks * (guint64) system.f_bsize;
  return TRUE;
}
