/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>
#include <taskmgr.h>

G_BEGIN_DECLS

#define WORKBENCH_POOL_SIZE 20
#define WORKBENCH_RESERVE_NORMAL 5
#define WORKBENCH_RESERVE_HIGH 5

#define WORKBENCH_TYPE_SLOTS (workbench_slots_get_type ())

G_DECLARE_FINAL_TYPE (WorkbenchSlots, workbench_slots, WORKBENCH, SLOTS, GtkWidget)

void workbench_slots_update (WorkbenchSlots *self,
                             GPtrArray      *tasks);

G_END_DECLS
