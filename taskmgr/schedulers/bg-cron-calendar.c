/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-cron-calendar-private.h"

/* The search goes from field to field, never from second to second: from year to year while the year is not allowed,
 * and so on. The days of a month that are allowed are found at once, as the bits of a word. It ends with the last year.
 */

#define SECONDS_PER_DAY 86400
#define CYCLE 400

typedef struct
{
  int year;
  int month;
  int day;
  int hour;
  int minute;
  int second;
} Civil;

void
bg_cron_calendar_clear (BgCronCalendar *self)
{
  for (int unit = 0; unit < BG_CRON_N_UNITS; unit++)
    bg_cron_field_clear (&self->fields[unit]);
}

/* The number of a day, from the first one of 1970. Years are taken to begin with March: then the leap day is the
 * last. */
static gint64
to_days (int year,
         int month,
         int day)
{
  const gint64 y = month <= 2 ? year - 1 : year;
  const gint64 m = (month + 9) % 12;

  return y * 365 + y / 4 - y / 100 + y / 400 + (m * 306 + 5) / 10 + day - 1 - 719468;
}

static void
from_days (gint64  days,
           Civil  *civil)
{
  const gint64 z = days + 719468;
  const gint64 era = z / 146097;
  const gint64 of_era = z % 146097;
  const gint64 year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const gint64 day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const gint64 month = (5 * day_of_year + 2) / 153;

  civil->day = (int) (day_of_year - (153 * month + 2) / 5) + 1;
  civil->month = (int) (month < 10 ? month + 3 : month - 9);
  civil->year = (int) (era * 400 + year_of_era) + (civil->month <= 2 ? 1 : 0);
}

