/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli.h"

#include "cli-json.h"
#include "cli-table.h"
#include "cli-text.h"

#include <glib/gi18n.h>

static char *
format_count (guint64 number)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
}

static void
add_row (CliTable           *table,
         const char         *queue,
         const BgQueueStats *stats)
{
  GStrv row = g_new0 (char *, 9);

  row[0] = g_strdup (queue);
  row[1] = format_count (stats->scheduled);
  row[2] = format_count (stats->ready);
  row[3] = format_count (stats->leased);
  row[4] = format_count (stats->done);
  row[5] = format_count (stats->dead);
  row[6] = format_count (stats->cancelled);
  row[7] = cli_text_for_age (stats->oldest, g_get_real_time ());
  cli_table_take_row (table, row);
}

static gboolean
add_queue (Cli         *cli,
           CliTable    *table,
           const char  *queue,
           GError     **error)
{
  BgQueueStats *stats = bg_transport_stats (cli->transport, queue, NULL, error);
  g_autofree char *json = NULL;

  if (stats == NULL)
    return FALSE;
  json = cli_json_for_stats (queue, stats);
  if (cli->json)
    cli_json_print (json);
  add_row (table, queue, stats);
  bg_queue_stats_free (stats);
  return TRUE;
}

static gboolean
print_queues (Cli     *cli,
              char   **queues,
              GError **error)
{
  const char * const titles[] = { _("Queue"), _("Scheduled"), _("Ready"), _("Leased"), _("Done"), _("Dead"),
                                  _("Cancelled"), _("Oldest"), NULL };
  g_autoptr (CliTable) table = cli_table_new (titles);
  g_autofree char *text = NULL;

  for (gsize i = 0; queues[i] != NULL; i++)
    if (!add_queue (cli, table, queues[i], error))
      return FALSE;
  if (cli->json || queues[0] == NULL)
    return TRUE;
  text = cli_table_to_text (table);
  g_print ("%s", text);
  return TRUE;
}

/* How many tasks there are, by their states. */
int
cmd_stats (Cli   *cli,
           char **argv)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) all = NULL;
  BgTransport *transport;
  char **queues;

  if (!cli_parse (cli, argv, NULL, 0, G_MAXUINT))
    return CLI_USAGE;
  transport = cli_open (cli, FALSE, &error);
  if (transport == NULL)
    return cli_fail (cli, error);
  queues = cli->args + 1;
  if (queues[0] == NULL)
    queues = all = bg_transport_list_queues (transport, NULL, &error);
  if (queues == NULL || !print_queues (cli, queues, &error))
    return cli_fail (cli, error);
  return CLI_OK;
}
