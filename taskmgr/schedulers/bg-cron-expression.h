/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "../core/bg-types.h"

G_BEGIN_DECLS

#define BG_TYPE_CRON_EXPRESSION (bg_cron_expression_get_type ())

typedef struct _BgCronExpression BgCronExpression;

BG_AVAILABLE_IN_ALL
GType             bg_cron_expression_get_type        (void) G_GNUC_CONST;

BG_AVAILABLE_IN_ALL
BgCronExpression *bg_cron_expression_new             (const char        *expression,
                                                      GError           **error) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
BgCronExpression *bg_cron_expression_new_from_fields (GVariant          *fields,
                                                      GError           **error) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
BgCronExpression *bg_cron_expression_ref             (BgCronExpression  *self);
BG_AVAILABLE_IN_ALL
void              bg_cron_expression_unref           (BgCronExpression  *self);

BG_AVAILABLE_IN_ALL
GDateTime        *bg_cron_expression_next_after      (BgCronExpression  *self,
                                                      GDateTime         *time) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
GDateTime        *bg_cron_expression_previous_before (BgCronExpression  *self,
                                                      GDateTime         *time) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
GTimeZone        *bg_cron_expression_get_time_zone   (BgCronExpression  *self);
BG_AVAILABLE_IN_ALL
GDateTime        *bg_cron_expression_dup_start_date  (BgCronExpression  *self,
                                                      GTimeZone         *zone) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
GDateTime        *bg_cron_expression_dup_end_date    (BgCronExpression  *self,
                                                      GTimeZone         *zone) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
char             *bg_cron_expression_to_string       (BgCronExpression  *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgCronExpression, bg_cron_expression_unref)

G_END_DECLS
