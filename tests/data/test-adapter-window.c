/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data/bg-adapter-window-private.h"

#include "data/bg-list-model-adapter.h"

/* The wanted positions in their order, each with its distance: "5/0 6/1 7/1 4/1". */
static char *
describe (const BgAdapterWindow *window,
          guint                  length)
{
  BgAdapterRange range = bg_adapter_window_clip (window, length);
  GString *string = g_string_new (NULL);

  for (guint i = 0; i < bg_adapter_range_get_size (&range); i++)
    {
      guint distance;
      guint position = bg_adapter_range_get_nth (&range, i, &distance);

      g_string_append_printf (string, "%s%u/%u", i > 0 ? " " : "", position, distance);
    }
  return g_string_free (string, FALSE);
}

static void
test_range (void)
{
  static const struct
  {
    BgAdapterWindow window;
    guint           length;
    const char     *expected;
  } cases[] = {
    { { .first = 5, .n_items = 2, .limit = 100 }, 20, "5/0 6/1" },
    { { .first = 5, .n_items = 2, .limit = 100, .read_ahead = 2 }, 20, "5/0 6/1 7/1 4/1 8/2 3/2" },
    /* Nothing is visible: nothing is wanted. */
    { { .first = 5, .n_items = 0, .limit = 100, .read_ahead = 2 }, 20, "" },
    { { .first = 20, .n_items = 2, .limit = 100, .read_ahead = 2 }, 20, "" },
    { { .first = 0, .n_items = 2, .limit = 100, .read_ahead = 2 }, 0, "" },
    /* At the ends. */
    { { .first = 0, .n_items = 2, .limit = 100, .read_ahead = 3 }, 20, "0/0 1/1 2/1 3/2 4/3" },
    { { .first = 1, .n_items = 2, .limit = 100, .read_ahead = 3 }, 20, "1/0 2/1 3/1 0/1 4/2 5/3" },
    { { .first = 17, .n_items = 2, .limit = 100, .read_ahead = 3 }, 20,
      "17/0 18/1 19/1 16/1 15/2 14/3" },
    { { .first = 18, .n_items = 5, .limit = 100, .read_ahead = 2 }, 20, "18/0 19/1 17/1 16/2" },
    { { .first = 1, .n_items = G_MAXUINT, .limit = 100, .read_ahead = G_MAXUINT }, 4,
      "1/0 2/1 3/2 0/1" },
    /* What does not fit into the cache is not read ahead. */
    { { .first = 5, .n_items = 2, .limit = 4, .read_ahead = 3 }, 20, "5/0 6/1 7/1 4/1" },
    { { .first = 5, .n_items = 2, .limit = 3, .read_ahead = 3 }, 20, "5/0 6/1" },
    { { .first = 5, .n_items = 2, .limit = 1, .read_ahead = 3 }, 20, "5/0 6/1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *order = describe (&cases[i].window, cases[i].length);

      g_assert_cmpstr (order, ==, cases[i].expected);
    }
}

static void
test_shift (void)
{
  static const struct
  {
    guint first, length;
    guint position, n_removed, n_added;
    guint expected;
  } cases[] = {
    /* before: it follows */
    { 10, 100, 0, 0, 5, 15 },
    { 10, 100, 10, 0, 5, 15 },
    { 10, 100, 2, 3, 0, 7 },
    { 10, 100, 2, 8, 1, 3 },
    /* behind: it stays */
    { 10, 100, 11, 0, 5, 10 },
    { 10, 100, 11, 50, 0, 10 },
    /* the item itself is replaced: the place stays, as far as there is one */
    { 10, 100, 10, 1, 1, 10 },
    { 10, 100, 10, 1, 0, 10 },
    { 10, 100, 0, 100, 100, 10 },
    { 10, 100, 5, 10, 0, 5 },
    { 10, 100, 5, 10, 2, 7 },
    { 10, 100, 0, 100, 0, 0 },
    /* there is nothing to follow yet */
    { 0, 0, 0, 0, 100, 0 },
    { 10, 0, 0, 0, 100, 10 },
    { 10, 5, 5, 0, 100, 10 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BgAdapterWindow window = { .first = cases[i].first, .n_items = 20 };

      bg_adapter_window_shift (&window, cases[i].length,
                               cases[i].position, cases[i].n_removed, cases[i].n_added);
      g_assert_cmpuint (window.first, ==, cases[i].expected);
      g_assert_cmpuint (window.n_items, ==, 20);
    }
}

/* All checks of what is visible go before all fetches of it, and so on down the four bands. */
static void
test_priorities_are_in_bands (void)
{
  static const guint distances[] = { 0, 1, 2, 100, 498, 499, 500, 100000, G_MAXUINT };
  BgAdapterWindow window = { .priority = 7 };
  int above = G_MAXINT;

  for (guint band = 0; band < 4; band++)
    {
      int last = G_MAXINT;

      for (guint i = 0; i < G_N_ELEMENTS (distances); i++)
        {
          gboolean visible = band < 2;
          int priority = band % 2 == 0
                         ? bg_adapter_window_get_check_priority (&window, visible, distances[i])
                         : bg_adapter_window_get_fetch_priority (&window, visible, distances[i]);

          g_assert_cmpint (priority, <, above);
          g_assert_cmpint (priority, <=, last);
          last = priority;
        }
      above = last;
    }

  g_assert_cmpint (bg_adapter_window_get_fetch_priority (&window, FALSE, 0), ==, 7);
  g_assert_cmpint (bg_adapter_window_get_fetch_priority (&window, TRUE, 0), ==,
                   7 + BG_LIST_MODEL_ADAPTER_BOOST);
}

static void
test_priorities_do_not_overflow (void)
{
  BgAdapterWindow highest = { .priority = G_MAXINT };
  BgAdapterWindow lowest = { .priority = G_MININT };

  g_assert_cmpint (bg_adapter_window_get_fetch_priority (&highest, TRUE, 0), ==, G_MAXINT);
  g_assert_cmpint (bg_adapter_window_get_check_priority (&highest, TRUE, 0), ==, G_MAXINT);
  g_assert_cmpint (bg_adapter_window_get_fetch_priority (&lowest, FALSE, 100), ==, G_MININT);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/adapter-window/range", test_range);
  g_test_add_func ("/adapter-window/shift", test_shift);
  g_test_add_func ("/adapter-window/priorities-are-in-bands", test_priorities_are_in_bands);
  g_test_add_func ("/adapter-window/priorities-do-not-overflow", test_priorities_do_not_overflow);

  return g_test_run ();
}
