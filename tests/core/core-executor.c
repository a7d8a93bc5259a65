/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-executor.h"

static guint
core_executor_get_room (BgExecutor       *executor,
                        BgAdmissionClass  task_class)
{
  CoreExecutor *self = CORE_EXECUTOR (executor);

  g_assert_true (g_thread_self () == self->home);
  self->n_asked++;
  return self->room[task_class] > self->tasks->len ? self->room[task_class] - self->tasks->len : 0;
}

static void
note (CoreExecutor *self,
      const char   *what,
      BgTask       *task)
{
  g_assert_true (g_thread_self () == self->home);
  g_string_append_printf (self->log, "%s%s%s", self->log->len > 0 ? " " : "", what,
                          task != NULL ? bg_task_get_name (task) : "");
}

static void
core_executor_submit (BgExecutor *executor,
                      BgTask     *task)
{
  CoreExecutor *self = CORE_EXECUTOR (executor);

  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_RUNNING);
  g_assert_nonnull (bg_task_get_cancellable (task));
  note (self, "+", task);
  if (self->runs)
    bg_task_run_body (task);
  else
    g_ptr_array_add (self->tasks, g_object_ref (task));
}

static void
core_executor_stop (BgExecutor *executor,
                    BgTask     *task)
{
  note (CORE_EXECUTOR (executor), "-", task);
}

static void
core_executor_drain (BgExecutor *executor)
{
  note (CORE_EXECUTOR (executor), "drain", NULL);
}

static void
core_executor_iface_init (BgExecutorInterface *iface)
{
  iface->get_room = core_executor_get_room;
  iface->submit = core_executor_submit;
  iface->stop = core_executor_stop;
  iface->drain = core_executor_drain;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CoreExecutor, core_executor, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BG_TYPE_EXECUTOR, core_executor_iface_init))

static void
core_executor_finalize (GObject *object)
{
  CoreExecutor *self = CORE_EXECUTOR (object);

  g_ptr_array_unref (self->tasks);
  g_string_free (self->log, TRUE);
  G_OBJECT_CLASS (core_executor_parent_class)->finalize (object);
}

static void
core_executor_class_init (CoreExecutorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = core_executor_finalize;
}

static void
core_executor_init (CoreExecutor *self)
{
  self->home = g_thread_self ();
  self->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  self->log = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (self->room); i++)
    self->room[i] = G_MAXUINT;
}

void
core_executor_set_up (CoreExecutorFixture *fixture,
                      gconstpointer        user_data)
{
  fixture->manager = core_manager_new (2);
  fixture->watch = core_watch_new (fixture->manager);
  fixture->executor = g_object_new (CORE_TYPE_EXECUTOR, NULL);
  bg_task_manager_start_processing (fixture->manager);
}

void
core_executor_tear_down (CoreExecutorFixture *fixture,
                         gconstpointer        user_data)
{
  g_clear_pointer (&fixture->watch, core_watch_free);
  if (fixture->manager != NULL)
    core_end (fixture->manager);
  /* What is left of the manager keeps the executor until the main loop has looked. */
  bg_test_drain (NULL);
  g_ptr_array_set_size (fixture->executor->tasks, 0);
  g_object_unref (fixture->executor);
}

BgTask *
core_executor_new_task (CoreExecutorFixture *fixture,
                        BgTaskFunc           func,
                        gpointer             user_data,
                        const char          *name)
{
  BgTask *task = bg_task_new (func, user_data, NULL);

  bg_task_set_name (task, name);
  bg_task_set_executor (task, BG_EXECUTOR (fixture->executor));
  return task;
}

guint64
core_executor_add (CoreExecutorFixture *fixture,
                   BgTaskFunc           func,
                   gpointer             user_data,
                   const char          *name)
{
  return core_add_task (fixture->manager, core_executor_new_task (fixture, func, user_data, name));
}

BgTask *
core_executor_get_task (CoreExecutorFixture *fixture,
                        guint                i)
{
  return g_ptr_array_index (fixture->executor->tasks, i);
}
