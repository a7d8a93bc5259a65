/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>
#include <taskmgr.h>

G_BEGIN_DECLS

#define BROWSER_TYPE_DETAILS_PANE (browser_details_pane_get_type ())

G_DECLARE_FINAL_TYPE (BrowserDetailsPane, browser_details_pane, BROWSER, DETAILS_PANE, GtkWidget)

void     browser_details_pane_set_item   (BrowserDetailsPane *self,
                                          BgDataItem         *item);
gboolean browser_details_pane_is_settled (BrowserDetailsPane *self);

G_END_DECLS
