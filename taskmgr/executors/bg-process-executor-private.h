/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-process-executor.h"
#include "bg-process-pool-private.h"

G_BEGIN_DECLS

BgProcessPool *bg_process_executor_get_pool     (BgProcessExecutor *self);
void           bg_process_executor_size_changed (BgProcessExecutor *self);

G_END_DECLS
