/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-adapter-loader-private.h"

#include "bg-data-retriever-private.h"

/* A key that is wanted, and how urgently. */
typedef struct
{
  BgAdapterKey *key;
  int           check_priority;
  int           fetch_priority;
} BgWish;

static BgWish
make_wish (BgAdapterLoader *self,
           BgAdapterKey    *key,
           gboolean         visible,
           guint            distance)
{
  return (BgWish) {
    .key = key,
    .check_priority = bg_adapter_window_get_check_priority (&self->window, visible, distance),
    .fetch_priority = bg_adapter_window_get_fetch_priority (&self->window, visible, distance),
  };
}

/* The retriever is part of each change too: who is told that it has more or fewer requests finds
 * the items in order. */
static GPtrArray *
begin_change (BgAdapterLoader *self)
{
  GPtrArray *batch = bg_adapter_batch_new ();

  bg_adapter_batch_add (batch, self->retriever);
  return batch;
}

static void
ask (BgAdapterLoader *self,
     const BgWish    *wish,
     GPtrArray       *batch)
{
  BgDataItemState state = BG_DATA_ITEM_STATE_LOADING;
  g_autoptr (BgDataOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;

  wish->key->request_id = bg_data_retriever_request (self->retriever, wish->key->name,
                                                     wish->check_priority, wish->fetch_priority,
                                                     &error);
  if (wish->key->request_id == 0)
    {
      state = BG_DATA_ITEM_STATE_FAILED;
      outcome = bg_data_outcome_new_error (error);
    }
  bg_adapter_cache_set_state (&self->cache, wish->key, state, outcome, batch);
}

/* Returns FALSE if the request does not exist any more, because somebody stopped it. */
static gboolean
change_priority (BgAdapterLoader *self,
                 const BgWish    *wish)
{
  return bg_data_retriever_set_priority (self->retriever, wish->key->request_id,
                                         wish->check_priority, wish->fetch_priority);
}

static void
item_retry (BgDataItem *item,
            gpointer    owner)
{
  BgAdapterPlace *place = owner;
  BgAdapterLoader *self = place->owner;
  BgWish wish = make_wish (self, place->key, TRUE, 0);
  g_autoptr (GPtrArray) batch = NULL;

  if (wish.key == NULL
      || wish.key->state == BG_DATA_ITEM_STATE_LOADING
      || wish.key->state == BG_DATA_ITEM_STATE_LOADED)
    return;

  batch = begin_change (self);
  ask (self, &wish, batch);
}

/* Nobody holds the item any more, and nothing is known of its data: the place can be forgotten. */
static void
item_gone (BgDataItem *item,
           gpointer    owner)
{
  BgAdapterPlace *place = owner;
  BgAdapterLoader *self = place->owner;

  bg_sparse_list_remove (&self->places, &place->node);
  if (place->key != NULL)
    {
      g_autoptr (BgAdapterKey) key = g_rc_box_acquire (place->key);

      bg_adapter_cache_detach (&self->cache, place, NULL);
      bg_adapter_cache_forget (&self->cache, key);
    }
  g_free (place);
}

static const BgDataItemFuncs item_funcs = {
  .retry = item_retry,
  .gone = item_gone,
};

/* The reference to the new item is for the caller. */
static BgAdapterPlace *
add_place (BgAdapterLoader *self,
           guint            position)
{
  g_autoptr (GObject) item = g_list_model_get_item (self->source, position);
  g_autofree char *name = self->key_func != NULL ? self->key_func (item, self->user_data) : NULL;
  BgAdapterPlace *place = g_new0 (BgAdapterPlace, 1);

  place->item = bg_data_item_new (item, name);
  place->owner = self;
  bg_data_item_set_owner (place->item, &item_funcs, place);
  bg_sparse_list_insert (&self->places, position, &place->node);
  if (name != NULL)
    bg_adapter_cache_attach (&self->cache, place, name);
  return place;
}

static GPtrArray *
new_keys (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) bg_adapter_key_unref);
}

/* Puts the key of a place that is no more into @keys. */
static void
drop_place (BgAdapterLoader *self,
            BgAdapterPlace  *place,
            GPtrArray       *keys,
            GPtrArray       *batch)
{
  bg_data_item_set_owner (place->item, NULL, NULL);
  if (place->key != NULL)
    {
      g_ptr_array_add (keys, g_rc_box_acquire (place->key));
      bg_adapter_cache_detach (&self->cache, place, batch);
    }
  g_free (place);
}

