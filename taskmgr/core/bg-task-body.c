/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-private.h"

#include <glib/gi18n-lib.h>

/* What a body can ask for and report, from any thread. */

/* The default of the run virtual function. */
gboolean
bg_task_call_func (BgTask        *self,
                   GCancellable  *cancellable,
                   GError       **error)
{
  BgTaskPrivate *priv = bg_task_get_private (self);

  if (priv->func == NULL)
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                           _("The task has no body: make it with a function, or implement run or start"));
      return FALSE;
    }
  return priv->func (self, cancellable, priv->user_data, error);
}

static void
free_value (gpointer data)
{
  g_value_unset (data);
  g_free (data);
}

static GValue *
copy_value (const GValue *value)
{
  GValue *copy = g_new0 (GValue, 1);

  g_value_init (copy, G_VALUE_TYPE (value));
  g_value_copy (value, copy);
  return copy;
}

/**
 * bg_task_set_argument:
 * @self: a task that was not added yet
 * @name: the name
 * @value: the value, which is copied
 *
 * Gives the task a named argument.
 */
void
bg_task_set_argument (BgTask       *self,
                      const char   *name,
                      const GValue *value)
{
  g_return_if_fail (BG_IS_TASK (self));
  g_return_if_fail (bg_task_get_id (self) == 0);
  g_return_if_fail (name != NULL);
  g_return_if_fail (G_IS_VALUE (value));

  g_hash_table_insert (bg_task_ensure_extra (self)->arguments, g_strdup (name), copy_value (value));
}

/* What goes back into a mapping as the same value; everything else stays a variant, so that nothing is lost. */
void
bg_task_unpack_variant (GVariant *variant,
                        GValue   *value)
{
  const char *type = g_variant_get_type_string (variant);

  if (g_str_equal (type, "as") || (type[1] == '\0' && strchr ("biuxtds", type[0]) != NULL))
    {
      g_dbus_gvariant_to_gvalue (variant, value);
      return;
    }
  g_value_init (value, G_TYPE_VARIANT);
  g_value_set_variant (value, variant);
}

static GValue *
unpack_variant (GVariant *variant)
{
  GValue *value = g_new0 (GValue, 1);

  bg_task_unpack_variant (variant, value);
  return value;
}

static void
overlay (GHashTable *table,
         GVariant   *mapping)
{
  GVariantIter iter;
  const char *name;
  GVariant *variant;

  g_variant_iter_init (&iter, mapping);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &variant))
    {
      g_hash_table_insert (table, g_strdup (name), unpack_variant (variant));
      g_variant_unref (variant);
    }
}

/* What the upstreams have left, in declared order. The task keeps it once it was asked for: the node may go
 * while whoever asked still looks. */
static GArray *
get_inputs (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  GArray *inputs = g_array_new (FALSE, FALSE, sizeof (BgTaskInput));
  BgNode *node;

  if (priv->engine == NULL)
    return inputs;

  bg_engine_lock (priv->engine);
  node = bg_node_store_lookup (priv->engine->nodes, priv->id);
  for (guint i = 0; node != NULL && node->cold != NULL && i < node->cold->n_up; i++)
    {
      BgOutcome *outcome = node->cold->up[i].outcome;
      BgTaskInput input = { node->cold->up[i].up_id, outcome != NULL ? bg_outcome_ref (outcome) : NULL };

      g_array_append_val (inputs, input);
    }
  bg_engine_unlock (priv->engine);
  return inputs;
}

static BgTaskExtra *
ensure_extra (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  BgTaskExtra *extra;

  g_mutex_lock (&priv->lock);
  extra = bg_task_ensure_extra (self);
  g_mutex_unlock (&priv->lock);
  return extra;
}

static GArray *
ensure_inputs (BgTask *self)
{
  BgTaskExtra *extra = ensure_extra (self);
  GArray *inputs;

  if (g_atomic_pointer_get (&extra->inputs) != NULL)
    return extra->inputs;
  inputs = get_inputs (self);
  if (!g_atomic_pointer_compare_and_exchange (&extra->inputs, NULL, inputs))
    bg_engine_discard (bg_task_get_private (self)->engine, bg_task_free_inputs, inputs);
  return extra->inputs;
}

/* Its own arguments, overlaid by what the upstreams returned. */
static GHashTable *
merge_arguments (BgTask *self)
{
  GHashTable *merged = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_value);
  GArray *inputs = ensure_inputs (self);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, bg_task_get_extra (self)->arguments);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (merged, g_strdup (name), copy_value (value));
  for (guint i = 0; i < inputs->len; i++)
    {
      GVariant *mapping = bg_outcome_get_mapping (g_array_index (inputs, BgTaskInput, i).outcome);

      if (mapping != NULL)
        overlay (merged, mapping);
    }
  return merged;
}

