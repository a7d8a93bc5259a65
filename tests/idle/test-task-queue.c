/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "idle-test.h"

static void
test_larger_priorities_go_first (IdleFixture   *self,
                                 gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");

  g_test_summary ("E1.7, E3.1: and first in, first out among equals; 0 is a priority like any other");
  idle_add (self, a, "sometime-1", BG_TASK_QUEUE_PRIORITY_SOMETIME);
  idle_add (self, a, "last", -1);
  idle_add (self, a, "soon", BG_TASK_QUEUE_PRIORITY_SOON);
  idle_add (self, a, "zero", 0);
  idle_add (self, a, "sometime-2", BG_TASK_QUEUE_PRIORITY_SOMETIME);
  idle_run_all (self);
  idle_assert_log (self, "soon sometime-1 zero sometime-2 last");
}

static void
test_the_same_name_replaces (IdleFixture   *self,
                             gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTask) old = idle_task_new (self, "old", NULL);
  g_autoptr (BgTask) new = idle_task_new (self, "new", NULL);

  g_test_summary ("E1.8, E1.9, E4.1: the queue is all that is spoken to");
  idle_add_task (a, g_object_ref (old), 0, "name");
  idle_add_task (a, g_object_ref (new), 0, "name");
  g_assert_true (bg_task_queue_get_task (a, "name") == new);
  g_assert_cmpuint (bg_task_queue_get_length (a), ==, 1);
  idle_run_all (self);
  idle_assert_log (self, "new");
  g_assert_cmpint (bg_task_get_state (old), ==, BG_TASK_STATE_STOPPED);
  g_assert_cmpint (bg_task_get_state (new), ==, BG_TASK_STATE_COMPLETED);
}

static void
test_the_same_key (IdleFixture   *self,
                   gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTask) first = idle_task_new (self, "first", NULL);
  g_autoptr (BgTask) second = idle_task_new (self, "second", NULL);
  g_autoptr (GError) error = NULL;
  guint64 id;

  g_test_summary ("A task that another one does for does not replace it");
  bg_task_set_unique (first, "thumbnail", BG_UNIQUENESS_KEEP);
  bg_task_set_unique (second, "thumbnail", BG_UNIQUENESS_KEEP);
  id = bg_task_queue_add_task (a, first, 0, "name", &error);
  g_assert_cmpuint (bg_task_queue_add_task (a, second, 0, "name", &error), ==, id);
  g_assert_no_error (error);
  g_assert_cmpuint (bg_task_queue_get_length (a), ==, 1);
  idle_run_all (self);
  idle_assert_log (self, "first");
  g_assert_cmpuint (bg_task_queue_get_length (a), ==, 0);
}

static void
add_again (IdleFixture *self,
           BgTask      *task)
{
  BgTaskQueue *b = bg_idle_executor_get_queue (self->executor, "b");
  BgTaskQueue *a = g_object_get_data (G_OBJECT (self->executor), "a");

  g_assert_nonnull (b);
  g_assert_true (bg_task_queue_get_task (a, "name") == task);
  idle_add (self, a, "name", 0);
  g_assert_true (bg_task_queue_get_task (a, "name") != task);
}

static void
test_a_task_replaces_itself (IdleFixture   *self,
                             gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTaskQueue) b = idle_queue_new (self, "b");
  g_autoptr (BgTask) first = idle_task_new (self, "first", add_again);

  g_test_summary ("E4.1: what has begun goes on, without the name");
  g_object_set_data (G_OBJECT (self->executor), "a", a);
  idle_add_task (a, g_object_ref (first), 0, "name");
  idle_add (self, b, "B1", 0);
  idle_run_all (self);
  idle_assert_log (self, "first B1 name");
  g_assert_cmpint (bg_task_get_state (first), ==, BG_TASK_STATE_COMPLETED);
}

static void
note_priority_cb (BgTaskQueue *queue,
                  BgTask      *task,
                  const char  *name,
                  int          priority,
                  GString     *log)
{
  g_assert_cmpint (bg_task_get_priority (task), ==, priority);
  g_string_append_printf (log, "%s:%d ", name, priority);
}

static void
test_the_default_priority_is_honoured (IdleFixture   *self,
                                       gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (GString) log = g_string_new (NULL);

  g_test_summary ("E4.1, E4.5: told when added and when updated, with the number that counts");
  g_signal_connect (a, "priority-changed", G_CALLBACK (note_priority_cb), log);
  idle_add (self, a, "before", BG_TASK_QUEUE_PRIORITY_DEFAULT);
  bg_task_queue_set_default_priority (a, 7);
  idle_add (self, a, "five", 5);
  idle_add (self, a, "default", BG_TASK_QUEUE_PRIORITY_DEFAULT);
  idle_add (self, a, "eight", 8);
  bg_task_queue_update_task (a, "before", BG_TASK_QUEUE_PRIORITY_DEFAULT);
  g_assert_cmpstr (log->str, ==, "before:0 five:5 default:7 eight:8 before:7 ");
  idle_run_all (self);
  idle_assert_log (self, "eight before default five");
}

