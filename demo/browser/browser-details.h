/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

#include "browser-camera.h"
#include "browser-decode.h"
#include "browser-histogram.h"
#include "browser-palette.h"

G_BEGIN_DECLS

#define BROWSER_TYPE_DETAILS (browser_details_get_type ())

G_DECLARE_FINAL_TYPE (BrowserDetails, browser_details, BROWSER, DETAILS, GObject)

gboolean                browser_details_retrieve       (BgTask          *task,
                                                        const char      *uri,
                                                        GCancellable    *cancellable,
                                                        gpointer         user_data,
                                                        GError         **error);
BrowserDimensions       browser_details_get_dimensions (BrowserDetails  *self);
const char             *browser_details_get_kind       (BrowserDetails  *self);
const BrowserHistogram *browser_details_get_histogram  (BrowserDetails  *self);
const BrowserPalette   *browser_details_get_palette    (BrowserDetails  *self);
const BrowserCamera    *browser_details_get_camera     (BrowserDetails  *self);

G_END_DECLS
