/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "browser-grid.h"

G_BEGIN_DECLS

#define BROWSER_TYPE_FOLDER_VIEW (browser_folder_view_get_type ())

G_DECLARE_FINAL_TYPE (BrowserFolderView, browser_folder_view, BROWSER, FOLDER_VIEW, GtkWidget)

BrowserGrid *browser_folder_view_get_grid    (BrowserFolderView *self);
void         browser_folder_view_set_session (BrowserFolderView *self,
                                              BrowserSession    *session);

G_END_DECLS
