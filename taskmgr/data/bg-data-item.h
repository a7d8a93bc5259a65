/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "../core/bg-types.h"

G_BEGIN_DECLS

/**
 * BgDataItemState:
 * @BG_DATA_ITEM_STATE_EMPTY: nothing was asked for, or it was dropped again
 * @BG_DATA_ITEM_STATE_LOADING: the data are on their way
 * @BG_DATA_ITEM_STATE_LOADED: the data are there
 * @BG_DATA_ITEM_STATE_FAILED: the data could not be had; see [property@DataItem:error]
 *
 * What is known of an item's data.
 */
typedef enum
{
  BG_DATA_ITEM_STATE_EMPTY,
  BG_DATA_ITEM_STATE_LOADING,
  BG_DATA_ITEM_STATE_LOADED,
  BG_DATA_ITEM_STATE_FAILED,
} BgDataItemState;

#define BG_TYPE_DATA_ITEM (bg_data_item_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgDataItem, bg_data_item, BG, DATA_ITEM, GObject)

BG_AVAILABLE_IN_ALL
gpointer         bg_data_item_get_item   (BgDataItem *self);
BG_AVAILABLE_IN_ALL
const char      *bg_data_item_get_key    (BgDataItem *self);
BG_AVAILABLE_IN_ALL
BgDataItemState  bg_data_item_get_state  (BgDataItem *self);
BG_AVAILABLE_IN_ALL
const GValue    *bg_data_item_get_value  (BgDataItem *self);
BG_AVAILABLE_IN_ALL
gpointer         bg_data_item_get_object (BgDataItem *self);
BG_AVAILABLE_IN_ALL
const GError    *bg_data_item_get_error  (BgDataItem *self);
BG_AVAILABLE_IN_ALL
void             bg_data_item_retry      (BgDataItem *self);

G_END_DECLS
