/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

/* A manager with some threads, and notes of bodies and handlers in one row. */
typedef struct
{
  BgTaskManager *manager;
  CoreWatch     *watch;
  CoreOrder     *order;
  guint64        added_id;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->manager = bg_task_manager_new (4);
  fixture->order = core_order_new ();
  fixture->watch = core_watch_new (fixture->manager);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  core_watch_free (fixture->watch);
  core_end (fixture->manager);
  core_order_free (fixture->order);
}

static guint64
add (Fixture    *fixture,
     const char *name,
     const char *upstreams)
{
  g_auto (GStrv) words = g_strsplit (upstreams, " ", -1);
  guint64 ids[16];
  gsize n = 0;
  g_autoptr (GError) error = NULL;
  guint64 id;

  for (char **word = words; *word != NULL && **word != '\0'; word++)
    ids[n++] = g_ascii_strtoull (*word, NULL, 10);
  id = bg_task_manager_add_work (fixture->manager, core_job_work, core_job_new (name, fixture->order, NULL),
                                 core_job_free, 0, NULL, ids, n, &error);
  g_assert_no_error (error);
  return id;
}

static void
run (Fixture *fixture,
     guint    n)
{
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, n);
}

static void
test_diamond (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autofree char *order = NULL;

  add (fixture, "a", "");
  add (fixture, "b", "1");
  add (fixture, "c", "1");
  add (fixture, "d", "2 3");
  run (fixture, 4);
  order = core_order_take (fixture->order);
  g_assert_true (g_str_equal (order, "a b c d") || g_str_equal (order, "a c b d"));
  g_assert_true (g_str_has_suffix (fixture->watch->log->str, "+4"));
}

static void
note_cb (BgTaskManager *manager,
         guint64        id,
         const char    *group,
         const GValue  *result,
         CoreOrder     *order)
{
  core_order_note (order, "heard-%" G_GUINT64_FORMAT, id);
}

/* Whoever hears of an upstream hears of it before its dependents start, however it listens. */
static void
test_handlers_before_dependents (Fixture       *fixture,
                                 gconstpointer  user_data)
{
  const char *signal = user_data;
  g_autoptr (BgTaskManager) manager = core_manager_new (4);
  guint64 first, second;

  g_signal_connect (manager, signal, G_CALLBACK (note_cb), fixture->order);
  for (guint i = core_count (50, 1000); i > 0; i--)
    {
      g_autofree char *expected = NULL;

      first = bg_task_manager_add_work (manager, core_job_work, core_job_new ("up", fixture->order, NULL),
                                        core_job_free, 0, "g", NULL, 0, NULL);
      second = bg_task_manager_add_work (manager, core_job_work, core_job_new ("down", fixture->order, NULL),
                                         core_job_free, 0, "g", &first, 1, NULL);
      core_run_to_rest (manager);
      expected = g_strdup_printf ("up heard-%" G_GUINT64_FORMAT " down heard-%" G_GUINT64_FORMAT, first, second);
      core_assert_order (fixture->order, expected);
    }
}

/* Where nobody listens, dependents need no loop to start. */
static void
test_nobody_listens (Fixture       *fixture,
                     gconstpointer  user_data)
{
  BgTaskManager *manager = core_manager_new (1);
  BgTestGate *gate = bg_test_gate_new ();
  guint64 id = core_add (manager, core_work_nothing, NULL, NULL);

  for (guint i = 0; i < 100; i++)
    id = core_add_after (manager, core_work_nothing, NULL, NULL, id);
  core_add_after (manager, core_work_pass, gate, NULL, id);
  bg_test_gate_await_arrivals (gate, 1);
  bg_test_gate_open (gate);
  core_end (manager);
  bg_test_gate_unref (gate);
}

/* The upstream has run, but nobody has looked yet when its dependent is added. */
static void
test_added_while_the_upstream_is_on_its_way (Fixture       *fixture,
                                             gconstpointer  user_data)
{
  BgTaskManager *manager = core_manager_new (2);
  BgTestGate *gate = bg_test_gate_new ();

  bg_test_gate_open (gate);
  for (guint i = core_count (2000, 50000); i > 0; i--)
    {
      guint64 id = core_add (manager, core_work_nothing, NULL, NULL);
      guint before = bg_test_gate_count_arrivals (gate);

      core_spin ();
      core_add_after (manager, core_work_pass, gate, NULL, id);
      if (i % 16 == 0)
        bg_test_drain (NULL);
      bg_test_gate_await_arrivals (gate, before + 1);
    }
  core_end (manager);
  bg_test_gate_unref (gate);
}

