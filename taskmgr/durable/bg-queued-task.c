/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-queued-task-private.h"

#include "bg-enum-types.h"
#include "bg-payload-private.h"

#include <errno.h>
#include <sys/random.h>

/**
 * BgQueuedTask:
 *
 * A task in a durable queue: what is to be done, and what has become of it.
 *
 * It is made with the name of a queue and a payload, changed as needed, and given to [method@Transport.submit]. From
 * then on it is only looked at. The tasks that a transport gives back are other objects, and show what the store knew
 * when they were read.
 *
 * A task is known by its id, which is made with it: 26 characters that are different for every task anywhere, and grow
 * with the time. To submit it a second time, as after an outcome that is not known, does no harm: the store knows it
 * and sets [property@QueuedTask:duplicate].
 *
 * The payload is a mapping, a `GVariant` of the type `a{sv}`, and is stored as a JSON object. Texts, truth values,
 * numbers, lists, tuples and mappings with texts as keys can be in it; bytes cannot. Integers come back as `x`,
 * fractions as `d`, lists as `av`, mappings as `a{sv}`.
 *
 * ```c
 * static gboolean
 * rotate (BgTransport *transport, const char *path, GError **error)
 * {
 *   g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
 *   GVariantDict payload;
 *   BgQueuedTask *task;
 *
 *   g_variant_dict_init (&payload, NULL);
 *   g_variant_dict_insert (&payload, "path", "s", path);
 *   task = bg_queued_task_new ("photos", g_variant_dict_end (&payload));
 *   bg_queued_task_set_priority (task, 7);
 *   bg_queued_task_set_delay (task, 5000);
 *   g_ptr_array_add (tasks, task);
 *   return bg_transport_submit (transport, tasks, NULL, error);
 * }
 * ```
 *
 * Threads: setters are for whoever made the task, before it is submitted. Getters are safe from any thread after that.
 */

typedef enum
{
  PROP_ID = 1,
  PROP_QUEUE,
  PROP_WORKER,
  PROP_PAYLOAD,
  PROP_PRIORITY,
  PROP_NOT_BEFORE,
  PROP_EXPIRES,
  PROP_MAX_ATTEMPTS,
  PROP_TIME_LIMIT,
  PROP_UNIQUE_KEY,
  PROP_SERIAL_KEY,
  PROP_DUPLICATE,
  PROP_STATE,
  PROP_ATTEMPT,
  PROP_CRASHES,
  PROP_PROGRESS,
  PROP_MESSAGE,
  PROP_REASON,
  PROP_RESULT,
  PROP_SUBMITTED,
  PROP_FINISHED,
} BgQueuedTaskProperty;

static GParamSpec *props[PROP_FINISHED + 1];

G_DEFINE_FINAL_TYPE (BgQueuedTask, bg_queued_task, G_TYPE_OBJECT)

/* Not by g_random_int (), of which a forked child would make the same again. */
static void
fill_at_random (guint8 *bytes,
                gsize   n)
{
  gssize filled;

  do
    filled = getrandom (bytes, n, 0);
  while (filled < 0 && errno == EINTR);
  if (filled == (gssize) n)
    return;
  for (gsize i = 0; i < n; i++)
    bytes[i] = (guint8) g_random_int_range (0, 256);
}

/* 48 bits of milliseconds and 80 at random, in groups of five bits, the first of which has three. The digits are in the
 * order of their codes and look like no others, so that ids sort by time, and can be read aloud. */
static char *
make_id (void)
{
  static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
  guint64 time = (guint64) g_get_real_time () / 1000;
  guint8 bytes[16];
  char *id = g_malloc (27);

  fill_at_random (bytes + 6, 10);
  for (guint i = 0; i < 6; i++)
    bytes[i] = (guint8) (time >> (40 - 8 * i));
  for (guint i = 0; i < 26; i++)
    {
      guint value = 0;

      for (guint bit = 5 * i; bit < 5 * i + 5; bit++)
        value = value << 1 | (bit < 2 ? 0 : (guint) bytes[(bit - 2) / 8] >> (7 - (bit - 2) % 8) & 1);
      id[i] = digits[value];
    }
  id[26] = '\0';
  return id;
}

gboolean
bg_queued_task_is_id (const char *text)
{
  gsize length = strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-");

  return length >= 1 && length <= BG_QUEUED_TASK_MAX_ID && text[length] == '\0';
}

static void
set_payload (BgQueuedTask *self,
             GVariant     *payload)
{
  g_autoptr (GVariant) kept = payload != NULL ? g_variant_ref_sink (payload) : NULL;

  if (kept == NULL)
    return;
  self->json = bg_payload_to_json (kept, NULL);
  /* What cannot be stored is refused when it is submitted, where there is somebody to tell. */
  if (self->json == NULL || g_variant_is_of_type (kept, G_VARIANT_TYPE_VARDICT))
    self->payload = g_steal_pointer (&kept);
}

