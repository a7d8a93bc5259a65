/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-sqlite-store-private.h"

#include <glib/gi18n-lib.h>

/* Into the queue. */

/* What is stored of a task beside its payload, in bytes, about. */
#define TASK_SIZE 512

typedef struct
{
  BgSqliteStore *store;
  GPtrArray     *tasks;
  GHashTable    *queues;       /* the names of those that have grown, with the time of what was added last */
  gboolean      *duplicates;   /* one for each task */

  /* of a schedule, or NULL */
  const char    *schedule;
  gint64         instant;
  gboolean       fired;
} Submission;

static void
submission_clear (Submission *self)
{
  g_hash_table_unref (self->queues);
  g_free (self->duplicates);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Submission, submission_clear)

static void
submission_init (Submission    *self,
                 BgSqliteStore *store,
                 GPtrArray     *tasks)
{
  self->store = store;
  self->tasks = tasks;
  self->queues = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  self->duplicates = g_new0 (gboolean, MAX (tasks->len, 1));
}

static gboolean
ask_about_queue (BgSqliteDatabase   *db,
                 const char         *queue,
                 gint64             *live,
                 gint64             *last,
                 GError            **error)
{
  sqlite3_stmt *statement = bg_sqlite_database_get (db, BG_SQLITE_GET_QUEUE, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  bg_sqlite_bind_text (statement, 1, queue);
  if (!bg_sqlite_database_step (db, statement, &has_row, error))
    return FALSE;
  *live = has_row ? sqlite3_column_int64 (statement, 0) + sqlite3_column_int64 (statement, 1) +
                    sqlite3_column_int64 (statement, 2) : 0;
  *last = has_row ? sqlite3_column_int64 (statement, 6) : 0;
  sqlite3_reset (statement);
  return TRUE;
}

/* The time at which the queue was given its last task, so that no jump of the clock changes the order of tasks. */
static gint64 *
look_queue_up (Submission  *self,
               const char  *queue,
               GError     **error)
{
  BgSqliteDatabase *db = self->store->db;
  gint64 *last = g_hash_table_lookup (self->queues, queue);
  sqlite3_stmt *statement;
  gint64 live, time;

  if (last != NULL)
    return last;
  statement = bg_sqlite_database_get (db, BG_SQLITE_ADD_QUEUE, error);
  if (statement == NULL)
    return NULL;
  bg_sqlite_bind_text (statement, 1, queue);
  if (!bg_sqlite_database_run (db, statement, error) || !ask_about_queue (db, queue, &live, &time, error))
    return NULL;
  last = g_new (gint64, 1);
  *last = time;
  g_hash_table_insert (self->queues, (char *) queue, last);
  return last;
}

static gboolean
insert_task (BgSqliteDatabase  *db,
             BgQueuedTask      *task,
             gint64             last,
             gboolean          *inserted,
             GError           **error)
{
  sqlite3_stmt *statement = bg_sqlite_database_get (db, BG_SQLITE_INSERT_TASK, error);

  if (statement == NULL)
    return FALSE;
  bg_sqlite_bind_text (statement, 1, task->id);
  bg_sqlite_bind_text (statement, 2, task->queue);
  sqlite3_bind_int64 (statement, 3, task->state);
  sqlite3_bind_int (statement, 4, task->priority);
  sqlite3_bind_int64 (statement, 5, task->not_before > 0 ? task->not_before : MAX (task->submitted, last));
  sqlite3_bind_int64 (statement, 6, task->not_before);
  sqlite3_bind_int64 (statement, 7, task->expires);
  bg_sqlite_bind_text (statement, 8, task->worker);
  bg_sqlite_bind_text (statement, 9, task->unique_key);
  bg_sqlite_bind_text (statement, 10, task->serial_key);
  sqlite3_bind_int64 (statement, 11, task->max_attempts);
  sqlite3_bind_int64 (statement, 12, task->time_limit);
  sqlite3_bind_int64 (statement, 13, task->submitted);
  if (!bg_sqlite_database_run (db, statement, error))
    return FALSE;
  *inserted = sqlite3_changes (bg_sqlite_database_get_handle (db)) > 0;
  if (!*inserted)
    return TRUE;
  statement = bg_sqlite_database_get (db, BG_SQLITE_INSERT_PAYLOAD, error);
  if (statement == NULL)
    return FALSE;
  bg_sqlite_bind_text (statement, 1, task->json);
  return bg_sqlite_database_run (db, statement, error);
}

/* One with this id may be there that should be forgotten by now. */
static gboolean
forget_one (BgSqliteStore  *store,
            const char     *id,
            gboolean       *forgotten,
            GError        **error)
{
  sqlite3_stmt *statement = bg_sqlite_database_get (store->db, BG_SQLITE_FORGET_ONE, error);

  if (statement == NULL)
    return FALSE;
  bg_sqlite_bind_text (statement, 1, id);
  sqlite3_bind_int64 (statement, 2, bg_sqlite_store_get_known (store));
  if (!bg_sqlite_database_run (store->db, statement, error))
    return FALSE;
  *forgotten = sqlite3_changes (bg_sqlite_database_get_handle (store->db)) > 0;
  return TRUE;
}

static gboolean
submit_one (Submission    *self,
            BgQueuedTask  *task,
            gboolean      *duplicate,
            GError       **error)
{
  BgSqliteDatabase *db = self->store->db;
  gint64 *last = look_queue_up (self, task->queue, error);
  gboolean inserted, forgotten;

  if (last == NULL || !insert_task (db, task, *last, &inserted, error))
    return FALSE;
  if (!inserted)
    {
      if (!forget_one (self->store, task->id, &forgotten, error))
        return FALSE;
      if (forgotten && !insert_task (db, task, *last, &inserted, error))
        return FALSE;
    }
  *duplicate = !inserted;
  if (inserted && task->not_before == 0)
    *last = MAX (*last, task->submitted);
  return TRUE;
}

/* Within a transaction that is rolled back if the queue holds too much now. */
gboolean
bg_sqlite_store_check_length (BgSqliteStore  *self,
                              const char     *queue,
                              GError        **error)
{
  guint max = bg_transport_get_max_length (self->transport);
  gint64 live, last;

  if (max == 0)
    return TRUE;
  if (!ask_about_queue (self->db, queue, &live, &last, error))
    return FALSE;
  if (live <= max)
    return TRUE;
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_FULL,
               _("The queue “%s” holds %u tasks, which is all that it may"), queue, max);
  return FALSE;
}

