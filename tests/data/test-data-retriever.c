/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data-fixture.h"

static void
set_up (DataFixture   *fixture,
        gconstpointer  data)
{
  data_fixture_set_up (fixture, data);
  data_log_connect (fixture->log, fixture->retriever);
}

static void
count_notify_cb (GObject    *object,
                 GParamSpec *pspec,
                 guint      *n)
{
  (*n)++;
}

static void
test_properties (DataFixture   *fixture,
                 gconstpointer  data)
{
  g_autoptr (BgTaskManager) manager = NULL;
  guint n_requests = 99;
  guint n_notifies = 0;

  g_object_get (fixture->retriever, "manager", &manager, "n-requests", &n_requests, NULL);
  g_assert_true (manager == fixture->manager);
  g_assert_true (bg_data_retriever_get_manager (fixture->retriever) == fixture->manager);
  g_assert_cmpuint (n_requests, ==, 0);

  g_signal_connect (fixture->retriever, "notify::n-requests",
                    G_CALLBACK (count_notify_cb), &n_notifies);
  data_test_request (fixture->retriever, "a", 0);
  g_assert_cmpuint (n_notifies, ==, 1);
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 1);
  data_test_request (fixture->retriever, "a", 0);
  g_assert_cmpuint (n_notifies, ==, 1);
  data_test_request (fixture->retriever, "b", 0);
  data_test_request (fixture->retriever, "c", 0);
  g_assert_cmpuint (n_notifies, ==, 3);
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 3);

  bg_data_retriever_clear (fixture->retriever);
  g_assert_cmpuint (n_notifies, ==, 4);
  bg_data_retriever_clear (fixture->retriever);
  g_assert_cmpuint (n_notifies, ==, 4);
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 0);
  bg_test_drain (NULL);
  g_assert_cmpuint (n_notifies, ==, 4);
  data_assert_log_sorted (fixture->log, "a:stopped b:stopped c:stopped");
}

static void
test_manager_of_its_own (void)
{
  g_autoptr (DataServer) server = data_server_new ();
  g_autoptr (GString) log = g_string_new (NULL);
  BgDataRetriever *retriever = data_test_retriever_new (NULL, server);
  BgTaskManager *manager = bg_data_retriever_get_manager (retriever);

  g_assert_true (BG_IS_TASK_MANAGER (manager));
  g_assert_cmpuint (bg_task_manager_get_max_threads (manager), ==, 1);
  g_assert_true (bg_task_manager_get_processing (manager));

  data_log_connect (log, retriever);
  data_test_request (retriever, "a", 0);
  data_test_run (retriever);
  data_assert_log (log, "a=a!");

  g_object_ref (manager);
  g_assert_finalize_object (retriever);
  g_assert_true (bg_task_manager_is_closed (manager));
  data_test_end (manager);
  g_assert_cmpuint (server->n_released, ==, 1);
}

static void
test_most_urgent_first (DataFixture   *fixture,
                        gconstpointer  data)
{
  data_test_request (fixture->retriever, "middle", 0);
  data_test_request (fixture->retriever, "low", -5);
  data_test_request (fixture->retriever, "second", 0);
  data_test_request (fixture->retriever, "high", 5);
  data_assert_log (fixture->log, "");

  bg_task_manager_start_processing (fixture->manager);
  data_test_run (fixture->retriever);
  data_assert_order (fixture->server, "high middle second low");
  data_assert_log (fixture->log, "high=high! middle=middle! second=second! low=low!");
}

static void
test_failure (DataFixture   *fixture,
              gconstpointer  data)
{
  data_server_fail (fixture->server, "b", TRUE);
  data_test_request (fixture->retriever, "a", 0);
  data_test_request (fixture->retriever, "b", 0);
  bg_task_manager_start_processing (fixture->manager);
  data_test_run (fixture->retriever);
  data_assert_log (fixture->log, "a=a! b:failed");

  /* It is over, so it can be asked for again. */
  data_server_fail (fixture->server, "b", FALSE);
  data_test_request (fixture->retriever, "b", 0);
  data_test_run (fixture->retriever);
  data_assert_log (fixture->log, "b=b!");
}

static gboolean
return_nothing (BgTask        *task,
                const char    *key,
                GCancellable  *cancellable,
                gpointer       user_data,
                GError       **error)
{
  return TRUE;
}

static void
test_no_result (DataFixture   *fixture,
                gconstpointer  data)
{
  bg_data_retriever_set_fetch_func (fixture->retriever, return_nothing, NULL, NULL);
  g_assert_cmpuint (fixture->server->n_released, ==, 1);
  data_test_request (fixture->retriever, "a", 0);
  bg_task_manager_start_processing (fixture->manager);
  data_test_run (fixture->retriever);
  data_assert_log (fixture->log, "a=(gpointer)");
}

