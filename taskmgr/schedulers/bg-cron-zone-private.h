/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GTimeZone *bg_cron_zone_new (const char *identifier) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
