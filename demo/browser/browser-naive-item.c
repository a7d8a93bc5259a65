/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-naive-item.h"

/*
 * A photo and its thumbnail, for the naive way of loading. It looks like a BgDataItem to the grid.
 */
struct _BrowserNaiveItem
{
  GObject parent_instance;

  BrowserPhoto *photo;
  GdkTexture *texture;
  GError *error;
  BgDataItemState state;
};

typedef enum
{
  PROP_STATE = 1,
} BrowserNaiveItemProperty;

static GParamSpec *properties[PROP_STATE + 1];

G_DEFINE_FINAL_TYPE (BrowserNaiveItem, browser_naive_item, G_TYPE_OBJECT)

static void
browser_naive_item_get_property (GObject    *object,
                                 guint       property_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  switch ((BrowserNaiveItemProperty) property_id)
    {
    case PROP_STATE:
      g_value_set_int (value, (int) browser_naive_item_get_state (BROWSER_NAIVE_ITEM (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
browser_naive_item_finalize (GObject *object)
{
  BrowserNaiveItem *self = BROWSER_NAIVE_ITEM (object);

  g_clear_object (&self->photo);
  g_clear_object (&self->texture);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (browser_naive_item_parent_class)->finalize (object);
}

static void
browser_naive_item_class_init (BrowserNaiveItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = browser_naive_item_get_property;
  object_class->finalize = browser_naive_item_finalize;

  properties[PROP_STATE] =
    g_param_spec_int ("state", NULL, NULL,
                      BG_DATA_ITEM_STATE_EMPTY, BG_DATA_ITEM_STATE_FAILED,
                      BG_DATA_ITEM_STATE_EMPTY,
                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
browser_naive_item_init (BrowserNaiveItem *self)
{
  self->state = BG_DATA_ITEM_STATE_LOADING;
}

BrowserNaiveItem *
browser_naive_item_new (BrowserPhoto *photo)
{
  BrowserNaiveItem *self = g_object_new (BROWSER_TYPE_NAIVE_ITEM, NULL);

  self->photo = g_object_ref (photo);

  return self;
}

BrowserPhoto *
browser_naive_item_get_photo (BrowserNaiveItem *self)
{
  return self->photo;
}

GdkTexture *
browser_naive_item_get_texture (BrowserNaiveItem *self)
{
  return self->texture;
}

const GError *
browser_naive_item_get_error (BrowserNaiveItem *self)
{
  return self->error;
}

BgDataItemState
browser_naive_item_get_state (BrowserNaiveItem *self)
{
  return self->state;
}

/* Takes what came of loading: a texture, or an error. */
void
browser_naive_item_finish (BrowserNaiveItem *self,
                           GdkTexture       *texture,
                           const GError     *error)
{
  g_set_object (&self->texture, texture);
  g_clear_error (&self->error);
  if (error != NULL)
    self->error = g_error_copy (error);
  self->state = error != NULL ? BG_DATA_ITEM_STATE_FAILED : BG_DATA_ITEM_STATE_LOADED;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}
