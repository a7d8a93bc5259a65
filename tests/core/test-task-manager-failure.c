/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

/* What becomes of tasks whose upstreams do not complete. The manager is paused. */
typedef struct
{
  BgTaskManager *manager;
  CoreWatch     *watch;
  GString       *told;          /* "id<root" for each failure */
  GString       *tracebacks;
  int            n_run;
} Fixture;

static void
failed_cb (BgTaskManager *manager,
           guint64        id,
           const char    *group,
           const GError  *error,
           const char    *traceback,
           Fixture       *fixture)
{
  g_autoptr (BgTask) task = bg_task_manager_dup_task (manager, id);
  g_autoptr (GError) own = bg_task_dup_error (task);

  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_FAILED);
  g_assert_error (own, error->domain, error->code);
  g_assert_cmpstr (own->message, ==, error->message);
  g_string_append_printf (fixture->told, "%s%" G_GUINT64_FORMAT "<%" G_GUINT64_FORMAT,
                          fixture->told->len > 0 ? " " : "", id, bg_task_get_failed_upstream (task));
  g_string_append_printf (fixture->tracebacks, "%" G_GUINT64_FORMAT ": %s\n", id, traceback);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->manager = bg_task_manager_new (1);
  fixture->watch = core_watch_new (fixture->manager);
  fixture->told = g_string_new (NULL);
  fixture->tracebacks = g_string_new (NULL);
  g_signal_connect (fixture->manager, "task-failed", G_CALLBACK (failed_cb), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  core_watch_free (fixture->watch);
  core_end (fixture->manager);
  g_string_free (fixture->told, TRUE);
  g_string_free (fixture->tracebacks, TRUE);
}

/* The body counts; for a root, use core_work_fail. */
static guint64
add (Fixture    *fixture,
     const char *group,
     const char *upstreams)
{
  g_auto (GStrv) words = g_strsplit (upstreams, " ", -1);
  guint64 ids[16];
  gsize n = 0;
  guint64 id;

  for (char **word = words; *word != NULL && **word != '\0'; word++)
    ids[n++] = g_ascii_strtoull (*word, NULL, 10);
  id = bg_task_manager_add_work (fixture->manager, n == 0 ? core_work_fail : core_work_count, &fixture->n_run, NULL,
                                 0, group, ids, n, NULL);
  g_assert_cmpuint (id, !=, 0);
  return id;
}

static void
run (Fixture *fixture,
     guint    n)
{
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, n);
}

/* 1 → 2 3, 2 → 4 5, 3 → 6, 4 6 → 7: by distance from the root, and in the order of adding. */
static void
test_breadth_first (Fixture       *fixture,
                    gconstpointer  user_data)
{
  add (fixture, NULL, "");
  add (fixture, NULL, "1");
  add (fixture, NULL, "1");
  add (fixture, NULL, "2");
  add (fixture, NULL, "2");
  add (fixture, NULL, "3");
  add (fixture, NULL, "4 6");
  run (fixture, 7);
  core_assert_log (fixture->watch, "-1 -2 -3 -4 -5 -6 -7");
  g_assert_cmpstr (fixture->told->str, ==, "1<0 2<1 3<1 4<1 5<1 6<1 7<1");
  g_assert_cmpint (fixture->n_run, ==, 0);
}

/* 1 → 5 → 7, 2 → 6, 3 → 4: the order of adding holds where it does not follow the numbers. */
static void
test_breadth_first_across (Fixture       *fixture,
                           gconstpointer  user_data)
{
  add (fixture, NULL, "");
  add (fixture, NULL, "1");
  add (fixture, NULL, "2");
  add (fixture, NULL, "1");
  add (fixture, NULL, "3 4");
  add (fixture, NULL, "1");
  run (fixture, 6);
  core_assert_log (fixture->watch, "-1 -2 -4 -6 -3 -5");
}

