/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-ready-queue-private.h"

/* One list a key, and a binary heap of the keys that have nodes. Programs use few keys and many nodes, so
 * the heap is small and hardly ever touched; with as many keys as nodes it is an ordinary heap. */

#define NOT_IN_HEAP G_MAXUINT
#define MAX_EMPTY_BUCKETS 64

typedef struct
{
  gint64   key;
  BgNode  *first;
  BgNode  *last;
  BgNode  *guest;               /* the last that was put behind others by their order, or NULL */
  gsize    length;
  guint    at;                  /* in the heap, or NOT_IN_HEAP */
} BgBucket;

struct _BgReadyQueue
{
  GHashTable *buckets;          /* key → bucket */
  GPtrArray  *heap;             /* buckets that have nodes, largest key first */
  BgBucket   *recent;           /* the bucket used last */
  gsize       length;
};

static void
set_length (BgReadyQueue *self,
            gsize         length)
{
  __atomic_store_n (&self->length, length, __ATOMIC_RELAXED);
}

static BgBucket *
heap_get (BgReadyQueue *self,
          guint         at)
{
  return g_ptr_array_index (self->heap, at);
}

static void
heap_set (BgReadyQueue *self,
          guint         at,
          BgBucket     *bucket)
{
  self->heap->pdata[at] = bucket;
  bucket->at = at;
}

static void
sift_up (BgReadyQueue *self,
         guint         at,
         BgBucket     *bucket)
{
  while (at > 0)
    {
      guint parent = (at - 1) / 2;

      if (heap_get (self, parent)->key >= bucket->key)
        break;
      heap_set (self, at, heap_get (self, parent));
      at = parent;
    }
  heap_set (self, at, bucket);
}

static void
sift_down (BgReadyQueue *self,
           guint         at,
           BgBucket     *bucket)
{
  for (;;)
    {
      guint child = 2 * at + 1;

      if (child + 1 < self->heap->len && heap_get (self, child + 1)->key > heap_get (self, child)->key)
        child++;
      if (child >= self->heap->len || heap_get (self, child)->key <= bucket->key)
        break;
      heap_set (self, at, heap_get (self, child));
      at = child;
    }
  heap_set (self, at, bucket);
}

static void
heap_add (BgReadyQueue *self,
          BgBucket     *bucket)
{
  g_ptr_array_add (self->heap, bucket);
  sift_up (self, self->heap->len - 1, bucket);
}

static void
heap_remove (BgReadyQueue *self,
             BgBucket     *bucket)
{
  guint at = bucket->at;
  BgBucket *last = g_ptr_array_steal_index_fast (self->heap, self->heap->len - 1);

  bucket->at = NOT_IN_HEAP;
  if (last == bucket)
    return;
  sift_up (self, at, last);
  sift_down (self, last->at, last);
}

static BgBucket *
ensure_bucket (BgReadyQueue *self,
               gint64        key)
{
  BgBucket *bucket = self->recent;

  if (bucket != NULL && bucket->key == key)
    return bucket;

  bucket = g_hash_table_lookup (self->buckets, &key);
  if (bucket == NULL)
    {
      bucket = g_new0 (BgBucket, 1);
      bucket->key = key;
      bucket->at = NOT_IN_HEAP;
      g_hash_table_insert (self->buckets, &bucket->key, bucket);
    }
  self->recent = bucket;
  return bucket;
}

static void
retire_bucket (BgReadyQueue *self,
               BgBucket     *bucket)
{
  heap_remove (self, bucket);
  /* A few empty ones are kept: a queue that runs empty and fills again should not allocate. */
  if (g_hash_table_size (self->buckets) <= MAX_EMPTY_BUCKETS)
    return;
  if (self->recent == bucket)
    self->recent = NULL;
  g_hash_table_remove (self->buckets, &bucket->key);
}

BgReadyQueue *
bg_ready_queue_new (void)
{
  BgReadyQueue *self = g_new0 (BgReadyQueue, 1);

  self->buckets = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  self->heap = g_ptr_array_new ();
  return self;
}

void
bg_ready_queue_free (BgReadyQueue *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->heap);
  g_hash_table_unref (self->buckets);
  g_free (self);
}

/* The class decides, then the priority. */
gint64
bg_ready_queue_key (BgNode *node)
{
  gint64 task_class = BG_NODE_CLASS_NORMAL;
  int priority = node->priority;

  if (node->cold != NULL)
    {
      task_class = node->cold->task_class;
      if (G_UNLIKELY (node->cold->goes_first))
        priority = G_MAXINT;
    }
  return task_class * (G_GINT64_CONSTANT (1) << 32) + priority;
}

