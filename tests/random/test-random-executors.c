/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A manager with several executors, classes, resources, retries, delays and unique tasks, and a naive model of it, go
 * through the same random life. Where threads come first in any order the model is told who came first. It knows
 *
 *  - that nothing begins that is blocked, delayed, paused, stopped, or lacks a resource, a condition or its place among
 *    its like;
 *  - that no circle is closed by what is linked later;
 *  - that no more run than the limit of their class allows, whoever begins first;
 *  - that in each executor the class goes first, then the priority, then who was ready first; and that where tasks age
 *    they count as of a higher class when they have waited;
 *  - that whatever may begin does, in the same turn of things, with the number of the attempt;
 *  - that each task ends once, as it should, and that a group finishes once for each time it is empty;
 *  - what goes on, and what does not, when the manager is shut down;
 *  - how many wait, how many run, and how much of each resource is used, exactly, when nothing moves. */

#include <taskmgr.h>

#include "bg-test.h"
#include "random-executor.h"
#include "random-life.h"

static void
add_too_late (RandomLife *life)
{
  NaiveTask *naive = random_life_draw_task (life);
  g_autoptr (BgTask) task = random_life_make_task (life, naive, 0);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (bg_task_manager_add (life->manager, task, &error), ==, 0);
  g_assert_error (error, BG_ERROR, BG_ERROR_SHUT_DOWN);
  naive_task_free (naive);
}

static void
add_one (RandomLife *life)
{
  NaiveTask *naive = random_life_draw_task (life);
  char group = random_life_pick_group (life);
  BgTask *task = random_life_make_task (life, naive, group);
  g_autoptr (GError) error = NULL;
  guint same;
  guint64 id;

  same = naive_executors_find_same (life->naive, naive);
  id = bg_task_manager_add (life->manager, task, &error);
  g_assert_no_error (error);
  if (same != 0)
    {
      g_assert_cmpuint (id, ==, same);
      naive_task_free (naive);
      g_object_unref (task);
      return;
    }
  g_ptr_array_add (life->tasks, task);
  naive_executors_add (life->naive, naive, group);
  g_assert_cmpuint (id, ==, naive->id);
}

static void
add_some (RandomLife *life)
{
  for (guint n = random_life_draw (life, 3) == 0 ? random_life_draw (life, 6) + 1 : 1; n > 0; n--)
    if (life->naive->closed)
      add_too_late (life);
    else
      add_one (life);
}

static NaiveTask *
pick_running (RandomLife *life)
{
  guint n = naive_executors_count_running (life->naive);
  guint place = n > 0 ? random_life_draw (life, n) : 0;

  for (guint id = 1; n > 0 && id <= life->tasks->len; id++)
    {
      NaiveTask *naive = naive_executors_get (life->naive, id);

      if (naive_task_holds (naive) && place-- == 0)
        return naive;
    }
  return NULL;
}

static void
hold_one (RandomLife *life,
          guint       id,
          gboolean    stopped)
{
  naive_executors_hold (life->naive, id);
  random_stage_release (life->stage, id, TRUE, TRUE, stopped);
  while (!random_life_holds_all (life))
    g_thread_yield ();
}

static void
report (BgTask   *task,
        gboolean  succeeds)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "as told");

  if (succeeds)
    bg_task_return_boolean (task, TRUE);
  else
    bg_task_return_error (task, error);
}

