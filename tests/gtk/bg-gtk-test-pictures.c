/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bg-gtk-test-pictures.h"

#include <glib/gstdio.h>
#include <string.h>

#include "bg-gtk-decoder-private.h"

static const guint32 colors[] = { 0xff0000ff, 0x00ff00ff, 0x0000ffff, 0xffffffff };

static char *root;

/* The caches of the user are left alone. G_TEST_OPTION_ISOLATE_DIRS would hide the database of
 * file kinds as well, without which hardly any picture is known to be one. */
void
bg_gtk_test_init (int    *argc,
                  char ***argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *cache = NULL;

  root = g_dir_make_tmp ("taskmgr-test-XXXXXX", &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (root, 0755), ==, 0);
  cache = g_build_filename (root, "cache", NULL);
  g_assert_true (g_setenv ("XDG_CACHE_HOME", cache, TRUE));
  g_test_init (argc, argv, NULL);
}

/* Runs the tests and tidies up. */
int
bg_gtk_test_run (void)
{
  int result = g_test_run ();
  char *argv[] = { (char *) "rm", (char *) "-rf", root, NULL };

  g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  g_clear_pointer (&root, g_free);
  return result;
}

/* Each test has a folder of its own. */
char *
bg_gtk_test_path (const char *name)
{
  g_autofree char *dir = g_build_filename (root, g_test_get_path (), NULL);

  g_assert_cmpint (g_mkdir_with_parents (dir, 0755), ==, 0);
  return g_build_filename (dir, name, NULL);
}

GFile *
bg_gtk_test_file (const char *name)
{
  g_autofree char *path = bg_gtk_test_path (name);

  return g_file_new_for_path (path);
}

GFile *
bg_gtk_test_write (const char    *name,
                   gconstpointer  data,
                   gsize          length)
{
  g_autofree char *path = bg_gtk_test_path (name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, data, (gssize) length, &error);
  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

/* A quarter of the picture in each colour. */
GdkPixbuf *
bg_gtk_test_draw (int width,
                  int height)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);

  for (int i = 0; i < 4; i++)
    {
      int x = i % 2 * width / 2;
      int y = i / 2 * height / 2;
      g_autoptr (GdkPixbuf) quarter = NULL;

      quarter = gdk_pixbuf_new_subpixbuf (pixbuf, x, y, width - width / 2, height - height / 2);
      gdk_pixbuf_fill (quarter, colors[i]);
    }
  return pixbuf;
}

/* Does not compress, and so makes a file of many pieces. */
GdkPixbuf *
bg_gtk_test_draw_noise (int width,
                        int height)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);

  for (gsize i = 0; i < gdk_pixbuf_get_byte_length (pixbuf); i++)
    pixels[i] = (guchar) g_test_rand_int_range (0, 256);
  return pixbuf;
}

GBytes *
bg_gtk_test_encode (GdkPixbuf  *pixbuf,
                    const char *format)
{
  g_autoptr (GError) error = NULL;
  char *data;
  gsize length;

  gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, format, &error, NULL);
  g_assert_no_error (error);
  return g_bytes_new_take (data, length);
}

