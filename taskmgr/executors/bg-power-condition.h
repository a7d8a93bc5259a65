/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "core/bg-condition.h"

G_BEGIN_DECLS

#define BG_TYPE_POWER_CONDITION (bg_power_condition_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgPowerCondition, bg_power_condition, BG, POWER_CONDITION, BgCondition)

BG_AVAILABLE_IN_ALL
BgCondition *bg_power_condition_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
