/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Things that are due at a time, the earliest first. The owner of the heap has one alarm for all of them. */

typedef struct _BgTimers BgTimers;

#define BG_TIMER_UNARMED G_MAXUINT

typedef struct
{
  gint64    due;                /* monotonic time, µs */
  guint     at;                 /* in the heap, or BG_TIMER_UNARMED */
  int       kind;               /* what is due: the owner's business */
  gpointer  owner;
} BgTimer;

BgTimers *bg_timers_new      (void);
void      bg_timers_free     (BgTimers *self);
void      bg_timers_arm      (BgTimers *self,
                              BgTimer  *timer,
                              gint64    due);
void      bg_timers_disarm   (BgTimers *self,
                              BgTimer  *timer);
BgTimer  *bg_timers_pop_due  (BgTimers *self,
                              gint64    now);
gint64    bg_timers_get_next (BgTimers *self);

G_END_DECLS
