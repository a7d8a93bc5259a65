/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Pools with classes and reserves. */

#include "config.h"

#include "core-test.h"

#include "core/bg-task-manager-private.h"

typedef struct
{
  BgTaskManager    *manager;
  CoreWatch        *watch;
  BgThreadExecutor *threads;
  BgTestGate       *gate;
  CoreOrder        *order;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->manager = core_manager_new (1);
  fixture->watch = core_watch_new (fixture->manager);
  fixture->threads = BG_THREAD_EXECUTOR (bg_task_manager_get_default_executor (fixture->manager));
  fixture->gate = bg_test_gate_new ();
  fixture->order = core_order_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  bg_test_gate_open (fixture->gate);
  core_watch_free (fixture->watch);
  core_end (fixture->manager);
  core_order_free (fixture->order);
  bg_test_gate_unref (fixture->gate);
}

static void
configure (Fixture *fixture,
           guint    pool_size,
           guint    reserve_normal,
           guint    reserve_high)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (bg_thread_executor_configure (fixture->threads, pool_size, reserve_normal, reserve_high, 0, 0,
                                               &error));
  g_assert_no_error (error);
}

static void
add (Fixture          *fixture,
     BgTaskFunc        func,
     gpointer          user_data,
     BgAdmissionClass  task_class)
{
  BgTask *task = bg_task_new (func, user_data, NULL);

  bg_task_set_task_class (task, task_class);
  core_add_task (fixture->manager, task);
}

static void
add_many (Fixture          *fixture,
          guint             n,
          BgAdmissionClass  task_class)
{
  for (guint i = 0; i < n; i++)
    add (fixture, core_body_pass, fixture->gate, task_class);
}

/* So many arrive, and there are no more: all others that could be called have been. */
static void
assert_running (Fixture *fixture,
                guint    n)
{
  bg_test_gate_await_arrivals (fixture->gate, n);
  bg_test_drain (NULL);
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, n);
  g_assert_cmpuint (bg_test_gate_count_arrivals (fixture->gate), ==, n);
}

static void
test_reserves_by_class (Fixture       *fixture,
                        gconstpointer  user_data)
{
  g_test_summary ("A3.1-A3.4: 40 of each class on 20/5/5 run 20, then 25, then 30");
  configure (fixture, 20, 5, 5);
  add_many (fixture, 40, BG_TASK_CLASS_LOW);
  assert_running (fixture, 20);
  add_many (fixture, 40, BG_TASK_CLASS_NORMAL);
  assert_running (fixture, 25);
  add_many (fixture, 40, BG_TASK_CLASS_HIGH);
  assert_running (fixture, 30);
  g_assert_cmpuint (bg_task_manager_get_n_pending (fixture->manager), ==, 90);
}

static void
test_one_class_alone_uses_its_reserve (Fixture       *fixture,
                                       gconstpointer  user_data)
{
  g_test_summary ("A3.2, A3.3: the limits are on the total: 25 normal tasks alone may run, or 30 high ones");
  configure (fixture, 20, 5, 5);
  add_many (fixture, 40, BG_TASK_CLASS_NORMAL);
  assert_running (fixture, 25);
  add_many (fixture, 40, BG_TASK_CLASS_HIGH);
  assert_running (fixture, 30);
  add_many (fixture, 40, BG_TASK_CLASS_LOW);
  assert_running (fixture, 30);
}

static void
test_critical_starts_at_once (Fixture       *fixture,
                              gconstpointer  user_data)
{
  g_test_summary ("A2.2, A3.5: critical tasks really run, beyond every cap, and count in the total");
  configure (fixture, 2, 0, 0);
  add_many (fixture, 4, BG_TASK_CLASS_LOW);
  assert_running (fixture, 2);
  add_many (fixture, 5, BG_TASK_CLASS_CRITICAL);
  assert_running (fixture, 7);
  add_many (fixture, 1, BG_TASK_CLASS_HIGH);
  assert_running (fixture, 7);
}

