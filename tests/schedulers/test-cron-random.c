/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <taskmgr.h>

/* What holds for any expression, on random ones. Whether the times are the right ones is for check-cron-oracle.py. */

#define N_EXPRESSIONS 2000
#define N_TIMES 12

static const char *const zones[] = {
  "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Asuncion", "Pacific/Apia",
  "Africa/Casablanca",
};

static const struct
{
  const char *name;
  int         first;
  int         last;
} fields[] = {
  { "second", 0, 59 }, { "minute", 0, 59 }, { "hour", 0, 23 }, { "day", 1, 28 }, { "month", 1, 12 },
  { "day_of_week", 0, 6 }, { "week", 1, 52 }, { "year", 2000, 2040 },
};

static void
append_value (GString *text,
              int      first,
              int      last)
{
  const int one = g_test_rand_int_range (first, last + 1);
  const int other = g_test_rand_int_range (first, last + 1);

  switch (g_test_rand_int_range (0, 5))
    {
    case 0:
      g_string_append (text, "*");
      break;
    case 1:
      g_string_append_printf (text, "*/%d", g_test_rand_int_range (1, last - first + 1));
      break;
    case 2:
      g_string_append_printf (text, "%d-%d", MIN (one, other), MAX (one, other));
      break;
    case 3:
      g_string_append_printf (text, "%d,%d", one, other);
      break;
    case 4:
    default:
      g_string_append_printf (text, "%d", one);
      break;
    }
}

static BgCronExpression *
draw_expression (void)
{
  GString *text = g_string_new (NULL);
  BgCronExpression *expression;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      /* Rarely the last two, which leave little. */
      if (g_test_rand_int_range (0, i < 6 ? 2 : 8) != 0)
        continue;
      if (text->len > 0)
        g_string_append (text, "; ");
      g_string_append_printf (text, "%s=", fields[i].name);
      append_value (text, fields[i].first, fields[i].last);
    }
  if (text->len == 0)
    g_string_append (text, "day=last");
  g_test_message ("%s", text->str);
  expression = bg_cron_expression_new (text->str, NULL);
  g_string_free (text, TRUE);
  return expression;
}

/* From 1998 on, and now and then where clocks are put forward or back. */
static GDateTime *
draw_time (GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (883612800 + (gint64) g_test_rand_int_range (0, 42 * 365) * 86400
                                                             + g_test_rand_int_range (0, 86400));

  return g_date_time_to_timezone (utc, zone);
}

static void
check_back (BgCronExpression *expression,
            GDateTime       **times,
            int               n)
{
  for (int i = n - 1; i > 0; i--)
    {
      g_autoptr (GDateTime) previous = bg_cron_expression_previous_before (expression, times[i]);

      g_assert_nonnull (previous);
      g_assert_cmpint (g_date_time_to_unix (previous), ==, g_date_time_to_unix (times[i - 1]));
    }
}

static void
check_row (BgCronExpression *expression,
           GDateTime        *start)
{
  GDateTime *times[N_TIMES] = { NULL };
  g_autoptr (GDateTime) at = g_date_time_ref (start);
  int n = 0;

  while (n < N_TIMES && (times[n] = bg_cron_expression_next_after (expression, at)) != NULL)
    {
      g_assert_cmpint (g_date_time_to_unix (times[n]), >, g_date_time_to_unix (at));
      g_date_time_unref (at);
      at = g_date_time_ref (times[n++]);
    }
  check_back (expression, times, n);
  if (n > 0)
    {
      g_autoptr (GDateTime) before = bg_cron_expression_previous_before (expression, times[0]);

      g_assert_true (before == NULL || g_date_time_to_unix (before) <= g_date_time_to_unix (start));
    }
  for (int i = 0; i < n; i++)
    g_date_time_unref (times[i]);
}

static void
test_there_and_back (void)
{
  int n_made = 0;

  g_test_summary ("The times before one are those that came after another one, in any time zone");
  for (int i = 0; i < N_EXPRESSIONS; i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zones[g_test_rand_int_range (0, G_N_ELEMENTS (zones))]);
      g_autoptr (BgCronExpression) expression = draw_expression ();
      g_autoptr (GDateTime) time = draw_time (zone);

      /* Some have no date at all. */
      if (expression == NULL)
        continue;
      n_made++;
      check_row (expression, time);
    }
  g_assert_cmpint (n_made, >, N_EXPRESSIONS / 2);
}

static void
test_each_second_of_a_change (void)
{
  static const char *const texts[] = { "*/7 */10 2 * * *", "30 * * * *", "0 0 3 * * *", "59 59 1-2 * * *", "* * * * * *" };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  const gint64 changes[] = { 1774746000, 1792890000 };

  g_test_summary ("From every moment around a change, the next time is the first of those that were found one by one");
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (changes); j++)
      {
        g_autoptr (BgCronExpression) expression = bg_cron_expression_new (texts[i], NULL);
        gint64 expected = 0;

        for (gint64 at = changes[j] + 5400; at > changes[j] - 5400; at -= 7)
          {
            g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at);
            g_autoptr (GDateTime) time = g_date_time_to_timezone (utc, zone);
            g_autoptr (GDateTime) next = bg_cron_expression_next_after (expression, time);
            const gint64 found = g_date_time_to_unix (next);

            g_assert_cmpint (found, >, at);
            /* Going back, it stays the same until there is one in between. */
            g_assert_true (expected == 0 || found == expected || found <= at + 7);
            expected = found;
          }
      }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cron-random/there-and-back", test_there_and_back);
  g_test_add_func ("/cron-random/each-second-of-a-change", test_each_second_of_a_change);

  return g_test_run ();
}
