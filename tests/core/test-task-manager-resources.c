/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Named resources with a limit. */

#include "config.h"

#include "core-test.h"

static void
set_up (CoreFixture   *fixture,
        gconstpointer  user_data)
{
  core_fixture_set_up (fixture, core_manager_new (8));
}

/* A task that waits at the gate and needs what is named, with a blank between. */
static BgTask *
new_task (CoreFixture *fixture,
          const char  *resources)
{
  BgTask *task = bg_task_new (core_body_pass, fixture->gate, NULL);
  g_auto (GStrv) names = g_strsplit (resources, " ", -1);

  for (guint i = 0; names[i] != NULL && *names[i] != '\0'; i++)
    bg_task_add_resource (task, names[i]);
  return task;
}

static guint64
add (CoreFixture *fixture,
     const char  *resources)
{
  return core_add_task (fixture->manager, new_task (fixture, resources));
}

static void
assert_running (CoreFixture *fixture,
                guint        n)
{
  bg_test_gate_await_arrivals (fixture->gate, n);
  bg_test_drain (NULL);
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, n);
}

static void
assert_reason (CoreFixture *fixture,
               guint64      id,
               const char  *expected)
{
  g_autoptr (BgTask) task = bg_task_manager_dup_task (fixture->manager, id);
  g_autofree char *reason = bg_task_dup_waiting_reason (task);

  g_assert_cmpstr (reason, ==, expected);
}

static void
test_limit_holds (CoreFixture   *fixture,
                  gconstpointer  user_data)
{
  bg_task_manager_start_processing (fixture->manager);
  bg_task_manager_set_resource_limit (fixture->manager, "disk", 2);
  g_assert_cmpuint (bg_task_manager_get_resource_limit (fixture->manager, "disk"), ==, 2);
  g_assert_cmpuint (bg_task_manager_get_resource_limit (fixture->manager, "tape"), ==, 0);
  for (guint i = 0; i < 5; i++)
    add (fixture, "disk");
  assert_running (fixture, 2);
  g_assert_cmpuint (bg_task_manager_get_resource_usage (fixture->manager, "disk"), ==, 2);
  assert_reason (fixture, 5, "Waiting for “disk”, which is in use (2 of 2)");

  /* Others run meanwhile. */
  add (fixture, "");
  assert_running (fixture, 3);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 6);
  g_assert_cmpuint (bg_task_manager_get_resource_usage (fixture->manager, "disk"), ==, 0);
}

static void
test_limit_changes_while_running (CoreFixture   *fixture,
                                  gconstpointer  user_data)
{
  bg_task_manager_start_processing (fixture->manager);
  bg_task_manager_set_resource_limit (fixture->manager, "disk", 0);
  for (guint i = 0; i < 5; i++)
    add (fixture, "disk");
  bg_test_drain (NULL);
  core_spin ();
  assert_running (fixture, 0);
  assert_reason (fixture, 1, "Waiting until “disk” is available");
  bg_task_manager_set_resource_limit (fixture->manager, "disk", 3);
  assert_running (fixture, 3);
  bg_task_manager_set_resource_limit (fixture->manager, "disk", 1);
  assert_running (fixture, 3);
  bg_task_manager_set_resource_limit (fixture->manager, "disk", G_MAXUINT);
  assert_running (fixture, 5);
}

static void
add_noting (CoreFixture *fixture,
            const char  *name,
            int          priority,
            const char  *resource)
{
  CoreJob *job = core_job_new (name, fixture->order, NULL);
  BgTask *task = bg_task_new (core_job_body, job, core_job_free);

  bg_task_set_priority (task, priority);
  bg_task_add_resource (task, resource);
  core_add_task (fixture->manager, task);
}

static void
test_order (CoreFixture   *fixture,
            gconstpointer  user_data)
{
  bg_task_manager_set_resource_limit (fixture->manager, "disk", 1);
  bg_task_manager_start_processing (fixture->manager);
  add (fixture, "disk");
  assert_running (fixture, 1);
  add_noting (fixture, "a", 0, "disk");
  add_noting (fixture, "b", 1, "disk");
  add_noting (fixture, "c", 0, "disk");
  add_noting (fixture, "d", 1, "disk");
  add_noting (fixture, "e", -1, "disk");
  g_assert_true (bg_task_manager_set_task_priority (fixture->manager, 6, 7));
  g_assert_true (bg_task_manager_stop_task (fixture->manager, 4, FALSE, FALSE));
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 6);
  core_assert_order (fixture->order, "e b d a");
}

