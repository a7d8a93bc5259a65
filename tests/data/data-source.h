/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

G_BEGIN_DECLS

/* A model of numbers, of any length, that makes its items when asked and counts how often it
 * was. */

#define DATA_TYPE_SOURCE (data_source_get_type ())
G_DECLARE_FINAL_TYPE (DataSource, data_source, DATA, SOURCE, GObject)

/* The number of an item that has nothing to be retrieved. */
#define DATA_SOURCE_NO_KEY G_MAXUINT

DataSource *data_source_new     (guint         length);
guint       data_source_get     (DataSource   *self,
                                 guint         position);
void        data_source_splice  (DataSource   *self,
                                 guint         position,
                                 guint         n_removed,
                                 const guint  *added,
                                 guint         n_added);
guint       data_source_count   (DataSource   *self);
char       *data_source_key     (gpointer      item,
                                 gpointer      user_data);

BgListModelAdapter *data_source_adapt    (DataSource         *self,
                                          BgDataRetriever    *retriever);
/* One letter an item: . empty, l loading, L loaded, F failed. */
char               *data_source_describe (BgListModelAdapter *adapter,
                                          guint               first,
                                          guint               n_items);

#define data_assert_items(adapter, first, expected) \
  G_STMT_START { \
    g_autofree char *items = data_source_describe (adapter, first, (guint) strlen (expected)); \
    g_assert_cmpstr (items, ==, expected); \
  } G_STMT_END

G_END_DECLS
