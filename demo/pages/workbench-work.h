/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

#include "workbench-gate.h"

G_BEGIN_DECLS

/* How many steps work has of which something is to be seen. */
#define WORKBENCH_WORK_STEPS 40

void     workbench_work_step (GChecksum      *checksum);
gboolean workbench_work      (BgTask         *task,
                              guint           n_steps,
                              WorkbenchGate  *gate,
                              GCancellable   *cancellable,
                              GError        **error);

G_END_DECLS
