/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-worker-config-private.h"

#include "bg-queue-name-private.h"
#include "bg-worker-registry-private.h"
#include "core/bg-error.h"
#include "schedulers/bg-cron-expression.h"

#include <glib/gi18n-lib.h>

/* What the groups of a key file may say, and what of it goes together. */

static const BgConfigRule general_rules[] = {
  { "transport", BG_CONFIG_STRING },
  { "worker_path", BG_CONFIG_LIST },
  { "allow_commands", BG_CONFIG_LIST },
  { "grace", BG_CONFIG_SECONDS },
  { NULL },
};

static const BgConfigRule queue_rules[] = {
  { "worker", BG_CONFIG_NAME },
  { "processes", BG_CONFIG_COUNT },
  { "rate_max_calls", BG_CONFIG_COUNT },
  { "rate_period", BG_CONFIG_SECONDS },
  { "time_limit", BG_CONFIG_SECONDS },
  { "disabled", BG_CONFIG_BOOLEAN },
  { NULL },
};

static const BgConfigRule worker_rules[] = {
  { "file", BG_CONFIG_STRING },
  { "program", BG_CONFIG_LIST },
  { "command", BG_CONFIG_LIST },
  { "memory", BG_CONFIG_COUNT },
  { "cpu_time", BG_CONFIG_COUNT },
  { "open_files", BG_CONFIG_COUNT },
  { "max_tasks", BG_CONFIG_COUNT },
  { NULL },
};

static const BgConfigRule schedule_rules[] = {
  { "cron", BG_CONFIG_STRING },
  { "second", BG_CONFIG_STRING },
  { "minute", BG_CONFIG_STRING },
  { "hour", BG_CONFIG_STRING },
  { "day", BG_CONFIG_STRING },
  { "week", BG_CONFIG_STRING },
  { "day_of_week", BG_CONFIG_STRING },
  { "month", BG_CONFIG_STRING },
  { "year", BG_CONFIG_STRING },
  { "timezone", BG_CONFIG_STRING },
  { "start_date", BG_CONFIG_STRING },
  { "end_date", BG_CONFIG_STRING },
  { "queue", BG_CONFIG_NAME },
  { "worker", BG_CONFIG_NAME },
  { "command", BG_CONFIG_LIST },
  { "payload", BG_CONFIG_PAYLOAD },
  { "missed", BG_CONFIG_STRING },
  { NULL },
};

static const struct
{
  const char         *prefix;
  const BgConfigRule *rules;
} kinds[BG_CONFIG_N_KINDS] = {
  [BG_CONFIG_KIND_QUEUE] = { "queue ", queue_rules },
  [BG_CONFIG_KIND_WORKER] = { "worker ", worker_rules },
  [BG_CONFIG_KIND_SCHEDULE] = { "schedule ", schedule_rules },
};

static const char *const cron_fields[] = { "second", "minute", "hour", "day", "week", "day_of_week", "month", "year" };
static const char *const cron_bounds[] = { "timezone", "start_date", "end_date" };

char *
bg_config_kind_make_group (BgConfigKind  kind,
                           const char   *name)
{
  return g_strconcat (kinds[kind].prefix, name, NULL);
}

const char *
bg_config_kind_get_name (BgConfigKind  kind,
                         const char   *group)
{
  return g_str_has_prefix (group, kinds[kind].prefix) ? group + strlen (kinds[kind].prefix) : NULL;
}

GVariant *
bg_config_read_general (GKeyFile    *file,
                        const char  *path,
                        GError     **error)
{
  return bg_config_group_read (file, BG_CONFIG_GENERAL, general_rules, path, error);
}

GVariant *
bg_config_kind_read (BgConfigKind   kind,
                     GKeyFile      *file,
                     const char    *group,
                     const char    *path,
                     GError       **error)
{
  const char *what[BG_CONFIG_N_KINDS] = { _("queue"), _("worker"), _("schedule") };
  g_autoptr (GError) local_error = NULL;

  if (bg_queue_name_check (what[kind], bg_config_kind_get_name (kind, group), &local_error))
    return bg_config_group_read (file, group, kinds[kind].rules, path, error);
  bg_config_set_error (error, path, group, NULL, local_error->message);
  return NULL;
}

static gboolean
has (GVariant   *settings,
     const char *key)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (settings, key, NULL);

  return value != NULL;
}

/* Returns: what is wrong, NULL if nothing is */
static const char *
check_queue (GVariant    *settings,
             const char **key)
{
  gboolean is_disabled = FALSE;

  *key = NULL;
  g_variant_lookup (settings, "disabled", "b", &is_disabled);
  if (!is_disabled && !has (settings, "worker"))
    return _("It says neither which worker does the tasks nor that the queue is disabled");
  if (has (settings, "rate_max_calls") == has (settings, "rate_period"))
    return NULL;
  *key = has (settings, "rate_period") ? "rate_period" : "rate_max_calls";
  return _("Half a limit: rate_max_calls and rate_period go together");
}

