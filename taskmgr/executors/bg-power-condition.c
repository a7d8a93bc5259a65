/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-power-condition.h"

#include <glib/gi18n-lib.h>

/**
 * BgPowerCondition:
 *
 * Says whether the computer does not have to save power.
 *
 * It asks [iface@Gio.PowerProfileMonitor]: it is not fulfilled while the power saver is on, which the user or the
 * system has switched on. Where nothing is known of that, it is fulfilled. What a computer tells a moment after it was
 * asked first comes as a change.
 *
 * Threads: it is made and let go in the main thread. The first in a program asks services of the desktop before it is
 * made.
 */
struct _BgPowerCondition
{
  BgCondition parent_instance;

  GPowerProfileMonitor *monitor;        /* owned */
};

G_DEFINE_FINAL_TYPE (BgPowerCondition, bg_power_condition, BG_TYPE_CONDITION)

static void
look (BgPowerCondition *self)
{
  bg_condition_set_fulfilled (BG_CONDITION (self), !g_power_profile_monitor_get_power_saver_enabled (self->monitor));
}

static char *
bg_power_condition_describe (BgCondition *condition)
{
  return g_strdup (_("the power saver is off"));
}

static void
bg_power_condition_constructed (GObject *object)
{
  BgPowerCondition *self = BG_POWER_CONDITION (object);

  G_OBJECT_CLASS (bg_power_condition_parent_class)->constructed (object);
  self->monitor = g_power_profile_monitor_dup_default ();
  g_signal_connect_object (self->monitor, "notify::power-saver-enabled", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  look (self);
}

static void
bg_power_condition_dispose (GObject *object)
{
  BgPowerCondition *self = BG_POWER_CONDITION (object);

  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  G_OBJECT_CLASS (bg_power_condition_parent_class)->dispose (object);
}

static void
bg_power_condition_class_init (BgPowerConditionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = bg_power_condition_constructed;
  object_class->dispose = bg_power_condition_dispose;
  BG_CONDITION_CLASS (klass)->describe = bg_power_condition_describe;
}

static void
bg_power_condition_init (BgPowerCondition *self)
{
}

/**
 * bg_power_condition_new:
 *
 * Makes a condition that is fulfilled while the computer does not have to save power.
 *
 * Returns: (transfer full) (type BgPowerCondition): a new condition
 */
BgCondition *
bg_power_condition_new (void)
{
  return g_object_new (BG_TYPE_POWER_CONDITION, NULL);
}