static gboolean
is_leap_year (int year)
{
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
count_days (int year,
            int month)
{
  static const guint8 days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  return month == 2 && is_leap_year (year) ? 29 : days[month - 1];
}

/* Monday is 0, as the first of January 1970 was a Thursday. */
static int
get_weekday (gint64 days)
{
  return (int) ((days % 7 + 10) % 7);
}

/* The number of weeks that a year has by ISO 8601: 53 if it begins with a Thursday, or is a leap year and begins with a
 * Wednesday. */
static int
count_weeks (int year)
{
  const int weekday = get_weekday (to_days (year, 1, 1));

  return weekday == 3 || (weekday == 2 && is_leap_year (year)) ? 53 : 52;
}

static int
get_week (int year,
          int day_of_year,
          int weekday)
{
  const int week = (day_of_year - weekday + 9) / 7;

  if (week == 0)
    return count_weeks (year - 1);
  return week > count_weeks (year) ? 1 : week;
}

/* The bits of the days of a month, of which the first one is a certain weekday. */
static guint32
find_days_of_month (const BgCronField *field,
                    int                n_days,
                    int                first_weekday)
{
  guint32 found = 0;

  for (int day = 1; day <= n_days; day++)
    {
      const int weekday = (first_weekday + day - 1) % 7;
      const int ordinal = (day - 1) / 7;
      gboolean allowed = bg_cron_field_contains (field, day) || (field->last_day && day == n_days);

      allowed = allowed || (field->nth[ordinal] >> weekday & 1) != 0;
      allowed = allowed || (day > n_days - 7 && (field->nth[BG_CRON_LAST] >> weekday & 1) != 0);
      if (allowed)
        found |= (guint32) 1 << day;
    }
  return found;
}

static guint32
find_days_of_week (const BgCronField *field,
                   int                n_days,
                   int                first_weekday)
{
  guint32 found = 0;

  for (int day = 1; day <= n_days; day++)
    if (bg_cron_field_contains (field, (first_weekday + day - 1) % 7))
      found |= (guint32) 1 << day;
  return found;
}

static guint32
find_days_of_weeks (const BgCronField *field,
                    const Civil       *civil,
                    int                n_days,
                    int                first_weekday)
{
  const int before = (int) (to_days (civil->year, civil->month, 1) - to_days (civil->year, 1, 1));
  gboolean allowed = FALSE;
  guint32 found = 0;

  for (int day = 1; day <= n_days; day++)
    {
      const int weekday = (first_weekday + day - 1) % 7;

      if (day == 1 || weekday == 0)
        allowed = bg_cron_field_contains (field, get_week (civil->year, before + day, weekday));
      if (allowed)
        found |= (guint32) 1 << day;
    }
  return found;
}

/* The bits of the days of its month that are allowed. */
static guint32
find_days (const BgCronCalendar *self,
           const Civil          *civil)
{
  const int n_days = count_days (civil->year, civil->month);
  const int first_weekday = get_weekday (to_days (civil->year, civil->month, 1));
  guint32 days = find_days_of_month (&self->fields[BG_CRON_DAY], n_days, first_weekday);

  /* All weekdays together are a restriction too, where one of the two will do. */
  if (self->either || !self->fields[BG_CRON_DAY_OF_WEEK].any)
    {
      const guint32 of_week = find_days_of_week (&self->fields[BG_CRON_DAY_OF_WEEK], n_days, first_weekday);

      days = self->either ? days | of_week : days & of_week;
    }
  if (days != 0 && !self->fields[BG_CRON_WEEK].any)
    days &= find_days_of_weeks (&self->fields[BG_CRON_WEEK], civil, n_days, first_weekday);
  return days;
}

/* To the day that comes first in a direction. */
static void
enter_month (Civil *civil,
             int    month,
             int    direction)
{
  civil->month = month;
  civil->day = direction > 0 ? 1 : 31;
}

static void
leave_year (Civil *civil,
            int    direction)
{
  civil->year += direction;
  enter_month (civil, direction > 0 ? 1 : 12, direction);
}

static void
leave_month (Civil *civil,
             int    direction)
{
  const int month = civil->month + direction;

  if (month < 1 || month > 12)
    leave_year (civil, direction);
  else
    enter_month (civil, month, direction);
}

/* To a year and a month that are allowed. */
static gboolean
seek_month (const BgCronCalendar *self,
            Civil                *civil,
            int                   direction)
{
  int year, month;

  while ((year = bg_cron_field_seek (&self->fields[BG_CRON_YEAR], civil->year, direction)) >= 0)
    {
      if (year != civil->year)
        {
          civil->year = year - direction;
          leave_year (civil, direction);
        }
      month = bg_cron_field_seek (&self->fields[BG_CRON_MONTH], civil->month, direction);
      if (month >= 0)
        {
          if (month != civil->month)
            enter_month (civil, month, direction);
          return TRUE;
        }
      leave_year (civil, direction);
    }
  return FALSE;
}

/* Dates and weekdays come again after 400 years. */
static gboolean
is_hopeless (const BgCronCalendar *self,
             int                   from,
             int                   year)
{
  return self->fields[BG_CRON_YEAR].any && ABS (year - from) > CYCLE;
}

static gboolean
seek_date (const BgCronCalendar *self,
           Civil                *civil,
           int                   direction)
{
  const int from = civil->year;
  guint32 days;

  while (seek_month (self, civil, direction) && !is_hopeless (self, from, civil->year))
    {
      days = find_days (self, civil);
      days &= direction > 0 ? ~(guint32) 0 << civil->day : ~(guint32) 0 >> (31 - civil->day);
      if (days != 0)
        {
          civil->day = direction > 0 ? __builtin_ctz (days) : 31 - __builtin_clz (days);
          return TRUE;
        }
      leave_month (civil, direction);
    }
  return FALSE;
}

static gboolean
seek_second (const BgCronCalendar *self,
             Civil                *civil,
             int                   direction)
{
  civil->second = bg_cron_field_seek (&self->fields[BG_CRON_SECOND], civil->second, direction);
  return civil->second >= 0;
}

static gboolean
seek_minute (const BgCronCalendar *self,
             Civil                *civil,
             int                   direction)
{
  int minute = bg_cron_field_seek (&self->fields[BG_CRON_MINUTE], civil->minute, direction);

  if (minute == civil->minute)
    {
      if (seek_second (self, civil, direction))
        return TRUE;
      minute = bg_cron_field_seek (&self->fields[BG_CRON_MINUTE], minute + direction, direction);
    }
  civil->minute = minute;
  civil->second = bg_cron_field_get_edge (&self->fields[BG_CRON_SECOND], direction);
  return minute >= 0;
}

/* On the same day. */
static gboolean
seek_time (const BgCronCalendar *self,
           Civil                *civil,
           int                   direction)
{
  int hour = bg_cron_field_seek (&self->fields[BG_CRON_HOUR], civil->hour, direction);

  if (hour == civil->hour)
    {
      if (seek_minute (self, civil, direction))
        return TRUE;
      hour = bg_cron_field_seek (&self->fields[BG_CRON_HOUR], hour + direction, direction);
    }
  civil->hour = hour;
  civil->minute = bg_cron_field_get_edge (&self->fields[BG_CRON_MINUTE], direction);
  civil->second = bg_cron_field_get_edge (&self->fields[BG_CRON_SECOND], direction);
  return hour >= 0;
}

static gint64
join (const Civil *civil)
{
  return to_days (civil->year, civil->month, civil->day) * SECONDS_PER_DAY
         + civil->hour * 3600 + civil->minute * 60 + civil->second;
}

static void
split (gint64  seconds,
       Civil  *civil)
{
  const int of_day = (int) (seconds % SECONDS_PER_DAY);

  from_days (seconds / SECONDS_PER_DAY, civil);
  civil->hour = of_day / 3600;
  civil->minute = of_day / 60 % 60;
  civil->second = of_day % 60;
}

/* The first time that is allowed, from one on, that one included; in the direction 1 or -1. */
gint64
bg_cron_calendar_seek (const BgCronCalendar *self,
                       gint64                from,
                       int                   direction)
{
  const gint64 last = (to_days (self->fields[BG_CRON_YEAR].last + 1, 1, 1)) * SECONDS_PER_DAY - 1;
  gint64 next;
  Civil civil, date;

  if (direction > 0 ? from > last : from < 0)
    return BG_CRON_NEVER;
  split (CLAMP (from, 0, last), &civil);
  date = civil;
  if (!seek_date (self, &date, direction))
    return BG_CRON_NEVER;
  if (date.year == civil.year && date.month == civil.month && date.day == civil.day)
    {
      if (seek_time (self, &civil, direction))
        return join (&civil);
      next = to_days (date.year, date.month, date.day) + direction;
      if (next < 0)
        return BG_CRON_NEVER;
      from_days (next, &date);
      if (!seek_date (self, &date, direction))
        return BG_CRON_NEVER;
    }
  date.hour = bg_cron_field_get_edge (&self->fields[BG_CRON_HOUR], direction);
  date.minute = bg_cron_field_get_edge (&self->fields[BG_CRON_MINUTE], direction);
  date.second = bg_cron_field_get_edge (&self->fields[BG_CRON_SECOND], direction);
  return join (&date);
}