static void
test_tasks_are_removed_by_name (IdleFixture   *self,
                                gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTask) task = idle_task_new (self, "A1", NULL);

  g_test_summary ("E4.2: with a result");
  idle_add_task (a, g_object_ref (task), 0, "A1");
  idle_add (self, a, "A2", 0);
  g_assert_false (bg_task_queue_remove_task (a, "unknown"));
  g_assert_true (bg_task_queue_remove_task (a, "A1"));
  g_assert_false (bg_task_queue_remove_task (a, "A1"));
  idle_run_all (self);
  idle_assert_log (self, "A2");
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_STOPPED);
}

static void
test_names_are_forgotten_with_their_tasks (IdleFixture   *self,
                                           gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  guint64 id;

  g_test_summary ("E4.3: completed, failed or stopped, here or elsewhere");
  idle_add (self, a, "completed", 0);
  idle_add_task (a, idle_task_new_failing (self, "failed"), 0, "failed");
  id = idle_add (self, a, "stopped", 0);
  idle_moment (self);
  idle_moment (self);
  bg_task_manager_stop_task (self->manager, id, FALSE, FALSE);
  bg_test_drain (self->context);
  idle_assert_log (self, "completed failed");
  g_assert_false (bg_task_queue_update_task (a, "completed", 1));
  g_assert_false (bg_task_queue_update_task (a, "failed", 1));
  g_assert_false (bg_task_queue_update_task (a, "stopped", 1));
  g_assert_null (bg_task_queue_get_task (a, "completed"));
  g_assert_cmpuint (bg_task_queue_get_length (a), ==, 0);
  g_assert_false (bg_task_queue_get_managed (a));
  g_assert_false (self->monitor->watching);
}

static gboolean
has_odd_id (BgTask     *task,
            const char *name,
            gpointer    n_calls)
{
  ++*(guint *) n_calls;
  return bg_task_get_id (task) % 2 == 1;
}

static void
test_all_are_updated_at_once (IdleFixture   *self,
                              gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  guint n_calls = 0;

  g_test_summary ("E1.10: by prefix or by a function");
  idle_add (self, a, "x/1", 0);
  idle_add (self, a, "y/2", 0);
  idle_add (self, a, "x/3", 0);
  idle_add_task (a, idle_task_new (self, "nameless", NULL), 0, NULL);
  g_assert_cmpuint (bg_task_queue_update_all (a, "y/", 5), ==, 1);
  g_assert_cmpuint (bg_task_queue_update_all (a, "z/", 5), ==, 0);
  g_assert_cmpuint (bg_task_queue_update_matching (a, 3, has_odd_id, &n_calls), ==, 2);
  g_assert_cmpuint (n_calls, ==, 4);
  idle_run_all (self);
  idle_assert_log (self, "y/2 x/1 x/3 nameless");

  idle_add (self, a, "p", 1);
  idle_add (self, a, "q", 2);
  g_assert_cmpuint (bg_task_queue_update_all (a, NULL, 0), ==, 2);
  idle_run_all (self);
  idle_assert_log (self, "p q");
}

static void
test_hears_of_priorities_set_elsewhere (IdleFixture   *self,
                                        gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  guint64 id;

  idle_add (self, a, "A1", 0);
  id = idle_add (self, a, "A2", 0);
  bg_task_manager_set_task_priority (self->manager, id, 1);
  idle_run_all (self);
  idle_assert_log (self, "A2 A1");
}

static void
test_tasks_and_queues_are_paused (IdleFixture   *self,
                                  gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTaskQueue) b = idle_queue_new (self, "b");

  g_test_summary ("E4.4: one task, or all");
  idle_add (self, a, "A1", 0);
  idle_add (self, a, "A2", 0);
  idle_add (self, b, "B1", 0);
  idle_add (self, b, "B2", 0);
  g_assert_true (bg_task_queue_pause_task (a, "A1"));
  g_assert_false (bg_task_queue_pause_task (a, "unknown"));
  g_assert_true (bg_task_queue_pause_task (b, NULL));
  g_assert_true (bg_task_queue_get_paused (b));
  idle_run_all (self);
  idle_assert_log (self, "A2");
  g_assert_true (bg_task_queue_resume_task (a, "A1"));
  g_assert_false (bg_task_queue_resume_task (a, "A2"));
  idle_run_all (self);
  idle_assert_log (self, "A1");
  g_assert_true (bg_task_queue_resume_task (b, NULL));
  idle_run_all (self);
  idle_assert_log (self, "B1 B2");
}

