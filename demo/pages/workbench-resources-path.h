/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

/* Where the templates of the workbench are, and the examples that it shows. */
#define WORKBENCH_RESOURCES "/io/github/taskmgr/Workbench/"
