/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "durable/bg-worker-registry.h"

#include <stdlib.h>

/* The program that is started for a worker in a module: queue-worker MODULE NAME. */
int
main (int    argc,
      char **argv)
{
  g_autoptr (BgWorkerRegistry) registry = bg_worker_registry_new ();
  g_autoptr (BgWorker) worker = NULL;
  g_autoptr (GError) error = NULL;

  if (argc != 3)
    {
      g_printerr ("Usage: %s MODULE NAME\n", argv[0]);
      return EXIT_FAILURE;
    }
  if (bg_worker_registry_add_file (registry, argv[2], argv[1], &error))
    worker = bg_worker_registry_lookup (registry, argv[2], &error);
  if (worker != NULL && bg_worker_serve (worker, &error))
    return EXIT_SUCCESS;
  g_printerr ("%s: %s\n", argv[0], error->message);
  return EXIT_FAILURE;
}
