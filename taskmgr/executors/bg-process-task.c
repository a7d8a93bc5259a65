/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-process-task-private.h"

#include "core/bg-task-private.h"

#include <glib/gi18n-lib.h>

/**
 * BgProcessTask:
 *
 * Has a worker in a child process do something.
 *
 * The task names a worker that was registered with its [class@ProcessExecutor], and gives it arguments, a mapping.
 * They are overlaid by the arguments that the task has as any other, and by the mappings that its upstreams have
 * returned; what is no text, number, `GVariant` or the like cannot be sent and is left out. The result is what the
 * worker returns: plain values as such, everything else as a `GVariant`. Its progress is the progress of the task, and
 * its error, with a traceback where the worker has one, the error of the task.
 *
 * Whatever happens to the child process, the task ends: a child that exits, crashes or says something that is no
 * message is a failure in the domain `BG_PROCESS_ERROR`.
 *
 * ```c
 * g_autoptr (BgProcessExecutor) executor = bg_process_executor_new (4);
 * g_autoptr (BgTask) resize = bg_process_task_new ("resize", g_variant_new_parsed ("{'width': <640>}"));
 * const char *argv[] = { "photo-worker", NULL };
 *
 * bg_process_executor_register (executor, "resize", argv);
 * bg_task_set_executor (resize, BG_EXECUTOR (executor));
 * bg_task_manager_add (manager, resize, NULL);
 * ```
 *
 * A binding or a program that wants to send and get something else derives from it.
 *
 * Threads: setters are for whoever made the task, before it is added. Getters are safe from any thread.
 */

typedef enum
{
  PROP_WORKER = 1,
  PROP_ARGUMENTS,
} BgProcessTaskProperty;

typedef struct
{
  char     *worker;
  GVariant *arguments;          /* home context, once it was added */
} BgProcessTaskPrivate;

static GParamSpec *props[PROP_ARGUMENTS + 1];

G_DEFINE_TYPE_WITH_PRIVATE (BgProcessTask, bg_process_task, BG_TYPE_TASK)

static gboolean
bg_process_task_run (BgTask        *task,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                       _("A task for a worker needs the process executor that knows the worker"));
  return FALSE;
}

static gboolean
bg_process_task_real_prepare (BgProcessTask *self)
{
  return TRUE;
}

/* So that it does not matter where a task has run. */
static void
bg_process_task_real_take_result (BgProcessTask *self,
                                  GVariant      *result)
{
  GValue value = G_VALUE_INIT;

  if (result == NULL)
    {
      bg_task_return_value (BG_TASK (self), NULL);
      return;
    }
  bg_task_unpack_variant (result, &value);
  bg_task_return_value (BG_TASK (self), &value);
  g_value_unset (&value);
}

static void
bg_process_task_real_take_failure (BgProcessTask *self,
                                   const GError  *error,
                                   const char    *traceback,
                                   GVariant      *details)
{
  bg_task_return_failure (BG_TASK (self), error, traceback);
}

static void
bg_process_task_finalize (GObject *object)
{
  BgProcessTaskPrivate *priv = bg_process_task_get_instance_private (BG_PROCESS_TASK (object));

  g_free (priv->worker);
  g_clear_pointer (&priv->arguments, g_variant_unref);
  G_OBJECT_CLASS (bg_process_task_parent_class)->finalize (object);
}

