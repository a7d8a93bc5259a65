/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data-fixture.h"

#include "data/bg-list-model-adapter-private.h"

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
  g_autoptr (GListModel) source = NULL;
  g_autoptr (BgDataRetriever) retriever = NULL;
  int priority = -1;
  guint read_ahead, cache_limit, n_items;
  GType item_type;
  BgListModelAdapter *adapter =
    bg_list_model_adapter_new (G_LIST_MODEL (fixture->source), fixture->retriever,
                               data_source_key, NULL, NULL);

  g_object_get (adapter, "source", &source, "retriever", &retriever, "priority", &priority,
                "read-ahead", &read_ahead, "cache-limit", &cache_limit,
                "item-type", &item_type, "n-items", &n_items, NULL);
  g_assert_true (source == G_LIST_MODEL (fixture->source));
  g_assert_true (bg_list_model_adapter_get_source (adapter) == source);
  g_assert_true (retriever == fixture->retriever);
  g_assert_true (bg_list_model_adapter_get_retriever (adapter) == retriever);
  g_assert_cmpint (priority, ==, 0);
  g_assert_cmpuint (read_ahead, ==, 32);
  g_assert_cmpuint (cache_limit, ==, 1000);
  g_assert_true (item_type == BG_TYPE_DATA_ITEM);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (adapter)) == BG_TYPE_DATA_ITEM);
  g_assert_cmpuint (n_items, ==, 100);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (adapter)), ==, 100);
  g_assert_finalize_object (adapter);
}

static void
test_settings (DataFixture   *fixture,
               gconstpointer  data)
{
  BgListModelAdapter *adapter = fixture->adapter;
  guint n = 0;

  g_signal_connect (adapter, "notify::priority", G_CALLBACK (count_notify_cb), &n);
  bg_list_model_adapter_set_priority (adapter, 7);
  g_assert_cmpint (bg_list_model_adapter_get_priority (adapter), ==, 7);
  bg_list_model_adapter_set_priority (adapter, 7);
  g_assert_cmpuint (n, ==, 1);
  g_object_set (adapter, "priority", -7, NULL);
  g_assert_cmpint (bg_list_model_adapter_get_priority (adapter), ==, -7);
  g_assert_cmpuint (n, ==, 2);

  g_signal_connect (adapter, "notify::read-ahead", G_CALLBACK (count_notify_cb), &n);
  bg_list_model_adapter_set_read_ahead (adapter, 5);
  g_assert_cmpuint (bg_list_model_adapter_get_read_ahead (adapter), ==, 5);
  bg_list_model_adapter_set_read_ahead (adapter, 5);
  g_assert_cmpuint (n, ==, 3);
  g_object_set (adapter, "read-ahead", 6, NULL);
  g_assert_cmpuint (bg_list_model_adapter_get_read_ahead (adapter), ==, 6);
  g_assert_cmpuint (n, ==, 4);

  g_signal_connect (adapter, "notify::cache-limit", G_CALLBACK (count_notify_cb), &n);
  bg_list_model_adapter_set_cache_limit (adapter, 50);
  g_assert_cmpuint (bg_list_model_adapter_get_cache_limit (adapter), ==, 50);
  bg_list_model_adapter_set_cache_limit (adapter, 50);
  g_assert_cmpuint (n, ==, 5);
  g_object_set (adapter, "cache-limit", 60, NULL);
  g_assert_cmpuint (bg_list_model_adapter_get_cache_limit (adapter), ==, 60);
  g_assert_cmpuint (n, ==, 6);
}

static void
test_items_are_made_when_looked_at (DataFixture   *fixture,
                                    gconstpointer  data)
{
  GListModel *model = G_LIST_MODEL (fixture->adapter);
  g_autoptr (BgDataItem) again = NULL;
  BgDataItem *item;

  g_assert_cmpuint (data_source_count (fixture->source), ==, 0);
  item = g_list_model_get_item (model, 42);
  again = g_list_model_get_item (model, 42);
  g_assert_true (item == again);
  g_assert_cmpstr (bg_data_item_get_key (item), ==, "42");
  g_assert_cmpuint (data_source_count (fixture->source), ==, 1);
  g_assert_null (g_list_model_get_item (model, 100));

  /* Nobody holds it and nothing is known of it: it is gone. */
  g_clear_object (&again);
  g_assert_finalize_object (item);
  g_assert_null (bg_sparse_list_get_first (&fixture->adapter->loader->places));
  g_assert_cmpuint (g_hash_table_size (fixture->adapter->loader->cache.keys), ==, 0);
}