static void
test_join (DataFixture   *fixture,
           gconstpointer  data)
{
  guint64 a = data_test_request (fixture->retriever, "a", 0);
  guint64 b = data_test_request (fixture->retriever, "b", 0);

  g_assert_cmpuint (a, !=, b);
  /* Joining raises the priority, and does not lower it. */
  g_assert_cmpuint (data_test_request (fixture->retriever, "b", 7), ==, b);
  g_assert_cmpuint (data_test_request (fixture->retriever, "b", 3), ==, b);
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 2);

  data_server_close (fixture->server);
  bg_task_manager_start_processing (fixture->manager);
  data_server_wait_held (fixture->server, 1);
  /* Also what runs already is joined. */
  g_assert_true (bg_data_retriever_is_started (fixture->retriever, b));
  g_assert_cmpuint (data_test_request (fixture->retriever, "b", 0), ==, b);
  data_server_open (fixture->server);
  data_test_run (fixture->retriever);
  data_assert_order (fixture->server, "b a");
  data_assert_log (fixture->log, "b=b! a=a!");
}

static void
test_set_priority (DataFixture   *fixture,
                   gconstpointer  data)
{
  guint64 a = data_test_request (fixture->retriever, "a", 3);
  guint64 b = data_test_request (fixture->retriever, "b", 2);
  guint64 c = data_test_request (fixture->retriever, "c", 1);

  g_assert_true (bg_data_retriever_set_priority (fixture->retriever, a, 0, 0));
  g_assert_true (bg_data_retriever_set_priority (fixture->retriever, c, 0, 9));
  g_assert_false (bg_data_retriever_set_priority (fixture->retriever, a + b + c + 1, 0, 0));
  g_assert_false (bg_data_retriever_set_priority (fixture->retriever, 0, 0, 0));

  bg_task_manager_start_processing (fixture->manager);
  data_test_run (fixture->retriever);
  data_assert_order (fixture->server, "c b a");
  data_assert_log (fixture->log, "c=c! b=b! a=a!");
  g_assert_false (bg_data_retriever_set_priority (fixture->retriever, a, 0, 0));
}

static void
test_is_started (DataFixture   *fixture,
                 gconstpointer  data)
{
  guint64 a = data_test_request (fixture->retriever, "a", 1);
  guint64 b = data_test_request (fixture->retriever, "b", 0);

  g_assert_false (bg_data_retriever_is_started (fixture->retriever, a));
  data_server_close (fixture->server);
  bg_task_manager_start_processing (fixture->manager);
  data_server_wait_held (fixture->server, 1);
  g_assert_true (bg_data_retriever_is_started (fixture->retriever, a));
  g_assert_false (bg_data_retriever_is_started (fixture->retriever, b));
  g_assert_false (bg_data_retriever_is_started (fixture->retriever, 0));

  data_server_open (fixture->server);
  data_test_run (fixture->retriever);
  g_assert_false (bg_data_retriever_is_started (fixture->retriever, a));
  data_assert_log (fixture->log, "a=a! b=b!");
}

static void
test_stop_while_queued (DataFixture   *fixture,
                        gconstpointer  data)
{
  guint64 a = data_test_request (fixture->retriever, "a", 0);
  guint64 again;

  data_test_request (fixture->retriever, "b", 0);
  g_assert_true (bg_data_retriever_stop_work (fixture->retriever, a));
  g_assert_false (bg_data_retriever_stop_work (fixture->retriever, a));
  g_assert_false (bg_data_retriever_stop_work (fixture->retriever, 0));
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 1);
  /* Never inside the call that caused it. */
  data_assert_log (fixture->log, "");

  again = data_test_request (fixture->retriever, "a", 0);
  g_assert_cmpuint (again, !=, a);
  bg_task_manager_start_processing (fixture->manager);
  data_test_run_pending (fixture->manager);
  data_assert_order (fixture->server, "b a");
  data_assert_log (fixture->log, "a:stopped b=b! a=a!");
}

static void
test_stop_while_running (DataFixture   *fixture,
                         gconstpointer  data)
{
  guint64 a = data_test_request (fixture->retriever, "a", 0);

  data_server_close (fixture->server);
  bg_task_manager_start_processing (fixture->manager);
  data_server_wait_held (fixture->server, 1);
  g_assert_true (bg_data_retriever_stop_work (fixture->retriever, a));
  data_server_open (fixture->server);
  data_test_run_pending (fixture->manager);
  data_assert_log (fixture->log, "a:stopped");
}

