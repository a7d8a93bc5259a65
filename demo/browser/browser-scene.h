/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "browser-window.h"

G_BEGIN_DECLS

#define BROWSER_TYPE_SCENE (browser_scene_get_type ())

G_DECLARE_FINAL_TYPE (BrowserScene, browser_scene, BROWSER, SCENE, GObject)

BrowserScene *browser_scene_new         (const char     *name,
                                         const char     *path,
                                         GError        **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean      browser_scene_has_folder  (BrowserScene   *self);
void          browser_scene_play        (BrowserScene   *self,
                                         BrowserWindow  *window);
gboolean      browser_scene_is_captured (BrowserScene   *self);

G_END_DECLS
