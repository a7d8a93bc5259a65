/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-resources-private.h"

typedef struct
{
  BgNeeds *needs;
  guint    lane;
  gint64   key;
} BgCalled;

struct _BgResources
{
  GHashTable *by_name;
};

static void
free_queue (gpointer data)
{
  if (data != NULL)
    bg_ready_queue_free (data);
}

static void
free_resource (gpointer data)
{
  BgResource *self = data;

  g_ptr_array_unref (self->waiting);
  g_array_unref (self->starts);
  g_array_unref (self->called);
  g_free (self->name);
  g_free (self);
}

BgResources *
bg_resources_new (void)
{
  BgResources *self = g_new (BgResources, 1);

  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_resource);
  return self;
}

void
bg_resources_free (BgResources *self)
{
  g_hash_table_unref (self->by_name);
  g_free (self);
}

BgResource *
bg_resources_lookup (BgResources *self,
                     const char  *name)
{
  return g_hash_table_lookup (self->by_name, name);
}

BgResource *
bg_resources_ensure (BgResources *self,
                     const char  *name)
{
  BgResource *resource = bg_resources_lookup (self, name);

  if (resource != NULL)
    return resource;
  resource = g_new0 (BgResource, 1);
  resource->name = g_strdup (name);
  resource->limit = G_MAXUINT;
  resource->starts = g_array_new (FALSE, FALSE, sizeof (gint64));
  resource->called = g_array_new (FALSE, FALSE, sizeof (BgCalled));
  resource->waiting = g_ptr_array_new_with_free_func (free_queue);
  resource->timer = (BgTimer) { .at = BG_TIMER_UNARMED, .owner = resource };
  g_hash_table_insert (self->by_name, resource->name, resource);
  return resource;
}

/* Nobody needs it any more. */
void
bg_resources_remove (BgResources *self,
                     BgResource  *resource)
{
  g_hash_table_remove (self->by_name, resource->name);
}

/* Of the nodes that wait for any of them. */
void
bg_resources_foreach_key (BgResources *self,
                          BgKeyFunc    func,
                          gpointer     user_data)
{
  GHashTableIter iter;
  gpointer resource;

  g_hash_table_iter_init (&iter, self->by_name);
  while (g_hash_table_iter_next (&iter, NULL, &resource))
    {
      GPtrArray *waiting = ((BgResource *) resource)->waiting;

      for (guint lane = 0; lane < waiting->len; lane++)
        if (g_ptr_array_index (waiting, lane) != NULL)
          bg_ready_queue_foreach_key (g_ptr_array_index (waiting, lane), func, user_data);
    }
}

BgNeeds *
bg_needs_new (BgResource **resources,
              guint        n)
{
  BgNeeds *self = g_malloc0 (sizeof (BgNeeds) + n * sizeof (BgResource *));

  self->n = n;
  memcpy (self->of, resources, n * sizeof (BgResource *));
  return self;
}

/* Takes the needs, which may be NULL for none. */
BgNeeds *
bg_needs_add (BgNeeds    *self,
              BgResource *resource)
{
  const guint n = self != NULL ? self->n : 0;
  BgNeeds *more = g_realloc (self, sizeof (BgNeeds) + (n + 1) * sizeof (BgResource *));

  if (self == NULL)
    memset (more, 0, sizeof *more);
  more->of[n] = resource;
  more->n = n + 1;
  return more;
}

static void
forget_old_starts (BgResource *self,
                   gint64      now)
{
  guint n = 0;

  while (n < self->starts->len && g_array_index (self->starts, gint64, n) <= now - self->period)
    n++;
  if (n > 0)
    g_array_remove_range (self->starts, 0, n);
}

/* How many may begin to use it now. */
guint
bg_resource_count_free (BgResource *self,
                        gint64      now)
{
  guint n_free = self->limit > self->n_used ? self->limit - self->n_used : 0;

  if (self->max_starts == 0)
    return n_free;
  forget_old_starts (self, now);
  return self->starts->len < self->max_starts ? MIN (n_free, self->max_starts - self->starts->len) : 0;
}

