/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-queued-task-private.h"

#include "bg-json-private.h"
#include "bg-payload-private.h"
#include "bg-queue-name-private.h"
#include "bg-transport-error.h"

#include <glib/gi18n-lib.h>

/* Tasks as JSON, and what of them is kept as JSON. What has the value that it has by default is left out, so that
 * records are short. Members that are not known are ignored: a later version may have written them. */

static const struct
{
  BgQueuedState  state;
  const char    *name;
} states[] =
  {
    { BG_QUEUED_STATE_SCHEDULED, "scheduled" },
    { BG_QUEUED_STATE_READY, "ready" },
    { BG_QUEUED_STATE_LEASED, "leased" },
    { BG_QUEUED_STATE_DONE, "done" },
    { BG_QUEUED_STATE_DEAD, "dead" },
    { BG_QUEUED_STATE_CANCELLED, "cancelled" },
  };

static void
append_name (GString    *json,
             const char *name)
{
  g_string_append_printf (json, "%s\"%s\":", json->len > 1 ? "," : "", name);
}

static void
append_text (GString    *json,
             const char *name,
             const char *text)
{
  if (text == NULL)
    return;
  append_name (json, name);
  bg_json_append_string (json, text);
}

static void
append_integer (GString    *json,
                const char *name,
                gint64      value,
                gint64      usual)
{
  if (value == usual)
    return;
  append_name (json, name);
  g_string_append_printf (json, "%" G_GINT64_FORMAT, value);
}

static void
append_state (GString       *json,
              BgQueuedState  state)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      if (states[i].state == state)
        append_text (json, "state", states[i].name);
    }
}

/**
 * bg_queued_task_to_json:
 * @self: a task of a queue
 *
 * Writes the task, with all that is stored of it, as a JSON object.
 *
 * The members are named as the properties, with underscores. Those that have their usual value are left out.
 *
 * Returns: (transfer full): the JSON, without line breaks
 */
char *
bg_queued_task_to_json (BgQueuedTask *self)
{
  GString *json;

  g_return_val_if_fail (BG_IS_QUEUED_TASK (self), NULL);

  json = g_string_sized_new (256);
  g_string_append_c (json, '{');
  append_text (json, "id", self->id);
  append_text (json, "queue", self->queue);
  append_state (json, self->state);
  append_text (json, "worker", self->worker);
  append_integer (json, "priority", self->priority, BG_QUEUED_TASK_DEFAULT_PRIORITY);
  append_integer (json, "not_before", self->not_before, 0);
  append_integer (json, "expires", self->expires, 0);
  append_integer (json, "max_attempts", self->max_attempts, BG_QUEUED_TASK_DEFAULT_ATTEMPTS);
  append_integer (json, "time_limit", self->time_limit, 0);
  append_text (json, "unique_key", self->unique_key);
  append_text (json, "serial_key", self->serial_key);
  append_integer (json, "attempt", self->attempt, 0);
  append_integer (json, "crashes", self->crashes, 0);
  if (self->progress > 0)
    {
      append_name (json, "progress");
      bg_json_append_double (json, self->progress);
    }
  append_text (json, "message", self->message);
  append_text (json, "reason", self->reason);
  append_integer (json, "submitted", self->submitted, 0);
  append_integer (json, "finished", self->finished, 0);
  if (self->cancel_asked)
    {
      append_name (json, "cancel_asked");
      g_string_append (json, "true");
    }
  if (self->result != NULL)
    {
      append_name (json, "result");
      g_string_append (json, self->result);
    }
  append_name (json, "payload");
  g_string_append (json, self->json != NULL ? self->json : "{}");
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

/* Reading notes the first member that is wrong, and goes on. */
typedef struct
{
  JsonObject *object;   /* not owned */
  const char *wrong;    /* not owned */
} Reader;

static JsonNode *
get_member (Reader     *self,
            const char *name,
            GType       type)
{
  JsonNode *node = json_object_get_member (self->object, name);

  if (node == NULL)
    return NULL;
  if (json_node_get_value_type (node) == type)
    return node;
  self->wrong = name;
  return NULL;
}

static char *
read_text (Reader     *self,
           const char *name)
{
  JsonNode *node = get_member (self, name, G_TYPE_STRING);

  return node != NULL ? json_node_dup_string (node) : NULL;
}

static gint64
read_integer (Reader     *self,
              const char *name,
              gint64      usual,
              gint64      min,
              gint64      max)
{
  JsonNode *node = get_member (self, name, G_TYPE_INT64);
  gint64 value = node != NULL ? json_node_get_int (node) : usual;

  if (value >= min && value <= max)
    return value;
  self->wrong = name;
  return usual;
}

static double
read_fraction (Reader     *self,
               const char *name)
{
  JsonNode *node = get_member (self, name, G_TYPE_DOUBLE);
  double value = node != NULL ? json_node_get_double (node) : 0.0;

  if (value >= 0.0 && value <= 1.0)
    return value;
  self->wrong = name;
  return 0.0;
}

static BgQueuedState
read_state (Reader *self)
{
  g_autofree char *name = read_text (self, "state");

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      if (g_strcmp0 (name, states[i].name) == 0)
        return states[i].state;
    }
  self->wrong = "state";
  return BG_QUEUED_STATE_READY;
}

