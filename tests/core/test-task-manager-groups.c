/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

/* A manager of one thread that is paused. */
typedef struct
{
  BgTaskManager *manager;
  CoreWatch     *watch;
  BgTestGate    *gate;
  guint          n_more;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->manager = bg_task_manager_new (1);
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

static guint64
add (Fixture    *fixture,
     const char *group)
{
  return core_add (fixture->manager, core_work_nothing, NULL, group);
}

static void
run (Fixture *fixture,
     guint    n)
{
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, n);
}

static void
test_finished_once (Fixture       *fixture,
                    gconstpointer  user_data)
{
  add (fixture, "a");
  add (fixture, "b");
  add (fixture, NULL);
  add (fixture, "a");
  run (fixture, 4);
  core_assert_log (fixture->watch, "+1 +2 =b +3 +4 =a");
}

static void
test_finished_again (Fixture       *fixture,
                     gconstpointer  user_data)
{
  add (fixture, "a");
  run (fixture, 1);
  add (fixture, "a");
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+1 =a +2 =a");
}

static void
test_all_ends_count (Fixture       *fixture,
                     gconstpointer  user_data)
{
  guint64 stopped;

  add (fixture, "a");
  core_add (fixture->manager, core_work_fail, NULL, "a");
  core_add_after (fixture->manager, core_work_nothing, NULL, "a", 2);
  stopped = add (fixture, "a");
  g_assert_true (bg_task_manager_stop_task (fixture->manager, stopped, FALSE, FALSE));
  run (fixture, 4);
  core_assert_log (fixture->watch, "/4 +1 -2 -3 =a");
}

/* The last live member is stopped on its own, after others have completed. */
static void
test_last_one_stopped (Fixture       *fixture,
                       gconstpointer  user_data)
{
  add (fixture, "a");
  run (fixture, 1);
  core_assert_log (fixture->watch, "+1 =a");
  bg_task_manager_pause_processing (fixture->manager);
  add (fixture, "a");
  add (fixture, "a");
  g_assert_true (bg_task_manager_stop_task (fixture->manager, 2, FALSE, FALSE));
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "/2");
  g_assert_true (bg_task_manager_stop_task (fixture->manager, 3, FALSE, FALSE));
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "/3 =a");
}

static void
add_more_cb (BgTaskManager *manager,
             guint64        id,
             const char    *group,
             const GValue  *result,
             Fixture       *fixture)
{
  if (fixture->n_more > 0)
    {
      fixture->n_more--;
      add (fixture, group);
    }
}

/* Decided after the handlers have run: a member that is added by one keeps the group open. */
static void
test_kept_open_by_a_handler (Fixture       *fixture,
                             gconstpointer  user_data)
{
  fixture->n_more = 3;
  g_signal_connect (fixture->manager, user_data, G_CALLBACK (add_more_cb), fixture);
  add (fixture, "a");
  run (fixture, 4);
  core_assert_log (fixture->watch, "+1 +2 +3 +4 =a");
}

static void
finished_cb (BgTaskManager *manager,
             const char    *group,
             Fixture       *fixture)
{
  if (fixture->n_more-- > 0)
    add (fixture, group);
}

static void
test_begun_again_when_finished (Fixture       *fixture,
                                gconstpointer  user_data)
{
  fixture->n_more = 2;
  g_signal_connect (fixture->manager, "task-group-finished", G_CALLBACK (finished_cb), fixture);
  add (fixture, "a");
  run (fixture, 3);
  core_assert_log (fixture->watch, "+1 =a +2 =a +3 =a");
}