/* The body has ended, only nobody was told yet. */
static void
test_stop_after_the_end (DataFixture   *fixture,
                         gconstpointer  data)
{
  guint64 a = data_test_request (fixture->retriever, "a", 1);
  guint64 b = data_test_request (fixture->retriever, "b", 0);

  data_server_close (fixture->server);
  bg_task_manager_start_processing (fixture->manager);
  data_server_pass (fixture->server, 1);
  /* There is one thread: it has left the first body when it is in the second. */
  data_server_wait_arrived (fixture->server, 2);
  g_assert_true (bg_data_retriever_is_started (fixture->retriever, a));
  g_assert_true (bg_data_retriever_is_started (fixture->retriever, b));
  g_assert_true (bg_data_retriever_stop_work (fixture->retriever, a));
  data_server_open (fixture->server);
  data_test_run_pending (fixture->manager);
  data_assert_log (fixture->log, "a:stopped b=b!");
}

static void
test_clear (DataFixture   *fixture,
            gconstpointer  data)
{
  data_server_close (fixture->server);
  data_test_request (fixture->retriever, "a", 2);
  data_test_request (fixture->retriever, "b", 1);
  data_test_request (fixture->retriever, "c", 0);
  bg_task_manager_start_processing (fixture->manager);
  data_server_wait_held (fixture->server, 1);

  bg_data_retriever_clear (fixture->retriever);
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 0);
  data_test_request (fixture->retriever, "c", 0);
  data_server_open (fixture->server);
  data_test_run_pending (fixture->manager);
  data_assert_order (fixture->server, "a c");
  data_assert_log_sorted (fixture->log, "a:stopped b:stopped c:stopped c=c!");
}

static void
test_refusals (DataFixture   *fixture,
               gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  bg_data_retriever_set_fetch_func (fixture->retriever, NULL, NULL, NULL);
  g_assert_cmpuint (bg_data_retriever_request (fixture->retriever, "a", 0, 0, &error), ==, 0);
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "“a”"));
  g_clear_error (&error);

  bg_data_retriever_set_fetch_func (fixture->retriever, return_nothing, NULL, NULL);
  bg_task_manager_shut_down (fixture->manager);
  g_assert_cmpuint (bg_data_retriever_request (fixture->retriever, "a", 0, 0, &error), ==, 0);
  g_assert_error (error, BG_ERROR, BG_ERROR_SHUT_DOWN);
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 0);
}

static void
request_in_handler_cb (BgDataRetriever *retriever,
                       guint64          id,
                       const char      *key,
                       const GValue    *result,
                       guint           *n)
{
  g_assert_cmpuint (bg_data_retriever_get_n_requests (retriever), ==, 0);
  if (++*n < 3)
    g_assert_cmpuint (data_test_request (retriever, key, 0), !=, id);
}

static void
test_request_in_handler (DataFixture   *fixture,
                         gconstpointer  data)
{
  guint n = 0;

  g_signal_connect (fixture->retriever, "work-completed", G_CALLBACK (request_in_handler_cb), &n);
  data_test_request (fixture->retriever, "a", 0);
  bg_task_manager_start_processing (fixture->manager);
  data_test_run (fixture->retriever);
  g_assert_cmpuint (n, ==, 3);
  data_assert_log (fixture->log, "a=a! a=a! a=a!");
}

static void
unref_in_handler_cb (BgDataRetriever *retriever,
                     guint64          id,
                     const char      *key,
                     const GValue    *result,
                     DataFixture     *fixture)
{
  g_clear_object (&fixture->retriever);
}

static void
test_drop_in_handler (DataFixture   *fixture,
                      gconstpointer  data)
{
  g_clear_object (&fixture->adapter);
  g_signal_connect (fixture->retriever, "work-completed",
                    G_CALLBACK (unref_in_handler_cb), fixture);
  data_test_request (fixture->retriever, "a", 0);
  data_test_request (fixture->retriever, "b", 0);
  bg_task_manager_start_processing (fixture->manager);
  data_test_run_pending (fixture->manager);
  g_assert_null (fixture->retriever);
  data_assert_log (fixture->log, "a=a!");
}

#define ADD(path, func) \
  g_test_add ("/data-retriever/" path, DataFixture, NULL, set_up, func, data_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("properties", test_properties);
  g_test_add_func ("/data-retriever/manager-of-its-own", test_manager_of_its_own);
  ADD ("most-urgent-first", test_most_urgent_first);
  ADD ("failure", test_failure);
  ADD ("no-result", test_no_result);
  ADD ("join", test_join);
  ADD ("set-priority", test_set_priority);
  ADD ("is-started", test_is_started);
  ADD ("stop/while-queued", test_stop_while_queued);
  ADD ("stop/while-running", test_stop_while_running);
  ADD ("stop/after-the-end", test_stop_after_the_end);
  ADD ("clear", test_clear);
  ADD ("refusals", test_refusals);
  ADD ("request-in-handler", test_request_in_handler);
  ADD ("drop-in-handler", test_drop_in_handler);

  return g_test_run ();
}
