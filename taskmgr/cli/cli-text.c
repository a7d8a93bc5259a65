/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli-text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* What people write and read: states, spans of time, points in time. */

static const struct
{
  BgQueuedState state;
  const char   *name;
} state_names[] = {
  { BG_QUEUED_STATE_SCHEDULED, "scheduled" },
  { BG_QUEUED_STATE_READY, "ready" },
  { BG_QUEUED_STATE_LEASED, "leased" },
  { BG_QUEUED_STATE_DONE, "done" },
  { BG_QUEUED_STATE_DEAD, "dead" },
  { BG_QUEUED_STATE_CANCELLED, "cancelled" },
};

static const struct
{
  const char *unit;
  double      milliseconds;
} duration_units[] = {
  { "ms", 1 },
  { "s", 1000 },
  { "", 1000 },
  { "m", 60 * 1000 },
  { "h", 60 * 60 * 1000 },
  { "d", 24 * 60 * 60 * 1000 },
};

/* Not translated: it is also what is given to --state, and what programs read. */
const char *
cli_text_for_state (BgQueuedState state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (state_names); i++)
    if (state_names[i].state == state)
      return state_names[i].name;
  return "new";
}

static BgQueuedState
parse_state (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (state_names); i++)
    if (strcmp (state_names[i].name, name) == 0)
      return state_names[i].state;
  return 0;
}

/* Several states with commas between them. */
gboolean
cli_text_parse_states (const char     *text,
                       BgQueuedState  *states,
                       GError        **error)
{
  g_auto (GStrv) names = g_strsplit (text, ",", -1);
  BgQueuedState found = 0;

  for (gsize i = 0; names[i] != NULL; i++)
    {
      BgQueuedState state = parse_state (g_strstrip (names[i]));

      if (state == 0)
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _("“%s” is not a state; there are scheduled, ready, leased, done, dead and cancelled"),
                       names[i]);
          return FALSE;
        }
      found |= state;
    }
  *states = found;
  return TRUE;
}

/* A number of seconds, or of what the unit says. */
gboolean
cli_text_parse_duration (const char  *text,
                         gint64      *milliseconds,
                         GError     **error)
{
  char *end;
  double number = g_ascii_strtod (text, &end);

  for (gsize i = 0; end != text && isfinite (number) && number >= 0 && i < G_N_ELEMENTS (duration_units); i++)
    if (strcmp (end, duration_units[i].unit) == 0 && number * duration_units[i].milliseconds < 1e14)
      {
        *milliseconds = (gint64) (number * duration_units[i].milliseconds + 0.5);
        return TRUE;
      }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("“%s” is not a span of time; say for instance 500ms, 90s, 5m, 2h or 1d"), text);
  return FALSE;
}

/* A date with a time, or a span of time from now on. */
gboolean
cli_text_parse_time (const char  *text,
                     gint64      *unix_time,
                     GError     **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (text, zone);
  gint64 delay;

  if (date != NULL)
    {
      *unix_time = g_date_time_to_unix (date) * G_USEC_PER_SEC + g_date_time_get_microsecond (date);
      return TRUE;
    }
  if (text[0] == '+' && cli_text_parse_duration (text + 1, &delay, NULL))
    {
      *unix_time = g_get_real_time () + delay * 1000;
      return TRUE;
    }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("“%s” is not a time; say for instance 2030-01-31T18:00:00Z, or +2h for in two hours"), text);
  return FALSE;
}

static GDateTime *
date_from (gint64     unix_time,
           GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (unix_time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) date = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  return date != NULL ? g_date_time_add (date, unix_time % G_USEC_PER_SEC) : NULL;
}

char *
cli_text_for_time (gint64 unix_time)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) date = date_from (unix_time, zone);

  return date != NULL ? g_date_time_format (date, "%F %T%z") : g_strdup ("?");
}

char *
cli_text_for_time_utc (gint64 unix_time)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GDateTime) date = date_from (unix_time, zone);

  return date != NULL ? g_date_time_format (date, "%FT%T.%fZ") : g_strdup ("?");
}

/* How long ago something was, in two units at most. */
char *
cli_text_for_age (gint64 unix_time,
                  gint64 now)
{
  gint64 seconds = MAX (now - unix_time, 0) / G_USEC_PER_SEC;

  if (unix_time == 0)
    return g_strdup ("-");
  if (seconds < 60)
    return g_strdup_printf ("%ds", (int) seconds);
  if (seconds < 60 * 60)
    return g_strdup_printf ("%dm%02ds", (int) (seconds / 60), (int) (seconds % 60));
  if (seconds < 24 * 60 * 60)
    return g_strdup_printf ("%dh%02dm", (int) (seconds / 3600), (int) (seconds / 60 % 60));
  return g_strdup_printf ("%dd%02dh", (int) MIN (seconds / 86400, 99999), (int) (seconds / 3600 % 24));
}

/* What comes from a task may not command the terminal: control characters become question marks. Cut off at @max
 * characters, 0 for never. */
char *
cli_text_printable (const char *text,
                    gsize       max)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autoptr (GString) string = g_string_new (NULL);
  gsize length = 0;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (max != 0 && ++length > max)
        {
          g_string_append_unichar (string, 0x2026);
          break;
        }
      g_string_append_unichar (string, g_unichar_isprint (c) ? c : '?');
    }
  return g_string_free (g_steal_pointer (&string), FALSE);
}
