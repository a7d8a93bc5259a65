/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "naive-executors.h"

void
naive_task_free (gpointer data)
{
  g_array_unref (((NaiveTask *) data)->upstreams);
  g_free (data);
}

NaiveExecutors *
naive_executors_new (BgFakeClock *clock)
{
  NaiveExecutors *self = g_new0 (NaiveExecutors, 1);

  self->tasks = g_ptr_array_new_with_free_func (naive_task_free);
  self->groups = g_ptr_array_new_with_free_func (g_free);
  self->clock = clock;
  for (guint i = 0; i < NAIVE_RESOURCES; i++)
    self->starts[i] = g_array_new (FALSE, FALSE, sizeof (gint64));
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
  for (guint i = 0; i < NAIVE_RESOURCES; i++)
    g_array_unref (self->starts[i]);
  g_free (self);
}

NaiveTask *
naive_executors_get (NaiveExecutors *self,
                     guint           id)
{
  return g_ptr_array_index (self->tasks, id - 1);
}

/* Whether it has its resources. */
gboolean
naive_task_holds (const NaiveTask *task)
{
  return task->state == NAIVE_RUNNING || task->state == NAIVE_LEAVING;
}

/* Whether it has its place in its lane. */
gboolean
naive_task_has_place (const NaiveTask *task)
{
  return naive_task_holds (task) && !task->held;
}

gboolean
naive_task_is_live (const NaiveTask *task)
{
  return task->state == NAIVE_WAITING || task->state == NAIVE_RUNNING;
}

gboolean
naive_task_waits_for (const NaiveTask *task,
                      guint            id)
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
      task->ready_time = bg_fake_clock_get_time (self->clock);
      task->n_risen = 0;
      task->ready_step = self->step;
      task->ready_by = task->due > 0 || task->wall_due > 0 || task->linked_later ? NAIVE_BY_TIME : by;
    }
}

