/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-cron-due-private.h"

/* What was seen to is not seen to again when the clock is put back. If it is put back by more than this, then it was
 * wrong before, and to wait until it shows that time again might take years.
 */
#define MAX_BACK 86400

/* None is seen to that is not after "last". */
void
bg_cron_due_init (BgCronDue        *self,
                  BgCronExpression *expression,
                  gint64            last)
{
  *self = (BgCronDue) { 0 };
  self->expression = bg_cron_expression_ref (expression);
  self->zone = g_time_zone_new_local ();
  self->max_missed = 1;
  self->last = last;
  self->limited = G_MININT64;
}

void
bg_cron_due_clear (BgCronDue *self)
{
  g_clear_pointer (&self->expression, bg_cron_expression_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
}

GDateTime *
bg_cron_due_to_time (const BgCronDue *self,
                     gint64           instant)
{
  GTimeZone *zone = bg_cron_expression_get_time_zone (self->expression);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (instant);

  return utc != NULL ? g_date_time_to_timezone (utc, zone != NULL ? zone : self->zone) : NULL;
}

/* FALSE if it is never again. */
static gboolean
find_next (const BgCronDue *self,
           gint64           after,
           gint64          *instant)
{
  g_autoptr (GDateTime) time = bg_cron_due_to_time (self, after);
  g_autoptr (GDateTime) next = time != NULL ? bg_cron_expression_next_after (self->expression, time) : NULL;

  if (next == NULL)
    return FALSE;
  *instant = g_date_time_to_unix (next);
  return TRUE;
}

/* The last one before an instant, or that one itself; the earliest one if there is none. */
static gint64
find_previous (const BgCronDue *self,
               gint64           before,
               gint64           earliest)
{
  g_autoptr (GDateTime) time = bg_cron_due_to_time (self, before);
  g_autoptr (GDateTime) previous = bg_cron_expression_previous_before (self->expression, time);

  return previous != NULL ? MAX (g_date_time_to_unix (previous), earliest) : earliest;
}

/* Of all that were missed, the first one that still counts. */
static gint64
limit (BgCronDue *self,
       gint64     first,
       gint64     now)
{
  gint64 instant = now + 1;

  if (first <= self->limited)
    return first;
  self->limited = now;
  for (guint i = 0; i < self->max_missed && instant > first; i++)
    instant = find_previous (self, instant, first);
  return instant;
}

/* Of those from the first one until now. FALSE if it comes too late. */
static gboolean
choose (BgCronDue *self,
        gint64     first,
        gint64     now,
        gint64    *instant)
{
  const gint64 second = now / G_USEC_PER_SEC;

  if (self->missed == BG_CRON_MISSED_ALL)
    *instant = limit (self, first, second);
  else
    *instant = find_previous (self, second + 1, first);
  return self->missed != BG_CRON_MISSED_SKIP || now - *instant * G_USEC_PER_SEC <= self->grace;
}

/* The time of day is in microseconds. What is to be fired counts as seen to. */
BgCronVerdict
bg_cron_due_take (BgCronDue *self,
                  gint64     now,
                  gint64    *instant)
{
  const gint64 second = now / G_USEC_PER_SEC;

  if (self->last > second + MAX_BACK)
    self->last = second;
  if (!find_next (self, self->last, instant))
    return BG_CRON_DUE_NEVER;
  if (*instant > second)
    return BG_CRON_DUE_WAIT;
  if (choose (self, *instant, now, instant))
    {
      self->last = *instant;
      return BG_CRON_DUE_FIRE;
    }
  self->last = *instant;
  return find_next (self, self->last, instant) ? BG_CRON_DUE_WAIT : BG_CRON_DUE_NEVER;
}
