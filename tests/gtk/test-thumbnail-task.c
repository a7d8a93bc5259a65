/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <taskmgr-gtk.h>

#include "bg-gtk-test-pictures.h"
#include "bg-gtk-test-tasks.h"

typedef struct
{
  BgGtkTestTasks tasks;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  bg_gtk_test_tasks_set_up (&fixture->tasks, 2);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  bg_gtk_test_tasks_tear_down (&fixture->tasks);
}

static BgTask *
run (Fixture *fixture,
     GFile   *file,
     int      size)
{
  g_autoptr (BgTask) task = bg_gtk_thumbnail_task_new (file, size);
  g_autoptr (GError) error = NULL;

  bg_task_manager_add (fixture->tasks.manager, task, &error);
  g_assert_no_error (error);
  bg_gtk_test_run_until (bg_task_is_ended (task));
  return g_steal_pointer (&task);
}

static void
assert_texture (BgTask *task,
                int     width,
                int     height)
{
  g_autoptr (GError) error = bg_task_dup_error (task);
  GdkTexture *texture;

  g_assert_no_error (error);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_COMPLETED);
  g_assert_true (G_VALUE_HOLDS (bg_task_get_result (task), GDK_TYPE_TEXTURE));
  texture = g_value_get_object (bg_task_get_result (task));
  g_assert_cmpint (gdk_texture_get_width (texture), ==, width);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, height);
}

static void
assert_succeeds (Fixture *fixture,
                 GFile   *file,
                 int      size,
                 int      width,
                 int      height)
{
  g_autoptr (BgTask) task = run (fixture, file, size);

  assert_texture (task, width, height);
}

static void
assert_fails (Fixture    *fixture,
              GFile      *file,
              GQuark      domain,
              int         code,
              const char *message)
{
  g_autoptr (BgTask) task = run (fixture, file, 128);
  g_autoptr (GError) error = bg_task_dup_error (task);

  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_FAILED);
  g_assert_error (error, domain, code);
  g_assert_cmpstr (error->message, ==, message);
}

static gboolean
is_valid_for_gio (GFile *file)
{
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_THUMBNAIL_IS_VALID,
                                                  G_FILE_QUERY_INFO_NONE, NULL, NULL);

  return g_file_info_get_attribute_boolean (info, G_FILE_ATTRIBUTE_THUMBNAIL_IS_VALID);
}

/* Makes a file worthless in a way that its time and size do not tell. */
static void
overwrite (GFile *file)
{
  g_autoptr (GFileInfo) info = g_file_query_info (file, "time::modified,standard::size",
                                                  G_FILE_QUERY_INFO_NONE, NULL, NULL);
  gsize length = (gsize) g_file_info_get_size (info);
  g_autofree char *zeros = g_malloc0 (length);

  g_assert_true (g_file_replace_contents (file, zeros, length, NULL, FALSE, G_FILE_CREATE_NONE,
                                          NULL, NULL, NULL));
  bg_gtk_test_set_mtime (file, g_file_info_get_attribute_uint64 (info, "time::modified"));
}

static void
test_properties (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/somewhere/a picture.png");
  g_autoptr (GFile) got = NULL;
  BgTask *task = bg_gtk_thumbnail_task_new (file, 200);
  int size;

  g_assert_true (BG_GTK_IS_THUMBNAIL_TASK (task));
  g_assert_true (bg_gtk_thumbnail_task_get_file (BG_GTK_THUMBNAIL_TASK (task)) == file);
  g_assert_cmpint (bg_gtk_thumbnail_task_get_size (BG_GTK_THUMBNAIL_TASK (task)), ==, 200);
  g_object_get (task, "file", &got, "size", &size, NULL);
  g_assert_true (got == file);
  g_assert_cmpint (size, ==, 200);
  g_assert_finalize_object (task);
}

static void
test_name (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/somewhere/a picture.png");
  BgTask *task = bg_gtk_thumbnail_task_new (file, 200);
  BgTask *named = g_object_new (BG_GTK_TYPE_THUMBNAIL_TASK, "file", file, "name", "Mine", NULL);

  g_assert_cmpstr (bg_task_get_name (task), ==, "Thumbnail of “a picture.png”");
  bg_task_set_name (task, "Another");
  g_assert_cmpstr (bg_task_get_name (task), ==, "Another");
  g_assert_cmpstr (bg_task_get_name (named), ==, "Mine");
  g_assert_finalize_object (task);
  g_assert_finalize_object (named);
}

static void
test_default_size (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/somewhere/a picture.png");
  BgGtkThumbnailTask *task = g_object_new (BG_GTK_TYPE_THUMBNAIL_TASK, "file", file, NULL);

  g_assert_cmpint (bg_gtk_thumbnail_task_get_size (task), ==, 256);
  g_assert_finalize_object (task);
}

