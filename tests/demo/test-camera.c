/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <gexiv2/gexiv2.h>

#include "browser-camera.h"
#include "browser-test.h"

static void
set_tag (GExiv2Metadata *metadata,
         const char     *tag,
         const char     *value)
{
  g_autoptr (GError) error = NULL;

  gexiv2_metadata_try_set_tag_string (metadata, tag, value, &error);
  g_assert_no_error (error);
}

static void
write_tags (GFile             *file,
            const char *const *tags)
{
  g_autoptr (GExiv2Metadata) metadata = gexiv2_metadata_new ();
  g_autoptr (GError) error = NULL;

  gexiv2_metadata_open_path (metadata, g_file_peek_path (file), &error);
  g_assert_no_error (error);
  for (gsize i = 0; tags[i] != NULL; i += 2)
    set_tag (metadata, tags[i], tags[i + 1]);
  gexiv2_metadata_save_file (metadata, g_file_peek_path (file), &error);
  g_assert_no_error (error);
}

static void
test_full (void)
{
  static const char *const tags[] =
    {
      "Exif.Image.Make", "NIKON CORPORATION",
      "Exif.Image.Model", "NIKON D90",
      "Exif.Photo.ExposureTime", "1/250",
      "Exif.Photo.FNumber", "28/10",
      "Exif.Photo.ISOSpeedRatings", "200",
      "Exif.Photo.FocalLength", "35/1",
      "Exif.Photo.DateTimeOriginal", "2023:05:01 12:30:00",
      NULL
    };
  g_autoptr (BrowserTestFolder) folder = browser_test_folder_new ();
  g_autoptr (GFile) file = browser_test_folder_add_photo (folder, "a.jpg", 8, 8, 0xff);
  BrowserCamera camera = { NULL };

  write_tags (file, tags);
  browser_camera_read (&camera, file);

  g_assert_false (browser_camera_is_empty (&camera));
  g_assert_cmpstr (camera.fields[BROWSER_CAMERA_MODEL], ==, "NIKON D90");
  g_assert_null (camera.fields[BROWSER_CAMERA_LENS]);
  g_assert_cmpstr (camera.fields[BROWSER_CAMERA_EXPOSURE], ==, "1/250 s");
  g_assert_cmpstr (camera.fields[BROWSER_CAMERA_APERTURE], ==, "f/2.8");
  g_assert_cmpstr (camera.fields[BROWSER_CAMERA_ISO], ==, "200");
  g_assert_cmpstr (camera.fields[BROWSER_CAMERA_FOCAL_LENGTH], ==, "35 mm");
  g_assert_nonnull (strstr (camera.fields[BROWSER_CAMERA_TAKEN], "12:30"));

  browser_camera_clear (&camera);
  g_assert_true (browser_camera_is_empty (&camera));
}

/* What makes no sense is left out. */
static void
test_odd (void)
{
  static const char *const tags[] =
    {
      "Exif.Image.Make", "Acme",
      "Exif.Image.Model", "X1",
      "Exif.Photo.ExposureTime", "5/2",
      "Exif.Photo.FNumber", "0/1",
      "Exif.Photo.LensModel", "   ",
      "Exif.Photo.DateTimeOriginal", "0000:00:00 00:00:00",
      NULL
    };
  g_autoptr (BrowserTestFolder) folder = browser_test_folder_new ();
  g_autoptr (GFile) file = browser_test_folder_add_photo (folder, "a.jpg", 8, 8, 0xff);
  BrowserCamera camera = { NULL };

  write_tags (file, tags);
  browser_camera_read (&camera, file);

  g_assert_cmpstr (camera.fields[BROWSER_CAMERA_MODEL], ==, "Acme X1");
  g_assert_cmpstr (camera.fields[BROWSER_CAMERA_EXPOSURE], ==, "2.5 s");
  g_assert_null (camera.fields[BROWSER_CAMERA_APERTURE]);
  g_assert_null (camera.fields[BROWSER_CAMERA_LENS]);
  g_assert_null (camera.fields[BROWSER_CAMERA_TAKEN]);
  browser_camera_clear (&camera);
}

static void
test_none (void)
{
  g_autoptr (BrowserTestFolder) folder = browser_test_folder_new ();
  g_autoptr (GFile) plain = browser_test_folder_add_photo (folder, "a.jpg", 8, 8, 0xff);
  g_autoptr (GFile) broken = browser_test_folder_add_text (folder, "b.jpg", "no picture");
  g_autoptr (GFile) missing = g_file_get_child (folder->file, "missing.jpg");
  BrowserCamera camera = { NULL };

  browser_camera_read (&camera, plain);
  browser_camera_read (&camera, broken);
  browser_camera_read (&camera, missing);
  g_assert_true (browser_camera_is_empty (&camera));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gexiv2_initialize ();
  gexiv2_log_set_level (GEXIV2_LOG_LEVEL_MUTE);

  g_test_add_func ("/browser/camera/full", test_full);
  g_test_add_func ("/browser/camera/odd", test_odd);
  g_test_add_func ("/browser/camera/none", test_none);

  return g_test_run ();
}
