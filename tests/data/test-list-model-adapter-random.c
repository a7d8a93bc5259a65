/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data-fixture.h"
#include "data-model.h"

#include "data/bg-list-model-adapter-private.h"

/* An adapter beside a naive model of it, which knows every item and looks at all of them after
 * every step. */

#define MAX_LENGTH 150

typedef struct
{
  DataFixture *fixture;
  DataModel    model;
  GPtrArray   *held;            /* items that somebody holds, by position, or NULL */
  GString     *changes;         /* that the adapter has announced */
} Test;

static BgDataItem *
dup_item (Test *test,
          guint  position)
{
  return g_list_model_get_item (G_LIST_MODEL (test->fixture->adapter), position);
}

static BgDataItemState
get_actual_state (Test *test,
                  guint  position)
{
  g_autoptr (BgDataItem) item = dup_item (test, position);

  return bg_data_item_get_state (item);
}

/* Which of several to drop is left to the adapter, as long as none was seen later than one that
 * it keeps. */
static void
adopt_what_was_dropped (Test *test)
{
  guint latest_dropped = 0;
  guint earliest_kept = G_MAXUINT;
  guint n_kept = 0;
  gboolean any = FALSE;

  for (guint i = 0; i < test->model.numbers->len; i++)
    {
      DataModelKey *key = data_model_get_key (&test->model, i);

      if (key == NULL || key->wanted || !data_model_is_kept (key)
          || get_actual_state (test, i) != BG_DATA_ITEM_STATE_EMPTY)
        continue;
      any = TRUE;
      latest_dropped = MAX (latest_dropped, key->seen);
      key->state = BG_DATA_ITEM_STATE_EMPTY;
      key->seen = 0;
    }
  for (guint i = 0; i < DATA_MODEL_N_KEYS; i++)
    {
      DataModelKey *key = &test->model.keys[i];

      if (!data_model_is_kept (key))
        continue;
      n_kept++;
      if (!key->wanted)
        earliest_kept = MIN (earliest_kept, key->seen);
    }

  g_assert_cmpuint (n_kept, ==, test->fixture->adapter->loader->cache.n_kept);
  if (any)
    g_assert_cmpuint (latest_dropped, <=, earliest_kept);
  /* No more is dropped than has to be, and no less as long as there is something that is not
   * wanted. */
  if (any)
    g_assert_cmpuint (n_kept, >=, test->model.limit);
  if (earliest_kept != G_MAXUINT)
    g_assert_cmpuint (n_kept, <=, test->model.limit);
}

/* An item that is held stays the same one, wherever it moves. */
static void
check_held (Test *test)
{
  g_assert_cmpuint (test->held->len, ==, test->model.numbers->len);
  for (guint i = 0; i < test->held->len; i++)
    {
      g_autoptr (BgDataItem) item = NULL;

      if (g_ptr_array_index (test->held, i) == NULL)
        continue;
      item = dup_item (test, i);
      g_assert_true (item == g_ptr_array_index (test->held, i));
    }
}

static void
check (Test *test)
{
  BgListModelAdapter *adapter = test->fixture->adapter;
  guint n_loading = 0;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (adapter)), ==,
                    test->model.numbers->len);
  data_assert_log (test->changes, "");
  check_held (test);
  adopt_what_was_dropped (test);
  for (guint i = 0; i < test->model.numbers->len; i++)
    {
      DataModelKey *key = data_model_get_key (&test->model, i);

      g_assert_cmpint (get_actual_state (test, i), ==,
                       key != NULL ? key->state : BG_DATA_ITEM_STATE_EMPTY);
    }
  for (guint i = 0; i < DATA_MODEL_N_KEYS; i++)
    n_loading += test->model.keys[i].state == BG_DATA_ITEM_STATE_LOADING;
  g_assert_cmpuint (bg_data_retriever_get_n_requests (test->fixture->retriever), ==, n_loading);
  g_assert_cmpuint (adapter->loader->cache.pending.length, ==, n_loading);
}

static void
do_hold (Test *test)
{
  guint position = (guint) g_test_rand_int_range (0, MAX_LENGTH);

  if (position >= test->held->len)
    return;
  if (g_ptr_array_index (test->held, position) == NULL)
    g_ptr_array_index (test->held, position) = dup_item (test, position);
  else
    g_clear_object (&g_ptr_array_index (test->held, position));
}

static void
do_show (Test *test)
{
  test->model.first = (guint) g_test_rand_int_range (0, MAX_LENGTH + 10);
  test->model.n_items = (guint) g_test_rand_int_range (0, 20);
  data_model_update (&test->model);
  data_fixture_show (test->fixture, test->model.first, test->model.n_items);
}

static void
do_scroll (Test *test)
{
  int delta = g_test_rand_int_range (-5, 6);

  test->model.first = (guint) MAX (0, (int) test->model.first + delta);
  data_model_update (&test->model);
  data_fixture_show (test->fixture, test->model.first, test->model.n_items);
}

