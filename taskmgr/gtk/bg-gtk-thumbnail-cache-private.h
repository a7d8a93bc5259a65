/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-gtk-picture-private.h"

G_BEGIN_DECLS

int        bg_gtk_thumbnail_cache_get_edge      (int                  size);
GdkPixbuf *bg_gtk_thumbnail_cache_look_up       (const BgGtkPicture  *picture,
                                                 int                  size,
                                                 GCancellable        *cancellable);
gboolean   bg_gtk_thumbnail_cache_has_failed    (const BgGtkPicture  *picture,
                                                 GCancellable        *cancellable);
void       bg_gtk_thumbnail_cache_store         (const BgGtkPicture  *picture,
                                                 int                  edge,
                                                 GdkPixbuf           *thumbnail);
void       bg_gtk_thumbnail_cache_store_failure (const BgGtkPicture  *picture);

G_END_DECLS
