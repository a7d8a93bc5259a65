/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-gtk-idle-monitor-private.h"

/**
 * BgGtkIdleMonitor:
 *
 * Takes a window for idle when its frames are on time and the user does nothing.
 *
 * It is what a [class@Bg.IdleExecutor] asks in a program with windows. Two things have to come together: there was no
 * input for the [property@IdleMonitor:quiet-time], of whatever kind, be it keys, pointer, touch or scrolling, and
 * whichever widget of the window it was for; and then so many frames in a row came as fast as
 * [property@IdleMonitor:frame-rate] asks for. On a display that is slower than that, its own rate counts.
 *
 * It waits for the first without a frame being drawn, and for the second with as few as it takes: none is requested
 * while the user is busy, while nobody waits, or while the widget is not on a screen. In that case frames do not
 * matter, and the input alone counts.
 *
 * ```c
 * g_autoptr (BgGtkIdleMonitor) monitor = bg_gtk_idle_monitor_new (window);
 * g_autoptr (BgIdleExecutor) executor = bg_idle_executor_new (manager, BG_IDLE_MONITOR (monitor));
 * ```
 *
 * It is used in the thread of GTK only, as every widget.
 */

#define DEFAULT_FRAME_RATE 55.0
#define DEFAULT_N_FRAMES 4
#define DEFAULT_QUIET_TIME 2000
#define DEFAULT_MOTION_TOLERANCE 10.0

#define REFRESH_TOLERANCE 1.05  /* by how much a frame may be later than the display has it */

typedef enum
{
  PROP_WIDGET = 1,
  PROP_FRAME_RATE,
  PROP_N_FRAMES,
  PROP_QUIET_TIME,
  PROP_MOTION_TOLERANCE,
} BgGtkIdleMonitorProperty;

static GParamSpec *props[PROP_MOTION_TOLERANCE + 1];

static void bg_gtk_idle_monitor_iface_init (BgIdleMonitorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BgGtkIdleMonitor, bg_gtk_idle_monitor, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BG_TYPE_IDLE_MONITOR, bg_gtk_idle_monitor_iface_init))

static gint64
get_quiet_left (BgGtkIdleMonitor *self)
{
  if (self->last_input == G_MININT64)
    return 0;
  return self->last_input + self->quiet_time * G_TIME_SPAN_MILLISECOND - self->clock ();
}

/* The one place where the phase changes. */
static void
set_phase (BgGtkIdleMonitor *self,
           BgGtkIdlePhase    phase)
{
  if (self->phase == BG_GTK_IDLE_PHASE_FRAMES && self->tick_id != 0)
    gtk_widget_remove_tick_callback (self->widget, self->tick_id);
  self->tick_id = 0;
  self->phase = phase;
  g_source_set_ready_time (self->source, -1);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  BgGtkIdleMonitor *self = user_data;
  const gint64 time = gdk_frame_clock_get_frame_time (clock);
  gint64 refresh_interval;

  gdk_frame_clock_get_refresh_info (clock, time, &refresh_interval, NULL);
  bg_gtk_idle_monitor_note_frame (self, time, refresh_interval);
  return G_SOURCE_CONTINUE;
}

static void
await_frames (BgGtkIdleMonitor *self)
{
  set_phase (self, BG_GTK_IDLE_PHASE_FRAMES);
  self->n_good = 0;
  self->last_frame = 0;
  self->tick_id = gtk_widget_add_tick_callback (self->widget, tick_cb, self, NULL);
}

/* Not from within the frame, which would be late then. */
static void
await_loop (BgGtkIdleMonitor *self)
{
  set_phase (self, BG_GTK_IDLE_PHASE_SPEAK);
  g_source_set_ready_time (self->source, 0);
}

static void
await_quiet (BgGtkIdleMonitor *self,
             gint64            left)
{
  set_phase (self, BG_GTK_IDLE_PHASE_QUIET);
  g_source_set_ready_time (self->source, g_get_monotonic_time () + left);
}

/* From the beginning: input, then frames. */
void
bg_gtk_idle_monitor_begin (BgGtkIdleMonitor *self)
{
  const gint64 left = get_quiet_left (self);

  if (left > 0)
    await_quiet (self, left);
  else if (self->widget != NULL && gtk_widget_get_mapped (self->widget))
    await_frames (self);
  else
    await_loop (self);
}

