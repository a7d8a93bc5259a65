/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "durable/modules/bg-sqlite-database-private.h"

#include <glib/gstdio.h>

/* How SQLite goes about each statement: what is done for each task must not look at all the others. */

typedef struct
{
  char             *folder;
  BgSqliteDatabase *db;
} Plans;

static void
set_up (Plans         *self,
        gconstpointer  data)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("taskmgr-plans-XXXXXX", NULL);
  path = g_build_filename (self->folder, "queue.db", NULL);
  self->db = bg_sqlite_database_open (path, TRUE, 1000, &error);
  g_assert_no_error (error);
}

static void
tear_down (Plans         *self,
           gconstpointer  data)
{
  g_autofree char *path = g_build_filename (self->folder, "queue.db", NULL);

  bg_sqlite_database_close (self->db);
  g_unlink (path);
  g_rmdir (self->folder);
  g_free (self->folder);
}

static char *
explain (Plans             *self,
         BgSqliteStatement  statement)
{
  g_autofree char *sql = g_strconcat ("EXPLAIN QUERY PLAN ", bg_sqlite_statement_get_text (statement), NULL);
  g_autoptr (GString) plan = g_string_new (NULL);
  sqlite3_stmt *prepared = NULL;
  sqlite3 *handle = bg_sqlite_database_get_handle (self->db);

  if (sqlite3_prepare_v2 (handle, sql, -1, &prepared, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (handle));
  while (sqlite3_step (prepared) == SQLITE_ROW)
    g_string_append_printf (plan, "%s\n", sqlite3_column_text (prepared, 3));
  sqlite3_finalize (prepared);
  return g_string_free (g_steal_pointer (&plan), FALSE);
}

/* A table is searched by an index, or an index gone through that holds only what is wanted. */
static void
check_no_scan (BgSqliteStatement  statement,
               const char        *plan)
{
  g_auto (GStrv) lines = g_strsplit (plan, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "SCAN bg_task") || g_str_has_prefix (lines[i], "SCAN t"))
      if (strstr (lines[i], "USING") == NULL)
        g_error ("%s\n%s", bg_sqlite_statement_get_text (statement), plan);
}

static void
test_no_scan (Plans         *self,
              gconstpointer  data)
{
  for (int i = BG_SQLITE_GET_DUE; i < BG_SQLITE_N_STATEMENTS; i++)
    {
      g_autofree char *plan = explain (self, (BgSqliteStatement) i);

      check_no_scan ((BgSqliteStatement) i, plan);
    }
}

typedef struct
{
  BgSqliteStatement  statement;
  const char        *index;
} Case;

static const Case cases[] = {
  { BG_SQLITE_EXPIRE, "bg_task_expires" },
  { BG_SQLITE_PROMOTE, "bg_task_scheduled" },
  { BG_SQLITE_SELECT_LOST, "bg_task_leased" },
  { BG_SQLITE_FORGET, "bg_task_ended" },
  { BG_SQLITE_IS_READY, "bg_task_ready" },
  { BG_SQLITE_SELECT_READY, "bg_task_ready" },
  { BG_SQLITE_IS_SERIAL_BUSY, "bg_task_serial" },
  { BG_SQLITE_EXTEND, "bg_task_id" },
  { BG_SQLITE_ACK, "bg_task_id" },
  { BG_SQLITE_SELECT_LEASED, "bg_task_id" },
  { BG_SQLITE_SELECT_OWNED, "bg_task_leased" },
  { BG_SQLITE_GET_OLDEST, "bg_task_ready" },
  { BG_SQLITE_LOOKUP, "bg_task_id" },
  { BG_SQLITE_LIST_LEASED, "bg_task_leased" },
  { BG_SQLITE_LIST_DEAD, "bg_task_dead" },
  { BG_SQLITE_REDRIVE, "bg_task_dead" },
};

/* By its own index, in whose order the tasks are wanted: nothing is sorted. */
static void
test_indices (Plans         *self,
              gconstpointer  data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *plan = explain (self, cases[i].statement);

      g_test_message ("%s", plan);
      g_assert_nonnull (strstr (plan, cases[i].index));
      if (cases[i].statement != BG_SQLITE_LIST_LEASED)
        g_assert_null (strstr (plan, "TEMP B-TREE"));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/sqlite/plans/no-scan", Plans, NULL, set_up, test_no_scan, tear_down);
  g_test_add ("/sqlite/plans/indices", Plans, NULL, set_up, test_indices, tear_down);
  return g_test_run ();
}
