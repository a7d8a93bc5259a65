/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-alarm-private.h"

#include <glib-unix.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

struct _BgAlarm
{
  GSource  *source;             /* not owned: it owns us */
  int       clock;
  int       fd;                 /* -1 until it is set */
  gpointer  tag;
  gint64    at;                 /* µs, or -1 */
};

/* The time since the computer was started, including the time that it slept. */
gint64
bg_alarm_get_boot_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* The wall clock may be set to another time: then the source is woken as well. */
BgAlarm *
bg_alarm_new (GSource  *source,
              gboolean  wall)
{
  BgAlarm *self = g_new0 (BgAlarm, 1);

  self->source = source;
  self->clock = wall ? CLOCK_REALTIME : CLOCK_BOOTTIME;
  self->fd = -1;
  self->at = -1;
  return self;
}

void
bg_alarm_free (BgAlarm *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

static void
open_clock (BgAlarm *self)
{
  self->fd = timerfd_create (self->clock, TFD_NONBLOCK | TFD_CLOEXEC);
  if (self->fd < 0)
    g_error ("There is no clock for tasks that have to wait: %s", g_strerror (errno));
  self->tag = g_source_add_unix_fd (self->source, self->fd, G_IO_IN);
}

/* At a time in µs, or never if that is -1. */
void
bg_alarm_set (BgAlarm *self,
              gint64   at)
{
  struct itimerspec spec = { .it_value = { 0 } };
  int flags = TFD_TIMER_ABSTIME;

  if (at == self->at)
    return;
  self->at = at;
  if (self->fd < 0)
    open_clock (self);
  if (at >= 0)
    {
      /* A time of 0 is never. */
      spec.it_value.tv_sec = (time_t) (at / G_USEC_PER_SEC);
      spec.it_value.tv_nsec = (long) (at % G_USEC_PER_SEC) * 1000 + 1;
    }
  if (self->clock == CLOCK_REALTIME && at >= 0)
    flags |= TFD_TIMER_CANCEL_ON_SET;
  timerfd_settime (self->fd, flags, &spec, NULL);
}

/* When the source is dispatched: it has rung, if it has. */
void
bg_alarm_clear (BgAlarm *self)
{
  guint64 n;

  if (self->fd < 0 || g_source_query_unix_fd (self->source, self->tag) == 0)
    return;
  /* If the clock was set to another time there is an error instead, and the same to be done. */
  if (read (self->fd, &n, sizeof n) < 0)
    g_debug ("The clock was set: looking again what is due");
  self->at = -1;
}
