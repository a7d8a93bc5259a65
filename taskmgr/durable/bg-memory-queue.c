/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-memory-store-private.h"

/* The queues of a memory store, and what stands in them. */

static int
compare_numbers (guint64 one,
                 guint64 other)
{
  return (one > other) - (one < other);
}

static int
compare_turns (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  const BgMemoryItem *one = a, *other = b;

  if (one->turn != other->turn)
    return one->turn > other->turn ? 1 : -1;
  return compare_numbers (one->number, other->number);
}

static int
compare_parked (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  const BgMemoryItem *one = a, *other = b;

  if (one->task->priority != other->task->priority)
    return other->task->priority - one->task->priority;
  return compare_turns (a, b, NULL);
}

static int
compare_expiries (gconstpointer a,
                  gconstpointer b,
                  gpointer      user_data)
{
  const BgMemoryItem *one = a, *other = b;

  if (one->task->expires != other->task->expires)
    return one->task->expires > other->task->expires ? 1 : -1;
  return compare_numbers (one->number, other->number);
}

static BgMemoryItem *
get_head (GSequence *items)
{
  GSequenceIter *first = g_sequence_get_begin_iter (items);

  return g_sequence_iter_is_end (first) ? NULL : g_sequence_get (first);
}

static void
item_free (gpointer data)
{
  BgMemoryItem *self = data;

  g_object_unref (self->task);
  g_free (self);
}

static void
serial_free (gpointer data)
{
  BgMemorySerial *self = data;

  g_sequence_free (self->parked);
  g_free (self);
}

BgMemoryQueue *
bg_memory_queue_new (const char *name)
{
  BgMemoryQueue *self = g_new0 (BgMemoryQueue, 1);

  self->name = g_strdup (name);
  self->all = g_sequence_new (item_free);
  for (guint i = 0; i < G_N_ELEMENTS (self->ready); i++)
    self->ready[i] = g_sequence_new (NULL);
  self->scheduled = g_sequence_new (NULL);
  self->leased = g_sequence_new (NULL);
  self->ended = g_sequence_new (NULL);
  self->dead = g_sequence_new (NULL);
  self->expiring = g_sequence_new (NULL);
  self->unique = g_hash_table_new (g_str_hash, g_str_equal);
  self->serial = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, serial_free);
  return self;
}

static BgMemorySerial *
get_serial (BgMemoryQueue *self,
            const char    *key)
{
  BgMemorySerial *serial;

  if (key == NULL)
    return NULL;
  serial = g_hash_table_lookup (self->serial, key);
  if (serial != NULL)
    return serial;
  serial = g_new0 (BgMemorySerial, 1);
  serial->parked = g_sequence_new (NULL);
  g_hash_table_insert (self->serial, g_strdup (key), serial);
  return serial;
}

static void
put_ready (BgMemoryItem *self)
{
  BgMemorySerial *serial = self->serial;

  self->is_parked = serial != NULL && serial->is_busy;
  if (self->is_parked)
    {
      self->place = g_sequence_insert_sorted (serial->parked, self, compare_parked, NULL);
      self->queue->n_parked++;
      return;
    }
  self->place = g_sequence_insert_sorted (self->queue->ready[self->task->priority], self, compare_turns, NULL);
}

static void
take_ready (BgMemoryItem *self)
{
  g_sequence_remove (self->place);
  if (self->is_parked)
    self->queue->n_parked--;
}

/* Out of the way, as its key is busy and those behind it may have others; or back, as it is free. */
void
bg_memory_item_reseat (BgMemoryItem *self)
{
  take_ready (self);
  put_ready (self);
}

/* While a key is free the foremost of its tasks is not parked. So the foremost comes back when the key is free again,
 * and the next one whenever one leaves: that may have been it. */
static void
settle_serial (BgMemorySerial *self)
{
  BgMemoryItem *first = self != NULL && !self->is_busy ? get_head (self->parked) : NULL;

  if (first != NULL)
    bg_memory_item_reseat (first);
}

static gboolean
is_waiting (BgMemoryItem *self)
{
  return (self->task->state & (BG_QUEUED_STATE_SCHEDULED | BG_QUEUED_STATE_READY)) != 0;
}

void
bg_memory_item_leave (BgMemoryItem *self)
{
  BgQueuedTask *task = self->task;

  if (task->state == BG_QUEUED_STATE_READY)
    take_ready (self);
  else
    g_sequence_remove (self->place);
  if (self->expiry != NULL)
    g_sequence_remove (g_steal_pointer (&self->expiry));
  if (task->state == BG_QUEUED_STATE_DONE)
    self->queue->n_done--;
  if (task->unique_key != NULL && g_hash_table_lookup (self->queue->unique, task->unique_key) == self)
    g_hash_table_remove (self->queue->unique, task->unique_key);
  if (task->state == BG_QUEUED_STATE_LEASED && self->serial != NULL)
    self->serial->is_busy = FALSE;
  settle_serial (self->serial);
}

static void
note_change (BgMemoryStep *step,
             gint64        time)
{
  step->earliest = MIN (step->earliest, time);
}

/* A task that is not due yet is due by the wall clock; those who wait for it do so by the boot clock. */
static gint64
get_due (BgMemoryItem *self,
         BgMemoryStep *step)
{
  return step->boot + MAX (self->turn - step->wall, 0);
}

