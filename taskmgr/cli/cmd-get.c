/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli.h"

#include "cli-json.h"
#include "cli-text.h"

#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>

/* Takes tasks out of a queue. Each is acknowledged when it was written, not before, so that none gets lost on its
 * way to the reader. */

static gboolean
print_task (Cli          *cli,
            BgQueuedTask *task)
{
  g_autofree char *json = cli->json ? cli_json_for_task (task) : cli_json_for_value (bg_queued_task_get_payload (task));

  return fprintf (stdout, "%s\n", json) >= 0 && fflush (stdout) == 0;
}

static gboolean
get_one (Cli       *cli,
         BgLease   *lease,
         GError   **error)
{
  if (!print_task (cli, bg_lease_get_task (lease)))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                           _("it cannot be written; the task is still in the queue"));
      bg_lease_nack (lease, BG_NACK_RELEASE, 0, NULL, NULL, NULL);
      return FALSE;
    }
  return bg_lease_ack (lease, NULL, NULL, error);
}

static int
get_some (Cli    *cli,
          gint64  wait,
          int     max)
{
  for (int n = 0; max == 0 || n < max; n++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BgLease) lease = bg_transport_lease_task (cli->transport, cli->args[1], wait, NULL, &error);

      if (lease == NULL && error == NULL)
        return n == 0 ? CLI_EMPTY : CLI_OK;
      if (lease == NULL || !get_one (cli, lease, &error))
        return cli_fail (cli, error);
    }
  return CLI_OK;
}

int
cmd_get (Cli   *cli,
         char **argv)
{
  g_autofree char *wait_text = NULL;
  int max = 1;
  const GOptionEntry entries[] = {
    { "wait", 'w', 0, G_OPTION_ARG_STRING, &wait_text, N_("Wait so long for a task"), N_("TIME") },
    { "max", 'n', 0, G_OPTION_ARG_INT, &max, N_("Get up to so many tasks, 0 for all; 1 if not said"), N_("NUMBER") },
    { NULL }
  };
  g_autoptr (GError) error = NULL;
  gint64 wait = 0;

  if (!cli_parse (cli, argv, entries, 1, 1))
    return CLI_USAGE;
  /* A reader that has left must not end us before the task is given back. */
  signal (SIGPIPE, SIG_IGN);
  if (max < 0)
    return cli_usage (cli, _("the number of tasks is negative"));
  if (wait_text != NULL && !cli_text_parse_duration (wait_text, &wait, &error))
    return cli_usage (cli, "%s", error->message);
  if (cli_open (cli, FALSE, &error) == NULL)
    return cli_fail (cli, error);
  return get_some (cli, wait, max);
}
