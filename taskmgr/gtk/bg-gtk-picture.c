/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-gtk-picture-private.h"

#include <glib/gi18n-lib.h>

/* Formats that cannot be decoded in pieces are kept in memory as a whole. */
#define MAX_FILE_SIZE (G_GOFFSET_CONSTANT (256) * 1024 * 1024)

#define ATTRIBUTES G_FILE_ATTRIBUTE_STANDARD_TYPE "," \
                   G_FILE_ATTRIBUTE_STANDARD_SIZE "," \
                   G_FILE_ATTRIBUTE_TIME_MODIFIED

static char *
dup_display_name (GFile *file)
{
  g_autofree char *basename = g_file_get_basename (file);

  return basename != NULL ? g_filename_display_name (basename) : g_file_get_uri (file);
}

/* Errors of files, in words for those who see the picture missing. */
static void
propagate_file_error (const char  *name,
                      GError      *cause,
                      GError     **error)
{
  g_autoptr (GError) owned = cause;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&owned));
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_set_error (error, cause->domain, cause->code, _("“%s” does not exist."), name);
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    g_set_error (error, cause->domain, cause->code, _("You are not allowed to read “%s”."), name);
  else
    /* Translators: the second placeholder is a message of the system. */
    g_set_error (error, cause->domain, cause->code, _("“%s” cannot be read: %s"),
                 name, cause->message);
}

/* Opening a pipe or a device may block for ever, so only ordinary files are opened. */
static gboolean
check_info (GFileInfo   *info,
            const char  *name,
            GError     **error)
{
  goffset size = g_file_info_get_size (info);
  g_autofree char *size_text = g_format_size ((guint64) size);

  switch (g_file_info_get_file_type (info))
    {
    case G_FILE_TYPE_REGULAR:
      break;
    case G_FILE_TYPE_UNKNOWN:
      /* So it is in a folder that may not be read; opening it tells. */
      return TRUE;
    case G_FILE_TYPE_DIRECTORY:
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY,
                   _("“%s” is a folder, not a picture."), name);
      return FALSE;
    case G_FILE_TYPE_SYMBOLIC_LINK:
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   _("“%s” is a link to a file that does not exist."), name);
      return FALSE;
    case G_FILE_TYPE_SPECIAL:
    case G_FILE_TYPE_SHORTCUT:
    case G_FILE_TYPE_MOUNTABLE:
    default:
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                   _("“%s” is not an ordinary file."), name);
      return FALSE;
    }

  if (size == 0)
    g_set_error (error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_CORRUPT_IMAGE,
                 _("“%s” is empty."), name);
  else if (size > MAX_FILE_SIZE)
    g_set_error (error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY,
                 _("“%s” is too large to be shown (%s)."), name, size_text);
  return size > 0 && size <= MAX_FILE_SIZE;
}

/* Looks at a file; NULL if it cannot be a picture. */
BgGtkPicture *
bg_gtk_picture_new (GFile         *file,
                    GCancellable  *cancellable,
                    GError       **error)
{
  g_autofree char *name = dup_display_name (file);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GFileInfo) info = NULL;
  BgGtkPicture *self;

  info = g_file_query_info (file, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, cancellable, &local_error);
  if (info == NULL)
    {
      propagate_file_error (name, g_steal_pointer (&local_error), error);
      return NULL;
    }
  if (!check_info (info, name, error))
    return NULL;

  self = g_new0 (BgGtkPicture, 1);
  self->file = g_object_ref (file);
  self->uri = g_file_get_uri (file);
  self->name = g_steal_pointer (&name);
  self->mtime = (gint64) g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED);
  self->size = g_file_info_get_size (info);
  return self;
}

void
bg_gtk_picture_free (BgGtkPicture *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->file);
  g_free (self->uri);
  g_free (self->name);
  g_free (self);
}

/* Says that the contents cannot be shown, and why. */
void
bg_gtk_picture_set_error (const BgGtkPicture  *self,
                          GdkPixbufError       code,
                          GError             **error)
{
  if (code == GDK_PIXBUF_ERROR_UNKNOWN_TYPE)
    g_set_error (error, GDK_PIXBUF_ERROR, code,
                 _("“%s” is not a picture, or one of an unknown kind."), self->name);
  else if (code == GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY)
    g_set_error (error, GDK_PIXBUF_ERROR, code,
                 _("“%s” has too many pixels to be shown."), self->name);
  else
    g_set_error (error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_CORRUPT_IMAGE,
                 _("“%s” is damaged or incomplete."), self->name);
}

/* Takes an error of the file or of a decoder and passes on one that a user understands. */
void
bg_gtk_picture_propagate (const BgGtkPicture  *self,
                          GError              *cause,
                          GError             **error)
{
  if (cause->domain == G_IO_ERROR)
    {
      propagate_file_error (self->name, cause, error);
      return;
    }

  g_debug ("%s: %s", self->uri, cause->message);
  bg_gtk_picture_set_error (self,
                            cause->domain == GDK_PIXBUF_ERROR
                            ? (GdkPixbufError) cause->code
                            : GDK_PIXBUF_ERROR_CORRUPT_IMAGE,
                            error);
  g_error_free (cause);
}
