/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "naive-manager.h"

/* One life of a group's name: from its first member until it is empty, or stopped as a whole. */
typedef struct
{
  char     *name;
  gboolean  silent;
} NaiveGroup;

typedef struct
{
  guint       id;
  int         priority;
  NaiveState  state;
  guint64     ready_at;         /* place in the line; 0 while it waits for others */
  NaiveGroup *group;
  GArray     *upstreams;
  gboolean    due;              /* its end is to be announced */
  gboolean    announced;
} NaiveTask;

struct _NaiveManager
{
  GPtrArray  *tasks;            /* by id - 1 */
  GPtrArray  *groups;           /* every life of every name */
  GHashTable *open_groups;      /* name → life */
  gboolean    processing;
  guint       max_threads;
  guint64     n_ready;
};

static void
free_group (gpointer data)
{
  g_free (((NaiveGroup *) data)->name);
  g_free (data);
}

static void
free_task (gpointer data)
{
  g_array_unref (((NaiveTask *) data)->upstreams);
  g_free (data);
}

NaiveManager *
naive_manager_new (void)
{
  NaiveManager *self = g_new0 (NaiveManager, 1);

  self->tasks = g_ptr_array_new_with_free_func (free_task);
  self->groups = g_ptr_array_new_with_free_func (free_group);
  self->open_groups = g_hash_table_new (g_str_hash, g_str_equal);
  self->max_threads = 1;
  return self;
}

void
naive_manager_free (NaiveManager *self)
{
  g_ptr_array_unref (self->tasks);
  g_hash_table_unref (self->open_groups);
  g_ptr_array_unref (self->groups);
  g_free (self);
}

