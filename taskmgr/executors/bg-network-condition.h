/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "core/bg-condition.h"

G_BEGIN_DECLS

#define BG_TYPE_NETWORK_CONDITION (bg_network_condition_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgNetworkCondition, bg_network_condition, BG, NETWORK_CONDITION, BgCondition)

BG_AVAILABLE_IN_ALL
BgCondition *bg_network_condition_new            (gboolean            not_metered) G_GNUC_WARN_UNUSED_RESULT;

BG_AVAILABLE_IN_ALL
gboolean     bg_network_condition_is_not_metered (BgNetworkCondition *self);

G_END_DECLS
