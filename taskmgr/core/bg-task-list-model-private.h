/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-engine-private.h"
#include "bg-task-list-model.h"

G_BEGIN_DECLS

/* Called by the manager, in the home context. */
void  bg_task_list_model_note_ended  (BgTaskListModel *self,
                                      const BgEnding  *ending);
void  bg_task_list_model_update      (BgTaskListModel *self,
                                      GArray          *added);

G_END_DECLS
