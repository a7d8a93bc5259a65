/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-adapter-window-private.h"

#include "bg-list-model-adapter.h"

/* Four bands of this width, from the top: checks of what is visible, fetches of what is visible,
 * checks of what is read ahead, fetches of that. Within a band the nearest comes first. */
#define BAND (BG_LIST_MODEL_ADAPTER_BOOST / 2)

/* Follows the first visible item when the list changes, as a view does; where that item itself is
 * replaced the place stays. */
void
bg_adapter_window_shift (BgAdapterWindow *self,
                         guint            length,
                         guint            position,
                         guint            n_removed,
                         guint            n_added)
{
  if (self->first >= length || position > self->first)
    return;

  if (position + n_removed <= self->first)
    self->first = self->first - n_removed + n_added;
  else
    self->first = MIN (self->first, position + n_added);
}

BgAdapterRange
bg_adapter_window_clip (const BgAdapterWindow *self,
                        guint                  length)
{
  BgAdapterRange range = { .first = self->first };
  guint read_ahead;

  if (self->first >= length || self->n_items == 0)
    return range;

  range.n_visible = MIN (self->n_items, length - self->first);
  /* What is read ahead must not push itself out of the cache again. */
  read_ahead = self->limit > range.n_visible ? (self->limit - range.n_visible) / 2 : 0;
  read_ahead = MIN (read_ahead, self->read_ahead);
  range.n_before = MIN (read_ahead, self->first);
  range.n_after = MIN (read_ahead, length - self->first - range.n_visible);
  return range;
}

int
bg_adapter_window_get_fetch_priority (const BgAdapterWindow *self,
                                      gboolean               visible,
                                      guint                  distance)
{
  gint64 priority = self->priority;

  if (visible)
    priority += BG_LIST_MODEL_ADAPTER_BOOST;
  priority -= MIN (distance, BAND - 1);
  return (int) CLAMP (priority, G_MININT, G_MAXINT);
}

int
bg_adapter_window_get_check_priority (const BgAdapterWindow *self,
                                      gboolean               visible,
                                      guint                  distance)
{
  gint64 priority = bg_adapter_window_get_fetch_priority (self, visible, distance);

  return (int) MIN (priority + BAND, G_MAXINT);
}

guint
bg_adapter_range_get_size (const BgAdapterRange *self)
{
  return self->n_visible + self->n_before + self->n_after;
}

/* The positions in the order in which they are wanted: what is visible from the first to the last,
 * then what is next to it, after and before in turn. Distances count from the first visible one,
 * then from the edge. */
guint
bg_adapter_range_get_nth (const BgAdapterRange *self,
                          guint                 nth,
                          guint                *distance)
{
  guint n_pairs = MIN (self->n_before, self->n_after);
  gboolean after = self->n_after > self->n_before;

  g_assert (nth < bg_adapter_range_get_size (self));

  if (nth < self->n_visible)
    {
      *distance = nth;
      return self->first + nth;
    }

  nth -= self->n_visible;
  if (nth < 2 * n_pairs)
    {
      *distance = nth / 2 + 1;
      after = nth % 2 == 0;
    }
  else
    {
      *distance = nth - n_pairs + 1;
    }
  return after ? self->first + self->n_visible - 1 + *distance : self->first - *distance;
}
