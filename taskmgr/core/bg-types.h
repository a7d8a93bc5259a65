/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include <gio/gio.h>

#include "bg-macros.h"

G_BEGIN_DECLS

typedef struct _BgCondition   BgCondition;
typedef struct _BgExecutor    BgExecutor;
typedef struct _BgFakeClock   BgFakeClock;
typedef struct _BgRetryPolicy BgRetryPolicy;
typedef struct _BgTask        BgTask;
typedef struct _BgTaskManager BgTaskManager;

/**
 * BgTaskFunc:
 * @task: the task that runs
 * @cancellable: triggered when the task is stopped
 * @user_data: (closure): the data given with the function
 * @error: return location for an error
 *
 * The body of a task.
 *
 * It runs where the task's executor says, usually in a worker thread. It hands its result over with
 * [method@Task.return_value] and returns `TRUE`, or sets @error and returns `FALSE`. A body that goes
 * on asynchronously calls [method@Task.hold] before it returns.
 *
 * Returns: `TRUE` on success, `FALSE` if the task failed
 */
typedef gboolean (*BgTaskFunc) (BgTask        *task,
                                GCancellable  *cancellable,
                                gpointer       user_data,
                                GError       **error);

/**
 * BgWorkFunc:
 * @user_data: (closure): the data given with the function
 * @cancellable: triggered when the work is stopped; handlers that are connected to it have to be disconnected
 *   before the function returns
 * @result: an unset value, to be initialized if there is a result
 * @error: return location for an error
 *
 * A plain function that is run by [method@TaskManager.add_work] in a worker thread.
 *
 * Returns: `TRUE` on success, `FALSE` if the work failed
 */
typedef gboolean (*BgWorkFunc) (gpointer       user_data,
                                GCancellable  *cancellable,
                                GValue        *result,
                                GError       **error);

/**
 * BgTaskResult:
 * @id: the id of the task
 * @group: (nullable): its group
 * @value: what it returned; a `NULL` of type `gpointer` where that is nothing
 *
 * What one task has returned.
 */
typedef struct
{
  guint64     id;
  const char *group;
  GValue      value;
} BgTaskResult;

/**
 * BgResultsFunc:
 * @manager: the manager
 * @results: (array length=n_results): what the tasks returned, in the order in which they ended; it belongs to the
 *   manager
 * @n_results: how many there are
 * @user_data: (closure): the data given with the function
 *
 * Is told of completed tasks, several at once, in the context of the manager.
 */
typedef void (*BgResultsFunc) (BgTaskManager      *manager,
                               const BgTaskResult *results,
                               gsize               n_results,
                               gpointer            user_data);

G_END_DECLS
