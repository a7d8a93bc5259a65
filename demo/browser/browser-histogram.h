/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

#define BROWSER_HISTOGRAM_BINS 64

/* How often each brightness occurs per channel, the highest column of all being 1. */
typedef struct
{
  float channels[3][BROWSER_HISTOGRAM_BINS];
} BrowserHistogram;

void browser_histogram_compute (BrowserHistogram *self,
                                GdkPixbuf        *pixbuf);

G_END_DECLS
