/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data-fixture.h"

#include "data/bg-list-model-adapter-private.h"

/* An adapter beside a naive model of it, which knows every item and looks at all of them after
 * every step. */

#define N_KEYS 60
#define MAX_LENGTH 150

typedef struct
{
  BgDataItemState state;
  guint           seen;         /* the last step in which it was visible since it was asked for */
  gboolean        wanted;
  gboolean        visible;
  gboolean        fails;
} ModelKey;

typedef struct
{
  DataFixture *fixture;
  GArray      *numbers;         /* of the items */
  GPtrArray   *held;            /* items that somebody holds, by position, or NULL */
  ModelKey     keys[N_KEYS];
  guint        first, n_items;  /* visible */
  guint        read_ahead, limit;
  guint        step;
  GString     *changes;         /* that the adapter has announced */
} Model;

static ModelKey *
get_key (Model *model,
         guint  position)
{
  guint number = g_array_index (model->numbers, guint, position);

  return number != DATA_SOURCE_NO_KEY ? &model->keys[number] : NULL;
}

static void
mark (Model    *model,
      guint     begin,
      guint     end,
      gboolean  visible)
{
  for (guint i = begin; i < end; i++)
    {
      ModelKey *key = get_key (model, i);

      if (key == NULL)
        continue;
      key->wanted = TRUE;
      key->visible |= visible;
      if (visible)
        key->seen = model->step;
    }
}

/* What follows from the visible range, but for what is dropped from the cache. */
static void
update (Model *model)
{
  guint length = model->numbers->len;
  guint begin = MIN (model->first, length);
  guint end = begin + MIN (model->n_items, length - begin);
  guint room = model->limit > end - begin ? (model->limit - (end - begin)) / 2 : 0;
  guint ahead = MIN (model->read_ahead, room);

  model->step++;
  for (guint i = 0; i < N_KEYS; i++)
    model->keys[i].wanted = model->keys[i].visible = FALSE;
  if (begin < end)
    {
      mark (model, begin, end, TRUE);
      mark (model, begin - MIN (ahead, begin), begin, FALSE);
      mark (model, end, end + MIN (ahead, length - end), FALSE);
    }

  for (guint i = 0; i < N_KEYS; i++)
    {
      ModelKey *key = &model->keys[i];

      if (!key->wanted && key->state == BG_DATA_ITEM_STATE_LOADING)
        key->state = BG_DATA_ITEM_STATE_EMPTY;
      if (!key->visible && key->state == BG_DATA_ITEM_STATE_EMPTY)
        key->seen = 0;
      if (key->wanted && key->state == BG_DATA_ITEM_STATE_EMPTY)
        key->state = BG_DATA_ITEM_STATE_LOADING;
    }
}

static gboolean
is_kept (ModelKey *key)
{
  return key->state == BG_DATA_ITEM_STATE_LOADED || key->state == BG_DATA_ITEM_STATE_FAILED;
}

static BgDataItem *
dup_item (Model *model,
          guint  position)
{
  return g_list_model_get_item (G_LIST_MODEL (model->fixture->adapter), position);
}

static BgDataItemState
get_actual_state (Model *model,
                  guint  position)
{
  g_autoptr(BgDataItem) item = dup_item (model, position);

  return bg_data_item_get_state (item);
}

/* Which of several to drop is left to the adapter, as long as none was seen later than one that
 * it keeps. */
static void
adopt_what_was_dropped (Model *model)
{
  guint latest_dropped = 0;
  guint earliest_kept = G_MAXUINT;
  guint n_kept = 0;
  gboolean any = FALSE;

  for (guint i = 0; i < model->numbers->len; i++)
    {
      ModelKey *key = get_key (model, i);

      if (key == NULL || key->wanted || !is_kept (key)
          || get_actual_state (model, i) != BG_DATA_ITEM_STATE_EMPTY)
        continue;
      any = TRUE;
      latest_dropped = MAX (latest_dropped, key->seen);
      key->state = BG_DATA_ITEM_STATE_EMPTY;
      key->seen = 0;
    }
  for (guint i = 0; i < N_KEYS; i++)
    {
      ModelKey *key = &model->keys[i];

      if (!is_kept (key))
        continue;
      n_kept++;
      if (!key->wanted)
        earliest_kept = MIN (earliest_kept, key->seen);
    }

  g_assert_cmpuint (n_kept, ==, model->fixture->adapter->loader->cache.n_kept);
  if (any)
    g_assert_cmpuint (latest_dropped, <=, earliest_kept);
  /* No more is dropped than has to be, and no less as long as there is something that is not
   * wanted. */
  if (any)
    g_assert_cmpuint (n_kept, >=, model->limit);
  if (earliest_kept != G_MAXUINT)
    g_assert_cmpuint (n_kept, <=, model->limit);
}