static void
hold (IdleFixture *self,
      BgTask      *task)
{
  bg_task_hold (task);
}

static gboolean
hold_body (BgTask        *task,
           GCancellable  *cancellable,
           gpointer       user_data,
           GError       **error)
{
  bg_task_hold (task);
  return TRUE;
}

static void
test_cancelling_stops_what_runs (IdleFixture   *self,
                                 gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTask) held = bg_task_new (hold_body, NULL, NULL);
  g_autoptr (BgTask) waiting = idle_task_new (self, "waiting", hold);

  g_test_summary ("E4.4: a body that goes on by itself does not keep the next turn waiting");
  idle_add_task (a, g_object_ref (held), 1, "held");
  idle_add_task (a, g_object_ref (waiting), 0, "waiting");
  idle_moment (self);
  g_assert_cmpint (bg_task_get_state (held), ==, BG_TASK_STATE_RUNNING);
  g_assert_cmpuint (bg_task_queue_get_length (a), ==, 1);
  g_assert_true (self->monitor->watching);

  g_assert_false (bg_task_queue_remove_task (a, "held"));
  g_assert_false (bg_task_queue_update_task (a, "held", 3));
  g_assert_false (bg_task_queue_cancel_task (a, "unknown"));
  g_assert_true (bg_task_queue_cancel_task (a, "held"));
  g_assert_true (g_cancellable_is_cancelled (bg_task_get_cancellable (held)));
  g_assert_true (bg_task_queue_cancel_task (a, NULL));
  idle_run_all (self);
  idle_assert_log (self, "");
  g_assert_cmpint (bg_task_get_state (held), ==, BG_TASK_STATE_STOPPED);
  g_assert_cmpint (bg_task_get_state (waiting), ==, BG_TASK_STATE_STOPPED);
}

/* A queue of a program's own, which hears what is asked of it. */
#define HOOK_TYPE_QUEUE (hook_queue_get_type ())
G_DECLARE_FINAL_TYPE (HookQueue, hook_queue, HOOK, QUEUE, BgTaskQueue)

struct _HookQueue
{
  BgTaskQueue  parent_instance;
  GString     *heard;
};

G_DEFINE_FINAL_TYPE (HookQueue, hook_queue, BG_TYPE_TASK_QUEUE)

static gboolean
hook_queue_cancel_task (BgTaskQueue *queue,
                        const char  *name)
{
  g_string_append_printf (HOOK_QUEUE (queue)->heard, "cancel-%s ", name);
  return BG_TASK_QUEUE_CLASS (hook_queue_parent_class)->cancel_task (queue, name);
}

/* It has its own idea of this one. */
static gboolean
hook_queue_pause_task (BgTaskQueue *queue,
                       const char  *name)
{
  g_string_append_printf (HOOK_QUEUE (queue)->heard, "pause-%s ", name);
  return FALSE;
}

static gboolean
hook_queue_resume_task (BgTaskQueue *queue,
                        const char  *name)
{
  g_string_append_printf (HOOK_QUEUE (queue)->heard, "resume-%s ", name);
  return BG_TASK_QUEUE_CLASS (hook_queue_parent_class)->resume_task (queue, name);
}

static void
hook_queue_class_init (HookQueueClass *klass)
{
  BgTaskQueueClass *queue_class = BG_TASK_QUEUE_CLASS (klass);

  queue_class->cancel_task = hook_queue_cancel_task;
  queue_class->pause_task = hook_queue_pause_task;
  queue_class->resume_task = hook_queue_resume_task;
}

static void
hook_queue_init (HookQueue *self)
{
}

static void
test_hooks (IdleFixture   *self,
            gconstpointer  data)
{
  g_autoptr (HookQueue) hooks = g_object_new (HOOK_TYPE_QUEUE, "name", "hooks", NULL);
  BgTaskQueue *queue = BG_TASK_QUEUE (hooks);

  g_test_summary ("E1.8, E4.4: cancel, pause and resume are there, and can be overridden");
  hooks->heard = self->log;
  g_assert_true (bg_idle_executor_add_queue (self->executor, queue, NULL));
  idle_add (self, queue, "A1", 0);
  idle_add (self, queue, "A2", 0);
  g_assert_false (bg_task_queue_pause_task (queue, "A1"));
  g_assert_true (bg_task_queue_resume_task (queue, "A1"));
  g_assert_true (bg_task_queue_cancel_task (queue, "A1"));
  g_assert_cmpstr (self->log->str, ==, "pause-A1 resume-A1 cancel-A1 ");
  g_string_truncate (self->log, 0);
  idle_run_all (self);
  idle_assert_log (self, "A2");
}

