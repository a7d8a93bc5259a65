/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-gtk-picture-private.h"

G_BEGIN_DECLS

typedef void (*BgGtkDecodeProgressFunc) (double   fraction,
                                         gpointer user_data);

GdkPixbuf *bg_gtk_decode (const BgGtkPicture       *picture,
                          int                       size,
                          BgGtkDecodeProgressFunc   progress,
                          gpointer                  user_data,
                          GCancellable             *cancellable,
                          GError                  **error);
GdkPixbuf *bg_gtk_shrink (GdkPixbuf                *pixbuf,
                          int                       size);

G_END_DECLS
