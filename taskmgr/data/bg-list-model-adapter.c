/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-list-model-adapter.h"

#include "bg-list-model-adapter-private.h"

/**
 * BgListModelAdapter:
 *
 * A list model that adds data to the items of another, as they come into view.
 *
 * For each item of its source the adapter has a [class@DataItem] that holds the source's item and,
 * once they are there, the data that a [class@DataRetriever] got for it. Items are made when they
 * are looked at, and the list is never walked, so that it may have any length.
 *
 * # What is asked for
 *
 * Nothing, until [method@ListModelAdapter.set_visible_range] says what is visible. Then, from the
 * most urgent:
 *
 * | what | priority |
 * | --- | --- |
 * | checks of visible items | priority + 1500 − distance |
 * | fetches of visible items | priority + 1000 − distance |
 * | checks of items read ahead | priority + 500 − distance |
 * | fetches of items read ahead | priority − distance |
 *
 * The priority is [property@ListModelAdapter:priority], and the distance counts from the first
 * visible item, or from the edge of what is visible, up to 499. So adapters on one manager, each
 * with a retriever of its own or with the same one, are served together: what is visible in any of
 * them goes before what any of them reads ahead, as long as their priorities are no more than a few
 * hundred apart.
 *
 * When the range changes, what scrolled away is lowered, or dropped if it is too far away and has
 * not started. What runs already may finish and is kept. A change costs what is in the range, never
 * what is in the list. If somebody stops a request, its items are empty until the range is set
 * again.
 *
 * # What is kept
 *
 * Data of up to [property@ListModelAdapter:cache-limit] keys are kept. If there are more, those
 * that were visible longest ago are dropped, and their items are empty again. Data of visible items
 * are never dropped. Items with the same key share a request and its outcome.
 *
 * # When the source changes
 *
 * The adapter announces the change at once. Items that stay keep their data and their requests, and
 * the visible range follows them. The work for items that are gone is stopped, unless they turn up
 * again within the range.
 *
 * # Threads
 *
 * An adapter, its source and its items are for the context of the retriever's manager only.
 *
 * ```c
 * static char *
 * get_uri (gpointer item, gpointer user_data)
 * {
 *   return g_file_get_uri (item);
 * }
 *
 * static BgListModelAdapter *
 * make_model (GListModel *files, BgDataRetriever *thumbnails)
 * {
 *   BgListModelAdapter *model = bg_list_model_adapter_new (files, thumbnails, get_uri, NULL, NULL);
 *
 *   bg_list_model_adapter_set_visible_range (model, 0, 20);
 *   return model;
 * }
 * ```
 */

#define DEFAULT_READ_AHEAD 32
#define DEFAULT_CACHE_LIMIT 1000

static GParamSpec *properties[PROP_N_ITEMS + 1];

