/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli.h"
#include "cli-config.h"
#include "cli-json.h"
#include "cli-schedules.h"
#include "cli-text.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

/* When something is to happen: checked, worked out, and seen to. */

#define N_USUAL 5
#define N_MOST 100000

/* As crontabs have it, or the fields as a JSON object. */
static BgCronExpression *
parse (const char  *text,
       GError     **error)
{
  g_autoptr (GVariant) fields = NULL;

  if (text[0] != '{')
    return bg_cron_expression_new (text, error);
  fields = json_gvariant_deserialize_data (text, -1, "a{sv}", error);
  if (fields == NULL)
    return NULL;
  g_variant_ref_sink (fields);
  return bg_cron_expression_new_from_fields (fields, error);
}

static void
print_expression (Cli              *cli,
                  BgCronExpression *expression)
{
  g_autofree char *text = bg_cron_expression_to_string (expression);
  GTimeZone *zone = bg_cron_expression_get_time_zone (expression);
  g_autoptr (JsonBuilder) builder = NULL;
  g_autofree char *json = NULL;

  if (!cli->json)
    {
      g_print ("%s\n", text);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  cli_json_add_string (builder, "expression", text);
  /* Without one it is that of the machine, whichever that will be. */
  cli_json_add_string (builder, "time_zone", zone != NULL ? g_time_zone_get_identifier (zone) : NULL);
  json = cli_json_end (builder);
  cli_json_print (json);
}

static int
check (Cli *cli)
{
  for (gsize i = 2; cli->args[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BgCronExpression) expression = parse (cli->args[i], &error);

      if (expression == NULL)
        return cli_usage (cli, "%s", error->message);
      print_expression (cli, expression);
    }
  return CLI_OK;
}

static void
print_time (Cli       *cli,
            GDateTime *time)
{
  g_autofree char *text = g_date_time_format_iso8601 (time);
  g_autofree char *weekday = NULL;

  if (cli->json)
    {
      g_autofree char *json = g_strdup_printf ("{\"time\":\"%s\"}", text);

      cli_json_print (json);
      return;
    }
  weekday = g_date_time_format (time, "%a");
  g_print ("%s  %s\n", text, weekday);
}

static int
print_next (Cli              *cli,
            BgCronExpression *expression,
            gint64            after,
            gint64            n_times)
{
  /* Expressions without a zone go by the one of the machine, as when schedules are seen to. */
  g_autoptr (GDateTime) seconds = g_date_time_new_from_unix_local (after / G_USEC_PER_SEC);
  g_autoptr (GDateTime) time = seconds != NULL ? g_date_time_add (seconds, after % G_USEC_PER_SEC) : NULL;

  for (gint64 i = 0; i < n_times; i++)
    {
      g_autoptr (GDateTime) next = time != NULL ? bg_cron_expression_next_after (expression, time) : NULL;

      if (next == NULL)
        return i == 0 ? CLI_EMPTY : CLI_OK;
      print_time (cli, next);
      g_date_time_unref (time);
      time = g_steal_pointer (&next);
    }
  return CLI_OK;
}

static int
next (Cli    *cli,
      gint64  after)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BgCronExpression) expression = NULL;
  gint64 n_times = N_USUAL;

  if (cli->args[3] != NULL
      && (cli->args[4] != NULL || !g_ascii_string_to_signed (cli->args[3], 10, 1, N_MOST, &n_times, NULL)))
    return cli_usage (cli, _("after the expression comes how many times are wanted, from 1 to %d"), N_MOST);
  expression = parse (cli->args[2], &error);
  if (expression == NULL)
    return cli_usage (cli, "%s", error->message);
  return print_next (cli, expression, after, n_times);
}

/* Seeing to schedules until the end. */
typedef struct
{
  Cli       *cli;
  GMainLoop *loop;
  guint      n_left;    /* times that are to be seen to, 0 for any number */
} Watch;

