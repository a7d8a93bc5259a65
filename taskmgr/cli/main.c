/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static void
print_help (void)
{
  guint n_commands;
  const CliCommand *commands = cli_command_list (&n_commands);

  g_print (_("Usage: taskmgr COMMAND [OPTION…]\n\n"));
  g_print (_("Durable queues of tasks: put them in, look after them, watch them.\n\n"));
  g_print (_("Commands:\n"));
  for (guint i = 0; i < n_commands; i++)
    g_print ("  %-10s %s\n", commands[i].name, _(commands[i].summary));
  g_print (_("\n“taskmgr COMMAND --help” tells more of one. The queues are where --uri, --uri-file or the\n"
             "environment variable TASKMGR_TRANSPORT says, for instance at sqlite:/path/to/file.\n"));
}

static int
run_command (const CliCommand  *command,
             char             **argv)
{
  g_autofree char *name = g_strconcat ("taskmgr ", command->name, NULL);
  Cli cli = { .command = command };
  int status;

  g_set_prgname (name);
  status = command->run (&cli, argv);
  cli_clear (&cli);
  /* What could not be written was not done. */
  if ((fflush (stdout) != 0 || ferror (stdout)) && status == CLI_OK)
    {
      g_printerr (_("%s: the output cannot be written\n"), name);
      status = CLI_FAILED;
    }
  return status;
}

int
main (int   argc,
      char *argv[])
{
  const CliCommand *command;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("taskmgr");

  if (argc < 2)
    {
      g_printerr (_("taskmgr: there is no command; “taskmgr --help” lists them\n"));
      return CLI_USAGE;
    }
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0 || strcmp (argv[1], "help") == 0)
    {
      print_help ();
      return CLI_OK;
    }
  if (strcmp (argv[1], "--version") == 0)
    {
      g_print ("taskmgr %s\n", PACKAGE_VERSION);
      return CLI_OK;
    }
  command = cli_command_find (argv[1]);
  if (command == NULL)
    {
      g_printerr (_("taskmgr: there is no command “%s”; “taskmgr --help” lists them\n"), argv[1]);
      return CLI_USAGE;
    }
  return run_command (command, argv + 1);
}