static void
test_several_at_once (CoreFixture   *fixture,
                      gconstpointer  user_data)
{
  bg_task_manager_start_processing (fixture->manager);
  bg_task_manager_set_resource_limit (fixture->manager, "disk", 1);
  bg_task_manager_set_resource_limit (fixture->manager, "net", 1);
  add (fixture, "disk");
  assert_running (fixture, 1);
  add (fixture, "net disk");
  add (fixture, "disk net disk");
  core_spin ();
  assert_running (fixture, 1);
  g_assert_cmpuint (bg_task_manager_get_resource_usage (fixture->manager, "net"), ==, 0);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 3);
  core_assert_log (fixture->watch, "+1 +2 +3");
}

static void
test_stopped_body_keeps_it_until_it_returns (CoreFixture   *fixture,
                                             gconstpointer  user_data)
{
  bg_task_manager_start_processing (fixture->manager);
  bg_task_manager_set_resource_limit (fixture->manager, "disk", 1);
  add (fixture, "disk");
  add (fixture, "disk");
  assert_running (fixture, 1);
  g_assert_true (bg_task_manager_stop_task (fixture->manager, 1, FALSE, FALSE));
  core_watch_run (fixture->watch, 1);
  g_assert_cmpuint (bg_task_manager_get_resource_usage (fixture->manager, "disk"), ==, 1);
  assert_reason (fixture, 2, "Waiting for “disk”, which is in use (1 of 1)");
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "/1 +2");
}

static void
test_held_task_keeps_it (CoreFixture   *fixture,
                         gconstpointer  user_data)
{
  g_autoptr (BgTask) held = bg_task_new (core_body_hold, NULL, NULL);

  bg_task_manager_start_processing (fixture->manager);
  bg_task_manager_set_resource_limit (fixture->manager, "disk", 1);
  bg_task_add_resource (held, "disk");
  core_add_task (fixture->manager, g_object_ref (held));
  while (bg_task_get_state (held) != BG_TASK_STATE_RUNNING)
    g_thread_yield ();
  add (fixture, "disk");
  bg_test_drain (NULL);
  g_assert_cmpuint (bg_task_manager_get_resource_usage (fixture->manager, "disk"), ==, 1);
  bg_task_return_boolean (held, TRUE);
  assert_running (fixture, 1);
}

static void
test_across_executors (CoreFixture   *fixture,
                       gconstpointer  user_data)
{
  g_autoptr (BgThreadExecutor) other = bg_thread_executor_new ("other", 1);
  g_autoptr (BgExecutor) inline_one = bg_inline_executor_new ();
  BgTask *task;

  bg_task_manager_start_processing (fixture->manager);
  bg_task_manager_set_resource_limit (fixture->manager, "disk", 1);
  add (fixture, "disk");
  assert_running (fixture, 1);
  for (guint i = 0; i < 4; i++)
    {
      task = new_task (fixture, "disk");
      bg_task_set_executor (task, i % 2 == 0 ? BG_EXECUTOR (other) : inline_one);
      core_add_task (fixture->manager, task);
    }
  core_spin ();
  assert_running (fixture, 1);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 5);
  g_assert_cmpuint (fixture->watch->n_completed, ==, 5);
}

/* One that waits in a pool that is full keeps nobody in another pool from the resource. */
static void
test_a_full_pool_holds_up_nobody (CoreFixture   *fixture,
                                  gconstpointer  user_data)
{
  g_autoptr (BgThreadExecutor) full = bg_thread_executor_new ("full", 1);
  g_autoptr (BgTestGate) first = bg_test_gate_new ();
  BgTask *task = bg_task_new (core_body_pass, first, NULL);

  bg_task_manager_start_processing (fixture->manager);
  bg_task_manager_set_resource_limit (fixture->manager, "disk", 1);
  bg_task_add_resource (task, "disk");
  core_add_task (fixture->manager, task);
  bg_test_gate_await_arrivals (first, 1);

  /* Two that have to wait for the disk, the more urgent one in a pool that gets busy with something else. */
  task = new_task (fixture, "disk");
  bg_task_set_executor (task, BG_EXECUTOR (full));
  bg_task_set_priority (task, 9);
  core_add_task (fixture->manager, task);
  add (fixture, "disk");
  core_spin ();
  task = new_task (fixture, "");
  bg_task_set_executor (task, BG_EXECUTOR (full));
  core_add_task (fixture->manager, task);
  assert_reason (fixture, 3, "Waiting for “disk”, which is in use (1 of 1)");
  bg_test_gate_await_arrivals (fixture->gate, 1);

  bg_test_gate_open (first);
  bg_test_gate_await_arrivals (fixture->gate, 2);
  g_assert_cmpuint (bg_task_manager_get_resource_usage (fixture->manager, "disk"), ==, 1);
}

