/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What happens when two threads want the same thing at the same time. */

#include <taskmgr.h>

#include "bg-test.h"

typedef struct
{
  BgTaskManager *manager;
  GHashTable    *ends;          /* id → how often it has ended */
  guint          n_ends;
  guint          n_stopped;
} Race;

static void
note_end (Race    *race,
          guint64  id)
{
  g_assert_true (g_hash_table_add (race->ends, GSIZE_TO_POINTER (id)));
  race->n_ends++;
}

static void
completed_cb (BgTaskManager *manager,
              guint64        id,
              const char    *group,
              const GValue  *result,
              Race          *race)
{
  note_end (race, id);
}

static void
stopped_cb (BgTaskManager *manager,
            guint64        id,
            const char    *group,
            Race          *race)
{
  note_end (race, id);
  race->n_stopped++;
}

static void
set_up (Race          *race,
        gconstpointer  user_data)
{
  race->manager = bg_task_manager_new (GPOINTER_TO_UINT (user_data));
  race->ends = g_hash_table_new (NULL, NULL);
  g_signal_connect (race->manager, "task-completed", G_CALLBACK (completed_cb), race);
  g_signal_connect (race->manager, "task-stopped", G_CALLBACK (stopped_cb), race);
  bg_task_manager_start_processing (race->manager);
}

static void
tear_down (Race          *race,
           gconstpointer  user_data)
{
  g_assert_finalize_object (race->manager);
  bg_test_drain (NULL);
  g_hash_table_unref (race->ends);
}

static gboolean
work_nothing (gpointer       user_data,
              GCancellable  *cancellable,
              GValue        *result,
              GError       **error)
{
  return TRUE;
}

static gboolean
body_nothing (BgTask        *task,
              GCancellable  *cancellable,
              gpointer       user_data,
              GError       **error)
{
  return TRUE;
}

static guint64
add_one (BgTaskManager *manager,
         gboolean       object)
{
  guint64 id;

  if (object)
    id = bg_task_manager_add_task (manager, body_nothing, NULL, NULL, 0, NULL, NULL, 0, NULL);
  else
    id = bg_task_manager_add_work (manager, work_nothing, NULL, NULL, 0, NULL, NULL, 0, NULL);
  g_assert_cmpuint (id, !=, 0);
  return id;
}

/* Whoever is first decides, and there is one end. */
static void
test_stop_against_completion (Race          *race,
                              gconstpointer  user_data)
{
  guint n = g_test_quick () ? 100000 : 1000000;
  guint n_stopped = 0;

  for (guint i = 0; i < n; i++)
    {
      guint64 id = add_one (race->manager, i % 2 == 0);

      for (guint spin = (guint) g_test_rand_int_range (0, 400); spin > 0; spin--)
        __atomic_signal_fence (__ATOMIC_SEQ_CST);
      n_stopped += bg_task_manager_stop_task (race->manager, id, FALSE, FALSE);
      if (i % 64 == 0)
        bg_test_drain (NULL);
    }
  bg_test_run_until_count (NULL, &race->n_ends, n);
  g_assert_cmpuint (race->n_ends, ==, n);
  g_assert_cmpuint (race->n_stopped, ==, n_stopped);
}

/* However pausing and resuming fall, nothing ready is left lying while a worker sleeps. */
static void
test_pause_and_resume (Race          *race,
                       gconstpointer  user_data)
{
  guint n = g_test_quick () ? 50000 : 500000;

  for (guint i = 0; i < n; i++)
    {
      add_one (race->manager, FALSE);
      bg_task_manager_pause_processing (race->manager);
      add_one (race->manager, FALSE);
      bg_task_manager_start_processing (race->manager);
      if (i % 3 == 0)
        bg_test_run_until_count (NULL, &race->n_ends, 2 * i + 2);
    }
  bg_test_run_until_count (NULL, &race->n_ends, 2 * n);
}

static gpointer
adding_thread (gpointer data)
{
  BgTaskManager *manager = data;

  for (guint i = 0; i < 2000; i++)
    add_one (manager, i % 4 == 0);
  return NULL;
}

