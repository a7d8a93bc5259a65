/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-memory-condition.h"

#include <glib/gi18n-lib.h>

/**
 * BgMemoryCondition:
 *
 * Says whether there is memory to spare.
 *
 * It is fulfilled until [iface@Gio.MemoryMonitor] warns that memory is low, however low. That monitor repeats its
 * warning while memory is low, and never says that it is over: the condition is fulfilled again when there was no
 * warning for [property@MemoryCondition:quiet-time]. Where no service watches the memory, it is always fulfilled.
 *
 * Threads: all functions are for the main thread, where it is made and let go.
 */
struct _BgMemoryCondition
{
  BgCondition parent_instance;

  GMemoryMonitor *monitor;      /* owned */
  GMainContext   *context;
  GSource        *timer;        /* while memory is low */
  guint           quiet_time;   /* ms */
};

typedef enum
{
  PROP_QUIET_TIME = 1,
} BgMemoryConditionProperty;

static GParamSpec *props[PROP_QUIET_TIME + 1];

G_DEFINE_FINAL_TYPE (BgMemoryCondition, bg_memory_condition, BG_TYPE_CONDITION)

#define DEFAULT_QUIET_TIME 30000

static void
clear_timer (BgMemoryCondition *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static gboolean
quiet_cb (gpointer user_data)
{
  BgMemoryCondition *self = user_data;

  clear_timer (self);
  bg_condition_set_fulfilled (BG_CONDITION (self), TRUE);
  return G_SOURCE_REMOVE;
}

static void
warning_cb (GMemoryMonitor             *monitor,
            GMemoryMonitorWarningLevel  level,
            BgMemoryCondition          *self)
{
  clear_timer (self);
  self->timer = g_timeout_source_new (self->quiet_time);
  g_source_set_static_name (self->timer, "[taskmgr] memory");
  g_source_set_callback (self->timer, quiet_cb, self, NULL);
  g_source_attach (self->timer, self->context);
  bg_condition_set_fulfilled (BG_CONDITION (self), FALSE);
}

static char *
bg_memory_condition_describe (BgCondition *condition)
{
  return g_strdup (_("there is enough memory"));
}

static void
bg_memory_condition_constructed (GObject *object)
{
  BgMemoryCondition *self = BG_MEMORY_CONDITION (object);

  G_OBJECT_CLASS (bg_memory_condition_parent_class)->constructed (object);
  self->monitor = g_memory_monitor_dup_default ();
  g_signal_connect_object (self->monitor, "low-memory-warning", G_CALLBACK (warning_cb), self, 0);
  bg_condition_set_fulfilled (BG_CONDITION (self), TRUE);
}

static void
bg_memory_condition_dispose (GObject *object)
{
  BgMemoryCondition *self = BG_MEMORY_CONDITION (object);

  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  clear_timer (self);
  g_clear_pointer (&self->context, g_main_context_unref);
  G_OBJECT_CLASS (bg_memory_condition_parent_class)->dispose (object);
}

static void
bg_memory_condition_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  BgMemoryCondition *self = BG_MEMORY_CONDITION (object);

  switch ((BgMemoryConditionProperty) prop_id)
    {
    case PROP_QUIET_TIME:
      g_value_set_uint (value, bg_memory_condition_get_quiet_time (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_memory_condition_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  BgMemoryCondition *self = BG_MEMORY_CONDITION (object);

  switch ((BgMemoryConditionProperty) prop_id)
    {
    case PROP_QUIET_TIME:
      bg_memory_condition_set_quiet_time (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_memory_condition_class_init (BgMemoryConditionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = bg_memory_condition_constructed;
  object_class->dispose = bg_memory_condition_dispose;
  object_class->get_property = bg_memory_condition_get_property;
  object_class->set_property = bg_memory_condition_set_property;
  BG_CONDITION_CLASS (klass)->describe = bg_memory_condition_describe;

  /**
   * BgMemoryCondition:quiet-time: (getter get_quiet_time) (setter set_quiet_time)
   *
   * For how many milliseconds nobody may have warned before it is fulfilled again.
   */
  props[PROP_QUIET_TIME] = g_param_spec_uint ("quiet-time", NULL, NULL, 0, G_MAXUINT, DEFAULT_QUIET_TIME,
                                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
bg_memory_condition_init (BgMemoryCondition *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->quiet_time = DEFAULT_QUIET_TIME;
}

/**
 * bg_memory_condition_new:
 *
 * Makes a condition that is fulfilled while nobody warns that memory is low.
 *
 * Returns: (transfer full) (type BgMemoryCondition): a new condition
 */
BgCondition *
bg_memory_condition_new (void)
{
  return g_object_new (BG_TYPE_MEMORY_CONDITION, NULL);
}

/**
 * bg_memory_condition_get_quiet_time: (get-property quiet-time)
 * @self: a condition
 *
 * Gets for how long nobody may have warned before it is fulfilled again.
 *
 * Returns: the time in milliseconds
 */
guint
bg_memory_condition_get_quiet_time (BgMemoryCondition *self)
{
  g_return_val_if_fail (BG_IS_MEMORY_CONDITION (self), 0);

  return self->quiet_time;
}

/**
 * bg_memory_condition_set_quiet_time: (set-property quiet-time)
 * @self: a condition
 * @milliseconds: the time
 *
 * Sets for how long nobody may have warned before it is fulfilled again. It holds from the next warning on.
 */
void
bg_memory_condition_set_quiet_time (BgMemoryCondition *self,
                                    guint              milliseconds)
{
  g_return_if_fail (BG_IS_MEMORY_CONDITION (self));

  if (self->quiet_time == milliseconds)
    return;
  self->quiet_time = milliseconds;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_QUIET_TIME]);
}
