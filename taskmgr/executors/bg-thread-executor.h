/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "core/bg-executor.h"

G_BEGIN_DECLS

#define BG_TYPE_THREAD_EXECUTOR (bg_thread_executor_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgThreadExecutor, bg_thread_executor, BG, THREAD_EXECUTOR, GObject)

BG_AVAILABLE_IN_ALL
BgThreadExecutor *bg_thread_executor_new                (const char        *name,
                                                         guint              pool_size) G_GNUC_WARN_UNUSED_RESULT;

BG_AVAILABLE_IN_ALL
gboolean          bg_thread_executor_configure          (BgThreadExecutor  *self,
                                                         guint              pool_size,
                                                         guint              reserve_normal,
                                                         guint              reserve_high,
                                                         guint              min_threads,
                                                         guint              max_threads,
                                                         GError           **error);

BG_AVAILABLE_IN_ALL
const char       *bg_thread_executor_get_name           (BgThreadExecutor  *self);
BG_AVAILABLE_IN_ALL
guint             bg_thread_executor_get_pool_size      (BgThreadExecutor  *self);
BG_AVAILABLE_IN_ALL
guint             bg_thread_executor_get_reserve_normal (BgThreadExecutor  *self);
BG_AVAILABLE_IN_ALL
guint             bg_thread_executor_get_reserve_high   (BgThreadExecutor  *self);
BG_AVAILABLE_IN_ALL
guint             bg_thread_executor_get_min_threads    (BgThreadExecutor  *self);
BG_AVAILABLE_IN_ALL
guint             bg_thread_executor_get_max_threads    (BgThreadExecutor  *self);

BG_AVAILABLE_IN_ALL
guint             bg_thread_executor_get_ageing         (BgThreadExecutor  *self);
BG_AVAILABLE_IN_ALL
void              bg_thread_executor_set_ageing         (BgThreadExecutor  *self,
                                                         guint              milliseconds);

G_END_DECLS
