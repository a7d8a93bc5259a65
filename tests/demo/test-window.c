/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-test.h"
#include "browser-thumb.h"
#include "browser-window.h"
#include "browser-window-state.h"

#define N_PHOTOS 40

typedef struct
{
  BgTaskManager *manager;
  BrowserState *state;
  GtkApplication *application;
  BrowserTestFolder *disk;
  BrowserWindow *window;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GFile) broken = NULL;
  g_autoptr (GFile) photo = NULL;

  fixture->manager = browser_test_manager_new ();
  fixture->state = browser_state_new (NULL);
  fixture->application = GTK_APPLICATION (g_application_get_default ());
  fixture->disk = browser_test_folder_new ();
  broken = browser_test_folder_add_text (fixture->disk, "a-broken.jpg", "no picture at all");
  photo = browser_test_folder_add_photo (fixture->disk, "b-photo.jpg", 64, 48, 0x336699ff);
  browser_test_folder_add_links (fixture->disk, "b-photo.jpg", N_PHOTOS - 2);

  fixture->window = browser_window_new (fixture->application, fixture->manager, fixture->state);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

/* Frames go on while anything is awaited, so that the main loop never sleeps over a layout. */
static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
open_folder (Fixture *fixture)
{
  gtk_widget_add_tick_callback (GTK_WIDGET (fixture->window), tick_cb, NULL, NULL);
  browser_window_open_folder (fixture->window, fixture->disk->file);
  browser_test_run_until (browser_window_is_settled (fixture->window));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->window != NULL)
    gtk_window_close (GTK_WINDOW (fixture->window));
  browser_test_run_until (gtk_application_get_windows (fixture->application) == NULL);
  browser_test_run_until (bg_task_manager_get_n_running (fixture->manager) == 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (fixture->state);
  g_object_unref (fixture->manager);
  browser_test_folder_free (fixture->disk);
}

static gpointer
get_thumb (Fixture *fixture,
           guint    position)
{
  BrowserSession *session = browser_window_get_session (fixture->window);
  g_autoptr (GObject) item = g_list_model_get_item (browser_session_get_thumbs (session), position);

  return item;
}

static void
change_state (Fixture    *fixture,
              const char *name,
              gboolean    value)
{
  g_action_group_change_action_state (G_ACTION_GROUP (fixture->window), name,
                                      g_variant_new_boolean (value));
}

static void
test_loads (Fixture       *fixture,
            gconstpointer  data)
{
  open_folder (fixture);

  g_assert_cmpuint (browser_grid_get_n_photos (browser_window_get_grid (fixture->window)), ==,
                    N_PHOTOS);
  g_assert_cmpint (browser_thumb_get_state (get_thumb (fixture, 0)), ==, BG_DATA_ITEM_STATE_FAILED);
  g_assert_nonnull (browser_thumb_get_error (get_thumb (fixture, 0)));
  g_assert_cmpint (browser_thumb_get_state (get_thumb (fixture, 1)), ==, BG_DATA_ITEM_STATE_LOADED);
  g_assert_true (GDK_IS_TEXTURE (browser_thumb_get_texture (get_thumb (fixture, 1))));
}

static void
test_retry (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (GFile) repaired = NULL;

  open_folder (fixture);
  repaired = browser_test_folder_add_photo (fixture->disk, "a-broken.jpg", 32, 32, 0xff);
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "reload", NULL);
  browser_test_run_until (browser_thumb_get_state (get_thumb (fixture, 0)) ==
                          BG_DATA_ITEM_STATE_LOADED);
}

static void
test_naive (Fixture       *fixture,
            gconstpointer  data)
{
  open_folder (fixture);
  change_state (fixture, "naive", TRUE);
  browser_test_run_until (browser_window_is_settled (fixture->window));
  browser_test_run_until (browser_session_get_naive_waiting (
                            browser_window_get_session (fixture->window)) == 0);

  g_assert_cmpuint (browser_session_get_naive_done (browser_window_get_session (fixture->window)),
                    ==, N_PHOTOS);
  g_assert_cmpuint (browser_session_get_naive_failed (browser_window_get_session (fixture->window)),
                    ==, 1);
  g_assert_cmpint (browser_thumb_get_state (get_thumb (fixture, N_PHOTOS - 1)), ==,
                   BG_DATA_ITEM_STATE_LOADED);
}

