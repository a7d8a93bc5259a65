/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <sqlite3.h>
#include <taskmgr.h>

G_BEGIN_DECLS

#define QUEUE "photos"

/* A database in a folder of its own, and a transport that has it open. */
typedef struct
{
  char        *folder;
  char        *path;
  char        *uri;
  BgTransport *transport;
} SqliteTest;

void          sqlite_test_set_up      (SqliteTest    *self,
                                       gconstpointer  data);
void          sqlite_test_tear_down   (SqliteTest    *self,
                                       gconstpointer  data);
void          sqlite_test_close       (SqliteTest    *self);
BgTransport  *sqlite_test_open        (SqliteTest    *self,
                                       const char    *options);

/* By the side of the transport. */
sqlite3      *sqlite_test_connect     (SqliteTest    *self);
void          sqlite_test_execute     (SqliteTest    *self,
                                       const char    *sql);
gint64        sqlite_test_ask         (SqliteTest    *self,
                                       const char    *sql);
void          sqlite_test_check       (SqliteTest    *self);

BgQueuedTask *sqlite_test_submit      (BgTransport   *transport,
                                       const char    *id,
                                       int            priority);
gboolean      sqlite_test_submit_task (BgTransport   *transport,
                                       BgQueuedTask  *task,
                                       GError       **error);
BgLease      *sqlite_test_lease       (BgTransport   *transport,
                                       guint          duration,
                                       gint64         wait);
void          sqlite_test_assert_next (BgTransport   *transport,
                                       const char    *id);
void          sqlite_test_assert_rest (BgTransport   *transport);
guint64       sqlite_test_count       (BgTransport   *transport,
                                       BgQueuedState  state);

/* The program sqlite-process beside the test. */
GSubprocess  *sqlite_test_spawn       (SqliteTest    *self,
                                       const char    *command,
                                       const char    *argument);
char         *sqlite_test_read_line   (GSubprocess   *process);
void          sqlite_test_go_on       (GSubprocess   *process);
void          sqlite_test_kill        (GSubprocess   *process);

#define sqlite_test_add(path, func) \
  g_test_add (path, SqliteTest, NULL, sqlite_test_set_up, func, sqlite_test_tear_down)

G_END_DECLS
