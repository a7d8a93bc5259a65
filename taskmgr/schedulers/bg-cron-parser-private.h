/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-cron-field-private.h"

G_BEGIN_DECLS

/* A part of the text of an expression. */
typedef struct
{
  const char *text;             /* not terminated */
  gsize       length;
  guint       position;         /* of its first character in the whole, from 0 */
} BgCronSpan;

gboolean bg_cron_parser_parse (BgCronField       *field,
                               BgCronUnit         unit,
                               gboolean           classic,
                               const BgCronSpan  *span,
                               GError           **error);
void     bg_cron_parser_fail  (GError           **error,
                               const char        *field,
                               guint              position,
                               const char        *format,
                               ...) G_GNUC_PRINTF (4, 5);

G_END_DECLS