static NaiveTask *
get_task (NaiveManager *self,
          guint         id)
{
  return g_ptr_array_index (self->tasks, id - 1);
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

/* All upstreams have completed, and that was announced. */
static gboolean
is_free (NaiveManager *self,
         NaiveTask    *task)
{
  for (guint i = 0; i < task->upstreams->len; i++)
    {
      NaiveTask *upstream = get_task (self, g_array_index (task->upstreams, guint, i));

      if (upstream->state != NAIVE_COMPLETED || !upstream->announced)
        return FALSE;
    }
  return TRUE;
}

static void
update_ready (NaiveManager *self)
{
  for (guint i = 0; i < self->tasks->len; i++)
    {
      NaiveTask *task = g_ptr_array_index (self->tasks, i);

      if (task->state == NAIVE_WAITING && task->ready_at == 0 && is_free (self, task))
        task->ready_at = ++self->n_ready;
    }
}

gboolean
naive_manager_can_wait_for (NaiveManager *self,
                            guint         id)
{
  NaiveState state = get_task (self, id)->state;

  return state == NAIVE_WAITING || state == NAIVE_RUNNING || state == NAIVE_COMPLETED;
}

static NaiveGroup *
open_group (NaiveManager *self,
            const char   *name)
{
  NaiveGroup *group = g_hash_table_lookup (self->open_groups, name);

  if (group == NULL)
    {
      group = g_new0 (NaiveGroup, 1);
      group->name = g_strdup (name);
      g_ptr_array_add (self->groups, group);
      g_hash_table_insert (self->open_groups, group->name, group);
    }
  return group;
}

guint
naive_manager_add (NaiveManager *self,
                   int           priority,
                   const char   *group,
                   GArray       *upstreams)
{
  NaiveTask *task = g_new0 (NaiveTask, 1);

  g_ptr_array_add (self->tasks, task);
  task->id = self->tasks->len;
  task->priority = priority;
  task->upstreams = g_array_ref (upstreams);
  task->group = group != NULL ? open_group (self, group) : NULL;
  update_ready (self);
  return task->id;
}

void
naive_manager_set_processing (NaiveManager *self,
                              gboolean      processing)
{
  self->processing = processing;
}

void
naive_manager_set_max_threads (NaiveManager *self,
                               guint         max_threads)
{
  self->max_threads = max_threads;
}

gboolean
naive_manager_set_priority (NaiveManager *self,
                            guint         id,
                            int           priority)
{
  NaiveTask *task = get_task (self, id);

  if (task->state != NAIVE_WAITING)
    return FALSE;
  if (task->priority != priority && task->ready_at != 0)
    task->ready_at = ++self->n_ready;
  task->priority = priority;
  return TRUE;
}

static gboolean
is_live (NaiveTask *task)
{
  return task->state == NAIVE_WAITING || task->state == NAIVE_RUNNING;
}

static void
spread (NaiveManager *self,
        guint         id,
        gboolean      upstream,
        gboolean      downstream,
        gboolean     *reached)
{
  NaiveTask *task = get_task (self, id);

  if (!is_live (task) || reached[id - 1])
    return;
  reached[id - 1] = TRUE;
  for (guint i = 0; i < self->tasks->len; i++)
    {
      guint other = i + 1;

      if ((upstream && waits_for (task, other)) || (downstream && waits_for (get_task (self, other), id)))
        spread (self, other, upstream, downstream, reached);
    }
}

static guint
stop_reached (NaiveManager *self,
              gboolean     *reached)
{
  guint n = 0;

  for (guint i = 0; i < self->tasks->len; i++)
    {
      NaiveTask *task = g_ptr_array_index (self->tasks, i);

      if (!reached[i])
        continue;
      task->state = task->state == NAIVE_RUNNING ? NAIVE_LEAVING : NAIVE_STOPPED;
      task->due = TRUE;
      n++;
    }
  return n;
}

gboolean
naive_manager_stop (NaiveManager *self,
                    guint         id,
                    gboolean      upstream,
                    gboolean      downstream)
{
  g_autofree gboolean *reached = g_new0 (gboolean, self->tasks->len);

  spread (self, id, upstream, downstream, reached);
  return stop_reached (self, reached) > 0;
}

static void
silence (NaiveManager *self,
         NaiveGroup   *group)
{
  group->silent = TRUE;
  g_hash_table_remove (self->open_groups, group->name);
}

guint
naive_manager_stop_group (NaiveManager *self,
                          const char   *name,
                          gboolean      upstream,
                          gboolean      downstream)
{
  g_autofree gboolean *reached = g_new0 (gboolean, self->tasks->len);
  NaiveGroup *group = g_hash_table_lookup (self->open_groups, name);
  guint n;

  if (group == NULL)
    return 0;
  for (guint i = 0; i < self->tasks->len; i++)
    if (get_task (self, i + 1)->group == group)
      spread (self, i + 1, upstream, downstream, reached);
  n = stop_reached (self, reached);
  silence (self, group);
  return n;
}

guint
naive_manager_stop_all (NaiveManager *self)
{
  g_autofree gboolean *reached = g_new0 (gboolean, self->tasks->len);

  for (guint i = 0; i < self->tasks->len; i++)
    reached[i] = is_live (g_ptr_array_index (self->tasks, i));
  for (guint i = 0; i < self->groups->len; i++)
    {
      NaiveGroup *group = g_ptr_array_index (self->groups, i);

      if (g_hash_table_lookup (self->open_groups, group->name) == group)
        silence (self, group);
    }
  return stop_reached (self, reached);
}

static gboolean
has_body (NaiveTask *task)
{
  return task->state == NAIVE_RUNNING || task->state == NAIVE_LEAVING;
}

guint
naive_manager_count_running (NaiveManager *self)
{
  guint n = 0;

  for (guint i = 0; i < self->tasks->len; i++)
    n += has_body (g_ptr_array_index (self->tasks, i));
  return n;
}

/* The id of the nth task whose body runs. */
guint
naive_manager_get_running (NaiveManager *self,
                           guint         n)
{
  for (guint i = 0; i < self->tasks->len; i++)
    if (has_body (g_ptr_array_index (self->tasks, i)) && n-- == 0)
      return i + 1;
  return 0;
}

/* Starts the next task if it can. Returns its id, or 0. */
guint
naive_manager_start_next (NaiveManager *self)
{
  NaiveTask *best = NULL;

  if (!self->processing || naive_manager_count_running (self) >= self->max_threads)
    return 0;
  for (guint i = 0; i < self->tasks->len; i++)
    {
      NaiveTask *task = g_ptr_array_index (self->tasks, i);

      if (task->state != NAIVE_WAITING || task->ready_at == 0)
        continue;
      if (best == NULL || task->priority > best->priority
          || (task->priority == best->priority && task->ready_at < best->ready_at))
        best = task;
    }
  if (best == NULL)
    return 0;
  best->state = NAIVE_RUNNING;
  return best->id;
}

void
naive_manager_body_returns (NaiveManager *self,
                            guint         id,
                            gboolean      succeeds)
{
  NaiveTask *task = get_task (self, id);

  if (task->state == NAIVE_LEAVING)
    {
      task->state = NAIVE_STOPPED;
      return;
    }
  task->state = succeeds ? NAIVE_COMPLETED : NAIVE_FAILED;
  task->due = TRUE;
}

static gboolean
fail_dependents (NaiveManager *self)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->tasks->len; i++)
    {
      NaiveTask *task = g_ptr_array_index (self->tasks, i);

      for (guint j = 0; task->state == NAIVE_WAITING && j < task->upstreams->len; j++)
        {
          NaiveTask *upstream = get_task (self, g_array_index (task->upstreams, guint, j));

          if (upstream->announced && upstream->state != NAIVE_COMPLETED)
            {
              task->state = NAIVE_FAILED;
              task->due = TRUE;
              any = TRUE;
            }
        }
    }
  return any;
}