static void
bg_process_task_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  BgProcessTask *self = BG_PROCESS_TASK (object);

  switch ((BgProcessTaskProperty) prop_id)
    {
    case PROP_WORKER:
      g_value_set_string (value, bg_process_task_get_worker (self));
      break;
    case PROP_ARGUMENTS:
      g_value_set_variant (value, bg_process_task_get_arguments (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_process_task_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  BgProcessTask *self = BG_PROCESS_TASK (object);
  BgProcessTaskPrivate *priv = bg_process_task_get_instance_private (self);

  switch ((BgProcessTaskProperty) prop_id)
    {
    case PROP_WORKER:
      priv->worker = g_value_dup_string (value);
      break;
    case PROP_ARGUMENTS:
      bg_process_task_set_arguments (self, g_value_get_variant (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_process_task_class_init (BgProcessTaskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = bg_process_task_finalize;
  object_class->get_property = bg_process_task_get_property;
  object_class->set_property = bg_process_task_set_property;
  BG_TASK_CLASS (klass)->run = bg_process_task_run;
  klass->prepare = bg_process_task_real_prepare;
  klass->take_result = bg_process_task_real_take_result;
  klass->take_failure = bg_process_task_real_take_failure;

  /**
   * BgProcessTask:worker: (getter get_worker)
   *
   * The name of the worker.
   */
  props[PROP_WORKER] = g_param_spec_string ("worker", NULL, NULL, NULL,
                                            G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * BgProcessTask:arguments: (getter get_arguments) (setter set_arguments)
   *
   * What the worker is given, a mapping.
   */
  props[PROP_ARGUMENTS] = g_param_spec_variant ("arguments", NULL, NULL, G_VARIANT_TYPE_VARDICT, NULL,
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
bg_process_task_init (BgProcessTask *self)
{
}

/* All that is sent, as a new reference; NULL if the task has reported instead. */
GVariant *
bg_process_task_pack (BgProcessTask *self)
{
  BgProcessTaskPrivate *priv = bg_process_task_get_instance_private (self);
  g_autoptr (GVariant) named = NULL;
  GVariantDict dict;
  GVariantIter iter;
  const char *name;
  GVariant *value;

  if (!BG_PROCESS_TASK_GET_CLASS (self)->prepare (self))
    return NULL;
  named = bg_task_dup_arguments (BG_TASK (self));
  g_variant_dict_init (&dict, priv->arguments);
  g_variant_iter_init (&iter, named);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      g_variant_dict_insert_value (&dict, name, value);
      g_variant_unref (value);
    }
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

/* The body of a frame. */
void
bg_process_task_take_result (BgProcessTask *self,
                             GVariant      *body)
{
  g_autoptr (GVariant) maybe = g_variant_get_child_value (body, 1);
  g_autoptr (GVariant) boxed = g_variant_get_maybe (maybe);
  g_autoptr (GVariant) result = boxed != NULL ? g_variant_get_variant (boxed) : NULL;

  BG_PROCESS_TASK_GET_CLASS (self)->take_result (self, result);
}

/* Likewise. */
void
bg_process_task_take_failure (BgProcessTask *self,
                              GVariant      *body)
{
  const char *domain, *message, *traceback;
  g_autoptr (GVariant) details = NULL;
  g_autoptr (GError) error = NULL;
  int code;

  g_variant_get (body, "(t&sim&sm&s@a{sv})", NULL, &domain, &code, &message, &traceback, &details);
  error = g_error_new_literal (g_quark_from_string (domain[0] != '\0' ? domain : "bg-error-quark"), code,
                               message != NULL && message[0] != '\0' ? message : _("The worker has failed"));
  BG_PROCESS_TASK_GET_CLASS (self)->take_failure (self, error, traceback, details);
}

/**
 * bg_process_task_new:
 * @worker: the name of the worker
 * @arguments: (nullable): what it is given, a mapping; a floating reference is taken
 *
 * Makes a task that has a worker in a child process do something.
 *
 * Returns: (transfer full): a new task
 */
BgTask *
bg_process_task_new (const char *worker,
                     GVariant   *arguments)
{
  g_return_val_if_fail (worker != NULL, NULL);

  return g_object_new (BG_TYPE_PROCESS_TASK, "worker", worker, "arguments", arguments, NULL);
}

/**
 * bg_process_task_get_worker:
 * @self: a task that runs in a child process
 *
 * Gets the name of the worker.
 *
 * Returns: (transfer none) (nullable): the name
 */
const char *
bg_process_task_get_worker (BgProcessTask *self)
{
  BgProcessTaskPrivate *priv = bg_process_task_get_instance_private (self);

  g_return_val_if_fail (BG_IS_PROCESS_TASK (self), NULL);

  return priv->worker;
}

/**
 * bg_process_task_get_arguments:
 * @self: a task that runs in a child process
 *
 * Gets what the worker is given, beside the arguments that the task has as any other.
 *
 * Returns: (transfer none) (nullable): the mapping
 */
GVariant *
bg_process_task_get_arguments (BgProcessTask *self)
{
  BgProcessTaskPrivate *priv = bg_process_task_get_instance_private (self);

  g_return_val_if_fail (BG_IS_PROCESS_TASK (self), NULL);

  return priv->arguments;
}

/**
 * bg_process_task_set_arguments:
 * @self: a task that was not added yet, or is being prepared
 * @arguments: (nullable): the mapping; a floating reference is taken
 *
 * Sets what the worker is given, beside the arguments that the task has as any other.
 */
void
bg_process_task_set_arguments (BgProcessTask *self,
                               GVariant      *arguments)
{
  BgProcessTaskPrivate *priv = bg_process_task_get_instance_private (self);

  g_return_if_fail (BG_IS_PROCESS_TASK (self));
  g_return_if_fail (arguments == NULL || g_variant_is_of_type (arguments, G_VARIANT_TYPE_VARDICT));

  if (priv->arguments == arguments)
    return;
  g_clear_pointer (&priv->arguments, g_variant_unref);
  priv->arguments = arguments != NULL ? g_variant_ref_sink (arguments) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ARGUMENTS]);
}
