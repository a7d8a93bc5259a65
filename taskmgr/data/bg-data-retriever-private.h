/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-retrieve-book-private.h"

G_BEGIN_DECLS

/* All of it: home context. */
typedef struct
{
  BgTaskManager     *manager;
  gboolean           owns_manager;
  BgRetrieveAnchor  *anchor;
  BgRetrieveBook    *book;      /* NULL once disposed */
  BgRetrieveClosure *check;
  BgRetrieveClosure *fetch;
  BgRetrieveTaskFunc task_func;
  gpointer           task_data;
  GDestroyNotify     task_data_destroy;
} BgDataRetrieverPrivate;

BgDataRetrieverPrivate *bg_data_retriever_get_private       (BgDataRetriever *self);
void                    bg_data_retriever_notify_n_requests (BgDataRetriever *self);
BgTask                 *bg_data_retriever_make_fetch        (BgDataRetriever *self,
                                                            const char      *key);
void                    bg_data_retriever_release           (BgDataRetriever *self,
                                                            guint64          id);

G_END_DECLS
