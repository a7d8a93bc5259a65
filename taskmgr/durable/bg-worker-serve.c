/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-worker-private.h"

#include "bg-delivery-private.h"
#include "core/bg-error.h"

#include <glib/gi18n-lib.h>

/* The child's side of a worker that runs in a process of its own. */

GVariant *
bg_worker_pack_request (BgDelivery *delivery)
{
  g_autofree char *json = bg_queued_task_to_json (bg_delivery_get_task (delivery));
  GVariantDict dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "task", "s", json);
  g_variant_dict_insert (&dict, "token", "t", bg_delivery_get_token (delivery));
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

static BgDelivery *
unpack_request (BgProcessWorker  *remote,
                GVariant         *arguments,
                GCancellable     *cancellable,
                GError          **error)
{
  g_autoptr (BgQueuedTask) task = NULL;
  const char *json;
  guint64 token;

  if (!g_variant_lookup (arguments, "task", "&s", &json) || !g_variant_lookup (arguments, "token", "t", &token))
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                           _("What the worker was asked is not from a queue"));
      return NULL;
    }
  task = bg_queued_task_new_from_json (json, error);
  return task != NULL ? bg_delivery_new_remote (task, token, remote, cancellable) : NULL;
}

static gboolean
serve_one (BgProcessWorker  *remote,
           GVariant         *arguments,
           GCancellable     *cancellable,
           gpointer          user_data,
           GError          **error)
{
  BgWorker *self = user_data;
  g_autoptr (BgDelivery) delivery = unpack_request (remote, arguments, cancellable, error);
  g_autoptr (GError) local_error = NULL;

  if (delivery == NULL)
    return FALSE;
  if (bg_worker_process (self, delivery, cancellable, &local_error))
    bg_process_worker_return_variant (remote, bg_delivery_pack (delivery));
  else
    bg_process_worker_return_failure (remote, local_error, NULL, bg_delivery_pack (delivery));
  return TRUE;
}

/**
 * bg_worker_serve:
 * @self: a worker
 * @error: return location for an error
 *
 * Does what the parent of this process asks for, until there will be nothing more.
 *
 * A program that a [class@WorkerRegistry] starts for a worker calls this once. It blocks meanwhile, and
 * [vfunc@Worker.process] runs in the thread that calls. When the parent is gone, the process ends at once, whatever
 * it does.
 *
 * Returns: `TRUE` after the last task, `FALSE` if the program was not started as a worker
 */
gboolean
bg_worker_serve (BgWorker  *self,
                 GError   **error)
{
  g_autoptr (BgProcessWorker) remote = NULL;

  g_return_val_if_fail (BG_IS_WORKER (self), FALSE);

  remote = bg_process_worker_new ();
  return bg_process_worker_run (remote, serve_one, self, error);
}
