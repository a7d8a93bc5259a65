/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-transport-schemes-private.h"

#include "bg-file-transport-private.h"
#include "bg-memory-transport-private.h"
#include "bg-transport-config.h"
#include "bg-transport.h"

#include <sys/auxv.h>

const char *
bg_transport_get_environment (const char *name)
{
  return getauxval (AT_SECURE) != 0 ? NULL : g_getenv (name);
}

static GIOExtensionPoint *
get_extension_point (void)
{
  static gsize point;

  if (g_once_init_enter (&point))
    {
      GIOExtensionPoint *registered = g_io_extension_point_register (BG_TRANSPORT_EXTENSION_POINT_NAME);

      g_io_extension_point_set_required_type (registered, BG_TYPE_TRANSPORT);
      g_io_extension_point_implement (BG_TRANSPORT_EXTENSION_POINT_NAME, BG_TYPE_MEMORY_TRANSPORT, "localmem", 0);
      g_io_extension_point_implement (BG_TRANSPORT_EXTENSION_POINT_NAME, BG_TYPE_FILE_TRANSPORT, "filesys", 0);
      g_once_init_leave (&point, (gsize) registered);
    }
  return (GIOExtensionPoint *) point;
}

/* Once: what was loaded stays. The folders of the environment come first, so that a module can be tried out. */
static void
load_modules (void)
{
  static gsize loaded;

  if (g_once_init_enter (&loaded))
    {
      GIOModuleScope *scope = g_io_module_scope_new (G_IO_MODULE_SCOPE_BLOCK_DUPLICATES);
      const char *path = bg_transport_get_environment ("TASKMGR_MODULE_PATH");
      g_auto (GStrv) folders = g_strsplit (path != NULL ? path : "", G_SEARCHPATH_SEPARATOR_S, -1);

      for (guint i = 0; folders[i] != NULL; i++)
        {
          if (g_path_is_absolute (folders[i]))
            g_io_modules_scan_all_in_directory_with_scope (folders[i], scope);
        }
      g_io_modules_scan_all_in_directory_with_scope (BG_TRANSPORT_MODULE_DIR, scope);
      g_io_module_scope_free (scope);
      g_once_init_leave (&loaded, 1);
    }
}

/* Modules bring libraries along that nobody needs who has only what is built in; so they are looked at last. */
GType
bg_transport_schemes_find (const char *scheme)
{
  GIOExtensionPoint *point = get_extension_point ();
  GIOExtension *extension = g_io_extension_point_get_extension_by_name (point, scheme);

  if (extension == NULL)
    {
      load_modules ();
      extension = g_io_extension_point_get_extension_by_name (point, scheme);
    }
  return extension != NULL ? g_io_extension_get_type (extension) : G_TYPE_INVALID;
}

static int
compare_texts (gconstpointer one,
               gconstpointer other)
{
  return strcmp (*(const char *const *) one, *(const char *const *) other);
}

char *
bg_transport_schemes_list (void)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (GList *at = g_io_extension_point_get_extensions (get_extension_point ()); at != NULL; at = at->next)
    g_ptr_array_add (names, (gpointer) g_io_extension_get_name (at->data));
  g_ptr_array_sort (names, compare_texts);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}
