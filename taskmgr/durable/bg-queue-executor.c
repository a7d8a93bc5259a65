/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-queue-executor.h"

#include "bg-queue-task-private.h"
#include "core/bg-error.h"
#include "core/bg-task-private.h"

#include <glib/gi18n-lib.h>

/**
 * BgQueueExecutor:
 *
 * Has tasks done by the workers of durable queues.
 *
 * A [class@QueueTask] that is ready is put into its queue; when a worker has done it, wherever that runs, the task
 * ends with its result, or with the reason for which it was given up. Its progress is that of the task. A worker that
 * dies does not end the task: another one gets it. Stopping the task cancels it in its queue.
 *
 * What was put into a queue stays there when the program ends, and is done. A program that is started anew and adds a
 * task with the same key, see [method@QueueTask.set_key], waits for the one that is there, or gets the result at
 * once.
 *
 * How far the tasks are is asked for: soon after they were put there, and then less and less often, up to
 * [property@Transport:poll-interval], as stores tell nobody of ends.
 *
 * ```c
 * static gboolean
 * resize_somewhere (BgTaskManager *manager, BgTransport *transport, GError **error)
 * {
 *   g_autoptr (BgQueueExecutor) executor = bg_queue_executor_new (transport);
 *   g_autoptr (BgTask) task = bg_queue_task_new ("photos", "resize", NULL);
 *
 *   bg_task_set_executor (task, BG_EXECUTOR (executor));
 *   return bg_task_manager_add (manager, task, error) != 0;
 * }
 * ```
 *
 * Threads: it can be made in any thread. Once it is used, everything is for the context of the manager only.
 */

/* In ms: how soon it is looked for the first time. */
#define FIRST_LOOK 5

typedef enum
{
  PROP_TRANSPORT = 1,
} BgQueueExecutorProperty;

struct _BgQueueExecutor
{
  GObject       parent_instance;

  BgTransport  *transport;      /* fixed at construction */

  /* home context */
  GMainContext *context;        /* of the manager, once there was a task */
  GHashTable   *pending;        /* BgTask → Pending */
  GSource      *timer;          /* until the next look; NULL with nothing to look for */
  guint         interval;       /* ms */
};

/* A task that is in its queue, or on its way there. */
typedef struct
{
  gatomicrefcount  ref_count;
  BgQueueExecutor *executor;    /* not owned but by what is asked for */
  BgTask          *task;
  BgQueuedTask    *queued;
  gboolean         is_stored;
  gboolean         is_asked_for;
  gboolean         is_over;     /* nobody waits for it any more */
  gboolean         is_stopped;
} Pending;

static GParamSpec *props[PROP_TRANSPORT + 1];

static Pending *
pending_ref (Pending *pending)
{
  g_atomic_ref_count_inc (&pending->ref_count);
  return pending;
}

static void
pending_unref (gpointer data)
{
  Pending *pending = data;

  if (!g_atomic_ref_count_dec (&pending->ref_count))
    return;
  g_object_unref (pending->task);
  g_object_unref (pending->queued);
  g_free (pending);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pending, pending_unref)

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* There may be the last reference in the table. */
static void
forget (Pending *pending)
{
  BgQueueExecutor *self = pending->executor;

  pending->is_over = TRUE;
  g_hash_table_remove (self->pending, pending->task);
  if (g_hash_table_size (self->pending) == 0)
    clear_source (&self->timer);
}

static void
fail (Pending      *pending,
      const GError *error)
{
  forget (pending);
  bg_task_return_error (pending->task, error);
}

static void
take_stored (Pending      *pending,
             BgQueuedTask *queued)
{
  g_autoptr (GError) error = NULL;

  if (queued == NULL)
    {
      error = g_error_new (BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND, _("The task is no longer in its queue"));
      fail (pending, error);
      return;
    }
  if (bg_queue_task_take (BG_QUEUE_TASK (pending->task), queued))
    forget (pending);
}

