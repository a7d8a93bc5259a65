/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gdk/gdk.h>
#include <taskmgr.h>

#include "browser-photo.h"

G_BEGIN_DECLS

BrowserPhoto    *browser_thumb_get_photo   (gpointer item);
GdkTexture      *browser_thumb_get_texture (gpointer item);
const GError    *browser_thumb_get_error   (gpointer item);
BgDataItemState  browser_thumb_get_state   (gpointer item);
void             browser_thumb_retry       (gpointer item);

G_END_DECLS
