/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <adwaita.h>

#include "browser-grid.h"
#include "browser-large-view.h"
#include "browser-session.h"
#include "browser-state.h"

G_BEGIN_DECLS

#define BROWSER_TYPE_WINDOW (browser_window_get_type ())

G_DECLARE_FINAL_TYPE (BrowserWindow, browser_window, BROWSER, WINDOW, AdwApplicationWindow)

BrowserWindow    *browser_window_new            (GtkApplication *application,
                                                 BgTaskManager  *manager,
                                                 BrowserState   *state) G_GNUC_WARN_UNUSED_RESULT;
BgTaskManager    *browser_window_get_manager    (BrowserWindow  *self);
BrowserSession   *browser_window_get_session    (BrowserWindow  *self);
BrowserGrid      *browser_window_get_grid       (BrowserWindow  *self);
BrowserLargeView *browser_window_get_large_view (BrowserWindow  *self);
GFile            *browser_window_get_folder     (BrowserWindow  *self);
void              browser_window_set_mode       (BrowserWindow  *self,
                                                 BrowserMode     mode);
void              browser_window_add_root       (BrowserWindow  *self,
                                                 GFile          *root,
                                                 const char     *name,
                                                 const char     *icon_name);
void              browser_window_open_folder    (BrowserWindow  *self,
                                                 GFile          *folder);
void              browser_window_open_first     (BrowserWindow  *self,
                                                 GList          *folders);
void              browser_window_open_large     (BrowserWindow  *self,
                                                 guint           position);
void              browser_window_close_large    (BrowserWindow  *self);
void              browser_window_popup_tasks    (BrowserWindow  *self);
gboolean          browser_window_is_settled     (BrowserWindow  *self);

G_END_DECLS
