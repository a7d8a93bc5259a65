/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <taskmgr.h>

#include "durable/bg-queue-name-private.h"

typedef struct
{
  const char *name;
  gboolean    is_valid;
} Case;

static const Case cases[] =
  {
    { "photos", TRUE },
    { "a1", TRUE },
    { "a_b_c", TRUE },
    { "photo_export_2", TRUE },
    { "z9999999999999999999999999999999999999999999999999999999999999z", TRUE },
    { "", FALSE },
    { "a", FALSE },
    { "1a", FALSE },
    { "_a", FALSE },
    { "a_", FALSE },
    { "a__b", FALSE },
    { "Photos", FALSE },
    { "photo s", FALSE },
    { "photos\n", FALSE },
    { "photos\r\n", FALSE },
    { "../photos", FALSE },
    { "..", FALSE },
    { ".", FALSE },
    { "a/b", FALSE },
    { "a.b", FALSE },
    { "a-b", FALSE },
    { "b\303\274cher", FALSE },
    { "\377\376", FALSE },
    { "a:b", FALSE },
    { "a{b}", FALSE },
    { "a'; drop table task; --", FALSE },
    { "a123456789012345678901234567890123456789012345678901234567890123", TRUE },
    { "a1234567890123456789012345678901234567890123456789012345678901234", FALSE },
  };

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (bg_queue_name_check ("queue", cases[i].name, &error), ==, cases[i].is_valid);
      if (cases[i].is_valid)
        g_assert_no_error (error);
      else
        g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_NAME);
    }
}

static void
test_none (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (bg_queue_name_check ("worker", NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_NAME);
  g_assert_nonnull (strstr (error->message, "worker"));
}

static void
test_quotes_the_name (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (bg_queue_name_check ("queue", "Photo Exports", &error));
  g_assert_nonnull (strstr (error->message, "Photo Exports"));
}

/* What a terminal or a log would take as a command is not passed on, and not a megabyte of anything. */
static void
test_quotes_harmlessly (void)
{
  g_autofree char *name = g_strdup_printf ("\033]0;\007x\n%0*d", 1000000, 0);
  g_autoptr (GError) error = NULL;

  g_assert_false (bg_queue_name_check ("queue", name, &error));
  g_assert_cmpuint (strlen (error->message), <, 500);
  g_assert_null (strpbrk (error->message, "\033\007\n"));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

/* No name that passes has more than one place in a file system, or a meaning elsewhere. */
static void
test_random (void)
{
  for (guint i = 0; i < 100000; i++)
    {
      static const char letters[] = "aaazz09__../-A \n\377";
      char name[12] = "";
      gsize n = (gsize) g_test_rand_int_range (0, sizeof name);
      gboolean is_expected;

      for (gsize j = 0; j < n; j++)
        name[j] = letters[g_test_rand_int_range (0, sizeof letters - 1)];
      is_expected = g_regex_match_simple ("\\A[a-z](?:[a-z0-9]|_(?!_))*[a-z0-9]\\z", name, G_REGEX_RAW, 0);
      g_assert_cmpint (bg_queue_name_check ("queue", name, NULL), ==, is_expected);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/queue-name/table", test_table);
  g_test_add_func ("/queue-name/none", test_none);
  g_test_add_func ("/queue-name/quotes-the-name", test_quotes_the_name);
  g_test_add_func ("/queue-name/quotes-harmlessly", test_quotes_harmlessly);
  g_test_add_func ("/queue-name/random", test_random);

  return g_test_run ();
}
