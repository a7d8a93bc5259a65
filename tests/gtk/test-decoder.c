/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bg-gtk-decoder-private.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "bg-gtk-test-pictures.h"

#define NOBODY 65534

static GdkPixbuf *
decode (GFile   *file,
        int      size,
        GError **error)
{
  g_autoptr (BgGtkPicture) picture = bg_gtk_picture_new (file, NULL, error);

  return picture != NULL ? bg_gtk_decode (picture, size, NULL, NULL, NULL, error) : NULL;
}

static void
assert_decodes (GFile *file,
                int    size,
                int    width,
                int    height)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = decode (file, size, &error);

  g_assert_no_error (error);
  bg_gtk_test_assert_size (pixbuf, width, height);
}

/* The message must name the file. */
static void
assert_fails (GFile *file,
              int    code)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = decode (file, 64, &error);

  g_assert_null (pixbuf);
  g_assert_error (error, GDK_PIXBUF_ERROR, code);
  g_assert_nonnull (strstr (error->message, name));
}

static void
test_sizes (void)
{
  const struct
  {
    int width;
    int height;
    int size;
    int expected_width;
    int expected_height;
  } rows[] = {
    { 640, 480, 256, 256, 192 },
    { 480, 640, 256, 192, 256 },
    { 300, 300, 64, 64, 64 },
    { 64, 64, 64, 64, 64 },
    { 65, 65, 64, 64, 64 },
    { 40, 20, 64, 40, 20 },
    { 1, 1, 64, 1, 1 },
    { 2000, 1, 64, 64, 1 },
    { 1, 2000, 64, 1, 64 },
    { 1023, 767, 128, 128, 96 },
  };
  const char *formats[] = { "png", "jpeg", "bmp", "tiff" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows) * G_N_ELEMENTS (formats); i++)
    {
      gsize row = i / G_N_ELEMENTS (formats);
      const char *format = formats[i % G_N_ELEMENTS (formats)];
      g_autoptr (GdkPixbuf) pixbuf = bg_gtk_test_draw (rows[row].width, rows[row].height);
      g_autoptr (GFile) file = bg_gtk_test_save ("size", pixbuf, format);

      g_test_message ("%d × %d as %s", rows[row].width, rows[row].height, format);
      assert_decodes (file, rows[row].size, rows[row].expected_width, rows[row].expected_height);
    }
}

static void
test_contents (void)
{
  const char *formats[] = { "png", "jpeg" };

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (GdkPixbuf) pixbuf = bg_gtk_test_draw (640, 480);
      g_autoptr (GFile) file = bg_gtk_test_save ("contents", pixbuf, formats[i]);
      g_autoptr (GdkPixbuf) decoded = decode (file, 128, NULL);

      for (guint corner = 0; corner < 4; corner++)
        bg_gtk_test_assert_corner (decoded, corner, corner);
    }
}

static void
test_orientation (void)
{
  /* Which stored corner is seen at the top left, top right, bottom left and bottom right. */
  const BgGtkTestCorner seen[8][4] = {
    { CORNER_RED, CORNER_GREEN, CORNER_BLUE, CORNER_WHITE },
    { CORNER_GREEN, CORNER_RED, CORNER_WHITE, CORNER_BLUE },
    { CORNER_WHITE, CORNER_BLUE, CORNER_GREEN, CORNER_RED },
    { CORNER_BLUE, CORNER_WHITE, CORNER_RED, CORNER_GREEN },
    { CORNER_RED, CORNER_BLUE, CORNER_GREEN, CORNER_WHITE },
    { CORNER_BLUE, CORNER_RED, CORNER_WHITE, CORNER_GREEN },
    { CORNER_WHITE, CORNER_GREEN, CORNER_BLUE, CORNER_RED },
    { CORNER_GREEN, CORNER_WHITE, CORNER_RED, CORNER_BLUE },
  };
  g_autoptr (GdkPixbuf) pixbuf = bg_gtk_test_draw (640, 480);

  for (guint orientation = 1; orientation <= 8; orientation++)
    {
      g_autoptr (GFile) file = bg_gtk_test_save_rotated_jpeg ("turned.jpg", pixbuf, orientation);
      g_autoptr (GdkPixbuf) decoded = decode (file, 128, NULL);

      g_test_message ("orientation %u", orientation);
      bg_gtk_test_assert_size (decoded, orientation < 5 ? 128 : 96, orientation < 5 ? 96 : 128);
      for (guint corner = 0; corner < 4; corner++)
        bg_gtk_test_assert_corner (decoded, corner, seen[orientation - 1][corner]);
    }
}