/* Between two steps everything has happened that had to. */
void
naive_executors_begin_step (NaiveExecutors *self)
{
  self->step++;
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
        naive_task_end_early (task, NAIVE_STOPPED);
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

static gboolean
leads_to (NaiveExecutors *self,
          guint           id,
          guint           upstream_id)
{
  NaiveTask *task = naive_executors_get (self, id);

  for (guint i = 0; task->state == NAIVE_WAITING && i < task->upstreams->len; i++)
    {
      guint next = g_array_index (task->upstreams, guint, i);

      if (next == upstream_id || leads_to (self, next, upstream_id))
        return TRUE;
    }
  return FALSE;
}

/* Returns why it is refused, or -1 if it is not. */
static int
check_upstream (NaiveExecutors *self,
                guint           id,
                guint           upstream_id)
{
  NaiveTask *upstream = naive_executors_get (self, upstream_id);

  if (naive_executors_get (self, id)->state != NAIVE_WAITING)
    return BG_ERROR_TOO_LATE;
  if (id == upstream_id)
    return BG_ERROR_SELF_DEPENDENCY;
  if (upstream->state == NAIVE_FAILED || (upstream->state == NAIVE_LEAVING && upstream->leaves_as == NAIVE_FAILED))
    return BG_ERROR_UPSTREAM_FAILED;
  if (upstream->state == NAIVE_STOPPED || upstream->state == NAIVE_LEAVING)
    return BG_ERROR_UPSTREAM_STOPPED;
  return leads_to (self, upstream_id, id) ? BG_ERROR_CYCLE : -1;
}

/* Returns why it is refused, or -1 if it is not. */
int
naive_executors_add_upstream (NaiveExecutors *self,
                              guint           id,
                              guint           upstream_id)
{
  NaiveTask *task = naive_executors_get (self, id);
  int code = check_upstream (self, id, upstream_id);

  if (code != -1 || naive_task_waits_for (task, upstream_id)
      || naive_executors_get (self, upstream_id)->state == NAIVE_COMPLETED)
    return code;
  g_array_append_val (task->upstreams, upstream_id);
  task->linked_later = TRUE;
  task->ready = FALSE;
  return code;
}

static void
note_starts (NaiveExecutors *self,
             NaiveTask      *task)
{
  gint64 now = bg_fake_clock_get_time (self->clock);

  for (guint i = 0; i < NAIVE_RESOURCES; i++)
    if ((task->needs & 1u << i) != 0 && self->max_starts[i] > 0)
      g_array_append_val (self->starts[i], now);
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
  note_starts (self, task);
  task->state = NAIVE_RUNNING;
  task->held = FALSE;
  task->resets = FALSE;
  task->start_time = bg_fake_clock_get_time (self->clock);
  task->start_step = self->step;
  task->start_place = ++self->n_starts;
}

/* It may be tried again. */
static void
fail_attempt (NaiveExecutors *self,
              NaiveTask      *task)
{
  if (self->closed || task->n_attempts >= task->max_attempts)
    {
      task->state = NAIVE_FAILED;
      return;
    }
  task->state = NAIVE_WAITING;
  task->ready = FALSE;
  task->resets = TRUE;
  task->due = bg_fake_clock_get_time (self->clock) + (gint64) task->retry_delay * 1000;
  update_ready (self, NAIVE_BY_TIME);
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
    task->state = task->leaves_as;
  else if (succeeds)
    task->state = NAIVE_COMPLETED;
  else
    fail_attempt (self, task);
}

/* The body has returned, and what comes of it is not known. */
void
naive_executors_hold (NaiveExecutors *self,
                      guint           id)
{
  NaiveTask *task = naive_executors_get (self, id);

  g_assert_true (naive_task_has_place (task));
  if (task->state == NAIVE_LEAVING)
    task->state = task->leaves_as;
  else
    task->held = TRUE;
}

/* It failed, and waits for its next attempt now. */
void
naive_executors_reset (NaiveExecutors *self,
                       guint           id)
{
  naive_executors_get (self, id)->resets = FALSE;
}

void
naive_executors_set_rate (NaiveExecutors *self,
                          guint           resource,
                          guint           max_starts)
{
  self->max_starts[resource] = max_starts;
  self->freed_in_step[resource] = self->step;
  if (max_starts == 0)
    g_array_set_size (self->starts[resource], 0);
}

void
naive_executors_fulfil (NaiveExecutors *self,
                        guint           condition,
                        gboolean        fulfilled)
{
  self->fulfilled[condition] = fulfilled;
  self->fulfilled_in_step[condition] = self->step;
}

static void
check_time (NaiveExecutors *self,
            NaiveTask      *task)
{
  gint64 now = bg_fake_clock_get_time (self->clock);

  if (naive_task_is_live (task) && task->deadline > 0 && task->deadline <= now)
    naive_task_end_early (task, NAIVE_FAILED);
  if (task->state != NAIVE_RUNNING || task->time_limit == 0
      || task->start_time + (gint64) task->time_limit * 1000 > now)
    return;
  /* It is not tried again while its body runs. */
  if ((task->lane == NAIVE_OWN || task->lane == NAIVE_THREADS) && !task->held)
    naive_task_end_early (task, NAIVE_FAILED);
  else
    fail_attempt (self, task);
}

/* At most one class too many: to the head of the highest. */
static void
rise (NaiveExecutors *self,
      NaiveTask      *task)
{
  guint step = self->ageing[task->lane];
  gint64 waited = (bg_fake_clock_get_time (self->clock) - task->ready_time) / 1000;
  guint n;

  if (task->state != NAIVE_WAITING || !task->ready || step == 0 || task->task_class == BG_TASK_CLASS_CRITICAL)
    return;
  n = MIN ((guint) waited / step, (guint) (BG_TASK_CLASS_HIGH - task->task_class) + 1);
  if (n > task->n_risen)
    task->ready_step = self->step;
  task->n_risen = n;
}

void
naive_executors_time_passed (NaiveExecutors *self)
{
  for (guint i = 0; i < self->tasks->len; i++)
    {
      check_time (self, g_ptr_array_index (self->tasks, i));
      rise (self, g_ptr_array_index (self->tasks, i));
    }
  for (guint i = 0; i < NAIVE_RESOURCES; i++)
    if (self->max_starts[i] > 0)
      self->freed_in_step[i] = self->step;
  update_ready (self, NAIVE_BY_TIME);
}

static void
fail_dependents (NaiveExecutors *self,
                 guint           id)
{
  for (guint i = 0; i < self->tasks->len; i++)
    {
      NaiveTask *task = g_ptr_array_index (self->tasks, i);

      if (task->state == NAIVE_WAITING && naive_task_waits_for (task, id))
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
  g_assert_cmpint (task->state == NAIVE_LEAVING ? task->leaves_as : task->state, ==, state);
  task->announced = TRUE;
  if (state == NAIVE_COMPLETED)
    update_ready (self, id);
  else
    fail_dependents (self, id);
}
