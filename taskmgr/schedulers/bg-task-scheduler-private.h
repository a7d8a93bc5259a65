/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-task-scheduler.h"

G_BEGIN_DECLS

/* What a run is given. */
typedef struct
{
  GValue         value;         /* unset for kinds without items */
  GDestroyNotify destroy;       /* of the pointer that the value holds, or NULL */
} BgSchedulerItem;

#define BG_SCHEDULER_ITEM_INIT { G_VALUE_INIT, NULL }

void bg_scheduler_item_clear (BgSchedulerItem *self);

typedef struct _BgSchedulerRun BgSchedulerRun;

/* A function with its data. */
typedef struct
{
  GCallback      func;
  gpointer       user_data;
  GDestroyNotify user_data_destroy;
} BgSchedulerCall;

typedef enum
{
  BG_SCHEDULING_OFF,
  BG_SCHEDULING_ON,
  BG_SCHEDULING_DRAINING,       /* what was asked for is run */
  BG_SCHEDULING_ENDING,         /* only what runs is waited for */
} BgScheduling;

typedef struct
{
  /* home context */
  char             *name;
  char             *group;
  BgAdmissionClass  task_class;
  int               priority;
  BgExecutor       *executor;
  BgSchedulerCall   body;               /* BgTaskFunc */
  BgSchedulerCall   make_task;          /* BgSchedulerTaskFunc */
  BgSchedulerCall   handle_error;       /* BgSchedulerErrorFunc */
  GMainContext     *context;
  GThread          *home;
  BgTaskManager    *manager;            /* weak pointer; while active */
  guint64           n_runs;

  /* atomic */
  int               scheduling;         /* BgScheduling */

  /* lock */
  GMutex            lock;
  BgSchedulerRun   *run;                /* changed in the home context only */
  GSource          *waker;              /* likewise; while active */
} BgTaskSchedulerPrivate;

BgTaskSchedulerPrivate *bg_task_scheduler_get_private (BgTaskScheduler *self);

/* From any thread. */
gboolean        bg_task_scheduler_wake          (BgTaskScheduler  *self);
gboolean        bg_task_scheduler_awaits_run    (BgTaskScheduler  *self);
BgScheduling    bg_task_scheduler_get_state     (BgTaskScheduler  *self);

/* In the home context. */
void            bg_task_scheduler_advance       (BgTaskScheduler  *self);
void            bg_task_scheduler_end           (BgTaskScheduler  *self);
void            bg_task_scheduler_report        (BgTaskScheduler  *self,
                                                 const GError     *error);
void            bg_task_scheduler_release       (BgTaskScheduler  *self,
                                                 GDestroyNotify    destroy,
                                                 gpointer          data);
void            bg_task_scheduler_clear_call    (BgTaskScheduler  *self,
                                                 BgSchedulerCall  *call);

/* bg-task-scheduler-work.c */
void            bg_task_scheduler_implement     (BgSchedulerInterface *iface);

/* bg-scheduler-run.c */
BgSchedulerRun *bg_scheduler_run_begin          (BgTaskScheduler  *scheduler,
                                                 BgSchedulerItem  *item,
                                                 GError          **error);
BgTask         *bg_scheduler_run_get_task       (BgSchedulerRun   *self);
gboolean        bg_scheduler_run_is_over        (BgSchedulerRun   *self);
gboolean        bg_scheduler_run_was_last       (BgSchedulerRun   *self);
void            bg_scheduler_run_unref          (BgSchedulerRun   *self);

G_END_DECLS
