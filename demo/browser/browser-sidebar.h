/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>
#include <taskmgr.h>

G_BEGIN_DECLS

#define BROWSER_TYPE_SIDEBAR (browser_sidebar_get_type ())

G_DECLARE_FINAL_TYPE (BrowserSidebar, browser_sidebar, BROWSER, SIDEBAR, GtkWidget)

void     browser_sidebar_set_manager (BrowserSidebar *self,
                                      BgTaskManager  *manager);
void     browser_sidebar_add_root    (BrowserSidebar *self,
                                      GFile          *root,
                                      const char     *name,
                                      const char     *icon_name);
void     browser_sidebar_select      (BrowserSidebar *self,
                                      GFile          *folder);
gboolean browser_sidebar_is_settled  (BrowserSidebar *self);

G_END_DECLS