static void
unref_if_held (gpointer item)
{
  g_clear_object (&item);
}

static void
do_splice (Test *test)
{
  guint length = test->model.numbers->len;
  guint position = (guint) g_test_rand_int_range (0, (int) length + 1);
  guint n_removed = (guint) g_test_rand_int_range (0, (int) MIN (length - position, 10) + 1);
  guint n_added = length > MAX_LENGTH ? 0 : (guint) g_test_rand_int_range (0, 15);
  guint numbers[15];
  g_autofree char *expected = NULL;

  for (guint i = 0; i < n_added; i++)
    {
      numbers[i] = (guint) g_test_rand_int_range (0, DATA_MODEL_N_KEYS + 1);
      if (numbers[i] == DATA_MODEL_N_KEYS)
        numbers[i] = DATA_SOURCE_NO_KEY;
    }
  if (n_removed > 0)
    g_ptr_array_remove_range (test->held, position, n_removed);
  for (guint i = 0; i < n_added; i++)
    g_ptr_array_insert (test->held, (int) position, NULL);
  data_model_splice (&test->model, position, n_removed, numbers, n_added);

  data_source_splice (test->fixture->source, position, n_removed, numbers, n_added);
  expected = data_log_describe_change (position, n_removed, n_added);
  data_assert_log (test->changes, expected);
}

static void
do_run (Test *test)
{
  data_fixture_run (test->fixture);
  for (guint i = 0; i < DATA_MODEL_N_KEYS; i++)
    {
      DataModelKey *key = &test->model.keys[i];

      if (key->state == BG_DATA_ITEM_STATE_LOADING)
        key->state = key->fails ? BG_DATA_ITEM_STATE_FAILED : BG_DATA_ITEM_STATE_LOADED;
    }
}

static void
do_set (Test *test)
{
  if (g_test_rand_bit ())
    test->model.read_ahead = (guint) g_test_rand_int_range (0, 20);
  else
    test->model.limit = (guint) g_test_rand_int_range (0, 60);

  if (test->model.read_ahead != bg_list_model_adapter_get_read_ahead (test->fixture->adapter)
      || test->model.limit != bg_list_model_adapter_get_cache_limit (test->fixture->adapter))
    data_model_update (&test->model);
  bg_list_model_adapter_set_read_ahead (test->fixture->adapter, test->model.read_ahead);
  bg_list_model_adapter_set_cache_limit (test->fixture->adapter, test->model.limit);
}

static void
do_retry (Test *test)
{
  guint position = (guint) g_test_rand_int_range (0, MAX_LENGTH);
  g_autoptr (BgDataItem) item = dup_item (test, position);
  DataModelKey *key;

  if (item == NULL)
    return;
  key = data_model_get_key (&test->model, position);
  if (key != NULL && key->state != BG_DATA_ITEM_STATE_LOADED)
    key->state = BG_DATA_ITEM_STATE_LOADING;
  bg_data_item_retry (item);
}

/* Somebody stops all work. */
static void
do_clear (Test *test)
{
  bg_data_retriever_clear (test->fixture->retriever);
  bg_test_drain (NULL);
  for (guint i = 0; i < DATA_MODEL_N_KEYS; i++)
    if (test->model.keys[i].state == BG_DATA_ITEM_STATE_LOADING)
      {
        test->model.keys[i].state = BG_DATA_ITEM_STATE_EMPTY;
        if (!test->model.keys[i].visible)
          test->model.keys[i].seen = 0;
      }
}

static void
do_break (Test *test)
{
  guint number = (guint) g_test_rand_int_range (0, DATA_MODEL_N_KEYS);
  g_autofree char *name = g_strdup_printf ("%u", number);

  test->model.keys[number].fails = !test->model.keys[number].fails;
  data_server_fail (test->fixture->server, name, test->model.keys[number].fails);
}

static void
test_random (DataFixture   *fixture,
             gconstpointer  data)
{
  static void (*const steps[]) (Test *) = {
    do_show, do_scroll, do_scroll, do_splice, do_splice, do_run, do_run, do_set, do_retry,
    do_clear, do_break, do_hold, do_hold,
  };
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (unref_if_held);
  g_autoptr (GString) changes = g_string_new (NULL);
  Test test = {
    .fixture = fixture,
    .model = { .numbers = numbers, .limit = 1000 },
    .held = held,
    .changes = changes,
  };

  data_source_splice (fixture->source, 0, 100, NULL, 0);
  data_log_model (changes, G_LIST_MODEL (fixture->adapter));
  for (guint i = 0; i < 5000; i++)
    {
      steps[g_test_rand_int_range (0, G_N_ELEMENTS (steps))] (&test);
      check (&test);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  DATA_TEST_ADD ("/list-model-adapter/random", test_random);

  return g_test_run ();
}
