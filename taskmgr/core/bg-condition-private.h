/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-condition.h"
#include "bg-engine-private.h"

G_BEGIN_DECLS

/* Called by the engine, under its lock: from now on it hears of every change, and does not any more. */
void bg_condition_join  (BgCondition *self,
                         BgEngine    *engine);
void bg_condition_leave (BgCondition *self,
                         BgEngine    *engine);

G_END_DECLS
