/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BG_QUEUE_NAME_MAX 64

/* The one rule for the names of queues, workers and schedules; it keeps paths and keys out of them. */
gboolean bg_queue_name_check (const char  *what,
                              const char  *name,
                              GError     **error);

G_END_DECLS
