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
 * BgRetrieveTaskFunc:
 * @key: what is asked for
 * @user_data: (closure): the data given with the function
 *
 * Makes a task that gets what a key stands for.
 *
 * It is called in the context of the manager. The retriever adds the task.
 *
 * Returns: (transfer full) (nullable): a new task, or `NULL` if there is none for the key
 */
typedef BgTask *(*BgRetrieveTaskFunc) (const char *key,
                                       gpointer    user_data);

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
 * @create_task: makes a new task that gets the data, in the context of the manager; by default one
 *   that calls @fetch
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
  BgTask  *(*create_task) (BgDataRetriever *self,
                           const char      *key);

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
void             bg_data_retriever_set_task_func    (BgDataRetriever  *self,
                                                     BgRetrieveTaskFunc func,
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
