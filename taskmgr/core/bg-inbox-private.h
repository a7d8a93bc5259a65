/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-node-private.h"

G_BEGIN_DECLS

/* What workers have finished, on its way to the home context. Any thread puts in, without a lock; one takes
 * everything out at once. */

typedef struct
{
  BgNode *newest;               /* atomic */
} BgInbox;

/* Puts in a chain of nodes, linked by next from @last, the newest, to @first. TRUE if the inbox was
 * empty, so that whoever empties it has to be woken. */
static inline gboolean
bg_inbox_push (BgInbox *self,
               BgNode  *last,
               BgNode  *first)
{
  BgNode *head = __atomic_load_n (&self->newest, __ATOMIC_RELAXED);

  do
    first->next = head;
  while (!__atomic_compare_exchange_n (&self->newest, &head, last, TRUE,
                                       __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
  return head == NULL;
}

static inline gboolean
bg_inbox_is_empty (BgInbox *self)
{
  return __atomic_load_n (&self->newest, __ATOMIC_ACQUIRE) == NULL;
}

BgNode *bg_inbox_take (BgInbox *self);

G_END_DECLS
