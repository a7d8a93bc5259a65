/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bg-gtk-thumbnail-cache-private.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bg-gtk-test-pictures.h"

#define THUMBNAIL_ATTRIBUTES G_FILE_ATTRIBUTE_THUMBNAIL_PATH "," \
                             G_FILE_ATTRIBUTE_THUMBNAIL_IS_VALID

typedef struct
{
  GFile        *file;
  BgGtkPicture *picture;
  GdkPixbuf    *thumbnail;
} Fixture;

static void
look_again (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&fixture->picture, bg_gtk_picture_free);
  fixture->picture = bg_gtk_picture_new (fixture->file, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GdkPixbuf) pixbuf = bg_gtk_test_draw (400, 300);

  fixture->file = bg_gtk_test_save ("picture with spaces, ä.png", pixbuf, "png");
  bg_gtk_test_set_mtime (fixture->file, 1600000000);
  fixture->thumbnail = bg_gtk_test_draw (128, 96);
  look_again (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_pointer (&fixture->picture, bg_gtk_picture_free);
  g_assert_finalize_object (fixture->thumbnail);
  g_assert_finalize_object (fixture->file);
}

/* The judge is GIO, which reads thumbnails for every file chooser. */
static char *
ask_gio (GFile    *file,
         gboolean *valid)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info (file, THUMBNAIL_ATTRIBUTES,
                                                  G_FILE_QUERY_INFO_NONE, NULL, &error);

  g_assert_no_error (error);
  *valid = g_file_info_get_attribute_boolean (info, G_FILE_ATTRIBUTE_THUMBNAIL_IS_VALID);
  return g_strdup (g_file_info_get_attribute_byte_string (info, G_FILE_ATTRIBUTE_THUMBNAIL_PATH));
}

static guint
get_mode (const char *path)
{
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  return status.st_mode & 0777;
}

static guint
count_files (const char *dir)
{
  g_autoptr (GDir) opened = g_dir_open (dir, 0, NULL);
  guint n_files = 0;

  while (opened != NULL && g_dir_read_name (opened) != NULL)
    n_files++;
  return n_files;
}

static gboolean
is_found (Fixture *fixture,
          int      size)
{
  g_autoptr (GdkPixbuf) found = bg_gtk_thumbnail_cache_look_up (fixture->picture, size, NULL);

  return found != NULL;
}

