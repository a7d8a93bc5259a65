/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

G_BEGIN_DECLS

BgTask *browser_place_scan_new (GFile      *root,
                                const char *name,
                                const char *icon_name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