static void
bg_queued_task_constructed (GObject *object)
{
  BgQueuedTask *self = BG_QUEUED_TASK (object);

  G_OBJECT_CLASS (bg_queued_task_parent_class)->constructed (object);
  /* One without a queue is going to be filled by a transport. */
  if (self->queue == NULL)
    return;
  if (self->id == NULL)
    self->id = make_id ();
  if (self->payload == NULL && self->json == NULL)
    self->json = g_strdup ("{}");
}

static void
bg_queued_task_finalize (GObject *object)
{
  BgQueuedTask *self = BG_QUEUED_TASK (object);

  g_free (self->id);
  g_free (self->queue);
  g_free (self->worker);
  g_clear_pointer (&self->payload, g_variant_unref);
  g_free (self->json);
  g_free (self->unique_key);
  g_free (self->serial_key);
  g_free (self->message);
  g_free (self->reason);
  g_free (self->result);
  g_slist_free_full (self->replaced, g_free);
  G_OBJECT_CLASS (bg_queued_task_parent_class)->finalize (object);
}

static gboolean
get_setting (BgQueuedTask         *self,
             BgQueuedTaskProperty  property,
             GValue               *value)
{
  switch (property)
    {
    case PROP_ID:
      g_value_set_string (value, bg_queued_task_get_id (self));
      return TRUE;
    case PROP_QUEUE:
      g_value_set_string (value, bg_queued_task_get_queue (self));
      return TRUE;
    case PROP_WORKER:
      g_value_set_string (value, bg_queued_task_get_worker (self));
      return TRUE;
    case PROP_PAYLOAD:
      g_value_set_variant (value, bg_queued_task_get_payload (self));
      return TRUE;
    case PROP_PRIORITY:
      g_value_set_int (value, bg_queued_task_get_priority (self));
      return TRUE;
    case PROP_NOT_BEFORE:
      g_value_set_int64 (value, bg_queued_task_get_not_before (self));
      return TRUE;
    case PROP_EXPIRES:
      g_value_set_int64 (value, bg_queued_task_get_expires (self));
      return TRUE;
    case PROP_MAX_ATTEMPTS:
      g_value_set_uint (value, bg_queued_task_get_max_attempts (self));
      return TRUE;
    case PROP_TIME_LIMIT:
      g_value_set_uint (value, bg_queued_task_get_time_limit (self));
      return TRUE;
    case PROP_UNIQUE_KEY:
      g_value_set_string (value, bg_queued_task_get_unique_key (self));
      return TRUE;
    case PROP_SERIAL_KEY:
      g_value_set_string (value, bg_queued_task_get_serial_key (self));
      return TRUE;
    default:
      return FALSE;
    }
}

