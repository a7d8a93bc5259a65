/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-scheduler.h"

G_BEGIN_DECLS

#define BG_TYPE_SCHEDULER_LIST (bg_scheduler_list_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgSchedulerList, bg_scheduler_list, BG, SCHEDULER_LIST, GObject)

BG_AVAILABLE_IN_ALL
BgSchedulerList *bg_scheduler_list_get_for_manager       (BgTaskManager   *manager);
BG_AVAILABLE_IN_ALL
BgScheduler     *bg_scheduler_list_dup_scheduler         (BgSchedulerList *self,
                                                          const char      *name) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
guint            bg_scheduler_list_get_n_active          (BgSchedulerList *self);
BG_AVAILABLE_IN_ALL
void             bg_scheduler_list_stop_all              (BgSchedulerList *self,
                                                          BgShutdownMode   mode);
BG_AVAILABLE_IN_ALL
gboolean         bg_scheduler_list_get_stop_at_shut_down (BgSchedulerList *self);
BG_AVAILABLE_IN_ALL
void             bg_scheduler_list_set_stop_at_shut_down (BgSchedulerList *self,
                                                          gboolean         stop_at_shut_down);

G_END_DECLS
