/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sqlite-test.h"

#include <glib/gstdio.h>
#include <signal.h>

void
sqlite_test_set_up (SqliteTest    *self,
                    gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("taskmgr-sqlite-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "queue.db", NULL);
  self->uri = g_strconcat ("sqlite:", self->path, NULL);
  self->transport = bg_transport_new_for_uri (self->uri, &error);
  g_assert_no_error (error);
}

void
sqlite_test_close (SqliteTest *self)
{
  if (self->transport != NULL)
    g_assert_true (bg_transport_close (self->transport, NULL, NULL));
  g_clear_object (&self->transport);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_unlink (path) != 0)
        remove_folder (path);
    }
  g_rmdir (folder);
}

void
sqlite_test_tear_down (SqliteTest    *self,
                       gconstpointer  data)
{
  sqlite_test_close (self);
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->uri);
}

/* Another transport for the same file: to the store it is as another process. */
BgTransport *
sqlite_test_open (SqliteTest *self,
                  const char *options)
{
  g_autofree char *uri = g_strconcat (self->uri, options, NULL);
  g_autoptr (GError) error = NULL;
  BgTransport *transport = bg_transport_new_for_uri (uri, &error);

  g_assert_no_error (error);
  return transport;
}

sqlite3 *
sqlite_test_connect (SqliteTest *self)
{
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open_v2 (self->path, &handle, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (handle, 10000);
  return handle;
}

void
sqlite_test_execute (SqliteTest *self,
                     const char *sql)
{
  sqlite3 *handle = sqlite_test_connect (self);

  if (sqlite3_exec (handle, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (handle));
  sqlite3_close (handle);
}

gint64
sqlite_test_ask (SqliteTest *self,
                 const char *sql)
{
  sqlite3 *handle = sqlite_test_connect (self);
  sqlite3_stmt *statement = NULL;
  gint64 number;

  if (sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL) != SQLITE_OK || sqlite3_step (statement) != SQLITE_ROW)
    g_error ("%s: %s", sql, sqlite3_errmsg (handle));
  number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (handle);
  return number;
}

/* The file is sound, each task has its payload, and what is counted is there. */
void
sqlite_test_check (SqliteTest *self)
{
  g_assert_cmpint (sqlite_test_ask (self, "SELECT count (*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"),
                   ==, 1);
  g_assert_cmpint (sqlite_test_ask (self, "SELECT count (*) FROM bg_task LEFT JOIN bg_payload USING (seq)"
                                          " WHERE json IS NULL"), ==, 0);
  g_assert_cmpint (sqlite_test_ask (self, "SELECT count (*) FROM bg_payload LEFT JOIN bg_task USING (seq)"
                                          " WHERE id IS NULL"), ==, 0);
  g_assert_cmpint (sqlite_test_ask (self,
                                    "SELECT count (*) FROM bg_queue AS q WHERE"
                                    " scheduled <> (SELECT count (*) FROM bg_task WHERE queue = q.name AND state = 1) OR"
                                    " ready <> (SELECT count (*) FROM bg_task WHERE queue = q.name AND state IN (2, 64)) OR"
                                    " leased <> (SELECT count (*) FROM bg_task WHERE queue = q.name AND state = 4) OR"
                                    " done <> (SELECT count (*) FROM bg_task WHERE queue = q.name AND state = 8) OR"
                                    " dead <> (SELECT count (*) FROM bg_task WHERE queue = q.name AND state = 16) OR"
                                    " cancelled <> (SELECT count (*) FROM bg_task WHERE queue = q.name AND state = 32)"),
                   ==, 0);
}

gboolean
sqlite_test_submit_task (BgTransport   *transport,
                         BgQueuedTask  *task,
                         GError       **error)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();

  g_ptr_array_add (tasks, task);
  return bg_transport_submit (transport, tasks, NULL, error);
}

BgQueuedTask *
sqlite_test_submit (BgTransport *transport,
                    const char  *id,
                    int          priority)
{
  BgQueuedTask *task = bg_queued_task_new (QUEUE, NULL);
  g_autoptr (GError) error = NULL;

  bg_queued_task_set_id (task, id);
  bg_queued_task_set_priority (task, priority);
  sqlite_test_submit_task (transport, task, &error);
  g_assert_no_error (error);
  return task;
}

BgLease *
sqlite_test_lease (BgTransport *transport,
                   guint        duration,
                   gint64       wait)
{
  const char * const queues[] = { QUEUE, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) leases = bg_transport_reserve (transport, queues, 1, duration, wait, NULL, &error);

  g_assert_no_error (error);
  return leases->len > 0 ? g_object_ref (leases->pdata[0]) : NULL;
}

void
sqlite_test_assert_next (BgTransport *transport,
                         const char  *id)
{
  g_autoptr (BgLease) lease = sqlite_test_lease (transport, 60000, 0);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (lease);
  g_assert_cmpstr (bg_queued_task_get_id (bg_lease_get_task (lease)), ==, id);
  bg_lease_ack (lease, NULL, NULL, &error);
  g_assert_no_error (error);
}

void
sqlite_test_assert_rest (BgTransport *transport)
{
  g_assert_null (sqlite_test_lease (transport, 60000, 0));
}

guint64
sqlite_test_count (BgTransport   *transport,
                   BgQueuedState  state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BgQueueStats) stats = bg_transport_stats (transport, QUEUE, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (stats->exact);
  switch (state)
    {
    case BG_QUEUED_STATE_SCHEDULED:
      return stats->scheduled;
    case BG_QUEUED_STATE_READY:
      return stats->ready;
    case BG_QUEUED_STATE_LEASED:
      return stats->leased;
    case BG_QUEUED_STATE_DONE:
      return stats->done;
    case BG_QUEUED_STATE_DEAD:
      return stats->dead;
    case BG_QUEUED_STATE_CANCELLED:
      return stats->cancelled;
    default:
      g_assert_not_reached ();
    }
}

GSubprocess *
sqlite_test_spawn (SqliteTest *self,
                   const char *command,
                   const char *argument)
{
  g_autofree char *test = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (test);
  g_autofree char *program = g_build_filename (folder, "sqlite-process", NULL);
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                           program, command, self->uri, argument, NULL);

  g_assert_no_error (error);
  return process;
}

/* Byte by byte, so that nothing is taken from who reads next. */
char *
sqlite_test_read_line (GSubprocess *process)
{
  GInputStream *stream = g_subprocess_get_stdout_pipe (process);
  g_autoptr (GString) line = g_string_new (NULL);
  char letter;

  while (g_input_stream_read (stream, &letter, 1, NULL, NULL) == 1)
    {
      if (letter == '\n')
        return g_string_free (g_steal_pointer (&line), FALSE);
      g_string_append_c (line, letter);
    }
  return NULL;
}

void
sqlite_test_go_on (GSubprocess *process)
{
  GOutputStream *stream = g_subprocess_get_stdin_pipe (process);

  g_assert_true (g_output_stream_write_all (stream, "\n", 1, NULL, NULL, NULL));
}

void
sqlite_test_kill (GSubprocess *process)
{
  g_subprocess_send_signal (process, SIGKILL);
  g_subprocess_wait (process, NULL, NULL);
}
