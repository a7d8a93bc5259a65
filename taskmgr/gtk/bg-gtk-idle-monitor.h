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

#define BG_GTK_TYPE_IDLE_MONITOR (bg_gtk_idle_monitor_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgGtkIdleMonitor, bg_gtk_idle_monitor, BG_GTK, IDLE_MONITOR, GObject)

BG_AVAILABLE_IN_ALL
BgGtkIdleMonitor *bg_gtk_idle_monitor_new                  (GtkWidget        *widget) G_GNUC_WARN_UNUSED_RESULT;

BG_AVAILABLE_IN_ALL
GtkWidget        *bg_gtk_idle_monitor_get_widget           (BgGtkIdleMonitor *self);
BG_AVAILABLE_IN_ALL
double            bg_gtk_idle_monitor_get_frame_rate       (BgGtkIdleMonitor *self);
BG_AVAILABLE_IN_ALL
void              bg_gtk_idle_monitor_set_frame_rate       (BgGtkIdleMonitor *self,
                                                            double            frame_rate);
BG_AVAILABLE_IN_ALL
guint             bg_gtk_idle_monitor_get_n_frames         (BgGtkIdleMonitor *self);
BG_AVAILABLE_IN_ALL
void              bg_gtk_idle_monitor_set_n_frames         (BgGtkIdleMonitor *self,
                                                            guint             n_frames);
BG_AVAILABLE_IN_ALL
guint             bg_gtk_idle_monitor_get_quiet_time       (BgGtkIdleMonitor *self);
BG_AVAILABLE_IN_ALL
void              bg_gtk_idle_monitor_set_quiet_time       (BgGtkIdleMonitor *self,
                                                            guint             milliseconds);
BG_AVAILABLE_IN_ALL
double            bg_gtk_idle_monitor_get_motion_tolerance (BgGtkIdleMonitor *self);
BG_AVAILABLE_IN_ALL
void              bg_gtk_idle_monitor_set_motion_tolerance (BgGtkIdleMonitor *self,
                                                            double            pixels_per_second);

G_END_DECLS
