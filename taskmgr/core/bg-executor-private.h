/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-engine-private.h"
#include "bg-executor.h"

G_BEGIN_DECLS

void      bg_executor_join_as_own  (BgExecutor  *self,
                                    BgEngine    *engine);
BgLane   *bg_executor_join         (BgExecutor  *self,
                                    BgEngine    *engine,
                                    GError     **error);
void      bg_executor_leave        (BgExecutor  *self);
void      bg_executor_note_resized (BgExecutor  *self,
                                    guint        pool_size);

G_END_DECLS
