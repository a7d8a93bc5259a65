/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-sqlite-store-private.h"

/* What time brings about: nobody does it until somebody looks, and who looks first does it for all. */

/* What has ended is forgotten some at a time, that not each operation has one to forget. */
#define MAX_SLACK (10 * G_USEC_PER_SEC)

static gint64
get_column (sqlite3_stmt *statement,
            int           column)
{
  return sqlite3_column_type (statement, column) == SQLITE_NULL ? G_MAXINT64 : sqlite3_column_int64 (statement, column);
}

/* Once: since this process has the file open all leases are of this start of the computer. */
static gboolean
check_foreign (BgSqliteStore  *self,
               GError        **error)
{
  sqlite3_stmt *statement;
  gint64 found = 0;

  if (self->has_settled)
    return TRUE;
  statement = bg_sqlite_database_get (self->db, BG_SQLITE_HAS_FOREIGN_LEASES, error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, self->boot);
  if (!bg_sqlite_database_ask (self->db, statement, &found, error))
    return FALSE;
  self->has_settled = found == 0;
  return TRUE;
}

gboolean
bg_sqlite_store_get_due (BgSqliteStore  *self,
                         BgSqliteDue    *due,
                         GError        **error)
{
  sqlite3_stmt *statement = bg_sqlite_database_get (self->db, BG_SQLITE_GET_DUE, error);
  gboolean has_row;

  if (statement == NULL || !bg_sqlite_database_step (self->db, statement, &has_row, error))
    return FALSE;
  due->scheduled = get_column (statement, 0);
  due->lease_until = get_column (statement, 1);
  due->expires = get_column (statement, 2);
  due->finished = get_column (statement, 3);
  sqlite3_reset (statement);
  return check_foreign (self, error);
}

/* In µs, of which 32 bits hold 71 minutes only. */
static gint64
get_retention (BgSqliteStore *self)
{
  return (gint64) bg_transport_get_retention (self->transport) * G_USEC_PER_SEC;
}

/* What had ended before is not known any more, in µs since 1970. */
gint64
bg_sqlite_store_get_known (BgSqliteStore *self)
{
  return g_get_real_time () - get_retention (self);
}

static gboolean
is_forgetting_due (BgSqliteStore     *self,
                   const BgSqliteDue *due)
{
  gint64 slack = MIN (get_retention (self) / 100, MAX_SLACK);

  return due->finished <= bg_sqlite_store_get_known (self) - slack;
}

gboolean
bg_sqlite_store_is_due (BgSqliteStore     *self,
                        const BgSqliteDue *due)
{
  gint64 now = g_get_real_time ();

  return !self->has_settled || due->scheduled <= now || due->expires <= now ||
         due->lease_until <= bg_transport_get_boot_time () || is_forgetting_due (self, due);
}

/* When something may become ready, in µs of the boot clock. */
gint64
bg_sqlite_store_get_change (const BgSqliteDue *due)
{
  gint64 wait;

  if (due->scheduled == G_MAXINT64)
    return due->lease_until;
  wait = MAX (due->scheduled - g_get_real_time (), 0);
  return MIN (due->lease_until, bg_transport_get_boot_time () + wait);
}

static gboolean
run_until (BgSqliteStore      *self,
           BgSqliteStatement   statement,
           gint64              time,
           GError            **error)
{
  sqlite3_stmt *prepared = bg_sqlite_database_get (self->db, statement, error);

  if (prepared == NULL)
    return FALSE;
  sqlite3_bind_int64 (prepared, 1, time);
  return bg_sqlite_database_run (self->db, prepared, error);
}

gboolean
bg_sqlite_store_give_back (BgSqliteStore      *self,
                           const BgSqliteRow  *row,
                           BgNackMode          mode,
                           gint64              delay,
                           const char         *reason,
                           GError            **error)
{
  sqlite3_stmt *statement = bg_sqlite_database_get (self->db, BG_SQLITE_GIVE_BACK, error);
  BgQueuedTask *task = row->task;

  if (statement == NULL)
    return FALSE;
  bg_transport_give_back (self->transport, task, mode, delay, reason);
  sqlite3_bind_int64 (statement, 1, row->seq);
  sqlite3_bind_int64 (statement, 2, task->state);
  sqlite3_bind_int64 (statement, 3, task->attempt);
  sqlite3_bind_int64 (statement, 4, task->crashes);
  sqlite3_bind_int64 (statement, 5, task->not_before);
  /* One that is ready at once has its place again. */
  sqlite3_bind_int64 (statement, 6, task->state == BG_QUEUED_STATE_SCHEDULED ? task->not_before : row->due);
  bg_sqlite_bind_text (statement, 7, task->reason);
  sqlite3_bind_int64 (statement, 8, task->finished);
  sqlite3_bind_double (statement, 9, task->progress);
  bg_sqlite_bind_text (statement, 10, task->message);
  return bg_sqlite_database_run (self->db, statement, error);
}

static gboolean
take_lost_back (BgSqliteStore  *self,
                GError        **error)
{
  sqlite3_stmt *statement = bg_sqlite_database_get (self->db, BG_SQLITE_SELECT_LOST, error);
  g_autoptr (GArray) rows = bg_sqlite_rows_new ();

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, bg_transport_get_boot_time ());
  if (!bg_sqlite_rows_read (self->db, statement, rows, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!bg_sqlite_store_give_back (self, &g_array_index (rows, BgSqliteRow, i), BG_NACK_CRASH, 0,
                                    "the lease has run out", error))
      return FALSE;
  return TRUE;
}

gboolean
bg_sqlite_store_settle_in (BgSqliteStore  *self,
                           GError        **error)
{
  gint64 now = g_get_real_time ();

  if (!self->has_settled && !run_until (self, BG_SQLITE_END_FOREIGN_LEASES, self->boot, error))
    return FALSE;
  return take_lost_back (self, error) &&
         run_until (self, BG_SQLITE_EXPIRE, now, error) &&
         run_until (self, BG_SQLITE_PROMOTE, now, error) &&
         run_until (self, BG_SQLITE_FORGET, bg_sqlite_store_get_known (self), error);
}

static gboolean
settle_work (BgSqliteDatabase  *db,
             gpointer           data,
             GError           **error)
{
  return bg_sqlite_store_settle_in (data, error);
}

/* What cannot be written now is written by somebody later; to look is possible nevertheless. */
gboolean
bg_sqlite_store_settle (BgSqliteStore  *self,
                        GError        **error)
{
  g_autoptr (GError) own_error = NULL;
  BgSqliteDue due;

  if (!bg_sqlite_store_get_due (self, &due, error))
    return FALSE;
  if (!bg_sqlite_store_is_due (self, &due))
    return TRUE;
  if (!bg_sqlite_database_transact (self->db, settle_work, self, &own_error))
    {
      if (bg_transport_error_is_transient (own_error))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&own_error));
      return FALSE;
    }
  self->has_settled = TRUE;
  bg_sqlite_store_tell (self);
  return TRUE;
}

void
bg_sqlite_store_tell (BgSqliteStore *self)
{
  bg_sqlite_watch_tell (bg_sqlite_database_get_path (self->db));
  bg_transport_wake (self->transport);
}
