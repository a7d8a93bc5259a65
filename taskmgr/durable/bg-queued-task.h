/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include <gio/gio.h>

#include "../core/bg-macros.h"

G_BEGIN_DECLS

/**
 * BgQueuedState:
 * @BG_QUEUED_STATE_SCHEDULED: waits for its time
 * @BG_QUEUED_STATE_READY: waits for a worker
 * @BG_QUEUED_STATE_LEASED: a worker has it
 * @BG_QUEUED_STATE_DONE: was acknowledged
 * @BG_QUEUED_STATE_DEAD: was given up; [property@QueuedTask:reason] says why
 * @BG_QUEUED_STATE_CANCELLED: was taken back before a worker had it, or while it had it
 *
 * Where a task in a queue is in its life; several of them together say which tasks are meant.
 */
typedef enum /*< flags >*/
{
  BG_QUEUED_STATE_SCHEDULED = 1 << 0,
  BG_QUEUED_STATE_READY     = 1 << 1,
  BG_QUEUED_STATE_LEASED    = 1 << 2,
  BG_QUEUED_STATE_DONE      = 1 << 3,
  BG_QUEUED_STATE_DEAD      = 1 << 4,
  BG_QUEUED_STATE_CANCELLED = 1 << 5,
} BgQueuedState;

#define BG_TYPE_QUEUED_TASK (bg_queued_task_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgQueuedTask, bg_queued_task, BG, QUEUED_TASK, GObject)

/* What is submitted. */
BG_AVAILABLE_IN_ALL
BgQueuedTask  *bg_queued_task_new               (const char     *queue,
                                                 GVariant       *payload) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
const char    *bg_queued_task_get_id            (BgQueuedTask   *self);
BG_AVAILABLE_IN_ALL
void           bg_queued_task_set_id            (BgQueuedTask   *self,
                                                 const char     *id);
BG_AVAILABLE_IN_ALL
const char    *bg_queued_task_get_queue         (BgQueuedTask   *self);
BG_AVAILABLE_IN_ALL
const char    *bg_queued_task_get_worker        (BgQueuedTask   *self);
BG_AVAILABLE_IN_ALL
void           bg_queued_task_set_worker        (BgQueuedTask   *self,
                                                 const char     *worker);
BG_AVAILABLE_IN_ALL
GVariant      *bg_queued_task_get_payload       (BgQueuedTask   *self);
BG_AVAILABLE_IN_ALL
int            bg_queued_task_get_priority      (BgQueuedTask   *self);
BG_AVAILABLE_IN_ALL
void           bg_queued_task_set_priority      (BgQueuedTask   *self,
                                                 int             priority);
BG_AVAILABLE_IN_ALL
gint64         bg_queued_task_get_not_before    (BgQueuedTask   *self);
BG_AVAILABLE_IN_ALL
void           bg_queued_task_set_not_before    (BgQueuedTask   *self,
                                                 gint64          unix_time);
BG_AVAILABLE_IN_ALL
void           bg_queued_task_set_delay         (BgQueuedTask   *self,
                                                 gint64          milliseconds);
BG_AVAILABLE_IN_ALL
gint64         bg_queued_task_get_expires       (BgQueuedTask   *self);
BG_AVAILABLE_IN_ALL
void           bg_queued_task_set_expires       (BgQueuedTask   *self,
                                                 gint64          unix_time);
BG_AVAILABLE_IN_ALL
guint          bg_queued_task_get_max_attempts  (BgQueuedTask   *self);
BG_AVAILABLE_IN_ALL
void           bg_queued_task_set_max_attempts  (BgQueuedTask   *self,
                                                 guint           max_attempts);
BG_AVAILABLE_IN_ALL
guint          bg_queued_task_get_time_limit    (BgQueuedTask   *self);
BG_AVAILABLE_IN_ALL
void           bg_queued_task_set_time_limit    (BgQueuedTask   *self,
                                                 guint           milliseconds);
BG_AVAILABLE_IN_ALL
const char    *bg_queued_task_get_unique_key    (BgQueuedTask   *self);
BG_AVAILABLE_IN_ALL
void           bg_queued_task_set_unique_key    (BgQueuedTask   *self,
                                                 const char     *key);
BG_AVAILABLE_IN_ALL
const char    *bg_queued_task_get_serial_key    (BgQueuedTask   *self);
BG_AVAILABLE_IN_ALL
void           bg_queued_task_set_serial_key    (BgQueuedTask   *self,
                                                 const char     *key);

/* What the store says of it. */
BG_AVAILABLE_IN_ALL
gboolean       bg_queued_task_is_duplicate      (BgQueuedTask   *self);
BG_AVAILABLE_IN_ALL
void           bg_queued_task_set_duplicate     (BgQueuedTask   *self,
                                                 gboolean        duplicate);
BG_AVAILABLE_IN_ALL
BgQueuedState  bg_queued_task_get_state         (BgQueuedTask   *self);
BG_AVAILABLE_IN_ALL
guint          bg_queued_task_get_attempt       (BgQueuedTask   *self);
BG_AVAILABLE_IN_ALL
guint          bg_queued_task_get_crashes       (BgQueuedTask   *self);
BG_AVAILABLE_IN_ALL
double         bg_queued_task_get_progress      (BgQueuedTask   *self);
BG_AVAILABLE_IN_ALL
const char    *bg_queued_task_get_message       (BgQueuedTask   *self);
BG_AVAILABLE_IN_ALL
const char    *bg_queued_task_get_reason        (BgQueuedTask   *self);
BG_AVAILABLE_IN_ALL
GVariant      *bg_queued_task_get_result        (BgQueuedTask   *self);
BG_AVAILABLE_IN_ALL
gint64         bg_queued_task_get_submitted     (BgQueuedTask   *self);
BG_AVAILABLE_IN_ALL
gint64         bg_queued_task_get_finished      (BgQueuedTask   *self);

/* The task as one JSON object, with all that is stored of it: what transports keep. */
BG_AVAILABLE_IN_ALL
char          *bg_queued_task_to_json           (BgQueuedTask   *self) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
BgQueuedTask  *bg_queued_task_new_from_json     (const char     *json,
                                                 GError        **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
