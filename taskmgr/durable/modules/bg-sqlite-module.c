/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-sqlite-transport-private.h"

#include <gio/gio.h>

/* What GIO calls when it loads the module; the names are made of that of the file. */

_BG_EXTERN void   g_io_taskmgr_sqlite_load   (GIOModule *module);
_BG_EXTERN void   g_io_taskmgr_sqlite_unload (GIOModule *module);
_BG_EXTERN char **g_io_taskmgr_sqlite_query  (void);

void
g_io_taskmgr_sqlite_load (GIOModule *module)
{
  /* The class has threads running; its code must not go away. */
  g_type_module_use (G_TYPE_MODULE (module));
  bg_sqlite_transport_register (G_TYPE_MODULE (module));
  g_io_extension_point_implement (BG_TRANSPORT_EXTENSION_POINT_NAME, BG_TYPE_SQLITE_TRANSPORT, "sqlite", 0);
}

void
g_io_taskmgr_sqlite_unload (GIOModule *module)
{
}

char **
g_io_taskmgr_sqlite_query (void)
{
  const char * const points[] = { BG_TRANSPORT_EXTENSION_POINT_NAME, NULL };

  return g_strdupv ((char **) points);
}
