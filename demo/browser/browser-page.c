/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-page.h"

#include <gdk/gdk.h>
#include <glib/gi18n.h>

#include "browser-decode.h"

/* Enough for a large screen; more would only cost memory and the time to upload it. */
#define PAGE_SIZE 2560

/*
 * Decodes a photo to be shown large. It runs in a worker thread, as the fetch function of a
 * retriever; the result is a GdkTexture.
 */
gboolean
browser_page_retrieve (BgTask        *task,
                       const char    *uri,
                       GCancellable  *cancellable,
                       gpointer       user_data,
                       GError       **error)
{
  g_autoptr (GFile) file = g_file_new_for_uri (uri);
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  pixbuf = browser_decode (file, PAGE_SIZE, NULL, cancellable, error);
  if (pixbuf == NULL)
    {
      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }

  texture = gdk_texture_new_for_pixbuf (pixbuf);
  bg_task_return_object (task, texture);

  return TRUE;
}
