/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-sqlite-row-private.h"

static char *
dup_text (sqlite3_stmt   *statement,
          BgSqliteColumn  column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, (int) column));
}

static gint64
get_number (sqlite3_stmt   *statement,
            BgSqliteColumn  column)
{
  return sqlite3_column_int64 (statement, (int) column);
}

static void
read_settings (BgQueuedTask *task,
               sqlite3_stmt *statement)
{
  task->id = dup_text (statement, BG_SQLITE_COLUMN_ID);
  task->queue = dup_text (statement, BG_SQLITE_COLUMN_QUEUE);
  task->worker = dup_text (statement, BG_SQLITE_COLUMN_WORKER);
  task->json = dup_text (statement, BG_SQLITE_COLUMN_JSON);
  task->unique_key = dup_text (statement, BG_SQLITE_COLUMN_UNIQUE_KEY);
  task->serial_key = dup_text (statement, BG_SQLITE_COLUMN_SERIAL_KEY);
  task->priority = (int) get_number (statement, BG_SQLITE_COLUMN_PRIORITY);
  task->max_attempts = (guint) get_number (statement, BG_SQLITE_COLUMN_MAX_ATTEMPTS);
  task->time_limit = (guint) get_number (statement, BG_SQLITE_COLUMN_TIME_LIMIT);
  task->not_before = get_number (statement, BG_SQLITE_COLUMN_NOT_BEFORE);
  task->expires = get_number (statement, BG_SQLITE_COLUMN_EXPIRES);
}

static void
read_facts (BgQueuedTask *task,
            sqlite3_stmt *statement)
{
  gint64 state = get_number (statement, BG_SQLITE_COLUMN_STATE);

  task->state = state == BG_SQLITE_STATE_BLOCKED ? BG_QUEUED_STATE_READY : (BgQueuedState) state;
  task->attempt = (guint) get_number (statement, BG_SQLITE_COLUMN_ATTEMPT);
  task->crashes = (guint) get_number (statement, BG_SQLITE_COLUMN_CRASHES);
  task->cancel_asked = get_number (statement, BG_SQLITE_COLUMN_CANCEL_ASKED) != 0;
  task->progress = sqlite3_column_double (statement, BG_SQLITE_COLUMN_PROGRESS);
  task->message = dup_text (statement, BG_SQLITE_COLUMN_MESSAGE);
  task->reason = dup_text (statement, BG_SQLITE_COLUMN_REASON);
  task->result = dup_text (statement, BG_SQLITE_COLUMN_RESULT);
  task->submitted = get_number (statement, BG_SQLITE_COLUMN_SUBMITTED);
  task->finished = get_number (statement, BG_SQLITE_COLUMN_FINISHED);
}

void
bg_sqlite_row_clear (gpointer row)
{
  g_clear_object (&((BgSqliteRow *) row)->task);
}

GArray *
bg_sqlite_rows_new (void)
{
  GArray *rows = g_array_new (FALSE, TRUE, sizeof (BgSqliteRow));

  g_array_set_clear_func (rows, bg_sqlite_row_clear);
  return rows;
}

/* All at once: what a statement is reading must not be changed meanwhile. */
gboolean
bg_sqlite_rows_read (BgSqliteDatabase  *db,
                     sqlite3_stmt      *statement,
                     GArray            *rows,
                     GError           **error)
{
  gboolean has_row;

  for (;;)
    {
      BgSqliteRow row = { 0 };

      if (!bg_sqlite_database_step (db, statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      row.task = g_object_new (BG_TYPE_QUEUED_TASK, NULL);
      read_settings (row.task, statement);
      read_facts (row.task, statement);
      row.seq = get_number (statement, BG_SQLITE_COLUMN_SEQ);
      row.due = get_number (statement, BG_SQLITE_COLUMN_DUE);
      row.token = (guint64) get_number (statement, BG_SQLITE_COLUMN_TOKEN);
      g_array_append_val (rows, row);
    }
  sqlite3_reset (statement);
  return TRUE;
}
