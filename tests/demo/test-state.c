/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-state.h"
#include "browser-test.h"

static void
test_round_trip (void)
{
  g_autoptr (BrowserTestFolder) folder = browser_test_folder_new ();
  g_autofree char *path = g_build_filename (folder->path, "sub", "window.ini", NULL);
  g_autoptr (BrowserState) state = browser_state_new (path);
  g_autoptr (BrowserState) again = NULL;
  g_autofree char *style = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (browser_state_get_int (state, "width", 7), ==, 7);
  browser_state_set_int (state, "width", 900);
  browser_state_set_string (state, "style", "dark");
  g_assert_true (browser_state_save (state, &error));
  g_assert_no_error (error);

  again = browser_state_new (path);
  style = browser_state_dup_string (again, "style", "default");
  g_assert_cmpint (browser_state_get_int (again, "width", 7), ==, 900);
  g_assert_cmpstr (style, ==, "dark");
}

static void
test_nowhere (void)
{
  g_autoptr (BrowserState) state = browser_state_new (NULL);
  g_autofree char *style = browser_state_dup_string (state, "style", "default");
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (style, ==, "default");
  g_assert_true (browser_state_save (state, &error));
  g_assert_no_error (error);
}

static void
test_cannot_save (void)
{
  g_autoptr (BrowserTestFolder) folder = browser_test_folder_new ();
  g_autofree char *path = g_build_filename (folder->path, "file", "window.ini", NULL);
  g_autoptr (BrowserState) state = NULL;
  g_autoptr (GError) error = NULL;

  g_object_unref (browser_test_folder_add_text (folder, "file", ""));
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "Cannot read the window's state*");
  state = browser_state_new (path);
  g_test_assert_expected_messages ();
  g_assert_false (browser_state_save (state, &error));
  g_assert_nonnull (error);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/browser/state/round-trip", test_round_trip);
  g_test_add_func ("/browser/state/nowhere", test_nowhere);
  g_test_add_func ("/browser/state/cannot-save", test_cannot_save);

  return g_test_run ();
}
