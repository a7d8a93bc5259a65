/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-engine-private.h"

#include "bg-resources-private.h"

/* Tasks that do the same, as they say by a key: they never run at the same time, and one that waits can do for
 * others. All of this is under the lock. */

struct _BgUnique
{
  char       *key;
  BgResource *place;            /* there is one */
  GPtrArray  *nodes;            /* in the order in which they were added */
};

static BgUnique *
ensure_unique (BgEngine   *self,
               const char *key)
{
  BgUnique *unique = g_hash_table_lookup (self->uniques, key);
  g_autofree char *name = NULL;

  if (unique != NULL)
    return unique;
  unique = g_new0 (BgUnique, 1);
  unique->key = g_strdup (key);
  unique->nodes = g_ptr_array_new ();
  /* A control character keeps it apart from whatever a program would call a resource. */
  name = g_strconcat ("\001unique-", key, NULL);
  unique->place = bg_resources_ensure (self->resources, name);
  unique->place->limit = 1;
  g_hash_table_insert (self->uniques, unique->key, unique);
  return unique;
}

static void
free_unique (BgEngine *self,
             BgUnique *unique)
{
  g_hash_table_remove (self->uniques, unique->key);
  bg_resources_remove (self->resources, unique->place);
  g_ptr_array_unref (unique->nodes);
  g_free (unique->key);
  g_free (unique);
}

/* One whose time was up has ended, though its body may run on; one that has failed may be tried again. */
static gboolean
is_alive (BgEngine *self,
          BgNode   *node)
{
  const guint8 ends = BG_NODE_FLAG_STOPPED | BG_NODE_FLAG_BUSY | BG_NODE_FLAG_NOTICED;

  return (bg_node_get_flags (node) & ends) == 0
         && (node->state < BG_NODE_FINISHED || bg_engine_could_retry (self, node));
}

/* Returns: (nullable): the latest that has not begun, or that waits for another attempt; failing that the one that
 * runs */
static BgNode *
find_alive (BgEngine *self,
            BgUnique *unique,
            gboolean  may_run)
{
  BgNode *running = NULL;

  for (guint i = unique->nodes->len; i > 0; i--)
    {
      BgNode *node = g_ptr_array_index (unique->nodes, i - 1);

      if (!is_alive (self, node))
        continue;
      if (node->state < BG_NODE_TAKEN)
        return node;
      running = node;
    }
  return may_run ? running : NULL;
}

/* Another task with the key is to be added. Returns: the one that does for it; NULL if there is none */
BgNode *
bg_engine_find_unique (BgEngine   *self,
                       const char *key,
                       BgUniqueness uniqueness)
{
  BgUnique *unique = g_hash_table_lookup (self->uniques, key);

  if (unique == NULL)
    return NULL;
  /* What a worker has taken and not begun still waits. */
  bg_engine_recall (self);
  bg_engine_touch_workers (self);
  if (uniqueness != BG_UNIQUENESS_REPLACE)
    return find_alive (self, unique, uniqueness == BG_UNIQUENESS_KEEP);
  for (guint i = 0; i < unique->nodes->len; i++)
    bg_engine_end_early (self, g_ptr_array_index (unique->nodes, i), NULL);
  return NULL;
}

/* A node that is being added has a key. Returns: (transfer full): what it needs, with its place among its like */
BgNeeds *
bg_engine_make_unique (BgEngine   *self,
                       BgNode     *node,
                       BgNeeds    *needs,
                       const char *key)
{
  BgUnique *unique = ensure_unique (self, key);

  g_ptr_array_add (unique->nodes, node);
  needs = bg_needs_add (needs, unique->place);
  needs->unique = unique;
  return needs;
}

/* A node with a key goes. */
void
bg_engine_forget_unique (BgEngine *self,
                         BgNode   *node,
                         BgUnique *unique)
{
  g_ptr_array_remove (unique->nodes, node);
  if (unique->nodes->len == 0)
    free_unique (self, unique);
}