static void
test_nothing_is_asked_for_before (DataFixture   *fixture,
                                  gconstpointer  data)
{
  data_assert_items (fixture->adapter, 0, "....");
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 0);
}

static void
test_visible_first (DataFixture   *fixture,
                    gconstpointer  data)
{
  bg_list_model_adapter_set_read_ahead (fixture->adapter, 2);
  data_fixture_show (fixture, 5, 3);
  data_assert_items (fixture->adapter, 2, ".llllll" "l.");
  data_fixture_run (fixture);
  data_assert_items (fixture->adapter, 2, ".LLLLLL" "L.");
  data_assert_order (fixture->server, "5 6 7 8 4 9 3");
}

/* With a thread that is idle the first that is asked for begins at once: that is the most
 * urgent, too. */
static void
test_asked_for_in_order (DataFixture   *fixture,
                         gconstpointer  data)
{
  bg_task_manager_start_processing (fixture->manager);
  bg_list_model_adapter_set_read_ahead (fixture->adapter, 1);
  data_fixture_show (fixture, 5, 3);
  data_test_run (fixture->retriever);
  data_assert_order (fixture->server, "5 6 7 8 4");
}

static void
test_scrolling_reorders_and_drops (DataFixture   *fixture,
                                   gconstpointer  data)
{
  bg_list_model_adapter_set_read_ahead (fixture->adapter, 1);
  data_fixture_show (fixture, 10, 3);
  data_fixture_show (fixture, 12, 3);
  /* 10 is dropped, 11 is lowered, 12 stays, 13 is raised. */
  data_assert_items (fixture->adapter, 9, "..lllll.");
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 5);
  data_fixture_run (fixture);
  data_assert_order (fixture->server, "12 13 14 15 11");
  data_assert_items (fixture->adapter, 9, "..LLLLL.");

  /* What is there is not asked for again. */
  data_fixture_show (fixture, 11, 3);
  data_assert_items (fixture->adapter, 9, ".lLLLLL.");
  data_fixture_run (fixture);
  data_assert_order (fixture->server, "10");
}

static void
test_nothing_visible (DataFixture   *fixture,
                      gconstpointer  data)
{
  bg_list_model_adapter_set_read_ahead (fixture->adapter, 3);
  data_fixture_show (fixture, 10, 3);
  data_fixture_show (fixture, 10, 0);
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 0);
  data_fixture_show (fixture, 10, 3);
  data_fixture_show (fixture, 1000, 10);
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 0);
  data_fixture_show (fixture, 98, 10);
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 5);
}

static void
test_running_may_finish (DataFixture   *fixture,
                         gconstpointer  data)
{
  data_server_close (fixture->server);
  bg_task_manager_start_processing (fixture->manager);
  data_fixture_show (fixture, 10, 3);
  data_server_wait_held (fixture->server, 1);
  data_fixture_show (fixture, 50, 2);
  data_assert_items (fixture->adapter, 10, "l..");
  data_server_open (fixture->server);
  data_test_run (fixture->retriever);
  data_assert_items (fixture->adapter, 10, "L..");
  data_assert_items (fixture->adapter, 50, "LL");
  data_assert_order (fixture->server, "10 50 51");
}

static void
test_priority (DataFixture   *fixture,
               gconstpointer  data)
{
  guint64 id;

  data_fixture_show (fixture, 10, 2);
  /* Above both, then below what is visible of an adapter that is raised. */
  id = data_test_request (fixture->retriever, "other", 2 * BG_LIST_MODEL_ADAPTER_BOOST);
  bg_list_model_adapter_set_priority (fixture->adapter, BG_LIST_MODEL_ADAPTER_BOOST + 2);
  g_assert_true (bg_data_retriever_set_priority (fixture->retriever, id,
                                                 0, 2 * BG_LIST_MODEL_ADAPTER_BOOST));
  data_fixture_run (fixture);
  data_assert_order (fixture->server, "10 11 other");
}

static void
test_items_without_key (DataFixture   *fixture,
                        gconstpointer  data)
{
  static const guint numbers[] = { 1, DATA_SOURCE_NO_KEY, 2 };

  data_source_splice (fixture->source, 0, 100, numbers, 3);
  bg_list_model_adapter_set_read_ahead (fixture->adapter, 1);
  data_fixture_show (fixture, 0, 2);
  data_fixture_run (fixture);
  data_assert_items (fixture->adapter, 0, "L.L");
  data_assert_order (fixture->server, "1 2");
}

