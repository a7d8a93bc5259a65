/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "browser-session.h"

G_BEGIN_DECLS

#define BROWSER_TYPE_LARGE_VIEW (browser_large_view_get_type ())

G_DECLARE_FINAL_TYPE (BrowserLargeView, browser_large_view, BROWSER, LARGE_VIEW, GtkWidget)

void     browser_large_view_set_session  (BrowserLargeView *self,
                                          BrowserSession   *session);
guint    browser_large_view_get_position (BrowserLargeView *self);
void     browser_large_view_set_position (BrowserLargeView *self,
                                          guint             position);
gboolean browser_large_view_is_settled   (BrowserLargeView *self);

G_END_DECLS
