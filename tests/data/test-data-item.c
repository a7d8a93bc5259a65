/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data-fixture.h"

#include "data/bg-data-item-private.h"

static void
notify_cb (GObject    *object,
           GParamSpec *pspec,
           GString    *log)
{
  g_string_append_printf (log, "%s ", pspec->name);
}

static BgDataItem *
new_item (const char *key,
          GString    *log)
{
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  BgDataItem *item = bg_data_item_new (object, key);

  if (log != NULL)
    g_signal_connect (item, "notify", G_CALLBACK (notify_cb), log);
  return item;
}

static BgDataOutcome *
new_outcome_for_object (gpointer object)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_OBJECT);
  g_value_set_object (&value, object);
  return bg_data_outcome_new_value (&value);
}

static BgDataOutcome *
new_outcome_for_int (int number)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT);
  g_value_set_int (&value, number);
  return bg_data_outcome_new_value (&value);
}

static BgDataOutcome *
new_outcome_for_error (const char *message)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, message);

  return bg_data_outcome_new_error (error);
}

static void
test_properties (void)
{
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GObject) source_item = NULL;
  g_autoptr (GObject) value_object = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *key = NULL;
  BgDataItem *item = bg_data_item_new (object, "key");
  BgDataItemState state = BG_DATA_ITEM_STATE_FAILED;
  GValue *value = NULL;

  g_object_get (item, "item", &source_item, "key", &key, "state", &state,
                "value", &value, "object", &value_object, "error", &error, NULL);
  g_assert_true (source_item == object);
  g_assert_true (bg_data_item_get_item (item) == object);
  g_assert_cmpstr (key, ==, "key");
  g_assert_cmpstr (bg_data_item_get_key (item), ==, "key");
  g_assert_cmpint (state, ==, BG_DATA_ITEM_STATE_EMPTY);
  g_assert_null (value);
  g_assert_null (value_object);
  g_assert_no_error (error);
  g_assert_null (bg_data_item_get_value (item));
  g_assert_null (bg_data_item_get_object (item));
  g_assert_null (bg_data_item_get_error (item));
  /* It has no list, so there is nobody to ask. */
  bg_data_item_retry (item);
  g_assert_cmpint (bg_data_item_get_state (item), ==, BG_DATA_ITEM_STATE_EMPTY);
  g_assert_finalize_object (item);
}

static void
test_properties_of_data (void)
{
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GObject) value_object = NULL;
  g_autoptr (BgDataOutcome) of_object = new_outcome_for_object (object);
  g_autoptr (BgDataOutcome) of_error = new_outcome_for_error ("gone");
  g_autoptr (GError) error = NULL;
  BgDataItem *item = bg_data_item_new (object, "key");
  GValue *value = NULL;

  bg_data_item_set_state (item, BG_DATA_ITEM_STATE_LOADED, of_object);
  g_object_get (item, "value", &value, "object", &value_object, NULL);
  g_assert_true (g_value_get_object (value) == object);
  g_assert_true (value_object == object);
  g_boxed_free (G_TYPE_VALUE, value);

  bg_data_item_set_state (item, BG_DATA_ITEM_STATE_FAILED, of_error);
  g_object_get (item, "error", &error, NULL);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "gone");
  g_assert_finalize_object (item);
}

static void
test_no_key (void)
{
  BgDataItem *item = new_item (NULL, NULL);

  g_assert_null (bg_data_item_get_key (item));
  g_assert_finalize_object (item);
}