static void
test_long_chain (Fixture       *fixture,
                 gconstpointer  user_data)
{
  const guint n = 20000;
  guint64 id = 0;
  int count = 0;

  for (guint i = 0; i < n; i++)
    id = core_add_after (fixture->manager, core_work_count, &count, NULL, id);
  run (fixture, n);
  g_assert_cmpint (count, ==, n);
}

static void
test_wide_fan (Fixture       *fixture,
               gconstpointer  user_data)
{
  const guint n = 50000;
  g_autofree guint64 *ids = g_new (guint64, n);
  guint64 root = core_add (fixture->manager, core_work_nothing, NULL, NULL);
  int count = 0;

  for (guint i = 0; i < n; i++)
    ids[i] = core_add_after (fixture->manager, core_work_count, &count, NULL, root);
  bg_task_manager_add_work (fixture->manager, core_work_nothing, NULL, NULL, 0, NULL, ids, n, NULL);
  run (fixture, n + 2);
  g_assert_cmpint (count, ==, n);
  g_assert_true (g_str_has_suffix (fixture->watch->log->str, "+50002"));
}

static void
add_dependent_cb (BgTaskManager *manager,
                  guint64        id,
                  const char    *group,
                  const GValue  *result,
                  Fixture       *fixture)
{
  if (id == 1)
    fixture->added_id = add (fixture, "late", "1");
}

/* A dependent that is added by a handler of its upstream. */
static void
test_added_in_the_handler (Fixture       *fixture,
                           gconstpointer  user_data)
{
  g_signal_connect (fixture->manager, "task-completed", G_CALLBACK (add_dependent_cb), fixture);
  add (fixture, "first", "");
  run (fixture, 2);
  g_assert_cmpuint (fixture->added_id, ==, 2);
  core_assert_log (fixture->watch, "+1 +2");
}

static gboolean
add_upstream (Fixture *fixture,
              guint64  id,
              guint64  upstream_id)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = bg_task_manager_add_upstream (fixture->manager, id, upstream_id, &error);

  g_assert_no_error (error);
  return ok;
}

static void
test_add_upstream (Fixture       *fixture,
                   gconstpointer  user_data)
{
  bg_task_manager_set_max_threads (fixture->manager, 1);
  add (fixture, "a", "");
  add (fixture, "b", "");
  add (fixture, "c", "2");
  add (fixture, "d", "");
  g_assert_true (add_upstream (fixture, 1, 4));
  g_assert_true (add_upstream (fixture, 3, 1));
  g_assert_true (add_upstream (fixture, 3, 1));
  g_assert_true (add_upstream (fixture, 2, 1));
  run (fixture, 4);
  core_assert_order (fixture->order, "d a b c");
}

static void
test_add_upstream_that_is_gone (Fixture       *fixture,
                                gconstpointer  user_data)
{
  add (fixture, "a", "");
  run (fixture, 1);
  bg_task_manager_pause_processing (fixture->manager);
  add (fixture, "b", "");
  g_assert_true (add_upstream (fixture, 2, 1));
  run (fixture, 1);
  core_assert_order (fixture->order, "a b");
}

static void
assert_upstream_refused (Fixture    *fixture,
                         guint64     id,
                         guint64     upstream_id,
                         BgError     code,
                         const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (bg_task_manager_add_upstream (fixture->manager, id, upstream_id, &error));
  g_assert_error (error, BG_ERROR, (int) code);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not mention “%s”", error->message, words);
  g_assert_false (bg_task_manager_add_upstream (fixture->manager, id, upstream_id, NULL));
}

static void
test_cycles_are_refused (Fixture       *fixture,
                         gconstpointer  user_data)
{
  add (fixture, "a", "");
  add (fixture, "b", "1");
  add (fixture, "c", "2");
  add (fixture, "d", "3");
  assert_upstream_refused (fixture, 1, 1, BG_ERROR_SELF_DEPENDENCY, "1 → 1");
  assert_upstream_refused (fixture, 1, 2, BG_ERROR_CYCLE, "1 → 2 → 1");
  assert_upstream_refused (fixture, 1, 4, BG_ERROR_CYCLE, "1 → 4 → 3 → 2 → 1");
  assert_upstream_refused (fixture, 2, 4, BG_ERROR_CYCLE, "2 → 4 → 3 → 2");
  run (fixture, 4);
  core_assert_order (fixture->order, "a b c d");
}

