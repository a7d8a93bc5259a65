/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-queue-schedule-private.h"

#include "bg-enum-types.h"
#include "bg-queued-task-private.h"

/**
 * BgQueueSchedule:
 *
 * Submits a task to a queue at the times of day and on the dates that a [struct@CronExpression] allows.
 *
 * Any number of processes may have the same schedule, under the same name and with the same store: each time is fired
 * once. No leader is needed, and none can die. Every process waits for the time by itself and then asks the store to
 * submit the task, unless that has been done for this time or a later one; see [method@Transport.fire]. The task has an
 * id that is made of the name and the time, such as `clean-up-20260329t010000z`.
 *
 * The store keeps the last time that has fired. Times since then at which no process ran are missed:
 * [property@QueueSchedule:missed] says what becomes of these. A schedule that has never fired begins with the time that
 * comes after its start. A time for which the store cannot be reached is tried again after a while, by the same rule.
 *
 * What is submitted is a copy of [property@QueueSchedule:task], with its queue, worker, payload, priority and limits. A
 * task that is still in the queue, or still running, when the next time comes does not hold that up; with a serial or a
 * unique key the tasks of a schedule do not overlap.
 *
 * For work within the program there is [class@CronScheduler]. The rules for clocks and time zones are the same.
 *
 * ```c
 * static BgQueueSchedule *
 * clean_up_each_night (BgTransport *transport, GError **error)
 * {
 *   g_autoptr (BgCronExpression) nightly = bg_cron_expression_new ("0 3 * * *; timezone=UTC", error);
 *   g_autoptr (BgQueuedTask) task = bg_queued_task_new ("house_keeping", g_variant_new_parsed ("{'days': <30>}"));
 *   BgQueueSchedule *schedule;
 *
 *   if (nightly == NULL)
 *     return NULL;
 *   schedule = bg_queue_schedule_new ("clean_up", nightly, transport, task);
 *   if (!bg_queue_schedule_start (schedule, error))
 *     g_clear_object (&schedule);
 *   return schedule;
 * }
 * ```
 *
 * One that nobody holds any more fires no more.
 *
 * Threads: a schedule belongs to the context that was thread-default when it was made. Everything is for that context
 * only, and the signals are emitted there.
 */

typedef enum
{
  PROP_NAME = 1,
  PROP_EXPRESSION,
  PROP_TRANSPORT,
  PROP_TASK,
  PROP_CLOCK,
  PROP_MISSED,
  PROP_MAX_MISSED,
  PROP_GRACE,
  PROP_ACTIVE,
} BgQueueScheduleProperty;

enum
{
  SIGNAL_FIRED,
  SIGNAL_FAILED,
  N_SIGNALS,
};

#define DEFAULT_MAX_MISSED 100
#define DEFAULT_GRACE 1000

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BgQueueSchedule, bg_queue_schedule, G_TYPE_OBJECT)

static GDateTime *
make_time (BgQueueSchedule *self,
           gint64           instant)
{
  GTimeZone *zone = bg_cron_expression_get_time_zone (self->expression);
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (instant);

  return utc != NULL ? g_date_time_to_timezone (utc, zone != NULL ? zone : local) : NULL;
}

void
bg_queue_schedule_report_fired (BgQueueSchedule *self,
                                gint64           instant,
                                const char      *id,
                                gboolean         here)
{
  g_autoptr (GDateTime) time = make_time (self, instant);

  g_signal_emit (self, signals[SIGNAL_FIRED], 0, time, id, here);
}

