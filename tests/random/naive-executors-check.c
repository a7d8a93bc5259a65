/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "naive-executors.h"

/* What may begin, what has to, and in which order. */

guint
naive_executors_count_used (NaiveExecutors *self,
                            guint           resource)
{
  guint n = 0;

  for (guint i = 0; i < self->tasks->len; i++)
    {
      NaiveTask *task = g_ptr_array_index (self->tasks, i);

      n += naive_task_holds (task) && (task->needs & 1u << resource) != 0;
    }
  return n;
}

static gboolean
is_key_used (NaiveExecutors *self,
             char            key)
{
  for (guint i = 0; i < self->tasks->len; i++)
    {
      NaiveTask *task = g_ptr_array_index (self->tasks, i);

      if (naive_task_holds (task) && task->key == key)
        return TRUE;
    }
  return FALSE;
}

static guint
count_starts (NaiveExecutors *self,
              guint           resource)
{
  gint64 now = bg_fake_clock_get_time (self->clock);
  guint n = 0;

  for (guint i = 0; i < self->starts[resource]->len; i++)
    n += g_array_index (self->starts[resource], gint64, i) > now - NAIVE_PERIOD;
  return n;
}

/* Whether time alone may let it begin. */
gboolean
naive_executors_lacks_rate (NaiveExecutors *self,
                            NaiveTask      *task)
{
  for (guint i = 0; i < NAIVE_RESOURCES; i++)
    if ((task->needs & 1u << i) != 0 && self->max_starts[i] > 0 && count_starts (self, i) >= self->max_starts[i])
      return TRUE;
  return FALSE;
}

gboolean
naive_executors_can_have_needs (NaiveExecutors *self,
                                NaiveTask      *task)
{
  for (guint i = 0; i < NAIVE_RESOURCES; i++)
    if ((task->needs & 1u << i) != 0 && naive_executors_count_used (self, i) >= self->resource_limits[i])
      return FALSE;
  for (guint i = 0; i < NAIVE_CONDITIONS; i++)
    if ((task->conditions & 1u << i) != 0 && !self->fulfilled[i])
      return FALSE;
  if (naive_executors_lacks_rate (self, task))
    return FALSE;
  return task->key == 0 || !is_key_used (self, task->key);
}

/* But for the room in its executor. */
gboolean
naive_executors_can_start (NaiveExecutors *self,
                           NaiveTask      *task)
{
  return self->processing && task->state == NAIVE_WAITING && task->ready && !task->resets
         && naive_executors_can_have_needs (self, task);
}

/* What it counts as. */
BgAdmissionClass
naive_task_get_class (const NaiveTask *task)
{
  guint class = task->task_class + task->n_risen;

  return (BgAdmissionClass) (task->n_risen > 0 ? MIN (class, BG_TASK_CLASS_HIGH) : class);
}

gboolean
naive_task_goes_first (const NaiveTask *task)
{
  return task->n_risen > 0 && task->task_class + task->n_risen > BG_TASK_CLASS_HIGH;
}

static gboolean
is_empty (NaiveExecutors *self,
          NaiveGroup     *group)
{
  for (guint i = 0; i < self->tasks->len; i++)
    {
      NaiveTask *task = g_ptr_array_index (self->tasks, i);

      if (task->group == group && !task->announced)
        return FALSE;
    }
  return TRUE;
}

void
naive_executors_group_finished (NaiveExecutors *self,
                                char            name)
{
  NaiveGroup *group = naive_executors_find_group (self, name);

  g_assert_nonnull (group);
  g_assert_true (is_empty (self, group));
  group->open = FALSE;
}

static guint
count_in_lane (NaiveExecutors *self,
               NaiveLane       lane)
{
  guint n = 0;

  for (guint i = 0; i < self->tasks->len; i++)
    {
      NaiveTask *task = g_ptr_array_index (self->tasks, i);

      n += task->lane == lane && naive_task_has_place (task);
    }
  return n;
}

/* Whether everybody who can begin has, and all that is to be announced was. */
gboolean
naive_executors_has_said_all (NaiveExecutors *self)
{
  for (guint i = 0; i < self->groups->len; i++)
    {
      NaiveGroup *group = g_ptr_array_index (self->groups, i);

      if (group->open && is_empty (self, group))
        return FALSE;
    }
  for (guint i = 0; i < self->tasks->len; i++)
    {
      NaiveTask *task = g_ptr_array_index (self->tasks, i);

      if (task->resets || (!naive_task_is_live (task) && !task->announced))
        return FALSE;
      if (naive_executors_can_start (self, task)
          && count_in_lane (self, task->lane) < self->limits[task->lane][naive_task_get_class (task)])
        return FALSE;
    }
  return TRUE;
}

gboolean
naive_task_has_needs (const NaiveTask *task)
{
  return task->needs != 0 || task->conditions != 0 || task->key != 0;
}

