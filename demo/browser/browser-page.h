/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

G_BEGIN_DECLS

gboolean browser_page_retrieve (BgTask        *task,
                                const char    *uri,
                                GCancellable  *cancellable,
                                gpointer       user_data,
                                GError       **error);

G_END_DECLS
