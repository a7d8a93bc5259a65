/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-command-task.h"

G_BEGIN_DECLS

/* The command is gone; if its task was stopped before, nothing was reported. */
typedef void (*BgCommandEndedFunc) (gboolean reported,
                                    gpointer user_data);

/* Runs the command of a task that runs, in a context that the calling thread owns, and reports its outcome there. Then
 * the function is called, which may happen before this returns. */
void bg_command_run (BgCommandTask       *task,
                     GMainContext        *context,
                     BgCommandEndedFunc   ended,
                     gpointer             user_data);

/* Implemented by the task. */
const guint64 *bg_command_task_get_limits (BgCommandTask *self);

G_END_DECLS
