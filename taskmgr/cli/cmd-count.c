/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli.h"

#include "cli-json.h"

#include <glib/gi18n.h>

/* How many tasks wait in a queue, for their time or for a worker. */
int
cmd_count (Cli   *cli,
           char **argv)
{
  g_autoptr (GError) error = NULL;
  BgTransport *transport;
  gint64 count;

  if (!cli_parse (cli, argv, NULL, 1, 1))
    return CLI_USAGE;
  transport = cli_open (cli, FALSE, &error);
  if (transport == NULL)
    return cli_fail (cli, error);
  count = bg_transport_poll_queue (transport, cli->args[1], NULL, &error);
  if (count < 0)
    return cli_fail (cli, error);

  if (cli->json)
    {
      g_autofree char *json = cli_json_for_number (cli->args[1], "count", count);

      cli_json_print (json);
    }
  else
    g_print ("%" G_GINT64_FORMAT "\n", count);
  return CLI_OK;
}