void
bg_gtk_idle_monitor_note_frame (BgGtkIdleMonitor *self,
                                gint64            time,
                                gint64            refresh_interval)
{
  const double own = (double) refresh_interval * REFRESH_TOLERANCE;
  const double most = MAX (G_USEC_PER_SEC / self->frame_rate, own);

  if (self->phase != BG_GTK_IDLE_PHASE_FRAMES || time == self->last_frame)
    return;
  if (self->last_frame != 0)
    self->n_good = (double) (time - self->last_frame) <= most ? self->n_good + 1 : 0;
  self->last_frame = time;
  if (self->n_good >= self->n_frames)
    await_loop (self);
}

static void
input_cb (gpointer user_data)
{
  BgGtkIdleMonitor *self = user_data;

  self->last_input = self->clock ();
  self->was_idle = FALSE;
  if (self->phase == BG_GTK_IDLE_PHASE_FRAMES || self->phase == BG_GTK_IDLE_PHASE_SPEAK)
    bg_gtk_idle_monitor_begin (self);
}

/* It was waited for without frames: for the input to cease, or for the loop to have time. */
void
bg_gtk_idle_monitor_note_time (BgGtkIdleMonitor *self)
{
  if (self->phase == BG_GTK_IDLE_PHASE_QUIET)
    bg_gtk_idle_monitor_begin (self);
  else if (self->phase == BG_GTK_IDLE_PHASE_SPEAK)
    {
      set_phase (self, BG_GTK_IDLE_PHASE_OFF);
      self->was_idle = TRUE;
      g_signal_emit_by_name (self, "idle");
    }
}

