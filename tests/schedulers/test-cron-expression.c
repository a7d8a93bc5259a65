/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <taskmgr.h>

/* All times are written as "2026-01-31 23:59:59", in UTC unless a zone is named. */

static GDateTime *
parse_time (const char *text,
            const char *zone)
{
  g_autoptr (GTimeZone) tz = g_time_zone_new_identifier (zone);
  GDateTime *time;

  g_assert_nonnull (tz);
  time = g_date_time_new_from_iso8601 (text, tz);
  g_assert_nonnull (time);
  return time;
}

static char *
format_time (GDateTime *time)
{
  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S") : g_strdup ("never");
}

static BgCronExpression *
expression_new (const char *text)
{
  g_autoptr (GError) error = NULL;
  BgCronExpression *expression = bg_cron_expression_new (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (expression);
  return expression;
}

/* The times after one, in a row. */
static void
check_times (const char *text,
             const char *zone,
             const char *after,
             const char *expected)
{
  g_autoptr (BgCronExpression) expression = expression_new (text);
  g_auto (GStrv) times = g_strsplit (expected, ", ", -1);
  g_autoptr (GDateTime) time = parse_time (after, zone);
  g_autoptr (GDateTime) last = NULL;

  for (int i = 0; times[i] != NULL; i++)
    {
      g_autoptr (GDateTime) next = bg_cron_expression_next_after (expression, time);
      g_autofree char *found = format_time (next);

      g_test_message ("%s: %s", text, found);
      g_assert_cmpstr (found, ==, times[i]);
      if (next == NULL)
        return;
      g_assert_cmpint (g_date_time_compare (next, time), >, 0);
      g_date_time_unref (time);
      time = g_date_time_ref (next);
    }
}

static void
check_utc (const char *text,
           const char *after,
           const char *expected)
{
  check_times (text, "UTC", after, expected);
}

/* The times before one, the last one first. */
static void
check_back (const char *text,
            const char *zone,
            const char *before,
            const char *expected)
{
  g_autoptr (BgCronExpression) expression = expression_new (text);
  g_auto (GStrv) times = g_strsplit (expected, ", ", -1);
  g_autoptr (GDateTime) time = parse_time (before, zone);

  for (int i = 0; times[i] != NULL; i++)
    {
      g_autoptr (GDateTime) previous = bg_cron_expression_previous_before (expression, time);
      g_autofree char *found = format_time (previous);

      g_assert_cmpstr (found, ==, times[i]);
      if (previous == NULL)
        return;
      g_date_time_unref (time);
      time = g_date_time_ref (previous);
    }
}

static void
test_defaults (void)
{
  g_test_summary ("R5.2: less significant fields are as early as can be, more significant ones may be anything");
  check_utc ("second=*/5", "2026-01-01 00:00:56", "2026-01-01 00:01:00, 2026-01-01 00:01:05");
  check_utc ("minute=30", "2026-01-01 00:00:00", "2026-01-01 00:30:00, 2026-01-01 01:30:00");
  check_utc ("hour=4", "2026-01-01 05:00:00", "2026-01-02 04:00:00, 2026-01-03 04:00:00");
  check_utc ("day=3", "2026-01-01 00:00:00", "2026-01-03 00:00:00, 2026-02-03 00:00:00");
  check_utc ("month=6", "2026-01-01 00:00:00", "2026-06-01 00:00:00, 2027-06-01 00:00:00");
  check_utc ("year=2030", "2026-01-01 00:00:00", "2030-01-01 00:00:00, never");
  check_utc ("year=2030; second=7", "2026-01-01 00:00:00", "2030-01-01 00:00:07, 2030-01-01 00:01:07");
  check_utc ("day_of_week=0", "2026-01-01 00:00:00", "2026-01-05 00:00:00, 2026-01-12 00:00:00");
  check_utc ("week=2", "2026-01-01 00:00:00", "2026-01-05 00:00:00, 2026-01-06 00:00:00");
  check_utc ("month=2; day_of_week=sun", "2026-01-01 00:00:00", "2026-02-01 00:00:00, 2026-02-08 00:00:00");
  check_utc ("month=2; hour=5", "2026-01-01 00:00:00", "2026-02-01 05:00:00, 2026-02-02 05:00:00");
}

static void
test_zero (void)
{
  g_test_summary ("R5.8: 0 is a value like any other");
  check_utc ("second=0", "2026-01-01 00:00:00", "2026-01-01 00:01:00");
  check_utc ("hour=0", "2026-01-01 00:00:00", "2026-01-02 00:00:00");
  check_utc ("day_of_week=0; hour=0; minute=0; second=0", "2026-01-01 00:00:00", "2026-01-05 00:00:00");
}

static void
test_values (void)
{
  g_test_summary ("R5.2: steps from the minimum, ranges, lists and names");
  check_utc ("minute=*/20", "2026-01-01 00:00:00", "2026-01-01 00:20:00, 2026-01-01 00:40:00, 2026-01-01 01:00:00");
  check_utc ("day=*/10", "2026-01-01 00:00:00", "2026-01-11 00:00:00, 2026-01-21 00:00:00, 2026-01-31 00:00:00, "
             "2026-02-01 00:00:00");
  check_utc ("hour=8-10", "2026-01-01 00:00:00", "2026-01-01 08:00:00, 2026-01-01 09:00:00, 2026-01-01 10:00:00, "
             "2026-01-02 08:00:00");
  check_utc ("hour=8-14/3", "2026-01-01 00:00:00", "2026-01-01 08:00:00, 2026-01-01 11:00:00, 2026-01-01 14:00:00, "
             "2026-01-02 08:00:00");
  check_utc ("hour=20/2", "2026-01-01 00:00:00", "2026-01-01 20:00:00, 2026-01-01 22:00:00, 2026-01-02 20:00:00");
  check_utc ("hour= 3 , 1,1 ,2-3", "2026-01-01 00:00:00", "2026-01-01 01:00:00, 2026-01-01 02:00:00, "
             "2026-01-01 03:00:00, 2026-01-02 01:00:00");
  check_utc ("month=jan,Mar-MAY/2", "2026-01-01 00:00:00", "2026-03-01 00:00:00, 2026-05-01 00:00:00, "
             "2027-01-01 00:00:00");
  check_utc ("day_of_week=mon-wed,6", "2026-01-01 00:00:00", "2026-01-04 00:00:00, 2026-01-05 00:00:00, "
             "2026-01-06 00:00:00, 2026-01-07 00:00:00, 2026-01-11 00:00:00");
  check_utc ("hour=*,4", "2026-01-01 00:00:00", "2026-01-01 01:00:00");
  check_utc ("year=2000-2100/7", "2026-01-01 00:00:00", "2028-01-01 00:00:00, 2035-01-01 00:00:00");
}

static void
test_days_of_month (void)
{
  g_test_summary ("R5.2: the last day, and the nth weekday, of a month");
  check_utc ("day=last", "2026-01-01 00:00:00", "2026-01-31 00:00:00, 2026-02-28 00:00:00, 2026-03-31 00:00:00, "
             "2026-04-30 00:00:00");
  check_utc ("day=last; month=2", "2026-01-01 00:00:00", "2026-02-28 00:00:00, 2027-02-28 00:00:00, "
             "2028-02-29 00:00:00");
  check_utc ("day=1st fri", "2026-01-01 00:00:00", "2026-01-02 00:00:00, 2026-02-06 00:00:00, 2026-03-06 00:00:00");
  check_utc ("day=5th sat", "2026-01-01 00:00:00", "2026-01-31 00:00:00, 2026-05-30 00:00:00");
  check_utc ("day=last sun", "2026-01-01 00:00:00", "2026-01-25 00:00:00, 2026-02-22 00:00:00, 2026-03-29 00:00:00");
  check_utc ("day=2nd tue,LAST Mon,  15 , last", "2026-01-01 00:00:00", "2026-01-13 00:00:00, 2026-01-15 00:00:00, "
             "2026-01-26 00:00:00, 2026-01-31 00:00:00, 2026-02-10 00:00:00");
  check_utc ("0 0 last * *", "2026-01-01 00:00:00", "2026-01-31 00:00:00, 2026-02-28 00:00:00");
  check_utc ("day=13; day_of_week=fri", "2026-01-01 00:00:00", "2026-02-13 00:00:00, 2026-03-13 00:00:00, "
             "2026-11-13 00:00:00");
  check_utc ("day=31; month=feb,apr,may", "2026-01-01 00:00:00", "2026-05-31 00:00:00, 2027-05-31 00:00:00");
}

static void
test_weeks (void)
{
  g_test_summary ("R5.2: weeks are those of ISO 8601");
  check_utc ("week=1; day_of_week=mon", "2025-01-01 00:00:00", "2025-12-29 00:00:00, 2027-01-04 00:00:00");
  check_utc ("week=53; day_of_week=sun", "2015-01-01 00:00:00", "2016-01-03 00:00:00, 2021-01-03 00:00:00, "
             "2027-01-03 00:00:00");
  check_utc ("week=52-53; day_of_week=fri; month=1", "2015-01-01 00:00:00", "2016-01-01 00:00:00, 2021-01-01 00:00:00, "
             "2027-01-01 00:00:00");
}

static void
test_leap_years (void)
{
  check_utc ("0 0 29 2 *", "1999-01-01 00:00:00", "2000-02-29 00:00:00, 2004-02-29 00:00:00");
  check_utc ("0 0 29 2 *", "2096-03-01 00:00:00", "2104-02-29 00:00:00");
  check_utc ("month=2; day=29; day_of_week=sun", "2096-03-01 00:00:00", "2128-02-29 00:00:00, 2156-02-29 00:00:00");
  check_utc ("year=9999; month=12; day=31; hour=23; minute=59; second=59", "1970-01-01 00:00:00",
             "9999-12-31 23:59:59, never");
  check_utc ("0 0 1 1 *", "0500-01-01 00:00:00", "1970-01-01 00:00:00");
  check_utc ("0 0 1 1 *", "9999-06-01 00:00:00", "never");
}

static void
test_crontab (void)
{
  g_test_summary ("Five fields as crontab has them: Sunday is 0 or 7, and one of the two kinds of days will do");
  check_utc ("*/15 * * * *", "2026-01-01 00:50:01", "2026-01-01 01:00:00, 2026-01-01 01:15:00");
  check_utc ("30 4 1,15 * 5", "2026-01-01 00:00:00", "2026-01-01 04:30:00, 2026-01-02 04:30:00, 2026-01-09 04:30:00, "
             "2026-01-15 04:30:00, 2026-01-16 04:30:00");
  check_utc ("0 0 * * 0", "2026-01-01 00:00:00", "2026-01-04 00:00:00, 2026-01-11 00:00:00");
  check_utc ("0 0 * * 7", "2026-01-01 00:00:00", "2026-01-04 00:00:00, 2026-01-11 00:00:00");
  check_utc ("0 0 * * 5-7", "2026-01-01 00:00:00", "2026-01-02 00:00:00, 2026-01-03 00:00:00, 2026-01-04 00:00:00, "
             "2026-01-09 00:00:00");
  check_utc ("0 0 * * fri-sun", "2026-01-01 00:00:00", "2026-01-02 00:00:00, 2026-01-03 00:00:00, 2026-01-04 00:00:00, "
             "2026-01-09 00:00:00");
  check_utc ("0 0 * * SUN-tue", "2026-01-01 00:00:00", "2026-01-04 00:00:00, 2026-01-05 00:00:00, 2026-01-06 00:00:00, "
             "2026-01-11 00:00:00");
  check_utc ("0 0 * * */2", "2026-01-01 00:00:00", "2026-01-03 00:00:00, 2026-01-04 00:00:00, 2026-01-06 00:00:00");
  check_utc ("0 0 */2 * sun", "2026-01-01 00:00:00", "2026-01-11 00:00:00, 2026-01-25 00:00:00, 2026-02-01 00:00:00");
  check_utc ("0 0 13 * 0-6", "2026-01-01 00:00:00", "2026-01-02 00:00:00, 2026-01-03 00:00:00");
  check_utc ("\t0  12 * jan-mar/2 *  ", "2026-01-31 00:00:00", "2026-01-31 12:00:00, 2026-03-01 12:00:00");
}

static void
test_more_fields (void)
{
  g_test_summary ("Six fields have the second before them, seven the year after them");
  check_utc ("*/20 0 12 * * *", "2026-01-01 00:00:00", "2026-01-01 12:00:00, 2026-01-01 12:00:20, "
             "2026-01-01 12:00:40, 2026-01-02 12:00:00");
  check_utc ("30 0 12 1 1 * 2030-2031", "2026-01-01 00:00:00", "2030-01-01 12:00:30, 2031-01-01 12:00:30, never");
}

static void
test_nicknames (void)
{
  check_utc ("@hourly", "2026-01-01 00:00:00", "2026-01-01 01:00:00");
  check_utc ("@daily", "2026-01-01 00:00:00", "2026-01-02 00:00:00");
  check_utc ("@midnight", "2026-01-01 00:00:00", "2026-01-02 00:00:00");
  check_utc (" @Weekly ", "2026-01-01 00:00:00", "2026-01-04 00:00:00");
  check_utc ("@monthly", "2026-01-01 00:00:00", "2026-02-01 00:00:00");
  check_utc ("@yearly", "2026-01-01 00:00:00", "2027-01-01 00:00:00");
  check_utc ("@annually; timezone=UTC", "2026-01-01 00:00:00", "2027-01-01 00:00:00");
}

static void
test_bounds (void)
{
  g_autoptr (BgCronExpression) expression = NULL;
  g_autoptr (GDateTime) start = NULL;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  g_test_summary ("R5.3: the start and the end are times that count themselves");
  check_utc ("hour=0; start_date=2026-03-01; end_date=2026-03-02", "2026-01-01 00:00:00",
             "2026-03-01 00:00:00, 2026-03-02 00:00:00, never");
  check_utc ("@hourly; end_date=2026-01-01 01:59", "2026-01-01 00:00:00", "2026-01-01 01:00:00, never");
  check_utc ("@hourly; start_date=2026-01-01T03:00:00Z", "2026-01-01 00:00:00", "2026-01-01 03:00:00");
  check_utc ("@hourly; start_date=2026-01-01T03:00:01+01:00", "2026-01-01 00:00:00", "2026-01-01 03:00:00");
  check_times ("@hourly; start_date=2026-01-01 03:00", "Europe/Berlin", "2026-01-01 00:00:00", "2026-01-01 03:00:00");
  check_utc ("@hourly; start_date=2026-01-01 03:00; timezone=Europe/Berlin", "2026-01-01 00:00:00",
             "2026-01-01 03:00:00");
  check_back ("hour=0; start_date=2026-03-01; end_date=2026-03-02", "UTC", "2027-01-01 00:00:00",
              "2026-03-02 00:00:00, 2026-03-01 00:00:00, never");

  expression = expression_new ("@daily; start_date=2026-03-01; timezone=Europe/Berlin");
  start = bg_cron_expression_dup_start_date (expression, utc);
  g_assert_cmpint (g_date_time_to_unix (start), ==, 1772319600);
  g_assert_null (bg_cron_expression_dup_end_date (expression, utc));
}

static void
test_put_forward (void)
{
  g_test_summary ("R5.7: what the clock leaves out comes once, just after that; what comes every hour leaves out nothing");
  check_times ("30 2 * * *", "Europe/Berlin", "2026-03-28 00:00:00",
               "2026-03-28 02:30:00, 2026-03-29 03:00:00, 2026-03-30 02:30:00");
  check_times ("*/10 2 * * *", "Europe/Berlin", "2026-03-28 02:45:00",
               "2026-03-28 02:50:00, 2026-03-29 03:00:00, 2026-03-30 02:00:00");
  check_times ("0,30 2-3 * * *", "Europe/Berlin", "2026-03-29 00:00:00",
               "2026-03-29 03:00:00, 2026-03-29 03:30:00, 2026-03-30 02:00:00");
  check_times ("30 * * * *", "Europe/Berlin", "2026-03-29 01:00:00",
               "2026-03-29 01:30:00, 2026-03-29 03:30:00, 2026-03-29 04:30:00");
  check_times ("0 0 * * *", "America/Asuncion", "2022-10-01 00:00:00", "2022-10-02 01:00:00, 2022-10-03 00:00:00");
  check_times ("15 2 * * *", "Australia/Lord_Howe", "2025-10-04 03:00:00", "2025-10-05 02:30:00, 2025-10-06 02:15:00");
  check_times ("0 4 * * *", "Pacific/Apia", "2011-12-29 04:00:00", "2011-12-31 00:00:00, 2011-12-31 04:00:00");

  check_back ("30 2 * * *", "Europe/Berlin", "2026-03-30 02:30:00", "2026-03-29 03:00:00, 2026-03-28 02:30:00");
  check_back ("0,30 2-3 * * *", "Europe/Berlin", "2026-03-29 03:30:00", "2026-03-29 03:00:00, 2026-03-28 03:30:00");
  check_back ("30 * * * *", "Europe/Berlin", "2026-03-29 03:30:00", "2026-03-29 01:30:00");
}

static void
test_far_away (void)
{
  g_test_summary ("Thousands of changes of the clock in between are no trouble");
  check_times ("30 2 * 7 * ; start_date=9990-01-01", "Europe/Berlin", "2026-01-01 00:00:00", "9990-07-01 02:30:00");
  check_times ("year=9998; month=7", "America/New_York", "2026-01-01 00:00:00", "9998-07-01 00:00:00, never");
  check_back ("year=1980; month=7", "Europe/Berlin", "9998-01-01 00:00:00", "1980-07-01 00:00:00, never");
  /* Half past eleven is shown twice on that day, and then not for a year. */
  check_times ("minute=30; day=26; month=3", "America/Asuncion", "2022-03-26 22:35:00",
               "2022-03-26 23:30:00, 2022-03-26 23:30:00, 2023-03-26 00:30:00");
  check_back ("minute=30; day=26; month=3", "America/Asuncion", "2022-12-26 00:00:00",
              "2022-03-26 23:30:00, 2022-03-26 23:30:00, 2022-03-26 22:30:00");
}

static void
check_unix (const char   *text,
            const char   *zone,
            gint64        after,
            const gint64 *expected,
            gsize         n)
{
  g_autoptr (BgCronExpression) expression = expression_new (text);
  g_autoptr (GTimeZone) tz = g_time_zone_new_identifier (zone);
  gint64 at = after;

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at);
      g_autoptr (GDateTime) time = g_date_time_to_timezone (utc, tz);
      g_autoptr (GDateTime) next = bg_cron_expression_next_after (expression, time);

      g_assert_nonnull (next);
      g_assert_cmpint (g_date_time_to_unix (next), ==, expected[i]);
      at = expected[i];
    }
}

