/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-file-clean-private.h"

#include "bg-file-fired-private.h"
#include "bg-file-holder-private.h"

#include <errno.h>
#include <sys/file.h>
#include <unistd.h>

/* A holder that has died; its file is locked by us, so that it is cleaned up after once. */
typedef struct
{
  char name[17];
  int  fd;
} Dead;

typedef struct
{
  ino_t inode;
  char  name[64];
} Search;

static void
clean_file (BgFileQueue *queue,
            const char  *name)
{
  if (!g_str_has_suffix (name, BG_FILE_HOLDER_FIRED) || !bg_file_fired_finish (queue, name))
    unlinkat (queue->folders[BG_FILE_TMP], name, 0);
}

static gboolean
compare_inode (const char *name,
               ino_t       inode,
               gpointer    user_data)
{
  Search *self = user_data;

  if (inode != self->inode || strlen (name) >= sizeof self->name)
    return TRUE;
  g_strlcpy (self->name, name, sizeof self->name);
  return FALSE;
}

/* If this inode is one that is being submitted: waits until that is over, and removes what is left of it. */
gboolean
bg_file_clean_inode (BgFileQueue *queue,
                     ino_t        inode)
{
  Search search = { inode, "" };
  char holder[17];
  int fd;

  if (!bg_file_for_each (queue->folders[BG_FILE_TMP], compare_inode, &search, NULL) || search.name[0] == '\0')
    return FALSE;
  /* Our own that are being submitted are known to their caller. */
  if (!bg_file_holder_of (search.name, holder) || g_str_equal (holder, queue->spool->holder))
    {
      clean_file (queue, search.name);
      return TRUE;
    }
  fd = bg_file_holder_open (queue->spool, holder);
  if (fd >= 0)
    while (flock (fd, LOCK_EX) != 0 && errno == EINTR)
      continue;
  if (faccessat (queue->folders[BG_FILE_TMP], search.name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
    clean_file (queue, search.name);
  if (fd >= 0)
    close (fd);
  return TRUE;
}

static void
dead_free (gpointer data)
{
  Dead *self = data;

  close (self->fd);
  g_free (self);
}

typedef struct
{
  BgFileSpool *spool;
  GPtrArray   *dead;
} Hunt;

static gboolean
check_holder (const char *name,
              ino_t       inode,
              gpointer    user_data)
{
  Hunt *self = user_data;
  Dead *dead;
  int fd;

  if (strlen (name) != 16 || g_str_equal (name, self->spool->holder))
    return TRUE;
  fd = bg_file_holder_open_dead (self->spool, name);
  if (fd < 0)
    return TRUE;
  dead = g_new0 (Dead, 1);
  dead->fd = fd;
  g_strlcpy (dead->name, name, sizeof dead->name);
  g_ptr_array_add (self->dead, dead);
  return TRUE;
}

/* The holders that have died and are ours to clean up after. */
GPtrArray *
bg_file_clean_find (BgFileSpool *spool)
{
  Hunt hunt = { spool, g_ptr_array_new_with_free_func (dead_free) };

  bg_file_for_each (spool->holders, check_holder, &hunt, NULL);
  return hunt.dead;
}

typedef struct
{
  GPtrArray *dead;
  GPtrArray *names;
} Sorting;

static gboolean
sort_out (const char *name,
          ino_t       inode,
          gpointer    user_data)
{
  Sorting *self = user_data;
  char holder[17];
  gboolean is_known = bg_file_holder_of (name, holder);

  if (!is_known)
    g_ptr_array_add (self->names, g_strdup (name));
  for (guint i = 0; is_known && i < self->dead->len; i++)
    {
      const Dead *dead = self->dead->pdata[i];

      if (g_str_equal (dead->name, holder))
        g_ptr_array_add (self->names, g_strdup (name));
    }
  return TRUE;
}

void
bg_file_clean_queue (BgFileQueue *queue,
                     GPtrArray   *dead)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  Sorting sorting = { dead, names };
  char holder[17];

  bg_file_for_each (queue->folders[BG_FILE_TMP], sort_out, &sorting, NULL);
  for (guint i = 0; i < names->len; i++)
    {
      if (bg_file_holder_of (names->pdata[i], holder))
        clean_file (queue, names->pdata[i]);
      else
        bg_file_queue_set_aside (queue, BG_FILE_TMP, names->pdata[i], "it was not made by this program");
    }
}

/* When all queues are clean. */
void
bg_file_clean_end (BgFileSpool *spool,
                   GPtrArray   *dead)
{
  for (guint i = 0; i < dead->len; i++)
    {
      const Dead *one = dead->pdata[i];

      unlinkat (spool->holders, one->name, 0);
    }
}
