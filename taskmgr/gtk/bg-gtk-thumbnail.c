/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-gtk-thumbnail-private.h"

#include <glib/gi18n-lib.h>

#include "bg-gtk-decoder-private.h"
#include "bg-gtk-thumbnail-cache-private.h"

static void
report_progress (double   fraction,
                 gpointer user_data)
{
  bg_task_report_progress (user_data, fraction, NULL);
}

/* Decodes at the size that the cache keeps, so that the next one who asks for about this size has
 * it. */
static GdkPixbuf *
make_thumbnail (const BgGtkPicture  *picture,
                int                  size,
                BgTask              *task,
                GCancellable        *cancellable,
                GError             **error)
{
  int edge = bg_gtk_thumbnail_cache_get_edge (size);
  g_autoptr (GdkPixbuf) thumbnail = NULL;
  g_autoptr (GError) local_error = NULL;

  if (bg_gtk_thumbnail_cache_has_failed (picture, cancellable))
    {
      bg_gtk_picture_set_error (picture, GDK_PIXBUF_ERROR_CORRUPT_IMAGE, error);
      return NULL;
    }

  thumbnail = bg_gtk_decode (picture, edge != 0 ? edge : size, report_progress, task,
                             cancellable, &local_error);
  if (thumbnail == NULL)
    {
      if (g_error_matches (local_error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_CORRUPT_IMAGE))
        bg_gtk_thumbnail_cache_store_failure (picture);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  if (edge != 0)
    bg_gtk_thumbnail_cache_store (picture, edge, thumbnail);
  return bg_gtk_shrink (thumbnail, size);
}

/* Gets a thumbnail from the cache, or makes it. */
GdkTexture *
bg_gtk_load_thumbnail (GFile         *file,
                       int            size,
                       BgTask        *task,
                       GCancellable  *cancellable,
                       GError       **error)
{
  g_autoptr (BgGtkPicture) picture = bg_gtk_picture_new (file, cancellable, error);
  g_autoptr (GdkPixbuf) pixbuf = NULL;

  if (picture == NULL)
    return NULL;

  pixbuf = bg_gtk_thumbnail_cache_look_up (picture, size, cancellable);
  if (pixbuf == NULL)
    pixbuf = make_thumbnail (picture, size, task, cancellable, error);
  return pixbuf != NULL ? gdk_texture_new_for_pixbuf (pixbuf) : NULL;
}

static gboolean
check_size (int      size,
            GError **error)
{
  if (size > 0)
    return TRUE;

  g_set_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
               _("A thumbnail cannot be %d pixels large."), size);
  return FALSE;
}

/**
 * bg_gtk_check_thumbnail:
 * @task: the task that runs
 * @key: the URI of a picture
 * @cancellable: (nullable): triggered when the task is stopped
 * @user_data: the length of the longer side in pixels, by `GINT_TO_POINTER ()`
 * @error: return location for an error
 *
 * Looks for a thumbnail in the cache that the programs of a desktop share.
 *
 * This is a [callback@Bg.RetrieveFunc], made for [method@Bg.DataRetriever.set_check_func]: where
 * the cache has a thumbnail that is up to date, the task's result is a [class@Gdk.Texture]. Where
 * it has none, or the picture cannot be read, there is no result, and it is for
 * [func@retrieve_thumbnail] to go on. It blocks, and may be called in any thread.
 *
 * It fails with `G_IO_ERROR_CANCELLED`, or with `BG_ERROR_INVALID_ARGUMENT` if the size is not
 * positive.
 *
 * Returns: `TRUE` unless it failed
 */
gboolean
bg_gtk_check_thumbnail (BgTask        *task,
                        const char    *key,
                        GCancellable  *cancellable,
                        gpointer       user_data,
                        GError       **error)
{
  int size = GPOINTER_TO_INT (user_data);
  g_autoptr (GFile) file = NULL;
  g_autoptr (BgGtkPicture) picture = NULL;
  g_autoptr (GdkPixbuf) pixbuf = NULL;

  g_return_val_if_fail (BG_IS_TASK (task), FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  if (!check_size (size, error))
    return FALSE;

  file = g_file_new_for_uri (key);
  picture = bg_gtk_picture_new (file, cancellable, NULL);
  if (picture != NULL)
    pixbuf = bg_gtk_thumbnail_cache_look_up (picture, size, cancellable);
  if (pixbuf != NULL)
    {
      g_autoptr (GdkTexture) texture = gdk_texture_new_for_pixbuf (pixbuf);

      bg_task_return_object (task, texture);
    }
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/**
 * bg_gtk_retrieve_thumbnail:
 * @task: the task that runs
 * @key: the URI of a picture
 * @cancellable: (nullable): triggered when the task is stopped
 * @user_data: the length of the longer side in pixels, by `GINT_TO_POINTER ()`
 * @error: return location for an error
 *
 * Gets a thumbnail from the cache, or makes it and writes it there.
 *
 * This is a [callback@Bg.RetrieveFunc], made for [method@Bg.DataRetriever.set_fetch_func]. The
 * task's result is a [class@Gdk.Texture]; see [class@ThumbnailTask] for what it looks like and how
 * it may fail. It blocks, and may be called in any thread.
 *
 * Returns: `TRUE` unless it failed
 */
gboolean
bg_gtk_retrieve_thumbnail (BgTask        *task,
                           const char    *key,
                           GCancellable  *cancellable,
                           gpointer       user_data,
                           GError       **error)
{
  int size = GPOINTER_TO_INT (user_data);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  g_return_val_if_fail (BG_IS_TASK (task), FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  if (!check_size (size, error))
    return FALSE;

  file = g_file_new_for_uri (key);
  texture = bg_gtk_load_thumbnail (file, size, task, cancellable, error);
  if (texture == NULL)
    return FALSE;

  bg_task_return_object (task, texture);
  return TRUE;
}

/**
 * bg_gtk_set_thumbnail_funcs:
 * @retriever: a data retriever
 * @size: the length of the longer side in pixels
 *
 * Lets a retriever get thumbnails.
 *
 * The keys of its requests are then URIs of pictures, and the results are [class@Gdk.Texture]s. It
 * looks in the cache first, by [func@check_thumbnail], and decodes what is not there, by
 * [func@retrieve_thumbnail]. Call it in the main context of the retriever, before anything is
 * requested; this works from all languages, for no script runs in the worker threads.
 *
 * ```c
 * g_autoptr (BgDataRetriever) retriever = bg_data_retriever_new (manager);
 *
 * bg_gtk_set_thumbnail_funcs (retriever, 256);
 * bg_data_retriever_request (retriever, "file:///usr/share/pixmaps/debian-logo.png", 10, 0, NULL);
 * ```
 */
void
bg_gtk_set_thumbnail_funcs (BgDataRetriever *retriever,
                            int              size)
{
  g_return_if_fail (BG_IS_DATA_RETRIEVER (retriever));
  g_return_if_fail (size > 0);

  bg_data_retriever_set_check_func (retriever, bg_gtk_check_thumbnail, GINT_TO_POINTER (size),
                                    NULL);
  bg_data_retriever_set_fetch_func (retriever, bg_gtk_retrieve_thumbnail, GINT_TO_POINTER (size),
                                    NULL);
}
