/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-sqlite-database-private.h"

#include "bg-sqlite-place-private.h"
#include "bg-sqlite-schema-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* What is kept free beside the log, so that what is in the queue can be taken out of it on a full disk. */
#define ROOM     (128 * 1024)
#define MAX_LOG  2000    /* pages */
#define MIN_LOG  64
#define PAGE     4096

struct _BgSqliteDatabase
{
  sqlite3      *handle;
  sqlite3_stmt *statements[BG_SQLITE_N_STATEMENTS];
  char         *path;
  char         *log_path;
  gint64        data_version;
  guint         busy_timeout;    /* ms */
  gint64        busy_since;      /* µs of the monotonic clock */
  gboolean      commits;         /* what fails now may have happened nevertheless */
};

static BgTransportError
code_for_result (BgSqliteDatabase *self,
                 int               result)
{
  switch (result & 0xff)
    {
    case SQLITE_FULL:
      return BG_TRANSPORT_ERROR_NO_SPACE;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return BG_TRANSPORT_ERROR_TIMED_OUT;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return BG_TRANSPORT_ERROR_PERMISSION;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return BG_TRANSPORT_ERROR_CORRUPT;
    case SQLITE_TOOBIG:
      return BG_TRANSPORT_ERROR_TOO_LARGE;
    case SQLITE_CANTOPEN:
      return bg_sqlite_place_get_code (sqlite3_system_errno (self->handle));
    case SQLITE_IOERR:
      if (bg_sqlite_place_get_code (sqlite3_system_errno (self->handle)) == BG_TRANSPORT_ERROR_NO_SPACE)
        return BG_TRANSPORT_ERROR_NO_SPACE;
      /* All was written, but perhaps not to the disk: after a power cut it may be there or not. */
      return self->commits ? BG_TRANSPORT_ERROR_OUTCOME_UNKNOWN : BG_TRANSPORT_ERROR_FAILED;
    default:
      return BG_TRANSPORT_ERROR_FAILED;
    }
}

gboolean
bg_sqlite_database_fail (BgSqliteDatabase  *self,
                         int                code,
                         GError           **error)
{
  g_set_error (error, BG_TRANSPORT_ERROR, code_for_result (self, code), "%s: %s", self->path,
               sqlite3_errmsg (self->handle));
  return FALSE;
}

gboolean
bg_sqlite_database_execute (BgSqliteDatabase  *self,
                            const char        *sql,
                            GError           **error)
{
  int result = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);

  return result == SQLITE_OK || bg_sqlite_database_fail (self, result, error);
}

/* Little is kept in the log where there is little room. */
static gboolean
set_up (BgSqliteDatabase  *self,
        GError           **error)
{
  guint64 free_bytes = 0, all_bytes = 0;
  g_autofree char *sql = NULL;
  guint64 pages = MAX_LOG;

  if (bg_sqlite_place_get_room (self->path, &free_bytes, &all_bytes))
    pages = CLAMP (all_bytes / (16 * PAGE), MIN_LOG, MAX_LOG);
  sql = g_strdup_printf ("PRAGMA synchronous = FULL;"
                         "PRAGMA trusted_schema = OFF;"
                         "PRAGMA temp_store = MEMORY;"
                         "PRAGMA cache_size = -8192;"
                         "PRAGMA wal_autocheckpoint = %" G_GUINT64_FORMAT ";"
                         "PRAGMA journal_size_limit = %" G_GUINT64_FORMAT, pages, pages * PAGE);
  return bg_sqlite_database_execute (self, sql, error);
}

/* SQLite knows no queue for those who want to write. Left to itself it has them wait for longer and longer, up to a
 * tenth of a second, while others come first again and again; so each tries again at once. */
static int
wait_cb (void *user_data,
         int   n_tries)
{
  BgSqliteDatabase *self = user_data;
  gint64 now = g_get_monotonic_time ();

  if (n_tries == 0)
    self->busy_since = now;
  if (now - self->busy_since >= self->busy_timeout * G_GINT64_CONSTANT (1000))
    return 0;
  sqlite3_sleep (1);
  return 1;
}

