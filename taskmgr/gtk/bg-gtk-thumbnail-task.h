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

#define BG_GTK_TYPE_THUMBNAIL_TASK (bg_gtk_thumbnail_task_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgGtkThumbnailTask, bg_gtk_thumbnail_task, BG_GTK, THUMBNAIL_TASK, BgTask)

BG_AVAILABLE_IN_ALL
BgTask *bg_gtk_thumbnail_task_new      (GFile              *file,
                                        int                 size) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
GFile  *bg_gtk_thumbnail_task_get_file (BgGtkThumbnailTask *self);
BG_AVAILABLE_IN_ALL
int     bg_gtk_thumbnail_task_get_size (BgGtkThumbnailTask *self);

G_END_DECLS
