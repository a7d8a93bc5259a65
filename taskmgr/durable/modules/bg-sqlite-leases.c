/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-sqlite-store-private.h"

/* What becomes of leases. */

typedef struct
{
  BgSqliteStore *store;
  GPtrArray     *leases;
  GPtrArray     *lost;         /* those that are not held any more */
  GPtrArray     *cancelled;    /* those whose tasks were cancelled */
  guint          duration;     /* ms */
  BgNackMode     mode;
  gint64         delay;        /* ms */
  const char    *reason;
  gboolean       frees;        /* others may have waited for the serial key of one */
} Change;

/* Parameters 1 to 4 of all these statements say which lease is meant. */
static sqlite3_stmt *
get_for_lease (BgSqliteDatabase   *db,
               BgSqliteStatement   statement,
               BgLease            *lease,
               GError            **error)
{
  sqlite3_stmt *prepared = bg_sqlite_database_get (db, statement, error);
  const BgQueuedTask *task = bg_lease_get_task (lease);

  if (prepared == NULL)
    return NULL;
  bg_sqlite_bind_text (prepared, 1, task->id);
  bg_sqlite_bind_text (prepared, 2, task->queue);
  sqlite3_bind_int64 (prepared, 3, (gint64) bg_lease_get_token (lease));
  if (sqlite3_bind_parameter_count (prepared) >= 4)
    sqlite3_bind_int64 (prepared, 4, bg_transport_get_boot_time ());
  return prepared;
}

/* What is told of leases is told when it is certain, and when nobody else is kept waiting by what the owner does
 * then. */
static gboolean
change (Change        *self,
        BgSqliteWork   work,
        GError       **error)
{
  g_autoptr (GPtrArray) lost = g_ptr_array_new ();
  g_autoptr (GPtrArray) cancelled = g_ptr_array_new ();

  self->lost = lost;
  self->cancelled = cancelled;
  if (!bg_sqlite_database_transact (self->store->db, work, self, error))
    return FALSE;
  for (guint i = 0; i < lost->len; i++)
    bg_lease_set_state (lost->pdata[i], BG_LEASE_STATE_LOST);
  for (guint i = 0; i < cancelled->len; i++)
    g_cancellable_cancel (bg_lease_get_cancellable (cancelled->pdata[i]));
  return TRUE;
}

static gboolean
extend_one (Change   *self,
            BgLease  *lease,
            GError  **error)
{
  BgSqliteDatabase *db = self->store->db;
  sqlite3_stmt *statement = get_for_lease (db, BG_SQLITE_EXTEND, lease, error);
  const BgQueuedTask *task = bg_lease_get_task (lease);
  gint64 cancel_asked = -1;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 5, bg_transport_get_boot_time () + self->duration * G_GINT64_CONSTANT (1000));
  sqlite3_bind_double (statement, 6, task->progress);
  bg_sqlite_bind_text (statement, 7, task->message);
  if (!bg_sqlite_database_ask (db, statement, &cancel_asked, error))
    return FALSE;
  if (cancel_asked < 0)
    g_ptr_array_add (self->lost, lease);
  else if (cancel_asked > 0)
    g_ptr_array_add (self->cancelled, lease);
  return TRUE;
}

static gboolean
extend_work (BgSqliteDatabase  *db,
             gpointer           data,
             GError           **error)
{
  Change *self = data;

  g_ptr_array_set_size (self->lost, 0);
  g_ptr_array_set_size (self->cancelled, 0);
  for (guint i = 0; i < self->leases->len; i++)
    if (!extend_one (self, self->leases->pdata[i], error))
      return FALSE;
  return TRUE;
}

gboolean
bg_sqlite_store_extend (BgSqliteStore  *self,
                        GPtrArray      *leases,
                        guint           duration,
                        GError        **error)
{
  Change extension = { .store = self, .leases = leases, .duration = duration };

  return change (&extension, extend_work, error);
}

/* Nothing was changed: it is lost, or this is the second time, after a first one whose outcome was not known. */
static gboolean
check_acked (Change   *self,
             BgLease  *lease,
             GError  **error)
{
  BgSqliteDatabase *db = self->store->db;
  sqlite3_stmt *statement = get_for_lease (db, BG_SQLITE_IS_ACKED, lease, error);
  gint64 acked = 0;

  if (statement == NULL || !bg_sqlite_database_ask (db, statement, &acked, error))
    return FALSE;
  if (acked == 0)
    g_ptr_array_add (self->lost, lease);
  return TRUE;
}

