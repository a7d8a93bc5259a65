/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data-test.h"

/* Subclasses, and what becomes of the work of a retriever that goes. */

#define TEST_TYPE_RETRIEVER (test_retriever_get_type ())
G_DECLARE_FINAL_TYPE (TestRetriever, test_retriever, TEST, RETRIEVER, BgDataRetriever)

struct _TestRetriever
{
  BgDataRetriever  parent_instance;

  DataServer      *server;
};

G_DEFINE_TYPE (TestRetriever, test_retriever, BG_TYPE_DATA_RETRIEVER)

static guint n_alive;

static gboolean
test_retriever_check (BgDataRetriever  *retriever,
                      BgTask           *task,
                      const char       *key,
                      GCancellable     *cancellable,
                      GError          **error)
{
  TestRetriever *self = TEST_RETRIEVER (retriever);

  return data_server_check (task, key, cancellable, self->server, error);
}

static gboolean
test_retriever_fetch (BgDataRetriever  *retriever,
                      BgTask           *task,
                      const char       *key,
                      GCancellable     *cancellable,
                      GError          **error)
{
  TestRetriever *self = TEST_RETRIEVER (retriever);

  return data_server_fetch (task, key, cancellable, self->server, error);
}

static void
test_retriever_finalize (GObject *object)
{
  g_assert_true (g_thread_self () == TEST_RETRIEVER (object)->server->home);
  n_alive--;

  G_OBJECT_CLASS (test_retriever_parent_class)->finalize (object);
}

static void
test_retriever_class_init (TestRetrieverClass *klass)
{
  BG_DATA_RETRIEVER_CLASS (klass)->check = test_retriever_check;
  BG_DATA_RETRIEVER_CLASS (klass)->fetch = test_retriever_fetch;
  G_OBJECT_CLASS (klass)->finalize = test_retriever_finalize;
}

static void
test_retriever_init (TestRetriever *self)
{
  n_alive++;
}

static BgDataRetriever *
new_subclass (BgTaskManager *manager,
              DataServer    *server)
{
  TestRetriever *self = g_object_new (TEST_TYPE_RETRIEVER, "manager", manager, NULL);

  self->server = server;
  return BG_DATA_RETRIEVER (self);
}

typedef struct
{
  DataServer      *server;
  BgTaskManager   *manager;     /* one thread, processing */
  BgDataRetriever *retriever;   /* of the subclass */
  GString         *log;
} Fixture;

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  fixture->server = data_server_new ();
  fixture->manager = bg_task_manager_new (1);
  bg_task_manager_start_processing (fixture->manager);
  fixture->retriever = new_subclass (fixture->manager, fixture->server);
  fixture->log = g_string_new (NULL);
  data_log_connect (fixture->log, fixture->retriever);
  g_assert_cmpuint (n_alive, ==, 1);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  g_clear_object (&fixture->retriever);
  g_assert_cmpuint (n_alive, ==, 0);
  data_test_end (fixture->manager);
  data_assert_log (fixture->log, "");
  g_string_free (fixture->log, TRUE);
  data_server_free (fixture->server);
}

static void
test_subclass (Fixture       *fixture,
               gconstpointer  data)
{
  data_server_know (fixture->server, "b");
  data_test_request (fixture->retriever, "a", 0);
  data_test_request (fixture->retriever, "b", 0);
  data_test_run (fixture->retriever);
  data_assert_log (fixture->log, "b=known a=a!");
}

static void
test_functions_go_first (Fixture       *fixture,
                         gconstpointer  data)
{
  DataServer *other = data_server_new ();

  bg_data_retriever_set_check_func (fixture->retriever, data_server_check, other,
                                    data_server_given_up);
  bg_data_retriever_set_fetch_func (fixture->retriever, data_server_fetch, other,
                                    data_server_given_up);
  data_test_request (fixture->retriever, "a", 0);
  data_test_run (fixture->retriever);
  data_assert_order (fixture->server, "");
  data_assert_order (other, "check:a a");
  data_assert_log (fixture->log, "a=a!");

  g_clear_object (&fixture->retriever);
  g_assert_cmpuint (other->n_released, ==, 2);
  data_server_free (other);
}

/* A body of a subclass keeps the retriever. But whoever has dropped it hears nothing any more, and
 * what has not begun does not begin. */
static void
test_dropped_while_body_runs (Fixture       *fixture,
                              gconstpointer  data)
{
  data_server_close (fixture->server);
  data_test_request (fixture->retriever, "a", 2);
  data_test_request (fixture->retriever, "b", 1);
  data_test_request (fixture->retriever, "c", 0);
  data_server_wait_arrived (fixture->server, 1);
  g_clear_object (&fixture->retriever);
  g_assert_cmpuint (n_alive, ==, 1);

  data_server_open (fixture->server);
  while (n_alive > 0)
    g_main_context_iteration (NULL, TRUE);
  data_test_run_pending (fixture->manager);
  data_assert_order (fixture->server, "check:a");
}

