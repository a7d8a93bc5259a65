/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* When threads are made and given back. What the library asks GLib for passes through here, so that there
 * may be no more threads, and so that time passes without anybody waiting for it. */

#define _GNU_SOURCE

#include "config.h"

#include <dlfcn.h>

#include "core-test.h"

static struct
{
  GMutex     lock;
  GPtrArray *names;             /* of the threads that were made */
  guint      n_left;            /* how many more may be made */
  guint      n_refused;
  gboolean   time_flies;        /* who waits with a limit has waited long enough */
} threads;

/* Instead of GLib's. */
GThread *
g_thread_try_new (const char  *name,
                  GThreadFunc  func,
                  gpointer     data,
                  GError     **error)
{
  gboolean refused;

  g_mutex_lock (&threads.lock);
  refused = threads.n_left == 0;
  if (refused)
    threads.n_refused++;
  else
    {
      threads.n_left--;
      g_ptr_array_add (threads.names, g_strdup (name));
    }
  g_mutex_unlock (&threads.lock);

  if (!refused)
    return g_thread_new (name, func, data);
  g_set_error_literal (error, G_THREAD_ERROR, G_THREAD_ERROR_AGAIN, "there are enough");
  return NULL;
}

/* Instead of GLib's. */
gboolean
g_cond_wait_until (GCond  *cond,
                   GMutex *mutex,
                   gint64  end_time)
{
  static gboolean (*wait_until) (GCond *, GMutex *, gint64);

  if (g_atomic_int_get (&threads.time_flies))
    return FALSE;
  if (g_atomic_pointer_get (&wait_until) == NULL)
    g_atomic_pointer_set (&wait_until, dlsym (RTLD_NEXT, "g_cond_wait_until"));
  return wait_until (cond, mutex, end_time);
}

/* Instead of GLib's: whatever is to be done later is done when there is nothing else to do. */
GSource *
g_timeout_source_new (guint interval)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_LOW);
  return source;
}