/* In Europe the clock is put back from 3 to 2 at that time in 2026. */
#define PUT_BACK G_GINT64_CONSTANT (1792890000)

static void
test_put_back (void)
{
  const gint64 once[] = { PUT_BACK - 1800, PUT_BACK + 23 * 3600 + 1800 + 3600 };
  const gint64 tens[] = { PUT_BACK - 600, PUT_BACK + 24 * 3600 };
  const gint64 every[] = { PUT_BACK - 1800, PUT_BACK + 1800, PUT_BACK + 5400 };
  const gint64 whole[] = { PUT_BACK - 3600, PUT_BACK, PUT_BACK + 3600 };
  const gint64 days[] = { PUT_BACK - 3600, PUT_BACK + 24 * 3600 };

  g_test_summary ("R5.7: what the clock shows twice comes once, unless it comes every hour");
  check_unix ("30 2 * * *", "Europe/Berlin", PUT_BACK - 7200, once, G_N_ELEMENTS (once));
  check_unix ("30 2 * * *", "Europe/Berlin", PUT_BACK + 60, once + 1, 1);
  check_unix ("*/10 2 * * *", "Europe/Berlin", PUT_BACK - 1000, tens, G_N_ELEMENTS (tens));
  check_unix ("30 * * * *", "Europe/Berlin", PUT_BACK - 3600, every, G_N_ELEMENTS (every));
  check_unix ("0 * * * *", "Europe/Berlin", PUT_BACK - 3601, whole, G_N_ELEMENTS (whole));
  check_unix ("0 0-23 * * *", "Europe/Berlin", PUT_BACK - 3601, whole, G_N_ELEMENTS (whole));
  check_unix ("0 2 * * *", "Europe/Berlin", PUT_BACK - 7200, days, G_N_ELEMENTS (days));
}