/* Each property notifies once, and only if it is different. */
static void
test_notifies (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (BgDataOutcome) of_object = new_outcome_for_object (object);
  g_autoptr (BgDataOutcome) of_int = new_outcome_for_int (7);
  g_autoptr (BgDataOutcome) of_error = new_outcome_for_error ("gone");
  BgDataItem *item = new_item ("key", log);

  bg_data_item_set_state (item, BG_DATA_ITEM_STATE_EMPTY, NULL);
  data_assert_log (log, "");
  bg_data_item_set_state (item, BG_DATA_ITEM_STATE_LOADING, NULL);
  data_assert_log (log, "state");
  bg_data_item_set_state (item, BG_DATA_ITEM_STATE_LOADING, NULL);
  data_assert_log (log, "");

  bg_data_item_set_state (item, BG_DATA_ITEM_STATE_LOADED, of_object);
  data_assert_log_sorted (log, "object state value");
  g_assert_true (bg_data_item_get_object (item) == object);
  g_assert_true (g_value_get_object (bg_data_item_get_value (item)) == object);
  bg_data_item_set_state (item, BG_DATA_ITEM_STATE_LOADED, of_object);
  data_assert_log (log, "");

  bg_data_item_set_state (item, BG_DATA_ITEM_STATE_LOADED, of_int);
  data_assert_log_sorted (log, "object value");
  g_assert_null (bg_data_item_get_object (item));
  g_assert_cmpint (g_value_get_int (bg_data_item_get_value (item)), ==, 7);

  bg_data_item_set_state (item, BG_DATA_ITEM_STATE_FAILED, of_error);
  data_assert_log_sorted (log, "error state value");
  g_assert_error (bg_data_item_get_error (item), G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_null (bg_data_item_get_value (item));

  bg_data_item_set_state (item, BG_DATA_ITEM_STATE_EMPTY, NULL);
  data_assert_log_sorted (log, "error state");
  g_assert_finalize_object (item);
}

/* What a handler sees is what it is told of, all at once. */
static void
look_cb (BgDataItem *item,
         GParamSpec *pspec,
         guint      *n)
{
  g_assert_cmpint (bg_data_item_get_state (item), ==, BG_DATA_ITEM_STATE_LOADED);
  g_assert_cmpint (g_value_get_int (bg_data_item_get_value (item)), ==, 7);
  (*n)++;
}

static void
test_changes_at_once (void)
{
  g_autoptr (BgDataOutcome) outcome = new_outcome_for_int (7);
  BgDataItem *item = new_item ("key", NULL);
  guint n = 0;

  g_signal_connect (item, "notify", G_CALLBACK (look_cb), &n);
  bg_data_item_set_state (item, BG_DATA_ITEM_STATE_LOADED, outcome);
  g_assert_cmpuint (n, ==, 2);
  g_assert_finalize_object (item);
}

static gboolean
is_loaded (GBinding     *binding,
           const GValue *from,
           GValue       *to,
           gpointer      user_data)
{
  g_value_set_boolean (to, g_value_get_enum (from) == BG_DATA_ITEM_STATE_LOADED);
  return TRUE;
}

static void
test_binding (void)
{
  g_autoptr (BgDataOutcome) outcome = new_outcome_for_int (7);
  g_autoptr (GSimpleAction) action = g_simple_action_new ("open", NULL);
  BgDataItem *item = new_item ("key", NULL);

  g_object_bind_property_full (item, "state", action, "enabled", G_BINDING_SYNC_CREATE,
                               is_loaded, NULL, NULL, NULL);
  g_assert_false (g_action_get_enabled (G_ACTION (action)));
  bg_data_item_set_state (item, BG_DATA_ITEM_STATE_LOADED, outcome);
  g_assert_true (g_action_get_enabled (G_ACTION (action)));
  g_assert_finalize_object (item);
}

static BgDataItem *
get_item (DataFixture *fixture,
          guint        position)
{
  return g_list_model_get_item (G_LIST_MODEL (fixture->adapter), position);
}

static void
test_retry_after_failure (DataFixture   *fixture,
                          gconstpointer  data)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (BgDataItem) item = get_item (fixture, 0);

  data_server_fail (fixture->server, "0", TRUE);
  bg_list_model_adapter_set_visible_range (fixture->adapter, 0, 3);
  data_fixture_run (fixture);
  data_assert_items (fixture->adapter, 0, "FLL");

  /* It is not tried again by itself. */
  bg_list_model_adapter_set_visible_range (fixture->adapter, 0, 2);
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 0);

  g_signal_connect (item, "notify", G_CALLBACK (notify_cb), log);
  bg_data_item_retry (item);
  data_assert_log_sorted (log, "error state");
  data_assert_items (fixture->adapter, 0, "lLL");
  bg_data_item_retry (item);
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 1);
  data_fixture_run (fixture);
  data_assert_items (fixture->adapter, 0, "FLL");

  data_server_fail (fixture->server, "0", FALSE);
  bg_data_item_retry (item);
  data_fixture_run (fixture);
  data_assert_items (fixture->adapter, 0, "LLL");
  bg_data_item_retry (item);
  data_assert_items (fixture->adapter, 0, "LLL");
  data_assert_order (fixture->server, "0 1 2 0 0");
}

