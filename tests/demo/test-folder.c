/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-folder.h"
#include "browser-photo.h"
#include "browser-test.h"

typedef struct
{
  BgTaskManager *manager;
  BrowserTestFolder *disk;
  BrowserFolder *folder;
  GString *changes;
} Fixture;

static void
changed_cb (GListModel *model,
            guint       position,
            guint       n_removed,
            guint       n_added,
            gpointer    user_data)
{
  g_string_append_printf (user_data, "%u-%u+%u ", position, n_removed, n_added);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->manager = browser_test_manager_new ();
  fixture->disk = browser_test_folder_new ();
  fixture->changes = g_string_new (NULL);
}

static void
open_folder (Fixture *fixture)
{
  fixture->folder = browser_folder_new (fixture->manager, fixture->disk->file);
  g_signal_connect (fixture->folder, "items-changed", G_CALLBACK (changed_cb), fixture->changes);
  browser_test_run_until (browser_folder_get_state (fixture->folder) !=
                          BROWSER_FOLDER_STATE_LISTING);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gpointer folder = fixture->folder;

  /* A listing that is under way holds the folder until it has ended. */
  g_object_add_weak_pointer (folder, &folder);
  browser_folder_close (fixture->folder);
  g_object_unref (fixture->folder);
  browser_test_run_until (folder == NULL);
  browser_test_manager_end (fixture->manager);
  browser_test_folder_free (fixture->disk);
  g_string_free (fixture->changes, TRUE);
}

static void
add_photo (Fixture    *fixture,
           const char *name)
{
  g_object_unref (browser_test_folder_add_photo (fixture->disk, name, 4, 4, 0xff));
}

static char *
dup_names (Fixture *fixture)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->folder)); i++)
    {
      g_autoptr (BrowserPhoto) photo = g_list_model_get_item (G_LIST_MODEL (fixture->folder), i);

      g_string_append_printf (names, "%s ", browser_photo_get_name (photo));
    }

  return g_strdup (names->str);
}

/* Numbers in names count as numbers; what is no picture, or hidden, is left out. */
static void
test_lists (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *names = NULL;

  g_object_unref (browser_test_folder_add_text (fixture->disk, "notes.txt", "words"));
  add_photo (fixture, "img10.jpg");
  add_photo (fixture, "img9.jpg");
  add_photo (fixture, ".hidden.jpg");
  open_folder (fixture);

  names = dup_names (fixture);
  g_assert_cmpstr (names, ==, "img9.jpg img10.jpg ");
  g_assert_cmpstr (fixture->changes->str, ==, "0-0+2 ");
  g_assert_cmpint (browser_folder_get_state (fixture->folder), ==, BROWSER_FOLDER_STATE_READY);
  g_assert_null (browser_folder_get_error (fixture->folder));
}

/* Only what is new is announced. */
static void
test_follows_changes (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *names = NULL;

  add_photo (fixture, "a.jpg");
  add_photo (fixture, "c.jpg");
  open_folder (fixture);
  g_string_truncate (fixture->changes, 0);

  add_photo (fixture, "b.jpg");
  browser_test_run_until (g_list_model_get_n_items (G_LIST_MODEL (fixture->folder)) == 3);

  names = dup_names (fixture);
  g_assert_cmpstr (names, ==, "a.jpg b.jpg c.jpg ");
  g_assert_true (g_str_has_prefix (fixture->changes->str, "1-0+1 "));
}

static void
test_empty (Fixture       *fixture,
            gconstpointer  data)
{
  open_folder (fixture);

  g_assert_cmpint (browser_folder_get_state (fixture->folder), ==, BROWSER_FOLDER_STATE_READY);
  g_assert_cmpstr (fixture->changes->str, ==, "");
}

static void
test_missing (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (GFile) missing = g_file_get_child (fixture->disk->file, "missing");

  fixture->folder = browser_folder_new (fixture->manager, missing);
  browser_test_run_until (browser_folder_get_state (fixture->folder) !=
                          BROWSER_FOLDER_STATE_LISTING);

  g_assert_cmpint (browser_folder_get_state (fixture->folder), ==, BROWSER_FOLDER_STATE_FAILED);
  g_assert_error (browser_folder_get_error (fixture->folder), G_IO_ERROR, G_IO_ERROR_NOT_FOUND);

  g_file_make_directory (missing, NULL, NULL);
  browser_folder_reload (fixture->folder);
  browser_test_run_until (browser_folder_get_state (fixture->folder) ==
                          BROWSER_FOLDER_STATE_READY);
  g_assert_null (browser_folder_get_error (fixture->folder));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/browser/folder/lists", Fixture, NULL, set_up, test_lists, tear_down);
  g_test_add ("/browser/folder/follows-changes", Fixture, NULL, set_up, test_follows_changes,
              tear_down);
  g_test_add ("/browser/folder/empty", Fixture, NULL, set_up, test_empty, tear_down);
  g_test_add ("/browser/folder/missing", Fixture, NULL, set_up, test_missing, tear_down);

  return g_test_run ();
}
