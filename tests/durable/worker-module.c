/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <taskmgr.h>

#include <unistd.h>

/* A worker in a module, for the tests. */

static gboolean
greet (BgDelivery    *delivery,
       GCancellable  *cancellable,
       gpointer       user_data,
       GError       **error)
{
  const char *name = "you";
  g_autofree char *greeting = NULL;

  g_variant_lookup (bg_delivery_get_payload (delivery), "name", "&s", &name);
  greeting = g_strdup_printf ("Hello, %s", name);
  bg_delivery_set_result (delivery, g_variant_new ("(sx)", greeting, (gint64) getpid ()));
  return TRUE;
}

G_MODULE_EXPORT BgWorker *taskmgr_worker_new (const char *name);

BgWorker *
taskmgr_worker_new (const char *name)
{
  return g_str_equal (name, "nobody") ? NULL : bg_worker_new_for_func (name, greet, NULL, NULL);
}
