/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-adapter-loader-private.h"

G_BEGIN_DECLS

/* All of it: home context. */
struct _BgListModelAdapter
{
  GObject          parent_instance;

  GListModel      *source;
  BgDataRetriever *retriever;
  BgAdapterLoader *loader;      /* NULL once disposed */
};

typedef enum
{
  PROP_SOURCE = 1,
  PROP_RETRIEVER,
  PROP_PRIORITY,
  PROP_READ_AHEAD,
  PROP_CACHE_LIMIT,
  PROP_ITEM_TYPE,
  PROP_N_ITEMS,
} BgListModelAdapterProperty;

void bg_list_model_adapter_notify (BgListModelAdapter         *self,
                                   BgListModelAdapterProperty  property);

G_END_DECLS
