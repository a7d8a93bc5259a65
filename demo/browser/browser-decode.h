/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

typedef struct
{
  int width;
  int height;
} BrowserDimensions;

GdkPixbuf *browser_decode (GFile              *file,
                           int                 size,
                           BrowserDimensions  *original,
                           GCancellable       *cancellable,
                           GError            **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
