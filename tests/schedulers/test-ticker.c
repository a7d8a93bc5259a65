/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <taskmgr.h>

#include "bg-test.h"
#include "schedulers/bg-ticker-private.h"

typedef struct
{
  BgTicker *ticker;
  gint64    again;              /* µs; 0 for not */
  int       n_rung;
} Bell;

static void
ring_cb (gpointer user_data)
{
  Bell *bell = user_data;

  bell->n_rung++;
  if (bell->again > 0)
    bg_ticker_set (bell->ticker, bg_ticker_get_time (bell->ticker) + bell->again);
}

static void
test_rings_once (void)
{
  g_autoptr (BgFakeClock) clock = bg_fake_clock_new ();
  Bell bell = { NULL, 0, 0 };

  g_test_summary ("It rings when the clock is moved to its time, from the main loop, and once");
  bell.ticker = bg_ticker_new (NULL, clock, ring_cb, &bell);
  bg_ticker_set (bell.ticker, bg_ticker_get_time (bell.ticker) + 3000);
  bg_fake_clock_advance (clock, 2);
  bg_test_drain (NULL);
  g_assert_cmpint (bell.n_rung, ==, 0);
  bg_fake_clock_advance (clock, 1);
  g_assert_cmpint (bell.n_rung, ==, 0);
  bg_test_drain (NULL);
  g_assert_cmpint (bell.n_rung, ==, 1);
  bg_fake_clock_advance (clock, 1000);
  bg_test_drain (NULL);
  g_assert_cmpint (bell.n_rung, ==, 1);

  bg_ticker_set (bell.ticker, bg_ticker_get_time (bell.ticker));
  g_assert_cmpint (bell.n_rung, ==, 1);
  bg_test_drain (NULL);
  g_assert_cmpint (bell.n_rung, ==, 2);
  bg_ticker_free (bell.ticker);
}

static void
test_wall (void)
{
  g_autoptr (BgFakeClock) clock = bg_fake_clock_new ();
  Bell bell = { NULL, 0, 0 };
  gint64 now;

  g_test_summary ("For times of the day it rings whenever the clock was set to another time");
  bell.ticker = bg_ticker_new_wall (NULL, clock, ring_cb, &bell);
  now = bg_ticker_get_time (bell.ticker);
  g_assert_cmpint (now, ==, bg_fake_clock_get_wall_time (clock));
  bg_ticker_set (bell.ticker, now + G_TIME_SPAN_HOUR);
  bg_fake_clock_set_wall_time (clock, now - 1);
  bg_test_drain (NULL);
  g_assert_cmpint (bell.n_rung, ==, 1);
  bg_ticker_set (bell.ticker, now + G_TIME_SPAN_HOUR);
  bg_fake_clock_set_wall_time (clock, now + G_TIME_SPAN_HOUR);
  bg_test_drain (NULL);
  g_assert_cmpint (bell.n_rung, ==, 2);
  bg_fake_clock_advance (clock, 5);
  bg_test_drain (NULL);
  g_assert_cmpint (bell.n_rung, ==, 2);
  bg_ticker_free (bell.ticker);
}

static void
test_again_and_never (void)
{
  g_autoptr (BgFakeClock) clock = bg_fake_clock_new ();
  Bell bell = { NULL, 5000, 0 };

  g_test_summary ("It can be set again when it rings, and not to ring");
  bell.ticker = bg_ticker_new (NULL, clock, ring_cb, &bell);
  bg_ticker_set (bell.ticker, bg_ticker_get_time (bell.ticker) + 5000);
  for (int i = 1; i <= 3; i++)
    {
      bg_fake_clock_advance (clock, 5);
      bg_test_drain (NULL);
      g_assert_cmpint (bell.n_rung, ==, i);
    }
  bg_ticker_set (bell.ticker, -1);
  bg_fake_clock_advance (clock, 5);
  bg_test_drain (NULL);
  g_assert_cmpint (bell.n_rung, ==, 3);
  bg_ticker_free (bell.ticker);
  bg_ticker_free (NULL);
  bg_fake_clock_advance (clock, 5);
}

static void
test_clock_of_the_computer (void)
{
  Bell bell = { NULL, 0, 0 };

  g_test_summary ("Without a clock it goes by that of the computer, and rings once");
  bell.ticker = bg_ticker_new (NULL, NULL, ring_cb, &bell);
  bg_ticker_set (bell.ticker, bg_ticker_get_time (bell.ticker));
  g_assert_cmpint (bell.n_rung, ==, 0);
  bg_test_run_until_set (NULL, &bell.n_rung);
  bg_test_drain (NULL);
  g_assert_cmpint (bell.n_rung, ==, 1);
  bg_ticker_set (bell.ticker, bg_ticker_get_time (bell.ticker) + 1000);
  while (bell.n_rung == 1)
    g_main_context_iteration (NULL, TRUE);
  bg_ticker_free (bell.ticker);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ticker/rings-once", test_rings_once);
  g_test_add_func ("/ticker/wall", test_wall);
  g_test_add_func ("/ticker/again-and-never", test_again_and_never);
  g_test_add_func ("/ticker/clock-of-the-computer", test_clock_of_the_computer);

  return g_test_run ();
}
