/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-fake-clock.h"

/**
 * BgFakeClock:
 *
 * A clock that stands still until it is told to go on.
 *
 * It is for the tests of programs: a manager that is made with one as its [property@TaskManager:clock] has delays,
 * deadlines, retries and the like come due when the test says so, and not when time has passed.
 *
 * ```c
 * static void
 * pass_an_hour (BgFakeClock *clock)
 * {
 *   bg_fake_clock_advance (clock, 3600 * 1000);
 *   while (g_main_context_iteration (NULL, FALSE))
 *     ;
 * }
 * ```
 *
 * Threads: all functions are safe from any thread.
 */
struct _BgFakeClock
{
  GObject parent_instance;

  /* atomic */
  gint64  time;
  gint64  wall_offset;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BgFakeClock, bg_fake_clock, G_TYPE_OBJECT)

#define FIRST_TIME (1000 * G_TIME_SPAN_SECOND)
/* The first second of 2020. */
#define FIRST_WALL_TIME (G_GINT64_CONSTANT (1577836800) * G_TIME_SPAN_SECOND)

static void
bg_fake_clock_class_init (BgFakeClockClass *klass)
{
  /**
   * BgFakeClock::changed:
   * @self: a clock
   *
   * It is another time, or another time of day. Emitted in the thread that says so.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
bg_fake_clock_init (BgFakeClock *self)
{
  self->time = FIRST_TIME;
  self->wall_offset = FIRST_WALL_TIME - FIRST_TIME;
}

/**
 * bg_fake_clock_new:
 *
 * Makes a clock that stands still, at midnight of the first of January 2020 in UTC.
 *
 * Returns: (transfer full): a new clock
 */
BgFakeClock *
bg_fake_clock_new (void)
{
  return g_object_new (BG_TYPE_FAKE_CLOCK, NULL);
}

/**
 * bg_fake_clock_get_time:
 * @self: a clock
 *
 * Gets the time that only goes forward.
 *
 * Returns: the time in microseconds
 */
gint64
bg_fake_clock_get_time (BgFakeClock *self)
{
  g_return_val_if_fail (BG_IS_FAKE_CLOCK (self), 0);

  return __atomic_load_n (&self->time, __ATOMIC_SEQ_CST);
}

/**
 * bg_fake_clock_get_wall_time:
 * @self: a clock
 *
 * Gets the date and time of day.
 *
 * Returns: the time in microseconds since 1970, in UTC
 */
gint64
bg_fake_clock_get_wall_time (BgFakeClock *self)
{
  g_return_val_if_fail (BG_IS_FAKE_CLOCK (self), 0);

  return bg_fake_clock_get_time (self) + __atomic_load_n (&self->wall_offset, __ATOMIC_SEQ_CST);
}

/**
 * bg_fake_clock_set_wall_time:
 * @self: a clock
 * @microseconds: the time since 1970, in UTC
 *
 * Sets the date and time of day, forward or back, as somebody does who sets the clock of a computer. The time that only
 * goes forward stays what it is.
 */
void
bg_fake_clock_set_wall_time (BgFakeClock *self,
                             gint64       microseconds)
{
  g_return_if_fail (BG_IS_FAKE_CLOCK (self));

  __atomic_store_n (&self->wall_offset, microseconds - bg_fake_clock_get_time (self), __ATOMIC_SEQ_CST);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * bg_fake_clock_advance:
 * @self: a clock
 * @milliseconds: how much
 *
 * Has time pass. What comes due by that happens in the main loop, soon.
 */
void
bg_fake_clock_advance (BgFakeClock *self,
                       guint        milliseconds)
{
  g_return_if_fail (BG_IS_FAKE_CLOCK (self));

  __atomic_fetch_add (&self->time, (gint64) milliseconds * 1000, __ATOMIC_SEQ_CST);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
