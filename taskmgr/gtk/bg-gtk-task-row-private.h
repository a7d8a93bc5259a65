/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>
#include <taskmgr.h>

G_BEGIN_DECLS

#define BG_GTK_TYPE_TASK_ROW (bg_gtk_task_row_get_type ())

G_DECLARE_FINAL_TYPE (BgGtkTaskRow, bg_gtk_task_row, BG_GTK, TASK_ROW, GtkWidget)

GtkWidget *bg_gtk_task_row_new           (void);
BgTask    *bg_gtk_task_row_get_task      (BgGtkTaskRow *self);
void       bg_gtk_task_row_set_task      (BgGtkTaskRow *self,
                                          BgTask       *task);
void       bg_gtk_task_row_set_can_retry (BgGtkTaskRow *self,
                                          gboolean      can_retry);

G_END_DECLS
