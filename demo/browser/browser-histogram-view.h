/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "browser-histogram.h"

G_BEGIN_DECLS

#define BROWSER_TYPE_HISTOGRAM_VIEW (browser_histogram_view_get_type ())

G_DECLARE_FINAL_TYPE (BrowserHistogramView, browser_histogram_view, BROWSER, HISTOGRAM_VIEW,
                      GtkWidget)

void browser_histogram_view_set_histogram (BrowserHistogramView   *self,
                                           const BrowserHistogram *histogram);

G_END_DECLS
