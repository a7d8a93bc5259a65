/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-idle-monitor.h"

/**
 * BgIdleMonitor:
 *
 * Says when nobody minds if the main loop does some work.
 *
 * A [class@IdleExecutor] asks it. Who waits for an idle moment calls [method@IdleMonitor.start], and is told once
 * by [signal@IdleMonitor::idle]; after that nothing is watched until somebody starts again. A monitor costs nothing
 * while nobody waits.
 *
 * [class@LoopIdleMonitor] looks at the main loop alone. Programs with windows use the one of the GTK library, which
 * looks at frames and at the user's input. Where something else decides, implement `start` and `is_idle`, and emit
 * the signal.
 *
 * A monitor can be shared. Each start is answered by the next [signal@IdleMonitor::idle], or taken back by one
 * [method@IdleMonitor.stop].
 *
 * Threads: a monitor is for the thread whose main loop it watches.
 */

G_DEFINE_INTERFACE (BgIdleMonitor, bg_idle_monitor, G_TYPE_OBJECT)

/* How many wait for the announcement: on the object, because an interface has no fields. */
static G_DEFINE_QUARK (bg-idle-monitor-waiting, waiting)

static guint
get_waiting (BgIdleMonitor *self)
{
  return GPOINTER_TO_UINT (g_object_get_qdata (G_OBJECT (self), waiting_quark ()));
}

static void
set_waiting (BgIdleMonitor *self,
             guint          waiting)
{
  g_object_set_qdata (G_OBJECT (self), waiting_quark (), GUINT_TO_POINTER (waiting));
}

static void
bg_idle_monitor_real_start (BgIdleMonitor *self)
{
}

static void
bg_idle_monitor_real_stop (BgIdleMonitor *self)
{
}

static gboolean
bg_idle_monitor_real_is_idle (BgIdleMonitor *self)
{
  return FALSE;
}

/* All are answered at once. Handlers may start again. */
static void
bg_idle_monitor_real_idle (BgIdleMonitor *self)
{
  set_waiting (self, 0);
}

static void
bg_idle_monitor_default_init (BgIdleMonitorInterface *iface)
{
  iface->start = bg_idle_monitor_real_start;
  iface->stop = bg_idle_monitor_real_stop;
  iface->is_idle = bg_idle_monitor_real_is_idle;

  /**
   * BgIdleMonitor::idle:
   * @self: the monitor
   *
   * Emitted when it has become idle, once for all calls of [method@IdleMonitor.start] before it.
   */
  g_signal_new_class_handler ("idle", BG_TYPE_IDLE_MONITOR, G_SIGNAL_RUN_FIRST,
                              G_CALLBACK (bg_idle_monitor_real_idle), NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/**
 * bg_idle_monitor_start:
 * @self: a monitor
 *
 * Asks to be told when it is idle, by [signal@IdleMonitor::idle], which comes once, from the main loop.
 */
void
bg_idle_monitor_start (BgIdleMonitor *self)
{
  guint waiting;

  g_return_if_fail (BG_IS_IDLE_MONITOR (self));

  waiting = get_waiting (self);
  set_waiting (self, waiting + 1);
  if (waiting == 0)
    BG_IDLE_MONITOR_GET_IFACE (self)->start (self);
}

/**
 * bg_idle_monitor_stop:
 * @self: a monitor
 *
 * Takes one [method@IdleMonitor.start] back that was not answered yet. It does nothing if there is none.
 */
void
bg_idle_monitor_stop (BgIdleMonitor *self)
{
  guint waiting;

  g_return_if_fail (BG_IS_IDLE_MONITOR (self));

  waiting = get_waiting (self);
  if (waiting == 0)
    return;
  set_waiting (self, waiting - 1);
  if (waiting == 1)
    BG_IDLE_MONITOR_GET_IFACE (self)->stop (self);
}

/**
 * bg_idle_monitor_is_idle:
 * @self: a monitor
 *
 * Looks whether it is idle, as far as is known: nothing is watched for this.
 *
 * Returns: whether it is idle
 */
gboolean
bg_idle_monitor_is_idle (BgIdleMonitor *self)
{
  g_return_val_if_fail (BG_IS_IDLE_MONITOR (self), FALSE);

  return BG_IDLE_MONITOR_GET_IFACE (self)->is_idle (self);
}
