/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data-model.h"

DataModelKey *
data_model_get_key (DataModel *self,
                    guint      position)
{
  guint number = g_array_index (self->numbers, guint, position);

  return number != DATA_SOURCE_NO_KEY ? &self->keys[number] : NULL;
}

static void
mark (DataModel *self,
      guint      begin,
      guint      end,
      gboolean   visible)
{
  for (guint i = begin; i < end; i++)
    {
      DataModelKey *key = data_model_get_key (self, i);

      if (key == NULL)
        continue;
      key->wanted = TRUE;
      key->visible |= visible;
      if (visible)
        key->seen = self->step;
    }
}

/* What follows from the visible range, but for what is dropped from the cache. */
void
data_model_update (DataModel *self)
{
  guint length = self->numbers->len;
  guint begin = MIN (self->first, length);
  guint end = begin + MIN (self->n_items, length - begin);
  guint room = self->limit > end - begin ? (self->limit - (end - begin)) / 2 : 0;
  guint ahead = MIN (self->read_ahead, room);

  self->step++;
  for (guint i = 0; i < DATA_MODEL_N_KEYS; i++)
    self->keys[i].wanted = self->keys[i].visible = FALSE;
  if (begin < end)
    {
      mark (self, begin, end, TRUE);
      mark (self, begin - MIN (ahead, begin), begin, FALSE);
      mark (self, end, end + MIN (ahead, length - end), FALSE);
    }

  for (guint i = 0; i < DATA_MODEL_N_KEYS; i++)
    {
      DataModelKey *key = &self->keys[i];

      if (!key->wanted && key->state == BG_DATA_ITEM_STATE_LOADING)
        key->state = BG_DATA_ITEM_STATE_EMPTY;
      if (!key->visible && key->state == BG_DATA_ITEM_STATE_EMPTY)
        key->seen = 0;
      if (key->wanted && key->state == BG_DATA_ITEM_STATE_EMPTY)
        key->state = BG_DATA_ITEM_STATE_LOADING;
    }
}

gboolean
data_model_is_kept (DataModelKey *key)
{
  return key->state == BG_DATA_ITEM_STATE_LOADED || key->state == BG_DATA_ITEM_STATE_FAILED;
}

static void
shift (DataModel *self,
       guint      position,
       guint      n_removed,
       guint      n_added)
{
  if (self->first >= self->numbers->len || position > self->first)
    return;
  if (position + n_removed <= self->first)
    self->first = self->first + n_added - n_removed;
  else
    self->first = MIN (self->first, position + n_added);
}

/* Keys are forgotten when the last item that is known to have them goes, unless it is wanted
 * again. */
static void
forget_removed (DataModel *self,
                guint      position,
                guint      n_added)
{
  gboolean known[DATA_MODEL_N_KEYS] = { FALSE };

  for (guint i = 0; i < self->numbers->len; i++)
    {
      guint number = g_array_index (self->numbers, guint, i);

      if ((i < position || i >= position + n_added) && number != DATA_SOURCE_NO_KEY)
        known[number] = TRUE;
    }
  for (guint i = 0; i < DATA_MODEL_N_KEYS; i++)
    {
      if (known[i] || self->keys[i].wanted)
        continue;
      self->keys[i].state = BG_DATA_ITEM_STATE_EMPTY;
      self->keys[i].seen = 0;
    }
}

void
data_model_splice (DataModel   *self,
                   guint        position,
                   guint        n_removed,
                   const guint *added,
                   guint        n_added)
{
  shift (self, position, n_removed, n_added);
  if (n_removed > 0)
    g_array_remove_range (self->numbers, position, n_removed);
  g_array_insert_vals (self->numbers, position, added, n_added);
  data_model_update (self);
  forget_removed (self, position, n_added);
}
