/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-thumb.h"

#include "browser-naive-item.h"

/*
 * What the grid shows is a BgDataItem, or its naive counterpart. These functions read either; both
 * announce changes by their property “state”.
 */

BrowserPhoto *
browser_thumb_get_photo (gpointer item)
{
  if (BROWSER_IS_NAIVE_ITEM (item))
    return browser_naive_item_get_photo (item);

  return bg_data_item_get_item (item);
}

/* NULL while there is none. */
GdkTexture *
browser_thumb_get_texture (gpointer item)
{
  if (BROWSER_IS_NAIVE_ITEM (item))
    return browser_naive_item_get_texture (item);

  return bg_data_item_get_object (item);
}

const GError *
browser_thumb_get_error (gpointer item)
{
  if (BROWSER_IS_NAIVE_ITEM (item))
    return browser_naive_item_get_error (item);

  return bg_data_item_get_error (item);
}

BgDataItemState
browser_thumb_get_state (gpointer item)
{
  if (BROWSER_IS_NAIVE_ITEM (item))
    return browser_naive_item_get_state (item);

  return bg_data_item_get_state (item);
}

/* Asks once more for what failed; the naive way has no such thing. */
void
browser_thumb_retry (gpointer item)
{
  if (BG_IS_DATA_ITEM (item))
    bg_data_item_retry (item);
}
