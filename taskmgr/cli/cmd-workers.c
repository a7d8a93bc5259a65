/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli.h"
#include "cli-config.h"
#include "cli-json.h"
#include "cli-schedules.h"
#include "cli-secret.h"

#include <glib/gi18n.h>

/* Works on queues, as a configuration says, until it is told to end. */

typedef struct
{
  GStrv    files;
  GStrv    assignments;
  gboolean halts;
  gboolean quiet;
  gboolean checks;
  gboolean schedules;
} Plan;

static void
plan_clear (Plan *self)
{
  g_strfreev (self->files);
  g_strfreev (self->assignments);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

typedef struct
{
  Cli          *cli;
  Plan         *plan;
  CliSchedules *schedules;      /* NULL if others see to them */
} Work;

static void
print_queue (Cli            *cli,
             BgWorkerConfig *config,
             const char     *queue)
{
  g_autoptr (GVariant) settings = bg_worker_config_lookup_queue (config, queue);
  const char *worker = NULL;

  if (settings != NULL)
    g_variant_lookup (settings, "worker", "&s", &worker);
  if (cli->json)
    {
      g_autofree char *value = settings != NULL ? cli_json_for_value (settings) : g_strdup ("{}");
      g_autofree char *json = g_strdup_printf ("{\"queue\":\"%s\",\"settings\":%s}", queue, value);

      cli_json_print (json);
    }
  else
    g_print ("%s: %s\n", queue, worker != NULL ? worker : "-");
}

static int
print_config (Cli            *cli,
              BgWorkerConfig *config)
{
  g_auto (GStrv) queues = bg_worker_config_list_queues (config);

  for (gsize i = 0; queues[i] != NULL; i++)
    print_queue (cli, config, queues[i]);
  return CLI_OK;
}

static void
fired_cb (const char *schedule,
          GDateTime  *time,
          const char *id,
          gboolean    here,
          gpointer    user_data)
{
  g_autofree char *text = g_date_time_format_iso8601 (time);

  if (here)
    g_message ("%s: %s, submitted as %s", schedule, text, id);
}

static void
failed_cb (const char   *schedule,
           const GError *error,
           gpointer      user_data)
{
  Cli *cli = user_data;
  g_autofree char *text = cli_secret_hide ((const char * const *) cli->secrets, error->message);

  g_message ("%s: %s", schedule, text);
}

static CliSchedules *
start_schedules (Cli             *cli,
                 Plan            *plan,
                 BgWorkerConfig  *config,
                 GError         **error)
{
  g_autoptr (CliSchedules) schedules = cli_schedules_new (config, cli->transport, error);

  if (schedules == NULL)
    return NULL;
  if (!plan->quiet)
    cli_schedules_watch (schedules, fired_cb, failed_cb, cli);
  return cli_schedules_start (schedules, error) ? g_steal_pointer (&schedules) : NULL;
}

/* The configuration was read again. Which instants were seen to is known to the store, so none is lost or seen to twice
 * when schedules are begun anew. */
static void
config_cb (BgWorkerPool *pool,
           GParamSpec   *pspec,
           Work         *self)
{
  g_autoptr (GError) error = NULL;
  CliSchedules *schedules = start_schedules (self->cli, self->plan, bg_worker_pool_get_config (pool), &error);

  if (schedules == NULL)
    {
      g_autofree char *text = cli_secret_hide ((const char * const *) self->cli->secrets, error->message);

      g_message (_("the old schedules are kept: %s"), text);
      return;
    }
  cli_schedules_free (self->schedules);
  self->schedules = schedules;
}

static gboolean
run_pool (Work          *self,
          BgWorkerPool  *pool,
          GError       **error)
{
  gboolean succeeds;

  if (!self->plan->schedules)
    return bg_worker_pool_run (pool, error);
  self->schedules = start_schedules (self->cli, self->plan, bg_worker_pool_get_config (pool), error);
  if (self->schedules == NULL)
    return FALSE;
  g_signal_connect (pool, "notify::config", G_CALLBACK (config_cb), self);
  succeeds = bg_worker_pool_run (pool, error);
  g_signal_handlers_disconnect_by_data (pool, self);
  cli_schedules_free (self->schedules);
  return succeeds;
}

static int
work (Cli            *cli,
      Plan           *plan,
      BgWorkerConfig *config)
{
  g_autoptr (BgWorkerRegistry) registry = bg_worker_registry_new ();
  g_autoptr (BgWorkerPool) pool = NULL;
  g_autoptr (GError) error = NULL;
  Work self = { cli, plan };

  if (!cli_config_use_transport (config, plan->files, cli, &error) || cli_open (cli, TRUE, &error) == NULL)
    return cli_fail (cli, error);
  pool = bg_worker_pool_new (cli->transport, registry);
  bg_worker_pool_set_halts_when_empty (pool, plan->halts);
  bg_worker_pool_set_quiet (pool, plan->quiet);
  if (!bg_worker_pool_configure (pool, config, &error))
    return cli_usage (cli, "%s", error->message);
  return run_pool (&self, pool, &error) ? CLI_OK : cli_fail (cli, error);
}

static int
run (Cli  *cli,
     Plan *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BgWorkerConfig) config = cli_config_load (self->files, self->assignments, &error);
  g_autoptr (BgWorkerRegistry) registry = NULL;

  if (config == NULL)
    return cli_usage (cli, "%s", error->message);
  if (!self->checks)
    return work (cli, self, config);
  registry = bg_worker_registry_new ();
  return bg_worker_config_apply (config, registry, &error) ? print_config (cli, config)
                                                           : cli_usage (cli, "%s", error->message);
}

int
cmd_workers (Cli   *cli,
             char **argv)
{
  g_auto (Plan) plan = { NULL };
  const GOptionEntry entries[] = {
    { "config", 'c', 0, G_OPTION_ARG_FILENAME_ARRAY, &plan.files, N_("A key file that says which worker does what"),
      N_("FILE") },
    { "set", 's', 0, G_OPTION_ARG_STRING_ARRAY, &plan.assignments,
      N_("The worker of a queue, or a setting of it (QUEUE.KEY=VALUE)"), N_("QUEUE=WORKER") },
    { "halt-when-empty", 0, 0, G_OPTION_ARG_NONE, &plan.halts, N_("End when no task is ready any more"), NULL },
    { "scheduler", 0, 0, G_OPTION_ARG_NONE, &plan.schedules,
      N_("See to the schedules as well; any number of processes may"), NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &plan.quiet, N_("Log nothing"), NULL },
    { "check", 0, 0, G_OPTION_ARG_NONE, &plan.checks, N_("Only tell whether the configuration makes sense"), NULL },
    { NULL }
  };

  if (!cli_parse (cli, argv, entries, 0, 0))
    return CLI_USAGE;
  if (plan.files == NULL && plan.assignments == NULL)
    return cli_usage (cli, _("say which workers are wanted, with --config or --set"));
  return run (cli, &plan);
}