void
bg_memory_item_enter (BgMemoryItem *self,
                      BgMemoryStep *step)
{
  BgMemoryQueue *queue = self->queue;
  BgQueuedTask *task = self->task;
  GSequence *ended = task->state == BG_QUEUED_STATE_DEAD ? queue->dead : queue->ended;

  switch (task->state)
    {
    case BG_QUEUED_STATE_SCHEDULED:
      self->turn = task->not_before;
      self->place = g_sequence_insert_sorted (queue->scheduled, self, compare_turns, NULL);
      note_change (step, get_due (self, step));
      break;
    case BG_QUEUED_STATE_READY:
      self->turn = task->not_before != 0 ? task->not_before : task->submitted;
      put_ready (self);
      note_change (step, 0);
      break;
    case BG_QUEUED_STATE_LEASED:
      /* Who leases it has set its turn. */
      self->place = g_sequence_insert_sorted (queue->leased, self, compare_turns, NULL);
      if (self->serial != NULL)
        self->serial->is_busy = TRUE;
      note_change (step, self->turn);
      break;
    case BG_QUEUED_STATE_DONE:
    case BG_QUEUED_STATE_DEAD:
    case BG_QUEUED_STATE_CANCELLED:
    default:
      self->turn = task->finished;
      self->place = g_sequence_insert_sorted (ended, self, compare_turns, NULL);
      queue->n_done += task->state == BG_QUEUED_STATE_DONE;
      if (self->serial != NULL)
        note_change (step, 0);
      return;
    }
  if (task->unique_key != NULL)
    g_hash_table_insert (queue->unique, task->unique_key, self);
  if (task->expires != 0 && is_waiting (self))
    self->expiry = g_sequence_insert_sorted (queue->expiring, self, compare_expiries, NULL);
}

void
bg_memory_item_end (BgMemoryItem  *self,
                    BgMemoryStep  *step,
                    BgQueuedState  state,
                    const char    *reason)
{
  bg_memory_item_leave (self);
  self->task->state = state;
  self->task->finished = step->wall;
  g_free (self->task->reason);
  self->task->reason = g_strdup (reason);
  bg_memory_item_enter (self, step);
}

BgMemoryItem *
bg_memory_queue_add (BgMemoryQueue *self,
                     BgMemoryStep  *step,
                     BgQueuedTask  *task,
                     guint64        number)
{
  BgMemoryItem *item = g_new0 (BgMemoryItem, 1);

  item->task = bg_queued_task_copy (task);
  item->queue = self;
  item->number = number;
  item->serial = get_serial (self, task->serial_key);
  if (item->serial != NULL)
    item->serial->n_items++;
  item->listed = g_sequence_append (self->all, item);
  bg_memory_item_enter (item, step);
  return item;
}

void
bg_memory_queue_remove (BgMemoryQueue *self,
                        BgMemoryItem  *item)
{
  bg_memory_item_leave (item);
  if (item->serial != NULL && --item->serial->n_items == 0)
    g_hash_table_remove (self->serial, item->task->serial_key);
  g_sequence_remove (item->listed);
}

static void
make_due (BgMemoryQueue *self,
          BgMemoryStep  *step)
{
  BgMemoryItem *first;

  while ((first = get_head (self->scheduled)) != NULL && first->turn <= step->wall)
    {
      bg_memory_item_leave (first);
      first->task->state = BG_QUEUED_STATE_READY;
      bg_memory_item_enter (first, step);
    }
}

static void
take_back (BgMemoryQueue *self,
           BgMemoryStep  *step)
{
  BgMemoryItem *first;

  while ((first = get_head (self->leased)) != NULL && first->turn <= step->boot)
    {
      bg_memory_item_leave (first);
      bg_transport_give_back (step->transport, first->task, BG_NACK_CRASH, 0, "the lease has run out");
      bg_memory_item_enter (first, step);
    }
}

/* What the time has brought about since the last operation. */
void
bg_memory_queue_advance (BgMemoryQueue *self,
                         BgMemoryStep  *step)
{
  gint64 forgotten = step->wall - bg_transport_get_retention (step->transport) * G_GINT64_CONSTANT (1000000);
  BgMemoryItem *first;

  take_back (self, step);
  make_due (self, step);
  while ((first = get_head (self->expiring)) != NULL && first->task->expires <= step->wall)
    bg_memory_item_end (first, step, BG_QUEUED_STATE_DEAD, "expired");
  while ((first = get_head (self->ended)) != NULL && first->turn <= forgotten)
    bg_memory_store_remove_item (step, first);
}

/* The foremost of those that can run. */
BgMemoryItem *
bg_memory_queue_get_first (BgMemoryQueue *self)
{
  for (int i = BG_QUEUED_TASK_MAX_PRIORITY; i >= 0; i--)
    {
      BgMemoryItem *first;

      while ((first = get_head (self->ready[i])) != NULL)
        {
          if (first->serial == NULL || !first->serial->is_busy)
            return first;
          bg_memory_item_reseat (first);
        }
    }
  return NULL;
}

/* When something may be ready without anybody doing anything. */
gint64
bg_memory_queue_get_change (BgMemoryQueue *self,
                            BgMemoryStep  *step)
{
  BgMemoryItem *scheduled = get_head (self->scheduled);
  BgMemoryItem *leased = get_head (self->leased);
  gint64 change = scheduled != NULL ? get_due (scheduled, step) : G_MAXINT64;

  return leased != NULL ? MIN (change, leased->turn) : change;
}

guint64
bg_memory_queue_count_ready (BgMemoryQueue *self)
{
  guint64 n = self->n_parked;

  for (guint i = 0; i < G_N_ELEMENTS (self->ready); i++)
    n += (guint64) g_sequence_get_length (self->ready[i]);
  return n;
}

guint64
bg_memory_queue_count_live (BgMemoryQueue *self)
{
  return bg_memory_queue_count_ready (self) + (guint64) g_sequence_get_length (self->scheduled)
         + (guint64) g_sequence_get_length (self->leased);
}
