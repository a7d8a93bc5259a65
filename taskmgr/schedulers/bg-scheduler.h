/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "../core/bg-task-manager.h"

G_BEGIN_DECLS

#define BG_TYPE_SCHEDULER (bg_scheduler_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_INTERFACE (BgScheduler, bg_scheduler, BG, SCHEDULER, GObject)

/**
 * BgSchedulerInterface:
 * @start: begin to give work to a manager. One that begins by itself does without, and is only registered
 * @stop: give no more. It may take a while until [property@Scheduler:active] is `FALSE`
 *
 * What has to be implemented to give work to a manager again and again.
 *
 * Both are called in the context of the manager.
 */
struct _BgSchedulerInterface
{
  GTypeInterface parent_iface;

  gboolean (*start) (BgScheduler     *self,
                     BgTaskManager   *manager,
                     GError         **error);
  void     (*stop)  (BgScheduler     *self,
                     BgShutdownMode   mode);

  /*< private >*/
  gpointer padding[6];
};

BG_AVAILABLE_IN_ALL
char     *bg_scheduler_dup_name       (BgScheduler          *self) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
gboolean  bg_scheduler_is_active      (BgScheduler          *self);
BG_AVAILABLE_IN_ALL
gboolean  bg_scheduler_start          (BgScheduler          *self,
                                       BgTaskManager        *manager,
                                       GError              **error);
BG_AVAILABLE_IN_ALL
void      bg_scheduler_stop           (BgScheduler          *self,
                                       BgShutdownMode        mode);
BG_AVAILABLE_IN_ALL
void      bg_scheduler_stop_async     (BgScheduler          *self,
                                       BgShutdownMode        mode,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
BG_AVAILABLE_IN_ALL
gboolean  bg_scheduler_stop_finish    (BgScheduler          *self,
                                       GAsyncResult         *result,
                                       GError              **error);
BG_AVAILABLE_IN_ALL
void      bg_scheduler_restart_async  (BgScheduler          *self,
                                       BgTaskManager        *manager,
                                       BgShutdownMode        mode,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
BG_AVAILABLE_IN_ALL
gboolean  bg_scheduler_restart_finish (BgScheduler          *self,
                                       GAsyncResult         *result,
                                       GError              **error);
BG_AVAILABLE_IN_ALL
void      bg_scheduler_report_failure (BgScheduler          *self,
                                       const GError         *error);

/* Those that a manager keeps and stops. */
BG_AVAILABLE_IN_ALL
gboolean  bg_scheduler_register       (BgScheduler          *self,
                                       BgTaskManager        *manager,
                                       GError              **error);
BG_AVAILABLE_IN_ALL
gboolean  bg_scheduler_unregister     (BgScheduler          *self,
                                       BgTaskManager        *manager);

G_END_DECLS