static void
test_stopped_is_silent (Fixture       *fixture,
                        gconstpointer  user_data)
{
  add (fixture, "a");
  add (fixture, "b");
  add (fixture, "a");
  g_assert_cmpuint (bg_task_manager_stop_task_group (fixture->manager, "a", FALSE, FALSE), ==, 2);
  g_assert_cmpuint (bg_task_manager_stop_task_group (fixture->manager, "a", FALSE, FALSE), ==, 0);
  g_assert_cmpuint (bg_task_manager_stop_task_group (fixture->manager, "unknown", TRUE, TRUE), ==, 0);
  run (fixture, 3);
  g_assert_cmpuint (fixture->watch->n_stopped, ==, 2);
  g_assert_true (g_str_has_suffix (fixture->watch->log->str, "+2 =b"));
  g_assert_cmpuint (fixture->watch->n_finished, ==, 1);
}

/* A running member, one that has just completed, and one that was stopped before: none of them makes a sound. */
static void
test_stopped_is_silent_whatever_is_left (Fixture       *fixture,
                                         gconstpointer  user_data)
{
  add (fixture, "a");
  core_add (fixture->manager, core_work_pass, fixture->gate, "a");
  add (fixture, "a");
  g_assert_true (bg_task_manager_stop_task (fixture->manager, 3, FALSE, FALSE));
  bg_task_manager_start_processing (fixture->manager);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  g_assert_cmpuint (bg_task_manager_stop_task_group (fixture->manager, "a", FALSE, FALSE), ==, 2);
  core_watch_run (fixture->watch, 3);
  bg_test_gate_open (fixture->gate);
  core_run_to_rest (fixture->manager);
  core_assert_log (fixture->watch, "/2 /3 /1");
}

/* The name is free at once: a new member is of a new group, which finishes, whatever the old one still does. */
static void
test_name_is_free_after_a_stop (Fixture       *fixture,
                                gconstpointer  user_data)
{
  core_add (fixture->manager, core_work_pass, fixture->gate, "a");
  bg_task_manager_start_processing (fixture->manager);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  bg_task_manager_set_max_threads (fixture->manager, 2);
  bg_task_manager_stop_task_group (fixture->manager, "a", FALSE, FALSE);
  add (fixture, "a");
  core_watch_run (fixture->watch, 2);
  core_assert_log (fixture->watch, "/1 +2 =a");
  bg_test_gate_open (fixture->gate);
  core_run_to_rest (fixture->manager);
  core_assert_log (fixture->watch, "");
}

/* The closure takes tasks of other groups along; those groups finish, unless they were stopped themselves. */
static void
test_other_groups_finish (Fixture       *fixture,
                          gconstpointer  user_data)
{
  guint64 up = add (fixture, "up");
  guint64 member = core_add_after (fixture->manager, core_work_nothing, NULL, "a", up);

  core_add_after (fixture->manager, core_work_nothing, NULL, "down", member);
  add (fixture, "apart");
  g_assert_cmpuint (bg_task_manager_stop_task_group (fixture->manager, "a", TRUE, TRUE), ==, 3);
  core_watch_run (fixture->watch, 3);
  core_assert_log (fixture->watch, "/2 /1 =up /3 =down");
  run (fixture, 1);
  core_assert_log (fixture->watch, "+4 =apart");
}

static void
test_flags_apart (Fixture       *fixture,
                  gconstpointer  user_data)
{
  guint64 up = add (fixture, "up");
  guint64 member = core_add_after (fixture->manager, core_work_nothing, NULL, "a", up);

  core_add_after (fixture->manager, core_work_nothing, NULL, "down", member);
  g_assert_cmpuint (bg_task_manager_stop_task_group (fixture->manager, "a", FALSE, FALSE), ==, 1);
  run (fixture, 3);
  core_assert_log (fixture->watch, "/2 -3 =down +1 =up");
}

static void
test_stopping_everything_is_silent (Fixture       *fixture,
                                    gconstpointer  user_data)
{
  add (fixture, "a");
  add (fixture, "b");
  bg_task_manager_stop_all_tasks (fixture->manager);
  add (fixture, "b");
  run (fixture, 3);
  core_assert_log (fixture->watch, "/1 /2 +3 =b");
}

