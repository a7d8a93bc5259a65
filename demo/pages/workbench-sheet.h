/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *workbench_sheet_new (const char *name,
                                gunichar    first,
                                guint       n_characters) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
