/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-decode.h"
#include "browser-test.h"

static void
test_scales (void)
{
  g_autoptr (BrowserTestFolder) folder = browser_test_folder_new ();
  g_autoptr (GFile) file = browser_test_folder_add_photo (folder, "a.jpg", 400, 200, 0xff);
  BrowserDimensions original = { 0, 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = browser_decode (file, 100, &original, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, 100);
  g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, 50);
  g_assert_cmpint (original.width, ==, 400);
  g_assert_cmpint (original.height, ==, 200);
}

static void
test_never_enlarges (void)
{
  g_autoptr (BrowserTestFolder) folder = browser_test_folder_new ();
  g_autoptr (GFile) file = browser_test_folder_add_photo (folder, "a.jpg", 20, 10, 0xff);
  g_autoptr (GdkPixbuf) pixbuf = browser_decode (file, 100, NULL, NULL, NULL);

  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, 20);
  g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, 10);
}

static void
test_errors (void)
{
  g_autoptr (BrowserTestFolder) folder = browser_test_folder_new ();
  g_autoptr (GFile) broken = browser_test_folder_add_text (folder, "a.jpg", "no picture at all");
  g_autoptr (GFile) empty = browser_test_folder_add_text (folder, "b.jpg", "");
  g_autoptr (GFile) missing = g_file_get_child (folder->file, "c.jpg");
  g_autoptr (GError) error = NULL;

  g_assert_null (browser_decode (broken, 100, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (browser_decode (empty, 100, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (browser_decode (missing, 100, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_cancelled (void)
{
  g_autoptr (BrowserTestFolder) folder = browser_test_folder_new ();
  g_autoptr (GFile) file = browser_test_folder_add_photo (folder, "a.jpg", 20, 10, 0xff);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (browser_decode (file, 100, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/browser/decode/scales", test_scales);
  g_test_add_func ("/browser/decode/never-enlarges", test_never_enlarges);
  g_test_add_func ("/browser/decode/errors", test_errors);
  g_test_add_func ("/browser/decode/cancelled", test_cancelled);

  return g_test_run ();
}