static void
fired_cb (const char *schedule,
          GDateTime  *time,
          const char *id,
          gboolean    here,
          gpointer    user_data)
{
  Watch *self = user_data;
  g_autofree char *text = g_date_time_format_iso8601 (time);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *json = NULL;

  json_builder_begin_object (builder);
  cli_json_add_string (builder, "schedule", schedule);
  cli_json_add_string (builder, "time", text);
  cli_json_add_string (builder, "id", id);
  json_builder_set_member_name (builder, "here");
  json_builder_add_boolean_value (builder, here);
  json = cli_json_end (builder);
  if (self->cli->json)
    cli_json_print (json);
  else if (here)
    g_print ("%s  %s  %s\n", text, schedule, id);
  if (fflush (stdout) != 0 || (self->n_left > 0 && --self->n_left == 0))
    g_main_loop_quit (self->loop);
}

static void
failed_cb (const char   *schedule,
           const GError *error,
           gpointer      user_data)
{
  Watch *self = user_data;

  cli_warn (self->cli, schedule, error);
}

static gboolean
stopped_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

static int
see_to (Cli          *cli,
        CliSchedules *schedules,
        guint         n_times)
{
  g_autoptr (GError) error = NULL;
  Watch watch = { cli, g_main_loop_new (NULL, FALSE), n_times };
  guint interrupt = g_unix_signal_add (SIGINT, stopped_cb, watch.loop);
  guint terminate = g_unix_signal_add (SIGTERM, stopped_cb, watch.loop);

  cli_schedules_watch (schedules, fired_cb, failed_cb, &watch);
  if (cli_schedules_start (schedules, &error))
    g_main_loop_run (watch.loop);
  g_source_remove (interrupt);
  g_source_remove (terminate);
  g_main_loop_unref (watch.loop);
  return error != NULL ? cli_fail (cli, error) : CLI_OK;
}

static int
run (Cli     *cli,
     char   **files,
     gint64   n_times)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BgWorkerConfig) config = cli_config_load (files, NULL, &error);
  g_autoptr (CliSchedules) schedules = NULL;

  if (config == NULL)
    return cli_usage (cli, "%s", error->message);
  if (!cli_config_use_transport (config, files, cli, &error) || cli_open (cli, TRUE, &error) == NULL)
    return cli_fail (cli, error);
  schedules = cli_schedules_new (config, cli->transport, &error);
  if (schedules == NULL)
    return cli_usage (cli, "%s", error->message);
  if (cli_schedules_count (schedules) == 0)
    return cli_usage (cli, _("there is no schedule in the configuration"));
  return see_to (cli, schedules, (guint) n_times);
}

static int
run_arguments (Cli    *cli,
               char  **files)
{
  gint64 n_times = 0;

  if (files == NULL)
    return cli_usage (cli, _("say which schedules there are, with --config"));
  if (cli->args[2] != NULL
      && (cli->args[3] != NULL || !g_ascii_string_to_signed (cli->args[2], 10, 1, N_MOST, &n_times, NULL)))
    return cli_usage (cli, _("after “run” comes the number of times after which it is to end, from 1 to %d"), N_MOST);
  return run (cli, files, n_times);
}

int
cmd_schedule (Cli   *cli,
              char **argv)
{
  g_autofree char *after_text = NULL;
  g_auto (GStrv) files = NULL;
  const GOptionEntry entries[] = {
    { "config", 'c', 0, G_OPTION_ARG_FILENAME_ARRAY, &files, N_("A key file with schedules"), N_("FILE") },
    { "after", 0, 0, G_OPTION_ARG_STRING, &after_text, N_("The times after this one; from now on if not said"),
      N_("DATE") },
    { NULL }
  };
  g_autoptr (GError) error = NULL;
  gint64 after = g_get_real_time ();

  if (!cli_parse (cli, argv, entries, 1, G_MAXUINT))
    return CLI_USAGE;
  if (after_text != NULL && !cli_text_parse_time (after_text, &after, &error))
    return cli_usage (cli, "%s", error->message);
  if (strcmp (cli->args[1], "run") == 0)
    return run_arguments (cli, files);
  if (strcmp (cli->args[1], "check") != 0 && strcmp (cli->args[1], "next") != 0)
    return cli_usage (cli, _("“%s” is not what can be done with schedules; there are check, next and run"),
                      cli->args[1]);
  if (cli->args[2] == NULL)
    return cli_usage (cli, _("something is missing: %s"), _(cli->command->arguments));
  return strcmp (cli->args[1], "check") == 0 ? check (cli) : next (cli, after);
}
