/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-memory-transport-private.h"

#include "bg-memory-store-private.h"

#include <glib/gi18n-lib.h>

/* localmem:// and localmem://NAME. All it has of its own is the name of its store. */

struct _BgMemoryTransport
{
  BgTransport    parent_instance;

  BgMemoryStore *store;         /* not owned: stores stay */
  gboolean       has_joined;    /* in the thread of the transport */
};

G_DEFINE_FINAL_TYPE (BgMemoryTransport, bg_memory_transport, BG_TYPE_TRANSPORT)

BgMemoryStore *
bg_memory_transport_get_store (BgTransport *transport)
{
  return BG_MEMORY_TRANSPORT (transport)->store;
}

static gboolean
bg_memory_transport_configure (BgTransport  *transport,
                               GUri         *uri,
                               GHashTable   *options,
                               GError      **error)
{
  const char *name = g_uri_get_host (uri);

  if (name == NULL || g_uri_get_user (uri) != NULL || g_uri_get_port (uri) != -1 || g_uri_get_path (uri)[0] != '\0')
    {
      g_set_error_literal (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_URI,
                           _("A store in memory is localmem:// or localmem://name"));
      return FALSE;
    }
  BG_MEMORY_TRANSPORT (transport)->store = bg_memory_store_get (name);
  return TRUE;
}

static gboolean
bg_memory_transport_open (BgTransport   *transport,
                          gboolean       create,
                          GCancellable  *cancellable,
                          GError       **error)
{
  BgMemoryTransport *self = BG_MEMORY_TRANSPORT (transport);

  bg_transport_announce (transport,
                         BG_TRANSPORT_CAPABILITIES_PRIORITY
                           | BG_TRANSPORT_CAPABILITIES_DELAY
                           | BG_TRANSPORT_CAPABILITIES_DEDUP
                           | BG_TRANSPORT_CAPABILITIES_CONFIRMED_ACK
                           | BG_TRANSPORT_CAPABILITIES_LEASE_EXTEND
                           | BG_TRANSPORT_CAPABILITIES_UNIQUE_KEY
                           | BG_TRANSPORT_CAPABILITIES_SERIAL_KEY
                           | BG_TRANSPORT_CAPABILITIES_PUSH_WAKEUP
                           | BG_TRANSPORT_CAPABILITIES_DEAD_LETTER
                           | BG_TRANSPORT_CAPABILITIES_LIST
                           | BG_TRANSPORT_CAPABILITIES_EXACT_STATS,
                         BG_DURABILITY_NONE);
  bg_memory_store_join (self->store, transport);
  self->has_joined = TRUE;
  return TRUE;
}

static void
bg_memory_transport_close (BgTransport *transport)
{
  BgMemoryTransport *self = BG_MEMORY_TRANSPORT (transport);

  if (self->has_joined)
    bg_memory_store_part (self->store, transport);
  self->has_joined = FALSE;
}

/* Normally the URI names it. */
static void
bg_memory_transport_init (BgMemoryTransport *self)
{
  self->store = bg_memory_store_get ("");
}

static void
bg_memory_transport_class_init (BgMemoryTransportClass *klass)
{
  BgTransportClass *transport_class = BG_TRANSPORT_CLASS (klass);

  transport_class->configure = bg_memory_transport_configure;
  transport_class->store_open = bg_memory_transport_open;
  transport_class->store_close = bg_memory_transport_close;
  bg_memory_store_implement (transport_class);
  bg_memory_store_implement_look (transport_class);
}
