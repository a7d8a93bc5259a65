/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-scheduler-list.h"

G_BEGIN_DECLS

gboolean bg_scheduler_list_contains (BgSchedulerList *self,
                                     BgScheduler     *scheduler);
void     bg_scheduler_list_add      (BgSchedulerList *self,
                                     BgScheduler     *scheduler,
                                     gboolean         while_active);
gboolean bg_scheduler_list_remove   (BgSchedulerList *self,
                                     BgScheduler     *scheduler);

G_END_DECLS