static char *
read_json (Reader     *self,
           const char *name,
           gboolean    is_mapping)
{
  JsonNode *node = json_object_get_member (self->object, name);
  g_autoptr (GVariant) value = NULL;

  if (node == NULL || (is_mapping && !JSON_NODE_HOLDS_OBJECT (node)))
    return NULL;
  value = g_variant_ref_sink (bg_value_from_node (node));
  /* Nothing that was read from JSON is refused, unless it is nested too deeply. */
  return bg_value_to_json (value, NULL);
}

static void
read_task (Reader       *self,
           BgQueuedTask *task)
{
  JsonNode *cancel_asked = get_member (self, "cancel_asked", G_TYPE_BOOLEAN);

  task->id = read_text (self, "id");
  task->queue = read_text (self, "queue");
  task->state = read_state (self);
  task->worker = read_text (self, "worker");
  task->priority = (int) read_integer (self, "priority", BG_QUEUED_TASK_DEFAULT_PRIORITY, 0,
                                       BG_QUEUED_TASK_MAX_PRIORITY);
  task->not_before = read_integer (self, "not_before", 0, 0, G_MAXINT64);
  task->expires = read_integer (self, "expires", 0, 0, G_MAXINT64);
  task->max_attempts = (guint) read_integer (self, "max_attempts", BG_QUEUED_TASK_DEFAULT_ATTEMPTS, 1, G_MAXUINT);
  task->time_limit = (guint) read_integer (self, "time_limit", 0, 0, G_MAXUINT);
  task->unique_key = read_text (self, "unique_key");
  task->serial_key = read_text (self, "serial_key");
  task->attempt = (guint) read_integer (self, "attempt", 0, 0, G_MAXUINT);
  task->crashes = (guint) read_integer (self, "crashes", 0, 0, G_MAXUINT);
  task->progress = read_fraction (self, "progress");
  task->message = read_text (self, "message");
  task->reason = read_text (self, "reason");
  task->submitted = read_integer (self, "submitted", 0, 0, G_MAXINT64);
  task->finished = read_integer (self, "finished", 0, 0, G_MAXINT64);
  task->cancel_asked = cancel_asked != NULL && json_node_get_boolean (cancel_asked);
  task->result = read_json (self, "result", FALSE);
  task->json = read_json (self, "payload", TRUE);
  if (task->json == NULL)
    self->wrong = "payload";
  if (task->id == NULL || !bg_queued_task_is_id (task->id))
    self->wrong = "id";
  if (!bg_queue_name_check ("queue", task->queue, NULL))
    self->wrong = "queue";
}

/**
 * bg_queued_task_new_from_json:
 * @json: a JSON object, as [method@QueuedTask.to_json] has written it
 * @error: return location for an error
 *
 * Makes a task from what is stored of it.
 *
 * What is damaged, or was made by something else, is refused with `BG_TRANSPORT_ERROR_CORRUPT`.
 *
 * Returns: (transfer full): a new task, or `NULL` on error
 */
BgQueuedTask *
bg_queued_task_new_from_json (const char  *json,
                              GError     **error)
{
  g_autoptr (BgQueuedTask) task = NULL;
  g_autoptr (GError) refused = NULL;
  g_autoptr (JsonNode) node = NULL;
  Reader reader = { NULL, NULL };

  g_return_val_if_fail (json != NULL, NULL);

  node = bg_json_parse (json, &refused);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_CORRUPT, _("A stored task is damaged: %s"),
                   refused != NULL ? refused->message : _("it is no object"));
      return NULL;
    }
  task = bg_queued_task_new_empty ();
  reader.object = json_node_get_object (node);
  read_task (&reader, task);
  if (reader.wrong == NULL)
    return g_steal_pointer (&task);
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_CORRUPT,
               _("A stored task is damaged: its “%s” is missing or makes no sense"), reader.wrong);
  return NULL;
}

/**
 * bg_queued_task_get_payload:
 * @self: a task of a queue
 *
 * Gets what the worker is given.
 *
 * Returns: (transfer none) (nullable): a value of the type `a{sv}`; `NULL` if the task has none, or it is damaged
 */
GVariant *
bg_queued_task_get_payload (BgQueuedTask *self)
{
  g_autoptr (GVariant) made = NULL;
  GVariant *payload;

  g_return_val_if_fail (BG_IS_QUEUED_TASK (self), NULL);

  payload = g_atomic_pointer_get (&self->payload);
  if (payload != NULL || self->json == NULL)
    return payload;
  made = bg_payload_from_json (self->json, NULL);
  /* Another thread may have been asked too; what one of them has given out stays. */
  if (made != NULL && g_atomic_pointer_compare_and_exchange (&self->payload, NULL, made))
    return g_steal_pointer (&made);
  return g_atomic_pointer_get (&self->payload);
}

/**
 * bg_queued_task_get_result:
 * @self: a task of a queue
 *
 * Reads what it was acknowledged with.
 *
 * Returns: (transfer full) (nullable): a value, or `NULL` if there is none
 */
GVariant *
bg_queued_task_get_result (BgQueuedTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUED_TASK (self), NULL);

  return self->result != NULL ? bg_value_from_json (self->result, NULL) : NULL;
}
