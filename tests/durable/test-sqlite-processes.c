/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sqlite-test.h"

#include <string.h>

/* Several processes, and what happens when they die. */

static void
read_until_end (GSubprocess *process,
                GHashTable  *lines)
{
  char *line;

  while ((line = sqlite_test_read_line (process)) != NULL)
    {
      g_assert_false (g_str_has_prefix (line, "error"));
      if (!g_hash_table_add (lines, line))
        g_error ("%s came twice", line);
    }
}

static void
await_end (GSubprocess *process)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
}

/* Those who wait are told of what others submit. */
static void
test_wake_up (SqliteTest    *self,
              gconstpointer  data)
{
  g_autoptr (GSubprocess) worker = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_assert_true (bg_transport_open (self->transport, TRUE, NULL, NULL));
  worker = sqlite_test_spawn (self, "work", "20000");
  g_object_unref (sqlite_test_submit (self->transport, "a", 4));
  first = sqlite_test_read_line (worker);
  g_assert_cmpstr (first, ==, "a");
  g_object_unref (sqlite_test_submit (self->transport, "b", 4));
  second = sqlite_test_read_line (worker);
  g_assert_cmpstr (second, ==, "b");
  sqlite_test_kill (worker);
}

/* Also by those who write SQL. */
static void
test_wake_up_by_sql (SqliteTest    *self,
                     gconstpointer  data)
{
  g_autoptr (GSubprocess) worker = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_assert_true (bg_transport_open (self->transport, TRUE, NULL, NULL));
  worker = sqlite_test_spawn (self, "work", "20000");
  g_object_unref (sqlite_test_submit (self->transport, "a", 4));
  first = sqlite_test_read_line (worker);
  sqlite_test_execute (self, "INSERT INTO bg_submit (queue, id, payload) VALUES ('photos', 'b', '{}')");
  second = sqlite_test_read_line (worker);
  g_assert_cmpstr (second, ==, "b");
  sqlite_test_kill (worker);
}

/* Two producers and three workers at once: each task is done by one of them. */
static void
test_shared (SqliteTest    *self,
             gconstpointer  data)
{
  g_autoptr (GHashTable) submitted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) done = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GSubprocess *producers[2], *workers[3];

  g_assert_true (bg_transport_open (self->transport, TRUE, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (producers); i++)
    producers[i] = sqlite_test_spawn (self, "submit", "7");
  for (guint i = 0; i < G_N_ELEMENTS (producers); i++)
    for (guint n = 0; n < 300; n++)
      g_assert_true (g_hash_table_add (submitted, sqlite_test_read_line (producers[i])));
  for (guint i = 0; i < G_N_ELEMENTS (workers); i++)
    workers[i] = sqlite_test_spawn (self, "work", "1000");
  for (guint i = 0; i < G_N_ELEMENTS (producers); i++)
    {
      g_subprocess_send_signal (producers[i], 9);
      read_until_end (producers[i], submitted);
      g_subprocess_wait (producers[i], NULL, NULL);
      g_object_unref (producers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (workers); i++)
    {
      read_until_end (workers[i], done);
      await_end (workers[i]);
      g_object_unref (workers[i]);
    }
  g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_DONE), ==, g_hash_table_size (done));
  g_assert_cmpint (sqlite_test_ask (self, "SELECT max (attempt) FROM bg_task"), ==, 1);
  g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_READY), ==, 0);
  g_assert_cmpuint (g_hash_table_size (done), >=, g_hash_table_size (submitted));
  sqlite_test_check (self);
}

/* What was accepted is there, whenever the producer was killed; batches are there as a whole or not at all. */
static void
test_killed_producer (SqliteTest    *self,
                      gconstpointer  data)
{
  g_assert_true (bg_transport_open (self->transport, TRUE, NULL, NULL));
  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (GSubprocess) producer = sqlite_test_spawn (self, "submit", "10");
      g_autoptr (GHashTable) accepted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      GHashTableIter iter;
      gpointer id;

      for (guint n = 0; n < 1 + round * 13; n++)
        g_hash_table_add (accepted, sqlite_test_read_line (producer));
      g_subprocess_send_signal (producer, 9);
      read_until_end (producer, accepted);
      g_hash_table_iter_init (&iter, accepted);
      while (g_hash_table_iter_next (&iter, &id, NULL))
        {
          g_autoptr (BgQueuedTask) task = NULL;

          /* The last line may be torn. */
          if (strlen (id) == 26)
            task = bg_transport_lookup (self->transport, QUEUE, id, NULL, NULL);
          g_assert_true (strlen (id) < 26 || task != NULL);
        }
      g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_READY) % 10, ==, 0);
    }
  sqlite_test_check (self);
}

