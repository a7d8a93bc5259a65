/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "../core/bg-executor.h"
#include "bg-scheduler.h"

G_BEGIN_DECLS

#define BG_TYPE_TASK_SCHEDULER (bg_task_scheduler_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (BgTaskScheduler, bg_task_scheduler, BG, TASK_SCHEDULER, GObject)

/**
 * BgTaskSchedulerClass:
 *
 * The class structure of schedulers that run tasks.
 */
struct _BgTaskSchedulerClass
{
  GObjectClass parent_class;

  /*< private >*/
  gboolean (*begin) (BgTaskScheduler  *self,
                     BgTaskManager    *manager,
                     GError          **error);
  gboolean (*take)  (BgTaskScheduler  *self,
                     gpointer          item);
  void     (*ended) (BgTaskScheduler  *self);
  void     (*drop)  (BgTaskScheduler  *self,
                     BgShutdownMode    mode);
  void     (*rest)  (BgTaskScheduler  *self);
  gboolean   repeats;
  gpointer   padding[6];
};

/**
 * BgSchedulerTaskFunc:
 * @scheduler: the scheduler
 * @item: what a [class@QueueScheduler] was given, or the time for a [class@CronScheduler]; for other kinds, a `NULL` of
 *   type `gpointer`
 * @user_data: (closure): the data given with the function
 *
 * Makes the task of one run.
 *
 * It is called in the context of the manager. The scheduler adds the task.
 *
 * Returns: (transfer full) (nullable): a new task
 */
typedef BgTask *(*BgSchedulerTaskFunc)  (BgTaskScheduler *scheduler,
                                         const GValue    *item,
                                         gpointer         user_data);

/**
 * BgSchedulerErrorFunc:
 * @scheduler: the scheduler
 * @error: why a run has failed
 * @user_data: (closure): the data given with the function
 *
 * Is told of a run that has failed, in the context of the manager.
 */
typedef void    (*BgSchedulerErrorFunc) (BgTaskScheduler *scheduler,
                                         const GError    *error,
                                         gpointer         user_data);

/* What it runs; to be set while it is not active. */
BG_AVAILABLE_IN_ALL
void              bg_task_scheduler_set_func       (BgTaskScheduler      *self,
                                                    BgTaskFunc            func,
                                                    gpointer              user_data,
                                                    GDestroyNotify        user_data_destroy);
BG_AVAILABLE_IN_ALL
void              bg_task_scheduler_set_task_func  (BgTaskScheduler      *self,
                                                    BgSchedulerTaskFunc   func,
                                                    gpointer              user_data,
                                                    GDestroyNotify        user_data_destroy);
BG_AVAILABLE_IN_ALL
void              bg_task_scheduler_set_error_func (BgTaskScheduler      *self,
                                                    BgSchedulerErrorFunc  func,
                                                    gpointer              user_data,
                                                    GDestroyNotify        user_data_destroy);

/* How; for the runs from then on. */
BG_AVAILABLE_IN_ALL
const char       *bg_task_scheduler_get_name       (BgTaskScheduler      *self);
BG_AVAILABLE_IN_ALL
void              bg_task_scheduler_set_name       (BgTaskScheduler      *self,
                                                    const char           *name);
BG_AVAILABLE_IN_ALL
BgAdmissionClass  bg_task_scheduler_get_task_class (BgTaskScheduler      *self);
BG_AVAILABLE_IN_ALL
void              bg_task_scheduler_set_task_class (BgTaskScheduler      *self,
                                                    BgAdmissionClass      task_class);
BG_AVAILABLE_IN_ALL
int               bg_task_scheduler_get_priority   (BgTaskScheduler      *self);
BG_AVAILABLE_IN_ALL
void              bg_task_scheduler_set_priority   (BgTaskScheduler      *self,
                                                    int                   priority);
BG_AVAILABLE_IN_ALL
const char       *bg_task_scheduler_get_group      (BgTaskScheduler      *self);
BG_AVAILABLE_IN_ALL
void              bg_task_scheduler_set_group      (BgTaskScheduler      *self,
                                                    const char           *group);

BG_AVAILABLE_IN_ALL
BgExecutor       *bg_task_scheduler_get_executor   (BgTaskScheduler      *self);
BG_AVAILABLE_IN_ALL
void              bg_task_scheduler_set_executor   (BgTaskScheduler      *self,
                                                    BgExecutor           *executor);

BG_AVAILABLE_IN_ALL
BgTask           *bg_task_scheduler_dup_run        (BgTaskScheduler      *self) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
guint64           bg_task_scheduler_get_n_runs     (BgTaskScheduler      *self);

G_END_DECLS
