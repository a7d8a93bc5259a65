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

#define BG_GTK_TYPE_WINDOW_CONDITION (bg_gtk_window_condition_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgGtkWindowCondition, bg_gtk_window_condition, BG_GTK, WINDOW_CONDITION, BgCondition)

BG_AVAILABLE_IN_ALL
BgCondition *bg_gtk_window_condition_new        (GtkWindow            *window) G_GNUC_WARN_UNUSED_RESULT;

BG_AVAILABLE_IN_ALL
GtkWindow   *bg_gtk_window_condition_get_window (BgGtkWindowCondition *self);

G_END_DECLS
