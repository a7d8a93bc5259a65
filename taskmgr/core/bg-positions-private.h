/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Positions in a list, and the runs of neighbours among them. */

guint  bg_positions_sort         (GArray *positions);
guint  bg_positions_get_last_run (GArray *positions,
                                  guint   end,
                                  guint  *n);

G_END_DECLS
