/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-node-private.h"

G_BEGIN_DECLS

/* Which node waits for which. An edge belongs to the dependent and is listed by the upstream for as long
 * as that is live; then it keeps what the upstream left behind. */

void     bg_graph_set_upstreams (BgNode        *node,
                                 const guint64 *ids,
                                 BgNode       **upstreams,
                                 guint          n);
void     bg_graph_add_upstream  (BgNode        *node,
                                 guint64        up_id,
                                 BgNode        *up);
gboolean bg_graph_has_edge      (BgNode        *node,
                                 BgNode        *up);
void     bg_graph_unlink_edge   (BgEdge        *edge);
void     bg_graph_unlink_node   (BgNode        *node);
BgEdge  *bg_graph_take_edges    (BgNode        *up);
void     bg_graph_collect       (BgNode        *start,
                                 gboolean       upwards,
                                 gboolean       downwards,
                                 GPtrArray     *nodes);
void     bg_graph_unmark        (GPtrArray     *nodes);
GArray  *bg_graph_find_path     (BgNode        *from,
                                 BgNode        *to);

G_END_DECLS
