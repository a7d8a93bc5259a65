/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

#include "core/bg-timers-private.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgTimers, bg_timers_free)

#define UNARMED { .at = BG_TIMER_UNARMED }

static void
test_empty (void)
{
  g_autoptr (BgTimers) timers = bg_timers_new ();

  g_assert_cmpint (bg_timers_get_next (timers), ==, -1);
  g_assert_null (bg_timers_pop_due (timers, G_MAXINT64));
}

static void
test_due_when_its_time_has_come (void)
{
  g_autoptr (BgTimers) timers = bg_timers_new ();
  BgTimer timer = UNARMED;

  bg_timers_arm (timers, &timer, 100);
  g_assert_cmpint (bg_timers_get_next (timers), ==, 100);
  g_assert_null (bg_timers_pop_due (timers, 99));
  g_assert_true (bg_timers_pop_due (timers, 100) == &timer);
  g_assert_cmpuint (timer.at, ==, BG_TIMER_UNARMED);
  g_assert_null (bg_timers_pop_due (timers, 1000));
  g_assert_cmpint (bg_timers_get_next (timers), ==, -1);
}

static void
test_earliest_first (void)
{
  g_autoptr (BgTimers) timers = bg_timers_new ();
  BgTimer all[50];
  gint64 last = G_MININT64;
  BgTimer *timer;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      all[i] = (BgTimer) UNARMED;
      bg_timers_arm (timers, &all[i], (gint64) ((i * 37) % 50) - 10);
    }
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      timer = bg_timers_pop_due (timers, G_MAXINT64);
      g_assert_nonnull (timer);
      g_assert_cmpint (timer->due, >, last);
      last = timer->due;
    }
  g_assert_null (bg_timers_pop_due (timers, G_MAXINT64));
}

static void
test_disarm (void)
{
  g_autoptr (BgTimers) timers = bg_timers_new ();
  BgTimer a = UNARMED;
  BgTimer b = UNARMED;

  bg_timers_disarm (timers, &a);
  bg_timers_arm (timers, &a, 1);
  bg_timers_arm (timers, &b, 2);
  bg_timers_disarm (timers, &a);
  bg_timers_disarm (timers, &a);
  g_assert_cmpuint (a.at, ==, BG_TIMER_UNARMED);
  g_assert_cmpint (bg_timers_get_next (timers), ==, 2);
  g_assert_true (bg_timers_pop_due (timers, 2) == &b);
  g_assert_null (bg_timers_pop_due (timers, 2));
}

static void
test_arm_again (void)
{
  g_autoptr (BgTimers) timers = bg_timers_new ();
  BgTimer timer = UNARMED;

  for (gint64 due = 5; due > 0; due--)
    {
      bg_timers_arm (timers, &timer, due);
      g_assert_cmpint (bg_timers_get_next (timers), ==, due);
      bg_timers_disarm (timers, &timer);
    }
}

static void
test_armed_twice_is_caught (void)
{
  g_autoptr (BgTimers) timers = NULL;
  BgTimer timer = UNARMED;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_failed ();
      g_test_trap_assert_stderr ("*BG_TIMER_UNARMED*");
      return;
    }
  timers = bg_timers_new ();
  bg_timers_arm (timers, &timer, 1);
  bg_timers_arm (timers, &timer, 2);
}

static BgTimer *
find_earliest (BgTimer *all,
               guint    n)
{
  BgTimer *earliest = NULL;

  for (guint i = 0; i < n; i++)
    if (all[i].at != BG_TIMER_UNARMED && (earliest == NULL || all[i].due < earliest->due))
      earliest = &all[i];
  return earliest;
}

static void
random_step (BgTimers *timers,
             BgTimer  *all,
             guint     n,
             gint64   *now)
{
  BgTimer *timer = &all[g_test_rand_int_range (0, (int) n)];
  BgTimer *earliest = find_earliest (all, n);

  if (g_test_rand_int_range (0, 5) == 0)
    {
      *now += g_test_rand_int_range (0, 20);
      timer = bg_timers_pop_due (timers, *now);
      /* Which of several at one instant comes first is nobody's business. */
      if (earliest == NULL || earliest->due > *now)
        g_assert_null (timer);
      else
        g_assert_cmpint (timer->due, ==, earliest->due);
    }
  else if (timer->at == BG_TIMER_UNARMED)
    bg_timers_arm (timers, timer, *now + g_test_rand_int_range (-5, 100));
  else
    bg_timers_disarm (timers, timer);
}

static void
test_random (void)
{
  const guint sizes[] = { 1, 2, 7, 200 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (BgTimers) timers = bg_timers_new ();
      g_autofree BgTimer *all = g_new0 (BgTimer, sizes[i]);
      gint64 now = 0;

      for (guint j = 0; j < sizes[i]; j++)
        all[j].at = BG_TIMER_UNARMED;
      for (guint step = 0; step < 20000; step++)
        {
          BgTimer *earliest;

          random_step (timers, all, sizes[i], &now);
          earliest = find_earliest (all, sizes[i]);
          g_assert_cmpint (bg_timers_get_next (timers), ==, earliest != NULL ? earliest->due : -1);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/timers/empty", test_empty);
  g_test_add_func ("/timers/due/when-the-time-has-come", test_due_when_its_time_has_come);
  g_test_add_func ("/timers/due/earliest-first", test_earliest_first);
  g_test_add_func ("/timers/disarm/any-time", test_disarm);
  g_test_add_func ("/timers/arm/again", test_arm_again);
  g_test_add_func ("/timers/arm/twice-is-caught", test_armed_twice_is_caught);
  g_test_add_func ("/timers/random/against-a-search", test_random);
  return g_test_run ();
}