static void
test_time_zone (void)
{
  g_autoptr (BgCronExpression) expression = expression_new ("0 4 * * *; timezone=America/New_York");
  g_autoptr (BgCronExpression) floating = expression_new ("0 4 * * *");
  g_autoptr (GDateTime) time = parse_time ("2026-01-01 00:00:00", "Europe/Berlin");
  g_autoptr (GDateTime) next = bg_cron_expression_next_after (expression, time);
  g_autoptr (GDateTime) local = bg_cron_expression_next_after (floating, time);
  g_autofree char *text = format_time (next);

  g_test_summary ("R5.7: the time zone is that of the expression, else that of the time asked with");
  g_assert_cmpstr (text, ==, "2026-01-01 04:00:00");
  g_assert_cmpstr (g_time_zone_get_identifier (g_date_time_get_timezone (next)), ==, "America/New_York");
  g_assert_cmpstr (g_time_zone_get_identifier (bg_cron_expression_get_time_zone (expression)), ==, "America/New_York");
  g_assert_cmpstr (g_time_zone_get_identifier (g_date_time_get_timezone (local)), ==, "Europe/Berlin");
  g_assert_null (bg_cron_expression_get_time_zone (floating));
  check_utc ("0 4 * * *; timezone=+05:30", "2026-01-01 00:00:00", "2026-01-02 04:00:00");
}

