/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

#include "core/bg-engine-private.h"
#include "core/bg-task-manager-private.h"

/* GTK redraws at this priority. */
#define REDRAW (G_PRIORITY_HIGH_IDLE + 20)

/* How outcomes come home: in portions, and without waking the loop more than needed. */
typedef struct
{
  BgTaskManager *manager;
  BgEngine      *engine;
  guint          n_ended;
  guint          n_frames;
  guint          n_in_portion;  /* since the last frame */
  guint          largest;
  guint          wanted;
} Fixture;

static void
ended_cb (BgTaskManager *manager,
          guint64        id,
          const char    *group,
          gpointer       unused,
          Fixture       *fixture)
{
  fixture->n_ended++;
  fixture->n_in_portion++;
  fixture->largest = MAX (fixture->largest, fixture->n_in_portion);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->manager = core_manager_new (2);
  fixture->engine = bg_task_manager_get_engine (fixture->manager);
  g_signal_connect (fixture->manager, "task-completed", G_CALLBACK (ended_cb), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  core_end (fixture->manager);
}

static void
add (Fixture *fixture,
     guint    n)
{
  fixture->wanted += n;
  for (guint i = 0; i < n; i++)
    core_add (fixture->manager, core_work_nothing, NULL, i % 7 == 0 ? "g" : NULL);
}

/* Without a look at the loop: the last body has returned and the worker waits for more. */
static void
wait_for_bodies (Fixture *fixture)
{
  gsize n_pending, n_running;

  do
    {
      bg_engine_lock (fixture->engine);
      n_pending = bg_engine_count_pending (fixture->engine);
      n_running = bg_engine_count_running (fixture->engine);
      bg_engine_unlock (fixture->engine);
      g_thread_yield ();
    }
  while (n_pending + n_running > 0);
}

static gboolean
frame_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_frames++;
  fixture->n_in_portion = 0;
  return G_SOURCE_REMOVE;
}

/* Whatever arrives, what is more urgent has its turn after each portion. */
static void
test_portions (Fixture       *fixture,
               gconstpointer  user_data)
{
  const guint n = core_count (100000, 1000000);

  bg_task_manager_set_delivery_budget (fixture->manager, 1);
  add (fixture, n);
  while (fixture->n_ended < n)
    {
      guint before = fixture->n_ended;
      guint frames = fixture->n_frames;

      g_idle_add_full (REDRAW, frame_cb, fixture, NULL);
      g_main_context_iteration (NULL, TRUE);
      g_assert_cmpuint (fixture->n_frames, ==, frames + 1);
      g_assert_cmpuint (fixture->n_ended, ==, before);
      g_main_context_iteration (NULL, TRUE);
    }
  g_test_message ("%u portions, of %u ends at most", fixture->n_frames, fixture->largest);
  g_assert_cmpuint (fixture->largest, <=, 64);
  bg_test_drain (NULL);
}

static void
test_large_budget (Fixture       *fixture,
                   gconstpointer  user_data)
{
  guint before;

  bg_task_manager_set_delivery_budget (fixture->manager, G_MAXUINT);
  bg_test_drain (NULL);
  add (fixture, 10000);
  wait_for_bodies (fixture);
  before = fixture->engine->n_turns;
  bg_test_run_until_count (NULL, &fixture->n_ended, 10000);
  bg_test_drain (NULL);
  /* All at once, and another look to be sure; a body may have returned at the very last moment. */
  g_assert_cmpuint (fixture->engine->n_turns - before, <=, 4);
}

static void
test_below_redraw (Fixture       *fixture,
                   gconstpointer  user_data)
{
  g_assert_cmpint (g_source_get_priority (fixture->engine->source), >, REDRAW);
  g_assert_cmpint (g_source_get_priority (fixture->engine->source), <=, G_PRIORITY_DEFAULT_IDLE);
  g_assert_cmpstr (g_source_get_name (fixture->engine->source), ==, "[taskmgr] inbox");
}

