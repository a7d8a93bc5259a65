/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-sqlite-store-private.h"

/* Changing many tasks at once, by those who look after the queues. */

/* How many places of the table are gone through in one transaction: others write in between. Fewer if there is no space
 * to write down what goes. */
#define SPAN     20000
#define MIN_SPAN 20

typedef struct
{
  BgSqliteStore      *store;
  const char         *queue;
  const char * const *ids;       /* nullable */
  int                 states;
  gint64              first;
  gint64              last;
  gint64              span;
  gint64              n_changed;    /* by this transaction */
} Change;

static gboolean
run (Change        *self,
     sqlite3_stmt  *statement,
     gint64        *n_changed,
     GError       **error)
{
  if (!bg_sqlite_database_run (self->store->db, statement, error))
    return FALSE;
  *n_changed = sqlite3_changes64 (bg_sqlite_database_get_handle (self->store->db));
  self->n_changed += *n_changed;
  return TRUE;
}

/* Parameters 1 and 2 say which task is meant. */
static sqlite3_stmt *
get_for_id (Change             *self,
            BgSqliteStatement   statement,
            const char         *id,
            GError            **error)
{
  sqlite3_stmt *prepared = bg_sqlite_database_get (self->store->db, statement, error);

  if (prepared == NULL)
    return NULL;
  bg_sqlite_bind_text (prepared, 1, id);
  bg_sqlite_bind_text (prepared, 2, self->queue);
  return prepared;
}

static gboolean
cancel_one (Change      *self,
            const char  *id,
            GError     **error)
{
  sqlite3_stmt *statement = get_for_id (self, BG_SQLITE_CANCEL_WAITING, id, error);
  gint64 n_changed;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 3, g_get_real_time ());
  if (!run (self, statement, &n_changed, error))
    return FALSE;
  if (n_changed > 0)
    return TRUE;
  statement = get_for_id (self, BG_SQLITE_CANCEL_LEASED, id, error);
  return statement != NULL && run (self, statement, &n_changed, error);
}

static gboolean
cancel_work (BgSqliteDatabase  *db,
             gpointer           data,
             GError           **error)
{
  Change *self = data;

  self->n_changed = 0;
  for (guint i = 0; self->ids[i] != NULL; i++)
    if (!cancel_one (self, self->ids[i], error))
      return FALSE;
  return TRUE;
}

static gint64
change (Change        *self,
        BgSqliteWork   work,
        GError       **error)
{
  if (!bg_sqlite_store_settle (self->store, error) ||
      !bg_sqlite_database_transact (self->store->db, work, self, error))
    return -1;
  if (self->n_changed > 0)
    bg_sqlite_store_tell (self->store);
  return self->n_changed;
}

gint64
bg_sqlite_store_cancel (BgSqliteStore       *self,
                        const char          *queue,
                        const char * const  *ids,
                        GError             **error)
{
  Change cancellation = { .store = self, .queue = queue, .ids = ids };

  return change (&cancellation, cancel_work, error);
}

static gboolean
redrive_some (Change             *self,
              BgSqliteStatement   which,
              const char         *id,
              GError            **error)
{
  sqlite3_stmt *statement = bg_sqlite_database_get (self->store->db, which, error);
  gint64 n_changed;

  if (statement == NULL)
    return FALSE;
  bg_sqlite_bind_text (statement, 1, self->queue);
  sqlite3_bind_int64 (statement, 2, g_get_real_time ());
  if (id != NULL)
    bg_sqlite_bind_text (statement, 3, id);
  return run (self, statement, &n_changed, error);
}

/* One whose unique key another has by now stays where it is. */
static gboolean
redrive_work (BgSqliteDatabase  *db,
              gpointer           data,
              GError           **error)
{
  Change *self = data;

  self->n_changed = 0;
  if (self->ids == NULL && !redrive_some (self, BG_SQLITE_REDRIVE, NULL, error))
    return FALSE;
  for (guint i = 0; self->ids != NULL && self->ids[i] != NULL; i++)
    if (!redrive_some (self, BG_SQLITE_REDRIVE_ONE, self->ids[i], error))
      return FALSE;
  return self->n_changed == 0 || bg_sqlite_store_check_length (self->store, self->queue, error);
}

gint64
bg_sqlite_store_redrive (BgSqliteStore       *self,
                         const char          *queue,
                         const char * const  *ids,
                         GError             **error)
{
  Change redriving = { .store = self, .queue = queue, .ids = ids };

  return change (&redriving, redrive_work, error);
}

static gboolean
purge_work (BgSqliteDatabase  *db,
            gpointer           data,
            GError           **error)
{
  Change *self = data;
  sqlite3_stmt *statement = bg_sqlite_database_get (db, BG_SQLITE_PURGE, error);
  gint64 n_changed;

  if (statement == NULL)
    return FALSE;
  self->n_changed = 0;
  sqlite3_bind_int64 (statement, 1, self->first);
  sqlite3_bind_int64 (statement, 2, self->first + self->span - 1);
  bg_sqlite_bind_text (statement, 3, self->queue);
  sqlite3_bind_int (statement, 4, self->states);
  return run (self, statement, &n_changed, error);
}

static gboolean
get_range (Change   *self,
           GError  **error)
{
  sqlite3_stmt *statement = bg_sqlite_database_get (self->store->db, BG_SQLITE_GET_RANGE, error);
  gboolean has_row;

  if (statement == NULL || !bg_sqlite_database_step (self->store->db, statement, &has_row, error))
    return FALSE;
  self->first = sqlite3_column_int64 (statement, 0);
  self->last = sqlite3_column_int64 (statement, 1);
  sqlite3_reset (statement);
  return TRUE;
}

static gboolean
purge_span (Change   *self,
            gint64   *n_purged,
            GError  **error)
{
  g_autoptr (GError) own_error = NULL;

  if (bg_sqlite_database_transact (self->store->db, purge_work, self, &own_error))
    {
      *n_purged += self->n_changed;
      self->first += self->span;
      return TRUE;
    }
  self->span /= 10;
  if (self->span >= MIN_SPAN && g_error_matches (own_error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NO_SPACE))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&own_error));
  return FALSE;
}

gint64
bg_sqlite_store_purge (BgSqliteStore  *self,
                       const char     *queue,
                       BgQueuedState   states,
                       GError        **error)
{
  Change purge = { .store = self, .queue = queue, .states = (int) states, .span = SPAN };
  gint64 n_purged = 0;

  if ((states & BG_QUEUED_STATE_READY) != 0)
    purge.states |= BG_SQLITE_STATE_BLOCKED;
  if (!bg_sqlite_store_settle (self, error) || !get_range (&purge, error))
    return -1;
  while (purge.first <= purge.last)
    if (!purge_span (&purge, &n_purged, error))
      return -1;
  /* Those that waited for the serial key of one may be ready now. */
  if (n_purged > 0)
    bg_sqlite_store_tell (self);
  return n_purged;
}
