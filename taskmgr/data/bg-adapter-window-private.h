/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which positions of a list are wanted, and how much. Numbers only: it knows no items. */
typedef struct
{
  guint first;                  /* of the visible items */
  guint n_items;
  guint read_ahead;             /* on each side of them */
  guint limit;                  /* the largest number of values to keep */
  int   priority;
} BgAdapterWindow;

/* The same, for a list of a certain length. */
typedef struct
{
  guint first;
  guint n_visible;
  guint n_before;
  guint n_after;
} BgAdapterRange;

void           bg_adapter_window_shift              (BgAdapterWindow      *self,
                                                     guint                 length,
                                                     guint                 position,
                                                     guint                 n_removed,
                                                     guint                 n_added);
BgAdapterRange bg_adapter_window_clip               (const BgAdapterWindow *self,
                                                     guint                  length);
int            bg_adapter_window_get_fetch_priority (const BgAdapterWindow *self,
                                                     gboolean               visible,
                                                     guint                  distance);
int            bg_adapter_window_get_check_priority (const BgAdapterWindow *self,
                                                     gboolean               visible,
                                                     guint                  distance);

guint          bg_adapter_range_get_size            (const BgAdapterRange  *self);
guint          bg_adapter_range_get_nth             (const BgAdapterRange  *self,
                                                     guint                  nth,
                                                     guint                 *distance);

G_END_DECLS
