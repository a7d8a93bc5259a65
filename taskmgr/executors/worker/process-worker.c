/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executors/bg-process-worker.h"

#include "core/bg-error.h"

#include <gmodule.h>
#include <stdlib.h>

/* The program that a process executor starts for a worker in a module: process-worker MODULE SYMBOL. */

typedef struct
{
  const char *path;
  const char *symbol;
} Place;

/* What cannot be loaded is told to whoever asks for something. */
static BgProcessWorkerFunc
load (const Place  *place,
      GError      **error)
{
  GModule *module = g_module_open (place->path, G_MODULE_BIND_LOCAL);
  gpointer func;

  if (module != NULL && g_module_symbol (module, place->symbol, &func))
    return (BgProcessWorkerFunc) func;
  g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT, g_module_error ());
  return NULL;
}

static gboolean
work (BgProcessWorker  *worker,
      GVariant         *arguments,
      GCancellable     *cancellable,
      gpointer          user_data,
      GError          **error)
{
  static BgProcessWorkerFunc func = NULL;

  if (func == NULL)
    func = load (user_data, error);
  return func != NULL && func (worker, arguments, cancellable, NULL, error);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (BgProcessWorker) worker = bg_process_worker_new ();
  g_autoptr (GError) error = NULL;
  Place place;

  if (argc != 3)
    {
      g_printerr ("Usage: %s MODULE SYMBOL\n", argv[0]);
      return EXIT_FAILURE;
    }
  place = (Place) { argv[1], argv[2] };
  if (bg_process_worker_run (worker, work, &place, &error))
    return EXIT_SUCCESS;
  g_printerr ("%s: %s\n", argv[0], error->message);
  return EXIT_FAILURE;
}