static void
test_tracebacks_tell_the_way (Fixture       *fixture,
                              gconstpointer  user_data)
{
  BgTask *named = bg_task_new (core_body_nothing, NULL, NULL);

  add (fixture, NULL, "");
  bg_task_set_name (named, "Sort");
  bg_task_add_upstream (named, 1);
  core_add_task (fixture->manager, named);
  add (fixture, NULL, "2");
  run (fixture, 3);
  g_assert_cmpstr (fixture->tracebacks->str, ==,
                   "1: Task 1 failed: it broke\n"
                   "2: Not run: task 2 “Sort”, because it waits for task 1\nit broke\n"
                   "3: Not run: task 3, because it waits for task 2 “Sort”\n"
                   "Not run: task 2 “Sort”, because it waits for task 1\nit broke\n");
}

static void
test_two_roots (Fixture       *fixture,
                gconstpointer  user_data)
{
  add (fixture, NULL, "");
  add (fixture, NULL, "");
  add (fixture, NULL, "1 2");
  add (fixture, NULL, "2");
  run (fixture, 4);
  /* The first failure takes what hangs on it at once; the second finds it gone. */
  core_assert_log (fixture->watch, "-1 -3 -2 -4");
  g_assert_cmpstr (fixture->told->str, ==, "1<0 3<1 2<0 4<2");
}

/* Each group ends right after the member that emptied it, once. */
static void
test_groups_in_a_cascade (Fixture       *fixture,
                          gconstpointer  user_data)
{
  add (fixture, "a", "");
  add (fixture, "b", "1");
  add (fixture, "a", "1");
  add (fixture, "b", "2");
  add (fixture, "c", "3");
  run (fixture, 5);
  core_assert_log (fixture->watch, "-1 -2 -3 =a -4 =b -5 =c");
}

/* A dependent that waits for another one as well fails at once, and does not run when that completes. */
static void
test_other_upstreams_do_not_matter (Fixture       *fixture,
                                    gconstpointer  user_data)
{
  BgTestGate *gate = bg_test_gate_new ();

  bg_task_manager_set_max_threads (fixture->manager, 2);
  core_add (fixture->manager, core_work_pass, gate, NULL);
  add (fixture, NULL, "");
  add (fixture, NULL, "1 2");
  run (fixture, 2);
  core_assert_log (fixture->watch, "-2 -3");
  bg_test_gate_open (gate);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+1");
  g_assert_cmpint (fixture->n_run, ==, 0);
  bg_test_gate_unref (gate);
}

static void
test_dependents_of_a_stopped_task (Fixture       *fixture,
                                   gconstpointer  user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BgTask) task = NULL;

  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  add (fixture, NULL, "1");
  add (fixture, NULL, "2");
  task = bg_task_manager_dup_task (fixture->manager, 2);
  g_assert_true (bg_task_manager_stop_task (fixture->manager, 1, FALSE, FALSE));
  /* That does not depend on processing. */
  core_watch_run (fixture->watch, 3);
  core_assert_log (fixture->watch, "/1 -2 -3");
  g_assert_cmpstr (fixture->told->str, ==, "2<1 3<1");
  error = bg_task_dup_error (task);
  g_assert_error (error, BG_ERROR, BG_ERROR_UPSTREAM_STOPPED);
  g_assert_nonnull (strstr (error->message, "Task 1"));
}

static void
test_dependents_of_a_stopped_running_task (Fixture       *fixture,
                                           gconstpointer  user_data)
{
  BgTestGate *gate = bg_test_gate_new ();

  core_add (fixture->manager, core_work_pass, gate, NULL);
  add (fixture, NULL, "1");
  bg_task_manager_start_processing (fixture->manager);
  bg_test_gate_await_arrivals (gate, 1);
  g_assert_true (bg_task_manager_stop_task (fixture->manager, 1, FALSE, FALSE));
  /* They need not wait until the body gives in. */
  core_watch_run (fixture->watch, 2);
  core_assert_log (fixture->watch, "/1 -2");
  bg_test_gate_open (gate);
  core_run_to_rest (fixture->manager);
  core_assert_log (fixture->watch, "");
  bg_test_gate_unref (gate);
}