void
bg_list_model_adapter_notify (BgListModelAdapter         *self,
                              BgListModelAdapterProperty  property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static GType
bg_list_model_adapter_get_item_type (GListModel *model)
{
  return BG_TYPE_DATA_ITEM;
}

static guint
bg_list_model_adapter_get_n_items (GListModel *model)
{
  BgListModelAdapter *self = BG_LIST_MODEL_ADAPTER (model);

  return self->loader != NULL ? bg_sparse_list_get_length (&self->loader->places) : 0;
}

static gpointer
bg_list_model_adapter_get_item (GListModel *model,
                                guint       position)
{
  BgListModelAdapter *self = BG_LIST_MODEL_ADAPTER (model);

  return self->loader != NULL ? bg_adapter_loader_dup_item (self->loader, position) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = bg_list_model_adapter_get_item_type;
  iface->get_n_items = bg_list_model_adapter_get_n_items;
  iface->get_item = bg_list_model_adapter_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BgListModelAdapter, bg_list_model_adapter, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

/* The change is announced before anybody hears of what it does to single items. */
static void
source_items_changed_cb (GListModel         *source,
                         guint               position,
                         guint               n_removed,
                         guint               n_added,
                         BgListModelAdapter *self)
{
  g_autoptr (GPtrArray) batch = bg_adapter_batch_new ();
  g_autoptr (GPtrArray) keys = NULL;

  keys = bg_adapter_loader_splice (self->loader, position, n_removed, n_added, batch);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
  if (n_removed != n_added)
    bg_list_model_adapter_notify (self, PROP_N_ITEMS);
  if (self->loader != NULL)
    bg_adapter_loader_update (self->loader, keys);
}

static void
bg_list_model_adapter_constructed (GObject *object)
{
  BgListModelAdapter *self = BG_LIST_MODEL_ADAPTER (object);

  G_OBJECT_CLASS (bg_list_model_adapter_parent_class)->constructed (object);

  g_return_if_fail (self->source != NULL);
  g_return_if_fail (self->retriever != NULL);

  self->loader = bg_adapter_loader_new (self->source, self->retriever);
  self->loader->window.read_ahead = DEFAULT_READ_AHEAD;
  self->loader->window.limit = DEFAULT_CACHE_LIMIT;
  g_signal_connect_object (self->source, "items-changed",
                           G_CALLBACK (source_items_changed_cb), self, 0);
  g_signal_connect_swapped (self->retriever, "work-completed",
                            G_CALLBACK (bg_adapter_loader_complete), self->loader);
  g_signal_connect_swapped (self->retriever, "work-failed",
                            G_CALLBACK (bg_adapter_loader_fail), self->loader);
  g_signal_connect_swapped (self->retriever, "work-stopped",
                            G_CALLBACK (bg_adapter_loader_stop), self->loader);
}

static void
bg_list_model_adapter_dispose (GObject *object)
{
  BgListModelAdapter *self = BG_LIST_MODEL_ADAPTER (object);

  if (self->loader != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->source, self);
      g_signal_handlers_disconnect_by_data (self->retriever, self->loader);
    }
  g_clear_pointer (&self->loader, bg_adapter_loader_free);
  g_clear_object (&self->source);
  g_clear_object (&self->retriever);

  G_OBJECT_CLASS (bg_list_model_adapter_parent_class)->dispose (object);
}

static void
bg_list_model_adapter_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  BgListModelAdapter *self = BG_LIST_MODEL_ADAPTER (object);

  switch ((BgListModelAdapterProperty) prop_id)
    {
    case PROP_SOURCE:
      g_value_set_object (value, bg_list_model_adapter_get_source (self));
      break;
    case PROP_RETRIEVER:
      g_value_set_object (value, bg_list_model_adapter_get_retriever (self));
      break;
    case PROP_PRIORITY:
      g_value_set_int (value, bg_list_model_adapter_get_priority (self));
      break;
    case PROP_READ_AHEAD:
      g_value_set_uint (value, bg_list_model_adapter_get_read_ahead (self));
      break;
    case PROP_CACHE_LIMIT:
      g_value_set_uint (value, bg_list_model_adapter_get_cache_limit (self));
      break;
    case PROP_ITEM_TYPE:
      g_value_set_gtype (value, bg_list_model_adapter_get_item_type (G_LIST_MODEL (self)));
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, bg_list_model_adapter_get_n_items (G_LIST_MODEL (self)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_list_model_adapter_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  BgListModelAdapter *self = BG_LIST_MODEL_ADAPTER (object);

  switch ((BgListModelAdapterProperty) prop_id)
    {
    case PROP_SOURCE:
      self->source = g_value_dup_object (value);
      break;
    case PROP_RETRIEVER:
      self->retriever = g_value_dup_object (value);
      break;
    case PROP_PRIORITY:
      bg_list_model_adapter_set_priority (self, g_value_get_int (value));
      break;
    case PROP_READ_AHEAD:
      bg_list_model_adapter_set_read_ahead (self, g_value_get_uint (value));
      break;
    case PROP_CACHE_LIMIT:
      bg_list_model_adapter_set_cache_limit (self, g_value_get_uint (value));
      break;
    case PROP_ITEM_TYPE:
    case PROP_N_ITEMS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_list_model_adapter_class_init (BgListModelAdapterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags read_only = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamFlags identity = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->constructed = bg_list_model_adapter_constructed;
  object_class->dispose = bg_list_model_adapter_dispose;
  object_class->get_property = bg_list_model_adapter_get_property;
  object_class->set_property = bg_list_model_adapter_set_property;

  /**
   * BgListModelAdapter:source: (getter get_source)
   *
   * The model whose items get data.
   */
  properties[PROP_SOURCE] = g_param_spec_object ("source", NULL, NULL, G_TYPE_LIST_MODEL, identity);

  /**
   * BgListModelAdapter:retriever: (getter get_retriever)
   *
   * The retriever that gets the data.
   */
  properties[PROP_RETRIEVER] =
    g_param_spec_object ("retriever", NULL, NULL, BG_TYPE_DATA_RETRIEVER, identity);

  /**
   * BgListModelAdapter:priority: (getter get_priority) (setter set_priority)
   *
   * The priority of what is not visible; larger runs first.
   *
   * What is visible goes [const@LIST_MODEL_ADAPTER_BOOST] before it.
   */
  properties[PROP_PRIORITY] =
    g_param_spec_int ("priority", NULL, NULL, G_MININT, G_MAXINT, 0, writable);

  /**
   * BgListModelAdapter:read-ahead: (getter get_read_ahead) (setter set_read_ahead)
   *
   * The number of items on each side of the visible ones that are asked for in advance.
   *
   * There are fewer if they would not fit into the cache.
   */
  properties[PROP_READ_AHEAD] =
    g_param_spec_uint ("read-ahead", NULL, NULL, 0, G_MAXUINT, DEFAULT_READ_AHEAD, writable);

  /**
   * BgListModelAdapter:cache-limit: (getter get_cache_limit) (setter set_cache_limit)
   *
   * The largest number of items whose data are kept, unless more are visible.
   *
   * Items with the same key count as one. Failures count, too.
   */
  properties[PROP_CACHE_LIMIT] =
    g_param_spec_uint ("cache-limit", NULL, NULL, 0, G_MAXUINT, DEFAULT_CACHE_LIMIT, writable);

  /**
   * BgListModelAdapter:item-type:
   *
   * The type of the items, which is that of [class@DataItem].
   */
  properties[PROP_ITEM_TYPE] =
    g_param_spec_gtype ("item-type", NULL, NULL, G_TYPE_OBJECT, read_only);

  /**
   * BgListModelAdapter:n-items:
   *
   * The number of items, the same as that of the source.
   */
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, read_only);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
bg_list_model_adapter_init (BgListModelAdapter *self)
{
}

/**
 * bg_list_model_adapter_new:
 * @source: the model whose items get data
 * @retriever: the retriever that gets the data
 * @key_func: (scope notified) (closure user_data) (destroy user_data_destroy): names what is to be
 *   retrieved for an item; it must not touch the adapter
 * @user_data: data for @key_func
 * @user_data_destroy: releases @user_data
 *
 * Creates a model that adds data to the items of another.
 *
 * Returns: (transfer full): a new adapter
 */
BgListModelAdapter *
bg_list_model_adapter_new (GListModel      *source,
                           BgDataRetriever *retriever,
                           BgItemKeyFunc    key_func,
                           gpointer         user_data,
                           GDestroyNotify   user_data_destroy)
{
  BgListModelAdapter *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (source), NULL);
  g_return_val_if_fail (BG_IS_DATA_RETRIEVER (retriever), NULL);
  g_return_val_if_fail (key_func != NULL, NULL);

  self = g_object_new (BG_TYPE_LIST_MODEL_ADAPTER, "source", source, "retriever", retriever, NULL);
  self->loader->key_func = key_func;
  self->loader->user_data = user_data;
  self->loader->user_data_destroy = user_data_destroy;
  return self;
}

/**
 * bg_list_model_adapter_get_source: (get-property source)
 * @self: an adapter
 *
 * Gets the model whose items get data.
 *
 * Returns: (transfer none): the source model
 */
GListModel *
bg_list_model_adapter_get_source (BgListModelAdapter *self)
{
  g_return_val_if_fail (BG_IS_LIST_MODEL_ADAPTER (self), NULL);

  return self->source;
}

/**
 * bg_list_model_adapter_get_retriever: (get-property retriever)
 * @self: an adapter
 *
 * Gets the retriever that gets the data.
 *
 * Returns: (transfer none): the retriever
 */
BgDataRetriever *
bg_list_model_adapter_get_retriever (BgListModelAdapter *self)
{
  g_return_val_if_fail (BG_IS_LIST_MODEL_ADAPTER (self), NULL);

  return self->retriever;
}
