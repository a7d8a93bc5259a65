/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data-fixture.h"

#include "data/bg-list-model-adapter-private.h"

/* What is kept of what has arrived, and for how long. */

static guint
count_kept (DataFixture *fixture)
{
  return fixture->adapter->loader->cache.n_kept;
}

/* Shows the items one after the other, and waits for each. */
static void
visit (DataFixture *fixture,
       guint        first,
       guint        last)
{
  for (guint i = first; i <= last; i++)
    {
      data_fixture_show (fixture, i, 1);
      data_fixture_run (fixture);
    }
}

static void
test_longest_ago_goes_first (DataFixture   *fixture,
                             gconstpointer  data)
{
  bg_list_model_adapter_set_cache_limit (fixture->adapter, 4);
  visit (fixture, 0, 3);
  data_assert_items (fixture->adapter, 0, "LLLL....");
  visit (fixture, 4, 4);
  data_assert_items (fixture->adapter, 0, ".LLLL...");
  /* To be seen once more counts. */
  visit (fixture, 1, 1);
  visit (fixture, 5, 6);
  data_assert_items (fixture->adapter, 0, ".L..LLL.");
  visit (fixture, 7, 7);
  data_assert_items (fixture->adapter, 0, ".L...LLL");
  g_assert_cmpuint (count_kept (fixture), ==, 4);
  data_assert_order (fixture->server, "0 1 2 3 4 5 6 7");
}

static void
test_visible_stays (DataFixture   *fixture,
                    gconstpointer  data)
{
  bg_list_model_adapter_set_cache_limit (fixture->adapter, 2);
  data_fixture_show (fixture, 0, 5);
  data_fixture_run (fixture);
  data_assert_items (fixture->adapter, 0, "LLLLL");
  /* The rest goes when it is not visible any more, beginning with the first. */
  data_fixture_show (fixture, 3, 1);
  data_assert_items (fixture->adapter, 0, "...LL");
  data_fixture_show (fixture, 0, 0);
  data_assert_items (fixture->adapter, 0, "...LL");
}

static void
test_limit_of_nothing (DataFixture   *fixture,
                       gconstpointer  data)
{
  bg_list_model_adapter_set_cache_limit (fixture->adapter, 0);
  bg_list_model_adapter_set_read_ahead (fixture->adapter, 3);
  data_fixture_show (fixture, 5, 2);
  data_fixture_run (fixture);
  data_assert_items (fixture->adapter, 2, "...LL...");
  data_fixture_show (fixture, 6, 2);
  data_assert_items (fixture->adapter, 2, "....Ll..");
  data_fixture_show (fixture, 50, 0);
  data_assert_items (fixture->adapter, 2, "........");
  g_assert_cmpuint (count_kept (fixture), ==, 0);
}

static void
test_limit_of_everything (DataFixture   *fixture,
                          gconstpointer  data)
{
  bg_list_model_adapter_set_cache_limit (fixture->adapter, G_MAXUINT);
  bg_list_model_adapter_set_read_ahead (fixture->adapter, G_MAXUINT);
  data_fixture_show (fixture, 50, 1);
  data_fixture_run (fixture);
  g_assert_cmpuint (count_kept (fixture), ==, 100);
}

static void
test_limit_is_lowered (DataFixture   *fixture,
                       gconstpointer  data)
{
  visit (fixture, 0, 5);
  bg_list_model_adapter_set_cache_limit (fixture->adapter, 3);
  data_assert_items (fixture->adapter, 0, "...LLL.");
  bg_list_model_adapter_set_cache_limit (fixture->adapter, 0);
  data_assert_items (fixture->adapter, 0, ".....L.");
}

/* What is read ahead neither pushes out what is visible nor itself. */
static void
test_read_ahead_fits (DataFixture   *fixture,
                      gconstpointer  data)
{
  bg_list_model_adapter_set_cache_limit (fixture->adapter, 6);
  bg_list_model_adapter_set_read_ahead (fixture->adapter, 10);
  data_fixture_show (fixture, 10, 2);
  data_fixture_run (fixture);
  data_assert_items (fixture->adapter, 6, "..LLLLLL..");
  g_assert_cmpuint (count_kept (fixture), ==, 6);
  data_fixture_show (fixture, 11, 2);
  data_fixture_run (fixture);
  data_assert_items (fixture->adapter, 6, "...LLLLLL.");
  data_assert_order (fixture->server, "10 11 12 9 13 8 14");
}

/* What was read ahead and never seen is given up before what was seen. */
static void
test_never_seen_goes_first (DataFixture   *fixture,
                            gconstpointer  data)
{
  bg_list_model_adapter_set_read_ahead (fixture->adapter, 1);
  data_fixture_show (fixture, 0, 1);
  data_fixture_run (fixture);
  data_fixture_show (fixture, 10, 1);
  data_fixture_run (fixture);
  data_assert_items (fixture->adapter, 0, "LL");
  data_assert_items (fixture->adapter, 9, "LLL");
  bg_list_model_adapter_set_cache_limit (fixture->adapter, 4);
  data_assert_items (fixture->adapter, 0, "L.");
  data_assert_items (fixture->adapter, 9, "LLL");
}

/* It is not the one that arrives that goes, if it was seen later. */
static void
test_late_arrival (DataFixture   *fixture,
                   gconstpointer  data)
{
  bg_list_model_adapter_set_cache_limit (fixture->adapter, 2);
  visit (fixture, 0, 0);

  data_server_close (fixture->server);
  bg_task_manager_start_processing (fixture->manager);
  data_fixture_show (fixture, 1, 1);
  data_server_wait_held (fixture->server, 1);
  data_fixture_show (fixture, 2, 1);
  data_server_open (fixture->server);
  data_test_run (fixture->retriever);
  data_assert_items (fixture->adapter, 0, ".LL");
}

