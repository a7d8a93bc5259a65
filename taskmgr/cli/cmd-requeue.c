/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli.h"

#include "cli-json.h"

#include <glib/gi18n.h>

static void
print_count (Cli    *cli,
             gint64  count)
{
  g_autofree char *json = NULL;

  if (!cli->json)
    return;
  json = cli_json_for_number (cli->args[1], "requeued", count);
  g_print ("%s\n", json);
}

/* Has tasks that are dead or done run again. */
int
cmd_requeue (Cli   *cli,
             char **argv)
{
  g_autoptr (GError) error = NULL;
  BgTransport *transport;
  guint n_ids;
  gint64 count;

  if (!cli_parse (cli, argv, NULL, 2, G_MAXUINT))
    return CLI_USAGE;
  transport = cli_open (cli, FALSE, &error);
  if (transport == NULL)
    return cli_fail (cli, error);
  n_ids = g_strv_length (cli->args + 2);
  count = bg_transport_redrive (transport, cli->args[1], (const char * const *) cli->args + 2, NULL, &error);
  if (count < 0)
    return cli_fail (cli, error);

  print_count (cli, count);
  return count < n_ids ? cli_fail_not_found (cli, count, n_ids) : CLI_OK;
}
