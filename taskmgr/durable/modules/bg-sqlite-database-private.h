/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "bg-sqlite-statements-private.h"

G_BEGIN_DECLS

/*
 * One connection to one file, for one thread.
 *
 * A statement that was prepared once is kept. Functions that return FALSE have set the error.
 */

typedef struct _BgSqliteDatabase BgSqliteDatabase;

typedef gboolean (*BgSqliteWork) (BgSqliteDatabase  *db,
                                  gpointer           data,
                                  GError           **error);

BgSqliteDatabase *bg_sqlite_database_open       (const char         *path,
                                                 gboolean            create,
                                                 guint               busy_timeout,
                                                 GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void              bg_sqlite_database_close      (BgSqliteDatabase   *self);

sqlite3          *bg_sqlite_database_get_handle (BgSqliteDatabase   *self);
const char       *bg_sqlite_database_get_path   (BgSqliteDatabase   *self);

/* Statements. A new look at one begins with get. */
sqlite3_stmt     *bg_sqlite_database_get        (BgSqliteDatabase   *self,
                                                 BgSqliteStatement   statement,
                                                 GError            **error);
gboolean          bg_sqlite_database_step       (BgSqliteDatabase   *self,
                                                 sqlite3_stmt       *statement,
                                                 gboolean           *has_row,
                                                 GError            **error);
gboolean          bg_sqlite_database_run        (BgSqliteDatabase   *self,
                                                 sqlite3_stmt       *statement,
                                                 GError            **error);
gboolean          bg_sqlite_database_ask        (BgSqliteDatabase   *self,
                                                 sqlite3_stmt       *statement,
                                                 gint64             *number,
                                                 GError            **error);
gboolean          bg_sqlite_database_execute    (BgSqliteDatabase   *self,
                                                 const char         *sql,
                                                 GError            **error);
gboolean          bg_sqlite_database_fail       (BgSqliteDatabase   *self,
                                                 int                 code,
                                                 GError            **error);

void              bg_sqlite_bind_text           (sqlite3_stmt       *statement,
                                                 int                 parameter,
                                                 const char         *text);

/* All of the work, or none. The work may be done a second time from its beginning, after what was done of it was
 * undone. */
gboolean          bg_sqlite_database_transact   (BgSqliteDatabase   *self,
                                                 BgSqliteWork        work,
                                                 gpointer            data,
                                                 GError            **error);

/* Whether others have written since this was asked the last time. */
gboolean          bg_sqlite_database_has_news   (BgSqliteDatabase   *self);
gboolean          bg_sqlite_database_has_room   (BgSqliteDatabase   *self,
                                                 guint64             bytes,
                                                 GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgSqliteDatabase, bg_sqlite_database_close)

G_END_DECLS
