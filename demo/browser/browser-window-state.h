/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "browser-window.h"

G_BEGIN_DECLS

void browser_window_restore (BrowserWindow *self,
                             BrowserState  *state);
void browser_window_save    (BrowserWindow *self,
                             BrowserState  *state);

G_END_DECLS
