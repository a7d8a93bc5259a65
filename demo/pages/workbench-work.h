/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

#include "workbench-gate.h"

G_BEGIN_DECLS

#define WORKBENCH_WORK_STEPS 60

void     workbench_work_step (GChecksum      *checksum);
gboolean workbench_work      (BgTask         *task,
                              WorkbenchGate  *gate,
                              GCancellable   *cancellable,
                              GError        **error);

G_END_DECLS
