/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Tells, in a context, that other processes may have written to a database. */
typedef struct _BgSqliteWatch BgSqliteWatch;

BgSqliteWatch *bg_sqlite_watch_new  (const char    *path,
                                     GMainContext  *context,
                                     GSourceFunc    func,
                                     gpointer       user_data) G_GNUC_WARN_UNUSED_RESULT;
void           bg_sqlite_watch_free (BgSqliteWatch *self);

/* Tells the others. */
void           bg_sqlite_watch_tell (const char    *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgSqliteWatch, bg_sqlite_watch_free)

G_END_DECLS
