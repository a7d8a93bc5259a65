/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "core/bg-executor.h"

G_BEGIN_DECLS

#define BG_TYPE_INLINE_EXECUTOR (bg_inline_executor_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgInlineExecutor, bg_inline_executor, BG, INLINE_EXECUTOR, GObject)

BG_AVAILABLE_IN_ALL
BgExecutor *bg_inline_executor_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
