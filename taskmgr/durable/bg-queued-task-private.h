/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-queued-task.h"

G_BEGIN_DECLS

/* Transports read and fill these directly. A task is not changed after it was submitted but by its transport. */
struct _BgQueuedTask
{
  GObject        parent_instance;

  char          *id;
  char          *queue;
  char          *worker;           /* nullable */
  GVariant      *payload;          /* made from the JSON when it is asked for */
  char          *json;             /* of the payload, as it is stored; a JSON object */
  char          *unique_key;       /* nullable */
  char          *serial_key;       /* nullable */
  int            priority;         /* 0 to 9 */
  guint          max_attempts;
  guint          time_limit;       /* ms, 0 for none */
  gint64         not_before;       /* µs since 1970; 0 for at once */
  gint64         expires;          /* µs since 1970; 0 for never */

  BgQueuedState  state;
  guint          attempt;
  guint          crashes;
  double         progress;         /* 0 to 1 */
  char          *message;          /* nullable; goes with the progress */
  char          *reason;           /* nullable; why the last attempt has failed */
  char          *result;           /* nullable; JSON of any value */
  gint64         submitted;        /* µs since 1970 */
  gint64         finished;         /* µs since 1970; 0 while it is not */
  gboolean       duplicate;
  gboolean       cancel_asked;     /* it was leased when it was cancelled */
  GSList        *replaced;         /* texts that were in it, and are perhaps still looked at by another thread */
};

#define BG_QUEUED_TASK_MAX_PRIORITY     9
#define BG_QUEUED_TASK_DEFAULT_PRIORITY 4
#define BG_QUEUED_TASK_DEFAULT_ATTEMPTS 25
#define BG_QUEUED_TASK_MAX_RESULT       (64 * 1024)
#define BG_QUEUED_TASK_MAX_ID           64
#define BG_QUEUED_TASK_MAX_KEY          1024

BgQueuedTask *bg_queued_task_new_empty (void);
BgQueuedTask *bg_queued_task_copy      (BgQueuedTask  *self);
gboolean      bg_queued_task_is_id     (const char    *text);

/* The text that was there stays as long as the task. */
void          bg_queued_task_replace   (BgQueuedTask  *self,
                                        char         **place,
                                        char          *text);

G_END_DECLS