static void
test_large (Fixture       *fixture,
            gconstpointer  data)
{
  BrowserLargeView *large = browser_window_get_large_view (fixture->window);

  open_folder (fixture);
  browser_window_open_large (fixture->window, 1);
  browser_test_run_until (browser_window_is_settled (fixture->window));
  g_assert_cmpuint (browser_large_view_get_position (large), ==, 1);

  gtk_widget_activate_action (GTK_WIDGET (large), "large.next", NULL);
  g_assert_cmpuint (browser_large_view_get_position (large), ==, 2);
  gtk_widget_activate_action (GTK_WIDGET (large), "large.previous", NULL);
  gtk_widget_activate_action (GTK_WIDGET (large), "large.previous", NULL);
  gtk_widget_activate_action (GTK_WIDGET (large), "large.previous", NULL);
  g_assert_cmpuint (browser_large_view_get_position (large), ==, 0);
  browser_test_run_until (browser_window_is_settled (fixture->window));

  browser_window_close_large (fixture->window);
  g_assert_cmpuint (browser_grid_get_selected (browser_window_get_grid (fixture->window)), ==, 0);
}

static void
test_details (Fixture       *fixture,
              gconstpointer  data)
{
  open_folder (fixture);
  change_state (fixture, "details", TRUE);
  browser_grid_set_selected (browser_window_get_grid (fixture->window), 1);
  g_assert_false (browser_window_is_settled (fixture->window));
  browser_test_run_until (browser_window_is_settled (fixture->window));
}

/* The photo that is selected is scrolled to, and another folder begins at its top. */
static void
test_scroll (Fixture       *fixture,
             gconstpointer  data)
{
  BrowserGrid *grid = browser_window_get_grid (fixture->window);
  GtkAdjustment *adjustment = browser_grid_get_adjustment (grid);
  g_autoptr (BrowserTestFolder) other = browser_test_folder_new ();
  g_autoptr (GFile) photo = browser_test_folder_add_photo (other, "a.jpg", 64, 48, 0x336699ff);

  open_folder (fixture);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 0);
  browser_grid_set_selected (grid, N_PHOTOS - 1);
  browser_test_run_until (gtk_adjustment_get_value (adjustment) > 0);

  browser_window_open_folder (fixture->window, other->file);
  browser_test_run_until (browser_window_is_settled (fixture->window));
  browser_test_run_until (gtk_adjustment_get_value (adjustment) == 0);
  g_assert_cmpuint (browser_grid_get_n_photos (grid), ==, 1);
}

/* While paused nothing starts; what was asked for comes when it goes on. */
static void
test_pause (Fixture       *fixture,
            gconstpointer  data)
{
  change_state (fixture, "pause", TRUE);
  g_assert_false (bg_task_manager_get_processing (fixture->manager));
  browser_window_open_folder (fixture->window, fixture->disk->file);
  g_assert_cmpuint (bg_task_manager_get_n_pending (fixture->manager), ==, 1);
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, 0);

  change_state (fixture, "pause", FALSE);
  g_assert_true (bg_task_manager_get_processing (fixture->manager));
  open_folder (fixture);
}

/* Of the folder that is left nothing is loaded any more. */
static void
test_leaves (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (BrowserTestFolder) other = browser_test_folder_new ();
  g_autoptr (BrowserSession) left = NULL;

  gtk_widget_add_tick_callback (GTK_WIDGET (fixture->window), tick_cb, NULL, NULL);
  browser_window_open_folder (fixture->window, fixture->disk->file);
  g_set_object (&left, browser_window_get_session (fixture->window));
  browser_test_run_until (g_list_model_get_n_items (browser_session_get_thumbs (left)) > 0);

  browser_window_open_folder (fixture->window, other->file);
  browser_test_run_until (browser_window_is_settled (fixture->window));
  browser_test_run_until (bg_task_manager_get_n_running (fixture->manager) == 0);
  g_assert_cmpuint (bg_task_manager_get_n_pending (fixture->manager), ==, 0);
}

