/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <taskmgr.h>

_BG_EXTERN gboolean process_module_add (BgProcessWorker  *worker,
                                        GVariant         *arguments,
                                        GCancellable     *cancellable,
                                        gpointer          user_data,
                                        GError          **error);

/* A worker in a module. */
gboolean
process_module_add (BgProcessWorker  *worker,
                    GVariant         *arguments,
                    GCancellable     *cancellable,
                    gpointer          user_data,
                    GError          **error)
{
  int a, b;

  g_assert_null (user_data);
  if (!g_variant_lookup (arguments, "a", "i", &a) || !g_variant_lookup (arguments, "b", "i", &b))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "Two numbers are wanted");
      return FALSE;
    }
  bg_process_worker_return_variant (worker, g_variant_new_int32 (a + b));
  return TRUE;
}
