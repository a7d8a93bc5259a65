/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

/* A manager that is paused, a gate for bodies, and a count of notifications. */
typedef struct
{
  BgTaskManager *manager;
  CoreWatch     *watch;
  BgTestGate    *gate;
  guint          n_notified;
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
notify_cb (BgTaskManager *manager,
           GParamSpec    *pspec,
           Fixture       *fixture)
{
  fixture->n_notified++;
}

static void
add_gated (Fixture *fixture,
           guint    n)
{
  for (guint i = 0; i < n; i++)
    core_add (fixture->manager, core_work_pass, fixture->gate, NULL);
}

/* Lets one more thing be delivered than is waiting, so that whoever could have started has. */
static void
settle (Fixture *fixture)
{
  core_add_task (fixture->manager, bg_task_new_pass_through ());
  core_watch_run (fixture->watch, 1);
}

static void
test_nothing_before_start (Fixture       *fixture,
                           gconstpointer  user_data)
{
  int n = 0;

  g_test_summary ("A1.2: before it is started, tasks wait");
  g_signal_connect (fixture->manager, "notify::processing", G_CALLBACK (notify_cb), fixture);
  g_assert_false (bg_task_manager_get_processing (fixture->manager));
  for (guint i = 0; i < 10; i++)
    core_add (fixture->manager, core_work_count, &n, NULL);
  bg_test_drain (NULL);
  g_assert_cmpint (n, ==, 0);
  g_assert_cmpuint (bg_task_manager_get_n_pending (fixture->manager), ==, 10);
  bg_task_manager_start_processing (fixture->manager);
  bg_task_manager_start_processing (fixture->manager);
  g_assert_true (bg_task_manager_get_processing (fixture->manager));
  core_watch_run (fixture->watch, 10);
  g_assert_cmpint (n, ==, 10);
  g_assert_cmpuint (fixture->n_notified, ==, 1);
}

static void
test_pause (Fixture       *fixture,
            gconstpointer  user_data)
{
  add_gated (fixture, 2);
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_add_after (fixture->manager, core_work_nothing, NULL, NULL, 1);
  bg_task_manager_start_processing (fixture->manager);
  bg_test_gate_await_arrivals (fixture->gate, 2);
  bg_task_manager_pause_processing (fixture->manager);
  bg_task_manager_pause_processing (fixture->manager);
  g_assert_false (bg_task_manager_get_processing (fixture->manager));
  bg_test_gate_open (fixture->gate);
  /* What runs goes on and is announced; a dependent that is ready by that stays in the queue. */
  core_watch_run (fixture->watch, 2);
  bg_test_drain (NULL);
  g_assert_cmpuint (bg_task_manager_get_n_pending (fixture->manager), ==, 2);
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, 0);
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 2);
  g_assert_cmpuint (fixture->watch->n_completed, ==, 4);
}

/* What a worker took and has not begun is not begun after a pause either. */
static void
test_pause_takes_back (Fixture       *fixture,
                       gconstpointer  user_data)
{
  int n = 0;

  bg_task_manager_set_max_threads (fixture->manager, 1);
  bg_task_manager_start_processing (fixture->manager);
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_watch_run (fixture->watch, 1);
  core_make_greedy (fixture->manager);
  bg_task_manager_pause_processing (fixture->manager);
  add_gated (fixture, 1);
  for (guint i = 0; i < 200; i++)
    core_add (fixture->manager, core_work_count, &n, NULL);
  bg_task_manager_start_processing (fixture->manager);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  bg_task_manager_pause_processing (fixture->manager);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 1);
  g_assert_cmpint (n, ==, 0);
  g_assert_cmpuint (bg_task_manager_get_n_pending (fixture->manager), ==, 200);
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 200);
  g_assert_cmpint (n, ==, 200);
}

/* As many at once as are allowed, and no more. */
static void
test_max_threads (Fixture       *fixture,
                  gconstpointer  user_data)
{
  guint max = GPOINTER_TO_UINT (user_data);

  bg_task_manager_set_max_threads (fixture->manager, max);
  bg_task_manager_start_processing (fixture->manager);
  add_gated (fixture, max + 5);
  bg_test_gate_await_arrivals (fixture->gate, max);
  settle (fixture);
  g_assert_cmpuint (bg_test_gate_count_arrivals (fixture->gate), ==, max);
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, max);
  g_assert_cmpuint (bg_task_manager_get_n_pending (fixture->manager), ==, 5);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, max + 5);
}

static void
test_unlimited (Fixture       *fixture,
                gconstpointer  user_data)
{
  bg_task_manager_set_max_threads (fixture->manager, 0);
  bg_task_manager_start_processing (fixture->manager);
  add_gated (fixture, 100);
  bg_test_gate_await_arrivals (fixture->gate, 100);
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, 100);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 100);
}

