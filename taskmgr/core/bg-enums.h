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
 * BgBackoff:
 * @BG_BACKOFF_CONSTANT: always the same
 * @BG_BACKOFF_LINEAR: one, two, three times the first
 * @BG_BACKOFF_EXPONENTIAL: one, two, four times the first
 *
 * How the wait between the attempts of a task grows.
 */
typedef enum
{
  BG_BACKOFF_CONSTANT,
  BG_BACKOFF_LINEAR,
  BG_BACKOFF_EXPONENTIAL,
} BgBackoff;

/**
 * BgUniqueness:
 * @BG_UNIQUENESS_KEEP: the one that waits or runs does for the new one
 * @BG_UNIQUENESS_REPLACE: the ones that wait or run are stopped
 * @BG_UNIQUENESS_COALESCE: one that waits does for the new one; if one runs, the new one runs after it
 *
 * What becomes of a task that is added while another one with the same key waits or runs.
 */
typedef enum
{
  BG_UNIQUENESS_KEEP,
  BG_UNIQUENESS_REPLACE,
  BG_UNIQUENESS_COALESCE,
} BgUniqueness;

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

/**
 * BgAtShutDown:
 * @BG_AT_SHUT_DOWN_STOP: it is stopped
 * @BG_AT_SHUT_DOWN_CONTINUE: it goes on if it has begun, and is stopped if it waits
 * @BG_AT_SHUT_DOWN_FINISH: it runs even if it waits, and so does what it waits for
 *
 * What becomes of a task when its manager is shut down in the mode `BG_SHUTDOWN_DISCARD`.
 */
typedef enum
{
  BG_AT_SHUT_DOWN_STOP,
  BG_AT_SHUT_DOWN_CONTINUE,
  BG_AT_SHUT_DOWN_FINISH,
} BgAtShutDown;

G_END_DECLS