static void
test_failures_count (DataFixture   *fixture,
                     gconstpointer  data)
{
  data_server_fail (fixture->server, "0", TRUE);
  bg_list_model_adapter_set_cache_limit (fixture->adapter, 2);
  visit (fixture, 0, 1);
  data_assert_items (fixture->adapter, 0, "FL.");
  visit (fixture, 2, 2);
  data_assert_items (fixture->adapter, 0, ".LL");
  /* So it is tried again when it is seen again. */
  data_server_fail (fixture->server, "0", FALSE);
  visit (fixture, 0, 0);
  data_assert_items (fixture->adapter, 0, "L.L");
}

static void
test_one_key_counts_once (DataFixture   *fixture,
                          gconstpointer  data)
{
  static const guint numbers[] = { 1, 1, 1, 2, 3 };

  data_source_splice (fixture->source, 0, 100, numbers, 5);
  bg_list_model_adapter_set_cache_limit (fixture->adapter, 2);
  visit (fixture, 0, 3);
  g_assert_cmpuint (count_kept (fixture), ==, 2);
  data_assert_items (fixture->adapter, 0, "LLLL.");
  data_assert_order (fixture->server, "1 2");
  /* One that is visible keeps all that are like it. */
  data_fixture_show (fixture, 2, 1);
  visit (fixture, 4, 4);
  data_assert_items (fixture->adapter, 0, "LLL.L");
}

/* Items that hold data are kept for the list, and are the same ones; afterwards they are not. */
static void
test_items_are_kept_with_their_data (DataFixture   *fixture,
                                     gconstpointer  data)
{
  g_autoptr (BgDataItem) again = NULL;
  BgDataItem *item;

  visit (fixture, 0, 0);
  item = g_list_model_get_item (G_LIST_MODEL (fixture->adapter), 0);
  g_object_unref (item);
  again = g_list_model_get_item (G_LIST_MODEL (fixture->adapter), 0);
  g_assert_true (again == item);
  g_clear_object (&again);

  bg_list_model_adapter_set_cache_limit (fixture->adapter, 0);
  data_fixture_show (fixture, 0, 0);
  g_assert_null (bg_sparse_list_get_first (&fixture->adapter->loader->places));
}

static void
drop_cb (BgDataItem *item,
         GParamSpec *pspec,
         GString    *log)
{
  if (bg_data_item_get_state (item) == BG_DATA_ITEM_STATE_EMPTY)
    g_string_append_printf (log, "%s ", bg_data_item_get_key (item));
}

/* Whoever holds an item is told that its data are gone, when all is in order. */
static void
test_dropping_is_notified (DataFixture   *fixture,
                           gconstpointer  data)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (BgDataItem) first = g_list_model_get_item (G_LIST_MODEL (fixture->adapter), 0);
  g_autoptr (BgDataItem) second = g_list_model_get_item (G_LIST_MODEL (fixture->adapter), 1);

  g_signal_connect (first, "notify::state", G_CALLBACK (drop_cb), log);
  g_signal_connect (second, "notify::state", G_CALLBACK (drop_cb), log);
  visit (fixture, 0, 2);
  data_assert_log (log, "");
  bg_list_model_adapter_set_cache_limit (fixture->adapter, 1);
  data_assert_log (log, "0 1");
}

/* However far one scrolls, no more is kept than allowed, and what is not kept costs nothing. */
static void
test_bounded (DataFixture   *fixture,
              gconstpointer  data)
{
  g_autoptr (DataSource) source = data_source_new (200000);
  BgListModelAdapter *adapter = data_source_adapt (source, fixture->retriever);
  BgAdapterCache *cache = &adapter->loader->cache;

  bg_list_model_adapter_set_cache_limit (adapter, 50);
  bg_list_model_adapter_set_read_ahead (adapter, 5);
  bg_task_manager_start_processing (fixture->manager);
  for (guint first = 0; first < 2000; first += 10)
    {
      bg_list_model_adapter_set_visible_range (adapter, first * 97, 10);
      data_test_run (fixture->retriever);
      g_assert_cmpuint (cache->n_kept, <=, 50);
      g_assert_cmpuint (g_hash_table_size (cache->keys), <=, 50);
      g_assert_cmpuint (cache->recent.length, <=, 50);
      g_assert_cmpuint (cache->pending.length, ==, 0);
    }
  g_assert_finalize_object (adapter);
}

#define ADD(path, func) DATA_TEST_ADD ("/list-model-adapter/cache/" path, func)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("longest-ago-goes-first", test_longest_ago_goes_first);
  ADD ("visible-stays", test_visible_stays);
  ADD ("limit-of-nothing", test_limit_of_nothing);
  ADD ("limit-of-everything", test_limit_of_everything);
  ADD ("limit-is-lowered", test_limit_is_lowered);
  ADD ("read-ahead-fits", test_read_ahead_fits);
  ADD ("never-seen-goes-first", test_never_seen_goes_first);
  ADD ("late-arrival", test_late_arrival);
  ADD ("failures-count", test_failures_count);
  ADD ("one-key-counts-once", test_one_key_counts_once);
  ADD ("items-are-kept-with-their-data", test_items_are_kept_with_their_data);
  ADD ("dropping-is-notified", test_dropping_is_notified);
  ADD ("bounded", test_bounded);

  return g_test_run ();
}
