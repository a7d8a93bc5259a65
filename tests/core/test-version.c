/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <taskmgr.h>

/* What a program was compiled with is what it runs with, where both are from one build. */
static void
test_compiled_and_running (void)
{
  g_assert_cmpuint (bg_get_major_version (), ==, BG_MAJOR_VERSION);
  g_assert_cmpuint (bg_get_minor_version (), ==, BG_MINOR_VERSION);
  g_assert_cmpuint (bg_get_micro_version (), ==, BG_MICRO_VERSION);
}

static void
test_check (void)
{
  g_assert_true (BG_CHECK_VERSION (BG_MAJOR_VERSION, BG_MINOR_VERSION, BG_MICRO_VERSION));
  g_assert_true (BG_CHECK_VERSION (0, 0, 0));
  g_assert_false (BG_CHECK_VERSION (BG_MAJOR_VERSION, BG_MINOR_VERSION, BG_MICRO_VERSION + 1));
  g_assert_false (BG_CHECK_VERSION (BG_MAJOR_VERSION, BG_MINOR_VERSION + 1, 0));
  g_assert_false (BG_CHECK_VERSION (BG_MAJOR_VERSION + 1, 0, 0));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/version/compiled-and-running", test_compiled_and_running);
  g_test_add_func ("/version/check", test_check);
  return g_test_run ();
}
