/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-photo.h"

/*
 * A picture file of the open folder: what listing the folder tells of it. It never changes, and
 * is made in the worker thread that lists.
 */
struct _BrowserPhoto
{
  GObject parent_instance;

  GFile *file;
  char *uri;
  char *name;
  char *sort_key;
  goffset size;
  gint64 modified;
};

G_DEFINE_FINAL_TYPE (BrowserPhoto, browser_photo, G_TYPE_OBJECT)

static void
browser_photo_finalize (GObject *object)
{
  BrowserPhoto *self = BROWSER_PHOTO (object);

  g_clear_object (&self->file);
  g_free (self->uri);
  g_free (self->name);
  g_free (self->sort_key);

  G_OBJECT_CLASS (browser_photo_parent_class)->finalize (object);
}

static void
browser_photo_class_init (BrowserPhotoClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = browser_photo_finalize;
}

static void
browser_photo_init (BrowserPhoto *self)
{
}

BrowserPhoto *
browser_photo_new (GFile     *folder,
                   GFileInfo *info)
{
  BrowserPhoto *self = g_object_new (BROWSER_TYPE_PHOTO, NULL);

  self->file = g_file_get_child (folder, g_file_info_get_name (info));
  self->uri = g_file_get_uri (self->file);
  self->name = g_strdup (g_file_info_get_display_name (info));
  self->sort_key = g_utf8_collate_key_for_filename (self->name, -1);
  self->size = g_file_info_get_size (info);
  self->modified = (gint64) g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED);

  return self;
}

/* Whether the file is a picture that a browser should show. */
gboolean
browser_photo_is_photo (GFileInfo *info)
{
  const char *content_type = g_file_info_get_content_type (info);

  return g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR &&
         !g_file_info_get_is_hidden (info) &&
         content_type != NULL &&
         g_content_type_is_a (content_type, "image/*");
}

int
browser_photo_compare (BrowserPhoto *self,
                       BrowserPhoto *other)
{
  return g_strcmp0 (self->sort_key, other->sort_key);
}

/* Whether both stand for the same content of the same file. */
gboolean
browser_photo_is_same (BrowserPhoto *self,
                       BrowserPhoto *other)
{
  return self->size == other->size &&
         self->modified == other->modified &&
         g_str_equal (self->uri, other->uri);
}

GFile *
browser_photo_get_file (BrowserPhoto *self)
{
  return self->file;
}

const char *
browser_photo_get_uri (BrowserPhoto *self)
{
  return self->uri;
}

const char *
browser_photo_get_name (BrowserPhoto *self)
{
  return self->name;
}

goffset
browser_photo_get_size (BrowserPhoto *self)
{
  return self->size;
}

/* The time of the last change, as text in the user's language. */
char *
browser_photo_dup_modified (BrowserPhoto *self)
{
  g_autoptr (GDateTime) modified = g_date_time_new_from_unix_local (self->modified);

  return modified != NULL ? g_date_time_format (modified, "%x") : g_strdup ("");
}