static GHashTable *
ensure_merged (BgTask *self)
{
  BgTaskExtra *extra = ensure_extra (self);
  g_autoptr (GHashTable) merged = NULL;

  if (g_atomic_pointer_get (&extra->merged) != NULL)
    return extra->merged;

  merged = merge_arguments (self);
  if (g_atomic_pointer_compare_and_exchange (&extra->merged, NULL, merged))
    g_steal_pointer (&merged);
  return extra->merged;
}

/**
 * bg_task_get_argument:
 * @self: a task
 * @name: the name
 *
 * Gets a named argument.
 *
 * Inside the body these are the task's own arguments, overlaid by the mappings that its upstreams returned
 * in the order in which those were declared; the later declared wins. Before that, they are its own.
 *
 * Returns: (transfer none) (nullable): the value, or `NULL` if there is none of that name
 */
const GValue *
bg_task_get_argument (BgTask     *self,
                      const char *name)
{
  BgTaskExtra *extra;

  g_return_val_if_fail (BG_IS_TASK (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  if (bg_task_get_state (self) >= BG_TASK_STATE_RUNNING)
    return g_hash_table_lookup (ensure_merged (self), name);
  extra = bg_task_get_extra (self);
  return extra != NULL ? g_hash_table_lookup (extra->arguments, name) : NULL;
}

static const GVariantType *
get_variant_type (GType type)
{
  switch (type)
    {
    case G_TYPE_BOOLEAN:
      return G_VARIANT_TYPE_BOOLEAN;
    case G_TYPE_INT:
      return G_VARIANT_TYPE_INT32;
    case G_TYPE_UINT:
      return G_VARIANT_TYPE_UINT32;
    case G_TYPE_INT64:
    case G_TYPE_LONG:
      return G_VARIANT_TYPE_INT64;
    case G_TYPE_UINT64:
    case G_TYPE_ULONG:
      return G_VARIANT_TYPE_UINT64;
    case G_TYPE_DOUBLE:
    case G_TYPE_FLOAT:
      return G_VARIANT_TYPE_DOUBLE;
    case G_TYPE_STRING:
      return G_VARIANT_TYPE_STRING;
    default:
      return NULL;
    }
}

/* Returns: (transfer full) (nullable) */
static GVariant *
pack_value (const GValue *value)
{
  GType type = G_VALUE_TYPE (value);
  g_auto (GValue) wide = G_VALUE_INIT;

  if (type == G_TYPE_VARIANT)
    return g_value_dup_variant (value);
  if (type == G_TYPE_STRV)
    return g_variant_ref_sink (g_variant_new_strv (g_value_get_boxed (value), -1));
  if (get_variant_type (type) == NULL || (type == G_TYPE_STRING && g_value_get_string (value) == NULL))
    return NULL;

  /* GVariant knows neither long nor float. */
  g_value_init (&wide, type == G_TYPE_LONG ? G_TYPE_INT64 : type == G_TYPE_ULONG ? G_TYPE_UINT64
                       : type == G_TYPE_FLOAT ? G_TYPE_DOUBLE : type);
  g_value_transform (value, &wide);
  return g_dbus_gvalue_to_gvariant (&wide, get_variant_type (type));
}

/* Returns: (transfer full) (nullable): the arguments as a mapping, or NULL if one cannot be part of it */
GVariant *
bg_task_merge (BgTask  *self,
               GError **error)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, ensure_merged (self));
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_autoptr (GVariant) variant = pack_value (value);

      if (variant == NULL)
        {
          g_set_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                       _("The argument “%s” is a %s, which cannot be passed through in a mapping"),
                       (const char *) name, G_VALUE_TYPE_NAME (value));
          return NULL;
        }
      g_variant_dict_insert_value (&dict, name, variant);
    }
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

/**
 * bg_task_dup_arguments:
 * @self: a task
 *
 * Gets all arguments that can be part of a [struct@GLib.Variant], as [method@Task.get_argument] sees them.
 *
 * Returns: (transfer full): a mapping of type `a{sv}`
 */
GVariant *
bg_task_dup_arguments (BgTask *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  GHashTableIter iter;
  gpointer name, value;

  g_return_val_if_fail (BG_IS_TASK (self), NULL);

  g_hash_table_iter_init (&iter, bg_task_get_state (self) >= BG_TASK_STATE_RUNNING
                                   ? ensure_merged (self)
                                   : ensure_extra (self)->arguments);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_autoptr (GVariant) variant = pack_value (value);

      if (variant != NULL)
        g_variant_dict_insert_value (&dict, name, variant);
    }
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

