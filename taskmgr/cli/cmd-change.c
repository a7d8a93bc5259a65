/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli.h"

#include "cli-json.h"

/* What is done to tasks that are named by their ids. */

typedef gint64 (*Change) (BgTransport         *transport,
                          const char          *queue,
                          const char * const  *ids,
                          GCancellable        *cancellable,
                          GError             **error);

static void
print_count (Cli        *cli,
             const char *name,
             gint64      count)
{
  g_autofree char *json = NULL;

  if (!cli->json)
    return;
  json = cli_json_for_number (cli->args[1], name, count);
  cli_json_print (json);
}

/* @name is what the number is called in JSON. */
static int
change (Cli         *cli,
        char       **argv,
        Change       func,
        const char  *name)
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
  count = func (transport, cli->args[1], (const char * const *) cli->args + 2, NULL, &error);
  if (count < 0)
    return cli_fail (cli, error);

  print_count (cli, name, count);
  return count < n_ids ? cli_fail_not_found (cli, count, n_ids) : CLI_OK;
}

/* Those that a worker has are told to stop. */
int
cmd_cancel (Cli   *cli,
            char **argv)
{
  return change (cli, argv, bg_transport_cancel, "cancelled");
}

/* Has tasks that are dead or done run again. */
int
cmd_requeue (Cli   *cli,
             char **argv)
{
  return change (cli, argv, bg_transport_redrive, "requeued");
}
