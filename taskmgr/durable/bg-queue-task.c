/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-queue-task-private.h"

#include "core/bg-error.h"
#include "core/bg-task-private.h"

#include <glib/gi18n-lib.h>

/**
 * BgQueueTask:
 *
 * Has a worker of a queue do something, as a task of a manager.
 *
 * It belongs to a [class@QueueExecutor], which puts it into its queue and ends it with what its worker has come to.
 * The payload is overlaid by the arguments that the task has as any other, and by the mappings that its upstreams
 * have returned.
 *
 * With a key it is known again: another task with the same key, also of a program that was started anew, does not ask
 * for the same work twice, but ends as the first one does, or did within the time for which the store keeps results.
 * A task that is found dead fails with its reason, one that is found cancelled with `G_IO_ERROR_CANCELLED`.
 *
 * ```c
 * static BgTask *
 * make_task (BgQueueExecutor *executor)
 * {
 *   BgTask *task = bg_queue_task_new ("photos", "resize", g_variant_new_parsed ("{'path': <'a.jpg'>}"));
 *
 *   bg_queue_task_set_key (BG_QUEUE_TASK (task), "resize a.jpg");
 *   bg_task_set_executor (task, BG_EXECUTOR (executor));
 *   return task;
 * }
 * ```
 *
 * Threads: setters are for whoever made the task, before it is added. Getters are safe from any thread.
 */

/* Hexadecimal digits of an id that is made from a key. */
#define ID_LENGTH 32

typedef enum
{
  PROP_QUEUE = 1,
  PROP_WORKER,
  PROP_PAYLOAD,
  PROP_KEY,
} BgQueueTaskProperty;

struct _BgQueueTask
{
  BgTask    parent_instance;

  /* fixed once it was added */
  char     *queue;
  char     *worker;             /* nullable */
  GVariant *payload;            /* nullable */
  char     *key;                /* nullable */
};

static GParamSpec *props[PROP_KEY + 1];

G_DEFINE_FINAL_TYPE (BgQueueTask, bg_queue_task, BG_TYPE_TASK)

static gboolean
bg_queue_task_run (BgTask        *task,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT, _("A task for a queue needs a queue executor"));
  return FALSE;
}

static void
bg_queue_task_finalize (GObject *object)
{
  BgQueueTask *self = BG_QUEUE_TASK (object);

  g_free (self->queue);
  g_free (self->worker);
  g_free (self->key);
  g_clear_pointer (&self->payload, g_variant_unref);
  G_OBJECT_CLASS (bg_queue_task_parent_class)->finalize (object);
}

