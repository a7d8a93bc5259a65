/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "../core/bg-task-manager.h"

G_BEGIN_DECLS

/**
 * BgRetrieveFunc:
 * @task: the task that runs; the result is returned through it
 * @key: what is asked for
 * @cancellable: triggered when the work is stopped
 * @user_data: (closure): the data given with the function
 * @error: return location for an error
 *
 * Retrieves what a key stands for, in a worker thread.
 *
 * Returns: `TRUE` on success, `FALSE` if it failed
 */
typedef gboolean (*BgRetrieveFunc) (BgTask        *task,
                                    const char    *key,
                                    GCancellable  *cancellable,
                                    gpointer       user_data,
                                    GError       **error);

/**
 * BG_DATA_RETRIEVER_INCOMPLETE:
 *
 * The entry of a mapping returned by a check that says that the data are still to be fetched.
 *
 * Its value is a boolean. The other entries are what the check found out, for the fetch to use.
 */
#define BG_DATA_RETRIEVER_INCOMPLETE "incomplete"

#define BG_TYPE_DATA_RETRIEVER (bg_data_retriever_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (BgDataRetriever, bg_data_retriever, BG, DATA_RETRIEVER, GObject)

/**
 * BgDataRetrieverClass:
 * @check: looks in a worker thread whether the data are at hand; a result ends the request, none
 *   lets @fetch run
 * @fetch: gets the data, in a worker thread
 *
 * The class structure of data retrievers.
 */
struct _BgDataRetrieverClass
{
  GObjectClass parent_class;

  gboolean (*check) (BgDataRetriever  *self,
                     BgTask           *task,
                     const char       *key,
                     GCancellable     *cancellable,
                     GError          **error);
  gboolean (*fetch) (BgDataRetriever  *self,
                     BgTask           *task,
                     const char       *key,
                     GCancellable     *cancellable,
                     GError          **error);

  /*< private >*/
  gpointer padding[8];
};

BG_AVAILABLE_IN_ALL
BgDataRetriever *bg_data_retriever_new              (BgTaskManager    *manager)
                                                     G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
BgTaskManager   *bg_data_retriever_get_manager      (BgDataRetriever  *self);
BG_AVAILABLE_IN_ALL
void             bg_data_retriever_set_check_func   (BgDataRetriever  *self,
                                                     BgRetrieveFunc    func,
                                                     gpointer          user_data,
                                                     GDestroyNotify    user_data_destroy);
BG_AVAILABLE_IN_ALL
void             bg_data_retriever_set_fetch_func   (BgDataRetriever  *self,
                                                     BgRetrieveFunc    func,
                                                     gpointer          user_data,
                                                     GDestroyNotify    user_data_destroy);
BG_AVAILABLE_IN_ALL
guint64          bg_data_retriever_request          (BgDataRetriever  *self,
                                                     const char       *key,
                                                     int               check_priority,
                                                     int               fetch_priority,
                                                     GError          **error);
BG_AVAILABLE_IN_ALL
gboolean         bg_data_retriever_set_priority     (BgDataRetriever  *self,
                                                     guint64           id,
                                                     int               check_priority,
                                                     int               fetch_priority);
BG_AVAILABLE_IN_ALL
gboolean         bg_data_retriever_is_started       (BgDataRetriever  *self,
                                                     guint64           id);
BG_AVAILABLE_IN_ALL
gboolean         bg_data_retriever_stop_work        (BgDataRetriever  *self,
                                                     guint64           id);
BG_AVAILABLE_IN_ALL
void             bg_data_retriever_clear            (BgDataRetriever  *self);
BG_AVAILABLE_IN_ALL
guint            bg_data_retriever_get_n_requests   (BgDataRetriever  *self);

G_END_DECLS