static void
detail_cb (BgTaskManager *manager,
           guint64        id,
           const char    *group,
           gpointer       unused,
           guint         *n)
{
  g_assert_cmpstr (group, ==, "a::b");
  (*n)++;
}

static void
detail_failed_cb (BgTaskManager *manager,
                  guint64        id,
                  const char    *group,
                  GError        *error,
                  const char    *traceback,
                  guint         *n)
{
  detail_cb (manager, id, group, NULL, n);
}

static void
detail_stopped_cb (BgTaskManager *manager,
                   guint64        id,
                   const char    *group,
                   guint         *n)
{
  detail_cb (manager, id, group, NULL, n);
}

static void
detail_finished_cb (BgTaskManager *manager,
                    const char    *group,
                    guint         *n)
{
  detail_cb (manager, 0, group, NULL, n);
}

/* Each client hears of its own group only. */
static void
test_details (Fixture       *fixture,
              gconstpointer  user_data)
{
  guint n[4] = { 0 };

  g_signal_connect (fixture->manager, "task-completed::a::b", G_CALLBACK (detail_cb), &n[0]);
  g_signal_connect (fixture->manager, "task-failed::a::b", G_CALLBACK (detail_failed_cb), &n[1]);
  g_signal_connect (fixture->manager, "task-stopped::a::b", G_CALLBACK (detail_stopped_cb), &n[2]);
  g_signal_connect (fixture->manager, "task-group-finished::a::b", G_CALLBACK (detail_finished_cb), &n[3]);
  for (guint i = 0; i < 3; i++)
    {
      const char *group = i == 0 ? "a::b" : i == 1 ? "other" : NULL;

      add (fixture, group);
      core_add (fixture->manager, core_work_fail, NULL, group);
      bg_task_manager_stop_task (fixture->manager, add (fixture, group), FALSE, FALSE);
    }
  run (fixture, 9);
  for (guint i = 0; i < G_N_ELEMENTS (n); i++)
    {
      g_assert_cmpuint (n[i], ==, 1);
      g_signal_handlers_disconnect_by_data (fixture->manager, &n[i]);
    }
}

/* Groups come and go by the thousand, and leave nothing behind that the process keeps for ever. */
static void
test_names_are_not_kept (Fixture       *fixture,
                         gconstpointer  user_data)
{
  bg_task_manager_start_processing (fixture->manager);
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *group = g_strdup_printf ("passing group %u", i);

      add (fixture, group);
      core_watch_run (fixture->watch, 1);
      g_assert_cmpuint (g_quark_try_string (group), ==, 0);
    }
  g_assert_cmpuint (fixture->watch->n_finished, ==, 1000);
}

#define ADD(path, data, func) g_test_add ("/task-manager/groups/" path, Fixture, data, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("finished/once", NULL, test_finished_once);
  ADD ("finished/again", NULL, test_finished_again);
  ADD ("finished/all-ends-count", NULL, test_all_ends_count);
  ADD ("finished/last-one-stopped", NULL, test_last_one_stopped);
  ADD ("kept-open/by-a-handler", "task-completed", test_kept_open_by_a_handler);
  ADD ("kept-open/by-a-handler-of-the-group", "task-completed::a", test_kept_open_by_a_handler);
  ADD ("begun-again-when-finished", NULL, test_begun_again_when_finished);
  ADD ("stopped/is-silent", NULL, test_stopped_is_silent);
  ADD ("stopped/is-silent-whatever-is-left", NULL, test_stopped_is_silent_whatever_is_left);
  ADD ("stopped/name-is-free", NULL, test_name_is_free_after_a_stop);
  ADD ("stopped/other-groups-finish", NULL, test_other_groups_finish);
  ADD ("stopped/flags-apart", NULL, test_flags_apart);
  ADD ("stopped/everything-is-silent", NULL, test_stopping_everything_is_silent);
  ADD ("details", NULL, test_details);
  ADD ("names-are-not-kept", NULL, test_names_are_not_kept);
  return g_test_run ();
}
