/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-task.h"

G_BEGIN_DECLS

#define BG_TYPE_TASK_MANAGER (bg_task_manager_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (BgTaskManager, bg_task_manager, BG, TASK_MANAGER, GObject)

/**
 * BgTaskManagerClass:
 *
 * The class structure of task managers.
 */
struct _BgTaskManagerClass
{
  GObjectClass parent_class;

  /*< private >*/
  gpointer padding[8];
};

BG_AVAILABLE_IN_ALL
BgTaskManager *bg_task_manager_new                    (guint                 max_threads) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
BgTaskManager *bg_task_manager_get_default            (void);

/* Adding. */
BG_AVAILABLE_IN_ALL
guint64        bg_task_manager_add                    (BgTaskManager        *self,
                                                       BgTask               *task,
                                                       GError              **error);
BG_AVAILABLE_IN_ALL
guint64        bg_task_manager_add_task               (BgTaskManager        *self,
                                                       BgTaskFunc            func,
                                                       gpointer              user_data,
                                                       GDestroyNotify        user_data_destroy,
                                                       int                   priority,
                                                       const char           *group,
                                                       const guint64        *upstream_ids,
                                                       gsize                 n_upstream_ids,
                                                       GError              **error);
BG_AVAILABLE_IN_ALL
guint64        bg_task_manager_add_pass_through_task  (BgTaskManager        *self,
                                                       GVariant             *arguments,
                                                       int                   priority,
                                                       const char           *group,
                                                       const guint64        *upstream_ids,
                                                       gsize                 n_upstream_ids,
                                                       GError              **error);
BG_AVAILABLE_IN_ALL
guint64        bg_task_manager_add_work               (BgTaskManager        *self,
                                                       BgWorkFunc            func,
                                                       gpointer              user_data,
                                                       GDestroyNotify        user_data_destroy,
                                                       int                   priority,
                                                       const char           *group,
                                                       const guint64        *upstream_ids,
                                                       gsize                 n_upstream_ids,
                                                       GError              **error);
BG_AVAILABLE_IN_ALL
gboolean       bg_task_manager_add_upstream           (BgTaskManager        *self,
                                                       guint64               id,
                                                       guint64               upstream_id,
                                                       GError              **error);