/* An item that is held stays the same one, wherever it moves. */
static void
check_held (Model *model)
{
  g_assert_cmpuint (model->held->len, ==, model->numbers->len);
  for (guint i = 0; i < model->held->len; i++)
    {
      g_autoptr(BgDataItem) item = NULL;

      if (g_ptr_array_index (model->held, i) == NULL)
        continue;
      item = dup_item (model, i);
      g_assert_true (item == g_ptr_array_index (model->held, i));
    }
}

static void
check (Model *model)
{
  BgListModelAdapter *adapter = model->fixture->adapter;
  guint n_loading = 0;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (adapter)), ==, model->numbers->len);
  data_assert_log (model->changes, "");
  check_held (model);
  adopt_what_was_dropped (model);
  for (guint i = 0; i < model->numbers->len; i++)
    {
      ModelKey *key = get_key (model, i);

      g_assert_cmpint (get_actual_state (model, i), ==,
                       key != NULL ? key->state : BG_DATA_ITEM_STATE_EMPTY);
    }
  for (guint i = 0; i < N_KEYS; i++)
    n_loading += model->keys[i].state == BG_DATA_ITEM_STATE_LOADING;
  g_assert_cmpuint (bg_data_retriever_get_n_requests (model->fixture->retriever), ==, n_loading);
  g_assert_cmpuint (adapter->loader->cache.pending.length, ==, n_loading);
}

static void
do_hold (Model *model)
{
  guint position = (guint) g_test_rand_int_range (0, MAX_LENGTH);

  if (position >= model->held->len)
    return;
  if (g_ptr_array_index (model->held, position) == NULL)
    g_ptr_array_index (model->held, position) = dup_item (model, position);
  else
    g_clear_object (&g_ptr_array_index (model->held, position));
}

static void
do_show (Model *model)
{
  model->first = (guint) g_test_rand_int_range (0, MAX_LENGTH + 10);
  model->n_items = (guint) g_test_rand_int_range (0, 20);
  update (model);
  data_fixture_show (model->fixture, model->first, model->n_items);
}

static void
do_scroll (Model *model)
{
  int delta = g_test_rand_int_range (-5, 6);

  model->first = (guint) MAX (0, (int) model->first + delta);
  update (model);
  data_fixture_show (model->fixture, model->first, model->n_items);
}

/* Keys are forgotten when the last item that is known to have them goes, unless it is wanted
 * again. */
static void
forget_removed (Model *model,
                guint  position,
                guint  n_added)
{
  gboolean known[N_KEYS] = { FALSE };

  for (guint i = 0; i < model->numbers->len; i++)
    {
      guint number = g_array_index (model->numbers, guint, i);

      if ((i < position || i >= position + n_added) && number != DATA_SOURCE_NO_KEY)
        known[number] = TRUE;
    }
  for (guint i = 0; i < N_KEYS; i++)
    {
      if (known[i] || model->keys[i].wanted)
        continue;
      model->keys[i].state = BG_DATA_ITEM_STATE_EMPTY;
      model->keys[i].seen = 0;
    }
}

static void
shift (Model *model,
       guint  length,
       guint  position,
       guint  n_removed,
       guint  n_added)
{
  if (model->first >= length || position > model->first)
    return;
  if (position + n_removed <= model->first)
    model->first = model->first + n_added - n_removed;
  else
    model->first = MIN (model->first, position + n_added);
}

static char *
describe_change (guint position,
                 guint n_removed,
                 guint n_added)
{
  if (n_removed == 0 && n_added == 1)
    return g_strdup_printf ("+%u", position);
  if (n_removed == 1 && n_added == 0)
    return g_strdup_printf ("-%u", position);
  return g_strdup_printf ("%u-%u+%u", position, n_removed, n_added);
}

static void
unref_if_held (gpointer item)
{
  g_clear_object (&item);
}

