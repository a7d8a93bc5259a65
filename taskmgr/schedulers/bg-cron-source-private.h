/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-cron-parser-private.h"

G_BEGIN_DECLS

/* What an expression says of each thing, before that is made out. */

typedef enum
{
  BG_CRON_TIMEZONE,
  BG_CRON_START_DATE,
  BG_CRON_END_DATE,
} BgCronOption;

#define BG_CRON_N_OPTIONS (BG_CRON_END_DATE + 1)

typedef struct
{
  char     *text;               /* NULL where it says nothing */
  guint     position;           /* of the text in the whole, in characters from 0 */
} BgCronPart;

typedef struct
{
  BgCronPart fields[BG_CRON_N_UNITS];
  BgCronPart options[BG_CRON_N_OPTIONS];
  gboolean   classic;           /* by the rules of crontab */
} BgCronSource;

gboolean    bg_cron_source_read_string  (BgCronSource       *self,
                                         const char         *string,
                                         GError            **error);
gboolean    bg_cron_source_read_fields  (BgCronSource       *self,
                                         GVariant           *fields,
                                         GError            **error);
void        bg_cron_source_clear        (BgCronSource       *self);
char       *bg_cron_source_to_string    (const BgCronSource *self);

const char *bg_cron_option_get_name     (BgCronOption        option);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BgCronSource, bg_cron_source_clear)

G_END_DECLS
