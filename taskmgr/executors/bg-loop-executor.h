/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-loop.h"

G_BEGIN_DECLS

#define BG_TYPE_LOOP_EXECUTOR (bg_loop_executor_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgLoopExecutor, bg_loop_executor, BG, LOOP_EXECUTOR, GObject)

BG_AVAILABLE_IN_ALL
BgLoopExecutor *bg_loop_executor_new           (BgLoop          *loop) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
BgLoop         *bg_loop_executor_get_loop      (BgLoopExecutor  *self);
BG_AVAILABLE_IN_ALL
guint           bg_loop_executor_get_max_tasks (BgLoopExecutor  *self);
BG_AVAILABLE_IN_ALL
void            bg_loop_executor_set_max_tasks (BgLoopExecutor  *self,
                                                guint            max_tasks);

G_END_DECLS
