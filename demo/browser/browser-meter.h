/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "browser-session.h"

G_BEGIN_DECLS

#define BROWSER_TYPE_METER (browser_meter_get_type ())

G_DECLARE_FINAL_TYPE (BrowserMeter, browser_meter, BROWSER, METER, GtkWidget)

void browser_meter_set_manager (BrowserMeter   *self,
                                BgTaskManager  *manager);
void browser_meter_set_session (BrowserMeter   *self,
                                BrowserSession *session);

G_END_DECLS