static void
test_fractions (void)
{
  g_autoptr (BgCronExpression) expression = expression_new ("* * * * * *");
  g_autoptr (GDateTime) time = parse_time ("2026-01-01 00:00:00.5", "UTC");
  g_autoptr (GDateTime) next = bg_cron_expression_next_after (expression, time);
  g_autoptr (GDateTime) previous = bg_cron_expression_previous_before (expression, time);

  g_test_summary ("Times are whole seconds, before and after parts of one");
  g_assert_cmpint (g_date_time_to_unix (next) - g_date_time_to_unix (time), ==, 1);
  g_assert_cmpint (g_date_time_get_microsecond (next), ==, 0);
  g_assert_cmpint (g_date_time_to_unix (previous), ==, g_date_time_to_unix (time));
  g_assert_cmpint (g_date_time_get_microsecond (previous), ==, 0);
}

static void
test_to_string (void)
{
  static const char *const texts[][2] = {
    { "  0\t4 * *  MON-fri ", "0 4 * * mon-fri" },
    { "@weekly", "0 0 * * 0" },
    { "5 0 4 * * * 2026", "5 0 4 * * * 2026" },
    { "hour=4;day= 1ST   Fri ,last", "hour=4; day=1st fri,last" },
    { "@daily ; end_date=2030-01-01;timezone=Europe/Berlin", "0 0 * * *; timezone=Europe/Berlin; end_date=2030-01-01" },
  };

  g_test_summary ("What is written down can be read again");
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (BgCronExpression) expression = expression_new (texts[i][0]);
      g_autofree char *text = bg_cron_expression_to_string (expression);
      g_autoptr (BgCronExpression) again = expression_new (text);
      g_autofree char *same = bg_cron_expression_to_string (again);

      g_assert_cmpstr (text, ==, texts[i][1]);
      g_assert_cmpstr (same, ==, text);
    }
}