static gboolean
connect_to (BgSqliteDatabase  *self,
            guint              busy_timeout,
            GError           **error)
{
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE;
  int result = sqlite3_open_v2 (self->path, &self->handle, flags, NULL);

  if (result != SQLITE_OK)
    return bg_sqlite_database_fail (self, result, error);
  self->busy_timeout = busy_timeout;
  sqlite3_busy_handler (self->handle, wait_cb, self);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  /* Otherwise each new value has a statement with a partial index compiled again. */
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
  return set_up (self, error);
}

BgSqliteDatabase *
bg_sqlite_database_open (const char  *path,
                         gboolean     create,
                         guint        busy_timeout,
                         GError     **error)
{
  g_autoptr (BgSqliteDatabase) self = g_new0 (BgSqliteDatabase, 1);

  self->path = bg_sqlite_place_prepare (path, create, error);
  if (self->path == NULL)
    return NULL;
  self->log_path = g_strconcat (self->path, "-wal", NULL);
  if (!connect_to (self, busy_timeout, error) || !bg_sqlite_schema_prepare (self, create, error))
    return NULL;
  bg_sqlite_database_has_news (self);
  return g_steal_pointer (&self);
}

void
bg_sqlite_database_close (BgSqliteDatabase *self)
{
  if (self == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (self->statements); i++)
    sqlite3_finalize (self->statements[i]);
  sqlite3_close (self->handle);
  g_free (self->log_path);
  g_free (self->path);
  g_free (self);
}

sqlite3 *
bg_sqlite_database_get_handle (BgSqliteDatabase *self)
{
  return self->handle;
}

const char *
bg_sqlite_database_get_path (BgSqliteDatabase *self)
{
  return self->path;
}

sqlite3_stmt *
bg_sqlite_database_get (BgSqliteDatabase   *self,
                        BgSqliteStatement   statement,
                        GError            **error)
{
  sqlite3_stmt **place = &self->statements[statement];
  int result;

  if (*place != NULL)
    {
      sqlite3_reset (*place);
      sqlite3_clear_bindings (*place);
      return *place;
    }
  result = sqlite3_prepare_v3 (self->handle, bg_sqlite_statement_get_text (statement), -1,
                               SQLITE_PREPARE_PERSISTENT, place, NULL);
  if (result != SQLITE_OK)
    bg_sqlite_database_fail (self, result, error);
  return *place;
}

gboolean
bg_sqlite_database_step (BgSqliteDatabase  *self,
                         sqlite3_stmt      *statement,
                         gboolean          *has_row,
                         GError           **error)
{
  int result = sqlite3_step (statement);

  *has_row = result == SQLITE_ROW;
  if (result == SQLITE_ROW || result == SQLITE_DONE)
    return TRUE;
  bg_sqlite_database_fail (self, result, error);
  sqlite3_reset (statement);
  return FALSE;
}

gboolean
bg_sqlite_database_run (BgSqliteDatabase  *self,
                        sqlite3_stmt      *statement,
                        GError           **error)
{
  gboolean has_row = TRUE;

  while (has_row)
    if (!bg_sqlite_database_step (self, statement, &has_row, error))
      return FALSE;
  sqlite3_reset (statement);
  return TRUE;
}

/* The first number of the first row; without one the number is left alone. */
gboolean
bg_sqlite_database_ask (BgSqliteDatabase  *self,
                        sqlite3_stmt      *statement,
                        gint64            *number,
                        GError           **error)
{
  gboolean has_row;

  if (!bg_sqlite_database_step (self, statement, &has_row, error))
    return FALSE;
  if (has_row && sqlite3_column_type (statement, 0) == SQLITE_INTEGER)
    *number = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  return TRUE;
}

/* The text must stay until the statement has run. */
void
bg_sqlite_bind_text (sqlite3_stmt *statement,
                     int           parameter,
                     const char   *text)
{
  sqlite3_bind_text (statement, parameter, text, -1, SQLITE_STATIC);
}

