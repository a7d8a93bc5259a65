/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

G_BEGIN_DECLS

#define WORKBENCH_WORKER_DECODE "decode"
#define WORKBENCH_WORKER_WAIT "wait"

BgProcessExecutor *workbench_worker_new_executor (guint pool_size) G_GNUC_WARN_UNUSED_RESULT;
int                workbench_worker_run          (void);

G_END_DECLS
