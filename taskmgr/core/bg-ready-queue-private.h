/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-node-private.h"

G_BEGIN_DECLS

/* Nodes that are ready to run: larger keys first, first in first out among equal keys. */

typedef struct _BgReadyQueue BgReadyQueue;

BgReadyQueue *bg_ready_queue_new        (void);
void          bg_ready_queue_free       (BgReadyQueue *self);
void          bg_ready_queue_push       (BgReadyQueue *self,
                                         BgNode       *node);
void          bg_ready_queue_push_front (BgReadyQueue *self,
                                         BgNode       *node);

typedef gboolean (*BgNodeOrder) (BgNode *first,
                                 BgNode *second);

void          bg_ready_queue_push_behind (BgReadyQueue *self,
                                         BgNode       *node,
                                         BgNodeOrder   goes_before);
BgNode       *bg_ready_queue_peek       (BgReadyQueue *self);
BgNode       *bg_ready_queue_pop        (BgReadyQueue *self);
void          bg_ready_queue_remove     (BgReadyQueue *self,
                                         BgNode       *node);
gsize         bg_ready_queue_get_length (BgReadyQueue *self);
gboolean      bg_ready_queue_is_empty   (BgReadyQueue *self);
gint64        bg_ready_queue_key        (BgNode       *node);

typedef void (*BgKeyFunc) (gint64   key,
                           gsize    n,
                           gpointer user_data);

void          bg_ready_queue_foreach_key (BgReadyQueue *self,
                                          BgKeyFunc     func,
                                          gpointer      user_data);

G_END_DECLS
