/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-transport.h"

#include "bg-transport-private.h"

static void
set_uint (BgTransport *self,
          guint       *setting,
          guint        value,
          const char  *name)
{
  if ((guint) g_atomic_int_get (setting) == value)
    return;
  g_atomic_int_set (setting, value);
  g_object_notify (G_OBJECT (self), name);
}

/**
 * bg_transport_get_max_payload: (get-property max-payload)
 * @self: a transport
 *
 * Gets how large a payload may be. From any thread.
 *
 * Returns: the size, in bytes of its JSON text
 */
guint
bg_transport_get_max_payload (BgTransport *self)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), 0);

  return (guint) g_atomic_int_get (&bg_transport_get_private (self)->max_payload);
}

/**
 * bg_transport_set_max_payload: (set-property max-payload)
 * @self: a transport
 * @bytes: the size, in bytes of its JSON text
 *
 * Sets how large a payload may be. From any thread.
 */
void
bg_transport_set_max_payload (BgTransport *self,
                              guint        bytes)
{
  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (bytes >= 2);

  set_uint (self, &bg_transport_get_private (self)->max_payload, bytes, "max-payload");
}

/**
 * bg_transport_get_max_length: (get-property max-length)
 * @self: a transport
 *
 * Gets how many tasks may wait and run in a queue. From any thread.
 *
 * Returns: the number, 0 for any
 */
guint
bg_transport_get_max_length (BgTransport *self)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), 0);

  return (guint) g_atomic_int_get (&bg_transport_get_private (self)->max_length);
}

/**
 * bg_transport_set_max_length: (set-property max-length)
 * @self: a transport
 * @n_tasks: the number, 0 for any
 *
 * Sets how many tasks may wait and run in a queue. From any thread.
 */
void
bg_transport_set_max_length (BgTransport *self,
                             guint        n_tasks)
{
  g_return_if_fail (BG_IS_TRANSPORT (self));

  set_uint (self, &bg_transport_get_private (self)->max_length, n_tasks, "max-length");
}

/**
 * bg_transport_get_retention: (get-property retention)
 * @self: a transport
 *
 * Gets how long tasks that have ended are known. From any thread.
 *
 * Returns: seconds
 */
guint
bg_transport_get_retention (BgTransport *self)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), 0);

  return (guint) g_atomic_int_get (&bg_transport_get_private (self)->retention);
}

/**
 * bg_transport_set_retention: (set-property retention)
 * @self: a transport
 * @seconds: seconds
 *
 * Sets how long tasks that have ended are known. From any thread.
 */
void
bg_transport_set_retention (BgTransport *self,
                            guint        seconds)
{
  g_return_if_fail (BG_IS_TRANSPORT (self));

  set_uint (self, &bg_transport_get_private (self)->retention, seconds, "retention");
}

/**
 * bg_transport_get_lease_duration: (get-property lease-duration)
 * @self: a transport
 *
 * Gets how long a lease lasts when nothing else is asked for. From any thread.
 *
 * Returns: milliseconds
 */
guint
bg_transport_get_lease_duration (BgTransport *self)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), 0);

  return (guint) g_atomic_int_get (&bg_transport_get_private (self)->lease_duration);
}

/**
 * bg_transport_set_lease_duration: (set-property lease-duration)
 * @self: a transport
 * @milliseconds: milliseconds
 *
 * Sets how long a lease lasts when nothing else is asked for. From any thread.
 */
void
bg_transport_set_lease_duration (BgTransport *self,
                                 guint        milliseconds)
{
  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (milliseconds >= 10);

  set_uint (self, &bg_transport_get_private (self)->lease_duration, milliseconds, "lease-duration");
}

/**
 * bg_transport_get_poll_interval: (get-property poll-interval)
 * @self: a transport
 *
 * Gets after what time a store is asked again that does not tell of new tasks. From any thread.
 *
 * Returns: milliseconds
 */
guint
bg_transport_get_poll_interval (BgTransport *self)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), 0);

  return (guint) g_atomic_int_get (&bg_transport_get_private (self)->poll_interval);
}

/**
 * bg_transport_set_poll_interval: (set-property poll-interval)
 * @self: a transport
 * @milliseconds: milliseconds
 *
 * Sets after what time a store is asked again that does not tell of new tasks. From any thread.
 */
void
bg_transport_set_poll_interval (BgTransport *self,
                                guint        milliseconds)
{
  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (milliseconds >= 1);

  set_uint (self, &bg_transport_get_private (self)->poll_interval, milliseconds, "poll-interval");
}

/**
 * bg_transport_get_max_crashes: (get-property max-crashes)
 * @self: a transport
 *
 * Gets after how many crashes of its workers a task is given up. From any thread.
 *
 * Returns: the number
 */
guint
bg_transport_get_max_crashes (BgTransport *self)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), 0);

  return (guint) g_atomic_int_get (&bg_transport_get_private (self)->max_crashes);
}

/**
 * bg_transport_set_max_crashes: (set-property max-crashes)
 * @self: a transport
 * @max_crashes: the number
 *
 * Sets after how many crashes of its workers a task is given up. From any thread.
 */
void
bg_transport_set_max_crashes (BgTransport *self,
                              guint        max_crashes)
{
  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (max_crashes >= 1);

  set_uint (self, &bg_transport_get_private (self)->max_crashes, max_crashes, "max-crashes");
}

/**
 * bg_transport_get_extends_leases: (get-property extends-leases)
 * @self: a transport
 *
 * Tells whether leases are extended as long as their objects are there. From any thread.
 *
 * Returns: whether they are
 */
gboolean
bg_transport_get_extends_leases (BgTransport *self)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), FALSE);

  return g_atomic_int_get (&bg_transport_get_private (self)->extends_leases);
}

/**
 * bg_transport_set_extends_leases: (set-property extends-leases)
 * @self: a transport
 * @extends_leases: whether they are
 *
 * Sets whether leases are extended as long as their objects are there. It holds for leases that are given from now
 * on. From any thread.
 */
void
bg_transport_set_extends_leases (BgTransport *self,
                                 gboolean     extends_leases)
{
  BgTransportPrivate *priv;

  g_return_if_fail (BG_IS_TRANSPORT (self));

  priv = bg_transport_get_private (self);
  extends_leases = !!extends_leases;
  if (g_atomic_int_get (&priv->extends_leases) == extends_leases)
    return;
  g_atomic_int_set (&priv->extends_leases, extends_leases);
  g_object_notify (G_OBJECT (self), "extends-leases");
}
