/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "naive-executors.h"

static void
free_task (gpointer data)
{
  g_array_unref (((NaiveTask *) data)->upstreams);
  g_free (data);
}

NaiveExecutors *
naive_executors_new (BgFakeClock *clock)
{
  NaiveExecutors *self = g_new0 (NaiveExecutors, 1);

  self->tasks = g_ptr_array_new_with_free_func (free_task);
  self->groups = g_ptr_array_new_with_free_func (g_free);
  self->clock = clock;
  for (guint lane = 0; lane < NAIVE_LANES; lane++)
    for (guint i = 0; i < 4; i++)
      self->limits[lane][i] = lane == NAIVE_CHOOSING ? 0 : G_MAXUINT;
  return self;
}

void
naive_executors_free (NaiveExecutors *self)
{
  g_ptr_array_unref (self->tasks);
  g_ptr_array_unref (self->groups);
  g_free (self);
}

NaiveTask *
naive_executors_get (NaiveExecutors *self,
                     guint           id)
{
  return g_ptr_array_index (self->tasks, id - 1);
}

/* Whether it has its resources, and its place in its lane. */
gboolean
naive_task_holds (const NaiveTask *task)
{
  return task->state == NAIVE_RUNNING || task->state == NAIVE_LEAVING;
}

gboolean
naive_task_is_live (const NaiveTask *task)
{
  return task->state == NAIVE_WAITING || task->state == NAIVE_RUNNING;
}

static gboolean
waits_for (NaiveTask *task,
           guint      id)
{
  for (guint i = 0; i < task->upstreams->len; i++)
    if (g_array_index (task->upstreams, guint, i) == id)
      return TRUE;
  return FALSE;
}

/* Nothing is left to wait for but its turn. */
static gboolean
is_free (NaiveExecutors *self,
         NaiveTask      *task)
{
  if (task->due > bg_fake_clock_get_time (self->clock) || task->wall_due > bg_fake_clock_get_wall_time (self->clock))
    return FALSE;
  for (guint i = 0; i < task->upstreams->len; i++)
    {
      NaiveTask *upstream = naive_executors_get (self, g_array_index (task->upstreams, guint, i));

      if (upstream->state != NAIVE_COMPLETED || !upstream->announced)
        return FALSE;
    }
  return TRUE;
}

static void
update_ready (NaiveExecutors *self,
              guint           by)
{
  for (guint i = 0; i < self->tasks->len; i++)
    {
      NaiveTask *task = g_ptr_array_index (self->tasks, i);

      if (task->state != NAIVE_WAITING || task->ready || !is_free (self, task))
        continue;
      task->ready = TRUE;
      task->ready_step = self->step;
      task->ready_by = task->due > 0 || task->wall_due > 0 ? NAIVE_BY_TIME : by;
    }
}

/* Between two steps everything has happened that had to. */
void
naive_executors_begin_step (NaiveExecutors *self)
{
  self->step++;
}

static void
stop_one (NaiveTask *task)
{
  const gboolean has_body = task->lane == NAIVE_OWN || task->lane == NAIVE_THREADS;

  task->state = task->state == NAIVE_RUNNING && has_body ? NAIVE_LEAVING : NAIVE_STOPPED;
  task->resets = FALSE;
}

/* Returns the one that does for another task with the same key, or 0. */
guint
naive_executors_find_same (NaiveExecutors  *self,
                           const NaiveTask *added)
{
  guint waiting = 0, running = 0;

  for (guint i = 0; added->key != 0 && i < self->tasks->len; i++)
    {
      NaiveTask *task = g_ptr_array_index (self->tasks, i);

      if (task->key != added->key || !naive_task_is_live (task))
        continue;
      if (added->uniqueness == BG_UNIQUENESS_REPLACE)
        stop_one (task);
      else if (task->state == NAIVE_WAITING)
        waiting = task->id;
      else
        running = task->id;
    }
  if (waiting != 0)
    return waiting;
  return added->uniqueness == BG_UNIQUENESS_KEEP ? running : 0;
}

NaiveGroup *
naive_executors_find_group (NaiveExecutors *self,
                            char            name)
{
  for (guint i = 0; i < self->groups->len; i++)
    {
      NaiveGroup *group = g_ptr_array_index (self->groups, i);

      if (group->open && group->name == name)
        return group;
    }
  return NULL;
}

/* Takes the task. */
void
naive_executors_add (NaiveExecutors *self,
                     NaiveTask      *task,
                     char            name)
{
  NaiveGroup *group = name != 0 ? naive_executors_find_group (self, name) : NULL;

  if (name != 0 && group == NULL)
    {
      group = g_new (NaiveGroup, 1);
      *group = (NaiveGroup) { name, TRUE };
      g_ptr_array_add (self->groups, group);
    }
  g_ptr_array_add (self->tasks, task);
  task->id = self->tasks->len;
  task->group = group;
  update_ready (self, 0);
}

gboolean
naive_executors_set_priority (NaiveExecutors *self,
                              guint           id,
                              int             priority)
{
  NaiveTask *task = naive_executors_get (self, id);

  if (task->state != NAIVE_WAITING)
    return FALSE;
  if (task->priority != priority)
    {
      task->ready_step = self->step;
      task->ready_by = NAIVE_BY_TIME;
    }
  task->priority = priority;
  return TRUE;
}

