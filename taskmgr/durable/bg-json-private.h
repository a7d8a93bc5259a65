/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* How many arrays and objects may stand in one another: in a payload, and in what a payload is a part of. */
#define BG_PAYLOAD_MAX_DEPTH 64
#define BG_JSON_MAX_DEPTH    (BG_PAYLOAD_MAX_DEPTH + 2)

gboolean  bg_json_check         (const char   *json,
                                 GError      **error);
JsonNode *bg_json_parse         (const char   *json,
                                 GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void      bg_json_append_string (GString      *json,
                                 const char   *text);
void      bg_json_append_double (GString      *json,
                                 double        number);
GVariant *bg_value_from_node    (JsonNode     *node);

G_END_DECLS