static void
stop_in_cascade_cb (BgTaskManager *manager,
                    guint64        id,
                    const char    *group,
                    const GError  *error,
                    const char    *traceback,
                    gpointer       user_data)
{
  if (id == 1)
    g_assert_true (bg_task_manager_stop_task (manager, 3, FALSE, FALSE));
  if (id == 2)
    g_assert_true (bg_task_manager_stop_task (manager, 4, FALSE, FALSE));
}

/* Tasks that are about to fail can still be stopped; what hangs on them fails because of that. */
static void
test_stopped_in_the_cascade (Fixture       *fixture,
                             gconstpointer  user_data)
{
  g_signal_connect (fixture->manager, "task-failed", G_CALLBACK (stop_in_cascade_cb), NULL);
  add (fixture, NULL, "");
  add (fixture, NULL, "1");
  add (fixture, NULL, "1");
  add (fixture, NULL, "1");
  add (fixture, NULL, "4");
  run (fixture, 5);
  core_assert_log (fixture->watch, "-1 -2 /4 -5 /3");
  g_assert_cmpstr (fixture->told->str, ==, "1<0 2<1 5<4");
}

static void
test_long_chain (Fixture       *fixture,
                 gconstpointer  user_data)
{
  const guint n = 50000;
  guint64 id = core_add (fixture->manager, core_work_fail, NULL, NULL);

  for (guint i = 1; i < n; i++)
    id = core_add_after (fixture->manager, core_work_count, &fixture->n_run, NULL, id);
  run (fixture, n);
  g_assert_cmpuint (fixture->watch->n_failed, ==, n);
  g_assert_cmpint (fixture->n_run, ==, 0);
}

/* The signal's error is the root's, whatever its domain. */
static void
test_error_is_the_root_s (Fixture       *fixture,
                          gconstpointer  user_data)
{
  g_autoptr (BgTask) task = bg_task_new (core_body_nothing, NULL, NULL);
  g_autoptr (GError) error = NULL;

  add (fixture, NULL, "");
  bg_task_add_upstream (task, 1);
  core_add_task (fixture->manager, g_object_ref (task));
  run (fixture, 2);
  error = bg_task_dup_error (task);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpuint (bg_task_get_failed_upstream (task), ==, 1);
  g_assert_cmpint (bg_task_get_start_time (task), ==, 0);
  g_assert_cmpint (bg_task_get_ready_time (task), ==, 0);
}

/* What comes from a loop that a handler runs in the middle of it: the rest of the cascade. */
static void
nested_cb (BgTaskManager *manager,
           guint64        id,
           const char    *group,
           const GError  *error,
           const char    *traceback,
           Fixture       *fixture)
{
  if (id == 1)
    while (fixture->watch->n_failed < 3)
      g_main_context_iteration (NULL, TRUE);
}

static void
test_nested_loop_in_the_cascade (Fixture       *fixture,
                                 gconstpointer  user_data)
{
  g_signal_connect (fixture->manager, "task-failed", G_CALLBACK (nested_cb), fixture);
  add (fixture, "a", "");
  add (fixture, "a", "");
  add (fixture, "a", "");
  add (fixture, "a", "1");
  run (fixture, 4);
  core_assert_log (fixture->watch, "-1 -2 -3 -4 =a");
}

#define ADD(path, func) g_test_add ("/task-manager/failure/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("breadth-first", test_breadth_first);
  ADD ("breadth-first-across", test_breadth_first_across);
  ADD ("tracebacks-tell-the-way", test_tracebacks_tell_the_way);
  ADD ("two-roots", test_two_roots);
  ADD ("groups-in-a-cascade", test_groups_in_a_cascade);
  ADD ("other-upstreams-do-not-matter", test_other_upstreams_do_not_matter);
  ADD ("dependents-of-a-stopped-task", test_dependents_of_a_stopped_task);
  ADD ("dependents-of-a-stopped-running-task", test_dependents_of_a_stopped_running_task);
  ADD ("stopped-in-the-cascade", test_stopped_in_the_cascade);
  ADD ("long-chain", test_long_chain);
  ADD ("error-is-of-the-root", test_error_is_the_root_s);
  ADD ("nested-loop-in-the-cascade", test_nested_loop_in_the_cascade);
  return g_test_run ();
}
