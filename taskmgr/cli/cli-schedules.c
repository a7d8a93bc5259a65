/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli-schedules.h"

#include <string.h>

struct _CliSchedules
{
  GPtrArray          *schedules;    /* of BgQueueSchedule */
  CliSchedulesFired   fired;
  CliSchedulesFailed  failed;
  gpointer            user_data;
};

/* What a configuration calls as an expression does. */
static const char * const field_names[] = {
  "second", "minute", "hour", "day", "week", "day_of_week", "month", "year", "timezone", "start_date", "end_date",
};

static BgCronExpression *
make_expression (GVariant  *settings,
                 GError   **error)
{
  GVariantDict fields;
  g_autoptr (GVariant) value = NULL;
  const char *text;

  if (g_variant_lookup (settings, "cron", "&s", &text))
    return bg_cron_expression_new (text, error);
  g_variant_dict_init (&fields, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (field_names); i++)
    if (g_variant_lookup (settings, field_names[i], "&s", &text))
      g_variant_dict_insert (&fields, field_names[i], "s", text);
  value = g_variant_ref_sink (g_variant_dict_end (&fields));
  return bg_cron_expression_new_from_fields (value, error);
}

/* A command is a task for the worker of that name, which has to be allowed where the workers are. */
static BgQueuedTask *
make_task (GVariant *settings)
{
  g_autoptr (GVariant) payload = g_variant_lookup_value (settings, "payload", G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant) command = g_variant_lookup_value (settings, "command", G_VARIANT_TYPE_STRING_ARRAY);
  const char *queue = "";
  const char *worker = NULL;
  GVariantDict dict;
  BgQueuedTask *task;

  g_variant_lookup (settings, "queue", "&s", &queue);
  g_variant_lookup (settings, "worker", "&s", &worker);
  g_variant_dict_init (&dict, payload);
  if (command != NULL)
    g_variant_dict_insert_value (&dict, "argv", command);
  task = bg_queued_task_new (queue, g_variant_dict_end (&dict));
  bg_queued_task_set_worker (task, command != NULL ? "command" : worker);
  return task;
}

static BgCronMissed
get_missed (GVariant *settings)
{
  const char *missed = "once";

  g_variant_lookup (settings, "missed", "&s", &missed);
  if (strcmp (missed, "skip") == 0)
    return BG_CRON_MISSED_SKIP;
  return strcmp (missed, "all") == 0 ? BG_CRON_MISSED_ALL : BG_CRON_MISSED_ONCE;
}

static void
fired_cb (BgQueueSchedule *schedule,
          GDateTime       *time,
          const char      *id,
          gboolean         here,
          gpointer         user_data)
{
  CliSchedules *self = user_data;

  if (self->fired != NULL)
    self->fired (bg_queue_schedule_get_name (schedule), time, id, here, self->user_data);
}

static void
failed_cb (BgQueueSchedule *schedule,
           const GError    *error,
           gpointer         user_data)
{
  CliSchedules *self = user_data;

  if (self->failed != NULL)
    self->failed (bg_queue_schedule_get_name (schedule), error, self->user_data);
}

static gboolean
add_schedule (CliSchedules    *self,
              BgWorkerConfig  *config,
              BgTransport     *transport,
              const char      *name,
              GError         **error)
{
  g_autoptr (GVariant) settings = bg_worker_config_lookup_schedule (config, name);
  g_autoptr (BgCronExpression) expression = make_expression (settings, error);
  g_autoptr (BgQueuedTask) task = NULL;
  BgQueueSchedule *schedule;

  if (expression == NULL)
    return FALSE;
  task = make_task (settings);
  schedule = bg_queue_schedule_new (name, expression, transport, task);
  bg_queue_schedule_set_missed (schedule, get_missed (settings));
  g_signal_connect (schedule, "fired", G_CALLBACK (fired_cb), self);
  g_signal_connect (schedule, "failed", G_CALLBACK (failed_cb), self);
  g_ptr_array_add (self->schedules, schedule);
  return TRUE;
}

/* Makes them; none is started. */
CliSchedules *
cli_schedules_new (BgWorkerConfig  *config,
                   BgTransport     *transport,
                   GError         **error)
{
  g_autoptr (CliSchedules) self = g_new0 (CliSchedules, 1);
  g_auto (GStrv) names = bg_worker_config_list_schedules (config);

  self->schedules = g_ptr_array_new_with_free_func (g_object_unref);
  for (gsize i = 0; names[i] != NULL; i++)
    if (!add_schedule (self, config, transport, names[i], error))
      return NULL;
  return g_steal_pointer (&self);
}

/* Stops them all. */
void
cli_schedules_free (CliSchedules *self)
{
  for (guint i = 0; i < self->schedules->len; i++)
    {
      g_signal_handlers_disconnect_by_data (self->schedules->pdata[i], self);
      bg_queue_schedule_stop (self->schedules->pdata[i]);
    }
  g_ptr_array_unref (self->schedules);
  g_free (self);
}

guint
cli_schedules_count (CliSchedules *self)
{
  return self->schedules->len;
}

void
cli_schedules_watch (CliSchedules       *self,
                     CliSchedulesFired   fired,
                     CliSchedulesFailed  failed,
                     gpointer            user_data)
{
  self->fired = fired;
  self->failed = failed;
  self->user_data = user_data;
}

gboolean
cli_schedules_start (CliSchedules  *self,
                     GError       **error)
{
  for (guint i = 0; i < self->schedules->len; i++)
    if (!bg_queue_schedule_start (self->schedules->pdata[i], error))
      return FALSE;
  return TRUE;
}