/* Whether it is to begin first, of two that are ready; FALSE where nobody says so. */
static gboolean
goes_before (const NaiveTask *first,
             const NaiveTask *second)
{
  if (naive_task_get_class (first) != naive_task_get_class (second))
    return naive_task_get_class (first) > naive_task_get_class (second);
  if (naive_task_goes_first (first) != naive_task_goes_first (second))
    return naive_task_goes_first (first);
  if (!naive_task_goes_first (first) && first->priority != second->priority)
    return first->priority > second->priority;
  if (naive_task_has_needs (first) || naive_task_has_needs (second) || first->n_risen + second->n_risen > 0)
    return FALSE;
  if (first->ready_step != second->ready_step)
    return first->ready_step < second->ready_step;
  return first->ready_by == second->ready_by && first->ready_by != NAIVE_BY_TIME && first->id < second->id;
}

/* Whether it could have had all that it needs at any moment of this step. */
static gboolean
could_always (NaiveExecutors *self,
              NaiveTask      *task)
{
  if (!naive_task_has_needs (task))
    return TRUE;
  for (guint i = 0; i < NAIVE_RESOURCES; i++)
    if ((task->needs & 1u << i) != 0 && self->freed_in_step[i] == self->step)
      return FALSE;
  for (guint i = 0; i < NAIVE_CONDITIONS; i++)
    if ((task->conditions & 1u << i) != 0 && self->fulfilled_in_step[i] == self->step)
      return FALSE;
  return task->key == 0 && naive_executors_can_have_needs (self, task);
}

/* What a thread has taken and not begun is taken back when something more urgent comes, which then may have the place
 * of the one that was taken. */
static gboolean
has_lost_place (NaiveExecutors *self,
                NaiveTask      *task)
{
  for (guint i = 0; i < self->tasks->len; i++)
    {
      NaiveTask *other = g_ptr_array_index (self->tasks, i);

      if (other->lane == task->lane && other->start_step == self->step && other->ready_step == self->step
          && goes_before (other, task))
        return TRUE;
    }
  return FALSE;
}

/* Nobody has overtaken: what threads begin at the same time, they begin in no order. */
static void
check_overtaking (NaiveExecutors *self,
                  NaiveTask      *started)
{
  const gboolean in_threads = started->lane == NAIVE_OWN || started->lane == NAIVE_THREADS;

  for (guint i = 0; i < self->tasks->len; i++)
    {
      NaiveTask *other = g_ptr_array_index (self->tasks, i);
      gboolean waits = other->state == NAIVE_WAITING && other->ready && could_always (self, other);
      gboolean later = !in_threads && other->start_step == self->step && other->start_place > started->start_place
                       && !naive_task_has_needs (other);

      if (other->lane != started->lane || other->lane == NAIVE_CHOOSING || other->ready_step >= self->step
          || (!waits && !later) || (in_threads && has_lost_place (self, other)))
        continue;
      g_assert_false (goes_before (other, started));
    }
}

/* Those that began in this step, in some order: there was room for each when it began. */
static void
check_room (NaiveExecutors *self,
            NaiveLane       lane)
{
  guint n_of_class[4] = { 0 };
  guint n = 0;

  for (guint i = 0; i < self->tasks->len; i++)
    {
      NaiveTask *task = g_ptr_array_index (self->tasks, i);

      if (task->lane != lane || !naive_task_has_place (task))
        continue;
      if (task->start_step == self->step)
        n_of_class[naive_task_get_class (task)]++;
      else
        n++;
    }
  for (guint i = 0; i < 4; i++)
    if (n_of_class[i] > 0)
      {
        n += n_of_class[i];
        g_assert_cmpuint (n, <=, self->limits[lane][i]);
      }
}

void
naive_executors_check_step (NaiveExecutors *self)
{
  for (guint i = 0; i < self->tasks->len; i++)
    {
      NaiveTask *task = g_ptr_array_index (self->tasks, i);

      if (task->start_step == self->step)
        check_overtaking (self, task);
    }
  check_room (self, NAIVE_OWN);
  check_room (self, NAIVE_THREADS);
  check_room (self, NAIVE_LATER);
}

guint
naive_executors_count_running (NaiveExecutors *self)
{
  guint n = 0;

  for (guint i = 0; i < self->tasks->len; i++)
    n += naive_task_holds (g_ptr_array_index (self->tasks, i));
  return n;
}

/* Those that run without a thread. */
guint
naive_executors_count_held (NaiveExecutors *self)
{
  guint n = 0;

  for (guint i = 0; i < self->tasks->len; i++)
    {
      NaiveTask *task = g_ptr_array_index (self->tasks, i);

      n += task->state == NAIVE_RUNNING
           && (task->held || task->lane == NAIVE_LATER || task->lane == NAIVE_CHOOSING);
    }
  return n;
}

guint
naive_executors_count_pending (NaiveExecutors *self)
{
  guint n = 0;

  for (guint i = 0; i < self->tasks->len; i++)
    n += ((NaiveTask *) g_ptr_array_index (self->tasks, i))->state == NAIVE_WAITING;
  return n;
}
