/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-priority-queue-private.h"

#include "bg-priority-heap-private.h"

/**
 * BgPriorityQueue:
 *
 * Holds objects, and gives the most urgent one back first.
 *
 * Larger priorities go first, as everywhere here, and 0 is a priority like any other. Among equals it is
 * first in, first out, whatever was added, removed and changed in between: an object whose priority is
 * changed stands among its new equals where it would stand had it been added with that priority.
 * Another order can be given with [ctor@PriorityQueue.new_with_compare].
 *
 * Adding, taking and changing take time in proportion to the logarithm of the length.
 *
 * The same object may be in a queue several times. It then is removed, or its priority changed, once at a
 * time, the one that was added first.
 *
 * Threads: a queue has no lock, and is for one thread at a time.
 *
 * ```c
 * g_autoptr (BgPriorityQueue) queue = bg_priority_queue_new ();
 * g_autoptr (GFile) next = NULL;
 *
 * bg_priority_queue_add (queue, file, 0);
 * bg_priority_queue_update_priority (queue, file, 10);
 * next = bg_priority_queue_poll (queue);
 * ```
 */

struct _BgPriorityQueue
{
  GObject                parent_instance;

  BgPriorityHeap  heap;
  GHashTable     *oldest;               /* item → the entry of it that was added first */
  guint64         n_added;
  GDestroyNotify  user_data_destroy;    /* for that of the comparison */
};

typedef enum
{
  PROP_LENGTH = 1,
} BgPriorityQueueProperty;

static GParamSpec *props[PROP_LENGTH + 1];

G_DEFINE_FINAL_TYPE (BgPriorityQueue, bg_priority_queue, G_TYPE_OBJECT)

static void
link_to_same (BgPriorityQueue *self,
              BgPriorityEntry           *entry)
{
  BgPriorityEntry *oldest = g_hash_table_lookup (self->oldest, entry->item);

  if (oldest == NULL)
    {
      entry->previous = entry->next = entry;
      g_hash_table_insert (self->oldest, entry->item, entry);
      return;
    }
  entry->previous = oldest->previous;
  entry->next = oldest;
  entry->previous->next = entry;
  oldest->previous = entry;
}

static void
unlink_from_same (BgPriorityQueue *self,
                  BgPriorityEntry           *entry)
{
  if (entry->next == entry)
    {
      g_hash_table_remove (self->oldest, entry->item);
      return;
    }
  if (g_hash_table_lookup (self->oldest, entry->item) == entry)
    g_hash_table_insert (self->oldest, entry->item, entry->next);
  entry->previous->next = entry->next;
  entry->next->previous = entry->previous;
}

/* Takes an entry out, and gives its item to the caller. */
static GObject *
take_out (BgPriorityQueue *self,
          BgPriorityEntry           *entry)
{
  GObject *item = entry->item;

  bg_priority_heap_remove (&self->heap, entry);
  unlink_from_same (self, entry);
  g_free (entry);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LENGTH]);
  return item;
}

static void
bg_priority_queue_finalize (GObject *object)
{
  BgPriorityQueue *self = BG_PRIORITY_QUEUE (object);

  g_hash_table_unref (self->oldest);
  g_ptr_array_unref (self->heap.entries);
  if (self->user_data_destroy != NULL)
    self->user_data_destroy (self->heap.user_data);
  G_OBJECT_CLASS (bg_priority_queue_parent_class)->finalize (object);
}

