/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-sqlite-store-private.h"

/* Out of the queue. */

/* How many tasks are put aside in one transaction, because another with their serial key is under way. */
#define MAX_BLOCKED 2000
#define BLOCKED_AT_ONCE 200

typedef struct
{
  BgSqliteStore      *store;
  const char * const *queues;
  guint               max;
  guint               duration;    /* ms */
  guint               n_blocked;
  GPtrArray          *leases;
} Reservation;

static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  const BgSqliteRow *first = a, *second = b;

  if (first->task->priority != second->task->priority)
    return second->task->priority - first->task->priority;
  if (first->due != second->due)
    return first->due < second->due ? -1 : 1;
  return first->seq < second->seq ? -1 : 1;
}

static GArray *
list_foremost (Reservation  *self,
               guint         max,
               GError      **error)
{
  BgSqliteDatabase *db = self->store->db;
  g_autoptr (GArray) rows = bg_sqlite_rows_new ();

  for (guint i = 0; self->queues[i] != NULL; i++)
    {
      sqlite3_stmt *statement = bg_sqlite_database_get (db, BG_SQLITE_SELECT_READY, error);

      if (statement == NULL)
        return NULL;
      bg_sqlite_bind_text (statement, 1, self->queues[i]);
      sqlite3_bind_int64 (statement, 2, max);
      sqlite3_bind_int64 (statement, 3, g_get_real_time ());
      if (!bg_sqlite_rows_read (db, statement, rows, error))
        return NULL;
    }
  if (self->queues[0] != NULL && self->queues[1] != NULL)
    g_array_sort (rows, compare_rows);
  return g_steal_pointer (&rows);
}

static gboolean
is_serial_busy (BgSqliteDatabase  *db,
                BgQueuedTask      *task,
                gboolean          *busy,
                GError           **error)
{
  sqlite3_stmt *statement;
  gint64 found = 0;

  *busy = FALSE;
  if (task->serial_key == NULL)
    return TRUE;
  statement = bg_sqlite_database_get (db, BG_SQLITE_IS_SERIAL_BUSY, error);
  if (statement == NULL)
    return FALSE;
  bg_sqlite_bind_text (statement, 1, task->queue);
  bg_sqlite_bind_text (statement, 2, task->serial_key);
  if (!bg_sqlite_database_ask (db, statement, &found, error))
    return FALSE;
  *busy = found != 0;
  return TRUE;
}

static gboolean
block (Reservation        *self,
       const BgSqliteRow  *row,
       GError            **error)
{
  sqlite3_stmt *statement = bg_sqlite_database_get (self->store->db, BG_SQLITE_BLOCK, error);

  if (statement == NULL)
    return FALSE;
  self->n_blocked++;
  sqlite3_bind_int64 (statement, 1, row->seq);
  return bg_sqlite_database_run (self->store->db, statement, error);
}

static gboolean
lease (Reservation        *self,
       const BgSqliteRow  *row,
       GError            **error)
{
  sqlite3_stmt *statement = bg_sqlite_database_get (self->store->db, BG_SQLITE_LEASE, error);
  gint64 deadline = bg_transport_get_boot_time () + self->duration * G_GINT64_CONSTANT (1000);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, row->seq);
  sqlite3_bind_int64 (statement, 2, deadline);
  sqlite3_bind_int64 (statement, 3, self->store->boot);
  sqlite3_bind_int64 (statement, 4, self->store->owner);
  if (!bg_sqlite_database_run (self->store->db, statement, error))
    return FALSE;
  row->task->state = BG_QUEUED_STATE_LEASED;
  row->task->attempt++;
  g_ptr_array_add (self->leases, bg_lease_new (row->task, row->token + 1, deadline));
  return TRUE;
}

static gboolean
take_one (Reservation        *self,
          const BgSqliteRow  *row,
          GError            **error)
{
  gboolean busy;

  if (!is_serial_busy (self->store->db, row->task, &busy, error))
    return FALSE;
  if (busy)
    return block (self, row, error);
  return self->leases->len == self->max || lease (self, row, error);
}

/* Until there are enough, or no more. What has to wait for its serial key is put aside, and does not come again. */
static gboolean
take_foremost (Reservation  *self,
               GError      **error)
{
  while (self->leases->len < self->max && self->n_blocked < MAX_BLOCKED)
    {
      guint wanted = self->max - self->leases->len;
      g_autoptr (GArray) rows = list_foremost (self, self->n_blocked > 0 ? MAX (wanted, BLOCKED_AT_ONCE) : wanted,
                                               error);

      if (rows == NULL)
        return FALSE;
      if (rows->len == 0)
        return TRUE;
      for (guint i = 0; i < rows->len && self->leases->len < self->max; i++)
        if (!take_one (self, &g_array_index (rows, BgSqliteRow, i), error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
reserve_work (BgSqliteDatabase  *db,
              gpointer           data,
              GError           **error)
{
  Reservation *self = data;
  BgSqliteDue due;

  self->n_blocked = 0;
  g_ptr_array_set_size (self->leases, 0);
  if (!bg_sqlite_store_get_due (self->store, &due, error) ||
      (bg_sqlite_store_is_due (self->store, &due) && !bg_sqlite_store_settle_in (self->store, error)))
    return FALSE;
  return take_foremost (self, error);
}

/* Without a transaction. */
static gboolean
is_worth_trying (BgSqliteStore       *store,
                 const char * const  *queues,
                 gboolean            *worth,
                 GError             **error)
{
  gint64 found = 0;
  BgSqliteDue due;

  for (guint i = 0; queues[i] != NULL && found == 0; i++)
    {
      sqlite3_stmt *statement = bg_sqlite_database_get (store->db, BG_SQLITE_IS_READY, error);

      if (statement == NULL)
        return FALSE;
      bg_sqlite_bind_text (statement, 1, queues[i]);
      if (!bg_sqlite_database_ask (store->db, statement, &found, error))
        return FALSE;
    }
  *worth = found != 0;
  if (*worth)
    return TRUE;
  if (!bg_sqlite_store_get_due (store, &due, error))
    return FALSE;
  *worth = bg_sqlite_store_is_due (store, &due);
  return TRUE;
}

static gboolean
find_next_change (Reservation  *self,
                  gint64       *next_change,
                  GError      **error)
{
  BgSqliteDue due;

  if (!bg_sqlite_store_get_due (self->store, &due, error))
    return FALSE;
  *next_change = self->n_blocked < MAX_BLOCKED ? bg_sqlite_store_get_change (&due) : bg_transport_get_boot_time ();
  return TRUE;
}

/* Those who find nothing must not write, or those who wait would hinder all others at every change. */
GPtrArray *
bg_sqlite_store_reserve (BgSqliteStore       *self,
                         const char * const  *queues,
                         guint                max,
                         guint                duration,
                         gint64              *next_change,
                         GError             **error)
{
  g_autoptr (GPtrArray) leases = g_ptr_array_new_with_free_func (g_object_unref);
  Reservation reservation = { self, queues, max, duration, 0, leases };
  gboolean worth = self->expects_more;

  if (!worth && !is_worth_trying (self, queues, &worth, error))
    return NULL;
  self->expects_more = FALSE;
  if (worth)
    {
      if (!bg_sqlite_database_transact (self->db, reserve_work, &reservation, error))
        return NULL;
      self->has_settled = TRUE;
      self->expects_more = leases->len == max;
    }
  if (leases->len == 0 && !find_next_change (&reservation, next_change, error))
    return NULL;
  return g_steal_pointer (&leases);
}
