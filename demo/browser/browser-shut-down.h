/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

G_BEGIN_DECLS

void browser_shut_down (BgTaskManager *manager,
                        GApplication  *application);

G_END_DECLS