static void
test_add_from_many_threads_and_stop_all (Race          *race,
                                         gconstpointer  user_data)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("adder", adding_thread, race->manager);
  for (guint i = 0; i < 200; i++)
    {
      bg_task_manager_stop_all_tasks (race->manager);
      bg_test_drain (NULL);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  bg_test_run_until_count (NULL, &race->n_ends, 2000 * G_N_ELEMENTS (threads));
}

static void
release_cb (gpointer data)
{
  g_atomic_int_inc ((int *) data);
}

/* Whatever is going on, the last reference may be dropped; what was given is given back, once. */
static void
test_dispose_in_the_middle (void)
{
  guint n = g_test_quick () ? 1000 : 10000;

  for (guint i = 0; i < n; i++)
    {
      BgTaskManager *manager = bg_task_manager_new ((guint) g_test_rand_int_range (1, 5));
      guint n_tasks = (guint) g_test_rand_int_range (1, 60);
      guint n_turns = (guint) g_test_rand_int_range (0, 4);
      guint n_released = 0;

      bg_task_manager_start_processing (manager);
      for (guint j = 0; j < n_tasks; j++)
        {
          guint64 upstream = j > 0 ? (guint64) g_test_rand_int_range (1, (gint32) j + 1) : 0;

          bg_task_manager_add_task (manager, body_nothing, &n_released, release_cb, 0, j % 3 == 0 ? "g" : NULL,
                                    &upstream, j > 0 && j % 2 == 0, NULL);
        }
      for (guint j = 0; j < n_turns; j++)
        g_main_context_iteration (NULL, FALSE);
      g_assert_finalize_object (manager);
      bg_test_run_until_count (NULL, &n_released, n_tasks);
      g_assert_cmpuint (n_released, ==, n_tasks);
    }
}

typedef struct
{
  BgTestGate *gate;
  gboolean   *begun;
} Blocker;

static gboolean
work_blocking (gpointer       user_data,
               GCancellable  *cancellable,
               GValue        *result,
               GError       **error)
{
  Blocker *blocker = user_data;

  g_atomic_int_set (blocker->begun, TRUE);
  bg_test_gate_pass (blocker->gate);
  return TRUE;
}

/* A worker that has taken several of the quick ones must not keep a slow one that others could begin. */
static void
test_first_in_first_out_over_workers (Race          *race,
                                      gconstpointer  user_data)
{
  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (BgTestGate) gate = bg_test_gate_new ();
      gboolean begun[6] = { FALSE };
      Blocker blockers[6];
      guint n_ends = race->n_ends;

      bg_task_manager_pause_processing (race->manager);
      for (guint i = 0; i < 4; i++)
        add_one (race->manager, FALSE);
      for (guint i = 0; i < G_N_ELEMENTS (blockers); i++)
        {
          blockers[i] = (Blocker) { gate, &begun[i] };
          bg_task_manager_add_work (race->manager, work_blocking, &blockers[i], NULL, 0, NULL, NULL, 0, NULL);
        }
      bg_task_manager_start_processing (race->manager);
      bg_test_gate_await_arrivals (gate, 3);
      for (guint i = 0; i < G_N_ELEMENTS (blockers); i++)
        g_assert_cmpint (g_atomic_int_get (&begun[i]), ==, i < 3);
      bg_test_gate_open (gate);
      bg_test_run_until_count (NULL, &race->n_ends, n_ends + 10);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/races/stop-against-completion", Race, GUINT_TO_POINTER (2), set_up,
              test_stop_against_completion, tear_down);
  g_test_add ("/races/pause-and-resume", Race, GUINT_TO_POINTER (2), set_up, test_pause_and_resume, tear_down);
  g_test_add ("/races/pause-and-resume/one-thread", Race, GUINT_TO_POINTER (1), set_up,
              test_pause_and_resume, tear_down);
  g_test_add ("/races/add-from-many-threads-and-stop-all", Race, GUINT_TO_POINTER (4), set_up,
              test_add_from_many_threads_and_stop_all, tear_down);
  g_test_add ("/races/first-in-first-out-over-workers", Race, GUINT_TO_POINTER (3), set_up,
              test_first_in_first_out_over_workers, tear_down);
  g_test_add_func ("/races/dispose-in-the-middle", test_dispose_in_the_middle);
  return g_test_run ();
}
