/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Remembers which tasks did not complete, for as long as the manager lives: whoever wants to wait for one of
 * them must hear of it. Completed tasks, the many, take no place. */

typedef struct _BgEndedSet BgEndedSet;

typedef enum
{
  BG_ENDED_COMPLETED,
  BG_ENDED_FAILED,
  BG_ENDED_STOPPED,
} BgEnded;

BgEndedSet *bg_ended_set_new  (void);
void        bg_ended_set_free (BgEndedSet *self);
void        bg_ended_set_add  (BgEndedSet *self,
                               guint64     id,
                               BgEnded     how);
BgEnded     bg_ended_set_get  (BgEndedSet *self,
                               guint64     id);

G_END_DECLS
