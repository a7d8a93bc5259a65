/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "workbench-page.h"

G_BEGIN_DECLS

#define WORKBENCH_TYPE_WINDOW (workbench_window_get_type ())

G_DECLARE_FINAL_TYPE (WorkbenchWindow, workbench_window, WORKBENCH, WINDOW, AdwApplicationWindow)

WorkbenchWindow *workbench_window_new      (GtkApplication  *application)
    G_GNUC_WARN_UNUSED_RESULT;
void             workbench_window_present  (GtkApplication  *application);
gboolean         workbench_window_has_page (const char      *name);
WorkbenchPage   *workbench_window_show     (WorkbenchWindow *self,
                                            const char      *name);

G_END_DECLS
