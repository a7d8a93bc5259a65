/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean browser_capture (GtkWindow   *window,
                          const char  *path,
                          GError     **error);

G_END_DECLS
