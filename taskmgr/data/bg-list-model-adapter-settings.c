/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-list-model-adapter.h"

#include "bg-list-model-adapter-private.h"

/* What an adapter is told: each change makes it look anew at what is wanted. */

/* The adapter is kept until everybody has heard of it: handlers of its items may let go of it. */
static void
change_window (BgListModelAdapter         *self,
               BgListModelAdapterProperty  changed)
{
  g_object_ref (self);
  bg_adapter_loader_update (self->loader, NULL);
  bg_list_model_adapter_notify (self, changed);
  g_object_unref (self);
}

/**
 * bg_list_model_adapter_set_visible_range:
 * @self: an adapter
 * @first: the position of the first visible item
 * @n_items: the number of visible items; 0 if nothing is visible
 *
 * Says which items are visible, so that their data are asked for.
 *
 * Call it when a view has scrolled or was resized, as often as you like: a call costs what is in
 * the range and what is read ahead. The range may reach beyond the end, for items that are still to
 * come.
 */
void
bg_list_model_adapter_set_visible_range (BgListModelAdapter *self,
                                         guint               first,
                                         guint               n_items)
{
  g_return_if_fail (BG_IS_LIST_MODEL_ADAPTER (self));
  g_return_if_fail (self->loader != NULL);

  self->loader->window.first = first;
  self->loader->window.n_items = n_items;
  bg_adapter_loader_update (self->loader, NULL);
}

/**
 * bg_list_model_adapter_get_priority: (get-property priority)
 * @self: an adapter
 *
 * Gets the priority of what is not visible; larger runs first.
 *
 * Returns: the priority
 */
int
bg_list_model_adapter_get_priority (BgListModelAdapter *self)
{
  g_return_val_if_fail (BG_IS_LIST_MODEL_ADAPTER (self), 0);

  return self->loader != NULL ? self->loader->window.priority : 0;
}

/**
 * bg_list_model_adapter_set_priority: (set-property priority)
 * @self: an adapter
 * @priority: the priority
 *
 * Sets the priority of what is not visible; larger runs first.
 *
 * What waits already changes its place at once.
 */
void
bg_list_model_adapter_set_priority (BgListModelAdapter *self,
                                    int                 priority)
{
  g_return_if_fail (BG_IS_LIST_MODEL_ADAPTER (self));
  g_return_if_fail (self->loader != NULL);

  if (self->loader->window.priority == priority)
    return;
  self->loader->window.priority = priority;
  change_window (self, PROP_PRIORITY);
}

/**
 * bg_list_model_adapter_get_read_ahead: (get-property read-ahead)
 * @self: an adapter
 *
 * Gets the number of items on each side of the visible ones that are asked for in advance.
 *
 * Returns: the number of items
 */
guint
bg_list_model_adapter_get_read_ahead (BgListModelAdapter *self)
{
  g_return_val_if_fail (BG_IS_LIST_MODEL_ADAPTER (self), 0);

  return self->loader != NULL ? self->loader->window.read_ahead : 0;
}

/**
 * bg_list_model_adapter_set_read_ahead: (set-property read-ahead)
 * @self: an adapter
 * @n_items: the number of items
 *
 * Sets the number of items on each side of the visible ones that are asked for in advance.
 *
 * There are fewer if they would not fit into the cache.
 */
void
bg_list_model_adapter_set_read_ahead (BgListModelAdapter *self,
                                      guint               n_items)
{
  g_return_if_fail (BG_IS_LIST_MODEL_ADAPTER (self));
  g_return_if_fail (self->loader != NULL);

  if (self->loader->window.read_ahead == n_items)
    return;
  self->loader->window.read_ahead = n_items;
  change_window (self, PROP_READ_AHEAD);
}

/**
 * bg_list_model_adapter_get_cache_limit: (get-property cache-limit)
 * @self: an adapter
 *
 * Gets the largest number of items whose data are kept, unless more are visible.
 *
 * Returns: the number of items
 */
guint
bg_list_model_adapter_get_cache_limit (BgListModelAdapter *self)
{
  g_return_val_if_fail (BG_IS_LIST_MODEL_ADAPTER (self), 0);

  return self->loader != NULL ? self->loader->window.limit : 0;
}

/**
 * bg_list_model_adapter_set_cache_limit: (set-property cache-limit)
 * @self: an adapter
 * @n_items: the number of items
 *
 * Sets the largest number of items whose data are kept, unless more are visible.
 *
 * What is too many is dropped at once.
 */
void
bg_list_model_adapter_set_cache_limit (BgListModelAdapter *self,
                                       guint               n_items)
{
  g_return_if_fail (BG_IS_LIST_MODEL_ADAPTER (self));
  g_return_if_fail (self->loader != NULL);

  if (self->loader->window.limit == n_items)
    return;
  self->loader->window.limit = n_items;
  change_window (self, PROP_CACHE_LIMIT);
}
