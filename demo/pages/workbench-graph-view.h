/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "workbench-node.h"

G_BEGIN_DECLS

#define WORKBENCH_TYPE_GRAPH_VIEW (workbench_graph_view_get_type ())

G_DECLARE_FINAL_TYPE (WorkbenchGraphView, workbench_graph_view, WORKBENCH, GRAPH_VIEW, GtkWidget)

void workbench_graph_view_add_node (WorkbenchGraphView *self,
                                    WorkbenchNode      *node,
                                    int                 column,
                                    float               row);
void workbench_graph_view_add_edge (WorkbenchGraphView *self,
                                    WorkbenchNode      *from,
                                    WorkbenchNode      *to);

G_END_DECLS