static void
test_edges (void)
{
  const int rows[][2] = {
    { 1, 128 }, { 128, 128 }, { 129, 256 }, { 256, 256 }, { 257, 512 }, { 512, 512 },
    { 513, 1024 }, { 1024, 1024 }, { 1025, 0 }, { G_MAXINT, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (bg_gtk_thumbnail_cache_get_edge (rows[i][0]), ==, rows[i][1]);
}

static void
test_valid_for_gio (Fixture       *fixture,
                    gconstpointer  data)
{
  const int edges[] = { 128, 256, 512, 1024 };
  const char *dirs[] = { "/normal/", "/large/", "/x-large/", "/xx-large/" };

  for (gsize i = 0; i < G_N_ELEMENTS (edges); i++)
    {
      g_autofree char *path = NULL;
      gboolean valid;

      bg_gtk_thumbnail_cache_store (fixture->picture, edges[i], fixture->thumbnail);
      path = ask_gio (fixture->file, &valid);
      g_assert_nonnull (path);
      g_assert_nonnull (strstr (path, dirs[i]));
      g_assert_true (valid);
      g_assert_cmpint (g_unlink (path), ==, 0);
    }
}

static void
test_private (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *path = NULL;
  g_autofree char *dir = NULL;
  g_autofree char *parent = NULL;
  gboolean valid;

  bg_gtk_thumbnail_cache_store (fixture->picture, 128, fixture->thumbnail);
  path = ask_gio (fixture->file, &valid);
  dir = g_path_get_dirname (path);
  parent = g_path_get_dirname (dir);
  g_assert_cmpuint (get_mode (path), ==, 0600);
  g_assert_cmpuint (get_mode (dir), ==, 0700);
  g_assert_cmpuint (get_mode (parent), ==, 0700);
}

static void
test_look_up (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (GdkPixbuf) found = NULL;

  g_assert_null (bg_gtk_thumbnail_cache_look_up (fixture->picture, 128, NULL));
  bg_gtk_thumbnail_cache_store (fixture->picture, 128, fixture->thumbnail);
  found = bg_gtk_thumbnail_cache_look_up (fixture->picture, 128, NULL);
  bg_gtk_test_assert_size (found, 128, 96);
  for (guint corner = 0; corner < 4; corner++)
    bg_gtk_test_assert_corner (found, corner, corner);
}

static void
test_larger_serves_smaller (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr (GdkPixbuf) large = bg_gtk_test_draw (512, 384);
  g_autoptr (GdkPixbuf) found = NULL;

  bg_gtk_thumbnail_cache_store (fixture->picture, 512, large);
  found = bg_gtk_thumbnail_cache_look_up (fixture->picture, 100, NULL);
  bg_gtk_test_assert_size (found, 100, 75);
  g_assert_true (is_found (fixture, 512));
  g_assert_false (is_found (fixture, 513));
}

static void
test_changed_time (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *path = NULL;
  gboolean valid;

  bg_gtk_thumbnail_cache_store (fixture->picture, 128, fixture->thumbnail);
  g_assert_true (is_found (fixture, 128));

  bg_gtk_test_set_mtime (fixture->file, 1600000001);
  look_again (fixture);
  g_assert_false (is_found (fixture, 128));
  path = ask_gio (fixture->file, &valid);
  g_assert_false (valid);

  bg_gtk_thumbnail_cache_store (fixture->picture, 128, fixture->thumbnail);
  g_assert_true (is_found (fixture, 128));
}

static void
test_changed_size (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (GFileOutputStream) stream = NULL;

  g_test_summary ("A file may change within the second that its time is counted in");

  bg_gtk_thumbnail_cache_store (fixture->picture, 128, fixture->thumbnail);
  stream = g_file_append_to (fixture->file, G_FILE_CREATE_NONE, NULL, NULL);
  g_assert_true (g_output_stream_write_all (G_OUTPUT_STREAM (stream), "more", 4, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, NULL));
  bg_gtk_test_set_mtime (fixture->file, 1600000000);
  look_again (fixture);
  g_assert_false (is_found (fixture, 128));
}

static void
save_entry (Fixture    *fixture,
            const char *uri,
            const char *mtime)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  gboolean valid;

  bg_gtk_thumbnail_cache_store (fixture->picture, 128, fixture->thumbnail);
  path = ask_gio (fixture->file, &valid);
  gdk_pixbuf_save (fixture->thumbnail, path, "png", &error,
                   "tEXt::Thumb::URI", uri, "tEXt::Thumb::MTime", mtime, NULL);
  g_assert_no_error (error);
}

static void
test_of_other_programs (Fixture       *fixture,
                        gconstpointer  data)
{
  g_test_summary ("The size is not among what a thumbnail must tell");

  save_entry (fixture, fixture->picture->uri, "1600000000");
  g_assert_true (is_found (fixture, 128));
  save_entry (fixture, fixture->picture->uri, "1600000001");
  g_assert_false (is_found (fixture, 128));
  save_entry (fixture, "file:///somebody/else.png", "1600000000");
  g_assert_false (is_found (fixture, 128));
}

static void
test_damaged_entry (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *path = NULL;
  gboolean valid;

  bg_gtk_thumbnail_cache_store (fixture->picture, 128, fixture->thumbnail);
  path = ask_gio (fixture->file, &valid);
  g_assert_cmpint (truncate (path, 300), ==, 0);
  g_assert_false (is_found (fixture, 128));
  g_assert_cmpint (truncate (path, 0), ==, 0);
  g_assert_false (is_found (fixture, 128));

  bg_gtk_thumbnail_cache_store (fixture->picture, 128, fixture->thumbnail);
  g_assert_true (is_found (fixture, 128));
}

static void
test_leaves_nothing_else (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autofree char *dir = g_build_filename (g_get_user_cache_dir (), "thumbnails", "normal", NULL);
  guint n_before = count_files (dir);

  for (guint i = 0; i < 3; i++)
    bg_gtk_thumbnail_cache_store (fixture->picture, 128, fixture->thumbnail);
  g_assert_cmpuint (count_files (dir), ==, n_before + 1);
}

static void
test_unwritable (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *dir = g_build_filename (g_get_user_cache_dir (), "thumbnails", NULL);
  g_autofree char *away = g_strconcat (dir, ".away", NULL);

  g_test_summary ("Not even the superuser can make a folder inside a file");

  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  g_assert_cmpint (g_rename (dir, away), ==, 0);
  g_assert_true (g_file_set_contents (dir, "a file", -1, NULL));

  bg_gtk_thumbnail_cache_store (fixture->picture, 128, fixture->thumbnail);
  bg_gtk_thumbnail_cache_store_failure (fixture->picture);
  g_assert_false (is_found (fixture, 128));
  g_assert_false (bg_gtk_thumbnail_cache_has_failed (fixture->picture, NULL));

  g_assert_cmpint (g_unlink (dir), ==, 0);
  g_assert_cmpint (g_rename (away, dir), ==, 0);
}

static void
test_not_of_thumbnails (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autofree char *dir = g_build_filename (g_get_user_cache_dir (), "thumbnails", "normal", NULL);
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (BgGtkPicture) picture = NULL;
  gboolean valid;
  guint n_before;

  bg_gtk_thumbnail_cache_store (fixture->picture, 128, fixture->thumbnail);
  path = ask_gio (fixture->file, &valid);
  file = g_file_new_for_path (path);
  picture = bg_gtk_picture_new (file, NULL, NULL);
  n_before = count_files (dir);

  bg_gtk_thumbnail_cache_store (picture, 128, fixture->thumbnail);
  bg_gtk_thumbnail_cache_store_failure (picture);
  g_assert_cmpuint (count_files (dir), ==, n_before);
  g_assert_false (bg_gtk_thumbnail_cache_has_failed (picture, NULL));
}

static void
test_failure (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *path = NULL;
  gboolean valid;

  g_assert_false (bg_gtk_thumbnail_cache_has_failed (fixture->picture, NULL));
  bg_gtk_thumbnail_cache_store_failure (fixture->picture);
  g_assert_true (bg_gtk_thumbnail_cache_has_failed (fixture->picture, NULL));
  g_assert_false (is_found (fixture, 128));
  path = ask_gio (fixture->file, &valid);
  g_assert_null (path);

  bg_gtk_test_set_mtime (fixture->file, 1600000002);
  look_again (fixture);
  g_assert_false (bg_gtk_thumbnail_cache_has_failed (fixture->picture, NULL));
}

static gpointer
store_thread (gpointer data)
{
  Fixture *fixture = data;

  for (guint i = 0; i < 20; i++)
    {
      bg_gtk_thumbnail_cache_store (fixture->picture, 128, fixture->thumbnail);
      g_assert_true (is_found (fixture, 128));
    }
  return NULL;
}

static void
test_from_many_threads (Fixture       *fixture,
                        gconstpointer  data)
{
  GThread *threads[4];

  g_test_summary ("Whoever reads while others write finds a whole thumbnail");

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("store", store_thread, fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
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

  g_test_add_func ("/thumbnail-cache/edges", test_edges);
  add ("/thumbnail-cache/store/valid-for-gio", test_valid_for_gio);
  add ("/thumbnail-cache/store/private", test_private);
  add ("/thumbnail-cache/store/leaves-nothing-else", test_leaves_nothing_else);
  add ("/thumbnail-cache/store/unwritable", test_unwritable);
  add ("/thumbnail-cache/store/not-of-thumbnails", test_not_of_thumbnails);
  add ("/thumbnail-cache/store/from-many-threads", test_from_many_threads);
  add ("/thumbnail-cache/look-up/found", test_look_up);
  add ("/thumbnail-cache/look-up/larger-serves-smaller", test_larger_serves_smaller);
  add ("/thumbnail-cache/look-up/of-other-programs", test_of_other_programs);
  add ("/thumbnail-cache/look-up/damaged-entry", test_damaged_entry);
  add ("/thumbnail-cache/invalid/changed-time", test_changed_time);
  add ("/thumbnail-cache/invalid/changed-size", test_changed_size);
  add ("/thumbnail-cache/failure", test_failure);

  return bg_gtk_test_run ();
}
