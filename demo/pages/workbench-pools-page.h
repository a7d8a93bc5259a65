/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "workbench-page.h"

G_BEGIN_DECLS

#define WORKBENCH_TYPE_POOLS_PAGE (workbench_pools_page_get_type ())

G_DECLARE_FINAL_TYPE (WorkbenchPoolsPage, workbench_pools_page, WORKBENCH, POOLS_PAGE,
                      WorkbenchPage)

G_END_DECLS