static void
test_critical_uses_up_the_pool (Fixture       *fixture,
                                gconstpointer  user_data)
{
  configure (fixture, 2, 1, 0);
  add_many (fixture, 3, BG_TASK_CLASS_CRITICAL);
  assert_running (fixture, 3);
  add_many (fixture, 3, BG_TASK_CLASS_LOW);
  add_many (fixture, 3, BG_TASK_CLASS_NORMAL);
  assert_running (fixture, 3);
}

static gboolean
note_class (BgTask        *task,
            GCancellable  *cancellable,
            gpointer       order,
            GError       **error)
{
  core_order_note (order, "%c", "LNHC"[bg_task_get_task_class (task)]);
  return TRUE;
}

static void
test_strict_class_order (Fixture       *fixture,
                         gconstpointer  user_data)
{
  g_test_summary ("A2.3: no lower task slips in between");
  add_many (fixture, 1, BG_TASK_CLASS_NORMAL);
  assert_running (fixture, 1);
  for (guint i = 0; i < 12; i++)
    add (fixture, note_class, fixture->order, (BgAdmissionClass) (i % 3));
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 13);
  core_assert_order (fixture->order, "H H H H N N N N L L L L");
}

static void
test_unlimited (Fixture       *fixture,
                gconstpointer  user_data)
{
  g_test_summary ("A3.6: size 0 is truly unlimited");
  configure (fixture, 0, 0, 0);
  g_assert_cmpuint (bg_task_manager_get_max_threads (fixture->manager), ==, 0);
  add_many (fixture, 100, BG_TASK_CLASS_LOW);
  assert_running (fixture, 100);
}

static void
test_resize_while_running (Fixture       *fixture,
                           gconstpointer  user_data)
{
  g_test_summary ("A3.8: larger at once, smaller by attrition, nothing interrupted");
  configure (fixture, 4, 0, 0);
  add_many (fixture, 20, BG_TASK_CLASS_LOW);
  assert_running (fixture, 4);
  configure (fixture, 6, 1, 1);
  assert_running (fixture, 6);
  bg_task_manager_set_max_threads (fixture->manager, 8);
  assert_running (fixture, 8);
  configure (fixture, 2, 1, 1);
  bg_test_drain (NULL);
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, 8);
  g_assert_cmpuint (fixture->watch->n_ended, ==, 0);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 20);
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    user_data)
{
  *(guint *) user_data += 1;
}

static void
test_sizes_are_one_with_the_manager (Fixture       *fixture,
                                     gconstpointer  user_data)
{
  guint n_manager = 0, n_threads = 0;

  g_signal_connect (fixture->manager, "notify::max-threads", G_CALLBACK (count_cb), &n_manager);
  g_signal_connect (fixture->threads, "notify::pool-size", G_CALLBACK (count_cb), &n_threads);
  bg_task_manager_set_max_threads (fixture->manager, 3);
  g_assert_cmpuint (bg_thread_executor_get_pool_size (fixture->threads), ==, 3);
  configure (fixture, 5, 1, 2);
  g_assert_cmpuint (bg_task_manager_get_max_threads (fixture->manager), ==, 5);
  g_assert_cmpuint (bg_thread_executor_get_reserve_normal (fixture->threads), ==, 1);
  g_assert_cmpuint (bg_thread_executor_get_reserve_high (fixture->threads), ==, 2);
  configure (fixture, 5, 1, 2);
  g_assert_cmpuint (n_manager, ==, 2);
  g_assert_cmpuint (n_threads, ==, 2);
  g_signal_handlers_disconnect_by_data (fixture->threads, &n_threads);
}

