/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest-cases.h"

/* What schedules need: each instant fires once. */

#define SECOND G_GINT64_CONSTANT (1000000)

static gboolean
fire (Selftest    *t,
      BgTransport *transport,
      gint64       instant,
      gboolean    *fired)
{
  *fired = FALSE;
  return bg_transport_fire (transport, t->queue, instant, selftest_task (t, (int) (instant / SECOND)), fired,
                            t->cancellable, &t->error);
}

static void
once (Selftest *t)
{
  gboolean fired;

  for (int i = 1; i <= 3; i++)
    {
      CHECK (t, fire (t, t->transport, i * SECOND, &fired));
      CHECK (t, fired);
      CHECK (t, fire (t, t->transport, i * SECOND, &fired));
      CHECK (t, !fired);
    }
  CHECK_TEXT (t, selftest_drain (t, t->queue), "1 2 3");
}

static void
never_back (Selftest *t)
{
  gboolean fired;

  CHECK (t, fire (t, t->transport, 5 * SECOND, &fired));
  CHECK (t, fired);
  CHECK (t, fire (t, t->transport, 4 * SECOND, &fired));
  CHECK (t, !fired);
  CHECK_TEXT (t, selftest_drain (t, t->queue), "5");
}

static void
instant_is_known (Selftest *t)
{
  gint64 instant = 0;
  gboolean fired;

  CHECK (t, bg_transport_get_fired (t->transport, t->queue, &instant, t->cancellable, &t->error));
  CHECK (t, instant == G_MININT64);
  CHECK (t, fire (t, t->transport, 7 * SECOND, &fired));
  CHECK (t, bg_transport_get_fired (t->transport, t->queue, &instant, t->cancellable, &t->error));
  CHECK (t, instant == 7 * SECOND);
}

static void
schedules_are_independent (Selftest *t)
{
  g_autofree char *other = g_strconcat (t->queue, "2", NULL);
  gboolean fired = FALSE;

  CHECK (t, fire (t, t->transport, 9 * SECOND, &fired));
  CHECK (t, bg_transport_fire (t->transport, other, 3 * SECOND, selftest_task (t, 3), &fired, t->cancellable,
                               &t->error));
  CHECK (t, fired);
  CHECK_TEXT (t, selftest_drain (t, t->queue), "9 3");
}

static void
once_in_two_views (Selftest *t)
{
  BgTransport *other = selftest_open_another (t);
  gboolean first;
  gboolean second;

  CHECK (t, other != NULL);
  for (int i = 1; i <= 10; i++)
    {
      CHECK (t, fire (t, i % 2 == 0 ? t->transport : other, i * SECOND, &first));
      CHECK (t, fire (t, i % 2 == 0 ? other : t->transport, i * SECOND, &second));
      CHECK (t, first && !second);
    }
  CHECK_TEXT (t, selftest_drain (t, t->queue), "1 2 3 4 5 6 7 8 9 10");
}

const SelftestCase selftest_schedule_cases[] = {
  { "schedule/an-instant-fires-once", once },
  { "schedule/an-earlier-instant-never-fires", never_back },
  { "schedule/the-latest-instant-is-known", instant_is_known },
  { "schedule/schedules-are-independent", schedules_are_independent },
  { "schedule/once-in-two-views", once_in_two_views, BG_TRANSPORT_CAPABILITIES_MULTI_PROCESS },
  { NULL }
};
