/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data-test.h"

/* Requests of two steps: a check, and a fetch that waits for it. */

typedef struct
{
  DataServer      *server;
  BgTaskManager   *manager;     /* one thread, not processing yet */
  BgDataRetriever *retriever;
  GString         *log;
} Fixture;

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  fixture->server = data_server_new ();
  fixture->manager = bg_task_manager_new (1);
  fixture->retriever = data_test_retriever_new (fixture->manager, fixture->server);
  bg_data_retriever_set_check_func (fixture->retriever, data_server_check, fixture->server,
                                    data_server_given_up);
  fixture->log = g_string_new (NULL);
  data_log_connect (fixture->log, fixture->retriever);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  g_assert_finalize_object (fixture->retriever);
  data_test_end (fixture->manager);
  g_assert_cmpuint (fixture->server->n_released, ==, 2);
  data_assert_log (fixture->log, "");
  g_string_free (fixture->log, TRUE);
  data_server_free (fixture->server);
}

static guint64
request (Fixture    *fixture,
         const char *key,
         int         check_priority,
         int         fetch_priority)
{
  g_autoptr(GError) error = NULL;
  guint64 id = bg_data_retriever_request (fixture->retriever, key, check_priority, fetch_priority, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (id, >, 0);
  return id;
}

/* A fetch is released when its check has come home: only then may what is pending be waited for. */
static void
settle (Fixture *fixture)
{
  data_test_run (fixture->retriever);
  data_test_run_pending (fixture->manager);
}

static void
test_found_by_check (Fixture       *fixture,
                     gconstpointer  data)
{
  data_server_know (fixture->server, "a");
  request (fixture, "a", 10, 0);
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 1);
  bg_task_manager_start_processing (fixture->manager);
  settle (fixture);
  data_assert_order (fixture->server, "check:a");
  data_assert_log (fixture->log, "a=known");
}

static void
test_fetched (Fixture       *fixture,
              gconstpointer  data)
{
  request (fixture, "a", 10, 0);
  bg_task_manager_start_processing (fixture->manager);
  settle (fixture);
  data_assert_order (fixture->server, "check:a a");
  data_assert_log (fixture->log, "a=a!");
}

