/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BROWSER_TYPE_STATE (browser_state_get_type ())

G_DECLARE_FINAL_TYPE (BrowserState, browser_state, BROWSER, STATE, GObject)

BrowserState *browser_state_new         (const char    *path) G_GNUC_WARN_UNUSED_RESULT;
int           browser_state_get_int     (BrowserState  *self,
                                         const char    *key,
                                         int            fallback);
void          browser_state_set_int     (BrowserState  *self,
                                         const char    *key,
                                         int            value);
char         *browser_state_dup_string  (BrowserState  *self,
                                         const char    *key,
                                         const char    *fallback) G_GNUC_WARN_UNUSED_RESULT;
void          browser_state_set_string  (BrowserState  *self,
                                         const char    *key,
                                         const char    *value);
gboolean      browser_state_save        (BrowserState  *self,
                                         GError       **error);

G_END_DECLS
