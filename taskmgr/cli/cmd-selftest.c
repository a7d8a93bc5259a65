/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli.h"
#include "selftest/selftest-helper.h"
#include "selftest/selftest-run.h"

#include <glib/gi18n.h>

/* Checks a transport, also one of somebody else's, against all that the contract promises. */

static int
run (Cli          *cli,
     SelftestPlan *plan)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *program = NULL;

  if (!plan->lists)
    {
      /* As it would be made for any other command; the cases make their own. */
      if (cli_make (cli, &error) == NULL)
        return cli_fail (cli, error);
      plan->uri = cli->uri;
      program = g_file_read_link ("/proc/self/exe", &error);
      if (program == NULL)
        return cli_fail (cli, error);
      plan->program = program;
    }
  if (selftest_run (plan, &error))
    return CLI_OK;
  return error != NULL ? cli_fail (cli, error) : CLI_FAILED;
}

int
cmd_selftest (Cli   *cli,
              char **argv)
{
  g_auto (GStrv) filters = NULL;
  gboolean lists = FALSE;
  gboolean helps = FALSE;
  int time_limit = 60;
  const GOptionEntry entries[] = {
    { "filter", 0, 0, G_OPTION_ARG_STRING_ARRAY, &filters, N_("Only the cases whose name fits, for instance “lease/*”"),
      N_("PATTERN") },
    { "list", 0, 0, G_OPTION_ARG_NONE, &lists, N_("List the names of the cases"), NULL },
    { "time-limit", 0, 0, G_OPTION_ARG_INT, &time_limit, N_("How long a case may take; 60 seconds if not said"),
      N_("SECONDS") },
    { "helper", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &helps, NULL, NULL },
    { NULL }
  };
  g_autoptr (GPtrArray) patterns = g_ptr_array_new_with_free_func ((GDestroyNotify) g_pattern_spec_free);
  SelftestPlan plan = { .patterns = patterns };

  if (!cli_parse (cli, argv, entries, 0, G_MAXUINT))
    return CLI_USAGE;
  if (helps)
    return selftest_child_run (cli->args + 1);
  if (cli->args[1] != NULL && (cli->args[2] != NULL || cli->uri != NULL))
    return cli_usage (cli, _("one transport is checked at a time"));
  if (time_limit <= 0)
    return cli_usage (cli, _("the time limit is not positive"));
  if (cli->args[1] != NULL)
    {
      cli_guard_uri (cli, argv, cli->args[1]);
      cli->uri = g_strdup (cli->args[1]);
    }
  for (gsize i = 0; filters != NULL && filters[i] != NULL; i++)
    g_ptr_array_add (patterns, g_pattern_spec_new (filters[i]));
  plan.time_limit = (guint) time_limit;
  plan.json = cli->json;
  plan.lists = lists;
  return run (cli, &plan);
}
