/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

#define BROWSER_PALETTE_SIZE 6

/* The colours that a picture is mostly made of, the most frequent first. */
typedef struct
{
  GdkRGBA colors[BROWSER_PALETTE_SIZE];
  guint n_colors;
} BrowserPalette;

void browser_palette_compute (BrowserPalette *self,
                              GdkPixbuf      *pixbuf);

G_END_DECLS
