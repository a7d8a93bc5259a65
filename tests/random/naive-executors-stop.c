/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "naive-executors.h"

/* Who is stopped, and by what. */

/* It may have a body that runs on. */
void
naive_task_end_early (NaiveTask  *task,
                      NaiveState  state)
{
  const gboolean has_body = (task->lane == NAIVE_OWN || task->lane == NAIVE_THREADS) && !task->held;

  task->leaves_as = state;
  task->state = task->state == NAIVE_RUNNING && has_body ? NAIVE_LEAVING : state;
  task->resets = FALSE;
}

static void
stop_one (NaiveTask *task)
{
  naive_task_end_early (task, NAIVE_STOPPED);
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
    if ((upstream && naive_task_waits_for (task, other))
        || (downstream && naive_task_waits_for (naive_executors_get (self, other), id)))
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

static void
keep (NaiveExecutors *self,
      guint           id,
      gboolean       *kept)
{
  NaiveTask *task = naive_executors_get (self, id);

  kept[id - 1] = TRUE;
  for (guint i = 0; task->state == NAIVE_WAITING && i < task->upstreams->len; i++)
    keep (self, g_array_index (task->upstreams, guint, i), kept);
}

static void
stop_for_good (NaiveExecutors *self)
{
  g_autofree gboolean *kept = g_new0 (gboolean, self->tasks->len);

  for (guint id = 1; id <= self->tasks->len; id++)
    {
      NaiveTask *task = naive_executors_get (self, id);
      gboolean is_there = naive_task_is_live (task)
                          || (task->state == NAIVE_LEAVING && task->leaves_as == NAIVE_FAILED);

      if (!is_there || task->at_shut_down != BG_AT_SHUT_DOWN_FINISH)
        continue;
      keep (self, id, kept);
      self->processing = TRUE;
    }
  for (guint i = 0; i < self->tasks->len; i++)
    {
      NaiveTask *task = g_ptr_array_index (self->tasks, i);

      if (naive_task_is_live (task) && !kept[i]
          && !(task->at_shut_down == BG_AT_SHUT_DOWN_CONTINUE && task->state == NAIVE_RUNNING))
        stop_one (task);
    }
  for (guint i = 0; i < self->groups->len; i++)
    ((NaiveGroup *) g_ptr_array_index (self->groups, i))->open = FALSE;
}

void
naive_executors_shut_down (NaiveExecutors *self,
                           BgShutdownMode  mode)
{
  self->closed = TRUE;
  if (mode == BG_SHUTDOWN_DRAIN)
    self->processing = TRUE;
  else
    stop_for_good (self);
}
