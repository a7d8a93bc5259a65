/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli-snapshot.h"

#include <string.h>

typedef struct
{
  GStrv queues;         /* empty for all that there are */
  guint max_running;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *self = data;

  g_strfreev (self->queues);
  g_free (self);
}

static void
clear_row (gpointer data)
{
  g_free (((CliSnapshotRow *) data)->queue);
}

static CliSnapshot *
cli_snapshot_new (void)
{
  CliSnapshot *self = g_new0 (CliSnapshot, 1);

  self->taken = g_get_monotonic_time ();
  self->rows = g_array_new (FALSE, TRUE, sizeof (CliSnapshotRow));
  g_array_set_clear_func (self->rows, clear_row);
  self->running = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

void
cli_snapshot_free (CliSnapshot *self)
{
  g_array_unref (self->rows);
  g_ptr_array_unref (self->running);
  g_free (self);
}

/* What it says of a queue; NULL for nothing. */
const CliSnapshotRow *
cli_snapshot_find (const CliSnapshot *self,
                   const char        *queue)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      const CliSnapshotRow *row = &g_array_index (self->rows, CliSnapshotRow, i);

      if (strcmp (row->queue, queue) == 0)
        return row;
    }
  return NULL;
}

static gboolean
add_running (CliSnapshot   *self,
             BgTransport   *transport,
             const char    *queue,
             guint          max,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr (GPtrArray) tasks = NULL;

  if ((bg_transport_get_capabilities (transport) & BG_TRANSPORT_CAPABILITIES_LIST) == 0 || self->running->len >= max)
    return TRUE;
  tasks = bg_transport_list (transport, queue, BG_QUEUED_STATE_LEASED, NULL, max - self->running->len, cancellable,
                             error);
  if (tasks == NULL)
    return FALSE;
  for (guint i = 0; i < tasks->len; i++)
    g_ptr_array_add (self->running, g_object_ref (tasks->pdata[i]));
  return TRUE;
}

static gboolean
add_queue (CliSnapshot   *self,
           BgTransport   *transport,
           const char    *queue,
           guint          max_running,
           GCancellable  *cancellable,
           GError       **error)
{
  BgQueueStats *stats = bg_transport_stats (transport, queue, cancellable, error);
  CliSnapshotRow row;

  if (stats == NULL)
    return FALSE;
  row = (CliSnapshotRow) { g_strdup (queue), *stats };
  g_array_append_val (self->rows, row);
  bg_queue_stats_free (stats);
  return row.stats.leased == 0 || add_running (self, transport, queue, max_running, cancellable, error);
}

/* In a thread of its own, so that the screen answers while a slow server does not. */
static void
take_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  BgTransport *transport = source_object;
  Wish *wish = task_data;
  g_autoptr (CliSnapshot) self = cli_snapshot_new ();
  g_auto (GStrv) all = NULL;
  GError *error = NULL;
  char **queues = wish->queues;

  if (queues[0] == NULL)
    queues = all = bg_transport_list_queues (transport, cancellable, &error);
  for (gsize i = 0; queues != NULL && queues[i] != NULL && error == NULL; i++)
    add_queue (self, transport, queues[i], wish->max_running, cancellable, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&self), (GDestroyNotify) cli_snapshot_free);
}

/* Looks at some queues, or at all if none is named. */
void
cli_snapshot_take_async (BgTransport         *transport,
                         char               **queues,
                         guint                max_running,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (transport, cancellable, callback, user_data);
  Wish *wish = g_new0 (Wish, 1);

  wish->queues = g_strdupv (queues);
  wish->max_running = max_running;
  g_task_set_source_tag (task, cli_snapshot_take_async);
  g_task_set_task_data (task, wish, wish_free);
  g_task_run_in_thread (task, take_thread);
}

CliSnapshot *
cli_snapshot_take_finish (BgTransport   *transport,
                          GAsyncResult  *result,
                          GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