static void
let_one_end (RandomLife *life)
{
  NaiveTask *naive = pick_running (life);
  gboolean runs_body = random_life_draw (life, 2) == 0;
  gboolean holds = random_life_draw (life, 5) == 0;
  gboolean in_thread, stopped;

  life->succeeds = random_life_draw (life, 4) > 0;
  if (naive == NULL)
    return;
  stopped = naive->state == NAIVE_LEAVING;
  in_thread = naive->lane == NAIVE_OWN || naive->lane == NAIVE_THREADS;
  if (in_thread && !naive->held && holds)
    {
      hold_one (life, naive->id, stopped);
      return;
    }
  naive_executors_body_returned (life->naive, naive->id, life->succeeds);
  if (!in_thread)
    random_executor_finish (RANDOM_EXECUTOR (life->executors[naive->lane]), naive->id, runs_body, life->succeeds);
  else if (naive->held)
    report (g_ptr_array_index (life->tasks, naive->id - 1), life->succeeds);
  else
    random_stage_release (life->stage, naive->id, life->succeeds, FALSE, stopped);
}

/* What others were called for before it may be refused to one that needs something. */
static gboolean
choose (RandomLife *life,
        guint       id)
{
  NaiveTask *naive = naive_executors_get (life->naive, id);
  RandomExecutor *executor = RANDOM_EXECUTOR (life->executors[NAIVE_CHOOSING]);
  gboolean can_start = naive->lane == NAIVE_CHOOSING && naive_executors_can_start (life->naive, naive);
  gboolean begins = random_executor_choose (executor, g_ptr_array_index (life->tasks, id - 1));

  if (!naive_task_has_needs (naive))
    g_assert_cmpint (begins, ==, can_start);
  return begins;
}

static void
stop_something (RandomLife *life)
{
  gboolean upstream = random_life_draw (life, 2) == 0;
  gboolean downstream = random_life_draw (life, 2) == 0;
  char group = random_life_pick_group (life);
  guint id = random_life_pick_task (life);
  guint what = random_life_draw (life, 14);

  if (what == 0)
    g_assert_cmpuint (bg_task_manager_stop_all_tasks (life->manager), ==, naive_executors_stop_all (life->naive));
  else if (what < 3 && group != 0)
    g_assert_cmpuint (bg_task_manager_stop_task_group (life->manager, (const char[]) { group, '\0' }, upstream,
                                                       downstream),
                      ==, naive_executors_stop_group (life->naive, group, upstream, downstream));
  else
    g_assert_cmpint (bg_task_manager_stop_task (life->manager, id, upstream, downstream), ==,
                     naive_executors_stop (life->naive, id, upstream, downstream));
}

static void
prioritise_one (RandomLife *life)
{
  int priority = g_rand_int_range (life->rand, -1, 3);
  guint id = random_life_pick_task (life);

  g_assert_cmpint (bg_task_manager_set_task_priority (life->manager, id, priority), ==,
                   naive_executors_set_priority (life->naive, id, priority));
}

static void
link_two (RandomLife *life)
{
  guint id = random_life_pick_task (life);
  guint upstream_id = random_life_pick_task (life);
  g_autoptr (GError) error = NULL;
  int code = naive_executors_add_upstream (life->naive, id, upstream_id);

  g_assert_cmpint (bg_task_manager_add_upstream (life->manager, id, upstream_id, &error), ==, code == -1);
  g_assert_cmpint (error != NULL ? error->code : -1, ==, code);
}

static void
let_time_pass (RandomLife *life,
               guint       milliseconds)
{
  gint64 wall_time = bg_fake_clock_get_wall_time (life->clock);

  if (random_life_draw (life, 8) == 0)
    bg_fake_clock_set_wall_time (life->clock, wall_time + (gint64) milliseconds * 1000);
  else
    bg_fake_clock_advance (life->clock, milliseconds);
  naive_executors_time_passed (life->naive);
}

