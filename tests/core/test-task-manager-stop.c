/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

/* A manager of one thread that is paused. */
static void
set_up (CoreFixture   *fixture,
        gconstpointer  user_data)
{
  core_fixture_set_up (fixture, bg_task_manager_new (1));
}

static guint64
add (CoreFixture *fixture,
     const char  *upstreams)
{
  g_auto (GStrv) words = g_strsplit (upstreams, " ", -1);
  guint64 ids[16];
  gsize n = 0;

  for (char **word = words; *word != NULL && **word != '\0'; word++)
    ids[n++] = g_ascii_strtoull (*word, NULL, 10);
  return bg_task_manager_add_work (fixture->manager, core_work_nothing, NULL, NULL, 0, NULL, ids, n, NULL);
}

static guint64
add_running (CoreFixture *fixture)
{
  guint n_before = bg_test_gate_count_arrivals (fixture->gate);
  guint64 id = core_add (fixture->manager, core_work_pass, fixture->gate, NULL);

  bg_task_manager_start_processing (fixture->manager);
  bg_test_gate_await_arrivals (fixture->gate, n_before + 1);
  return id;
}

static gboolean
stop (CoreFixture *fixture,
      guint64      id)
{
  return bg_task_manager_stop_task (fixture->manager, id, FALSE, FALSE);
}

/* 1 → 3, 2 → 3, 3 → 4, 3 → 5, 2 → 6, and 7 alone; what is stopped, and what becomes of the others. */
static void
test_closure (CoreFixture   *fixture,
              gconstpointer  user_data)
{
  static const struct
  {
    guint64     start;
    gboolean    upstream;
    gboolean    downstream;
    const char *expected;
  } rows[] = {
    { 3, FALSE, FALSE, "+1 +2 /3 -4 -5 +6 +7" },
    { 3, TRUE, FALSE, "/1 /2 /3 -4 -5 -6 +7" },
    { 3, FALSE, TRUE, "+1 +2 /3 /4 /5 +6 +7" },
    { 3, TRUE, TRUE, "/1 /2 /3 /4 /5 /6 +7" },
    { 4, TRUE, TRUE, "/1 /2 /3 /4 /5 /6 +7" },
    { 4, TRUE, FALSE, "/1 /2 /3 /4 -5 -6 +7" },
    { 4, FALSE, TRUE, "+1 +2 +3 /4 +5 +6 +7" },
    { 1, FALSE, TRUE, "/1 +2 /3 /4 /5 +6 +7" },
    { 1, TRUE, FALSE, "/1 +2 -3 -4 -5 +6 +7" },
    { 6, TRUE, TRUE, "/1 /2 /3 /4 /5 /6 +7" },
    { 7, TRUE, TRUE, "+1 +2 +3 +4 +5 +6 /7" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BgTaskManager) manager = bg_task_manager_new (1);
      g_autoptr (CoreWatch) watch = core_watch_new (manager);
      static const guint64 both[] = { 1, 2 };
      GString *ends = g_string_new (NULL);

      core_add (manager, core_work_nothing, NULL, NULL);
      core_add (manager, core_work_nothing, NULL, NULL);
      bg_task_manager_add_work (manager, core_work_nothing, NULL, NULL, 0, NULL, both, 2, NULL);
      core_add_after (manager, core_work_nothing, NULL, NULL, 3);
      core_add_after (manager, core_work_nothing, NULL, NULL, 3);
      core_add_after (manager, core_work_nothing, NULL, NULL, 2);
      core_add (manager, core_work_nothing, NULL, NULL);
      g_assert_true (bg_task_manager_stop_task (manager, rows[i].start, rows[i].upstream, rows[i].downstream));
      bg_task_manager_start_processing (manager);
      core_watch_run (watch, 7);
      for (char id = '1'; id <= '7'; id++)
        g_string_append_printf (ends, "%s%c%c", id > '1' ? " " : "", strchr (watch->log->str, id)[-1], id);
      g_assert_cmpstr (ends->str, ==, rows[i].expected);
      g_string_free (ends, TRUE);
    }
}

/* What has completed is out of the graph: it protects nobody, and leads nowhere. */
static void
test_closure_ends_at_the_completed (CoreFixture   *fixture,
                                    gconstpointer  user_data)
{
  add (fixture, "");
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 1);
  bg_task_manager_pause_processing (fixture->manager);
  add (fixture, "1");
  add (fixture, "1");
  g_assert_true (bg_task_manager_stop_task (fixture->manager, 2, TRUE, TRUE));
  g_assert_false (bg_task_manager_stop_task (fixture->manager, 1, TRUE, TRUE));
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 2);
  core_assert_log (fixture->watch, "+1 /2 +3");
}