/* What is not visible can be asked for, too. */
static void
test_retry_what_is_empty (DataFixture   *fixture,
                          gconstpointer  data)
{
  g_autoptr (BgDataItem) item = get_item (fixture, 2);

  bg_data_item_retry (item);
  g_assert_cmpint (bg_data_item_get_state (item), ==, BG_DATA_ITEM_STATE_LOADING);
  data_fixture_run (fixture);
  data_assert_items (fixture->adapter, 0, "..L");
}

static void
test_retry_without_key (DataFixture   *fixture,
                        gconstpointer  data)
{
  static const guint no_key = DATA_SOURCE_NO_KEY;
  g_autoptr (BgDataItem) item = NULL;

  data_source_splice (fixture->source, 0, 1, &no_key, 1);
  item = get_item (fixture, 0);
  g_assert_null (bg_data_item_get_key (item));
  bg_data_item_retry (item);
  g_assert_cmpint (bg_data_item_get_state (item), ==, BG_DATA_ITEM_STATE_EMPTY);
}

/* An item that is kept by somebody when it leaves the list has nothing to wait for. */
static void
test_removed (DataFixture   *fixture,
              gconstpointer  data)
{
  g_autoptr (BgDataItem) loaded = get_item (fixture, 0);
  g_autoptr (BgDataItem) loading = get_item (fixture, 1);

  data_server_close (fixture->server);
  data_server_pass (fixture->server, 1);
  bg_task_manager_start_processing (fixture->manager);
  bg_list_model_adapter_set_visible_range (fixture->adapter, 0, 3);
  while (bg_data_retriever_get_n_requests (fixture->retriever) > 2)
    g_main_context_iteration (NULL, TRUE);
  data_assert_items (fixture->adapter, 0, "Lll");

  data_source_splice (fixture->source, 0, 2, NULL, 0);
  g_assert_cmpint (bg_data_item_get_state (loaded), ==, BG_DATA_ITEM_STATE_LOADED);
  g_assert_cmpint (bg_data_item_get_state (loading), ==, BG_DATA_ITEM_STATE_EMPTY);
  bg_data_item_retry (loading);
  g_assert_cmpint (bg_data_item_get_state (loading), ==, BG_DATA_ITEM_STATE_EMPTY);
  data_server_open (fixture->server);
  data_test_run_pending (fixture->manager);
  g_assert_cmpint (bg_data_item_get_state (loading), ==, BG_DATA_ITEM_STATE_EMPTY);
  data_assert_items (fixture->adapter, 0, "L");
}

/* It may also outlive the list altogether. */
static void
test_outlives_the_list (DataFixture   *fixture,
                        gconstpointer  data)
{
  g_autoptr (BgDataItem) loaded = get_item (fixture, 0);
  g_autoptr (BgDataItem) empty = get_item (fixture, 2);

  bg_list_model_adapter_set_visible_range (fixture->adapter, 0, 1);
  data_fixture_run (fixture);
  g_assert_finalize_object (fixture->adapter);
  g_assert_cmpint (bg_data_item_get_state (loaded), ==, BG_DATA_ITEM_STATE_LOADED);
  bg_data_item_retry (empty);
  g_assert_cmpint (bg_data_item_get_state (empty), ==, BG_DATA_ITEM_STATE_EMPTY);
  fixture->adapter = data_source_adapt (fixture->source, fixture->retriever);
}

#define ADD(path, func) DATA_TEST_ADD ("/data-item/" path, func)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/data-item/properties", test_properties);
  g_test_add_func ("/data-item/properties-of-data", test_properties_of_data);
  g_test_add_func ("/data-item/no-key", test_no_key);
  g_test_add_func ("/data-item/notifies", test_notifies);
  g_test_add_func ("/data-item/changes-at-once", test_changes_at_once);
  g_test_add_func ("/data-item/binding", test_binding);
  ADD ("retry/after-failure", test_retry_after_failure);
  ADD ("retry/what-is-empty", test_retry_what_is_empty);
  ADD ("retry/without-key", test_retry_without_key);
  ADD ("removed", test_removed);
  ADD ("outlives-the-list", test_outlives_the_list);

  return g_test_run ();
}