static void
test_misuse (void)
{
  if (g_test_subprocess ())
    {
      bg_gtk_thumbnail_task_get_size (NULL);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*BG_GTK_IS_THUMBNAIL_TASK (self)*");
}

static void
test_texture (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (GdkPixbuf) pixbuf = bg_gtk_test_draw (640, 480);
  g_autoptr (GFile) png = bg_gtk_test_save ("a.png", pixbuf, "png");
  g_autoptr (GFile) jpeg = bg_gtk_test_save_rotated_jpeg ("a.jpg", pixbuf, 6);
  const int sizes[] = { 64, 128, 200, 256, 300 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      assert_succeeds (fixture, png, sizes[i], sizes[i], sizes[i] * 3 / 4);
      assert_succeeds (fixture, jpeg, sizes[i], sizes[i] * 3 / 4, sizes[i]);
    }
}

static void
test_not_enlarged (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (GdkPixbuf) pixbuf = bg_gtk_test_draw (40, 30);
  g_autoptr (GFile) file = bg_gtk_test_save ("a.png", pixbuf, "png");

  assert_succeeds (fixture, file, 256, 40, 30);
  assert_succeeds (fixture, file, 256, 40, 30);
}

static void
test_cached (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (GdkPixbuf) pixbuf = bg_gtk_test_draw (640, 480);
  g_autoptr (GFile) file = bg_gtk_test_save ("a.png", pixbuf, "png");

  g_test_summary ("Once the picture is gone only the cache can have it");

  g_assert_false (is_valid_for_gio (file));
  assert_succeeds (fixture, file, 100, 100, 75);
  g_assert_true (is_valid_for_gio (file));
  overwrite (file);
  assert_succeeds (fixture, file, 100, 100, 75);
  assert_succeeds (fixture, file, 128, 128, 96);
}

static void
test_changed (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (GdkPixbuf) first = bg_gtk_test_draw (640, 480);
  g_autoptr (GdkPixbuf) second = bg_gtk_test_draw (480, 640);
  g_autoptr (GFile) file = bg_gtk_test_save ("a.png", first, "png");
  g_autoptr (GFile) again = NULL;

  bg_gtk_test_set_mtime (file, 1600000000);
  assert_succeeds (fixture, file, 128, 128, 96);
  again = bg_gtk_test_save ("a.png", second, "png");
  bg_gtk_test_set_mtime (file, 1600000001);
  g_assert_false (is_valid_for_gio (file));
  assert_succeeds (fixture, file, 128, 96, 128);
  g_assert_true (is_valid_for_gio (file));
}

static void
test_too_large_for_cache (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr (GdkPixbuf) pixbuf = bg_gtk_test_draw (3000, 30);
  g_autoptr (GFile) file = bg_gtk_test_save ("a.png", pixbuf, "png");

  assert_succeeds (fixture, file, 2000, 2000, 20);
  g_assert_false (is_valid_for_gio (file));
}

static void
test_broken_files (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (GdkPixbuf) noise = bg_gtk_test_draw_noise (100, 100);
  g_autoptr (GBytes) bytes = bg_gtk_test_encode (noise, "jpeg");
  g_autoptr (GFile) cut = bg_gtk_test_save_part ("cut.jpg", bytes, g_bytes_get_size (bytes) / 2);
  g_autoptr (GFile) empty = bg_gtk_test_write ("empty.png", "", 0);
  g_autoptr (GFile) text = bg_gtk_test_write ("text.png", "a few words", 11);
  g_autoptr (GFile) huge = bg_gtk_test_save_huge_png ("huge.png", 100000, 100000);
  g_autoptr (GFile) missing = bg_gtk_test_file ("missing.png");
  g_autoptr (GFile) folder = g_file_get_parent (missing);
  g_autofree char *folder_name = g_file_get_basename (folder);
  g_autofree char *message = g_strdup_printf ("“%s” is a folder, not a picture.", folder_name);

  assert_fails (fixture, cut, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_CORRUPT_IMAGE,
                "“cut.jpg” is damaged or incomplete.");
  assert_fails (fixture, empty, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_CORRUPT_IMAGE,
                "“empty.png” is empty.");
  assert_fails (fixture, text, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_UNKNOWN_TYPE,
                "“text.png” is not a picture, or one of an unknown kind.");
  assert_fails (fixture, huge, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY,
                "“huge.png” has too many pixels to be shown.");
  assert_fails (fixture, missing, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                "“missing.png” does not exist.");
  assert_fails (fixture, folder, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, message);
}

static void
test_pipe (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *path = bg_gtk_test_path ("pipe.png");
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  assert_fails (fixture, file, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                "“pipe.png” is not an ordinary file.");
}

static void
test_damage_remembered (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr (GdkPixbuf) noise = bg_gtk_test_draw_noise (100, 100);
  g_autoptr (GBytes) bytes = bg_gtk_test_encode (noise, "png");
  gsize length = g_bytes_get_size (bytes);
  g_autofree char *damaged = g_memdup2 (g_bytes_get_data (bytes, NULL), length);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFile) again = NULL;

  g_test_summary ("That it is not looked at again shows when it has been repaired unnoticed");

  memset (damaged + length / 2, 0, length / 2);
  file = bg_gtk_test_write ("a.png", damaged, length);
  bg_gtk_test_set_mtime (file, 1600000000);
  assert_fails (fixture, file, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_CORRUPT_IMAGE,
                "“a.png” is damaged or incomplete.");

  again = bg_gtk_test_save_part ("a.png", bytes, length);
  bg_gtk_test_set_mtime (file, 1600000000);
  assert_fails (fixture, file, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_CORRUPT_IMAGE,
                "“a.png” is damaged or incomplete.");
  bg_gtk_test_set_mtime (file, 1600000001);
  assert_succeeds (fixture, file, 128, 100, 100);
}

