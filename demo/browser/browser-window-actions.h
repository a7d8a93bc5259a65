/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "browser-window.h"

G_BEGIN_DECLS

void browser_window_add_actions (BrowserWindow *self);

G_END_DECLS
