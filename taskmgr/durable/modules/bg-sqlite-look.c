/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-sqlite-store-private.h"

#include <glib/gi18n-lib.h>

/* Looking at queues. What time has brought about is written first, so that the numbers are right. */

static gboolean
read_counts (BgSqliteStore  *self,
             const char     *queue,
             BgQueueStats   *stats,
             GError        **error)
{
  sqlite3_stmt *statement = bg_sqlite_database_get (self->db, BG_SQLITE_GET_QUEUE, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  bg_sqlite_bind_text (statement, 1, queue);
  if (!bg_sqlite_database_step (self->db, statement, &has_row, error))
    return FALSE;
  if (has_row)
    {
      stats->scheduled = (guint64) sqlite3_column_int64 (statement, 0);
      stats->ready = (guint64) sqlite3_column_int64 (statement, 1);
      stats->leased = (guint64) sqlite3_column_int64 (statement, 2);
      stats->done = (guint64) sqlite3_column_int64 (statement, 3);
      stats->dead = (guint64) sqlite3_column_int64 (statement, 4);
      stats->cancelled = (guint64) sqlite3_column_int64 (statement, 5);
    }
  sqlite3_reset (statement);
  return TRUE;
}

BgQueueStats *
bg_sqlite_store_stats (BgSqliteStore  *self,
                       const char     *queue,
                       GError        **error)
{
  g_autoptr (BgQueueStats) stats = bg_queue_stats_new ();
  sqlite3_stmt *statement;

  if (!bg_sqlite_store_settle (self, error) || !read_counts (self, queue, stats, error))
    return NULL;
  statement = bg_sqlite_database_get (self->db, BG_SQLITE_GET_OLDEST, error);
  if (statement == NULL)
    return NULL;
  bg_sqlite_bind_text (statement, 1, queue);
  if (!bg_sqlite_database_ask (self->db, statement, &stats->oldest, error))
    return NULL;
  stats->exact = TRUE;
  return g_steal_pointer (&stats);
}

char **
bg_sqlite_store_list_queues (BgSqliteStore  *self,
                             GError        **error)
{
  sqlite3_stmt *statement = bg_sqlite_database_get (self->db, BG_SQLITE_LIST_QUEUES, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return NULL;
  while (has_row)
    {
      if (!bg_sqlite_database_step (self->db, statement, &has_row, error))
        return NULL;
      if (has_row)
        g_ptr_array_add (names, g_strdup ((const char *) sqlite3_column_text (statement, 0)));
    }
  sqlite3_reset (statement);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

static GArray *
look_up (BgSqliteStore  *self,
         const char     *queue,
         const char     *id,
         GError        **error)
{
  sqlite3_stmt *statement = bg_sqlite_database_get (self->db, BG_SQLITE_LOOKUP, error);
  g_autoptr (GArray) rows = bg_sqlite_rows_new ();

  if (statement == NULL)
    return NULL;
  bg_sqlite_bind_text (statement, 1, id);
  bg_sqlite_bind_text (statement, 2, queue);
  if (!bg_sqlite_rows_read (self->db, statement, rows, error))
    return NULL;
  return g_steal_pointer (&rows);
}

/* One that has not been deleted yet, but should be, is not known any more. */
BgQueuedTask *
bg_sqlite_store_lookup (BgSqliteStore  *self,
                        const char     *queue,
                        const char     *id,
                        GError        **error)
{
  g_autoptr (GArray) rows = NULL;

  if (!bg_sqlite_store_settle (self, error))
    return NULL;
  rows = look_up (self, queue, id, error);
  if (rows == NULL || rows->len == 0)
    return NULL;
  return g_steal_pointer (&g_array_index (rows, BgSqliteRow, 0).task);
}

/* The place in the order of submission after which a list goes on. */
static gboolean
find_place (BgSqliteStore  *self,
            const char     *queue,
            const char     *after,
            gint64         *seq,
            GError        **error)
{
  g_autoptr (GArray) rows = NULL;

  *seq = 0;
  if (after == NULL)
    return TRUE;
  rows = look_up (self, queue, after, error);
  if (rows == NULL)
    return FALSE;
  if (rows->len == 0)
    {
      g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND,
                   _("There is no task “%s” in the queue “%s”"), after, queue);
      return FALSE;
    }
  *seq = g_array_index (rows, BgSqliteRow, 0).seq;
  return TRUE;
}

/* Some have an index of their own. */
static sqlite3_stmt *
get_list (BgSqliteStore  *self,
          BgQueuedState   states,
          GError        **error)
{
  sqlite3_stmt *statement;
  int mask = (int) states;

  if (states == BG_QUEUED_STATE_LEASED)
    return bg_sqlite_database_get (self->db, BG_SQLITE_LIST_LEASED, error);
  if (states == BG_QUEUED_STATE_DEAD)
    return bg_sqlite_database_get (self->db, BG_SQLITE_LIST_DEAD, error);
  statement = bg_sqlite_database_get (self->db, BG_SQLITE_LIST, error);
  if ((states & BG_QUEUED_STATE_READY) != 0)
    mask |= BG_SQLITE_STATE_BLOCKED;
  if (statement != NULL)
    sqlite3_bind_int (statement, 4, mask);
  return statement;
}

GPtrArray *
bg_sqlite_store_list (BgSqliteStore  *self,
                      const char     *queue,
                      BgQueuedState   states,
                      const char     *after,
                      guint           max,
                      GError        **error)
{
  g_autoptr (GArray) rows = bg_sqlite_rows_new ();
  GPtrArray *tasks;
  sqlite3_stmt *statement;
  gint64 seq;

  if (!bg_sqlite_store_settle (self, error) || !find_place (self, queue, after, &seq, error))
    return NULL;
  statement = get_list (self, states, error);
  if (statement == NULL)
    return NULL;
  bg_sqlite_bind_text (statement, 1, queue);
  sqlite3_bind_int64 (statement, 2, seq);
  sqlite3_bind_int64 (statement, 3, max);
  if (!bg_sqlite_rows_read (self->db, statement, rows, error))
    return NULL;
  tasks = g_ptr_array_new_full (rows->len, g_object_unref);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (tasks, g_steal_pointer (&g_array_index (rows, BgSqliteRow, i).task));
  return tasks;
}