static void
looked_up_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (BgQueueExecutor) self = ((Pending *) user_data)->executor;
  g_autoptr (Pending) pending = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BgQueuedTask) queued = bg_transport_lookup_finish (BG_TRANSPORT (source), result, &error);

  pending->is_asked_for = FALSE;
  if (pending->is_over)
    return;
  if (error == NULL)
    take_stored (pending, queued);
  else if (!bg_transport_error_is_transient (error))
    fail (pending, error);
}

static void
look_up (Pending *pending)
{
  BgQueueExecutor *self = pending->executor;

  pending->is_asked_for = TRUE;
  g_object_ref (self);
  g_main_context_push_thread_default (self->context);
  bg_transport_lookup_async (self->transport, bg_queued_task_get_queue (pending->queued),
                             bg_queued_task_get_id (pending->queued), NULL, looked_up_cb, pending_ref (pending));
  g_main_context_pop_thread_default (self->context);
}

static void
cancel_stored (Pending *pending)
{
  const char *const ids[] = { bg_queued_task_get_id (pending->queued), NULL };

  bg_transport_cancel_async (pending->executor->transport, bg_queued_task_get_queue (pending->queued), ids, NULL, NULL,
                             NULL);
}

static void
submitted_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (BgQueueExecutor) self = ((Pending *) user_data)->executor;
  g_autoptr (Pending) pending = user_data;
  g_autoptr (GError) error = NULL;

  pending->is_asked_for = FALSE;
  if (bg_transport_submit_finish (BG_TRANSPORT (source), result, &error))
    {
      pending->is_stored = TRUE;
      if (pending->is_stopped)
        cancel_stored (pending);
      return;
    }
  /* With the same id it is not stored twice, whatever has become of it. */
  if (!pending->is_over && !bg_transport_error_is_transient (error)
      && !g_error_matches (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_OUTCOME_UNKNOWN))
    fail (pending, error);
}

static void
submit (Pending *pending)
{
  BgQueueExecutor *self = pending->executor;
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (tasks, g_object_ref (pending->queued));
  pending->is_asked_for = TRUE;
  g_object_ref (self);
  g_main_context_push_thread_default (self->context);
  bg_transport_submit_async (self->transport, tasks, NULL, submitted_cb, pending_ref (pending));
  g_main_context_pop_thread_default (self->context);
}

static gboolean
dispatch_timer (GSource     *source,
                GSourceFunc  callback,
                gpointer     user_data)
{
  g_source_set_ready_time (source, -1);
  return callback (user_data);
}

static GSourceFuncs timer_funcs = { .dispatch = dispatch_timer };

static void
set_timer (BgQueueExecutor *self)
{
  g_source_set_ready_time (self->timer, g_get_monotonic_time () + self->interval * (gint64) 1000);
}

static gboolean
look_cb (gpointer user_data)
{
  BgQueueExecutor *self = user_data;
  g_autoptr (GList) all = g_hash_table_get_values (self->pending);

  self->interval = MIN (self->interval * 2, MAX (bg_transport_get_poll_interval (self->transport), FIRST_LOOK));
  set_timer (self);
  for (GList *l = all; l != NULL; l = l->next)
    {
      Pending *pending = l->data;

      if (pending->is_asked_for)
        continue;
      if (pending->is_stored)
        look_up (pending);
      else
        submit (pending);
    }
  return G_SOURCE_CONTINUE;
}

/* Something is new: it is looked for soon. */
static void
hurry (BgQueueExecutor *self)
{
  self->interval = FIRST_LOOK;
  if (self->timer == NULL)
    {
      self->timer = g_source_new (&timer_funcs, sizeof (GSource));
      g_source_set_static_name (self->timer, "[taskmgr] tasks in queues");
      g_source_set_callback (self->timer, look_cb, self, NULL);
      g_source_attach (self->timer, self->context);
    }
  set_timer (self);
}

