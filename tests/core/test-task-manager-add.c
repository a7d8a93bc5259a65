/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

/* A manager of one thread, and data that count how often and where they are destroyed. */
typedef struct
{
  BgTaskManager *manager;
  CoreWatch     *watch;
  GThread       *home;
  guint          n_given;
  guint          n_destroyed;   /* home context */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->manager = core_manager_new (1);
  fixture->watch = core_watch_new (fixture->manager);
  fixture->home = g_thread_self ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  core_watch_free (fixture->watch);
  core_end (fixture->manager);
  g_assert_cmpuint (fixture->n_destroyed, ==, fixture->n_given);
}

static void
destroyed_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (g_thread_self () == fixture->home);
  fixture->n_destroyed++;
}

/* The ways in, told apart by a number. */
enum
{
  WAY_TASK,
  WAY_FUNCTION,
  WAY_PASS_THROUGH,
  WAY_WORK,
  N_WAYS
};

static guint64
add (Fixture        *fixture,
     guint           way,
     const char     *group,
     const guint64  *upstreams,
     gsize           n,
     GError        **error)
{
  g_autoptr (BgTask) task = NULL;

  switch (way)
    {
    case WAY_TASK:
      task = bg_task_new (core_body_nothing, NULL, NULL);
      if (group != NULL)
        bg_task_set_group (task, group);
      for (gsize i = 0; i < n; i++)
        bg_task_add_upstream (task, upstreams[i]);
      return bg_task_manager_add (fixture->manager, task, error);
    case WAY_FUNCTION:
      g_atomic_int_inc (&fixture->n_given);
      return bg_task_manager_add_task (fixture->manager, core_body_nothing, fixture, destroyed_cb, 0, group,
                                       upstreams, n, error);
    case WAY_PASS_THROUGH:
      return bg_task_manager_add_pass_through_task (fixture->manager, g_variant_new ("a{sv}", NULL), 0, group,
                                                    upstreams, n, error);
    case WAY_WORK:
    default:
      g_atomic_int_inc (&fixture->n_given);
      return bg_task_manager_add_work (fixture->manager, core_work_nothing, fixture, destroyed_cb, 0, group,
                                       upstreams, n, error);
    }
}

/* Each way in refuses, says why, and leaves everything as it was. */
static void
check_refused (Fixture       *fixture,
               const char    *group,
               const guint64 *upstreams,
               gsize          n,
               BgError        code,
               const char    *words)
{
  guint pending = bg_task_manager_get_n_pending (fixture->manager);
  guint kept = fixture->n_given - fixture->n_destroyed;
  g_autoptr (GVariant) before = bg_task_manager_snapshot (fixture->manager);

  for (guint way = 0; way < N_WAYS; way++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) after = NULL;

      g_assert_cmpuint (add (fixture, way, group, upstreams, n, &error), ==, 0);
      g_assert_error (error, BG_ERROR, (int) code);
      if (strstr (error->message, words) == NULL)
        g_error ("“%s” does not mention “%s”", error->message, words);
      g_assert_cmpuint (add (fixture, way, group, upstreams, n, NULL), ==, 0);
      g_assert_cmpuint (fixture->n_given - fixture->n_destroyed, ==, kept);
      after = bg_task_manager_snapshot (fixture->manager);
      g_assert_cmpvariant (before, after);
    }
  g_assert_cmpuint (bg_task_manager_get_n_pending (fixture->manager), ==, pending);
}

static void
test_ids_rise_from_one (Fixture       *fixture,
                        gconstpointer  user_data)
{
  for (guint64 expected = 1; expected <= 20; expected++)
    g_assert_cmpuint (add (fixture, expected % N_WAYS, NULL, NULL, 0, NULL), ==, expected);
  core_watch_run (fixture->watch, 20);
  bg_task_manager_stop_all_tasks (fixture->manager);
  g_assert_cmpuint (add (fixture, WAY_WORK, NULL, NULL, 0, NULL), ==, 21);
  core_watch_run (fixture->watch, 1);
}

static void
test_unknown_upstream (Fixture       *fixture,
                       gconstpointer  user_data)
{
  const guint64 zero = 0;
  const guint64 later = 3;
  const guint64 far = G_MAXUINT64;
  const guint64 second[] = { 1, 77 };

  bg_task_manager_pause_processing (fixture->manager);
  add (fixture, WAY_WORK, NULL, NULL, 0, NULL);
  check_refused (fixture, NULL, &zero, 1, BG_ERROR_UNKNOWN_TASK, "task 0");
  check_refused (fixture, NULL, &later, 1, BG_ERROR_UNKNOWN_TASK, "task 3");
  check_refused (fixture, NULL, &far, 1, BG_ERROR_UNKNOWN_TASK, "18446744073709551615");
  check_refused (fixture, "g", second, 2, BG_ERROR_UNKNOWN_TASK, "task 77");
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 1);
  check_refused (fixture, NULL, &later, 1, BG_ERROR_UNKNOWN_TASK, "another manager");
}

