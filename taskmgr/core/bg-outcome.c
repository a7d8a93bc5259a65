/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-outcome-private.h"

#define MAX_TOLD_STEPS 8

/* Takes over the content of the value, which is unset afterwards. */
BgOutcome *
bg_outcome_new_take_value (GValue *value)
{
  BgOutcome *self = g_new0 (BgOutcome, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->value = *value;
  *value = (GValue) G_VALUE_INIT;
  return self;
}

/* Takes the error. */
BgOutcome *
bg_outcome_new_error (GError     *error,
                      guint64     root_id,
                      const char *traceback)
{
  BgOutcome *self = g_new0 (BgOutcome, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->error = error;
  self->root_id = root_id;
  self->traceback = g_strdup (traceback);
  return self;
}

/* What a task gets that was not run because of the upstream's failure. The text tells the way to the root,
 * but not every step of a long way: a chain of a million would have a million long stories. */
BgOutcome *
bg_outcome_new_inherited (BgOutcome  *upstream,
                          const char *reason)
{
  BgOutcome *root = upstream->root != NULL ? upstream->root : upstream;
  BgOutcome *self = bg_outcome_new_error (g_error_copy (root->error), root->root_id, NULL);
  const char *rest = upstream->traceback != NULL ? upstream->traceback : root->error->message;

  self->root = bg_outcome_ref (root);
  self->depth = upstream->depth + 1;
  if (self->depth <= MAX_TOLD_STEPS)
    self->traceback = g_strconcat (reason, "\n", rest, NULL);
  else
    self->traceback = g_strconcat (reason, "\n…\n",
                                   root->traceback != NULL ? root->traceback : root->error->message, NULL);
  return self;
}

BgOutcome *
bg_outcome_ref (BgOutcome *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
bg_outcome_unref (BgOutcome *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);
  g_clear_error (&self->error);
  g_clear_pointer (&self->root, bg_outcome_unref);
  g_free (self->traceback);
  g_free (self->task);
  g_free (self);
}

/* The result if it maps names to values, else NULL. */
GVariant *
bg_outcome_get_mapping (BgOutcome *self)
{
  GVariant *variant;

  if (self == NULL || !G_VALUE_HOLDS_VARIANT (&self->value))
    return NULL;
  variant = g_value_get_variant (&self->value);
  if (variant == NULL || !g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT))
    return NULL;
  return variant;
}

/* Numbers, truth values and plain pointers need nothing freed: they fit into the node, where the neighbour
 * and the function were. Taken by the worker that ran the node, without a lock. */
gboolean
bg_node_take_small_result (BgNode *node,
                           GValue *value)
{
  GType type = G_VALUE_TYPE (value);

  switch (type)
    {
    case G_TYPE_POINTER:
    case G_TYPE_BOOLEAN:
    case G_TYPE_INT:
    case G_TYPE_UINT:
    case G_TYPE_LONG:
    case G_TYPE_ULONG:
    case G_TYPE_INT64:
    case G_TYPE_UINT64:
    case G_TYPE_DOUBLE:
      break;
    default:
      return FALSE;
    }

  node->prev = GSIZE_TO_POINTER (type);
  node->func = value->data[0].v_pointer;
  *value = (GValue) G_VALUE_INIT;
  bg_node_add_flags (node, BG_NODE_FLAG_RESULT);
  return TRUE;
}

void
bg_node_get_small_result (BgNode *node,
                          GValue *value)
{
  value->g_type = GPOINTER_TO_SIZE (node->prev);
  value->data[0].v_pointer = node->func;
}

/* Returns: (transfer full) (nullable): what the node left, in a form that can be shared */
BgOutcome *
bg_node_dup_outcome (BgNode *node)
{
  GValue value = G_VALUE_INIT;

  if (node->cold != NULL && node->cold->outcome != NULL)
    return bg_outcome_ref (node->cold->outcome);
  if (!bg_node_has_flag (node, BG_NODE_FLAG_RESULT))
    return NULL;
  bg_node_get_small_result (node, &value);
  return bg_outcome_new_take_value (&value);
}
