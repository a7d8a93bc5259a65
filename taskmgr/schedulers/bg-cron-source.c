/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-cron-source-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Takes expressions apart: "0 4 * * mon", "@daily", "minute=30; hour=4", any of them followed by "; timezone=UTC". */

/* Longer ones are no use to people, and a burden to check. */
#define MAX_LENGTH 1000

static const char *const options[BG_CRON_N_OPTIONS] = {
  [BG_CRON_TIMEZONE] = "timezone",
  [BG_CRON_START_DATE] = "start_date",
  [BG_CRON_END_DATE] = "end_date",
};

/* The order in which crontab has them; the first and the last one may be left out. */
static const BgCronUnit order[] = {
  BG_CRON_SECOND, BG_CRON_MINUTE, BG_CRON_HOUR, BG_CRON_DAY, BG_CRON_MONTH, BG_CRON_DAY_OF_WEEK, BG_CRON_YEAR,
};

#define MIN_CLASSIC 5
#define MAX_CLASSIC ((int) G_N_ELEMENTS (order))

static const struct
{
  const char *name;
  const char *meaning;
} nicknames[] = {
  { "@annually", "0 0 1 1 *" },
  { "@daily", "0 0 * * *" },
  { "@hourly", "0 * * * *" },
  { "@midnight", "0 0 * * *" },
  { "@monthly", "0 0 1 * *" },
  { "@weekly", "0 0 * * 0" },
  { "@yearly", "0 0 1 1 *" },
};

const char *
bg_cron_option_get_name (BgCronOption option)
{
  return options[option];
}

void
bg_cron_source_clear (BgCronSource *self)
{
  for (int unit = 0; unit < BG_CRON_N_UNITS; unit++)
    g_clear_pointer (&self->fields[unit].text, g_free);
  for (int option = 0; option < BG_CRON_N_OPTIONS; option++)
    g_clear_pointer (&self->options[option].text, g_free);
}

/* The part of that name, or NULL. */
static BgCronPart *
find_part (BgCronSource *self,
           const char   *name,
           gsize         length)
{
  const char *known;

  for (int unit = 0; unit < BG_CRON_N_UNITS; unit++)
    {
      known = bg_cron_unit_get_name ((BgCronUnit) unit);
      if (strlen (known) == length && strncmp (known, name, length) == 0)
        return &self->fields[unit];
    }
  for (int option = 0; option < BG_CRON_N_OPTIONS; option++)
    if (strlen (options[option]) == length && strncmp (options[option], name, length) == 0)
      return &self->options[option];
  return NULL;
}

static gboolean
is_option (const BgCronSource *self,
           const BgCronPart   *part)
{
  for (int option = 0; option < BG_CRON_N_OPTIONS; option++)
    if (part == &self->options[option])
      return TRUE;
  return FALSE;
}

static void
set_part (BgCronPart       *part,
          const BgCronSpan *span)
{
  *part = (BgCronPart) { g_strndup (span->text, span->length), span->position };
}

/* Without the spaces around it. */
static BgCronSpan
strip (BgCronSpan span)
{
  while (span.length > 0 && g_ascii_isspace (*span.text))
    {
      span.text++;
      span.length--;
      span.position++;
    }
  while (span.length > 0 && g_ascii_isspace (span.text[span.length - 1]))
    span.length--;
  return span;
}

/* Takes off what comes before a character, and that as well; everything if it does not come. */
static BgCronSpan
take_until (BgCronSpan *rest,
            char        separator)
{
  const char *found = memchr (rest->text, separator, rest->length);
  const gsize length = found != NULL ? (gsize) (found - rest->text) : rest->length;
  const gsize taken = found != NULL ? length + 1 : length;
  BgCronSpan span = { rest->text, length, rest->position };

  *rest = (BgCronSpan) { rest->text + taken, rest->length - taken, rest->position + (guint) taken };
  return strip (span);
}

static BgCronSpan
take_word (BgCronSpan *rest)
{
  BgCronSpan word = strip (*rest);
  gsize length = 0;

  while (length < word.length && !g_ascii_isspace (word.text[length]))
    length++;
  *rest = (BgCronSpan) { word.text + length, word.length - length, word.position + (guint) length };
  word.length = length;
  return word;
}