static void
do_something (RandomLife *life)
{
  static const NaiveLane sized[] = { NAIVE_OWN, NAIVE_THREADS, NAIVE_LATER };
  guint what = random_life_draw (life, 100);

  if (!life->naive->closed && random_life_draw (life, 60) == 0)
    random_life_shut_down (life, (BgShutdownMode) random_life_draw (life, 2), random_life_draw (life, 2) == 0);
  else if (life->tasks->len == 0 || what < 35)
    add_some (life);
  else if (what < 60)
    let_one_end (life);
  else if (what < 66)
    stop_something (life);
  else if (what < 71)
    prioritise_one (life);
  else if (what < 75)
    link_two (life);
  else if (what < 82)
    let_time_pass (life, 5 * (1 + random_life_draw (life, 4)));
  else if (what < 85)
    random_life_set_processing (life, random_life_draw (life, 3) > 0);
  else if (what < 90)
    random_life_resize (life, sized[random_life_draw (life, G_N_ELEMENTS (sized))]);
  else if (what < 93)
    random_life_limit_resource (life, random_life_draw (life, NAIVE_RESOURCES), random_life_draw (life, 4));
  else if (what < 96)
    random_life_set_rate (life, random_life_draw (life, NAIVE_RESOURCES), random_life_draw (life, 3));
  else if (what < 98)
    random_life_fulfil (life, random_life_draw (life, NAIVE_CONDITIONS), random_life_draw (life, 2) == 0);
  else
    choose (life, random_life_pick_task (life));
  random_life_settle (life);
}

/* Something happens, or nothing is left to happen. */
static void
go_on (RandomLife *life)
{
  gboolean goes_on = naive_executors_count_running (life->naive) > 0;
  gboolean waits = FALSE;

  if (goes_on)
    let_one_end (life);
  for (guint id = 1; !goes_on && id <= life->tasks->len; id++)
    if (naive_executors_get (life->naive, id)->lane == NAIVE_CHOOSING)
      goes_on = choose (life, id);
  for (guint id = 1; !goes_on && id <= life->tasks->len; id++)
    {
      NaiveTask *naive = naive_executors_get (life->naive, id);

      waits |= naive->state == NAIVE_WAITING && (!naive->ready || naive_executors_lacks_rate (life->naive, naive));
    }
  if (!goes_on)
    {
      g_assert_true (waits);
      let_time_pass (life, 100);
    }
  random_life_settle (life);
}

static void
live_out (RandomLife *life)
{
  for (guint i = 0; i < NAIVE_RESOURCES; i++)
    {
      random_life_limit_resource (life, i, 1 + random_life_draw (life, 2));
      random_life_settle (life);
    }
  for (guint i = 0; i < NAIVE_CONDITIONS; i++)
    random_life_fulfil (life, i, TRUE);
  random_life_set_processing (life, TRUE);
  random_life_settle (life);
  while (naive_executors_count_running (life->naive) + naive_executors_count_pending (life->naive) > 0)
    go_on (life);
  for (guint i = 0; i < NAIVE_RESOURCES; i++)
    g_assert_cmpuint (bg_task_manager_get_resource_usage (life->manager, random_resource_names[i]), ==, 0);
  for (guint i = 0; i < life->tasks->len; i++)
    g_assert_true (bg_task_is_ended (g_ptr_array_index (life->tasks, i)));
  /* A thread may still have to let go of what it ran. */
  while (life->n_awaited > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
live (guint32 seed)
{
  RandomLife life = { NULL };
  guint n_steps;

  random_life_init (&life, seed);
  n_steps = 10 + random_life_draw (&life, 50);
  for (guint i = 0; i < n_steps; i++)
    do_something (&life);
  live_out (&life);
  random_life_clear (&life);
}

static void
test_same_as_the_model (void)
{
  const char *only = g_getenv ("BG_TEST_SEED");
  guint n = g_test_quick () ? 10000 : 100000;

  g_test_summary ("Executors, classes, resources, retries, delays and unique tasks, drawn together");
  if (only != NULL)
    {
      live ((guint32) g_ascii_strtoull (only, NULL, 10));
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      guint32 seed = (guint32) g_test_rand_int ();

      /* What is printed last before a failure is how to have it again. */
      g_test_message ("BG_TEST_SEED=%u", seed);
      live (seed);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/random/executors/same-as-the-model", test_same_as_the_model);
  return g_test_run ();
}