static void
test_self (Fixture       *fixture,
           gconstpointer  user_data)
{
  const guint64 own[] = { 1, 2 };

  bg_task_manager_pause_processing (fixture->manager);
  add (fixture, WAY_WORK, NULL, NULL, 0, NULL);
  check_refused (fixture, NULL, own, 2, BG_ERROR_SELF_DEPENDENCY, "2 → 2");
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 1);
  check_refused (fixture, NULL, own, 2, BG_ERROR_SELF_DEPENDENCY, "2 → 2");
}

static void
test_failed_upstream (Fixture       *fixture,
                      gconstpointer  user_data)
{
  guint64 id = core_add (fixture->manager, core_work_fail, NULL, NULL);

  core_watch_run (fixture->watch, 1);
  check_refused (fixture, NULL, &id, 1, BG_ERROR_UPSTREAM_FAILED, "Task 1 has failed");
}

/* Nobody was told yet, but it is known. */
static void
test_upstream_that_just_failed (Fixture       *fixture,
                                gconstpointer  user_data)
{
  BgTestGate *gate = bg_test_gate_new ();
  guint64 id = core_add (fixture->manager, core_work_fail, NULL, NULL);

  core_add (fixture->manager, core_work_pass, gate, NULL);
  bg_test_gate_await_arrivals (gate, 1);
  check_refused (fixture, NULL, &id, 1, BG_ERROR_UPSTREAM_FAILED, "Task 1 has failed");
  bg_test_gate_open (gate);
  core_watch_run (fixture->watch, 2);
  bg_test_gate_unref (gate);
}

static void
test_stopped_upstream (Fixture       *fixture,
                       gconstpointer  user_data)
{
  BgTestGate *gate = bg_test_gate_new ();
  guint64 running = core_add (fixture->manager, core_work_pass, gate, NULL);
  guint64 queued = core_add (fixture->manager, core_work_nothing, NULL, NULL);

  bg_test_gate_await_arrivals (gate, 1);
  bg_task_manager_stop_task (fixture->manager, running, FALSE, FALSE);
  bg_task_manager_stop_task (fixture->manager, queued, FALSE, FALSE);
  check_refused (fixture, NULL, &running, 1, BG_ERROR_UPSTREAM_STOPPED, "Task 1 was stopped");
  check_refused (fixture, NULL, &queued, 1, BG_ERROR_UPSTREAM_STOPPED, "Task 2 was stopped");
  core_watch_run (fixture->watch, 2);
  check_refused (fixture, NULL, &running, 1, BG_ERROR_UPSTREAM_STOPPED, "Task 1 was stopped");
  bg_test_gate_open (gate);
  core_run_to_rest (fixture->manager);
  check_refused (fixture, NULL, &running, 1, BG_ERROR_UPSTREAM_STOPPED, "Task 1 was stopped");
  check_refused (fixture, NULL, &queued, 1, BG_ERROR_UPSTREAM_STOPPED, "Task 2 was stopped");
  bg_test_gate_unref (gate);
}

static void
test_shut_down (Fixture       *fixture,
                gconstpointer  user_data)
{
  bg_task_manager_shut_down (fixture->manager);
  check_refused (fixture, NULL, NULL, 0, BG_ERROR_SHUT_DOWN, "shut down");
}

static void
test_bad_group (Fixture       *fixture,
                gconstpointer  user_data)
{
  check_refused (fixture, "\xff\xfe", NULL, 0, BG_ERROR_INVALID_ARGUMENT, "UTF-8");
}

static void
test_upstream_named_twice (Fixture       *fixture,
                           gconstpointer  user_data)
{
  guint64 ids[20];

  bg_task_manager_pause_processing (fixture->manager);
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    ids[i] = i % 2 + 1;
  for (guint way = 0; way < N_WAYS; way++)
    g_assert_cmpuint (add (fixture, way, NULL, ids, G_N_ELEMENTS (ids), NULL), ==, way + 3);
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 6);
  g_assert_cmpuint (fixture->watch->n_completed, ==, 6);
}

