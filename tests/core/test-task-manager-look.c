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
add_running (CoreFixture *fixture)
{
  guint64 id = core_add (fixture->manager, core_work_pass, fixture->gate, "g");

  bg_task_manager_start_processing (fixture->manager);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  return id;
}

static void
test_same_object (CoreFixture   *fixture,
                  gconstpointer  user_data)
{
  g_autoptr (BgTask) task = bg_task_new (core_body_nothing, NULL, NULL);
  guint64 id = core_add_task (fixture->manager, g_object_ref (task));
  g_autoptr (BgTask) found = bg_task_manager_dup_task (fixture->manager, id);

  g_assert_true (found == task);
  g_assert_null (bg_task_manager_dup_task (fixture->manager, 0));
  g_assert_null (bg_task_manager_dup_task (fixture->manager, id + 1));
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 1);
  g_assert_null (bg_task_manager_dup_task (fixture->manager, id));
}

/* For work an object is made when it is asked for, and then it is the one. */
static void
test_object_of_work (CoreFixture   *fixture,
                     gconstpointer  user_data)
{
  guint64 id = bg_task_manager_add_work (fixture->manager, core_work_nothing, NULL, NULL, 7, "g", NULL, 0, NULL);
  g_autoptr (BgTask) task = bg_task_manager_dup_task (fixture->manager, id);
  g_autoptr (BgTask) again = bg_task_manager_dup_task (fixture->manager, id);

  g_assert_true (task == again);
  g_assert_cmpuint (bg_task_get_id (task), ==, id);
  g_assert_cmpint (bg_task_get_priority (task), ==, 7);
  g_assert_cmpstr (bg_task_get_group (task), ==, "g");
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_QUEUED);
  bg_task_set_priority (task, 8);
  g_assert_cmpint (bg_task_get_priority (task), ==, 8);
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 1);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_COMPLETED);
}

static void
test_object_of_running_work (CoreFixture   *fixture,
                             gconstpointer  user_data)
{
  g_autoptr (BgTask) before = NULL;
  g_autoptr (BgTask) after = NULL;
  guint64 id = core_add (fixture->manager, core_work_pass, fixture->gate, NULL);

  if (GPOINTER_TO_INT (user_data))
    before = bg_task_manager_dup_task (fixture->manager, id);
  bg_task_manager_start_processing (fixture->manager);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  after = bg_task_manager_dup_task (fixture->manager, id);
  g_assert_cmpint (bg_task_get_state (after), ==, BG_TASK_STATE_RUNNING);
  g_assert_true (before == NULL || before == after);
  g_assert_true (bg_task_stop (after));
  core_watch_run (fixture->watch, 1);
  g_assert_cmpint (bg_task_get_state (after), ==, BG_TASK_STATE_STOPPED);
}

static void
test_object_of_failed_work (CoreFixture   *fixture,
                            gconstpointer  user_data)
{
  guint64 id = core_add (fixture->manager, core_work_fail, NULL, NULL);
  g_autoptr (BgTask) task = bg_task_manager_dup_task (fixture->manager, id);
  g_autoptr (GError) error = NULL;

  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 1);
  error = bg_task_dup_error (task);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

typedef struct
{
  BgTask *task;
  GError *error;
} Caught;

static void
catch_completed_cb (BgTaskManager *manager,
                    guint64        id,
                    const char    *group,
                    const GValue  *result,
                    Caught        *caught)
{
  caught->task = bg_task_manager_dup_task (manager, id);
}

static void
catch_failed_cb (BgTaskManager *manager,
                 guint64        id,
                 const char    *group,
                 const GError  *error,
                 const char    *traceback,
                 Caught        *caught)
{
  caught->task = bg_task_manager_dup_task (manager, id);
}

static void
catch_stopped_cb (BgTaskManager *manager,
                  guint64        id,
                  const char    *group,
                  Caught        *caught)
{
  caught->task = bg_task_manager_dup_task (manager, id);
}

static gboolean
number_work (gpointer       user_data,
             GCancellable  *cancellable,
             GValue        *result,
             GError       **error)
{
  g_value_init (result, G_TYPE_INT);
  g_value_set_int (result, 42);
  return TRUE;
}