/**
 * bg_task_get_upstream_result:
 * @self: a task whose body runs
 * @upstream_id: the id of one of its upstreams
 *
 * Gets what an upstream returned.
 *
 * Returns: (transfer none) (nullable): the value, which lives as long as the task does, or `NULL` if there
 *   is none
 */
const GValue *
bg_task_get_upstream_result (BgTask  *self,
                             guint64  upstream_id)
{
  GArray *inputs;

  g_return_val_if_fail (BG_IS_TASK (self), NULL);

  if (bg_task_get_state (self) < BG_TASK_STATE_RUNNING)
    return NULL;
  inputs = ensure_inputs (self);
  for (guint i = 0; i < inputs->len; i++)
    {
      const BgTaskInput *input = &g_array_index (inputs, BgTaskInput, i);

      if (input->upstream_id == upstream_id && input->outcome != NULL && G_IS_VALUE (&input->outcome->value))
        return &input->outcome->value;
    }
  return NULL;
}

/**
 * bg_task_get_upstream_ids:
 * @self: a task
 * @n_ids: (out): return location for how many there are
 *
 * Gets the ids of the tasks that the task waits for, as they were declared.
 *
 * Returns: (transfer none) (array length=n_ids) (nullable): the ids
 */
const guint64 *
bg_task_get_upstream_ids (BgTask *self,
                          gsize  *n_ids)
{
  BgTaskExtra *extra;

  g_return_val_if_fail (BG_IS_TASK (self), NULL);
  g_return_val_if_fail (n_ids != NULL, NULL);

  extra = bg_task_get_extra (self);
  *n_ids = extra != NULL ? extra->upstream_ids->len : 0;
  return *n_ids > 0 ? (const guint64 *) (gpointer) extra->upstream_ids->data : NULL;
}

/**
 * bg_task_get_cancellable:
 * @self: a task that runs
 *
 * Gets what is triggered when the task is stopped. It stays the same for as long as the body runs or the task
 * is held.
 *
 * Returns: (transfer none) (nullable): the cancellable, or `NULL` if the task does not run
 */
GCancellable *
bg_task_get_cancellable (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  GCancellable *cancellable;

  g_return_val_if_fail (BG_IS_TASK (self), NULL);

  g_mutex_lock (&priv->lock);
  cancellable = priv->cancellable;
  g_mutex_unlock (&priv->lock);
  return cancellable;
}

/**
 * bg_task_hold:
 * @self: a task whose body runs
 *
 * Has the task go on after its body has returned, until the outcome is reported.
 *
 * The thread is free for another task meanwhile. A task that is held and never reports runs until it is
 * stopped or its [property@Task:deadline] passes. The manager keeps the task alive for as long.
 */
void
bg_task_hold (BgTask *self)
{
  BgTaskPrivate *priv = bg_task_get_private (self);

  g_return_if_fail (BG_IS_TASK (self));

  g_mutex_lock (&priv->lock);
  priv->held = TRUE;
  g_mutex_unlock (&priv->lock);
}

/**
 * bg_task_report_progress:
 * @self: a task whose body runs
 * @fraction: how much is done, from 0 to 1
 * @text: (nullable): what is being done, for people to read
 *
 * Reports how far the work is.
 *
 * This is cheap and may be done as often as you like: the properties [property@Task:fraction] and
 * [property@Task:text] are notified at most once a turn of the main loop, with the latest report.
 */
void
bg_task_report_progress (BgTask     *self,
                         double      fraction,
                         const char *text)
{
  BgTaskPrivate *priv = bg_task_get_private (self);
  gboolean wakes = FALSE;

  g_return_if_fail (BG_IS_TASK (self));

  /* Under the lock, so that nothing is noted of a task that was stopped or has ended. */
  g_mutex_lock (&priv->lock);
  if (!priv->settled && !bg_task_is_ended (self))
    {
      BgTaskExtra *extra = bg_task_ensure_extra (self);

      extra->fraction = CLAMP (fraction, 0, 1);
      if (g_strcmp0 (extra->text, text) != 0)
        {
          g_free (extra->text);
          extra->text = g_strdup (text);
        }
      wakes = bg_task_get_id (self) != 0 && bg_task_note_change (self, BG_TASK_CHANGE_PROGRESS);
    }
  g_mutex_unlock (&priv->lock);
  if (wakes)
    bg_engine_wake_home (priv->engine);
}
