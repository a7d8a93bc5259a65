/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * BgTaskState:
 * @BG_TASK_STATE_NEW: not added to a manager yet
 * @BG_TASK_STATE_BLOCKED: waiting for upstream tasks
 * @BG_TASK_STATE_DELAYED: waiting for its delay to pass
 * @BG_TASK_STATE_QUEUED: ready, waiting for its turn
 * @BG_TASK_STATE_RUNNING: its body runs, or the outcome is still to come after [method@Task.hold]
 * @BG_TASK_STATE_COMPLETED: ended with success
 * @BG_TASK_STATE_FAILED: ended with an error
 * @BG_TASK_STATE_STOPPED: ended because it was stopped
 *
 * Where a task is in its life.
 *
 * The last three are ends: a task reaches exactly one of them and then never changes again.
 */
typedef enum
{
  BG_TASK_STATE_NEW,
  BG_TASK_STATE_BLOCKED,
  BG_TASK_STATE_DELAYED,
  BG_TASK_STATE_QUEUED,
  BG_TASK_STATE_RUNNING,
  BG_TASK_STATE_COMPLETED,
  BG_TASK_STATE_FAILED,
  BG_TASK_STATE_STOPPED,
} BgTaskState;

/**
 * BgAdmissionClass:
 * @BG_TASK_CLASS_LOW: admitted only while the pool has room
 * @BG_TASK_CLASS_NORMAL: the default
 * @BG_TASK_CLASS_HIGH: goes before normal tasks
 * @BG_TASK_CLASS_CRITICAL: goes before all others
 *
 * How urgently a task is admitted to a pool.
 *
 * The class decides first; [property@Task:priority] orders the tasks within a class.
 */
typedef enum
{
  BG_TASK_CLASS_LOW,
  BG_TASK_CLASS_NORMAL,
  BG_TASK_CLASS_HIGH,
  BG_TASK_CLASS_CRITICAL,
} BgAdmissionClass;

/**
 * BgShutdownMode:
 * @BG_SHUTDOWN_DISCARD: stop what waits and what runs
 * @BG_SHUTDOWN_DRAIN: run what was added, then end
 *
 * What becomes of the tasks when a manager is shut down.
 */
typedef enum
{
  BG_SHUTDOWN_DISCARD,
  BG_SHUTDOWN_DRAIN,
} BgShutdownMode;

G_END_DECLS
