/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "idle-test.h"

/* What an executor does, done plainly: a row of queues, in each of which the best task is looked for. */

#define N_QUEUES 5
#define N_STEPS 400

typedef struct
{
  guint number;
  int   priority;
} ModelTask;

typedef struct
{
  IdleFixture *fixture;
  BgTaskQueue *queues[N_QUEUES];
  GArray      *tasks[N_QUEUES];         /* of ModelTask, in the order in which they were added */
  gboolean     paused[N_QUEUES];
  GArray      *row;                     /* of guint: which queue has the next turn, and so on */
  gboolean     all_paused;
  guint        n_added;
} Model;

static int
find_place (Model *self,
            guint  queue)
{
  for (guint i = 0; i < self->row->len; i++)
    if (g_array_index (self->row, guint, i) == queue)
      return (int) i;
  return -1;
}

/* Where it stands follows from whether it has tasks. */
static void
follow (Model    *self,
        guint     queue,
        gboolean  to_front)
{
  int place = find_place (self, queue);
  const gboolean has_tasks = self->tasks[queue]->len > 0;

  if (place >= 0 && (!has_tasks || to_front))
    g_array_remove_index (self->row, (guint) place);
  if (has_tasks && to_front)
    g_array_prepend_val (self->row, queue);
  else if (has_tasks && place < 0)
    g_array_append_val (self->row, queue);
}

static char *
name_of (guint number)
{
  return g_strdup_printf ("t%u", number);
}

static int
find_best (GArray *tasks)
{
  int best = -1;

  for (guint i = 0; i < tasks->len; i++)
    if (best < 0 || g_array_index (tasks, ModelTask, i).priority > g_array_index (tasks, ModelTask, best).priority)
      best = (int) i;
  return best;
}

/* Returns: (nullable): the name of the task whose turn it is, which is gone from the model */
static char *
take_turn (Model *self)
{
  for (guint i = 0; i < self->row->len && !self->all_paused; i++)
    {
      const guint queue = g_array_index (self->row, guint, i);
      char *name;
      int best;

      if (self->paused[queue])
        continue;
      best = find_best (self->tasks[queue]);
      name = name_of (g_array_index (self->tasks[queue], ModelTask, best).number);
      g_array_remove_index (self->tasks[queue], (guint) best);
      g_array_remove_index (self->row, i);
      if (self->tasks[queue]->len > 0)
        g_array_append_val (self->row, queue);
      return name;
    }
  return NULL;
}

static void
check_turn (Model *self)
{
  g_autofree char *expected = take_turn (self);

  g_assert_cmpint (bg_idle_executor_run (self->fixture->executor), ==, expected != NULL);
  idle_assert_log (self->fixture, expected != NULL ? expected : "");
}

static int
random_priority (void)
{
  return g_test_rand_int_range (0, 6) == 0 ? BG_TASK_QUEUE_PRIORITY_SOON : g_test_rand_int_range (-2, 3);
}

static void
add (Model *self,
     guint  queue)
{
  const ModelTask task = { ++self->n_added, random_priority () };
  g_autofree char *name = name_of (task.number);

  idle_add (self->fixture, self->queues[queue], name, task.priority);
  g_array_append_val (self->tasks[queue], task);
  follow (self, queue, task.priority == BG_TASK_QUEUE_PRIORITY_SOON);
}

/* Of any task there ever was, or will be soon. */
static void
change (Model *self,
        guint  queue)
{
  const guint number = (guint) g_test_rand_int_range (1, (int) self->n_added + 3);
  const int priority = random_priority ();
  const gboolean removes = g_test_rand_bit ();
  g_autofree char *name = name_of (number);
  GArray *tasks = self->tasks[queue];
  gboolean found = FALSE;

  for (guint i = 0; i < tasks->len && !found; i++)
    if (g_array_index (tasks, ModelTask, i).number == number)
      {
        found = TRUE;
        g_array_index (tasks, ModelTask, i).priority = priority;
        if (removes)
          g_array_remove_index (tasks, i);
      }
  if (removes)
    g_assert_cmpint (bg_task_queue_remove_task (self->queues[queue], name), ==, found);
  else
    g_assert_cmpint (bg_task_queue_update_task (self->queues[queue], name, priority), ==, found);
  follow (self, queue, found && !removes && priority == BG_TASK_QUEUE_PRIORITY_SOON);
}

