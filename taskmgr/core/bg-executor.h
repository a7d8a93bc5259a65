/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-enums.h"
#include "bg-types.h"

G_BEGIN_DECLS

#define BG_TYPE_EXECUTOR (bg_executor_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_INTERFACE (BgExecutor, bg_executor, BG, EXECUTOR, GObject)

/**
 * BgExecutorInterface:
 * @get_room: how many more tasks of a class it would take now; by default there is room for any number
 * @submit: begin a task that is ready: have [method@Task.run] called where the body is to run, or do without
 *   a body and report with [method@Task.return_value] or [method@Task.return_error]; then or later
 * @stop: a task that was submitted was stopped, or its time was up, before it had reported; its cancellable
 *   was triggered. By default that is enough
 * @drain: nothing more will be submitted; what was submitted goes on to its end
 *
 * What has to be implemented to run tasks somewhere else.
 *
 * All of them are called in the context of the manager, never inside the call that caused it.
 */
struct _BgExecutorInterface
{
  GTypeInterface parent_iface;

  guint    (*get_room) (BgExecutor       *self,
                        BgAdmissionClass  task_class);
  void     (*submit)   (BgExecutor       *self,
                        BgTask           *task);
  void     (*stop)     (BgExecutor       *self,
                        BgTask           *task);
  void     (*drain)    (BgExecutor       *self);

  /*< private >*/
  void     (*attach)   (BgExecutor       *self,
                        gpointer          engine,
                        gpointer          lane);
  void     (*detach)   (BgExecutor       *self);
  void     (*resize)   (BgExecutor       *self,
                        guint             pool_size);
  gpointer padding[5];
};

BG_AVAILABLE_IN_ALL
void           bg_executor_capacity_changed (BgExecutor  *self);
BG_AVAILABLE_IN_ALL
gboolean       bg_executor_begin_task       (BgExecutor  *self,
                                             BgTask      *task);
BG_AVAILABLE_IN_ALL
BgTaskManager *bg_executor_dup_manager      (BgExecutor  *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