static BgCronExpression *
fields_new (const char  *text,
            GError     **error)
{
  g_autoptr (GVariant) fields = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, NULL);

  return bg_cron_expression_new_from_fields (fields, error);
}

static void
test_fields (void)
{
  static const char *const texts[][2] = {
    { "{'second': <'*/5'>}", "second=*/5" },
    { "{'minute': <0>, 'hour': <'4'>}", "minute=0; hour=4" },
    { "{'minute': <byte 1>, 'hour': <int16 2>, 'day': <uint16 3>, 'month': <uint32 4>, 'year': <int64 2030>, "
      "'week': <uint64 14>}", "minute=1; hour=2; week=14; day=3; month=4; year=2030" },
    { "{'day': <'last sun'>, 'start_date': <'2026-01-01'>, 'timezone': <'UTC'>}",
      "day=last sun; timezone=UTC; start_date=2026-01-01" },
  };

  g_test_summary ("R5.2: fields are strings or numbers");
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BgCronExpression) expression = fields_new (texts[i][0], &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = bg_cron_expression_to_string (expression);
      g_assert_cmpstr (text, ==, texts[i][1]);
    }
}

static void
test_references (void)
{
  BgCronExpression *expression = expression_new ("@daily");
  GValue value = G_VALUE_INIT;

  g_value_init (&value, BG_TYPE_CRON_EXPRESSION);
  g_value_set_boxed (&value, expression);
  g_assert_true (g_value_get_boxed (&value) == expression);
  g_value_unset (&value);
  g_assert_true (bg_cron_expression_ref (expression) == expression);
  bg_cron_expression_unref (expression);
  bg_cron_expression_unref (expression);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cron-expression/defaults", test_defaults);
  g_test_add_func ("/cron-expression/zero", test_zero);
  g_test_add_func ("/cron-expression/values", test_values);
  g_test_add_func ("/cron-expression/days-of-month", test_days_of_month);
  g_test_add_func ("/cron-expression/weeks", test_weeks);
  g_test_add_func ("/cron-expression/leap-years", test_leap_years);
  g_test_add_func ("/cron-expression/crontab", test_crontab);
  g_test_add_func ("/cron-expression/more-fields", test_more_fields);
  g_test_add_func ("/cron-expression/nicknames", test_nicknames);
  g_test_add_func ("/cron-expression/bounds", test_bounds);
  g_test_add_func ("/cron-expression/put-forward", test_put_forward);
  g_test_add_func ("/cron-expression/put-back", test_put_back);
  g_test_add_func ("/cron-expression/far-away", test_far_away);
  g_test_add_func ("/cron-expression/time-zone", test_time_zone);
  g_test_add_func ("/cron-expression/fractions", test_fractions);
  g_test_add_func ("/cron-expression/to-string", test_to_string);
  g_test_add_func ("/cron-expression/fields", test_fields);
  g_test_add_func ("/cron-expression/references", test_references);

  return g_test_run ();
}
