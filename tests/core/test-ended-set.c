/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

#include "core/bg-ended-set-private.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgEndedSet, bg_ended_set_free)

static void
test_completed_unless_told (void)
{
  g_autoptr (BgEndedSet) set = bg_ended_set_new ();

  g_assert_cmpint (bg_ended_set_get (set, 1), ==, BG_ENDED_COMPLETED);
  bg_ended_set_add (set, 1, BG_ENDED_COMPLETED);
  g_assert_cmpint (bg_ended_set_get (set, 1), ==, BG_ENDED_COMPLETED);
  g_assert_cmpint (bg_ended_set_get (set, G_MAXUINT64), ==, BG_ENDED_COMPLETED);
}

static void
test_neighbours_are_apart (void)
{
  g_autoptr (BgEndedSet) set = bg_ended_set_new ();
  const guint64 ids[] = { 1, 63, 64, 65, 127, 128, G_GUINT64_CONSTANT (1) << 32, (G_GUINT64_CONSTANT (1) << 53) - 1 };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    bg_ended_set_add (set, ids[i], i % 2 == 0 ? BG_ENDED_FAILED : BG_ENDED_STOPPED);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_cmpint (bg_ended_set_get (set, ids[i]), ==, i % 2 == 0 ? BG_ENDED_FAILED : BG_ENDED_STOPPED);
  g_assert_cmpint (bg_ended_set_get (set, 2), ==, BG_ENDED_COMPLETED);
  g_assert_cmpint (bg_ended_set_get (set, 62), ==, BG_ENDED_COMPLETED);
  g_assert_cmpint (bg_ended_set_get (set, 66), ==, BG_ENDED_COMPLETED);
  g_assert_cmpint (bg_ended_set_get (set, 129), ==, BG_ENDED_COMPLETED);
}

static void
test_random (void)
{
  g_autoptr (BgEndedSet) set = bg_ended_set_new ();
  g_autofree guint8 *model = g_new0 (guint8, 10001);

  for (guint i = 0; i < 5000; i++)
    {
      guint id = (guint) g_test_rand_int_range (1, 10001);

      if (model[id] != 0)
        continue;
      model[id] = (guint8) g_test_rand_int_range (0, 3);
      bg_ended_set_add (set, id, (BgEnded) model[id]);
    }
  for (guint id = 1; id <= 10000; id++)
    g_assert_cmpint (bg_ended_set_get (set, id), ==, (BgEnded) model[id]);
}

static void
test_nothing_is_freed (void)
{
  bg_ended_set_free (NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ended-set/completed-unless-told", test_completed_unless_told);
  g_test_add_func ("/ended-set/neighbours-are-apart", test_neighbours_are_apart);
  g_test_add_func ("/ended-set/random", test_random);
  g_test_add_func ("/ended-set/free-nothing", test_nothing_is_freed);
  return g_test_run ();
}
