/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data-fixture.h"

#include "data/bg-list-model-adapter-private.h"

/* What becomes of items and requests when the source changes. */

static void
add (DataFixture *fixture,
     guint        position,
     guint        first_number,
     guint        n)
{
  g_autofree guint *numbers = g_new (guint, n);

  for (guint i = 0; i < n; i++)
    numbers[i] = first_number + i;
  data_source_splice (fixture->source, position, 0, numbers, n);
}

static void
drop (DataFixture *fixture,
      guint        position,
      guint        n)
{
  data_source_splice (fixture->source, position, n, NULL, 0);
}

static void
count_notify_cb (GObject    *object,
                 GParamSpec *pspec,
                 guint      *n)
{
  (*n)++;
}

static void
test_changes_are_passed_on (DataFixture   *fixture,
                            gconstpointer  data)
{
  static const guint numbers[] = { 500, 501 };
  g_autoptr (GString) log = g_string_new (NULL);
  guint n_notifies = 0;

  data_log_model (log, G_LIST_MODEL (fixture->adapter));
  g_signal_connect (fixture->adapter, "notify::n-items", G_CALLBACK (count_notify_cb), &n_notifies);
  add (fixture, 3, 200, 1);
  data_assert_log (log, "+3");
  drop (fixture, 0, 1);
  data_assert_log (log, "-0");
  add (fixture, 100, 300, 50);
  data_assert_log (log, "100-0+50");
  g_assert_cmpuint (n_notifies, ==, 3);
  data_source_splice (fixture->source, 2, 2, numbers, 2);
  data_assert_log (log, "2-2+2");
  g_assert_cmpuint (n_notifies, ==, 3);
  drop (fixture, 0, 150);
  data_assert_log (log, "0-150+0");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->adapter)), ==, 0);
}

/* Changes are made known while the source announces them, and by then the new items are there. */
static void
look_cb (GListModel *model,
         guint       position,
         guint       n_removed,
         guint       n_added,
         GString    *log)
{
  for (guint i = 0; i < n_added; i++)
    {
      g_autoptr (BgDataItem) item = g_list_model_get_item (model, position + i);

      g_string_append_printf (log, "%s ", bg_data_item_get_key (item));
    }
}

static void
test_handlers_see_the_new_list (DataFixture   *fixture,
                                gconstpointer  data)
{
  g_autoptr (GString) log = g_string_new (NULL);

  data_fixture_show (fixture, 0, 5);
  g_signal_connect (fixture->adapter, "items-changed", G_CALLBACK (look_cb), log);
  add (fixture, 2, 200, 3);
  data_assert_log (log, "200 201 202");
}

static void
test_items_move_along (DataFixture   *fixture,
                       gconstpointer  data)
{
  GListModel *model = G_LIST_MODEL (fixture->adapter);
  g_autoptr (BgDataItem) before = g_list_model_get_item (model, 2);
  g_autoptr (BgDataItem) after = g_list_model_get_item (model, 7);
  g_autoptr (BgDataItem) removed = g_list_model_get_item (model, 5);
  g_autoptr (BgDataItem) found = NULL;

  drop (fixture, 5, 1);
  add (fixture, 3, 200, 10);
  found = g_list_model_get_item (model, 16);
  g_assert_true (found == after);
  g_clear_object (&found);
  found = g_list_model_get_item (model, 2);
  g_assert_true (found == before);
  g_assert_cmpstr (bg_data_item_get_key (removed), ==, "5");
}

static void
test_requests_move_along (DataFixture   *fixture,
                          gconstpointer  data)
{
  data_fixture_show (fixture, 10, 3);
  add (fixture, 0, 200, 30);
  data_assert_items (fixture->adapter, 39, ".lll.");
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 3);
  drop (fixture, 5, 20);
  data_assert_items (fixture->adapter, 19, ".lll.");
  data_fixture_run (fixture);
  data_assert_items (fixture->adapter, 19, ".LLL.");
  data_assert_order (fixture->server, "10 11 12");
}

