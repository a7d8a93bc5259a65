/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-memory-store-private.h"

#include <glib/gi18n-lib.h>

/* Tasks are looked at, and taken in hand by those who look after the queues. */

static gint64
store_cancel (BgTransport        *transport,
              const char         *name,
              const char *const  *ids,
              GError            **error)
{
  BgMemoryStep step = bg_memory_store_begin (bg_memory_transport_get_store (transport), transport);
  BgMemoryQueue *queue = bg_memory_store_get_queue (&step, name);
  gint64 n = 0;

  for (guint i = 0; ids[i] != NULL; i++)
    {
      BgMemoryItem *item = bg_memory_store_get_item (&step, ids[i]);

      if (item == NULL || item->queue != queue)
        continue;
      if (item->task->state == BG_QUEUED_STATE_LEASED)
        item->task->cancel_asked = TRUE;
      else if ((item->task->state & (BG_QUEUED_STATE_READY | BG_QUEUED_STATE_SCHEDULED)) != 0)
        bg_memory_item_end (item, &step, BG_QUEUED_STATE_CANCELLED, "cancelled");
      else
        continue;
      n++;
    }
  bg_memory_store_end (&step);
  return n;
}

/* When the one that has waited longest became ready; what waits for a key of its own is not looked at. */
static gint64
find_oldest (BgMemoryQueue *queue)
{
  gint64 oldest = G_MAXINT64;

  for (guint i = 0; i < G_N_ELEMENTS (queue->ready); i++)
    {
      GSequenceIter *first = g_sequence_get_begin_iter (queue->ready[i]);

      if (!g_sequence_iter_is_end (first))
        oldest = MIN (oldest, ((BgMemoryItem *) g_sequence_get (first))->turn);
    }
  return oldest != G_MAXINT64 ? oldest : 0;
}

static BgQueueStats *
store_stats (BgTransport  *transport,
             const char   *name,
             GError      **error)
{
  BgMemoryStep step = bg_memory_store_begin (bg_memory_transport_get_store (transport), transport);
  BgMemoryQueue *queue = bg_memory_store_get_queue (&step, name);
  BgQueueStats *stats = bg_queue_stats_new ();

  stats->scheduled = (guint64) g_sequence_get_length (queue->scheduled);
  stats->ready = bg_memory_queue_count_ready (queue);
  stats->leased = (guint64) g_sequence_get_length (queue->leased);
  stats->done = queue->n_done;
  stats->cancelled = (guint64) g_sequence_get_length (queue->ended) - queue->n_done;
  stats->dead = (guint64) g_sequence_get_length (queue->dead);
  stats->oldest = find_oldest (queue);
  bg_memory_store_end (&step);
  return stats;
}

static char **
store_list_queues (BgTransport  *transport,
                   GError      **error)
{
  BgMemoryStep step = bg_memory_store_begin (bg_memory_transport_get_store (transport), transport);
  char **names = bg_memory_store_list_names (&step);

  bg_memory_store_end (&step);
  return names;
}

/* Where a list begins that is continued after the task @after; NULL with the error if that is not known any more. */
static GSequenceIter *
find_start (BgMemoryStep   *step,
            BgMemoryQueue  *queue,
            const char     *after,
            GError        **error)
{
  BgMemoryItem *item;

  if (after == NULL)
    return g_sequence_get_begin_iter (queue->all);
  item = bg_memory_store_get_item (step, after);
  if (item != NULL && item->queue == queue)
    return g_sequence_iter_next (item->listed);
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND, _("There is no task “%s” in the queue “%s”"),
               after, queue->name);
  return NULL;
}

static GPtrArray *
store_list (BgTransport    *transport,
            const char     *name,
            BgQueuedState   states,
            const char     *after,
            guint           max,
            GError        **error)
{
  BgMemoryStep step = bg_memory_store_begin (bg_memory_transport_get_store (transport), transport);
  BgMemoryQueue *queue = bg_memory_store_get_queue (&step, name);
  GSequenceIter *at = find_start (&step, queue, after, error);
  GPtrArray *tasks = at != NULL ? g_ptr_array_new_with_free_func (g_object_unref) : NULL;

  while (at != NULL && !g_sequence_iter_is_end (at) && tasks->len < max)
    {
      BgMemoryItem *item = g_sequence_get (at);

      if ((item->task->state & states) != 0)
        g_ptr_array_add (tasks, bg_queued_task_copy (item->task));
      at = g_sequence_iter_next (at);
    }
  bg_memory_store_end (&step);
  return tasks;
}