/* Only duplicates are accepted by a queue that is full: they take no room. */
static gboolean
check_lengths (Submission  *self,
               GError     **error)
{
  g_autoptr (GHashTable) grown = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer queue;

  for (guint i = 0; i < self->tasks->len; i++)
    if (!self->duplicates[i])
      g_hash_table_add (grown, ((BgQueuedTask *) self->tasks->pdata[i])->queue);
  g_hash_table_iter_init (&iter, grown);
  while (g_hash_table_iter_next (&iter, &queue, NULL))
    if (!bg_sqlite_store_check_length (self->store, queue, error))
      return FALSE;
  return TRUE;
}

static gboolean
submit_work (BgSqliteDatabase  *db,
             gpointer           data,
             GError           **error)
{
  Submission *self = data;

  g_hash_table_remove_all (self->queues);
  for (guint i = 0; i < self->tasks->len; i++)
    if (!submit_one (self, self->tasks->pdata[i], &self->duplicates[i], error))
      return FALSE;
  return check_lengths (self, error);
}

static gboolean
check_room (Submission  *self,
            GError     **error)
{
  guint64 bytes = 0;

  for (guint i = 0; i < self->tasks->len; i++)
    bytes += strlen (((BgQueuedTask *) self->tasks->pdata[i])->json) + TASK_SIZE;
  return bg_sqlite_database_has_room (self->store->db, bytes, error);
}

static gboolean
submit (Submission    *self,
        BgSqliteWork   work,
        GError       **error)
{
  if (!check_room (self, error) || !bg_sqlite_database_transact (self->store->db, work, self, error))
    return FALSE;
  for (guint i = 0; i < self->tasks->len; i++)
    bg_queued_task_set_duplicate (self->tasks->pdata[i], self->duplicates[i]);
  bg_sqlite_store_tell (self->store);
  return TRUE;
}

gboolean
bg_sqlite_store_submit (BgSqliteStore  *self,
                        GPtrArray      *tasks,
                        GError        **error)
{
  g_auto (Submission) submission = { NULL };

  submission_init (&submission, self, tasks);
  return submit (&submission, submit_work, error);
}

/* The instant at which a schedule has fired last. */
gboolean
bg_sqlite_store_get_fired (BgSqliteStore  *self,
                           const char     *schedule,
                           gint64         *instant,
                           GError        **error)
{
  sqlite3_stmt *statement = bg_sqlite_database_get (self->db, BG_SQLITE_GET_FIRED, error);
  gint64 found = G_MININT64;

  if (statement == NULL)
    return FALSE;
  bg_sqlite_bind_text (statement, 1, schedule);
  if (!bg_sqlite_database_ask (self->db, statement, &found, error))
    return FALSE;
  *instant = found;
  return TRUE;
}

static gboolean
fire_work (BgSqliteDatabase  *db,
           gpointer           data,
           GError           **error)
{
  Submission *self = data;
  sqlite3_stmt *statement;
  gint64 instant;

  if (!bg_sqlite_store_get_fired (self->store, self->schedule, &instant, error))
    return FALSE;
  self->fired = instant < self->instant;
  if (!self->fired)
    return TRUE;
  statement = bg_sqlite_database_get (db, BG_SQLITE_SET_FIRED, error);
  if (statement == NULL)
    return FALSE;
  bg_sqlite_bind_text (statement, 1, self->schedule);
  sqlite3_bind_int64 (statement, 2, self->instant);
  return bg_sqlite_database_run (db, statement, error) && submit_work (db, self, error);
}

gboolean
bg_sqlite_store_fire (BgSqliteStore  *self,
                      const char     *schedule,
                      gint64          instant,
                      BgQueuedTask   *task,
                      gboolean       *fired,
                      GError        **error)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  g_auto (Submission) submission = { NULL };

  g_ptr_array_add (tasks, task);
  submission_init (&submission, self, tasks);
  submission.schedule = schedule;
  submission.instant = instant;
  if (!submit (&submission, fire_work, error))
    return FALSE;
  *fired = submission.fired;
  return TRUE;
}
