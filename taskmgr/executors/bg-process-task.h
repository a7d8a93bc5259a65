/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "core/bg-task.h"

G_BEGIN_DECLS

#define BG_TYPE_PROCESS_TASK (bg_process_task_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (BgProcessTask, bg_process_task, BG, PROCESS_TASK, BgTask)

/**
 * BgProcessTaskClass:
 * @prepare: called before the request is sent, to set the arguments from what the upstreams have left; `FALSE` if it
 *   has reported an outcome instead
 * @take_result: reports what the worker has returned, which may be nothing
 * @take_failure: reports the error of the worker; there may be a traceback, and details, a mapping
 *
 * The class structure of tasks that run in a child process. All functions are called in the context of the manager.
 */
struct _BgProcessTaskClass
{
  BgTaskClass parent_class;

  gboolean (*prepare)      (BgProcessTask *self);
  void     (*take_result)  (BgProcessTask *self,
                            GVariant      *result);
  void     (*take_failure) (BgProcessTask *self,
                            const GError  *error,
                            const char    *traceback,
                            GVariant      *details);

  /*< private >*/
  gpointer padding[8];
};

BG_AVAILABLE_IN_ALL
BgTask     *bg_process_task_new           (const char     *worker,
                                           GVariant       *arguments) G_GNUC_WARN_UNUSED_RESULT;

BG_AVAILABLE_IN_ALL
const char *bg_process_task_get_worker    (BgProcessTask  *self);
BG_AVAILABLE_IN_ALL
GVariant   *bg_process_task_get_arguments (BgProcessTask  *self);
BG_AVAILABLE_IN_ALL
void        bg_process_task_set_arguments (BgProcessTask  *self,
                                           GVariant       *arguments);

G_END_DECLS