/* A transaction that was killed in the middle has not happened, and holds up nobody. */
static void
test_killed_in_transaction (SqliteTest    *self,
                            gconstpointer  data)
{
  g_autoptr (BgTransport) hasty = sqlite_test_open (self, "?busy-timeout=20");
  g_autoptr (GSubprocess) holder = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  g_autoptr (BgQueuedTask) task = bg_queued_task_new (QUEUE, NULL);

  g_object_unref (sqlite_test_submit (self->transport, "a", 4));
  holder = sqlite_test_spawn (self, "hold", "");
  line = sqlite_test_read_line (holder);
  g_assert_cmpstr (line, ==, "holding");

  /* Those who only look are not disturbed. */
  g_assert_cmpuint (sqlite_test_count (hasty, BG_QUEUED_STATE_READY), ==, 1);
  g_assert_false (sqlite_test_submit_task (hasty, task, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_TIMED_OUT);
  g_assert_true (bg_transport_error_is_transient (error));
  g_clear_error (&error);

  sqlite_test_kill (holder);
  g_assert_true (sqlite_test_submit_task (hasty, task, &error));
  g_assert_no_error (error);
  sqlite_test_assert_next (self->transport, "a");
  sqlite_test_check (self);
}

static void
open_at_once (SqliteTest *self,
              guint       n)
{
  g_autoptr (GPtrArray) processes = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("task-%u", i);
      g_autofree char *line = NULL;

      g_ptr_array_add (processes, sqlite_test_spawn (self, "open", id));
      line = sqlite_test_read_line (processes->pdata[i]);
      g_assert_cmpstr (line, ==, "waiting");
    }
  for (guint i = 0; i < n; i++)
    sqlite_test_go_on (processes->pdata[i]);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *line = sqlite_test_read_line (processes->pdata[i]);

      g_assert_cmpstr (line, ==, "open");
      await_end (processes->pdata[i]);
    }
}

/* Twenty that find nothing, and make it. */
static void
test_first_start (SqliteTest    *self,
                  gconstpointer  data)
{
  open_at_once (self, 20);
  g_assert_cmpint (sqlite_test_ask (self, "SELECT count (*) FROM bg_version"), ==, 1);
  g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_READY), ==, 20);
  sqlite_test_check (self);
}

/* Twenty that find the tables of an earlier version: one of them brings them up to date, and the tasks are still
 * there. */
static void
test_migration (SqliteTest    *self,
                gconstpointer  data)
{
  g_object_unref (sqlite_test_submit (self->transport, "a", 4));
  sqlite_test_close (self);
  sqlite_test_execute (self, "DROP TABLE bg_schedule; UPDATE bg_version SET version = 1");
  open_at_once (self, 20);
  g_assert_cmpint (sqlite_test_ask (self, "SELECT version FROM bg_version"), ==, 2);
  self->transport = sqlite_test_open (self, NULL);
  g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_READY), ==, 21);
  sqlite_test_assert_next (self->transport, "a");
  sqlite_test_check (self);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sqlite_test_add ("/sqlite/processes/wake-up", test_wake_up);
  sqlite_test_add ("/sqlite/processes/wake-up/sql", test_wake_up_by_sql);
  sqlite_test_add ("/sqlite/processes/shared", test_shared);
  sqlite_test_add ("/sqlite/processes/killed/producer", test_killed_producer);
  sqlite_test_add ("/sqlite/processes/killed/transaction", test_killed_in_transaction);
  sqlite_test_add ("/sqlite/processes/first-start", test_first_start);
  sqlite_test_add ("/sqlite/processes/migration", test_migration);
  return g_test_run ();
}
