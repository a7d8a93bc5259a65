/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-cron-instant-private.h"

/* A time zone is a row of periods, each with an offset of its own. In a period the calendar is all there is to know;
 * where two of them meet, the clock is put forward or back.
 *
 * There are two rules, as cron has them. A schedule that is for certain hours is for certain times that people read off
 * a clock: what the clock leaves out comes in the moment when it is put forward, once, and what it shows twice comes
 * the first time only. One that is for every hour is a rhythm, which goes on as if nothing were.
 */

/* Clocks are never put forward or back by as much. */
#define REACH (2 * 86400)
#define FAR (4 * REACH)

typedef struct
{
  const BgCronCalendar *calendar;
  GTimeZone            *zone;
  gboolean              rhythm;
} Search;

/* Where the period begins that an instant belongs to. */
typedef struct
{
  gint64 offset;                /* of the period */
  gint64 start;                 /* or G_MININT64 if that is far away */
  gint64 shown;                 /* the local time that the clock had come to, then */
} Period;

static Search
search_init (const BgCronCalendar *calendar,
             GTimeZone            *zone)
{
  return (Search) { calendar, zone, calendar->fields[BG_CRON_HOUR].any };
}

static int
find_period (const Search *self,
             gint64        instant)
{
  return g_time_zone_find_interval (self->zone, G_TIME_TYPE_UNIVERSAL, instant);
}

static gint64
get_offset (const Search *self,
            gint64        instant)
{
  return g_time_zone_get_offset (self->zone, find_period (self, instant));
}

/* The first instant after "before", which is in another period, that is in the one of "in". */
static gint64
bisect (const Search *self,
        gint64        before,
        gint64        in)
{
  const int period = find_period (self, in);

  while (in - before > 1)
    {
      const gint64 middle = before + (in - before) / 2;

      if (find_period (self, middle) == period)
        in = middle;
      else
        before = middle;
    }
  return in;
}

/* The first instant after one that is in a later period than it. */
static gint64
find_end (const Search *self,
          gint64        in,
          gint64        later)
{
  const int period = find_period (self, in);

  while (later - in > 1)
    {
      const gint64 middle = in + (later - in) / 2;

      if (find_period (self, middle) == period)
        in = middle;
      else
        later = middle;
    }
  return later;
}

/* As far as the period matters for the time from "since" on. */
static Period
look_at_period (const Search *self,
                gint64        instant,
                gint64        since)
{
  Period period = { get_offset (self, instant), G_MININT64, G_MININT64 };

  since -= REACH;
  if (find_period (self, since) == find_period (self, instant))
    return period;
  period.start = bisect (self, since, instant);
  period.shown = period.start + get_offset (self, period.start - 1);
  return period;
}

/* Whether something came when the clock was put forward at the beginning of a period. */
static gboolean
was_left_out (const Search *self,
              const Period *period)
{
  gint64 local;

  if (self->rhythm || period->start == G_MININT64 || period->shown >= period->start + period->offset)
    return FALSE;
  local = bg_cron_calendar_seek (self->calendar, period->shown, 1);
  return local != BG_CRON_NEVER && local < period->start + period->offset;
}

/* From an instant to where the next one may be. Between them there may be thousands of periods: only those nearby can
 * have the clock show again what it has shown, or show what comes next.
 */
static gint64
go_on (const Search *self,
       gint64        at,
       gint64        instant)
{
  if (instant - at <= FAR)
    return find_end (self, at, instant);
  if (find_period (self, at) != find_period (self, at + REACH))
    return find_end (self, at, at + REACH);
  return instant - 2 * REACH;
}

/* The first instant after one. */
gint64
bg_cron_instant_next (const BgCronCalendar *calendar,
                      GTimeZone            *zone,
                      gint64                after)
{
  const Search self = search_init (calendar, zone);
  gint64 at = after + 1;
  gint64 local, instant;

  for (;;)
    {
      const Period period = look_at_period (&self, at, at);

      if (at == period.start && was_left_out (&self, &period))
        return at;
      local = at + period.offset;
      if (!self.rhythm)
        local = MAX (local, period.shown);
      local = bg_cron_calendar_seek (calendar, local, 1);
      if (local == BG_CRON_NEVER)
        return BG_CRON_NEVER;
      instant = local - period.offset;
      if (find_period (&self, instant) == find_period (&self, at))
        return instant;
      at = go_on (&self, at, instant);
    }
}

/* The last instant before one. */
gint64
bg_cron_instant_previous (const BgCronCalendar *calendar,
                          GTimeZone            *zone,
                          gint64                before)
{
  const Search self = search_init (calendar, zone);
  gint64 at = before - 1;
  gint64 local, instant;

  for (;;)
    {
      const gint64 offset = get_offset (&self, at);
      gboolean far;
      Period period;

      local = bg_cron_calendar_seek (calendar, at + offset, -1);
      instant = local != BG_CRON_NEVER ? local - offset : -REACH;
      far = at - instant > FAR;
      period = look_at_period (&self, at, far ? at : MIN (instant, at));
      if (local != BG_CRON_NEVER && !far && instant >= period.start && (self.rhythm || local >= period.shown))
        return instant;
      if (was_left_out (&self, &period))
        return period.start;
      if (period.start == G_MININT64 && !far)
        return BG_CRON_NEVER;
      at = period.start == G_MININT64 ? instant + 2 * REACH : period.start - 1;
    }
}

/* The instant when the clock shows a local time; if it does not, because it is put forward, just after that. */
gint64
bg_cron_instant_of (GTimeZone *zone,
                    gint64     local)
{
  const int interval = g_time_zone_adjust_time (zone, G_TIME_TYPE_STANDARD, &local);

  return local - g_time_zone_get_offset (zone, interval);
}
