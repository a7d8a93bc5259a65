/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-node-private.h"

#include <stdlib.h>
#include <string.h>

/* Ids are given out in order and nodes lie in slabs in that order, so the id of a node follows from its
 * address, and a slab of short-lived tasks goes back as a whole. A place in a slab is never used for a
 * second task: that is what makes ids unique without a counter in every node. */

#define SLAB_SIZE 16384
#define SLAB_NODES ((SLAB_SIZE - 64) / sizeof (BgNode))
#define MAX_SPARE_SLABS 16

typedef struct _BgSlab BgSlab;

struct _BgSlab
{
  guint64  number;              /* holds the ids from number * SLAB_NODES + 1 */
  guint    n_used;
  guint    n_live;
  BgSlab  *next_spare;
  BgNode   nodes[] __attribute__ ((aligned (64)));
};

struct _BgNodeStore
{
  BgSlab     *newest;
  GHashTable *slabs;            /* number → slab, all but the newest */
  BgSlab     *spare;
  guint       n_spare;
  guint64     next_number;
  gsize       n_live;
};

G_STATIC_ASSERT (sizeof (BgNode) <= 56);
G_STATIC_ASSERT (offsetof (BgSlab, nodes) + SLAB_NODES * sizeof (BgNode) <= SLAB_SIZE);

static BgSlab *
get_slab (BgNode *node)
{
  return (BgSlab *) ((gsize) node & ~(gsize) (SLAB_SIZE - 1));
}

static void
new_slab (BgNodeStore *self)
{
  BgSlab *slab = self->spare;

  if (slab != NULL)
    {
      self->spare = slab->next_spare;
      self->n_spare--;
    }
  else
    {
      slab = aligned_alloc (SLAB_SIZE, SLAB_SIZE);
      if (slab == NULL)
        g_error ("Out of memory for tasks");
    }

  slab->number = self->next_number++;
  slab->n_used = 0;
  slab->n_live = 0;
  if (self->newest != NULL)
    g_hash_table_insert (self->slabs, GSIZE_TO_POINTER (self->newest->number), self->newest);
  self->newest = slab;
}

static void
give_back_slab (BgNodeStore *self,
                BgSlab      *slab)
{
  g_hash_table_remove (self->slabs, GSIZE_TO_POINTER (slab->number));

  if (self->n_spare == MAX_SPARE_SLABS)
    {
      free (slab);
      return;
    }
  slab->next_spare = self->spare;
  self->spare = slab;
  self->n_spare++;
}

BgNodeStore *
bg_node_store_new (void)
{
  BgNodeStore *self = g_new0 (BgNodeStore, 1);

  self->slabs = g_hash_table_new (NULL, NULL);
  return self;
}

static void
free_cold (BgNode   *node,
           gpointer  user_data)
{
  if (node->cold == NULL)
    return;
  g_free (node->cold->up);
  g_clear_pointer (&node->cold, g_free);
}

void
bg_node_store_free (BgNodeStore *self)
{
  GHashTableIter iter;
  gpointer slab;

  if (self == NULL)
    return;

  bg_node_store_foreach (self, free_cold, NULL);
  g_hash_table_iter_init (&iter, self->slabs);
  while (g_hash_table_iter_next (&iter, NULL, &slab))
    free (slab);
  g_hash_table_unref (self->slabs);
  free (self->newest);
  while (self->spare != NULL)
    {
      BgSlab *spare = self->spare;

      self->spare = spare->next_spare;
      free (spare);
    }
  g_free (self);
}

BgNode *
bg_node_store_add (BgNodeStore *self,
                   guint64     *id)
{
  BgSlab *slab = self->newest;
  BgNode *node;

  if (G_UNLIKELY (slab == NULL || slab->n_used == SLAB_NODES))
    {
      /* An exhausted slab whose tasks have all ended is not needed for look-ups any more. */
      if (slab != NULL && slab->n_live == 0)
        {
          self->newest = NULL;
          give_back_slab (self, slab);
        }
      new_slab (self);
      slab = self->newest;
    }

  node = &slab->nodes[slab->n_used++];
  slab->n_live++;
  self->n_live++;
  *node = (BgNode) { NULL };
  *id = slab->number * SLAB_NODES + slab->n_used;
  return node;
}

