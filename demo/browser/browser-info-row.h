/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BROWSER_TYPE_INFO_ROW (browser_info_row_get_type ())

G_DECLARE_FINAL_TYPE (BrowserInfoRow, browser_info_row, BROWSER, INFO_ROW, AdwActionRow)

GtkWidget *browser_info_row_new       (const char     *title) G_GNUC_WARN_UNUSED_RESULT;
void       browser_info_row_set_value (BrowserInfoRow *self,
                                       const char     *value);

G_END_DECLS
