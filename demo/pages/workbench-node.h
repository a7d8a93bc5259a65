/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>
#include <taskmgr.h>

G_BEGIN_DECLS

typedef enum
{
  WORKBENCH_PLACE_THREADS,
  WORKBENCH_PLACE_LOOP,
  WORKBENCH_PLACE_PROCESSES,
  WORKBENCH_PLACE_INLINE,
  WORKBENCH_PLACE_IDLE,
  WORKBENCH_N_PLACES,
} WorkbenchPlace;

#define WORKBENCH_TYPE_NODE (workbench_node_get_type ())

G_DECLARE_FINAL_TYPE (WorkbenchNode, workbench_node, WORKBENCH, NODE, GtkWidget)

WorkbenchNode *workbench_node_new       (const char     *name,
                                         WorkbenchPlace  place) G_GNUC_WARN_UNUSED_RESULT;
void           workbench_node_set_task  (WorkbenchNode  *self,
                                         BgTask         *task);
BgTaskState    workbench_node_get_state (WorkbenchNode  *self);

G_END_DECLS
