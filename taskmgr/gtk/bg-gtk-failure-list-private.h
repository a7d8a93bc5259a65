/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

G_BEGIN_DECLS

#define BG_GTK_TYPE_FAILURE_LIST (bg_gtk_failure_list_get_type ())

G_DECLARE_FINAL_TYPE (BgGtkFailureList, bg_gtk_failure_list, BG_GTK, FAILURE_LIST, GObject)

BgGtkFailureList *bg_gtk_failure_list_new    (BgTaskManager    *manager);
void              bg_gtk_failure_list_remove (BgGtkFailureList *self,
                                              BgTask           *task);
void              bg_gtk_failure_list_clear  (BgGtkFailureList *self);

G_END_DECLS
