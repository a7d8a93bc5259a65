/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-adapter-cache-private.h"

static void
thaw_and_unref (gpointer object)
{
  g_object_thaw_notify (object);
  g_object_unref (object);
}

GPtrArray *
bg_adapter_batch_new (void)
{
  return g_ptr_array_new_with_free_func (thaw_and_unref);
}

void
bg_adapter_batch_add (GPtrArray *batch,
                      gpointer   object)
{
  g_object_freeze_notify (object);
  g_ptr_array_add (batch, g_object_ref (object));
}

static void
key_clear (gpointer data)
{
  BgAdapterKey *self = data;

  g_clear_pointer (&self->outcome, bg_data_outcome_unref);
  g_free (self->name);
}

void
bg_adapter_key_unref (BgAdapterKey *self)
{
  g_rc_box_release_full (self, key_clear);
}

static BgAdapterKey *
key_new (const char *name)
{
  BgAdapterKey *self = g_rc_box_new0 (BgAdapterKey);

  self->name = g_strdup (name);
  g_queue_init (&self->places);
  return self;
}

/* A link is in its queue if it has data. */
static void
link_key (GQueue       *queue,
          GList        *link,
          BgAdapterKey *key,
          gboolean      at_head)
{
  if (link->data != NULL)
    return;
  link->data = key;
  if (at_head)
    g_queue_push_head_link (queue, link);
  else
    g_queue_push_tail_link (queue, link);
}

static void
unlink_key (GQueue *queue,
            GList  *link)
{
  if (link->data == NULL)
    return;
  g_queue_unlink (queue, link);
  link->data = NULL;
}

static gboolean
is_kept (BgDataItemState state)
{
  return state == BG_DATA_ITEM_STATE_LOADED || state == BG_DATA_ITEM_STATE_FAILED;
}

void
bg_adapter_cache_init (BgAdapterCache *self)
{
  *self = (BgAdapterCache) { .turn = 1 };
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                      (GDestroyNotify) bg_adapter_key_unref);
  g_queue_init (&self->recent);
  g_queue_init (&self->pending);
  self->visible = g_ptr_array_new_with_free_func ((GDestroyNotify) bg_adapter_key_unref);
}

void
bg_adapter_cache_clear (BgAdapterCache *self)
{
  g_ptr_array_unref (self->visible);
  g_hash_table_unref (self->keys);
}

BgAdapterKey *
bg_adapter_cache_lookup (BgAdapterCache *self,
                         const char     *name)
{
  return g_hash_table_lookup (self->keys, name);
}

static BgAdapterKey *
ensure_key (BgAdapterCache *self,
            const char     *name)
{
  BgAdapterKey *key = bg_adapter_cache_lookup (self, name);

  if (key == NULL)
    {
      key = key_new (name);
      g_hash_table_insert (self->keys, key->name, key);
    }
  return key;
}

/* Puts a new place under a key; its item takes on what is known of the key. */
void
bg_adapter_cache_attach (BgAdapterCache *self,
                         BgAdapterPlace *place,
                         const char     *name)
{
  BgAdapterKey *key = ensure_key (self, name);

  place->key = g_rc_box_acquire (key);
  place->link.data = place;
  g_queue_push_tail_link (&key->places, &place->link);
  if (key->state != BG_DATA_ITEM_STATE_EMPTY)
    {
      g_object_ref (place->item);
      bg_data_item_set_state (place->item, key->state, key->outcome);
    }
}

/* The key stays, even if that was its last place; see bg_adapter_cache_forget(). */
void
bg_adapter_cache_detach (BgAdapterCache *self,
                         BgAdapterPlace *place,
                         GPtrArray      *batch)
{
  BgAdapterKey *key = place->key;

  g_queue_unlink (&key->places, &place->link);
  if (key->state != BG_DATA_ITEM_STATE_EMPTY)
    {
      bg_adapter_batch_add (batch, place->item);
      if (key->state == BG_DATA_ITEM_STATE_LOADING)
        bg_data_item_set_state (place->item, BG_DATA_ITEM_STATE_EMPTY, NULL);
      g_object_unref (place->item);
    }
  place->key = NULL;
  bg_adapter_key_unref (key);
}

