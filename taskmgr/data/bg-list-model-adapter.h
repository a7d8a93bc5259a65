/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-data-item.h"
#include "bg-data-retriever.h"

G_BEGIN_DECLS

/**
 * BgItemKeyFunc:
 * @item: (type GObject.Object): an item of the source model
 * @user_data: (closure): the data given with the function
 *
 * Names what is to be retrieved for an item.
 *
 * Returns: (transfer full) (nullable): the key, or `NULL` if there is nothing to retrieve for the
 * item
 */
typedef char *(*BgItemKeyFunc) (gpointer item,
                                gpointer user_data);

/**
 * BG_LIST_MODEL_ADAPTER_BOOST:
 *
 * How much the priority of visible items is above [property@ListModelAdapter:priority].
 */
#define BG_LIST_MODEL_ADAPTER_BOOST 1000

#define BG_TYPE_LIST_MODEL_ADAPTER (bg_list_model_adapter_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgListModelAdapter, bg_list_model_adapter, BG, LIST_MODEL_ADAPTER, GObject)

BG_AVAILABLE_IN_ALL
BgListModelAdapter *bg_list_model_adapter_new               (GListModel         *source,
                                                             BgDataRetriever    *retriever,
                                                             BgItemKeyFunc       key_func,
                                                             gpointer            user_data,
                                                             GDestroyNotify      user_data_destroy)
                                                             G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
GListModel         *bg_list_model_adapter_get_source        (BgListModelAdapter *self);
BG_AVAILABLE_IN_ALL
BgDataRetriever    *bg_list_model_adapter_get_retriever     (BgListModelAdapter *self);
BG_AVAILABLE_IN_ALL
void                bg_list_model_adapter_set_visible_range (BgListModelAdapter *self,
                                                             guint               first,
                                                             guint               n_items);
BG_AVAILABLE_IN_ALL
int                 bg_list_model_adapter_get_priority      (BgListModelAdapter *self);
BG_AVAILABLE_IN_ALL
void                bg_list_model_adapter_set_priority      (BgListModelAdapter *self,
                                                             int                 priority);
BG_AVAILABLE_IN_ALL
guint               bg_list_model_adapter_get_read_ahead    (BgListModelAdapter *self);
BG_AVAILABLE_IN_ALL
void                bg_list_model_adapter_set_read_ahead    (BgListModelAdapter *self,
                                                             guint               n_items);
BG_AVAILABLE_IN_ALL
guint               bg_list_model_adapter_get_cache_limit   (BgListModelAdapter *self);
BG_AVAILABLE_IN_ALL
void                bg_list_model_adapter_set_cache_limit   (BgListModelAdapter *self,
                                                             guint               n_items);

G_END_DECLS
