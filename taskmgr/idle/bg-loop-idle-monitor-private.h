/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-loop-idle-monitor.h"

G_BEGIN_DECLS

/* For tests: the loop came back so many microseconds late. FALSE if nobody waits to be told. */
gboolean bg_loop_idle_monitor_note (BgLoopIdleMonitor *self,
                                    gint64             lateness);

/* For tests: whether it wakes the loop. */
gboolean bg_loop_idle_monitor_is_watching (BgLoopIdleMonitor *self);

G_END_DECLS
