/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-worker-private.h"

#include "core/bg-error.h"

#include <glib/gi18n-lib.h>

/**
 * BgWorker:
 *
 * Does what the tasks in a queue ask for.
 *
 * A worker has a name, by which tasks and settings call it, and does one task after the other, or several at once. In C
 * it is a function, with [ctor@Worker.new_for_func], or a subclass that overrides [vfunc@Worker.process], which blocks
 * and runs in a thread, or [vfunc@Worker.process_async], which does neither. In Python and in JavaScript it is a
 * subclass with `do_process` or `vfunc_process`.
 *
 * Nobody calls a worker directly. A [class@QueueConsumer] gives it the tasks of a queue as they come,
 * [func@process_queue] those that are there, and a [class@WorkerPool] does so in child processes. A program, or a file
 * in Python or JavaScript, that is to be started as such a child makes its worker and calls [method@Worker.serve].
 *
 * ```python
 * class Greet(Bg.Worker):
 *     def do_process(self, delivery, cancellable):
 *         delivery.set_result(GLib.Variant('s', 'Hello, ' + delivery.get_payload()['name']))
 *         return True
 *
 * Greet(name='greet').serve()
 * ```
 *
 * Threads: [vfunc@Worker.process] runs in any thread, several at a time if the worker is asked for that; the
 * asynchronous functions are called in the context of whoever gives the tasks, and answer there.
 */

typedef enum
{
  PROP_NAME = 1,
} BgWorkerProperty;

typedef enum
{
  SIGNAL_ROOM_CHANGED,
  N_SIGNALS,
} BgWorkerSignal;

typedef struct
{
  char *name;                   /* fixed at construction */
} BgWorkerPrivate;

/* What a caller waits for that blocks. */
typedef struct
{
  gboolean      has_ended;
  GAsyncResult *result;
} Wait;

/* A task on its way to a thread and back. */
typedef struct
{
  GTask    *task;
  gboolean  succeeded;
  GError   *error;
} Processed;

static GParamSpec *props[PROP_NAME + 1];
static guint signals[N_SIGNALS];

G_DEFINE_TYPE_WITH_PRIVATE (BgWorker, bg_worker, G_TYPE_OBJECT)

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Wait *wait = user_data;

  wait->result = g_object_ref (result);
  wait->has_ended = TRUE;
}

/* For those that are asynchronous only. */
static gboolean
wait_for_async (BgWorker      *self,
                BgDelivery    *delivery,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GAsyncResult) result = NULL;
  Wait wait = { FALSE, NULL };

  g_main_context_push_thread_default (context);
  bg_worker_process_async (self, delivery, cancellable, ended_cb, &wait);
  while (!wait.has_ended)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  result = wait.result;
  return bg_worker_process_finish (self, result, error);
}

/* At home, where everything is freed that hangs on it. */
static gboolean
processed_cb (gpointer user_data)
{
  g_autofree Processed *processed = user_data;
  g_autoptr (GTask) task = processed->task;

  if (processed->succeeded)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, processed->error);
  return G_SOURCE_REMOVE;
}

static gpointer
process_thread (gpointer data)
{
  Processed *processed = data;
  GTask *task = processed->task;
  g_autoptr (GSource) source = g_idle_source_new ();

  processed->succeeded = bg_worker_process (g_task_get_source_object (task), g_task_get_task_data (task),
                                            g_task_get_cancellable (task), &processed->error);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "[taskmgr] processed");
  g_source_set_callback (source, processed_cb, processed, NULL);
  g_source_attach (source, g_task_get_context (task));
  return NULL;
}

static void
bg_worker_real_process_async (BgWorker            *self,
                              BgDelivery          *delivery,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Processed *processed = g_new0 (Processed, 1);
  GError *error = NULL;
  GThread *thread;

  g_task_set_source_tag (task, bg_worker_real_process_async);
  g_task_set_name (task, "[taskmgr] process");
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_object_ref (delivery), g_object_unref);
  processed->task = task;
  thread = g_thread_try_new ("bg-process", process_thread, processed, &error);
  if (thread != NULL)
    {
      g_thread_unref (thread);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
  g_free (processed);
}

static gboolean
bg_worker_real_process (BgWorker      *self,
                        BgDelivery    *delivery,
                        GCancellable  *cancellable,
                        GError       **error)
{
  if (BG_WORKER_GET_CLASS (self)->process_async != bg_worker_real_process_async)
    return wait_for_async (self, delivery, cancellable, error);
  g_set_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT, _("The worker “%s” has no function that does anything"),
               bg_worker_get_name (self));
  return FALSE;
}