static void
test_orientation_without_scaling (void)
{
  g_autoptr (GdkPixbuf) pixbuf = bg_gtk_test_draw (48, 32);
  g_autoptr (GFile) file = bg_gtk_test_save_rotated_jpeg ("turned.jpg", pixbuf, 6);

  assert_decodes (file, 128, 32, 48);
}

static void
test_orientation_nonsense (void)
{
  g_autoptr (GdkPixbuf) pixbuf = bg_gtk_test_draw (48, 32);
  g_autoptr (GFile) file = bg_gtk_test_save_rotated_jpeg ("turned.jpg", pixbuf, 99);

  assert_decodes (file, 128, 48, 32);
}

static void
test_drawing_fills (void)
{
  const char svg[] = "<svg xmlns='http://www.w3.org/2000/svg' width='16' height='8'>"
                     "<rect width='16' height='8' fill='red'/></svg>";
  g_autoptr (GFile) file = bg_gtk_test_write ("drawing.svg", svg, sizeof svg - 1);

  assert_decodes (file, 256, 256, 128);
}

static void
test_enormous_drawing (void)
{
  const char svg[] = "<svg xmlns='http://www.w3.org/2000/svg' width='1000000' height='1000000'>"
                     "<rect width='1000000' height='8' fill='red'/></svg>";
  g_autoptr (GFile) file = bg_gtk_test_write ("drawing.svg", svg, sizeof svg - 1);

  g_test_summary ("A drawing has no pixels before it gets a size");

  assert_decodes (file, 64, 64, 64);
}

static gboolean
has_format (const char *name)
{
  g_autoptr (GSList) formats = gdk_pixbuf_get_formats ();

  for (GSList *item = formats; item != NULL; item = item->next)
    {
      g_autofree char *found = gdk_pixbuf_format_get_name (item->data);

      if (g_str_equal (found, name))
        return TRUE;
    }
  return FALSE;
}

static void
test_webp (void)
{
  /* 40 × 20 pixels, all of one colour */
  const char webp[] = "UklGRhwAAABXRUJQVlA4TA8AAAAvJ8AEAAcQ/Y/+ByKi/wEA";
  g_autofree guchar *data = NULL;
  g_autoptr (GFile) file = NULL;
  gsize length;

  if (!has_format ("webp"))
    {
      g_test_skip ("no decoder for this format is installed");
      return;
    }
  data = g_base64_decode (webp, &length);
  file = bg_gtk_test_write ("a.webp", data, length);
  assert_decodes (file, 10, 10, 5);
  assert_decodes (file, 100, 40, 20);
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
          g_assert_null (decode (file, 64, &error));
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
      g_autoptr (GdkPixbuf) decoded = decode (file, 64, &error);

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
  g_assert_null (decode (file, 64, &error));
  if (is_root)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  g_assert_cmpstr (error->message, ==, "You are not allowed to read “forbidden.png”.");
}

typedef struct
{
  GCancellable *cancellable;
  double        last;
  guint         n_calls;
} Progress;

static void
progress_cb (double   fraction,
             gpointer user_data)
{
  Progress *progress = user_data;

  g_assert_cmpfloat (fraction, >, progress->last);
  g_assert_cmpfloat (fraction, <=, 1.0);
  progress->last = fraction;
  progress->n_calls++;
  if (progress->cancellable != NULL)
    g_cancellable_cancel (progress->cancellable);
}

