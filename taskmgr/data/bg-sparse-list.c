/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-sparse-list-private.h"

/* A treap ordered by position, in which no node knows its position: it follows from the gaps. So
 * what comes after a change moves by the change of a single gap. */

static guint
get_span (BgSparseNode *node)
{
  return node != NULL ? node->span : 0;
}

static void
update (BgSparseNode *node)
{
  node->span = get_span (node->left) + node->gap + 1 + get_span (node->right);
  if (node->left != NULL)
    node->left->parent = node;
  if (node->right != NULL)
    node->right->parent = node;
}

/* What lies before @position goes to @left, the rest to @right. */
static void
split (BgSparseNode  *node,
       guint          position,
       BgSparseNode **left,
       BgSparseNode **right)
{
  guint own;

  if (node == NULL)
    {
      *left = *right = NULL;
      return;
    }

  own = get_span (node->left) + node->gap;
  node->parent = NULL;
  if (own < position)
    {
      split (node->right, position - own - 1, &node->right, right);
      *left = node;
    }
  else
    {
      split (node->left, position, left, &node->left);
      *right = node;
    }
  update (node);
}

static BgSparseNode *
merge (BgSparseNode *left,
       BgSparseNode *right)
{
  if (left == NULL || right == NULL)
    return left != NULL ? left : right;

  if (left->weight > right->weight)
    {
      left->right = merge (left->right, right);
      update (left);
      return left;
    }

  right->left = merge (left, right->left);
  update (right);
  return right;
}

/* Widens the gap before everything by @delta, which may be negative in the way of unsigned
 * numbers. */
static void
shift (BgSparseList *self,
       guint         delta)
{
  BgSparseNode *node = self->root;

  if (node == NULL)
    {
      self->tail += delta;
      return;
    }

  for (; node->left != NULL; node = node->left)
    node->span += delta;
  node->span += delta;
  node->gap += delta;
}

/* Keeps what lies before @position and moves the rest to @rest. */
static void
cut (BgSparseList *self,
     guint         position,
     BgSparseList *rest)
{
  BgSparseNode *left;
  guint kept;

  split (self->root, position, &left, &rest->root);
  kept = position - get_span (left);
  rest->tail = self->tail;
  shift (rest, -kept);
  self->root = left;
  self->tail = kept;
}

static void
join (BgSparseList *self,
      BgSparseList *rest)
{
  shift (rest, self->tail);
  self->tail = rest->tail;
  self->root = merge (self->root, rest->root);
  if (self->root != NULL)
    self->root->parent = NULL;
}

static guint32
next_weight (BgSparseList *self)
{
  self->seed ^= self->seed << 13;
  self->seed ^= self->seed >> 17;
  self->seed ^= self->seed << 5;
  return self->seed;
}

static void
collect (BgSparseNode *node,
         GPtrArray    *nodes)
{
  if (node == NULL)
    return;
  collect (node->left, nodes);
  g_ptr_array_add (nodes, node);
  collect (node->right, nodes);
}

void
bg_sparse_list_init (BgSparseList *self,
                     guint         length)
{
  self->root = NULL;
  self->tail = length;
  self->seed = 2463534242;
}

guint
bg_sparse_list_get_length (BgSparseList *self)
{
  return get_span (self->root) + self->tail;
}

BgSparseNode *
bg_sparse_list_get_first (BgSparseList *self)
{
  BgSparseNode *node = self->root;

  while (node != NULL && node->left != NULL)
    node = node->left;
  return node;
}

BgSparseNode *
bg_sparse_list_lookup (BgSparseList *self,
                       guint         position)
{
  BgSparseNode *node = self->root;

  while (node != NULL)
    {
      guint own = get_span (node->left) + node->gap;

      if (position == own)
        return node;
      if (position < own)
        {
          node = node->left;
        }
      else
        {
          position -= own + 1;
          node = node->right;
        }
    }
  return NULL;
}

/* The position must be within the list, and empty. */
void
bg_sparse_list_insert (BgSparseList *self,
                       guint         position,
                       BgSparseNode *node)
{
  BgSparseList rest = { 0 };

  g_assert (position < bg_sparse_list_get_length (self));

  cut (self, position, &rest);
  shift (&rest, -1);
  *node = (BgSparseNode) { .weight = next_weight (self), .gap = self->tail };
  update (node);
  self->root = merge (self->root, node);
  self->tail = 0;
  join (self, &rest);
}

/* Leaves an empty position. */
void
bg_sparse_list_remove (BgSparseList *self,
                       BgSparseNode *node)
{
  BgSparseList rest = { 0 };
  BgSparseList after = { 0 };

  cut (self, bg_sparse_node_get_position (node), &rest);
  cut (&rest, 1, &after);
  g_assert (rest.root == node);
  self->tail++;
  join (self, &after);
}

/* Replaces @n_removed positions by @n_added empty ones, and adds the nodes that were there to
 * @removed. */
void
bg_sparse_list_splice (BgSparseList *self,
                       guint         position,
                       guint         n_removed,
                       guint         n_added,
                       GPtrArray    *removed)
{
  BgSparseList middle = { 0 };
  BgSparseList after = { 0 };

  g_assert (position + n_removed <= bg_sparse_list_get_length (self));

  cut (self, position, &middle);
  cut (&middle, n_removed, &after);
  collect (middle.root, removed);
  self->tail += n_added;
  join (self, &after);
}

guint
bg_sparse_node_get_position (BgSparseNode *node)
{
  guint position = get_span (node->left) + node->gap;

  for (; node->parent != NULL; node = node->parent)
    {
      if (node == node->parent->right)
        position += get_span (node->parent->left) + node->parent->gap + 1;
    }
  return position;
}