static void
test_return_value (CoreFixture   *fixture,
                   gconstpointer  user_data)
{
  guint64 id = add (fixture, "");

  g_assert_false (stop (fixture, 0));
  g_assert_false (stop (fixture, 2));
  g_assert_false (stop (fixture, G_MAXUINT64));
  g_assert_true (bg_task_manager_has_task (fixture->manager, id));
  g_assert_true (stop (fixture, id));
  g_assert_false (bg_task_manager_has_task (fixture->manager, id));
  g_assert_false (stop (fixture, id));
  core_watch_run (fixture->watch, 1);
  g_assert_false (stop (fixture, id));
  core_assert_log (fixture->watch, "/1");
}

static gboolean
cancelled_work (gpointer       user_data,
                GCancellable  *cancellable,
                GValue        *result,
                GError       **error)
{
  CoreFixture *fixture = user_data;

  g_assert_false (g_cancellable_is_cancelled (cancellable));
  bg_test_gate_pass (fixture->gate);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  core_order_note (fixture->order, "returned");
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static gboolean
fresh_work (gpointer       user_data,
            GCancellable  *cancellable,
            GValue        *result,
            GError       **error)
{
  CoreFixture *fixture = user_data;

  g_assert_false (g_cancellable_is_cancelled (cancellable));
  core_order_note (fixture->order, "next");
  return TRUE;
}

/* The body is told at once, keeps its slot until it returns, and what it says is dropped. */
static void
test_running_body_keeps_its_slot (CoreFixture   *fixture,
                                  gconstpointer  user_data)
{
  core_add (fixture->manager, cancelled_work, fixture, NULL);
  core_add (fixture->manager, fresh_work, fixture, NULL);
  bg_task_manager_start_processing (fixture->manager);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  g_assert_true (stop (fixture, 1));
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "/1");
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, 1);
  g_assert_cmpuint (bg_task_manager_get_n_pending (fixture->manager), ==, 1);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+2");
  core_assert_order (fixture->order, "returned next");
}

/* The body has ended, well or badly, and the loop has not heard of it yet. */
static void
test_after_the_body_has_ended (CoreFixture   *fixture,
                               gconstpointer  user_data)
{
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_add (fixture->manager, core_work_fail, NULL, NULL);
  core_add_task (fixture->manager, bg_task_new (core_body_nothing, NULL, NULL));
  core_add_task (fixture->manager, bg_task_new (core_body_fail, NULL, NULL));
  core_add_after (fixture->manager, core_work_nothing, NULL, NULL, 1);
  core_add_after (fixture->manager, core_work_nothing, NULL, NULL, 2);
  add_running (fixture);
  for (guint64 id = 1; id <= 4; id++)
    {
      g_assert_true (stop (fixture, id));
      g_assert_false (stop (fixture, id));
    }
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 7);
  core_assert_log (fixture->watch, "/1 -5 /2 -6 /3 /4 +7");
}

static void
stop_others_cb (BgTaskManager *manager,
                guint64        id,
                const char    *group,
                const GValue  *result,
                gpointer       user_data)
{
  g_assert_false (bg_task_manager_stop_task (manager, id, FALSE, FALSE));
  for (guint64 other = id + 1; other <= 4; other++)
    g_assert_true (bg_task_manager_stop_task (manager, other, FALSE, FALSE));
}

/* In the handler of one that has completed, with the others behind it. */
static void
test_in_a_handler (CoreFixture   *fixture,
                   gconstpointer  user_data)
{
  g_signal_connect (fixture->manager, "task-completed", G_CALLBACK (stop_others_cb), NULL);
  for (guint i = 0; i < 3; i++)
    add (fixture, "");
  add_running (fixture);
  core_watch_run (fixture->watch, 4);
  core_assert_log (fixture->watch, "+1 /4 /2 /3");
}

static void
stop_dependent_cb (BgTaskManager *manager,
                   guint64        id,
                   const char    *group,
                   const GValue  *result,
                   gpointer       user_data)
{
  if (id == 1)
    g_assert_true (bg_task_manager_stop_task (manager, 2, FALSE, FALSE));
}

/* A dependent is stopped while its upstream's end is announced; with the flag, that end leads to it. */
static void
test_dependent_in_a_handler (CoreFixture   *fixture,
                             gconstpointer  user_data)
{
  g_signal_connect (fixture->manager, "task-completed", G_CALLBACK (stop_dependent_cb), NULL);
  add (fixture, "");
  add (fixture, "1");
  add (fixture, "1");
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 3);
  g_assert_cmpuint (fixture->watch->n_stopped, ==, 1);
  g_assert_cmpuint (fixture->watch->n_completed, ==, 2);
}

static gboolean
stop_self_body (BgTask        *task,
                GCancellable  *cancellable,
                gpointer       user_data,
                GError       **error)
{
  g_assert_true (bg_task_stop (task));
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  g_assert_false (bg_task_stop (task));
  bg_task_return_int (task, 1);
  return TRUE;
}

static void
test_of_itself (CoreFixture   *fixture,
                gconstpointer  user_data)
{
  core_add_task (fixture->manager, bg_task_new (stop_self_body, NULL, NULL));
  add (fixture, "");
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 2);
  core_assert_log (fixture->watch, "/1 +2");
}

