/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli.h"

#include <glib/gi18n.h>
#include <string.h>

/* Sorted, as the help shows them. */
static const CliCommand commands[] = {
  { "cancel", N_("QUEUE ID…"), N_("Take tasks back"), cmd_cancel },
  { "count", N_("QUEUE"), N_("Count the tasks that wait"), cmd_count },
  { "dead", N_("list|redrive|purge QUEUE [ID…]"), N_("Look after the tasks that were given up"), cmd_dead },
  { "get", N_("QUEUE"), N_("Take tasks out of a queue"), cmd_get },
  { "list", N_("[QUEUE]"), N_("List the queues, or the tasks of one"), cmd_list },
  { "monitor", N_("[QUEUE…]"), N_("Watch the queues"), cmd_monitor },
  { "requeue", N_("QUEUE ID…"), N_("Have tasks that are dead or done run again"), cmd_requeue },
  { "schedule", N_("check EXPRESSION… | next EXPRESSION [NUMBER] | run [NUMBER]"),
    N_("Check schedules, tell when they are due, and see to them"), cmd_schedule },
  { "selftest", N_("[URI]"), N_("Check whether a transport keeps what it promises"), cmd_selftest },
  { "show", N_("QUEUE ID"), N_("Show all that is known of a task"), cmd_show },
  { "stats", N_("[QUEUE…]"), N_("Count the tasks by their states"), cmd_stats },
  { "submit", N_("QUEUE [PAYLOAD…]"), N_("Put tasks into a queue"), cmd_submit },
  { "workers", "", N_("Work on queues"), cmd_workers },
};

const CliCommand *
cli_command_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].name, name) == 0)
      return &commands[i];
  return NULL;
}

const CliCommand *
cli_command_list (guint *n_commands)
{
  *n_commands = G_N_ELEMENTS (commands);
  return commands;
}
