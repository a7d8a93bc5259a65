/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bg-gtk-picture-private.h"

#include <sys/stat.h>
#include <unistd.h>

#include "bg-gtk-test-pictures.h"

static void
assert_refused (GFile      *file,
                GQuark      domain,
                int         code,
                const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BgGtkPicture) picture = bg_gtk_picture_new (file, NULL, &error);

  g_assert_null (picture);
  g_assert_error (error, domain, code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_ordinary (void)
{
  g_autoptr (GFile) file = bg_gtk_test_write ("ordinary.png", "12345", 5);
  g_autofree char *uri = g_file_get_uri (file);
  g_autoptr (GError) error = NULL;
  g_autoptr (BgGtkPicture) picture = NULL;

  bg_gtk_test_set_mtime (file, 1234567890);
  picture = bg_gtk_picture_new (file, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_equal (picture->file, file));
  g_assert_cmpstr (picture->uri, ==, uri);
  g_assert_cmpstr (picture->name, ==, "ordinary.png");
  g_assert_cmpint (picture->mtime, ==, 1234567890);
  g_assert_cmpint (picture->size, ==, 5);
}

static void
test_name_not_utf8 (void)
{
  g_autoptr (GFile) file = bg_gtk_test_write ("caf\xe9.png", "12345", 5);
  g_autoptr (BgGtkPicture) picture = bg_gtk_picture_new (file, NULL, NULL);

  g_assert_true (g_utf8_validate (picture->name, -1, NULL));
  g_assert_true (g_str_has_prefix (picture->name, "caf"));
}

static void
test_missing (void)
{
  g_autoptr (GFile) file = bg_gtk_test_file ("missing.png");

  assert_refused (file, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "“missing.png” does not exist.");
}

static void
test_empty (void)
{
  g_autoptr (GFile) file = bg_gtk_test_write ("empty.png", "", 0);

  assert_refused (file, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_CORRUPT_IMAGE, "“empty.png” is empty.");
}

static void
test_folder (void)
{
  g_autoptr (GFile) file = bg_gtk_test_file ("folder.png");

  g_assert_true (g_file_make_directory (file, NULL, NULL));
  assert_refused (file, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY,
                  "“folder.png” is a folder, not a picture.");
}

static void
test_dangling_link (void)
{
  g_autoptr (GFile) file = bg_gtk_test_file ("dangling.png");

  g_assert_true (g_file_make_symbolic_link (file, "nowhere.png", NULL, NULL));
  assert_refused (file, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                  "“dangling.png” is a link to a file that does not exist.");
}

static void
test_looping_link (void)
{
  g_autoptr (GFile) file = bg_gtk_test_file ("loop.png");
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_make_symbolic_link (file, "loop.png", NULL, NULL));
  g_assert_null (bg_gtk_picture_new (file, NULL, &error));
  g_assert_nonnull (strstr (error->message, "loop.png"));
}

static void
test_pipe (void)
{
  g_autofree char *path = bg_gtk_test_path ("pipe.png");
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_test_summary ("Nobody writes to the pipe: opening it would wait for ever");

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  assert_refused (file, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                  "“pipe.png” is not an ordinary file.");
}

static void
test_device (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/dev/zero");

  assert_refused (file, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "“zero” is not an ordinary file.");
}

static void
test_too_large (void)
{
  g_autofree char *path = bg_gtk_test_path ("large.jpg");
  g_autoptr (GFile) file = bg_gtk_test_write ("large.jpg", "\xff\xd8\xff", 3);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (truncate (path, G_GOFFSET_CONSTANT (256) * 1024 * 1024 + 1), ==, 0);
  g_assert_null (bg_gtk_picture_new (file, NULL, &error));
  g_assert_error (error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY);
  g_assert_nonnull (strstr (error->message, "“large.jpg” is too large to be shown"));
}

static void
test_cancelled (void)
{
  g_autoptr (GFile) file = bg_gtk_test_write ("a.png", "12345", 5);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (bg_gtk_picture_new (file, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_errors_in_words (void)
{
  const struct
  {
    GdkPixbufError  code;
    const char     *message;
  } rows[] = {
    { GDK_PIXBUF_ERROR_UNKNOWN_TYPE, "“a.png” is not a picture, or one of an unknown kind." },
    { GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY, "“a.png” has too many pixels to be shown." },
    { GDK_PIXBUF_ERROR_CORRUPT_IMAGE, "“a.png” is damaged or incomplete." },
  };
  g_autoptr (GFile) file = bg_gtk_test_write ("a.png", "12345", 5);
  g_autoptr (BgGtkPicture) picture = bg_gtk_picture_new (file, NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      bg_gtk_picture_set_error (picture, rows[i].code, &error);
      g_assert_error (error, GDK_PIXBUF_ERROR, (int) rows[i].code);
      g_assert_cmpstr (error->message, ==, rows[i].message);
    }
}

static void
test_errors_of_decoders (void)
{
  g_autoptr (GFile) file = bg_gtk_test_write ("a.png", "12345", 5);
  g_autoptr (BgGtkPicture) picture = bg_gtk_picture_new (file, NULL, NULL);
  g_autoptr (GError) error = NULL;

  bg_gtk_picture_propagate (picture,
                            g_error_new_literal (g_quark_from_static_string ("strange"), 7, "0x7f"),
                            &error);
  g_assert_error (error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_CORRUPT_IMAGE);
  g_assert_null (strstr (error->message, "0x7f"));
  g_clear_error (&error);

  bg_gtk_picture_propagate (picture,
                            g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "too slow"),
                            &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpstr (error->message, ==, "“a.png” cannot be read: too slow");
  g_clear_error (&error);

  bg_gtk_picture_propagate (picture,
                            g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled"),
                            &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  bg_gtk_picture_free (NULL);
}

int
main (int   argc,
      char *argv[])
{
  bg_gtk_test_init (&argc, &argv);

  g_test_add_func ("/picture/ordinary", test_ordinary);
  g_test_add_func ("/picture/name-not-utf8", test_name_not_utf8);
  g_test_add_func ("/picture/refused/missing", test_missing);
  g_test_add_func ("/picture/refused/empty", test_empty);
  g_test_add_func ("/picture/refused/folder", test_folder);
  g_test_add_func ("/picture/refused/dangling-link", test_dangling_link);
  g_test_add_func ("/picture/refused/looping-link", test_looping_link);
  g_test_add_func ("/picture/refused/pipe-without-waiting", test_pipe);
  g_test_add_func ("/picture/refused/device", test_device);
  g_test_add_func ("/picture/refused/too-large", test_too_large);
  g_test_add_func ("/picture/refused/cancelled", test_cancelled);
  g_test_add_func ("/picture/errors/in-words", test_errors_in_words);
  g_test_add_func ("/picture/errors/of-decoders", test_errors_of_decoders);

  return bg_gtk_test_run ();
}