static gboolean
stop_all_body (BgTask        *task,
               GCancellable  *cancellable,
               gpointer       user_data,
               GError       **error)
{
  g_assert_cmpuint (bg_task_manager_stop_all_tasks (user_data), ==, 3);
  return TRUE;
}

static void
test_all_from_a_body (CoreFixture   *fixture,
                      gconstpointer  user_data)
{
  core_add_task (fixture->manager, bg_task_new (stop_all_body, fixture->manager, NULL));
  add (fixture, "");
  add (fixture, "1");
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 3);
  g_assert_cmpuint (fixture->watch->n_stopped, ==, 3);
}

/* Everything of every kind; and then the manager goes on. */
static void
test_all (CoreFixture   *fixture,
          gconstpointer  user_data)
{
  BgTask *delayed = bg_task_new (core_body_nothing, NULL, NULL);
  BgTask *held = bg_task_new (core_body_hold, NULL, NULL);

  bg_task_set_delay (delayed, G_MAXUINT);
  core_add_task (fixture->manager, held);
  add_running (fixture);
  core_add_task (fixture->manager, delayed);
  add (fixture, "");
  add (fixture, "2");
  bg_task_manager_add_pass_through_task (fixture->manager, NULL, 0, "g", NULL, 0, NULL);
  g_assert_cmpuint (bg_task_manager_stop_all_tasks (fixture->manager), ==, 6);
  g_assert_cmpuint (bg_task_manager_stop_all_tasks (fixture->manager), ==, 0);
  core_watch_run (fixture->watch, 6);
  core_assert_log (fixture->watch, "/2 /1 /3 /4 /5 /6");
  bg_test_gate_open (fixture->gate);
  add (fixture, "");
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+7");
}

/* They must go without a walk over the others for each. */
static void
test_many (CoreFixture   *fixture,
           gconstpointer  user_data)
{
  const guint n = 100000;

  for (guint i = 0; i < n; i++)
    add (fixture, "");
  for (guint64 id = n; id > n / 2; id--)
    g_assert_true (stop (fixture, id));
  g_assert_cmpuint (bg_task_manager_stop_all_tasks (fixture->manager), ==, n / 2);
  core_watch_run (fixture->watch, n);
  g_assert_cmpuint (fixture->watch->n_stopped, ==, n);
}

static void
stop_cb (GCancellable *cancellable,
         gpointer      user_data)
{
  CoreFixture *fixture = user_data;

  /* No lock is held while cancelling. */
  g_assert_true (stop (fixture, 2));
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, 1);
}

static gboolean
connect_work (gpointer       user_data,
              GCancellable  *cancellable,
              GValue        *result,
              GError       **error)
{
  CoreFixture *fixture = user_data;
  gulong handler = g_cancellable_connect (cancellable, G_CALLBACK (stop_cb), fixture, NULL);

  bg_test_gate_pass (fixture->gate);
  g_cancellable_disconnect (cancellable, handler);
  return TRUE;
}

static void
test_in_a_cancellation (CoreFixture   *fixture,
                        gconstpointer  user_data)
{
  core_add (fixture->manager, connect_work, fixture, NULL);
  add (fixture, "");
  bg_task_manager_start_processing (fixture->manager);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  g_assert_true (stop (fixture, 1));
  core_watch_run (fixture->watch, 2);
  core_assert_log (fixture->watch, "/1 /2");
}

static gboolean
keep_cancellable_work (gpointer       user_data,
                       GCancellable  *cancellable,
                       GValue        *result,
                       GError       **error)
{
  g_set_object ((GCancellable **) user_data, cancellable);
  return TRUE;
}

/* A body may keep its cancellable; that is not triggered for another task. */
static void
test_cancellable_is_the_task_s_own (CoreFixture   *fixture,
                                    gconstpointer  user_data)
{
  GCancellable *kept = NULL;

  core_add (fixture->manager, keep_cancellable_work, &kept, NULL);
  add_running (fixture);
  g_assert_true (stop (fixture, 2));
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 2);
  g_assert_false (g_cancellable_is_cancelled (kept));
  g_assert_finalize_object (kept);
}

#define ADD(path, func) g_test_add ("/task-manager/stop/" path, CoreFixture, NULL, set_up, func, core_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("closure/each-flag-at-every-step", test_closure);
  ADD ("closure/ends-at-the-completed", test_closure_ends_at_the_completed);
  ADD ("return-value", test_return_value);
  ADD ("running-body-keeps-its-slot", test_running_body_keeps_its_slot);
  ADD ("after-the-body-has-ended", test_after_the_body_has_ended);
  ADD ("in-a-handler/others", test_in_a_handler);
  ADD ("in-a-handler/dependent", test_dependent_in_a_handler);
  ADD ("of-itself", test_of_itself);
  ADD ("all/from-a-body", test_all_from_a_body);
  ADD ("all/of-every-kind", test_all);
  ADD ("many", test_many);
  ADD ("in-a-cancellation", test_in_a_cancellation);
  ADD ("cancellable-is-its-own", test_cancellable_is_the_task_s_own);
  return g_test_run ();
}
