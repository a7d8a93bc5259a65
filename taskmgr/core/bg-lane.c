/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-lane-private.h"

#define TAG_RUNNING ((gsize) 1)
#define TAG_STOPPED ((gsize) 2)
#define TAGS        (TAG_RUNNING | TAG_STOPPED)

static gsize
load_slot (BgRunner *worker,
           guint     slot)
{
  return __atomic_load_n (&worker->slots[slot], __ATOMIC_SEQ_CST);
}

static gboolean
change_slot (BgRunner *worker,
             guint     slot,
             gsize     from,
             gsize     to)
{
  return __atomic_compare_exchange_n (&worker->slots[slot], &from, to, FALSE,
                                      __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/* By the worker: begins the node in the slot. NULL if it was claimed back. */
BgNode *
bg_runner_begin (BgRunner *self,
                 guint     slot)
{
  gsize node = load_slot (self, slot);

  if (node == 0 || !change_slot (self, slot, node, node | TAG_RUNNING))
    return NULL;
  return (BgNode *) node;
}

/* By the worker: the body returned. TRUE if the node was stopped meanwhile, and the cancellable with it. */
gboolean
bg_runner_end (BgRunner *self,
               guint     slot)
{
  return (__atomic_exchange_n (&self->slots[slot], 0, __ATOMIC_SEQ_CST) & TAG_STOPPED) != 0;
}

static int
find_slot (BgRunner *worker,
           BgNode   *node,
           gsize    *content)
{
  for (guint i = 0; i < worker->n; i++)
    {
      *content = load_slot (worker, i);
      if ((*content & ~TAGS) == (gsize) node)
        return (int) i;
    }
  return -1;
}

/* Takes back a node that was not begun. FALSE if it was. */
gboolean
bg_runner_claim (BgRunner *self,
                 BgNode   *node)
{
  gsize content;
  int slot = find_slot (self, node, &content);

  return slot >= 0 && change_slot (self, (guint) slot, (gsize) node, 0);
}

/* Tells the worker that the node it runs was stopped. FALSE if its body has returned. */
gboolean
bg_runner_mark_stopped (BgRunner *self,
                        BgNode   *node)
{
  gsize content;
  int slot = find_slot (self, node, &content);

  return slot >= 0 && change_slot (self, (guint) slot, content, content | TAG_STOPPED);
}

gboolean
bg_runner_holds (BgRunner *self,
                 BgNode   *node)
{
  gsize content;

  return find_slot (self, node, &content) >= 0;
}

gboolean
bg_runner_has_unbegun (BgRunner *self,
                       BgNode   *node)
{
  gsize content;

  return find_slot (self, node, &content) >= 0 && (content & TAGS) == 0;
}

static gboolean
is_running (BgRunner *worker)
{
  for (guint i = 0; i < worker->n; i++)
    if ((load_slot (worker, i) & TAG_RUNNING) != 0)
      return TRUE;
  return FALSE;
}

BgLane *
bg_lane_new (guint    index,
             gboolean has_workers)
{
  BgLane *self = g_new0 (BgLane, 1);

  self->index = index;
  self->has_workers = has_workers;
  self->refused_class = -1;
  self->ready = bg_ready_queue_new ();
  self->workers = g_ptr_array_new ();
  return self;
}

void
bg_lane_free (BgLane *self)
{
  if (self->pool != NULL && self->free_pool != NULL)
    self->free_pool (self->pool);
  g_clear_object (&self->executor);
  bg_ready_queue_free (self->ready);
  g_ptr_array_unref (self->workers);
  g_free (self);
}

/* What a node needs is taken when it begins, and the time it may run counts from then: so it is the first of what is
 * taken together. */
static gboolean
may_follow (BgLane *self,
            guint   n)
{
  BgNode *next = n > 0 ? bg_ready_queue_peek (self->ready) : NULL;

  return next == NULL || !bg_node_has_terms (next);
}

/* Moves up to @most nodes, the first in line, into the worker's empty slots. */
guint
bg_lane_fill (BgLane    *self,
              BgRunner  *worker,
              guint      most,
              BgNode   **nodes)
{
  guint n = 0;

  self->n_taken -= worker->n_spare;
  worker->n_spare = 0;
  while (n < most && may_follow (self, n) && (nodes[n] = bg_ready_queue_pop (self->ready)) != NULL)
    {
      nodes[n]->worker = worker->index;
      __atomic_store_n (&worker->slots[n], (gsize) nodes[n], __ATOMIC_RELEASE);
      n++;
    }
  worker->n = n;
  worker->taken_at = ++self->n_takes;

  if (n > 1)
    {
      gint64 key = bg_ready_queue_key (nodes[n - 1]);

      self->taken_key = self->n_taken > 0 ? MIN (self->taken_key, key) : key;
      worker->n_spare = n - 1;
      self->n_taken += worker->n_spare;
    }
  return n;
}

static void
recall_worker (BgLane     *self,
               BgRunner   *worker,
               BgNodeFunc  func,
               gpointer    user_data)
{
  for (guint i = worker->n; i > 0; i--)
    {
      gsize content = load_slot (worker, i - 1);

      if (content == 0 || (content & TAGS) != 0 || !change_slot (worker, i - 1, content, 0))
        continue;
      func ((BgNode *) content, user_data);
      bg_ready_queue_push_front (self->ready, (BgNode *) content);
    }
}

static int
compare_takes (gconstpointer a,
               gconstpointer b)
{
  const BgRunner *x = *(BgRunner *const *) a;
  const BgRunner *y = *(BgRunner *const *) b;

  return x->taken_at < y->taken_at ? 1 : x->taken_at > y->taken_at ? -1 : 0;
}

/* Puts what workers took and have not begun back to where it was; @func is told of each. What was taken
 * last goes first, so that equals come to stand in the order they had. */
void
bg_lane_recall (BgLane     *self,
                BgNodeFunc  func,
                gpointer    user_data)
{
  g_autoptr (GPtrArray) takers = g_ptr_array_new ();

  for (guint i = 0; i < self->workers->len; i++)
    {
      BgRunner *worker = g_ptr_array_index (self->workers, i);

      if (worker != NULL && worker->n > 0)
        g_ptr_array_add (takers, worker);
    }
  g_ptr_array_sort (takers, compare_takes);
  /* What is put back may let others go, for which nothing is to be recalled again. */
  self->n_taken = 0;
  for (guint i = 0; i < takers->len; i++)
    {
      BgRunner *worker = g_ptr_array_index (takers, i);

      recall_worker (self, worker, func, user_data);
      worker->n_spare = 0;
    }
}

guint
bg_lane_count_running (BgLane *self)
{
  guint n = 0;

  for (guint i = 0; i < self->workers->len; i++)
    {
      BgRunner *worker = g_ptr_array_index (self->workers, i);

      if (worker != NULL && is_running (worker))
        n++;
    }
  return n;
}

guint
bg_lane_count_unbegun (BgLane *self)
{
  guint n = 0;

  for (guint i = 0; i < self->workers->len; i++)
    {
      BgRunner *worker = g_ptr_array_index (self->workers, i);

      for (guint slot = 0; worker != NULL && slot < worker->n; slot++)
        {
          gsize content = load_slot (worker, slot);

          n += content != 0 && (content & TAGS) == 0;
        }
    }
  return n;
}

/* The worker that took the node; NULL if it has left, so that the node is on its way home, or if the lane has
 * none. */
BgRunner *
bg_lane_get_worker (BgLane *self,
                    BgNode *node)
{
  return node->worker < self->workers->len ? g_ptr_array_index (self->workers, node->worker) : NULL;
}
