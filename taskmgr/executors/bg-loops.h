/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-loop-executor.h"

G_BEGIN_DECLS

#define BG_TYPE_LOOPS (bg_loops_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgLoops, bg_loops, BG, LOOPS, GObject)

BG_AVAILABLE_IN_ALL
BgLoops         *bg_loops_get_for_manager (BgTaskManager  *manager);

BG_AVAILABLE_IN_ALL
gboolean         bg_loops_add             (BgLoops        *self,
                                           BgLoop         *loop,
                                           GError        **error);
BG_AVAILABLE_IN_ALL
BgLoop          *bg_loops_start           (BgLoops        *self,
                                           const char     *name,
                                           GError        **error);
BG_AVAILABLE_IN_ALL
gboolean         bg_loops_remove          (BgLoops        *self,
                                           const char     *name);
BG_AVAILABLE_IN_ALL
BgLoop          *bg_loops_get_loop        (BgLoops        *self,
                                           const char     *name);
BG_AVAILABLE_IN_ALL
BgLoopExecutor  *bg_loops_get_executor    (BgLoops        *self,
                                           const char     *name,
                                           GError        **error);
BG_AVAILABLE_IN_ALL
char           **bg_loops_dup_names       (BgLoops        *self) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
const char      *bg_loops_get_default     (BgLoops        *self);
BG_AVAILABLE_IN_ALL
gboolean         bg_loops_set_default     (BgLoops        *self,
                                           const char     *name,
                                           GError        **error);
BG_AVAILABLE_IN_ALL
void             bg_loops_stop            (BgLoops        *self,
                                           gboolean        cancel);
BG_AVAILABLE_IN_ALL
gboolean         bg_loops_wait            (BgLoops        *self,
                                           int             timeout_ms,
                                           GError        **error);

G_END_DECLS
