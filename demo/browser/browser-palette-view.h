/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "browser-palette.h"

G_BEGIN_DECLS

#define BROWSER_TYPE_PALETTE_VIEW (browser_palette_view_get_type ())

G_DECLARE_FINAL_TYPE (BrowserPaletteView, browser_palette_view, BROWSER, PALETTE_VIEW, GtkWidget)

void browser_palette_view_set_palette (BrowserPaletteView   *self,
                                       const BrowserPalette *palette);

G_END_DECLS