void
bg_queue_schedule_report_failed (BgQueueSchedule *self,
                                 const GError    *error)
{
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

static void
bg_queue_schedule_dispose (GObject *object)
{
  bg_queue_schedule_abandon (BG_QUEUE_SCHEDULE (object));
  G_OBJECT_CLASS (bg_queue_schedule_parent_class)->dispose (object);
}

static void
bg_queue_schedule_finalize (GObject *object)
{
  BgQueueSchedule *self = BG_QUEUE_SCHEDULE (object);

  g_clear_pointer (&self->expression, bg_cron_expression_unref);
  g_clear_object (&self->transport);
  g_clear_object (&self->task);
  g_clear_object (&self->clock);
  g_main_context_unref (self->context);
  g_free (self->name);
  G_OBJECT_CLASS (bg_queue_schedule_parent_class)->finalize (object);
}

static void
bg_queue_schedule_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  BgQueueSchedule *self = BG_QUEUE_SCHEDULE (object);

  switch ((BgQueueScheduleProperty) prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, bg_queue_schedule_get_name (self));
      break;
    case PROP_EXPRESSION:
      g_value_set_boxed (value, bg_queue_schedule_get_expression (self));
      break;
    case PROP_TRANSPORT:
      g_value_set_object (value, bg_queue_schedule_get_transport (self));
      break;
    case PROP_TASK:
      g_value_set_object (value, bg_queue_schedule_get_task (self));
      break;
    case PROP_CLOCK:
      g_value_set_object (value, bg_queue_schedule_get_clock (self));
      break;
    case PROP_MISSED:
      g_value_set_enum (value, (int) bg_queue_schedule_get_missed (self));
      break;
    case PROP_MAX_MISSED:
      g_value_set_uint (value, bg_queue_schedule_get_max_missed (self));
      break;
    case PROP_GRACE:
      g_value_set_uint (value, bg_queue_schedule_get_grace (self));
      break;
    case PROP_ACTIVE:
      g_value_set_boolean (value, bg_queue_schedule_is_active (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_queue_schedule_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  BgQueueSchedule *self = BG_QUEUE_SCHEDULE (object);
  BgQueuedTask *task;

  switch ((BgQueueScheduleProperty) prop_id)
    {
    case PROP_NAME:
      self->name = g_value_dup_string (value);
      break;
    case PROP_EXPRESSION:
      self->expression = g_value_dup_boxed (value);
      break;
    case PROP_TRANSPORT:
      self->transport = g_value_dup_object (value);
      break;
    case PROP_TASK:
      task = g_value_get_object (value);
      self->task = task != NULL ? bg_queued_task_copy (task) : NULL;
      break;
    case PROP_CLOCK:
      self->clock = g_value_dup_object (value);
      break;
    case PROP_MISSED:
      bg_queue_schedule_set_missed (self, (BgCronMissed) g_value_get_enum (value));
      break;
    case PROP_MAX_MISSED:
      bg_queue_schedule_set_max_missed (self, g_value_get_uint (value));
      break;
    case PROP_GRACE:
      bg_queue_schedule_set_grace (self, g_value_get_uint (value));
      break;
    case PROP_ACTIVE:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_queue_schedule_class_init (BgQueueScheduleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags fixed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = bg_queue_schedule_dispose;
  object_class->finalize = bg_queue_schedule_finalize;
  object_class->get_property = bg_queue_schedule_get_property;
  object_class->set_property = bg_queue_schedule_set_property;

  /**
   * BgQueueSchedule:name: (getter get_name)
   *
   * What the store knows it by; the rule for queues holds.
   */
  g_object_class_install_property (object_class, PROP_NAME,
                                   g_param_spec_string ("name", NULL, NULL, NULL, fixed));

  /**
   * BgQueueSchedule:expression: (getter get_expression)
   *
   * At which times it fires.
   */
  g_object_class_install_property (object_class, PROP_EXPRESSION,
                                   g_param_spec_boxed ("expression", NULL, NULL, BG_TYPE_CRON_EXPRESSION, fixed));

  /**
   * BgQueueSchedule:transport: (getter get_transport)
   *
   * Where the tasks are submitted.
   */
  g_object_class_install_property (object_class, PROP_TRANSPORT,
                                   g_param_spec_object ("transport", NULL, NULL, BG_TYPE_TRANSPORT, fixed));

  /**
   * BgQueueSchedule:task: (getter get_task)
   *
   * What the tasks are like; it is copied.
   */
  g_object_class_install_property (object_class, PROP_TASK,
                                   g_param_spec_object ("task", NULL, NULL, BG_TYPE_QUEUED_TASK, fixed));

  /**
   * BgQueueSchedule:clock: (getter get_clock)
   *
   * By which clock it goes, in tests; `NULL` for that of the computer.
   */
  g_object_class_install_property (object_class, PROP_CLOCK,
                                   g_param_spec_object ("clock", NULL, NULL, BG_TYPE_FAKE_CLOCK, fixed));

  /**
   * BgQueueSchedule:missed: (getter get_missed) (setter set_missed)
   *
   * What becomes of times that have passed before they could be seen to.
   *
   * It holds from the next start on.
   */
  g_object_class_install_property (object_class, PROP_MISSED,
                                   g_param_spec_enum ("missed", NULL, NULL, BG_TYPE_CRON_MISSED, BG_CRON_MISSED_ONCE,
                                                      writable));

  /**
   * BgQueueSchedule:max-missed: (getter get_max_missed) (setter set_max_missed)
   *
   * How many times that were missed have a task of their own with `BG_CRON_MISSED_ALL`; the latest ones do.
   *
   * It holds from the next start on.
   */
  g_object_class_install_property (object_class, PROP_MAX_MISSED,
                                   g_param_spec_uint ("max-missed", NULL, NULL, 1, G_MAXUINT, DEFAULT_MAX_MISSED,
                                                      writable));

  /**
   * BgQueueSchedule:grace: (getter get_grace) (setter set_grace)
   *
   * How many milliseconds late a time may be with `BG_CRON_MISSED_SKIP`.
   *
   * It holds from the next start on.
   */
  g_object_class_install_property (object_class, PROP_GRACE,
                                   g_param_spec_uint ("grace", NULL, NULL, 0, G_MAXUINT, DEFAULT_GRACE, writable));

  /**
   * BgQueueSchedule:active: (getter is_active)
   *
   * Whether it was started, and neither was stopped nor has come to its last time.
   */
  g_object_class_install_property (object_class, PROP_ACTIVE,
                                   g_param_spec_boolean ("active", NULL, NULL, FALSE, readable));

  /**
   * BgQueueSchedule::fired:
   * @self: a schedule
   * @time: the time
   * @id: the id of the task
   * @here: whether it was submitted by this one; `FALSE` if another one was first
   *
   * A time has been seen to.
   */
  signals[SIGNAL_FIRED] = g_signal_new ("fired", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 3, G_TYPE_DATE_TIME, G_TYPE_STRING, G_TYPE_BOOLEAN);

  /**
   * BgQueueSchedule::failed:
   * @self: a schedule
   * @error: why
   *
   * The store refused a task, or cannot be reached: then it is tried again after a while, and told of once.
   */
  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
bg_queue_schedule_init (BgQueueSchedule *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->max_missed = DEFAULT_MAX_MISSED;
  self->grace = DEFAULT_GRACE;
}

/**
 * bg_queue_schedule_new:
 * @name: a name, the same in all processes
 * @expression: the times
 * @transport: where the tasks are submitted
 * @task: what the tasks are like, which is copied
 *
 * Makes a schedule for a queue. It has to be started.
 *
 * Returns: (transfer full): a new schedule
 */
BgQueueSchedule *
bg_queue_schedule_new (const char       *name,
                       BgCronExpression *expression,
                       BgTransport      *transport,
                       BgQueuedTask     *task)
{
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (expression != NULL, NULL);
  g_return_val_if_fail (BG_IS_TRANSPORT (transport), NULL);
  g_return_val_if_fail (BG_IS_QUEUED_TASK (task), NULL);

  return g_object_new (BG_TYPE_QUEUE_SCHEDULE,
                       "name", name,
                       "expression", expression,
                       "transport", transport,
                       "task", task,
                       NULL);
}