static void
test_data_move_along (DataFixture   *fixture,
                      gconstpointer  data)
{
  data_fixture_show (fixture, 10, 3);
  data_fixture_run (fixture);
  data_fixture_show (fixture, 50, 1);
  add (fixture, 11, 200, 1);
  data_assert_items (fixture->adapter, 10, "L.LL");
  drop (fixture, 0, 10);
  data_assert_items (fixture->adapter, 0, "L.LL");
}

/* What is pushed out of sight by new items is not wanted any more, and the new items are. */
static void
test_inserted_in_sight (DataFixture   *fixture,
                        gconstpointer  data)
{
  data_fixture_show (fixture, 10, 3);
  add (fixture, 11, 200, 2);
  data_assert_items (fixture->adapter, 10, "lll..");
  data_fixture_run (fixture);
  data_assert_order (fixture->server, "10 200 201");
}

static void
test_removed_work_is_stopped (DataFixture   *fixture,
                              gconstpointer  data)
{
  g_autoptr (GString) log = g_string_new (NULL);

  data_log_connect (log, fixture->retriever);
  data_server_close (fixture->server);
  data_fixture_show (fixture, 10, 4);
  bg_task_manager_start_processing (fixture->manager);
  data_server_wait_held (fixture->server, 1);

  /* The first runs already. */
  drop (fixture, 10, 2);
  data_assert_items (fixture->adapter, 10, "llll");
  data_server_open (fixture->server);
  data_test_run_pending (fixture->manager);
  data_assert_log_sorted (log, "10:stopped 11:stopped 12=12! 13=13! 14=14! 15=15!");
  data_assert_order (fixture->server, "10 12 13 14 15");
}

static void
test_all_removed (DataFixture   *fixture,
                  gconstpointer  data)
{
  data_fixture_show (fixture, 0, 5);
  data_fixture_run (fixture);
  data_fixture_show (fixture, 5, 5);
  drop (fixture, 0, 100);
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 0);
  g_assert_cmpuint (g_hash_table_size (fixture->adapter->loader->cache.keys), ==, 0);
  g_assert_cmpuint (fixture->adapter->loader->cache.n_kept, ==, 0);

  /* A view then begins at the top. */
  add (fixture, 0, 200, 100);
  data_assert_items (fixture->adapter, 0, "lllll.");
}

/* The range may be known before there are any items. */
static void
test_filled_later (DataFixture   *fixture,
                   gconstpointer  data)
{
  drop (fixture, 0, 100);
  data_fixture_show (fixture, 2, 3);
  add (fixture, 0, 0, 4);
  data_assert_items (fixture->adapter, 0, "..ll");
  add (fixture, 4, 4, 4);
  data_assert_items (fixture->adapter, 0, "..lll...");
}

/* As when the list is sorted anew: the same items are removed and added at once. */
static void
test_reordered (DataFixture   *fixture,
                gconstpointer  data)
{
  static const guint numbers[] = { 3, 2, 1, 0 };

  data_server_close (fixture->server);
  data_server_pass (fixture->server, 2);
  data_fixture_show (fixture, 0, 4);
  bg_task_manager_start_processing (fixture->manager);
  data_server_wait_arrived (fixture->server, 3);
  while (bg_data_retriever_get_n_requests (fixture->retriever) > 2)
    g_main_context_iteration (NULL, TRUE);
  data_assert_items (fixture->adapter, 0, "LLll");

  data_source_splice (fixture->source, 0, 4, numbers, 4);
  data_assert_items (fixture->adapter, 0, "llLL");
  data_server_open (fixture->server);
  data_test_run (fixture->retriever);
  data_assert_items (fixture->adapter, 0, "LLLL");
  data_assert_order (fixture->server, "0 1 2 3");
}

