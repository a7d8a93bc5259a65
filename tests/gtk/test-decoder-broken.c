/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bg-gtk-decoder-private.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "bg-gtk-test-pictures.h"

/* Files that are no pictures, or not any more. */

#define NOBODY 65534

/* The message must name the file. */
static void
assert_fails (GFile *file,
              int    code)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = bg_gtk_test_decode (file, 64, &error);

  g_assert_null (pixbuf);
  g_assert_error (error, GDK_PIXBUF_ERROR, code);
  g_assert_nonnull (strstr (error->message, name));
}

static void
test_truncated (void)
{
  const char *formats[] = { "png", "jpeg", "bmp", "tiff" };
  const int edges[] = { 16, 40, 300 };

  g_test_summary ("Wherever a file is cut off, it is damaged or unknown, never shown in part");

  for (gsize i = 0; i < G_N_ELEMENTS (formats) * G_N_ELEMENTS (edges); i++)
    {
      const char *format = formats[i / G_N_ELEMENTS (edges)];
      int edge = edges[i % G_N_ELEMENTS (edges)];
      g_autoptr (GdkPixbuf) pixbuf = bg_gtk_test_draw_noise (edge, edge);
      g_autoptr (GBytes) bytes = bg_gtk_test_encode (pixbuf, format);
      gsize length = g_bytes_get_size (bytes);

      for (gsize part = 1; part < 20; part++)
        {
          g_autoptr (GFile) file = bg_gtk_test_save_part ("part", bytes, length * part / 20);
          g_autoptr (GError) error = NULL;

          g_test_message ("%d × %d as %s, %" G_GSIZE_FORMAT " of 20 parts",
                          edge, edge, format, part);
          g_assert_null (bg_gtk_test_decode (file, 64, &error));
          if (!g_error_matches (error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_UNKNOWN_TYPE))
            g_assert_error (error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_CORRUPT_IMAGE);
        }
    }
}

/* Half of it hits the header, where most harm can be done. */
static GFile *
save_with_garbage (GBytes *bytes)
{
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  gint32 length = (gint32) g_bytes_get_size (bytes);

  for (guint i = 0; i < 8; i++)
    {
      gint32 end = i % 2 == 0 ? MIN (length, 128) : length;

      data[g_test_rand_int_range (0, end)] = (guint8) g_test_rand_int_range (0, 256);
    }
  return bg_gtk_test_write ("garbage", data, (gsize) length);
}

static void
test_garbage_inside (void)
{
  const char *formats[] = { "png", "jpeg", "tiff" };
  g_autoptr (GdkPixbuf) pixbuf = bg_gtk_test_draw_noise (120, 120);

  g_test_summary ("Whatever stands in a file: a picture that fits, or an error with its name");

  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (GBytes) bytes = bg_gtk_test_encode (pixbuf, formats[i % G_N_ELEMENTS (formats)]);
      g_autoptr (GFile) file = save_with_garbage (bytes);
      g_autoptr (GError) error = NULL;
      g_autoptr (GdkPixbuf) decoded = bg_gtk_test_decode (file, 64, &error);

      g_assert_true ((decoded == NULL) == (error != NULL));
      if (decoded == NULL)
        g_assert_nonnull (strstr (error->message, "garbage"));
      g_assert_cmpint (decoded != NULL ? gdk_pixbuf_get_width (decoded) : 1, <=, 64);
      g_assert_cmpint (decoded != NULL ? gdk_pixbuf_get_height (decoded) : 1, <=, 64);
    }
}

static void
test_text (void)
{
  const char text[] = "This is a letter to somebody, and only its name ends as a picture's does.\n";
  g_autoptr (GFile) file = bg_gtk_test_write ("letter.png", text, sizeof text - 1);

  assert_fails (file, GDK_PIXBUF_ERROR_UNKNOWN_TYPE);
}

static void
test_one_byte (void)
{
  g_autoptr (GFile) file = bg_gtk_test_write ("byte.jpg", "x", 1);

  assert_fails (file, GDK_PIXBUF_ERROR_UNKNOWN_TYPE);
}

