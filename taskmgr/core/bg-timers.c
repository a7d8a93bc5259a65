/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-timers-private.h"

struct _BgTimers
{
  GPtrArray *heap;              /* of BgTimer, not owned */
};

static BgTimer *
get (BgTimers *self,
     guint     at)
{
  return g_ptr_array_index (self->heap, at);
}

static void
put (BgTimers *self,
     guint     at,
     BgTimer  *timer)
{
  self->heap->pdata[at] = timer;
  timer->at = at;
}

static void
sift_up (BgTimers *self,
         guint     at,
         BgTimer  *timer)
{
  while (at > 0)
    {
      guint parent = (at - 1) / 2;

      if (get (self, parent)->due <= timer->due)
        break;
      put (self, at, get (self, parent));
      at = parent;
    }
  put (self, at, timer);
}

static void
sift_down (BgTimers *self,
           guint     at,
           BgTimer  *timer)
{
  for (;;)
    {
      guint child = 2 * at + 1;

      if (child + 1 < self->heap->len && get (self, child + 1)->due < get (self, child)->due)
        child++;
      if (child >= self->heap->len || get (self, child)->due >= timer->due)
        break;
      put (self, at, get (self, child));
      at = child;
    }
  put (self, at, timer);
}

BgTimers *
bg_timers_new (void)
{
  BgTimers *self = g_new0 (BgTimers, 1);

  self->heap = g_ptr_array_new ();
  return self;
}

void
bg_timers_free (BgTimers *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->heap);
  g_free (self);
}

/* The timer must be unarmed, and stay where it is until it is due or disarmed. */
void
bg_timers_arm (BgTimers *self,
               BgTimer  *timer,
               gint64    due)
{
  g_assert (timer->at == BG_TIMER_UNARMED);

  timer->due = due;
  g_ptr_array_add (self->heap, timer);
  sift_up (self, self->heap->len - 1, timer);
}

void
bg_timers_disarm (BgTimers *self,
                  BgTimer  *timer)
{
  guint at = timer->at;
  BgTimer *last;

  if (at == BG_TIMER_UNARMED)
    return;
  timer->at = BG_TIMER_UNARMED;
  last = g_ptr_array_steal_index_fast (self->heap, self->heap->len - 1);
  if (last == timer)
    return;
  sift_up (self, at, last);
  sift_down (self, last->at, last);
}

/* The earliest timer that is due, which is unarmed by that; or NULL. */
BgTimer *
bg_timers_pop_due (BgTimers *self,
                   gint64    now)
{
  BgTimer *timer;

  if (self->heap->len == 0)
    return NULL;
  timer = get (self, 0);
  if (timer->due > now)
    return NULL;
  bg_timers_disarm (self, timer);
  return timer;
}

/* When the next timer is due, or -1. */
gint64
bg_timers_get_next (BgTimers *self)
{
  return self->heap->len > 0 ? get (self, 0)->due : -1;
}
