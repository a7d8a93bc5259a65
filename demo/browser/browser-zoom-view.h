/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BROWSER_TYPE_ZOOM_VIEW (browser_zoom_view_get_type ())

G_DECLARE_FINAL_TYPE (BrowserZoomView, browser_zoom_view, BROWSER, ZOOM_VIEW, GtkWidget)

void     browser_zoom_view_set_texture (BrowserZoomView *self,
                                        GdkTexture      *texture);
double   browser_zoom_view_get_zoom    (BrowserZoomView *self);
void     browser_zoom_view_set_zoom    (BrowserZoomView *self,
                                        double           zoom);

G_END_DECLS
