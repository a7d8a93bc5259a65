/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Of the programs that are made without GTK. */

#include "config.h"

#include "bench-private.h"

void (*const bench_window) (char kind,
                            long n) = NULL;
