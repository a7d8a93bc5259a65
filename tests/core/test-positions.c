/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

#include "core/bg-positions-private.h"

/* The runs of "5 1 2", last one first: "5+1 1+2", with the number of them before: "2: 5+1 1+2". */
static char *
find_runs (const char *text)
{
  g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, sizeof (guint));
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  GString *runs = g_string_new (NULL);
  guint n;

  for (char **word = words; *word != NULL && **word != '\0'; word++)
    {
      guint position = (guint) g_ascii_strtoull (*word, NULL, 10);

      g_array_append_val (positions, position);
    }
  g_string_append_printf (runs, "%u:", bg_positions_sort (positions));
  for (guint end = positions->len; end > 0; end -= n)
    {
      guint first = bg_positions_get_last_run (positions, end, &n);

      g_string_append_printf (runs, " %u+%u", first, n);
    }
  return g_string_free (runs, FALSE);
}

#define assert_runs(text, expected) \
  G_STMT_START { \
    g_autofree char *runs = find_runs (text); \
    g_assert_cmpstr (runs, ==, expected); \
  } G_STMT_END

static void
test_runs (void)
{
  assert_runs ("", "0:");
  assert_runs ("0", "1: 0+1");
  assert_runs ("0 1 2", "1: 0+3");
  assert_runs ("2 0 1", "1: 0+3");
  assert_runs ("5 1 2", "2: 5+1 1+2");
  assert_runs ("9 7 5 3 1", "5: 9+1 7+1 5+1 3+1 1+1");
  assert_runs ("4 3 8 0 7", "3: 7+2 3+2 0+1");
}

static void
test_random (void)
{
  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, sizeof (guint));
      gboolean there[60] = { FALSE };
      guint n_runs, n, n_found = 0;

      for (guint position = 60; position > 0; position--)
        if (g_test_rand_bit ())
          {
            guint at = position - 1;

            there[at] = TRUE;
            g_array_append_val (positions, at);
          }
      n_runs = bg_positions_sort (positions);
      for (guint end = positions->len; end > 0; end -= n)
        {
          guint first = bg_positions_get_last_run (positions, end, &n);

          n_found++;
          g_assert_true (first == 0 || !there[first - 1]);
          g_assert_true (first + n == 60 || !there[first + n]);
          for (guint i = 0; i < n; i++)
            g_assert_true (there[first + i]);
        }
      g_assert_cmpuint (n_found, ==, n_runs);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/positions/runs", test_runs);
  g_test_add_func ("/positions/random", test_random);
  return g_test_run ();
}
