/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BROWSER_PHOTO_ATTRIBUTES \
  "standard::name,standard::display-name,standard::type,standard::is-hidden," \
  "standard::content-type,standard::size,time::modified"

#define BROWSER_TYPE_PHOTO (browser_photo_get_type ())

G_DECLARE_FINAL_TYPE (BrowserPhoto, browser_photo, BROWSER, PHOTO, GObject)

BrowserPhoto *browser_photo_new              (GFile        *folder,
                                              GFileInfo    *info) G_GNUC_WARN_UNUSED_RESULT;
gboolean      browser_photo_is_photo         (GFileInfo    *info);
int           browser_photo_compare          (BrowserPhoto *self,
                                              BrowserPhoto *other);
gboolean      browser_photo_is_same          (BrowserPhoto *self,
                                              BrowserPhoto *other);
GFile        *browser_photo_get_file         (BrowserPhoto *self);
const char   *browser_photo_get_uri          (BrowserPhoto *self);
const char   *browser_photo_get_name         (BrowserPhoto *self);
goffset       browser_photo_get_size         (BrowserPhoto *self);
char         *browser_photo_dup_modified     (BrowserPhoto *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
