/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "core/bg-condition.h"

G_BEGIN_DECLS

#define BG_TYPE_MEMORY_CONDITION (bg_memory_condition_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgMemoryCondition, bg_memory_condition, BG, MEMORY_CONDITION, BgCondition)

BG_AVAILABLE_IN_ALL
BgCondition *bg_memory_condition_new            (void) G_GNUC_WARN_UNUSED_RESULT;

BG_AVAILABLE_IN_ALL
guint        bg_memory_condition_get_quiet_time (BgMemoryCondition *self);
BG_AVAILABLE_IN_ALL
void         bg_memory_condition_set_quiet_time (BgMemoryCondition *self,
                                                 guint              milliseconds);

G_END_DECLS
