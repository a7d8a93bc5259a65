/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_GTK_INSIDE) && !defined (BG_GTK_COMPILATION)
# error "Only <taskmgr-gtk.h> can be included directly."
#endif

#include <gtk/gtk.h>
#include <taskmgr.h>

G_BEGIN_DECLS

BG_AVAILABLE_IN_ALL
gboolean bg_gtk_check_thumbnail     (BgTask           *task,
                                     const char       *key,
                                     GCancellable     *cancellable,
                                     gpointer          user_data,
                                     GError          **error);
BG_AVAILABLE_IN_ALL
gboolean bg_gtk_retrieve_thumbnail  (BgTask           *task,
                                     const char       *key,
                                     GCancellable     *cancellable,
                                     gpointer          user_data,
                                     GError          **error);
BG_AVAILABLE_IN_ALL
void     bg_gtk_set_thumbnail_funcs (BgDataRetriever  *retriever,
                                     int               size);

G_END_DECLS