static void
bg_priority_queue_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  BgPriorityQueue *self = BG_PRIORITY_QUEUE (object);

  switch ((BgPriorityQueueProperty) prop_id)
    {
    case PROP_LENGTH:
      g_value_set_uint (value, bg_priority_queue_get_length (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_priority_queue_class_init (BgPriorityQueueClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = bg_priority_queue_finalize;
  object_class->get_property = bg_priority_queue_get_property;

  /**
   * BgPriorityQueue:length: (getter get_length)
   *
   * How many objects the queue holds.
   */
  props[PROP_LENGTH] = g_param_spec_uint ("length", NULL, NULL, 0, G_MAXUINT, 0,
                                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
bg_priority_queue_init (BgPriorityQueue *self)
{
  bg_priority_heap_init (&self->heap);
  self->oldest = g_hash_table_new (NULL, NULL);
}

/**
 * bg_priority_queue_new:
 *
 * Makes an empty queue that gives larger priorities back first.
 *
 * Returns: (transfer full): a new queue
 */
BgPriorityQueue *
bg_priority_queue_new (void)
{
  return g_object_new (BG_TYPE_PRIORITY_QUEUE, NULL);
}

/**
 * bg_priority_queue_new_with_compare:
 * @compare: (scope notified) (closure user_data) (destroy user_data_destroy): says what comes first
 * @user_data: data for @compare
 * @user_data_destroy: (nullable): frees @user_data when the queue is freed
 *
 * Makes an empty queue with an order of your own.
 *
 * The function is called while the queue changes, so it must leave the queue alone. If the place of an
 * object changes by other things than its priority, tell the queue with
 * [method@PriorityQueue.update_priority].
 *
 * Returns: (transfer full): a new queue
 */
BgPriorityQueue *
bg_priority_queue_new_with_compare (BgPriorityCompareFunc compare,
                                    gpointer              user_data,
                                    GDestroyNotify        user_data_destroy)
{
  BgPriorityQueue *self;

  g_return_val_if_fail (compare != NULL, NULL);

  self = bg_priority_queue_new ();
  self->heap.compare = compare;
  self->heap.user_data = user_data;
  self->user_data_destroy = user_data_destroy;
  return self;
}

void
bg_priority_queue_add_in_order (BgPriorityQueue *self,
                                gpointer         item,
                                int              priority,
                                guint64          order)
{
  BgPriorityEntry *entry = g_new0 (BgPriorityEntry, 1);

  entry->item = g_object_ref (item);
  entry->priority = priority;
  entry->order = order;
  link_to_same (self, entry);
  bg_priority_heap_add (&self->heap, entry);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LENGTH]);
}

/**
 * bg_priority_queue_add:
 * @self: a queue
 * @item: (type GObject.Object): the object
 * @priority: its priority; larger goes first
 *
 * Adds an object, which the queue holds a reference on until it is taken out.
 */
void
bg_priority_queue_add (BgPriorityQueue *self,
                       gpointer         item,
                       int              priority)
{
  g_return_if_fail (BG_IS_PRIORITY_QUEUE (self));
  g_return_if_fail (G_IS_OBJECT (item));

  bg_priority_queue_add_in_order (self, item, priority, ++self->n_added);
}

/**
 * bg_priority_queue_peek:
 * @self: a queue
 *
 * Gets the object that goes first, and leaves it in the queue.
 *
 * Returns: (transfer none) (nullable) (type GObject.Object): the object, or `NULL` if the queue is empty
 */
gpointer
bg_priority_queue_peek (BgPriorityQueue *self)
{
  BgPriorityEntry *first;

  g_return_val_if_fail (BG_IS_PRIORITY_QUEUE (self), NULL);

  first = bg_priority_heap_peek (&self->heap);
  return first != NULL ? first->item : NULL;
}

/**
 * bg_priority_queue_poll:
 * @self: a queue
 *
 * Takes the object that goes first out of the queue.
 *
 * Returns: (transfer full) (nullable) (type GObject.Object): the object, or `NULL` if the queue is empty
 */
gpointer
bg_priority_queue_poll (BgPriorityQueue *self)
{
  BgPriorityEntry *first;

  g_return_val_if_fail (BG_IS_PRIORITY_QUEUE (self), NULL);

  first = bg_priority_heap_peek (&self->heap);
  return first != NULL ? take_out (self, first) : NULL;
}

/**
 * bg_priority_queue_remove:
 * @self: a queue
 * @item: (type GObject.Object): the object
 *
 * Takes an object out of the queue, wherever it stands; once, if it was added several times.
 *
 * Returns: `TRUE` if it was there
 */
gboolean
bg_priority_queue_remove (BgPriorityQueue *self,
                          gpointer         item)
{
  BgPriorityEntry *entry;

  g_return_val_if_fail (BG_IS_PRIORITY_QUEUE (self), FALSE);
  g_return_val_if_fail (G_IS_OBJECT (item), FALSE);

  entry = g_hash_table_lookup (self->oldest, item);
  if (entry == NULL)
    return FALSE;
  g_object_unref (take_out (self, entry));
  return TRUE;
}

/**
 * bg_priority_queue_update_priority:
 * @self: a queue
 * @item: (type GObject.Object): the object
 * @priority: its new priority; larger goes first
 *
 * Changes the priority of an object, which takes its new place at once.
 *
 * Returns: `TRUE` if it was there
 */
gboolean
bg_priority_queue_update_priority (BgPriorityQueue *self,
                                   gpointer         item,
                                   int              priority)
{
  BgPriorityEntry *entry;

  g_return_val_if_fail (BG_IS_PRIORITY_QUEUE (self), FALSE);
  g_return_val_if_fail (G_IS_OBJECT (item), FALSE);

  entry = g_hash_table_lookup (self->oldest, item);
  if (entry == NULL)
    return FALSE;
  entry->priority = priority;
  bg_priority_heap_settle (&self->heap, entry);
  return TRUE;
}

/**
 * bg_priority_queue_clear:
 * @self: a queue
 *
 * Takes everything out of the queue.
 */
void
bg_priority_queue_clear (BgPriorityQueue *self)
{
  g_autoptr (GPtrArray) entries = NULL;

  g_return_if_fail (BG_IS_PRIORITY_QUEUE (self));

  if (self->heap.entries->len == 0)
    return;
  /* Whoever is freed with it may look at the queue. */
  entries = bg_priority_heap_steal (&self->heap);
  g_hash_table_remove_all (self->oldest);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LENGTH]);
}

/**
 * bg_priority_queue_get_length: (get-property length)
 * @self: a queue
 *
 * Gets how many objects the queue holds.
 *
 * Returns: the number of objects
 */
guint
bg_priority_queue_get_length (BgPriorityQueue *self)
{
  g_return_val_if_fail (BG_IS_PRIORITY_QUEUE (self), 0);

  return self->heap.entries->len;
}
