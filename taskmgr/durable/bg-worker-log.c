/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-worker-log-private.h"

#define MAX_FIELDS 8

/* The numbers of syslog. */
#define PRIORITY_WARNING "4"
#define PRIORITY_INFO "6"

static void
add_field (GLogField  *fields,
           gsize      *n,
           const char *key,
           const char *value)
{
  if (value != NULL)
    fields[(*n)++] = (GLogField) { key, value, -1 };
}

static char *
make_text (const char   *queue,
           const char   *worker,
           BgQueuedTask *task,
           const char   *text)
{
  GString *line = g_string_new (NULL);

  if (queue != NULL)
    g_string_append (line, queue);
  if (task != NULL)
    g_string_append_printf (line, "/%s", bg_queued_task_get_id (task));
  if (worker != NULL)
    g_string_append_printf (line, " (%s)", worker);
  if (line->len > 0)
    g_string_append (line, ": ");
  g_string_append (line, text);
  return g_string_free (line, FALSE);
}

/* Everything but the text may be NULL. */
void
bg_worker_log (gboolean      is_trouble,
               const char   *queue,
               const char   *worker,
               BgQueuedTask *task,
               const char   *text)
{
  g_autofree char *line = make_text (queue, worker, task, text);
  g_autofree char *attempt = NULL;
  GLogField fields[MAX_FIELDS];
  gsize n = 0;

  if (task != NULL)
    attempt = g_strdup_printf ("%u", bg_queued_task_get_attempt (task));
  add_field (fields, &n, "MESSAGE", line);
  add_field (fields, &n, "PRIORITY", is_trouble ? PRIORITY_WARNING : PRIORITY_INFO);
  add_field (fields, &n, "GLIB_DOMAIN", G_LOG_DOMAIN);
  add_field (fields, &n, "TASKMGR_QUEUE", queue);
  add_field (fields, &n, "TASKMGR_WORKER", worker);
  add_field (fields, &n, "TASKMGR_TASK", task != NULL ? bg_queued_task_get_id (task) : NULL);
  add_field (fields, &n, "TASKMGR_ATTEMPT", attempt);
  /* A level that is never fatal, and is printed without being asked for. */
  g_log_structured_array (G_LOG_LEVEL_MESSAGE, fields, n);
}
