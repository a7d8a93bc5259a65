/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A manager with several executors, classes, resources, retries, delays and unique tasks, and a naive model of it, go
 * through the same random life. Where threads come first in any order the model is told who came first. It knows
 *
 *  - that nothing begins that is blocked, delayed, paused, stopped, or lacks a resource or its place among its like;
 *  - that no more run than the limit of their class allows, whoever begins first;
 *  - that in each executor the class goes first, then the priority, then who was ready first;
 *  - that whatever may begin does, in the same turn of things, with the number of the attempt;
 *  - that each task ends once, as it should, and that a group finishes once for each time it is empty;
 *  - how many wait, how many run, and how much of each resource is used, exactly, when nothing moves. */

#include <taskmgr.h>

#include "bg-test.h"
#include "random-executor.h"
#include "random-life.h"

static guint
pick_task (RandomLife *life)
{
  return random_life_draw (life, life->tasks->len) + 1;
}

static char
pick_group (RandomLife *life)
{
  return "\0abc"[random_life_draw (life, 4)];
}

static GArray *
pick_upstreams (RandomLife *life)
{
  GArray *upstreams = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint n = random_life_draw (life, 4); n > 0 && life->tasks->len > 0; n--)
    {
      guint id = pick_task (life);
      NaiveState state = naive_executors_get (life->naive, id)->state;

      if (state == NAIVE_WAITING || state == NAIVE_RUNNING || state == NAIVE_COMPLETED)
        g_array_append_val (upstreams, id);
    }
  return upstreams;
}

static NaiveTask *
draw_task (RandomLife *life)
{
  static const NaiveLane lanes[] = { NAIVE_OWN, NAIVE_OWN, NAIVE_OWN, NAIVE_THREADS, NAIVE_THREADS, NAIVE_INLINE,
                                     NAIVE_LATER, NAIVE_LATER, NAIVE_CHOOSING };
  static const BgAdmissionClass classes[] = { BG_TASK_CLASS_LOW, BG_TASK_CLASS_NORMAL, BG_TASK_CLASS_NORMAL,
                                              BG_TASK_CLASS_NORMAL, BG_TASK_CLASS_NORMAL, BG_TASK_CLASS_NORMAL,
                                              BG_TASK_CLASS_HIGH, BG_TASK_CLASS_HIGH, BG_TASK_CLASS_CRITICAL };
  NaiveTask *task = g_new0 (NaiveTask, 1);

  if (random_life_draw (life, 8) == 0)
    {
      /* Which of its like run must be known. */
      random_life_settle (life);
      task->key = "xy"[random_life_draw (life, NAIVE_KEYS)];
    }
  task->lane = lanes[random_life_draw (life, G_N_ELEMENTS (lanes))];
  task->task_class = classes[random_life_draw (life, G_N_ELEMENTS (classes))];
  task->priority = g_rand_int_range (life->rand, -1, 3);
  task->needs = random_life_draw (life, 2) == 0 ? 0 : random_life_draw (life, 1u << NAIVE_RESOURCES);
  task->uniqueness = (BgUniqueness) random_life_draw (life, 3);
  task->max_attempts = random_life_draw (life, 3) > 0 ? 1 : 2 + random_life_draw (life, 2);
  task->retry_delay = 10 * random_life_draw (life, 3);
  if (random_life_draw (life, 5) == 0)
    task->due = bg_fake_clock_get_time (life->clock) + 10000 * (1 + random_life_draw (life, 3));
  if (random_life_draw (life, 10) == 0)
    task->wall_due = bg_fake_clock_get_wall_time (life->clock) + 10000 * ((gint64) random_life_draw (life, 5) - 1);
  task->upstreams = pick_upstreams (life);
  return task;
}

static void
set_times (RandomLife      *life,
           BgTask          *task,
           const NaiveTask *naive)
{
  g_autoptr (BgRetryPolicy) retry = NULL;
  g_autoptr (GDateTime) second = NULL;
  g_autoptr (GDateTime) time = NULL;

  if (naive->max_attempts > 1)
    {
      retry = bg_retry_policy_new (naive->max_attempts, BG_BACKOFF_CONSTANT, naive->retry_delay, 0, 0);
      bg_task_set_retry (task, retry);
    }
  if (naive->due > 0)
    bg_task_set_delay (task, (guint) ((naive->due - bg_fake_clock_get_time (life->clock)) / 1000));
  if (naive->wall_due == 0)
    return;
  second = g_date_time_new_from_unix_utc (naive->wall_due / G_USEC_PER_SEC);
  time = g_date_time_add (second, naive->wall_due % G_USEC_PER_SEC);
  bg_task_set_not_before (task, time);
}

