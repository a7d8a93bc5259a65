/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "idle-test.h"

static void idle_test_monitor_iface_init (BgIdleMonitorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (IdleTestMonitor, idle_test_monitor, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BG_TYPE_IDLE_MONITOR, idle_test_monitor_iface_init))

static void
idle_test_monitor_start (BgIdleMonitor *monitor)
{
  IdleTestMonitor *self = IDLE_TEST_MONITOR (monitor);

  g_assert_false (self->watching);
  self->watching = TRUE;
  self->n_starts++;
}

static void
idle_test_monitor_stop (BgIdleMonitor *monitor)
{
  IdleTestMonitor *self = IDLE_TEST_MONITOR (monitor);

  g_assert_true (self->watching);
  self->watching = FALSE;
}

static gboolean
idle_test_monitor_is_idle (BgIdleMonitor *monitor)
{
  return IDLE_TEST_MONITOR (monitor)->idle;
}

static void
idle_test_monitor_iface_init (BgIdleMonitorInterface *iface)
{
  iface->start = idle_test_monitor_start;
  iface->stop = idle_test_monitor_stop;
  iface->is_idle = idle_test_monitor_is_idle;
}

static void
idle_test_monitor_class_init (IdleTestMonitorClass *klass)
{
}

static void
idle_test_monitor_init (IdleTestMonitor *self)
{
  self->idle = TRUE;
}

void
idle_fixture_set_up (IdleFixture   *self,
                     gconstpointer  data)
{
  self->context = g_main_context_default ();
  self->home = g_thread_self ();
  self->log = g_string_new (NULL);
  self->clock = bg_fake_clock_new ();
  self->manager = g_object_new (BG_TYPE_TASK_MANAGER, "max-threads", 1, "clock", self->clock, NULL);
  self->monitor = g_object_new (IDLE_TYPE_TEST_MONITOR, NULL);
  self->executor = bg_idle_executor_new (self->manager, BG_IDLE_MONITOR (self->monitor));
  bg_task_manager_start_processing (self->manager);
}

/* The manager gives up what it has in the main loop, and by its threads. */
static void
give_up (IdleFixture *self,
         gpointer     object)
{
  g_object_add_weak_pointer (object, &object);
  g_object_unref (object);
  while (object != NULL)
    if (!g_main_context_iteration (self->context, FALSE))
      g_thread_yield ();
}

void
idle_fixture_tear_down (IdleFixture   *self,
                        gconstpointer  data)
{
  bg_test_drain (self->context);
  bg_task_manager_shut_down (self->manager);
  bg_test_drain (self->context);
  give_up (self, self->manager);
  give_up (self, self->executor);
  give_up (self, self->monitor);
  give_up (self, self->clock);
  bg_test_drain (self->context);
  g_string_free (self->log, TRUE);
}

/* The body of a task that notes its name. */
typedef struct
{
  IdleFixture *fixture;
  char        *name;
  IdleFunc     func;
  gboolean     fails;
} IdleJob;

static void
free_job (gpointer data)
{
  IdleJob *job = data;

  g_free (job->name);
  g_free (job);
}

static gboolean
run_job (BgTask        *task,
         GCancellable  *cancellable,
         gpointer       user_data,
         GError       **error)
{
  IdleJob *job = user_data;

  g_assert_true (g_thread_self () == job->fixture->home);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_RUNNING);
  g_string_append_printf (job->fixture->log, "%s%s", job->fixture->log->len > 0 ? " " : "", job->name);
  if (job->fails)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "it broke");
      return FALSE;
    }
  bg_task_return_string (task, job->name);
  if (job->func != NULL)
    job->func (job->fixture, task);
  return TRUE;
}

BgTask *
idle_task_new (IdleFixture *self,
               const char  *name,
               IdleFunc     func)
{
  IdleJob *job = g_new (IdleJob, 1);

  *job = (IdleJob) { self, g_strdup (name), func, FALSE };
  return bg_task_new (run_job, job, free_job);
}

BgTask *
idle_task_new_failing (IdleFixture *self,
                       const char  *name)
{
  IdleJob *job = g_new (IdleJob, 1);

  *job = (IdleJob) { self, g_strdup (name), NULL, TRUE };
  return bg_task_new (run_job, job, free_job);
}

/* One that the executor knows. */
BgTaskQueue *
idle_queue_new (IdleFixture *self,
                const char  *name)
{
  g_autoptr (GError) error = NULL;
  BgTaskQueue *queue = bg_task_queue_new (name);

  g_assert_true (bg_idle_executor_add_queue (self->executor, queue, &error));
  g_assert_no_error (error);
  return queue;
}

/* Takes the task. */
guint64
idle_add_task (BgTaskQueue *queue,
               BgTask      *task,
               int          priority,
               const char  *name)
{
  g_autoptr (GError) error = NULL;
  guint64 id = bg_task_queue_add_task (queue, task, priority, name, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (id, !=, 0);
  g_assert_cmpuint (bg_task_get_id (task), ==, id);
  g_object_unref (task);
  return id;
}

guint64
idle_add (IdleFixture *self,
          BgTaskQueue *queue,
          const char  *name,
          int          priority)
{
  return idle_add_task (queue, idle_task_new (self, name, NULL), priority, name);
}

void
idle_moment (IdleFixture *self)
{
  bg_test_drain (self->context);
  self->monitor->watching = FALSE;
  g_signal_emit_by_name (self->monitor, "idle");
  bg_test_drain (self->context);
}

void
idle_run_all (IdleFixture *self)
{
  bg_test_drain (self->context);
  while (self->monitor->watching)
    idle_moment (self);
}

char *
idle_take_log (IdleFixture *self)
{
  char *log = g_strdup (self->log->str);

  g_string_truncate (self->log, 0);
  return log;
}