static void
pause_or_resume (Model *self,
                 guint  queue)
{
  if (g_test_rand_int_range (0, 4) != 0)
    {
      self->paused[queue] = !self->paused[queue];
      bg_task_queue_set_paused (self->queues[queue], self->paused[queue]);
      return;
    }
  self->all_paused = !self->all_paused;
  if (self->all_paused)
    bg_idle_executor_pause (self->fixture->executor);
  else
    bg_idle_executor_resume (self->fixture->executor);
}

static void
clear (Model *self,
       guint  queue)
{
  if (g_test_rand_bit ())
    {
      bg_task_queue_cancel_task (self->queues[queue], NULL);
      g_array_set_size (self->tasks[queue], 0);
      follow (self, queue, FALSE);
      return;
    }
  bg_idle_executor_clear (self->fixture->executor);
  for (guint i = 0; i < N_QUEUES; i++)
    g_array_set_size (self->tasks[i], 0);
  g_array_set_size (self->row, 0);
}

static void
step (Model *self)
{
  const guint queue = (guint) g_test_rand_int_range (0, N_QUEUES);
  const int action = g_test_rand_int_range (0, 100);

  if (action < 40)
    add (self, queue);
  else if (action < 75)
    check_turn (self);
  else if (action < 92)
    change (self, queue);
  else if (action < 97)
    pause_or_resume (self, queue);
  else if (action < 99)
    bg_test_drain (self->fixture->context);
  else
    clear (self, queue);
}

static void
check (Model *self)
{
  gboolean works = FALSE;

  for (guint i = 0; i < N_QUEUES; i++)
    {
      g_autofree char *name = g_strdup_printf ("q%u", i);
      const gboolean managed = self->tasks[i]->len > 0;

      works |= managed && !self->paused[i] && !self->all_paused;
      g_assert_cmpuint (bg_task_queue_get_length (self->queues[i]), ==, self->tasks[i]->len);
      g_assert_cmpint (bg_task_queue_get_managed (self->queues[i]), ==, managed);
      g_assert_true (bg_idle_executor_get_queue (self->fixture->executor, name)
                     == (managed ? self->queues[i] : NULL));
    }
  g_assert_cmpint (self->fixture->monitor->watching, ==, works);
}

static void
test_is_right_after_any_mix (IdleFixture   *self,
                             gconstpointer  data)
{
  Model model = { self };

  g_test_summary ("E1.1, E1.2, E1.3, E1.4, E1.7, E2.2, E2.3, E2.4, E2.8: random changes and turns, against a plain list");
  model.row = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < N_QUEUES; i++)
    {
      g_autofree char *name = g_strdup_printf ("q%u", i);

      model.queues[i] = idle_queue_new (self, name);
      model.tasks[i] = g_array_new (FALSE, FALSE, sizeof (ModelTask));
    }
  for (guint i = 0; i < N_STEPS; i++)
    {
      step (&model);
      check (&model);
    }
  bg_idle_executor_clear (self->executor);
  for (guint i = 0; i < N_QUEUES; i++)
    {
      g_assert_finalize_object (model.queues[i]);
      g_array_unref (model.tasks[i]);
    }
  g_array_unref (model.row);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint round = 0; round < 20; round++)
    {
      g_autofree char *path = g_strdup_printf ("/idle-executor/is-right-after-any-mix/%u", round);

      IDLE_TEST (path, test_is_right_after_any_mix);
    }
  return g_test_run ();
}
