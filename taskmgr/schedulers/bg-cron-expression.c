/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-cron-expression.h"

#include "bg-cron-instant-private.h"
#include "bg-cron-source-private.h"
#include "bg-cron-zone-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * BgCronExpression:
 *
 * Says at which times of day, on which days and dates something is to happen.
 *
 * There are two ways to write one. [ctor@CronExpression.new] takes a string as crontab has it, such as
 * `30 4 * * mon-fri`, `@daily`, or with the names of fields, such as `hour=4; minute=30`.
 * [ctor@CronExpression.new_from_fields] takes the same fields in a dictionary. The page [Schedules](schedules.html) has
 * all that can be said, and what happens when clocks are put forward or back. What makes no sense is refused when the
 * expression is made, and the message tells the field and the position.
 *
 * An expression has a time zone of its own, or goes by that of the time that it is asked with. It allows whole seconds
 * of the years 1970 to 9999. It never changes once it is made, and [method@CronExpression.to_string] gives a string
 * that it can be made from again.
 *
 * To run something at such times there is [class@CronScheduler].
 *
 * ```c
 * static GDateTime *
 * find_next_backup (GDateTime *now, GError **error)
 * {
 *   g_autoptr (BgCronExpression) schedule = bg_cron_expression_new ("0 3 * * sun; timezone=Europe/Berlin", error);
 *
 *   return schedule != NULL ? bg_cron_expression_next_after (schedule, now) : NULL;
 * }
 * ```
 *
 * Threads: all functions are safe from any thread.
 */

typedef struct
{
  gboolean is_set;
  gboolean local;               /* in the time zone that it is asked with */
  gint64   seconds;
} Bound;

struct _BgCronExpression
{
  gatomicrefcount  ref_count;
  BgCronCalendar   calendar;
  GTimeZone       *zone;        /* or NULL */
  Bound            start;
  Bound            end;
  char            *text;
};

G_DEFINE_BOXED_TYPE (BgCronExpression, bg_cron_expression, bg_cron_expression_ref, bg_cron_expression_unref)

static gboolean
read_zone (BgCronExpression    *self,
           const BgCronSource  *source,
           GError             **error)
{
  const BgCronPart *part = &source->options[BG_CRON_TIMEZONE];

  if (part->text == NULL)
    return TRUE;
  self->zone = bg_cron_zone_new (part->text);
  if (self->zone == NULL)
    bg_cron_parser_fail (error, bg_cron_option_get_name (BG_CRON_TIMEZONE), part->position,
                         _("there is no time zone “%s”"), part->text);
  return self->zone != NULL;
}

/* A date with or without a time of day and a time zone. */
static GDateTime *
parse_date (const char *text,
            GTimeZone  *zone)
{
  g_autofree char *midnight = g_strconcat (text, "T00:00:00", NULL);
  g_autofree char *minute = g_strconcat (text, ":00", NULL);
  GDateTime *date = g_date_time_new_from_iso8601 (text, zone);

  if (date == NULL)
    date = g_date_time_new_from_iso8601 (minute, zone);
  if (date == NULL)
    date = g_date_time_new_from_iso8601 (midnight, zone);
  return date;
}

static gboolean
read_bound (const BgCronSource  *source,
            BgCronOption         option,
            GTimeZone           *zone,
            Bound               *bound,
            GError             **error)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  const BgCronPart *part = &source->options[option];
  g_autoptr (GDateTime) date = NULL;

  if (part->text == NULL)
    return TRUE;
  date = parse_date (part->text, zone);
  bound->is_set = TRUE;
  if (date == NULL && zone == NULL)
    {
      date = parse_date (part->text, utc);
      bound->local = TRUE;
    }
  if (date == NULL)
    {
      bg_cron_parser_fail (error, bg_cron_option_get_name (option), part->position,
                           _("“%s” is not a date such as 2026-12-31, or 2026-12-31 23:59:59"), part->text);
      return FALSE;
    }
  bound->seconds = g_date_time_to_unix (date);
  return TRUE;
}

static gboolean
read_options (BgCronExpression    *self,
              const BgCronSource  *source,
              GError             **error)
{
  if (!read_zone (self, source, error)
      || !read_bound (source, BG_CRON_START_DATE, self->zone, &self->start, error)
      || !read_bound (source, BG_CRON_END_DATE, self->zone, &self->end, error))
    return FALSE;
  if (!self->start.is_set || !self->end.is_set || self->start.local != self->end.local
      || self->start.seconds <= self->end.seconds)
    return TRUE;
  bg_cron_parser_fail (error, bg_cron_option_get_name (BG_CRON_END_DATE), source->options[BG_CRON_END_DATE].position,
                       _("the end is before the start"));
  return FALSE;
}

