/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli.h"
#include "cli-json.h"
#include "cli-text.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

/* What is submitted at a time when payloads come from a file. */
#define BATCH 500

/* What the options say of each task. */
typedef struct
{
  char   *id;
  char   *worker;
  char   *unique_key;
  char   *serial_key;
  char   *file;
  char   *delay_text;
  char   *at_text;
  char   *expires_text;
  char   *limit_text;
  int     priority;
  int     attempts;
  gint64  not_before;    /* µs since 1970, 0 for at once */
  gint64  delay;         /* ms */
  gint64  expires;       /* µs since 1970, 0 for never */
  gint64  time_limit;    /* ms */
} Plan;

static void
plan_clear (Plan *self)
{
  g_free (self->id);
  g_free (self->worker);
  g_free (self->unique_key);
  g_free (self->serial_key);
  g_free (self->file);
  g_free (self->delay_text);
  g_free (self->at_text);
  g_free (self->expires_text);
  g_free (self->limit_text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

static gboolean
read_times (Plan    *self,
            GError **error)
{
  return (self->delay_text == NULL || cli_text_parse_duration (self->delay_text, &self->delay, error))
         && (self->at_text == NULL || cli_text_parse_time (self->at_text, &self->not_before, error))
         && (self->expires_text == NULL || cli_text_parse_time (self->expires_text, &self->expires, error))
         && (self->limit_text == NULL || cli_text_parse_duration (self->limit_text, &self->time_limit, error));
}

/* What a store would refuse is left to it; this is what has no meaning at all. */
static const char *
find_nonsense (Plan *self,
               guint n_payloads)
{
  if (self->priority < 0 || self->priority > 9)
    return _("a priority is a number from 0 to 9");
  if (self->attempts < 0)
    return _("the number of attempts is negative");
  if (self->time_limit > G_MAXUINT)
    return _("the time limit is too long");
  if (self->delay_text != NULL && self->at_text != NULL)
    return _("--delay and --at exclude each other");
  if (self->file != NULL && n_payloads > 0)
    return _("payloads come from the command line or from a file, not from both");
  if (self->id != NULL && (self->file != NULL || n_payloads > 1))
    return _("an id is for one task");
  return NULL;
}

/* The library reads a text as the JSON of a mapping. */
static BgQueuedTask *
make_task (Plan       *self,
           const char *queue,
           const char *json)
{
  g_autoptr (GVariant) payload = g_variant_ref_sink (g_variant_new_string (json));
  BgQueuedTask *task = bg_queued_task_new (queue, payload);

  if (self->id != NULL)
    bg_queued_task_set_id (task, self->id);
  bg_queued_task_set_worker (task, self->worker);
  bg_queued_task_set_priority (task, self->priority);
  if (self->not_before != 0)
    bg_queued_task_set_not_before (task, self->not_before);
  if (self->delay > 0)
    bg_queued_task_set_delay (task, self->delay);
  if (self->expires != 0)
    bg_queued_task_set_expires (task, self->expires);
  if (self->attempts > 0)
    bg_queued_task_set_max_attempts (task, (guint) self->attempts);
  bg_queued_task_set_time_limit (task, (guint) self->time_limit);
  bg_queued_task_set_unique_key (task, self->unique_key);
  bg_queued_task_set_serial_key (task, self->serial_key);
  return task;
}

static void
print_task (Cli          *cli,
            BgQueuedTask *task)
{
  const char *id = bg_queued_task_get_id (task);
  g_autoptr (JsonBuilder) builder = NULL;
  g_autofree char *json = NULL;

  if (!cli->json)
    {
      if (bg_queued_task_is_duplicate (task))
        g_printerr (_("%s: is known already\n"), id);
      g_print ("%s\n", id);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  cli_json_add_string (builder, "id", id);
  cli_json_add_string (builder, "queue", bg_queued_task_get_queue (task));
  json_builder_set_member_name (builder, "duplicate");
  json_builder_add_boolean_value (builder, bg_queued_task_is_duplicate (task));
  json = cli_json_end (builder);
  cli_json_print (json);
}

/* All of these or none of them. */
static gboolean
submit_tasks (Cli        *cli,
              GPtrArray  *tasks,
              GError    **error)
{
  if (tasks->len == 0)
    return TRUE;
  if (!bg_transport_submit (cli->transport, tasks, NULL, error))
    return FALSE;
  for (guint i = 0; i < tasks->len; i++)
    print_task (cli, g_ptr_array_index (tasks, i));
  g_ptr_array_set_size (tasks, 0);
  return TRUE;
}

static GInputStream *
open_lines (const char  *path,
            GError     **error)
{
  g_autoptr (GFile) file = NULL;

  if (strcmp (path, "-") == 0)
    return g_unix_input_stream_new (STDIN_FILENO, FALSE);
  file = g_file_new_for_commandline_arg (path);
  return G_INPUT_STREAM (g_file_read (file, NULL, error));
}

/* A payload a line; empty lines do not count. */
static gboolean
submit_file (Cli     *cli,
             Plan    *plan,
             GError **error)
{
  g_autoptr (GInputStream) input = open_lines (plan->file, error);
  g_autoptr (GDataInputStream) lines = input != NULL ? g_data_input_stream_new (input) : NULL;
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) local_error = NULL;

  while (lines != NULL)
    {
      g_autofree char *line = g_data_input_stream_read_line_utf8 (lines, NULL, NULL, &local_error);

      if (line == NULL)
        break;
      if (g_strstrip (line)[0] == '\0')
        continue;
      g_ptr_array_add (tasks, make_task (plan, cli->args[1], line));
      if (tasks->len == BATCH && !submit_tasks (cli, tasks, error))
        return FALSE;
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  return lines != NULL && submit_tasks (cli, tasks, error);
}

static gboolean
submit_arguments (Cli     *cli,
                  Plan    *plan,
                  GError **error)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 2; cli->args[i] != NULL; i++)
    g_ptr_array_add (tasks, make_task (plan, cli->args[1], cli->args[i]));
  if (tasks->len == 0)
    g_ptr_array_add (tasks, make_task (plan, cli->args[1], "{}"));
  return submit_tasks (cli, tasks, error);
}

static int
submit (Cli  *cli,
        Plan *plan)
{
  g_autoptr (GError) error = NULL;
  const char *nonsense;

  if (!read_times (plan, &error))
    return cli_usage (cli, "%s", error->message);
  nonsense = find_nonsense (plan, g_strv_length (cli->args) - 2);
  if (nonsense != NULL)
    return cli_usage (cli, "%s", nonsense);
  if (cli_open (cli, TRUE, &error) == NULL
      || !(plan->file != NULL ? submit_file (cli, plan, &error) : submit_arguments (cli, plan, &error)))
    return cli_fail (cli, error);
  return CLI_OK;
}

int
cmd_submit (Cli   *cli,
            char **argv)
{
  g_auto (Plan) plan = { .priority = 4 };
  const GOptionEntry entries[] = {
    { "file", 'f', 0, G_OPTION_ARG_FILENAME, &plan.file, N_("Take a payload a line from a file, “-” for the input"),
      N_("FILE") },
    { "worker", 0, 0, G_OPTION_ARG_STRING, &plan.worker, N_("Which worker is to do it"), N_("NAME") },
    { "priority", 'p', 0, G_OPTION_ARG_INT, &plan.priority, N_("0 to 9, 9 first; 4 if not said"), N_("NUMBER") },
    { "delay", 0, 0, G_OPTION_ARG_STRING, &plan.delay_text, N_("Not before so long from now"), N_("TIME") },
    { "at", 0, 0, G_OPTION_ARG_STRING, &plan.at_text, N_("Not before then"), N_("DATE") },
    { "expires", 0, 0, G_OPTION_ARG_STRING, &plan.expires_text, N_("Not after then"), N_("DATE") },
    { "attempts", 0, 0, G_OPTION_ARG_INT, &plan.attempts, N_("How often it is tried; 25 times if not said"),
      N_("NUMBER") },
    { "time-limit", 0, 0, G_OPTION_ARG_STRING, &plan.limit_text, N_("How long an attempt may take"), N_("TIME") },
    { "unique-key", 0, 0, G_OPTION_ARG_STRING, &plan.unique_key, N_("Only one task with this key waits or runs"),
      N_("KEY") },
    { "serial-key", 0, 0, G_OPTION_ARG_STRING, &plan.serial_key, N_("Tasks with this key run one after the other"),
      N_("KEY") },
    { "id", 0, 0, G_OPTION_ARG_STRING, &plan.id, N_("Its id; submitted again, it is known already"), N_("ID") },
    { NULL }
  };

  if (!cli_parse (cli, argv, entries, 1, G_MAXUINT))
    return CLI_USAGE;
  return submit (cli, &plan);
}
