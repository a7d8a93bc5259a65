/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define WORKBENCH_TYPE_SOURCE (workbench_source_get_type ())

G_DECLARE_FINAL_TYPE (WorkbenchSource, workbench_source, WORKBENCH, SOURCE, AdwWindow)

WorkbenchSource *workbench_source_new (GtkWindow  *parent,
                                       const char *example) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
