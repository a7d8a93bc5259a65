/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Hears of all input that the window of a widget gets, whoever it is for, and takes none of it. */
typedef struct _BgGtkInputWatch BgGtkInputWatch;

typedef void (*BgGtkInputFunc) (gpointer user_data);

BgGtkInputWatch *bg_gtk_input_watch_new           (GtkWidget       *widget,
                                                   BgGtkInputFunc   func,
                                                   gpointer         user_data);
void             bg_gtk_input_watch_free          (BgGtkInputWatch *self);
void             bg_gtk_input_watch_set_tolerance (BgGtkInputWatch *self,
                                                   double           tolerance);

/* For tests: as if the pointer had moved, and an event of that kind had come. */
void             bg_gtk_input_watch_note_motion   (BgGtkInputWatch *self,
                                                   gpointer         surface,
                                                   double           x,
                                                   double           y,
                                                   guint32          time);
gboolean         bg_gtk_input_watch_is_input      (GdkEventType     type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgGtkInputWatch, bg_gtk_input_watch_free)

G_END_DECLS
