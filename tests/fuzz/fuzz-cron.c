/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "fuzz.h"

#include <string.h>
#include <taskmgr.h>

/* Any text, as an expression, or if it looks like one as a dictionary of fields. */

static BgCronExpression *
read_fields (const char  *text,
             GError     **error)
{
  g_autoptr (GVariant) fields = NULL;

  /* That is up to who calls it. */
  if (g_utf8_validate (text, -1, NULL))
    fields = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, NULL);
  return fields != NULL ? bg_cron_expression_new_from_fields (fields, error) : NULL;
}

static void
check_text (BgCronExpression *expression)
{
  g_autofree char *text = bg_cron_expression_to_string (expression);
  g_autoptr (GError) error = NULL;
  g_autoptr (BgCronExpression) again = NULL;
  g_autofree char *same = NULL;

  /* Fields may be as long as a whole expression, and then all of them are too long. */
  if (strlen (text) > 1000)
    return;
  again = bg_cron_expression_new (text, &error);
  g_assert_no_error (error);
  same = bg_cron_expression_to_string (again);
  g_assert_cmpstr (same, ==, text);
}

/* There is nothing between a time and the one before it. */
static void
check_times (BgCronExpression *expression,
             gint64            from)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (from);
  g_autoptr (GDateTime) start = g_date_time_to_timezone (utc, zone);
  g_autoptr (GDateTime) next = bg_cron_expression_next_after (expression, start);
  g_autoptr (GDateTime) before = NULL;
  g_autoptr (GDateTime) same = NULL;

  if (next == NULL)
    return;
  g_assert_cmpint (g_date_time_compare (next, start), >, 0);
  before = bg_cron_expression_previous_before (expression, next);
  if (before == NULL)
    return;
  g_assert_cmpint (g_date_time_compare (before, start), <=, 0);
  same = bg_cron_expression_next_after (expression, before);
  g_assert_nonnull (same);
  g_assert_true (g_date_time_equal (same, next));
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (BgCronExpression) expression = NULL;

  expression = text[0] == '{' ? read_fields (text, &error) : bg_cron_expression_new (text, &error);
  if (error != NULL)
    {
      g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  if (expression == NULL)
    return 0;
  check_text (expression);
  check_times (expression, 0);
  check_times (expression, 1774745999);
  check_times (expression, 1792890000);
  return 0;
}
