/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which values of one unit of time a schedule allows. A plain struct. */

/* The least significant one first. */
typedef enum
{
  BG_CRON_SECOND,
  BG_CRON_MINUTE,
  BG_CRON_HOUR,
  BG_CRON_DAY_OF_WEEK,          /* Monday is 0 */
  BG_CRON_WEEK,
  BG_CRON_DAY,
  BG_CRON_MONTH,
  BG_CRON_YEAR,
} BgCronUnit;

#define BG_CRON_N_UNITS (BG_CRON_YEAR + 1)

/* Which one of its kind in a month a weekday is: the first to the fifth, or the last. */
#define BG_CRON_N_ORDINALS 6
#define BG_CRON_LAST (BG_CRON_N_ORDINALS - 1)

typedef struct
{
  int      first;                       /* the values there are */
  int      last;
  gboolean any;                         /* all of them are allowed */
  gboolean star;                        /* it was written with a star */
  guint64 *words;                       /* owned: a bit for each, or NULL for none */

  /* of days only */
  gboolean last_day;
  guint8   nth[BG_CRON_N_ORDINALS];     /* bits of weekdays */
} BgCronField;

void        bg_cron_field_init     (BgCronField       *self,
                                    BgCronUnit         unit);
void        bg_cron_field_clear    (BgCronField       *self);
void        bg_cron_field_add      (BgCronField       *self,
                                    int                value);
gboolean    bg_cron_field_is_full  (const BgCronField *self);
gboolean    bg_cron_field_contains (const BgCronField *self,
                                    int                value);
int         bg_cron_field_seek     (const BgCronField *self,
                                    int                from,
                                    int                direction);
int         bg_cron_field_get_edge (const BgCronField *self,
                                    int                direction);

const char *bg_cron_unit_get_name  (BgCronUnit         unit);

G_END_DECLS