static void
test_fallback (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (BrowserTestFolder) empty = browser_test_folder_new ();
  g_autoptr (GFile) missing = g_file_get_child (empty->file, "missing");
  GList last = { fixture->disk->file, NULL, NULL };
  GList second = { empty->file, &last, NULL };
  GList first = { missing, &second, NULL };

  gtk_widget_add_tick_callback (GTK_WIDGET (fixture->window), tick_cb, NULL, NULL);
  browser_window_open_first (fixture->window, &first);
  browser_test_run_until (g_file_equal (browser_window_get_folder (fixture->window),
                                        fixture->disk->file));
  browser_test_run_until (browser_window_is_settled (fixture->window));
}

static void
test_size (Fixture       *fixture,
           gconstpointer  data)
{
  BrowserGrid *grid = browser_window_get_grid (fixture->window);
  double size = browser_grid_get_size (grid);

  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "larger", NULL);
  g_assert_cmpfloat (browser_grid_get_size (grid), >, size);
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "normal-size", NULL);
  g_assert_cmpfloat (browser_grid_get_size (grid), ==, size);
  browser_grid_set_size (grid, 1);
  g_assert_cmpfloat (browser_grid_get_size (grid), ==, BROWSER_GRID_MIN_SIZE);
}

/* What the window looks like is the same when it comes back. */
static void
test_state (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->disk->path, "window.ini", NULL);
  g_autoptr (BrowserState) state = browser_state_new (path);
  g_autoptr (BrowserState) again = NULL;
  g_autoptr (GVariant) details = NULL;

  change_state (fixture, "details", TRUE);
  change_state (fixture, "sidebar", FALSE);
  browser_grid_set_size (browser_window_get_grid (fixture->window), 200);
  browser_window_save (fixture->window, state);

  again = browser_state_new (path);
  g_assert_cmpint (browser_state_get_int (again, "details", FALSE), ==, TRUE);
  g_assert_cmpint (browser_state_get_int (again, "sidebar", TRUE), ==, FALSE);
  g_assert_cmpint (browser_state_get_int (again, "thumbnail-size", 0), ==, 200);

  change_state (fixture, "details", FALSE);
  browser_grid_set_size (browser_window_get_grid (fixture->window), 100);
  browser_window_restore (fixture->window, again);
  details = g_action_group_get_action_state (G_ACTION_GROUP (fixture->window), "details");
  g_assert_true (g_variant_get_boolean (details));
  g_assert_cmpfloat (browser_grid_get_size (browser_window_get_grid (fixture->window)), ==, 200);
}

#define add_test(path, function) \
  g_test_add ("/browser/window/" path, Fixture, NULL, set_up, function, tear_down)

/* One for all tests: it may not be registered twice in a process. */
static GApplication *
new_application (void)
{
  GApplication *application =
    g_object_new (ADW_TYPE_APPLICATION,
                  "application-id", "io.github.taskmgr.Browser",
                  "flags", G_APPLICATION_NON_UNIQUE,
                  "resource-base-path", "/io/github/taskmgr/Browser",
                  NULL);
  g_autoptr (GError) error = NULL;

  g_application_register (application, NULL, &error);
  g_assert_no_error (error);
  g_application_set_default (application);

  return application;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GApplication) application = NULL;

  g_test_init (&argc, &argv, NULL);

  add_test ("loads", test_loads);
  add_test ("retry", test_retry);
  add_test ("naive", test_naive);
  add_test ("large", test_large);
  add_test ("details", test_details);
  add_test ("scroll", test_scroll);
  add_test ("pause", test_pause);
  add_test ("leaves", test_leaves);
  add_test ("fallback", test_fallback);
  add_test ("size", test_size);
  add_test ("state", test_state);

  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }

  /* GIO forgets what it has read if it first guesses a type and then looks for these folders. */
  g_content_type_get_mime_dirs ();
  application = new_application ();

  return g_test_run ();
}