BG_AVAILABLE_IN_ALL
void           bg_task_manager_run_async              (BgTaskManager        *self,
                                                       BgTask               *task,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
BG_AVAILABLE_IN_ALL
const GValue  *bg_task_manager_run_finish             (BgTaskManager        *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
BG_AVAILABLE_IN_ALL
char          *bg_task_manager_next_group_id          (BgTaskManager        *self) G_GNUC_WARN_UNUSED_RESULT;

/* Looking. */
BG_AVAILABLE_IN_ALL
GPtrArray     *bg_task_manager_wait                   (BgTaskManager        *self,
                                                       const guint64        *ids,
                                                       gsize                 n_ids,
                                                       int                   timeout_ms,
                                                       GError              **error) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
void           bg_task_manager_wait_async             (BgTaskManager        *self,
                                                       const guint64        *ids,
                                                       gsize                 n_ids,
                                                       int                   timeout_ms,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
BG_AVAILABLE_IN_ALL
GPtrArray     *bg_task_manager_wait_finish            (BgTaskManager        *self,
                                                       GAsyncResult         *result,
                                                       GError              **error) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
BgTask        *bg_task_manager_dup_task               (BgTaskManager        *self,
                                                       guint64               id) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
gboolean       bg_task_manager_has_task               (BgTaskManager        *self,
                                                       guint64               id);
BG_AVAILABLE_IN_ALL
GVariant      *bg_task_manager_snapshot               (BgTaskManager        *self) G_GNUC_WARN_UNUSED_RESULT;

/* Changing. */
BG_AVAILABLE_IN_ALL
gboolean       bg_task_manager_set_task_priority      (BgTaskManager        *self,
                                                       guint64               id,
                                                       int                   priority);
BG_AVAILABLE_IN_ALL
gboolean       bg_task_manager_stop_task              (BgTaskManager        *self,
                                                       guint64               id,
                                                       gboolean              stop_upstream,
                                                       gboolean              stop_downstream);
BG_AVAILABLE_IN_ALL
guint          bg_task_manager_stop_task_group        (BgTaskManager        *self,
                                                       const char           *group,
                                                       gboolean              stop_upstream,
                                                       gboolean              stop_downstream);
BG_AVAILABLE_IN_ALL
guint          bg_task_manager_stop_all_tasks         (BgTaskManager        *self);

/* Running. */
BG_AVAILABLE_IN_ALL
void           bg_task_manager_start_processing       (BgTaskManager        *self);
BG_AVAILABLE_IN_ALL
void           bg_task_manager_pause_processing       (BgTaskManager        *self);
BG_AVAILABLE_IN_ALL
void           bg_task_manager_shut_down              (BgTaskManager        *self);
BG_AVAILABLE_IN_ALL
void           bg_task_manager_shut_down_async        (BgTaskManager        *self,
                                                       BgShutdownMode        mode,
                                                       int                   timeout_ms,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
BG_AVAILABLE_IN_ALL
gboolean       bg_task_manager_shut_down_finish       (BgTaskManager        *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

/* Properties. */
BG_AVAILABLE_IN_ALL
guint          bg_task_manager_get_max_threads        (BgTaskManager        *self);
BG_AVAILABLE_IN_ALL
void           bg_task_manager_set_max_threads        (BgTaskManager        *self,
                                                       guint                 max_threads);
BG_AVAILABLE_IN_ALL
gboolean       bg_task_manager_get_processing         (BgTaskManager        *self);
BG_AVAILABLE_IN_ALL
gboolean       bg_task_manager_is_closed              (BgTaskManager        *self);
BG_AVAILABLE_IN_ALL
guint          bg_task_manager_get_n_pending          (BgTaskManager        *self);
BG_AVAILABLE_IN_ALL
guint          bg_task_manager_get_n_running          (BgTaskManager        *self);
BG_AVAILABLE_IN_ALL
BgFakeClock   *bg_task_manager_get_clock              (BgTaskManager        *self);
BG_AVAILABLE_IN_ALL
BgExecutor    *bg_task_manager_get_default_executor (BgTaskManager        *self);
BG_AVAILABLE_IN_ALL
void           bg_task_manager_set_default_executor (BgTaskManager        *self,
                                                  BgExecutor           *executor);
BG_AVAILABLE_IN_ALL
guint          bg_task_manager_get_resource_limit (BgTaskManager          *self,
                                                  const char           *name);
BG_AVAILABLE_IN_ALL
void           bg_task_manager_set_resource_limit (BgTaskManager          *self,
                                                  const char           *name,
                                                  guint                 limit);
BG_AVAILABLE_IN_ALL
void           bg_task_manager_set_resource_rate (BgTaskManager           *self,
                                                  const char           *name,
                                                  guint                 max_starts,
                                                  guint                 period_ms);
BG_AVAILABLE_IN_ALL
guint          bg_task_manager_get_resource_usage (BgTaskManager          *self,
                                                  const char           *name);
BG_AVAILABLE_IN_ALL
guint          bg_task_manager_get_delivery_budget    (BgTaskManager        *self);
BG_AVAILABLE_IN_ALL
void           bg_task_manager_set_delivery_budget    (BgTaskManager        *self,
                                                       guint                 microseconds);
BG_AVAILABLE_IN_ALL
guint          bg_task_manager_get_launch_warning     (BgTaskManager        *self);
BG_AVAILABLE_IN_ALL
void           bg_task_manager_set_launch_warning     (BgTaskManager        *self,
                                                       guint                 milliseconds);
BG_AVAILABLE_IN_ALL
guint          bg_task_manager_get_launch_critical    (BgTaskManager        *self);
BG_AVAILABLE_IN_ALL
void           bg_task_manager_set_launch_critical    (BgTaskManager        *self,
                                                       guint                 milliseconds);

/* What completes, several at once. */
BG_AVAILABLE_IN_ALL
void           bg_task_manager_set_results_func       (BgTaskManager        *self,
                                                       BgResultsFunc         func,
                                                       gpointer              user_data,
                                                       GDestroyNotify        user_data_destroy);

G_END_DECLS
