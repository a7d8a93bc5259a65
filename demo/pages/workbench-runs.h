/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <adwaita.h>
#include <taskmgr.h>

G_BEGIN_DECLS

#define WORKBENCH_TYPE_RUNS (workbench_runs_get_type ())

G_DECLARE_FINAL_TYPE (WorkbenchRuns, workbench_runs, WORKBENCH, RUNS, AdwActionRow)

void workbench_runs_set_scheduler (WorkbenchRuns   *self,
                                   BgTaskScheduler *scheduler,
                                   BgTaskManager   *manager);

G_END_DECLS
