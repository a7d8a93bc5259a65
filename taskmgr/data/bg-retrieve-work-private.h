/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-data-retriever.h"

G_BEGIN_DECLS

/* A function with its data, shared by a retriever and the tasks that it has made. The last one lets
 * go of it in the home context. */
typedef struct
{
  BgRetrieveFunc  func;
  gpointer        user_data;
  GDestroyNotify  user_data_destroy;
} BgRetrieveClosure;

/* What the tasks of a retriever need to find it. A body that calls a virtual function keeps the
 * retriever for that time, and this counts by how many bodies it is kept: if nobody else keeps it,
 * it is abandoned. */
typedef struct
{
  GMutex    mutex;
  GWeakRef  retriever;          /* set at construction */
  guint     n_keeping;          /* mutex */
} BgRetrieveAnchor;

typedef gboolean (*BgRetrieveVfunc) (BgDataRetriever  *self,
                                     BgTask           *task,
                                     const char       *key,
                                     GCancellable     *cancellable,
                                     GError          **error);

BgRetrieveClosure *bg_retrieve_closure_new     (BgRetrieveFunc     func,
                                                gpointer           user_data,
                                                GDestroyNotify     user_data_destroy);
void               bg_retrieve_closure_unref   (BgRetrieveClosure *self);

BgRetrieveAnchor  *bg_retrieve_anchor_new      (BgDataRetriever   *retriever);
void               bg_retrieve_anchor_unref    (BgRetrieveAnchor  *self);
gboolean           bg_retrieve_anchor_abandoned (BgRetrieveAnchor *self,
                                                BgDataRetriever   *retriever);

BgTask            *bg_retrieve_work_new_task   (BgRetrieveAnchor  *anchor,
                                                BgRetrieveClosure *closure,
                                                BgRetrieveVfunc    vfunc,
                                                const char        *key);
gboolean           bg_retrieve_work_has_result (const GValue      *value);

G_END_DECLS
