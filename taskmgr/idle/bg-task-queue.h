/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "../core/bg-executor.h"
#include "../core/bg-task.h"

G_BEGIN_DECLS

/**
 * BgTaskQueuePriority:
 * @BG_TASK_QUEUE_PRIORITY_SOMETIME: when its turn comes
 * @BG_TASK_QUEUE_PRIORITY_SOON: next: the queue moves to the front of its executor, once
 * @BG_TASK_QUEUE_PRIORITY_DEFAULT: what [property@TaskQueue:default-priority] says
 *
 * Priorities with a name; all integers between them and beyond are priorities as well.
 */
typedef enum
{
  BG_TASK_QUEUE_PRIORITY_SOMETIME = 0,
  BG_TASK_QUEUE_PRIORITY_SOON = 100,
  BG_TASK_QUEUE_PRIORITY_DEFAULT = -2147483647 - 1,
} BgTaskQueuePriority;

#define BG_TYPE_TASK_QUEUE (bg_task_queue_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (BgTaskQueue, bg_task_queue, BG, TASK_QUEUE, GObject)

/**
 * BgTaskQueueFilterFunc:
 * @task: a task of the queue that has not begun
 * @name: (nullable): what it is known by in the queue
 * @user_data: (closure): the data given with the function
 *
 * Says which tasks of a queue are meant.
 *
 * Returns: whether this one is
 */
typedef gboolean (*BgTaskQueueFilterFunc) (BgTask     *task,
                                           const char *name,
                                           gpointer    user_data);

/**
 * BgTaskQueueClass:
 * @cancel_task: implements [method@TaskQueue.cancel_task]; by default the task is stopped
 * @pause_task: implements [method@TaskQueue.pause_task]; by default the task is not begun until resumed, and goes
 *   on if it has begun
 * @resume_task: implements [method@TaskQueue.resume_task]
 *
 * The class structure of queues.
 *
 * Who overrides one of them, for instance to pause what has begun already, calls that of the parent class as well.
 */
struct _BgTaskQueueClass
{
  GObjectClass parent_class;

  gboolean (*cancel_task) (BgTaskQueue *self,
                           const char  *name);
  gboolean (*pause_task)  (BgTaskQueue *self,
                           const char  *name);
  gboolean (*resume_task) (BgTaskQueue *self,
                           const char  *name);

  /*< private >*/
  gpointer padding[8];
};

BG_AVAILABLE_IN_ALL
BgTaskQueue *bg_task_queue_new                  (const char            *name) G_GNUC_WARN_UNUSED_RESULT;

BG_AVAILABLE_IN_ALL
guint64      bg_task_queue_add_task             (BgTaskQueue           *self,
                                                 BgTask                *task,
                                                 int                    priority,
                                                 const char            *name,
                                                 GError               **error);
BG_AVAILABLE_IN_ALL
gboolean     bg_task_queue_remove_task          (BgTaskQueue           *self,
                                                 const char            *name);
BG_AVAILABLE_IN_ALL
gboolean     bg_task_queue_update_task          (BgTaskQueue           *self,
                                                 const char            *name,
                                                 int                    priority);
BG_AVAILABLE_IN_ALL
guint        bg_task_queue_update_all           (BgTaskQueue           *self,
                                                 const char            *prefix,
                                                 int                    priority);
BG_AVAILABLE_IN_ALL
guint        bg_task_queue_update_matching      (BgTaskQueue           *self,
                                                 int                    priority,
                                                 BgTaskQueueFilterFunc  filter,
                                                 gpointer               user_data);
BG_AVAILABLE_IN_ALL
gboolean     bg_task_queue_cancel_task          (BgTaskQueue           *self,
                                                 const char            *name);
BG_AVAILABLE_IN_ALL
gboolean     bg_task_queue_pause_task           (BgTaskQueue           *self,
                                                 const char            *name);
BG_AVAILABLE_IN_ALL
gboolean     bg_task_queue_resume_task          (BgTaskQueue           *self,
                                                 const char            *name);
BG_AVAILABLE_IN_ALL
BgTask      *bg_task_queue_get_task             (BgTaskQueue           *self,
                                                 const char            *name);
BG_AVAILABLE_IN_ALL
gboolean     bg_task_queue_set_task_patience    (BgTaskQueue           *self,
                                                 const char            *name,
                                                 guint                  milliseconds);

BG_AVAILABLE_IN_ALL
const char  *bg_task_queue_get_name             (BgTaskQueue           *self);
BG_AVAILABLE_IN_ALL
BgExecutor  *bg_task_queue_get_executor         (BgTaskQueue           *self);
BG_AVAILABLE_IN_ALL
guint        bg_task_queue_get_length           (BgTaskQueue           *self);
BG_AVAILABLE_IN_ALL
gboolean     bg_task_queue_get_managed          (BgTaskQueue           *self);
BG_AVAILABLE_IN_ALL
gboolean     bg_task_queue_get_paused           (BgTaskQueue           *self);
BG_AVAILABLE_IN_ALL
void         bg_task_queue_set_paused           (BgTaskQueue           *self,
                                                 gboolean               paused);
BG_AVAILABLE_IN_ALL
int          bg_task_queue_get_default_priority (BgTaskQueue           *self);
BG_AVAILABLE_IN_ALL
void         bg_task_queue_set_default_priority (BgTaskQueue           *self,
                                                 int                    priority);
BG_AVAILABLE_IN_ALL
guint        bg_task_queue_get_patience         (BgTaskQueue           *self);
BG_AVAILABLE_IN_ALL
void         bg_task_queue_set_patience         (BgTaskQueue           *self,
                                                 guint                  milliseconds);

G_END_DECLS