/* With nothing to do there is no alarm and no turn. */
static void
test_idle (Fixture       *fixture,
           gconstpointer  user_data)
{
  guint turns;

  add (fixture, 100);
  bg_test_run_until_count (NULL, &fixture->n_ended, 100);
  core_run_to_rest (fixture->manager);
  turns = fixture->engine->n_turns;
  g_assert_cmpint (g_source_get_ready_time (fixture->engine->source), ==, -1);
  for (guint i = 0; i < 10; i++)
    g_assert_false (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (fixture->engine->n_turns, ==, turns);
}

/* The loop is woken by the first of many, and does not learn of the others one by one. */
static void
test_woken_once (Fixture       *fixture,
                 gconstpointer  user_data)
{
  guint turns;

  bg_task_manager_set_delivery_budget (fixture->manager, G_MAXUINT);
  bg_test_drain (NULL);
  for (guint round = 0; round < 20; round++)
    {
      add (fixture, 1000);
      wait_for_bodies (fixture);
      turns = fixture->engine->n_turns;
      bg_test_run_until_count (NULL, &fixture->n_ended, fixture->wanted);
      bg_test_drain (NULL);
      g_assert_cmpuint (fixture->engine->n_turns - turns, <=, 4);
    }
}

static void
order_cb (BgTaskManager *manager,
          guint64        id,
          const char    *group,
          const GValue  *result,
          guint64       *last)
{
  g_assert_cmpuint (id, ==, *last + 1);
  *last = id;
}

/* In the order in which the bodies have returned. */
static void
test_order (Fixture       *fixture,
            gconstpointer  user_data)
{
  guint64 last = 0;

  bg_task_manager_set_max_threads (fixture->manager, 1);
  g_signal_connect (fixture->manager, "task-completed", G_CALLBACK (order_cb), &last);
  add (fixture, 50000);
  bg_test_run_until_count (NULL, &fixture->n_ended, 50000);
  g_signal_handlers_disconnect_by_data (fixture->manager, &last);
}

/* Where nobody listens they go in batches, and still leave the loop to others. */
static void
test_unheard (Fixture       *fixture,
              gconstpointer  user_data)
{
  int n = 0;

  g_signal_handlers_disconnect_by_data (fixture->manager, fixture);
  bg_task_manager_set_delivery_budget (fixture->manager, 1);
  for (guint i = 0; i < 100000; i++)
    core_add (fixture->manager, core_work_count, &n, NULL);
  core_run_to_rest (fixture->manager);
  g_assert_cmpint (n, ==, 100000);
}

static void
connect_late_cb (BgTaskManager *manager,
                 guint64        id,
                 const char    *group,
                 const GError  *error,
                 const char    *traceback,
                 Fixture       *fixture)
{
  g_signal_connect (manager, "task-completed", G_CALLBACK (ended_cb), fixture);
}

/* Somebody begins to listen in the middle of a turn: from then on everything is heard. */
static void
test_listening_begins (Fixture       *fixture,
                       gconstpointer  user_data)
{
  g_signal_handlers_disconnect_by_data (fixture->manager, fixture);
  g_signal_connect (fixture->manager, "task-failed", G_CALLBACK (connect_late_cb), fixture);
  bg_task_manager_set_max_threads (fixture->manager, 1);
  bg_task_manager_pause_processing (fixture->manager);
  for (guint i = 0; i < 100; i++)
    core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_add (fixture->manager, core_work_fail, NULL, NULL);
  for (guint i = 0; i < 100; i++)
    core_add (fixture->manager, core_work_nothing, NULL, NULL);
  bg_task_manager_start_processing (fixture->manager);
  wait_for_bodies (fixture);
  core_run_to_rest (fixture->manager);
  g_assert_cmpuint (fixture->n_ended, ==, 100);
  g_signal_handlers_disconnect_by_data (fixture->manager, fixture);
}

static void
listen_no_more_cb (BgTaskManager *manager,
                   guint64        id,
                   const char    *group,
                   const GValue  *result,
                   Fixture       *fixture)
{
  if (++fixture->n_ended == 10)
    g_signal_handlers_disconnect_by_data (manager, fixture);
}

static void
test_listening_ends (Fixture       *fixture,
                     gconstpointer  user_data)
{
  g_signal_handlers_disconnect_by_data (fixture->manager, fixture);
  g_signal_connect (fixture->manager, "task-completed", G_CALLBACK (listen_no_more_cb), fixture);
  for (guint i = 0; i < 1000; i++)
    core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_run_to_rest (fixture->manager);
  g_assert_cmpuint (fixture->n_ended, ==, 10);
}

#define ADD(path, func) g_test_add ("/task-manager/delivery/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("portions", test_portions);
  ADD ("large-budget", test_large_budget);
  ADD ("below-redraw", test_below_redraw);
  ADD ("idle", test_idle);
  ADD ("woken-once", test_woken_once);
  ADD ("order", test_order);
  ADD ("unheard", test_unheard);
  ADD ("listening/begins", test_listening_begins);
  ADD ("listening/ends", test_listening_ends);
  return g_test_run ();
}