/* Drops a key that no place has any more. */
void
bg_adapter_cache_forget (BgAdapterCache *self,
                         BgAdapterKey   *key)
{
  if (key->places.length > 0 || bg_adapter_cache_lookup (self, key->name) != key)
    return;

  bg_adapter_cache_set_state (self, key, BG_DATA_ITEM_STATE_EMPTY, NULL, NULL);
  g_hash_table_remove (self->keys, key->name);
}

static void
file_key (BgAdapterCache  *self,
          BgAdapterKey    *key,
          BgDataItemState  old_state)
{
  if (is_kept (old_state))
    self->n_kept--;
  if (is_kept (key->state))
    self->n_kept++;

  if (key->state == BG_DATA_ITEM_STATE_LOADING)
    link_key (&self->pending, &key->pending_link, key, FALSE);
  else
    unlink_key (&self->pending, &key->pending_link);

  /* What is not visible now was never visible, or it would be in there: so it is the first to
   * go. */
  if (key->state == BG_DATA_ITEM_STATE_EMPTY)
    unlink_key (&self->recent, &key->recent_link);
  else if (key->visible != self->turn)
    link_key (&self->recent, &key->recent_link, key, TRUE);
}

/* Changes the state of a key and of all its items, which are kept alive unless it is empty. */
void
bg_adapter_cache_set_state (BgAdapterCache  *self,
                            BgAdapterKey    *key,
                            BgDataItemState  state,
                            BgDataOutcome   *outcome,
                            GPtrArray       *batch)
{
  BgDataItemState old_state = key->state;

  g_clear_pointer (&key->outcome, bg_data_outcome_unref);
  key->outcome = outcome != NULL ? g_atomic_rc_box_acquire (outcome) : NULL;
  key->state = state;
  file_key (self, key, old_state);

  for (GList *link = key->places.head; link != NULL; link = link->next)
    {
      BgAdapterPlace *place = link->data;

      bg_adapter_batch_add (batch, place->item);
      bg_data_item_set_state (place->item, state, outcome);
      if (old_state == BG_DATA_ITEM_STATE_EMPTY && state != BG_DATA_ITEM_STATE_EMPTY)
        g_object_ref (place->item);
      else if (old_state != BG_DATA_ITEM_STATE_EMPTY && state == BG_DATA_ITEM_STATE_EMPTY)
        g_object_unref (place->item);
    }
}

/* A turn says anew which keys are wanted, by bg_adapter_cache_want(). */
void
bg_adapter_cache_begin_turn (BgAdapterCache *self)
{
  self->turn++;
  self->n_visible_before = self->visible->len;
}

/* Returns whether this is the first time in this turn. */
gboolean
bg_adapter_cache_want (BgAdapterCache *self,
                       BgAdapterKey   *key,
                       gboolean        visible)
{
  gboolean first = key->wanted != self->turn;

  key->wanted = self->turn;
  if (visible && key->visible != self->turn)
    {
      key->visible = self->turn;
      unlink_key (&self->recent, &key->recent_link);
      g_ptr_array_add (self->visible, g_rc_box_acquire (key));
    }
  return first;
}

/* What is not visible any more is now the most recent. */
void
bg_adapter_cache_end_turn (BgAdapterCache *self)
{
  for (guint i = 0; i < self->n_visible_before; i++)
    {
      BgAdapterKey *key = g_ptr_array_index (self->visible, i);

      if (key->visible != self->turn && key->state != BG_DATA_ITEM_STATE_EMPTY)
        link_key (&self->recent, &key->recent_link, key, FALSE);
    }
  if (self->n_visible_before > 0)
    g_ptr_array_remove_range (self->visible, 0, self->n_visible_before);
}

/* Empties what was visible longest ago, but nothing that is wanted, until at most @limit keys are
 * kept. What is passed over on the way is either wanted or running, so there is never much of
 * it. */
void
bg_adapter_cache_shrink (BgAdapterCache *self,
                         guint           limit,
                         GPtrArray      *batch)
{
  GList *next;

  for (GList *link = self->recent.head; link != NULL && self->n_kept > limit; link = next)
    {
      BgAdapterKey *key = link->data;

      next = link->next;
      if (is_kept (key->state) && key->wanted != self->turn)
        bg_adapter_cache_set_state (self, key, BG_DATA_ITEM_STATE_EMPTY, NULL, batch);
    }
}
