/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-engine-private.h"
#include "bg-retry-policy-private.h"
#include "bg-task.h"

G_BEGIN_DECLS

typedef enum
{
  BG_TASK_KIND_FUNC,
  BG_TASK_KIND_PASS_THROUGH,
} BgTaskKind;

typedef enum
{
  BG_TASK_CHANGE_QUEUED = 1 << 0,       /* it is in the list of changed tasks */
  BG_TASK_CHANGE_STATE = 1 << 1,
  BG_TASK_CHANGE_PROGRESS = 1 << 2,
  BG_TASK_CHANGE_PRIORITY = 1 << 3,
  BG_TASK_CHANGE_ATTEMPT = 1 << 4,
  BG_TASK_CHANGE_REASON = 1 << 5,       /* why it waits */
} BgTaskChanges;

/* What an upstream has left. */
typedef struct
{
  guint64    upstream_id;
  BgOutcome *outcome;           /* owned; NULL for nothing */
} BgTaskInput;

/* What few tasks have. */
typedef struct
{
  guint       delay;            /* ms */
  guint       deadline;         /* ms */
  guint       time_limit;       /* ms */
  GDateTime  *not_before;       /* owned; NULL for none */
  BgAtShutDown at_shut_down;
  char       *unique_key;       /* NULL for none */
  BgUniqueness uniqueness;
  gpointer    executor;         /* owned; NULL for the manager's default */
  GPtrArray  *resources;        /* names, the last is NULL; or NULL */
  GPtrArray  *conditions;       /* of BgCondition; or NULL */
  BgRetryPolicy *retry;         /* owned; NULL for none */
  guint       n_failures;       /* atomic: attempts that have failed and were not the last */
  GArray     *upstream_ids;
  GHashTable *arguments;        /* name → GValue */
  GHashTable *merged;           /* likewise, with what upstreams returned; made when first asked for */
  GArray     *inputs;           /* of BgTaskInput; likewise */
  GSList     *waiters;          /* home context: of GTask */
  double      fraction;         /* lock of the task */
  char       *text;             /* likewise */
  GSList     *late;             /* likewise; of BgOutcome: reported too late */
} BgTaskExtra;

typedef struct
{
  /* fixed when it is added */
  BgEngine         *engine;
  guint64           id;
  char             *name;
  char             *group;
  BgTaskExtra      *extra;              /* atomic; a body may be the first to need it */

  /* home context */
  BgTaskFunc        func;
  gpointer          user_data;
  GDestroyNotify    user_data_destroy;

  /* fixed when it is added */
  guint8            kind;
  guint8            task_class;

  /* atomic */
  int               seen;               /* by anybody but us */
  int               claimed;            /* by the manager that it is being added to */
  int               state;
  int               notified_state;
  int               priority;
  int               changes;            /* BgTaskChanges */
  BgTask           *next_changed;
  BgOutcome        *outcome;            /* until it ends, what was reported, under the lock; then, for good */
  gint64            added_time;
  gint64            ready_time;
  gint64            start_time;
  gint64            end_time;

  /* lock */
  GMutex            lock;
  GCancellable     *cancellable;
  guint8            reported;
  guint8            held;
  guint8            body_returned;
  guint8            settled;            /* ended before its body did: what that reports is dropped */
} BgTaskPrivate;

BgTaskPrivate *bg_task_get_private       (BgTask        *self);
BgTaskExtra   *bg_task_get_extra         (BgTask        *self);
BgTaskExtra   *bg_task_ensure_extra      (BgTask        *self);
void           bg_task_free_inputs       (gpointer       inputs);
void           bg_task_keep_late         (BgTask        *self,
                                          BgOutcome     *outcome);
BgTask        *bg_task_new_for_node      (BgEngine      *engine,
                                          BgNode        *node,
                                          gboolean       has_begun);
BgTask        *bg_task_new_ended         (BgEngine      *engine,
                                          guint64        id,
                                          BgTaskState    state,
                                          BgOutcome     *outcome);
gboolean       bg_task_is_home_kind      (BgTask        *self);
gboolean       bg_task_is_pass_through   (BgTask        *self);

/* Called by the manager that it is to be added to. */
void           bg_task_set_seen          (BgTask        *self,
                                          gboolean       seen);
gboolean       bg_task_claim             (BgTask        *self);
void           bg_task_give_back         (BgTask        *self);

/* Called by the engine, under its lock. */
void           bg_task_set_added         (BgTask        *self,
                                          BgEngine      *engine,
                                          guint64        id);
void           bg_task_follow            (BgTask        *self,
                                          BgNodeState    state);
void           bg_task_priority_changed  (BgTask        *self,
                                          int            priority);
void           bg_task_settle            (BgTask        *self);
void           bg_task_prepare_home      (BgTask        *self);
void           bg_task_request_cancel    (BgTask        *self,
                                          GPtrArray     *cancellables);

BgRetryPolicy *bg_task_get_retry_policy  (BgTask        *self);
void           bg_task_reset             (BgTask        *self);

/* By a worker. */
void           bg_task_note_begun        (BgTask        *self);
gboolean       bg_task_execute           (BgTask        *self,
                                          GCancellable  *cancellable,
                                          BgOutcome    **outcome);
void           bg_task_body_returned     (BgTask        *self);

/* In the home context. */
void           bg_task_start_home        (BgTask        *self);
void           bg_task_end               (BgTask        *self,
                                          BgTaskState    state,
                                          BgOutcome     *outcome);
void           bg_task_forget            (BgTask        *self);
void           bg_task_add_waiter        (BgTask        *self,
                                          GTask         *waiter);

/* bg-task-notify.c */
gboolean       bg_task_note_change       (BgTask        *self,
                                          BgTaskChanges  changes);
gboolean       bg_task_note_state        (BgTask        *self);
gboolean       bg_task_note_reason       (BgTask        *self);
void           bg_task_notify            (BgTask        *self);
gboolean       bg_task_notify_changes    (BgEngine      *engine,
                                          gint64         end);

/* bg-task-body.c */
gboolean       bg_task_call_func         (BgTask        *self,
                                          GCancellable  *cancellable,
                                          GError       **error);
void           bg_task_unpack_variant    (GVariant      *variant,
                                          GValue        *value);
GVariant      *bg_task_merge             (BgTask        *self,
                                          GError       **error);

G_END_DECLS
