/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli.h"

#include "cli-json.h"
#include "cli-list.h"

#include <glib/gi18n.h>
#include <string.h>

/* What becomes of the tasks that were given up. */

static void
print_count (Cli        *cli,
             const char *name,
             gint64      count)
{
  g_autofree char *json = NULL;

  if (cli->json)
    {
      json = cli_json_for_number (cli->args[2], name, count);
      cli_json_print (json);
    }
  else
    g_print ("%" G_GINT64_FORMAT "\n", count);
}

static int
list_dead (Cli *cli,
           int  limit)
{
  g_autoptr (GError) error = NULL;

  if (cli_open (cli, FALSE, &error) == NULL
      || !cli_list_print (cli, cli->args[2], BG_QUEUED_STATE_DEAD, NULL, (guint) limit, &error))
    return cli_fail (cli, error);
  return CLI_OK;
}

static int
redrive (Cli      *cli,
         gboolean  all)
{
  g_autoptr (GError) error = NULL;
  char **ids = cli->args + 3;
  guint n_ids = g_strv_length (ids);
  gint64 count;

  if (all == (n_ids > 0))
    return cli_usage (cli, _("say which tasks are to run again, or --all"));
  if (cli_open (cli, FALSE, &error) == NULL)
    return cli_fail (cli, error);
  count = bg_transport_redrive (cli->transport, cli->args[2], all ? NULL : (const char * const *) ids, NULL, &error);
  if (count < 0)
    return cli_fail (cli, error);

  print_count (cli, "redriven", count);
  return count < n_ids ? cli_fail_not_found (cli, count, n_ids) : CLI_OK;
}

static int
purge (Cli      *cli,
       gboolean  all)
{
  g_autoptr (GError) error = NULL;
  gint64 count;

  if (!all || cli->args[3] != NULL)
    return cli_usage (cli, _("this deletes all dead tasks of the queue, for ever; say --all if that is meant"));
  if (cli_open (cli, FALSE, &error) == NULL)
    return cli_fail (cli, error);
  count = bg_transport_purge (cli->transport, cli->args[2], BG_QUEUED_STATE_DEAD, NULL, &error);
  if (count < 0)
    return cli_fail (cli, error);

  print_count (cli, "purged", count);
  return CLI_OK;
}

int
cmd_dead (Cli   *cli,
          char **argv)
{
  gboolean all = FALSE;
  int limit = 100;
  const GOptionEntry entries[] = {
    { "all", 'a', 0, G_OPTION_ARG_NONE, &all, N_("All dead tasks of the queue"), NULL },
    { "limit", 'n', 0, G_OPTION_ARG_INT, &limit, N_("List at most so many tasks, 0 for all; 100 if not said"),
      N_("NUMBER") },
    { NULL }
  };

  if (!cli_parse (cli, argv, entries, 2, G_MAXUINT))
    return CLI_USAGE;
  if (limit < 0)
    return cli_usage (cli, _("the limit is negative"));
  if (strcmp (cli->args[1], "list") == 0)
    return cli->args[3] == NULL ? list_dead (cli, limit)
                                : cli_usage (cli, _("too much was said: %s"), cli->command->arguments);
  if (strcmp (cli->args[1], "redrive") == 0)
    return redrive (cli, all);
  if (strcmp (cli->args[1], "purge") == 0)
    return purge (cli, all);
  return cli_usage (cli, _("“%s” is not what can be done with dead tasks; there are list, redrive and purge"),
                    cli->args[1]);
}
