/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-error-private.h"
#include "bg-task-private.h"

#include <glib/gi18n-lib.h>

/* How a task reports its outcome. The first one counts. */

/* A report that comes late, from an attempt that has ended, is not that of the next one. */
static gboolean
is_running (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);

  return priv->id == 0 || g_atomic_int_get (&priv->state) == BG_TASK_STATE_RUNNING;
}

/* Takes the outcome; the first one counts. */
static void
report (BgTask    *self,
        BgOutcome *outcome)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  gboolean runs, first, ends;

  g_mutex_lock (&priv->lock);
  runs = is_running (self);
  first = runs && !priv->reported;
  ends = first && priv->body_returned;
  priv->reported |= first;
  if (first && !ends)
    priv->outcome = g_steal_pointer (&outcome);
  else if (!first)
    bg_task_keep_late (self, g_steal_pointer (&outcome));
  g_mutex_unlock (&priv->lock);

  if (ends)
    {
      bg_engine_finish_held (priv->engine, priv->id, outcome);
      return;
    }
  if (!first && runs)
    g_message ("Task %" G_GUINT64_FORMAT " “%s” has reported its outcome already; another one is ignored",
               priv->id, priv->name != NULL ? priv->name : "");
}

static gboolean
is_keepable (const GValue *value)
{
  /* A raw pointer that the collector does not know of. */
  return strcmp (G_VALUE_TYPE_NAME (value), "JSObject") != 0;
}

/**
 * bg_task_return_value:
 * @self: a task whose body runs, or that is held
 * @value: the result, which is copied
 *
 * Reports that the task has completed, with a result.
 *
 * The first outcome that is reported counts; others are ignored.
 */
void
bg_task_return_value (BgTask       *self,
                      const GValue *value)
{
  GValue copy = G_VALUE_INIT;

  g_return_if_fail (BG_IS_TASK (self));

  if (value == NULL || !G_IS_VALUE (value))
    {
      report (self, NULL);
      return;
    }
  if (!is_keepable (value))
    {
      g_autoptr (GError) error = NULL;

      error = g_error_new_literal (BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                                   _("A JavaScript object cannot be kept as a result; return a number, a string, "
                                     "a GLib.Variant or a GObject, or keep it on the task"));
      bg_task_return_error (self, error);
      return;
    }
  g_value_init (&copy, G_VALUE_TYPE (value));
  g_value_copy (value, &copy);
  report (self, bg_outcome_new_take_value (&copy));
}

/**
 * bg_task_return_pointer: (skip)
 * @self: a task whose body runs, or that is held
 * @pointer: the result
 *
 * Reports that the task has completed, with a pointer that is nobody's to free.
 */
void
bg_task_return_pointer (BgTask   *self,
                        gpointer  pointer)
{
  GValue value = G_VALUE_INIT;

  g_return_if_fail (BG_IS_TASK (self));

  g_value_init (&value, G_TYPE_POINTER);
  g_value_set_pointer (&value, pointer);
  report (self, bg_outcome_new_take_value (&value));
}

/**
 * bg_task_return_object: (skip)
 * @self: a task whose body runs, or that is held
 * @object: (type GObject.Object) (nullable): the result, which is referenced
 *
 * Reports that the task has completed, with an object.
 */
void
bg_task_return_object (BgTask   *self,
                       gpointer  object)
{
  GValue value = G_VALUE_INIT;

  g_return_if_fail (BG_IS_TASK (self));
  g_return_if_fail (object == NULL || G_IS_OBJECT (object));

  g_value_init (&value, object != NULL ? G_OBJECT_TYPE (object) : G_TYPE_OBJECT);
  g_value_set_object (&value, object);
  report (self, bg_outcome_new_take_value (&value));
}

/**
 * bg_task_return_boolean: (skip)
 * @self: a task whose body runs, or that is held
 * @value: the result
 *
 * Reports that the task has completed, with a truth value.
 */