/* Five fields to seven, separated by spaces. */
static gboolean
read_classic (BgCronSource  *self,
              BgCronSpan     span,
              GError       **error)
{
  const guint start = span.position;
  BgCronSpan words[MAX_CLASSIC];
  int n = 0;

  for (BgCronSpan word = take_word (&span); word.length > 0; word = take_word (&span), n++)
    if (n < MAX_CLASSIC)
      words[n] = word;
  if (n < MIN_CLASSIC || n > MAX_CLASSIC)
    {
      bg_cron_parser_fail (error, NULL, start,
                           _("a schedule has five fields, six with the second and seven with the year, not %d"), n);
      return FALSE;
    }
  self->classic = TRUE;
  for (int i = 0; i < n; i++)
    set_part (&self->fields[order[n == MIN_CLASSIC ? i + 1 : i]], &words[i]);
  return TRUE;
}

static gboolean
read_nickname (BgCronSource      *self,
               const BgCronSpan  *span,
               GError           **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (nicknames); i++)
    if (strlen (nicknames[i].name) == span->length
        && g_ascii_strncasecmp (nicknames[i].name, span->text, span->length) == 0)
      return read_classic (self, (BgCronSpan) { nicknames[i].meaning, strlen (nicknames[i].meaning), span->position },
                           error);
  bg_cron_parser_fail (error, NULL, span->position, _("“%.*s” is not the name of a schedule"),
                       (int) span->length, span->text);
  return FALSE;
}

/* "name=value" */
static gboolean
read_pair (BgCronSource  *self,
           BgCronSpan     span,
           GError       **error)
{
  BgCronSpan value = span;
  const BgCronSpan name = take_until (&value, '=');
  BgCronPart *part = find_part (self, name.text, name.length);

  value = strip (value);
  if (name.length == span.length)
    bg_cron_parser_fail (error, NULL, span.position, _("a field and its value are missing, as in “hour=4”"));
  else if (part == NULL)
    bg_cron_parser_fail (error, NULL, name.position, _("there is no field “%.*s”"), (int) name.length, name.text);
  else if (part->text != NULL || (self->classic && !is_option (self, part)))
    bg_cron_parser_fail (error, NULL, name.position, _("the field “%.*s” was given before"),
                         (int) name.length, name.text);
  else
    {
      set_part (part, &value);
      return TRUE;
    }
  return FALSE;
}

/* With the name of the field that it is of, if it is not the whole. */
static gboolean
check_text (const char  *name,
            const char  *string,
            GError     **error)
{
  for (const char *at = string; *at != '\0'; at++)
    {
      if (at - string >= MAX_LENGTH)
        {
          bg_cron_parser_fail (error, name, MAX_LENGTH, _("an expression has %d characters at most"), MAX_LENGTH);
          return FALSE;
        }
      if (!g_ascii_isprint (*at) && !g_ascii_isspace (*at))
        {
          bg_cron_parser_fail (error, name, (guint) (at - string),
                               _("only letters, digits and signs of ASCII are allowed"));
          return FALSE;
        }
    }
  return TRUE;
}

/* It is to be cleared afterwards, whatever comes of it. */
gboolean
bg_cron_source_read_string (BgCronSource  *self,
                            const char    *string,
                            GError       **error)
{
  BgCronSpan rest = { string, strlen (string), 0 };
  BgCronSpan part;
  gboolean more, good;

  *self = (BgCronSource) { 0 };
  if (!check_text (NULL, string, error))
    return FALSE;
  more = memchr (rest.text, ';', rest.length) != NULL;
  part = take_until (&rest, ';');
  if (part.length > 0 && *part.text == '@')
    good = read_nickname (self, &part, error);
  else if (memchr (part.text, '=', part.length) != NULL)
    good = read_pair (self, part, error);
  else
    good = read_classic (self, part, error);
  while (good && more)
    {
      more = memchr (rest.text, ';', rest.length) != NULL;
      part = take_until (&rest, ';');
      good = read_pair (self, part, error);
    }
  return good;
}