static void
test_many_upstreams (Fixture       *fixture,
                     gconstpointer  user_data)
{
  const guint n = 1000;
  g_autofree guint64 *ids = g_new (guint64, n);

  for (guint i = 0; i < n; i++)
    ids[i] = core_add (fixture->manager, core_work_nothing, NULL, NULL);
  g_assert_cmpuint (add (fixture, WAY_WORK, NULL, ids, n, NULL), ==, n + 1);
  core_watch_run (fixture->watch, n + 1);
  g_assert_cmpuint (fixture->watch->n_completed, ==, n + 1);
  g_assert_true (g_str_has_suffix (fixture->watch->log->str, "+1001"));
  /* All of them have completed and are gone. */
  g_assert_cmpuint (add (fixture, WAY_WORK, NULL, ids, n, NULL), ==, n + 2);
  core_watch_run (fixture->watch, 1);
}

/* Where they are destroyed is asserted by the callback, and that they are by the fixture. */
static void
test_user_data_on_every_path (Fixture       *fixture,
                              gconstpointer  user_data)
{
  gboolean lean = GPOINTER_TO_INT (user_data);
  guint way = lean ? WAY_WORK : WAY_FUNCTION;
  BgTestGate *gate = bg_test_gate_new ();
  guint64 failing, running, blocked;

  add (fixture, way, NULL, NULL, 0, NULL);
  core_watch_run (fixture->watch, 1);
  g_assert_cmpuint (fixture->n_destroyed, ==, 1);

  running = core_add (fixture->manager, core_work_pass, gate, NULL);
  bg_test_gate_await_arrivals (gate, 1);
  failing = core_add (fixture->manager, core_work_fail, NULL, NULL);
  add (fixture, way, NULL, &failing, 1, NULL);
  blocked = add (fixture, way, "g", &running, 1, NULL);
  g_assert_true (bg_task_manager_stop_task (fixture->manager, blocked, FALSE, FALSE));
  g_assert_cmpuint (fixture->n_destroyed, ==, 1);
  core_watch_run (fixture->watch, 1);
  g_assert_cmpuint (fixture->n_destroyed, ==, 2);
  bg_test_gate_open (gate);
  core_watch_run (fixture->watch, 3);
  g_assert_cmpuint (fixture->n_destroyed, ==, 3);

  bg_task_manager_pause_processing (fixture->manager);
  for (guint i = 0; i < 10; i++)
    add (fixture, way, i % 2 == 0 ? "a" : "b", NULL, 0, NULL);
  bg_task_manager_stop_task_group (fixture->manager, "a", FALSE, FALSE);
  core_watch_run (fixture->watch, 5);
  g_assert_cmpuint (fixture->n_destroyed, ==, 8);
  bg_task_manager_stop_all_tasks (fixture->manager);
  core_watch_run (fixture->watch, 5);
  g_assert_cmpuint (fixture->n_destroyed, ==, 13);

  /* These go with the manager. */
  for (guint i = 0; i < 10; i++)
    add (fixture, way, NULL, NULL, 0, NULL);
  bg_test_gate_unref (gate);
}

static gboolean
own_body (BgTask        *task,
          GCancellable  *cancellable,
          gpointer       user_data,
          GError       **error)
{
  g_assert_cmpuint (((Fixture *) user_data)->n_destroyed, ==, 0);
  bg_test_gate_pass (g_object_get_data (G_OBJECT (task), "gate"));
  g_assert_cmpuint (((Fixture *) user_data)->n_destroyed, ==, 0);
  return TRUE;
}

/* A body that was stopped still uses its data. */
static void
test_user_data_while_a_stopped_body_runs (Fixture       *fixture,
                                          gconstpointer  user_data)
{
  BgTestGate *gate = bg_test_gate_new ();
  BgTask *task = bg_task_new (own_body, fixture, destroyed_cb);

  fixture->n_given = 1;
  g_object_set_data (G_OBJECT (task), "gate", gate);
  core_add_task (fixture->manager, task);
  bg_test_gate_await_arrivals (gate, 1);
  bg_task_manager_stop_all_tasks (fixture->manager);
  core_watch_run (fixture->watch, 1);
  g_assert_cmpuint (fixture->n_destroyed, ==, 0);
  bg_test_gate_open (gate);
  core_run_to_rest (fixture->manager);
  g_assert_cmpuint (fixture->n_destroyed, ==, 1);
  bg_test_gate_unref (gate);
}