void
bg_task_return_boolean (BgTask   *self,
                        gboolean  value)
{
  GValue result = G_VALUE_INIT;

  g_return_if_fail (BG_IS_TASK (self));

  g_value_init (&result, G_TYPE_BOOLEAN);
  g_value_set_boolean (&result, value);
  report (self, bg_outcome_new_take_value (&result));
}

/**
 * bg_task_return_int: (skip)
 * @self: a task whose body runs, or that is held
 * @value: the result
 *
 * Reports that the task has completed, with a number.
 */
void
bg_task_return_int (BgTask *self,
                    int     value)
{
  GValue result = G_VALUE_INIT;

  g_return_if_fail (BG_IS_TASK (self));

  g_value_init (&result, G_TYPE_INT);
  g_value_set_int (&result, value);
  report (self, bg_outcome_new_take_value (&result));
}

/**
 * bg_task_return_int64: (skip)
 * @self: a task whose body runs, or that is held
 * @value: the result
 *
 * Reports that the task has completed, with a large number.
 */
void
bg_task_return_int64 (BgTask *self,
                      gint64  value)
{
  GValue result = G_VALUE_INIT;

  g_return_if_fail (BG_IS_TASK (self));

  g_value_init (&result, G_TYPE_INT64);
  g_value_set_int64 (&result, value);
  report (self, bg_outcome_new_take_value (&result));
}

/**
 * bg_task_return_double: (skip)
 * @self: a task whose body runs, or that is held
 * @value: the result
 *
 * Reports that the task has completed, with a fraction.
 */
void
bg_task_return_double (BgTask *self,
                       double  value)
{
  GValue result = G_VALUE_INIT;

  g_return_if_fail (BG_IS_TASK (self));

  g_value_init (&result, G_TYPE_DOUBLE);
  g_value_set_double (&result, value);
  report (self, bg_outcome_new_take_value (&result));
}

/**
 * bg_task_return_string: (skip)
 * @self: a task whose body runs, or that is held
 * @value: (nullable): the result, which is copied
 *
 * Reports that the task has completed, with a string.
 */
void
bg_task_return_string (BgTask     *self,
                       const char *value)
{
  GValue result = G_VALUE_INIT;

  g_return_if_fail (BG_IS_TASK (self));

  g_value_init (&result, G_TYPE_STRING);
  g_value_set_string (&result, value);
  report (self, bg_outcome_new_take_value (&result));
}

/**
 * bg_task_return_variant: (skip)
 * @self: a task whose body runs, or that is held
 * @value: (nullable): the result; a floating reference is taken
 *
 * Reports that the task has completed, with a variant. One of type `a{sv}` is a mapping, which becomes part
 * of the arguments of the tasks that wait for this one.
 */
void
bg_task_return_variant (BgTask   *self,
                        GVariant *value)
{
  GValue result = G_VALUE_INIT;

  g_return_if_fail (BG_IS_TASK (self));

  g_value_init (&result, G_TYPE_VARIANT);
  g_value_set_variant (&result, value);
  report (self, bg_outcome_new_take_value (&result));
}

/**
 * bg_task_return_error:
 * @self: a task whose body runs, or that is held
 * @error: why it failed, which is copied
 *
 * Reports that the task has failed.
 */
void
bg_task_return_error (BgTask       *self,
                      const GError *error)
{
  bg_task_return_failure (self, error, NULL);
}

/**
 * bg_task_return_failure:
 * @self: a task whose body runs, or that is held
 * @error: (nullable): why it failed, which is copied
 * @traceback: (nullable): where it failed, for people to read
 *
 * Reports that the task has failed, and where. This is for bindings, whose exceptions know.
 */
void
bg_task_return_failure (BgTask       *self,
                        const GError *error,
                        const char   *traceback)
{
  GError *copy;

  g_return_if_fail (BG_IS_TASK (self));

  copy = bg_error_explain (error != NULL ? g_error_copy (error) : NULL);
  report (self, bg_outcome_new_error (copy, bg_task_get_id (self), traceback));
}