static gboolean
has_members (NaiveManager *self,
             NaiveGroup   *group)
{
  for (guint i = 0; i < self->tasks->len; i++)
    {
      NaiveTask *task = g_ptr_array_index (self->tasks, i);

      if (task->group == group && !task->announced)
        return TRUE;
    }
  return FALSE;
}

static void
finish_groups (NaiveManager *self,
               GPtrArray    *words)
{
  for (guint i = 0; i < self->groups->len; i++)
    {
      NaiveGroup *group = g_ptr_array_index (self->groups, i);

      if (group->silent || g_hash_table_lookup (self->open_groups, group->name) != group
          || has_members (self, group))
        continue;
      g_hash_table_remove (self->open_groups, group->name);
      g_ptr_array_add (words, g_strdup_printf ("*%s", group->name));
    }
}

static int
compare_words (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* The main loop runs until there is nothing more to say. Returns what was said, sorted. */
GPtrArray *
naive_manager_deliver (NaiveManager *self)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  do
    for (guint i = 0; i < self->tasks->len; i++)
      {
        NaiveTask *task = g_ptr_array_index (self->tasks, i);
        char sign = task->state == NAIVE_COMPLETED ? '+' : task->state == NAIVE_FAILED ? '!' : '-';

        if (!task->due || task->announced)
          continue;
        task->announced = TRUE;
        g_ptr_array_add (words, g_strdup_printf ("%c%u", sign, task->id));
      }
  while (fail_dependents (self));
  finish_groups (self, words);
  update_ready (self);
  g_ptr_array_sort (words, compare_words);
  return words;
}

guint
naive_manager_count_tasks (NaiveManager *self)
{
  return self->tasks->len;
}

guint
naive_manager_count_pending (NaiveManager *self)
{
  guint n = 0;

  for (guint i = 0; i < self->tasks->len; i++)
    n += get_task (self, i + 1)->state == NAIVE_WAITING;
  return n;
}

NaiveState
naive_manager_get_state (NaiveManager *self,
                         guint         id)
{
  return get_task (self, id)->state;
}
