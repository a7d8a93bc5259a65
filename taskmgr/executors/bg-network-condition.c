/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-network-condition.h"

#include <glib/gi18n-lib.h>

/**
 * BgNetworkCondition:
 *
 * Says whether there is a network, and one that is not paid for by volume if that matters.
 *
 * It asks [iface@Gio.NetworkMonitor], which knows what the computer believes of its network: that a server can be
 * reached is not said.
 *
 * ```c
 * static void
 * fetch_later (BgTaskManager *manager, BgTask *fetch)
 * {
 *   g_autoptr (BgCondition) cheap = bg_network_condition_new (TRUE);
 *
 *   bg_task_add_condition (fetch, cheap);
 *   bg_task_manager_add (manager, fetch, NULL);
 * }
 * ```
 *
 * Threads: it is made and let go in the main thread. The first in a program asks services of the desktop before it is
 * made; programs that cannot spare that moment make it early.
 */
struct _BgNetworkCondition
{
  BgCondition parent_instance;

  GNetworkMonitor *monitor;     /* owned */
  gboolean         not_metered;
};

typedef enum
{
  PROP_NOT_METERED = 1,
} BgNetworkConditionProperty;

static GParamSpec *props[PROP_NOT_METERED + 1];

G_DEFINE_FINAL_TYPE (BgNetworkCondition, bg_network_condition, BG_TYPE_CONDITION)

static void
look (BgNetworkCondition *self)
{
  bg_condition_set_fulfilled (BG_CONDITION (self),
                              g_network_monitor_get_network_available (self->monitor)
                              && !(self->not_metered && g_network_monitor_get_network_metered (self->monitor)));
}

static char *
bg_network_condition_describe (BgCondition *condition)
{
  if (BG_NETWORK_CONDITION (condition)->not_metered)
    return g_strdup (_("there is a network that is not metered"));
  return g_strdup (_("there is a network"));
}

static void
bg_network_condition_constructed (GObject *object)
{
  BgNetworkCondition *self = BG_NETWORK_CONDITION (object);

  G_OBJECT_CLASS (bg_network_condition_parent_class)->constructed (object);
  self->monitor = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->monitor, "notify::network-available", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->monitor, "notify::network-metered", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  look (self);
}

static void
bg_network_condition_dispose (GObject *object)
{
  BgNetworkCondition *self = BG_NETWORK_CONDITION (object);

  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  G_OBJECT_CLASS (bg_network_condition_parent_class)->dispose (object);
}

static void
bg_network_condition_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  BgNetworkCondition *self = BG_NETWORK_CONDITION (object);

  switch ((BgNetworkConditionProperty) prop_id)
    {
    case PROP_NOT_METERED:
      g_value_set_boolean (value, bg_network_condition_is_not_metered (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_network_condition_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  BgNetworkCondition *self = BG_NETWORK_CONDITION (object);

  switch ((BgNetworkConditionProperty) prop_id)
    {
    case PROP_NOT_METERED:
      self->not_metered = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_network_condition_class_init (BgNetworkConditionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = bg_network_condition_constructed;
  object_class->dispose = bg_network_condition_dispose;
  object_class->get_property = bg_network_condition_get_property;
  object_class->set_property = bg_network_condition_set_property;
  BG_CONDITION_CLASS (klass)->describe = bg_network_condition_describe;

  /**
   * BgNetworkCondition:not-metered: (getter is_not_metered)
   *
   * Whether the network has to be one that is not paid for by volume.
   */
  props[PROP_NOT_METERED] = g_param_spec_boolean ("not-metered", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                  | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
bg_network_condition_init (BgNetworkCondition *self)
{
}

/**
 * bg_network_condition_new:
 * @not_metered: whether it has to be one that is not paid for by volume
 *
 * Makes a condition that is fulfilled while there is a network.
 *
 * Returns: (transfer full) (type BgNetworkCondition): a new condition
 */
BgCondition *
bg_network_condition_new (gboolean not_metered)
{
  return g_object_new (BG_TYPE_NETWORK_CONDITION, "not-metered", not_metered, NULL);
}

/**
 * bg_network_condition_is_not_metered: (get-property not-metered)
 * @self: a condition
 *
 * Gets whether the network has to be one that is not paid for by volume.
 *
 * Returns: whether it has to
 */
gboolean
bg_network_condition_is_not_metered (BgNetworkCondition *self)
{
  g_return_val_if_fail (BG_IS_NETWORK_CONDITION (self), FALSE);

  return self->not_metered;
}
