/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A list of any length in which only some positions are occupied. Memory grows with what is
 * occupied, and finding, inserting, removing and shifting all that follows cost O(log n) of that,
 * never of the length.
 *
 * A node is embedded in what it stands for; the list neither allocates nor frees anything. */

typedef struct _BgSparseNode BgSparseNode;

struct _BgSparseNode
{
  BgSparseNode *parent;
  BgSparseNode *left;
  BgSparseNode *right;
  guint32       weight;         /* random; larger is nearer to the root */
  guint         gap;            /* empty positions between the node before and this one */
  guint         span;           /* positions in this subtree, gaps included */
};

typedef struct
{
  BgSparseNode *root;
  guint         tail;           /* empty positions after the last node */
  guint32       seed;
} BgSparseList;

void          bg_sparse_list_init         (BgSparseList *self,
                                           guint         length);
guint         bg_sparse_list_get_length   (BgSparseList *self);
BgSparseNode *bg_sparse_list_get_first    (BgSparseList *self);
BgSparseNode *bg_sparse_list_lookup       (BgSparseList *self,
                                           guint         position);
void          bg_sparse_list_insert       (BgSparseList *self,
                                           guint         position,
                                           BgSparseNode *node);
void          bg_sparse_list_remove       (BgSparseList *self,
                                           BgSparseNode *node);
void          bg_sparse_list_splice       (BgSparseList *self,
                                           guint         position,
                                           guint         n_removed,
                                           guint         n_added,
                                           GPtrArray    *removed);
guint         bg_sparse_node_get_position (BgSparseNode *node);

G_END_DECLS