static void
test_more_threads_at_once (Fixture       *fixture,
                           gconstpointer  user_data)
{
  bg_task_manager_set_max_threads (fixture->manager, 1);
  bg_task_manager_start_processing (fixture->manager);
  add_gated (fixture, 5);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  bg_task_manager_set_max_threads (fixture->manager, 3);
  bg_test_gate_await_arrivals (fixture->gate, 3);
  settle (fixture);
  g_assert_cmpuint (bg_test_gate_count_arrivals (fixture->gate), ==, 3);
  bg_task_manager_set_max_threads (fixture->manager, 0);
  bg_test_gate_await_arrivals (fixture->gate, 5);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 5);
}

/* Nothing is interrupted: it shrinks as bodies return. */
static void
test_fewer_threads_by_attrition (Fixture       *fixture,
                                 gconstpointer  user_data)
{
  BgTestGate *second = bg_test_gate_new ();

  bg_task_manager_set_max_threads (fixture->manager, 4);
  bg_task_manager_start_processing (fixture->manager);
  add_gated (fixture, 4);
  bg_test_gate_await_arrivals (fixture->gate, 4);
  for (guint i = 0; i < 4; i++)
    core_add (fixture->manager, core_work_pass, second, NULL);
  bg_task_manager_set_max_threads (fixture->manager, 1);
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, 4);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 4);
  bg_test_gate_await_arrivals (second, 1);
  settle (fixture);
  g_assert_cmpuint (bg_test_gate_count_arrivals (second), ==, 1);
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, 1);
  bg_test_gate_open (second);
  core_watch_run (fixture->watch, 4);
  bg_test_gate_unref (second);
}

/* A worker that runs quick ones takes many at once. What follows must not wait behind a slow one in its hands
 * while there are threads to be had. */
static void
test_slow_one_holds_up_nobody (Fixture       *fixture,
                               gconstpointer  user_data)
{
  guint n = GPOINTER_TO_UINT (user_data);

  bg_task_manager_set_max_threads (fixture->manager, 1);
  bg_task_manager_start_processing (fixture->manager);
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_watch_run (fixture->watch, 1);
  core_make_greedy (fixture->manager);
  bg_task_manager_pause_processing (fixture->manager);
  bg_task_manager_set_max_threads (fixture->manager, n);
  add_gated (fixture, n);
  bg_task_manager_start_processing (fixture->manager);
  /* All of them run at once, or this never ends. */
  bg_test_gate_await_arrivals (fixture->gate, n);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, n);
}

/* The same, but the threads are allowed only later. */
static void
test_more_threads_take_what_was_taken (Fixture       *fixture,
                                       gconstpointer  user_data)
{
  bg_task_manager_set_max_threads (fixture->manager, 1);
  bg_task_manager_start_processing (fixture->manager);
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_watch_run (fixture->watch, 1);
  core_make_greedy (fixture->manager);
  bg_task_manager_pause_processing (fixture->manager);
  add_gated (fixture, 2);
  bg_task_manager_start_processing (fixture->manager);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  bg_task_manager_set_max_threads (fixture->manager, 2);
  bg_test_gate_await_arrivals (fixture->gate, 2);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 2);
}

static void
test_properties (void)
{
  BgTaskManager *manager = g_object_new (BG_TYPE_TASK_MANAGER, NULL);
  guint max_threads, n_pending, n_running, budget, warning, critical;
  gboolean processing, closed;

  g_test_summary ("A5.2: 5 s and 10 s");
  g_object_get (manager, "max-threads", &max_threads, "processing", &processing, "closed", &closed,
                "n-pending", &n_pending, "n-running", &n_running, "delivery-budget", &budget,
                "launch-warning", &warning, "launch-critical", &critical, NULL);
  g_assert_cmpuint (max_threads, ==, 8);
  g_assert_false (processing);
  g_assert_false (closed);
  g_assert_cmpuint (n_pending, ==, 0);
  g_assert_cmpuint (n_running, ==, 0);
  g_assert_cmpuint (budget, ==, 1000);
  g_assert_cmpuint (warning, ==, 5000);
  g_assert_cmpuint (critical, ==, 10000);
  core_end (manager);

  manager = g_object_new (BG_TYPE_TASK_MANAGER, "max-threads", 3, "processing", TRUE, "delivery-budget", 7,
                          "launch-warning", 4000, "launch-critical", 0, NULL);
  g_assert_cmpuint (bg_task_manager_get_max_threads (manager), ==, 3);
  g_assert_true (bg_task_manager_get_processing (manager));
  g_assert_cmpuint (bg_task_manager_get_delivery_budget (manager), ==, 7);
  g_assert_cmpuint (bg_task_manager_get_launch_warning (manager), ==, 4000);
  g_assert_cmpuint (bg_task_manager_get_launch_critical (manager), ==, 0);
  core_end (manager);
}

