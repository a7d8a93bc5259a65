/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <taskmgr.h>

/* What is no expression, and what is said about it. */

static BgCronExpression *
fields_new (const char  *text,
            GError     **error)
{
  g_autoptr (GVariant) fields = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, NULL);

  return bg_cron_expression_new_from_fields (fields, error);
}

static void
check_message (BgCronExpression *expression,
               GError           *error,
               const char       *expected)
{
  g_assert_null (expression);
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==, expected);
  g_error_free (error);
}

static void
test_fields (void)
{
  static const char *const texts[][2] = {
    { "{}", "Character 1: there is no field that tells a time, such as “hour”" },
    { "{'start_date': <'2026-01-01'>}", "Character 1: there is no field that tells a time, such as “hour”" },
    { "{'hours': <4>}", "Field “hours”, character 1: there is no such field" },
    { "{'hour': <4.0>}", "Field “hour”, character 1: a value is a string or a whole number, not of the type “d”" },
    { "{'hour': <-1>}", "Field “hour”, character 1: “-” is not expected here" },
    { "{'minute': <'60'>}", "Field “minute”, character 1: 60 is not between 0 and 59" },
    { "{'minute': <60>}", "Field “minute”, character 1: 60 is not between 0 and 59" },
    { "{'day_of_week': <7>}", "Field “day_of_week”, character 1: 7 is not between 0 and 6" },
    { "{'hour': <'4; minute=3'>}", "Field “hour”, character 2: “;” is not expected here" },
    { "{'hour': <'4ä'>}", "Field “hour”, character 2: only letters, digits and signs of ASCII are allowed" },
  };

  g_test_summary ("R4.6: strings are checked like numbers, and a start or an end is not enough");
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      GError *error = NULL;
      BgCronExpression *expression = fields_new (texts[i][0], &error);

      check_message (expression, error, texts[i][1]);
    }
}

static void
test_strings (void)
{
  static const char *const texts[][2] = {
    { "", "Character 1: a schedule has five fields, six with the second and seven with the year, not 0" },
    { " * * * *", "Character 2: a schedule has five fields, six with the second and seven with the year, not 4" },
    { "* * * * * * * *", "Character 1: a schedule has five fields, six with the second and seven with the year, not 8" },
    { "60 * * * *", "Field “minute”, character 1: 60 is not between 0 and 59" },
    { "*  24 * * *", "Field “hour”, character 4: 24 is not between 0 and 23" },
    { "* * 0 * *", "Field “day”, character 5: 0 is not between 1 and 31" },
    { "* * * 1,13 *", "Field “month”, character 9: 13 is not between 1 and 12" },
    { "* * * * 8", "Field “day_of_week”, character 9: 8 is not between 0 and 7" },
    { "99999999999999999999 * * * *", "Field “minute”, character 1: 99999999999999999999 is not between 0 and 59" },
    { "*/0 * * * *", "Field “minute”, character 3: 0 is not between 1 and 2147483647" },
    { "*/90 * * * *", "Field “minute”, character 3: the step is larger than the range from 0 to 59" },
    { "1-3/5 * * * *", "Field “minute”, character 5: the step is larger than the range from 1 to 3" },
    { "*/ * * * *", "Field “minute”, character 3: a value is missing" },
    { "1, * * * *", "Field “minute”, character 3: a value is missing" },
    { "1,,2 * * * *", "Field “minute”, character 3: a value is missing" },
    { "1- * * * *", "Field “minute”, character 3: a value is missing" },
    { "* 22-2 * * *", "Field “hour”, character 3: the range from 22 to 2 is empty" },
    { "*5 * * * *", "Field “minute”, character 2: “5” is not expected here" },
    { "1-2-3 * * * *", "Field “minute”, character 4: “-” is not expected here" },
    { "? * * * *", "Field “minute”, character 1: “?” is not expected here" },
    { "x * * * *", "Field “minute”, character 1: “x” is not a number" },
    { "* * * foo *", "Field “month”, character 7: “foo” is not a number" },
    { "* * 1st * *", "Field “day”, character 8: a weekday such as “fri” should follow “1st”" },
    { "day=1st 5", "Field “day”, character 9: a weekday such as “fri” should follow “1st”" },
    { "day=last foo", "Field “day”, character 10: a weekday such as “fri” should follow “last”" },
    { "0 0 30 2 *", "Field “day”, character 5: there is no such date" },
    { "week=53; month=6", "Field “week”, character 6: there is no such date" },
    { "year=1969", "Field “year”, character 6: 1969 is not between 1970 and 9999" },
    { "@reboot", "Character 1: “@reboot” is not the name of a schedule" },
    { "hour=4; minutes=3", "Character 9: there is no field “minutes”" },
    { "hour=4; hour=5", "Character 9: the field “hour” was given before" },
    { "@daily; hour=5", "Character 9: the field “hour” was given before" },
    { "@daily;", "Character 8: a field and its value are missing, as in “hour=4”" },
    { "hour=", "Field “hour”, character 6: a value is missing" },
    { "hour=4=5", "Field “hour”, character 7: “=” is not expected here" },
    { "@daily; timezone=Mars/Olympus", "Field “timezone”, character 18: there is no time zone “Mars/Olympus”" },
    { "@daily; timezone=../passwd", "Field “timezone”, character 18: there is no time zone “../passwd”" },
    { "@daily; timezone=leapseconds", "Field “timezone”, character 18: there is no time zone “leapseconds”" },
    { "@daily; timezone=", "Field “timezone”, character 18: there is no time zone “”" },
    { "@daily; end_date=soon", "Field “end_date”, character 18: “soon” is not a date such as 2026-12-31, or "
      "2026-12-31 23:59:59" },
    { "@daily; start_date=2026-02-30", "Field “start_date”, character 20: “2026-02-30” is not a date such as 2026-12-31, or "
      "2026-12-31 23:59:59" },
    { "@daily; start_date=2026-02-02; end_date=2026-02-01", "Field “end_date”, character 41: the end is before the start" },
    { "0 0 * * \xff", "Character 9: only letters, digits and signs of ASCII are allowed" },
  };

  g_test_summary ("Whatever is wrong is refused, with the field and the position");
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      GError *error = NULL;
      BgCronExpression *expression = bg_cron_expression_new (texts[i][0], &error);

      check_message (expression, error, texts[i][1]);
    }
}

static void
test_too_long (void)
{
  g_autofree char *list = g_strnfill (1001, '1');
  g_autofree char *stars = g_strnfill (992, ' ');
  g_autofree char *longest = g_strconcat ("*", stars, "* 1 1 *", NULL);
  g_autoptr (BgCronExpression) expression = bg_cron_expression_new (longest, NULL);
  GError *error = NULL;
  BgCronExpression *refused = bg_cron_expression_new (list, &error);

  g_assert_nonnull (expression);
  check_message (refused, error, "Character 1001: an expression has 1000 characters at most");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cron-refused/fields", test_fields);
  g_test_add_func ("/cron-refused/strings", test_strings);
  g_test_add_func ("/cron-refused/too-long", test_too_long);

  return g_test_run ();
}
