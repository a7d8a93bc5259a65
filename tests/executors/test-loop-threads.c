/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "loop-test.h"

/* Whatever several threads do with a loop at once, each function is called or not and released, each caller of
 * bg_loop_run () gets an answer, and each task ends. */

#define N_THREADS 4

typedef struct
{
  BgLoop *loop;
  guint   n_steps;
  guint32 seed;

  /* atomic */
  guint   n_called;
  guint   n_invoked;
  guint   n_released;
  guint   n_ran;
  guint   n_threads;

  /* thread of the loop */
  guint   inside;
} Stress;

static void
called_cb (gpointer data)
{
  Stress *stress = data;

  g_assert_true (bg_loop_is_own_thread (stress->loop));
  g_assert_cmpuint (stress->inside++, ==, 0);
  g_atomic_int_inc (&stress->n_called);
  stress->inside--;
}

static void
released_cb (gpointer data)
{
  g_atomic_int_inc (&((Stress *) data)->n_released);
}

static gboolean
run_cb (GCancellable  *cancellable,
        gpointer       data,
        GError       **error)
{
  called_cb (data);
  return TRUE;
}

static gboolean
tick_cb (gpointer data)
{
  called_cb (data);
  return G_SOURCE_CONTINUE;
}

static void
invoke (Stress *stress)
{
  g_atomic_int_inc (&stress->n_invoked);
  bg_loop_invoke (stress->loop, called_cb, stress, released_cb, NULL);
}

static void
run (Stress   *stress,
     gboolean  cancels)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  if (cancels)
    g_cancellable_cancel (cancellable);
  if (bg_loop_run (stress->loop, run_cb, stress, cancellable, &error))
    g_atomic_int_inc (&stress->n_ran);
  else
    g_assert_true (g_error_matches (error, BG_ERROR, BG_ERROR_SHUT_DOWN)
                   || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
}

static void
time_out (Stress   *stress,
          gboolean  removes)
{
  guint id;

  g_atomic_int_inc (&stress->n_invoked);
  id = bg_loop_add_timeout (stress->loop, removes ? 1 : 0, tick_cb, stress, released_cb, NULL);
  if (id != 0 && removes)
    bg_loop_remove_timeout (stress->loop, id);
}

static void
stop (Stress   *stress,
      gboolean  cancels,
      gboolean  waits)
{
  bg_loop_stop (stress->loop, cancels);
  if (waits)
    bg_loop_wait (stress->loop, -1, NULL);
}

static gpointer
stress_thread (gpointer data)
{
  Stress *stress = data;
  g_autoptr (GRand) rand = g_rand_new_with_seed (stress->seed + (guint32) g_atomic_int_add (&stress->n_threads, 1));

  for (guint i = 0; i < stress->n_steps; i++)
    switch (g_rand_int_range (rand, 0, 12))
      {
      case 0:
        stop (stress, g_rand_boolean (rand), g_rand_boolean (rand));
        break;
      case 1:
      case 2:
      case 3:
        bg_loop_start (stress->loop, NULL);
        break;
      case 4:
      case 5:
        run (stress, g_rand_int_range (rand, 0, 4) == 0);
        break;
      case 6:
        time_out (stress, g_rand_boolean (rand));
        break;
      default:
        invoke (stress);
      }
  return NULL;
}

static void
test_everything_at_once (void)
{
  Stress stress = { bg_loop_new ("test"), core_count (2000, 20000), g_test_rand_int () };
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("stress", stress_thread, &stress);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  loop_end (stress.loop, TRUE);
  g_assert_finalize_object (stress.loop);
  g_assert_cmpuint (stress.n_released, ==, stress.n_invoked);
  g_test_message ("%u called of %u, %u ran", stress.n_called, stress.n_invoked, stress.n_ran);
}

static gpointer
waiter_thread (gpointer data)
{
  Stress *stress = data;

  for (guint i = 0; i < stress->n_steps; i++)
    {
      bg_loop_start (stress->loop, NULL);
      run (stress, FALSE);
      stop (stress, i % 2 == 0, TRUE);
    }
  return NULL;
}

/* Each waits for the loop that another one starts again. */
static void
test_started_and_stopped_by_all (void)
{
  Stress stress = { bg_loop_new ("test"), core_count (200, 2000) };
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("waiter", waiter_thread, &stress);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  loop_end (stress.loop, FALSE);
  g_assert_finalize_object (stress.loop);
}

static gboolean
hold_sometimes (BgTask        *task,
                GCancellable  *cancellable,
                gpointer       data,
                GError       **error)
{
  if (GPOINTER_TO_UINT (data) % 3 == 0)
    bg_task_hold (task);
  return TRUE;
}

static gpointer
stopper_thread (gpointer data)
{
  Stress *stress = data;

  for (guint i = 0; i < 20; i++)
    {
      bg_loop_start (stress->loop, NULL);
      run (stress, FALSE);
      stop (stress, i % 2 == 0, TRUE);
    }
  return NULL;
}

/* Tasks that are held end with the loop, and those that are stopped by themselves. */
static void
test_tasks_all_end (void)
{
  const guint n_tasks = core_count (500, 5000);
  Stress stress = { loop_start_new () };
  BgTaskManager *manager = core_manager_new (2);
  CoreWatch *watch = core_watch_new (manager);
  BgLoopExecutor *executor = bg_loop_executor_new (stress.loop);
  GThread *stopper;

  bg_loop_executor_set_max_tasks (executor, 20);
  bg_task_manager_start_processing (manager);
  stopper = g_thread_new ("stopper", stopper_thread, &stress);
  for (guint i = 0; i < n_tasks; i++)
    {
      BgTask *task = bg_task_new (hold_sometimes, GUINT_TO_POINTER (i), NULL);
      guint64 id;

      bg_task_set_executor (task, BG_EXECUTOR (executor));
      id = core_add_task (manager, task);
      g_main_context_iteration (NULL, FALSE);
      if (g_test_rand_int_range (0, 5) == 0)
        bg_task_manager_stop_task (manager, id, FALSE, FALSE);
    }
  g_thread_join (stopper);
  loop_end (stress.loop, FALSE);
  core_watch_run (watch, n_tasks);
  core_watch_free (watch);
  core_end (manager);
  bg_test_drain (NULL);
  g_assert_finalize_object (executor);
  g_assert_finalize_object (stress.loop);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loop/threads/everything-at-once", test_everything_at_once);
  g_test_add_func ("/loop/threads/started-and-stopped-by-all", test_started_and_stopped_by_all);
  g_test_add_func ("/loop/threads/tasks-all-end", test_tasks_all_end);
  return g_test_run ();
}
