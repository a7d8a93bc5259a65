/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

#include "core/bg-error-private.h"

#include <glib/gi18n-lib.h>

static void
test_quark (void)
{
  g_assert_cmpstr (g_quark_to_string (BG_ERROR), ==, "bg-error-quark");
  g_assert_true (bg_error_quark () == BG_ERROR);
}

/* Programs in other languages compare the nicks. */
static void
test_codes_have_nicks (void)
{
  static const struct
  {
    BgError     code;
    const char *nick;
  } codes[] = {
    { BG_ERROR_FAILED, "failed" },
    { BG_ERROR_SCRIPT, "script" },
    { BG_ERROR_UNKNOWN_TASK, "unknown-task" },
    { BG_ERROR_FOREIGN_TASK, "foreign-task" },
    { BG_ERROR_SELF_DEPENDENCY, "self-dependency" },
    { BG_ERROR_CYCLE, "cycle" },
    { BG_ERROR_UPSTREAM_FAILED, "upstream-failed" },
    { BG_ERROR_UPSTREAM_STOPPED, "upstream-stopped" },
    { BG_ERROR_TOO_LATE, "too-late" },
    { BG_ERROR_SHUT_DOWN, "shut-down" },
    { BG_ERROR_INVALID_ARGUMENT, "invalid-argument" },
    { BG_ERROR_TIMED_OUT, "timed-out" },
  };
  GEnumClass *klass = g_type_class_ref (BG_TYPE_ERROR);

  g_assert_cmpuint (klass->n_values, ==, G_N_ELEMENTS (codes));
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    g_assert_cmpstr (g_enum_get_value (klass, (int) codes[i].code)->value_nick, ==, codes[i].nick);
  g_type_class_unref (klass);
}

static void
test_explain_nothing (void)
{
  g_autoptr (GError) error = bg_error_explain (NULL);

  g_assert_error (error, BG_ERROR, BG_ERROR_FAILED);
  g_assert_cmpstr (error->message, ==, "The task failed without saying why");
}

static void
test_explain_empty_message (void)
{
  g_autoptr (GError) error = bg_error_explain (g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, ""));

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_true (strstr (error->message, "g-io-error-quark") != NULL);
  g_assert_true (strstr (error->message, "26") != NULL);
}

static void
test_explain_leaves_a_good_one (void)
{
  GError *given = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "come back later");
  g_autoptr (GError) error = bg_error_explain (given);

  g_assert_true (error == given);
  g_assert_cmpstr (error->message, ==, "come back later");
}

/* A program need not do anything for the library's messages to be translated. */
static void
test_translations_are_found (void)
{
  BgTaskManager *manager = core_manager_new (1);

  g_assert_cmpstr (bindtextdomain (GETTEXT_PACKAGE, NULL), ==, LOCALEDIR);
  core_end (manager);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error/quark", test_quark);
  g_test_add_func ("/error/codes/have-nicks", test_codes_have_nicks);
  g_test_add_func ("/error/explain/nothing", test_explain_nothing);
  g_test_add_func ("/error/explain/empty-message", test_explain_empty_message);
  g_test_add_func ("/error/explain/good-one-stays", test_explain_leaves_a_good_one);
  g_test_add_func ("/error/translations-are-found", test_translations_are_found);
  return g_test_run ();
}