GFile *
bg_gtk_test_save (const char *name,
                  GdkPixbuf  *pixbuf,
                  const char *format)
{
  g_autoptr (GBytes) bytes = bg_gtk_test_encode (pixbuf, format);

  return bg_gtk_test_write (name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* The camera's note is put in by hand, between the start of the file and what follows. */
GFile *
bg_gtk_test_save_rotated_jpeg (const char *name,
                               GdkPixbuf  *pixbuf,
                               guint       orientation)
{
  const guint8 exif[] = {
    0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0,
    /* little endian, with a directory at 8 */
    'I', 'I', 42, 0, 8, 0, 0, 0,
    /* which has one entry */
    1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (guint8) orientation, 0, 0, 0,
    /* and is the only one */
    0, 0, 0, 0,
  };
  g_autoptr (GBytes) bytes = bg_gtk_test_encode (pixbuf, "jpeg");
  g_autoptr (GByteArray) file = g_byte_array_new ();
  const guint8 *data = g_bytes_get_data (bytes, NULL);

  g_byte_array_append (file, data, 2);
  g_byte_array_append (file, exif, sizeof exif);
  g_byte_array_append (file, data + 2, (guint) g_bytes_get_size (bytes) - 2);
  return bg_gtk_test_write (name, file->data, file->len);
}

static guint32
get_crc (const guint8 *data,
         gsize         length)
{
  guint32 crc = 0xffffffff;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= data[i];
      for (int bit = 0; bit < 8; bit++)
        crc = (crc & 1) != 0 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
    }
  return ~crc;
}

static void
append_number (GByteArray *array,
               guint32     number)
{
  number = GUINT32_TO_BE (number);
  g_byte_array_append (array, (const guint8 *) &number, sizeof number);
}

static void
append_chunk (GByteArray   *array,
              const char   *type,
              const guint8 *data,
              guint         length)
{
  guint start;

  append_number (array, length);
  start = array->len;
  g_byte_array_append (array, (const guint8 *) type, 4);
  g_byte_array_append (array, data, length);
  append_number (array, get_crc (array->data + start, array->len - start));
}

/* A few bytes that promise many pixels. */
GFile *
bg_gtk_test_save_huge_png (const char *name,
                           guint32     width,
                           guint32     height)
{
  const guint8 kind[] = { 8, 2, 0, 0, 0 };
  const guint8 data[6000] = { 0x78, 0x9c };
  g_autoptr (GByteArray) header = g_byte_array_new ();
  g_autoptr (GByteArray) file = g_byte_array_new ();

  append_number (header, width);
  append_number (header, height);
  g_byte_array_append (header, kind, sizeof kind);

  g_byte_array_append (file, (const guint8 *) "\x89PNG\r\n\x1a\n", 8);
  append_chunk (file, "IHDR", header->data, header->len);
  append_chunk (file, "IDAT", data, sizeof data);
  append_chunk (file, "IEND", NULL, 0);
  return bg_gtk_test_write (name, file->data, file->len);
}

GFile *
bg_gtk_test_save_part (const char *name,
                       GBytes     *bytes,
                       gsize       length)
{
  g_assert_cmpuint (length, <=, g_bytes_get_size (bytes));
  return bg_gtk_test_write (name, g_bytes_get_data (bytes, NULL), length);
}

GdkPixbuf *
bg_gtk_test_decode (GFile   *file,
                    int      size,
                    GError **error)
{
  g_autoptr (BgGtkPicture) picture = bg_gtk_picture_new (file, NULL, error);

  return picture != NULL ? bg_gtk_decode (picture, size, NULL, NULL, NULL, error) : NULL;
}

void
bg_gtk_test_set_mtime (GFile   *file,
                       guint64  seconds)
{
  g_autoptr (GError) error = NULL;

  g_file_set_attribute_uint64 (file, G_FILE_ATTRIBUTE_TIME_MODIFIED, seconds,
                               G_FILE_QUERY_INFO_NONE, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
is_close (const guchar *pixel,
          guint32       color)
{
  return ABS (pixel[0] - (int) (color >> 24)) < 32
         && ABS (pixel[1] - (int) (color >> 16 & 0xff)) < 32
         && ABS (pixel[2] - (int) (color >> 8 & 0xff)) < 32;
}

/* Corners count from the left to the right and from the top to the bottom. */
void
bg_gtk_test_assert_corner (GdkPixbuf       *pixbuf,
                           guint            corner,
                           BgGtkTestCorner  expected)
{
  int x = corner % 2 == 0 ? 2 : gdk_pixbuf_get_width (pixbuf) - 3;
  int y = corner / 2 == 0 ? 2 : gdk_pixbuf_get_height (pixbuf) - 3;
  const guchar *pixel = gdk_pixbuf_read_pixels (pixbuf)
                        + y * gdk_pixbuf_get_rowstride (pixbuf)
                        + x * gdk_pixbuf_get_n_channels (pixbuf);

  g_assert_true (is_close (pixel, colors[expected]));
}

void
bg_gtk_test_assert_size (GdkPixbuf *pixbuf,
                         int        width,
                         int        height)
{
  g_assert_nonnull (pixbuf);
  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, width);
  g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, height);
}
