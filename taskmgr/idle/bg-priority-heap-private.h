/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-priority-queue.h"

G_BEGIN_DECLS

/* A binary heap whose entries know where they are, so that any of them can be moved or taken out. */

typedef struct _BgPriorityEntry BgPriorityEntry;

struct _BgPriorityEntry
{
  GObject         *item;        /* owned */
  int              priority;
  guint            index;       /* in the heap */
  guint64          order;       /* among equals */
  BgPriorityEntry *previous;    /* of the same item, in a ring, by age */
  BgPriorityEntry *next;
};

typedef struct
{
  GPtrArray             *entries;       /* of BgPriorityEntry, owned */
  BgPriorityCompareFunc  compare;
  gpointer               user_data;
} BgPriorityHeap;

void             bg_priority_heap_init    (BgPriorityHeap  *self);
void             bg_priority_heap_add     (BgPriorityHeap  *self,
                                           BgPriorityEntry *entry);
BgPriorityEntry *bg_priority_heap_peek    (BgPriorityHeap  *self);
void             bg_priority_heap_settle  (BgPriorityHeap  *self,
                                           BgPriorityEntry *entry);
void             bg_priority_heap_remove  (BgPriorityHeap  *self,
                                           BgPriorityEntry *entry);
GPtrArray       *bg_priority_heap_steal   (BgPriorityHeap  *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