static void
count_cb (BgTaskManager *manager,
          GParamSpec    *pspec,
          guint         *counter)
{
  (*counter)++;
}

static void
test_setters_notify (void)
{
  static const struct
  {
    const char *name;
    int         value;
  } properties[] = {
    { "max-threads", 5 },
    { "processing", TRUE },
    { "delivery-budget", 5 },
    { "launch-warning", 5 },
    { "launch-critical", 5 },
  };
  BgTaskManager *manager = bg_task_manager_new (1);

  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    {
      g_autofree char *signal = g_strconcat ("notify::", properties[i].name, NULL);
      guint n = 0;

      g_signal_connect (manager, signal, G_CALLBACK (count_cb), &n);
      g_object_set (manager, properties[i].name, properties[i].value, NULL);
      g_object_set (manager, properties[i].name, properties[i].value, NULL);
      g_assert_cmpuint (n, ==, 1);
      g_signal_handlers_disconnect_by_data (manager, &n);
    }
  bg_task_manager_set_launch_warning (manager, 6);
  bg_task_manager_set_launch_critical (manager, 6);
  bg_task_manager_set_delivery_budget (manager, 6);
  g_assert_cmpuint (bg_task_manager_get_launch_warning (manager), ==, 6);
  g_assert_cmpuint (bg_task_manager_get_launch_critical (manager), ==, 6);
  g_assert_cmpuint (bg_task_manager_get_delivery_budget (manager), ==, 6);
  core_end (manager);
}

static void
test_nonsense_is_refused (gconstpointer data)
{
  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_failed ();
      g_test_trap_assert_stderr ("*CRITICAL*");
      return;
    }
  if (GPOINTER_TO_INT (data) == 0)
    g_assert_null (bg_task_manager_new (G_MAXUINT));
  else
    bg_task_manager_set_max_threads (bg_task_manager_new (1), G_MAXUINT);
}

static void
test_counts_are_notified (Fixture       *fixture,
                          gconstpointer  user_data)
{
  guint n_pending = 0;
  guint n_running = 0;

  g_signal_connect (fixture->manager, "notify::n-pending", G_CALLBACK (count_cb), &n_pending);
  g_signal_connect (fixture->manager, "notify::n-running", G_CALLBACK (count_cb), &n_running);
  for (guint i = 0; i < 100; i++)
    add_gated (fixture, 1);
  g_assert_cmpuint (n_pending, ==, 0);
  bg_test_run_until_count (NULL, &n_pending, 1);
  bg_test_drain (NULL);
  g_assert_cmpuint (n_pending, ==, 1);
  bg_task_manager_start_processing (fixture->manager);
  bg_test_run_until_count (NULL, &n_running, 1);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 100);
  g_assert_cmpuint (bg_task_manager_get_n_pending (fixture->manager), ==, 0);
  g_assert_cmpuint (n_pending, >, 1);
  g_signal_handlers_disconnect_by_data (fixture->manager, &n_pending);
  g_signal_handlers_disconnect_by_data (fixture->manager, &n_running);
}

#define ADD(path, data, func) g_test_add ("/task-manager/running/" path, Fixture, data, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("nothing-before-start", NULL, test_nothing_before_start);
  ADD ("pause/goes-on-with-what-runs", NULL, test_pause);
  ADD ("pause/takes-back", NULL, test_pause_takes_back);
  ADD ("max-threads/one", GUINT_TO_POINTER (1), test_max_threads);
  ADD ("max-threads/three", GUINT_TO_POINTER (3), test_max_threads);
  ADD ("max-threads/forty", GUINT_TO_POINTER (40), test_max_threads);
  ADD ("max-threads/unlimited", NULL, test_unlimited);
  ADD ("max-threads/more-at-once", NULL, test_more_threads_at_once);
  ADD ("max-threads/fewer-by-attrition", NULL, test_fewer_threads_by_attrition);
  ADD ("slow-one-holds-up-nobody/of-2", GUINT_TO_POINTER (2), test_slow_one_holds_up_nobody);
  ADD ("slow-one-holds-up-nobody/of-4", GUINT_TO_POINTER (4), test_slow_one_holds_up_nobody);
  ADD ("slow-one-holds-up-nobody/of-30", GUINT_TO_POINTER (30), test_slow_one_holds_up_nobody);
  ADD ("max-threads/more-take-what-was-taken", NULL, test_more_threads_take_what_was_taken);
  g_test_add_func ("/task-manager/running/properties/initial", test_properties);
  g_test_add_func ("/task-manager/running/properties/notify", test_setters_notify);
  g_test_add_data_func ("/task-manager/running/nonsense/new", GINT_TO_POINTER (0), test_nonsense_is_refused);
  g_test_add_data_func ("/task-manager/running/nonsense/set", GINT_TO_POINTER (1), test_nonsense_is_refused);
  ADD ("counts-are-notified", NULL, test_counts_are_notified);
  return g_test_run ();
}
