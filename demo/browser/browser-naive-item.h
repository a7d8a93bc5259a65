/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gdk/gdk.h>
#include <taskmgr.h>

#include "browser-photo.h"

G_BEGIN_DECLS

#define BROWSER_TYPE_NAIVE_ITEM (browser_naive_item_get_type ())

G_DECLARE_FINAL_TYPE (BrowserNaiveItem, browser_naive_item, BROWSER, NAIVE_ITEM, GObject)

BrowserNaiveItem *browser_naive_item_new         (BrowserPhoto     *photo)
    G_GNUC_WARN_UNUSED_RESULT;
BrowserPhoto     *browser_naive_item_get_photo   (BrowserNaiveItem *self);
GdkTexture       *browser_naive_item_get_texture (BrowserNaiveItem *self);
const GError     *browser_naive_item_get_error   (BrowserNaiveItem *self);
BgDataItemState   browser_naive_item_get_state   (BrowserNaiveItem *self);
void              browser_naive_item_finish      (BrowserNaiveItem *self,
                                                  GdkTexture       *texture,
                                                  const GError     *error);

G_END_DECLS