static gboolean
ack_one (Change   *self,
         BgLease  *lease,
         GError  **error)
{
  BgSqliteDatabase *db = self->store->db;
  sqlite3_stmt *statement = get_for_lease (db, BG_SQLITE_ACK, lease, error);
  const BgQueuedTask *task = bg_lease_get_task (lease);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 5, g_get_real_time ());
  bg_sqlite_bind_text (statement, 6, task->result);
  sqlite3_bind_double (statement, 7, task->progress);
  bg_sqlite_bind_text (statement, 8, task->message);
  if (!bg_sqlite_database_run (db, statement, error))
    return FALSE;
  self->frees |= task->serial_key != NULL;
  return sqlite3_changes (bg_sqlite_database_get_handle (db)) > 0 || check_acked (self, lease, error);
}

static gboolean
ack_work (BgSqliteDatabase  *db,
          gpointer           data,
          GError           **error)
{
  Change *self = data;

  g_ptr_array_set_size (self->lost, 0);
  for (guint i = 0; i < self->leases->len; i++)
    if (!ack_one (self, self->leases->pdata[i], error))
      return FALSE;
  return TRUE;
}

gboolean
bg_sqlite_store_ack (BgSqliteStore  *self,
                     GPtrArray      *leases,
                     GError        **error)
{
  Change end = { .store = self, .leases = leases };

  if (!change (&end, ack_work, error))
    return FALSE;
  if (end.frees)
    bg_sqlite_store_tell (self);
  return TRUE;
}

/* By what is stored: the task of the lease is shown to others, and does not know whether it was cancelled. */
static gboolean
nack_one (Change   *self,
          BgLease  *lease,
          GError  **error)
{
  BgSqliteDatabase *db = self->store->db;
  sqlite3_stmt *statement = get_for_lease (db, BG_SQLITE_SELECT_LEASED, lease, error);
  const BgQueuedTask *task = bg_lease_get_task (lease);
  g_autoptr (GArray) rows = bg_sqlite_rows_new ();
  BgSqliteRow *row;

  if (statement == NULL || !bg_sqlite_rows_read (db, statement, rows, error))
    return FALSE;
  if (rows->len == 0)
    {
      g_ptr_array_add (self->lost, lease);
      return TRUE;
    }
  row = &g_array_index (rows, BgSqliteRow, 0);
  row->task->progress = task->progress;
  g_free (row->task->message);
  row->task->message = g_strdup (task->message);
  return bg_sqlite_store_give_back (self->store, row, self->mode, self->delay, self->reason, error);
}

static gboolean
nack_work (BgSqliteDatabase  *db,
           gpointer           data,
           GError           **error)
{
  Change *self = data;

  g_ptr_array_set_size (self->lost, 0);
  for (guint i = 0; i < self->leases->len; i++)
    if (!nack_one (self, self->leases->pdata[i], error))
      return FALSE;
  return TRUE;
}

gboolean
bg_sqlite_store_nack (BgSqliteStore  *self,
                      GPtrArray      *leases,
                      BgNackMode      mode,
                      gint64          delay,
                      const char     *reason,
                      GError        **error)
{
  Change end = { .store = self, .leases = leases, .mode = mode, .delay = delay, .reason = reason };

  if (!change (&end, nack_work, error))
    return FALSE;
  bg_sqlite_store_tell (self);
  return TRUE;
}

static gboolean
release_work (BgSqliteDatabase  *db,
              gpointer           data,
              GError           **error)
{
  BgSqliteStore *self = data;
  sqlite3_stmt *statement = bg_sqlite_database_get (db, BG_SQLITE_SELECT_OWNED, error);
  g_autoptr (GArray) rows = bg_sqlite_rows_new ();

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, self->owner);
  sqlite3_bind_int64 (statement, 2, bg_transport_get_boot_time ());
  if (!bg_sqlite_rows_read (db, statement, rows, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!bg_sqlite_store_give_back (self, &g_array_index (rows, BgSqliteRow, i), BG_NACK_RELEASE, 0, NULL, error))
      return FALSE;
  return TRUE;
}

/* Nobody could end them any more, and to have them run out would count as a crash. */
void
bg_sqlite_store_release (BgSqliteStore *self)
{
  g_autoptr (GError) error = NULL;

  if (bg_sqlite_database_transact (self->db, release_work, self, &error))
    bg_sqlite_watch_tell (bg_sqlite_database_get_path (self->db));
  else
    g_debug ("Leases could not be given back, and will run out: %s", error->message);
}
