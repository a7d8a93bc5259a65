/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-gtk-idle-monitor-private.h"

#include <float.h>

/* What counts as idle. */

/**
 * bg_gtk_idle_monitor_new:
 * @widget: a widget of the window, or the window itself
 *
 * Makes a monitor of the window that a widget is in.
 *
 * Returns: (transfer full): a new monitor
 */
BgGtkIdleMonitor *
bg_gtk_idle_monitor_new (GtkWidget *widget)
{
  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  return g_object_new (BG_GTK_TYPE_IDLE_MONITOR, "widget", widget, NULL);
}

/**
 * bg_gtk_idle_monitor_get_widget: (get-property widget)
 * @self: a monitor
 *
 * Gets the widget whose window is watched.
 *
 * Returns: (transfer none) (nullable): the widget, or `NULL` if it is gone
 */
GtkWidget *
bg_gtk_idle_monitor_get_widget (BgGtkIdleMonitor *self)
{
  g_return_val_if_fail (BG_GTK_IS_IDLE_MONITOR (self), NULL);

  return self->widget;
}

/**
 * bg_gtk_idle_monitor_get_frame_rate: (get-property frame-rate)
 * @self: a monitor
 *
 * Gets how many frames per second are fast enough.
 *
 * Returns: the number of frames per second
 */
double
bg_gtk_idle_monitor_get_frame_rate (BgGtkIdleMonitor *self)
{
  g_return_val_if_fail (BG_GTK_IS_IDLE_MONITOR (self), 0);

  return self->frame_rate;
}

/**
 * bg_gtk_idle_monitor_set_frame_rate: (set-property frame-rate)
 * @self: a monitor
 * @frame_rate: the number of frames per second, more than 0
 *
 * Sets how many frames per second are fast enough.
 */
void
bg_gtk_idle_monitor_set_frame_rate (BgGtkIdleMonitor *self,
                                    double            frame_rate)
{
  g_return_if_fail (BG_GTK_IS_IDLE_MONITOR (self));
  g_return_if_fail (frame_rate > 0);

  if (G_APPROX_VALUE (self->frame_rate, frame_rate, DBL_EPSILON))
    return;
  self->frame_rate = frame_rate;
  g_object_notify (G_OBJECT (self), "frame-rate");
}

/**
 * bg_gtk_idle_monitor_get_n_frames: (get-property n-frames)
 * @self: a monitor
 *
 * Gets how many frames in a row have to be fast enough.
 *
 * Returns: the number of frames
 */
guint
bg_gtk_idle_monitor_get_n_frames (BgGtkIdleMonitor *self)
{
  g_return_val_if_fail (BG_GTK_IS_IDLE_MONITOR (self), 0);

  return self->n_frames;
}

/**
 * bg_gtk_idle_monitor_set_n_frames: (set-property n-frames)
 * @self: a monitor
 * @n_frames: the number of frames, at least 1
 *
 * Sets how many frames in a row have to be fast enough.
 */
void
bg_gtk_idle_monitor_set_n_frames (BgGtkIdleMonitor *self,
                                  guint             n_frames)
{
  g_return_if_fail (BG_GTK_IS_IDLE_MONITOR (self));
  g_return_if_fail (n_frames > 0);

  if (self->n_frames == n_frames)
    return;
  self->n_frames = n_frames;
  g_object_notify (G_OBJECT (self), "n-frames");
}

/**
 * bg_gtk_idle_monitor_get_quiet_time: (get-property quiet-time)
 * @self: a monitor
 *
 * Gets for how long the user has to do nothing.
 *
 * Returns: the time in milliseconds
 */
guint
bg_gtk_idle_monitor_get_quiet_time (BgGtkIdleMonitor *self)
{
  g_return_val_if_fail (BG_GTK_IS_IDLE_MONITOR (self), 0);

  return self->quiet_time;
}

/**
 * bg_gtk_idle_monitor_set_quiet_time: (set-property quiet-time)
 * @self: a monitor
 * @milliseconds: the time
 *
 * Sets for how long the user has to do nothing.
 */
void
bg_gtk_idle_monitor_set_quiet_time (BgGtkIdleMonitor *self,
                                    guint             milliseconds)
{
  g_return_if_fail (BG_GTK_IS_IDLE_MONITOR (self));

  if (self->quiet_time == milliseconds)
    return;
  self->quiet_time = milliseconds;
  if (self->phase != BG_GTK_IDLE_PHASE_OFF)
    bg_gtk_idle_monitor_begin (self);
  g_object_notify (G_OBJECT (self), "quiet-time");
}

/**
 * bg_gtk_idle_monitor_get_motion_tolerance: (get-property motion-tolerance)
 * @self: a monitor
 *
 * Gets up to what speed the pointer moves without that being the user's doing.
 *
 * Returns: the speed in pixels per second
 */
double
bg_gtk_idle_monitor_get_motion_tolerance (BgGtkIdleMonitor *self)
{
  g_return_val_if_fail (BG_GTK_IS_IDLE_MONITOR (self), 0);

  return self->motion_tolerance;
}

/**
 * bg_gtk_idle_monitor_set_motion_tolerance: (set-property motion-tolerance)
 * @self: a monitor
 * @pixels_per_second: the speed
 *
 * Sets up to what speed the pointer moves without that being the user's doing.
 */
void
bg_gtk_idle_monitor_set_motion_tolerance (BgGtkIdleMonitor *self,
                                          double            pixels_per_second)
{
  g_return_if_fail (BG_GTK_IS_IDLE_MONITOR (self));
  g_return_if_fail (pixels_per_second >= 0);

  if (G_APPROX_VALUE (self->motion_tolerance, pixels_per_second, DBL_EPSILON))
    return;
  self->motion_tolerance = pixels_per_second;
  if (self->watch != NULL)
    bg_gtk_input_watch_set_tolerance (self->watch, pixels_per_second);
  g_object_notify (G_OBJECT (self), "motion-tolerance");
}