static void
test_refuses_with_a_reason (IdleFixture   *self,
                            gconstpointer  data)
{
  g_autoptr (BgTaskQueue) a = idle_queue_new (self, "a");
  g_autoptr (BgTaskQueue) alone = bg_task_queue_new ("alone");
  g_autoptr (BgTaskQueue) idle = bg_task_queue_new ("idle");
  g_autoptr (BgIdleExecutor) unused = bg_idle_executor_new (NULL, NULL);
  g_autoptr (BgTask) task = idle_task_new (self, "A1", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (bg_task_queue_add_task (alone, task, 0, "x", &error), ==, 0);
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);

  bg_idle_executor_add_queue (unused, idle, NULL);
  g_assert_cmpuint (bg_task_queue_add_task (idle, task, 0, "x", &error), ==, 0);
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);

  idle_add_task (a, g_object_ref (task), 0, "A1");
  g_assert_cmpuint (bg_task_queue_add_task (a, task, 5, "A2", &error), ==, 0);
  g_assert_error (error, BG_ERROR, BG_ERROR_FOREIGN_TASK);
  g_assert_cmpint (bg_task_get_priority (task), ==, 0);
  g_assert_cmpuint (bg_task_queue_get_length (a), ==, 1);
}

static void
count_cb (gpointer counter)
{
  ++*(guint *) counter;
}

static void
test_properties (IdleFixture   *self,
                 gconstpointer  data)
{
  BgTaskQueue *queue = idle_queue_new (self, "queue");
  g_autoptr (BgExecutor) executor = NULL;
  g_autofree char *name = NULL;
  guint n_notified = 0;
  guint length, patience;
  int priority;
  gboolean paused, managed;

  g_signal_connect_swapped (queue, "notify", G_CALLBACK (count_cb), &n_notified);
  g_object_set (queue, "default-priority", 3, "patience", 1000, "paused", TRUE, NULL);
  g_assert_cmpuint (n_notified, ==, 3);
  bg_task_queue_set_default_priority (queue, 3);
  bg_task_queue_set_patience (queue, 1000);
  bg_task_queue_set_paused (queue, TRUE);
  g_assert_cmpuint (n_notified, ==, 3);
  g_assert_cmpint (bg_task_queue_get_default_priority (queue), ==, 3);
  g_assert_cmpuint (bg_task_queue_get_patience (queue), ==, 1000);
  g_assert_cmpstr (bg_task_queue_get_name (queue), ==, "queue");

  idle_add (self, queue, "task", 0);
  /* The length, and that it is managed. */
  g_assert_cmpuint (n_notified, ==, 5);
  g_object_get (queue, "name", &name, "executor", &executor, "length", &length, "managed", &managed,
                "paused", &paused, "default-priority", &priority, "patience", &patience, NULL);
  g_assert_cmpstr (name, ==, "queue");
  g_assert_true (executor == BG_EXECUTOR (self->executor));
  g_assert_cmpuint (length, ==, 1);
  g_assert_true (managed);
  g_assert_true (paused);
  g_assert_cmpint (priority, ==, 3);
  g_assert_cmpuint (patience, ==, 1000);
  bg_task_queue_cancel_task (queue, NULL);
  g_assert_cmpuint (n_notified, ==, 7);
  g_assert_finalize_object (queue);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  IDLE_TEST ("/task-queue/larger-priorities-go-first", test_larger_priorities_go_first);
  IDLE_TEST ("/task-queue/the-same-name-replaces", test_the_same_name_replaces);
  IDLE_TEST ("/task-queue/the-same-key", test_the_same_key);
  IDLE_TEST ("/task-queue/a-task-replaces-itself", test_a_task_replaces_itself);
  IDLE_TEST ("/task-queue/the-default-priority-is-honoured", test_the_default_priority_is_honoured);
  IDLE_TEST ("/task-queue/tasks-are-removed-by-name", test_tasks_are_removed_by_name);
  IDLE_TEST ("/task-queue/names-are-forgotten-with-their-tasks", test_names_are_forgotten_with_their_tasks);
  IDLE_TEST ("/task-queue/all-are-updated-at-once", test_all_are_updated_at_once);
  IDLE_TEST ("/task-queue/hears-of-priorities-set-elsewhere", test_hears_of_priorities_set_elsewhere);
  IDLE_TEST ("/task-queue/tasks-and-queues-are-paused", test_tasks_and_queues_are_paused);
  IDLE_TEST ("/task-queue/cancelling-stops-what-runs", test_cancelling_stops_what_runs);
  IDLE_TEST ("/task-queue/hooks", test_hooks);
  IDLE_TEST ("/task-queue/refuses-with-a-reason", test_refuses_with_a_reason);
  IDLE_TEST ("/task-queue/properties", test_properties);
  return g_test_run ();
}
