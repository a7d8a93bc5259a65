/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The main loop of the libraries that deliver to a GMainContext, and how those report that know no progress. */

#pragma once

#include "bench.h"

G_BEGIN_DECLS

void bench_glib_run    (void);
void bench_glib_quit   (void);
void bench_glib_timer  (gint64    at,
                        BenchTick tick);
void bench_glib_report (double    fraction);

G_END_DECLS
