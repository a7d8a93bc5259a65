/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef gboolean (*BrowserCaptureReady) (gpointer scene);

void browser_capture (GtkWindow           *window,
                      const char          *path,
                      BrowserCaptureReady  is_ready,
                      GObject             *scene,
                      gboolean            *captured);

G_END_DECLS
