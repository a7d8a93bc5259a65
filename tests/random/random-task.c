/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "random-life.h"

/* Tasks as they are drawn, and the same for the manager. */

guint
random_life_pick_task (RandomLife *life)
{
  return random_life_draw (life, life->tasks->len) + 1;
}

char
random_life_pick_group (RandomLife *life)
{
  return "\0abc"[random_life_draw (life, 4)];
}

static GArray *
pick_upstreams (RandomLife *life)
{
  GArray *upstreams = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint n = random_life_draw (life, 4); n > 0 && life->tasks->len > 0; n--)
    {
      guint id = random_life_pick_task (life);
      NaiveState state = naive_executors_get (life->naive, id)->state;

      if (state == NAIVE_WAITING || state == NAIVE_RUNNING || state == NAIVE_COMPLETED)
        g_array_append_val (upstreams, id);
    }
  return upstreams;
}

NaiveTask *
random_life_draw_task (RandomLife *life)
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
  task->conditions = random_life_draw (life, 6) > 0 ? 0 : random_life_draw (life, 1u << NAIVE_CONDITIONS);
  task->uniqueness = (BgUniqueness) random_life_draw (life, 3);
  task->max_attempts = random_life_draw (life, 3) > 0 ? 1 : 2 + random_life_draw (life, 2);
  task->retry_delay = 10 * random_life_draw (life, 3);
  if (random_life_draw (life, 5) == 0)
    task->due = bg_fake_clock_get_time (life->clock) + 10000 * (1 + random_life_draw (life, 3));
  if (random_life_draw (life, 10) == 0)
    task->wall_due = bg_fake_clock_get_wall_time (life->clock) + 10000 * ((gint64) random_life_draw (life, 5) - 1);
  if (random_life_draw (life, 8) == 0)
    task->deadline = bg_fake_clock_get_time (life->clock) + 10000 * (1 + random_life_draw (life, 5));
  if (random_life_draw (life, 8) == 0)
    task->time_limit = 10 * (1 + random_life_draw (life, 3));
  task->at_shut_down = (BgAtShutDown) random_life_draw (life, 3);
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
  if (naive->deadline > 0)
    bg_task_set_deadline (task, (guint) ((naive->deadline - bg_fake_clock_get_time (life->clock)) / 1000));
  bg_task_set_time_limit (task, naive->time_limit);
  if (naive->wall_due == 0)
    return;
  second = g_date_time_new_from_unix_utc (naive->wall_due / G_USEC_PER_SEC);
  time = g_date_time_add (second, naive->wall_due % G_USEC_PER_SEC);
  bg_task_set_not_before (task, time);
}

BgTask *
random_life_make_task (RandomLife      *life,
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
  for (guint i = 0; i < NAIVE_CONDITIONS; i++)
    if ((naive->conditions & 1u << i) != 0)
      bg_task_add_condition (task, life->conditions[i]);
  bg_task_set_at_shut_down (task, naive->at_shut_down);
  if (naive->key != 0)
    bg_task_set_unique (task, (const char[]) { naive->key, '\0' }, naive->uniqueness);
  for (guint i = 0; i < naive->upstreams->len; i++)
    bg_task_add_upstream (task, g_array_index (naive->upstreams, guint, i));
  set_times (life, task, naive);
  return task;
}