static gboolean
run_plain (BgSqliteDatabase   *self,
           BgSqliteStatement   statement,
           GError            **error)
{
  sqlite3_stmt *prepared = bg_sqlite_database_get (self, statement, error);

  return prepared != NULL && bg_sqlite_database_run (self, prepared, error);
}

/* What is written to a file without a name is lost when the last who has it open goes. */
static gboolean
check_place (BgSqliteDatabase  *self,
             GError           **error)
{
  int moved = 0;

  if (sqlite3_file_control (self->handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved) != SQLITE_OK || !moved)
    return TRUE;
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND, _("%s was moved or deleted"), self->path);
  return FALSE;
}

static void
roll_back (BgSqliteDatabase *self)
{
  if (sqlite3_get_autocommit (self->handle) == 0)
    run_plain (self, BG_SQLITE_ROLLBACK, NULL);
}

static gboolean
commit (BgSqliteDatabase  *self,
        GError           **error)
{
  gboolean committed;

  self->commits = TRUE;
  committed = run_plain (self, BG_SQLITE_COMMIT, error);
  self->commits = FALSE;
  return committed;
}

static gboolean
transact_once (BgSqliteDatabase  *self,
               BgSqliteWork       work,
               gpointer           data,
               GError           **error)
{
  if (!check_place (self, error) || !run_plain (self, BG_SQLITE_BEGIN, error))
    return FALSE;
  if (bg_sqlite_schema_check (self, error) && work (self, data, error) && commit (self, error))
    return TRUE;
  roll_back (self);
  return FALSE;
}

/* The log cannot grow on a full disk; it is written into the database, where there may be room, and begun anew. */
gboolean
bg_sqlite_database_transact (BgSqliteDatabase  *self,
                             BgSqliteWork       work,
                             gpointer           data,
                             GError           **error)
{
  g_autoptr (GError) own_error = NULL;

  if (transact_once (self, work, data, &own_error))
    return TRUE;
  if (!g_error_matches (own_error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NO_SPACE) ||
      sqlite3_wal_checkpoint_v2 (self->handle, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL) != SQLITE_OK)
    {
      g_propagate_error (error, g_steal_pointer (&own_error));
      return FALSE;
    }
  return transact_once (self, work, data, error);
}

gboolean
bg_sqlite_database_has_news (BgSqliteDatabase *self)
{
  sqlite3_stmt *statement = bg_sqlite_database_get (self, BG_SQLITE_GET_DATA_VERSION, NULL);
  gint64 version = self->data_version;
  gboolean has_news;

  /* What cannot be read now is read by those who look again. */
  if (statement == NULL || !bg_sqlite_database_ask (self, statement, &version, NULL))
    return TRUE;
  has_news = version != self->data_version;
  self->data_version = version;
  return has_news;
}

static guint64
get_free_within (BgSqliteDatabase *self)
{
  sqlite3_stmt *statement = bg_sqlite_database_get (self, BG_SQLITE_GET_FREE_PAGES, NULL);
  gint64 pages = 0;

  if (statement != NULL)
    bg_sqlite_database_ask (self, statement, &pages, NULL);
  return (guint64) pages * PAGE;
}

/* Whether so many more bytes may be stored. As much as the log holds must stay free for the log to be written into the
 * database; only then can tasks be taken out, as that is written too. */
gboolean
bg_sqlite_database_has_room (BgSqliteDatabase  *self,
                             guint64            bytes,
                             GError           **error)
{
  guint64 free_bytes, all_bytes, log, needed;
  GStatBuf info;

  if (!bg_sqlite_place_get_room (self->path, &free_bytes, &all_bytes))
    return TRUE;
  log = g_stat (self->log_path, &info) == 0 ? (guint64) info.st_size : 0;
  needed = 2 * (bytes + log) + ROOM;
  if (free_bytes >= needed || free_bytes + get_free_within (self) >= needed)
    return TRUE;
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NO_SPACE, _("%s: there is no space left on the disk"),
               self->path);
  return FALSE;
}
