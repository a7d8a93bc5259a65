/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-macros.h"

G_BEGIN_DECLS

#define BG_ERROR (bg_error_quark ())

/**
 * BgError:
 * @BG_ERROR_FAILED: a task failed without saying why
 * @BG_ERROR_SCRIPT: an exception was thrown in a body written in another language
 * @BG_ERROR_UNKNOWN_TASK: no such task is known to the manager
 * @BG_ERROR_FOREIGN_TASK: the task belongs to another manager, or was added before
 * @BG_ERROR_SELF_DEPENDENCY: a task would wait for itself
 * @BG_ERROR_CYCLE: tasks would wait for each other in a circle
 * @BG_ERROR_UPSTREAM_FAILED: the task that is to be waited for has failed
 * @BG_ERROR_UPSTREAM_STOPPED: the task that is to be waited for was stopped
 * @BG_ERROR_TOO_LATE: the task has started or ended already
 * @BG_ERROR_SHUT_DOWN: the manager was shut down
 * @BG_ERROR_INVALID_ARGUMENT: an argument makes no sense; the message says which and why
 * @BG_ERROR_TIMED_OUT: the deadline passed before the task ended
 *
 * What can go wrong, in the domain `BG_ERROR`.
 *
 * A task that is cancelled reports `G_IO_ERROR_CANCELLED`, not one of these.
 */
typedef enum
{
  BG_ERROR_FAILED,
  BG_ERROR_SCRIPT,
  BG_ERROR_UNKNOWN_TASK,
  BG_ERROR_FOREIGN_TASK,
  BG_ERROR_SELF_DEPENDENCY,
  BG_ERROR_CYCLE,
  BG_ERROR_UPSTREAM_FAILED,
  BG_ERROR_UPSTREAM_STOPPED,
  BG_ERROR_TOO_LATE,
  BG_ERROR_SHUT_DOWN,
  BG_ERROR_INVALID_ARGUMENT,
  BG_ERROR_TIMED_OUT,
} BgError;

BG_AVAILABLE_IN_ALL
GQuark bg_error_quark (void);

G_END_DECLS
