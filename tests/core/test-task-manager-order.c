/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

/* A manager of one thread that is paused, so that the order of starting is exact. */
static void
set_up (CoreFixture   *fixture,
        gconstpointer  user_data)
{
  core_fixture_set_up (fixture, bg_task_manager_new (1));
}

static guint64
add (CoreFixture *fixture,
     const char  *name,
     int          priority)
{
  return core_add_job (fixture->manager, core_job_new (name, fixture->order, NULL), priority);
}

static void
run (CoreFixture *fixture,
     guint        n)
{
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, n);
}

/* The six tasks of a system whose users know this order. */
static void
test_larger_first (CoreFixture   *fixture,
                   gconstpointer  user_data)
{
  add (fixture, "none", 0);
  add (fixture, "2", 2);
  add (fixture, "10", 10);
  add (fixture, "1", 1);
  add (fixture, "-1", -1);
  add (fixture, "-100", -100);
  run (fixture, 6);
  core_assert_order (fixture->order, "10 2 1 none -1 -100");
  core_assert_log (fixture->watch, "+3 +2 +4 +1 +5 +6");
}

static void
test_equals_as_they_came (CoreFixture   *fixture,
                          gconstpointer  user_data)
{
  GString *expected = g_string_new (NULL);
  char *names[300];

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      names[i] = g_strdup_printf ("%u", i);
      add (fixture, names[i], 7);
      g_string_append_printf (expected, "%s%u", i > 0 ? " " : "", i);
    }
  run (fixture, G_N_ELEMENTS (names));
  core_assert_order (fixture->order, expected->str);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_free (names[i]);
  g_string_free (expected, TRUE);
}

static void
test_extreme_priorities (CoreFixture   *fixture,
                         gconstpointer  user_data)
{
  add (fixture, "min", G_MININT);
  add (fixture, "0", 0);
  add (fixture, "max", G_MAXINT);
  run (fixture, 3);
  core_assert_order (fixture->order, "max 0 min");
}

static void
add_of_class (CoreFixture      *fixture,
              const char       *name,
              BgAdmissionClass  task_class,
              int               priority)
{
  BgTask *task = bg_task_new (core_job_body, core_job_new (name, fixture->order, NULL), core_job_free);

  bg_task_set_task_class (task, task_class);
  bg_task_set_priority (task, priority);
  core_add_task (fixture->manager, task);
}

static void
test_class_before_priority (CoreFixture   *fixture,
                            gconstpointer  user_data)
{
  g_test_summary ("A2.1, A2.4: the class decides, then the number");
  add_of_class (fixture, "low", BG_TASK_CLASS_LOW, G_MAXINT);
  add_of_class (fixture, "critical", BG_TASK_CLASS_CRITICAL, G_MININT);
  add_of_class (fixture, "normal-", BG_TASK_CLASS_NORMAL, -1);
  add (fixture, "work", 0);
  add_of_class (fixture, "normal+", BG_TASK_CLASS_NORMAL, 1);
  add_of_class (fixture, "high", BG_TASK_CLASS_HIGH, G_MININT);
  run (fixture, 6);
  core_assert_order (fixture->order, "critical high normal+ work normal- low");
}

static void
test_priority_changed_while_queued (CoreFixture   *fixture,
                                    gconstpointer  user_data)
{
  guint64 a = add (fixture, "a", 0);
  guint64 b = add (fixture, "b", 0);
  guint64 c = add (fixture, "c", 0);
  guint64 d = add (fixture, "d", 5);

  g_assert_true (bg_task_manager_set_task_priority (fixture->manager, c, 9));
  g_assert_true (bg_task_manager_set_task_priority (fixture->manager, d, -1));
  /* Behind those that have it already, even if it had it before. */
  g_assert_true (bg_task_manager_set_task_priority (fixture->manager, a, 1));
  g_assert_true (bg_task_manager_set_task_priority (fixture->manager, a, 0));
  /* No change is no change of place. */
  g_assert_true (bg_task_manager_set_task_priority (fixture->manager, b, 0));
  run (fixture, 4);
  core_assert_order (fixture->order, "c b a d");
  g_assert_false (bg_task_manager_set_task_priority (fixture->manager, a, 1));
  g_assert_false (bg_task_manager_set_task_priority (fixture->manager, 0, 1));
  g_assert_false (bg_task_manager_set_task_priority (fixture->manager, 99, 1));
}

static void
test_priority_changed_while_blocked (CoreFixture   *fixture,
                                     gconstpointer  user_data)
{
  guint64 first = add (fixture, "first", 100);
  guint64 blocked[2];

  for (guint i = 0; i < 2; i++)
    blocked[i] = bg_task_manager_add_work (fixture->manager, core_job_work,
                                           core_job_new (i == 0 ? "x" : "y", fixture->order, NULL), core_job_free, 0,
                                           NULL, &first, 1, NULL);
  g_assert_true (bg_task_manager_set_task_priority (fixture->manager, blocked[1], 50));
  run (fixture, 3);
  core_assert_order (fixture->order, "first y x");
}

