/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char *browser_report_print (JsonNode *node) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