/* What is less significant than anything given is as early as it can be, and all else may be anything. */
static void
set_default (BgCronField *field,
             BgCronUnit   unit,
             BgCronUnit   least)
{
  if (unit < least && unit != BG_CRON_DAY_OF_WEEK && unit != BG_CRON_WEEK)
    bg_cron_field_add (field, field->first);
  else
    field->any = TRUE;
}

static gboolean
read_units (BgCronExpression    *self,
            const BgCronSource  *source,
            GError             **error)
{
  BgCronCalendar *calendar = &self->calendar;
  int least = 0;

  while (least < BG_CRON_N_UNITS && source->fields[least].text == NULL)
    least++;
  if (least == BG_CRON_N_UNITS)
    {
      bg_cron_parser_fail (error, NULL, 0, _("there is no field that tells a time, such as “hour”"));
      return FALSE;
    }
  for (int unit = 0; unit < BG_CRON_N_UNITS; unit++)
    {
      const BgCronPart *part = &source->fields[unit];
      BgCronField *field = &calendar->fields[unit];

      bg_cron_field_init (field, (BgCronUnit) unit);
      if (part->text == NULL)
        {
          set_default (field, (BgCronUnit) unit, (BgCronUnit) least);
          continue;
        }
      if (!bg_cron_parser_parse (field, (BgCronUnit) unit, source->classic,
                                 &(BgCronSpan) { part->text, strlen (part->text), part->position }, error))
        return FALSE;
    }
  calendar->either = source->classic && !calendar->fields[BG_CRON_DAY].star
                     && !calendar->fields[BG_CRON_DAY_OF_WEEK].star;
  return TRUE;
}

/* Whether there is any such date, such as not the 30th of February. */
static gboolean
check_dates (BgCronExpression    *self,
             const BgCronSource  *source,
             GError             **error)
{
  BgCronUnit unit = BG_CRON_DAY;

  if (bg_cron_calendar_seek (&self->calendar, 0, 1) != BG_CRON_NEVER)
    return TRUE;
  if (source->fields[unit].text == NULL)
    unit = BG_CRON_WEEK;
  bg_cron_parser_fail (error, bg_cron_unit_get_name (unit), source->fields[unit].position, _("there is no such date"));
  return FALSE;
}

static BgCronExpression *
make (const BgCronSource  *source,
      GError             **error)
{
  g_autoptr (BgCronExpression) self = g_new0 (BgCronExpression, 1);

  g_atomic_ref_count_init (&self->ref_count);
  if (!read_units (self, source, error) || !check_dates (self, source, error) || !read_options (self, source, error))
    return NULL;
  self->text = bg_cron_source_to_string (source);
  return g_steal_pointer (&self);
}

/**
 * bg_cron_expression_new:
 * @expression: the text, in ASCII, of 1,000 characters at most
 * @error: return location for an error
 *
 * Makes an expression from a string.
 *
 * That is five fields as in crontab (minute, hour, day of the month, month, day of the week), six with the second
 * before them, or seven with the year after them; or a name such as `@daily`; or pairs such as `hour=4; day=last`. Each
 * of them may be followed by pairs with a `timezone`, a `start_date` and an `end_date`.
 *
 * It is refused with `BG_ERROR_INVALID_ARGUMENT`, and a message that tells where it is wrong.
 *
 * Returns: (transfer full): a new expression, or `NULL`
 */
