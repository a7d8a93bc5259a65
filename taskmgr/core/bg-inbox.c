/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-inbox-private.h"

/* Everything that is in, the oldest first, linked by next. */
BgNode *
bg_inbox_take (BgInbox *self)
{
  BgNode *node = __atomic_exchange_n (&self->newest, NULL, __ATOMIC_ACQUIRE);
  BgNode *oldest = NULL;

  while (node != NULL)
    {
      BgNode *next = node->next;

      node->next = oldest;
      oldest = node;
      node = next;
    }
  return oldest;
}