static const char *
check_worker (GVariant    *settings,
              const char **key)
{
  int n = has (settings, "file") + has (settings, "program") + has (settings, "command");

  *key = NULL;
  return n != 1 ? _("A worker has exactly one of file, program and command") : NULL;
}

static GVariant *
collect_fields (GVariant *settings,
                guint    *n_fields)
{
  GVariantDict dict = G_VARIANT_DICT_INIT (NULL);
  const char *text;

  *n_fields = 0;
  for (guint i = 0; i < G_N_ELEMENTS (cron_fields); i++)
    if (g_variant_lookup (settings, cron_fields[i], "&s", &text))
      {
        g_variant_dict_insert (&dict, cron_fields[i], "s", text);
        (*n_fields)++;
      }
  for (guint i = 0; i < G_N_ELEMENTS (cron_bounds); i++)
    if (g_variant_lookup (settings, cron_bounds[i], "&s", &text))
      g_variant_dict_insert (&dict, cron_bounds[i], "s", text);
  return g_variant_dict_end (&dict);
}

static const char *
check_schedule_keys (GVariant    *settings,
                     const char **key)
{
  const char *missed = NULL;

  *key = NULL;
  if (has (settings, "worker") == has (settings, "command"))
    return _("A schedule has exactly one of worker and command");
  if (has (settings, "command") && has (settings, "payload"))
    return _("A command has no payload");
  if (!has (settings, "queue"))
    return _("A schedule needs a queue, into which its tasks are put");
  *key = "missed";
  if (g_variant_lookup (settings, "missed", "&s", &missed)
      && !g_str_equal (missed, "skip") && !g_str_equal (missed, "once") && !g_str_equal (missed, "all"))
    return _("It is one of skip, once and all");
  return NULL;
}

static gboolean
check_times (GVariant    *settings,
             const char  *group,
             const char  *path,
             GError     **error)
{
  guint n_fields;
  g_autoptr (GVariant) fields = g_variant_ref_sink (collect_fields (settings, &n_fields));
  gboolean has_expression = has (settings, "cron");
  const char *expression = NULL;
  g_autoptr (BgCronExpression) cron = NULL;
  g_autoptr (GError) local_error = NULL;

  if (has_expression == (n_fields > 0))
    {
      bg_config_set_error (error, path, group, NULL,
                           _("A schedule has either cron or at least one of second, minute, hour, day, week, "
                             "day_of_week, month and year"));
      return FALSE;
    }
  g_variant_lookup (settings, "cron", "&s", &expression);
  cron = has_expression ? bg_cron_expression_new (expression, &local_error)
                        : bg_cron_expression_new_from_fields (fields, &local_error);
  if (cron == NULL)
    bg_config_set_error (error, path, group, has_expression ? "cron" : NULL, local_error->message);
  return cron != NULL;
}

gboolean
bg_config_kind_check (BgConfigKind   kind,
                      GVariant      *settings,
                      const char    *group,
                      const char    *path,
                      GError       **error)
{
  const char *(*const checks[BG_CONFIG_N_KINDS]) (GVariant *, const char **) = {
    check_queue, check_worker, check_schedule_keys,
  };
  const char *key;
  const char *message = checks[kind] (settings, &key);

  if (message != NULL)
    {
      bg_config_set_error (error, path, group, key, message);
      return FALSE;
    }
  return kind != BG_CONFIG_KIND_SCHEDULE || check_times (settings, group, path, error);
}

gboolean
bg_config_add_worker (GVariant          *settings,
                      const char        *name,
                      BgWorkerRegistry  *registry,
                      GError           **error)
{
  g_autofree const char **argv = NULL;
  const char *file;
  BgWorkerLimits limits = { 0 };
  guint64 max_tasks = 0;
  gboolean is_added;

  if (g_variant_lookup (settings, "file", "&s", &file))
    is_added = bg_worker_registry_add_file (registry, name, file, error);
  else if (g_variant_lookup (settings, "program", "^a&s", &argv))
    is_added = bg_worker_registry_add_program (registry, name, argv, error);
  else
    {
      g_variant_lookup (settings, "command", "^a&s", &argv);
      is_added = bg_worker_registry_add_command (registry, name, argv, error);
    }
  if (!is_added)
    return FALSE;
  g_variant_lookup (settings, "memory", "t", &limits.limits[BG_PROCESS_LIMIT_MEMORY]);
  g_variant_lookup (settings, "cpu_time", "t", &limits.limits[BG_PROCESS_LIMIT_CPU_TIME]);
  g_variant_lookup (settings, "open_files", "t", &limits.limits[BG_PROCESS_LIMIT_OPEN_FILES]);
  g_variant_lookup (settings, "max_tasks", "t", &max_tasks);
  limits.max_tasks = (guint) MIN (max_tasks, G_MAXUINT);
  bg_worker_registry_set_limits (registry, name, &limits);
  return TRUE;
}