/* Returns: (nullable): something that cannot be had now */
BgResource *
bg_needs_find_lack (BgNeeds *self,
                    gint64   now)
{
  for (guint i = 0; i < self->n; i++)
    if (bg_resource_count_free (self->of[i], now) == 0)
      return self->of[i];
  return NULL;
}

void
bg_needs_take (BgNeeds *self,
               gint64   now)
{
  g_assert (!self->taken);

  self->taken = TRUE;
  self->turn = 0;
  for (guint i = 0; i < self->n; i++)
    {
      BgResource *resource = self->of[i];

      resource->n_used++;
      if (resource->max_starts > 0)
        g_array_append_val (resource->starts, now);
    }
}

void
bg_needs_give_back (BgNeeds *self)
{
  g_assert (self->taken);

  self->taken = FALSE;
  for (guint i = 0; i < self->n; i++)
    self->of[i]->n_used--;
}

static BgReadyQueue *
ensure_queue (BgResource *self,
              guint       lane)
{
  if (self->waiting->len <= lane)
    g_ptr_array_set_size (self->waiting, (int) lane + 1);
  if (g_ptr_array_index (self->waiting, lane) == NULL)
    self->waiting->pdata[lane] = bg_ready_queue_new ();
  return g_ptr_array_index (self->waiting, lane);
}

/* Those that were set aside go before those that were not, the earlier first. */
gboolean
bg_needs_go_before (BgNode *first,
                    BgNode *second)
{
  BgNeeds *needs = bg_node_get_needs (first);

  return needs != NULL && needs->turn != 0 && needs->turn < bg_node_get_needs (second)->turn;
}

/* A node waits for it, from its @turn on if it has not waited before. */
void
bg_resource_set_aside (BgResource *self,
                       BgNode     *node,
                       guint       lane,
                       guint64     turn)
{
  BgNeeds *needs = bg_node_get_needs (node);
  BgReadyQueue *queue = ensure_queue (self, lane);

  needs->waits_for = self;
  if (needs->turn != 0)
    bg_ready_queue_push_behind (queue, node, bg_needs_go_before);
  else
    {
      needs->turn = turn;
      bg_ready_queue_push (queue, node);
    }
}

void
bg_resource_withdraw (BgResource *self,
                      BgNode     *node,
                      guint       lane)
{
  bg_node_get_needs (node)->waits_for = NULL;
  bg_ready_queue_remove (ensure_queue (self, lane), node);
}

/* Those that are less urgent do not count: there may be no room for them. */
static guint
count_called (BgResource *self,
              guint       lane,
              gint64      key)
{
  guint n = 0;

  for (guint i = 0; i < self->called->len; i++)
    {
      BgCalled *called = &g_array_index (self->called, BgCalled, i);

      n += called->lane == lane && called->key >= key;
    }
  return n;
}

/* Returns: (nullable): the first of those who wait in a lane, if fewer than @most that are as urgent have been called
 *   there; it has to look again whether it can have what it needs */
BgNode *
bg_resource_call (BgResource *self,
                  guint       lane,
                  guint       most)
{
  BgReadyQueue *queue = g_ptr_array_index (self->waiting, lane);
  BgNode *node = queue != NULL ? bg_ready_queue_peek (queue) : NULL;
  BgCalled called;

  if (node == NULL)
    return NULL;
  if (self->called->len >= most && count_called (self, lane, bg_ready_queue_key (node)) >= most)
    return NULL;
  bg_ready_queue_pop (queue);
  called = (BgCalled) { bg_node_get_needs (node), lane, bg_ready_queue_key (node) };
  bg_node_get_needs (node)->called_at = self->called->len;
  g_array_append_val (self->called, called);
  bg_node_get_needs (node)->waits_for = NULL;
  bg_node_get_needs (node)->called_by = self;
  return node;
}

/* It has looked, or will not. */
void
bg_needs_answer_call (BgNeeds *self)
{
  GArray *called;

  if (self->called_by == NULL)
    return;
  called = g_steal_pointer (&self->called_by)->called;
  g_array_remove_index_fast (called, self->called_at);
  /* The last one is in its place now. */
  if (self->called_at < called->len)
    g_array_index (called, BgCalled, self->called_at).needs->called_at = self->called_at;
}
