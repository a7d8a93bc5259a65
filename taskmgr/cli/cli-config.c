/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli-config.h"

#include "cli-secret.h"

/* Both lists may be NULL. */
BgWorkerConfig *
cli_config_load (char    **files,
                 char    **assignments,
                 GError  **error)
{
  g_autoptr (BgWorkerConfig) config = bg_worker_config_new ();

  for (gsize i = 0; files != NULL && files[i] != NULL; i++)
    if (!bg_worker_config_load_file (config, files[i], error))
      return NULL;
  for (gsize i = 0; assignments != NULL && assignments[i] != NULL; i++)
    if (!bg_worker_config_set (config, assignments[i], error))
      return NULL;
  return g_steal_pointer (&config);
}

/* A file that holds a password is for its owner alone. Which of them it is does not matter. */
static gboolean
check_secrecy (char       **files,
               const char  *uri,
               GError     **error)
{
  g_auto (GStrv) secrets = cli_secret_find (uri);

  for (gsize i = 0; secrets[0] != NULL && files != NULL && files[i] != NULL; i++)
    if (!cli_secret_check_file (files[i], error))
      return FALSE;
  return TRUE;
}

/* What is said on the command line and in the environment goes before what is in files. */
gboolean
cli_config_use_transport (BgWorkerConfig  *config,
                          char           **files,
                          Cli             *cli,
                          GError         **error)
{
  g_autofree char *uri = bg_worker_config_dup_transport (config);

  if (cli->uri != NULL || cli->uri_file != NULL || g_getenv ("TASKMGR_TRANSPORT") != NULL || uri == NULL)
    return TRUE;
  if (!check_secrecy (files, uri, error))
    return FALSE;
  cli_use_uri (cli, uri);
  return TRUE;
}
