/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-gtk-thumbnail-cache-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "bg-gtk-decoder-private.h"

/* The cache that all programs of a desktop share, as the freedesktop thumbnail specification has
 * it. */

#define FAIL_DIR "fail" G_DIR_SEPARATOR_S "taskmgr-1"
#define KEY_URI "tEXt::Thumb::URI"
#define KEY_MTIME "tEXt::Thumb::MTime"
#define KEY_SIZE "tEXt::Thumb::Size"
#define KEY_SOFTWARE "tEXt::Software"

/* Thumbnails are made by the thousand: what more compression saves is not worth its time. */
#define COMPRESSION "2"

static const struct
{
  int         edge;
  const char *name;
} dirs[] = {
  { 128, "normal" },
  { 256, "large" },
  { 512, "x-large" },
  { 1024, "xx-large" },
};

static char *
dup_entry_path (const BgGtkPicture *picture,
                const char         *dir)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_MD5, picture->uri, -1);
  g_autofree char *name = g_strconcat (digest, ".png", NULL);

  return g_build_filename (g_get_user_cache_dir (), "thumbnails", dir, name, NULL);
}

/* Thumbnails of thumbnails would fill the cache while it is being looked at. */
static gboolean
is_in_cache (const BgGtkPicture *picture)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "thumbnails", NULL);
  g_autoptr (GFile) dir = g_file_new_for_path (path);

  return g_file_has_prefix (picture->file, dir);
}

/* Those who wrote the size down want it compared too: it tells a file apart that has changed within
 * the second that its time is counted in. */
static gboolean
is_valid (GdkPixbuf          *entry,
          const BgGtkPicture *picture)
{
  const char *size = gdk_pixbuf_get_option (entry, KEY_SIZE);
  g_autofree char *expected_mtime = g_strdup_printf ("%" G_GINT64_FORMAT, picture->mtime);
  g_autofree char *expected_size = g_strdup_printf ("%" G_GOFFSET_FORMAT, picture->size);

  return g_strcmp0 (gdk_pixbuf_get_option (entry, KEY_URI), picture->uri) == 0
         && g_strcmp0 (gdk_pixbuf_get_option (entry, KEY_MTIME), expected_mtime) == 0
         && (size == NULL || g_str_equal (size, expected_size));
}

/* Whatever is wrong with an entry, it counts as missing and will be written anew. */
static GdkPixbuf *
read_entry (const BgGtkPicture *picture,
            const char         *dir,
            int                 size,
            GCancellable       *cancellable)
{
  g_autofree char *path = dup_entry_path (picture, dir);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (BgGtkPicture) entry = bg_gtk_picture_new (file, cancellable, NULL);
  g_autoptr (GdkPixbuf) pixbuf = NULL;

  if (entry != NULL)
    pixbuf = bg_gtk_decode (entry, size, NULL, NULL, cancellable, NULL);
  if (pixbuf == NULL || !is_valid (pixbuf, picture))
    return NULL;
  return g_steal_pointer (&pixbuf);
}

static gboolean
write_all (int         fd,
           const char *data,
           gsize       length)
{
  while (length > 0)
    {
      gssize n_written = write (fd, data, length);

      if (n_written < 0 && errno == EINTR)
        continue;
      if (n_written < 0)
        return FALSE;
      data += n_written;
      length -= (gsize) n_written;
    }
  return TRUE;
}

/* Readers see the old entry or the whole new one, never a part. Unlike g_file_set_contents() this
 * does not wait for the disk: an entry lost to a power cut is only made again. */
static gboolean
replace_file (const char *path,
              const char *data,
              gsize       length)
{
  g_autofree char *dir = g_path_get_dirname (path);
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  gboolean written;
  int fd;

  if (g_mkdir_with_parents (dir, 0700) != 0)
    return FALSE;
  fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    return FALSE;

  written = write_all (fd, data, length);
  written = g_close (fd, NULL) && written;
  if (written && g_rename (temporary, path) == 0)
    return TRUE;
  g_unlink (temporary);
  return FALSE;
}

/* A cache that cannot be written is no reason to do without the picture. */
static void
write_entry (const BgGtkPicture *picture,
             const char         *dir,
             GdkPixbuf          *entry)
{
  g_autofree char *path = dup_entry_path (picture, dir);
  g_autofree char *mtime = g_strdup_printf ("%" G_GINT64_FORMAT, picture->mtime);
  g_autofree char *size = g_strdup_printf ("%" G_GOFFSET_FORMAT, picture->size);
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  if (!gdk_pixbuf_save_to_buffer (entry, &data, &length, "png", &error,
                                  KEY_URI, picture->uri,
                                  KEY_MTIME, mtime,
                                  KEY_SIZE, size,
                                  KEY_SOFTWARE, "taskmgr",
                                  "compression", COMPRESSION,
                                  NULL))
    g_debug ("No thumbnail for %s: %s", picture->uri, error->message);
  else if (!replace_file (path, data, length))
    g_debug ("Cannot write %s", path);
}

/* Gives the edge of the thumbnails that serve for a size; 0 if the cache has none that large. */
int
bg_gtk_thumbnail_cache_get_edge (int size)
{
  for (gsize i = 0; i < G_N_ELEMENTS (dirs); i++)
    {
      if (size <= dirs[i].edge)
        return dirs[i].edge;
    }
  return 0;
}

/* Looks for a thumbnail that is up to date and no smaller than need be. */
GdkPixbuf *
bg_gtk_thumbnail_cache_look_up (const BgGtkPicture *picture,
                                int                 size,
                                GCancellable       *cancellable)
{
  GdkPixbuf *thumbnail = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (dirs) && thumbnail == NULL; i++)
    {
      if (size <= dirs[i].edge)
        thumbnail = read_entry (picture, dirs[i].name, size, cancellable);
    }
  return thumbnail;
}

/* Tells whether the file has been found damaged before and has not changed since. */
gboolean
bg_gtk_thumbnail_cache_has_failed (const BgGtkPicture *picture,
                                   GCancellable       *cancellable)
{
  g_autoptr (GdkPixbuf) entry = read_entry (picture, FAIL_DIR, dirs[0].edge, cancellable);

  return entry != NULL;
}

void
bg_gtk_thumbnail_cache_store (const BgGtkPicture *picture,
                              int                 edge,
                              GdkPixbuf          *thumbnail)
{
  if (is_in_cache (picture))
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (dirs); i++)
    {
      if (edge == dirs[i].edge)
        write_entry (picture, dirs[i].name, thumbnail);
    }
}

void
bg_gtk_thumbnail_cache_store_failure (const BgGtkPicture *picture)
{
  g_autoptr (GdkPixbuf) entry = NULL;

  if (is_in_cache (picture))
    return;

  entry = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, 1, 1);
  gdk_pixbuf_fill (entry, 0);
  write_entry (picture, FAIL_DIR, entry);
}
