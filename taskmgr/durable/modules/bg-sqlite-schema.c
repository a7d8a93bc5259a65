/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-sqlite-schema-private.h"

#include "../bg-transport-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/file.h>
#include <unistd.h>

/* What a queue holds is counted by triggers, so that the numbers are right whoever writes. */
#define COUNTS(row, sign)                                            \
  "scheduled = scheduled " sign " (" row ".state = 1),"              \
  "ready = ready " sign " (" row ".state IN (2, 64)),"               \
  "leased = leased " sign " (" row ".state = 4),"                    \
  "done = done " sign " (" row ".state = 8),"                        \
  "dead = dead " sign " (" row ".state = 16),"                       \
  "cancelled = cancelled " sign " (" row ".state = 32)"

#define MOVED(column, states)                                        \
  column " = " column " + (NEW.state IN " states ") - (OLD.state IN " states ")"

/* Tasks that wait for their serial key are out of the index of those that are ready, so that they hold up nobody. When
 * one with the key may have made room, the foremost of the others is put back. */
#define UNBLOCK                                                      \
  " UPDATE bg_task SET state = 2 WHERE seq ="                        \
  "   (SELECT seq FROM bg_task WHERE state = 64 AND queue = OLD.queue AND serial_key = OLD.serial_key" \
  "     ORDER BY priority DESC, due, seq LIMIT 1);"

