/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-data-item.h"

#include "bg-data-item-private.h"
#include "bg-enum-types.h"

/**
 * BgDataItem:
 *
 * An item of a list together with the data that are retrieved for it.
 *
 * Items are made by a [class@ListModelAdapter], one for each item of its source. The data arrive
 * later: bind to [property@DataItem:object] or [property@DataItem:state], and show something in
 * their place until then.
 *
 * An item whose data were dropped to save memory is empty again. One that was removed from the list
 * stays as it was, except that data on their way do not arrive any more.
 *
 * Items are for the context of the manager only, and notify there.
 *
 * ```c
 * static void
 * show_picture (BgDataItem *item, GObject *picture)
 * {
 *   g_object_bind_property (item, "object", picture, "paintable", G_BINDING_SYNC_CREATE);
 * }
 * ```
 */

struct _BgDataItem
{
  GObject                parent_instance;

  GObject               *item;
  char                  *key;
  BgDataItemState        state;
  BgDataOutcome         *outcome;
  const BgDataItemFuncs *funcs;
  gpointer               owner; /* not owned: it clears this when it goes */
};

typedef enum
{
  PROP_ITEM = 1,
  PROP_KEY,
  PROP_STATE,
  PROP_VALUE,
  PROP_OBJECT,
  PROP_ERROR,
} BgDataItemProperty;

static GParamSpec *properties[PROP_ERROR + 1];

G_DEFINE_FINAL_TYPE (BgDataItem, bg_data_item, G_TYPE_OBJECT)

static void
outcome_clear (gpointer data)
{
  BgDataOutcome *self = data;

  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);
  g_clear_error (&self->error);
}

BgDataOutcome *
bg_data_outcome_new_value (const GValue *value)
{
  BgDataOutcome *self = g_atomic_rc_box_new0 (BgDataOutcome);

  g_value_init (&self->value, G_VALUE_TYPE (value));
  g_value_copy (value, &self->value);
  return self;
}

BgDataOutcome *
bg_data_outcome_new_error (const GError *error)
{
  BgDataOutcome *self = g_atomic_rc_box_new0 (BgDataOutcome);

  self->error = g_error_copy (error);
  return self;
}

void
bg_data_outcome_unref (BgDataOutcome *self)
{
  g_atomic_rc_box_release_full (self, outcome_clear);
}

static void
bg_data_item_finalize (GObject *object)
{
  BgDataItem *self = BG_DATA_ITEM (object);

  if (self->owner != NULL)
    self->funcs->gone (self, self->owner);
  g_clear_object (&self->item);
  g_clear_pointer (&self->outcome, bg_data_outcome_unref);
  g_free (self->key);

  G_OBJECT_CLASS (bg_data_item_parent_class)->finalize (object);
}

