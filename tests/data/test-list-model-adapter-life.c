/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data-fixture.h"

/* Who lives how long, and who does what in whose handlers. */

/* Two lists of the same things: what one gives up is kept for the other. */
static void
test_two_on_one_retriever (DataFixture   *fixture,
                           gconstpointer  data)
{
  BgListModelAdapter *other = data_source_adapt (fixture->source, fixture->retriever);

  data_fixture_show (fixture, 0, 3);
  bg_list_model_adapter_set_visible_range (other, 1, 1);
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 3);
  data_fixture_show (fixture, 10, 1);
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 2);
  data_assert_items (fixture->adapter, 0, "...");
  data_assert_items (other, 0, ".l.");
  data_fixture_run (fixture);
  data_assert_items (other, 0, ".L.");
  data_assert_items (fixture->adapter, 10, "L");

  bg_list_model_adapter_set_visible_range (other, 20, 2);
  data_fixture_show (fixture, 20, 1);
  g_assert_finalize_object (other);
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 1);
}

static void
drop_adapter_cb (BgDataItem  *item,
                 GParamSpec  *pspec,
                 DataFixture *fixture)
{
  g_clear_object (&fixture->adapter);
}

static void
test_dropped_in_handler (DataFixture   *fixture,
                         gconstpointer  data)
{
  g_autoptr (BgDataItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->adapter), 1);

  g_signal_connect (item, "notify::state", G_CALLBACK (drop_adapter_cb), fixture);
  data_fixture_show (fixture, 0, 3);
  g_assert_null (fixture->adapter);
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 0);
}

static void
test_dropped_in_completion (DataFixture   *fixture,
                            gconstpointer  data)
{
  g_autoptr (BgDataItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->adapter), 1);

  data_fixture_show (fixture, 0, 3);
  g_signal_connect (item, "notify::value", G_CALLBACK (drop_adapter_cb), fixture);
  data_fixture_run (fixture);
  g_assert_null (fixture->adapter);
}

static void
scroll_cb (BgDataItem  *item,
           GParamSpec  *pspec,
           DataFixture *fixture)
{
  if (bg_data_item_get_state (item) == BG_DATA_ITEM_STATE_LOADED)
    data_fixture_show (fixture, 50, 1);
}

static void
test_scrolled_in_handler (DataFixture   *fixture,
                          gconstpointer  data)
{
  g_autoptr (BgDataItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->adapter), 0);

  data_fixture_show (fixture, 0, 3);
  g_signal_connect (item, "notify::state", G_CALLBACK (scroll_cb), fixture);
  data_fixture_run (fixture);
  data_assert_items (fixture->adapter, 0, "L");
  data_assert_items (fixture->adapter, 50, "L");
}

static void
test_disposed (DataFixture   *fixture,
               gconstpointer  data)
{
  BgListModelAdapter *adapter = fixture->adapter;

  data_fixture_show (fixture, 0, 3);
  g_object_run_dispose (G_OBJECT (adapter));
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (adapter)), ==, 0);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (adapter), 0));
  g_assert_null (bg_list_model_adapter_get_source (adapter));
  g_assert_null (bg_list_model_adapter_get_retriever (adapter));
  g_assert_cmpint (bg_list_model_adapter_get_priority (adapter), ==, 0);
  g_assert_cmpuint (bg_list_model_adapter_get_read_ahead (adapter), ==, 0);
  g_assert_cmpuint (bg_list_model_adapter_get_cache_limit (adapter), ==, 0);
}

static void
test_user_data (DataFixture   *fixture,
                gconstpointer  data)
{
  BgListModelAdapter *adapter =
    bg_list_model_adapter_new (G_LIST_MODEL (fixture->source), fixture->retriever,
                               data_source_key, fixture->server, data_server_given_up);

  g_assert_cmpuint (fixture->server->n_released, ==, 0);
  g_assert_finalize_object (adapter);
  g_assert_cmpuint (fixture->server->n_released, ==, 1);
  fixture->n_uses++;
}

static void
test_misuse_no_source (DataFixture   *fixture,
                       gconstpointer  data)
{
  if (g_test_subprocess ())
    {
      g_object_new (BG_TYPE_LIST_MODEL_ADAPTER, "retriever", fixture->retriever, NULL);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*source != NULL*");
}

static void
test_misuse_after_dispose (DataFixture   *fixture,
                           gconstpointer  data)
{
  if (g_test_subprocess ())
    {
      g_object_run_dispose (G_OBJECT (fixture->adapter));
      data_fixture_show (fixture, 0, 3);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*bg_list_model_adapter_set_visible_range*loader != NULL*");
}

#define ADD(path, func) DATA_TEST_ADD ("/list-model-adapter/" path, func)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("two-on-one-retriever", test_two_on_one_retriever);
  ADD ("dropped/in-handler", test_dropped_in_handler);
  ADD ("dropped/in-completion", test_dropped_in_completion);
  ADD ("scrolled-in-handler", test_scrolled_in_handler);
  ADD ("disposed", test_disposed);
  ADD ("user-data", test_user_data);
  ADD ("misuse/no-source", test_misuse_no_source);
  ADD ("misuse/after-dispose", test_misuse_after_dispose);

  return g_test_run ();
}