static const char tasks_sql[] =
  "CREATE TABLE bg_queue ("
  "  name TEXT PRIMARY KEY,"
  "  scheduled INTEGER NOT NULL DEFAULT 0,"
  "  ready INTEGER NOT NULL DEFAULT 0,"
  "  leased INTEGER NOT NULL DEFAULT 0,"
  "  done INTEGER NOT NULL DEFAULT 0,"
  "  dead INTEGER NOT NULL DEFAULT 0,"
  "  cancelled INTEGER NOT NULL DEFAULT 0,"
  "  last INTEGER NOT NULL DEFAULT 0"
  ") WITHOUT ROWID;"

  "CREATE TABLE bg_task ("
  "  seq INTEGER PRIMARY KEY,"
  "  id TEXT NOT NULL,"
  "  queue TEXT NOT NULL,"
  "  state INTEGER NOT NULL,"
  "  priority INTEGER NOT NULL,"
  "  due INTEGER NOT NULL,"
  "  not_before INTEGER NOT NULL,"
  "  expires INTEGER NOT NULL,"
  "  worker TEXT,"
  "  unique_key TEXT,"
  "  serial_key TEXT,"
  "  max_attempts INTEGER NOT NULL,"
  "  time_limit INTEGER NOT NULL,"
  "  submitted INTEGER NOT NULL,"
  "  attempt INTEGER NOT NULL DEFAULT 0,"
  "  crashes INTEGER NOT NULL DEFAULT 0,"
  "  token INTEGER NOT NULL DEFAULT 0,"
  "  lease_until INTEGER NOT NULL DEFAULT 0,"
  "  lease_boot INTEGER NOT NULL DEFAULT 0,"
  "  lease_owner INTEGER NOT NULL DEFAULT 0,"
  "  cancel_asked INTEGER NOT NULL DEFAULT 0,"
  "  progress REAL NOT NULL DEFAULT 0,"
  "  message TEXT,"
  "  reason TEXT,"
  "  result TEXT,"
  "  finished INTEGER NOT NULL DEFAULT 0"
  ");"
  "CREATE TABLE bg_payload (seq INTEGER PRIMARY KEY, json TEXT NOT NULL);"

  "CREATE UNIQUE INDEX bg_task_id ON bg_task (id);"
  "CREATE INDEX bg_task_ready ON bg_task (queue, priority DESC, due) WHERE state = 2;"
  "CREATE INDEX bg_task_scheduled ON bg_task (due) WHERE state = 1;"
  "CREATE INDEX bg_task_leased ON bg_task (lease_until) WHERE state = 4;"
  "CREATE INDEX bg_task_ended ON bg_task (finished) WHERE state IN (8, 32);"
  "CREATE INDEX bg_task_dead ON bg_task (queue) WHERE state = 16;"
  "CREATE INDEX bg_task_expires ON bg_task (expires) WHERE expires > 0 AND state IN (1, 2, 64);"
  "CREATE INDEX bg_task_blocked ON bg_task (queue, serial_key, priority DESC, due) WHERE state = 64;"
  "CREATE UNIQUE INDEX bg_task_serial ON bg_task (queue, serial_key)"
  "  WHERE state = 4 AND serial_key IS NOT NULL;"
  "CREATE UNIQUE INDEX bg_task_unique ON bg_task (queue, unique_key)"
  "  WHERE unique_key IS NOT NULL AND state IN (1, 2, 4, 64);"

  "CREATE TRIGGER bg_task_added AFTER INSERT ON bg_task BEGIN"
  "  UPDATE bg_queue SET " COUNTS ("NEW", "+") ", last = max (last, iif (NEW.not_before = 0, NEW.due, 0))"
  "   WHERE name = NEW.queue;"
  "END;"
  "CREATE TRIGGER bg_task_moved AFTER UPDATE OF state ON bg_task WHEN OLD.state <> NEW.state BEGIN"
  "  UPDATE bg_queue SET " MOVED ("scheduled", "(1)") "," MOVED ("ready", "(2, 64)") ","
                           MOVED ("leased", "(4)") "," MOVED ("done", "(8)") ","
                           MOVED ("dead", "(16)") "," MOVED ("cancelled", "(32)")
  "   WHERE name = NEW.queue;"
  "END;"
  "CREATE TRIGGER bg_task_removed AFTER DELETE ON bg_task BEGIN"
  "  UPDATE bg_queue SET " COUNTS ("OLD", "-") " WHERE name = OLD.queue;"
  "  DELETE FROM bg_payload WHERE seq = OLD.seq;"
  "END;"
  "CREATE TRIGGER bg_task_let_go AFTER UPDATE OF state ON bg_task"
  "  WHEN OLD.serial_key IS NOT NULL"
  "   AND (OLD.state = 4 OR (OLD.state = 2 AND NEW.state NOT IN (4, 64))) BEGIN" UNBLOCK
  "END;"
  "CREATE TRIGGER bg_task_gone AFTER DELETE ON bg_task"
  "  WHEN OLD.serial_key IS NOT NULL AND OLD.state = 2 BEGIN" UNBLOCK
  "END;"

  /* With this a program submits a task within a transaction of its own. */
  "CREATE VIEW bg_submit AS"
  "  SELECT queue, json AS payload, id, worker, priority, not_before, expires, unique_key, serial_key,"
  "         max_attempts, time_limit"
  "    FROM bg_task JOIN bg_payload USING (seq);"
  "CREATE TRIGGER bg_submit_added INSTEAD OF INSERT ON bg_submit BEGIN"
  "  SELECT RAISE (ABORT, 'the payload is not a JSON object')"
  "   WHERE NOT coalesce (iif (json_valid (NEW.payload), json_type (NEW.payload), '') = 'object', 0);"
  "  INSERT INTO bg_queue (name) VALUES (NEW.queue) ON CONFLICT DO NOTHING;"
  "  INSERT INTO bg_task (id, queue, state, priority, due, not_before, expires, worker, unique_key,"
  "                       serial_key, max_attempts, time_limit, submitted)"
  "  SELECT coalesce (NEW.id, lower (hex (randomblob (16)))), NEW.queue,"
  "         iif (coalesce (NEW.not_before, 0) > now, 1, 2), coalesce (NEW.priority, 4),"
  "         iif (coalesce (NEW.not_before, 0) > 0, NEW.not_before, max (now, last)),"
  "         coalesce (NEW.not_before, 0), coalesce (NEW.expires, 0), NEW.worker, NEW.unique_key,"
  "         NEW.serial_key, coalesce (NEW.max_attempts, 25), coalesce (NEW.time_limit, 0), now"
  "    FROM (SELECT CAST ((julianday ('now') - 2440587.5) * 86400000000 AS INTEGER) AS now,"
  "                 last FROM bg_queue WHERE name = NEW.queue);"
  "  INSERT INTO bg_payload (seq, json) SELECT max (seq), NEW.payload FROM bg_task;"
  "END;";

static const char schedules_sql[] =
  "CREATE TABLE bg_schedule (name TEXT PRIMARY KEY, instant INTEGER NOT NULL) WITHOUT ROWID;";

/* From the version of its place to the next. What was released is not changed any more; changes are added. */
static const char * const steps[] = {
  tasks_sql,
  schedules_sql,
};

int
bg_sqlite_schema_get_version (void)
{
  return G_N_ELEMENTS (steps);
}

static gboolean
fail_version (BgSqliteDatabase  *db,
              gint64             version,
              GError           **error)
{
  if (version == 0)
    g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_SCHEMA,
                 _("%s has no tables for tasks yet"), bg_sqlite_database_get_path (db));
  else
    g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_SCHEMA,
                 _("The tables in %s have version %d, and %d is needed"), bg_sqlite_database_get_path (db),
                 (int) version, bg_sqlite_schema_get_version ());
  return FALSE;
}

