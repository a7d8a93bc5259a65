/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-delivery.h"

G_BEGIN_DECLS

#define BG_TYPE_WORKER (bg_worker_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (BgWorker, bg_worker, BG, WORKER, GObject)

/**
 * BgWorkerClass:
 * @process: does what one task asks for, and blocks meanwhile; `FALSE` if it failed. By default it waits for
 *   @process_async
 * @process_async: begins to do what one task asks for. By default it calls @process in a thread
 * @process_finish: ends what @process_async began
 * @get_room: how many more tasks it would take now; by default any number
 *
 * The class structure of workers. One of @process and @process_async is to be there.
 */
struct _BgWorkerClass
{
  GObjectClass parent_class;

  gboolean (*process)        (BgWorker             *self,
                              BgDelivery           *delivery,
                              GCancellable         *cancellable,
                              GError              **error);
  void     (*process_async)  (BgWorker             *self,
                              BgDelivery           *delivery,
                              GCancellable         *cancellable,
                              GAsyncReadyCallback   callback,
                              gpointer              user_data);
  gboolean (*process_finish) (BgWorker             *self,
                              GAsyncResult         *result,
                              GError              **error);
  guint    (*get_room)       (BgWorker             *self);

  /*< private >*/
  gpointer padding[8];
};

/**
 * BgWorkerFunc:
 * @delivery: what there is to do
 * @cancellable: triggered when it is to be given up
 * @user_data: (closure): the data given with the function
 * @error: return location for an error
 *
 * What a worker does for one task.
 *
 * Returns: `TRUE` on success, `FALSE` if it failed
 */
typedef gboolean (*BgWorkerFunc) (BgDelivery    *delivery,
                                  GCancellable  *cancellable,
                                  gpointer       user_data,
                                  GError       **error);

BG_AVAILABLE_IN_ALL
BgWorker   *bg_worker_new_for_func   (const char           *name,
                                      BgWorkerFunc          func,
                                      gpointer              user_data,
                                      GDestroyNotify        user_data_destroy) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
const char *bg_worker_get_name       (BgWorker             *self);

BG_AVAILABLE_IN_ALL
gboolean    bg_worker_process        (BgWorker             *self,
                                      BgDelivery           *delivery,
                                      GCancellable         *cancellable,
                                      GError              **error);
BG_AVAILABLE_IN_ALL
void        bg_worker_process_async  (BgWorker             *self,
                                      BgDelivery           *delivery,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
BG_AVAILABLE_IN_ALL
gboolean    bg_worker_process_finish (BgWorker             *self,
                                      GAsyncResult         *result,
                                      GError              **error);
BG_AVAILABLE_IN_ALL
guint       bg_worker_get_room       (BgWorker             *self);
BG_AVAILABLE_IN_ALL
void        bg_worker_room_changed   (BgWorker             *self);

/* In a program that a registry starts. */
BG_AVAILABLE_IN_ALL
gboolean    bg_worker_serve          (BgWorker             *self,
                                      GError              **error);

G_END_DECLS
