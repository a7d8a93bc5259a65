/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "../bg-transport.h"
#include "bg-sqlite-database-private.h"
#include "bg-sqlite-row-private.h"
#include "bg-sqlite-watch-private.h"

G_BEGIN_DECLS

/*
 * What an open transport has, and what can be done with it: the functions of BgTransportClass. All in the thread of the
 * transport.
 */
typedef struct
{
  BgTransport      *transport;      /* not owned; it owns this */
  BgSqliteDatabase *db;
  BgSqliteWatch    *watch;          /* nullable */
  gint64            boot;           /* which start of the computer this is */
  gint64            owner;          /* which of all who have the file open, or had */
  gboolean          has_settled;    /* the leases of earlier starts were ended */
  gboolean          expects_more;   /* the last reservation has left something, perhaps */
} BgSqliteStore;

/* When the time changes something; G_MAXINT64 for never. */
typedef struct
{
  gint64 scheduled;      /* µs since 1970; the first task that waits for its time */
  gint64 lease_until;    /* µs of the boot clock; the first lease that runs out */
  gint64 expires;        /* µs since 1970; the first task that waits too long */
  gint64 finished;       /* µs since 1970; the task that is known longest after its end */
} BgSqliteDue;

gboolean       bg_sqlite_store_get_due     (BgSqliteStore       *self,
                                            BgSqliteDue         *due,
                                            GError             **error);
gboolean       bg_sqlite_store_is_due      (BgSqliteStore       *self,
                                            const BgSqliteDue   *due);
gint64         bg_sqlite_store_get_change  (const BgSqliteDue   *due);
/* Within a transaction, and in one of its own if there is something to be done. */
gboolean       bg_sqlite_store_settle_in   (BgSqliteStore       *self,
                                            GError             **error);
gboolean       bg_sqlite_store_settle      (BgSqliteStore       *self,
                                            GError             **error);
/* Gives a task back that was leased, within a transaction. */
gboolean       bg_sqlite_store_give_back   (BgSqliteStore       *self,
                                            const BgSqliteRow   *row,
                                            BgNackMode           mode,
                                            gint64               delay,
                                            const char          *reason,
                                            GError             **error);
gint64         bg_sqlite_store_get_known   (BgSqliteStore       *self);
/* Tells other processes, and those of this one that wait. */
void           bg_sqlite_store_tell        (BgSqliteStore       *self);

gboolean       bg_sqlite_store_submit      (BgSqliteStore       *self,
                                            GPtrArray           *tasks,
                                            GError             **error);
gboolean       bg_sqlite_store_check_length (BgSqliteStore      *self,
                                            const char          *queue,
                                            GError             **error);
gboolean       bg_sqlite_store_get_fired   (BgSqliteStore       *self,
                                            const char          *schedule,
                                            gint64              *instant,
                                            GError             **error);
gboolean       bg_sqlite_store_fire        (BgSqliteStore       *self,
                                            const char          *schedule,
                                            gint64               instant,
                                            BgQueuedTask        *task,
                                            gboolean            *fired,
                                            GError             **error);

GPtrArray     *bg_sqlite_store_reserve     (BgSqliteStore       *self,
                                            const char * const  *queues,
                                            guint                max,
                                            guint                duration,
                                            gint64              *next_change,
                                            GError             **error);
gboolean       bg_sqlite_store_extend      (BgSqliteStore       *self,
                                            GPtrArray           *leases,
                                            guint                duration,
                                            GError             **error);
gboolean       bg_sqlite_store_ack         (BgSqliteStore       *self,
                                            GPtrArray           *leases,
                                            GError             **error);
gboolean       bg_sqlite_store_nack        (BgSqliteStore       *self,
                                            GPtrArray           *leases,
                                            BgNackMode           mode,
                                            gint64               delay,
                                            const char          *reason,
                                            GError             **error);

/* Before it is closed: gives back what is leased. */
void           bg_sqlite_store_release     (BgSqliteStore       *self);

gint64         bg_sqlite_store_cancel      (BgSqliteStore       *self,
                                            const char          *queue,
                                            const char * const  *ids,
                                            GError             **error);
gint64         bg_sqlite_store_redrive     (BgSqliteStore       *self,
                                            const char          *queue,
                                            const char * const  *ids,
                                            GError             **error);
gint64         bg_sqlite_store_purge       (BgSqliteStore       *self,
                                            const char          *queue,
                                            BgQueuedState        states,
                                            GError             **error);

BgQueueStats  *bg_sqlite_store_stats       (BgSqliteStore       *self,
                                            const char          *queue,
                                            GError             **error);
char         **bg_sqlite_store_list_queues (BgSqliteStore       *self,
                                            GError             **error);
GPtrArray     *bg_sqlite_store_list        (BgSqliteStore       *self,
                                            const char          *queue,
                                            BgQueuedState        states,
                                            const char          *after,
                                            guint                max,
                                            GError             **error);
BgQueuedTask  *bg_sqlite_store_lookup      (BgSqliteStore       *self,
                                            const char          *queue,
                                            const char          *id,
                                            GError             **error);

G_END_DECLS