static gboolean
bg_worker_real_process_finish (BgWorker      *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static guint
bg_worker_real_get_room (BgWorker *self)
{
  return G_MAXUINT;
}

static void
bg_worker_finalize (GObject *object)
{
  BgWorkerPrivate *priv = bg_worker_get_instance_private (BG_WORKER (object));

  g_free (priv->name);
  G_OBJECT_CLASS (bg_worker_parent_class)->finalize (object);
}

static void
bg_worker_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  switch ((BgWorkerProperty) prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, bg_worker_get_name (BG_WORKER (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_worker_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  BgWorkerPrivate *priv = bg_worker_get_instance_private (BG_WORKER (object));

  switch ((BgWorkerProperty) prop_id)
    {
    case PROP_NAME:
      priv->name = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_worker_class_init (BgWorkerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = bg_worker_finalize;
  object_class->get_property = bg_worker_get_property;
  object_class->set_property = bg_worker_set_property;
  klass->process = bg_worker_real_process;
  klass->process_async = bg_worker_real_process_async;
  klass->process_finish = bg_worker_real_process_finish;
  klass->get_room = bg_worker_real_get_room;

  /**
   * BgWorker:name: (getter get_name)
   *
   * The name by which tasks and settings call the worker.
   *
   * Like those of queues it has 2 to 64 lower-case letters, digits and single underscores, with a letter first and no
   * underscore last.
   */
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL,
                                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  /**
   * BgWorker::room-changed:
   * @self: a worker
   *
   * Emitted when the worker may take more tasks than before.
   */
  signals[SIGNAL_ROOM_CHANGED] = g_signal_new ("room-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                               NULL, NULL, G_TYPE_NONE, 0);
}

static void
bg_worker_init (BgWorker *self)
{
}

gboolean
bg_worker_is_async (BgWorker *self)
{
  return BG_WORKER_GET_CLASS (self)->process == bg_worker_real_process;
}

/**
 * bg_worker_get_name: (get-property name)
 * @self: a worker
 *
 * Gets the name by which tasks and settings call the worker.
 *
 * Returns: (transfer none): the name
 */
const char *
bg_worker_get_name (BgWorker *self)
{
  BgWorkerPrivate *priv = bg_worker_get_instance_private (self);

  g_return_val_if_fail (BG_IS_WORKER (self), NULL);

  return priv->name != NULL ? priv->name : "";
}

/**
 * bg_worker_process: (virtual process)
 * @self: a worker
 * @delivery: what there is to do
 * @cancellable: (nullable): triggered when it is to be given up
 * @error: return location for an error
 *
 * Does what one task asks for, and blocks meanwhile, in the thread that calls.
 *
 * The error of a worker that has failed is any; one that was cancelled reports `G_IO_ERROR_CANCELLED`.
 *
 * Returns: `TRUE` on success, `FALSE` if it failed
 */
gboolean
bg_worker_process (BgWorker      *self,
                   BgDelivery    *delivery,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (BG_IS_WORKER (self), FALSE);
  g_return_val_if_fail (BG_IS_DELIVERY (delivery), FALSE);

  if (BG_WORKER_GET_CLASS (self)->process (self, delivery, cancellable, &local_error))
    return TRUE;
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else
    g_set_error_literal (error, BG_ERROR, BG_ERROR_FAILED, _("The worker has failed without saying why"));
  return FALSE;
}

/**
 * bg_worker_process_async: (virtual process_async)
 * @self: a worker
 * @delivery: what there is to do
 * @cancellable: (nullable): triggered when it is to be given up
 * @callback: called when it is done, or has failed
 * @user_data: data for @callback
 *
 * Begins to do what one task asks for.
 */
void
bg_worker_process_async (BgWorker            *self,
                         BgDelivery          *delivery,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (BG_IS_WORKER (self));
  g_return_if_fail (BG_IS_DELIVERY (delivery));

  BG_WORKER_GET_CLASS (self)->process_async (self, delivery, cancellable, callback, user_data);
}

/**
 * bg_worker_process_finish: (virtual process_finish)
 * @self: a worker
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends what [method@Worker.process_async] began.
 *
 * Returns: `TRUE` on success, `FALSE` if it failed
 */
gboolean
bg_worker_process_finish (BgWorker      *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (BG_IS_WORKER (self), FALSE);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), FALSE);

  return BG_WORKER_GET_CLASS (self)->process_finish (self, result, error);
}

/**
 * bg_worker_get_room: (virtual get_room)
 * @self: a worker
 *
 * Gets how many more tasks the worker would take now.
 *
 * Returns: the number of tasks
 */
guint
bg_worker_get_room (BgWorker *self)
{
  g_return_val_if_fail (BG_IS_WORKER (self), 0);

  return BG_WORKER_GET_CLASS (self)->get_room (self);
}

/**
 * bg_worker_room_changed:
 * @self: a worker
 *
 * Tells that the worker may take more tasks than before; for subclasses that override [vfunc@Worker.get_room].
 */
void
bg_worker_room_changed (BgWorker *self)
{
  g_return_if_fail (BG_IS_WORKER (self));

  g_signal_emit (self, signals[SIGNAL_ROOM_CHANGED], 0);
}