static void
test_no_file (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (BgTask) task = g_object_new (BG_GTK_TYPE_THUMBNAIL_TASK, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (bg_task_get_name (task));
  bg_task_manager_add (fixture->tasks.manager, task, NULL);
  bg_gtk_test_run_until (bg_task_is_ended (task));
  error = bg_task_dup_error (task);
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
}

static void
stop_cb (BgTask     *task,
         GParamSpec *pspec,
         double     *fraction)
{
  *fraction = bg_task_get_fraction (task);
  bg_task_stop (task);
}

static void
test_progress_and_stop (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr (GdkPixbuf) noise = bg_gtk_test_draw_noise (1500, 1500);
  g_autoptr (GFile) file = bg_gtk_test_save ("noise.png", noise, "png");
  g_autoptr (BgTask) task = bg_gtk_thumbnail_task_new (file, 128);
  double fraction = 0.0;

  g_signal_connect (task, "notify::fraction", G_CALLBACK (stop_cb), &fraction);
  bg_task_manager_add (fixture->tasks.manager, task, NULL);
  bg_gtk_test_run_until (bg_task_is_ended (task));
  g_signal_handlers_disconnect_by_func (task, stop_cb, &fraction);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_STOPPED);
  g_assert_cmpfloat (fraction, >, 0.0);
  g_assert_cmpfloat (fraction, <=, 1.0);
}

static void
test_many_at_once (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (GdkPixbuf) pixbuf = bg_gtk_test_draw (640, 480);
  g_autoptr (GFile) file = bg_gtk_test_save ("a.png", pixbuf, "png");
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  bg_task_manager_set_max_threads (fixture->tasks.manager, 8);
  for (guint i = 0; i < 64; i++)
    {
      g_ptr_array_add (tasks, bg_gtk_thumbnail_task_new (file, 64 + (int) i));
      bg_task_manager_add (fixture->tasks.manager, g_ptr_array_index (tasks, i), NULL);
    }
  for (guint i = 0; i < tasks->len; i++)
    {
      bg_gtk_test_run_until (bg_task_is_ended (g_ptr_array_index (tasks, i)));
      g_assert_cmpint (bg_task_get_state (g_ptr_array_index (tasks, i)), ==,
                       BG_TASK_STATE_COMPLETED);
    }
}

static void
test_released (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (GdkPixbuf) pixbuf = bg_gtk_test_draw (640, 480);
  GFile *file = bg_gtk_test_save ("a.png", pixbuf, "png");
  BgTask *task = run (fixture, file, 128);
  GdkTexture *texture = g_value_dup_object (bg_task_get_result (task));

  bg_test_drain (NULL);
  g_assert_finalize_object (task);
  g_assert_finalize_object (texture);
  g_assert_finalize_object (file);
}

static void
add (const char *path,
     void      (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  bg_gtk_test_init (&argc, &argv);

  g_test_add_func ("/thumbnail-task/properties", test_properties);
  g_test_add_func ("/thumbnail-task/name", test_name);
  g_test_add_func ("/thumbnail-task/default-size", test_default_size);
  g_test_add_func ("/thumbnail-task/misuse", test_misuse);
  add ("/thumbnail-task/result/texture", test_texture);
  add ("/thumbnail-task/result/not-enlarged", test_not_enlarged);
  add ("/thumbnail-task/result/released", test_released);
  add ("/thumbnail-task/cache/used", test_cached);
  add ("/thumbnail-task/cache/changed-file", test_changed);
  add ("/thumbnail-task/cache/too-large", test_too_large_for_cache);
  add ("/thumbnail-task/failure/broken-files", test_broken_files);
  add ("/thumbnail-task/failure/pipe", test_pipe);
  add ("/thumbnail-task/failure/remembered", test_damage_remembered);
  add ("/thumbnail-task/failure/no-file", test_no_file);
  add ("/thumbnail-task/progress-and-stop", test_progress_and_stop);
  add ("/thumbnail-task/many-at-once", test_many_at_once);

  return bg_gtk_test_run ();
}