/* The same with two bodies that keep it. */
static void
test_dropped_while_bodies_run (Fixture       *fixture,
                               gconstpointer  data)
{
  bg_task_manager_set_max_threads (fixture->manager, 2);
  data_server_close (fixture->server);
  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u", i);

      data_test_request (fixture->retriever, key, 0);
    }
  data_server_wait_arrived (fixture->server, 2);
  g_clear_object (&fixture->retriever);
  data_server_open (fixture->server);
  while (n_alive > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (data_server_count (fixture->server), ==, 2);
}

static void
test_dropped_while_queued (Fixture       *fixture,
                           gconstpointer  data)
{
  bg_task_manager_pause_processing (fixture->manager);
  data_test_request (fixture->retriever, "a", 0);
  data_test_request (fixture->retriever, "b", 0);
  g_clear_object (&fixture->retriever);
  g_assert_cmpuint (n_alive, ==, 0);
  bg_task_manager_start_processing (fixture->manager);
  data_test_run_pending (fixture->manager);
  data_assert_order (fixture->server, "");
}

/* With plain functions nothing keeps the retriever, and its data go when the body has returned. */
static void
test_dropped_with_function (Fixture       *fixture,
                            gconstpointer  data)
{
  DataServer *other = data_server_new ();
  BgDataRetriever *retriever = data_test_retriever_new (fixture->manager, other);

  data_log_connect (fixture->log, retriever);
  data_server_close (other);
  data_test_request (retriever, "a", 1);
  data_test_request (retriever, "b", 0);
  data_server_wait_arrived (other, 1);
  g_assert_finalize_object (retriever);
  g_assert_cmpuint (other->n_released, ==, 0);

  data_server_open (other);
  data_test_run_pending (fixture->manager);
  g_assert_cmpuint (other->n_released, ==, 1);
  data_assert_order (other, "a");
  data_server_free (other);
}

static void
test_disposed (Fixture       *fixture,
               gconstpointer  data)
{
  guint64 id = data_test_request (fixture->retriever, "a", 0);

  g_object_run_dispose (G_OBJECT (fixture->retriever));
  g_assert_null (bg_data_retriever_get_manager (fixture->retriever));
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 0);
  g_assert_false (bg_data_retriever_is_started (fixture->retriever, id));
  g_assert_false (bg_data_retriever_set_priority (fixture->retriever, id, 1, 1));
  g_assert_false (bg_data_retriever_stop_work (fixture->retriever, id));
  bg_data_retriever_clear (fixture->retriever);
  data_test_run_pending (fixture->manager);
}

/* A retriever of its own manager goes in the middle of its work, again and again. */
static void
test_dropped_with_own_manager (void)
{
  g_autoptr (DataServer) server = data_server_new ();

  for (guint i = 0; i < 200; i++)
    {
      BgDataRetriever *retriever = new_subclass (NULL, server);

      bg_data_retriever_set_fetch_func (retriever, data_server_fetch, server, data_server_given_up);
      for (guint j = 0; j < 5; j++)
        {
          g_autofree char *key = g_strdup_printf ("%u", j);

          data_test_request (retriever, key, 0);
        }
      if (g_test_rand_bit ())
        g_main_context_iteration (NULL, FALSE);
      g_object_unref (retriever);
    }
  /* Each is gone, and so is every task that it has left behind. */
  while (n_alive > 0 || server->n_released < 200)
    g_main_context_iteration (NULL, TRUE);
  bg_test_drain (NULL);
}

/* The manager belongs to somebody else, who ends it. */
static void
test_manager_shut_down (Fixture       *fixture,
                        gconstpointer  data)
{
  bg_task_manager_pause_processing (fixture->manager);
  data_test_request (fixture->retriever, "a", 0);
  bg_task_manager_shut_down (fixture->manager);
  bg_test_drain (NULL);
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 0);
  data_assert_log (fixture->log, "a:stopped");
}

static void
test_misuse_no_key (Fixture       *fixture,
                    gconstpointer  data)
{
  if (g_test_subprocess ())
    {
      bg_data_retriever_request (fixture->retriever, NULL, 0, 0, NULL);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*bg_data_retriever_request*key != NULL*");
}

static void
test_misuse_after_dispose (Fixture       *fixture,
                           gconstpointer  data)
{
  if (g_test_subprocess ())
    {
      g_object_run_dispose (G_OBJECT (fixture->retriever));
      bg_data_retriever_request (fixture->retriever, "a", 0, 0, NULL);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*bg_data_retriever_request*book != NULL*");
}

#define ADD(path, func) \
  g_test_add ("/data-retriever/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("subclass", test_subclass);
  ADD ("functions-go-first", test_functions_go_first);
  ADD ("dropped/while-body-runs", test_dropped_while_body_runs);
  ADD ("dropped/while-bodies-run", test_dropped_while_bodies_run);
  ADD ("dropped/while-queued", test_dropped_while_queued);
  ADD ("dropped/with-function", test_dropped_with_function);
  g_test_add_func ("/data-retriever/dropped/with-own-manager", test_dropped_with_own_manager);
  ADD ("disposed", test_disposed);
  ADD ("manager-shut-down", test_manager_shut_down);
  ADD ("misuse/no-key", test_misuse_no_key);
  ADD ("misuse/after-dispose", test_misuse_after_dispose);

  return g_test_run ();
}
