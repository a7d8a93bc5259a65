/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "../bg-queued-task-private.h"
#include "bg-sqlite-database-private.h"

G_BEGIN_DECLS

/* A task as it was read, with what only the table knows of it. */
typedef struct
{
  BgQueuedTask *task;
  gint64        seq;
  gint64        due;      /* µs since 1970; tasks of one priority are in its order */
  guint64       token;
} BgSqliteRow;

void     bg_sqlite_row_clear (gpointer           row);
GArray  *bg_sqlite_rows_new  (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean bg_sqlite_rows_read (BgSqliteDatabase  *db,
                              sqlite3_stmt      *statement,
                              GArray            *rows,
                              GError           **error);

G_END_DECLS
