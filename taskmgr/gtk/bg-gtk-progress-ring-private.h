/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BG_GTK_TYPE_PROGRESS_RING (bg_gtk_progress_ring_get_type ())

G_DECLARE_FINAL_TYPE (BgGtkProgressRing, bg_gtk_progress_ring, BG_GTK, PROGRESS_RING, GtkWidget)

/* What the ring says; it has no more than one thing to say at a time. */
typedef enum
{
  BG_GTK_PROGRESS_RING_IDLE,
  BG_GTK_PROGRESS_RING_BUSY,
  BG_GTK_PROGRESS_RING_PAUSED,
  BG_GTK_PROGRESS_RING_FAILED,
} BgGtkProgressRingState;

BgGtkProgressRingState bg_gtk_progress_ring_get_state    (BgGtkProgressRing      *self);
double                 bg_gtk_progress_ring_get_fraction (BgGtkProgressRing      *self);
void                   bg_gtk_progress_ring_update       (BgGtkProgressRing      *self,
                                                          BgGtkProgressRingState  state,
                                                          double                  fraction);

G_END_DECLS
