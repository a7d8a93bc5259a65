/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-process-error.h"
#include "core/bg-executor.h"

G_BEGIN_DECLS

#define BG_TYPE_PROCESS_EXECUTOR (bg_process_executor_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgProcessExecutor, bg_process_executor, BG, PROCESS_EXECUTOR, GObject)

BG_AVAILABLE_IN_ALL
BgProcessExecutor *bg_process_executor_new                  (guint               pool_size) G_GNUC_WARN_UNUSED_RESULT;

BG_AVAILABLE_IN_ALL
void               bg_process_executor_register             (BgProcessExecutor  *self,
                                                             const char         *worker,
                                                             const char *const  *argv);
BG_AVAILABLE_IN_ALL
void               bg_process_executor_register_module      (BgProcessExecutor  *self,
                                                             const char         *worker,
                                                             const char         *path,
                                                             const char         *symbol);
BG_AVAILABLE_IN_ALL
void               bg_process_executor_register_python      (BgProcessExecutor  *self,
                                                             const char         *worker,
                                                             const char         *function,
                                                             const char         *interpreter);
BG_AVAILABLE_IN_ALL
void               bg_process_executor_register_javascript  (BgProcessExecutor  *self,
                                                             const char         *worker,
                                                             const char         *path);

BG_AVAILABLE_IN_ALL
guint              bg_process_executor_get_pool_size        (BgProcessExecutor  *self);
BG_AVAILABLE_IN_ALL
void               bg_process_executor_set_pool_size        (BgProcessExecutor  *self,
                                                             guint               pool_size);
BG_AVAILABLE_IN_ALL
guint              bg_process_executor_get_reserve_normal   (BgProcessExecutor  *self);
BG_AVAILABLE_IN_ALL
void               bg_process_executor_set_reserve_normal   (BgProcessExecutor  *self,
                                                             guint               reserve);
BG_AVAILABLE_IN_ALL
guint              bg_process_executor_get_reserve_high     (BgProcessExecutor  *self);
BG_AVAILABLE_IN_ALL
void               bg_process_executor_set_reserve_high     (BgProcessExecutor  *self,
                                                             guint               reserve);
BG_AVAILABLE_IN_ALL
guint              bg_process_executor_get_idle_timeout     (BgProcessExecutor  *self);
BG_AVAILABLE_IN_ALL
void               bg_process_executor_set_idle_timeout     (BgProcessExecutor  *self,
                                                             guint               milliseconds);
BG_AVAILABLE_IN_ALL
guint              bg_process_executor_get_terminate_after  (BgProcessExecutor  *self);
BG_AVAILABLE_IN_ALL
void               bg_process_executor_set_terminate_after  (BgProcessExecutor  *self,
                                                             guint               milliseconds);
BG_AVAILABLE_IN_ALL
guint              bg_process_executor_get_kill_after       (BgProcessExecutor  *self);
BG_AVAILABLE_IN_ALL
void               bg_process_executor_set_kill_after       (BgProcessExecutor  *self,
                                                             guint               milliseconds);
BG_AVAILABLE_IN_ALL
guint              bg_process_executor_get_max_message_size (BgProcessExecutor  *self);
BG_AVAILABLE_IN_ALL
void               bg_process_executor_set_max_message_size (BgProcessExecutor  *self,
                                                             guint               n_bytes);
BG_AVAILABLE_IN_ALL
guint64            bg_process_executor_get_limit            (BgProcessExecutor  *self,
                                                             BgProcessLimit      limit);
BG_AVAILABLE_IN_ALL
void               bg_process_executor_set_limit            (BgProcessExecutor  *self,
                                                             BgProcessLimit      limit,
                                                             guint64             value);
BG_AVAILABLE_IN_ALL
guint              bg_process_executor_count_running        (BgProcessExecutor  *self);
BG_AVAILABLE_IN_ALL
guint              bg_process_executor_count_children       (BgProcessExecutor  *self);

G_END_DECLS