static void
test_signature_only (void)
{
  g_autoptr (GFile) file = bg_gtk_test_write ("start.jpg", "\xff\xd8\xff", 3);

  assert_fails (file, GDK_PIXBUF_ERROR_CORRUPT_IMAGE);
}

static void
test_huge (void)
{
  g_autoptr (GFile) file = bg_gtk_test_save_huge_png ("huge.png", 100000, 100000);
  g_autoptr (GFile) endless = bg_gtk_test_save_huge_png ("endless.png", 0xffffffff, 0xffffffff);
  g_autoptr (GFile) nothing = bg_gtk_test_save_huge_png ("nothing.png", 0, 0);

  assert_fails (file, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY);
  assert_fails (endless, GDK_PIXBUF_ERROR_CORRUPT_IMAGE);
  assert_fails (nothing, GDK_PIXBUF_ERROR_CORRUPT_IMAGE);
}

static void
test_huge_of_each_kind (void)
{
  const char tga[] = "\0\0\2\0\0\0\0\0\0\0\0\0\xe0\x2e\xe0\x2e\x18\0";
  const char gif[] = "GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\2";
  const char pnm[] = "P6\n12000 12000\n255\n";
  const struct
  {
    const char *name;
    const char *data;
    gsize       length;
  } rows[] = {
    { "huge.tga", tga, sizeof tga - 1 },
    { "huge.gif", gif, sizeof gif - 1 },
    { "huge.pnm", pnm, sizeof pnm - 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *data = g_malloc0 (8192);
      g_autoptr (GFile) file = NULL;

      memcpy (data, rows[i].data, rows[i].length);
      file = bg_gtk_test_write (rows[i].name, data, 8192);
      assert_fails (file, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY);
    }
}

static void
test_huge_jpeg (void)
{
  g_autoptr (GdkPixbuf) pixbuf = bg_gtk_test_draw (64, 64);
  g_autoptr (GBytes) bytes = bg_gtk_test_encode (pixbuf, "jpeg");
  g_autoptr (GByteArray) array = g_bytes_unref_to_array (g_steal_pointer (&bytes));
  g_autoptr (GFile) file = NULL;
  guint frame = 0;

  while (array->data[frame] != 0xff || array->data[frame + 1] != 0xc0)
    frame++;
  memset (array->data + frame + 5, 0xfe, 4);
  file = bg_gtk_test_write ("huge.jpg", array->data, array->len);
  assert_fails (file, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY);
}

static void
test_unreadable (void)
{
  g_autoptr (GFile) file = bg_gtk_test_write ("forbidden.png", "12345", 5);
  g_autoptr (GError) error = NULL;
  gboolean is_root = geteuid () == 0;

  g_test_summary ("The superuser may read everything and so becomes somebody else for a moment");

  g_assert_cmpint (g_chmod (g_file_peek_path (file), 0), ==, 0);
  if (is_root)
    g_assert_cmpint (seteuid (NOBODY), ==, 0);
  g_assert_null (bg_gtk_test_decode (file, 64, &error));
  if (is_root)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  g_assert_cmpstr (error->message, ==, "You are not allowed to read “forbidden.png”.");
}

int
main (int   argc,
      char *argv[])
{
  bg_gtk_test_init (&argc, &argv);

  g_test_add_func ("/decoder-broken/truncated", test_truncated);
  g_test_add_func ("/decoder-broken/garbage-inside", test_garbage_inside);
  g_test_add_func ("/decoder-broken/text", test_text);
  g_test_add_func ("/decoder-broken/one-byte", test_one_byte);
  g_test_add_func ("/decoder-broken/signature-only", test_signature_only);
  g_test_add_func ("/decoder-broken/huge", test_huge);
  g_test_add_func ("/decoder-broken/huge-of-each-kind", test_huge_of_each_kind);
  g_test_add_func ("/decoder-broken/huge-jpeg", test_huge_jpeg);
  g_test_add_func ("/decoder-broken/unreadable", test_unreadable);

  return bg_gtk_test_run ();
}