static gboolean
source_cb (gpointer user_data)
{
  g_autoptr (BgGtkIdleMonitor) self = g_object_ref (user_data);

  g_source_set_ready_time (self->source, -1);
  bg_gtk_idle_monitor_note_time (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch (GSource     *source,
          GSourceFunc  callback,
          gpointer     user_data)
{
  return callback (user_data);
}

static GSourceFuncs source_funcs = {
  .dispatch = dispatch,
};

/* Frames matter from now on, or no more. */
static void
mapped_cb (BgGtkIdleMonitor *self)
{
  if (self->phase == BG_GTK_IDLE_PHASE_FRAMES || self->phase == BG_GTK_IDLE_PHASE_SPEAK)
    bg_gtk_idle_monitor_begin (self);
}

static void
bg_gtk_idle_monitor_start (BgIdleMonitor *monitor)
{
  BgGtkIdleMonitor *self = BG_GTK_IDLE_MONITOR (monitor);

  self->was_idle = FALSE;
  bg_gtk_idle_monitor_begin (self);
}

static void
bg_gtk_idle_monitor_stop (BgIdleMonitor *monitor)
{
  set_phase (BG_GTK_IDLE_MONITOR (monitor), BG_GTK_IDLE_PHASE_OFF);
}

static gboolean
bg_gtk_idle_monitor_is_idle (BgIdleMonitor *monitor)
{
  return BG_GTK_IDLE_MONITOR (monitor)->was_idle;
}

static void
bg_gtk_idle_monitor_iface_init (BgIdleMonitorInterface *iface)
{
  iface->start = bg_gtk_idle_monitor_start;
  iface->stop = bg_gtk_idle_monitor_stop;
  iface->is_idle = bg_gtk_idle_monitor_is_idle;
}

static void
widget_gone_cb (gpointer  data,
                GObject  *where_it_was)
{
  BgGtkIdleMonitor *self = data;

  /* The callback went with the widget. */
  self->widget = NULL;
  self->tick_id = 0;
  mapped_cb (self);
}

static void
set_widget (BgGtkIdleMonitor *self,
            GtkWidget        *widget)
{
  if (widget == NULL)
    return;
  self->widget = widget;
  g_object_weak_ref (G_OBJECT (widget), widget_gone_cb, self);
  g_signal_connect_swapped (widget, "map", G_CALLBACK (mapped_cb), self);
  g_signal_connect_swapped (widget, "unmap", G_CALLBACK (mapped_cb), self);
  self->watch = bg_gtk_input_watch_new (widget, input_cb, self);
  bg_gtk_input_watch_set_tolerance (self->watch, self->motion_tolerance);
}

static void
bg_gtk_idle_monitor_dispose (GObject *object)
{
  BgGtkIdleMonitor *self = BG_GTK_IDLE_MONITOR (object);

  if (self->source != NULL)
    {
      set_phase (self, BG_GTK_IDLE_PHASE_OFF);
      g_source_destroy (self->source);
      g_clear_pointer (&self->source, g_source_unref);
    }
  g_clear_pointer (&self->watch, bg_gtk_input_watch_free);
  if (self->widget != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->widget, self);
      g_object_weak_unref (G_OBJECT (self->widget), widget_gone_cb, self);
      self->widget = NULL;
    }
  G_OBJECT_CLASS (bg_gtk_idle_monitor_parent_class)->dispose (object);
}

static void
bg_gtk_idle_monitor_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  BgGtkIdleMonitor *self = BG_GTK_IDLE_MONITOR (object);

  switch ((BgGtkIdleMonitorProperty) prop_id)
    {
    case PROP_WIDGET:
      g_value_set_object (value, bg_gtk_idle_monitor_get_widget (self));
      break;
    case PROP_FRAME_RATE:
      g_value_set_double (value, bg_gtk_idle_monitor_get_frame_rate (self));
      break;
    case PROP_N_FRAMES:
      g_value_set_uint (value, bg_gtk_idle_monitor_get_n_frames (self));
      break;
    case PROP_QUIET_TIME:
      g_value_set_uint (value, bg_gtk_idle_monitor_get_quiet_time (self));
      break;
    case PROP_MOTION_TOLERANCE:
      g_value_set_double (value, bg_gtk_idle_monitor_get_motion_tolerance (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_gtk_idle_monitor_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  BgGtkIdleMonitor *self = BG_GTK_IDLE_MONITOR (object);

  switch ((BgGtkIdleMonitorProperty) prop_id)
    {
    case PROP_WIDGET:
      set_widget (self, g_value_get_object (value));
      break;
    case PROP_FRAME_RATE:
      bg_gtk_idle_monitor_set_frame_rate (self, g_value_get_double (value));
      break;
    case PROP_N_FRAMES:
      bg_gtk_idle_monitor_set_n_frames (self, g_value_get_uint (value));
      break;
    case PROP_QUIET_TIME:
      bg_gtk_idle_monitor_set_quiet_time (self, g_value_get_uint (value));
      break;
    case PROP_MOTION_TOLERANCE:
      bg_gtk_idle_monitor_set_motion_tolerance (self, g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_gtk_idle_monitor_class_init (BgGtkIdleMonitorClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bg_gtk_idle_monitor_dispose;
  object_class->get_property = bg_gtk_idle_monitor_get_property;
  object_class->set_property = bg_gtk_idle_monitor_set_property;

  /**
   * BgGtkIdleMonitor:widget: (getter get_widget)
   *
   * The widget whose window is watched. It is not kept alive.
   */
  props[PROP_WIDGET] = g_param_spec_object ("widget", NULL, NULL, GTK_TYPE_WIDGET,
                                            G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * BgGtkIdleMonitor:frame-rate: (getter get_frame_rate) (setter set_frame_rate)
   *
   * How many frames per second are fast enough.
   */
  props[PROP_FRAME_RATE] = g_param_spec_double ("frame-rate", NULL, NULL, 0.01, 10000, DEFAULT_FRAME_RATE, flags);

  /**
   * BgGtkIdleMonitor:n-frames: (getter get_n_frames) (setter set_n_frames)
   *
   * How many frames in a row have to be fast enough, after one that is only measured from.
   */
  props[PROP_N_FRAMES] = g_param_spec_uint ("n-frames", NULL, NULL, 1, G_MAXINT, DEFAULT_N_FRAMES, flags);

  /**
   * BgGtkIdleMonitor:quiet-time: (getter get_quiet_time) (setter set_quiet_time)
   *
   * For how many milliseconds the user has to do nothing.
   */
  props[PROP_QUIET_TIME] = g_param_spec_uint ("quiet-time", NULL, NULL, 0, G_MAXINT, DEFAULT_QUIET_TIME, flags);

  /**
   * BgGtkIdleMonitor:motion-tolerance: (getter get_motion_tolerance) (setter set_motion_tolerance)
   *
   * Up to how many pixels per second the pointer moves without that being the user's doing.
   */
  props[PROP_MOTION_TOLERANCE] = g_param_spec_double ("motion-tolerance", NULL, NULL, 0, G_MAXDOUBLE,
                                                      DEFAULT_MOTION_TOLERANCE, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
bg_gtk_idle_monitor_init (BgGtkIdleMonitor *self)
{
  self->clock = g_get_monotonic_time;
  self->frame_rate = DEFAULT_FRAME_RATE;
  self->n_frames = DEFAULT_N_FRAMES;
  self->quiet_time = DEFAULT_QUIET_TIME;
  self->motion_tolerance = DEFAULT_MOTION_TOLERANCE;
  self->last_input = G_MININT64;

  self->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_static_name (self->source, "[taskmgr] idle monitor");
  g_source_set_priority (self->source, G_PRIORITY_DEFAULT_IDLE);
  g_source_set_callback (self->source, source_cb, self, NULL);
  g_source_attach (self->source, NULL);
}
