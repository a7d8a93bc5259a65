/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-cron-parser-private.h"

#include "../core/bg-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Reads one field of an expression: a list of values, ranges and steps. */

typedef struct
{
  BgCronField *field;
  BgCronUnit   unit;
  gboolean     classic;         /* the week begins with Sunday, which is 0 or 7 */
  const char  *start;
  const char  *at;
  const char  *end;
  guint        position;        /* of the start */
} Parser;

typedef struct
{
  int first;
  int last;
  int step;                     /* 0 for none was given */
} Range;

static const char *const weekdays[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun",
                                      "jul", "aug", "sep", "oct", "nov", "dec" };
static const char *const ordinals[BG_CRON_N_ORDINALS] = { "1st", "2nd", "3rd", "4th", "5th", "last" };

/* Without a field the position is told alone. It is counted from 0 here, and from 1 for people. */
void
bg_cron_parser_fail (GError     **error,
                     const char  *field,
                     guint        position,
                     const char  *format,
                     ...)
{
  g_autofree char *reason = NULL;
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  if (field != NULL)
    /* Translators: where a schedule such as “30 24 * * *” is wrong, and what is wrong there. */
    g_set_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT, _("Field “%s”, character %u: %s"), field, position + 1,
                 reason);
  else
    g_set_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT, _("Character %u: %s"), position + 1, reason);
}

static guint
position_of (const Parser *self,
             const char   *at)
{
  return self->position + (guint) (at - self->start);
}

static const char *
name_of (const Parser *self)
{
  return bg_cron_unit_get_name (self->unit);
}

static void
skip_spaces (Parser *self)
{
  while (self->at < self->end && g_ascii_isspace (*self->at))
    self->at++;
}

/* The letters and digits that come next. */
static gsize
read_word (Parser      *self,
           const char **word)
{
  *word = self->at;
  while (self->at < self->end && g_ascii_isalnum (*self->at))
    self->at++;
  return (gsize) (self->at - *word);
}

/* The index of a word in a list, or -1. */
static int
look_up (const char        *word,
         gsize              length,
         const char *const *names,
         gsize              n_names)
{
  for (gsize i = 0; i < n_names; i++)
    if (strlen (names[i]) == length && g_ascii_strncasecmp (word, names[i], length) == 0)
      return (int) i;
  return -1;
}

/* The least and the largest number that may be written. */
static int
get_first (const Parser *self)
{
  return self->field->first;
}

static int
get_last (const Parser *self)
{
  return self->classic && self->unit == BG_CRON_DAY_OF_WEEK ? 7 : self->field->last;
}

static gboolean
unexpected (Parser  *self,
            GError **error)
{
  const guint position = position_of (self, self->at);

  if (self->at == self->end || *self->at == ',')
    bg_cron_parser_fail (error, name_of (self), position, _("a value is missing"));
  else
    bg_cron_parser_fail (error, name_of (self), position, _("“%c” is not expected here"), *self->at);
  return FALSE;
}

/* At most four digits: there are no larger values. */
static gboolean
read_number (Parser  *self,
             int      first,
             int      last,
             int     *value,
             GError **error)
{
  const char *word;
  const gsize length = read_word (self, &word);
  gint64 number = 0;

  if (length == 0)
    return unexpected (self, error);
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (word[i]))
        {
          bg_cron_parser_fail (error, name_of (self), position_of (self, word),
                               _("“%.*s” is not a number"), (int) length, word);
          return FALSE;
        }
      number = MIN (number * 10 + g_ascii_digit_value (word[i]), G_MAXINT);
    }
  if (number < first || number > last)
    {
      bg_cron_parser_fail (error, name_of (self), position_of (self, word),
                           _("%.*s is not between %d and %d"), (int) length, word, first, last);
      return FALSE;
    }
  *value = (int) number;
  return TRUE;
}

/* Of a month or a weekday. Sunday ends the week where it ends a range. */
static int
look_up_name (const Parser *self,
              const char   *word,
              gsize         length,
              gboolean      ends)
{
  int index;

  if (self->unit == BG_CRON_MONTH)
    {
      index = look_up (word, length, months, G_N_ELEMENTS (months));
      return index < 0 ? -1 : index + 1;
    }
  if (self->unit != BG_CRON_DAY_OF_WEEK)
    return -1;
  index = look_up (word, length, weekdays, G_N_ELEMENTS (weekdays));
  if (index < 0 || !self->classic)
    return index;
  return index == 6 && !ends ? 0 : index + 1;
}

