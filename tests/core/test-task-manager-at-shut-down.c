/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What feeds a manager hears of its end first, and what tasks go on. */

#include "config.h"

#include "core-test.h"

#include "core/bg-task-manager-private.h"

typedef struct
{
  BgTaskManager *manager;
  CoreWatch     *watch;
  BgTestGate    *gate;
  GString       *said;
  GThread       *home;
  guint          n_done;
} Fixture;

static void
closing_cb (BgTaskManager  *manager,
            BgShutdownMode  mode,
            gpointer        user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (g_thread_self () == fixture->home);
  g_string_append (fixture->said, mode == BG_SHUTDOWN_DRAIN ? "drain " : "discard ");
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->manager = core_manager_new (1);
  fixture->watch = core_watch_new (fixture->manager);
  fixture->gate = bg_test_gate_new ();
  fixture->said = g_string_new (NULL);
  fixture->home = g_thread_self ();
  g_signal_connect (fixture->manager, "closing", G_CALLBACK (closing_cb), fixture);
  bg_task_manager_start_processing (fixture->manager);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  bg_test_gate_open (fixture->gate);
  core_watch_free (fixture->watch);
  core_end (fixture->manager);
  bg_test_gate_unref (fixture->gate);
  g_string_free (fixture->said, TRUE);
}

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;

  bg_task_manager_shut_down_finish (fixture->manager, result, &error);
  fixture->n_done++;
}

static void
add_feeder_cb (BgTaskManager  *manager,
               BgShutdownMode  mode,
               gpointer        user_data)
{
  if (mode == BG_SHUTDOWN_DRAIN)
    core_add (manager, core_work_nothing, NULL, NULL);
}

static void
test_closing_comes_before_the_end (Fixture       *fixture,
                                   gconstpointer  user_data)
{
  g_signal_connect (fixture->manager, "closing", G_CALLBACK (add_feeder_cb), NULL);
  bg_task_manager_shut_down_async (fixture->manager, BG_SHUTDOWN_DRAIN, -1, NULL, done_cb, fixture);
  g_assert_cmpstr (fixture->said->str, ==, "drain ");
  bg_test_run_until_count (NULL, &fixture->n_done, 1);
  core_assert_log (fixture->watch, "+1");
  bg_task_manager_shut_down (fixture->manager);
  bg_task_manager_shut_down (fixture->manager);
  g_assert_cmpstr (fixture->said->str, ==, "drain discard ");
}

static gpointer
shut_down_thread (gpointer manager)
{
  bg_task_manager_shut_down (manager);
  return NULL;
}

static void
test_closing_from_another_thread (Fixture       *fixture,
                                  gconstpointer  user_data)
{
  g_thread_join (g_thread_new ("closes", shut_down_thread, fixture->manager));
  g_assert_cmpstr (fixture->said->str, ==, "");
  bg_test_drain (NULL);
  g_assert_cmpstr (fixture->said->str, ==, "discard ");
}

static void
test_held_open (Fixture       *fixture,
                gconstpointer  user_data)
{
  bg_task_manager_hold_open (fixture->manager);
  bg_task_manager_shut_down_async (fixture->manager, BG_SHUTDOWN_DRAIN, -1, NULL, done_cb, fixture);
  bg_test_drain (NULL);
  g_assert_cmpuint (fixture->n_done, ==, 0);
  g_assert_false (bg_task_manager_is_closed (fixture->manager));
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_watch_run (fixture->watch, 1);
  bg_task_manager_release_open (fixture->manager);
  g_assert_true (bg_task_manager_is_closed (fixture->manager));
  bg_test_run_until_count (NULL, &fixture->n_done, 1);
}

static guint64
add (Fixture      *fixture,
     BgAtShutDown  at_shut_down,
     guint64       upstream)
{
  BgTask *task = bg_task_new (core_body_pass, fixture->gate, NULL);

  bg_task_set_at_shut_down (task, at_shut_down);
  if (upstream != 0)
    bg_task_add_upstream (task, upstream);
  return core_add_task (fixture->manager, task);
}

static void
test_tasks_may_go_on (Fixture       *fixture,
                      gconstpointer  user_data)
{
  guint64 upstream;

  g_test_summary ("A6: continue, skip, must finish");
  add (fixture, BG_AT_SHUT_DOWN_CONTINUE, 0);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  add (fixture, BG_AT_SHUT_DOWN_CONTINUE, 0);
  add (fixture, BG_AT_SHUT_DOWN_STOP, 0);
  upstream = add (fixture, BG_AT_SHUT_DOWN_STOP, 0);
  add (fixture, BG_AT_SHUT_DOWN_FINISH, upstream);
  bg_task_manager_shut_down_async (fixture->manager, BG_SHUTDOWN_DISCARD, -1, NULL, done_cb, fixture);
  bg_test_drain (NULL);
  core_assert_log (fixture->watch, "/2 /3");
  g_assert_cmpuint (fixture->n_done, ==, 0);
  bg_test_gate_open (fixture->gate);
  bg_test_run_until_count (NULL, &fixture->n_done, 1);
  core_assert_log (fixture->watch, "+1 +4 +5");
}

static void
test_finishes_though_paused (Fixture       *fixture,
                             gconstpointer  user_data)
{
  bg_task_manager_pause_processing (fixture->manager);
  add (fixture, BG_AT_SHUT_DOWN_FINISH, 0);
  add (fixture, BG_AT_SHUT_DOWN_STOP, 0);
  bg_test_gate_open (fixture->gate);
  bg_task_manager_shut_down (fixture->manager);
  core_watch_run (fixture->watch, 2);
  core_assert_log (fixture->watch, "/2 +1");
}

#define ADD(path, func) g_test_add ("/task-manager/at-shut-down/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("closing-comes-before-the-end", test_closing_comes_before_the_end);
  ADD ("closing-from-another-thread", test_closing_from_another_thread);
  ADD ("held-open", test_held_open);
  ADD ("tasks-may-go-on", test_tasks_may_go_on);
  ADD ("finishes-though-paused", test_finishes_though_paused);
  return g_test_run ();
}