/* Nobody asked for an object before its end was announced. */
static void
test_asked_in_the_handler (CoreFixture   *fixture,
                           gconstpointer  user_data)
{
  Caught caught = { NULL };
  g_autoptr (GError) error = NULL;

  g_signal_connect (fixture->manager, "task-completed", G_CALLBACK (catch_completed_cb), &caught);
  g_signal_connect (fixture->manager, "task-failed", G_CALLBACK (catch_failed_cb), &caught);
  g_signal_connect (fixture->manager, "task-stopped", G_CALLBACK (catch_stopped_cb), &caught);
  bg_task_manager_start_processing (fixture->manager);
  core_add (fixture->manager, number_work, NULL, NULL);
  core_watch_run (fixture->watch, 1);
  g_assert_cmpint (bg_task_get_state (caught.task), ==, BG_TASK_STATE_COMPLETED);
  g_assert_cmpint (g_value_get_int (bg_task_get_result (caught.task)), ==, 42);
  g_assert_finalize_object (g_steal_pointer (&caught.task));

  core_add (fixture->manager, core_work_fail, NULL, NULL);
  core_watch_run (fixture->watch, 1);
  g_assert_cmpint (bg_task_get_state (caught.task), ==, BG_TASK_STATE_FAILED);
  error = bg_task_dup_error (caught.task);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_finalize_object (g_steal_pointer (&caught.task));

  bg_task_manager_stop_task (fixture->manager, add_running (fixture), FALSE, FALSE);
  core_watch_run (fixture->watch, 1);
  g_assert_cmpint (bg_task_get_state (caught.task), ==, BG_TASK_STATE_STOPPED);
  bg_test_gate_open (fixture->gate);
  core_run_to_rest (fixture->manager);
  g_assert_finalize_object (g_steal_pointer (&caught.task));
  g_signal_handlers_disconnect_by_data (fixture->manager, &caught);
}

/* Its body runs on, but the task has ended: nobody gets an object that would never hear of that. */
static void
test_ended_while_its_body_runs (CoreFixture   *fixture,
                                gconstpointer  user_data)
{
  guint64 id = add_running (fixture);

  g_assert_true (bg_task_manager_has_task (fixture->manager, id));
  bg_task_manager_stop_task (fixture->manager, id, FALSE, FALSE);
  g_assert_false (bg_task_manager_has_task (fixture->manager, id));
  core_watch_run (fixture->watch, 1);
  g_assert_false (bg_task_manager_has_task (fixture->manager, id));
  g_assert_null (bg_task_manager_dup_task (fixture->manager, id));
}

static void
check_snapshot (CoreFixture *fixture,
                const char  *expected)
{
  g_autoptr (GVariant) snapshot = bg_task_manager_snapshot (fixture->manager);
  g_autoptr (GVariant) wanted = g_variant_ref_sink (g_variant_new_parsed (expected));
  static const char *keys[] = { "states", "groups", "priorities" };

  g_assert_cmpuint (g_variant_n_children (snapshot), ==, G_N_ELEMENTS (keys));
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GVariant) found = g_variant_lookup_value (snapshot, keys[i], NULL);
      g_autoptr (GVariant) sought = g_variant_lookup_value (wanted, keys[i], NULL);
      GVariantIter iter;
      GVariant *child;

      g_assert_cmpstr (g_variant_get_type_string (found), ==, i == 2 ? "a{iu}" : "a{su}");
      g_assert_cmpuint (g_variant_n_children (found), ==, g_variant_n_children (sought));
      g_variant_iter_init (&iter, sought);
      while ((child = g_variant_iter_next_value (&iter)) != NULL)
        {
          gboolean has = FALSE;

          for (gsize j = 0; j < g_variant_n_children (found) && !has; j++)
            {
              g_autoptr (GVariant) other = g_variant_get_child_value (found, j);

              has = g_variant_equal (child, other);
            }
          if (!has)
            g_error ("%s not found in %s", g_variant_print (child, FALSE), g_variant_print (found, FALSE));
          g_variant_unref (child);
        }
    }
}

static void
test_snapshot (CoreFixture   *fixture,
               gconstpointer  user_data)
{
  BgTask *delayed = bg_task_new (core_body_nothing, NULL, NULL);
  static const int priorities[] = { 0, 0, -1, G_MININT, G_MAXINT };

  check_snapshot (fixture, "{'states': <{'blocked': @u 0, 'delayed': 0, 'queued': 0, 'running': 0}>,"
                           " 'groups': <@a{su} {}>, 'priorities': <@a{iu} {}>}");
  add_running (fixture);
  core_add_after (fixture->manager, core_work_nothing, NULL, "g", 1);
  bg_task_set_delay (delayed, G_MAXUINT);
  bg_task_set_group (delayed, "h");
  core_add_task (fixture->manager, delayed);
  for (guint i = 0; i < G_N_ELEMENTS (priorities); i++)
    bg_task_manager_add_work (fixture->manager, core_work_nothing, NULL, NULL, priorities[i], NULL, NULL, 0, NULL);
  check_snapshot (fixture, "{'states': <{'blocked': @u 1, 'delayed': 1, 'queued': 5, 'running': 1}>,"
                           " 'groups': <{'g': @u 2, 'h': 1}>,"
                           " 'priorities': <{0: @u 2, -1: 1, -2147483648: 1, 2147483647: 1}>}");
  bg_task_manager_stop_task_group (fixture->manager, "g", FALSE, FALSE);
  core_watch_run (fixture->watch, 2);
  /* It runs on, though it has ended. */
  check_snapshot (fixture, "{'states': <{'blocked': @u 0, 'delayed': 1, 'queued': 5, 'running': 1}>,"
                           " 'groups': <{'h': @u 1}>,"
                           " 'priorities': <{0: @u 2, -1: 1, -2147483648: 1, 2147483647: 1}>}");
}

