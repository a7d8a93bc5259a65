/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-gtk-decoder-private.h"

/* The file is fed to the decoder in pieces, between which a cancellation is noticed. */
#define CHUNK_SIZE (64 * 1024)

/* Beyond these a picture is refused. A JPEG is reduced while it is decoded and so may be larger. */
#define MAX_PIXELS (G_GINT64_CONSTANT (128) * 1024 * 1024)
#define MAX_PIXELS_JPEG (2 * MAX_PIXELS)

/* What a JPEG decoder can divide by while it decodes. */
#define MAX_JPEG_DIVISOR 8

/* GdkPixbufLoader collects 4 KiB before it looks what it has got. These are known at once, so that
 * small files are decoded row by row as well. */
static const struct
{
  const char *name;
  gsize       offset;
  const char *signature;
} formats[] = {
  { "jpeg", 0, "\xff\xd8\xff" },
  { "png", 0, "\x89PNG" },
  { "webp", 8, "WEBP" },
};

typedef struct
{
  const BgGtkPicture      *picture;
  int                      size;
  BgGtkDecodeProgressFunc  progress;
  gpointer                 user_data;
  GCancellable            *cancellable;

  gboolean                 too_large;
  gboolean                 incremental; /* the picture was announced before all data were there */
  int                      height;
  int                      first_row;
  int                      end_row;
} Decoding;

static gboolean
is_format (GdkPixbufLoader *loader,
           const char      *name)
{
  GdkPixbufFormat *format = gdk_pixbuf_loader_get_format (loader);
  g_autofree char *format_name = format != NULL ? gdk_pixbuf_format_get_name (format) : NULL;

  return g_strcmp0 (format_name, name) == 0;
}

static gboolean
is_scalable (GdkPixbufLoader *loader)
{
  GdkPixbufFormat *format = gdk_pixbuf_loader_get_format (loader);

  return format != NULL && gdk_pixbuf_format_is_scalable (format);
}

/* Makes the longer side as long as wanted, and the other one at least a pixel. */
static void
fit (int *width,
     int *height,
     int  size)
{
  int longer = MAX (*width, *height);

  *width = MAX (1, (int) (((gint64) *width * size + longer / 2) / longer));
  *height = MAX (1, (int) (((gint64) *height * size + longer / 2) / longer));
}

static int
divide_up (int number,
           int divisor)
{
  return (int) (((gint64) number + divisor - 1) / divisor);
}

/* Asks for the very size that a JPEG decoder makes by itself. For any other one, GdkPixbufLoader
 * would scale on its own, and then no longer tell which rows have been decoded. */
static void
set_jpeg_size (GdkPixbufLoader *loader,
               int              width,
               int              height,
               int              size)
{
  int divisor = 1;

  while (divisor < MAX_JPEG_DIVISOR && divide_up (MAX (width, height), 2 * divisor) >= size)
    divisor *= 2;
  gdk_pixbuf_loader_set_size (loader, divide_up (width, divisor), divide_up (height, divisor));
}

static void
refuse (GdkPixbufLoader *loader,
        Decoding        *decoding)
{
  decoding->too_large = TRUE;

  /* No size at all makes a decoder give up before it asks for memory. These two would call that a
   * bug of theirs, loudly; they get no further than the first piece anyway. */
  if (!is_format (loader, "tga") && !is_format (loader, "pnm"))
    gdk_pixbuf_loader_set_size (loader, 0, 0);
}

static void
size_prepared_cb (GdkPixbufLoader *loader,
                  int              width,
                  int              height,
                  Decoding        *decoding)
{
  gboolean is_jpeg = is_format (loader, "jpeg");
  gint64 max_pixels = is_jpeg ? MAX_PIXELS_JPEG : MAX_PIXELS;

  if (width < 1 || height < 1)
    return;

  if (is_scalable (loader))
    {
      fit (&width, &height, decoding->size);
      gdk_pixbuf_loader_set_size (loader, width, height);
    }
  else if ((gint64) width * height > max_pixels)
    {
      refuse (loader, decoding);
    }
  else if (MAX (width, height) > decoding->size && is_jpeg)
    {
      set_jpeg_size (loader, width, height, decoding->size);
    }
  else if (MAX (width, height) > decoding->size && is_format (loader, "webp"))
    {
      fit (&width, &height, decoding->size);
      gdk_pixbuf_loader_set_size (loader, width, height);
    }
}

static void
area_prepared_cb (GdkPixbufLoader *loader,
                  Decoding        *decoding)
{
  decoding->incremental = TRUE;
  decoding->height = gdk_pixbuf_get_height (gdk_pixbuf_loader_get_pixbuf (loader));
  decoding->first_row = decoding->height;
}

static void
area_updated_cb (GdkPixbufLoader *loader,
                 int              x,
                 int              y,
                 int              width,
                 int              height,
                 Decoding        *decoding)
{
  decoding->first_row = MIN (decoding->first_row, y);
  decoding->end_row = MAX (decoding->end_row, y + height);
}

