/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bg-gtk-decoder-private.h"

#include "bg-gtk-test-pictures.h"

static void
assert_decodes (GFile *file,
                int    size,
                int    width,
                int    height)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = bg_gtk_test_decode (file, size, &error);

  g_assert_no_error (error);
  bg_gtk_test_assert_size (pixbuf, width, height);
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
      g_autoptr (GdkPixbuf) decoded = bg_gtk_test_decode (file, 128, NULL);

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
      g_autoptr (GdkPixbuf) decoded = bg_gtk_test_decode (file, 128, NULL);

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
  g_test_add_func ("/decoder/progress", test_progress);
  g_test_add_func ("/decoder/cancel/between-pieces", test_cancel_between_pieces);
  g_test_add_func ("/decoder/cancel/before", test_cancel_before);

  return bg_gtk_test_run ();
}