static void
bg_queued_task_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  BgQueuedTask *self = BG_QUEUED_TASK (object);

  if (get_setting (self, (BgQueuedTaskProperty) prop_id, value))
    return;
  switch ((int) prop_id)
    {
    case PROP_DUPLICATE:
      g_value_set_boolean (value, bg_queued_task_is_duplicate (self));
      break;
    case PROP_STATE:
      g_value_set_flags (value, bg_queued_task_get_state (self));
      break;
    case PROP_ATTEMPT:
      g_value_set_uint (value, bg_queued_task_get_attempt (self));
      break;
    case PROP_CRASHES:
      g_value_set_uint (value, bg_queued_task_get_crashes (self));
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, bg_queued_task_get_progress (self));
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, bg_queued_task_get_message (self));
      break;
    case PROP_REASON:
      g_value_set_string (value, bg_queued_task_get_reason (self));
      break;
    case PROP_RESULT:
      g_value_take_variant (value, bg_queued_task_get_result (self));
      break;
    case PROP_SUBMITTED:
      g_value_set_int64 (value, bg_queued_task_get_submitted (self));
      break;
    case PROP_FINISHED:
      g_value_set_int64 (value, bg_queued_task_get_finished (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_queued_task_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  BgQueuedTask *self = BG_QUEUED_TASK (object);

  switch ((int) prop_id)
    {
    case PROP_ID:
      if (g_value_get_string (value) != NULL)
        bg_queued_task_set_id (self, g_value_get_string (value));
      break;
    case PROP_QUEUE:
      self->queue = g_value_dup_string (value);
      break;
    case PROP_WORKER:
      bg_queued_task_set_worker (self, g_value_get_string (value));
      break;
    case PROP_PAYLOAD:
      set_payload (self, g_value_get_variant (value));
      break;
    case PROP_PRIORITY:
      bg_queued_task_set_priority (self, g_value_get_int (value));
      break;
    case PROP_NOT_BEFORE:
      bg_queued_task_set_not_before (self, g_value_get_int64 (value));
      break;
    case PROP_EXPIRES:
      bg_queued_task_set_expires (self, g_value_get_int64 (value));
      break;
    case PROP_MAX_ATTEMPTS:
      bg_queued_task_set_max_attempts (self, g_value_get_uint (value));
      break;
    case PROP_TIME_LIMIT:
      bg_queued_task_set_time_limit (self, g_value_get_uint (value));
      break;
    case PROP_UNIQUE_KEY:
      bg_queued_task_set_unique_key (self, g_value_get_string (value));
      break;
    case PROP_SERIAL_KEY:
      bg_queued_task_set_serial_key (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_queued_task_class_init (BgQueuedTaskClass *klass)
{
  const GParamFlags fixed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = bg_queued_task_constructed;
  object_class->finalize = bg_queued_task_finalize;
  object_class->get_property = bg_queued_task_get_property;
  object_class->set_property = bg_queued_task_set_property;

  /**
   * BgQueuedTask:id: (getter get_id) (setter set_id)
   *
   * What the task is known by: up to 64 lower-case letters, digits and hyphens. A store may know ids for each queue, or
   * for all of them together, so one id is used in one queue only.
   */
  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, writable);

  /**
   * BgQueuedTask:queue: (getter get_queue)
   *
   * The queue.
   */
  props[PROP_QUEUE] = g_param_spec_string ("queue", NULL, NULL, NULL, fixed);

  /**
   * BgQueuedTask:worker: (getter get_worker) (setter set_worker)
   *
   * The name of the worker that is to do it, or `NULL` for the one that the queue has.
   */
  props[PROP_WORKER] = g_param_spec_string ("worker", NULL, NULL, NULL, writable);

  /**
   * BgQueuedTask:payload: (getter get_payload)
   *
   * What the worker is given.
   */
  props[PROP_PAYLOAD] = g_param_spec_variant ("payload", NULL, NULL, G_VARIANT_TYPE_ANY, NULL, fixed);

  /**
   * BgQueuedTask:priority: (getter get_priority) (setter set_priority)
   *
   * How urgent it is, from 0 to 9. Tasks of a higher priority come first.
   */
  props[PROP_PRIORITY] = g_param_spec_int ("priority", NULL, NULL, 0, BG_QUEUED_TASK_MAX_PRIORITY,
                                           BG_QUEUED_TASK_DEFAULT_PRIORITY, writable);

  /**
   * BgQueuedTask:not-before: (getter get_not_before) (setter set_not_before)
   *
   * The time before which nobody gets it, in microseconds since 1970; 0 for at once.
   */
  props[PROP_NOT_BEFORE] = g_param_spec_int64 ("not-before", NULL, NULL, 0, G_MAXINT64, 0, writable);

  /**
   * BgQueuedTask:expires: (getter get_expires) (setter set_expires)
   *
   * The time after which nobody gets it any more, in microseconds since 1970; 0 for never.
   */
  props[PROP_EXPIRES] = g_param_spec_int64 ("expires", NULL, NULL, 0, G_MAXINT64, 0, writable);

  /**
   * BgQueuedTask:max-attempts: (getter get_max_attempts) (setter set_max_attempts)
   *
   * How often it is tried at most.
   */
  props[PROP_MAX_ATTEMPTS] = g_param_spec_uint ("max-attempts", NULL, NULL, 1, G_MAXUINT,
                                                BG_QUEUED_TASK_DEFAULT_ATTEMPTS, writable);

  /**
   * BgQueuedTask:time-limit: (getter get_time_limit) (setter set_time_limit)
   *
   * How long one attempt may take, in milliseconds; 0 for no limit.
   */
  props[PROP_TIME_LIMIT] = g_param_spec_uint ("time-limit", NULL, NULL, 0, G_MAXUINT, 0, writable);

  /**
   * BgQueuedTask:unique-key: (getter get_unique_key) (setter set_unique_key)
   *
   * Of the tasks of a queue with one such key, one waits or runs at a time; others are refused as duplicates.
   */
  props[PROP_UNIQUE_KEY] = g_param_spec_string ("unique-key", NULL, NULL, NULL, writable);

  /**
   * BgQueuedTask:serial-key: (getter get_serial_key) (setter set_serial_key)
   *
   * Of the tasks of a queue with one such key, one runs at a time; the others wait.
   */
  props[PROP_SERIAL_KEY] = g_param_spec_string ("serial-key", NULL, NULL, NULL, writable);

  /**
   * BgQueuedTask:duplicate: (getter is_duplicate)
   *
   * Whether the store knew the task already when it was submitted.
   */
  props[PROP_DUPLICATE] = g_param_spec_boolean ("duplicate", NULL, NULL, FALSE, readable);

  /**
   * BgQueuedTask:state: (getter get_state)
   *
   * Where it is in its life.
   */
  props[PROP_STATE] = g_param_spec_flags ("state", NULL, NULL, BG_TYPE_QUEUED_STATE, BG_QUEUED_STATE_READY, readable);

  /**
   * BgQueuedTask:attempt: (getter get_attempt)
   *
   * How often it was tried, with the attempt that is under way.
   */
  props[PROP_ATTEMPT] = g_param_spec_uint ("attempt", NULL, NULL, 0, G_MAXUINT, 0, readable);

  /**
   * BgQueuedTask:crashes: (getter get_crashes)
   *
   * How often it has taken its worker along.
   */
  props[PROP_CRASHES] = g_param_spec_uint ("crashes", NULL, NULL, 0, G_MAXUINT, 0, readable);

  /**
   * BgQueuedTask:progress: (getter get_progress)
   *
   * How much of it is done, from 0 to 1.
   */
  props[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0.0, 1.0, 0.0, readable);

  /**
   * BgQueuedTask:message: (getter get_message)
   *
   * What the worker says of its progress.
   */
  props[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, readable);

  /**
   * BgQueuedTask:reason: (getter get_reason)
   *
   * Why the last attempt has failed, or why the task was given up.
   */
  props[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, readable);

  /**
   * BgQueuedTask:result: (getter get_result)
   *
   * What it was acknowledged with.
   */
  props[PROP_RESULT] = g_param_spec_variant ("result", NULL, NULL, G_VARIANT_TYPE_ANY, NULL, readable);

  /**
   * BgQueuedTask:submitted: (getter get_submitted)
   *
   * When the store has accepted it, in microseconds since 1970.
   */
  props[PROP_SUBMITTED] = g_param_spec_int64 ("submitted", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BgQueuedTask:finished: (getter get_finished)
   *
   * When it has ended, in microseconds since 1970; 0 while it has not.
   */
  props[PROP_FINISHED] = g_param_spec_int64 ("finished", NULL, NULL, 0, G_MAXINT64, 0, readable);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
bg_queued_task_init (BgQueuedTask *self)
{
  self->priority = BG_QUEUED_TASK_DEFAULT_PRIORITY;
  self->max_attempts = BG_QUEUED_TASK_DEFAULT_ATTEMPTS;
  self->state = BG_QUEUED_STATE_READY;
}

BgQueuedTask *
bg_queued_task_new_empty (void)
{
  return g_object_new (BG_TYPE_QUEUED_TASK, NULL);
}

/* As the store knows it: whether it was a duplicate is known to who has submitted it. */
BgQueuedTask *
bg_queued_task_copy (BgQueuedTask *self)
{
  BgQueuedTask *copy = bg_queued_task_new_empty ();

  copy->id = g_strdup (self->id);
  copy->queue = g_strdup (self->queue);
  copy->worker = g_strdup (self->worker);
  copy->json = g_strdup (self->json);
  copy->unique_key = g_strdup (self->unique_key);
  copy->serial_key = g_strdup (self->serial_key);
  copy->priority = self->priority;
  copy->max_attempts = self->max_attempts;
  copy->time_limit = self->time_limit;
  copy->not_before = self->not_before;
  copy->expires = self->expires;
  copy->state = self->state;
  copy->attempt = self->attempt;
  copy->crashes = self->crashes;
  copy->progress = self->progress;
  copy->message = g_strdup (self->message);
  copy->reason = g_strdup (self->reason);
  copy->result = g_strdup (self->result);
  copy->submitted = self->submitted;
  copy->finished = self->finished;
  copy->cancel_asked = self->cancel_asked;
  return copy;
}

void
bg_queued_task_replace (BgQueuedTask  *self,
                        char         **place,
                        char          *text)
{
  if (g_strcmp0 (*place, text) == 0)
    {
      g_free (text);
      return;
    }
  if (*place != NULL)
    self->replaced = g_slist_prepend (self->replaced, *place);
  *place = text;
}

/**
 * bg_queued_task_new:
 * @queue: the name of a queue; it is made when the first task comes
 * @payload: (nullable): what the worker is given, of the type `a{sv}`; `NULL` for an empty mapping
 *
 * Makes a task for a queue.
 *
 * If @payload is floating, it is consumed. What cannot be stored is refused when the task is submitted.
 *
 * Returns: (transfer full): a new task
 */
BgQueuedTask *
bg_queued_task_new (const char *queue,
                    GVariant   *payload)
{
  g_return_val_if_fail (queue != NULL, NULL);

  return g_object_new (BG_TYPE_QUEUED_TASK, "queue", queue, "payload", payload, NULL);
}