static void
spread (NaiveExecutors *self,
        guint           id,
        gboolean        upstream,
        gboolean        downstream,
        gboolean       *reached)
{
  NaiveTask *task = naive_executors_get (self, id);

  if (!naive_task_is_live (task) || reached[id - 1])
    return;
  reached[id - 1] = TRUE;
  for (guint other = 1; other <= self->tasks->len; other++)
    if ((upstream && waits_for (task, other))
        || (downstream && waits_for (naive_executors_get (self, other), id)))
      spread (self, other, upstream, downstream, reached);
}

static guint
stop_reached (NaiveExecutors *self,
              gboolean       *reached)
{
  guint n = 0;

  for (guint i = 0; i < self->tasks->len; i++)
    if (reached[i])
      {
        stop_one (g_ptr_array_index (self->tasks, i));
        n++;
      }
  return n;
}

gboolean
naive_executors_stop (NaiveExecutors *self,
                      guint           id,
                      gboolean        upstream,
                      gboolean        downstream)
{
  g_autofree gboolean *reached = g_new0 (gboolean, self->tasks->len);

  spread (self, id, upstream, downstream, reached);
  return stop_reached (self, reached) > 0;
}

guint
naive_executors_stop_group (NaiveExecutors *self,
                            char            name,
                            gboolean        upstream,
                            gboolean        downstream)
{
  g_autofree gboolean *reached = g_new0 (gboolean, self->tasks->len);
  NaiveGroup *group = naive_executors_find_group (self, name);

  if (group == NULL)
    return 0;
  for (guint id = 1; id <= self->tasks->len; id++)
    if (naive_executors_get (self, id)->group == group)
      spread (self, id, upstream, downstream, reached);
  group->open = FALSE;
  return stop_reached (self, reached);
}

guint
naive_executors_stop_all (NaiveExecutors *self)
{
  g_autofree gboolean *reached = g_new0 (gboolean, self->tasks->len);

  for (guint i = 0; i < self->tasks->len; i++)
    reached[i] = naive_task_is_live (g_ptr_array_index (self->tasks, i));
  for (guint i = 0; i < self->groups->len; i++)
    ((NaiveGroup *) g_ptr_array_index (self->groups, i))->open = FALSE;
  return stop_reached (self, reached);
}

void
naive_executors_started (NaiveExecutors *self,
                         guint           id,
                         guint           attempt)
{
  NaiveTask *task = naive_executors_get (self, id);

  g_assert_true (self->processing);
  g_assert_cmpint (task->state, ==, NAIVE_WAITING);
  g_assert_true (task->ready);
  g_assert_true (naive_executors_can_have_needs (self, task));
  g_assert_cmpuint (attempt, ==, ++task->n_attempts);
  g_assert_cmpuint (attempt, <=, task->max_attempts);
  task->state = NAIVE_RUNNING;
  task->resets = FALSE;
  task->start_step = self->step;
  task->start_place = ++self->n_starts;
}

void
naive_executors_body_returned (NaiveExecutors *self,
                               guint           id,
                               gboolean        succeeds)
{
  NaiveTask *task = naive_executors_get (self, id);

  g_assert_true (naive_task_holds (task));
  for (guint i = 0; i < NAIVE_RESOURCES; i++)
    if ((task->needs & 1u << i) != 0 && task->lane == NAIVE_INLINE)
      self->freed_in_step[i] = self->step;
  if (task->state == NAIVE_LEAVING)
    {
      task->state = NAIVE_STOPPED;
      return;
    }
  if (succeeds || task->n_attempts >= task->max_attempts)
    {
      task->state = succeeds ? NAIVE_COMPLETED : NAIVE_FAILED;
      return;
    }
  task->state = NAIVE_WAITING;
  task->ready = FALSE;
  task->resets = TRUE;
  task->due = bg_fake_clock_get_time (self->clock) + (gint64) task->retry_delay * 1000;
  update_ready (self, NAIVE_BY_TIME);
}

/* It failed, and waits for its next attempt now. */
void
naive_executors_reset (NaiveExecutors *self,
                       guint           id)
{
  naive_executors_get (self, id)->resets = FALSE;
}

void
naive_executors_time_passed (NaiveExecutors *self)
{
  update_ready (self, NAIVE_BY_TIME);
}

static void
fail_dependents (NaiveExecutors *self,
                 guint           id)
{
  for (guint i = 0; i < self->tasks->len; i++)
    {
      NaiveTask *task = g_ptr_array_index (self->tasks, i);

      if (task->state == NAIVE_WAITING && waits_for (task, id))
        task->state = NAIVE_FAILED;
    }
}

void
naive_executors_ended (NaiveExecutors *self,
                       guint           id,
                       NaiveState      state)
{
  NaiveTask *task = naive_executors_get (self, id);

  g_assert_false (task->announced);
  g_assert_cmpint (task->state == NAIVE_LEAVING ? NAIVE_STOPPED : task->state, ==, state);
  task->announced = TRUE;
  if (state == NAIVE_COMPLETED)
    update_ready (self, id);
  else
    fail_dependents (self, id);
}