static void
do_splice (Model *model)
{
  guint length = model->numbers->len;
  guint position = (guint) g_test_rand_int_range (0, (int) length + 1);
  guint n_removed = (guint) g_test_rand_int_range (0, (int) MIN (length - position, 10) + 1);
  guint n_added = length > MAX_LENGTH ? 0 : (guint) g_test_rand_int_range (0, 15);
  guint numbers[15];
  g_autofree char *expected = NULL;

  for (guint i = 0; i < n_added; i++)
    {
      numbers[i] = (guint) g_test_rand_int_range (0, N_KEYS + 1);
      if (numbers[i] == N_KEYS)
        numbers[i] = DATA_SOURCE_NO_KEY;
    }
  shift (model, length, position, n_removed, n_added);
  if (n_removed > 0)
    {
      g_array_remove_range (model->numbers, position, n_removed);
      g_ptr_array_remove_range (model->held, position, n_removed);
    }
  g_array_insert_vals (model->numbers, position, numbers, n_added);
  for (guint i = 0; i < n_added; i++)
    g_ptr_array_insert (model->held, (int) position, NULL);
  update (model);
  forget_removed (model, position, n_added);

  data_source_splice (model->fixture->source, position, n_removed, numbers, n_added);
  expected = describe_change (position, n_removed, n_added);
  data_assert_log (model->changes, expected);
}

static void
do_run (Model *model)
{
  data_fixture_run (model->fixture);
  for (guint i = 0; i < N_KEYS; i++)
    {
      ModelKey *key = &model->keys[i];

      if (key->state == BG_DATA_ITEM_STATE_LOADING)
        key->state = key->fails ? BG_DATA_ITEM_STATE_FAILED : BG_DATA_ITEM_STATE_LOADED;
    }
}

static void
do_set (Model *model)
{
  if (g_test_rand_bit ())
    model->read_ahead = (guint) g_test_rand_int_range (0, 20);
  else
    model->limit = (guint) g_test_rand_int_range (0, 60);

  if (model->read_ahead != bg_list_model_adapter_get_read_ahead (model->fixture->adapter)
      || model->limit != bg_list_model_adapter_get_cache_limit (model->fixture->adapter))
    update (model);
  bg_list_model_adapter_set_read_ahead (model->fixture->adapter, model->read_ahead);
  bg_list_model_adapter_set_cache_limit (model->fixture->adapter, model->limit);
}

static void
do_retry (Model *model)
{
  guint position = (guint) g_test_rand_int_range (0, MAX_LENGTH);
  g_autoptr(BgDataItem) item = dup_item (model, position);
  ModelKey *key;

  if (item == NULL)
    return;
  key = get_key (model, position);
  if (key != NULL && key->state != BG_DATA_ITEM_STATE_LOADED)
    key->state = BG_DATA_ITEM_STATE_LOADING;
  bg_data_item_retry (item);
}

/* Somebody stops all work. */
static void
do_clear (Model *model)
{
  bg_data_retriever_clear (model->fixture->retriever);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  for (guint i = 0; i < N_KEYS; i++)
    if (model->keys[i].state == BG_DATA_ITEM_STATE_LOADING)
      {
        model->keys[i].state = BG_DATA_ITEM_STATE_EMPTY;
        if (!model->keys[i].visible)
          model->keys[i].seen = 0;
      }
}

static void
do_break (Model *model)
{
  guint number = (guint) g_test_rand_int_range (0, N_KEYS);
  g_autofree char *name = g_strdup_printf ("%u", number);

  model->keys[number].fails = !model->keys[number].fails;
  data_server_fail (model->fixture->server, name, model->keys[number].fails);
}

static void
test_random (DataFixture   *fixture,
             gconstpointer  data)
{
  static void (*const steps[]) (Model *) = {
    do_show, do_scroll, do_scroll, do_splice, do_splice, do_run, do_run, do_set, do_retry,
    do_clear, do_break, do_hold, do_hold,
  };
  g_autoptr(GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr(GPtrArray) held = g_ptr_array_new_with_free_func (unref_if_held);
  g_autoptr(GString) changes = g_string_new (NULL);
  Model model = {
    .fixture = fixture, .numbers = numbers, .held = held, .changes = changes, .limit = 1000,
  };

  data_source_splice (fixture->source, 0, 100, NULL, 0);
  data_log_model (changes, G_LIST_MODEL (fixture->adapter));
  for (guint i = 0; i < 5000; i++)
    {
      steps[g_test_rand_int_range (0, G_N_ELEMENTS (steps))] (&model);
      check (&model);
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
