/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BROWSER_TYPE_CELL (browser_cell_get_type ())

G_DECLARE_FINAL_TYPE (BrowserCell, browser_cell, BROWSER, CELL, GtkWidget)

GtkWidget *browser_cell_new      (void) G_GNUC_WARN_UNUSED_RESULT;
gpointer   browser_cell_get_item (BrowserCell *self);
void       browser_cell_set_item (BrowserCell *self,
                                  gpointer     item);

G_END_DECLS
