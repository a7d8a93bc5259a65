/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-task-manager.h"

G_BEGIN_DECLS

#define BG_TYPE_TASK_LIST_MODEL (bg_task_list_model_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgTaskListModel, bg_task_list_model, BG, TASK_LIST_MODEL, GObject)

BG_AVAILABLE_IN_ALL
BgTaskListModel *bg_task_list_model_new              (BgTaskManager   *manager,
                                                      const char      *group,
                                                      guint            keep_ended) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
BgTaskManager   *bg_task_list_model_get_manager      (BgTaskListModel *self);
BG_AVAILABLE_IN_ALL
const char      *bg_task_list_model_get_group        (BgTaskListModel *self);
BG_AVAILABLE_IN_ALL
guint            bg_task_list_model_get_keep_ended   (BgTaskListModel *self);
BG_AVAILABLE_IN_ALL
void             bg_task_list_model_set_keep_ended   (BgTaskListModel *self,
                                                      guint            keep_ended);

G_END_DECLS
