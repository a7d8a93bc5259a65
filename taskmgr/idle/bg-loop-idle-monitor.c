/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-loop-idle-monitor-private.h"

/**
 * BgLoopIdleMonitor:
 *
 * Takes the main loop for idle when it is on time.
 *
 * While somebody waits, it has the loop call it back every so often, after everything more urgent. A loop that has
 * nothing else to do calls back on time; if that happens several times in a row, it is idle. It works without a
 * screen, and knows nothing of the user: programs with windows use the monitor of the GTK library.
 *
 * It watches the main context that was thread-default when it was made.
 */

#define DEFAULT_INTERVAL 10
#define DEFAULT_TOLERANCE 5
#define DEFAULT_N_TIMES 4

struct _BgLoopIdleMonitor
{
  GObject       parent_instance;

  GMainContext *context;        /* fixed at construction */
  guint         interval;       /* ms */
  guint         tolerance;      /* ms */
  guint         n_times;
  guint         n_good;         /* in a row */
  GSource      *source;         /* while somebody waits */
};

typedef struct
{
  GSource            source;
  BgLoopIdleMonitor *monitor;   /* not owned; it destroys the source */
} MonitorSource;

typedef enum
{
  PROP_INTERVAL = 1,
  PROP_TOLERANCE,
  PROP_N_TIMES,
} BgLoopIdleMonitorProperty;

static GParamSpec *props[PROP_N_TIMES + 1];

static void bg_loop_idle_monitor_iface_init (BgIdleMonitorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BgLoopIdleMonitor, bg_loop_idle_monitor, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BG_TYPE_IDLE_MONITOR, bg_loop_idle_monitor_iface_init))