static void
bg_data_item_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  BgDataItem *self = BG_DATA_ITEM (object);

  switch ((BgDataItemProperty) prop_id)
    {
    case PROP_ITEM:
      g_value_set_object (value, bg_data_item_get_item (self));
      break;
    case PROP_KEY:
      g_value_set_string (value, bg_data_item_get_key (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, bg_data_item_get_state (self));
      break;
    case PROP_VALUE:
      g_value_set_boxed (value, bg_data_item_get_value (self));
      break;
    case PROP_OBJECT:
      g_value_set_object (value, bg_data_item_get_object (self));
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, bg_data_item_get_error (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_data_item_class_init (BgDataItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = bg_data_item_finalize;
  object_class->get_property = bg_data_item_get_property;

  /**
   * BgDataItem:item: (getter get_item)
   *
   * The item of the source model.
   */
  properties[PROP_ITEM] = g_param_spec_object ("item", NULL, NULL, G_TYPE_OBJECT, flags);

  /**
   * BgDataItem:key: (getter get_key)
   *
   * What is retrieved for the item, if anything.
   */
  properties[PROP_KEY] = g_param_spec_string ("key", NULL, NULL, NULL, flags);

  /**
   * BgDataItem:state: (getter get_state)
   *
   * What is known of the data.
   */
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, BG_TYPE_DATA_ITEM_STATE,
                                              BG_DATA_ITEM_STATE_EMPTY, flags);

  /**
   * BgDataItem:value: (getter get_value)
   *
   * The data, if they are there.
   *
   * From Python, call [method@DataItem.get_value] instead of reading the property.
   */
  properties[PROP_VALUE] = g_param_spec_boxed ("value", NULL, NULL, G_TYPE_VALUE, flags);

  /**
   * BgDataItem:object: (getter get_object)
   *
   * The data, if they are there and an object.
   */
  properties[PROP_OBJECT] = g_param_spec_object ("object", NULL, NULL, G_TYPE_OBJECT, flags);

  /**
   * BgDataItem:error: (getter get_error)
   *
   * Why the data could not be had, if they could not.
   */
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
bg_data_item_init (BgDataItem *self)
{
}

BgDataItem *
bg_data_item_new (gpointer    item,
                  const char *key)
{
  BgDataItem *self = g_object_new (BG_TYPE_DATA_ITEM, NULL);

  self->item = g_object_ref (item);
  self->key = g_strdup (key);
  return self;
}

void
bg_data_item_set_owner (BgDataItem            *self,
                        const BgDataItemFuncs *funcs,
                        gpointer               owner)
{
  self->funcs = funcs;
  self->owner = owner;
}

/**
 * bg_data_item_get_item: (get-property item)
 * @self: an item
 *
 * Gets the item of the source model.
 *
 * Returns: (type GObject.Object) (transfer none): the item of the source model
 */
gpointer
bg_data_item_get_item (BgDataItem *self)
{
  g_return_val_if_fail (BG_IS_DATA_ITEM (self), NULL);

  return self->item;
}

/**
 * bg_data_item_get_key: (get-property key)
 * @self: an item
 *
 * Gets what is retrieved for the item, if anything.
 *
 * Returns: (nullable): the key, or `NULL` if nothing is retrieved
 */
const char *
bg_data_item_get_key (BgDataItem *self)
{
  g_return_val_if_fail (BG_IS_DATA_ITEM (self), NULL);

  return self->key;
}

/**
 * bg_data_item_get_state: (get-property state)
 * @self: an item
 *
 * Gets what is known of the data.
 *
 * Returns: the state
 */
BgDataItemState
bg_data_item_get_state (BgDataItem *self)
{
  g_return_val_if_fail (BG_IS_DATA_ITEM (self), BG_DATA_ITEM_STATE_EMPTY);

  return self->state;
}

/**
 * bg_data_item_get_value: (get-property value)
 * @self: an item
 *
 * Gets the data, if they are there.
 *
 * The value is good until the state changes. If the work returned nothing, it is a `NULL` pointer.
 *
 * Returns: (nullable) (transfer none): the data, or `NULL` if they are not there
 */
const GValue *
bg_data_item_get_value (BgDataItem *self)
{
  g_return_val_if_fail (BG_IS_DATA_ITEM (self), NULL);

  return self->state == BG_DATA_ITEM_STATE_LOADED ? &self->outcome->value : NULL;
}

/**
 * bg_data_item_get_object: (get-property object)
 * @self: an item
 *
 * Gets the data, if they are there and an object.
 *
 * Returns: (type GObject.Object) (nullable) (transfer none): the object, or `NULL` if there is none
 */
gpointer
bg_data_item_get_object (BgDataItem *self)
{
  const GValue *value;

  g_return_val_if_fail (BG_IS_DATA_ITEM (self), NULL);

  value = bg_data_item_get_value (self);
  return value != NULL && G_VALUE_HOLDS_OBJECT (value) ? g_value_get_object (value) : NULL;
}

/**
 * bg_data_item_get_error: (get-property error)
 * @self: an item
 *
 * Gets why the data could not be had, if they could not.
 *
 * Returns: (nullable) (transfer none): the error, or `NULL` if there was none
 */
const GError *
bg_data_item_get_error (BgDataItem *self)
{
  g_return_val_if_fail (BG_IS_DATA_ITEM (self), NULL);

  return self->state == BG_DATA_ITEM_STATE_FAILED ? self->outcome->error : NULL;
}

/**
 * bg_data_item_retry:
 * @self: an item
 *
 * Asks for the data of an item that has none, be it because they could not be had before.
 *
 * It is asked for as urgently as if it were visible. Nothing happens if the data are there or on
 * their way, if there is nothing to retrieve, or if the item was removed from the list.
 */
void
bg_data_item_retry (BgDataItem *self)
{
  g_return_if_fail (BG_IS_DATA_ITEM (self));

  if (self->owner != NULL)
    self->funcs->retry (self, self->owner);
}

/* Notifies of what is different after it, while it still keeps what was before. */
void
bg_data_item_set_state (BgDataItem      *self,
                        BgDataItemState  state,
                        BgDataOutcome   *outcome)
{
  GObject *object = G_OBJECT (self);
  BgDataOutcome *old_outcome = self->outcome;
  BgDataItemState old_state = self->state;
  const GValue *old_value = bg_data_item_get_value (self);
  gpointer old_object = bg_data_item_get_object (self);
  const GError *old_error = bg_data_item_get_error (self);

  self->state = state;
  self->outcome = outcome != NULL ? g_atomic_rc_box_acquire (outcome) : NULL;

  g_object_freeze_notify (object);
  if (bg_data_item_get_state (self) != old_state)
    g_object_notify_by_pspec (object, properties[PROP_STATE]);
  if (bg_data_item_get_value (self) != old_value)
    g_object_notify_by_pspec (object, properties[PROP_VALUE]);
  if (bg_data_item_get_object (self) != old_object)
    g_object_notify_by_pspec (object, properties[PROP_OBJECT]);
  if (bg_data_item_get_error (self) != old_error)
    g_object_notify_by_pspec (object, properties[PROP_ERROR]);
  g_object_thaw_notify (object);
  g_clear_pointer (&old_outcome, bg_data_outcome_unref);
}
