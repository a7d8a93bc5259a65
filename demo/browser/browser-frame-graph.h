/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BROWSER_TYPE_FRAME_GRAPH (browser_frame_graph_get_type ())

G_DECLARE_FINAL_TYPE (BrowserFrameGraph, browser_frame_graph, BROWSER, FRAME_GRAPH, GtkWidget)

void browser_frame_graph_add (BrowserFrameGraph *self,
                              gint64             interval);

G_END_DECLS