static void
test_progress (void)
{
  g_autoptr (GdkPixbuf) noise = bg_gtk_test_draw_noise (400, 400);
  g_autoptr (GFile) file = bg_gtk_test_save ("noise.png", noise, "png");
  g_autoptr (BgGtkPicture) picture = bg_gtk_picture_new (file, NULL, NULL);
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  Progress progress = { NULL, 0.0, 0 };

  pixbuf = bg_gtk_decode (picture, 64, progress_cb, &progress, NULL, NULL);
  g_assert_nonnull (pixbuf);
  g_assert_cmpuint (progress.n_calls, >, 4);
  g_assert_cmpfloat (progress.last, ==, 1.0);
}

static void
test_cancel_between_pieces (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GdkPixbuf) noise = bg_gtk_test_draw_noise (400, 400);
  g_autoptr (GFile) file = bg_gtk_test_save ("noise.png", noise, "png");
  g_autoptr (BgGtkPicture) picture = bg_gtk_picture_new (file, NULL, NULL);
  g_autoptr (GError) error = NULL;
  Progress progress = { cancellable, 0.0, 0 };

  g_assert_null (bg_gtk_decode (picture, 64, progress_cb, &progress, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (progress.n_calls, ==, 1);
}

static void
test_cancel_before (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GdkPixbuf) drawn = bg_gtk_test_draw (40, 40);
  g_autoptr (GFile) file = bg_gtk_test_save ("a.png", drawn, "png");
  g_autoptr (BgGtkPicture) picture = bg_gtk_picture_new (file, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (bg_gtk_decode (picture, 64, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_shrink (void)
{
  g_autoptr (GdkPixbuf) drawn = bg_gtk_test_draw (40, 20);
  g_autoptr (GdkPixbuf) same = bg_gtk_shrink (drawn, 40);
  g_autoptr (GdkPixbuf) shrunk = NULL;

  g_assert_true (same == drawn);
  gdk_pixbuf_set_option (drawn, "orientation", "6");
  shrunk = bg_gtk_shrink (drawn, 10);
  bg_gtk_test_assert_size (shrunk, 10, 5);
  g_assert_cmpstr (gdk_pixbuf_get_option (shrunk, "orientation"), ==, "6");
}

int
main (int   argc,
      char *argv[])
{
  bg_gtk_test_init (&argc, &argv);

  g_test_add_func ("/decoder/size/fits", test_sizes);
  g_test_add_func ("/decoder/size/shrink", test_shrink);
  g_test_add_func ("/decoder/size/drawing-fills", test_drawing_fills);
  g_test_add_func ("/decoder/size/enormous-drawing", test_enormous_drawing);
  g_test_add_func ("/decoder/size/webp", test_webp);
  g_test_add_func ("/decoder/contents", test_contents);
  g_test_add_func ("/decoder/orientation/applied", test_orientation);
  g_test_add_func ("/decoder/orientation/without-scaling", test_orientation_without_scaling);
  g_test_add_func ("/decoder/orientation/nonsense", test_orientation_nonsense);
  g_test_add_func ("/decoder/broken/truncated", test_truncated);
  g_test_add_func ("/decoder/broken/garbage-inside", test_garbage_inside);
  g_test_add_func ("/decoder/broken/text", test_text);
  g_test_add_func ("/decoder/broken/one-byte", test_one_byte);
  g_test_add_func ("/decoder/broken/signature-only", test_signature_only);
  g_test_add_func ("/decoder/broken/huge", test_huge);
  g_test_add_func ("/decoder/broken/huge-of-each-kind", test_huge_of_each_kind);
  g_test_add_func ("/decoder/broken/huge-jpeg", test_huge_jpeg);
  g_test_add_func ("/decoder/broken/unreadable", test_unreadable);
  g_test_add_func ("/decoder/progress", test_progress);
  g_test_add_func ("/decoder/cancel/between-pieces", test_cancel_between_pieces);
  g_test_add_func ("/decoder/cancel/before", test_cancel_before);

  return bg_gtk_test_run ();
}