/* What the check found out arrives with the fetch, as results of upstreams do. */
static void
test_check_hands_over (Fixture       *fixture,
                       gconstpointer  data)
{
  data_server_hint (fixture->server, "a");
  request (fixture, "a", 10, 0);
  bg_task_manager_start_processing (fixture->manager);
  settle (fixture);
  data_assert_order (fixture->server, "check:a a");
  data_assert_log (fixture->log, "a=a?!");
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
test_one_id (Fixture       *fixture,
             gconstpointer  data)
{
  guint64 seen = 0;
  guint64 id;

  g_signal_connect (fixture->retriever, "work-completed", G_CALLBACK (id_cb), &seen);
  g_signal_connect (fixture->retriever, "work-failed", G_CALLBACK (id_cb), &seen);
  bg_task_manager_start_processing (fixture->manager);

  id = request (fixture, "a", 10, 0);
  data_test_run (fixture->retriever);
  g_assert_cmpuint (seen, ==, id);

  data_server_know (fixture->server, "b");
  id = request (fixture, "b", 10, 0);
  data_test_run (fixture->retriever);
  g_assert_cmpuint (seen, ==, id);

  data_server_fail (fixture->server, "c", TRUE);
  id = request (fixture, "c", 10, 0);
  data_test_run (fixture->retriever);
  g_assert_cmpuint (seen, ==, id);
  data_assert_log (fixture->log, "a=a! b=known c:failed");
}

/* Runs all checks, and lets no fetch begin before what came of them has arrived: one more check, which is the
 * least urgent, is held until then. @id is the request whose check comes last before that. */
static void
run_checks_first (Fixture *fixture,
                  guint    n_checks,
                  guint64  id)
{
  data_server_know (fixture->server, "last");
  request (fixture, "last", 1, 0);
  data_server_close (fixture->server);
  data_server_pass (fixture->server, n_checks);
  bg_task_manager_start_processing (fixture->manager);
  data_server_wait_arrived (fixture->server, n_checks + 1);
  while (bg_data_retriever_is_started (fixture->retriever, id))
    g_main_context_iteration (NULL, TRUE);
  data_server_open (fixture->server);
  settle (fixture);
}

static void
test_cheap_checks_before_costly_fetches (Fixture       *fixture,
                                         gconstpointer  data)
{
  guint64 c;

  data_server_know (fixture->server, "b");
  request (fixture, "a", 10, -1);
  request (fixture, "b", 10, -1);
  c = request (fixture, "c", 10, 0);
  run_checks_first (fixture, 3, c);
  data_assert_order (fixture->server, "check:a check:b check:c check:last c a");
  data_assert_log (fixture->log, "b=known last=known c=c! a=a!");
}

static void
test_check_fails (Fixture       *fixture,
                  gconstpointer  data)
{
  data_server_fail (fixture->server, "a", TRUE);
  request (fixture, "a", 10, 0);
  bg_task_manager_start_processing (fixture->manager);
  settle (fixture);
  data_assert_order (fixture->server, "check:a");
  data_assert_log (fixture->log, "a:failed");
}

/* It may have failed before the second step is even added. */
static void
test_check_fails_at_once (Fixture       *fixture,
                          gconstpointer  data)
{
  data_server_fail (fixture->server, "a", TRUE);
  bg_task_manager_start_processing (fixture->manager);
  for (guint i = 0; i < 2000; i++)
    {
      guint64 id = request (fixture, "a", 10, 0);

      g_assert_cmpuint (request (fixture, "a", 11, 1), ==, id);
      data_test_run (fixture->retriever);
      data_assert_log (fixture->log, "a:failed");
    }
  settle (fixture);
}

static void
test_join_raises_both_steps (Fixture       *fixture,
                             gconstpointer  data)
{
  guint64 a = request (fixture, "a", 10, -2);
  guint64 b = request (fixture, "b", 10, -2);

  g_assert_cmpuint (request (fixture, "b", 11, -9), ==, b);
  g_assert_cmpuint (request (fixture, "b", 1, -1), ==, b);
  g_assert_cmpuint (request (fixture, "a", 1, -9), ==, a);
  run_checks_first (fixture, 2, a);
  data_assert_order (fixture->server, "check:b check:a check:last b a");
  data_assert_log (fixture->log, "last=known b=b! a=a!");
}

static void
test_set_priority (Fixture       *fixture,
                   gconstpointer  data)
{
  guint64 a = request (fixture, "a", 10, -2);

  request (fixture, "b", 9, -2);
  g_assert_true (bg_data_retriever_set_priority (fixture->retriever, a, 8, -1));
  run_checks_first (fixture, 2, a);
  data_assert_order (fixture->server, "check:b check:a check:last a b");
  data_assert_log (fixture->log, "last=known a=a! b=b!");
}

/* Between the two steps a request waits again, and its second step can still be moved or stopped. */
static void
test_between_the_steps (Fixture       *fixture,
                        gconstpointer  data)
{
  guint64 a = request (fixture, "a", 10, 0);
  guint64 b = request (fixture, "b", 9, 0);
  guint64 c = request (fixture, "c", 8, 0);

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
  settle (fixture);
  data_assert_order (fixture->server, "check:a check:b check:c b c");
  data_assert_log (fixture->log, "a:stopped b=b! c=c!");
}

static void
test_stop (Fixture       *fixture,
           gconstpointer  data)
{
  guint64 a = request (fixture, "a", 10, 0);
  guint64 b = request (fixture, "b", 9, 0);

  g_assert_true (bg_data_retriever_stop_work (fixture->retriever, b));
  data_server_close (fixture->server);
  bg_task_manager_start_processing (fixture->manager);
  data_server_wait_arrived (fixture->server, 1);
  g_assert_true (bg_data_retriever_stop_work (fixture->retriever, a));
  data_server_open (fixture->server);
  settle (fixture);
  data_assert_order (fixture->server, "check:a");
  data_assert_log_sorted (fixture->log, "a:stopped b:stopped");
}

/* Somebody who has the manager can stop single tasks; the id of the fetch is the one after that of the check. */
static void
test_stopped_by_others (Fixture       *fixture,
                        gconstpointer  data)
{
  guint64 a = request (fixture, "a", 10, 0);
  guint64 b = request (fixture, "b", 10, 0);
  guint64 c = request (fixture, "c", 10, 0);

  g_assert_true (bg_task_manager_stop_task (fixture->manager, a, FALSE, FALSE));
  g_assert_true (bg_task_manager_stop_task (fixture->manager, b + 1, FALSE, FALSE));
  g_assert_true (bg_task_manager_stop_task (fixture->manager, c, TRUE, TRUE));
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 3);
  data_test_run (fixture->retriever);
  bg_task_manager_start_processing (fixture->manager);
  settle (fixture);
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
test_tasks_can_be_read (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(BgTask) check = NULL;
  g_autofree char *group = NULL;
  guint64 id;

  bg_data_retriever_set_fetch_func (fixture->retriever, fetch_upstream, &id, NULL);
  id = request (fixture, "the key", 10, 0);
  check = bg_task_manager_dup_task (fixture->manager, id);
  g_assert_cmpstr (bg_task_get_name (check), ==, "the key");
  g_assert_cmpint (bg_task_get_priority (check), ==, 10);
  group = bg_task_manager_next_group_id (fixture->manager);
  g_assert_cmpstr (bg_task_get_group (check), !=, group);

  bg_task_manager_start_processing (fixture->manager);
  settle (fixture);
  data_assert_log (fixture->log, "the key=the key");
}

static void
test_changing_the_functions (Fixture       *fixture,
                             gconstpointer  data)
{
  request (fixture, "a", 10, 0);
  bg_data_retriever_set_check_func (fixture->retriever, NULL, NULL, NULL);
  /* The request still has it. */
  g_assert_cmpuint (fixture->server->n_released, ==, 0);
  bg_task_manager_start_processing (fixture->manager);
  settle (fixture);
  g_assert_cmpuint (fixture->server->n_released, ==, 1);
  request (fixture, "b", 10, 0);
  settle (fixture);
  data_assert_order (fixture->server, "check:a a b");
  data_assert_log (fixture->log, "a=a! b=b!");
}

#define RETURNS(name, statement) \
  static gboolean \
  check_##name (BgTask        *task, \
                const char    *key, \
                GCancellable  *cancellable, \
                gpointer       user_data, \
                GError       **error) \
  { \
    statement; \
    return TRUE; \
  }

