/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

#include "core/bg-retry-policy-private.h"

static void
check_waits (BgBackoff    backoff,
             guint        max_delay,
             const guint *expected)
{
  g_autoptr (BgRetryPolicy) policy = bg_retry_policy_new (9, backoff, 100, max_delay, 0);

  for (guint attempt = 1; attempt <= 4; attempt++)
    {
      g_assert_cmpuint (bg_retry_policy_get_wait (policy, attempt), ==, expected[attempt - 1]);
      g_assert_cmpuint (bg_retry_policy_draw_wait (policy, attempt), ==, expected[attempt - 1]);
    }
}

static void
test_waits (void)
{
  const guint constant[] = { 100, 100, 100, 100 };
  const guint linear[] = { 100, 200, 300, 400 };
  const guint exponential[] = { 100, 200, 400, 800 };
  const guint capped[] = { 100, 200, 250, 250 };

  check_waits (BG_BACKOFF_CONSTANT, 0, constant);
  check_waits (BG_BACKOFF_LINEAR, 0, linear);
  check_waits (BG_BACKOFF_EXPONENTIAL, 0, exponential);
  check_waits (BG_BACKOFF_LINEAR, 250, capped);
  check_waits (BG_BACKOFF_EXPONENTIAL, 250, capped);
}

static void
test_waits_do_not_overflow (void)
{
  g_autoptr (BgRetryPolicy) policy = bg_retry_policy_new (G_MAXUINT, BG_BACKOFF_EXPONENTIAL, G_MAXUINT, 0, 1);

  g_assert_cmpuint (bg_retry_policy_get_wait (policy, 1), ==, G_MAXUINT);
  g_assert_cmpuint (bg_retry_policy_get_wait (policy, 100), ==, G_MAXUINT);
  g_assert_cmpuint (bg_retry_policy_get_wait (policy, G_MAXUINT), ==, G_MAXUINT);
  for (guint i = 0; i < 100; i++)
    bg_retry_policy_draw_wait (policy, G_MAXUINT);
}

static void
test_jitter_stays_within_its_fraction (void)
{
  g_autoptr (BgRetryPolicy) policy = bg_retry_policy_new (2, BG_BACKOFF_CONSTANT, 1000, 0, 0.25);
  guint least = G_MAXUINT, most = 0;

  for (guint i = 0; i < 1000; i++)
    {
      guint wait = bg_retry_policy_draw_wait (policy, 1);

      least = MIN (least, wait);
      most = MAX (most, wait);
    }
  g_assert_cmpuint (least, >=, 750);
  g_assert_cmpuint (most, <=, 1250);
  g_assert_cmpuint (most - least, >, 100);
}

static gboolean
never (BgTask       *task,
       const GError *error,
       gpointer      user_data)
{
  return FALSE;
}

static void
test_getters (void)
{
  BgRetryPolicy *policy = bg_retry_policy_new_for_errors (3, BG_BACKOFF_LINEAR, 4, 5, 0.5, never, g_object_new (G_TYPE_OBJECT, NULL), g_object_unref);

  g_assert_cmpuint (bg_retry_policy_get_max_attempts (policy), ==, 3);
  g_assert_cmpint (bg_retry_policy_get_backoff (policy), ==, BG_BACKOFF_LINEAR);
  g_assert_cmpuint (bg_retry_policy_get_delay (policy), ==, 4);
  g_assert_cmpuint (bg_retry_policy_get_max_delay (policy), ==, 5);
  g_assert_cmpfloat (bg_retry_policy_get_jitter (policy), ==, 0.5);
  g_assert_true (bg_retry_policy_ref (policy) == policy);
  bg_retry_policy_unref (policy);
  bg_retry_policy_unref (policy);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/retry-policy/waits", test_waits);
  g_test_add_func ("/retry-policy/waits-do-not-overflow", test_waits_do_not_overflow);
  g_test_add_func ("/retry-policy/jitter-stays-within-its-fraction", test_jitter_stays_within_its_fraction);
  g_test_add_func ("/retry-policy/getters", test_getters);
  return g_test_run ();
}
