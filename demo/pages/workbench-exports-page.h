/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "workbench-page.h"

G_BEGIN_DECLS

#define WORKBENCH_TYPE_EXPORTS_PAGE (workbench_exports_page_get_type ())

G_DECLARE_FINAL_TYPE (WorkbenchExportsPage, workbench_exports_page, WORKBENCH, EXPORTS_PAGE, WorkbenchPage)

G_END_DECLS
