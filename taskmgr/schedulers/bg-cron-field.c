/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-cron-field-private.h"

#define BITS 64

typedef struct
{
  const char *name;
  int         first;
  int         last;
} Unit;

static const Unit units[BG_CRON_N_UNITS] = {
  [BG_CRON_SECOND] = { "second", 0, 59 },
  [BG_CRON_MINUTE] = { "minute", 0, 59 },
  [BG_CRON_HOUR] = { "hour", 0, 23 },
  [BG_CRON_DAY_OF_WEEK] = { "day_of_week", 0, 6 },
  [BG_CRON_WEEK] = { "week", 1, 53 },
  [BG_CRON_DAY] = { "day", 1, 31 },
  [BG_CRON_MONTH] = { "month", 1, 12 },
  [BG_CRON_YEAR] = { "year", 1970, 9999 },
};

const char *
bg_cron_unit_get_name (BgCronUnit unit)
{
  return units[unit].name;
}

/* Allows no value. */
void
bg_cron_field_init (BgCronField *self,
                    BgCronUnit   unit)
{
  *self = (BgCronField) { .first = units[unit].first, .last = units[unit].last };
}

void
bg_cron_field_clear (BgCronField *self)
{
  g_clear_pointer (&self->words, g_free);
}

static int
count_words (const BgCronField *self)
{
  return (self->last - self->first) / BITS + 1;
}

void
bg_cron_field_add (BgCronField *self,
                   int          value)
{
  const int bit = value - self->first;

  if (self->words == NULL)
    self->words = g_new0 (guint64, count_words (self));
  self->words[bit / BITS] |= G_GUINT64_CONSTANT (1) << (bit % BITS);
}

/* Whether all values were added. */
gboolean
bg_cron_field_is_full (const BgCronField *self)
{
  for (int value = self->first; value <= self->last; value++)
    if (!bg_cron_field_contains (self, value))
      return FALSE;
  return TRUE;
}

gboolean
bg_cron_field_contains (const BgCronField *self,
                        int                value)
{
  const int bit = value - self->first;

  if (value < self->first || value > self->last)
    return FALSE;
  if (self->any)
    return TRUE;
  return self->words != NULL && (self->words[bit / BITS] >> (bit % BITS) & 1) != 0;
}

static int
seek_forward (const BgCronField *self,
              int                bit)
{
  guint64 word = self->words[bit / BITS] & (~G_GUINT64_CONSTANT (0) << (bit % BITS));
  int i = bit / BITS;

  while (word == 0)
    {
      if (++i == count_words (self))
        return -1;
      word = self->words[i];
    }
  return self->first + i * BITS + __builtin_ctzll (word);
}

static int
seek_back (const BgCronField *self,
           int                bit)
{
  guint64 word = self->words[bit / BITS] & (~G_GUINT64_CONSTANT (0) >> (BITS - 1 - bit % BITS));
  int i = bit / BITS;

  while (word == 0)
    {
      if (--i < 0)
        return -1;
      word = self->words[i];
    }
  return self->first + i * BITS + BITS - 1 - __builtin_clzll (word);
}

/* The first value that is allowed, from one on, that one included; in the direction 1 or -1. -1 if there is none. */
int
bg_cron_field_seek (const BgCronField *self,
                    int                from,
                    int                direction)
{
  from = direction > 0 ? MAX (from, self->first) : MIN (from, self->last);
  if (from < self->first || from > self->last)
    return -1;
  if (self->any)
    return from;
  if (self->words == NULL)
    return -1;
  return direction > 0 ? seek_forward (self, from - self->first) : seek_back (self, from - self->first);
}

/* The value that comes first in a direction. */
int
bg_cron_field_get_edge (const BgCronField *self,
                        int                direction)
{
  return bg_cron_field_seek (self, direction > 0 ? self->first : self->last, direction);
}
