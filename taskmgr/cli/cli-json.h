/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <json-glib/json-glib.h>
#include <taskmgr.h>

G_BEGIN_DECLS

/* One line of JSON each. What is not set is left out; times of tasks are in UTC by ISO 8601. */
char *cli_json_for_task    (BgQueuedTask        *task) G_GNUC_WARN_UNUSED_RESULT;
char *cli_json_for_stats   (const char          *queue,
                            const BgQueueStats  *stats) G_GNUC_WARN_UNUSED_RESULT;
char *cli_json_for_error   (const char          *name,
                            const char          *message,
                            const char          *hint) G_GNUC_WARN_UNUSED_RESULT;
char *cli_json_for_number  (const char          *queue,
                            const char          *name,
                            gint64               number) G_GNUC_WARN_UNUSED_RESULT;
char *cli_json_for_value   (GVariant            *value) G_GNUC_WARN_UNUSED_RESULT;

void  cli_json_add_string  (JsonBuilder         *builder,
                            const char          *name,
                            const char          *text);
void  cli_json_add_time    (JsonBuilder         *builder,
                            const char          *name,
                            gint64               unix_time);
void  cli_json_add_stats   (JsonBuilder         *builder,
                            const BgQueueStats  *stats);
char *cli_json_end         (JsonBuilder         *builder) G_GNUC_WARN_UNUSED_RESULT;
void  cli_json_print       (const char          *json);

G_END_DECLS