static BgQueuedTask *
store_lookup (BgTransport  *transport,
              const char   *name,
              const char   *id,
              GError      **error)
{
  BgMemoryStep step = bg_memory_store_begin (bg_memory_transport_get_store (transport), transport);
  BgMemoryQueue *queue = bg_memory_store_get_queue (&step, name);
  BgMemoryItem *item = bg_memory_store_get_item (&step, id);
  BgQueuedTask *task = item != NULL && item->queue == queue ? bg_queued_task_copy (item->task) : NULL;

  bg_memory_store_end (&step);
  return task;
}

/* As if it had just been submitted. One whose unique key another has by now stays where it is. */
static gboolean
redrive_item (BgMemoryStep *step,
              BgMemoryItem *item)
{
  BgQueuedTask *task = item->task;

  if (task->unique_key != NULL && g_hash_table_contains (item->queue->unique, task->unique_key))
    return FALSE;
  bg_memory_item_leave (item);
  task->state = BG_QUEUED_STATE_READY;
  task->attempt = 0;
  task->crashes = 0;
  task->progress = 0.0;
  g_clear_pointer (&task->message, g_free);
  g_clear_pointer (&task->reason, g_free);
  g_clear_pointer (&task->result, g_free);
  task->not_before = step->wall;
  task->finished = 0;
  task->cancel_asked = FALSE;
  if (task->expires <= step->wall)
    task->expires = 0;
  bg_memory_item_enter (item, step);
  return TRUE;
}

static gint64
redrive_dead (BgMemoryStep  *step,
              BgMemoryQueue *queue)
{
  GSequenceIter *at = g_sequence_get_begin_iter (queue->dead);
  gint64 n = 0;

  while (!g_sequence_iter_is_end (at))
    {
      BgMemoryItem *item = g_sequence_get (at);

      at = g_sequence_iter_next (at);
      n += redrive_item (step, item);
    }
  return n;
}

static gint64
store_redrive (BgTransport        *transport,
               const char         *name,
               const char *const  *ids,
               GError            **error)
{
  BgMemoryStep step = bg_memory_store_begin (bg_memory_transport_get_store (transport), transport);
  BgMemoryQueue *queue = bg_memory_store_get_queue (&step, name);
  gint64 n = ids == NULL ? redrive_dead (&step, queue) : 0;

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      BgMemoryItem *item = bg_memory_store_get_item (&step, ids[i]);

      if (item != NULL && item->queue == queue
          && (item->task->state & (BG_QUEUED_STATE_DEAD | BG_QUEUED_STATE_DONE)) != 0)
        n += redrive_item (&step, item);
    }
  bg_memory_store_end (&step);
  return n;
}

static gint64
store_purge (BgTransport    *transport,
             const char     *name,
             BgQueuedState   states,
             GError        **error)
{
  BgMemoryStep step = bg_memory_store_begin (bg_memory_transport_get_store (transport), transport);
  BgMemoryQueue *queue = bg_memory_store_get_queue (&step, name);
  GSequenceIter *at = g_sequence_get_begin_iter (queue->all);
  gint64 n = 0;

  while (!g_sequence_iter_is_end (at))
    {
      BgMemoryItem *item = g_sequence_get (at);

      at = g_sequence_iter_next (at);
      if ((item->task->state & states & ~BG_QUEUED_STATE_LEASED) == 0)
        continue;
      bg_memory_store_remove_item (&step, item);
      n++;
    }
  bg_memory_store_end (&step);
  return n;
}

static gboolean
store_get_fired (BgTransport  *transport,
                 const char   *schedule,
                 gint64       *instant,
                 GError      **error)
{
  BgMemoryStep step = bg_memory_store_begin (bg_memory_transport_get_store (transport), transport);

  *instant = G_MININT64;
  bg_memory_store_get_fired (&step, schedule, instant);
  bg_memory_store_end (&step);
  return TRUE;
}

void
bg_memory_store_implement_look (BgTransportClass *klass)
{
  klass->store_cancel = store_cancel;
  klass->store_stats = store_stats;
  klass->store_list_queues = store_list_queues;
  klass->store_list = store_list;
  klass->store_lookup = store_lookup;
  klass->store_redrive = store_redrive;
  klass->store_purge = store_purge;
  klass->store_get_fired = store_get_fired;
}