/* In a lane that nobody looks at by himself. */
static void
test_priority_of_one_that_waits (CoreFixture   *fixture,
                                 gconstpointer  user_data)
{
  g_autoptr (BgExecutor) executor = bg_inline_executor_new ();
  BgTask *task = bg_task_new (core_body_nothing, NULL, NULL);

  bg_task_manager_set_resource_limit (fixture->manager, "disk", 0);
  bg_task_manager_start_processing (fixture->manager);
  bg_task_add_resource (task, "disk");
  bg_task_set_executor (task, executor);
  core_add_task (fixture->manager, task);
  bg_test_drain (NULL);
  g_assert_true (bg_task_manager_set_task_priority (fixture->manager, 1, 5));
  bg_test_drain (NULL);
  bg_task_manager_set_resource_limit (fixture->manager, "disk", 1);
  bg_test_drain (NULL);
  core_assert_log (fixture->watch, "+1");
}

/* One that was called and is not admitted does not keep a more urgent one from it. */
static void
test_called_and_not_admitted (CoreFixture   *fixture,
                              gconstpointer  user_data)
{
  BgThreadExecutor *threads = BG_THREAD_EXECUTOR (bg_task_manager_get_default_executor (fixture->manager));
  g_autoptr (BgTestGate) first = bg_test_gate_new ();
  BgTask *task = bg_task_new (core_body_pass, first, NULL);

  g_assert_true (bg_thread_executor_configure (threads, 1, 1, 1, 0, 0, NULL));
  bg_task_manager_set_resource_limit (fixture->manager, "disk", 1);
  bg_task_manager_start_processing (fixture->manager);
  bg_task_add_resource (task, "disk");
  core_add_task (fixture->manager, task);
  bg_test_gate_await_arrivals (first, 1);

  /* Called when the disk is free again, but there is no room for its class. */
  task = new_task (fixture, "disk");
  bg_task_set_task_class (task, BG_TASK_CLASS_LOW);
  core_add_task (fixture->manager, task);
  add (fixture, "");
  bg_test_gate_await_arrivals (fixture->gate, 1);
  core_spin ();
  bg_test_gate_open (first);
  core_watch_run (fixture->watch, 1);
  task = new_task (fixture, "disk");
  bg_task_set_task_class (task, BG_TASK_CLASS_HIGH);
  core_add_task (fixture->manager, task);
  bg_test_gate_await_arrivals (fixture->gate, 2);
  g_assert_cmpuint (bg_task_manager_get_resource_usage (fixture->manager, "disk"), ==, 1);
}

static void
test_unknown_is_refused (CoreFixture   *fixture,
                         gconstpointer  user_data)
{
  g_autoptr (BgTask) task = new_task (fixture, "tape");
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (bg_task_manager_add (fixture->manager, task, &error), ==, 0);
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "“tape”"));
  bg_task_manager_set_resource_limit (fixture->manager, "tape", 1);
  core_add_task (fixture->manager, g_object_ref (task));
}

static void
test_many_wait (CoreFixture   *fixture,
                gconstpointer  user_data)
{
  guint counter = 0;

  bg_task_manager_set_resource_limit (fixture->manager, "a", 3);
  bg_task_manager_set_resource_limit (fixture->manager, "b", 2);
  for (guint i = 0; i < 3000; i++)
    {
      BgTask *task = bg_task_new (core_body_nothing, &counter, NULL);

      if (i % 3 != 0)
        bg_task_add_resource (task, "a");
      if (i % 3 != 1)
        bg_task_add_resource (task, "b");
      bg_task_set_priority (task, g_test_rand_int_range (0, 10));
      core_add_task (fixture->manager, task);
    }
  for (guint i = 0; i < 300; i++)
    bg_task_manager_stop_task (fixture->manager, (guint64) g_test_rand_int_range (1, 3001), FALSE, FALSE);
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 3000);
  g_assert_cmpuint (bg_task_manager_get_resource_usage (fixture->manager, "a"), ==, 0);
  g_assert_cmpuint (bg_task_manager_get_resource_usage (fixture->manager, "b"), ==, 0);
}

#define ADD(path, func) g_test_add ("/task-manager/resources/" path, CoreFixture, NULL, set_up, func, core_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("limit-holds", test_limit_holds);
  ADD ("limit-changes-while-running", test_limit_changes_while_running);
  ADD ("order", test_order);
  ADD ("several-at-once", test_several_at_once);
  ADD ("stopped-body-keeps-it-until-it-returns", test_stopped_body_keeps_it_until_it_returns);
  ADD ("held-task-keeps-it", test_held_task_keeps_it);
  ADD ("across-executors", test_across_executors);
  ADD ("a-full-pool-holds-up-nobody", test_a_full_pool_holds_up_nobody);
  ADD ("priority-of-one-that-waits", test_priority_of_one_that_waits);
  ADD ("called-and-not-admitted", test_called_and_not_admitted);
  ADD ("unknown-is-refused", test_unknown_is_refused);
  ADD ("many-wait", test_many_wait);
  return g_test_run ();
}
