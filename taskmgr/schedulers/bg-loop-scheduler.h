/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-task-scheduler.h"

G_BEGIN_DECLS

#define BG_TYPE_LOOP_SCHEDULER (bg_loop_scheduler_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgLoopScheduler, bg_loop_scheduler, BG, LOOP_SCHEDULER, BgTaskScheduler)

BG_AVAILABLE_IN_ALL
BgLoopScheduler *bg_loop_scheduler_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
