/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean browser_measure_all (const char  *program,
                              const char  *folder,
                              GError     **error);

G_END_DECLS