/* What a worker has taken and not begun is still queued, with its priority. */
static void
test_snapshot_of_what_was_taken (CoreFixture   *fixture,
                                 gconstpointer  user_data)
{
  bg_task_manager_start_processing (fixture->manager);
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_watch_run (fixture->watch, 1);
  core_make_greedy (fixture->manager);
  bg_task_manager_pause_processing (fixture->manager);
  core_add (fixture->manager, core_work_pass, fixture->gate, NULL);
  for (guint i = 0; i < 7; i++)
    core_add (fixture->manager, core_work_nothing, NULL, NULL);
  bg_task_manager_start_processing (fixture->manager);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  check_snapshot (fixture, "{'states': <{'blocked': @u 0, 'delayed': 0, 'queued': 7, 'running': 1}>,"
                           " 'groups': <@a{su} {}>, 'priorities': <{0: @u 7}>}");
  g_assert_cmpuint (bg_task_manager_get_n_pending (fixture->manager), ==, 7);
}

static void
test_default (void)
{
  BgTaskManager *manager = bg_task_manager_get_default ();
  g_autoptr (CoreWatch) watch = core_watch_new (manager);

  g_test_summary ("A1.1: there is one that nobody has to make");
  g_assert_true (bg_task_manager_get_default () == manager);
  g_assert_true (bg_task_manager_get_processing (manager));
  g_assert_cmpuint (bg_task_manager_get_max_threads (manager), ==, 8);
  core_add (manager, core_work_nothing, NULL, NULL);
  core_watch_run (watch, 1);
  core_assert_log (watch, "+1");
  /* Whoever drops it gets a new one. */
  core_end (manager);
  manager = bg_task_manager_get_default ();
  g_assert_cmpuint (core_add (manager, core_work_nothing, NULL, NULL), ==, 1);
  core_end (manager);
}

/* Even if another context is the thread's default at the moment, it is the main one's. */
static void
test_default_belongs_to_the_main_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  BgTaskManager *manager;
  int n = 0;

  g_main_context_push_thread_default (context);
  manager = bg_task_manager_get_default ();
  g_main_context_pop_thread_default (context);
  core_add (manager, core_work_count, &n, NULL);
  core_run_to_rest (manager);
  g_assert_cmpint (n, ==, 1);
  core_end (manager);
}

#define ADD(path, data, func) g_test_add ("/task-manager/look/" path, CoreFixture, data, set_up, func, core_fixture_tear_down)

/* Of work nobody wrote down when it was added. What comes after somebody has asked for it is known. */
static void
test_times_of_work (CoreFixture   *fixture,
                    gconstpointer  user_data)
{
  guint64 running_id = add_running (fixture);
  g_autoptr (BgTask) running = bg_task_manager_dup_task (fixture->manager, running_id);
  g_autoptr (BgTask) waiting = bg_task_manager_dup_task (fixture->manager,
                                                         core_add (fixture->manager, core_work_nothing, NULL, NULL));

  g_assert_cmpint (bg_task_get_added_time (running), ==, 0);
  g_assert_cmpint (bg_task_get_ready_time (running), ==, 0);
  g_assert_cmpint (bg_task_get_start_time (running), ==, 0);
  g_assert_cmpint (bg_task_get_ready_time (waiting), ==, 0);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 2);
  g_assert_cmpint (bg_task_get_start_time (running), ==, 0);
  g_assert_cmpint (bg_task_get_end_time (running), >, 0);
  g_assert_cmpint (bg_task_get_start_time (waiting), >, 0);
  g_assert_cmpint (bg_task_get_end_time (waiting), >=, bg_task_get_start_time (waiting));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("dup-task/same-object", NULL, test_same_object);
  ADD ("dup-task/of-work", NULL, test_object_of_work);
  ADD ("dup-task/of-running-work", GINT_TO_POINTER (FALSE), test_object_of_running_work);
  ADD ("dup-task/times-of-work", NULL, test_times_of_work);
  ADD ("dup-task/of-work-that-begins", GINT_TO_POINTER (TRUE), test_object_of_running_work);
  ADD ("dup-task/of-failed-work", NULL, test_object_of_failed_work);
  ADD ("dup-task/in-the-handler", NULL, test_asked_in_the_handler);
  ADD ("dup-task/ended-while-its-body-runs", NULL, test_ended_while_its_body_runs);
  ADD ("snapshot/counts", NULL, test_snapshot);
  ADD ("snapshot/what-was-taken", NULL, test_snapshot_of_what_was_taken);
  g_test_add_func ("/task-manager/look/default", test_default);
  g_test_add_func ("/task-manager/look/default-belongs-to-the-main-context", test_default_belongs_to_the_main_context);
  return g_test_run ();
}
