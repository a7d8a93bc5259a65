/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data-fixture.h"

/* Requests of two steps: a check, and a fetch that waits for it. */

static void
test_fetched (DataFixture   *fixture,
              gconstpointer  data)
{
  data_fixture_request (fixture, "a", 10, 0);
  bg_task_manager_start_processing (fixture->manager);
  data_fixture_settle (fixture);
  data_assert_order (fixture->server, "check:a a");
  data_assert_log (fixture->log, "a=a!");
}

static void
id_cb (BgDataRetriever *retriever,
       guint64          id,
       const char      *key,
       gconstpointer    result,
       guint64         *seen)
{
  *seen = id;
}

/* Whichever step ends it, the request is known by one id. */
static void
test_one_id (DataFixture   *fixture,
             gconstpointer  data)
{
  guint64 seen = 0;
  guint64 id;

  g_signal_connect (fixture->retriever, "work-completed", G_CALLBACK (id_cb), &seen);
  g_signal_connect (fixture->retriever, "work-failed", G_CALLBACK (id_cb), &seen);
  bg_task_manager_start_processing (fixture->manager);

  id = data_fixture_request (fixture, "a", 10, 0);
  data_test_run (fixture->retriever);
  g_assert_cmpuint (seen, ==, id);

  data_server_know (fixture->server, "b");
  id = data_fixture_request (fixture, "b", 10, 0);
  data_test_run (fixture->retriever);
  g_assert_cmpuint (seen, ==, id);

  data_server_fail (fixture->server, "c", TRUE);
  id = data_fixture_request (fixture, "c", 10, 0);
  data_test_run (fixture->retriever);
  g_assert_cmpuint (seen, ==, id);
  data_assert_log (fixture->log, "a=a! b=known c:failed");
}

/* Runs all checks, and lets no fetch begin before what came of them has arrived: one more check,
 * which is the least urgent, is held until then. @id is the request whose check comes last before
 * that. */
static void
run_checks_first (DataFixture *fixture,
                  guint        n_checks,
                  guint64      id)
{
  data_server_know (fixture->server, "last");
  data_fixture_request (fixture, "last", 1, 0);
  data_server_close (fixture->server);
  data_server_pass (fixture->server, n_checks);
  bg_task_manager_start_processing (fixture->manager);
  data_server_wait_arrived (fixture->server, n_checks + 1);
  while (bg_data_retriever_is_started (fixture->retriever, id))
    g_main_context_iteration (NULL, TRUE);
  data_server_open (fixture->server);
  data_fixture_settle (fixture);
}

static void
test_cheap_checks_before_costly_fetches (DataFixture   *fixture,
                                         gconstpointer  data)
{
  guint64 c;

  data_server_know (fixture->server, "b");
  data_fixture_request (fixture, "a", 10, -1);
  data_fixture_request (fixture, "b", 10, -1);
  c = data_fixture_request (fixture, "c", 10, 0);
  run_checks_first (fixture, 3, c);
  data_assert_order (fixture->server, "check:a check:b check:c check:last c a");
  data_assert_log (fixture->log, "b=known last=known c=c! a=a!");
}

static void
test_join_raises_both_steps (DataFixture   *fixture,
                             gconstpointer  data)
{
  guint64 a = data_fixture_request (fixture, "a", 10, -2);
  guint64 b = data_fixture_request (fixture, "b", 10, -2);

  g_assert_cmpuint (data_fixture_request (fixture, "b", 11, -9), ==, b);
  g_assert_cmpuint (data_fixture_request (fixture, "b", 1, -1), ==, b);
  g_assert_cmpuint (data_fixture_request (fixture, "a", 1, -9), ==, a);
  run_checks_first (fixture, 2, a);
  data_assert_order (fixture->server, "check:b check:a check:last b a");
  data_assert_log (fixture->log, "last=known b=b! a=a!");
}

static void
test_set_priority (DataFixture   *fixture,
                   gconstpointer  data)
{
  guint64 a = data_fixture_request (fixture, "a", 10, -2);

  data_fixture_request (fixture, "b", 9, -2);
  g_assert_true (bg_data_retriever_set_priority (fixture->retriever, a, 8, -1));
  run_checks_first (fixture, 2, a);
  data_assert_order (fixture->server, "check:b check:a check:last a b");
  data_assert_log (fixture->log, "last=known a=a! b=b!");
}

/* Between the two steps a request waits again, and its second step can still be moved or
 * stopped. */
static void
test_between_the_steps (DataFixture   *fixture,
                        gconstpointer  data)
{
  guint64 a = data_fixture_request (fixture, "a", 10, 0);
  guint64 b = data_fixture_request (fixture, "b", 9, 0);
  guint64 c = data_fixture_request (fixture, "c", 8, 0);

  data_server_close (fixture->server);
  bg_task_manager_start_processing (fixture->manager);
  data_server_wait_arrived (fixture->server, 1);
  g_assert_true (bg_data_retriever_is_started (fixture->retriever, a));
  data_server_pass (fixture->server, 2);
  data_server_wait_arrived (fixture->server, 3);
  while (bg_data_retriever_is_started (fixture->retriever, b))
    g_main_context_iteration (NULL, TRUE);

  g_assert_false (bg_data_retriever_is_started (fixture->retriever, a));
  g_assert_true (bg_data_retriever_is_started (fixture->retriever, c));
  g_assert_true (bg_data_retriever_set_priority (fixture->retriever, b, 0, 1));
  g_assert_true (bg_data_retriever_stop_work (fixture->retriever, a));
  data_server_open (fixture->server);
  data_fixture_settle (fixture);
  data_assert_order (fixture->server, "check:a check:b check:c b c");
  data_assert_log (fixture->log, "a:stopped b=b! c=c!");
}

