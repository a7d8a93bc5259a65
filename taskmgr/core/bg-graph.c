/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-graph-private.h"

/* Under the lock. A worker may look without it whether its node has dependents; what it misses the home
 * context finds. */
static inline void
set_link (BgEdge **link,
          BgEdge  *edge)
{
  __atomic_store_n (link, edge, __ATOMIC_RELAXED);
}

static void
link_edge (BgEdge *edge)
{
  edge->next = edge->up->down;
  edge->link = &edge->up->down;
  if (edge->next != NULL)
    edge->next->link = &edge->next;
  set_link (edge->link, edge);
}

/* Takes the edge out of the list of its upstream, which it will not hear from any more. */
void
bg_graph_unlink_edge (BgEdge *edge)
{
  if (edge->up == NULL)
    return;
  set_link (edge->link, edge->next);
  if (edge->next != NULL)
    edge->next->link = edge->link;
  edge->up = NULL;
  edge->next = NULL;
  edge->link = NULL;
}

/* The upstreams are given in declared order; NULL stands for one that has completed already. */
void
bg_graph_set_upstreams (BgNode         *node,
                        const guint64  *ids,
                        BgNode        **upstreams,
                        guint           n)
{
  BgNodeCold *cold = bg_node_ensure_cold (node);

  cold->up = bg_node_alloc_edges (cold, n);
  cold->n_up = n;
  cold->n_waiting = 0;
  for (guint i = 0; i < n; i++)
    {
      BgEdge *edge = &cold->up[i];

      *edge = (BgEdge) { .up_id = ids[i], .up = upstreams[i], .down = node };
      if (edge->up == NULL)
        continue;
      link_edge (edge);
      cold->n_waiting++;
    }
}

/* What points to an edge is told its new place. */
static void
move_edges (BgNodeCold *cold,
            BgEdge     *to)
{
  if (cold->n_up > 0)
    memcpy (to, cold->up, cold->n_up * sizeof (BgEdge));
  bg_node_free_edges (cold);
  cold->up = to;
  for (guint i = 0; i < cold->n_up; i++)
    {
      BgEdge *edge = &to[i];

      if (edge->up == NULL)
        continue;
      set_link (edge->link, edge);
      if (edge->next != NULL)
        edge->next->link = &edge->next;
    }
}

void
bg_graph_add_upstream (BgNode  *node,
                       guint64  up_id,
                       BgNode  *up)
{
  BgNodeCold *cold = bg_node_ensure_cold (node);
  BgEdge *longer = bg_node_alloc_edges (cold, cold->n_up + 1);
  BgEdge *edge;

  if (longer != NULL)
    move_edges (cold, longer);
  edge = &cold->up[cold->n_up++];
  *edge = (BgEdge) { .up_id = up_id, .up = up, .down = node };
  if (up == NULL)
    return;
  link_edge (edge);
  cold->n_waiting++;
}

/* Looks from both ends at once: many tasks may wait for one, and one for many, but seldom both. */
gboolean
bg_graph_has_edge (BgNode *node,
                   BgNode *up)
{
  guint n = node->cold != NULL ? node->cold->n_up : 0;
  BgEdge *edge = up->down;

  for (guint i = 0; i < n && edge != NULL; i++, edge = edge->next)
    if (node->cold->up[i].up == up || edge->down == node)
      return TRUE;
  return FALSE;
}

void
bg_graph_unlink_node (BgNode *node)
{
  if (node->cold == NULL)
    return;
  for (guint i = 0; i < node->cold->n_up; i++)
    bg_graph_unlink_edge (&node->cold->up[i]);
}

/* Takes all edges to dependents off an upstream, the oldest first, linked by next. */
BgEdge *
bg_graph_take_edges (BgNode *up)
{
  BgEdge *oldest = NULL;
  BgEdge *edge = up->down;

  set_link (&up->down, NULL);
  while (edge != NULL)
    {
      BgEdge *older = edge->next;

      edge->up = NULL;
      edge->link = NULL;
      edge->next = oldest;
      oldest = edge;
      edge = older;
    }
  return oldest;
}

/* What was stopped or has ended is not part of the graph any more, though its edges may not be gone yet. */
static void
visit (BgNode    *node,
       GPtrArray *nodes)
{
  if (node == NULL || node->state == BG_NODE_ENDED
      || (bg_node_get_flags (node) & (BG_NODE_FLAG_MARKED | BG_NODE_FLAG_STOPPED)) != 0)
    return;
  bg_node_add_flags (node, BG_NODE_FLAG_MARKED);
  g_ptr_array_add (nodes, node);
}

/* Appends @start and, breadth first, what is reached from it in the directions asked for, each direction at
 * every step: with both, the whole component. What is in the array already is marked and not visited again.
 * The list of dependents has the newest first; it is turned, so that the walk goes in the order of adding. */
void
bg_graph_collect (BgNode    *start,
                  gboolean   upwards,
                  gboolean   downwards,
                  GPtrArray *nodes)
{
  guint at = nodes->len;

  visit (start, nodes);
  for (; at < nodes->len; at++)
    {
      BgNode *node = g_ptr_array_index (nodes, at);

      if (upwards && node->cold != NULL)
        for (guint i = 0; i < node->cold->n_up; i++)
          visit (node->cold->up[i].up, nodes);
      if (downwards)
        {
          guint first = nodes->len;

          for (BgEdge *edge = node->down; edge != NULL; edge = edge->next)
            visit (edge->down, nodes);
          for (guint i = first, j = nodes->len; i + 1 < j; i++)
            {
              gpointer other = nodes->pdata[--j];

              nodes->pdata[j] = nodes->pdata[i];
              nodes->pdata[i] = other;
            }
        }
    }
}

void
bg_graph_unmark (GPtrArray *nodes)
{
  for (guint i = 0; i < nodes->len; i++)
    bg_node_remove_flags (g_ptr_array_index (nodes, i), BG_NODE_FLAG_MARKED);
}

static GArray *
trace_path (GHashTable *parents,
            BgNode     *from,
            BgNode     *to)
{
  GArray *path = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (BgNode *node = to; node != NULL; node = g_hash_table_lookup (parents, node))
    {
      guint64 id = bg_node_get_id (node);

      g_array_prepend_val (path, id);
      if (node == from)
        break;
    }
  return path;
}

/* The ids on a way from @from to one of the tasks it waits for, directly or not; NULL if there is none. */
GArray *
bg_graph_find_path (BgNode *from,
                    BgNode *to)
{
  g_autoptr (GHashTable) parents = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) queue = g_ptr_array_new ();

  g_hash_table_insert (parents, from, NULL);
  g_ptr_array_add (queue, from);
  for (guint at = 0; at < queue->len; at++)
    {
      BgNode *node = g_ptr_array_index (queue, at);

      if (node == to)
        return trace_path (parents, from, to);
      for (guint i = 0; node->cold != NULL && i < node->cold->n_up; i++)
        {
          BgNode *up = node->cold->up[i].up;

          if (up != NULL && !g_hash_table_contains (parents, up))
            {
              g_hash_table_insert (parents, up, node);
              g_ptr_array_add (queue, up);
            }
        }
    }
  return NULL;
}
