/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-ticker-private.h"

#include "../core/bg-alarm-private.h"

/* All of it for the owner's thread only. The times are of a clock that goes on while the computer sleeps, or those of
 * the day, in UTC: then it rings as well when the clock was set to another time, so that its owner looks again.
 */

struct _BgTicker
{
  BgTickerFunc  func;
  gpointer      user_data;
  GSource      *source;
  gint64        due;            /* µs, or -1 */
  gboolean      wall;

  /* one of them */
  BgAlarm      *alarm;
  BgFakeClock  *clock;
  gulong        handler;
};

static gboolean
dispatch (GSource     *source,
          GSourceFunc  callback,
          gpointer     user_data)
{
  BgTicker *self = user_data;

  g_source_set_ready_time (source, -1);
  if (self->alarm != NULL)
    bg_alarm_clear (self->alarm);
  if (self->due < 0)
    return G_SOURCE_CONTINUE;
  if (!self->wall && bg_ticker_get_time (self) < self->due)
    {
      bg_ticker_set (self, self->due);
      return G_SOURCE_CONTINUE;
    }
  self->due = -1;
  self->func (self->user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
never_called (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = { NULL, NULL, dispatch, NULL, NULL, NULL };

/* In any thread. */
static void
clock_changed_cb (BgFakeClock *clock,
                  gpointer     user_data)
{
  g_source_set_ready_time (user_data, 0);
}

static BgTicker *
make (gboolean      wall,
      GMainContext *context,
      BgFakeClock  *clock,
      BgTickerFunc  func,
      gpointer      user_data)
{
  BgTicker *self = g_new0 (BgTicker, 1);

  self->wall = wall;
  self->func = func;
  self->user_data = user_data;
  self->due = -1;
  self->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_static_name (self->source, "[taskmgr] schedule");
  g_source_set_callback (self->source, never_called, self, NULL);
  if (clock == NULL)
    self->alarm = bg_alarm_new (self->source, wall);
  else
    {
      self->clock = g_object_ref (clock);
      self->handler = g_signal_connect_data (clock, "changed", G_CALLBACK (clock_changed_cb),
                                             g_source_ref (self->source),
                                             (GClosureNotify) (void (*) (void)) g_source_unref, 0);
    }
  g_source_attach (self->source, context);
  return self;
}

/* Without a clock it is that of the computer. */
BgTicker *
bg_ticker_new (GMainContext *context,
               BgFakeClock  *clock,
               BgTickerFunc  func,
               gpointer      user_data)
{
  return make (FALSE, context, clock, func, user_data);
}

/* For times of the day. */
BgTicker *
bg_ticker_new_wall (GMainContext *context,
                    BgFakeClock  *clock,
                    BgTickerFunc  func,
                    gpointer      user_data)
{
  return make (TRUE, context, clock, func, user_data);
}

void
bg_ticker_free (BgTicker *self)
{
  if (self == NULL)
    return;
  if (self->clock != NULL)
    g_clear_signal_handler (&self->handler, self->clock);
  g_clear_object (&self->clock);
  g_source_destroy (self->source);
  g_clear_pointer (&self->alarm, bg_alarm_free);
  g_source_unref (self->source);
  g_free (self);
}

gint64
bg_ticker_get_time (BgTicker *self)
{
  if (self->wall)
    return self->clock != NULL ? bg_fake_clock_get_wall_time (self->clock) : g_get_real_time ();
  return self->clock != NULL ? bg_fake_clock_get_time (self->clock) : bg_alarm_get_boot_time ();
}

/* It rings once, later, never from here; -1 has it silent. For times of the day it is to be set again each time. */
void
bg_ticker_set (BgTicker *self,
               gint64    due)
{
  self->due = due;
  if (self->alarm != NULL)
    bg_alarm_set (self->alarm, due);
  else if (due >= 0 && bg_ticker_get_time (self) >= due)
    g_source_set_ready_time (self->source, 0);
}
