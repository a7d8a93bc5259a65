/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

G_BEGIN_DECLS

const char *cli_text_for_state      (BgQueuedState   state);
gboolean    cli_text_parse_states   (const char     *text,
                                     BgQueuedState  *states,
                                     GError        **error);
gboolean    cli_text_parse_duration (const char     *text,
                                     gint64         *milliseconds,
                                     GError        **error);
gboolean    cli_text_parse_time     (const char     *text,
                                     gint64         *unix_time,
                                     GError        **error);
char       *cli_text_for_time       (gint64          unix_time) G_GNUC_WARN_UNUSED_RESULT;
char       *cli_text_for_time_utc   (gint64          unix_time) G_GNUC_WARN_UNUSED_RESULT;
char       *cli_text_for_age        (gint64          unix_time,
                                     gint64          now) G_GNUC_WARN_UNUSED_RESULT;
char       *cli_text_printable      (const char     *text,
                                     gsize           max) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
