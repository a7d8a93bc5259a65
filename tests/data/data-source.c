/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data-source.h"

struct _DataSource
{
  GObject  parent_instance;

  GArray  *numbers;
  guint    n_gets;
};

static GType
data_source_get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
data_source_get_n_items (GListModel *model)
{
  return DATA_SOURCE (model)->numbers->len;
}

static gpointer
data_source_get_item (GListModel *model,
                      guint       position)
{
  DataSource *self = DATA_SOURCE (model);
  GObject *item;

  if (position >= self->numbers->len)
    return NULL;

  self->n_gets++;
  item = g_object_new (G_TYPE_OBJECT, NULL);
  g_object_set_data (item, "number", GUINT_TO_POINTER (data_source_get (self, position)));
  return item;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = data_source_get_item_type;
  iface->get_n_items = data_source_get_n_items;
  iface->get_item = data_source_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (DataSource, data_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static void
data_source_finalize (GObject *object)
{
  g_array_unref (DATA_SOURCE (object)->numbers);

  G_OBJECT_CLASS (data_source_parent_class)->finalize (object);
}

static void
data_source_class_init (DataSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = data_source_finalize;
}

static void
data_source_init (DataSource *self)
{
  self->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
}

/* Numbered from 0. */
DataSource *
data_source_new (guint length)
{
  DataSource *self = g_object_new (DATA_TYPE_SOURCE, NULL);

  for (guint i = 0; i < length; i++)
    g_array_append_val (self->numbers, i);
  return self;
}

guint
data_source_get (DataSource *self,
                 guint       position)
{
  return g_array_index (self->numbers, guint, position);
}

void
data_source_splice (DataSource  *self,
                    guint        position,
                    guint        n_removed,
                    const guint *added,
                    guint        n_added)
{
  if (n_removed > 0)
    g_array_remove_range (self->numbers, position, n_removed);
  if (n_added > 0)
    g_array_insert_vals (self->numbers, position, added, n_added);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
}

/* How many items it has made since the last time. */
guint
data_source_count (DataSource *self)
{
  guint n_gets = self->n_gets;

  self->n_gets = 0;
  return n_gets;
}

char *
data_source_key (gpointer item,
                 gpointer user_data)
{
  guint number = GPOINTER_TO_UINT (g_object_get_data (item, "number"));

  return number != DATA_SOURCE_NO_KEY ? g_strdup_printf ("%u", number) : NULL;
}

/* Without reading ahead, so that tests say what they want. */
BgListModelAdapter *
data_source_adapt (DataSource      *self,
                   BgDataRetriever *retriever)
{
  BgListModelAdapter *adapter =
    bg_list_model_adapter_new (G_LIST_MODEL (self), retriever, data_source_key, NULL, NULL);

  bg_list_model_adapter_set_read_ahead (adapter, 0);
  return adapter;
}

static void
check_item (BgDataItem      *item,
            BgDataItemState  state)
{
  const GValue *value = bg_data_item_get_value (item);
  const GError *error = bg_data_item_get_error (item);
  g_autofree char *expected = g_strconcat (bg_data_item_get_key (item), "!", NULL);

  g_assert_true ((value != NULL) == (state == BG_DATA_ITEM_STATE_LOADED));
  g_assert_true ((error != NULL) == (state == BG_DATA_ITEM_STATE_FAILED));
  if (value != NULL)
    g_assert_cmpstr (g_value_get_string (value), ==, expected);
}

char *
data_source_describe (BgListModelAdapter *adapter,
                      guint               first,
                      guint               n_items)
{
  static const char letters[] = ".lLF";
  GString *string = g_string_new (NULL);

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (BgDataItem) item = g_list_model_get_item (G_LIST_MODEL (adapter), first + i);
      BgDataItemState state = bg_data_item_get_state (item);

      g_string_append_c (string, letters[state]);
      check_item (item, state);
    }
  return g_string_free (string, FALSE);
}