RETURNS (pointer, bg_task_return_pointer (task, NULL))
RETURNS (string, bg_task_return_string (task, NULL))
RETURNS (object, bg_task_return_object (task, NULL))
RETURNS (false, bg_task_return_boolean (task, FALSE))
RETURNS (zero, bg_task_return_int (task, 0))
RETURNS (empty_string, bg_task_return_string (task, ""))
RETURNS (mapping, bg_task_return_variant (task, g_variant_new_parsed ("{'a': <1>}")))
RETURNS (complete, bg_task_return_variant (task, g_variant_new_parsed ("{'incomplete': <false>}")))
RETURNS (incomplete, bg_task_return_variant (task, g_variant_new_parsed ("{'incomplete': <true>}")))

/* Only what is no value at all is no result. */
static void
test_what_is_a_result (Fixture       *fixture,
                       gconstpointer  data)
{
  static const struct
  {
    BgRetrieveFunc  check;
    const char     *expected;
  } cases[] = {
    { check_pointer, "a=a!" },
    { check_string, "a=a!" },
    { check_object, "a=a!" },
    { check_false, "a=(gboolean)" },
    { check_zero, "a=(gint)" },
    { check_empty_string, "a=" },
    { check_mapping, "a=(GVariant)" },
    { check_complete, "a=(GVariant)" },
    { check_incomplete, "a=a!" },
  };

  bg_task_manager_start_processing (fixture->manager);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      bg_data_retriever_set_check_func (fixture->retriever, cases[i].check, NULL, NULL);
      request (fixture, "a", 0, 0);
      settle (fixture);
      data_assert_log (fixture->log, cases[i].expected);
    }
}

#define ADD(path, func) \
  g_test_add ("/data-retriever/steps/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("found-by-check", test_found_by_check);
  ADD ("fetched", test_fetched);
  ADD ("check-hands-over", test_check_hands_over);
  ADD ("one-id", test_one_id);
  ADD ("cheap-checks-before-costly-fetches", test_cheap_checks_before_costly_fetches);
  ADD ("check-fails", test_check_fails);
  ADD ("check-fails-at-once", test_check_fails_at_once);
  ADD ("join-raises-both-steps", test_join_raises_both_steps);
  ADD ("set-priority", test_set_priority);
  ADD ("between-the-steps", test_between_the_steps);
  ADD ("stop", test_stop);
  ADD ("stopped-by-others", test_stopped_by_others);
  ADD ("tasks-can-be-read", test_tasks_can_be_read);
  ADD ("changing-the-functions", test_changing_the_functions);
  ADD ("what-is-a-result", test_what_is_a_result);

  return g_test_run ();
}
