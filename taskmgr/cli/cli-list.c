/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli-list.h"

#include "cli-json.h"
#include "cli-table.h"
#include "cli-text.h"

#include <glib/gi18n.h>

/* Tasks, one a line. They are fetched in pages, so that a long queue needs no more memory than a short one; the
 * widths of the columns may differ from page to page. */

#define PAGE 500

static char *
describe (BgQueuedTask *task)
{
  const char *reason = bg_queued_task_get_reason (task);
  const char *message = bg_queued_task_get_message (task);

  return cli_text_printable (reason != NULL ? reason : message, 60);
}

static GStrv
make_row (BgQueuedTask *task)
{
  const char *worker = bg_queued_task_get_worker (task);
  GStrv row = g_new0 (char *, 8);

  row[0] = cli_text_printable (bg_queued_task_get_id (task), 0);
  row[1] = g_strdup (cli_text_for_state (bg_queued_task_get_state (task)));
  row[2] = g_strdup_printf ("%d", bg_queued_task_get_priority (task));
  row[3] = g_strdup_printf ("%u", bg_queued_task_get_attempt (task));
  row[4] = cli_text_for_age (bg_queued_task_get_submitted (task), g_get_real_time ());
  row[5] = g_strdup (worker != NULL ? worker : "-");
  row[6] = describe (task);
  return row;
}

static void
print_page (Cli       *cli,
            GPtrArray *tasks)
{
  const char * const titles[] = { _("Id"), _("State"), _("Priority"), _("Attempt"), _("Age"), _("Worker"),
                                  _("What is said of it"), NULL };
  g_autoptr (CliTable) table = cli_table_new (titles);
  g_autofree char *text = NULL;

  for (guint i = 0; i < tasks->len; i++)
    {
      BgQueuedTask *task = g_ptr_array_index (tasks, i);

      if (cli->json)
        {
          g_autofree char *json = cli_json_for_task (task);

          cli_json_print (json);
        }
      else
        cli_table_take_row (table, make_row (task));
    }
  if (cli->json || tasks->len == 0)
    return;
  text = cli_table_to_text (table);
  g_print ("%s", text);
}

/* Prints the tasks of a queue that are in these states, in order, @limit at most, 0 for all. */
gboolean
cli_list_print (Cli            *cli,
                const char     *queue,
                BgQueuedState   states,
                const char     *after,
                guint           limit,
                GError        **error)
{
  g_autofree char *last = g_strdup (after);
  guint left = limit != 0 ? limit : G_MAXUINT;

  while (left > 0)
    {
      guint wanted = MIN (left, PAGE);
      g_autoptr (GPtrArray) tasks = bg_transport_list (cli->transport, queue, states, last, wanted, NULL, error);

      if (tasks == NULL)
        return FALSE;
      print_page (cli, tasks);
      if (tasks->len < wanted)
        break;
      left -= wanted;
      g_free (last);
      last = g_strdup (bg_queued_task_get_id (g_ptr_array_index (tasks, tasks->len - 1)));
    }
  return TRUE;
}
