/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "workbench-node.h"

G_BEGIN_DECLS

#define WORKBENCH_TYPE_PLACES (workbench_places_get_type ())

G_DECLARE_FINAL_TYPE (WorkbenchPlaces, workbench_places, WORKBENCH, PLACES, GObject)

WorkbenchPlaces *workbench_places_new          (BgTaskManager   *manager)
    G_GNUC_WARN_UNUSED_RESULT;
BgExecutor      *workbench_places_get_executor (WorkbenchPlaces *self,
                                                WorkbenchPlace   place);
void             workbench_places_close        (WorkbenchPlaces *self);

G_END_DECLS