static void
test_items_with_one_key (DataFixture   *fixture,
                         gconstpointer  data)
{
  static const guint numbers[] = { 1, 2, 1, 1, 2 };
  g_autoptr (BgDataItem) held = NULL;

  data_source_splice (fixture->source, 0, 100, numbers, 5);
  held = g_list_model_get_item (G_LIST_MODEL (fixture->adapter), 3);
  data_fixture_show (fixture, 0, 3);
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 2);
  /* Also who is not visible takes part. */
  data_assert_items (fixture->adapter, 0, "lllll");
  data_fixture_show (fixture, 1, 1);
  data_assert_items (fixture->adapter, 0, ".l..l");
  data_fixture_show (fixture, 2, 1);
  data_fixture_run (fixture);
  data_assert_items (fixture->adapter, 0, "L.LL.");
  data_assert_order (fixture->server, "1");
}

static void
test_failure (DataFixture   *fixture,
              gconstpointer  data)
{
  g_autoptr (BgDataItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->adapter), 1);

  data_server_fail (fixture->server, "1", TRUE);
  data_fixture_show (fixture, 0, 3);
  data_fixture_run (fixture);
  data_assert_items (fixture->adapter, 0, "LFL");
  g_assert_error (bg_data_item_get_error (item), G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* A request that cannot even be made is a failure as well. */
static void
test_refusal (DataFixture   *fixture,
              gconstpointer  data)
{
  g_autoptr (BgDataItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->adapter), 1);

  bg_task_manager_shut_down (fixture->manager);
  data_fixture_show (fixture, 0, 2);
  data_assert_items (fixture->adapter, 0, "FF.");
  g_assert_error (bg_data_item_get_error (item), BG_ERROR, BG_ERROR_SHUT_DOWN);
}

/* Somebody stops the work: the items are empty, until it is said again what is visible. */
static void
test_stopped_by_others (DataFixture   *fixture,
                        gconstpointer  data)
{
  data_fixture_show (fixture, 0, 3);
  bg_data_retriever_clear (fixture->retriever);
  bg_test_drain (NULL);
  data_assert_items (fixture->adapter, 0, "...");
  data_fixture_show (fixture, 0, 3);
  data_assert_items (fixture->adapter, 0, "lll");

  /* Or before it is known. */
  bg_data_retriever_clear (fixture->retriever);
  data_fixture_show (fixture, 0, 2);
  data_fixture_run (fixture);
  data_assert_items (fixture->adapter, 0, "LL.");
  data_assert_order (fixture->server, "0 1");
}

/* The cost of scrolling is what is visible and what is read ahead, however long the list is. */
static void
test_cost (DataFixture   *fixture,
           gconstpointer  data)
{
  g_autoptr (DataSource) source = data_source_new (200000);
  BgListModelAdapter *adapter = data_source_adapt (source, fixture->retriever);
  GHashTable *keys = adapter->loader->cache.keys;

  bg_list_model_adapter_set_read_ahead (adapter, 10);
  for (guint first = 0; first + 20 <= 200000; first += 9999)
    {
      bg_list_model_adapter_set_visible_range (adapter, first, 20);
      g_assert_cmpuint (data_source_count (source), <=, 40);
      g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), <=, 40);
      g_assert_cmpuint (g_hash_table_size (keys), <=, 40);
    }
  bg_list_model_adapter_set_visible_range (adapter, 1000, 20);
  g_assert_cmpuint (data_source_count (source), ==, 40);
  for (guint i = 1; i <= 10; i++)
    {
      bg_list_model_adapter_set_visible_range (adapter, 1000 + i, 20);
      g_assert_cmpuint (data_source_count (source), ==, 1);
    }
  g_assert_finalize_object (adapter);
}

#define ADD(path, func) DATA_TEST_ADD ("/list-model-adapter/" path, func)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("properties", test_properties);
  ADD ("settings", test_settings);
  ADD ("items-are-made-when-looked-at", test_items_are_made_when_looked_at);
  ADD ("nothing-is-asked-for-before", test_nothing_is_asked_for_before);
  ADD ("visible-first", test_visible_first);
  ADD ("asked-for-in-order", test_asked_for_in_order);
  ADD ("scrolling-reorders-and-drops", test_scrolling_reorders_and_drops);
  ADD ("nothing-visible", test_nothing_visible);
  ADD ("running-may-finish", test_running_may_finish);
  ADD ("priority", test_priority);
  ADD ("items-without-key", test_items_without_key);
  ADD ("items-with-one-key", test_items_with_one_key);
  ADD ("failure", test_failure);
  ADD ("refusal", test_refusal);
  ADD ("stopped-by-others", test_stopped_by_others);
  ADD ("cost", test_cost);

  return g_test_run ();
}
