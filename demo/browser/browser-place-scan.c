/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-place-scan.h"

#include <glib/gi18n.h>

#include "browser-photo.h"
#include "browser-place.h"

/* After everything that shows photos. */
#define SCAN_PRIORITY -100

typedef struct
{
  GFile *root;
  char *name;
  char *icon_name;
} Scan;

static void
scan_free (Scan *scan)
{
  g_clear_object (&scan->root);
  g_free (scan->name);
  g_free (scan->icon_name);
  g_free (scan);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_utf8_collate (browser_place_get_name (*(BrowserPlace **) a),
                         browser_place_get_name (*(BrowserPlace **) b));
}

/* Counts the photos of a folder, and collects its sub-folders if they are asked for. */
static guint
count_photos (GFile        *folder,
              GPtrArray    *subfolders,
              GCancellable *cancellable)
{
  g_autoptr (GFileEnumerator) files =
    g_file_enumerate_children (folder, BROWSER_PHOTO_ATTRIBUTES, G_FILE_QUERY_INFO_NONE,
                               cancellable, NULL);
  GFileInfo *info = NULL;
  guint n_photos = 0;

  while (files != NULL &&
         g_file_enumerator_iterate (files, &info, NULL, cancellable, NULL) && info != NULL)
    {
      if (browser_photo_is_photo (info))
        n_photos++;
      else if (subfolders != NULL && !g_file_info_get_is_hidden (info) &&
               g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
        g_ptr_array_add (subfolders, g_file_get_child (folder, g_file_info_get_name (info)));
    }

  return n_photos;
}

static void
add_place (GPtrArray  *places,
           GFile      *folder,
           const char *name,
           const char *icon_name,
           guint       n_photos)
{
  if (n_photos > 0)
    g_ptr_array_add (places, browser_place_new (folder, name, icon_name, n_photos));
}

/* Runs in a worker thread. Folders that cannot be read are left out. */
static gboolean
scan_thread (BgTask        *task,
             GCancellable  *cancellable,
             gpointer       user_data,
             GError       **error)
{
  Scan *scan = user_data;
  g_autoptr (GPtrArray) subfolders = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) roots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (GValue) result = G_VALUE_INIT;

  add_place (roots, scan->root, scan->name, scan->icon_name,
             count_photos (scan->root, subfolders, cancellable));

  for (guint i = 0; i < subfolders->len; i++)
    {
      g_autofree char *name = g_file_get_basename (subfolders->pdata[i]);

      bg_task_report_progress (task, (double) i / subfolders->len, name);
      add_place (places, subfolders->pdata[i], name, "folder-symbolic",
                 count_photos (subfolders->pdata[i], NULL, cancellable));
    }
  g_ptr_array_sort (places, compare_names);
  g_ptr_array_extend_and_steal (roots, g_steal_pointer (&places));

  g_value_init (&result, G_TYPE_PTR_ARRAY);
  g_value_set_boxed (&result, roots);
  bg_task_return_value (task, &result);

  return TRUE;
}

/*
 * Makes the task that finds the folders with photos at and directly below a root. Its result is a
 * GPtrArray of BrowserPlace.
 */
BgTask *
browser_place_scan_new (GFile      *root,
                        const char *name,
                        const char *icon_name)
{
  Scan *scan = g_new0 (Scan, 1);
  g_autofree char *title = NULL;
  BgTask *task;

  scan->root = g_object_ref (root);
  scan->name = g_strdup (name);
  scan->icon_name = g_strdup (icon_name);

  /* Translators: %s is the name of a folder. */
  title = g_strdup_printf (_("Searching “%s” for folders"), name);
  task = bg_task_new (scan_thread, scan, (GDestroyNotify) scan_free);
  bg_task_set_name (task, title);
  bg_task_set_priority (task, SCAN_PRIORITY);

  return task;
}
