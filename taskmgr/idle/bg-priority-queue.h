/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "../core/bg-types.h"

G_BEGIN_DECLS

#define BG_TYPE_PRIORITY_QUEUE (bg_priority_queue_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgPriorityQueue, bg_priority_queue, BG, PRIORITY_QUEUE, GObject)

/**
 * BgPriorityCompareFunc:
 * @a: (type GObject.Object): an item
 * @priority_a: its priority
 * @b: (type GObject.Object): another item
 * @priority_b: its priority
 * @user_data: (closure): the data given with the function
 *
 * Says which of two items comes first in a queue.
 *
 * Returns: a negative number if @a comes first, a positive one if @b does, 0 if the one that was added first
 */
typedef int (*BgPriorityCompareFunc) (gpointer a,
                                      int      priority_a,
                                      gpointer b,
                                      int      priority_b,
                                      gpointer user_data);

BG_AVAILABLE_IN_ALL
BgPriorityQueue *bg_priority_queue_new              (void) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
BgPriorityQueue *bg_priority_queue_new_with_compare (BgPriorityCompareFunc  compare,
                                                     gpointer               user_data,
                                                     GDestroyNotify         user_data_destroy)
                 G_GNUC_WARN_UNUSED_RESULT;

BG_AVAILABLE_IN_ALL
void             bg_priority_queue_add              (BgPriorityQueue       *self,
                                                     gpointer               item,
                                                     int                    priority);
BG_AVAILABLE_IN_ALL
gpointer         bg_priority_queue_peek             (BgPriorityQueue       *self);
BG_AVAILABLE_IN_ALL
gpointer         bg_priority_queue_poll             (BgPriorityQueue       *self) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
gboolean         bg_priority_queue_remove           (BgPriorityQueue       *self,
                                                     gpointer               item);
BG_AVAILABLE_IN_ALL
gboolean         bg_priority_queue_update_priority  (BgPriorityQueue       *self,
                                                     gpointer               item,
                                                     int                    priority);
BG_AVAILABLE_IN_ALL
void             bg_priority_queue_clear            (BgPriorityQueue       *self);
BG_AVAILABLE_IN_ALL
guint            bg_priority_queue_get_length       (BgPriorityQueue       *self);

G_END_DECLS
