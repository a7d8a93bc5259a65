/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "browser-session.h"

G_BEGIN_DECLS

#define BROWSER_GRID_MIN_SIZE 96
#define BROWSER_GRID_MAX_SIZE 320

#define BROWSER_TYPE_GRID (browser_grid_get_type ())

G_DECLARE_FINAL_TYPE (BrowserGrid, browser_grid, BROWSER, GRID, GtkWidget)

void           browser_grid_set_session    (BrowserGrid    *self,
                                            BrowserSession *session);
double         browser_grid_get_size       (BrowserGrid    *self);
void           browser_grid_set_size       (BrowserGrid    *self,
                                            double          size);
guint          browser_grid_get_selected   (BrowserGrid    *self);
void           browser_grid_set_selected   (BrowserGrid    *self,
                                            guint           position);
guint          browser_grid_get_n_photos   (BrowserGrid    *self);
GtkAdjustment *browser_grid_get_adjustment (BrowserGrid    *self);

G_END_DECLS
