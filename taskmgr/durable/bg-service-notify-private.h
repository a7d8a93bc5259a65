/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the service manager is told, if there is one: lines as in sd_notify(3). */
gboolean bg_service_notify       (const char *state);

/* How often it wants to hear that we are alive, in ms; 0 for never. */
guint    bg_service_get_watchdog (void);

G_END_DECLS