/* NULL if the id was never given out or its node is gone. */
BgNode *
bg_node_store_lookup (BgNodeStore *self,
                      guint64      id)
{
  guint64 number = (id - 1) / SLAB_NODES;
  guint place = (guint) ((id - 1) % SLAB_NODES);
  BgSlab *slab = self->newest;

  if (id == 0 || slab == NULL)
    return NULL;
  if (slab->number != number)
    slab = g_hash_table_lookup (self->slabs, GSIZE_TO_POINTER (number));
  if (slab == NULL || place >= slab->n_used || slab->nodes[place].state == BG_NODE_NEW)
    return NULL;
  return &slab->nodes[place];
}

/* The node must not be used afterwards; its cold part goes with it. */
void
bg_node_store_remove (BgNodeStore *self,
                      BgNode      *node)
{
  BgSlab *slab = get_slab (node);

  free_cold (node, NULL);
  node->state = BG_NODE_NEW;
  self->n_live--;
  if (--slab->n_live == 0 && slab != self->newest)
    give_back_slab (self, slab);
}

/* The id that the next task gets. */
guint64
bg_node_store_get_next_id (BgNodeStore *self)
{
  if (self->newest == NULL)
    return 1;
  return self->newest->number * SLAB_NODES + self->newest->n_used + 1;
}

gsize
bg_node_store_get_n_live (BgNodeStore *self)
{
  return self->n_live;
}

static void
foreach_in_slab (BgSlab     *slab,
                 BgNodeFunc  func,
                 gpointer    user_data)
{
  for (guint i = 0; i < slab->n_used; i++)
    if (slab->nodes[i].state != BG_NODE_NEW)
      func (&slab->nodes[i], user_data);
}

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  const BgSlab *x = *(BgSlab *const *) a;
  const BgSlab *y = *(BgSlab *const *) b;

  return x->number < y->number ? -1 : x->number > y->number;
}

/* In the order of ids. The function may change nodes, but neither add nor remove any. */
void
bg_node_store_foreach (BgNodeStore *self,
                       BgNodeFunc   func,
                       gpointer     user_data)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer slab;

  g_hash_table_iter_init (&iter, self->slabs);
  while (g_hash_table_iter_next (&iter, NULL, &slab))
    g_ptr_array_add (sorted, slab);
  g_ptr_array_sort (sorted, compare_numbers);
  if (self->newest != NULL)
    g_ptr_array_add (sorted, self->newest);
  for (guint i = 0; i < sorted->len; i++)
    foreach_in_slab (g_ptr_array_index (sorted, i), func, user_data);
}

guint64
bg_node_get_id (BgNode *self)
{
  BgSlab *slab = get_slab (self);

  return slab->number * SLAB_NODES + (guint64) (self - slab->nodes) + 1;
}

BgNodeCold *
bg_node_ensure_cold (BgNode *self)
{
  if (self->cold == NULL)
    {
      self->cold = g_new0 (BgNodeCold, 1);
      self->cold->task_class = BG_NODE_CLASS_NORMAL;
    }
  return self->cold;
}

/* The one place where a node changes its state. */
void
bg_node_set_state (BgNode      *self,
                   BgNodeState  state)
{
  static const guint allowed[] = {
    [BG_NODE_NEW] = 1 << BG_NODE_BLOCKED | 1 << BG_NODE_DELAYED | 1 << BG_NODE_QUEUED,
    [BG_NODE_BLOCKED] = 1 << BG_NODE_DELAYED | 1 << BG_NODE_QUEUED | 1 << BG_NODE_FINISHED,
    [BG_NODE_DELAYED] = 1 << BG_NODE_BLOCKED | 1 << BG_NODE_QUEUED | 1 << BG_NODE_FINISHED,
    [BG_NODE_QUEUED] = 1 << BG_NODE_BLOCKED | 1 << BG_NODE_TAKEN | 1 << BG_NODE_FINISHED,
    [BG_NODE_TAKEN] = 1 << BG_NODE_QUEUED | 1 << BG_NODE_HELD | 1 << BG_NODE_FINISHED,
    [BG_NODE_HELD] = 1 << BG_NODE_FINISHED,
    [BG_NODE_FINISHED] = 1 << BG_NODE_ENDED,
    [BG_NODE_ENDED] = 0,
  };

  g_assert ((allowed[self->state] & 1u << state) != 0);
  self->state = (guint8) state;
}