static void
bg_queue_task_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  BgQueueTask *self = BG_QUEUE_TASK (object);

  switch ((BgQueueTaskProperty) prop_id)
    {
    case PROP_QUEUE:
      g_value_set_string (value, bg_queue_task_get_queue (self));
      break;
    case PROP_WORKER:
      g_value_set_string (value, bg_queue_task_get_worker (self));
      break;
    case PROP_PAYLOAD:
      g_value_set_variant (value, bg_queue_task_get_payload (self));
      break;
    case PROP_KEY:
      g_value_set_string (value, bg_queue_task_get_key (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_queue_task_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  BgQueueTask *self = BG_QUEUE_TASK (object);

  switch ((BgQueueTaskProperty) prop_id)
    {
    case PROP_QUEUE:
      self->queue = g_value_dup_string (value);
      break;
    case PROP_WORKER:
      self->worker = g_value_dup_string (value);
      break;
    case PROP_PAYLOAD:
      self->payload = g_value_dup_variant (value);
      break;
    case PROP_KEY:
      bg_queue_task_set_key (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_queue_task_class_init (BgQueueTaskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags identity = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = bg_queue_task_finalize;
  object_class->get_property = bg_queue_task_get_property;
  object_class->set_property = bg_queue_task_set_property;
  BG_TASK_CLASS (klass)->run = bg_queue_task_run;

  /**
   * BgQueueTask:queue: (getter get_queue)
   *
   * The name of the queue.
   */
  props[PROP_QUEUE] = g_param_spec_string ("queue", NULL, NULL, NULL, identity);

  /**
   * BgQueueTask:worker: (getter get_worker)
   *
   * The name of the worker, or `NULL` for the one that is set for the queue.
   */
  props[PROP_WORKER] = g_param_spec_string ("worker", NULL, NULL, NULL, identity);

  /**
   * BgQueueTask:payload: (getter get_payload)
   *
   * What the worker is given, a mapping.
   */
  props[PROP_PAYLOAD] = g_param_spec_variant ("payload", NULL, NULL, G_VARIANT_TYPE_VARDICT, NULL, identity);

  /**
   * BgQueueTask:key: (getter get_key) (setter set_key)
   *
   * What the task is known by, or `NULL` if it is new each time.
   */
  props[PROP_KEY] = g_param_spec_string ("key", NULL, NULL, NULL,
                                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
bg_queue_task_init (BgQueueTask *self)
{
}

BgQueuedTask *
bg_queue_task_make_queued (BgQueueTask *self)
{
  g_autoptr (GVariant) named = bg_task_dup_arguments (BG_TASK (self));
  g_autofree char *id = NULL;
  BgQueuedTask *queued;
  GVariantDict dict;
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_dict_init (&dict, self->payload);
  g_variant_iter_init (&iter, named);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      g_variant_dict_insert_value (&dict, name, value);
      g_variant_unref (value);
    }
  queued = bg_queued_task_new (self->queue, g_variant_dict_end (&dict));
  bg_queued_task_set_worker (queued, self->worker);
  if (self->key != NULL)
    {
      id = bg_queue_task_make_id (self->key);
      bg_queued_task_set_id (queued, id);
    }
  return queued;
}

/* So that it does not matter where a task has run. */
static void
return_result (BgTask   *task,
               GVariant *result)
{
  GValue value = G_VALUE_INIT;

  if (result == NULL)
    {
      bg_task_return_value (task, NULL);
      return;
    }
  bg_task_unpack_variant (result, &value);
  bg_task_return_value (task, &value);
  g_value_unset (&value);
}

static void
return_failure (BgTask     *task,
                GQuark      domain,
                int         code,
                const char *reason)
{
  g_autoptr (GError) error = g_error_new_literal (domain, code, reason != NULL ? reason : _("The worker has failed"));

  bg_task_return_error (task, error);
}

gboolean
bg_queue_task_take (BgQueueTask  *self,
                    BgQueuedTask *queued)
{
  BgTask *task = BG_TASK (self);
  g_autoptr (GVariant) result = NULL;

  switch (bg_queued_task_get_state (queued))
    {
    case BG_QUEUED_STATE_DONE:
      result = bg_queued_task_get_result (queued);
      return_result (task, result);
      return TRUE;
    case BG_QUEUED_STATE_DEAD:
      return_failure (task, BG_ERROR, BG_ERROR_FAILED, bg_queued_task_get_reason (queued));
      return TRUE;
    case BG_QUEUED_STATE_CANCELLED:
      return_failure (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The task was cancelled in its queue"));
      return TRUE;
    case BG_QUEUED_STATE_SCHEDULED:
    case BG_QUEUED_STATE_READY:
    case BG_QUEUED_STATE_LEASED:
    default:
      if (bg_queued_task_get_progress (queued) > 0)
        bg_task_report_progress (task, bg_queued_task_get_progress (queued), bg_queued_task_get_message (queued));
      return FALSE;
    }
}

/**
 * bg_queue_task_new:
 * @queue: the name of a queue
 * @worker: (nullable): the name of a worker, or `NULL` for the one that is set for the queue
 * @payload: (nullable): what it is given, a mapping; a floating reference is taken
 *
 * Makes a task that has a worker of a queue do something.
 *
 * Returns: (transfer full): a new task
 */
BgTask *
bg_queue_task_new (const char *queue,
                   const char *worker,
                   GVariant   *payload)
{
  g_autoptr (GVariant) owned = payload != NULL ? g_variant_ref_sink (payload) : NULL;

  g_return_val_if_fail (queue != NULL, NULL);
  g_return_val_if_fail (owned == NULL || g_variant_is_of_type (owned, G_VARIANT_TYPE_VARDICT), NULL);

  return g_object_new (BG_TYPE_QUEUE_TASK, "queue", queue, "worker", worker, "payload", owned, NULL);
}

/**
 * bg_queue_task_get_queue: (get-property queue)
 * @self: a task
 *
 * Gets the name of the queue.
 *
 * Returns: (transfer none): the name
 */
const char *
bg_queue_task_get_queue (BgQueueTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_TASK (self), NULL);

  return self->queue;
}

/**
 * bg_queue_task_get_worker: (get-property worker)
 * @self: a task
 *
 * Gets the name of the worker, or `NULL` for the one that is set for the queue.
 *
 * Returns: (transfer none) (nullable): the name
 */
const char *
bg_queue_task_get_worker (BgQueueTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_TASK (self), NULL);

  return self->worker;
}

/**
 * bg_queue_task_get_payload: (get-property payload)
 * @self: a task
 *
 * Gets what the worker is given, a mapping.
 *
 * Returns: (transfer none) (nullable): the payload
 */
GVariant *
bg_queue_task_get_payload (BgQueueTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_TASK (self), NULL);

  return self->payload;
}

/**
 * bg_queue_task_get_key: (get-property key)
 * @self: a task
 *
 * Gets what the task is known by.
 *
 * Returns: (transfer none) (nullable): the key
 */
const char *
bg_queue_task_get_key (BgQueueTask *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_TASK (self), NULL);

  return self->key;
}

/**
 * bg_queue_task_set_key: (set-property key)
 * @self: a task that was not added yet
 * @key: (nullable): any text, or `NULL`
 *
 * Sets what the task is known by.
 */
void
bg_queue_task_set_key (BgQueueTask *self,
                       const char  *key)
{
  g_return_if_fail (BG_IS_QUEUE_TASK (self));

  if (g_strcmp0 (self->key, key) == 0)
    return;
  g_free (self->key);
  self->key = g_strdup (key);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_KEY]);
}

/**
 * bg_queue_task_make_id:
 * @key: any text
 *
 * Makes the id that a task with a key has in its queue.
 *
 * Returns: (transfer full): the id
 */
char *
bg_queue_task_make_id (const char *key)
{
  char *id;

  g_return_val_if_fail (key != NULL, NULL);

  id = g_compute_checksum_for_string (G_CHECKSUM_SHA256, key, -1);
  id[ID_LENGTH] = '\0';
  return id;
}
