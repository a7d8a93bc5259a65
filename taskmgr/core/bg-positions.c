/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-positions-private.h"

static int
compare_positions (gconstpointer a,
                   gconstpointer b)
{
  const guint x = *(const guint *) a;
  const guint y = *(const guint *) b;

  return x < y ? -1 : x > y;
}

/* Returns how many runs of neighbours there are. */
guint
bg_positions_sort (GArray *positions)
{
  guint runs = 0;

  g_array_sort (positions, compare_positions);
  for (guint i = 0; i < positions->len; i++)
    if (i == 0 || g_array_index (positions, guint, i) != g_array_index (positions, guint, i - 1) + 1)
      runs++;
  return runs;
}

/* The first position of the run that ends before @end, and its length; the positions are sorted. */
guint
bg_positions_get_last_run (GArray *positions,
                           guint   end,
                           guint  *n)
{
  guint last = g_array_index (positions, guint, end - 1);

  for (*n = 1; *n < end && g_array_index (positions, guint, end - 1 - *n) == last - *n; (*n)++)
    ;
  return last - *n + 1;
}
