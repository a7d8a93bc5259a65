/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-memory-store-private.h"

/* The memory stores of a process, and how the transports that share one take turns. */

/* A transport of the store. */
typedef struct
{
  GWeakRef transport;
  gpointer key;                 /* the transport, which may be gone */
  gboolean waits;               /* it has found nothing */
  gint64   next_change;         /* when it looks again by itself, µs of the boot clock */
} Member;

struct _BgMemoryStore
{
  GMutex      mutex;            /* guards all of it */
  GHashTable *queues;           /* from names to BgMemoryQueue */
  GHashTable *items;            /* from ids to BgMemoryItem */
  GHashTable *fired;            /* from names of schedules to the instants, as boxed gint64 */
  GPtrArray  *members;
  guint64     n_added;
  guint64     n_tokens;
};

static void
member_free (gpointer data)
{
  Member *self = data;

  g_weak_ref_clear (&self->transport);
  g_free (self);
}

static BgMemoryStore *
make_store (void)
{
  BgMemoryStore *self = g_new0 (BgMemoryStore, 1);

  g_mutex_init (&self->mutex);
  self->queues = g_hash_table_new (g_str_hash, g_str_equal);
  self->items = g_hash_table_new (g_str_hash, g_str_equal);
  self->fired = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->members = g_ptr_array_new_with_free_func (member_free);
  return self;
}

BgMemoryStore *
bg_memory_store_get (const char *name)
{
  static GMutex mutex;
  static GHashTable *stores;
  BgMemoryStore *self;

  g_mutex_lock (&mutex);
  if (stores == NULL)
    stores = g_hash_table_new (g_str_hash, g_str_equal);
  self = g_hash_table_lookup (stores, name);
  if (self == NULL)
    {
      self = make_store ();
      g_hash_table_insert (stores, g_strdup (name), self);
    }
  g_mutex_unlock (&mutex);
  return self;
}

static Member *
find_member (BgMemoryStore *self,
             BgTransport   *transport,
             guint         *position)
{
  for (guint i = 0; i < self->members->len; i++)
    {
      Member *member = g_ptr_array_index (self->members, i);

      if (position != NULL)
        *position = i;
      if (member->key == transport)
        return member;
    }
  return NULL;
}

void
bg_memory_store_join (BgMemoryStore *self,
                      BgTransport   *transport)
{
  Member *member = g_new0 (Member, 1);

  g_weak_ref_init (&member->transport, transport);
  member->key = transport;
  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->members, member);
  g_mutex_unlock (&self->mutex);
}

void
bg_memory_store_part (BgMemoryStore *self,
                      BgTransport   *transport)
{
  guint position;

  g_mutex_lock (&self->mutex);
  if (find_member (self, transport, &position) != NULL)
    g_ptr_array_remove_index_fast (self->members, position);
  g_mutex_unlock (&self->mutex);
}

BgMemoryStep
bg_memory_store_begin (BgMemoryStore *self,
                       BgTransport   *transport)
{
  BgMemoryStep step = { .store = self, .transport = transport, .earliest = G_MAXINT64 };

  g_mutex_lock (&self->mutex);
  step.wall = g_get_real_time ();
  step.boot = bg_transport_get_boot_time ();
  return step;
}

void
bg_memory_store_end (BgMemoryStep *step)
{
  g_autoptr (GPtrArray) woken = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < step->store->members->len; i++)
    {
      Member *member = g_ptr_array_index (step->store->members, i);
      BgTransport *transport;

      if (member->key == step->transport || !member->waits || step->earliest >= member->next_change)
        continue;
      member->waits = FALSE;
      transport = g_weak_ref_get (&member->transport);
      if (transport != NULL)
        g_ptr_array_add (woken, transport);
    }
  g_mutex_unlock (&step->store->mutex);

  for (guint i = 0; i < woken->len; i++)
    bg_transport_wake (woken->pdata[i]);
}

/* Several may wait in one transport, and all of them look again when it is woken; so it is woken for the most
 * patient. */
void
bg_memory_store_note_waiting (BgMemoryStep *step,
                              gint64        next_change)
{
  Member *member = find_member (step->store, step->transport, NULL);

  if (member == NULL)
    return;
  member->next_change = member->waits ? MAX (member->next_change, next_change) : next_change;
  member->waits = TRUE;
}

/* Made when it is first heard of; brought up to date. */
BgMemoryQueue *
bg_memory_store_get_queue (BgMemoryStep *step,
                           const char   *name)
{
  BgMemoryQueue *queue = g_hash_table_lookup (step->store->queues, name);

  if (queue == NULL)
    {
      queue = bg_memory_queue_new (name);
      g_hash_table_insert (step->store->queues, queue->name, queue);
    }
  bg_memory_queue_advance (queue, step);
  return queue;
}

BgMemoryItem *
bg_memory_store_get_item (BgMemoryStep *step,
                          const char   *id)
{
  return g_hash_table_lookup (step->store->items, id);
}

static int
compare_texts (gconstpointer one,
               gconstpointer other)
{
  return strcmp (*(const char *const *) one, *(const char *const *) other);
}

/* Those that hold something. */
char **
bg_memory_store_list_names (BgMemoryStep *step)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer queue;

  g_hash_table_iter_init (&iter, step->store->queues);
  while (g_hash_table_iter_next (&iter, NULL, &queue))
    {
      bg_memory_queue_advance (queue, step);
      if (!g_sequence_is_empty (((BgMemoryQueue *) queue)->all))
        g_ptr_array_add (names, g_strdup (((BgMemoryQueue *) queue)->name));
    }
  g_ptr_array_sort (names, compare_texts);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

guint64
bg_memory_store_next_token (BgMemoryStep *step)
{
  return ++step->store->n_tokens;
}

gboolean
bg_memory_store_get_fired (BgMemoryStep *step,
                           const char   *schedule,
                           gint64       *instant)
{
  const gint64 *fired = g_hash_table_lookup (step->store->fired, schedule);

  if (fired != NULL)
    *instant = *fired;
  return fired != NULL;
}

void
bg_memory_store_set_fired (BgMemoryStep *step,
                           const char   *schedule,
                           gint64        instant)
{
  g_hash_table_replace (step->store->fired, g_strdup (schedule), g_memdup2 (&instant, sizeof instant));
}

BgMemoryItem *
bg_memory_store_add_item (BgMemoryStep  *step,
                          BgMemoryQueue *queue,
                          BgQueuedTask  *task)
{
  BgMemoryItem *item = bg_memory_queue_add (queue, step, task, ++step->store->n_added);

  g_hash_table_insert (step->store->items, item->task->id, item);
  return item;
}

void
bg_memory_store_remove_item (BgMemoryStep *step,
                             BgMemoryItem *item)
{
  g_hash_table_remove (step->store->items, item->task->id);
  bg_memory_queue_remove (item->queue, item);
}
