/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-memory-store-private.h"

#include "bg-lease-private.h"

#include <glib/gi18n-lib.h>

/* Tasks come, are taken, and end. */

static gboolean
is_known (BgMemoryStep  *step,
          BgMemoryQueue *queue,
          BgQueuedTask  *task)
{
  return bg_memory_store_get_item (step, task->id) != NULL
         || (task->unique_key != NULL && g_hash_table_contains (queue->unique, task->unique_key));
}

static gboolean
has_room (BgMemoryStep   *step,
          BgMemoryQueue  *queue,
          GError        **error)
{
  guint max = bg_transport_get_max_length (step->transport);

  if (max == 0 || bg_memory_queue_count_live (queue) < max)
    return TRUE;
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_FULL,
               _("The queue “%s” holds %u tasks, which is all that it may"), queue->name, max);
  return FALSE;
}

static gboolean
add_task (BgMemoryStep  *step,
          BgQueuedTask  *task,
          GPtrArray     *added,
          GError       **error)
{
  BgMemoryQueue *queue = bg_memory_store_get_queue (step, task->queue);

  bg_queued_task_set_duplicate (task, is_known (step, queue, task));
  if (task->duplicate)
    return TRUE;
  if (!has_room (step, queue, error))
    return FALSE;
  g_ptr_array_add (added, bg_memory_store_add_item (step, queue, task));
  return TRUE;
}

/* All or none: those that were stored before one that cannot be are taken out again. */
static gboolean
add_tasks (BgMemoryStep  *step,
           GPtrArray     *tasks,
           GError       **error)
{
  g_autoptr (GPtrArray) added = g_ptr_array_sized_new (tasks->len);

  for (guint i = 0; i < tasks->len; i++)
    {
      if (add_task (step, tasks->pdata[i], added, error))
        continue;
      for (guint j = 0; j < added->len; j++)
        bg_memory_store_remove_item (step, added->pdata[j]);
      return FALSE;
    }
  return TRUE;
}

static gboolean
store_submit (BgTransport  *transport,
              GPtrArray    *tasks,
              GError      **error)
{
  BgMemoryStep step = bg_memory_store_begin (bg_memory_transport_get_store (transport), transport);
  gboolean is_stored = add_tasks (&step, tasks, error);

  bg_memory_store_end (&step);
  return is_stored;
}

static gboolean
store_fire (BgTransport   *transport,
            const char    *schedule,
            gint64         instant,
            BgQueuedTask  *task,
            gboolean      *fired,
            GError       **error)
{
  BgMemoryStep step = bg_memory_store_begin (bg_memory_transport_get_store (transport), transport);
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  gboolean is_done = TRUE;
  gint64 latest = G_MININT64;

  g_ptr_array_add (tasks, task);
  *fired = !bg_memory_store_get_fired (&step, schedule, &latest) || latest < instant;
  if (*fired)
    is_done = add_tasks (&step, tasks, error);
  if (*fired && is_done)
    bg_memory_store_set_fired (&step, schedule, instant);
  bg_memory_store_end (&step);
  return is_done;
}

static BgMemoryItem *
find_foremost (BgMemoryQueue **queues,
               guint           n_queues)
{
  BgMemoryItem *best = NULL;

  for (guint i = 0; i < n_queues; i++)
    {
      BgMemoryItem *first = bg_memory_queue_get_first (queues[i]);

      if (first == NULL)
        continue;
      if (best == NULL || first->task->priority > best->task->priority
          || (first->task->priority == best->task->priority
              && (first->turn < best->turn || (first->turn == best->turn && first->number < best->number))))
        best = first;
    }
  return best;
}

static BgLease *
lease_item (BgMemoryStep *step,
            BgMemoryItem *item,
            guint         duration)
{
  g_autoptr (BgQueuedTask) copy = NULL;

  bg_memory_item_leave (item);
  item->task->state = BG_QUEUED_STATE_LEASED;
  item->task->attempt++;
  item->token = bg_memory_store_next_token (step);
  item->turn = step->boot + duration * G_GINT64_CONSTANT (1000);
  bg_memory_item_enter (item, step);
  copy = bg_queued_task_copy (item->task);
  return bg_lease_new (copy, item->token, item->turn);
}

static GPtrArray *
store_reserve (BgTransport        *transport,
               const char *const  *names,
               guint               max,
               guint               duration,
               gint64             *next_change,
               GError            **error)
{
  BgMemoryStep step = bg_memory_store_begin (bg_memory_transport_get_store (transport), transport);
  GPtrArray *leases = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_queues = g_strv_length ((char **) names);
  g_autofree BgMemoryQueue **queues = g_new (BgMemoryQueue *, n_queues);
  BgMemoryItem *item;

  for (guint i = 0; i < n_queues; i++)
    queues[i] = bg_memory_store_get_queue (&step, names[i]);
  while (leases->len < max && (item = find_foremost (queues, n_queues)) != NULL)
    g_ptr_array_add (leases, lease_item (&step, item, duration));

  *next_change = G_MAXINT64;
  for (guint i = 0; i < n_queues; i++)
    *next_change = MIN (*next_change, bg_memory_queue_get_change (queues[i], &step));
  if (leases->len == 0)
    bg_memory_store_note_waiting (&step, *next_change);
  bg_memory_store_end (&step);
  return leases;
}

