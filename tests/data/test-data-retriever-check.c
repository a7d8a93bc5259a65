/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data-fixture.h"

/* What a check may say, and what follows. */

static void
test_found_by_check (DataFixture   *fixture,
                     gconstpointer  data)
{
  data_server_know (fixture->server, "a");
  data_fixture_request (fixture, "a", 10, 0);
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 1);
  bg_task_manager_start_processing (fixture->manager);
  data_fixture_settle (fixture);
  data_assert_order (fixture->server, "check:a");
  data_assert_log (fixture->log, "a=known");
}

/* What the check found out arrives with the fetch, as results of upstreams do. */
static void
test_check_hands_over (DataFixture   *fixture,
                       gconstpointer  data)
{
  data_server_hint (fixture->server, "a");
  data_fixture_request (fixture, "a", 10, 0);
  bg_task_manager_start_processing (fixture->manager);
  data_fixture_settle (fixture);
  data_assert_order (fixture->server, "check:a a");
  data_assert_log (fixture->log, "a=a?!");
}

static void
test_check_fails (DataFixture   *fixture,
                  gconstpointer  data)
{
  data_server_fail (fixture->server, "a", TRUE);
  data_fixture_request (fixture, "a", 10, 0);
  bg_task_manager_start_processing (fixture->manager);
  data_fixture_settle (fixture);
  data_assert_order (fixture->server, "check:a");
  data_assert_log (fixture->log, "a:failed");
}

/* It may have failed before the second step is even added. */
static void
test_check_fails_at_once (DataFixture   *fixture,
                          gconstpointer  data)
{
  data_server_fail (fixture->server, "a", TRUE);
  bg_task_manager_start_processing (fixture->manager);
  for (guint i = 0; i < 2000; i++)
    {
      guint64 id = data_fixture_request (fixture, "a", 10, 0);

      g_assert_cmpuint (data_fixture_request (fixture, "a", 11, 1), ==, id);
      data_test_run (fixture->retriever);
      data_assert_log (fixture->log, "a:failed");
    }
  data_fixture_settle (fixture);
}

static void
test_refused (DataFixture   *fixture,
              gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  bg_task_manager_shut_down (fixture->manager);
  g_assert_cmpuint (bg_data_retriever_request (fixture->retriever, "a", 0, 0, &error), ==, 0);
  g_assert_error (error, BG_ERROR, BG_ERROR_SHUT_DOWN);
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
test_what_is_a_result (DataFixture   *fixture,
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
      data_fixture_request (fixture, "a", 0, 0);
      data_fixture_settle (fixture);
      data_assert_log (fixture->log, cases[i].expected);
    }
}

#define ADD(path, func) \
  g_test_add ("/data-retriever/check/" path, DataFixture, NULL, data_fixture_set_up_with_check, func, \
              data_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("found-by-check", test_found_by_check);
  ADD ("hands-over", test_check_hands_over);
  ADD ("fails", test_check_fails);
  ADD ("fails-at-once", test_check_fails_at_once);
  ADD ("refused", test_refused);
  ADD ("what-is-a-result", test_what_is_a_result);

  return g_test_run ();
}