BgCronExpression *
bg_cron_expression_new (const char  *expression,
                        GError     **error)
{
  g_auto (BgCronSource) source = { 0 };

  g_return_val_if_fail (expression != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return bg_cron_source_read_string (&source, expression, error) ? make (&source, error) : NULL;
}

/**
 * bg_cron_expression_new_from_fields:
 * @fields: a dictionary of the type `a{sv}`; if it is floating, it is taken
 * @error: return location for an error
 *
 * Makes an expression from its fields.
 *
 * The fields are `second`, `minute`, `hour`, `day`, `week`, `day_of_week`, `month` and `year`, at least one of which is
 * there, and `timezone`, `start_date` and `end_date`. Values are strings or whole numbers. Fields that are less
 * significant than all that are given are as early as they can be; others that are not given may be anything.
 *
 * It is refused with `BG_ERROR_INVALID_ARGUMENT`, and a message that tells the field and where it is wrong.
 *
 * Returns: (transfer full): a new expression, or `NULL`
 */
BgCronExpression *
bg_cron_expression_new_from_fields (GVariant  *fields,
                                    GError   **error)
{
  g_auto (BgCronSource) source = { 0 };
  g_autoptr (GVariant) owned = NULL;

  g_return_val_if_fail (fields != NULL, NULL);
  g_return_val_if_fail (g_variant_is_of_type (fields, G_VARIANT_TYPE_VARDICT), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  owned = g_variant_ref_sink (fields);
  return bg_cron_source_read_fields (&source, owned, error) ? make (&source, error) : NULL;
}

/**
 * bg_cron_expression_ref:
 * @self: an expression
 *
 * Keeps an expression.
 *
 * Returns: (transfer full): the same expression
 */
BgCronExpression *
bg_cron_expression_ref (BgCronExpression *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * bg_cron_expression_unref:
 * @self: (transfer full): an expression
 *
 * Gives up an expression, which is freed if nobody else keeps it.
 */
void
bg_cron_expression_unref (BgCronExpression *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  bg_cron_calendar_clear (&self->calendar);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self->text);
  g_free (self);
}

/* The zone to go by, if nobody has another one. */
static GTimeZone *
get_zone (BgCronExpression *self,
          GTimeZone        *zone)
{
  return self->zone != NULL ? self->zone : zone;
}

static gint64
get_bound (const Bound *bound,
           GTimeZone   *zone,
           gint64       otherwise)
{
  if (!bound->is_set)
    return otherwise;
  return bound->local ? bg_cron_instant_of (zone, bound->seconds) : bound->seconds;
}

static GDateTime *
make_time (gint64     seconds,
           GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);

  return utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
}

/**
 * bg_cron_expression_next_after:
 * @self: an expression
 * @time: a time
 *
 * Finds the first time after another one that the expression allows.
 *
 * It has the time zone of the expression, or if there is none that of @time.
 *
 * Returns: (transfer full) (nullable): the next time, or `NULL` if it is never again
 */
GDateTime *
bg_cron_expression_next_after (BgCronExpression *self,
                               GDateTime        *time)
{
  GTimeZone *zone;
  gint64 after, next;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (time != NULL, NULL);

  zone = get_zone (self, g_date_time_get_timezone (time));
  after = MAX (g_date_time_to_unix (time), get_bound (&self->start, zone, G_MININT64 + 1) - 1);
  next = bg_cron_instant_next (&self->calendar, zone, after);
  if (next == BG_CRON_NEVER || next > get_bound (&self->end, zone, G_MAXINT64))
    return NULL;
  return make_time (next, zone);
}

/**
 * bg_cron_expression_previous_before:
 * @self: an expression
 * @time: a time
 *
 * Finds the last time before another one that the expression allows.
 *
 * It has the time zone of the expression, or if there is none that of @time.
 *
 * Returns: (transfer full) (nullable): the previous time, or `NULL` if it was never before
 */
GDateTime *
bg_cron_expression_previous_before (BgCronExpression *self,
                                    GDateTime        *time)
{
  GTimeZone *zone;
  gint64 before, previous;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (time != NULL, NULL);

  zone = get_zone (self, g_date_time_get_timezone (time));
  before = g_date_time_to_unix (time) + (g_date_time_get_microsecond (time) > 0 ? 1 : 0);
  before = MIN (before, get_bound (&self->end, zone, G_MAXINT64 - 1) + 1);
  previous = bg_cron_instant_previous (&self->calendar, zone, before);
  if (previous == BG_CRON_NEVER || previous < get_bound (&self->start, zone, G_MININT64))
    return NULL;
  return make_time (previous, zone);
}

/**
 * bg_cron_expression_get_time_zone:
 * @self: an expression
 *
 * Gets the time zone that it goes by.
 *
 * Returns: (transfer none) (nullable): a time zone, or `NULL` if it goes by that of the time that it is asked with
 */
GTimeZone *
bg_cron_expression_get_time_zone (BgCronExpression *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->zone;
}

static GDateTime *
dup_bound (BgCronExpression *self,
           const Bound      *bound,
           GTimeZone        *zone)
{
  zone = get_zone (self, zone);
  return bound->is_set ? make_time (get_bound (bound, zone, 0), zone) : NULL;
}

/**
 * bg_cron_expression_dup_start_date:
 * @self: an expression
 * @zone: a time zone, for an expression that has none
 *
 * Gets the first time that it may allow.
 *
 * Returns: (transfer full) (nullable): a time, or `NULL` if there is no such bound
 */
GDateTime *
bg_cron_expression_dup_start_date (BgCronExpression *self,
                                   GTimeZone        *zone)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (zone != NULL, NULL);

  return dup_bound (self, &self->start, zone);
}

/**
 * bg_cron_expression_dup_end_date:
 * @self: an expression
 * @zone: a time zone, for an expression that has none
 *
 * Gets the last time that it may allow.
 *
 * Returns: (transfer full) (nullable): a time, or `NULL` if there is no such bound
 */
GDateTime *
bg_cron_expression_dup_end_date (BgCronExpression *self,
                                 GTimeZone        *zone)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (zone != NULL, NULL);

  return dup_bound (self, &self->end, zone);
}

/**
 * bg_cron_expression_to_string:
 * @self: an expression
 *
 * Writes it down.
 *
 * Names such as `@daily` are written as the fields that they stand for.
 *
 * Returns: (transfer full): a string that [ctor@CronExpression.new] takes
 */
char *
bg_cron_expression_to_string (BgCronExpression *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strdup (self->text);
}
