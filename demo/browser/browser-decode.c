/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-decode.h"

#include <glib/gi18n.h>

#define CHUNK_SIZE (128 * 1024)

typedef struct
{
  int size;
  BrowserDimensions original;
} Scaling;

/* Scaling while decoding spares the memory and most of the time of the full picture. */
static void
size_prepared_cb (GdkPixbufLoader *loader,
                  int              width,
                  int              height,
                  gpointer         user_data)
{
  Scaling *scaling = user_data;
  double factor = (double) scaling->size / MAX (1, MAX (width, height));

  scaling->original.width = width;
  scaling->original.height = height;

  if (factor < 1.0)
    gdk_pixbuf_loader_set_size (loader,
                                MAX (1, (int) (width * factor)),
                                MAX (1, (int) (height * factor)));
}

static gboolean
feed (GdkPixbufLoader  *loader,
      GInputStream     *stream,
      GCancellable     *cancellable,
      GError          **error)
{
  g_autofree guchar *buffer = g_malloc (CHUNK_SIZE);
  gssize n_read;

  do
    {
      n_read = g_input_stream_read (stream, buffer, CHUNK_SIZE, cancellable, error);
      if (n_read < 0)
        return FALSE;
      if (n_read > 0 && !gdk_pixbuf_loader_write (loader, buffer, (gsize) n_read, error))
        return FALSE;
    }
  while (n_read > 0);

  return TRUE;
}

/*
 * Decodes a picture so that its longer side is at most `size`, turned the right way up, and says
 * how large it is in the file. Meant for worker threads: it blocks, and ends early when cancelled.
 */
GdkPixbuf *
browser_decode (GFile              *file,
                int                 size,
                BrowserDimensions  *original,
                GCancellable       *cancellable,
                GError            **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autoptr (GFileInputStream) stream = NULL;
  Scaling scaling = { size, { 0, 0 } };
  GdkPixbuf *pixbuf;
  gboolean fed;

  stream = g_file_read (file, cancellable, error);
  if (stream == NULL)
    {
      gdk_pixbuf_loader_close (loader, NULL);
      return NULL;
    }

  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &scaling);
  fed = feed (loader, G_INPUT_STREAM (stream), cancellable, error);
  if (!gdk_pixbuf_loader_close (loader, fed ? error : NULL) || !fed)
    return NULL;

  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (pixbuf == NULL)
    {
      g_set_error_literal (error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_CORRUPT_IMAGE,
                           _("The file holds no picture"));
      return NULL;
    }

  if (original != NULL)
    *original = scaling.original;

  return gdk_pixbuf_apply_embedded_orientation (pixbuf);
}