static void
bg_queue_executor_submit (BgExecutor *executor,
                          BgTask     *task)
{
  BgQueueExecutor *self = BG_QUEUE_EXECUTOR (executor);
  g_autoptr (GError) error = NULL;
  Pending *pending;

  if (!BG_IS_QUEUE_TASK (task))
    {
      error = g_error_new_literal (BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                                   _("A queue executor runs tasks for queues only"));
      bg_task_return_error (task, error);
      return;
    }
  if (self->context == NULL)
    self->context = g_main_context_ref (bg_task_get_private (task)->engine->context);
  pending = g_new0 (Pending, 1);
  g_atomic_ref_count_init (&pending->ref_count);
  pending->executor = self;
  pending->task = g_object_ref (task);
  pending->queued = bg_queue_task_make_queued (BG_QUEUE_TASK (task));
  g_hash_table_insert (self->pending, task, pending);
  submit (pending);
  hurry (self);
}

static void
bg_queue_executor_stop (BgExecutor *executor,
                        BgTask     *task)
{
  BgQueueExecutor *self = BG_QUEUE_EXECUTOR (executor);
  Pending *found = g_hash_table_lookup (self->pending, task);
  g_autoptr (Pending) pending = found != NULL ? pending_ref (found) : NULL;

  if (pending == NULL)
    return;
  pending->is_stopped = TRUE;
  forget (pending);
  if (pending->is_stored)
    cancel_stored (pending);
}

static void
bg_queue_executor_executor_init (BgExecutorInterface *iface)
{
  iface->submit = bg_queue_executor_submit;
  iface->stop = bg_queue_executor_stop;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BgQueueExecutor, bg_queue_executor, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BG_TYPE_EXECUTOR, bg_queue_executor_executor_init))

static void
bg_queue_executor_finalize (GObject *object)
{
  BgQueueExecutor *self = BG_QUEUE_EXECUTOR (object);

  clear_source (&self->timer);
  g_hash_table_unref (self->pending);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_object (&self->transport);
  G_OBJECT_CLASS (bg_queue_executor_parent_class)->finalize (object);
}

static void
bg_queue_executor_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  switch ((BgQueueExecutorProperty) prop_id)
    {
    case PROP_TRANSPORT:
      g_value_set_object (value, bg_queue_executor_get_transport (BG_QUEUE_EXECUTOR (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_queue_executor_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  switch ((BgQueueExecutorProperty) prop_id)
    {
    case PROP_TRANSPORT:
      BG_QUEUE_EXECUTOR (object)->transport = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_queue_executor_class_init (BgQueueExecutorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = bg_queue_executor_finalize;
  object_class->get_property = bg_queue_executor_get_property;
  object_class->set_property = bg_queue_executor_set_property;

  /**
   * BgQueueExecutor:transport: (getter get_transport)
   *
   * Where the queues are.
   */
  props[PROP_TRANSPORT] = g_param_spec_object ("transport", NULL, NULL, BG_TYPE_TRANSPORT,
                                               G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
bg_queue_executor_init (BgQueueExecutor *self)
{
  self->pending = g_hash_table_new_full (NULL, NULL, NULL, pending_unref);
}

/**
 * bg_queue_executor_new:
 * @transport: where the queues are
 *
 * Makes an executor that has tasks done by the workers of queues.
 *
 * Returns: (transfer full): a new executor
 */
BgQueueExecutor *
bg_queue_executor_new (BgTransport *transport)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (transport), NULL);

  return g_object_new (BG_TYPE_QUEUE_EXECUTOR, "transport", transport, NULL);
}

/**
 * bg_queue_executor_get_transport: (get-property transport)
 * @self: an executor
 *
 * Gets where the queues are.
 *
 * Returns: (transfer none): the transport
 */
BgTransport *
bg_queue_executor_get_transport (BgQueueExecutor *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_EXECUTOR (self), NULL);

  return self->transport;
}

/**
 * bg_queue_executor_count_running:
 * @self: an executor
 *
 * Counts the tasks that are in their queues, or are worked on.
 *
 * Returns: the number of tasks
 */
guint
bg_queue_executor_count_running (BgQueueExecutor *self)
{
  g_return_val_if_fail (BG_IS_QUEUE_EXECUTOR (self), 0);

  return g_hash_table_size (self->pending);
}
