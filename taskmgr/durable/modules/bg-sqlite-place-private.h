/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "../bg-transport-error.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What an error of the system means for a transport. */
BgTransportError bg_sqlite_place_get_code (int number);

/* Looks at where a database is, or is to be, before SQLite opens it. Returns the path without links, NULL with the
 * error. */
char     *bg_sqlite_place_prepare     (const char  *path,
                                       gboolean     create,
                                       GError     **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean  bg_sqlite_place_is_volatile (const char  *path);
gboolean  bg_sqlite_place_get_room    (const char  *path,
                                       guint64     *free_bytes,
                                       guint64     *all_bytes);

G_END_DECLS
