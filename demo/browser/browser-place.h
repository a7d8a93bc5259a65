/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BROWSER_TYPE_PLACE (browser_place_get_type ())

G_DECLARE_FINAL_TYPE (BrowserPlace, browser_place, BROWSER, PLACE, GObject)

BrowserPlace *browser_place_new          (GFile        *file,
                                          const char   *name,
                                          const char   *icon_name,
                                          guint         n_photos) G_GNUC_WARN_UNUSED_RESULT;
GFile        *browser_place_get_file     (BrowserPlace *self);
const char   *browser_place_get_name     (BrowserPlace *self);
const char   *browser_place_get_icon     (BrowserPlace *self);
guint         browser_place_get_n_photos (BrowserPlace *self);

G_END_DECLS
