/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "../core/bg-types.h"

G_BEGIN_DECLS

#define BG_TYPE_IDLE_MONITOR (bg_idle_monitor_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_INTERFACE (BgIdleMonitor, bg_idle_monitor, BG, IDLE_MONITOR, GObject)

/**
 * BgIdleMonitorInterface:
 * @start: somebody waits for the next idle moment: watch for it and emit [signal@IdleMonitor::idle] once when it
 *   has come, never from within this call; it is called again only after that, or after @stop
 * @stop: nobody waits any more: watch no longer. By default that does nothing
 * @is_idle: whether it is idle as far as is known, without watching for it. By default it is not
 *
 * What has to be implemented to say in another way when it is idle.
 */
struct _BgIdleMonitorInterface
{
  GTypeInterface parent_iface;

  void     (*start)   (BgIdleMonitor *self);
  void     (*stop)    (BgIdleMonitor *self);
  gboolean (*is_idle) (BgIdleMonitor *self);

  /*< private >*/
  gpointer padding[5];
};

BG_AVAILABLE_IN_ALL
void     bg_idle_monitor_start    (BgIdleMonitor *self);
BG_AVAILABLE_IN_ALL
void     bg_idle_monitor_stop     (BgIdleMonitor *self);
BG_AVAILABLE_IN_ALL
gboolean bg_idle_monitor_is_idle  (BgIdleMonitor *self);

G_END_DECLS
