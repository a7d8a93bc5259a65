/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>
#include <taskmgr.h>

G_BEGIN_DECLS

#define BROWSER_TYPE_PAUSE_BUTTON (browser_pause_button_get_type ())

G_DECLARE_FINAL_TYPE (BrowserPauseButton, browser_pause_button, BROWSER, PAUSE_BUTTON, GtkButton)

void browser_pause_button_set_manager (BrowserPauseButton *self,
                                       BgTaskManager      *manager);

G_END_DECLS
