/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-priority-heap-private.h"

static int
compare_priorities (gpointer a,
                    int      priority_a,
                    gpointer b,
                    int      priority_b,
                    gpointer user_data)
{
  return (priority_a < priority_b) - (priority_a > priority_b);
}

static void
free_entry (gpointer data)
{
  BgPriorityEntry *entry = data;

  g_object_unref (entry->item);
  g_free (entry);
}

static gboolean
goes_before (BgPriorityHeap  *self,
             BgPriorityEntry *a,
             BgPriorityEntry *b)
{
  int order = self->compare (a->item, a->priority, b->item, b->priority, self->user_data);

  return order != 0 ? order < 0 : a->order < b->order;
}

static void
put (BgPriorityHeap  *self,
     guint            index,
     BgPriorityEntry *entry)
{
  self->entries->pdata[index] = entry;
  entry->index = index;
}

static void
move_up (BgPriorityHeap  *self,
         BgPriorityEntry *entry)
{
  guint index = entry->index;

  while (index > 0)
    {
      guint parent = (index - 1) / 2;

      if (!goes_before (self, entry, self->entries->pdata[parent]))
        break;
      put (self, index, self->entries->pdata[parent]);
      index = parent;
    }
  put (self, index, entry);
}

static void
move_down (BgPriorityHeap  *self,
           BgPriorityEntry *entry)
{
  gpointer *entries = self->entries->pdata;
  guint index = entry->index;

  for (guint child = 2 * index + 1; child < self->entries->len; child = 2 * index + 1)
    {
      if (child + 1 < self->entries->len && goes_before (self, entries[child + 1], entries[child]))
        child++;
      if (!goes_before (self, entries[child], entry))
        break;
      put (self, index, entries[child]);
      index = child;
    }
  put (self, index, entry);
}

/* Larger priorities go first. */
void
bg_priority_heap_init (BgPriorityHeap *self)
{
  self->entries = g_ptr_array_new_with_free_func (free_entry);
  self->compare = compare_priorities;
}

/* Takes the entry. */
void
bg_priority_heap_add (BgPriorityHeap  *self,
                      BgPriorityEntry *entry)
{
  entry->index = self->entries->len;
  g_ptr_array_add (self->entries, entry);
  move_up (self, entry);
}

/* NULL if there is none. */
BgPriorityEntry *
bg_priority_heap_peek (BgPriorityHeap *self)
{
  return self->entries->len > 0 ? self->entries->pdata[0] : NULL;
}

/* It has changed: it moves whichever way it has to go. */
void
bg_priority_heap_settle (BgPriorityHeap  *self,
                         BgPriorityEntry *entry)
{
  move_up (self, entry);
  move_down (self, entry);
}

/* Gives the entry to the caller. The last one fills the gap, and may have to go up as well as down. */
void
bg_priority_heap_remove (BgPriorityHeap  *self,
                         BgPriorityEntry *entry)
{
  BgPriorityEntry *last = g_ptr_array_steal_index (self->entries, self->entries->len - 1);

  if (last == entry)
    return;
  put (self, entry->index, last);
  bg_priority_heap_settle (self, last);
}

/* Returns: (transfer full): all entries, none of which is in the heap any more */
GPtrArray *
bg_priority_heap_steal (BgPriorityHeap *self)
{
  GPtrArray *entries = g_steal_pointer (&self->entries);

  self->entries = g_ptr_array_new_with_free_func (free_entry);
  return entries;
}
