/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

/* Handlers that run a main loop of their own, as a dialog does. */
typedef struct
{
  BgTaskManager *manager;
  CoreWatch     *watch;
  BgTestGate    *gate;
  guint          n_nested;
  guint          n_destroyed;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->manager = bg_task_manager_new (2);
  fixture->watch = core_watch_new (fixture->manager);
  fixture->gate = bg_test_gate_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  bg_test_gate_open (fixture->gate);
  core_watch_free (fixture->watch);
  core_end (fixture->manager);
  bg_test_gate_unref (fixture->gate);
}

static void
destroyed_cb (gpointer user_data)
{
  ((Fixture *) user_data)->n_destroyed++;
}

static void
nest (Fixture *fixture,
      guint    n_ended)
{
  fixture->n_nested++;
  bg_test_run_until_count (NULL, &fixture->watch->n_ended, n_ended);
}

static void
wait_for_all_cb (BgTaskManager *manager,
                 guint64        id,
                 const char    *group,
                 const GValue  *result,
                 Fixture       *fixture)
{
  if (id == 1)
    nest (fixture, 4);
}

/* What arrives meanwhile is delivered, and what is ready is started. */
static void
test_delivers_and_starts (Fixture       *fixture,
                          gconstpointer  user_data)
{
  g_signal_connect (fixture->manager, "task-completed", G_CALLBACK (wait_for_all_cb), fixture);
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_add (fixture->manager, core_work_fail, NULL, NULL);
  core_add_after (fixture->manager, core_work_nothing, NULL, NULL, 2);
  core_add_task (fixture->manager, bg_task_new_pass_through ());
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 4);
  g_assert_cmpuint (fixture->n_nested, ==, 1);
}

/* A dependent of the one that is being announced has to wait until the handler is back. */
static void
test_own_dependent_waits (Fixture       *fixture,
                          gconstpointer  user_data)
{
  g_signal_connect (fixture->manager, "task-completed", G_CALLBACK (wait_for_all_cb), fixture);
  for (guint i = 0; i < 4; i++)
    core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_add_after (fixture->manager, core_work_nothing, NULL, NULL, 1);
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 5);
  g_assert_true (g_str_has_suffix (fixture->watch->log->str, "+5"));
  g_assert_cmpuint (fixture->n_nested, ==, 1);
}

static void
nest_deeper_cb (BgTaskManager *manager,
                guint64        id,
                const char    *group,
                const GValue  *result,
                Fixture       *fixture)
{
  if (fixture->n_nested < 20)
    nest (fixture, fixture->watch->n_ended + 1);
}

static void
test_many_levels (Fixture       *fixture,
                  gconstpointer  user_data)
{
  g_signal_connect (fixture->manager, "task-completed", G_CALLBACK (nest_deeper_cb), fixture);
  for (guint i = 0; i < 200; i++)
    core_add (fixture->manager, core_work_nothing, NULL, i % 3 == 0 ? "g" : NULL);
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 200);
  g_assert_cmpuint (fixture->n_nested, ==, 20);
  g_assert_cmpuint (fixture->watch->n_finished, ==, 1);
}

static void
let_body_go_cb (BgTaskManager *manager,
                guint64        id,
                const char    *group,
                Fixture       *fixture)
{
  if (id != 1)
    return;
  fixture->n_nested++;
  bg_test_gate_open (fixture->gate);
  /* Until the body has returned, and everything that the task had would be given up if nobody looked. */
  bg_test_run_until_count (NULL, &fixture->n_destroyed, 1);
}

static void
watch_other_cb (BgTaskManager *manager,
                guint64        id,
                const char    *group,
                const GValue  *result,
                Fixture       *fixture)
{
  fixture->n_destroyed++;
}

/* The body of a stopped task returns while its end is being announced. Its group and its dependents must not
 * be forgotten over that. */