static void
drop_request (BgAdapterLoader *self,
              BgAdapterKey    *key)
{
  bg_data_retriever_release (self->retriever, key->request_id);
  key->request_id = 0;
}

BgAdapterLoader *
bg_adapter_loader_new (GListModel      *source,
                       BgDataRetriever *retriever)
{
  BgAdapterLoader *self = g_new0 (BgAdapterLoader, 1);

  self->source = g_object_ref (source);
  self->retriever = g_object_ref (retriever);
  bg_sparse_list_init (&self->places, g_list_model_get_n_items (source));
  bg_adapter_cache_init (&self->cache);
  self->in_range = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

void
bg_adapter_loader_free (BgAdapterLoader *self)
{
  g_autoptr (GPtrArray) batch = begin_change (self);
  g_autoptr (GPtrArray) places = g_ptr_array_new ();
  g_autoptr (GPtrArray) keys = new_keys ();

  for (GList *link = self->cache.pending.head; link != NULL; link = link->next)
    drop_request (self, link->data);

  bg_sparse_list_splice (&self->places, 0, bg_sparse_list_get_length (&self->places), 0, places);
  for (guint i = 0; i < places->len; i++)
    drop_place (self, g_ptr_array_index (places, i), keys, batch);

  g_ptr_array_unref (self->in_range);
  bg_adapter_cache_clear (&self->cache);
  if (self->user_data_destroy != NULL)
    self->user_data_destroy (self->user_data);
  g_object_unref (self->source);
  g_object_unref (self->retriever);
  g_free (self);
}

/* Returns a place with a new reference to its item. */
static BgAdapterPlace *
ensure_place (BgAdapterLoader *self,
              guint            position)
{
  BgAdapterPlace *place = (BgAdapterPlace *) bg_sparse_list_lookup (&self->places, position);

  if (place == NULL)
    return add_place (self, position);
  g_object_ref (place->item);
  return place;
}

BgDataItem *
bg_adapter_loader_dup_item (BgAdapterLoader *self,
                            guint            position)
{
  if (position >= bg_sparse_list_get_length (&self->places))
    return NULL;
  return ensure_place (self, position)->item;
}

/* Follows a change of the source. The keys of the places that are gone are returned, and stay known
 * until bg_adapter_loader_update() gets them: an item that was only moved is found again by
 * then. */
GPtrArray *
bg_adapter_loader_splice (BgAdapterLoader *self,
                          guint            position,
                          guint            n_removed,
                          guint            n_added,
                          GPtrArray       *batch)
{
  GPtrArray *keys = new_keys ();
  g_autoptr (GPtrArray) removed = g_ptr_array_new ();

  bg_adapter_window_shift (&self->window, bg_sparse_list_get_length (&self->places),
                           position, n_removed, n_added);
  bg_sparse_list_splice (&self->places, position, n_removed, n_added, removed);
  for (guint i = 0; i < removed->len; i++)
    drop_place (self, g_ptr_array_index (removed, i), keys, batch);
  return keys;
}

/* What is wanted now, the most urgent first. The items go into @in_range. */
static GArray *
make_wishes (BgAdapterLoader *self,
             GPtrArray       *in_range)
{
  guint length = bg_sparse_list_get_length (&self->places);
  BgAdapterRange range = bg_adapter_window_clip (&self->window, length);
  GArray *wishes = g_array_new (FALSE, FALSE, sizeof (BgWish));

  bg_adapter_cache_begin_turn (&self->cache);
  for (guint i = 0; i < bg_adapter_range_get_size (&range); i++)
    {
      gboolean visible = i < range.n_visible;
      guint distance;
      guint position = bg_adapter_range_get_nth (&range, i, &distance);
      BgAdapterPlace *place = ensure_place (self, position);
      BgWish wish = make_wish (self, place->key, visible, distance);

      g_ptr_array_add (in_range, place->item);
      if (wish.key != NULL && bg_adapter_cache_want (&self->cache, wish.key, visible))
        g_array_append_val (wishes, wish);
    }
  bg_adapter_cache_end_turn (&self->cache);
  return wishes;
}

/* What is not wanted any more and has not started is not asked for; what runs may finish. */
static void
drop_unwanted (BgAdapterLoader *self,
               GPtrArray       *batch)
{
  GList *next;

  for (GList *link = self->cache.pending.head; link != NULL; link = next)
    {
      BgAdapterKey *key = link->data;

      next = link->next;
      if (key->wanted == self->cache.turn
          || bg_data_retriever_is_started (self->retriever, key->request_id))
        continue;
      drop_request (self, key);
      bg_adapter_cache_set_state (&self->cache, key, BG_DATA_ITEM_STATE_EMPTY, NULL, batch);
    }
}

static void
drop_orphans (BgAdapterLoader *self,
              GPtrArray       *keys)
{
  for (guint i = 0; i < keys->len; i++)
    {
      BgAdapterKey *key = g_ptr_array_index (keys, i);

      if (key->places.length > 0)
        continue;
      if (key->state == BG_DATA_ITEM_STATE_LOADING)
        drop_request (self, key);
      bg_adapter_cache_forget (&self->cache, key);
    }
}

/* Asks for what is wanted, the most urgent first, and takes back what is not. @orphans are keys
 * that may have lost their last place. */
void
bg_adapter_loader_update (BgAdapterLoader *self,
                          GPtrArray       *orphans)
{
  g_autoptr (GPtrArray) batch = begin_change (self);
  g_autoptr (GPtrArray) before G_GNUC_UNUSED = self->in_range;
  g_autoptr (GArray) wishes = NULL;

  self->in_range = g_ptr_array_new_with_free_func (g_object_unref);
  wishes = make_wishes (self, self->in_range);
  if (orphans != NULL)
    drop_orphans (self, orphans);
  drop_unwanted (self, batch);
  for (guint i = 0; i < wishes->len; i++)
    {
      const BgWish *wish = &g_array_index (wishes, BgWish, i);
      BgDataItemState state = wish->key->state;

      if (state == BG_DATA_ITEM_STATE_EMPTY
          || (state == BG_DATA_ITEM_STATE_LOADING && !change_priority (self, wish)))
        ask (self, wish, batch);
    }
  bg_adapter_cache_shrink (&self->cache, self->window.limit, batch);
}

/* The key that waits for this request, if one does. */
static BgAdapterKey *
take_answer (BgAdapterLoader *self,
             guint64          id,
             const char      *name)
{
  BgAdapterKey *key = bg_adapter_cache_lookup (&self->cache, name);

  if (key == NULL || key->request_id != id)
    return NULL;
  key->request_id = 0;
  return key;
}

void
bg_adapter_loader_complete (BgAdapterLoader *self,
                            guint64          id,
                            const char      *name,
                            const GValue    *result)
{
  BgAdapterKey *key = take_answer (self, id, name);
  g_autoptr (BgDataOutcome) outcome = NULL;
  g_autoptr (GPtrArray) batch = NULL;

  if (key == NULL)
    return;
  batch = begin_change (self);
  outcome = bg_data_outcome_new_value (result);
  bg_adapter_cache_set_state (&self->cache, key, BG_DATA_ITEM_STATE_LOADED, outcome, batch);
  bg_adapter_cache_shrink (&self->cache, self->window.limit, batch);
}

void
bg_adapter_loader_fail (BgAdapterLoader *self,
                        guint64          id,
                        const char      *name,
                        const GError    *error)
{
  BgAdapterKey *key = take_answer (self, id, name);
  g_autoptr (BgDataOutcome) outcome = NULL;
  g_autoptr (GPtrArray) batch = NULL;

  if (key == NULL)
    return;
  batch = begin_change (self);
  outcome = bg_data_outcome_new_error (error);
  bg_adapter_cache_set_state (&self->cache, key, BG_DATA_ITEM_STATE_FAILED, outcome, batch);
  bg_adapter_cache_shrink (&self->cache, self->window.limit, batch);
}

void
bg_adapter_loader_stop (BgAdapterLoader *self,
                        guint64          id,
                        const char      *name)
{
  BgAdapterKey *key = take_answer (self, id, name);
  g_autoptr (GPtrArray) batch = NULL;

  if (key == NULL)
    return;
  batch = begin_change (self);
  bg_adapter_cache_set_state (&self->cache, key, BG_DATA_ITEM_STATE_EMPTY, NULL, batch);
}