static gboolean
read_value (Parser   *self,
            gboolean  ends,
            int      *value,
            GError  **error)
{
  const char *start = self->at;
  const char *word;
  const gsize length = read_word (self, &word);
  const int named = look_up_name (self, word, length, ends);

  if (named >= 0)
    {
      *value = named;
      return TRUE;
    }
  self->at = start;
  return read_number (self, get_first (self), get_last (self), value, error);
}

/* FALSE without an error if there is none of these. */
static gboolean
read_day_of_month (Parser  *self,
                   GError **error)
{
  const char *start = self->at;
  const char *word;
  gsize length = read_word (self, &word);
  const int ordinal = look_up (word, length, ordinals, G_N_ELEMENTS (ordinals));
  int weekday;

  if (ordinal < 0)
    {
      self->at = start;
      return FALSE;
    }
  skip_spaces (self);
  length = read_word (self, &word);
  if (length == 0 && ordinal == BG_CRON_LAST)
    {
      self->field->last_day = TRUE;
      return TRUE;
    }
  weekday = look_up (word, length, weekdays, G_N_ELEMENTS (weekdays));
  if (weekday >= 0)
    {
      self->field->nth[ordinal] |= (guint8) (1 << weekday);
      return TRUE;
    }
  bg_cron_parser_fail (error, name_of (self), position_of (self, word),
                       _("a weekday such as “fri” should follow “%s”"), ordinals[ordinal]);
  return FALSE;
}

static gboolean
read_step (Parser  *self,
           Range   *range,
           GError **error)
{
  const char *start = ++self->at;

  if (!read_number (self, 1, G_MAXINT, &range->step, error))
    return FALSE;
  /* Such as every 90 minutes: not what somebody wants who writes it. */
  if (range->step > 1 && range->step > range->last - range->first)
    {
      bg_cron_parser_fail (error, name_of (self), position_of (self, start),
                           _("the step is larger than the range from %d to %d"), range->first, range->last);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_range (Parser  *self,
            Range   *range,
            GError **error)
{
  const char *start = self->at;

  if (self->at < self->end && *self->at == '*')
    {
      self->at++;
      *range = (Range) { self->field->first, self->field->last, 0 };
    }
  else
    {
      if (!read_value (self, FALSE, &range->first, error))
        return FALSE;
      range->last = range->first;
      if (self->at < self->end && *self->at == '-')
        {
          self->at++;
          if (!read_value (self, TRUE, &range->last, error))
            return FALSE;
        }
      else if (self->at < self->end && *self->at == '/')
        range->last = get_last (self);
    }
  if (range->first > range->last)
    {
      bg_cron_parser_fail (error, name_of (self), position_of (self, start),
                           _("the range from %d to %d is empty"), range->first, range->last);
      return FALSE;
    }
  if (self->at < self->end && *self->at == '/')
    return read_step (self, range, error);
  return TRUE;
}

static void
add (Parser      *self,
     const Range *range)
{
  const gboolean from_sunday = self->classic && self->unit == BG_CRON_DAY_OF_WEEK;

  for (int value = range->first; value <= range->last; value += MAX (range->step, 1))
    {
      bg_cron_field_add (self->field, from_sunday ? (value + 6) % 7 : value);
      /* Steps may be as large as numbers go. */
      if (range->step > range->last - value)
        break;
    }
}

static gboolean
read_item (Parser  *self,
           GError **error)
{
  GError *reason = NULL;
  Range range = { 0 };

  skip_spaces (self);
  if (self->unit != BG_CRON_DAY || !read_day_of_month (self, &reason))
    {
      if (reason != NULL)
        {
          g_propagate_error (error, reason);
          return FALSE;
        }
      if (!read_range (self, &range, error))
        return FALSE;
      add (self, &range);
    }
  skip_spaces (self);
  if (self->at == self->end || *self->at == ',')
    return TRUE;
  return unexpected (self, error);
}

/* The field is one that was just initialized. */
gboolean
bg_cron_parser_parse (BgCronField       *field,
                      BgCronUnit         unit,
                      gboolean           classic,
                      const BgCronSpan  *span,
                      GError           **error)
{
  Parser self = { field, unit, classic, span->text, span->text, span->text + span->length, span->position };

  skip_spaces (&self);
  field->star = self.at < self.end && *self.at == '*';
  if (!read_item (&self, error))
    return FALSE;
  while (self.at < self.end)
    {
      self.at++;
      if (!read_item (&self, error))
        return FALSE;
    }
  field->any = bg_cron_field_is_full (field);
  if (field->any)
    bg_cron_field_clear (field);
  return TRUE;
}
