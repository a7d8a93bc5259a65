/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "../core/bg-executor.h"
#include "../core/bg-task-manager.h"
#include "bg-idle-monitor.h"
#include "bg-task-queue.h"

G_BEGIN_DECLS

#define BG_TYPE_IDLE_EXECUTOR (bg_idle_executor_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgIdleExecutor, bg_idle_executor, BG, IDLE_EXECUTOR, GObject)

BG_AVAILABLE_IN_ALL
BgIdleExecutor *bg_idle_executor_new          (BgTaskManager   *manager,
                                               BgIdleMonitor   *monitor) G_GNUC_WARN_UNUSED_RESULT;

BG_AVAILABLE_IN_ALL
gboolean        bg_idle_executor_add_queue    (BgIdleExecutor  *self,
                                               BgTaskQueue     *queue,
                                               GError         **error);
BG_AVAILABLE_IN_ALL
gboolean        bg_idle_executor_remove_queue (BgIdleExecutor  *self,
                                               const char      *name);
BG_AVAILABLE_IN_ALL
BgTaskQueue    *bg_idle_executor_get_queue    (BgIdleExecutor  *self,
                                               const char      *name);
BG_AVAILABLE_IN_ALL
void            bg_idle_executor_clear        (BgIdleExecutor  *self);
BG_AVAILABLE_IN_ALL
void            bg_idle_executor_pause        (BgIdleExecutor  *self);
BG_AVAILABLE_IN_ALL
void            bg_idle_executor_resume       (BgIdleExecutor  *self);
BG_AVAILABLE_IN_ALL
gboolean        bg_idle_executor_run          (BgIdleExecutor  *self);

BG_AVAILABLE_IN_ALL
gboolean        bg_idle_executor_get_paused   (BgIdleExecutor  *self);
BG_AVAILABLE_IN_ALL
BgIdleMonitor  *bg_idle_executor_get_monitor  (BgIdleExecutor  *self);
BG_AVAILABLE_IN_ALL
guint           bg_idle_executor_get_budget   (BgIdleExecutor  *self);
BG_AVAILABLE_IN_ALL
void            bg_idle_executor_set_budget   (BgIdleExecutor  *self,
                                               guint            microseconds);

G_END_DECLS
