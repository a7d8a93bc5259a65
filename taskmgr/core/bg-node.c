/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-node-private.h"

#include <sys/mman.h>

/* Ids are given out in order and nodes lie in slabs in that order, so the id of a node follows from its
 * address, and a slab of short-lived tasks goes back as a whole. A place in a slab is never used for a
 * second task: that is what makes ids unique without a counter in every node. */

#define SLAB_SIZE 16384
#define SLAB_NODES ((SLAB_SIZE - 64) / sizeof (BgNode))
/* Slabs are cut from regions of address space. Spare ones beyond a few keep their address and give their
 * memory back. */
#define REGION_SIZE (64 * SLAB_SIZE)
#define MAX_WARM_SLABS 16

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
  BgSlab     *looked_up;        /* the last of those that was asked for */
  GPtrArray  *regions;          /* owned */
  BgSlab     *warm;             /* spare slabs, ready for use */
  guint       n_warm;
  GPtrArray  *cold;             /* spare slabs without memory */
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

/* The region is larger than needed by what it takes to align the first slab. */
static void
add_region (BgNodeStore *self)
{
  char *region = mmap (NULL, REGION_SIZE + SLAB_SIZE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  gsize first;

  if (region == MAP_FAILED)
    g_error ("There is no memory for more tasks");
  g_ptr_array_add (self->regions, region);
  first = ((gsize) region + SLAB_SIZE - 1) & ~(gsize) (SLAB_SIZE - 1);
  for (gsize at = REGION_SIZE; at > 0; at -= SLAB_SIZE)
    g_ptr_array_add (self->cold, (gpointer) (first + at - SLAB_SIZE));
}

static BgSlab *
take_spare_slab (BgNodeStore *self)
{
  BgSlab *slab = self->warm;

  if (slab != NULL)
    {
      self->warm = slab->next_spare;
      self->n_warm--;
      return slab;
    }
  if (self->cold->len == 0)
    add_region (self);
  return g_ptr_array_steal_index (self->cold, self->cold->len - 1);
}

static void
new_slab (BgNodeStore *self)
{
  BgSlab *slab = take_spare_slab (self);

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
  if (self->looked_up == slab)
    self->looked_up = NULL;

  if (self->n_warm == MAX_WARM_SLABS)
    {
      madvise (slab, SLAB_SIZE, MADV_DONTNEED);
      g_ptr_array_add (self->cold, slab);
      return;
    }
  slab->next_spare = self->warm;
  self->warm = slab;
  self->n_warm++;
}

BgNodeStore *
bg_node_store_new (void)
{
  BgNodeStore *self = g_new0 (BgNodeStore, 1);

  self->slabs = g_hash_table_new (NULL, NULL);
  self->regions = g_ptr_array_new ();
  self->cold = g_ptr_array_new ();
  return self;
}

/* The edges of a node to its upstreams are one block. What it has room for follows from how many it has, so that
 * adding them one by one moves each only now and then. */
static gsize
get_edges_size (guint n)
{
  return (gsize) (n > 2 ? 1u << g_bit_storage (n - 1) : n) * sizeof (BgEdge);
}

/* Returns: (nullable): a block for so many edges, if the one there is has no room for them */
BgEdge *
bg_node_alloc_edges (BgNodeCold *cold,
                     guint       n)
{
  gsize size = get_edges_size (n);

  return size > get_edges_size (cold->n_up) ? g_slice_alloc (size) : NULL;
}

void
bg_node_free_edges (BgNodeCold *cold)
{
  if (cold->up != NULL)
    g_slice_free1 (get_edges_size (cold->n_up), g_steal_pointer (&cold->up));
}

static void
free_cold (BgNode   *node,
           gpointer  user_data)
{
  if (node->cold == NULL)
    return;
  bg_node_free_edges (node->cold);
  g_free (bg_node_get_needs (node));
  g_slice_free (BgNodeCold, g_steal_pointer (&node->cold));
}

void
bg_node_store_free (BgNodeStore *self)
{
  if (self == NULL)
    return;

  bg_node_store_foreach (self, free_cold, NULL);
  g_hash_table_unref (self->slabs);
  g_ptr_array_unref (self->cold);
  for (guint i = 0; i < self->regions->len; i++)
    munmap (g_ptr_array_index (self->regions, i), REGION_SIZE + SLAB_SIZE);
  g_ptr_array_unref (self->regions);
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

/* Tasks often wait for those added shortly before, which lie together. */
static BgSlab *
look_up_slab (BgNodeStore *self,
              guint64      number)
{
  if (self->newest->number == number)
    return self->newest;
  if (self->looked_up == NULL || self->looked_up->number != number)
    self->looked_up = g_hash_table_lookup (self->slabs, GSIZE_TO_POINTER (number));
  return self->looked_up;
}

/* NULL if the id was never given out or its node is gone. */
BgNode *
bg_node_store_lookup (BgNodeStore *self,
                      guint64      id)
{
  guint64 number = (id - 1) / SLAB_NODES;
  guint place = (guint) ((id - 1) % SLAB_NODES);
  BgSlab *slab;

  if (id == 0 || self->newest == NULL)
    return NULL;
  slab = look_up_slab (self, number);
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

/* The function may remove the node that it is given; the slab stays until the end. */
static void
foreach_in_slab (BgNodeStore *self,
                 BgSlab      *slab,
                 BgNodeFunc   func,
                 gpointer     user_data)
{
  slab->n_live++;
  for (guint i = 0; i < slab->n_used; i++)
    if (slab->nodes[i].state != BG_NODE_NEW)
      func (&slab->nodes[i], user_data);
  if (--slab->n_live == 0 && slab != self->newest)
    give_back_slab (self, slab);
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
    foreach_in_slab (self, g_ptr_array_index (sorted, i), func, user_data);
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
  BgNodeCold *cold = self->cold;

  if (cold == NULL)
    {
      cold = g_slice_new0 (BgNodeCold);
      cold->task_class = BG_NODE_CLASS_NORMAL;
      /* The worker that runs the node looks without the lock. */
      __atomic_store_n (&self->cold, cold, __ATOMIC_SEQ_CST);
    }
  return cold;
}

/* The one place where a node changes its state. */
void
bg_node_set_state (BgNode      *self,
                   BgNodeState  state)
{
  G_GNUC_UNUSED static const guint allowed[] = {
    [BG_NODE_NEW] = 1 << BG_NODE_BLOCKED | 1 << BG_NODE_DELAYED | 1 << BG_NODE_QUEUED,
    [BG_NODE_BLOCKED] = 1 << BG_NODE_DELAYED | 1 << BG_NODE_QUEUED | 1 << BG_NODE_FINISHED,
    [BG_NODE_DELAYED] = 1 << BG_NODE_BLOCKED | 1 << BG_NODE_QUEUED | 1 << BG_NODE_FINISHED,
    [BG_NODE_QUEUED] = 1 << BG_NODE_BLOCKED | 1 << BG_NODE_TAKEN | 1 << BG_NODE_FINISHED,
    [BG_NODE_TAKEN] = 1 << BG_NODE_QUEUED | 1 << BG_NODE_HELD | 1 << BG_NODE_FINISHED,
    [BG_NODE_HELD] = 1 << BG_NODE_FINISHED,
    [BG_NODE_FINISHED] = 1 << BG_NODE_ENDED | 1 << BG_NODE_DELAYED,
    [BG_NODE_ENDED] = 0,
  };

  g_assert ((allowed[self->state] & 1u << state) != 0);
  self->state = (guint8) state;
}
