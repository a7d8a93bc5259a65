/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-sqlite-database-private.h"

G_BEGIN_DECLS

/* The version that this library reads and writes. */
int      bg_sqlite_schema_get_version (void);

/* Makes or updates the tables if @create says so, and fails if they are of another version then. */
gboolean bg_sqlite_schema_prepare     (BgSqliteDatabase  *db,
                                       gboolean           create,
                                       GError           **error);
/* Within a transaction: others may have updated the tables since. */
gboolean bg_sqlite_schema_check       (BgSqliteDatabase  *db,
                                       GError           **error);

G_END_DECLS
