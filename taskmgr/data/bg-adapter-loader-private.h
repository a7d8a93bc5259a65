/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-adapter-cache-private.h"
#include "bg-adapter-window-private.h"
#include "bg-list-model-adapter.h"

G_BEGIN_DECLS

/* Keeps the items of an adapter and sees to it that what is wanted of them is asked for, and no
 * more. */
typedef struct
{
  GListModel      *source;
  BgDataRetriever *retriever;
  BgItemKeyFunc    key_func;
  gpointer         user_data;
  GDestroyNotify   user_data_destroy;
  BgSparseList     places;
  BgAdapterCache   cache;
  BgAdapterWindow  window;
  GPtrArray       *in_range;    /* items that are wanted: kept, so that this is not forgotten */
} BgAdapterLoader;

BgAdapterLoader *bg_adapter_loader_new       (GListModel      *source,
                                              BgDataRetriever *retriever);
void             bg_adapter_loader_free      (BgAdapterLoader *self);
BgDataItem      *bg_adapter_loader_dup_item  (BgAdapterLoader *self,
                                              guint            position);
GPtrArray       *bg_adapter_loader_splice    (BgAdapterLoader *self,
                                              guint            position,
                                              guint            n_removed,
                                              guint            n_added,
                                              GPtrArray       *batch);
void             bg_adapter_loader_update    (BgAdapterLoader *self,
                                              GPtrArray       *orphans);
void             bg_adapter_loader_complete  (BgAdapterLoader *self,
                                              guint64          id,
                                              const char      *name,
                                              const GValue    *result);
void             bg_adapter_loader_fail      (BgAdapterLoader *self,
                                              guint64          id,
                                              const char      *name,
                                              const GError    *error);
void             bg_adapter_loader_stop      (BgAdapterLoader *self,
                                              guint64          id,
                                              const char      *name);

G_END_DECLS
