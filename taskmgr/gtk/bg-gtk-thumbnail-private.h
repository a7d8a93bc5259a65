/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-gtk-thumbnail.h"

G_BEGIN_DECLS

GdkTexture *bg_gtk_load_thumbnail (GFile         *file,
                                   int            size,
                                   BgTask        *task,
                                   GCancellable  *cancellable,
                                   GError       **error);

G_END_DECLS
