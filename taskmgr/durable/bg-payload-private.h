/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* An a{sv} and a JSON object, and (for results) any value and JSON. Refused is what JSON cannot say. */
char     *bg_payload_to_json   (GVariant    *payload,
                                GError     **error) G_GNUC_WARN_UNUSED_RESULT;
GVariant *bg_payload_from_json (const char  *json,
                                GError     **error) G_GNUC_WARN_UNUSED_RESULT;
char     *bg_value_to_json     (GVariant    *value,
                                GError     **error) G_GNUC_WARN_UNUSED_RESULT;
GVariant *bg_value_from_json   (const char  *json,
                                GError     **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