static void
stop_watching (BgLoopIdleMonitor *self)
{
  if (self->source == NULL)
    return;
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

gboolean
bg_loop_idle_monitor_note (BgLoopIdleMonitor *self,
                           gint64             lateness)
{
  if (self->source == NULL)
    return FALSE;
  self->n_good = lateness <= self->tolerance * G_TIME_SPAN_MILLISECOND ? self->n_good + 1 : 0;
  if (self->n_good < self->n_times)
    return TRUE;
  stop_watching (self);
  g_signal_emit_by_name (self, "idle");
  return self->source != NULL;
}

gboolean
bg_loop_idle_monitor_is_watching (BgLoopIdleMonitor *self)
{
  return self->source != NULL;
}

static void
call_back_in_time (BgLoopIdleMonitor *self)
{
  const gint64 interval = self->interval * G_TIME_SPAN_MILLISECOND;

  g_source_set_ready_time (self->source, g_get_monotonic_time () + interval);
}

static gboolean
dispatch (GSource     *source,
          GSourceFunc  callback,
          gpointer     user_data)
{
  /* Not the time of the source, which is from before others had their turn. */
  const gint64 lateness = g_get_monotonic_time () - g_source_get_ready_time (source);
  g_autoptr (BgLoopIdleMonitor) self = g_object_ref (((MonitorSource *) source)->monitor);

  g_source_set_ready_time (source, -1);
  if (bg_loop_idle_monitor_note (self, lateness))
    call_back_in_time (self);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = {
  .dispatch = dispatch,
};

static void
bg_loop_idle_monitor_start (BgIdleMonitor *monitor)
{
  BgLoopIdleMonitor *self = BG_LOOP_IDLE_MONITOR (monitor);

  self->n_good = 0;
  self->source = g_source_new (&source_funcs, sizeof (MonitorSource));
  ((MonitorSource *) self->source)->monitor = self;
  g_source_set_static_name (self->source, "[taskmgr] idle monitor");
  g_source_set_priority (self->source, G_PRIORITY_DEFAULT_IDLE);
  call_back_in_time (self);
  g_source_attach (self->source, self->context);
}

static void
bg_loop_idle_monitor_stop (BgIdleMonitor *monitor)
{
  stop_watching (BG_LOOP_IDLE_MONITOR (monitor));
}

static gboolean
bg_loop_idle_monitor_is_idle (BgIdleMonitor *monitor)
{
  BgLoopIdleMonitor *self = BG_LOOP_IDLE_MONITOR (monitor);

  return self->n_good >= self->n_times;
}

static void
bg_loop_idle_monitor_iface_init (BgIdleMonitorInterface *iface)
{
  iface->start = bg_loop_idle_monitor_start;
  iface->stop = bg_loop_idle_monitor_stop;
  iface->is_idle = bg_loop_idle_monitor_is_idle;
}

static void
bg_loop_idle_monitor_dispose (GObject *object)
{
  stop_watching (BG_LOOP_IDLE_MONITOR (object));
  G_OBJECT_CLASS (bg_loop_idle_monitor_parent_class)->dispose (object);
}

static void
bg_loop_idle_monitor_finalize (GObject *object)
{
  g_main_context_unref (BG_LOOP_IDLE_MONITOR (object)->context);
  G_OBJECT_CLASS (bg_loop_idle_monitor_parent_class)->finalize (object);
}

static void
bg_loop_idle_monitor_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  BgLoopIdleMonitor *self = BG_LOOP_IDLE_MONITOR (object);

  switch ((BgLoopIdleMonitorProperty) prop_id)
    {
    case PROP_INTERVAL:
      g_value_set_uint (value, bg_loop_idle_monitor_get_interval (self));
      break;
    case PROP_TOLERANCE:
      g_value_set_uint (value, bg_loop_idle_monitor_get_tolerance (self));
      break;
    case PROP_N_TIMES:
      g_value_set_uint (value, bg_loop_idle_monitor_get_n_times (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_loop_idle_monitor_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  BgLoopIdleMonitor *self = BG_LOOP_IDLE_MONITOR (object);

  switch ((BgLoopIdleMonitorProperty) prop_id)
    {
    case PROP_INTERVAL:
      bg_loop_idle_monitor_set_interval (self, g_value_get_uint (value));
      break;
    case PROP_TOLERANCE:
      bg_loop_idle_monitor_set_tolerance (self, g_value_get_uint (value));
      break;
    case PROP_N_TIMES:
      bg_loop_idle_monitor_set_n_times (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_loop_idle_monitor_class_init (BgLoopIdleMonitorClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bg_loop_idle_monitor_dispose;
  object_class->finalize = bg_loop_idle_monitor_finalize;
  object_class->get_property = bg_loop_idle_monitor_get_property;
  object_class->set_property = bg_loop_idle_monitor_set_property;

  /**
   * BgLoopIdleMonitor:interval: (getter get_interval) (setter set_interval)
   *
   * After how many milliseconds the loop is to call back, while somebody waits.
   */
  props[PROP_INTERVAL] = g_param_spec_uint ("interval", NULL, NULL, 1, G_MAXINT, DEFAULT_INTERVAL, flags);

  /**
   * BgLoopIdleMonitor:tolerance: (getter get_tolerance) (setter set_tolerance)
   *
   * How many milliseconds late still count as on time.
   */
  props[PROP_TOLERANCE] = g_param_spec_uint ("tolerance", NULL, NULL, 0, G_MAXINT, DEFAULT_TOLERANCE, flags);

  /**
   * BgLoopIdleMonitor:n-times: (getter get_n_times) (setter set_n_times)
   *
   * How many times in a row the loop has to be on time.
   */
  props[PROP_N_TIMES] = g_param_spec_uint ("n-times", NULL, NULL, 1, G_MAXINT, DEFAULT_N_TIMES, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
bg_loop_idle_monitor_init (BgLoopIdleMonitor *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->interval = DEFAULT_INTERVAL;
  self->tolerance = DEFAULT_TOLERANCE;
  self->n_times = DEFAULT_N_TIMES;
}

/**
 * bg_loop_idle_monitor_new:
 *
 * Makes a monitor of the main context that is thread-default.
 *
 * Returns: (transfer full): a new monitor
 */
BgLoopIdleMonitor *
bg_loop_idle_monitor_new (void)
{
  return g_object_new (BG_TYPE_LOOP_IDLE_MONITOR, NULL);
}

/**
 * bg_loop_idle_monitor_get_interval: (get-property interval)
 * @self: a monitor
 *
 * Gets after how many milliseconds the loop is to call back.
 *
 * Returns: the interval in milliseconds
 */
guint
bg_loop_idle_monitor_get_interval (BgLoopIdleMonitor *self)
{
  g_return_val_if_fail (BG_IS_LOOP_IDLE_MONITOR (self), 0);

  return self->interval;
}

/**
 * bg_loop_idle_monitor_set_interval: (set-property interval)
 * @self: a monitor
 * @milliseconds: the interval, at least 1
 *
 * Sets after how many milliseconds the loop is to call back.
 */
void
bg_loop_idle_monitor_set_interval (BgLoopIdleMonitor *self,
                                   guint              milliseconds)
{
  g_return_if_fail (BG_IS_LOOP_IDLE_MONITOR (self));
  g_return_if_fail (milliseconds > 0);

  if (self->interval == milliseconds)
    return;
  self->interval = milliseconds;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_INTERVAL]);
}

/**
 * bg_loop_idle_monitor_get_tolerance: (get-property tolerance)
 * @self: a monitor
 *
 * Gets how many milliseconds late still count as on time.
 *
 * Returns: the tolerance in milliseconds
 */
guint
bg_loop_idle_monitor_get_tolerance (BgLoopIdleMonitor *self)
{
  g_return_val_if_fail (BG_IS_LOOP_IDLE_MONITOR (self), 0);

  return self->tolerance;
}

/**
 * bg_loop_idle_monitor_set_tolerance: (set-property tolerance)
 * @self: a monitor
 * @milliseconds: the tolerance
 *
 * Sets how many milliseconds late still count as on time.
 */
void
bg_loop_idle_monitor_set_tolerance (BgLoopIdleMonitor *self,
                                    guint              milliseconds)
{
  g_return_if_fail (BG_IS_LOOP_IDLE_MONITOR (self));

  if (self->tolerance == milliseconds)
    return;
  self->tolerance = milliseconds;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TOLERANCE]);
}

/**
 * bg_loop_idle_monitor_get_n_times: (get-property n-times)
 * @self: a monitor
 *
 * Gets how many times in a row the loop has to be on time.
 *
 * Returns: the number of times
 */
guint
bg_loop_idle_monitor_get_n_times (BgLoopIdleMonitor *self)
{
  g_return_val_if_fail (BG_IS_LOOP_IDLE_MONITOR (self), 0);

  return self->n_times;
}

/**
 * bg_loop_idle_monitor_set_n_times: (set-property n-times)
 * @self: a monitor
 * @n_times: the number of times, at least 1
 *
 * Sets how many times in a row the loop has to be on time.
 */
void
bg_loop_idle_monitor_set_n_times (BgLoopIdleMonitor *self,
                                  guint              n_times)
{
  g_return_if_fail (BG_IS_LOOP_IDLE_MONITOR (self));
  g_return_if_fail (n_times > 0);

  if (self->n_times == n_times)
    return;
  self->n_times = n_times;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_TIMES]);
}
