/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-gtk-thumbnail-task.h"

#include <glib/gi18n-lib.h>

#include "bg-gtk-thumbnail-private.h"

/**
 * BgGtkThumbnailTask:
 *
 * Makes a small picture of a file in the background.
 *
 * Use it for a picture now and then; for a whole folder of them give a retriever the functions
 * of this kind with [func@set_thumbnail_funcs].
 *
 * The result is a [class@Gdk.Texture] whose longer side is as long as asked for, or less if the
 * picture is smaller; drawings such as SVG fill the size. The orientation that a camera has written
 * down is applied. The thumbnail comes from the cache that all programs of a desktop share, if that
 * has one which is up to date, and is written there otherwise.
 *
 * The task is named after the file, reports its progress while it decodes, and stops between two
 * pieces of the file. It fails with an error whose message names the file in words for a user: in
 * the domain `G_IO_ERROR` if the file cannot be read or is none, else in the domain
 * `GDK_PIXBUF_ERROR` with `CORRUPT_IMAGE` for damaged and empty files, `UNKNOWN_TYPE` for what is
 * no picture, and `INSUFFICIENT_MEMORY` for pictures of too many pixels. Damaged files are
 * remembered until they change.
 *
 * The task is made and used in the main context of its manager, as every [class@Bg.Task]; what it
 * does runs in a worker thread.
 *
 * ```c
 * g_autoptr (GFile) file = g_file_new_for_path ("/usr/share/pixmaps/debian-logo.png");
 * g_autoptr (BgTask) task = bg_gtk_thumbnail_task_new (file, 256);
 *
 * bg_task_manager_add (manager, task, NULL);
 * ```
 */

struct _BgGtkThumbnailTask
{
  BgTask parent_instance;

  /* fixed at construction */
  GFile *file;
  int    size;
};

typedef enum
{
  PROP_FILE = 1,
  PROP_SIZE,
} BgGtkThumbnailTaskProperty;

static GParamSpec *properties[PROP_SIZE + 1];

G_DEFINE_FINAL_TYPE (BgGtkThumbnailTask, bg_gtk_thumbnail_task, BG_TYPE_TASK)

static gboolean
bg_gtk_thumbnail_task_run (BgTask        *task,
                           GCancellable  *cancellable,
                           GError       **error)
{
  BgGtkThumbnailTask *self = BG_GTK_THUMBNAIL_TASK (task);
  g_autoptr (GdkTexture) texture = NULL;

  if (self->file == NULL)
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                           _("No file was given to make a thumbnail of."));
      return FALSE;
    }

  texture = bg_gtk_load_thumbnail (self->file, self->size, task, cancellable, error);
  if (texture == NULL)
    return FALSE;

  bg_task_return_object (task, texture);
  return TRUE;
}

static void
bg_gtk_thumbnail_task_constructed (GObject *object)
{
  BgGtkThumbnailTask *self = BG_GTK_THUMBNAIL_TASK (object);
  g_autofree char *basename = NULL;
  g_autofree char *display_name = NULL;
  g_autofree char *name = NULL;

  G_OBJECT_CLASS (bg_gtk_thumbnail_task_parent_class)->constructed (object);

  if (self->file == NULL || bg_task_get_name (BG_TASK (self)) != NULL)
    return;

  basename = g_file_get_basename (self->file);
  display_name = basename != NULL
                 ? g_filename_display_name (basename)
                 : g_file_get_uri (self->file);
  /* Translators: the name of a task; the placeholder is the name of a file. */
  name = g_strdup_printf (_("Thumbnail of “%s”"), display_name);
  bg_task_set_name (BG_TASK (self), name);
}

static void
bg_gtk_thumbnail_task_finalize (GObject *object)
{
  BgGtkThumbnailTask *self = BG_GTK_THUMBNAIL_TASK (object);

  g_clear_object (&self->file);

  G_OBJECT_CLASS (bg_gtk_thumbnail_task_parent_class)->finalize (object);
}

static void
bg_gtk_thumbnail_task_get_property (GObject    *object,
                                    guint       property_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  BgGtkThumbnailTask *self = BG_GTK_THUMBNAIL_TASK (object);

  switch ((BgGtkThumbnailTaskProperty) property_id)
    {
    case PROP_FILE:
      g_value_set_object (value, bg_gtk_thumbnail_task_get_file (self));
      break;
    case PROP_SIZE:
      g_value_set_int (value, bg_gtk_thumbnail_task_get_size (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
bg_gtk_thumbnail_task_set_property (GObject      *object,
                                    guint         property_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  BgGtkThumbnailTask *self = BG_GTK_THUMBNAIL_TASK (object);

  switch ((BgGtkThumbnailTaskProperty) property_id)
    {
    case PROP_FILE:
      self->file = g_value_dup_object (value);
      break;
    case PROP_SIZE:
      self->size = g_value_get_int (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
bg_gtk_thumbnail_task_class_init (BgGtkThumbnailTaskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  BgTaskClass *task_class = BG_TASK_CLASS (klass);

  object_class->constructed = bg_gtk_thumbnail_task_constructed;
  object_class->finalize = bg_gtk_thumbnail_task_finalize;
  object_class->get_property = bg_gtk_thumbnail_task_get_property;
  object_class->set_property = bg_gtk_thumbnail_task_set_property;

  task_class->run = bg_gtk_thumbnail_task_run;

  /**
   * BgGtkThumbnailTask:file: (getter get_file)
   *
   * The picture.
   */
  properties[PROP_FILE] =
    g_param_spec_object ("file", NULL, NULL,
                         G_TYPE_FILE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * BgGtkThumbnailTask:size: (getter get_size)
   *
   * The length of the longer side in pixels.
   */
  properties[PROP_SIZE] =
    g_param_spec_int ("size", NULL, NULL,
                      1, G_MAXINT, 256,
                      G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
bg_gtk_thumbnail_task_init (BgGtkThumbnailTask *self)
{
}

/**
 * bg_gtk_thumbnail_task_new:
 * @file: the picture
 * @size: the length of the longer side in pixels
 *
 * Makes a task that makes a small picture of a file.
 *
 * Nothing is read before the task runs.
 *
 * Returns: (transfer full): the task
 */
BgTask *
bg_gtk_thumbnail_task_new (GFile *file,
                           int    size)
{
  g_return_val_if_fail (G_IS_FILE (file), NULL);
  g_return_val_if_fail (size > 0, NULL);

  return g_object_new (BG_GTK_TYPE_THUMBNAIL_TASK,
                       "file", file,
                       "size", size,
                       NULL);
}

/**
 * bg_gtk_thumbnail_task_get_file: (get-property file)
 * @self: a thumbnail task
 *
 * Gets the picture.
 *
 * It may be called in any thread.
 *
 * Returns: (transfer none): the file
 */
GFile *
bg_gtk_thumbnail_task_get_file (BgGtkThumbnailTask *self)
{
  g_return_val_if_fail (BG_GTK_IS_THUMBNAIL_TASK (self), NULL);

  return self->file;
}

/**
 * bg_gtk_thumbnail_task_get_size: (get-property size)
 * @self: a thumbnail task
 *
 * Gets the length of the longer side in pixels.
 *
 * It may be called in any thread.
 *
 * Returns: the length
 */
int
bg_gtk_thumbnail_task_get_size (BgGtkThumbnailTask *self)
{
  g_return_val_if_fail (BG_GTK_IS_THUMBNAIL_TASK (self), 0);

  return self->size;
}