static GdkPixbufLoader *
new_loader (const char *data,
            gsize       length,
            Decoding   *decoding)
{
  GdkPixbufLoader *loader = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (formats) && loader == NULL; i++)
    {
      gsize signature_length = strlen (formats[i].signature);

      if (formats[i].offset + signature_length <= length
          && memcmp (data + formats[i].offset, formats[i].signature, signature_length) == 0)
        loader = gdk_pixbuf_loader_new_with_type (formats[i].name, NULL);
    }
  if (loader == NULL)
    loader = gdk_pixbuf_loader_new ();

  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), decoding);
  g_signal_connect (loader, "area-prepared", G_CALLBACK (area_prepared_cb), decoding);
  g_signal_connect (loader, "area-updated", G_CALLBACK (area_updated_cb), decoding);
  return loader;
}

/* Gives the loader, which is still open, once it has got all data. */
static GdkPixbufLoader *
feed (Decoding      *decoding,
      GInputStream  *stream,
      GError       **error)
{
  g_autofree char *buffer = g_malloc (CHUNK_SIZE);
  g_autoptr (GdkPixbufLoader) loader = NULL;
  goffset n_fed = 0;
  gssize n_read = 1;

  while (n_read > 0 && !decoding->too_large)
    {
      n_read = g_input_stream_read (stream, buffer, CHUNK_SIZE, decoding->cancellable, error);
      if (loader == NULL)
        loader = new_loader (buffer, (gsize) MAX (n_read, 0), decoding);
      if (n_read < 0
          || (n_read > 0
              && !gdk_pixbuf_loader_write (loader, (guchar *) buffer, (gsize) n_read, error)))
        {
          gdk_pixbuf_loader_close (loader, NULL);
          return NULL;
        }
      n_fed += n_read;
      if (decoding->progress != NULL && n_read > 0)
        decoding->progress ((double) n_fed / (double) MAX (n_fed, decoding->picture->size),
                            decoding->user_data);
    }
  return g_steal_pointer (&loader);
}

/* Some decoders fill up what is missing at the end and call that success. Those that work row by
 * row have given us every row of a whole picture by the time the data end. */
static gboolean
is_truncated (const Decoding *decoding)
{
  return decoding->incremental
         && (decoding->first_row > 0 || decoding->end_row < decoding->height);
}

/* Gives a picture that fits into a square; the same one if it does so already. */
GdkPixbuf *
bg_gtk_shrink (GdkPixbuf *pixbuf,
               int        size)
{
  int width = gdk_pixbuf_get_width (pixbuf);
  int height = gdk_pixbuf_get_height (pixbuf);
  GdkPixbuf *shrunk;

  if (MAX (width, height) <= size)
    return g_object_ref (pixbuf);

  fit (&width, &height, size);
  shrunk = gdk_pixbuf_scale_simple (pixbuf, width, height, GDK_INTERP_BILINEAR);
  if (shrunk != NULL)
    gdk_pixbuf_copy_options (pixbuf, shrunk);
  return shrunk;
}

static GdkPixbuf *
load (Decoding      *decoding,
      GInputStream  *stream,
      GError       **error)
{
  g_autoptr (GdkPixbufLoader) loader = feed (decoding, stream, error);
  gboolean truncated = is_truncated (decoding);
  GdkPixbuf *pixbuf;

  if (loader == NULL || !gdk_pixbuf_loader_close (loader, error)
      || g_cancellable_set_error_if_cancelled (decoding->cancellable, error))
    return NULL;

  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (pixbuf == NULL || truncated || is_truncated (decoding))
    {
      bg_gtk_picture_set_error (decoding->picture, GDK_PIXBUF_ERROR_CORRUPT_IMAGE, error);
      return NULL;
    }
  return bg_gtk_shrink (pixbuf, decoding->size);
}

/* Decodes a picture so that it fits into a square and stands upright. Drawings fill the square,
 * what consists of pixels is not enlarged. */
GdkPixbuf *
bg_gtk_decode (const BgGtkPicture       *picture,
               int                       size,
               BgGtkDecodeProgressFunc   progress,
               gpointer                  user_data,
               GCancellable             *cancellable,
               GError                  **error)
{
  Decoding decoding = {
    .picture = picture, .size = size, .progress = progress, .user_data = user_data,
    .cancellable = cancellable,
  };
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autoptr (GError) local_error = NULL;

  stream = g_file_read (picture->file, cancellable, &local_error);
  if (stream != NULL)
    pixbuf = load (&decoding, G_INPUT_STREAM (stream), &local_error);
  if (pixbuf != NULL && !decoding.too_large)
    return gdk_pixbuf_apply_embedded_orientation (pixbuf);

  if (decoding.too_large || local_error == NULL)
    bg_gtk_picture_set_error (picture, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY, error);
  else
    bg_gtk_picture_propagate (picture, g_steal_pointer (&local_error), error);
  return NULL;
}