static void
assert_refused (Fixture    *fixture,
                guint       pool_size,
                guint       min_threads,
                guint       max_threads,
                const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (bg_thread_executor_configure (fixture->threads, pool_size, 5, 5, min_threads, max_threads, &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_cmpuint (bg_thread_executor_get_pool_size (fixture->threads), ==, 1);
}

static void
test_refuses_what_does_not_fit (Fixture       *fixture,
                                gconstpointer  user_data)
{
  g_test_summary ("A3.7: sizes are checked together");
  assert_refused (fixture, 20, 0, 29, "At most 29 threads are too few for the pool and its reserves, which have 30");
  assert_refused (fixture, 20, 31, 30, "At least 31 threads are more than the 30 that there may be");
  assert_refused (fixture, 20, 31, 0, "At least 31 threads are more than the 30 that there may be");
  assert_refused (fixture, 4096, 0, 0, "A pool and its reserves can have 4096 threads");
}

static guint
count_threads (Fixture *fixture)
{
  BgEngine *engine = bg_task_manager_get_engine (fixture->manager);
  GPtrArray *workers = engine->lanes[BG_LANE_THREADS]->workers;
  guint n = 0;

  bg_engine_lock (engine);
  for (guint i = 0; i < workers->len; i++)
    n += g_ptr_array_index (workers, i) != NULL;
  bg_engine_unlock (engine);
  return n;
}

static gboolean
has_three_threads (gpointer fixture)
{
  return count_threads (fixture) == 3;
}

static void
test_prespawns (Fixture       *fixture,
                gconstpointer  user_data)
{
  g_autoptr (GError) error = NULL;

  g_test_summary ("A3.7: min-threads are made before they are needed");
  g_assert_true (bg_thread_executor_configure (fixture->threads, 4, 0, 0, 3, 4, &error));
  g_assert_cmpuint (bg_thread_executor_get_min_threads (fixture->threads), ==, 3);
  g_assert_cmpuint (bg_thread_executor_get_max_threads (fixture->threads), ==, 4);
  while (!has_three_threads (fixture))
    g_thread_yield ();
  add_many (fixture, 2, BG_TASK_CLASS_NORMAL);
  assert_running (fixture, 2);
  g_assert_cmpuint (count_threads (fixture), ==, 3);
}

static void
test_a_second_pool_is_apart (Fixture       *fixture,
                             gconstpointer  user_data)
{
  g_autoptr (BgThreadExecutor) second = bg_thread_executor_new ("disk", 2);

  g_assert_cmpstr (bg_thread_executor_get_name (second), ==, "disk");
  add_many (fixture, 3, BG_TASK_CLASS_NORMAL);
  assert_running (fixture, 1);
  for (guint i = 0; i < 3; i++)
    {
      BgTask *task = bg_task_new (core_body_pass, fixture->gate, NULL);

      bg_task_set_executor (task, BG_EXECUTOR (second));
      core_add_task (fixture->manager, task);
    }
  assert_running (fixture, 3);
  g_assert_true (bg_thread_executor_configure (second, 3, 0, 0, 0, 0, NULL));
  assert_running (fixture, 4);
  g_assert_cmpuint (bg_task_manager_get_max_threads (fixture->manager), ==, 1);
  g_assert_true (bg_task_manager_stop_task (fixture->manager, 6, FALSE, FALSE));
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 6);
  g_assert_cmpuint (fixture->watch->n_completed, ==, 5);
}

#define ADD(path, func) g_test_add ("/thread-executor/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("reserves-by-class", test_reserves_by_class);
  ADD ("one-class-alone-uses-its-reserve", test_one_class_alone_uses_its_reserve);
  ADD ("critical-starts-at-once", test_critical_starts_at_once);
  ADD ("critical-uses-up-the-pool", test_critical_uses_up_the_pool);
  ADD ("strict-class-order", test_strict_class_order);
  ADD ("unlimited", test_unlimited);
  ADD ("resize-while-running", test_resize_while_running);
  ADD ("sizes-are-one-with-the-manager", test_sizes_are_one_with_the_manager);
  ADD ("refuses-what-does-not-fit", test_refuses_what_does_not_fit);
  ADD ("prespawns", test_prespawns);
  ADD ("a-second-pool-is-apart", test_a_second_pool_is_apart);
  return g_test_run ();
}