void
bg_ready_queue_push (BgReadyQueue *self,
                     BgNode       *node)
{
  BgBucket *bucket = ensure_bucket (self, bg_ready_queue_key (node));

  node->next = NULL;
  node->prev = bucket->last;
  if (bucket->last != NULL)
    bucket->last->next = node;
  else
    bucket->first = node;
  bucket->last = node;
  if (bucket->at == NOT_IN_HEAP)
    heap_add (self, bucket);
  bucket->length++;
  set_length (self, self->length + 1);
}

/* For a node that was taken and not run: before its equals, where it came from. */
void
bg_ready_queue_push_front (BgReadyQueue *self,
                           BgNode       *node)
{
  BgBucket *bucket = ensure_bucket (self, bg_ready_queue_key (node));

  node->prev = NULL;
  node->next = bucket->first;
  bucket->guest = NULL;
  if (bucket->first != NULL)
    bucket->first->prev = node;
  else
    bucket->last = node;
  bucket->first = node;
  if (bucket->at == NOT_IN_HEAP)
    heap_add (self, bucket);
  bucket->length++;
  set_length (self, self->length + 1);
}

BgNode *
bg_ready_queue_peek (BgReadyQueue *self)
{
  return self->heap->len > 0 ? heap_get (self, 0)->first : NULL;
}

static void
unlink_node (BgReadyQueue *self,
             BgBucket     *bucket,
             BgNode       *node)
{
  if (node->prev != NULL)
    node->prev->next = node->next;
  else
    bucket->first = node->next;
  if (node->next != NULL)
    node->next->prev = node->prev;
  else
    bucket->last = node->prev;
  if (bucket->guest == node)
    bucket->guest = NULL;
  node->next = node->prev = NULL;
  bucket->length--;
  set_length (self, self->length - 1);
  if (bucket->first == NULL)
    retire_bucket (self, bucket);
}

BgNode *
bg_ready_queue_pop (BgReadyQueue *self)
{
  BgNode *node = bg_ready_queue_peek (self);

  if (node != NULL)
    unlink_node (self, heap_get (self, 0), node);
  return node;
}

/* The node's key must be the one that it was pushed with. */
void
bg_ready_queue_remove (BgReadyQueue *self,
                       BgNode       *node)
{
  unlink_node (self, ensure_bucket (self, bg_ready_queue_key (node)), node);
}

gsize
bg_ready_queue_get_length (BgReadyQueue *self)
{
  return self->length;
}

/* The one thing that may be asked without the guard of the queue; the answer may be old. */
gboolean
bg_ready_queue_is_empty (BgReadyQueue *self)
{
  return __atomic_load_n (&self->length, __ATOMIC_RELAXED) == 0;
}

/* Before its equals, but behind the first of them that go before it. */
void
bg_ready_queue_push_behind (BgReadyQueue *self,
                            BgNode       *node,
                            BgNodeOrder   goes_before)
{
  BgBucket *bucket = ensure_bucket (self, bg_ready_queue_key (node));
  /* Mostly they come in their order: all that go before the guest go before it as well. */
  BgNode *behind = bucket->guest != NULL && goes_before (bucket->guest, node) ? bucket->guest : NULL;

  for (BgNode *next = behind != NULL ? behind->next : bucket->first; next != NULL && goes_before (next, node);
       next = next->next)
    behind = next;
  if (behind == NULL)
    bg_ready_queue_push_front (self, node);
  else if (behind == bucket->last)
    bg_ready_queue_push (self, node);
  else
    {
      node->prev = behind;
      node->next = behind->next;
      behind->next->prev = node;
      behind->next = node;
      bucket->length++;
      set_length (self, self->length + 1);
    }
  bucket->guest = node;
}

/* Some may go first whatever their priority is. */
static void
call_for_each (BgBucket  *bucket,
               BgKeyFunc  func,
               gpointer   user_data)
{
  for (BgNode *node = bucket->first; node != NULL; node = node->next)
    func (bucket->key - G_MAXINT + node->priority, 1, user_data);
}

/* Every key that has nodes, in no order, with how many they are. */
void
bg_ready_queue_foreach_key (BgReadyQueue *self,
                            BgKeyFunc     func,
                            gpointer      user_data)
{
  for (guint i = 0; i < self->heap->len; i++)
    {
      BgBucket *bucket = heap_get (self, i);

      if ((int) (guint32) bucket->key == G_MAXINT)
        call_for_each (bucket, func, user_data);
      else
        func (bucket->key, bucket->length, user_data);
    }
}
