/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-idle-executor-private.h"
#include "bg-priority-queue-private.h"
#include "bg-task-queue.h"

G_BEGIN_DECLS

typedef enum
{
  BG_QUEUED_WAITS,              /* for upstreams or a time, or to be tried again */
  BG_QUEUED_READY,
  BG_QUEUED_BEGUN,              /* and not ended */
} BgQueuedState;

/* A task in a queue, until it ends. */
typedef struct
{
  BgTaskQueue   *queue;         /* not owned */
  BgTask        *task;          /* owned */
  char          *name;          /* NULL for none, or if another has it by now */
  int            priority;
  BgQueuedState  state;
  gboolean       paused;
  gboolean       offered;       /* is among those that can be begun */
  guint          patience;      /* ms */
  gint64         ready_since;
  gint64         due;           /* when it runs though nothing is idle */
  GSequenceIter *due_iter;
} BgParkedTask;

/* All in the context of the manager. */
typedef struct
{
  char            *name;        /* fixed at construction */
  int              default_priority;
  guint            patience;    /* ms */
  gboolean         paused;
  gboolean         managed;
  BgIdleExecutor  *executor;    /* not owned; it clears this */
  GList           *turn;        /* where it stands among the queues of the executor */
  GHashTable      *tasks;       /* of BgParkedTask, owned */
  GHashTable      *in_vain;     /* of BgParkedTask: those ready, and not begun for the lack of something */
  GHashTable      *names;       /* name → BgParkedTask */
  BgPriorityQueue *ready;       /* of BgTask: those offered */
  GSequence       *due;         /* of BgParkedTask: those offered that have patience, by time */
  guint            length;      /* that have not begun */
  guint            notified_length;
} BgTaskQueuePrivate;

BgTaskQueuePrivate *bg_task_queue_get_private      (BgTaskQueue  *self);
void                bg_task_queue_announce         (BgTaskQueue  *self);
void                bg_task_queue_priority_changed (BgTaskQueue  *self,
                                                    BgParkedTask *queued);

/* bg-task-queue-tasks.c: the tasks that are in a queue. */
BgParkedTask *bg_parked_task_new          (BgTaskQueue    *queue,
                                           BgTask         *task,
                                           const char     *name);
void          bg_parked_task_drop         (BgParkedTask   *self);
void          bg_parked_task_follow       (BgParkedTask   *self);
void          bg_parked_task_set_priority (BgParkedTask   *self,
                                           int             priority);
void          bg_parked_task_set_paused   (BgParkedTask   *self,
                                           gboolean        paused);
void          bg_parked_task_set_patience (BgParkedTask   *self,
                                           guint           milliseconds);
void          bg_parked_task_lose_name    (BgParkedTask   *self);
gboolean      bg_parked_task_is_known     (BgTask         *task);
BgParkedTask *bg_task_queue_find_task     (BgTaskQueue    *self,
                                           BgTask         *task);
BgParkedTask *bg_task_queue_find_name     (BgTaskQueue    *self,
                                           const char     *name);

/* Called by the executor. */
void          bg_task_queue_set_executor  (BgTaskQueue    *self,
                                           BgIdleExecutor *executor);
void          bg_task_queue_set_managed   (BgTaskQueue    *self,
                                           gboolean        managed);
gboolean      bg_task_queue_is_runnable   (BgTaskQueue    *self);
gint64        bg_task_queue_get_due       (BgTaskQueue    *self);
BgTask       *bg_task_queue_begin_next    (BgTaskQueue    *self);
BgTask       *bg_task_queue_begin_due     (BgTaskQueue    *self);
void          bg_task_queue_note_begun    (BgTaskQueue    *self,
                                           BgTask         *task);
void          bg_task_queue_try_again     (BgTaskQueue    *self);
void          bg_task_queue_stop_all      (BgTaskQueue    *self);
void          bg_task_queue_stop_one      (BgTaskQueue    *self,
                                           BgParkedTask   *queued);

G_END_DECLS
