/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_GTK_INSIDE) && !defined (BG_GTK_COMPILATION)
# error "Only <taskmgr-gtk.h> can be included directly."
#endif

#include <gtk/gtk.h>
#include <taskmgr.h>

G_BEGIN_DECLS

#define BG_GTK_TYPE_TASK_BUTTON (bg_gtk_task_button_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgGtkTaskButton, bg_gtk_task_button, BG_GTK, TASK_BUTTON, GtkWidget)

BG_AVAILABLE_IN_ALL
GtkWidget     *bg_gtk_task_button_new            (BgTaskManager   *manager);
BG_AVAILABLE_IN_ALL
BgTaskManager *bg_gtk_task_button_get_manager    (BgGtkTaskButton *self);
BG_AVAILABLE_IN_ALL
void           bg_gtk_task_button_set_manager    (BgGtkTaskButton *self,
                                                  BgTaskManager   *manager);
BG_AVAILABLE_IN_ALL
guint          bg_gtk_task_button_get_n_failures (BgGtkTaskButton *self);
BG_AVAILABLE_IN_ALL
void           bg_gtk_task_button_popup          (BgGtkTaskButton *self);
BG_AVAILABLE_IN_ALL
void           bg_gtk_task_button_popdown        (BgGtkTaskButton *self);

G_END_DECLS