static gpointer
add_thread (gpointer data)
{
  Fixture *fixture = data;
  const guint64 unknown = 1000000;
  g_autoptr (GError) error = NULL;

  for (guint way = 0; way < N_WAYS; way++)
    {
      g_assert_cmpuint (add (fixture, way, NULL, &unknown, 1, &error), ==, 0);
      g_assert_error (error, BG_ERROR, BG_ERROR_UNKNOWN_TASK);
      g_clear_error (&error);
      g_assert_cmpuint (add (fixture, way, NULL, NULL, 0, &error), !=, 0);
      g_assert_no_error (error);
    }
  return NULL;
}

/* Refused in another thread, its data go home to be destroyed. */
static void
test_user_data_of_another_thread (Fixture       *fixture,
                                  gconstpointer  user_data)
{
  g_thread_join (g_thread_new ("adder", add_thread, fixture));
  g_assert_cmpuint (fixture->n_destroyed, ==, 0);
  core_watch_run (fixture->watch, N_WAYS);
  g_assert_cmpuint (fixture->n_given, ==, 4);
  g_assert_cmpuint (fixture->n_destroyed, ==, 4);
}

/* Whatever happens at once is told later. */
static void
test_nothing_is_said_inside_the_call (Fixture       *fixture,
                                      gconstpointer  user_data)
{
  BgTestGate *gate = bg_test_gate_new ();

  bg_test_gate_open (gate);
  for (guint i = 0; i < 100; i++)
    {
      core_add (fixture->manager, core_work_pass, gate, "g");
      bg_test_gate_await_arrivals (gate, i + 1);
      core_assert_log (fixture->watch, "");
    }
  core_watch_run (fixture->watch, 100);
  bg_test_gate_unref (gate);
}

static void
test_next_group_id (Fixture       *fixture,
                    gconstpointer  user_data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 1000; i++)
    {
      char *group = bg_task_manager_next_group_id (fixture->manager);

      g_assert_true (g_utf8_validate (group, -1, NULL));
      g_assert_false (g_ascii_isprint (group[0]));
      g_assert_true (g_hash_table_add (seen, group));
      if (i == 0)
        core_add (fixture->manager, core_work_nothing, NULL, group);
    }
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+1 =\001group-1");
}

static void
test_no_function (gconstpointer data)
{
  g_autoptr (BgTaskManager) manager = NULL;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_failed ();
      g_test_trap_assert_stderr ("*CRITICAL*func != NULL*");
      return;
    }
  manager = bg_task_manager_new (1);
  if (GPOINTER_TO_INT (data) == WAY_WORK)
    bg_task_manager_add_work (manager, NULL, NULL, NULL, 0, NULL, NULL, 0, NULL);
  else if (GPOINTER_TO_INT (data) == WAY_FUNCTION)
    bg_task_manager_add_task (manager, NULL, NULL, NULL, 0, NULL, NULL, 0, NULL);
  else
    g_assert_null (bg_task_new (NULL, NULL, NULL));
}

#define ADD(path, data, func) g_test_add ("/task-manager/add/" path, Fixture, data, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("ids-rise-from-one", NULL, test_ids_rise_from_one);
  ADD ("refused/unknown-upstream", NULL, test_unknown_upstream);
  ADD ("refused/self", NULL, test_self);
  ADD ("refused/failed-upstream", NULL, test_failed_upstream);
  ADD ("refused/upstream-that-just-failed", NULL, test_upstream_that_just_failed);
  ADD ("refused/stopped-upstream", NULL, test_stopped_upstream);
  ADD ("refused/after-shut-down", NULL, test_shut_down);
  ADD ("refused/group-that-is-no-text", NULL, test_bad_group);
  ADD ("upstreams/named-twice", NULL, test_upstream_named_twice);
  ADD ("upstreams/many", NULL, test_many_upstreams);
  ADD ("user-data/of-a-task-on-every-path", GINT_TO_POINTER (FALSE), test_user_data_on_every_path);
  ADD ("user-data/of-work-on-every-path", GINT_TO_POINTER (TRUE), test_user_data_on_every_path);
  ADD ("user-data/while-a-stopped-body-runs", NULL, test_user_data_while_a_stopped_body_runs);
  ADD ("user-data/of-another-thread", NULL, test_user_data_of_another_thread);
  ADD ("nothing-is-said-inside-the-call", NULL, test_nothing_is_said_inside_the_call);
  ADD ("next-group-id", NULL, test_next_group_id);
  g_test_add_data_func ("/task-manager/add/no-function/work", GINT_TO_POINTER (WAY_WORK), test_no_function);
  g_test_add_data_func ("/task-manager/add/no-function/task", GINT_TO_POINTER (WAY_FUNCTION), test_no_function);
  g_test_add_data_func ("/task-manager/add/no-function/new", GINT_TO_POINTER (WAY_TASK), test_no_function);
  return g_test_run ();
}