static void
test_late_upstreams_are_refused (Fixture       *fixture,
                                 gconstpointer  user_data)
{
  BgTestGate *gate = bg_test_gate_new ();

  core_add (fixture->manager, core_work_pass, gate, NULL);
  core_add (fixture->manager, core_work_fail, NULL, NULL);
  run (fixture, 1);
  bg_test_gate_await_arrivals (gate, 1);
  bg_task_manager_pause_processing (fixture->manager);
  add (fixture, "x", "");
  assert_upstream_refused (fixture, 3, 2, BG_ERROR_UPSTREAM_FAILED, "Task 2");
  assert_upstream_refused (fixture, 3, 0, BG_ERROR_UNKNOWN_TASK, "task 0");
  assert_upstream_refused (fixture, 3, 4, BG_ERROR_UNKNOWN_TASK, "task 4");
  assert_upstream_refused (fixture, 1, 3, BG_ERROR_TOO_LATE, "Task 1");
  assert_upstream_refused (fixture, 2, 3, BG_ERROR_TOO_LATE, "Task 2");
  assert_upstream_refused (fixture, 4, 3, BG_ERROR_UNKNOWN_TASK, "task 4");
  assert_upstream_refused (fixture, 0, 3, BG_ERROR_UNKNOWN_TASK, "task 0");
  bg_task_manager_stop_task (fixture->manager, 1, FALSE, FALSE);
  assert_upstream_refused (fixture, 3, 1, BG_ERROR_UPSTREAM_STOPPED, "Task 1");
  bg_test_gate_open (gate);
  core_watch_run (fixture->watch, 1);
  run (fixture, 1);
  core_assert_order (fixture->order, "x");
  /* The body that was stopped leaves the gate in its own time. */
  core_run_to_rest (fixture->manager);
  bg_test_gate_unref (gate);
}

/* The upstreams that were added later hand down as well, after the others. */
static void
test_add_upstream_hands_down (Fixture       *fixture,
                              gconstpointer  user_data)
{
  g_autoptr (BgTask) join = bg_task_new_pass_through ();
  g_autofree char *text = NULL;

  for (guint i = 1; i <= 2; i++)
    bg_task_manager_add_pass_through_task (fixture->manager, g_variant_new_parsed ("{'a': <%i>}", (int) i), 0, NULL,
                                           NULL, 0, NULL);
  bg_task_add_upstream (join, 2);
  core_add_task (fixture->manager, g_object_ref (join));
  g_assert_true (add_upstream (fixture, 3, 1));
  run (fixture, 3);
  text = g_variant_print (g_value_get_variant (bg_task_get_result (join)), FALSE);
  g_assert_cmpstr (text, ==, "{'a': <1>}");
}

/* It takes no thread: it completes while the only one is taken. */
static void
test_pass_through_takes_no_thread (Fixture       *fixture,
                                   gconstpointer  user_data)
{
  BgTestGate *gate = bg_test_gate_new ();

  bg_task_manager_set_max_threads (fixture->manager, 1);
  bg_task_manager_start_processing (fixture->manager);
  core_add (fixture->manager, core_work_pass, gate, NULL);
  bg_test_gate_await_arrivals (gate, 1);
  bg_task_manager_add_pass_through_task (fixture->manager, NULL, 0, NULL, NULL, 0, NULL);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+2");
  bg_test_gate_open (gate);
  core_watch_run (fixture->watch, 1);
  bg_test_gate_unref (gate);
}

#define ADD(path, data, func) g_test_add ("/task-manager/graph/" path, Fixture, data, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("diamond", NULL, test_diamond);
  ADD ("handlers-before-dependents/all", "task-completed", test_handlers_before_dependents);
  ADD ("handlers-before-dependents/of-one-group", "task-completed::g", test_handlers_before_dependents);
  ADD ("nobody-listens", NULL, test_nobody_listens);
  ADD ("added-while-the-upstream-is-on-its-way", NULL, test_added_while_the_upstream_is_on_its_way);
  ADD ("long-chain", NULL, test_long_chain);
  ADD ("wide-fan", NULL, test_wide_fan);
  ADD ("added-in-the-handler", NULL, test_added_in_the_handler);
  ADD ("add-upstream/waits", NULL, test_add_upstream);
  ADD ("add-upstream/that-is-gone", NULL, test_add_upstream_that_is_gone);
  ADD ("add-upstream/cycle-is-refused", NULL, test_cycles_are_refused);
  ADD ("add-upstream/late-is-refused", NULL, test_late_upstreams_are_refused);
  ADD ("add-upstream/hands-down", NULL, test_add_upstream_hands_down);
  ADD ("pass-through-takes-no-thread", NULL, test_pass_through_takes_no_thread);
  return g_test_run ();
}
