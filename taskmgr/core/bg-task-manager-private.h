/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-engine-private.h"
#include "bg-executor.h"
#include "bg-task-manager.h"

G_BEGIN_DECLS

/* Made by the layer above, which the core does not see: the threads of the manager. */
BgExecutor *bg_task_manager_make_threads  (guint           pool_size);

#define BG_MAX_THREADS 4096

/* Properties that can be changed from any thread. */
typedef enum
{
  BG_MANAGER_CHANGE_MAX_THREADS = 1 << 0,
  BG_MANAGER_CHANGE_PROCESSING = 1 << 1,
  BG_MANAGER_CHANGE_CLOSED = 1 << 2,
  BG_MANAGER_CHANGE_DELIVERY_BUDGET = 1 << 3,
  BG_MANAGER_CHANGE_LAUNCH_WARNING = 1 << 4,
  BG_MANAGER_CHANGE_LAUNCH_CRITICAL = 1 << 5,
  BG_MANAGER_CHANGE_DEFAULT_EXECUTOR = 1 << 6,
} BgManagerChanges;

typedef struct
{
  BgEngine  *engine;
  guint      max_threads;       /* atomic */
  guint64    n_group_ids;       /* atomic */
  guint      changes;           /* atomic: BgManagerChanges that were made elsewhere */

  /* home context */
  BgExecutor *threads;          /* its own; NULL until they are made */
  gboolean   starts_processing; /* until then */
  GPtrArray *models;            /* list models, not owned */
  GSList    *shut_downs;        /* of GTask */
  guint      notified_pending;
  guint      notified_running;
  guint      closings;          /* mask of the modes in which it was said to close */
  BgResultsFunc results_func;   /* under the lock of the engine, for it is asked for from any thread */
  gpointer   results_data;
  GDestroyNotify results_destroy;
  gboolean   hears_delays;      /* the engine was told that somebody listens */
  guint      n_holds;           /* who still has something to add before it closes */
} BgTaskManagerPrivate;

BgTaskManagerPrivate *bg_task_manager_get_private (BgTaskManager *self);

void      bg_task_manager_install_signals     (GType             type);
gboolean  bg_task_manager_is_heard            (gpointer          owner,
                                               BgTaskState       state);
void      bg_task_manager_emit_ended          (BgTaskManager    *self,
                                               const BgEnding   *ending);
gboolean  bg_task_manager_has_handlers        (gpointer          owner,
                                               BgTaskState       state);
gboolean  bg_task_manager_hears_delays        (BgTaskManager    *self);
gboolean  bg_task_manager_takes_results       (gpointer          owner);
void      bg_task_manager_give_results        (gpointer            owner,
                                               const BgTaskResult *results,
                                               guint               n_results);
void      bg_task_manager_emit_delayed        (gpointer          owner,
                                               guint64           id,
                                               const char       *group,
                                               gboolean          critical);
void      bg_task_manager_emit_group_finished (gpointer          owner,
                                               const char       *group);

void      bg_task_manager_notify_changes     (BgTaskManager    *self);
void      bg_task_manager_changed            (BgTaskManager    *self,
                                              BgManagerChanges  changes);

void      bg_task_manager_note_resized       (BgTaskManager    *self,
                                              guint             max_threads);
BgExecutor *bg_task_manager_dup_default_executor (BgTaskManager *self);

void      bg_task_manager_note_closed        (BgTaskManager    *self);
void      bg_task_manager_hold_open          (BgTaskManager    *self);
void      bg_task_manager_release_open       (BgTaskManager    *self);
void      bg_task_manager_emit_closing       (BgTaskManager    *self,
                                              BgShutdownMode    mode);
void      bg_task_manager_check_shut_downs   (BgTaskManager *self);
void      bg_task_manager_give_up_shut_downs (BgTaskManager *self);

BgEngine *bg_task_manager_get_engine    (BgTaskManager *self);
gboolean  bg_task_manager_is_home       (BgTaskManager *self);
void      bg_task_manager_add_model     (BgTaskManager *self,
                                         gpointer       model);
void      bg_task_manager_remove_model  (BgTaskManager *self,
                                         gpointer       model);

G_END_DECLS