static BgTask *
make_task (RandomLife      *life,
           const NaiveTask *naive,
           char             group)
{
  BgTask *task = bg_task_new (random_life_body, life, NULL);

  bg_task_set_priority (task, naive->priority);
  bg_task_set_task_class (task, naive->task_class);
  if (group != 0)
    bg_task_set_group (task, (const char[]) { group, '\0' });
  if (naive->lane != NAIVE_OWN)
    bg_task_set_executor (task, life->executors[naive->lane]);
  for (guint i = 0; i < NAIVE_RESOURCES; i++)
    if ((naive->needs & 1u << i) != 0)
      bg_task_add_resource (task, random_resource_names[i]);
  if (naive->key != 0)
    bg_task_set_unique (task, (const char[]) { naive->key, '\0' }, naive->uniqueness);
  for (guint i = 0; i < naive->upstreams->len; i++)
    bg_task_add_upstream (task, g_array_index (naive->upstreams, guint, i));
  set_times (life, task, naive);
  return task;
}

static void
free_naive (NaiveTask *naive)
{
  g_array_unref (naive->upstreams);
  g_free (naive);
}

static void
add_one (RandomLife *life)
{
  NaiveTask *naive = draw_task (life);
  char group = pick_group (life);
  BgTask *task = make_task (life, naive, group);
  g_autoptr (GError) error = NULL;
  guint same;
  guint64 id;

  same = naive_executors_find_same (life->naive, naive);
  id = bg_task_manager_add (life->manager, task, &error);
  g_assert_no_error (error);
  if (same != 0)
    {
      g_assert_cmpuint (id, ==, same);
      free_naive (naive);
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
let_one_end (RandomLife *life)
{
  NaiveTask *naive = pick_running (life);
  gboolean runs_body = random_life_draw (life, 2) == 0;
  gboolean stopped;

  life->succeeds = random_life_draw (life, 4) > 0;
  if (naive == NULL)
    return;
  stopped = naive->state == NAIVE_LEAVING;
  naive_executors_body_returned (life->naive, naive->id, life->succeeds);
  if (naive->lane == NAIVE_LATER || naive->lane == NAIVE_CHOOSING)
    random_executor_finish (RANDOM_EXECUTOR (life->executors[naive->lane]), naive->id, runs_body, life->succeeds);
  else
    random_stage_release (life->stage, naive->id, life->succeeds, stopped);
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

  if (naive->needs == 0 && naive->key == 0)
    g_assert_cmpint (begins, ==, can_start);
  return begins;
}

static void
stop_something (RandomLife *life)
{
  gboolean upstream = random_life_draw (life, 2) == 0;
  gboolean downstream = random_life_draw (life, 2) == 0;
  char group = pick_group (life);
  guint id = pick_task (life);
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
  guint id = pick_task (life);

  g_assert_cmpint (bg_task_manager_set_task_priority (life->manager, id, priority), ==,
                   naive_executors_set_priority (life->naive, id, priority));
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

  if (life->tasks->len == 0 || what < 35)
    add_some (life);
  else if (what < 60)
    let_one_end (life);
  else if (what < 66)
    stop_something (life);
  else if (what < 73)
    prioritise_one (life);
  else if (what < 81)
    let_time_pass (life, 5 * (1 + random_life_draw (life, 4)));
  else if (what < 85)
    random_life_set_processing (life, random_life_draw (life, 3) > 0);
  else if (what < 90)
    random_life_resize (life, sized[random_life_draw (life, G_N_ELEMENTS (sized))]);
  else if (what < 94)
    random_life_limit_resource (life, random_life_draw (life, NAIVE_RESOURCES), random_life_draw (life, 4));
  else
    choose (life, pick_task (life));
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

      waits |= naive->state == NAIVE_WAITING && !naive->ready;
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
  random_life_set_processing (life, TRUE);
  random_life_settle (life);
  while (naive_executors_count_running (life->naive) + naive_executors_count_pending (life->naive) > 0)
    go_on (life);
  for (guint i = 0; i < NAIVE_RESOURCES; i++)
    g_assert_cmpuint (bg_task_manager_get_resource_usage (life->manager, random_resource_names[i]), ==, 0);
  for (guint i = 0; i < life->tasks->len; i++)
    g_assert_true (bg_task_is_ended (g_ptr_array_index (life->tasks, i)));
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
