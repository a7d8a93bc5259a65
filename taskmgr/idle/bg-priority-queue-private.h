/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-priority-queue.h"

G_BEGIN_DECLS

/* As if it had been added when others with a larger order were not there yet. */
void bg_priority_queue_add_in_order (BgPriorityQueue *self,
                                     gpointer         item,
                                     int              priority,
                                     guint64          order);

G_END_DECLS
