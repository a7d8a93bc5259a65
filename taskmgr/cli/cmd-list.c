/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli.h"

#include "cli-json.h"
#include "cli-list.h"
#include "cli-text.h"

#include <glib/gi18n.h>

static void
print_queue_name (Cli        *cli,
                  const char *queue)
{
  if (cli->json)
    {
      g_autofree char *json = g_strdup_printf ("{\"queue\":\"%s\"}", queue);

      cli_json_print (json);
    }
  else
    g_print ("%s\n", queue);
}

static gboolean
print_queue_names (Cli     *cli,
                   GError **error)
{
  g_auto (GStrv) queues = bg_transport_list_queues (cli->transport, NULL, error);

  if (queues == NULL)
    return FALSE;
  for (gsize i = 0; queues[i] != NULL; i++)
    print_queue_name (cli, queues[i]);
  return TRUE;
}

/* The queues, or the tasks of one of them. */
int
cmd_list (Cli   *cli,
          char **argv)
{
  g_autofree char *state_names = NULL;
  g_autofree char *after = NULL;
  int limit = 100;
  const GOptionEntry entries[] = {
    { "state", 's', 0, G_OPTION_ARG_STRING, &state_names, N_("Only tasks in these states, with commas between them"),
      N_("STATES") },
    { "limit", 'n', 0, G_OPTION_ARG_INT, &limit, N_("At most so many tasks, 0 for all; 100 if not said"),
      N_("NUMBER") },
    { "after", 0, 0, G_OPTION_ARG_STRING, &after, N_("Only tasks after this one"), N_("ID") },
    { NULL }
  };
  g_autoptr (GError) error = NULL;
  BgQueuedState states = CLI_LIST_ALL_STATES;

  if (!cli_parse (cli, argv, entries, 0, 1))
    return CLI_USAGE;
  if (limit < 0)
    return cli_usage (cli, _("the limit is negative"));
  if (state_names != NULL && !cli_text_parse_states (state_names, &states, &error))
    return cli_usage (cli, "%s", error->message);
  if (cli_open (cli, FALSE, &error) == NULL)
    return cli_fail (cli, error);

  if (cli->args[1] == NULL ? !print_queue_names (cli, &error)
                           : !cli_list_print (cli, cli->args[1], states, after, (guint) limit, &error))
    return cli_fail (cli, error);
  return CLI_OK;
}