/* The item of a lease that is still held; otherwise the lease is marked as lost. */
static BgMemoryItem *
find_leased (BgMemoryStep *step,
             BgLease      *lease)
{
  BgMemoryItem *item = bg_memory_store_get_item (step, lease->task->id);

  if (item != NULL)
    {
      bg_memory_queue_advance (item->queue, step);
      /* It may have been forgotten. */
      item = bg_memory_store_get_item (step, lease->task->id);
    }
  if (item == NULL || item->task->state != BG_QUEUED_STATE_LEASED || item->token != lease->token)
    return NULL;
  return item;
}

static void
take_progress (BgMemoryItem *item,
               BgLease      *lease)
{
  item->task->progress = lease->task->progress;
  g_free (item->task->message);
  item->task->message = g_strdup (lease->task->message);
}

/* Marks are made when the lock is not held any more: whoever listens may do anything. */
static void
mark_leases (GPtrArray *lost,
             GPtrArray *cancelled)
{
  for (guint i = 0; i < lost->len; i++)
    bg_lease_set_state (lost->pdata[i], BG_LEASE_STATE_LOST);
  for (guint i = 0; cancelled != NULL && i < cancelled->len; i++)
    g_cancellable_cancel (bg_lease_get_cancellable (cancelled->pdata[i]));
}

static gboolean
store_extend (BgTransport  *transport,
              GPtrArray    *leases,
              guint         duration,
              GError      **error)
{
  BgMemoryStep step = bg_memory_store_begin (bg_memory_transport_get_store (transport), transport);
  g_autoptr (GPtrArray) lost = g_ptr_array_new ();
  g_autoptr (GPtrArray) cancelled = g_ptr_array_new ();

  for (guint i = 0; i < leases->len; i++)
    {
      BgMemoryItem *item = find_leased (&step, leases->pdata[i]);

      if (item == NULL)
        {
          g_ptr_array_add (lost, leases->pdata[i]);
          continue;
        }
      take_progress (item, leases->pdata[i]);
      if (item->task->cancel_asked)
        g_ptr_array_add (cancelled, leases->pdata[i]);
      bg_memory_item_leave (item);
      item->turn = step.boot + duration * G_GINT64_CONSTANT (1000);
      bg_memory_item_enter (item, &step);
    }
  bg_memory_store_end (&step);
  mark_leases (lost, cancelled);
  return TRUE;
}

static gboolean
store_ack (BgTransport  *transport,
           GPtrArray    *leases,
           GError      **error)
{
  BgMemoryStep step = bg_memory_store_begin (bg_memory_transport_get_store (transport), transport);
  g_autoptr (GPtrArray) lost = g_ptr_array_new ();

  for (guint i = 0; i < leases->len; i++)
    {
      BgLease *lease = leases->pdata[i];
      BgMemoryItem *item = find_leased (&step, lease);

      if (item == NULL)
        {
          g_ptr_array_add (lost, lease);
          continue;
        }
      take_progress (item, lease);
      g_free (item->task->result);
      item->task->result = g_strdup (lease->task->result);
      bg_memory_item_end (item, &step, BG_QUEUED_STATE_DONE, NULL);
    }
  bg_memory_store_end (&step);
  mark_leases (lost, NULL);
  return TRUE;
}

static gboolean
store_nack (BgTransport  *transport,
            GPtrArray    *leases,
            BgNackMode    mode,
            gint64        delay,
            const char   *reason,
            GError      **error)
{
  BgMemoryStep step = bg_memory_store_begin (bg_memory_transport_get_store (transport), transport);
  g_autoptr (GPtrArray) lost = g_ptr_array_new ();

  for (guint i = 0; i < leases->len; i++)
    {
      BgMemoryItem *item = find_leased (&step, leases->pdata[i]);

      if (item == NULL)
        {
          g_ptr_array_add (lost, leases->pdata[i]);
          continue;
        }
      take_progress (item, leases->pdata[i]);
      bg_memory_item_leave (item);
      bg_transport_give_back (transport, item->task, mode, delay, reason);
      bg_memory_item_enter (item, &step);
    }
  bg_memory_store_end (&step);
  mark_leases (lost, NULL);
  return TRUE;
}

void
bg_memory_store_implement (BgTransportClass *klass)
{
  klass->store_submit = store_submit;
  klass->store_fire = store_fire;
  klass->store_reserve = store_reserve;
  klass->store_extend = store_extend;
  klass->store_ack = store_ack;
  klass->store_nack = store_nack;
}
