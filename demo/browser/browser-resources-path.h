/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#define BROWSER_ID "io.github.taskmgr.Browser"
#define BROWSER_RESOURCES "/io/github/taskmgr/Browser/"
