/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "random-executor.h"

struct _RandomExecutor
{
  GObject             parent_instance;

  const guint        *room;     /* by class, of the tasks in all */
  GPtrArray          *tasks;    /* that run */
  RandomExecutorFunc  started;
  gpointer            user_data;
  GThread            *home;
};

static guint
random_executor_get_room (BgExecutor       *executor,
                          BgAdmissionClass  task_class)
{
  RandomExecutor *self = RANDOM_EXECUTOR (executor);

  g_assert_true (g_thread_self () == self->home);
  return self->room[task_class] > self->tasks->len ? self->room[task_class] - self->tasks->len : 0;
}

static void
keep (RandomExecutor *self,
      BgTask         *task)
{
  g_ptr_array_add (self->tasks, g_object_ref (task));
  self->started (task, self->user_data);
}

static void
random_executor_submit (BgExecutor *executor,
                        BgTask     *task)
{
  RandomExecutor *self = RANDOM_EXECUTOR (executor);

  g_assert_true (g_thread_self () == self->home);
  g_assert_cmpuint (self->tasks->len, <, self->room[bg_task_get_task_class (task)]);
  keep (self, task);
}

static void
drop (RandomExecutor *self,
      BgTask         *task)
{
  g_assert_true (g_ptr_array_remove (self->tasks, task));
  bg_executor_capacity_changed (BG_EXECUTOR (self));
}

static void
random_executor_stop (BgExecutor *executor,
                      BgTask     *task)
{
  g_assert_true (g_cancellable_is_cancelled (bg_task_get_cancellable (task)));
  drop (RANDOM_EXECUTOR (executor), task);
}

static void
random_executor_iface_init (BgExecutorInterface *iface)
{
  iface->get_room = random_executor_get_room;
  iface->submit = random_executor_submit;
  iface->stop = random_executor_stop;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RandomExecutor, random_executor, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BG_TYPE_EXECUTOR, random_executor_iface_init))

static void
random_executor_finalize (GObject *object)
{
  g_ptr_array_unref (RANDOM_EXECUTOR (object)->tasks);
  G_OBJECT_CLASS (random_executor_parent_class)->finalize (object);
}

static void
random_executor_class_init (RandomExecutorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = random_executor_finalize;
}

static void
random_executor_init (RandomExecutor *self)
{
  self->home = g_thread_self ();
  self->tasks = g_ptr_array_new_with_free_func (g_object_unref);
}

RandomExecutor *
random_executor_new (const guint        *room,
                     RandomExecutorFunc  started,
                     gpointer            user_data)
{
  RandomExecutor *self = g_object_new (RANDOM_TYPE_EXECUTOR, NULL);

  self->room = room;
  self->started = started;
  self->user_data = user_data;
  return self;
}

/* Returns: (nullable): a task that it has */
BgTask *
random_executor_get_task (RandomExecutor *self,
                          guint64         id)
{
  for (guint i = 0; i < self->tasks->len; i++)
    if (bg_task_get_id (g_ptr_array_index (self->tasks, i)) == id)
      return g_ptr_array_index (self->tasks, i);
  return NULL;
}

gboolean
random_executor_choose (RandomExecutor *self,
                        BgTask         *task)
{
  if (!bg_executor_begin_task (BG_EXECUTOR (self), task))
    return FALSE;
  keep (self, task);
  return TRUE;
}

/* Ends a task, by its body or without it. */
void
random_executor_finish (RandomExecutor *self,
                        guint64         id,
                        gboolean        runs_body,
                        gboolean        succeeds)
{
  g_autoptr (BgTask) task = g_object_ref (random_executor_get_task (self, id));
  g_autoptr (GError) error = NULL;

  g_assert_false (g_cancellable_is_cancelled (bg_task_get_cancellable (task)));
  if (runs_body)
    g_assert_true (bg_task_run_body (task));
  else if (succeeds)
    bg_task_return_boolean (task, TRUE);
  else
    {
      error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "as told");
      bg_task_return_error (task, error);
    }
  drop (self, task);
}

guint
random_executor_get_n_tasks (RandomExecutor *self)
{
  return self->tasks->len;
}
