/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli-json.h"

#include "cli-text.h"

#include <stdio.h>

/* What programs read. The names of members are those of the properties, with underscores, and never change. */

void
cli_json_add_string (JsonBuilder *builder,
                     const char  *name,
                     const char  *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
add_int (JsonBuilder *builder,
         const char  *name,
         gint64       number)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, number);
}

void
cli_json_add_time (JsonBuilder *builder,
                   const char  *name,
                   gint64       unix_time)
{
  g_autofree char *text = unix_time != 0 ? cli_text_for_time_utc (unix_time) : NULL;

  cli_json_add_string (builder, name, text);
}

static void
add_value (JsonBuilder *builder,
           const char  *name,
           GVariant    *value)
{
  if (value == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_value (builder, json_gvariant_serialize (value));
}

/* json-glib writes 1e+20.0, which no reader takes: the fraction after an exponent is dropped. What looks the same in a
 * text stays. */
static char *
mend_numbers (char *json)
{
  gboolean in_text = FALSE;
  gboolean after_exponent = FALSE;
  char *to = json;

  for (const char *from = json; *from != '\0'; from++)
    {
      if (!in_text && after_exponent && g_str_has_prefix (from, ".0"))
        {
          from++;
          continue;
        }
      if (*from == '"')
        in_text = !in_text;
      else if (in_text && *from == '\\' && from[1] != '\0')
        *to++ = *from++;
      if (*from == 'e')
        after_exponent = !in_text && from > json && g_ascii_isdigit (from[-1]);
      else if (!g_ascii_isdigit (*from) && *from != '-' && *from != '+')
        after_exponent = FALSE;
      *to++ = *from;
    }
  *to = '\0';
  return json;
}

/* The object that was begun, as one line. */
char *
cli_json_end (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return mend_numbers (json_to_string (root, FALSE));
}

/* JSON is in UTF-8 in every locale; g_print() would lose what the locale does not have. Each line is written out at
 * once, for those who wait for it. */
void
cli_json_print (const char *json)
{
  fputs (json, stdout);
  putchar ('\n');
  fflush (stdout);
}

static void
add_what_was_submitted (JsonBuilder  *builder,
                        BgQueuedTask *task)
{
  cli_json_add_string (builder, "worker", bg_queued_task_get_worker (task));
  add_value (builder, "payload", bg_queued_task_get_payload (task));
  add_int (builder, "priority", bg_queued_task_get_priority (task));
  add_int (builder, "max_attempts", bg_queued_task_get_max_attempts (task));
  if (bg_queued_task_get_time_limit (task) != 0)
    add_int (builder, "time_limit", bg_queued_task_get_time_limit (task));
  cli_json_add_string (builder, "unique_key", bg_queued_task_get_unique_key (task));
  cli_json_add_string (builder, "serial_key", bg_queued_task_get_serial_key (task));
  cli_json_add_time (builder, "not_before", bg_queued_task_get_not_before (task));
  cli_json_add_time (builder, "expires", bg_queued_task_get_expires (task));
}

char *
cli_json_for_task (BgQueuedTask *task)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GVariant) result = bg_queued_task_get_result (task);

  json_builder_begin_object (builder);
  cli_json_add_string (builder, "id", bg_queued_task_get_id (task));
  cli_json_add_string (builder, "queue", bg_queued_task_get_queue (task));
  cli_json_add_string (builder, "state", cli_text_for_state (bg_queued_task_get_state (task)));
  add_what_was_submitted (builder, task);
  add_int (builder, "attempt", bg_queued_task_get_attempt (task));
  add_int (builder, "crashes", bg_queued_task_get_crashes (task));
  json_builder_set_member_name (builder, "progress");
  json_builder_add_double_value (builder, bg_queued_task_get_progress (task));
  cli_json_add_string (builder, "message", bg_queued_task_get_message (task));
  cli_json_add_string (builder, "reason", bg_queued_task_get_reason (task));
  add_value (builder, "result", result);
  cli_json_add_time (builder, "submitted", bg_queued_task_get_submitted (task));
  cli_json_add_time (builder, "finished", bg_queued_task_get_finished (task));
  return cli_json_end (builder);
}

void
cli_json_add_stats (JsonBuilder        *builder,
                    const BgQueueStats *stats)
{
  add_int (builder, "scheduled", (gint64) stats->scheduled);
  add_int (builder, "ready", (gint64) stats->ready);
  add_int (builder, "leased", (gint64) stats->leased);
  add_int (builder, "done", (gint64) stats->done);
  add_int (builder, "dead", (gint64) stats->dead);
  add_int (builder, "cancelled", (gint64) stats->cancelled);
  cli_json_add_time (builder, "oldest", stats->oldest);
  json_builder_set_member_name (builder, "exact");
  json_builder_add_boolean_value (builder, stats->exact);
}

char *
cli_json_for_stats (const char         *queue,
                    const BgQueueStats *stats)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_json_add_string (builder, "queue", queue);
  cli_json_add_stats (builder, stats);
  return cli_json_end (builder);
}

char *
cli_json_for_error (const char *name,
                    const char *message,
                    const char *hint)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_json_add_string (builder, "error", name);
  cli_json_add_string (builder, "message", message);
  cli_json_add_string (builder, "hint", hint);
  return cli_json_end (builder);
}

char *
cli_json_for_number (const char *queue,
                     const char *name,
                     gint64      number)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_json_add_string (builder, "queue", queue);
  add_int (builder, name, number);
  return cli_json_end (builder);
}

char *
cli_json_for_value (GVariant *value)
{
  gsize length;

  return mend_numbers (json_gvariant_serialize_data (value, &length));
}