static void
test_stop (DataFixture   *fixture,
           gconstpointer  data)
{
  guint64 a = data_fixture_request (fixture, "a", 10, 0);
  guint64 b = data_fixture_request (fixture, "b", 9, 0);

  g_assert_true (bg_data_retriever_stop_work (fixture->retriever, b));
  data_server_close (fixture->server);
  bg_task_manager_start_processing (fixture->manager);
  data_server_wait_arrived (fixture->server, 1);
  g_assert_true (bg_data_retriever_stop_work (fixture->retriever, a));
  data_server_open (fixture->server);
  data_fixture_settle (fixture);
  data_assert_order (fixture->server, "check:a");
  data_assert_log_sorted (fixture->log, "a:stopped b:stopped");
}

/* Somebody who has the manager can stop single tasks; the id of the fetch is the one after that
 * of the check. */
static void
test_stopped_by_others (DataFixture   *fixture,
                        gconstpointer  data)
{
  guint64 a = data_fixture_request (fixture, "a", 10, 0);
  guint64 b = data_fixture_request (fixture, "b", 10, 0);
  guint64 c = data_fixture_request (fixture, "c", 10, 0);

  g_assert_true (bg_task_manager_stop_task (fixture->manager, a, FALSE, FALSE));
  g_assert_true (bg_task_manager_stop_task (fixture->manager, b + 1, FALSE, FALSE));
  g_assert_true (bg_task_manager_stop_task (fixture->manager, c, TRUE, TRUE));
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 3);
  data_test_run (fixture->retriever);
  bg_task_manager_start_processing (fixture->manager);
  data_fixture_settle (fixture);
  data_assert_order (fixture->server, "");
  data_assert_log_sorted (fixture->log, "a:stopped b:stopped c:stopped");
}

static gboolean
fetch_upstream (BgTask        *task,
                const char    *key,
                GCancellable  *cancellable,
                gpointer       user_data,
                GError       **error)
{
  gsize n_ids;
  const guint64 *ids = bg_task_get_upstream_ids (task, &n_ids);

  g_assert_cmpuint (n_ids, ==, 1);
  g_assert_cmpuint (ids[0], ==, *(guint64 *) user_data);
  bg_task_return_string (task, bg_task_get_name (task));
  return TRUE;
}

/* People who look at the tasks see the key, and that one waits for the other. */
static void
test_tasks_can_be_read (DataFixture   *fixture,
                        gconstpointer  data)
{
  g_autoptr (BgTask) check = NULL;
  g_autofree char *group = NULL;
  guint64 id;

  bg_data_retriever_set_fetch_func (fixture->retriever, fetch_upstream, &id, NULL);
  id = data_fixture_request (fixture, "the key", 10, 0);
  check = bg_task_manager_dup_task (fixture->manager, id);
  g_assert_cmpstr (bg_task_get_name (check), ==, "the key");
  g_assert_cmpint (bg_task_get_priority (check), ==, 10);
  group = bg_task_manager_next_group_id (fixture->manager);
  g_assert_cmpstr (bg_task_get_group (check), !=, group);

  bg_task_manager_start_processing (fixture->manager);
  data_fixture_settle (fixture);
  data_assert_log (fixture->log, "the key=the key");
}

static void
test_changing_the_functions (DataFixture   *fixture,
                             gconstpointer  data)
{
  data_fixture_request (fixture, "a", 10, 0);
  bg_data_retriever_set_check_func (fixture->retriever, NULL, NULL, NULL);
  /* The request still has it. */
  g_assert_cmpuint (fixture->server->n_released, ==, 0);
  bg_task_manager_start_processing (fixture->manager);
  data_fixture_settle (fixture);
  g_assert_cmpuint (fixture->server->n_released, ==, 1);
  data_fixture_request (fixture, "b", 10, 0);
  data_fixture_settle (fixture);
  data_assert_order (fixture->server, "check:a a b");
  data_assert_log (fixture->log, "a=a! b=b!");
}

#define ADD(path, func) \
  g_test_add ("/data-retriever/steps/" path, DataFixture, NULL, data_fixture_set_up_with_check, func, \
              data_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("fetched", test_fetched);
  ADD ("one-id", test_one_id);
  ADD ("cheap-checks-before-costly-fetches", test_cheap_checks_before_costly_fetches);
  ADD ("join-raises-both-steps", test_join_raises_both_steps);
  ADD ("set-priority", test_set_priority);
  ADD ("between-the-steps", test_between_the_steps);
  ADD ("stop", test_stop);
  ADD ("stopped-by-others", test_stopped_by_others);
  ADD ("tasks-can-be-read", test_tasks_can_be_read);
  ADD ("changing-the-functions", test_changing_the_functions);

  return g_test_run ();
}