/* A number, as text, or NULL if it is none. */
static char *
format_number (GVariant *value)
{
  switch (g_variant_classify (value))
    {
    case G_VARIANT_CLASS_BYTE:
      return g_strdup_printf ("%d", g_variant_get_byte (value));
    case G_VARIANT_CLASS_INT16:
      return g_strdup_printf ("%d", g_variant_get_int16 (value));
    case G_VARIANT_CLASS_UINT16:
      return g_strdup_printf ("%d", g_variant_get_uint16 (value));
    case G_VARIANT_CLASS_INT32:
      return g_strdup_printf ("%d", g_variant_get_int32 (value));
    case G_VARIANT_CLASS_UINT32:
      return g_strdup_printf ("%u", g_variant_get_uint32 (value));
    case G_VARIANT_CLASS_INT64:
      return g_strdup_printf ("%" G_GINT64_FORMAT, g_variant_get_int64 (value));
    case G_VARIANT_CLASS_UINT64:
      return g_strdup_printf ("%" G_GUINT64_FORMAT, g_variant_get_uint64 (value));
    case G_VARIANT_CLASS_BOOLEAN:
    case G_VARIANT_CLASS_HANDLE:
    case G_VARIANT_CLASS_DOUBLE:
    case G_VARIANT_CLASS_STRING:
    case G_VARIANT_CLASS_OBJECT_PATH:
    case G_VARIANT_CLASS_SIGNATURE:
    case G_VARIANT_CLASS_VARIANT:
    case G_VARIANT_CLASS_MAYBE:
    case G_VARIANT_CLASS_ARRAY:
    case G_VARIANT_CLASS_TUPLE:
    case G_VARIANT_CLASS_DICT_ENTRY:
    default:
      return NULL;
    }
}

static gboolean
read_field (BgCronSource  *self,
            const char    *name,
            GVariant      *value,
            GError       **error)
{
  BgCronPart *part = find_part (self, name, strlen (name));
  g_autofree char *text = NULL;

  if (part == NULL)
    {
      bg_cron_parser_fail (error, name, 0, _("there is no such field"));
      return FALSE;
    }
  text = g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ? g_variant_dup_string (value, NULL)
                                                             : format_number (value);
  if (text == NULL)
    {
      bg_cron_parser_fail (error, name, 0, _("a value is a string or a whole number, not of the type “%s”"),
                           g_variant_get_type_string (value));
      return FALSE;
    }
  if (!check_text (name, text, error))
    return FALSE;
  if (part->text != NULL)
    {
      bg_cron_parser_fail (error, name, 0, _("the field “%s” was given before"), name);
      return FALSE;
    }
  *part = (BgCronPart) { g_strdup (g_strstrip (text)), 0 };
  return TRUE;
}

/* Of type a{sv}. */
gboolean
bg_cron_source_read_fields (BgCronSource  *self,
                            GVariant      *fields,
                            GError       **error)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;

  *self = (BgCronSource) { 0 };
  g_variant_iter_init (&iter, fields);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      g_autoptr (GVariant) owned = value;

      if (!read_field (self, name, owned, error))
        return FALSE;
    }
  return TRUE;
}

/* In lower case, and with no more spaces than it needs. */
static void
append_field (GString    *string,
              const char *text)
{
  gboolean space = FALSE;

  for (const char *at = text; *at != '\0'; at++)
    {
      if (g_ascii_isspace (*at))
        {
          space = TRUE;
          continue;
        }
      if (space && *at != ',' && string->len > 0 && string->str[string->len - 1] != ',')
        g_string_append_c (string, ' ');
      space = FALSE;
      g_string_append_c (string, g_ascii_tolower (*at));
    }
}

static void
append_classic (GString            *string,
                const BgCronSource *self)
{
  for (int i = 0; i < MAX_CLASSIC; i++)
    {
      if (self->fields[order[i]].text == NULL)
        continue;
      if (string->len > 0)
        g_string_append_c (string, ' ');
      append_field (string, self->fields[order[i]].text);
    }
}

static void
append_name (GString    *string,
             const char *name)
{
  if (string->len > 0)
    g_string_append (string, "; ");
  g_string_append_printf (string, "%s=", name);
}

/* What it can be read from again. */
char *
bg_cron_source_to_string (const BgCronSource *self)
{
  GString *string = g_string_new (NULL);

  if (self->classic)
    append_classic (string, self);
  for (int unit = 0; unit < BG_CRON_N_UNITS && !self->classic; unit++)
    if (self->fields[unit].text != NULL)
      {
        append_name (string, bg_cron_unit_get_name ((BgCronUnit) unit));
        append_field (string, self->fields[unit].text);
      }
  for (int option = 0; option < BG_CRON_N_OPTIONS; option++)
    if (self->options[option].text != NULL)
      {
        append_name (string, options[option]);
        g_string_append (string, self->options[option].text);
      }
  return g_string_free (string, FALSE);
}