typedef struct
{
  BgTaskManager *manager;
  BgTestGate    *gate;
  guint          n_done;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  threads.names = g_ptr_array_new_with_free_func (g_free);
  threads.n_left = G_MAXUINT;
  threads.n_refused = 0;
  g_atomic_int_set (&threads.time_flies, FALSE);
  fixture->manager = bg_task_manager_new (GPOINTER_TO_UINT (user_data));
  fixture->gate = bg_test_gate_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  bg_test_gate_open (fixture->gate);
  core_end (fixture->manager);
  bg_test_gate_unref (fixture->gate);
  g_ptr_array_unref (threads.names);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static char *
take_names (void)
{
  GString *names = g_string_new (NULL);

  g_mutex_lock (&threads.lock);
  g_ptr_array_sort (threads.names, compare_names);
  for (guint i = 0; i < threads.names->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", (const char *) g_ptr_array_index (threads.names, i));
  g_ptr_array_set_size (threads.names, 0);
  g_mutex_unlock (&threads.lock);
  return g_string_free (names, FALSE);
}

#define assert_threads(expected) \
  G_STMT_START { \
    g_autofree char *names = take_names (); \
    g_assert_cmpstr (names, ==, expected); \
  } G_STMT_END

static void
test_made_when_needed (Fixture       *fixture,
                       gconstpointer  user_data)
{
  for (guint i = 0; i < 2; i++)
    core_add (fixture->manager, core_work_pass, fixture->gate, NULL);
  bg_test_drain (NULL);
  assert_threads ("");

  bg_task_manager_start_processing (fixture->manager);
  bg_test_gate_await_arrivals (fixture->gate, 2);
  assert_threads ("bg-pool-1 bg-pool-2");

  for (guint i = 0; i < 3; i++)
    core_add (fixture->manager, core_work_pass, fixture->gate, NULL);
  bg_test_gate_await_arrivals (fixture->gate, 4);
  assert_threads ("bg-pool-3 bg-pool-4");
  bg_test_gate_open (fixture->gate);
  core_run_to_rest (fixture->manager);
  assert_threads ("");
}

static void
gone_cb (gpointer gate)
{
  bg_test_gate_pass (gate);
}

/* What is left in its cancellable goes with the worker. */
static gboolean
leave_word (gpointer       gate,
            GCancellable  *cancellable,
            GValue        *result,
            GError       **error)
{
  g_object_set_data_full (G_OBJECT (cancellable), "gone", gate, gone_cb);
  return TRUE;
}

static void
test_used_again (Fixture       *fixture,
                 gconstpointer  user_data)
{
  bg_task_manager_start_processing (fixture->manager);
  for (guint i = 0; i < 5; i++)
    {
      core_add (fixture->manager, core_work_nothing, NULL, NULL);
      core_run_to_rest (fixture->manager);
    }
  assert_threads ("bg-pool-1");
}

static void
test_given_back_after_idling (Fixture       *fixture,
                              gconstpointer  user_data)
{
  bg_test_gate_open (fixture->gate);
  bg_task_manager_start_processing (fixture->manager);
  for (guint i = 1; i <= 3; i++)
    {
      g_atomic_int_set (&threads.time_flies, TRUE);
      core_add (fixture->manager, leave_word, fixture->gate, NULL);
      core_run_to_rest (fixture->manager);
      bg_test_gate_await_arrivals (fixture->gate, i);
      assert_threads ("bg-pool-1");
    }
}

static void
expect_warning (const char *pattern)
{
  g_test_expect_message ("taskmgr", G_LOG_LEVEL_WARNING, pattern);
}

/* Those that there are do the work of those that cannot be made. */
static void
test_fewer_can_be_made (Fixture       *fixture,
                        gconstpointer  user_data)
{
  threads.n_left = 2;
  expect_warning ("*worker thread cannot be started*2*there are enough*");
  bg_task_manager_start_processing (fixture->manager);
  for (guint i = 0; i < 6; i++)
    core_add (fixture->manager, core_work_pass, fixture->gate, NULL);
  bg_test_gate_await_arrivals (fixture->gate, 2);
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, 2);
  g_assert_cmpuint (bg_task_manager_get_n_pending (fixture->manager), ==, 4);

  bg_test_gate_open (fixture->gate);
  core_run_to_rest (fixture->manager);
  g_test_assert_expected_messages ();
  assert_threads ("bg-pool-1 bg-pool-2");
}

/* Whoever waits is not forgotten when no thread can be made at all, and is told of once. */
static void
test_none_can_be_made (Fixture       *fixture,
                       gconstpointer  user_data)
{
  threads.n_left = 0;
  expect_warning ("*worker thread cannot be started*0*there are enough*");
  bg_task_manager_start_processing (fixture->manager);
  for (guint i = 0; i < 3; i++)
    core_add (fixture->manager, core_work_count, &fixture->n_done, NULL);
  for (guint i = 0; i < 10; i++)
    g_main_context_iteration (NULL, FALSE);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (threads.n_refused, >, 3);
  g_assert_cmpuint (bg_task_manager_get_n_pending (fixture->manager), ==, 3);

  g_mutex_lock (&threads.lock);
  threads.n_left = 1;
  g_mutex_unlock (&threads.lock);
  core_run_to_rest (fixture->manager);
  g_assert_cmpuint (fixture->n_done, ==, 3);
  assert_threads ("bg-pool-1");
}

/* One that waits although threads failed can still be stopped, and the manager be dropped. */
static void
test_stopped_while_none_can_be_made (Fixture       *fixture,
                                     gconstpointer  user_data)
{
  g_autoptr (CoreWatch) watch = core_watch_new (fixture->manager);

  threads.n_left = 0;
  expect_warning ("*worker thread cannot be started*");
  bg_task_manager_start_processing (fixture->manager);
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  g_test_assert_expected_messages ();
  g_assert_true (bg_task_manager_stop_task (fixture->manager, 1, TRUE, TRUE));
  core_watch_run (watch, 1);
  core_assert_log (watch, "/1");
}

/* Whoever tries again later does not look for a manager that has gone. */
static void
test_dropped_while_none_can_be_made (void)
{
  Fixture fixture = { NULL };

  set_up (&fixture, GUINT_TO_POINTER (4));
  threads.n_left = 0;
  expect_warning ("*worker thread cannot be started*");
  bg_task_manager_start_processing (fixture.manager);
  core_add (fixture.manager, core_work_nothing, NULL, NULL);
  g_test_assert_expected_messages ();
  threads.n_left = 1;
  tear_down (&fixture, NULL);
  bg_test_drain (NULL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/thread-lane/threads/made-when-needed", Fixture, GUINT_TO_POINTER (4), set_up,
              test_made_when_needed, tear_down);
  g_test_add ("/thread-lane/threads/used-again", Fixture, GUINT_TO_POINTER (1), set_up,
              test_used_again, tear_down);
  g_test_add ("/thread-lane/threads/given-back-after-idling", Fixture, GUINT_TO_POINTER (1), set_up,
              test_given_back_after_idling, tear_down);
  g_test_add ("/thread-lane/threads/fewer-can-be-made", Fixture, GUINT_TO_POINTER (4), set_up,
              test_fewer_can_be_made, tear_down);
  g_test_add ("/thread-lane/threads/none-can-be-made", Fixture, GUINT_TO_POINTER (4), set_up,
              test_none_can_be_made, tear_down);
  g_test_add ("/thread-lane/threads/stopped-while-none-can-be-made", Fixture, GUINT_TO_POINTER (4), set_up,
              test_stopped_while_none_can_be_made, tear_down);
  g_test_add_func ("/thread-lane/threads/dropped-while-none-can-be-made", test_dropped_while_none_can_be_made);
  return g_test_run ();
}