static void
test_one_of_a_key_removed (DataFixture   *fixture,
                           gconstpointer  data)
{
  static const guint numbers[] = { 1, 1, 2 };

  data_source_splice (fixture->source, 0, 100, numbers, 3);
  data_fixture_show (fixture, 0, 3);
  drop (fixture, 0, 1);
  data_assert_items (fixture->adapter, 0, "ll");
  drop (fixture, 0, 1);
  data_assert_items (fixture->adapter, 0, "l");
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 1);
  data_fixture_run (fixture);
  data_assert_order (fixture->server, "2");
}

/* A long list costs nothing to fill and to empty. */
static void
test_cost (DataFixture   *fixture,
           gconstpointer  data)
{
  data_fixture_show (fixture, 50, 10);
  g_assert_cmpuint (data_source_count (fixture->source), ==, 10);
  add (fixture, 0, 1000, 100000);
  add (fixture, 100100, 200000, 100000);
  g_assert_cmpuint (data_source_count (fixture->source), ==, 0);
  data_assert_items (fixture->adapter, 100049, ".llllllllll.");
  data_source_count (fixture->source);
  drop (fixture, 100100, 100000);
  drop (fixture, 0, 100000);
  g_assert_cmpuint (data_source_count (fixture->source), ==, 0);
  data_assert_items (fixture->adapter, 49, ".llllllllll.");
}

static void
drop_adapter_cb (GListModel  *model,
                 guint        position,
                 guint        n_removed,
                 guint        n_added,
                 DataFixture *fixture)
{
  g_clear_object (&fixture->adapter);
}

static void
test_dropped_in_handler (DataFixture   *fixture,
                         gconstpointer  data)
{
  data_fixture_show (fixture, 0, 5);
  g_signal_connect (fixture->adapter, "items-changed", G_CALLBACK (drop_adapter_cb), fixture);
  drop (fixture, 0, 2);
  g_assert_null (fixture->adapter);
}

static void
scroll_cb (GListModel  *model,
           guint        position,
           guint        n_removed,
           guint        n_added,
           DataFixture *fixture)
{
  data_fixture_show (fixture, 1, 2);
}

/* As views do. */
static void
test_scrolled_in_handler (DataFixture   *fixture,
                          gconstpointer  data)
{
  data_fixture_show (fixture, 0, 4);
  g_signal_connect (fixture->adapter, "items-changed", G_CALLBACK (scroll_cb), fixture);
  drop (fixture, 0, 2);
  data_assert_items (fixture->adapter, 0, ".ll.");
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 2);
}

/* The source may live on without the adapter. */
static void
test_source_outlives (DataFixture   *fixture,
                      gconstpointer  data)
{
  data_fixture_show (fixture, 0, 4);
  g_assert_finalize_object (fixture->adapter);
  drop (fixture, 0, 2);
  fixture->adapter = data_source_adapt (fixture->source, fixture->retriever);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->adapter)), ==, 98);
}

#define ADD(path, func) DATA_TEST_ADD ("/list-model-adapter/source/" path, func)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("changes-are-passed-on", test_changes_are_passed_on);
  ADD ("handlers-see-the-new-list", test_handlers_see_the_new_list);
  ADD ("items-move-along", test_items_move_along);
  ADD ("requests-move-along", test_requests_move_along);
  ADD ("data-move-along", test_data_move_along);
  ADD ("inserted-in-sight", test_inserted_in_sight);
  ADD ("removed-work-is-stopped", test_removed_work_is_stopped);
  ADD ("all-removed", test_all_removed);
  ADD ("filled-later", test_filled_later);
  ADD ("reordered", test_reordered);
  ADD ("one-of-a-key-removed", test_one_of_a_key_removed);
  ADD ("cost", test_cost);
  ADD ("dropped-in-handler", test_dropped_in_handler);
  ADD ("scrolled-in-handler", test_scrolled_in_handler);
  ADD ("source-outlives", test_source_outlives);

  return g_test_run ();
}
