/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-test.h"

static void
remove_tree (GFile *folder)
{
  g_autoptr (GFileEnumerator) files =
    g_file_enumerate_children (folder, "standard::name,standard::type",
                               G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFileInfo *info = NULL;
  GFile *file = NULL;

  while (files != NULL &&
         g_file_enumerator_iterate (files, &info, &file, NULL, NULL) && info != NULL)
    {
      if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
        remove_tree (file);
      else
        g_file_delete (file, NULL, NULL);
    }

  g_file_delete (folder, NULL, NULL);
}

BrowserTestFolder *
browser_test_folder_new (void)
{
  BrowserTestFolder *self = g_new0 (BrowserTestFolder, 1);
  g_autoptr (GError) error = NULL;

  self->path = g_dir_make_tmp ("browser-test-XXXXXX", &error);
  g_assert_no_error (error);
  self->file = g_file_new_for_path (self->path);

  return self;
}

void
browser_test_folder_free (BrowserTestFolder *self)
{
  remove_tree (self->file);
  g_clear_object (&self->file);
  g_free (self->path);
  g_free (self);
}

/* A picture of one colour, given as 0xRRGGBBAA. */
GdkPixbuf *
browser_test_pixbuf_new (int     width,
                         int     height,
                         guint32 color)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);

  gdk_pixbuf_fill (pixbuf, color);

  return pixbuf;
}

/* Adds a JPEG file and returns it; it belongs to the caller. */
GFile *
browser_test_folder_add_photo (BrowserTestFolder *self,
                               const char        *name,
                               int                width,
                               int                height,
                               guint32            color)
{
  g_autoptr (GdkPixbuf) pixbuf = browser_test_pixbuf_new (width, height, color);
  g_autofree char *path = g_build_filename (self->path, name, NULL);
  g_autoptr (GError) error = NULL;

  gdk_pixbuf_save (pixbuf, path, "jpeg", &error, "quality", "95", NULL);
  g_assert_no_error (error);

  return g_file_new_for_path (path);
}

GFile *
browser_test_folder_add_text (BrowserTestFolder *self,
                              const char        *name,
                              const char        *text)
{
  g_autofree char *path = g_build_filename (self->path, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);

  return g_file_new_for_path (path);
}

/* Makes one file many. */
void
browser_test_folder_add_links (BrowserTestFolder *self,
                               const char        *target,
                               guint              n_links)
{
  for (guint i = 0; i < n_links; i++)
    {
      g_autofree char *name = g_strdup_printf ("link-%04u.jpg", i);
      g_autoptr (GFile) link = g_file_get_child (self->file, name);
      g_autoptr (GError) error = NULL;

      g_file_make_symbolic_link (link, target, NULL, &error);
      g_assert_no_error (error);
    }
}

/* A manager that runs. */
BgTaskManager *
browser_test_manager_new (void)
{
  BgTaskManager *manager = bg_task_manager_new (2);

  bg_task_manager_start_processing (manager);

  return manager;
}

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(gboolean *) user_data = TRUE;
}

/* Waits until no thread does anything for the manager, and gives it up. */
void
browser_test_manager_end (BgTaskManager *manager)
{
  gboolean ended = FALSE;

  bg_task_manager_shut_down_async (manager, BG_SHUTDOWN_DISCARD, -1, NULL, ended_cb, &ended);
  browser_test_run_until (ended);
  g_object_unref (manager);
}
