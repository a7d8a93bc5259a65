/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli.h"

#include "cli-json.h"
#include "cli-text.h"

#include <glib/gi18n.h>

static void
print_line (const char *name,
            const char *value)
{
  g_autofree char *shown = NULL;

  if (value == NULL)
    return;
  shown = cli_text_printable (value, 0);
  g_print ("%-13s %s\n", name, shown);
}

static void
print_number (const char *name,
              gint64      number)
{
  g_print ("%-13s %" G_GINT64_FORMAT "\n", name, number);
}

static void
print_time (const char *name,
            gint64      unix_time)
{
  g_autofree char *text = unix_time != 0 ? cli_text_for_time (unix_time) : NULL;

  print_line (name, text);
}

static void
print_value (const char *name,
             GVariant   *value)
{
  g_autofree char *text = value != NULL ? cli_json_for_value (value) : NULL;

  print_line (name, text);
}

/* The names are those of the members of the JSON, so that they can be looked up. */
static void
print_task (BgQueuedTask *task)
{
  g_autoptr (GVariant) result = bg_queued_task_get_result (task);
  g_autofree char *progress = g_strdup_printf ("%.0f %%", bg_queued_task_get_progress (task) * 100);

  print_line ("id", bg_queued_task_get_id (task));
  print_line ("queue", bg_queued_task_get_queue (task));
  print_line ("state", cli_text_for_state (bg_queued_task_get_state (task)));
  print_line ("reason", bg_queued_task_get_reason (task));
  print_line ("worker", bg_queued_task_get_worker (task));
  print_value ("payload", bg_queued_task_get_payload (task));
  print_number ("priority", bg_queued_task_get_priority (task));
  print_number ("attempt", bg_queued_task_get_attempt (task));
  print_number ("max_attempts", bg_queued_task_get_max_attempts (task));
  print_number ("crashes", bg_queued_task_get_crashes (task));
  if (bg_queued_task_get_time_limit (task) != 0)
    print_number ("time_limit", bg_queued_task_get_time_limit (task));
  print_line ("unique_key", bg_queued_task_get_unique_key (task));
  print_line ("serial_key", bg_queued_task_get_serial_key (task));
  print_line ("progress", progress);
  print_line ("message", bg_queued_task_get_message (task));
  print_value ("result", result);
  print_time ("submitted", bg_queued_task_get_submitted (task));
  print_time ("not_before", bg_queued_task_get_not_before (task));
  print_time ("expires", bg_queued_task_get_expires (task));
  print_time ("finished", bg_queued_task_get_finished (task));
}

/* All that is known of one task. */
int
cmd_show (Cli   *cli,
          char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BgQueuedTask) task = NULL;
  BgTransport *transport;

  if (!cli_parse (cli, argv, NULL, 2, 2))
    return CLI_USAGE;
  transport = cli_open (cli, FALSE, &error);
  if (transport == NULL)
    return cli_fail (cli, error);
  task = bg_transport_lookup (transport, cli->args[1], cli->args[2], NULL, &error);
  if (task == NULL)
    return cli_fail (cli, error);

  if (cli->json)
    {
      g_autofree char *json = cli_json_for_task (task);

      cli_json_print (json);
    }
  else
    print_task (task);
  return CLI_OK;
}