/* 0 if there are no tables. */
static gboolean
get_version (BgSqliteDatabase  *db,
             gint64            *version,
             GError           **error)
{
  sqlite3_stmt *statement = bg_sqlite_database_get (db, BG_SQLITE_HAS_VERSION, error);
  gint64 exists = 0;

  *version = 0;
  if (statement == NULL || !bg_sqlite_database_ask (db, statement, &exists, error))
    return FALSE;
  if (exists == 0)
    return TRUE;
  statement = bg_sqlite_database_get (db, BG_SQLITE_GET_VERSION, error);
  return statement != NULL && bg_sqlite_database_ask (db, statement, version, error);
}

gboolean
bg_sqlite_schema_check (BgSqliteDatabase  *db,
                        GError           **error)
{
  sqlite3_stmt *statement = bg_sqlite_database_get (db, BG_SQLITE_GET_VERSION, error);
  gint64 version = 0;

  if (statement == NULL || !bg_sqlite_database_ask (db, statement, &version, error))
    return FALSE;
  return version == bg_sqlite_schema_get_version () || fail_version (db, version, error);
}

static gboolean
migrate (BgSqliteDatabase  *db,
         gint64             version,
         GError           **error)
{
  g_autofree char *sql = NULL;

  if (version == 0 &&
      !bg_sqlite_database_execute (db, "CREATE TABLE bg_version (version INTEGER NOT NULL);"
                                       "INSERT INTO bg_version (version) VALUES (0);", error))
    return FALSE;
  for (gsize i = (gsize) version; i < G_N_ELEMENTS (steps); i++)
    if (!bg_sqlite_database_execute (db, steps[i], error))
      return FALSE;
  sql = g_strdup_printf ("UPDATE bg_version SET version = %d", bg_sqlite_schema_get_version ());
  return bg_sqlite_database_execute (db, sql, error);
}

/* Another may have come first. */
static gboolean
migrate_if_needed (BgSqliteDatabase  *db,
                   GError           **error)
{
  gint64 version = 0;
  gboolean migrated;

  if (!bg_sqlite_database_execute (db, "PRAGMA journal_mode = WAL; BEGIN EXCLUSIVE", error))
    return FALSE;
  migrated = get_version (db, &version, error);
  if (migrated && version < bg_sqlite_schema_get_version ())
    migrated = migrate (db, version, error);
  if (migrated && bg_sqlite_database_execute (db, "COMMIT", error))
    return TRUE;
  bg_sqlite_database_execute (db, "ROLLBACK", NULL);
  return FALSE;
}

/* SQLite waits for nobody when it turns to write-ahead logging, so that those who begin at the same time would fail.
 * They queue up at the folder. */
static int
lock_folder (BgSqliteDatabase  *db,
             GError           **error)
{
  g_autofree char *folder = g_path_get_dirname (bg_sqlite_database_get_path (db));
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int locked;

  if (fd < 0)
    {
      g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_UNAVAILABLE, "%s: %s", folder, g_strerror (errno));
      return -1;
    }
  do
    locked = flock (fd, LOCK_EX);
  while (locked != 0 && errno == EINTR);
  if (locked != 0)
    {
      g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_FAILED, "%s: %s", folder, g_strerror (errno));
      close (fd);
      return -1;
    }
  return fd;
}

static gboolean
is_logged_ahead (BgSqliteDatabase *db)
{
  sqlite3_stmt *statement = NULL;
  gboolean ahead = FALSE;

  if (sqlite3_prepare_v2 (bg_sqlite_database_get_handle (db), "PRAGMA journal_mode", -1, &statement, NULL) == SQLITE_OK
      && sqlite3_step (statement) == SQLITE_ROW)
    ahead = g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "wal") == 0;
  sqlite3_finalize (statement);
  return ahead;
}

gboolean
bg_sqlite_schema_prepare (BgSqliteDatabase  *db,
                          gboolean           create,
                          GError           **error)
{
  gint64 version = 0;
  gboolean prepared;
  int fd;

  if (!get_version (db, &version, error))
    return FALSE;
  if (version > bg_sqlite_schema_get_version () || (version < bg_sqlite_schema_get_version () && !create))
    return fail_version (db, version, error);
  if (version == bg_sqlite_schema_get_version () && is_logged_ahead (db))
    return TRUE;
  fd = lock_folder (db, error);
  if (fd < 0)
    return FALSE;
  prepared = migrate_if_needed (db, error);
  close (fd);
  if (!prepared || !get_version (db, &version, error))
    return FALSE;
  if (is_logged_ahead (db))
    return version == bg_sqlite_schema_get_version () || fail_version (db, version, error);
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_SUPPORTED,
               _("%s cannot be used with write-ahead logging"), bg_sqlite_database_get_path (db));
  return FALSE;
}
