/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include <gio/gio.h>

#include "core/bg-macros.h"

G_BEGIN_DECLS

#define BG_TYPE_PROCESS_WORKER (bg_process_worker_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgProcessWorker, bg_process_worker, BG, PROCESS_WORKER, GObject)

/**
 * BgProcessWorkerFunc:
 * @worker: the worker, to report to
 * @arguments: what the task has given, a mapping
 * @cancellable: triggered when the task is stopped
 * @user_data: (closure): the data given with the function
 * @error: return location for an error
 *
 * What a worker in a child process does for one task.
 *
 * It hands its result over with [method@ProcessWorker.return_variant] and returns `TRUE`, or sets @error and returns
 * `FALSE`.
 *
 * Returns: `TRUE` on success, `FALSE` if it failed
 */
typedef gboolean (*BgProcessWorkerFunc) (BgProcessWorker  *worker,
                                         GVariant         *arguments,
                                         GCancellable     *cancellable,
                                         gpointer          user_data,
                                         GError          **error);

BG_AVAILABLE_IN_ALL
gboolean         bg_process_worker_is_wanted       (void);
BG_AVAILABLE_IN_ALL
BgProcessWorker *bg_process_worker_new             (void) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
gboolean         bg_process_worker_run             (BgProcessWorker      *self,
                                                    BgProcessWorkerFunc   func,
                                                    gpointer              user_data,
                                                    GError              **error);

/* In the function, from any thread. */
BG_AVAILABLE_IN_ALL
const char      *bg_process_worker_get_name        (BgProcessWorker      *self);
BG_AVAILABLE_IN_ALL
void             bg_process_worker_report_progress (BgProcessWorker      *self,
                                                    double                fraction,
                                                    const char           *text);
BG_AVAILABLE_IN_ALL
void             bg_process_worker_log             (BgProcessWorker      *self,
                                                    const char           *line);
BG_AVAILABLE_IN_ALL
void             bg_process_worker_return_variant  (BgProcessWorker      *self,
                                                    GVariant             *result);
BG_AVAILABLE_IN_ALL
void             bg_process_worker_return_failure  (BgProcessWorker      *self,
                                                    const GError         *error,
                                                    const char           *traceback,
                                                    GVariant             *details);

G_END_DECLS
