/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-idle-monitor.h"

G_BEGIN_DECLS

#define BG_TYPE_LOOP_IDLE_MONITOR (bg_loop_idle_monitor_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgLoopIdleMonitor, bg_loop_idle_monitor, BG, LOOP_IDLE_MONITOR, GObject)

BG_AVAILABLE_IN_ALL
BgLoopIdleMonitor *bg_loop_idle_monitor_new            (void) G_GNUC_WARN_UNUSED_RESULT;

BG_AVAILABLE_IN_ALL
guint              bg_loop_idle_monitor_get_interval   (BgLoopIdleMonitor *self);
BG_AVAILABLE_IN_ALL
void               bg_loop_idle_monitor_set_interval   (BgLoopIdleMonitor *self,
                                                        guint              milliseconds);
BG_AVAILABLE_IN_ALL
guint              bg_loop_idle_monitor_get_tolerance  (BgLoopIdleMonitor *self);
BG_AVAILABLE_IN_ALL
void               bg_loop_idle_monitor_set_tolerance  (BgLoopIdleMonitor *self,
                                                        guint              milliseconds);
BG_AVAILABLE_IN_ALL
guint              bg_loop_idle_monitor_get_n_times    (BgLoopIdleMonitor *self);
BG_AVAILABLE_IN_ALL
void               bg_loop_idle_monitor_set_n_times    (BgLoopIdleMonitor *self,
                                                        guint              n_times);

G_END_DECLS
