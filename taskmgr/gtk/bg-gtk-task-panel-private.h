/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>
#include <taskmgr.h>

G_BEGIN_DECLS

#define BG_GTK_TYPE_TASK_PANEL (bg_gtk_task_panel_get_type ())

G_DECLARE_FINAL_TYPE (BgGtkTaskPanel, bg_gtk_task_panel, BG_GTK, TASK_PANEL, GtkWidget)

void bg_gtk_task_panel_open     (BgGtkTaskPanel *self,
                                 GListModel     *failures,
                                 GListModel     *tasks,
                                 gboolean        can_retry);
void bg_gtk_task_panel_close    (BgGtkTaskPanel *self);
void bg_gtk_task_panel_set_text (BgGtkTaskPanel *self,
                                 const char     *text);

G_END_DECLS