/* The worker has begun one of many that it took at once; what comes then and is more urgent is next. */
static void
test_urgent_one_overtakes_what_was_taken (CoreFixture   *fixture,
                                          gconstpointer  user_data)
{
  BgTestGate *gate = bg_test_gate_new ();
  guint64 held, last;

  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  run (fixture, 1);
  core_make_greedy (fixture->manager);
  bg_task_manager_pause_processing (fixture->manager);
  core_add_job (fixture->manager, core_job_new ("gate", fixture->order, gate), 5);
  add (fixture, "a", 0);
  held = add (fixture, "b", 0);
  add (fixture, "c", 0);
  last = add (fixture, "d", 0);
  for (guint i = 0; i < 200; i++)
    core_add (fixture->manager, core_work_nothing, NULL, NULL);
  bg_task_manager_start_processing (fixture->manager);
  bg_test_gate_await_arrivals (gate, 1);

  add (fixture, "urgent", 1);
  g_assert_true (bg_task_manager_set_task_priority (fixture->manager, last, 2));
  g_assert_true (bg_task_manager_set_task_priority (fixture->manager, held, -1));
  add (fixture, "same", 0);
  bg_test_gate_open (gate);
  core_watch_run (fixture->watch, 207);
  core_assert_order (fixture->order, "gate d urgent a c same b");
  bg_test_gate_unref (gate);
}

/* Blocked tasks are in nobody's way, and lift nobody. */
static void
test_blocked_ones_are_overtaken (CoreFixture   *fixture,
                                 gconstpointer  user_data)
{
  guint64 low = add (fixture, "low", -5);

  bg_task_manager_add_work (fixture->manager, core_job_work, core_job_new ("high", fixture->order, NULL),
                            core_job_free, 5, NULL, &low, 1, NULL);
  add (fixture, "middle", 0);
  run (fixture, 3);
  core_assert_order (fixture->order, "middle low high");
}

/* Many blocked urgent ones cost the ready ones nothing: this would take minutes if each start walked them. */
static void
test_many_blocked (CoreFixture   *fixture,
                   gconstpointer  user_data)
{
  const guint n = 100000;
  guint64 last = core_add (fixture->manager, core_work_nothing, NULL, NULL);

  bg_task_manager_set_task_priority (fixture->manager, last, -10);
  for (guint i = 0; i < n; i++)
    bg_task_manager_add_work (fixture->manager, core_work_nothing, NULL, NULL, 100, NULL, &last, 1, NULL);
  for (guint i = 0; i < n; i++)
    core_add (fixture->manager, core_work_nothing, NULL, NULL);
  run (fixture, 2 * n + 1);
}

static void
test_changing_many_priorities (CoreFixture   *fixture,
                               gconstpointer  user_data)
{
  const guint n = 100000;
  guint64 expected = n;

  for (guint i = 0; i < n; i++)
    core_add (fixture->manager, core_work_nothing, NULL, NULL);
  for (guint i = 0; i < n; i++)
    g_assert_true (bg_task_manager_set_task_priority (fixture->manager, i + 1, (int) i));
  run (fixture, n);
  for (const char *at = fixture->watch->log->str; *at != '\0'; expected--)
    {
      g_assert_cmpuint (g_ascii_strtoull (at + 1, (char **) &at, 10), ==, expected);
      at += *at == ' ';
    }
}

/* In a full pool what runs is not interrupted: the urgent one is next. */
static void
test_nothing_is_interrupted (CoreFixture   *fixture,
                             gconstpointer  user_data)
{
  BgTestGate *gate = bg_test_gate_new ();

  core_add_job (fixture->manager, core_job_new ("slow", fixture->order, gate), -100);
  bg_task_manager_start_processing (fixture->manager);
  bg_test_gate_await_arrivals (gate, 1);
  add (fixture, "late", 0);
  add_of_class (fixture, "urgent", BG_TASK_CLASS_HIGH, 100);
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, 1);
  g_assert_cmpuint (bg_task_manager_get_n_pending (fixture->manager), ==, 2);
  bg_test_gate_open (gate);
  core_watch_run (fixture->watch, 3);
  core_assert_order (fixture->order, "slow urgent late");
  bg_test_gate_unref (gate);
}

/* A task that becomes ready later comes behind those of its priority that were ready before. */
static void
test_fifo_by_becoming_ready (CoreFixture   *fixture,
                             gconstpointer  user_data)
{
  guint64 first = add (fixture, "first", 1);

  bg_task_manager_add_work (fixture->manager, core_job_work, core_job_new ("blocked", fixture->order, NULL),
                            core_job_free, 0, NULL, &first, 1, NULL);
  add (fixture, "a", 0);
  add (fixture, "b", 0);
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 4);
  core_assert_order (fixture->order, "first a b blocked");
}

#define ADD(path, func) g_test_add ("/task-manager/order/" path, CoreFixture, NULL, set_up, func, core_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("larger-first", test_larger_first);
  ADD ("equals-as-they-came", test_equals_as_they_came);
  ADD ("extreme-priorities", test_extreme_priorities);
  ADD ("class-before-priority", test_class_before_priority);
  ADD ("changed-while-queued", test_priority_changed_while_queued);
  ADD ("changed-while-blocked", test_priority_changed_while_blocked);
  ADD ("urgent-one-overtakes-what-was-taken", test_urgent_one_overtakes_what_was_taken);
  ADD ("blocked-ones-are-overtaken", test_blocked_ones_are_overtaken);
  ADD ("many-blocked-cost-nothing", test_many_blocked);
  ADD ("many-changes", test_changing_many_priorities);
  ADD ("nothing-is-interrupted", test_nothing_is_interrupted);
  ADD ("fifo-by-becoming-ready", test_fifo_by_becoming_ready);
  return g_test_run ();
}