static void
test_stopped_body_returns_meanwhile (Fixture       *fixture,
                                     gconstpointer  user_data)
{
  guint64 id;

  g_signal_connect (fixture->manager, "task-stopped", G_CALLBACK (let_body_go_cb), fixture);
  g_signal_connect (fixture->manager, "task-completed", G_CALLBACK (watch_other_cb), fixture);
  bg_task_manager_set_max_threads (fixture->manager, 1);
  id = bg_task_manager_add_work (fixture->manager, core_work_pass, fixture->gate, NULL, 0, "g", NULL, 0, NULL);
  core_add_after (fixture->manager, core_work_nothing, NULL, "h", id);
  bg_task_manager_start_processing (fixture->manager);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  /* This one runs on the only thread once the body has returned, and tells that. */
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  g_assert_true (bg_task_manager_stop_task (fixture->manager, id, FALSE, FALSE));
  core_watch_run (fixture->watch, 3);
  g_assert_cmpuint (fixture->n_nested, ==, 1);
  core_run_to_rest (fixture->manager);
  core_assert_log (fixture->watch, "/1 +3 =g -2 =h");
}

static void
wait_for_stops_cb (BgTaskManager *manager,
                   guint64        id,
                   const char    *group,
                   Fixture       *fixture)
{
  if (fixture->n_nested++ == 0)
    while (fixture->watch->n_stopped < 2)
      g_main_context_iteration (NULL, TRUE);
}

/* Two run on after they were stopped; the handler of the first waits for the end of the second. */
static void
test_stops_are_delivered (Fixture       *fixture,
                          gconstpointer  user_data)
{
  g_signal_connect (fixture->manager, "task-stopped", G_CALLBACK (wait_for_stops_cb), fixture);
  for (guint i = 0; i < 2; i++)
    core_add (fixture->manager, core_work_pass, fixture->gate, "g");
  bg_task_manager_start_processing (fixture->manager);
  bg_test_gate_await_arrivals (fixture->gate, 2);
  for (guint64 id = 1; id <= 2; id++)
    g_assert_true (bg_task_manager_stop_task (fixture->manager, id, FALSE, FALSE));
  core_watch_run (fixture->watch, 2);
  core_assert_log (fixture->watch, "/1 /2 =g");
  bg_test_gate_open (fixture->gate);
  core_run_to_rest (fixture->manager);
  core_assert_log (fixture->watch, "");
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static void
loop_cb (BgTaskManager *manager,
         guint64        id,
         const char    *group,
         const GValue  *result,
         Fixture       *fixture)
{
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);

  /* Something of the least priority gets its turn, so the source does not keep the nested loop busy. */
  g_idle_add_full (G_PRIORITY_LOW + 100, quit_cb, loop, NULL);
  g_main_loop_run (loop);
  g_main_loop_unref (loop);
}

static void
test_does_not_spin (Fixture       *fixture,
                    gconstpointer  user_data)
{
  g_signal_connect (fixture->manager, "task-completed", G_CALLBACK (loop_cb), fixture);
  for (guint i = 0; i < 10; i++)
    core_add (fixture->manager, core_work_nothing, NULL, NULL);
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 10);
}

static void
drop_cb (BgTaskManager  *manager,
         guint64         id,
         const char     *group,
         const GValue   *result,
         BgTaskManager **dropped)
{
  g_clear_object (dropped);
  bg_test_drain (NULL);
}

/* The last reference goes in a handler, which then runs a loop. */
static void
test_dropped_in_a_handler (void)
{
  BgTaskManager *manager = core_manager_new (2);
  BgTaskManager *dropped = manager;
  Fixture fixture = { NULL };

  g_object_add_weak_pointer (G_OBJECT (manager), (gpointer *) &manager);
  g_signal_connect (manager, "task-completed", G_CALLBACK (drop_cb), &dropped);
  for (guint i = 0; i < 10; i++)
    bg_task_manager_add_work (manager, core_work_nothing, &fixture, destroyed_cb, 0, NULL, NULL, 0, NULL);
  while (manager != NULL)
    g_main_context_iteration (NULL, TRUE);
  bg_test_run_until_count (NULL, &fixture.n_destroyed, 10);
}

#define ADD(path, func) g_test_add ("/task-manager/nested/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("delivers-and-starts", test_delivers_and_starts);
  ADD ("own-dependent-waits", test_own_dependent_waits);
  ADD ("many-levels", test_many_levels);
  ADD ("stopped-body-returns-meanwhile", test_stopped_body_returns_meanwhile);
  ADD ("stops-are-delivered", test_stops_are_delivered);
  ADD ("does-not-spin", test_does_not_spin);
  g_test_add_func ("/task-manager/nested/dropped-in-a-handler", test_dropped_in_a_handler);
  return g_test_run ();
}
